#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/infer/snapshot.h"

/* States of conversations that had to make room for others, in a folder of snapshots, so that
 * they need not be read again when they go on. The folder is bounded; the least recently used
 * go first. Nothing here fails a turn: what cannot be kept or restored is logged and read
 * anew. Engine thread. */

struct kept_states;
struct local_engine;
struct prompt;
struct session;

/* Finds what earlier runs have left in `dir`, as far as the session can go on with it; files
 * of others are counted and make room like the rest. */
struct kept_states *kept_states_open(const char *dir, uint64_t bytes_max,
                                     struct session *s);
void kept_states_close(struct kept_states *k); /* NULL is fine */

/* The selected sequence. Of a short one nothing is kept, nor where `stop` says true. */
void kept_states_save(struct kept_states *k, struct session *s, const char *template_name,
                      snapshot_stop_fn stop, void *ctx);
/* Whether a file saves at least so many tokens of the prompt. */
bool kept_states_find(const struct kept_states *k, const struct local_engine *e,
                      const struct prompt *p, int min_tok);
/* Loads that file into the selected sequence, which is empty if that fails or was stopped. */
void kept_states_restore(struct kept_states *k, struct local_engine *e,
                         const struct prompt *p, int min_tok, snapshot_stop_fn stop,
                         void *ctx);
