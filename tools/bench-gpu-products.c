#include <math.h>
#include <stdio.h>

#include "gpu/record.h"
#include "tools/bench-gpu.h"

/* Products of one token: of every shape of the real models, back to back and alone. */

/* The share of the limit that products of large matrices are to reach. */
#define GOAL  0.8
#define LARGE (1 << 20)

struct product_case {
    const char *name;
    enum dtype type;
    int n_out, n_in;
    int places;   /* 0: dense; else experts of a token, gate and up together */
    bool sum;     /* of the places: down */
    int n_beside; /* dense: rows of another matrix, made in the same dispatch */
    bool pause;
    /* filled */
    struct gpu_matrix w, other; /* up, or the one beside */
    uint64_t bytes, n_fit;
};

static void repeat_dense(void *ctx, int i)
{
    struct product_case *c = ctx;
    uint64_t at = weights.addr + (uint64_t)i % c->n_fit * c->bytes;
    uint64_t y = scratch.addr + (1 << 20) + (uint64_t)(i % 8) * (4 << 20);
    struct gpu_matrix w = moved(&c->w, at), beside = moved(&c->other, at);
    struct gpu_product p = {.w = &w,
                            .beside = c->n_beside > 0 ? &beside : NULL,
                            .beside_y = y + (2 << 20),
                            .x = scratch.addr,
                            .y = y,
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
                           .up = c->sum ? &c->w : &c->other,
                           .down = &c->w,
                           .records = table.addr,
                           .ids = table.addr + N_EXPERT * 8 +
                                  (uint64_t)(i % MAX_REPEAT) * 64 * 4,
                           .apart = MAX_REPEAT * 64 * 4,
                           .missing = scratch.addr + (1 << 19),
                           .h = scratch.addr + (uint64_t)(i % 8) * (32 << 10),
                           .norm = scratch.addr + (1 << 18),
                           .act = act,
                           .other = act,
                           .k = (uint32_t)c->places,
                           .eps = 1e-6f};
    if (c->sum)
        op_routed_sum(g, &r);
    else
        op_routed_act(g, &r);
    if (c->pause)
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

void record_yardstick(struct gpu_tape *tape)
{
    struct product_case c = {"", DTYPE_Q4, 8192, 2048, .pause = true};
    bool was = g->dot;
    c.bytes = lay(&c.w, c.type, c.n_out, c.n_in, 0);
    c.n_fit = 4;
    g->dot = false; /* bound by arithmetic: the clock's */
    record(tape, repeat_dense, &c, brief ? 1 : 32);
    g->dot = was;
}

static double time_case(struct product_case *c)
{
    c->bytes = lay(&c->w, c->type, c->n_out, c->n_in, 0);
    if (c->n_beside > 0 || (c->places > 0 && !c->sum))
        c->bytes += lay(&c->other, c->type, c->n_beside > 0 ? c->n_beside : c->n_out,
                        c->n_in, c->bytes);
    c->n_fit = WEIGHTS_BYTES / c->bytes;
    uint64_t each = c->bytes * (uint64_t)(c->places > 0 ? c->places : 1);
    uint64_t n = brief ? 1 : 2 * WEIGHTS_BYTES / each;
    n = brief ? 2 : n < 16 ? 16 : n > MAX_REPEAT ? MAX_REPEAT : n;
    if (c->places > 0)
        fill_table(c);
    return time_repeats(c->places > 0 ? repeat_experts : repeat_dense, c, (int)n);
}

static double gb_s(const struct product_case *c, double ms)
{
    return (double)c->bytes * (c->places > 0 ? c->places : 1) / 1e6 / ms;
}

/* Of the forms that could be used the one that is fastest one behind the other. */
static void print_fastest(struct product_case c)
{
    double best = INFINITY;
    uint32_t threads = 0, rows = 0;
    for (uint32_t t = 128; t <= 512 && t <= g->threads_max; t *= 2)
        for (uint32_t r = 1; r <= 8; r *= 2) {
            g->matvec_threads = t;
            g->matvec_rows = r;
            double ms = time_case(&c);
            if (ms < best) {
                best = ms;
                threads = t;
                rows = r;
            }
        }
    g->matvec_rows = g->matvec_threads = 0;
    printf(", as %u x %u: %.2f us %.1f %%", threads, rows, best * 1e3,
           100 * gb_s(&c, best) / memory_gb_s);
}

/* One behind the other as the device likes, and with a pause behind each, as a token's steps
 * are: the form is chosen for those. */
static void print_form(struct product_case c, bool dot)
{
    bool was = g->dot;
    g->dot = dot;
    c.pause = true;
    double alone = time_case(&c);
    c.pause = false;
    double ms = time_case(&c), share = gb_s(&c, ms) / memory_gb_s;
    printf(" | %8.2f us %5.0f GB/s %5.1f %%, alone %8.2f us %5.1f %%", ms * 1e3,
           gb_s(&c, ms), 100 * share, alone * 1e3, 100 * gb_s(&c, alone) / memory_gb_s);
    uint64_t bytes = c.bytes * (uint64_t)(c.places > 0 ? c.places : 1);
    if (dot && c.type == DTYPE_Q4 && share < GOAL && bytes >= LARGE && !brief)
        print_fastest(c);
    g->dot = was;
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
    {"35B qkv and z", DTYPE_Q4, 8192, 2048, .n_beside = 4096},
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
void table_of_rows(void)
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
    puts("\nthe same by threads of a workgroup and rows of a thread: us one behind the "
         "other, and alone");
    for (uint32_t threads = 0; threads <= 1024 && threads <= g->threads_max;
         threads = threads ? 2 * threads : 128)
        for (uint32_t rows = threads ? 1 : 0; rows <= 8 && (threads || rows == 0);
             rows *= 2) {
            g->matvec_threads = threads;
            g->matvec_rows = rows;
            printf("%4u x %u:", threads, rows);
            for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
                struct product_case c = some[i];
                double alone = 1e3 * time_case(&c);
                c.pause = false;
                printf("  %s %.2f %.2f", c.name, 1e3 * time_case(&c), alone);
            }
            end_line();
            if (rows == 0)
                break;
        }
    g->matvec_rows = g->matvec_threads = 0;
}

void table_of_products(void)
{
    puts("products of one token: in f32 | with integer dot products; % of the limit; of "
         "4 bits "
         "also the fastest form of threads x rows, where the one that is used has less "
         "than 80 %");
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
    putchar('\n');
}
