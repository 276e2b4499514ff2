#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads that go on while the caller computes: through io_uring where the system lets us,
 * else by threads that read in pieces. One thread submits and takes (the engine thread).
 * With io_uring nothing but that thread is needed to begin a read, which counts on a
 * machine whose cores are all computing. If it fails as such, the threads go on. */

struct error;
struct read_queue;

struct read_queue_params {
    int n_threads;      /* where there is no io_uring, 1.. */
    size_t piece_bytes; /* what one of them reads at once */
    int n_jobs;         /* reads under way at most */
    bool no_ring;       /* threads, whatever the system has */
    void *memory;       /* all buffers lie in it; borrowed */
    size_t memory_bytes;
};

struct read_job {
    int tag; /* comes back */
    int fd;
    void *buf;
    size_t len;
    uint64_t off;
    bool in_turn; /* it may begin when the one submitted before has ended, if that was not
                     flushed */
};

/* got < len with code 0: the file ends there. */
struct read_done {
    int tag, code;
    size_t got;
    bool lost; /* with a code: never answered, and may still write to its buffer */
};

struct read_queue *read_queue_create(const struct read_queue_params *p,
                                     struct error *err);
/* Waits for reads under way. NULL is fine. */
void read_queue_destroy(struct read_queue *q);
/* As it is now: false when io_uring has failed. */
bool read_queue_is_ring(const struct read_queue *q);

/* At most n_jobs that were not taken yet. A read may begin at once, or with the flush. */
void read_queue_submit(struct read_queue *q, const struct read_job *job);
void read_queue_flush(struct read_queue *q);
/* Reads that were submitted and not taken. */
int read_queue_pending(const struct read_queue *q);
/* Those that have ended, in that order; with `wait` at least one, if any is pending. */
int read_queue_take(struct read_queue *q, struct read_done *out, int max, bool wait);
