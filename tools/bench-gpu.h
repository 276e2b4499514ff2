#pragma once

#include "core/kernel/matrix.h"
#include "gpu/ops.h"

/* What the tables of bench-gpu share: one device, and memory of it. A failure ends the
 * program. */

enum {
    MAX_REPEAT = 256,
    N_EXPERT = 512,
};
#define WEIGHTS_BYTES ((uint64_t)2 << 30)
#define SCRATCH_BYTES ((uint64_t)1 << 30)

extern struct gpu *g;
extern struct gpu_buffer weights, scratch, table;
extern double memory_gb_s; /* that a shader reads */
extern bool brief; /* a driver that computes on the CPU: whether it runs, no figures */

_Noreturn void die(const char *msg);

typedef void (*repeat_fn)(void *ctx, int i);
/* What fn records for i < n, to be played. */
void record(struct gpu_tape *tape, repeat_fn fn, void *ctx, int n);
/* Milliseconds of one repetition. */
double time_repeats(repeat_fn fn, void *ctx, int n);
/* Ends a line, with what is to be known of its times. */
void end_line(void);

/* The parts of a matrix one behind the other from `at` on. Returns its bytes. */
uint64_t lay(struct gpu_matrix *w, enum dtype type, int n_out, int n_in, uint64_t at);
/* The matrix at addresses that are so much higher. */
struct gpu_matrix moved(const struct gpu_matrix *w, uint64_t by);

/* bench-gpu-products.c: of one token; the yardstick is one of them. */
void record_yardstick(struct gpu_tape *tape);
void table_of_products(void);
void table_of_rows(void);
/* bench-gpu-chunks.c: of many. */
void table_of_chunks(void);
void table_of_tiles(void);
/* bench-gpu-copies.c: how fast experts come to the device on every way that there is.
 * `device` has room for 64 of 1.77 MB. */
void bench_copies(struct gpu_buffer *device);
