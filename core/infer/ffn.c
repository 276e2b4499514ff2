#include "core/infer/ffn.h"

enum {
    TASKS_PER_THREAD = 8,
    MIN_ROWS = 16,
};

size_t act_padded(int n_in)
{
    return act_groups(n_in) * ACT_GROUP;
}

size_t act_groups(int n_in)
{
    return ((size_t)n_in + ACT_GROUP - 1) / ACT_GROUP;
}

struct act_buf act_from(const struct act_buf *b, int first)
{
    size_t i = (size_t)first;
    struct act_buf a = {.n_in = b->n_in, .x = b->x + i * (size_t)b->n_in};
    if (b->q) {
        a.q = b->q + i * act_padded(b->n_in);
        a.scale = b->scale + i * act_groups(b->n_in);
        a.sum = b->sum + i * act_groups(b->n_in);
    }
    return a;
}

struct act act_of(const struct act_buf *b, int first, int n)
{
    struct act_buf a = act_from(b, first);
    return (struct act){
        .n_tok = n, .n_in = a.n_in, .x = a.x, .q = a.q, .scale = a.scale, .sum = a.sum};
}

void act_quantize(const struct kernels *k, const struct act_buf *b, int i)
{
    struct act_buf a = act_from(b, i);
    if (a.q)
        k->quantize_act(a.x, a.n_in, a.q, a.scale, a.sum);
}

struct region {
    const struct kernels *k;
    struct ffn *jobs;
    int n, n_threads;
    int block_rows;
};

static const struct ffn *find_job(const struct region *a, int i_task)
{
    int i = a->n - 1;
    while (i_task < a->jobs[i].first_task)
        i--;
    return &a->jobs[i];
}

/* Rows of gate and up, what becomes of them, and its int8 form: blocks are whole groups of
 * the rounding. */
static void ffn_in(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    const struct region *a = ctx;
    const struct ffn *f = find_job(a, i_task);
    int n_ff = f->gate->n_out;
    int row0 = (i_task - f->first_task) * a->block_rows;
    int row1 = row0 + a->block_rows < n_ff ? row0 + a->block_rows : n_ff;

    a->k->matmul(f->gate, row0, row1, &f->in, f->gate_y, (size_t)n_ff);
    a->k->matmul(f->up, row0, row1, &f->in, f->up_y, (size_t)n_ff);
    for (size_t t = 0; t < (size_t)f->in.n_tok; t++) {
        size_t at = t * (size_t)n_ff + (size_t)row0;
        a->k->swiglu(f->gate_y + at, f->up_y + at, row1 - row0, f->mid.x + at);
        if (!f->mid.q)
            continue;
        size_t group = (size_t)row0 / ACT_GROUP;
        size_t groups = act_groups(n_ff);
        a->k->quantize_act(
            f->mid.x + at, row1 - row0, f->mid.q + (t * groups + group) * ACT_GROUP,
            f->mid.scale + t * groups + group, f->mid.sum + t * groups + group);
    }
}

static void ffn_out(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    const struct region *a = ctx;
    const struct ffn *f = find_job(a, i_task);
    int n_out = f->down->n_out;
    int row0 = (i_task - f->first_task) * a->block_rows;
    int row1 = row0 + a->block_rows < n_out ? row0 + a->block_rows : n_out;
    struct act mid = act_of(&f->mid, 0, f->in.n_tok);
    mid.any_order = f->in.any_order;
    a->k->matmul(f->down, row0, row1, &mid, f->out, (size_t)n_out);
}

/* Split n_rows rows of every job into tasks of about equal size, multiples of `unit`. */
static int split_jobs(struct region *a, int n_rows, int unit)
{
    int n_tasks = a->n_threads == 1 ? 1 : a->n_threads * TASKS_PER_THREAD;
    int rows = (int)((long long)n_rows * a->n / n_tasks);
    if (rows > n_rows)
        rows = n_rows;
    a->block_rows = (rows + unit - 1) / unit * unit;
    if (a->block_rows < unit)
        a->block_rows = unit;
    int per_job = (n_rows + a->block_rows - 1) / a->block_rows;
    for (int i = 0; i < a->n; i++)
        a->jobs[i].first_task = i * per_job;
    return a->n * per_job;
}

void ffn_run(const struct kernels *k, struct pool *pool, struct ffn *jobs, int n)
{
    struct region a = {.k = k, .jobs = jobs, .n = n, .n_threads = pool_n_threads(pool)};
    int n_tasks = split_jobs(&a, jobs[0].gate->n_out, ACT_GROUP);
    pool_run(pool, n_tasks, ffn_in, &a);
    n_tasks = split_jobs(&a, jobs[0].down->n_out, MIN_ROWS);
    pool_run(pool, n_tasks, ffn_out, &a);
}
