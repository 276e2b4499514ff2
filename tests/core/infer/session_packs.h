#pragma once

#include "tests/core/infer/fixture.h"

/* One pack with recurrent layers and one without, opened once for a file of tests, and what
 * its tests do with them. Everything fails the test on errors. */

enum {
    N_IDS = 90
};
extern struct fixture hybrid, full;
extern int32_t ids[N_IDS];

/* Of cmocka's groups. */
int session_packs_open(void **state);
int session_packs_close(void **state);

/* The logits of the last token; owned. */
float *copy_logits(const struct session *s, const struct fixture *f);

/* The largest between two of `n`. */
double difference(const float *a, const float *b, int n);

/* Logits after ids[0..n), all at once in a session of its own; owned. */
float *logits_of(const struct fixture *f, const struct session_params *p, size_t n);
void check_close(const struct fixture *f, const struct session *s, const float *want,
                 double tolerance);
void decode(struct session *s, int32_t id);

/* What is planned on the host, checkpoints with it; bytes. */
uint64_t plan_total(const struct memory_plan *m);
