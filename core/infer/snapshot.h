#pragma once

#include <stdbool.h>
#include <stdint.h>

/* A session in a file, so that a conversation goes on without being read again: tokens, KV
 * cache, recurrent state, and of the checkpoints the first and the newest. Owned and used
 * by the session's thread. */

struct error;
struct session;

struct snapshot_info {
    int n_tok, n_states;
    uint64_t bytes; /* of the file */
    double ms;      /* that writing or restoring took */
};

/* Asked between pieces of a file, each of about a megabyte; may be NULL. True gives up. It may
 * run other sequences meanwhile, and selects this one again. */
typedef bool (*snapshot_stop_fn)(void *ctx);

struct snapshot_save {
    const char *path;
    const char *template_name; /* noted for people */
    uint64_t bytes_max;        /* 0: no limit */
    snapshot_stop_fn stop;
    void *ctx;
};

/* Replaces `path` (mode 0600) at once or leaves it as it was: "<path>.tmp" is written and
 * renamed. It is not synced: a file that a crash of the machine damaged is noticed by its
 * checksum, and nothing is lost but time. False + err; err->code is ECANCELED when stopped,
 * EFBIG when it would be larger than bytes_max, ENODATA when the session is empty, EBUSY
 * when another program is writing it. */
bool snapshot_save(struct session *s, const struct snapshot_save *p,
                   struct snapshot_info *out, struct error *err);

/* Bytes of the file that snapshot_save would write under that limit (0: none); more than it
 * when not even the present state alone fits. */
uint64_t snapshot_bytes(const struct session *s, uint64_t bytes_max);
/* The same number for the same tokens, read by the same model, k, KV cache and arithmetic. */
uint64_t snapshot_key(const struct session *s);

/* What a file holds, its checksum not yet looked at: that is done when it is loaded. False +
 * err: as snapshot_load. */
struct snapshot_index {
    int32_t *tokens; /* [n_tok], owned */
    int n_tok;
    int *states; /* [n_states] positions, ascending, the last is n_tok; owned */
    int n_states;
    uint64_t bytes; /* of the file */
};
bool snapshot_peek(const struct session *s, const char *path, struct snapshot_index *out,
                   struct error *err);
void snapshot_index_finish(struct snapshot_index *x);

/* Puts the session into the state of the file. False + err: the file does not exist
 * (err->code ENOENT), is damaged, or is of another model, k, KV cache or arithmetic. When
 * its header already says so the session is as before, else it is empty; nothing of a file
 * whose checksum is wrong is ever computed with. What the tokens are good for is the
 * caller's to see: session_rewind_to_prefix compares them. */
bool snapshot_load(struct session *s, const char *path, struct snapshot_info *out,
                   struct error *err);
/* The same, to be stopped between pieces (err->code ECANCELED, and the session is empty). */
bool snapshot_load_until(struct session *s, const char *path, snapshot_stop_fn stop,
                         void *ctx, struct snapshot_info *out, struct error *err);
