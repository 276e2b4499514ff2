/* The speed of the GPU's operations, table by table, beside what the same device's memory
 * gives a shader that does nothing but read and write it, in the same run. Usage:
 *   bench-gpu [GPU [TABLE]...]
 * with the tables products, rows, chunks, tiles, copies; without a name all of them.
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
#include "gpu/record.h"
#include "tools/bench-gpu.h"

enum {
    PLAYS = 3,
    MAX_AGAIN = 4,
};

struct gpu *g;
struct gpu_buffer weights, scratch, table;
double memory_gb_s;
bool brief;

void die(const char *msg)
{
    fprintf(stderr, "bench-gpu: %s\n", msg);
    exit(1); /* NOLINT(concurrency-mt-unsafe) */
}

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

void record(struct gpu_tape *tape, repeat_fn fn, void *ctx, int n)
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

void end_line(void)
{
    if (n_again > 0)
        printf("  [clock down: measured again %d times%s]", n_again,
               n_slow > 0 ? ", and it stayed down" : "");
    n_again = n_slow = 0;
    putchar('\n');
}

double time_repeats(repeat_fn fn, void *ctx, int n)
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
    uint64_t half = WEIGHTS_BYTES / 2;
    (void)ctx;
    gpu_copy(g, &weights, i % 2 ? half : 0, &weights, i % 2 ? 0 : half, half);
}

/* Two arrays are read, and one is written. */
static void stream_halves(void *ctx, int i)
{
    uint64_t half = WEIGHTS_BYTES / 2;
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
    op_read(g, weights.addr, WEIGHTS_BYTES, scratch.addr);
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
    double copy = (double)WEIGHTS_BYTES / time_repeats(copy_half, NULL, n) / 1e6;
    double both =
        1.5 * (double)WEIGHTS_BYTES / time_repeats(stream_halves, NULL, n) / 1e6;
    memory_gb_s = (double)WEIGHTS_BYTES / time_repeats(read_all, NULL, n) / 1e6;
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

static uint64_t align(uint64_t n)
{
    return (n + 255) / 256 * 256;
}

uint64_t lay(struct gpu_matrix *w, enum dtype type, int n_out, int n_in, uint64_t at)
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

struct gpu_matrix moved(const struct gpu_matrix *w, uint64_t by)
{
    struct gpu_matrix m = *w;
    m.data += by;
    m.scales += by;
    m.biases += by;
    return m;
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
    for (uint64_t at = 0; at < WEIGHTS_BYTES; at += n * sizeof(*words))
        if (!gpu_write(g, &weights, at, words, n * sizeof(*words), &err))
            die(err.msg);
    for (uint64_t at = 0; at < SCRATCH_BYTES; at += n * sizeof(*words))
        if (!gpu_write(g, &scratch, at, words, n * sizeof(*words), &err))
            die(err.msg);
    free(words);
}

/* Whether a table was asked for, or none was: then all. */
static bool wants(int argc, char **argv, const char *name)
{
    bool found = argc <= 2;
    for (int i = 2; i < argc && !found; i++)
        found = strcmp(argv[i], name) == 0;
    return found;
}

static void open_all(int device)
{
    struct gpu_params params = {
        .device = device, .matrix_units = true, .integer_dots = GPU_DOTS_FAST};
    struct error err = {0};
    g = gpu_open(&params, &err);
    if (!g ||
        !gpu_buffer_create(g, GPU_DEVICE, WEIGHTS_BYTES, "weights", &weights, &err) ||
        !gpu_buffer_create(g, GPU_DEVICE, SCRATCH_BYTES, "scratch", &scratch, &err) ||
        !gpu_buffer_create(g, GPU_UPLOAD, N_EXPERT * 8 + MAX_REPEAT * 64 * 16, "a table",
                           &table, &err))
        die(err.msg);
    printf("%s, subgroups of %u to %u, %s, integer dot products %s\n",
           g->props.deviceName, g->subgroup_min, g->subgroup_max,
           g->coop ? "matrix units" : "no matrix units", g->dot ? "fast" : "slow");
    brief = g->props.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU;
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    open_all(argc > 1 ? (int)strtol(argv[1], NULL, 10) : -1);
    record_yardstick(&yardstick);
    if (!brief)
        warm_up(700, 3000);
    printf("yardstick, 32 products of 35B qkv in f32: %.3f ms\n", yardstick_ms);
    table_of_memory();
    fill(); /* after it: it writes what may be no numbers */
    if (wants(argc, argv, "products"))
        table_of_products();
    if (!brief && wants(argc, argv, "rows"))
        table_of_rows();
    if (wants(argc, argv, "chunks"))
        table_of_chunks();
    if (!brief && wants(argc, argv, "tiles"))
        table_of_tiles();
    if (!brief && wants(argc, argv, "copies"))
        bench_copies(&weights);
    gpu_tape_finish(g, &yardstick);
    gpu_buffer_destroy(g, &weights);
    gpu_buffer_destroy(g, &scratch);
    gpu_buffer_destroy(g, &table);
    gpu_close(g);
    return 0;
}
