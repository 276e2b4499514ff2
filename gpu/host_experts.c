#include "gpu/host_experts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/infer/ffn.h"
#include "gpu/memory.h"

/* The arithmetic is that of the CPU back end. What the device reads of it lies in memory that
 * the CPU caches: results are written once and read once, over the bus. */

enum {
    BATCH_ROWS = 256, /* that one region of the pool computes */
};
static const uint64_t shared_bytes_max = (uint64_t)16 << 20; /* of x, and of y */

struct host_experts {
    struct host_experts_params p;
    const struct kernels *k;
    int hidden, n_ff;
    int tok_max, y_max, rows_max;
    struct gpu_buffer x_mem;  /* [tok_max][H] */
    struct gpu_buffer y_mem;  /* [y_max][H] */
    struct gpu_buffer places; /* [tok_max * k] */
    struct gpu_buffer sum;    /* [H], then 1 */
    float *y;                 /* y_mem */
    void *mem;                /* of what follows */
    size_t mem_bytes;
    struct act_buf x;     /* [tok_max][H], its floats are x_mem */
    struct act_buf in;    /* [rows_max][H] */
    float *gate_y, *up_y; /* [rows_max][I] */
    struct act_buf mid;   /* [rows_max][I] */
    struct ffn *ffn;      /* [rows_max] */
    uint32_t *place;      /* [tok_max * k], for `places` */
    /* -- of the layer */
    int n_tok;
    const float *norm; /* to be applied before the first work */
    bool ready;        /* x is in all its forms */
    int n_y;
};

static size_t n_places(const struct host_experts *h)
{
    return (size_t)h->tok_max * (size_t)h->p.n_expert_used;
}

/* Memory from its beginning on; without memory (NULL) only how much it takes. The sizes are
 * those of at most `shared_bytes_max`, several times. */
struct carver {
    char *base;
    size_t used;
};

static void *take(struct carver *c, size_t n_bytes)
{
    size_t at = c->used;
    c->used += (n_bytes + 63) / 64 * 64;
    return c->base ? c->base + at : NULL;
}

static void lay_act(struct act_buf *b, struct carver *c, int n, int n_in, bool floats,
                    bool f32)
{
    size_t rows = (size_t)n;
    b->n_in = n_in;
    if (floats)
        b->x = take(c, rows * (size_t)n_in * sizeof(float));
    if (f32)
        return;
    b->q = take(c, rows * act_padded(n_in));
    b->scale = take(c, rows * act_groups(n_in) * sizeof(float));
    b->sum = take(c, rows * act_groups(n_in) * sizeof(float));
}

static size_t lay_out(struct host_experts *h, void *base)
{
    struct carver c = {.base = base};
    bool f32 = h->p.f32_activations;
    size_t rows = (size_t)h->rows_max, mid_bytes = rows * (size_t)h->n_ff * sizeof(float);
    lay_act(&h->x, &c, h->tok_max, h->hidden, false, f32);
    lay_act(&h->in, &c, h->rows_max, h->hidden, true, f32);
    lay_act(&h->mid, &c, h->rows_max, h->n_ff, true, f32);
    h->gate_y = take(&c, mid_bytes);
    h->up_y = take(&c, mid_bytes);
    h->ffn = take(&c, rows * sizeof(*h->ffn));
    h->place = take(&c, n_places(h) * sizeof(*h->place));
    return c.used;
}

/* As many rows of H floats as the memory that is shared with the device may have. */
static int shared_rows(const struct host_experts *h, uint64_t wanted)
{
    uint64_t most = shared_bytes_max / ((uint64_t)h->hidden * sizeof(float));
    return (int)(wanted < most ? wanted : most < 1 ? 1 : most);
}

static bool allocate(struct gpu *g, struct host_experts *h, struct error *err)
{
    uint64_t row = (uint64_t)h->hidden * sizeof(float);
    if (!gpu_buffer_create(g, GPU_READBACK, (uint64_t)h->tok_max * row,
                           "inputs of the CPU's experts", &h->x_mem, err) ||
        !gpu_buffer_create(g, GPU_READBACK, (uint64_t)h->y_max * row,
                           "results of the CPU's experts", &h->y_mem, err) ||
        !gpu_buffer_create(g, GPU_UPLOAD, n_places(h) * sizeof(uint32_t),
                           "places of the CPU's experts", &h->places, err) ||
        !gpu_buffer_create(g, GPU_UPLOAD, row + sizeof(float),
                           "the sum of the CPU's experts", &h->sum, err))
        return false;
    h->mem_bytes = lay_out(h, NULL);
    h->mem = mem_alloc(h->mem_bytes, "experts on the CPU", err);
    if (!h->mem)
        return false;
    lay_out(h, h->mem);
    h->x.x = h->x_mem.map;
    h->y = h->y_mem.map;
    ((float *)h->sum.map)[h->hidden] = 1;
    return true;
}

static void set_sizes(struct host_experts *h, const struct host_experts_params *p)
{
    h->p = *p;
    h->hidden = p->pack->config.hidden;
    h->n_ff = p->pack->config.expert_ff;
    h->tok_max = shared_rows(h, (uint64_t)p->chunk_tok);
    uint64_t all = (uint64_t)h->tok_max * (uint64_t)p->n_expert_used;
    h->y_max = shared_rows(h, all);
    h->rows_max = h->y_max < BATCH_ROWS ? h->y_max : BATCH_ROWS;
}

uint64_t host_experts_bytes(const struct host_experts_params *p)
{
    struct host_experts h = {0};
    set_sizes(&h, p);
    uint64_t row = (uint64_t)h.hidden * sizeof(float);
    return ((uint64_t)h.tok_max + (uint64_t)h.y_max + 1) * row + sizeof(float) +
           n_places(&h) * sizeof(uint32_t) + lay_out(&h, NULL);
}

struct host_experts *host_experts_create(struct gpu *g,
                                         const struct host_experts_params *p,
                                         struct error *err)
{
    struct host_experts *h = xcalloc(1, sizeof(*h));
    set_sizes(h, p);
    h->k = kernels_find(NULL);
    if (allocate(g, h, err))
        return h;
    host_experts_destroy(g, h);
    return NULL;
}

void host_experts_destroy(struct gpu *g, struct host_experts *h)
{
    if (!h)
        return;
    gpu_buffer_destroy(g, &h->x_mem);
    gpu_buffer_destroy(g, &h->y_mem);
    gpu_buffer_destroy(g, &h->places);
    gpu_buffer_destroy(g, &h->sum);
    mem_free(h->mem, h->mem_bytes);
    free(h);
}

int host_experts_tok_max(const struct host_experts *h)
{
    return h->tok_max;
}

int host_experts_rows_max(const struct host_experts *h)
{
    return h->rows_max;
}

const struct gpu_buffer *host_experts_x(const struct host_experts *h)
{
    return &h->x_mem;
}

void host_experts_begin(struct host_experts *h, int n_tok, const float *norm)
{
    assert(n_tok <= h->tok_max && (!norm || n_tok == 1));
    h->n_tok = n_tok;
    h->norm = norm;
    h->ready = false;
    h->n_y = 0;
}

/* The forms of x that products read, when the first is wanted. */
static void prepare_token(void *ctx, int i_task, int i_thread)
{
    const struct host_experts *h = ctx;
    (void)i_thread;
    if (h->norm)
        h->k->rms_norm(h->x.x, h->norm, h->hidden, h->p.pack->config.rms_eps, h->x.x);
    act_quantize(h->k, &h->x, i_task);
}

static void prepare(struct host_experts *h)
{
    if (h->ready)
        return;
    size_t n_place = (size_t)h->n_tok * (size_t)h->p.n_expert_used;
    memset(h->place, 0, n_place * sizeof(*h->place));
    pool_run(h->p.pool, h->n_tok, prepare_token, h);
    h->ready = true;
}

bool host_experts_has_room(const struct host_experts *h, int pending, int n_rows)
{
    return n_rows <= h->rows_max && h->n_y + pending + n_rows <= h->y_max;
}

/* The input of a row, next to those of the same expert. */
static void gather(struct host_experts *h, int from, int to)
{
    struct act_buf a = act_from(&h->x, from), b = act_from(&h->in, to);
    memcpy(b.x, a.x, (size_t)h->hidden * sizeof(float));
    if (!a.q)
        return;
    memcpy(b.q, a.q, act_padded(h->hidden));
    memcpy(b.scale, a.scale, act_groups(h->hidden) * sizeof(float));
    memcpy(b.sum, a.sum, act_groups(h->hidden) * sizeof(float));
}

static void run_batch(struct host_experts *h, const struct expert_work *work, int n)
{
    int row = 0;
    for (int i = 0; i < n; i++) {
        const struct expert_work *w = &work[i];
        struct ffn *f = &h->ffn[i];
        for (int j = 0; j < w->n_rows; j++) {
            gather(h, w->rows[j] / h->p.n_expert_used, row + j);
            h->place[w->rows[j]] = (uint32_t)(h->n_y + j + 1);
        }
        size_t at = (size_t)row * (size_t)h->n_ff;
        f->view = w->view;
        f->gate = &f->view.gate;
        f->up = &f->view.up;
        f->down = &f->view.down;
        f->in = act_of(&h->in, row, w->n_rows);
        /* A device promises no bits of prompts, whose last piece may be one token. */
        f->in.any_order = h->n_tok == 1;
        f->gate_y = h->gate_y + at;
        f->up_y = h->up_y + at;
        f->mid = act_from(&h->mid, row);
        f->out = h->y + (size_t)h->n_y * (size_t)h->hidden;
        h->n_y += w->n_rows;
        row += w->n_rows;
    }
    ffn_run(h->k, h->p.pool, h->ffn, n);
}

void host_experts_run(struct host_experts *h, const struct expert_work *work, int n)
{
    prepare(h);
    for (int first = 0; first < n;) {
        int batch = 0, n_rows = 0;
        while (first + batch < n && n_rows + work[first + batch].n_rows <= h->rows_max)
            n_rows += work[first + batch++].n_rows;
        assert(batch > 0 && h->n_y + n_rows <= h->y_max);
        run_batch(h, work + first, batch);
        first += batch;
    }
}

int host_experts_n_rows(const struct host_experts *h)
{
    return h->n_y;
}

uint64_t host_experts_places(struct host_experts *h)
{
    size_t n_place = (size_t)h->n_tok * (size_t)h->p.n_expert_used;
    assert(h->ready);
    memcpy(h->places.map, h->place, n_place * sizeof(*h->place));
    return h->places.addr;
}

uint64_t host_experts_y(const struct host_experts *h)
{
    return h->y_mem.addr;
}

void host_experts_sum(struct host_experts *h, const float *weights, uint64_t *sum,
                      uint64_t *one)
{
    size_t n = (size_t)h->hidden;
    float *out = h->x.x; /* which nobody needs any more */
    assert(h->n_tok == 1 && h->ready);
    memset(out, 0, n * sizeof(*out));
    for (int j = 0; j < h->p.n_expert_used; j++)
        if (h->place[j] > 0)
            h->k->axpy(weights[j], h->y + (size_t)(h->place[j] - 1) * n, h->hidden, out);
    memcpy(h->sum.map, out, n * sizeof(*out));
    *sum = h->sum.addr;
    *one = h->sum.addr + n * sizeof(float);
}
