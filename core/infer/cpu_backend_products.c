#include "core/infer/cpu_backend_impl.h"

#include <assert.h>
#include <string.h>

/* What all steps are made of: norms, rounding to int8, products, copies, each split over
 * the compute pool. */

enum {
    TASKS_PER_THREAD = 4, /* for balance when a thread is late */
    MIN_ROWS = 16,
    COPY_BYTES = 1 << 20,
};

struct norm {
    struct cpu_backend *c;
    const float *in, *w;
    int n_tok;
    const struct act_buf *b;
};

static void norm_tokens(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    const struct norm *a = ctx;
    size_t n = (size_t)a->b->n_in;
    int end = (i_task + 1) * TOKEN_BLOCK;
    for (int t = i_task * TOKEN_BLOCK; t < end && t < a->n_tok; t++) {
        a->c->k->rms_norm(a->in + (size_t)t * n, a->w, a->b->n_in, a->c->c->rms_eps,
                          a->b->x + (size_t)t * n);
        act_quantize(a->c->k, a->b, t);
    }
}

void cpu_norm(struct cpu_backend *c, const float *in, const float *w, int n_tok,
              const struct act_buf *b)
{
    struct norm a = {c, in, w, n_tok, b};
    pool_run(c->pool, (n_tok + TOKEN_BLOCK - 1) / TOKEN_BLOCK, norm_tokens, &a);
}

struct rounding {
    const struct cpu_backend *c;
    const struct act_buf *b;
};

static void quantize_token(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    const struct rounding *r = ctx;
    act_quantize(r->c->k, r->b, i_task);
}

void cpu_quantize(struct cpu_backend *c, const struct act_buf *b)
{
    struct rounding r = {.c = c, .b = b};
    if (b->q)
        pool_run(c->pool, c->n_tok, quantize_token, &r);
}

void cpu_observe(const struct cpu_backend *c, const struct matrix *w, const struct act *x)
{
    const struct activation_observer *o = c->p.observer;
    if (o)
        o->dense(o->ctx, w, x->x, x->n_tok);
}

struct products {
    struct cpu_backend *c;
    struct product p[MAX_PRODUCTS];
    int block_rows;
    int first_task[MAX_PRODUCTS + 1];
};

static void product_rows(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    const struct products *a = ctx;
    int i = 0;
    while (i_task >= a->first_task[i + 1])
        i++;
    const struct product *p = &a->p[i];
    int row0 = (i_task - a->first_task[i]) * a->block_rows;
    int row1 = row0 + a->block_rows;
    if (row1 > p->w->n_out)
        row1 = p->w->n_out;

    a->c->k->matmul(p->w, row0, row1, &p->act, p->y, p->y_stride);
    if (p->add_to)
        for (int t = 0; t < p->act.n_tok; t++) {
            size_t at = (size_t)t * p->y_stride + (size_t)row0;
            a->c->k->add(p->y + at, row1 - row0, p->add_to + at);
        }
}

void cpu_products(struct cpu_backend *c, const struct product *p, int n)
{
    assert(n <= MAX_PRODUCTS);
    struct products a = {.c = c};
    int n_rows = 0;
    for (int i = 0; i < n; i++) {
        a.p[i] = p[i];
        a.p[i].act.any_order = c->chosen;
        n_rows += p[i].w->n_out;
    }
    int n_tasks = c->n_threads == 1 ? 1 : c->n_threads * TASKS_PER_THREAD;
    int rows = (n_rows + n_tasks - 1) / n_tasks;
    a.block_rows = (rows + MIN_ROWS - 1) / MIN_ROWS * MIN_ROWS;
    for (int i = 0; i < n; i++)
        a.first_task[i + 1] =
            a.first_task[i] + (p[i].w->n_out + a.block_rows - 1) / a.block_rows;
    pool_run(c->pool, a.first_task[n], product_rows, &a);
    for (int i = 0; i < n; i++)
        cpu_observe(c, p[i].w, &p[i].act);
}

struct copy {
    char *dst;
    const char *src;
    size_t n_bytes;
};

static void copy_block(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    const struct copy *a = ctx;
    size_t at = (size_t)i_task * COPY_BYTES;
    size_t n = a->n_bytes - at < COPY_BYTES ? a->n_bytes - at : COPY_BYTES;
    memcpy(a->dst + at, a->src + at, n);
}

void cpu_copy(struct cpu_backend *c, void *dst, const void *src, size_t n_bytes)
{
    struct copy a = {dst, src, n_bytes};
    pool_run(c->pool, (int)((n_bytes + COPY_BYTES - 1) / COPY_BYTES), copy_block, &a);
}
