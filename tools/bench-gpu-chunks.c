#include <stdio.h>
#include <string.h>

#include "core/base/error.h"
#include "gpu/memory.h"
#include "gpu/record.h"
#include "tools/bench-gpu.h"

/* The steps of a chunk of many tokens. */

enum {
    N_TOK = 2048
};

struct chunk_case {
    const char *name;
    enum dtype type;
    int n_out, n_in;
    bool units;
    struct gpu_matrix w;
};

static void repeat_chunk(void *ctx, int i)
{
    struct chunk_case *c = ctx;
    uint64_t half = scratch.addr + ((uint64_t)512 << 20);
    struct gpu_matrix w =
        moved(&c->w, weights.addr + (uint64_t)(i % 4) * ((uint64_t)64 << 20));
    struct gpu_product p = {.w = &w,
                            .x = scratch.addr,
                            .y = scratch.addr + ((uint64_t)128 << 20),
                            .x_stride = (uint32_t)w.n_in,
                            .y_stride = (uint32_t)w.n_out,
                            .n_tok = N_TOK};
    if (c->units) {
        p.x_half = half;
        p.x_scale = half + ((uint64_t)64 << 20);
    }
    op_product(g, &p);
}

static void print_chunk(struct chunk_case c)
{
    lay(&c.w, c.type, c.n_out, c.n_in, 0);
    double ms = time_repeats(repeat_chunk, &c, 4);
    double flop = 2.0 * N_TOK * c.n_out * c.n_in;
    printf("%-20s %-4s %6d x %5d %-14s %9.1f us %7.1f TFLOP/s", c.name,
           dtype_name(c.type), c.n_out, c.n_in, c.units ? "matrix units" : "f32",
           ms * 1e3, flop / ms / 1e9);
    end_line();
}

static void repeat_attention(void *ctx, int i)
{
    const struct gpu_attention *a = ctx;
    (void)i;
    op_attend(g, a);
}

static void print_attention(uint32_t n_tok, uint32_t ctx)
{
    uint64_t at = scratch.addr, mib = (uint64_t)1 << 20;
    uint32_t step = ctx - n_tok;
    struct error err = {0};
    if (!gpu_write(g, &table, 0, &step, sizeof(step), &err))
        die(err.msg);
    struct gpu_attention a = {.q = at,
                              .keys = weights.addr,
                              .values = weights.addr + 256 * mib,
                              .o = at + 256 * mib,
                              .step = table.addr,
                              .parts = at + 512 * mib,
                              .n_part = 1,
                              .n_head = 16,
                              .n_kv_head = 2,
                              .dim = 256,
                              .pairs = 32,
                              .ctx = ctx,
                              .n_tok = n_tok,
                              .f16 = true,
                              .gated = true,
                              .units = true};
    if (n_tok == 1) {
        a.part = ctx / GPU_MAX_PARTS > 32 ? ctx / GPU_MAX_PARTS : 32;
        a.n_part = (ctx + a.part - 1) / a.part;
    }
    double ms = time_repeats(repeat_attention, &a, 4);
    printf("attention, %4u tokens at the end of %6u: %10.1f us", n_tok, ctx, ms * 1e3);
    end_line();
}

static void repeat_delta(void *ctx, int i)
{
    const struct gpu_delta_net *d = ctx;
    uint64_t mib = (uint64_t)1 << 20;
    (void)i;
    if (d->n_tok == 1) {
        op_delta_step(g, d, scratch.addr, scratch.addr + mib, scratch.addr + 2 * mib);
        op_conv_shift(g, d);
        return;
    }
    op_conv_silu(g, d);
    op_delta_prepare(g, d);
    op_delta_net(g, d);
}

static void print_delta(uint32_t n_tok)
{
    uint64_t at = scratch.addr, mib = (uint64_t)1 << 20;
    struct gpu_delta_net d = {.x = at + 64 * mib,
                              .conv_w = at,
                              .conv_state = at + mib,
                              .qkv = at + 256 * mib,
                              .b = at + 4 * mib,
                              .a = at + 8 * mib,
                              .neg_exp_a = at,
                              .dt_bias = at,
                              .state = at + 16 * mib,
                              .o = at + 512 * mib,
                              .n_tok = n_tok,
                              .channels = 8192,
                              .conv_width = 4,
                              .n_k_head = 16,
                              .n_v_head = 32,
                              .k_dim = 128,
                              .v_dim = 128};
    double ms = time_repeats(repeat_delta, &d, 4);
    printf("delta net and convolution, %4u tokens:     %10.1f us", n_tok, ms * 1e3);
    end_line();
}

static void repeat_candidates(void *ctx, int i)
{
    (void)i;
    op_candidates(g, scratch.addr, *(uint32_t *)ctx, scratch.addr + ((uint64_t)64 << 20));
    gpu_barrier(g);
}

static void print_candidates(void)
{
    uint32_t n_vocab = 248320;
    double ms = time_repeats(repeat_candidates, &n_vocab, brief ? 1 : 16);
    printf("candidates of %u logits:                  %10.1f us", n_vocab, ms * 1e3);
    end_line();
}

/* -- all steps of a chunk of the 35B shape, where everything is on the device */

enum {
    HIDDEN = 2048,
    EXPERTS = 256,
    USED = 8,
    FF = 512,
};
static const uint64_t x_at = 0;                       /* of scratch: what a step reads, */
static const uint64_t y_at = (uint64_t)128 << 20;     /* writes, */
static const uint64_t other_at = (uint64_t)384 << 20; /* and reads too, */
static const uint64_t half_at = (uint64_t)640 << 20;  /* the same in halves, */
static const uint64_t scale_at = (uint64_t)768 << 20;
static const uint64_t rows_at = 64 << 10; /* of the table, behind the items */

struct chunk_step {
    const char *name;
    int times; /* in a chunk */
    void (*run)(const struct chunk_step *s, int i);
    int n_out, n_in;
    enum dtype type;
    bool add, pack; /* x becomes halves as a part of the step */
    /* of run_delta, of run_attention */
    void (*delta)(struct gpu *g, const struct gpu_delta_net *p);
    void (*attention)(struct gpu *g, const struct gpu_attention *p);
};

static int chunk_tok;
static uint32_t n_items;

static struct gpu_matrix next_weights(const struct chunk_step *s, int i)
{
    struct gpu_matrix w;
    lay(&w, s->type, s->n_out, s->n_in,
        weights.addr + (uint64_t)(i % 4) * ((uint64_t)64 << 20));
    return w;
}

static void run_norm(const struct chunk_step *s, int i)
{
    struct gpu_norm n = {.x = scratch.addr + x_at,
                         .w = weights.addr,
                         .y = scratch.addr + y_at,
                         .z = s->add ? scratch.addr + other_at : 0,
                         .n = (uint32_t)s->n_in,
                         .n_tok = (uint32_t)chunk_tok,
                         .per_tok = (uint32_t)s->n_out,
                         .eps = 1e-6f};
    (void)i;
    op_rms_norm(g, &n);
    if (s->pack && g->coop) {
        op_pack_half(g, n.y, scratch.addr + half_at, scratch.addr + scale_at, 0, n.n,
                     n.n_tok);
        gpu_barrier(g);
    }
}

static void run_product(const struct chunk_step *s, int i)
{
    struct gpu_matrix w = next_weights(s, i);
    struct gpu_product p = {.w = &w,
                            .x = scratch.addr + x_at,
                            .y = scratch.addr + y_at,
                            .x_stride = (uint32_t)w.n_in,
                            .y_stride = (uint32_t)w.n_out,
                            .n_tok = (uint32_t)chunk_tok,
                            .add = s->add};
    if (g->coop && dtype_is_affine(w.type)) {
        p.x_half = scratch.addr + half_at;
        p.x_scale = scratch.addr + scale_at;
    }
    if (s->pack && p.x_half) {
        op_pack_half(g, p.x, p.x_half, p.x_scale, 0, p.x_stride, p.n_tok);
        gpu_barrier(g);
    }
    op_product(g, &p);
    gpu_barrier(g);
}

static void run_experts(const struct chunk_step *s, int i)
{
    bool down = s->n_in == FF;
    struct gpu_matrix w;
    lay(&w, s->type, s->n_out, s->n_in, 0);
    (void)i;
    struct gpu_expert_product p = {.w = &w,
                                   .x = scratch.addr + x_at,
                                   .y = scratch.addr + y_at,
                                   .rows = table.addr + rows_at,
                                   .tiled = table.addr,
                                   .n_tiled = n_items,
                                   .x_stride = (uint32_t)w.n_in,
                                   .y_stride = (uint32_t)w.n_out,
                                   .x_div = down ? 1 : USED};
    if (g->coop) {
        p.x_half = scratch.addr + half_at;
        p.x_scale = scratch.addr + scale_at;
    }
    op_expert_product(g, &p);
    gpu_barrier(g);
}

static void run_swiglu(const struct chunk_step *s, int i)
{
    uint32_t n_row = (uint32_t)(chunk_tok * s->n_out);
    uint64_t rows = s->n_out > 1 ? table.addr + rows_at : 0;
    (void)i;
    op_swiglu(g, scratch.addr + x_at, scratch.addr + other_at, rows, (uint32_t)s->n_in,
              n_row);
    if (s->pack && g->coop) {
        op_pack_half(g, scratch.addr + x_at, scratch.addr + half_at,
                     scratch.addr + scale_at, rows, (uint32_t)s->n_in, n_row);
        gpu_barrier(g);
    }
}

static void run_add(const struct chunk_step *s, int i)
{
    (void)i;
    op_add_gated(g, scratch.addr + y_at, scratch.addr + x_at, scratch.addr + other_at,
                 (uint32_t)s->n_in, (uint32_t)chunk_tok);
}

static void run_combine(const struct chunk_step *s, int i)
{
    struct gpu_combine c = {.h = scratch.addr + other_at,
                            .y = scratch.addr + y_at,
                            .weights = scratch.addr + half_at,
                            .n = (uint32_t)s->n_in,
                            .n_tok = (uint32_t)chunk_tok,
                            .k = USED};
    (void)i;
    op_combine(g, &c);
}

static void run_route(const struct chunk_step *s, int i)
{
    struct gpu_route r = {.logits = scratch.addr + x_at,
                          .ids = scratch.addr + y_at,
                          .weights = scratch.addr + other_at,
                          .n_tok = (uint32_t)chunk_tok,
                          .n_expert = (uint32_t)s->n_in,
                          .k = USED,
                          .norm = true};
    (void)i;
    op_route(g, &r);
    gpu_barrier(g);
}

static struct gpu_delta_net delta_of_chunk(void)
{
    uint64_t mib = (uint64_t)1 << 20, at = scratch.addr;
    return (struct gpu_delta_net){.x = at + 64 * mib,
                                  .conv_w = at,
                                  .conv_state = at + mib,
                                  .qkv = at + 256 * mib,
                                  .b = at + 4 * mib,
                                  .a = at + 8 * mib,
                                  .neg_exp_a = at,
                                  .dt_bias = at,
                                  .state = at + 16 * mib,
                                  .o = at + 512 * mib,
                                  .n_tok = (uint32_t)chunk_tok,
                                  .channels = 8192,
                                  .conv_width = 4,
                                  .n_k_head = 16,
                                  .n_v_head = 32,
                                  .k_dim = 128,
                                  .v_dim = 128};
}

static void run_delta(const struct chunk_step *s, int i)
{
    struct gpu_delta_net d = delta_of_chunk();
    (void)i;
    s->delta(g, &d);
}

static struct gpu_attention attention_of_chunk(void)
{
    uint64_t mib = (uint64_t)1 << 20;
    return (struct gpu_attention){.q = scratch.addr,
                                  .k = scratch.addr + 128 * mib,
                                  .v = scratch.addr + 192 * mib,
                                  .q_norm = weights.addr,
                                  .k_norm = weights.addr,
                                  .cos_sin = weights.addr,
                                  .keys = weights.addr + 256 * mib,
                                  .values = weights.addr + 512 * mib,
                                  .o = scratch.addr + 256 * mib,
                                  .step = table.addr + N_EXPERT * 8 +
                                          MAX_REPEAT * 64 * 16 - 4, /* 0 */
                                  .n_part = 1,
                                  .n_head = 16,
                                  .n_kv_head = 2,
                                  .dim = 256,
                                  .pairs = 32,
                                  .ctx = N_TOK,
                                  .n_tok = (uint32_t)chunk_tok,
                                  .f16 = true,
                                  .gated = true,
                                  .units = true};
}

static void run_attention(const struct chunk_step *s, int i)
{
    struct gpu_attention a = attention_of_chunk();
    (void)i;
    s->attention(g, &a);
}

static const struct chunk_step steps[] = {
    {"norm and halves", 80, run_norm, 1, HIDDEN, .pack = true},
    {"delta nets: qkv", 30, run_product, 8192, HIDDEN, DTYPE_Q4},
    {"delta nets: z", 30, run_product, 4096, HIDDEN, DTYPE_Q4},
    {"delta nets: b or a", 60, run_product, 32, HIDDEN, DTYPE_Q4},
    {"convolution", 30, run_delta, .delta = op_conv_silu},
    {"unit vectors and gates", 30, run_delta, .delta = op_delta_prepare},
    {"recurrence", 30, run_delta, .delta = op_delta_net},
    {"gated norm", 30, run_norm, 32, 128, .add = true},
    {"out, from f32", 40, run_product, HIDDEN, 4096, DTYPE_Q4, true, true},
    {"attention: q", 10, run_product, 8192, HIDDEN, DTYPE_Q4},
    {"attention: k or v", 20, run_product, 512, HIDDEN, DTYPE_Q4},
    {"rotation, to the cache", 10, run_attention, .attention = op_qk_rope},
    {"attention itself", 10, run_attention, .attention = op_attend},
    {"router", 40, run_product, EXPERTS, HIDDEN, DTYPE_BF16},
    {"shared expert's gate", 40, run_product, 1, HIDDEN, DTYPE_BF16},
    {"the likeliest", 40, run_route, 1, EXPERTS},
    {"shared gate or up", 80, run_product, FF, HIDDEN, DTYPE_Q4},
    {"its activation", 40, run_swiglu, 1, FF, .pack = true},
    {"shared down", 40, run_product, HIDDEN, FF, DTYPE_Q4},
    {"its sum", 40, run_add, 1, HIDDEN},
    {"experts' gate or up", 80, run_experts, FF, HIDDEN, DTYPE_Q4},
    {"their activation", 40, run_swiglu, USED, FF, .pack = true},
    {"experts' down", 40, run_experts, HIDDEN, FF, DTYPE_Q4},
    {"their sum", 40, run_combine, 1, HIDDEN},
};

/* About as many rows for each expert, which lie anywhere. */
static void fill_rows(void)
{
    uint32_t n = (uint32_t)chunk_tok * USED, first = 0, each = n / EXPERTS;
    struct gpu_item *items = table.map;
    uint32_t *rows = (uint32_t *)((char *)table.map + rows_at);
    uint64_t record = 2 << 20, most = g->coop ? GPU_UNITS_TOK : GPU_TILE_TOK;
    n_items = 0;
    memset(table.map, 0, N_EXPERT * 8 + MAX_REPEAT * 64 * 16);
    for (uint32_t i = 0; i < n; i++)
        rows[i] = (uint32_t)((uint64_t)i * 4099 % n);
    for (uint32_t e = 0; e < EXPERTS; e++) {
        uint32_t end = e + 1 == EXPERTS ? n : (e + 1) * each + e * 37 % (each / 2 + 1);
        for (; first < end; first += (uint32_t)most)
            items[n_items++] =
                (struct gpu_item){weights.addr + e * record, first,
                                  end - first < most ? end - first : (uint32_t)most};
        first = end;
    }
}

static void repeat_step(void *ctx, int i)
{
    const struct chunk_step *s = ctx;
    s->run(s, i);
}

/* Products alone, by rows of a workgroup. */
void table_of_tiles(void)
{
    chunk_tok = brief ? 64 : N_TOK;
    fill_rows();
    for (g->units_rows = 64; g->coop && g->units_rows <= 128; g->units_rows *= 2) {
        printf("%u rows of a workgroup, us:", g->units_rows);
        for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
            struct chunk_step s = steps[i];
            if (s.type == DTYPE_Q4 && (s.run == run_product || s.run == run_experts))
                printf("  %s %.0f", s.name, 1e3 * time_repeats(repeat_step, &s, 8));
        }
        end_line();
    }
    g->units_rows = 0;
}

static void table_of_steps(void)
{
    double all = 0;
    chunk_tok = brief ? 64 : N_TOK;
    fill_rows();
    printf("\nthe steps of a chunk of %d tokens, 35B shape\n", chunk_tok);
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        struct chunk_step s = steps[i];
        if (brief && s.n_out > 4096)
            continue;
        double ms = time_repeats(repeat_step, &s, brief ? 1 : 8);
        all += ms * s.times;
        printf("  %-24s %9.1f us, %2d times: %7.2f ms", s.name, ms * 1e3, s.times,
               ms * s.times);
        bool experts = s.run == run_experts;
        if (s.run == run_product || experts)
            printf(", %6.1f TFLOP/s",
                   2e-9 * chunk_tok * (experts ? USED : 1) * s.n_out * s.n_in / ms);
        end_line();
    }
    printf("  all of them: %.1f ms, %.0f tok/s\n", all, chunk_tok / all * 1e3);
}

void table_of_chunks(void)
{
    static const struct chunk_case chunks[] = {
        {.name = "35B qkv", .type = DTYPE_Q4, .n_out = 8192, .n_in = 2048},
        {.name = "35B out", .type = DTYPE_Q4, .n_out = 2048, .n_in = 4096},
        {.name = "35B router", .type = DTYPE_BF16, .n_out = 256, .n_in = 2048},
        {.name = "397B qkv", .type = DTYPE_Q4, .n_out = 12288, .n_in = 4096},
    };
    printf("products of %d tokens\n", N_TOK);
    for (size_t i = 0; !brief && i < sizeof(chunks) / sizeof(chunks[0]); i++) {
        struct chunk_case c = chunks[i];
        print_chunk(c);
        c.units = true;
        if (g->coop && dtype_is_affine(c.type))
            print_chunk(c);
    }
    puts("\nthe 35B shape's mixers");
    print_attention(1, 512);
    print_attention(1, 2048);
    print_attention(1, 4096);
    print_attention(1, 32768);
    print_attention(brief ? 2 : 2048, 2048);
    print_delta(1);
    print_delta(brief ? 2 : 2048);
    print_candidates();
    table_of_steps();
}
