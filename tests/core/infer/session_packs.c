#include "tests/core/infer/session_packs.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"

struct fixture hybrid, full;

int32_t ids[N_IDS];

int session_packs_open(void **state)
{
    (void)state;
    fixture_open(&hybrid, "qwen3_5_moe", 16, 16);
    fixture_open(&full, "qwen3_moe", 16, 16);
    for (int i = 0; i < N_IDS; i++)
        ids[i] = (i * 7919 + 13) % 400;
    return 0;
}

int session_packs_close(void **state)
{
    (void)state;
    fixture_close(&hybrid);
    fixture_close(&full);
    return 0;
}

float *copy_logits(const struct session *s, const struct fixture *f)
{
    size_t bytes = (size_t)f->pack->config.n_vocab * sizeof(float);
    float *copy = xmalloc(bytes);
    memcpy(copy, session_logits(s), bytes);
    return copy;
}

double difference(const float *a, const float *b, int n)
{
    double worst = 0;
    for (int i = 0; i < n; i++) {
        double d = fabs((double)a[i] - (double)b[i]);
        if (!(d <= worst))
            worst = d;
    }
    return worst;
}

float *logits_of(const struct fixture *f, const struct session_params *p, size_t n)
{
    struct session *s = fixture_session(f, p);
    fixture_run(s, ids, n, NULL);
    float *copy = copy_logits(s, f);
    session_destroy(s);
    return copy;
}

void check_close(const struct fixture *f, const struct session *s, const float *want,
                 double tolerance)
{
    double d = difference(session_logits(s), want, f->pack->config.n_vocab);
    if (!(d <= tolerance))
        fail_msg("logits differ by %g", d);
}

void decode(struct session *s, int32_t id)
{
    struct error err = {0};
    if (!session_decode(s, id, NULL, &err))
        fail_msg("%s", err.msg);
}

uint64_t plan_total(const struct memory_plan *m)
{
    return m->dense + m->kv + m->state + m->buffers + m->checkpoints_max;
}
