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

struct snapshot_save {
    const char *path;
    const char *template_name; /* noted for people */
    uint64_t bytes_max;        /* 0: no limit */
    /* Asked between pieces, may be NULL: true gives up. */
    bool (*stop)(void *ctx);
    void *ctx;
};

/* Replaces `path` (mode 0600) at once or leaves it as it was: "<path>.tmp" is written and
 * renamed. It is not synced: a file that a crash of the machine damaged is noticed by its
 * checksum, and nothing is lost but time. False + err; err->code is ECANCELED when stopped,
 * EFBIG when it would be larger than bytes_max, ENODATA when the session is empty, EBUSY
 * when another program is writing it. */
bool snapshot_save(struct session *s, const struct snapshot_save *p,
                   struct snapshot_info *out, struct error *err);

/* Puts the session into the state of the file. False + err: the file does not exist
 * (err->code ENOENT), is damaged, or is of another model, k, KV cache or arithmetic. When
 * its header already says so the session is as before, else it is empty; nothing of a file
 * whose checksum is wrong is ever computed with. What the tokens are good for is the
 * caller's to see: session_rewind_to_prefix compares them. */
bool snapshot_load(struct session *s, const char *path, struct snapshot_info *out,
                   struct error *err);
