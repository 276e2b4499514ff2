#include "gpu/ops.h"

#include <assert.h>

#include "gpu/ops_impl.h"

/* Products, and the embedding. The push constants here are the blocks of the shaders, in
 * their order. */

enum {
    MATVEC_SUBGROUPS = 4, /* of a workgroup of matvec, at least */
    MATMUL_ROWS = 64,     /* of a workgroup of matmul */
    MATVEC_CHUNK = 2048,  /* inputs that lie in shared memory, of bytes */
    MATVEC_DOT_CHUNK = 8192,
    MATVEC_WORDS = 48, /* of weights that a thread has under way */
    MATVEC_DEPTH = 4,  /* units of a row, at most */
};

/* Names of the matvec shader. */
enum where {
    WHERE_DENSE,
    WHERE_ITEM,
    WHERE_ROUTED,
    WHERE_SUM,
    WHERE_TOP,
    WHERE_PAIR
};
enum x_is {
    X_PLAIN,
    X_NORMED,
    X_HEADS,
    X_BYTES
};

void op_run(struct gpu *g, enum gpu_shader shader, const uint32_t *spec, int n_spec,
            const void *push, uint32_t n_push_bytes, uint32_t x, uint32_t y)
{
    struct gpu_call call = {.shader = shader,
                            .spec = spec,
                            .n_spec = n_spec,
                            .push = push,
                            .n_push_bytes = n_push_bytes,
                            .x = x,
                            .y = y};
    gpu_dispatch(g, &call);
}

void op_run_flat(struct gpu *g, enum gpu_shader shader, const uint32_t *spec, int n_spec,
                 const void *push, uint32_t n_push_bytes, uint64_t n)
{
    struct gpu_call call = {.shader = shader,
                            .spec = spec,
                            .n_spec = n_spec,
                            .push = push,
                            .n_push_bytes = n_push_bytes};
    gpu_dispatch_flat(g, &call, n);
}

static uint32_t group_of(const struct gpu_matrix *w)
{
    return w->group ? (uint32_t)w->group : 32;
}

/* TYPES of the shaders. */
static uint32_t types_of(const struct gpu_matrix *w)
{
    return (uint32_t)w->type | (uint32_t)w->scale_type << 8;
}

struct matvec_push {
    uint64_t data, scales, biases, data2, scales2, biases2;
    uint64_t x, y, factor, items, rows, missing;
    uint32_t n_out, x_stride, y_stride, div, n_place;
    float eps;
};

static struct matvec_push matvec_push_of(const struct gpu_matrix *w,
                                         const struct gpu_matrix *dual)
{
    struct matvec_push p = {.data = w->data,
                            .scales = w->scales,
                            .biases = w->biases,
                            .n_out = (uint32_t)w->n_out,
                            .div = 1};
    if (dual) {
        p.data2 = dual->data;
        p.scales2 = dual->scales;
        p.biases2 = dual->biases;
    }
    return p;
}

/* Whether rows can be read 16 bytes at a time (a unit of 32 values of 2 bits: 8). */
static bool is_wide(const struct gpu_matrix *w)
{
    return w->data % 16 == 0 && (dtype_is_affine(w->type) || w->n_in % 8 == 0);
}

/* And what they are multiplied with; strides are multiples of the affine types' unit. */
static bool x_is_wide(const struct gpu_matrix *w, const struct matvec_push *push)
{
    return !dtype_is_affine(w->type) || (push->x % 16 == 0 && push->factor % 16 == 0);
}

/* Products of few tokens have the smallest workgroups: a thread makes one row at least, of
 * affine matrices with so many rows two. */
uint32_t op_product_rows_max(enum dtype type)
{
    return GPU_MAX_GROUPS * MATVEC_SUBGROUPS * (dtype_is_affine(type) ? 2 : 1);
}

/* Threads of a workgroup and rows of a thread. Each workgroup brings all of x, so it should be
 * large; but the device wants to be full. */
struct matvec_form {
    uint32_t threads, rows;
};

/* In f32, where more than four rows fill the registers, or eight of large matrices. */
static struct matvec_form f32_form(const struct gpu_matrix *w, bool dual, uint64_t n_rows)
{
    uint64_t rows = n_rows / (256 * MATVEC_SUBGROUPS);
    struct matvec_form f = {gpu_shader_threads(SHADER_MATVEC), 1};
    if (!dtype_is_affine(w->type) || rows < 2)
        return f;
    bool eight = rows >= 8 && rows < 16 && !dual && dtype_bits(w->type) <= 4;
    f.rows = eight ? 8 : rows >= 4 ? 4 : 2;
    return f;
}

/* As many rows as leave a workgroup for each of FULL_GROUPS processors. Of two matrices at once
 * small workgroups of more rows, and twice as many of them; of a sum over places two rows of a
 * thread: with the pause that a token's steps have that is fastest, not one behind the other. */
static struct matvec_form dot_form(const struct gpu *g, const struct gpu_matrix *w,
                                   bool dual, bool sum, uint64_t n_rows, uint32_t lanes)
{
    enum {
        FULL_GROUPS = 128,
    };
    struct matvec_form f = {gpu_shader_threads(SHADER_MATVEC_DOT), 1};
    uint32_t most = dual ? f.threads : g->threads_max < 256 ? g->threads_max : 256;
    uint32_t few = sum ? 2 : dtype_bits(w->type) > 4 ? 4 : 8;
    uint64_t groups = dual ? 2 * FULL_GROUPS : FULL_GROUPS;
    while (2 * f.threads <= most && n_rows / (2 * f.threads / lanes) >= groups)
        f.threads *= 2;
    while (2 * f.rows <= few && n_rows / (2 * f.rows * f.threads / lanes) >= groups)
        f.rows *= 2;
    return f;
}

static struct matvec_form form_of(const struct gpu *g, const struct gpu_matrix *w,
                                  bool dual, bool sum, uint64_t n_rows, uint32_t lanes)
{
    bool dot = dtype_is_affine(w->type) && g->dot;
    struct matvec_form f =
        dot ? dot_form(g, w, dual, sum, n_rows, lanes) : f32_form(w, dual, n_rows);
    if (g->matvec_rows)
        f.rows = g->matvec_rows;
    if (g->matvec_threads)
        f.threads = g->matvec_threads;
    return f;
}

/* Bytes are made of 16 rows together. */
static struct matvec_form bytes_form(const struct gpu *g, struct matvec_form f,
                                     uint32_t lanes)
{
    while (f.threads / lanes * f.rows % 16 != 0)
        if (2 * f.threads <= g->threads_max)
            f.threads *= 2;
        else
            f.rows *= 2;
    return f;
}

/* Units of a row that a thread has under way: as many as registers are for, in batches of
 * one size. */
static uint32_t depth_of(const struct gpu_matrix *w, uint32_t n_in, uint32_t rows,
                         uint32_t lanes, bool dot)
{
    uint32_t chunk = dot ? MATVEC_DOT_CHUNK : MATVEC_CHUNK;
    uint32_t each = div_up((n_in < chunk ? n_in : chunk) / 32, lanes);
    uint32_t most = MATVEC_WORDS / (rows * (uint32_t)dtype_bits(w->type));
    most = most < 1 ? 1 : most > MATVEC_DEPTH ? MATVEC_DEPTH : most;
    return each == 0 ? 1 : div_up(each, div_up(each, most));
}

/* How a product is made, beyond its types. */
struct matvec_how {
    const struct gpu_matrix *dual; /* or the other of a pair */
    enum where where;
    enum x_is x;
    bool add;
    uint32_t n;      /* second dimension: tokens, items or places */
    uint32_t top_of; /* WHERE_TOP: experts */
    bool top_norm;
    bool partial;    /* WHERE_SUM */
    uint32_t y_bits; /* 0: y is floats */
};

static void matvec(struct gpu *g, const struct gpu_matrix *w, struct matvec_push *push,
                   const struct matvec_how *how)
{
    const struct gpu_matrix *dual = how->dual;
    bool affine = dtype_is_affine(w->type), dot = affine && g->dot;
    enum gpu_shader shader = dot ? SHADER_MATVEC_DOT : SHADER_MATVEC;
    uint32_t lanes = gpu_shader_lanes(g, shader);
    bool wide = is_wide(w) && (!dual || is_wide(dual)) && x_is_wide(w, push);
    bool pair = how->where == WHERE_PAIR;
    uint64_t n_rows = (uint64_t)push->n_out * how->n + (pair ? push->div : 0);
    struct matvec_form form =
        form_of(g, w, dual && !pair, how->where == WHERE_SUM, n_rows, lanes);
    uint32_t least = pair && push->div < push->n_out ? push->div : push->n_out;
    assert(least > 0);
    while (form.rows > least)
        form.rows /= 2;
    if (how->y_bits)
        form = bytes_form(g, form, lanes);
    assert(how->y_bits == 0 || push->n_out % 32 == 0);
    uint32_t rows = form.rows, row_in = (uint32_t)w->n_in;
    uint32_t n_in = row_in * (how->where == WHERE_SUM ? push->n_place : 1);
    uint32_t depth =
        affine ? depth_of(w, n_in, dual && !pair ? 2 * rows : rows, lanes, dot) : 1;
    uint32_t spec[] = {types_of(w),
                       (uint32_t)dtype_bits(w->type),
                       group_of(w),
                       rows,
                       wide,
                       how->add,
                       how->where,
                       how->x,
                       dual && !pair,
                       depth,
                       how->where == WHERE_TOP ? how->top_of : 1,
                       how->top_norm,
                       how->partial,
                       row_in,
                       how->y_bits};
    uint32_t per_group = form.threads / lanes * rows;
    assert(per_group >= MATVEC_SUBGROUPS * rows);
    struct gpu_call call = {.shader = shader,
                            .threads = form.threads,
                            .spec = spec,
                            .n_spec = sizeof(spec) / sizeof(spec[0]),
                            .push = push,
                            .n_push_bytes = sizeof(*push),
                            .x = div_up(push->n_out, per_group),
                            .y = how->n};
    if (pair)
        call.x += div_up(push->div, per_group);
    gpu_dispatch(g, &call);
}

struct matmul_push {
    uint64_t data, scales, biases, x, y, items, rows;
    uint32_t n_in, n_out, x_stride, y_stride, x_div, n_tok;
};

static struct matmul_push matmul_push_of(const struct gpu_matrix *w)
{
    return (struct matmul_push){.data = w->data,
                                .scales = w->scales,
                                .biases = w->biases,
                                .n_in = (uint32_t)w->n_in,
                                .n_out = (uint32_t)w->n_out,
                                .x_div = 1};
}

static void matmul(struct gpu *g, const struct gpu_matrix *w, struct matmul_push *push,
                   bool add, bool indirect, uint32_t n)
{
    bool wide =
        is_wide(w) && w->n_in % 32 == 0 && push->x % 16 == 0 && push->x_stride % 4 == 0;
    uint32_t spec[] = {
        types_of(w), (uint32_t)dtype_bits(w->type), group_of(w), add, indirect, wide};
    struct gpu_call call = {.shader = SHADER_MATMUL,
                            .spec = spec,
                            .n_spec = 6,
                            .push = push,
                            .n_push_bytes = sizeof(*push),
                            .x = div_up(push->n_out, MATMUL_ROWS),
                            .y = n};
    gpu_dispatch(g, &call);
}

/* Whether one shader can read both at once. */
static bool packed_alike(const struct gpu_matrix *a, const struct gpu_matrix *b)
{
    return a->type == b->type && a->scale_type == b->scale_type && a->group == b->group &&
           a->n_in == b->n_in && a->n_out == b->n_out;
}

struct coop_push {
    uint64_t data, scales, biases, x, x_scale, y, items, rows;
    uint32_t n_in, n_out, y_stride, x_div, n_tok, pad;
};

static void matmul_coop(struct gpu *g, const struct gpu_matrix *w,
                        const struct coop_push *push, bool add, bool indirect, uint32_t n)
{
    enum {
        FULL_GROUPS = 128, /* as many processors as there may be */
    };
    /* The plain form has less shared memory. */
    bool large = !g->plain_units && g->threads_max >= 512 &&
                 (uint64_t)div_up(push->n_out, 128) * n >= FULL_GROUPS;
    uint32_t rows = g->units_rows ? g->units_rows : large ? 128 : 64;
    uint32_t spec[] = {types_of(w), (uint32_t)dtype_bits(w->type),
                       group_of(w), add,
                       indirect,    is_wide(w),
                       rows};
    struct gpu_call call = {.shader =
                                g->plain_units ? SHADER_MATMUL_PLAIN : SHADER_MATMUL_COOP,
                            .threads = 4 * rows,
                            .spec = spec,
                            .n_spec = sizeof(spec) / sizeof(spec[0]),
                            .push = push,
                            .n_push_bytes = sizeof(*push),
                            .x = div_up(push->n_out, rows),
                            .y = n};
    assert(g->coop && dtype_is_affine(w->type));
    gpu_dispatch(g, &call);
}

static struct coop_push coop_push_of(const struct gpu_matrix *w)
{
    return (struct coop_push){.data = w->data,
                              .scales = w->scales,
                              .biases = w->biases,
                              .n_in = (uint32_t)w->n_in,
                              .n_out = (uint32_t)w->n_out,
                              .x_div = 1};
}

static void product_on_units(struct gpu *g, const struct gpu_product *p)
{
    struct coop_push push = coop_push_of(p->w);
    assert(p->x_stride == (uint32_t)p->w->n_in);
    push.x = p->x_half;
    push.x_scale = p->x_scale;
    push.y = p->y;
    push.y_stride = p->y_stride;
    push.n_tok = p->n_tok;
    matmul_coop(g, p->w, &push, p->add, false, div_up(p->n_tok, GPU_UNITS_TOK));
}

void op_pack_half(struct gpu *g, uint64_t x, uint64_t half, uint64_t scale, uint64_t rows,
                  uint32_t n, uint32_t n_row)
{
    struct {
        uint64_t x, half, scale, rows;
        uint32_t n, first;
    } push = {x, half, scale, rows, n, 0};
    enum {
        KEPT = 8, /* fours of a thread */
    };
    bool wide = n % 4 == 0 && x % 16 == 0 && half % 8 == 0 &&
                n <= 4 * KEPT * gpu_shader_threads(SHADER_PACK_HALF);
    uint32_t spec[] = {rows != 0, wide};
    for (; push.first < n_row; push.first += GPU_MAX_GROUPS) {
        uint32_t left = n_row - push.first;
        op_run(g, SHADER_PACK_HALF, spec, 2, &push, sizeof(push),
               left < GPU_MAX_GROUPS ? left : GPU_MAX_GROUPS, 1);
    }
}

/* Whether one dispatch can make both products: at one row of a thread, each with a workgroup
 * that is not full. */
static bool can_pair(const struct gpu_matrix *a, const struct gpu_matrix *b)
{
    return a->type == b->type && a->scale_type == b->scale_type && a->group == b->group &&
           a->n_in == b->n_in &&
           (uint64_t)a->n_out + (uint64_t)b->n_out <=
               (uint64_t)(GPU_MAX_GROUPS - 2) * MATVEC_SUBGROUPS;
}

static void product_of_few(struct gpu *g, const struct gpu_product *p)
{
    bool pair = p->beside && can_pair(p->w, p->beside);
    assert(!p->beside || (p->n_tok == 1 && !p->dual && !p->add && !p->head_squares));
    if (p->beside && !pair) {
        struct gpu_product one = *p;
        one.beside = NULL;
        product_of_few(g, &one);
        one.w = p->beside;
        one.y = p->beside_y;
        product_of_few(g, &one);
        return;
    }
    if (p->dual && !packed_alike(p->w, p->dual)) {
        struct gpu_product one = *p;
        one.dual = NULL;
        product_of_few(g, &one);
        one.w = p->dual;
        one.y = p->scratch;
        product_of_few(g, &one);
        gpu_barrier(g);
        op_swiglu(g, p->y, p->scratch, 0, (uint32_t)p->w->n_out, p->n_tok);
        return;
    }
    const struct gpu_matrix *other = pair ? p->beside : p->dual;
    struct matvec_push push = matvec_push_of(p->w, other);
    push.x = p->x;
    push.y = p->y;
    push.x_stride = p->x_stride;
    push.y_stride = p->y_stride;
    push.eps = p->eps;
    push.factor = p->norm ? p->norm : p->head_squares;
    if (p->head_squares) {
        push.div = p->head_dim;
        push.n_place = p->n_part;
    }
    if (pair) {
        push.items = p->beside_y;
        push.div = (uint32_t)p->beside->n_out;
    }
    struct matvec_how how = {.dual = other,
                             .where = pair ? WHERE_PAIR : WHERE_DENSE,
                             .x = p->norm           ? X_NORMED
                                  : p->head_squares ? X_HEADS
                                                    : X_PLAIN,
                             .add = p->add,
                             .n = p->n_tok};
    matvec(g, p->w, &push, &how);
}

void op_product(struct gpu *g, const struct gpu_product *p)
{
    if (p->n_tok <= GPU_FEW_TOK || p->beside) {
        product_of_few(g, p);
        return;
    }
    assert(!p->norm && !p->head_squares && !p->dual);
    if (p->x_half) {
        product_on_units(g, p);
        return;
    }
    struct matmul_push push = matmul_push_of(p->w);
    push.x = p->x;
    push.y = p->y;
    push.x_stride = p->x_stride;
    push.y_stride = p->y_stride;
    push.n_tok = p->n_tok;
    matmul(g, p->w, &push, p->add, false, div_up(p->n_tok, GPU_TILE_TOK));
}

static void singles(struct gpu *g, const struct gpu_expert_product *p)
{
    struct matvec_push push = matvec_push_of(p->w, NULL);
    push.x = p->x;
    push.y = p->y;
    push.rows = p->rows;
    push.x_stride = p->x_stride;
    push.y_stride = p->y_stride;
    push.div = p->x_div;
    for (uint32_t i = 0; i < p->n_single; i += GPU_MAX_GROUPS) {
        uint32_t left = p->n_single - i;
        push.items = p->single + i * sizeof(struct gpu_item);
        struct matvec_how how = {.where = WHERE_ITEM,
                                 .n = left < GPU_MAX_GROUPS ? left : GPU_MAX_GROUPS};
        matvec(g, p->w, &push, &how);
    }
}

static void tiles_on_units(struct gpu *g, const struct gpu_expert_product *p)
{
    struct coop_push push = coop_push_of(p->w);
    assert(p->n_single == 0);
    push.x = p->x_half;
    push.x_scale = p->x_scale;
    push.y = p->y;
    push.rows = p->rows;
    push.y_stride = p->y_stride;
    push.x_div = p->x_div;
    for (uint32_t i = 0; i < p->n_tiled; i += GPU_MAX_GROUPS) {
        uint32_t left = p->n_tiled - i;
        push.items = p->tiled + i * sizeof(struct gpu_item);
        matmul_coop(g, p->w, &push, false, true,
                    left < GPU_MAX_GROUPS ? left : GPU_MAX_GROUPS);
    }
}

void op_expert_product(struct gpu *g, const struct gpu_expert_product *p)
{
    if (p->x_half) {
        tiles_on_units(g, p);
        return;
    }
    singles(g, p);
    struct matmul_push push = matmul_push_of(p->w);
    push.x = p->x;
    push.y = p->y;
    push.rows = p->rows;
    push.x_stride = p->x_stride;
    push.y_stride = p->y_stride;
    push.x_div = p->x_div;
    for (uint32_t i = 0; i < p->n_tiled; i += GPU_MAX_GROUPS) {
        uint32_t left = p->n_tiled - i;
        push.items = p->tiled + i * sizeof(struct gpu_item);
        matmul(g, p->w, &push, false, true,
               left < GPU_MAX_GROUPS ? left : GPU_MAX_GROUPS);
    }
}

static void routed_product(struct gpu *g, const struct gpu_routed *p,
                           const struct gpu_matrix *w, const struct gpu_matrix *dual,
                           uint64_t y, uint32_t y_bits)
{
    struct matvec_push push = matvec_push_of(w, dual);
    push.x = p->h;
    push.y = y;
    push.factor = p->norm;
    push.items = p->records;
    push.rows = p->ids;
    push.div = (uint32_t)(p->apart / sizeof(uint32_t));
    push.y_stride = (uint32_t)w->n_out;
    push.eps = p->eps;
    struct matvec_how how = {
        .dual = dual, .where = WHERE_ROUTED, .x = X_NORMED, .n = p->k, .y_bits = y_bits};
    if (p->logits) {
        assert(p->k <= p->n_expert);
        push.missing = p->logits;
        push.n_place = p->k;
        how.where = WHERE_TOP;
        how.top_of = p->n_expert;
        how.top_norm = p->norm_topk;
    }
    matvec(g, w, &push, &how);
}

/* Whether act is bytes: then the sum need not make them in each of its workgroups. Gate and up
 * that differ are multiplied by a step behind them, in floats. */
static bool act_is_bytes(const struct gpu *g, const struct gpu_routed *p)
{
    return g->dot && packed_alike(p->gate, p->up) && dtype_is_affine(p->gate->type) &&
           dtype_is_affine(p->down->type);
}

void op_routed_act(struct gpu *g, const struct gpu_routed *p)
{
    if (packed_alike(p->gate, p->up)) {
        uint32_t bits = act_is_bytes(g, p) ? (uint32_t)dtype_bits(p->down->type) : 0;
        routed_product(g, p, p->gate, p->up, p->act, bits);
        return;
    }
    routed_product(g, p, p->gate, NULL, p->act, 0);
    gpu_barrier(g); /* both write the records' addresses */
    routed_product(g, p, p->up, NULL, p->scratch, 0);
    gpu_barrier(g);
    op_swiglu(g, p->act, p->scratch, 0, (uint32_t)p->gate->n_out, p->k);
}

void op_routed_sum(struct gpu *g, const struct gpu_routed *p)
{
    struct matvec_push push = matvec_push_of(p->down, NULL);
    push.data2 = p->other;
    push.scales2 = p->other_gate;
    push.x = p->act;
    push.y = p->h;
    push.rows = p->ids;
    push.div = (uint32_t)(p->apart / sizeof(uint32_t));
    push.missing = p->missing;
    push.n_place = p->k;
    struct matvec_how how = {.where = WHERE_SUM,
                             .x = act_is_bytes(g, p) ? X_BYTES : X_PLAIN,
                             .add = true,
                             .n = 1,
                             .partial = p->partial};
    matvec(g, p->down, &push, &how);
}

void op_embed(struct gpu *g, const struct gpu_matrix *w, uint64_t ids, uint32_t n_tok,
              uint64_t h)
{
    struct {
        uint64_t data, scales, biases, h, ids;
        uint32_t n_in, pad;
    } push = {w->data, w->scales, w->biases, h, ids, (uint32_t)w->n_in, 0};
    uint32_t spec[] = {types_of(w), (uint32_t)dtype_bits(w->type), group_of(w)};
    struct gpu_call call = {
        .shader = SHADER_EMBED,
        .spec = spec,
        .n_spec = 3,
        .push = &push,
        .n_push_bytes = sizeof(push),
        .x = div_up((uint32_t)w->n_in, gpu_shader_threads(SHADER_EMBED)),
        .y = n_tok};
    gpu_dispatch(g, &call);
    gpu_barrier(g);
}
