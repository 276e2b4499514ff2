#include "app/plan_rates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/pool.h"
#include "core/kernel/kernel.h"

/* Rates are medians of a few passes, which of products come in rounds over all types: what
 * else the machine has to do comes and goes within seconds. A pass goes over the buffer
 * where the pass before ended, so that weights come from memory as in the model, where other
 * layers were read in between. */

enum {
    TILE_ROWS = 256, /* of a product that one task takes, about as in a layer */
    ROUNDS = 3,
    PASSES = 3, /* of a round */
    PASS_NS = 8 * 1000 * 1000,
    MIN_BUFFER_BYTES = 64 << 20,
    MAX_BUFFER_BYTES = 1 << 30,
    CACHE_TIMES = 8, /* the buffer is as many times as large as the caches */
    CONTEXT_TOK = 2048,
    REGIONS = 2000,
    MAX_THREADS = 256,
    MAX_CONV_WIDTH = 8,
    /* Results of a chunk, which no cache holds: those of a prompt are as many bytes as a third
     * of the weights. */
    RESULT_BYTES = 32 << 20,
};

const int plan_counts[PLAN_N_COUNTS] = {1, 2, 4, 8, 16, 32, 128};

struct rates {
    const struct plan_rates_params *p;
    const struct kernels *k;
    struct pool *pool;
    int n_threads;
    char *weights; /* owned */
    size_t weights_bytes;
    char *work; /* owned: activations, results, states, caches */
    size_t work_bytes;
    struct plan_rates *out;
};

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *v, int n)
{
    qsort(v, (size_t)n, sizeof(*v), compare);
    return v[n / 2];
}

/* -- products -- */

struct tiles {
    const struct rates *r;
    struct matrix shape; /* of one tile; the pointers are of tile 0 */
    size_t tile_bytes;
    int n_tiles, first; /* in the buffer; where the pass begins */
    struct act act;
    float *y; /* [n_threads][n_results][n_tok][TILE_ROWS], one after the other */
    size_t n_results;
};

static void run_tile(void *ctx, int i_task, int i_thread)
{
    const struct tiles *t = ctx;
    size_t at = (size_t)((t->first + i_task) % t->n_tiles) * t->tile_bytes;
    struct matrix w = t->shape;
    w.data = (const char *)w.data + at;
    if (w.scales) {
        w.scales = (const uint16_t *)(const void *)((const char *)w.scales + at);
        w.biases = (const uint16_t *)(const void *)((const char *)w.biases + at);
    }
    size_t i_result = (size_t)i_thread * t->n_results + (size_t)i_task % t->n_results;
    float *y = t->y + i_result * (size_t)t->act.n_tok * TILE_ROWS;
    t->r->k->matmul(&w, 0, TILE_ROWS, &t->act, y, TILE_ROWS);
}

static int64_t pass(const struct rates *r, struct tiles *t, int n)
{
    int64_t start = clock_now_ns();
    pool_run(r->pool, n, run_tile, t);
    t->first = (t->first + n) % t->n_tiles;
    return clock_now_ns() - start;
}

/* PASSES times the seconds for a byte of weights with t->act's tokens. */
static void time_tiles(const struct rates *r, struct tiles *t, double *s)
{
    int n = 4 * r->n_threads;
    int64_t ns = pass(r, t, n);
    double more = (double)PASS_NS / (double)(ns > 0 ? ns : 1);
    if (more > 1)
        n = (int)fmin((double)n * more, t->n_tiles);
    for (int i = 0; i < PASSES; i++)
        s[i] = (double)pass(r, t, n) / 1e9 / ((double)n * (double)t->tile_bytes);
}

static size_t align(size_t n)
{
    return (n + 63) / 64 * 64;
}

static void set_tiles(struct rates *r, enum plan_width width, enum dtype type,
                      struct tiles *t)
{
    const struct model_config *c = r->p->config;
    int wanted = width == PLAN_HIDDEN ? c->hidden : c->expert_ff;
    int n_in = wanted < ACT_GROUP ? ACT_GROUP : wanted / ACT_GROUP * ACT_GROUP;
    size_t data = align(TILE_ROWS * dtype_row_bytes(type, n_in)), scales = 0;
    *t = (struct tiles){.r = r};
    t->shape = (struct matrix){
        .type = type, .n_out = TILE_ROWS, .n_in = n_in, .data = r->weights};
    if (dtype_is_affine(type)) {
        scales = align((size_t)TILE_ROWS * (size_t)(n_in / ACT_GROUP) * sizeof(uint16_t));
        t->shape.group = ACT_GROUP;
        t->shape.scales = (const uint16_t *)(const void *)(r->weights + data);
        t->shape.biases = (const uint16_t *)(const void *)(r->weights + data + scales);
    }
    t->tile_bytes = data + 2 * scales;
    t->n_tiles = (int)(r->weights_bytes / t->tile_bytes);
}

/* Tiles of n_tok tokens whose results a thread has at once. */
static size_t n_results(const struct rates *r, size_t n_tok)
{
    size_t n = RESULT_BYTES / (size_t)r->n_threads / (n_tok * TILE_ROWS * sizeof(float));
    return n > 0 ? n : 1;
}

/* n_tok tokens of any values, rounded, in the work memory. */
static void set_tokens(struct rates *r, int n_tok, struct tiles *t)
{
    size_t n_in = (size_t)t->shape.n_in, groups = n_in / ACT_GROUP, n = (size_t)n_tok;
    float *x = (float *)(void *)r->work;
    float *scale = x + n * n_in, *sum = scale + n * groups;
    t->y = sum + n * groups;
    t->n_results = n_results(r, n);
    int8_t *q = (int8_t *)(t->y + (size_t)r->n_threads * t->n_results * n * TILE_ROWS);
    for (size_t i = 0; i < n * n_in; i++)
        x[i] = (float)(i * 7919 % 1000) * 0.002F - 1;
    for (size_t i = 0; i < n; i++)
        r->k->quantize_act(x + i * n_in, (int)n_in, q + i * n_in, scale + i * groups,
                           sum + i * groups);
    t->act = (struct act){.n_tok = n_tok,
                          .n_in = (int)n_in,
                          .x = x,
                          .q = q,
                          .scale = scale,
                          .sum = sum,
                          .any_order = n_tok == 1};
}

static void measure_width(struct rates *r, enum plan_width width, int round,
                          double s[N_DTYPE][PLAN_N_COUNTS][ROUNDS * PASSES])
{
    for (int type = 0; type < N_DTYPE; type++) {
        if (!r->p->types[width][type])
            continue;
        struct tiles t;
        set_tiles(r, width, type, &t);
        for (int i = 0; i < PLAN_N_COUNTS; i++) {
            set_tokens(r, plan_counts[i], &t);
            time_tiles(r, &t, s[type][i] + round * PASSES);
            if (round == ROUNDS - 1)
                r->out->byte_s[width][type][i] = median(s[type][i], ROUNDS * PASSES);
        }
    }
}

static void measure_products(struct rates *r)
{
    double s[PLAN_N_WIDTHS][N_DTYPE][PLAN_N_COUNTS][ROUNDS * PASSES];
    for (int round = 0; round < ROUNDS; round++)
        for (int width = 0; width < PLAN_N_WIDTHS; width++)
            measure_width(r, width, round, s[width]);
}

/* -- what a token does to its state -- */

struct heads {
    const struct rates *r;
    int n, n_tok; /* heads whose states lie side by side; tokens at once */
    float *state;
    const float *in; /* [n_tok][d] */
    float *out, *scratch;
    size_t scratch_floats;
};

static void step_head(void *ctx, int i_task, int i_thread)
{
    const struct heads *h = ctx;
    const struct model_config *c = h->r->p->config;
    size_t floats = (size_t)c->k_dim * (size_t)c->v_dim;
    float *s = h->state + (size_t)i_task * floats;
    float *out = h->out + (size_t)i_thread * (size_t)h->n_tok * (size_t)c->v_dim;
    float gate[DELTA_CHUNK];
    if (h->n_tok == 1) {
        h->r->k->delta_step(s, c->k_dim, c->v_dim, h->in, h->in, h->in, 0.9F, 0.5F, out);
        return;
    }
    for (int i = 0; i < DELTA_CHUNK; i++)
        gate[i] = -0.1F;
    h->r->k->delta_chunk(s, c->k_dim, c->v_dim, h->n_tok, h->in, h->in, (size_t)c->k_dim,
                         h->in, (size_t)c->v_dim, gate, gate, 1, out, (size_t)c->v_dim,
                         h->scratch + (size_t)i_thread * h->scratch_floats);
}

/* Seconds for a head and a token. */
static double time_heads(const struct rates *r, struct heads *h, pool_task_fn fn)
{
    double s[PASSES];
    pool_run(r->pool, h->n, fn, h); /* pages, clocks */
    for (int i = 0; i < PASSES; i++) {
        int64_t start = clock_now_ns();
        pool_run(r->pool, h->n, fn, h);
        s[i] = (double)(clock_now_ns() - start) / 1e9 / h->n / h->n_tok;
    }
    return median(s, PASSES);
}

static int n_layers(const struct model_config *c, enum layer_kind kind)
{
    int n = 0;
    for (int i = 0; i < c->n_layer; i++)
        n += c->layer[i] == kind;
    return n;
}

/* The states of a token's heads lie in the buffer of weights, which is not read again. */
static void measure_delta(struct rates *r)
{
    const struct model_config *c = r->p->config;
    int n = n_layers(c, LAYER_LINEAR) * c->n_v_head;
    size_t floats = (size_t)c->k_dim * (size_t)c->v_dim;
    if (!n)
        return;
    size_t most = r->weights_bytes / (floats * sizeof(float));
    size_t width = (size_t)(c->k_dim > c->v_dim ? c->k_dim : c->v_dim);
    struct heads h = {.r = r,
                      .n = (size_t)n < most ? n : (int)most,
                      .n_tok = 1,
                      .state = (float *)(void *)r->weights,
                      .in = (float *)(void *)r->work};
    h.out = (float *)(void *)r->work + DELTA_CHUNK * width;
    h.scratch = h.out + (size_t)r->n_threads * DELTA_CHUNK * width;
    h.scratch_floats = (delta_chunk_scratch_floats(c->k_dim, c->v_dim) + 15) / 16 * 16;
    for (size_t i = 0; i < DELTA_CHUNK * width; i++)
        ((float *)(void *)r->work)[i] = (float)(i * 7919 % 1000) * 1e-4F - 0.05F;
    memset(r->weights, 0, (size_t)h.n * floats * sizeof(float));
    r->out->delta_step_s = time_heads(r, &h, step_head);
    h.n_tok = DELTA_CHUNK;
    r->out->delta_chunk_s = time_heads(r, &h, step_head);
}

/* The query heads of one KV head at once, as the engine has them. */
static void attend_heads(void *ctx, int i_task, int i_thread)
{
    const struct heads *h = ctx;
    const struct model_config *c = h->r->p->config;
    size_t d = (size_t)c->head_dim, n_share = (size_t)(c->n_head / c->n_kv_head);
    size_t bytes = CONTEXT_TOK * d * sizeof(uint16_t);
    const char *keys = (const char *)h->state + 2 * (size_t)i_task * bytes;
    h->r->k->attend(KV_F16, (int)n_share, h->in, d, keys, keys + bytes, CONTEXT_TOK,
                    c->head_dim, h->out + (size_t)i_thread * n_share * d);
}

/* As many tokens as a block takes, each with those heads. */
static void attend_block(void *ctx, int i_task, int i_thread)
{
    const struct heads *h = ctx;
    const struct model_config *c = h->r->p->config;
    size_t d = (size_t)c->head_dim, n_share = (size_t)(c->n_head / c->n_kv_head);
    size_t bytes = CONTEXT_TOK * d * sizeof(uint16_t);
    const char *keys = (const char *)h->state + 2 * (size_t)i_task * bytes;
    float *work = h->scratch + (size_t)i_thread * h->scratch_floats;
    const struct attend_chunk a = {.type = KV_F16,
                                   .rounded = true,
                                   .n_tok = h->n_tok,
                                   .n_q = (int)n_share,
                                   .n_ctx = CONTEXT_TOK - h->n_tok + 1,
                                   .d = c->head_dim,
                                   .q = h->in,
                                   .q_stride = d,
                                   .q_tok_stride = n_share * d,
                                   .keys = keys,
                                   .values = keys + bytes,
                                   .out = work,
                                   .out_tok_stride = n_share * d,
                                   .scratch = work + ATTEND_ROWS * d};
    h->r->k->attend_chunk(&a);
}

static void measure_attention(struct rates *r)
{
    const struct model_config *c = r->p->config;
    int n_layer = n_layers(c, LAYER_FULL);
    size_t layer_bytes =
        2 * (size_t)c->n_kv_head * CONTEXT_TOK * (size_t)c->head_dim * sizeof(uint16_t);
    size_t most = r->weights_bytes / layer_bytes;
    if (!n_layer || !most)
        return;
    n_layer = (size_t)n_layer < most ? n_layer : (int)most;
    struct heads h = {.r = r,
                      .n = n_layer * c->n_kv_head,
                      .n_tok = 1,
                      .state = (float *)(void *)r->weights,
                      .in = (float *)(void *)r->work,
                      .out = (float *)(void *)r->work +
                             (size_t)(c->n_head / c->n_kv_head) * (size_t)c->head_dim};
    uint16_t *kv = (uint16_t *)(void *)r->weights;
    for (size_t i = 0; i < layer_bytes / 2 * (size_t)n_layer; i++)
        kv[i] = (uint16_t)(0x3000 + i * 7919 % 256); /* about 0.13 */
    double kv_head_s = time_heads(r, &h, attend_heads);
    r->out->attend_s = kv_head_s * c->n_kv_head / c->n_head / CONTEXT_TOK;
    int n_share = c->n_head / c->n_kv_head;
    r->out->attend_chunk_s = r->out->attend_s;
    if (n_share > ATTEND_ROWS)
        return;
    h.n_tok = ATTEND_ROWS / n_share;
    size_t d = (size_t)c->head_dim;
    h.scratch = (float *)(void *)r->work + ATTEND_ROWS * d;
    h.scratch_floats = ATTEND_ROWS * d + attend_chunk_scratch_floats(ATTEND_ROWS, (int)d);
    double block_s = time_heads(r, &h, attend_block);
    r->out->attend_chunk_s = block_s * c->n_kv_head / c->n_head / CONTEXT_TOK;
}

/* Floats of a token, the widest row of a layer. */
static size_t rows_width(const struct model_config *c)
{
    int channels = conv_channels(c), most = c->hidden > channels ? c->hidden : channels;
    most = most > c->expert_ff ? most : c->expert_ff;
    return ((size_t)most + ACT_GROUP - 1) / ACT_GROUP * ACT_GROUP;
}

/* What is done to the rows of tokens in a layer beside products: norms and rounding of the
 * inputs of mixer and experts, the convolution of a delta net, SwiGLU and rounding inside the
 * experts, their sum. Each thread has DELTA_CHUNK tokens of its own in the buffer of weights;
 * `scratch_floats` is how far those are apart. */
static void work_rows(void *ctx, int i_task, int i_thread)
{
    (void)i_task;
    const struct heads *h = ctx;
    const struct model_config *c = h->r->p->config;
    const struct kernels *k = h->r->k;
    size_t n_in = (size_t)c->hidden, width = rows_width(c),
           groups = width / ACT_GROUP + 1;
    float *in = h->state + (size_t)i_thread * h->scratch_floats;
    float *out = in + DELTA_CHUNK * width, *more = out + DELTA_CHUNK * width;
    float *scale = more + (size_t)(2 * MAX_CONV_WIDTH) * width, *sum = scale + groups;
    int8_t *q = (int8_t *)(sum + groups);
    if (c->conv_width > 0)
        k->conv_silu(in, width, DELTA_CHUNK, more, c->conv_width, conv_channels(c), 0,
                     conv_channels(c), more + (size_t)MAX_CONV_WIDTH * width, out);
    for (int t = 0; t < DELTA_CHUNK; t++) {
        float *x = in + (size_t)t * width, *y = out + (size_t)t * width;
        for (int i = 0; i < 2; i++) {
            k->rms_norm(x, x, c->hidden, 1e-6F, y);
            k->quantize_act(y, c->hidden, q, scale, sum);
        }
        for (int i = 0; i < c->n_expert_used; i++) {
            k->swiglu(x, x, c->expert_ff, y);
            k->quantize_act(y, c->expert_ff, q, scale, sum);
            k->axpy(0.1F, x, (int)n_in, y);
        }
    }
}

static void measure_rows(struct rates *r)
{
    const struct model_config *c = r->p->config;
    size_t width = rows_width(c);
    struct heads h = {.r = r,
                      .n = r->n_threads,
                      .n_tok = DELTA_CHUNK,
                      .state = (float *)(void *)r->weights};
    h.scratch_floats = (2 * DELTA_CHUNK + 2 * MAX_CONV_WIDTH + 2) * width + 64;
    if (c->conv_width > MAX_CONV_WIDTH ||
        h.scratch_floats * (size_t)r->n_threads > r->weights_bytes / sizeof(float))
        return;
    memset(r->weights, 0, h.scratch_floats * (size_t)r->n_threads * sizeof(float));
    r->out->rows_s = time_heads(r, &h, work_rows);
}

static void nothing(void *ctx, int i_task, int i_thread)
{
    (void)ctx;
    (void)i_task;
    (void)i_thread;
}

static void measure_regions(struct rates *r)
{
    double s[PASSES];
    for (int pass_no = 0; pass_no < PASSES; pass_no++) {
        int64_t start = clock_now_ns();
        for (int i = 0; i < REGIONS; i++)
            pool_run(r->pool, r->n_threads, nothing, NULL);
        s[pass_no] = (double)(clock_now_ns() - start) / 1e9 / REGIONS;
    }
    r->out->region_s = median(s, PASSES);
}

/* -- all of it -- */

static size_t work_bytes(const struct rates *r)
{
    const struct model_config *c = r->p->config;
    size_t n = (size_t)plan_counts[PLAN_N_COUNTS - 1];
    size_t in = (size_t)(c->hidden > c->expert_ff ? c->hidden : c->expert_ff);
    in = in < ACT_GROUP ? ACT_GROUP : in;
    size_t threads = (size_t)r->n_threads;
    size_t most_results = threads * n * TILE_ROWS * sizeof(float);
    most_results = most_results > RESULT_BYTES ? most_results : RESULT_BYTES;
    size_t products = n * in * 5 + n * in + most_results;
    size_t width = (size_t)(c->k_dim > c->v_dim ? c->k_dim : c->v_dim);
    size_t delta = (DELTA_CHUNK * width * (1 + threads) +
                    threads * (delta_chunk_scratch_floats(c->k_dim, c->v_dim) + 16)) *
                   sizeof(float);
    size_t d = (size_t)c->head_dim, heads = (size_t)c->n_head * d;
    size_t block = ATTEND_ROWS * d + attend_chunk_scratch_floats(ATTEND_ROWS, (int)d);
    size_t attention =
        (ATTEND_ROWS * d + heads + threads * (heads + block)) * sizeof(float);
    size_t most = products > delta ? products : delta;
    return (most > attention ? most : attention) + 4096;
}

static bool allocate(struct rates *r, struct error *err)
{
    uint64_t bytes = CACHE_TIMES * r->p->cache_bytes;
    bytes = bytes < MIN_BUFFER_BYTES ? MIN_BUFFER_BYTES : bytes;
    bytes = bytes > MAX_BUFFER_BYTES ? MAX_BUFFER_BYTES : bytes;
    r->weights = mem_alloc(bytes, "weights to measure with", err);
    if (!r->weights)
        return false;
    r->out->buffer_bytes = r->weights_bytes = bytes;
    r->work_bytes = work_bytes(r);
    r->work = mem_alloc(r->work_bytes, "activations to measure with", err);
    /* Small positive bf16, f16 and f32 numbers whichever way they are read, and codes and
     * scales like any other; no two pages alike. */
    for (size_t i = 0; r->work && i < bytes / 4; i++)
        ((uint32_t *)(void *)r->weights)[i] =
            0x3c003c00U | (uint32_t)((i * 2654435761U) & 0x007f007fU);
    if (r->work)
        memset(r->work, 0, r->work_bytes); /* its pages are there before results come */
    return r->work != NULL;
}

bool plan_rates_measure(const struct plan_rates_params *p, struct plan_rates *out,
                        struct error *err)
{
    long n = p->n_threads ? p->n_threads : sysconf(_SC_NPROCESSORS_ONLN);
    n = n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : n;
    struct rates r = {
        .p = p, .n_threads = (int)n, .out = out, .k = kernels_find(p->kernel)};
    *out = (struct plan_rates){.n_threads = (int)n};
    if (!r.k)
        return err_set(err, 0, "no kernels called \"%s\" on this machine", p->kernel);
    out->kernel = r.k->name;
    r.pool = pool_create((int)n, err);
    bool ok = r.pool && allocate(&r, err);
    if (ok) {
        measure_products(&r);
        measure_regions(&r);
        measure_attention(&r);
        measure_delta(&r);
        measure_rows(&r);
    }
    pool_destroy(r.pool);
    mem_free(r.work, r.work_bytes);
    mem_free(r.weights, r.weights_bytes);
    return ok;
}

/* Seconds for a byte with n_tok tokens. */
static double byte_s(const double *s, double n_tok)
{
    int last = PLAN_N_COUNTS - 1;
    if (n_tok >= plan_counts[last])
        return s[last] * n_tok / plan_counts[last];
    int i = 0;
    while (n_tok > plan_counts[i + 1])
        i++;
    double along = log(fmax(n_tok, 1) / plan_counts[i]) /
                   log((double)plan_counts[i + 1] / plan_counts[i]);
    return s[i] * pow(s[i + 1] / s[i], along);
}

double plan_product_s(const struct plan_rates *r, enum plan_width width,
                      const struct weight_bytes *w, double n_tok)
{
    double sum = 0;
    for (int i = 0; i < N_DTYPE; i++)
        if (w->of[i])
            sum += (double)w->of[i] * byte_s(r->byte_s[width][i], n_tok);
    return sum;
}

double plan_best_rate(const struct plan_rates *r)
{
    double best = 0;
    for (int i = 0; i < N_DTYPE; i++)
        if (r->byte_s[PLAN_HIDDEN][i][0] > 0 && 1 / r->byte_s[PLAN_HIDDEN][i][0] > best)
            best = 1 / r->byte_s[PLAN_HIDDEN][i][0];
    return best;
}
