#include "core/model/checkpoint_use.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"

void tensor_use_init(struct tensor_use *u, struct checkpoint *ck)
{
    u->ck = ck;
    u->used = xcalloc((size_t)st_n_tensors(ck->st), sizeof(*u->used));
}

void tensor_use_finish(struct tensor_use *u)
{
    free(u->used);
    u->used = NULL;
}

const struct st_tensor *tensor_use_find(struct tensor_use *u, const char *name)
{
    const struct st_tensor *t = st_find(u->ck->st, name);
    if (t)
        u->used[t - st_tensor_at(u->ck->st, 0)] = true;
    return t;
}

/* By the words that exporters use; behind the last layer stand those that predict further
 * tokens. */
static enum skipped_kind kind_of(const char *name, bool behind)
{
    if (strncmp(name, "v.", 2) == 0 || strncmp(name, "mm.", 3) == 0 ||
        strstr(name, "visual.") || strstr(name, "vision"))
        return SKIPPED_VISION;
    if (behind || strncmp(name, "mtp.", 4) == 0 || strstr(name, ".mtp.") ||
        strstr(name, "nextn"))
        return SKIPPED_PREDICTION;
    return SKIPPED_OTHER;
}

bool tensor_use_rest(const struct tensor_use *u, const char *layers, int n_layer,
                     const char *path, struct error *err)
{
    struct checkpoint *ck = u->ck;
    size_t n = strlen(layers);
    for (int i = 0; i < st_n_tensors(ck->st); i++) {
        const struct st_tensor *t = st_tensor_at(ck->st, i);
        if (u->used[i])
            continue;
        bool layer = strncmp(t->name, layers, n) == 0;
        bool behind = layer && strtol(t->name + n, NULL, 10) >= n_layer;
        if (layer && !behind)
            return err_set(err, 0,
                           "%s: tensor %.200s is not part of a %s model of this shape",
                           path, t->name, family_name(ck->config.family));
        struct skipped *s = &ck->skipped[kind_of(t->name, behind)];
        s->n_tensors++;
        s->n_bytes += t->n_bytes;
    }
    return true;
}

struct skipped checkpoint_skipped(const struct checkpoint *ck)
{
    struct skipped all = {0};
    for (int i = 0; i < N_SKIPPED; i++) {
        all.n_tensors += ck->skipped[i].n_tensors;
        all.n_bytes += ck->skipped[i].n_bytes;
    }
    return all;
}

char *checkpoint_skipped_note(const struct checkpoint *ck)
{
    static const char *const what[N_SKIPPED] = {
        [SKIPPED_VISION] = "for images",
        [SKIPPED_PREDICTION] = "for predicting further tokens",
        [SKIPPED_OTHER] = "of no known use",
    };
    struct strbuf b = {0};
    for (int i = 0; i < N_SKIPPED; i++) {
        const struct skipped *s = &ck->skipped[i];
        if (s->n_tensors)
            strbuf_addf(&b, "%s%d tensor%s %s (%.1f MB)", b.len ? ", " : "", s->n_tensors,
                        s->n_tensors == 1 ? "" : "s", what[i], (double)s->n_bytes / 1e6);
    }
    if (b.len)
        strbuf_adds(&b, " are left out: this is the text model");
    return b.len ? strbuf_take(&b) : NULL;
}
