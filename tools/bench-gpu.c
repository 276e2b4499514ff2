/* The speed of the GPU's operations, table by table, beside what the same device's memory
 * gives a shader that does nothing but read and write it, in the same run. Usage:
 *   bench-gpu [GPU]
 * Times are the device's own, the median of three plays of one tape. Weights come from so
 * large a buffer that no cache holds what the next repetition reads. While the driver compiles
 * a shader the device idles and its clock falls: a yardstick, one product again and again,
 * brings it up before every measurement, and what is measured while it is down (or as the
 * yardstick says behind it, was) is measured again, and said so. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "gpu/memory.h"
#include "gpu/ops.h"
#include "gpu/record.h"

enum {
    PLAYS = 3,
    MAX_AGAIN = 4,
    MAX_REPEAT = 256,
    N_EXPERT = 512,
};
static const uint64_t weights_bytes = (uint64_t)2 << 30;
static const uint64_t scratch_bytes = (uint64_t)1 << 30;

static struct gpu *g;
static struct gpu_buffer weights, scratch, table;
static double memory_gb_s; /* that a shader reads */
static bool brief; /* a driver that computes on the CPU: whether it runs, no figures */

static void die(const char *msg)
{
    fprintf(stderr, "bench-gpu: %s\n", msg);
    exit(1);
}

typedef void (*repeat_fn)(void *ctx, int i);

/* -- the clock */

static struct gpu_tape yardstick;
static double yardstick_ms; /* the least that it took */
static int n_again, n_slow; /* of the line that is being measured */

/* The device's time for one play of a tape of max stamps. */
static double play_ms(struct gpu_tape *tape)
{
    struct error err = {0};
    float *all = xcalloc((size_t)tape->max_stamps + 1, sizeof(*all));
    if (!tape->ready || !gpu_tape_play(g, tape, &err) || !gpu_wait(g, &err)) {
        gpu_wait(g, &err);
        die(err.msg);
    }
    gpu_tape_times(g, tape, all);
    double ms = 0;
    for (int j = 0; j + 1 < tape->n_stamps; j++)
        ms += (double)all[j];
    free(all);
    return ms;
}

static void record(struct gpu_tape *tape, repeat_fn fn, void *ctx, int n)
{
    gpu_tape_begin(g, tape, n + 2);
    gpu_tape_stamp(g);
    for (int i = 0; i < n; i++)
        fn(ctx, i);
    gpu_barrier(g);
    gpu_tape_stamp(g);
    gpu_tape_end(g);
}

/* Keeps the device busy for so long, and until its clock is what it was. Whether it is. */
static bool warm_up(double least_ms, double most_ms)
{
    int64_t begin = clock_now_ns();
    for (;;) {
        double ms = play_ms(&yardstick), passed = (double)(clock_now_ns() - begin) / 1e6;
        if (yardstick_ms == 0 || ms < yardstick_ms)
            yardstick_ms = ms;
        if (passed >= least_ms && ms <= 1.15 * yardstick_ms)
            return true;
        if (passed >= most_ms)
            return false;
    }
}

/* Ends a line, with what is to be known of its times. */
static void end_line(void)
{
    if (n_again > 0)
        printf("  [clock down: measured again %d times%s]", n_again,
               n_slow > 0 ? ", and it stayed down" : "");
    n_again = n_slow = 0;
    putchar('\n');
}

/* Milliseconds of one repetition. */
static double time_repeats(repeat_fn fn, void *ctx, int n)
{
    struct gpu_tape tape = {0};
    double a = 0;
    record(&tape, fn, ctx, n);
    for (int i = 0;; i++) {
        if (!brief)
            warm_up(2, 300);
        double t[PLAYS];
        for (int j = 0; j < PLAYS; j++)
            t[j] = play_ms(&tape);
        double low = fmin(t[0], t[1]), high = fmax(t[0], t[1]);
        a = fmax(low, fmin(high, t[2]));
        if (brief || play_ms(&yardstick) <= 1.25 * yardstick_ms)
            break;
        if (i == MAX_AGAIN) {
            n_slow++;
            break;
        }
        n_again++;
    }
    gpu_tape_finish(g, &tape);
    return a / n;
}

/* -- memory */

static void copy_half(void *ctx, int i)
{
    uint64_t half = weights_bytes / 2;
    (void)ctx;
    gpu_copy(g, &weights, i % 2 ? half : 0, &weights, i % 2 ? 0 : half, half);
}

/* Two arrays are read, and one is written. */
static void stream_halves(void *ctx, int i)
{
    uint64_t half = weights_bytes / 2;
    const uint32_t n = 4096;
    (void)ctx;
    (void)i;
    op_swiglu(g, weights.addr, weights.addr + half, 0, n,
              (uint32_t)(half / sizeof(float) / n));
}

static void read_all(void *ctx, int i)
{
    (void)ctx;
    (void)i;
    op_read(g, weights.addr, weights_bytes, scratch.addr);
    gpu_barrier(g);
}

/* What a token pays for each of its steps: a dispatch of one workgroup, and what is between
 * two of them. */
enum between {
    BETWEEN_NOTHING,
    BETWEEN_SHADERS,
    BETWEEN_ALL,
    BETWEEN_STAMPED,
};

static void step(void *ctx, int i)
{
    enum between between = *(enum between *)ctx;
    (void)i;
    op_read(g, scratch.addr, 16, scratch.addr + 4096);
    g->wide_barriers = between == BETWEEN_ALL;
    if (between != BETWEEN_NOTHING)
        gpu_barrier(g);
    if (between == BETWEEN_STAMPED)
        gpu_tape_stamp(g);
    g->wide_barriers = false;
}

static void table_of_memory(void)
{
    static const char *const names[] = {
        [BETWEEN_NOTHING] = "nothing between them",
        [BETWEEN_SHADERS] = "a pause for shaders' memory",
        [BETWEEN_ALL] = "a pause for copies and the host too",
        [BETWEEN_STAMPED] = "a pause and a time stamp",
    };
    int n = brief ? 1 : 8;
    double copy = (double)weights_bytes / time_repeats(copy_half, NULL, n) / 1e6;
    double both =
        1.5 * (double)weights_bytes / time_repeats(stream_halves, NULL, n) / 1e6;
    memory_gb_s = (double)weights_bytes / time_repeats(read_all, NULL, n) / 1e6;
    printf("memory, read by a shader     %8.0f GB/s: the limit below\n", memory_gb_s);
    printf("two arrays read, one written %8.0f GB/s\n", both);
    printf("copied by the driver         %8.0f GB/s read and written", copy);
    end_line();
    puts("a step with nothing to do, us");
    for (int i = 0; i < 4; i++) {
        enum between between = (enum between)i;
        printf("  %-38s %6.2f", names[i], 1e3 * time_repeats(step, &between, 512));
        end_line();
    }
    putchar('\n');
}

/* -- products of one token */

struct product_case {
    const char *name;
    enum dtype type;
    int n_out, n_in;
    int places; /* 0: dense; else experts of a token, gate and up together */
    bool sum;   /* of the places: down */
    bool pause;
    /* filled */
    struct gpu_matrix w, up;
    uint64_t bytes, n_fit;
};

static uint64_t align(uint64_t n)
{
    return (n + 255) / 256 * 256;
}

/* The parts of a matrix one behind the other from `at` on. Returns its bytes. */
static uint64_t lay(struct gpu_matrix *w, enum dtype type, int n_out, int n_in,
                    uint64_t at)
{
    uint64_t data = align((uint64_t)n_out * dtype_row_bytes(type, n_in));
    uint64_t half =
        dtype_is_affine(type) ? align((uint64_t)n_out * (uint64_t)n_in / 32) : 0;
    *w = (struct gpu_matrix){.type = type,
                             .group = dtype_is_affine(type) ? 64 : 0,
                             .n_out = n_out,
                             .n_in = n_in,
                             .data = at,
                             .scales = at + data,
                             .biases = at + data + half};
    return data + 2 * half;
}

static void repeat_dense(void *ctx, int i)
{
    struct product_case *c = ctx;
    struct gpu_matrix w = c->w;
    uint64_t at = weights.addr + (uint64_t)i % c->n_fit * c->bytes;
    w.data += at;
    w.scales += at;
    w.biases += at;
    struct gpu_product p = {.w = &w,
                            .x = scratch.addr,
                            .y = scratch.addr + (1 << 20) + (uint64_t)(i % 8) * (4 << 20),
                            .norm = scratch.addr + (1 << 19),
                            .n_tok = 1,
                            .eps = 1e-6f};
    op_product(g, &p);
    if (c->pause)
        gpu_barrier(g);
}

static void repeat_experts(void *ctx, int i)
{
    struct product_case *c = ctx;
    uint64_t act = scratch.addr + (1 << 20);
    struct gpu_routed r = {.gate = &c->w,
                           .up = &c->up,
                           .down = &c->w,
                           .records = table.addr,
                           .ids = table.addr + N_EXPERT * 8 +
                                  (uint64_t)(i % MAX_REPEAT) * 64 * 4,
                           .apart = MAX_REPEAT * 64 * 4,
                           .missing = scratch.addr + (1 << 19),
                           .h = scratch.addr,
                           .norm = scratch.addr + (1 << 18),
                           .act = act,
                           .other = act,
                           .k = (uint32_t)c->places,
                           .eps = 1e-6f};
    if (c->sum)
        op_routed_sum(g, &r);
    else
        op_routed_act(g, &r);
    if (c->pause || c->sum)
        gpu_barrier(g);
}

/* Addresses of records, and for every repetition the next ids. */
static void fill_table(const struct product_case *c)
{
    uint64_t *records = table.map;
    uint32_t *ids = (uint32_t *)table.map + 2 * N_EXPERT, apart = MAX_REPEAT * 64;
    uint64_t n = c->n_fit < N_EXPERT ? c->n_fit : N_EXPERT;
    for (uint64_t i = 0; i < N_EXPERT; i++)
        records[i] = weights.addr + i % n * c->bytes;
    for (uint32_t i = 0; i < MAX_REPEAT; i++)
        for (uint32_t j = 0; j < (uint32_t)c->places; j++) {
            uint32_t at = i * 64 + j, e = (i * (uint32_t)c->places + j) % (uint32_t)n;
            ids[at] = e;
            ids[at + apart] = 0x3e000000; /* 1/8 */
            ids[at + 2 * apart] = (uint32_t)records[e];
            ids[at + 3 * apart] = (uint32_t)(records[e] >> 32);
        }
}

static void record_yardstick(void)
{
    struct product_case c = {"", DTYPE_Q4, 8192, 2048, .pause = true};
    bool was = g->dot;
    c.bytes = lay(&c.w, c.type, c.n_out, c.n_in, 0);
    c.n_fit = 4;
    g->dot = false; /* bound by arithmetic: the clock's */
    record(&yardstick, repeat_dense, &c, brief ? 1 : 32);
    g->dot = was;
}

static double time_case(struct product_case *c)
{
    c->bytes = lay(&c->w, c->type, c->n_out, c->n_in, 0);
    if (c->places > 0 && !c->sum)
        c->bytes += lay(&c->up, c->type, c->n_out, c->n_in, c->bytes);
    c->n_fit = weights_bytes / c->bytes;
    uint64_t each = c->bytes * (uint64_t)(c->places > 0 ? c->places : 1);
    uint64_t n = brief ? 1 : 2 * weights_bytes / each;
    n = brief ? 2 : n < 16 ? 16 : n > MAX_REPEAT ? MAX_REPEAT : n;
    if (c->places > 0)
        fill_table(c);
    return time_repeats(c->places > 0 ? repeat_experts : repeat_dense, c, (int)n);
}

static double gb_s(const struct product_case *c, double ms)
{
    return (double)c->bytes * (c->places > 0 ? c->places : 1) / 1e6 / ms;
}

/* One behind the other as the device likes, and with a pause behind each. */
static void print_form(struct product_case c, bool dot)
{
    bool was = g->dot;
    g->dot = dot;
    c.pause = false;
    double ms = time_case(&c);
    c.pause = true;
    double alone = time_case(&c);
    g->dot = was;
    printf(" | %8.2f us %5.0f GB/s %5.1f %%, alone %8.2f us %5.1f %%", ms * 1e3,
           gb_s(&c, ms), 100 * gb_s(&c, ms) / memory_gb_s, alone * 1e3,
           100 * gb_s(&c, alone) / memory_gb_s);
}

static void print_case(struct product_case c)
{
    printf("%-20s %-4s %6d x %5d %3d", c.name, dtype_name(c.type), c.n_out, c.n_in,
           c.places);
    print_form(c, false);
    if (dtype_is_affine(c.type))
        print_form(c, true);
    end_line();
}

/* Without a type: of every width. */
static const struct product_case cases[] = {
    {"35B router", DTYPE_BF16, 256, 2048, .places = 0},
    {"35B k or v", DTYPE_Q4, 512, 2048, .places = 0},
    {"35B z", DTYPE_Q4, 4096, 2048, .places = 0},
    {"35B qkv", N_DTYPE, 8192, 2048, .places = 0},
    {"35B out", N_DTYPE, 2048, 4096, .places = 0},
    {"35B experts gate up", N_DTYPE, 512, 2048, .places = 8},
    {"35B experts down", N_DTYPE, 2048, 512, .places = 8, .sum = true},
    {"35B head", DTYPE_Q4, 248320, 2048, .places = 0},
    {"35B head", DTYPE_Q8, 248320, 2048, .places = 0},
    {"397B qkv", N_DTYPE, 12288, 4096, .places = 0},
    {"397B out", DTYPE_Q4, 4096, 8192, .places = 0},
    {"397B experts gate up", N_DTYPE, 1024, 4096, .places = 10},
    {"397B experts down", N_DTYPE, 4096, 1024, .places = 10, .sum = true},
    {"397B head", DTYPE_Q4, 248320, 4096, .places = 0},
};

/* Rows of a thread, of the form that is used. */
static void table_of_rows(void)
{
    static const struct product_case some[] = {
        {"qkv", DTYPE_Q4, 8192, 2048, .pause = true},
        {"z", DTYPE_Q4, 4096, 2048, .pause = true},
        {"out", DTYPE_Q4, 2048, 4096, .pause = true},
        {"gate up", DTYPE_Q4, 512, 2048, .places = 8, .pause = true},
        {"down", DTYPE_Q4, 2048, 512, .places = 8, .sum = true, .pause = true},
        {"head", DTYPE_Q4, 248320, 2048, .pause = true},
        {"397B gate up", DTYPE_Q4, 1024, 4096, .places = 10, .pause = true},
        {"397B down", DTYPE_Q4, 4096, 1024, .places = 10, .sum = true, .pause = true},
    };
    puts("\nthe same by rows of a thread, alone, us");
    for (uint32_t rows = 0; rows <= 8; rows += rows ? rows : 1) {
        g->matvec_rows = rows;
        printf(rows ? "%u rows:" : "as it is:", rows);
        for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
            struct product_case c = some[i];
            printf("  %s %.2f", c.name, 1e3 * time_case(&c));
        }
        end_line();
    }
    g->matvec_rows = 0;
}

static void table_of_products(void)
{
    puts("products of one token: in f32 | with integer dot products; % of the limit");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct product_case c = cases[i];
        bool every = c.type == N_DTYPE;
        for (int type = 0; type < N_DTYPE; type++) {
            if (every ? !dtype_is_affine((enum dtype)type) : type != (int)c.type)
                continue;
            if (brief && (c.n_out > 5000 || (every && type != DTYPE_Q4)))
                continue;
            struct product_case one = cases[i];
            one.type = (enum dtype)type;
            print_case(one);
        }
    }
    if (!brief)
        table_of_rows();
    putchar('\n');
}

/* -- many tokens */

enum {
    N_TOK = 2048
};

struct chunk_case {
    const char *name;
    enum dtype type;
    int n_out, n_in;
    bool units, tiles;
    struct gpu_matrix w;
};

static void repeat_chunk(void *ctx, int i)
{
    struct chunk_case *c = ctx;
    struct gpu_matrix w = c->w;
    uint64_t half = scratch.addr + ((uint64_t)512 << 20);
    uint64_t at = weights.addr + (uint64_t)(i % 4) * ((uint64_t)64 << 20);
    w.data += at;
    w.scales += at;
    w.biases += at;
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
                              .gated = true};
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

static void table_of_chunks(void)
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
}

/* Weights that are no special numbers, activations that are small ones. */
static void fill(void)
{
    struct error err = {0};
    uint32_t n = 1 << 20, *words = xcalloc(n, sizeof(*words));
    uint32_t seed = 1;
    for (uint32_t i = 0; i < n; i++) {
        seed = seed * 1664525 + 1013904223;
        words[i] = (seed & 0x80ff80ff) | 0x3c003c00;
    }
    for (uint64_t at = 0; at < weights_bytes; at += n * sizeof(*words))
        if (!gpu_write(g, &weights, at, words, n * sizeof(*words), &err))
            die(err.msg);
    for (uint64_t at = 0; at < scratch_bytes; at += n * sizeof(*words))
        if (!gpu_write(g, &scratch, at, words, n * sizeof(*words), &err))
            die(err.msg);
    free(words);
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    struct gpu_params params = {.device = argc > 1 ? (int)strtol(argv[1], NULL, 10) : -1,
                                .matrix_units = true,
                                .integer_dots = GPU_DOTS_FAST};
    struct error err = {0};
    g = gpu_open(&params, &err);
    if (!g ||
        !gpu_buffer_create(g, GPU_DEVICE, weights_bytes, "weights", &weights, &err) ||
        !gpu_buffer_create(g, GPU_DEVICE, scratch_bytes, "scratch", &scratch, &err) ||
        !gpu_buffer_create(g, GPU_UPLOAD, N_EXPERT * 8 + MAX_REPEAT * 64 * 16, "a table",
                           &table, &err))
        die(err.msg);
    printf("%s, subgroups of %u to %u, %s, integer dot products %s\n",
           g->props.deviceName, g->subgroup_min, g->subgroup_max,
           g->coop ? "matrix units" : "no matrix units", g->dot ? "fast" : "slow");
    brief = g->props.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU;
    record_yardstick();
    if (!brief)
        warm_up(700, 3000);
    printf("yardstick, 32 products of 35B qkv in f32: %.3f ms\n", yardstick_ms);
    table_of_memory();
    fill(); /* after it: it writes what may be no numbers */
    table_of_products();
    table_of_chunks();
    gpu_tape_finish(g, &yardstick);
    gpu_buffer_destroy(g, &weights);
    gpu_buffer_destroy(g, &scratch);
    gpu_buffer_destroy(g, &table);
    gpu_close(g);
    return 0;
}
