#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/measure/limits.h"

/* Inside core/measure only. */

enum {
    MAX_SAMPLES = 64,
};

struct samples {
    double v[MAX_SAMPLES]; /* bytes per second */
    int n;
};

void samples_add(struct samples *s, uint64_t n_bytes, int64_t ns);
struct limits_rate samples_rate(const struct samples *s, int n); /* s->n > 0 */

/* Fill one part of the result within `seconds`. */
void memory_measure(const struct limits_params *p, double seconds,
                    struct limits_memory *out);
void disk_measure(const struct limits_params *p, double seconds, struct limits_disk *out);

/* What caches do not hold and a quarter of the free memory does; 0: there is no such size. */
uint64_t memory_buffer_bytes(const struct limits_params *p);

/* Threads that read memory as fast as they can, as a model's products do. */
struct memory_load;
/* n_bytes is what they read again and again, together. NULL + err. Owned by the caller. */
struct memory_load *memory_load_create(const struct limits_params *p, uint64_t n_bytes,
                                       struct error *err);
void memory_load_destroy(struct memory_load *l); /* NULL is fine */
/* Bytes that have been read so far, by threads that run from start to stop. */
void memory_load_start(struct memory_load *l);
void memory_load_stop(struct memory_load *l);
uint64_t memory_load_bytes(const struct memory_load *l);

/* A file of about `n_bytes` below `folder` that has no name: read-only descriptors to the
 * same bytes, the second with O_DIRECT or -1 with `direct_why`. Writes at most `seconds`, so
 * the size may be less. Owned by the caller. */
struct scratch {
    int fd, direct_fd;
    uint64_t n_bytes;
};
bool scratch_create(const struct limits_params *p, uint64_t n_bytes, double seconds,
                    struct scratch *out, char *direct_why, struct error *err);
/* -1 + why (LIMITS_WHY_BYTES) when there is no O_DIRECT; an open error is one too. */
int direct_open(const char *path, const char *name, char *why);

/* Sum of n_words words, read in the given number of streams side by side (1, 2 or 4).
 * n_words is a multiple of MEMORY_SUM_WORDS. One file compiled for each instruction set. */
enum {
    MEMORY_SUM_WORDS = 1 << 12,
};
typedef uint64_t (*memory_sum_fn)(const uint64_t *p, size_t n_words, int n_streams);
memory_sum_fn memory_sum_choose(void); /* the one for this machine */
uint64_t memory_sum_plain(const uint64_t *p, size_t n_words, int n_streams);
uint64_t memory_sum_avx2(const uint64_t *p, size_t n_words, int n_streams);
uint64_t memory_sum_avx512(const uint64_t *p, size_t n_words, int n_streams);
