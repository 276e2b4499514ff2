#include "core/infer/step_queue.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"

/* A step lies in a buffer as its struct, its layers and its experts, each padded to 8
 * bytes; the pointers are set when it is taken. */

enum {
    ROOM_BYTES = 1 << 20,
    ROOM_STEPS = 4 /* of the largest kind, at least */
};

struct step_queue {
    size_t room_bytes; /* immutable */
    atomic_bool wanted;

    /* -- writer only */
    uint64_t n_steps, n_lost;

    /* -- protected by lock */
    pthread_mutex_t lock;
    char *filled; /* owned; NULL: nobody takes */
    size_t len;

    /* -- taker only */
    char *taken; /* owned */
};

static size_t padded(size_t n_bytes)
{
    return (n_bytes + 7) & ~(size_t)7;
}

static size_t step_bytes(size_t n_layer, size_t n_used)
{
    return padded(sizeof(struct step)) + padded(n_layer * sizeof(struct layer_stats)) +
           padded(n_used * sizeof(struct step_expert));
}

struct step_queue *step_queue_create(int n_layer, int n_expert)
{
    struct step_queue *q = xcalloc(1, sizeof(*q));
    size_t largest = step_bytes((size_t)n_layer, (size_t)n_layer * (size_t)n_expert);
    q->room_bytes = largest * ROOM_STEPS > ROOM_BYTES ? largest * ROOM_STEPS : ROOM_BYTES;
    pthread_mutex_init(&q->lock, NULL);
    return q;
}

void step_queue_destroy(struct step_queue *q)
{
    if (!q)
        return;
    pthread_mutex_destroy(&q->lock);
    free(q->filled);
    free(q->taken);
    free(q);
}

bool step_queue_wanted(const struct step_queue *q)
{
    return atomic_load_explicit(&q->wanted, memory_order_relaxed);
}

void step_queue_add(struct step_queue *q, struct step *step)
{
    size_t need = step_bytes((size_t)step->n_layer, step->n_used);
    step->i = ++q->n_steps;
    step->n_lost = q->n_lost;
    pthread_mutex_lock(&q->lock);
    bool fits = q->filled && q->len + need <= q->room_bytes;
    if (fits) {
        char *to = q->filled + q->len;
        memcpy(to, step, sizeof(*step));
        to += padded(sizeof(*step));
        memcpy(to, step->layer, (size_t)step->n_layer * sizeof(*step->layer));
        to += padded((size_t)step->n_layer * sizeof(*step->layer));
        if (step->n_used > 0)
            memcpy(to, step->expert, step->n_used * sizeof(*step->expert));
        q->len += need;
    }
    pthread_mutex_unlock(&q->lock);
    q->n_lost = fits ? 0 : q->n_lost + 1;
}

void step_queue_take(struct step_queue *q, step_fn fn, void *ctx)
{
    if (!step_queue_wanted(q)) {
        char *first = xmalloc(q->room_bytes);
        q->taken = xmalloc(q->room_bytes);
        pthread_mutex_lock(&q->lock);
        q->filled = first;
        pthread_mutex_unlock(&q->lock);
        atomic_store_explicit(&q->wanted, true, memory_order_relaxed);
        return;
    }
    pthread_mutex_lock(&q->lock);
    char *full = q->filled;
    size_t len = q->len;
    q->filled = q->taken;
    q->len = 0;
    pthread_mutex_unlock(&q->lock);
    q->taken = full;
    for (size_t at = 0; at < len;) {
        struct step step;
        memcpy(&step, full + at, sizeof(step));
        step.layer = (void *)(full + at + padded(sizeof(step)));
        step.expert = (void *)((char *)step.layer +
                               padded((size_t)step.n_layer * sizeof(*step.layer)));
        at += step_bytes((size_t)step.n_layer, step.n_used);
        fn(ctx, &step);
    }
}
