/* The model at full precision need not fit into memory, and a text of some ten thousand
 * tokens takes minutes through experts that are read from a disk. So the text goes through
 * a pack in long chunks, each of which reads every expert once, and its result is a file
 * that an interrupted packing finds again. What a pack at the default bits is off by is
 * little beside what another text changes (BENCH.md, "Quantiser"). */
#include "app/calibrate.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>
#include <xxhash.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/infer/backend.h"
#include "core/infer/session.h"
#include "core/model/calibration.h"
#include "core/model/checkpoint.h"
#include "core/model/manifest.h"
#include "core/model/pack_folder.h"
#include "core/model/pack_plan.h"
#include "core/text/tokenizer.h"

enum {
    SEQUENCE_TOK = 2048, /* each from an empty context, in one chunk */
    MAX_TOK = 1 << 16,
    MAX_TEXT_BYTES = 64 << 20,
    NAME_MAX_BYTES = 64, /* of pack_tensor */
};

struct run {
    const struct calibrate_params *p;
    struct pack *pack;             /* owned */
    struct calibration_sums *sums; /* owned */
    const void **data;             /* [n_data] of the pack's tensors, owned */
    int n_data;
    uint64_t n_layers, total_layers; /* gone through, of all sequences */
    atomic_bool cancel;
};

static void layer_done(struct run *r)
{
    const struct packer_params *pp = r->p->packer;
    uint64_t bytes = r->pack->expert_file_bytes + r->pack->dense_bytes;
    uint64_t per_layer = bytes / (uint64_t)r->pack->config.n_layer;
    r->n_layers++;
    if (pp->progress &&
        !pp->progress(pp->progress_ctx, "calibration text", r->n_layers * per_layer,
                      r->total_layers * per_layer))
        atomic_store(&r->cancel, true);
}

static void see_dense(void *ctx, const struct matrix *w, const float *x, int n_tok)
{
    struct run *r = ctx;
    int i = 0;
    while (i < r->n_data && r->data[i] != w->data)
        i++;
    if (i == r->n_data)
        return;
    for (int t = 0; t < n_tok; t++)
        calibration_add_dense(r->sums, i, x + (size_t)t * (size_t)w->n_in);
    /* Every layer has one of the two. */
    for (int layer = 0; layer < r->pack->config.n_layer; layer++)
        if (w == &r->pack->layer[layer].o || w == &r->pack->layer[layer].out)
            layer_done(r);
}

static void see_expert(void *ctx, int layer, int expert, const float *in,
                       const float *mid)
{
    struct run *r = ctx;
    calibration_add_expert(r->sums, layer, expert, CALIBRATION_IN, in);
    calibration_add_expert(r->sums, layer, expert, CALIBRATION_MID, mid);
}

static bool run_text(struct run *r, const struct id_list *ids, struct error *err)
{
    const struct activation_observer observer = {r, see_dense, see_expert};
    size_t max = (size_t)r->pack->config.max_context_tok;
    size_t longest = max < SEQUENCE_TOK ? max : SEQUENCE_TOK;
    if (ids->n < longest)
        longest = ids->n;
    const struct session_params params = {
        .ctx_tok = (int)longest, .chunk_tok = (int)longest, .observer = &observer};
    struct session *s = session_create(r->pack, &params, err);
    bool ok = s != NULL;
    r->total_layers =
        (ids->n + longest - 1) / longest * (uint64_t)r->pack->config.n_layer;
    for (size_t at = 0; ok && at < ids->n; at += longest) {
        const struct session_run run = {.ids = ids->ids + at,
                                        .n =
                                            ids->n - at < longest ? ids->n - at : longest,
                                        .cancel = &r->cancel};
        session_reset(s);
        ok = session_run(s, &run, err);
    }
    session_destroy(s);
    return ok;
}

static bool encode(const struct pack *pack, const char *path, const char *text,
                   size_t len, struct id_list *ids, struct error *err)
{
    char *tok_path = pack_tokenizer_path(pack);
    struct tokenizer *t = tokenizer_open(tok_path, err);
    const struct text_span span = {.text = text, .len = len, .special = true};
    bool ok =
        t && (tokenizer_encode(t, &span, 1, ids, err) || err_prefix(err, "%s", path));
    if (ok && ids->n == 0)
        ok = err_set(err, 0, "calibrate with %s: it has no tokens", path);
    if (ok && ids->n > MAX_TOK)
        ids->n = MAX_TOK;
    /* A token of the file that the model has no row for is refused by the session. */
    tokenizer_close(t);
    free(tok_path);
    return ok;
}

static bool same_shape(const struct model_config *a, const struct model_config *b)
{
    json_t *ja = model_config_to_manifest(a), *jb = model_config_to_manifest(b);
    bool same = json_equal(ja, jb);
    json_decref(ja);
    json_decref(jb);
    return same;
}

static bool gather(const struct calibrate_params *p, const char *pack_path,
                   const struct model_config *c, const char *text, size_t len,
                   uint64_t text_id, const char *out, struct error *err)
{
    struct run r = {.p = p};
    struct id_list ids = {0};
    bool ok = false;
    char name[NAME_MAX_BYTES];
    r.pack = pack_open(pack_path, err);
    if (!r.pack)
        goto done;
    if (!same_shape(&r.pack->config, c)) {
        err_set(err, 0, "calibrate with %s: it is a pack of another model than %s",
                pack_path, p->src);
        goto done;
    }
    r.n_data = pack_n_tensors(r.pack);
    r.data = xcalloc((size_t)r.n_data, sizeof(*r.data));
    for (int i = 0; i < r.n_data; i++)
        r.data[i] = pack_tensor(r.pack, i, name).data;
    r.sums = calibration_sums_create(c, err);
    ok = r.sums && encode(r.pack, p->text, text, len, &ids, err) &&
         (run_text(&r, &ids, err) || err_prefix(err, "calibrate with %s", p->text)) &&
         calibration_write(r.sums, out, text_id, ids.n, err);

done:
    id_list_finish(&ids);
    calibration_sums_destroy(r.sums);
    free(r.data);
    pack_close(r.pack);
    return ok;
}

/* What keeps its codes, or is requantised from blocks in its own way, is not weighed. */
static bool weighed(const struct source *s, enum dtype type, enum scale_type scale_type,
                    int group)
{
    return dtype_is_affine(type) &&
           (type != s->type || scale_type != s->scale_type || group != s->group);
}

static bool part_weighed(const struct source *s, const struct expert_part *part)
{
    return weighed(s, part->type, part->scale_type, part->group);
}

/* Whether the packer is going to choose any code itself. */
static bool quantises(const struct checkpoint *ck, const struct manifest *m)
{
    const struct model_config *c = &ck->config;
    for (int i = 0; i < m->n_spec; i++)
        if (weighed(&ck->dense[i], m->tensor[i].type, m->tensor[i].scale_type,
                    m->tensor[i].group))
            return true;
    for (int i = 0; i < c->n_layer; i++) {
        const struct expert_layout *l = &m->expert[i];
        const struct expert_source *x = ck->expert + (size_t)i * (size_t)c->n_expert;
        if (part_weighed(&x->gate, &l->gate) || part_weighed(&x->up, &l->up) ||
            part_weighed(&x->down, &l->down))
            return true;
    }
    return false;
}

static bool check_plan(const struct calibrate_params *p, const struct checkpoint *ck,
                       const char *dst, struct error *err)
{
    struct manifest m = {0};
    bool ok = pack_plan(ck, p->packer, dst, &m, err);
    if (ok && !quantises(ck, &m))
        ok =
            err_set(err, 0,
                    "calibrate with %s: nothing of %s will be quantised, so that nothing "
                    "can be weighed",
                    p->text, p->src);
    manifest_finish(&m);
    return ok;
}

/* What the draft of a source is called, so that it is never taken for another's, nor a pack
 * of the user's for a draft. Owned. */
static char *draft_name(const struct checkpoint *ck)
{
    return xasprintf("draft %016" PRIx64, st_fingerprint(ck->st));
}

static bool is_draft(const char *path, const struct checkpoint *ck)
{
    struct manifest m = {0};
    struct error err = {0};
    char *name = draft_name(ck);
    bool is = manifest_load(&m, path, &err) && strcmp(m.name, name) == 0;
    manifest_finish(&m);
    free(name);
    return is;
}

/* A draft that is there is from an interrupted run. */
static bool make_draft(const struct calibrate_params *p, const struct checkpoint *ck,
                       const char *path, struct error *err)
{
    if (file_exists(path))
        return is_draft(path, ck) ||
               err_set(err, 0, "%s is no draft of a pack of %s; remove it first", path,
                       p->src);
    char *name = draft_name(ck);
    const struct packer_params plain = {.name = name,
                                        .template_name = p->packer->template_name,
                                        .progress = p->packer->progress,
                                        .progress_ctx = p->packer->progress_ctx};
    p->step(p->step_ctx, "a first pack, for the text to run through");
    bool ok = pack_write(p->src, path, &plain, err);
    free(name);
    return ok;
}

/* Of this text and source: found or made. */
static bool make(const struct calibrate_params *p, const struct checkpoint *ck,
                 const char *draft, const char *text, size_t len, const char *path,
                 struct error *err)
{
    uint64_t id = XXH3_64bits_withSeed(text, len, st_fingerprint(ck->st));
    if (file_exists(path)) {
        struct calibration *cal = calibration_open(path, &ck->config, err);
        bool same = cal && calibration_text_xxh3(cal) == id;
        if (cal && !same)
            err_set(err, 0,
                    "%s is left from packing with another text or source; remove it "
                    "first",
                    path);
        calibration_close(cal);
        return same;
    }
    if (!p->with && !make_draft(p, ck, draft, err))
        return false;
    p->step(p->step_ctx, "the text runs through the model");
    return gather(p, p->with ? p->with : draft, &ck->config, text, len, id, path, err);
}

bool calibrate(const struct calibrate_params *p, char **out, struct error *err)
{
    struct pack_folder dst, draft;
    struct checkpoint *ck = NULL;
    size_t len = 0;
    char *src = path_without_slash(p->src);
    char *text = NULL;
    pack_folder_init(&dst, p->dst);
    char *draft_path = xasprintf("%s.draft", dst.dst);
    pack_folder_init(&draft, draft_path);
    char *path = xasprintf("%s.calibration", dst.dst);

    bool ok = pack_folder_check_new(&dst, err) &&
              (text = file_read(p->text, MAX_TEXT_BYTES, &len, err)) &&
              (ck = checkpoint_open(src, err)) && check_plan(p, ck, dst.dst, err) &&
              make(p, ck, draft.dst, text, len, path, err);
    if (ok && !p->with && is_draft(draft.dst, ck))
        pack_folder_remove(&draft, ck->config.n_layer);
    *out = ok ? path : NULL;
    if (!ok)
        free(path);
    checkpoint_close(ck);
    free(text);
    free(src);
    free(draft_path);
    pack_folder_finish(&dst);
    pack_folder_finish(&draft);
    return ok;
}
