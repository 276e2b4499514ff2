/* Random weights of a real shape, written as fast as the disk takes them: every file from
 * start to end, the last bytes on their way while the next are made. */
#include "core/model/synth.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/seq_file.h"
#include "core/model/manifest.h"
#include "core/model/pack_folder.h"
#include "core/model/quantize.h"
#include "core/model/synth_tokenizer.h"
#include "core/model/synth_values.h"

enum {
    CHUNK_BYTES = 4 << 20,
    TOKEN_BYTES = 24, /* of tokenizer.json for a row of the vocabulary, at most */
};

/* -- shapes -- */

/* What the released models of the two families have in common. */
#define COMMON                                                                           \
    .max_context_tok = 262144, .rms_eps = 1e-6F, .n_kv_head = 2, .head_dim = 256,        \
    .rotary_dim = 64, .rope_theta = 1e7, .attn_gate = true, .n_k_head = 16,              \
    .k_dim = 128, .v_dim = 128, .conv_width = 4, .norm_topk = true

static const struct {
    const char *name;
    struct model_config config; /* without layer kinds */
} shapes[] = {
    {"35b-a3b",
     {COMMON, .family = FAMILY_QWEN3_5_MOE, .n_layer = 40, .hidden = 2048,
      .n_vocab = 248320, .n_head = 16, .n_v_head = 32, .n_expert = 256,
      .n_expert_used = 8, .expert_ff = 512, .shared_ff = 512}},
    {"next-80b",
     {COMMON, .family = FAMILY_QWEN3_NEXT, .n_layer = 48, .hidden = 2048,
      .n_vocab = 151936, .n_head = 16, .n_v_head = 32, .n_expert = 512,
      .n_expert_used = 10, .expert_ff = 512, .shared_ff = 512}},
    {"122b-a10b",
     {COMMON, .family = FAMILY_QWEN3_5_MOE, .n_layer = 48, .hidden = 3072,
      .n_vocab = 248320, .n_head = 32, .n_v_head = 64, .n_expert = 256,
      .n_expert_used = 8, .expert_ff = 1024, .shared_ff = 1024}},
    {"397b-a17b",
     {COMMON, .family = FAMILY_QWEN3_5_MOE, .n_layer = 60, .hidden = 4096,
      .n_vocab = 248320, .n_head = 32, .n_v_head = 64, .n_expert = 512,
      .n_expert_used = 10, .expert_ff = 1024, .shared_ff = 1024}},
};

enum {
    N_SHAPES = sizeof(shapes) / sizeof(shapes[0])
};

const char *const synth_shapes[] = {"35b-a3b", "next-80b", "122b-a10b", "397b-a17b",
                                    NULL};
_Static_assert(sizeof(synth_shapes) / sizeof(synth_shapes[0]) == N_SHAPES + 1,
               "a name for every shape");

bool synth_shape(const char *name, int n_layer, int n_expert, struct model_config *out,
                 struct error *err)
{
    int i = 0;
    while (i < N_SHAPES && strcmp(shapes[i].name, name) != 0)
        i++;
    if (i == N_SHAPES)
        return err_set(err, EINVAL, "synth: no shape \"%.60s\"", name);
    struct model_config c = shapes[i].config;
    if (n_layer < 0 || n_layer > MAX_LAYERS)
        return err_set(err, EINVAL, "synth: %d layers (1 to %d)", n_layer, MAX_LAYERS);
    if (n_expert && (n_expert < c.n_expert_used || n_expert > MAX_EXPERTS))
        return err_set(err, EINVAL, "synth: %d experts (%d to %d, %d are used a token)",
                       n_expert, c.n_expert_used, MAX_EXPERTS, c.n_expert_used);
    c.n_layer = n_layer ? n_layer : c.n_layer;
    c.n_expert = n_expert ? n_expert : c.n_expert;
    for (int k = 0; k < c.n_layer; k++)
        c.layer[k] = k % 4 == 3 ? LAYER_FULL : LAYER_LINEAR;
    *out = c;
    return true;
}

/* -- the plan -- */

struct synth {
    const struct synth_params *params;
    const struct model_config *config;
    struct manifest m;
    struct synth_values values;
    struct pack_folder folder;
    struct seq_file *file; /* that is being written, owned */
    char *buf;             /* owned: a record, or rows of a tensor */
    size_t buf_bytes;
    uint64_t done_bytes, total_bytes;
    const char *what; /* for progress */
    struct error *err;
};

static bool bits_known(int bits, const char *known)
{
    char word[16];
    snprintf(word, sizeof(word), " %d ", bits);
    return strstr(known, word) != NULL;
}

static bool check_params(const struct synth_params *p, struct error *err)
{
    const struct model_config *c = &p->config;
    if (!bits_known(p->expert_bits, " 0 2 3 4 5 6 8 16 "))
        return err_set(err, EINVAL, "synth: expert bits %d (2, 3, 4, 5, 6, 8 or 16)",
                       p->expert_bits);
    if (!bits_known(p->dense_bits, " 0 4 5 6 8 16 ") ||
        !bits_known(p->head_bits, " 0 4 5 6 8 16 "))
        return err_set(err, EINVAL,
                       "synth: dense bits %d, head bits %d (4, 5, 6, 8 or 16)",
                       p->dense_bits, p->head_bits);
    if (!(p->zipf >= 0 && p->zipf <= 4))
        return err_set(err, EINVAL, "synth: a Zipf exponent of %g (0 to 4)", p->zipf);
    if (c->n_vocab < SYNTH_MIN_VOCAB)
        return err_set(err, EINVAL, "synth: a vocabulary of %d (at least %d)", c->n_vocab,
                       SYNTH_MIN_VOCAB);
    /* One matrix cannot have the scale of both. */
    return !c->tied_head || err_set(err, EINVAL, "synth: a head tied to the embedding");
}

static void set_type(int bits, int n_in, enum dtype *type, int *group)
{
    *type = DTYPE_BF16;
    *group = 0;
    if (bits < 16 && n_in % SYNTH_RUN == 0) {
        dtype_affine(bits, type);
        *group = SYNTH_RUN;
    }
}

/* Types as the packer chooses them from bf16, but for the head's own. */
static void plan(const struct synth_params *p, struct manifest *m)
{
    int expert = p->expert_bits ? p->expert_bits : 4;
    int dense = p->dense_bits ? p->dense_bits : 4, head = p->head_bits ? p->head_bits : 8;
    manifest_init(m, &p->config);
    for (int i = 0; i < m->n_spec; i++) {
        const struct tensor_spec *s = &m->spec[i];
        struct manifest_tensor *t = &m->tensor[i];
        bool is_head = s->layer < 0 && strcmp(s->slot->name, "head") == 0;
        t->type = DTYPE_F32;
        if (s->slot->form == TENSOR_KEEP)
            t->type = DTYPE_BF16;
        else if (s->slot->form == TENSOR_MATRIX)
            set_type(is_head ? head : dense, s->n_in, &t->type, &t->group);
    }
    for (int i = 0; i < p->config.n_layer; i++) {
        struct expert_layout *l = &m->expert[i];
        set_type(expert, p->config.hidden, &l->gate.type, &l->gate.group);
        set_type(expert, p->config.hidden, &l->up.type, &l->up.group);
        set_type(expert, p->config.expert_ff, &l->down.type, &l->down.group);
    }
    m->expert_bits = expert;
    m->dense_bits = dense;
    m->name = xasprintf("synthetic %.60s", p->shape);
    m->template_name =
        xstrdup(p->config.family == FAMILY_QWEN3_5_MOE ? "qwen3.5" : "qwen3");
    m->source = xasprintf("%s, synthetic", family_name(p->config.family));
    char *skew = p->zipf > 0 ? xasprintf("zipf:%g", p->zipf) : xstrdup("uniform");
    manifest_add_note(m, xasprintf("synthetic: random weights, what it writes means "
                                   "nothing; shape %.60s, %d layers, %d experts, skew "
                                   "%s, seed %" PRIu64,
                                   p->shape, p->config.n_layer, p->config.n_expert, skew,
                                   p->seed));
    free(skew);
    manifest_place(m);
}

static void measure(const struct manifest *m, struct synth_sizes *out)
{
    const struct model_config *c = &m->config;
    uint64_t experts = (uint64_t)c->n_layer * (uint64_t)c->n_expert;
    *out = (struct synth_sizes){
        .dense_bytes = m->dense_bytes,
        .expert_bytes = experts * m->expert[0].stride_bytes,
        .record_bytes = m->expert[0].record_bytes,
        .n_params = manifest_n_params(m),
    };
    /* With checksums, tokenizer, manifest, and a block's rounding for every file. */
    out->file_bytes = out->dense_bytes + out->expert_bytes + experts * sizeof(uint64_t) +
                      (uint64_t)c->n_vocab * TOKEN_BYTES + (uint64_t)m->n_spec * 256 +
                      (uint64_t)c->n_layer * 16384 + (1 << 20);
}

bool synth_measure(const struct synth_params *params, struct synth_sizes *out,
                   struct error *err)
{
    struct manifest m;
    if (!check_params(params, err))
        return false;
    plan(params, &m);
    measure(&m, out);
    manifest_finish(&m);
    return true;
}

bool synth_manifest(const struct synth_params *params, struct manifest *out,
                    struct error *err)
{
    if (!check_params(params, err))
        return false;
    plan(params, out);
    return true;
}

/* -- writing -- */

static bool advance(struct synth *s, uint64_t n_bytes)
{
    s->done_bytes += n_bytes;
    return !s->params->progress ||
           s->params->progress(s->params->progress_ctx, s->what, s->done_bytes,
                               s->total_bytes) ||
           err_set(s->err, ECANCELED, "synth %s", s->folder.dst);
}

static bool put(struct synth *s, const void *bytes, size_t n)
{
    return seq_file_append(s->file, bytes, n, s->err) && advance(s, n);
}

/* Rows of tensor i that lie together, and what follows the last row. */
struct dense_rows {
    struct synth_law law;
    uint64_t key;
    float *log_weight; /* routers */
    char *tail;        /* scales and biases, with the padding between */
};

static void make_rows(const struct synth *s, int i, const struct dense_rows *d, int row,
                      int n, char *out)
{
    const struct tensor_spec *spec = &s->m.spec[i];
    const struct matrix_layout *l = &s->m.tensor[i].layout;
    if (d->log_weight) {
        synth_router_rows(&s->values, spec->layer, row, n, d->log_weight,
                          (uint16_t *)(void *)out);
        return;
    }
    uint16_t *scales = NULL, *biases = NULL;
    if (s->m.tensor[i].group) {
        size_t at = (size_t)row * (size_t)(spec->n_in / s->m.tensor[i].group);
        scales = (uint16_t *)(void *)(d->tail + (l->scales_off - l->data_bytes)) + at;
        biases = (uint16_t *)(void *)(d->tail + (l->biases_off - l->data_bytes)) + at;
    }
    synth_rows(&d->law, d->key, row, n, out, scales, biases);
}

static bool write_matrix(struct synth *s, int i, XXH3_state_t *hash)
{
    const struct tensor_spec *spec = &s->m.spec[i];
    const struct manifest_tensor *t = &s->m.tensor[i];
    size_t row_bytes = dtype_row_bytes(t->type, spec->n_in);
    size_t tail_bytes = t->layout.n_bytes - t->layout.data_bytes;
    int batch = (int)(s->buf_bytes / row_bytes);
    bool router = strcmp(spec->slot->name, "router") == 0, ok = true;
    struct dense_rows d = {.key =
                               synth_key(&s->values, spec->layer, spec->slot->name, 0)};
    synth_law_of(&d.law, &s->values, spec, t->type, t->group);
    if (router) {
        d.log_weight = xmalloc((size_t)spec->n_out * sizeof(*d.log_weight));
        synth_log_weights(&s->values, spec->layer, d.log_weight);
    }
    if (tail_bytes) {
        d.tail = mem_alloc(tail_bytes, "scales of a tensor", s->err);
        ok = d.tail != NULL;
    }
    for (int row = 0; ok && row < spec->n_out; row += batch) {
        int n = spec->n_out - row < batch ? spec->n_out - row : batch;
        make_rows(s, i, &d, row, n, s->buf);
        size_t bytes = (size_t)n * row_bytes;
        XXH3_64bits_update(hash, s->buf, bytes);
        ok = put(s, s->buf, bytes);
    }
    if (ok && tail_bytes) {
        XXH3_64bits_update(hash, d.tail, tail_bytes);
        ok = put(s, d.tail, tail_bytes);
    }
    mem_free(d.tail, tail_bytes);
    free(d.log_weight);
    return ok;
}

static bool write_vector(struct synth *s, int i, XXH3_state_t *hash)
{
    size_t n_bytes = s->m.tensor[i].layout.n_bytes;
    float *x = mem_alloc(n_bytes, "a vector", s->err);
    if (!x)
        return false;
    synth_vector(&s->values, &s->m.spec[i], x);
    XXH3_64bits_update(hash, x, n_bytes);
    bool ok = put(s, x, n_bytes);
    mem_free(x, n_bytes);
    return ok;
}

static bool create_file(struct synth *s, const char *name)
{
    char *path = path_join(s->folder.partial, name);
    s->file = seq_file_create(path, s->err);
    free(path);
    return s->file != NULL;
}

/* Ends the file that was created, whole (ok) or not. */
static bool end_file(struct synth *s, bool ok)
{
    if (ok)
        ok = seq_file_finish(s->file, s->err);
    else
        seq_file_abandon(s->file);
    s->file = NULL;
    return ok;
}

static bool write_tensors(struct synth *s, XXH3_state_t *hash)
{
    for (int i = 0; i < s->m.n_spec; i++) {
        struct manifest_tensor *t = &s->m.tensor[i];
        uint64_t end = i + 1 < s->m.n_spec ? t[1].offset : s->m.dense_bytes;
        XXH3_64bits_reset(hash);
        bool ok = s->m.spec[i].slot->form == TENSOR_F32 ? write_vector(s, i, hash)
                                                        : write_matrix(s, i, hash);
        if (!ok || !seq_file_append_zeros(
                       s->file, (size_t)(end - t->offset) - t->layout.n_bytes, s->err))
            return false;
        t->xxh3 = XXH3_64bits_digest(hash);
    }
    return true;
}

static bool write_dense(struct synth *s)
{
    XXH3_state_t *hash = XXH3_createState();
    s->what = "dense part";
    if (!hash)
        return err_set(s->err, ENOMEM, "create a checksum state");
    bool ok = create_file(s, "dense.bin") && end_file(s, write_tensors(s, hash));
    XXH3_freeState(hash);
    return ok;
}

static void make_part(const struct synth_law *law, uint64_t key,
                      const struct expert_part *part, char *record)
{
    synth_rows(law, key, 0, part->n_out, record + part->data_off,
               (uint16_t *)(void *)(record + part->scales_off),
               (uint16_t *)(void *)(record + part->biases_off));
}

static void make_record(const struct synth *s, const struct synth_law law[2], int layer,
                        int e, char *record)
{
    const struct expert_layout *l = &s->m.expert[layer];
    make_part(&law[0], synth_key(&s->values, layer, "gate", e), &l->gate, record);
    make_part(&law[0], synth_key(&s->values, layer, "up", e), &l->up, record);
    make_part(&law[1], synth_key(&s->values, layer, "down", e), &l->down, record);
}

static bool write_records(struct synth *s, int layer, uint64_t *sums)
{
    const struct expert_layout *l = &s->m.expert[layer];
    struct synth_law law[2];
    synth_law_of_expert(&law[0], &s->values, &l->gate, false);
    synth_law_of_expert(&law[1], &s->values, &l->down, true);
    memset(s->buf, 0, l->stride_bytes); /* between the parts and behind them */
    for (int e = 0; e < s->config->n_expert; e++) {
        make_record(s, law, layer, e, s->buf);
        sums[e] = XXH3_64bits(s->buf, l->record_bytes);
        if (!put(s, s->buf, l->stride_bytes))
            return false;
    }
    return true;
}

static bool write_experts(struct synth *s)
{
    size_t n = (size_t)s->config->n_expert;
    uint64_t *sums = xcalloc((size_t)s->config->n_layer * n, sizeof(*sums));
    bool ok = true;
    s->what = "experts";
    for (int layer = 0; ok && layer < s->config->n_layer; layer++) {
        char name[32];
        snprintf(name, sizeof(name), "experts/layer-%02d.bin", layer);
        ok = create_file(s, name) &&
             end_file(s, write_records(s, layer, sums + (size_t)layer * n));
    }
    ok = ok && create_file(s, "experts/checksums.bin") &&
         end_file(s, seq_file_append(s->file, sums,
                                     (size_t)s->config->n_layer * n * sizeof(*sums),
                                     s->err));
    free(sums);
    return ok;
}

static bool prepare(struct synth *s, const struct synth_sizes *sizes)
{
    size_t stride = s->m.expert[0].stride_bytes;
    s->total_bytes = sizes->dense_bytes + sizes->expert_bytes;
    s->buf_bytes = stride > CHUNK_BYTES ? stride : CHUNK_BYTES;
    if (!pack_folder_check_space(&s->folder, sizes->file_bytes, s->err))
        return false;
    s->buf = mem_alloc(s->buf_bytes, "weights", s->err);
    return s->buf != NULL;
}

bool synth_write(const struct synth_params *params, const char *dst, struct error *err)
{
    struct synth s = {.params = params, .config = &params->config, .err = err};
    struct synth_sizes sizes;
    if (!check_params(params, err))
        return false;
    plan(params, &s.m);
    measure(&s.m, &sizes);
    synth_values_init(&s.values, s.config, params->seed, params->zipf);
    pack_folder_init(&s.folder, dst);
    bool made =
        pack_folder_check_new(&s.folder, err) && pack_folder_make(&s.folder, false, err);
    bool ok = made && prepare(&s, &sizes) && write_dense(&s) && write_experts(&s) &&
              synth_tokenizer_write(s.folder.partial, s.config->n_vocab, err) &&
              pack_folder_publish(&s.folder, &s.m, err);
    if (made && !ok)
        pack_folder_discard(&s.folder, s.config->n_layer);
    mem_free(s.buf, s.buf_bytes);
    synth_values_finish(&s.values);
    manifest_finish(&s.m);
    pack_folder_finish(&s.folder);
    return ok;
}
