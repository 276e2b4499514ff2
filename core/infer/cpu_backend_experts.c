#include "core/infer/cpu_backend_impl.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Router, shared expert, routed experts: Qwen3NextSparseMoeBlock in transformers. Outputs of routed experts are kept per
 * row and summed at the end in the order of the routing, so that the order in which experts
 * arrive from the disk cannot be seen in the result. */

/* The k largest of p, ties to the lower index, NaN below everything. */
static void top_k_of_any(const float *p, int n, int k, int *ids, float *weights)
{
    int have = 0;
    for (int e = 0; e < n; e++) {
        float v = isnan(p[e]) ? -INFINITY : p[e];
        if (have == k && !(v > weights[k - 1]))
            continue;
        int i = have < k ? have++ : k - 1;
        for (; i > 0 && v > weights[i - 1]; i--) {
            weights[i] = weights[i - 1];
            ids[i] = ids[i - 1];
        }
        weights[i] = v;
        ids[i] = e;
    }
}

/* The same; whoever has no number to pick goes the long way. p is as before at the end. */
static void top_k(const struct kernels *kernels, float *p, int n, int k, int *ids,
                  float *weights)
{
    int have = 0;
    for (; have < k; have++) {
        int e = kernels->argmax(p, n);
        if (!(p[e] > -INFINITY))
            break;
        ids[have] = e;
        weights[have] = p[e];
        p[e] = -INFINITY;
    }
    for (int i = 0; i < have; i++)
        p[ids[i]] = weights[i];
    if (have < k)
        top_k_of_any(p, n, k, ids, weights);
}

static void pick_tokens(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    struct cpu_backend *c = ctx;
    const struct model_config *m = c->c;
    int k = c->p.n_expert_used, end = (i_task + 1) * TOKEN_BLOCK;
    for (int t = i_task * TOKEN_BLOCK; t < end && t < c->n_tok; t++) {
        float *p = c->router + (size_t)t * (size_t)m->n_expert;
        int *ids = c->top_ids + (size_t)t * (size_t)k;
        float *weights = c->top_weights + (size_t)t * (size_t)k;
        c->k->softmax(p, m->n_expert);
        top_k(c->k, p, m->n_expert, k, ids, weights);
        if (!m->norm_topk)
            continue;
        float sum = 0;
        for (int i = 0; i < k; i++)
            sum += weights[i];
        for (int i = 0; i < k; i++)
            weights[i] /= sum;
    }
}

void cpu_route(struct backend *b, int layer)
{
    struct cpu_backend *c = (struct cpu_backend *)b;
    const struct model_config *m = c->c;
    const struct layer_weights *w = &c->p.pack->layer[layer];
    cpu_norm(c, c->h, w->post_norm, c->n_tok, &c->x);

    /* A choice of experts turns on small differences: these inputs are never rounded. */
    struct act x = act_of(&c->x, 0, c->n_tok);
    x.q = NULL;
    struct product p[] = {
        {.w = &w->router, .act = x, .y = c->router, .y_stride = (size_t)m->n_expert},
        {.w = &w->shared_expert_gate, .act = x, .y = c->sh_logit, .y_stride = 1},
    };
    cpu_products(c, p, m->shared_ff > 0 ? 2 : 1);
    pool_run(c->pool, (c->n_tok + TOKEN_BLOCK - 1) / TOKEN_BLOCK, pick_tokens, c);
    c->n_expert_y = 0;
    c->routing =
        (struct routing){.ids = c->top_ids, .n_tok = c->n_tok, .k = c->p.n_expert_used};
}

const struct routing *cpu_routing(struct backend *b, struct error *err)
{
    (void)err;
    return &((struct cpu_backend *)b)->routing;
}

struct guess {
    struct cpu_backend *c;
    int *ids;
};

static void pick_guesses(void *ctx, int i_task, int i_thread)
{
    const struct guess *g = ctx;
    struct cpu_backend *c = g->c;
    int k = c->p.n_expert_used, end = (i_task + 1) * TOKEN_BLOCK;
    for (int t = i_task * TOKEN_BLOCK; t < end && t < c->n_tok; t++)
        top_k(c->k, c->router + (size_t)t * (size_t)c->c->n_expert, c->c->n_expert, k,
              g->ids + (size_t)t * (size_t)k,
              c->guess_scratch + (size_t)i_thread * (size_t)k);
}

/* y and router are free between route and shared_expert. */
void cpu_guess(struct backend *b, int layer, int *ids)
{
    struct cpu_backend *c = (struct cpu_backend *)b;
    const struct layer_weights *w = &c->p.pack->layer[layer];
    struct act_buf x = {.n_in = c->c->hidden, .x = c->y};
    cpu_norm(c, c->h, w->post_norm, c->n_tok, &x);
    struct product p = {.w = &w->router,
                        .act = act_of(&x, 0, c->n_tok),
                        .y = c->router,
                        .y_stride = (size_t)c->c->n_expert};
    cpu_products(c, &p, 1);
    struct guess g = {.c = c, .ids = ids};
    pool_run(c->pool, (c->n_tok + TOKEN_BLOCK - 1) / TOKEN_BLOCK, pick_guesses, &g);
}

static void add_shared(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    struct cpu_backend *c = ctx;
    size_t n = (size_t)c->c->hidden;
    int end = (i_task + 1) * TOKEN_BLOCK;
    for (int t = i_task * TOKEN_BLOCK; t < end && t < c->n_tok; t++)
        c->k->axpy(1.0f / (1.0f + expf(-c->sh_logit[t])), c->y + (size_t)t * n, (int)n,
                   c->h + (size_t)t * n);
}

void cpu_shared_expert(struct backend *b, int layer)
{
    struct cpu_backend *c = (struct cpu_backend *)b;
    const struct layer_weights *w = &c->p.pack->layer[layer];
    if (c->c->shared_ff == 0)
        return;
    struct ffn f = {.gate = &w->shared_gate,
                    .up = &w->shared_up,
                    .down = &w->shared_down,
                    .in = act_of(&c->x, 0, c->n_tok),
                    .gate_y = c->sh_gate,
                    .up_y = c->sh_up,
                    .mid = c->sh_mid,
                    .out = c->y};
    f.in.any_order = c->chosen;
    ffn_run(c->k, c->pool, &f, 1);
    struct act mid = act_of(&f.mid, 0, c->n_tok);
    cpu_observe(c, f.gate, &f.in);
    cpu_observe(c, f.up, &f.in);
    cpu_observe(c, f.down, &mid);
    pool_run(c->pool, (c->n_tok + TOKEN_BLOCK - 1) / TOKEN_BLOCK, add_shared, c);
}

struct gather {
    struct cpu_backend *c;
    const struct expert_work *work;
    bool rounded; /* no weight is of a type that reads anything but the int8 form */
};

/* The inputs of one expert's tokens next to each other. */
static void gather_rows(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    const struct gather *a = ctx;
    struct cpu_backend *c = a->c;
    const struct expert_work *w = &a->work[i_task];
    if (w->n_rows == 1)
        return; /* read in place */
    int to = 0;
    for (int i = 0; i < i_task; i++)
        to += a->work[i].n_rows;
    size_t n = (size_t)c->c->hidden, groups = act_groups(c->c->hidden);
    for (int i = 0; i < w->n_rows; i++, to++) {
        size_t from = (size_t)(w->rows[i] / c->p.n_expert_used), row = (size_t)to;
        if (!a->rounded)
            memcpy(c->ex_in.x + row * n, c->x.x + from * n, n * sizeof(float));
        if (!c->x.q)
            continue;
        memcpy(c->ex_in.q + row * groups * ACT_GROUP, c->x.q + from * groups * ACT_GROUP,
               groups * ACT_GROUP);
        memcpy(c->ex_in.scale + row * groups, c->x.scale + from * groups,
               groups * sizeof(float));
        memcpy(c->ex_in.sum + row * groups, c->x.sum + from * groups,
               groups * sizeof(float));
    }
}

/* From the chunk's own inputs: those of an expert need not have been gathered as f32. */
static void observe_works(const struct cpu_backend *c, int layer,
                          const struct expert_work *work, int n)
{
    const struct activation_observer *o = c->p.observer;
    size_t hidden = (size_t)c->c->hidden, n_ff = (size_t)c->c->expert_ff;
    for (int i = 0; i < n; i++) {
        const struct expert_work *w = &work[i];
        for (int j = 0; j < w->n_rows; j++) {
            size_t token = (size_t)(w->rows[j] / c->p.n_expert_used);
            o->expert(o->ctx, layer, c->top_ids[w->rows[j]], c->x.x + token * hidden,
                      c->ffn[i].mid.x + (size_t)j * n_ff);
        }
    }
}

/* As many works as the buffers hold at once. */
static void run_works(struct cpu_backend *c, int layer, const struct expert_work *work,
                      int n)
{
    const struct expert_view *v = &work[0].view;
    struct gather g = {.c = c,
                       .work = work,
                       .rounded = c->x.q && dtype_is_affine(v->gate.type) &&
                                  dtype_is_affine(v->up.type)};
    pool_run(c->pool, n, gather_rows, &g);

    int row = 0, n_ff = c->c->expert_ff;
    for (int i = 0; i < n; i++) {
        const struct expert_work *w = &work[i];
        struct ffn *f = &c->ffn[i];
        f->view = w->view;
        f->gate = &f->view.gate;
        f->up = &f->view.up;
        f->down = &f->view.down;
        f->in = w->n_rows == 1 ? act_of(&c->x, w->rows[0] / c->p.n_expert_used, 1)
                               : act_of(&c->ex_in, row, w->n_rows);
        f->in.any_order = c->chosen;
        f->gate_y = c->ex_gate + (size_t)row * (size_t)n_ff;
        f->up_y = c->ex_up + (size_t)row * (size_t)n_ff;
        f->mid = act_from(&c->ex_mid, row);
        f->out = c->expert_y + (size_t)c->n_expert_y * (size_t)c->c->hidden;
        for (int j = 0; j < w->n_rows; j++)
            c->expert_y_row[w->rows[j]] = c->n_expert_y++;
        row += w->n_rows;
    }
    ffn_run(c->k, c->pool, c->ffn, n);
    if (c->p.observer)
        observe_works(c, layer, work, n);
}

void cpu_experts(struct backend *b, int layer, const struct expert_work *work, int n_work)
{
    struct cpu_backend *c = (struct cpu_backend *)b;
    for (int first = 0; first < n_work;) {
        int n = 0, n_rows = 0;
        while (first + n < n_work && n_rows + work[first + n].n_rows <= c->n_rows_max)
            n_rows += work[first + n++].n_rows;
        assert(n > 0);
        run_works(c, layer, work + first, n);
        first += n;
    }
}

static void combine_tokens(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    struct cpu_backend *c = ctx;
    size_t n = (size_t)c->c->hidden, k = (size_t)c->p.n_expert_used;
    int end = (i_task + 1) * TOKEN_BLOCK;
    for (int t = i_task * TOKEN_BLOCK; t < end && t < c->n_tok; t++)
        for (size_t row = (size_t)t * k; row < ((size_t)t + 1) * k; row++)
            c->k->axpy(c->top_weights[row],
                       c->expert_y + (size_t)c->expert_y_row[row] * n, (int)n,
                       c->h + (size_t)t * n);
}

void cpu_combine(struct backend *b, int layer)
{
    (void)layer;
    struct cpu_backend *c = (struct cpu_backend *)b;
    assert(c->n_expert_y == c->n_tok * c->p.n_expert_used);
    pool_run(c->pool, (c->n_tok + TOKEN_BLOCK - 1) / TOKEN_BLOCK, combine_tokens, c);
}
