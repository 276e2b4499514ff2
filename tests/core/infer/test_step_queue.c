#include "core/infer/step_queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum {
    N_LAYER = 3,
    N_EXPERT = 8
};

/* What was taken, and whether each step was as it was added. */
struct seen {
    uint64_t n, lost, last;
    bool wrong;
};

/* Step k has k % 5 experts in each layer, so that sizes differ. */
static void add(struct step_queue *q, int k)
{
    struct layer_stats layers[N_LAYER] = {{0}};
    struct step_expert experts[N_LAYER * 5];
    int each = k % 5, n = 0;
    for (int l = 0; l < N_LAYER; l++) {
        layers[l].mixer_ms = (float)(k + l);
        layers[l].n_used = (uint16_t)each;
        for (int i = 0; i < each; i++, n++)
            experts[n] = (struct step_expert){(uint16_t)i, (uint16_t)(k % 1000)};
    }
    struct step s = {.phase = PHASE_DECODE,
                     .n_tok = 1,
                     .i_tok = k,
                     .n_layer = N_LAYER,
                     .n_expert = N_EXPERT,
                     .layer = layers,
                     .expert = experts,
                     .n_used = (size_t)n};
    step_queue_add(q, &s);
}

static void see(void *ctx, const struct step *s)
{
    struct seen *seen = ctx;
    int k = s->i_tok;
    seen->n++;
    seen->lost += s->n_lost;
    seen->wrong = seen->wrong || s->i <= seen->last || s->n_layer != N_LAYER ||
                  s->n_used != (size_t)(N_LAYER * (k % 5));
    seen->last = s->i;
    for (int l = 0; l < N_LAYER; l++)
        seen->wrong = seen->wrong || s->layer[l].mixer_ms != (float)(k + l);
    for (size_t i = 0; i < s->n_used; i++)
        seen->wrong = seen->wrong || s->expert[i].n_rows != k % 1000;
}

static void steps_are_kept_from_the_first_taking_on(void **state)
{
    struct step_queue *q = step_queue_create(N_LAYER, N_EXPERT);
    struct seen seen = {0};
    assert_false(step_queue_wanted(q));
    add(q, 1);
    step_queue_take(q, see, &seen);
    assert_int_equal(seen.n, 0);
    assert_true(step_queue_wanted(q));
    for (int k = 2; k < 20; k++)
        add(q, k);
    step_queue_take(q, see, &seen);
    assert_int_equal(seen.n, 18);
    assert_false(seen.wrong);
    assert_int_equal(seen.last, 19);
    step_queue_take(q, see, &seen);
    assert_int_equal(seen.n, 18);
    step_queue_destroy(q);
    step_queue_destroy(NULL);
}

static void steps_that_nobody_takes_are_counted(void **state)
{
    struct step_queue *q = step_queue_create(N_LAYER, N_EXPERT);
    struct seen seen = {0};
    step_queue_take(q, see, &seen);
    enum {
        MANY = 20000
    };
    for (int k = 0; k < MANY; k++)
        add(q, k);
    step_queue_take(q, see, &seen);
    assert_true(seen.n > 0 && seen.n < MANY);
    uint64_t kept = seen.n;
    add(q, 7);
    step_queue_take(q, see, &seen);
    assert_int_equal(seen.n, kept + 1);
    assert_int_equal(seen.lost, MANY - kept);
    assert_int_equal(seen.last, MANY + 1);
    assert_false(seen.wrong);
    step_queue_destroy(q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_kept_from_the_first_taking_on),
        cmocka_unit_test(steps_that_nobody_takes_are_counted),
    };
    return cmocka_run_group_tests_name("infer/step_queue", tests, NULL, NULL);
}
