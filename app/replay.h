#pragma once

#include <stdint.h>

#include "ui/ui.h"

/* A recording in memory and a place in it. The whole file is checked when it is opened, so
 * playing cannot fail. Two clocks: `t`, when something happened, and `at`, when it is played:
 * pauses in which nothing ran are cut to a few seconds. Thread-safety: per object. */

struct error;
struct replay;

typedef void (*replay_fn)(void *ctx, const struct ui_op *op);

/* Pauses longer than pause_ms are cut to it; INT64_MAX leaves them. NULL + err: the file
 * and its line. */
struct replay *replay_open(const char *path, int64_t pause_ms, struct error *err);
void replay_close(struct replay *r); /* NULL is fine */

int64_t replay_length_ms(const struct replay *r);
int64_t replay_created_ms(const struct replay *r); /* since 1970 */
/* The last line was torn: the program was killed while it wrote. */
bool replay_torn(const struct replay *r);

/* Plays everything up to `at`, in order. */
void replay_play(struct replay *r, int64_t at_ms, replay_fn fn, void *ctx);
/* Back to the start; what was played is forgotten. */
void replay_rewind(struct replay *r);
/* When the next op is played; -1 at the end. */
int64_t replay_next_ms(const struct replay *r);
/* When the next token is played; -1: there is none. */
int64_t replay_next_token_ms(const struct replay *r);
