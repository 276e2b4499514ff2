#pragma once

#include <stdbool.h>

#include "core/infer/stats.h"

/* The steps on their way from the engine thread up: two buffers, one being filled, one being
 * read. The writer never waits; a step that does not fit is counted. Nothing is kept and
 * nothing costs memory until somebody takes for the first time. Thread-safe for one writer
 * and one taker. */

struct step_queue;

struct step_queue *step_queue_create(int n_layer, int n_expert);
void step_queue_destroy(struct step_queue *q); /* NULL is fine */

/* Writer: whether anybody takes. */
bool step_queue_wanted(const struct step_queue *q);
/* Writer: copies what the step points to; sets its i and n_lost. Steps that are added are
 * counted whether there is room for them or not. */
void step_queue_add(struct step_queue *q, struct step *step);

/* Taker: calls fn, without a lock, for what was added since the last time. */
void step_queue_take(struct step_queue *q, step_fn fn, void *ctx);
