#pragma once

#include "core/stream/read_queue.h"

/* Inside of the read queue: its two ways. Each is created, or NULL when it cannot be. */

struct read_ring;
struct read_threads;

struct read_ring *read_ring_create(const struct read_queue_params *p);
void read_ring_destroy(struct read_ring *r);
void read_ring_submit(struct read_ring *r, const struct read_job *job);
void read_ring_flush(struct read_ring *r);
int read_ring_take(struct read_ring *r, struct read_done *out, int max, bool wait);
/* 0, or why the kernel no longer takes reads. From then on nothing may be submitted; what
 * was and has not begun is taken back, one job a call, the rest is taken as ever. */
int read_ring_failed(const struct read_ring *r);
bool read_ring_take_back(struct read_ring *r, struct read_job *job);

struct read_threads *read_threads_create(const struct read_queue_params *p,
                                         struct error *err);
void read_threads_destroy(struct read_threads *t);
void read_threads_submit(struct read_threads *t, const struct read_job *job);
int read_threads_take(struct read_threads *t, struct read_done *out, int max, bool wait);
