#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/infer/engine.h"

/* The way from the engine thread up to the program: events in order and a descriptor that
 * is readable while something waits. Text that was not yet taken is joined to the event
 * before it, so that a slow reader gets few large events, and nothing is ever dropped: when
 * `max_bytes` of text wait, the writer waits too. Thread-safe for
 * writers of different requests and one taker. */

struct error;
struct event_queue;

struct event_queue *event_queue_create(size_t max_bytes, struct error *err);
void event_queue_destroy(struct event_queue *q); /* NULL is fine */
int event_queue_fd(const struct event_queue *q);

/* While set, the writer never waits: for cancelling and for shutting down. */
void event_queue_set_open(struct event_queue *q, bool open);

void event_queue_text(struct event_queue *q, enum engine_event_kind kind, uint64_t id,
                      const char *text, size_t len);
/* Only the newest is kept. */
void event_queue_waiting(struct event_queue *q, uint64_t id, const char *text);
/* Only the newest progress is kept. */
void event_queue_progress(struct event_queue *q, uint64_t id, int n_done, int n_total);
/* The token is taken. */
void event_queue_token(struct event_queue *q, uint64_t id, struct engine_token *token);
/* The report is taken. Never waits. */
void event_queue_end(struct event_queue *q, uint64_t id,
                     struct engine_turn_report *report);
/* Path and report are taken. Never waits. */
void event_queue_snapshot(struct event_queue *q, char *path,
                          struct engine_snapshot_report *report);
/* Make the descriptor readable without an event. */
void event_queue_wake(struct event_queue *q);

/* The whole batch, owned by the caller (engine_events_free); makes the descriptor quiet. */
struct engine_event *event_queue_take(struct event_queue *q);
