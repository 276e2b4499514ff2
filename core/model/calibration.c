/* The file: a header of 64-bit numbers, then float32: the dense matrices in the order of
 * tensor_specs, then for each layer and expert its two vectors. Everything but the numbers
 * follows from the config, so that a file of another model is a message and not an
 * address. */
#include "core/model/calibration.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xxhash.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/tensors.h"

enum {
    PRIOR_TOK = 16,        /* of every input alike, for a vector of a layer */
    EXPERT_PRIOR_TOK = 64, /* of the layer's mean, for an expert */
};
static const float importance_min = 1e-3f, importance_max = 1e3f;
static const uint64_t file_magic = 0x316c61636d66; /* "fmcal1" */

struct header {
    uint64_t magic, n_layer, n_expert, n_floats;
    uint64_t text_xxh3, n_tok, xxh3; /* the last: of the floats */
};

/* Where everything lies, in floats. */
struct places {
    struct model_config config;
    struct tensor_spec *spec; /* [n_spec], owned */
    int n_spec;
    size_t *dense; /* [n_spec], owned; SIZE_MAX: none */
    size_t first_expert, n_floats;
};

static void places_init(struct places *p, const struct model_config *c)
{
    *p = (struct places){.config = *c};
    p->spec = tensor_specs(c, &p->n_spec);
    p->dense = xcalloc((size_t)p->n_spec, sizeof(*p->dense));
    for (int i = 0; i < p->n_spec; i++) {
        const struct tensor_slot *slot = p->spec[i].slot;
        bool looked_up = slot->field == offsetof(struct pack, embed) &&
                         p->spec[i].layer < 0 && !c->tied_head;
        p->dense[i] = SIZE_MAX;
        if (slot->form != TENSOR_MATRIX || looked_up)
            continue;
        p->dense[i] = p->n_floats;
        p->n_floats += (size_t)p->spec[i].n_in;
    }
    p->first_expert = p->n_floats;
    p->n_floats += (size_t)c->n_layer * (size_t)c->n_expert *
                   ((size_t)c->hidden + (size_t)c->expert_ff);
}

static void places_finish(struct places *p)
{
    free(p->spec);
    free(p->dense);
}

static size_t expert_at(const struct places *p, int layer, int expert,
                        enum calibration_part part)
{
    const struct model_config *c = &p->config;
    size_t i = (size_t)layer * (size_t)c->n_expert + (size_t)expert;
    return p->first_expert + i * ((size_t)c->hidden + (size_t)c->expert_ff) +
           (part == CALIBRATION_MID ? (size_t)c->hidden : 0);
}

static int part_width(const struct places *p, enum calibration_part part)
{
    return part == CALIBRATION_MID ? p->config.expert_ff : p->config.hidden;
}

/* -- gathering */

struct calibration_sums {
    struct places at;
    float *sum;         /* [n_floats] of squares */
    uint64_t *n_dense;  /* [n_spec] tokens */
    uint64_t *n_expert; /* [n_layer * n_expert][2 parts] */
};

struct calibration_sums *calibration_sums_create(const struct model_config *c,
                                                 struct error *err)
{
    struct calibration_sums *s = xcalloc(1, sizeof(*s));
    places_init(&s->at, c);
    s->n_dense = xcalloc((size_t)s->at.n_spec, sizeof(*s->n_dense));
    s->n_expert =
        xcalloc((size_t)c->n_layer * (size_t)c->n_expert, 2 * sizeof(*s->n_expert));
    s->sum = mem_alloc(s->at.n_floats * sizeof(float), "sums of the calibration", err);
    if (s->sum)
        return s;
    calibration_sums_destroy(s);
    return NULL;
}

void calibration_sums_destroy(struct calibration_sums *s)
{
    if (!s)
        return;
    if (s->sum)
        mem_free(s->sum, s->at.n_floats * sizeof(float));
    free(s->n_dense);
    free(s->n_expert);
    places_finish(&s->at);
    free(s);
}

static void add_squares(float *sum, const float *x, int n)
{
    for (int i = 0; i < n; i++)
        sum[i] += x[i] * x[i];
}

void calibration_add_dense(struct calibration_sums *s, int i_spec, const float *x)
{
    if (s->at.dense[i_spec] == SIZE_MAX)
        return;
    add_squares(s->sum + s->at.dense[i_spec], x, s->at.spec[i_spec].n_in);
    s->n_dense[i_spec]++;
}

static uint64_t *expert_count(const struct calibration_sums *s, int layer, int expert,
                              enum calibration_part part)
{
    size_t i = (size_t)layer * (size_t)s->at.config.n_expert + (size_t)expert;
    return &s->n_expert[2 * i + (part == CALIBRATION_MID ? 1 : 0)];
}

void calibration_add_expert(struct calibration_sums *s, int layer, int expert,
                            enum calibration_part part, const float *x)
{
    add_squares(s->sum + expert_at(&s->at, layer, expert, part), x,
                part_width(&s->at, part));
    ++*expert_count(s, layer, expert, part);
}

/* sum[n] of n_tok tokens with as many of `prior` -> importance; prior NULL: the mean of the
 * sum itself, for every input. */
static void settle(const float *sum, uint64_t n_tok, const double *prior, int n_prior_tok,
                   int n, float *out)
{
    double total = 0, mean = 0;
    for (int i = 0; i < n; i++)
        total += (double)sum[i];
    double flat = n_tok ? total / (double)n_tok / n : 0;
    for (int i = 0; i < n; i++)
        mean += (double)sum[i] + n_prior_tok * (prior ? prior[i] : flat);
    mean /= n;
    for (int i = 0; i < n; i++) {
        double v = (double)sum[i] + n_prior_tok * (prior ? prior[i] : flat);
        float w = mean > 0 && isfinite(mean) ? (float)(v / mean) : 1;
        w = w < importance_min ? importance_min : w;
        out[i] = w > importance_max ? importance_max : w;
    }
}

static void settle_layer(const struct calibration_sums *s, int layer,
                         enum calibration_part part, float *out)
{
    int n = part_width(&s->at, part), n_expert = s->at.config.n_expert;
    double *mean = xcalloc((size_t)n, sizeof(*mean));
    double flat = 0;
    uint64_t n_tok = 0;
    for (int e = 0; e < n_expert; e++) {
        const float *sum = s->sum + expert_at(&s->at, layer, e, part);
        for (int i = 0; i < n; i++)
            mean[i] += (double)sum[i];
        n_tok += *expert_count(s, layer, e, part);
    }
    for (int i = 0; i < n; i++)
        flat += mean[i] / n;
    for (int i = 0; i < n; i++)
        mean[i] = (mean[i] + PRIOR_TOK * flat / (double)(n_tok ? n_tok : 1)) /
                  (double)(n_tok + PRIOR_TOK);
    for (int e = 0; e < n_expert; e++) {
        size_t at = expert_at(&s->at, layer, e, part);
        settle(s->sum + at, *expert_count(s, layer, e, part), mean, EXPERT_PRIOR_TOK, n,
               out + at);
    }
    free(mean);
}

static bool write_file(const char *path, const struct header *h, const float *x,
                       struct error *err)
{
    char *partial = xasprintf("%s.partial", path);
    int fd = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    bool ok = fd >= 0 && fd_write_all(fd, h, sizeof(*h)) &&
              fd_write_all(fd, x, h->n_floats * sizeof(float)) && fsync(fd) == 0;
    if (!ok)
        err_set(err, errno, "write %s", partial);
    if (fd >= 0 && close(fd) != 0 && ok)
        ok = err_set(err, errno, "write %s", partial);
    if (ok && rename(partial, path) != 0)
        ok = err_set(err, errno, "rename %s to %s", partial, path);
    if (!ok)
        unlink(partial);
    free(partial);
    return ok;
}

bool calibration_write(const struct calibration_sums *s, const char *path,
                       uint64_t text_xxh3, uint64_t n_tok, struct error *err)
{
    const struct model_config *c = &s->at.config;
    size_t n_bytes = s->at.n_floats * sizeof(float);
    float *out = mem_alloc(n_bytes, "the calibration", err);
    if (!out)
        return false;
    for (int i = 0; i < s->at.n_spec; i++)
        if (s->at.dense[i] != SIZE_MAX)
            settle(s->sum + s->at.dense[i], s->n_dense[i], NULL, PRIOR_TOK,
                   s->at.spec[i].n_in, out + s->at.dense[i]);
    for (int layer = 0; layer < c->n_layer; layer++) {
        settle_layer(s, layer, CALIBRATION_IN, out);
        settle_layer(s, layer, CALIBRATION_MID, out);
    }
    const struct header h = {.magic = file_magic,
                             .n_layer = (uint64_t)c->n_layer,
                             .n_expert = (uint64_t)c->n_expert,
                             .n_floats = s->at.n_floats,
                             .text_xxh3 = text_xxh3,
                             .n_tok = n_tok,
                             .xxh3 = XXH3_64bits(out, n_bytes)};
    bool ok = write_file(path, &h, out, err);
    mem_free(out, n_bytes);
    return ok;
}

/* -- using */

struct calibration {
    struct places at;
    struct header h;
    float *x; /* [at.n_floats], owned */
};

static size_t numbers_bytes(const struct calibration *cal)
{
    return cal->at.n_floats * sizeof(float);
}

static bool check_header(const struct calibration *cal, uint64_t file_bytes,
                         const char *path, struct error *err)
{
    const struct header *h = &cal->h;
    const struct model_config *c = &cal->at.config;
    if (h->magic != file_magic)
        return err_set(err, 0, "%s is no calibration", path);
    if (h->n_layer != (uint64_t)c->n_layer || h->n_expert != (uint64_t)c->n_expert ||
        h->n_floats != cal->at.n_floats)
        return err_set(err, 0, "%s is a calibration of a model of another shape", path);
    if (file_bytes != sizeof(*h) + numbers_bytes(cal))
        return err_set(err, 0, "%s is %llu bytes long instead of %zu", path,
                       (unsigned long long)file_bytes, sizeof(*h) + numbers_bytes(cal));
    return true;
}

static bool check_numbers(const struct calibration *cal, const char *path,
                          struct error *err)
{
    if (XXH3_64bits(cal->x, numbers_bytes(cal)) != cal->h.xxh3)
        return err_set(err, 0, "%s is damaged: its checksum differs", path);
    for (size_t i = 0; i < cal->at.n_floats; i++)
        if (!(cal->x[i] >= importance_min && cal->x[i] <= importance_max))
            return err_set(err, 0, "%s is damaged: number %zu is out of its range", path,
                           i);
    return true;
}

static bool read_at(int fd, void *out, size_t n, uint64_t at, const char *path,
                    struct error *err)
{
    if (fd_read_at(fd, out, n, at))
        return true;
    if (errno)
        return err_set(err, errno, "read %s", path);
    return err_set(err, 0, "read %s: the file has been truncated", path);
}

struct calibration *calibration_open(const char *path, const struct model_config *c,
                                     struct error *err)
{
    struct calibration *cal = xcalloc(1, sizeof(*cal));
    struct stat sb;
    bool ok = false;
    places_init(&cal->at, c);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO would hang */
    if (fd < 0 || fstat(fd, &sb) != 0) {
        err_set(err, errno, "open %s", path);
        goto done;
    }
    if (!S_ISREG(sb.st_mode) || (size_t)sb.st_size < sizeof(cal->h)) {
        err_set(err, 0, "%s is no calibration", path);
        goto done;
    }
    ok = read_at(fd, &cal->h, sizeof(cal->h), 0, path, err) &&
         check_header(cal, (uint64_t)sb.st_size, path, err) &&
         (cal->x = mem_alloc(numbers_bytes(cal), "a calibration", err)) != NULL &&
         read_at(fd, cal->x, numbers_bytes(cal), sizeof(cal->h), path, err) &&
         check_numbers(cal, path, err);

done:
    if (fd >= 0)
        close(fd);
    if (ok)
        return cal;
    calibration_close(cal);
    return NULL;
}

void calibration_close(struct calibration *cal)
{
    if (!cal)
        return;
    if (cal->x)
        mem_free(cal->x, numbers_bytes(cal));
    places_finish(&cal->at);
    free(cal);
}

uint64_t calibration_text_xxh3(const struct calibration *cal)
{
    return cal->h.text_xxh3;
}

uint64_t calibration_n_tok(const struct calibration *cal)
{
    return cal->h.n_tok;
}

uint64_t calibration_xxh3(const struct calibration *cal)
{
    return cal->h.xxh3;
}

const float *calibration_dense(const struct calibration *cal, int i_spec)
{
    size_t at = cal->at.dense[i_spec];
    return at == SIZE_MAX ? NULL : cal->x + at;
}

const float *calibration_expert(const struct calibration *cal, int layer, int expert,
                                enum calibration_part part)
{
    return cal->x + expert_at(&cal->at, layer, expert, part);
}
