#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/infer/session_impl.h"

/* A sequence that begins as another one did. */

enum {
    PIECE_BYTES = 1 << 20
};

/* Keys and values of the first n_tok positions. */
static bool copy_kv(struct session *s, int from, int n_tok, struct error *err)
{
    const struct backend_ops *ops = s->backend->ops;
    const struct backend_caps *caps = &s->backend->caps;
    size_t row = caps->kv_row_bytes;
    int n_rows = row < PIECE_BYTES ? (int)(PIECE_BYTES / row) : 1;
    size_t bytes = (size_t)n_rows * row;
    char *piece = mem_alloc(bytes, "a piece of the KV cache", err);
    bool ok = piece != NULL;
    for (int segment = 0; ok && segment < caps->n_kv_segments; segment++)
        for (int first = 0, n; ok && first < n_tok; first += n) {
            n = n_tok - first < n_rows ? n_tok - first : n_rows;
            ok = ops->kv_save(s->backend, from, segment, first, n, piece, err) &&
                 ops->kv_load(s->backend, s->seq, segment, first, n, piece, err);
        }
    mem_free(piece, piece ? bytes : 0);
    return ok;
}

/* The state of the other at n_tok: its present one, or one that it has kept. */
static bool copy_state(struct session *s, int from, int n_tok, struct error *err)
{
    const struct backend_ops *ops = s->backend->ops;
    const struct timeline *t = &s->timelines[from];
    int at = -1;
    if (!s->at->checkpoints)
        return true;
    const void *state = checkpoint_list_find(t->checkpoints, n_tok, &at);
    if (t->undo_tok == n_tok) {
        state = t->undo;
        at = n_tok;
    }
    if (t->n_tok == n_tok) {
        if (!ops->state_save(s->backend, from, s->at->undo, err))
            return false;
    } else if (state && at == n_tok) {
        memcpy(s->at->undo, state, session_state_bytes(s));
    } else {
        return err_set(err, 0, "copy a sequence: it has kept no state at %d", n_tok);
    }
    return ops->state_load(s->backend, s->seq, s->at->undo, err);
}

bool session_fork(struct session *s, int from, int n_tok, struct error *err)
{
    session_reset(s);
    if (n_tok == 0 || from == s->seq)
        return true;
    if (!copy_state(s, from, n_tok, err) || !copy_kv(s, from, n_tok, err)) {
        session_reset(s);
        return false;
    }
    memcpy(s->at->tokens, s->timelines[from].tokens, (size_t)n_tok * sizeof(int32_t));
    s->at->n_tok = n_tok;
    s->at->undo_tok = s->at->checkpoints ? n_tok : -1;
    session_checkpoint(s);
    return true;
}
