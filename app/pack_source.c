#include "app/pack_source.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/paths.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "core/model/checkpoint.h"
#include "core/model/pack_plan.h"
#include "core/text/tokenizer.h"

bool pack_source_is_one(const char *path)
{
    char *manifest = path_join(path, "manifest.json");
    bool pack = file_exists(manifest);
    free(manifest);
    return !pack && checkpoint_is_here(path);
}

/* As a word of a shell's command line; owned. */
static char *quoted(const char *s)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_-./+,:@%=";
    struct strbuf b = {0};
    if (*s && strspn(s, plain) == strlen(s))
        return xstrdup(s);
    strbuf_addc(&b, '\'');
    for (; *s; s++)
        if (*s == '\'')
            strbuf_adds(&b, "'\\''");
        else
            strbuf_addc(&b, *s);
    strbuf_addc(&b, '\'');
    return strbuf_take(&b);
}

char *pack_source_command(const struct pack_source *s)
{
    assert(s->dst);
    char *src = quoted(s->path), *dst = quoted(s->dst);
    char *text = xasprintf("flashmoe pack %s %s", src, dst);
    free(src);
    free(dst);
    return text;
}

void pack_source_finish(struct pack_source *s)
{
    free(s->path);
    free(s->beside);
    free(s->name);
    free(s->dst);
    for (int i = 0; i < s->n_made; i++)
        free(s->made[i]);
    free(s->made);
    free(s->made_bits);
    *s = (struct pack_source){0};
}

/* Without one a pack is made for nothing. GGUF has its own, which packing reads first. */
static bool has_tokenizer(const char *folder, struct error *err)
{
    char *path = path_join(folder, "tokenizer.json");
    bool there = file_exists(path);
    struct tokenizer *t = there ? tokenizer_open(path, err) : NULL;
    bool ok = t != NULL;
    if (!there)
        err_set(err, 0, "%s has no tokenizer.json, which a chat needs", folder);
    tokenizer_close(t);
    free(path);
    return ok;
}

/* A folder resolved; of a file the folder that it is in, since a link says more than what it
 * leads to: the hub's cache has it so. Owned; NULL: errno. */
static char *absolute(const char *path)
{
    struct stat sb;
    if (stat(path, &sb) == 0 && S_ISDIR(sb.st_mode))
        return realpath(path, NULL);
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    char *folder = slash ? xstrndup(path, (size_t)(slash - path) + 1) : xstrdup(".");
    char *dir = realpath(folder, NULL), *whole = dir ? path_join(dir, name) : NULL;
    free(folder);
    free(dir);
    return whole;
}

/* ---- the packs that were made of it ---- */

/* The same folder may be reached by two ways. */
static bool is_known(const struct pack_source *s, const char *path)
{
    struct stat a, b;
    if (stat(path, &a) != 0)
        return true;
    for (int i = 0; i < s->n_made; i++)
        if (stat(s->made[i], &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino)
            return true;
    return false;
}

/* Takes the list. A pack with a manifest that does not hold is none. */
static void add_made(struct pack_source *s, char **list)
{
    for (size_t i = 0; list[i]; i++) {
        struct manifest m;
        if (manifest_source(list[i]) != s->xxh3 || is_known(s, list[i]) ||
            !manifest_load(&m, list[i], NULL))
            continue;
        size_t n = (size_t)s->n_made + 1;
        s->made = xreallocarray(s->made, n, sizeof(*s->made));
        s->made_bits = xreallocarray(s->made_bits, n, sizeof(*s->made_bits));
        s->made[s->n_made] = xstrdup(list[i]);
        s->made_bits[s->n_made++] = manifest_bits(&m);
        manifest_finish(&m);
    }
    path_list_free(list);
}

/* Below 0: a is more like the usual than b; of two as far away the one of more bits is. */
static int compare_means(double a, double b, double usual)
{
    double da = fabs(a - usual), db = fabs(b - usual);
    if (da != db)
        return da < db ? -1 : 1;
    return a > b ? -1 : a < b;
}

static int compare_bits(const struct manifest_bits *a, const struct manifest_bits *b,
                        const struct manifest_bits *usual)
{
    int by_experts = compare_means(a->expert_mean, b->expert_mean, usual->expert_mean);
    return by_experts ? by_experts
                      : compare_means(a->dense_mean, b->dense_mean, usual->dense_mean);
}

/* A few at most: by insertion, which leaves equal ones in their order. */
static void sort_made(struct pack_source *s)
{
    for (int i = 1; i < s->n_made; i++)
        for (int j = i;
             j > 0 && compare_bits(&s->made_bits[j], &s->made_bits[j - 1], &s->usual) < 0;
             j--)
        {
            struct manifest_bits bits = s->made_bits[j];
            char *path = s->made[j];
            s->made_bits[j] = s->made_bits[j - 1];
            s->made[j] = s->made[j - 1];
            s->made_bits[j - 1] = bits;
            s->made[j - 1] = path;
        }
}

static bool find_made(struct pack_source *s, const struct checkpoint *ck,
                      struct error *err)
{
    const struct packer_params params = {0};
    struct manifest usual = {0};
    add_made(s, path_models());
    add_made(s, path_packs_in(s->beside));
    add_made(s, path_packs_in(s->path));
    if (!s->n_made)
        return true;
    bool ok = pack_plan(ck, &params, s->name, &usual, err);
    if (ok)
        s->usual = manifest_bits(&usual);
    manifest_finish(&usual);
    sort_made(s);
    return ok;
}

/* "experts at 4 bits, the rest at 8" */
static void add_bits(struct strbuf *b, const struct manifest_bits *bits)
{
    strbuf_addf(b, "experts at %d bits, the rest at %d", bits->expert, bits->dense);
}

char *pack_source_choice(const struct pack_source *s)
{
    assert(s->n_made > 0);
    struct strbuf b = {0};
    bool usual = compare_bits(&s->made_bits[0], &s->usual, &s->usual) == 0;
    if (usual && s->n_made == 1)
        return NULL;
    strbuf_addf(&b, "%s is used for %s: ", s->made[0], s->path);
    add_bits(&b, &s->made_bits[0]);
    bool same = s->made_bits[0].expert == s->usual.expert &&
                s->made_bits[0].dense == s->usual.dense;
    if (!usual && same)
        strbuf_adds(&b, ", some weights not as packing without options takes them");
    else if (!usual)
        strbuf_addf(&b, ", where packing without options takes %d and %d",
                    s->usual.expert, s->usual.dense);
    for (int i = 1; i < s->n_made; i++) {
        strbuf_addf(&b, "%s%s (", i == 1 ? "; another pack of it: " : ", ", s->made[i]);
        add_bits(&b, &s->made_bits[i]);
        strbuf_addc(&b, ')');
    }
    if (s->n_made > 1)
        strbuf_adds(&b, "; a pack's own path in place of the checkpoint's takes that");
    return strbuf_take(&b);
}

bool pack_source_open(struct pack_source *s, const char *path, struct error *err)
{
    *s = (struct pack_source){.path = absolute(path)};
    if (!s->path)
        return err_set(err, errno, "open %s", path);
    struct checkpoint *ck = checkpoint_open(s->path, err);
    if (!ck)
        return false;
    s->kind = checkpoint_kind(ck);
    s->xxh3 = st_fingerprint(ck->st);
    bool ok = ck->gguf || has_tokenizer(s->path, err);
    if (ok) {
        char *slash = strrchr(s->path, '/');
        s->beside = slash == s->path ? xstrdup("/")
                                     : xstrndup(s->path, (size_t)(slash - s->path));
        s->name = checkpoint_name(s->path);
        ok = find_made(s, ck, err);
    }
    checkpoint_close(ck);
    return ok;
}

/* ---- a new one ---- */

/* Takes `path` and returns it, or with a number behind it when something else has the name. */
static char *unused(char *path)
{
    char *free_path = xstrdup(path);
    for (int i = 2; file_exists(free_path); i++) {
        free(free_path);
        free_path = xasprintf("%s-%d", path, i);
    }
    free(path);
    return free_path;
}

static bool has_partial(const char *dst)
{
    char *partial = xasprintf("%s.partial", dst);
    bool there = file_exists(partial);
    free(partial);
    return there;
}

bool pack_source_place(struct pack_source *s, const struct packer_params *params,
                       struct error *err)
{
    assert(s->path && s->beside && s->name && !s->dst);
    char *name = xasprintf("%s.pack", s->name);
    char *beside = unused(path_join(s->beside, name));
    struct error ignored = {0};
    struct pack_space own = {0}, other = {0};
    free(name);
    s->dst = unused(path_own_model(s->name));
    bool ok = dir_make_for(s->dst, err) && pack_space(s->path, s->dst, params, &own, err);
    bool here = has_partial(s->dst) || own.need_bytes <= own.free_bytes;
    if (ok && (!here || has_partial(beside)) && access(s->beside, W_OK) == 0 &&
        pack_space(s->path, beside, params, &other, &ignored) &&
        (has_partial(beside) || other.need_bytes <= other.free_bytes))
    {
        free(s->dst);
        s->dst = beside;
        return true;
    }
    free(beside);
    return ok;
}

/* ---- in words ---- */

struct size_text {
    char text[24];
};

/* "20.4 GB", "14 MB" */
static struct size_text size_of(uint64_t n)
{
    struct size_text s;
    if (n < 1000000000)
        snprintf(s.text, sizeof(s.text), "%.0f MB", ceil((double)n / 1e6));
    else
        snprintf(s.text, sizeof(s.text), "%.1f GB", (double)n / 1e9);
    return s;
}

void pack_source_duration(double seconds, char out[32])
{
    int minutes = (int)(seconds / 60 + 0.5);
    if (seconds < 90)
        snprintf(out, 32, "%d s", seconds < 1 ? 1 : (int)(seconds + 0.5));
    else if (minutes < 90)
        snprintf(out, 32, "%d min", minutes);
    else
        snprintf(out, 32, "%d h %d min", minutes / 60, minutes % 60);
}

void pack_source_words(const struct pack_source *s, const struct pack_estimate *e,
                       struct pack_source_words *w)
{
    struct strbuf weights = {0};
    char time[32];
    pack_source_duration(e->seconds, time);
    add_bits(&weights, &(struct manifest_bits){e->expert_bits, e->dense_bits, 0, 0});
    strbuf_adds(&weights, e->as_stored ? ", as stored"
                                       : "; flashmoe pack --help has other choices");
    *w = (struct pack_source_words){
        .from = xasprintf("%s, %s, which stay as they are", e->kind,
                          size_of(e->source_bytes).text),
        .weights = strbuf_take(&weights),
        .space = xasprintf("%s%s; %s are free there", size_of(e->space.need_bytes).text,
                           e->in_place ? ", since the experts are used where they are"
                           : e->space.goes_on ? " more: an earlier run is gone on with"
                                              : "",
                           size_of(e->space.free_bytes).text)};
    if (e->bytes_per_s > 0)
        w->time = xasprintf("about %s: a part was read, converted (%d processor%s) and "
                            "%s just now, at %.0f MB/s",
                            time, e->n_processors, e->n_processors == 1 ? "" : "s",
                            e->in_place ? "checked" : "written", e->bytes_per_s / 1e6);
}

void pack_source_words_finish(struct pack_source_words *w)
{
    free(w->from);
    free(w->weights);
    free(w->space);
    free(w->time);
    *w = (struct pack_source_words){0};
}

bool pack_source_no_room(const struct pack_source *s, const struct pack_estimate *e,
                         struct error *err)
{
    return err_set(err, ENOSPC,
                   "pack %s to %s: %s are needed and %s are free; 'flashmoe "
                   "pack' takes another place, and fewer bits",
                   s->path, s->dst, size_of(e->space.need_bytes).text,
                   size_of(e->space.free_bytes).text);
}
