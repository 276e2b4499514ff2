/* The speed of the kernels, table by table: products of large matrices as a decode step and
 * a prefill chunk do them, on 1..n threads, the delta net, and attention. Usage:
 *   bench-kernels [THREADS [TABLE [few]]]
 * "few" leaves it at products of 1 to 8 tokens.
 * Rates are of the best of several passes: the machine is shared. "cache" is a matrix that
 * fits the second-level cache; "memory" one that fits none. */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/kernel/kernel.h"

enum {
    PASSES = 7,
    MAX_THREADS = 64
};

struct job {
    const struct kernels *k;
    const struct matrix *w;
    const struct act *a;
    float *y;
    int n_threads;
    int repeat;
    pthread_barrier_t *barrier;
};

/* A pass lasts from the first thread's start to the last one's end: a thread that wakes late
 * from the barrier cannot make the pass look shorter. */
struct slot {
    struct job *job;
    int i_thread;
    int64_t start_ns[PASSES];
    int64_t end_ns[PASSES];
};

static void *work(void *arg)
{
    struct slot *slot = arg;
    const struct job *job = slot->job;
    int64_t n_out = job->w->n_out;
    int row0 = (int)(n_out * slot->i_thread / job->n_threads);
    int row1 = (int)(n_out * (slot->i_thread + 1) / job->n_threads);
    for (int pass = 0; pass < PASSES; pass++) {
        pthread_barrier_wait(job->barrier);
        slot->start_ns[pass] = clock_now_ns();
        for (int i = 0; i < job->repeat; i++)
            job->k->matmul(job->w, row0, row1, job->a, job->y, (size_t)n_out);
        slot->end_ns[pass] = clock_now_ns();
    }
    return NULL;
}

/* Seconds of the fastest pass, one product. */
static double time_product(struct job *job)
{
    pthread_t threads[MAX_THREADS];
    struct slot slots[MAX_THREADS] = {0};
    pthread_barrier_t barrier;
    double best = 1e30;
    pthread_barrier_init(&barrier, NULL, (unsigned)job->n_threads);
    job->barrier = &barrier;
    for (int i = 0; i < job->n_threads; i++) {
        slots[i].job = job;
        slots[i].i_thread = i;
        if (pthread_create(&threads[i], NULL, work, &slots[i]) != 0)
            abort();
    }
    for (int i = 0; i < job->n_threads; i++)
        pthread_join(threads[i], NULL);
    for (int pass = 0; pass < PASSES; pass++) {
        int64_t start = slots[0].start_ns[pass];
        int64_t end = slots[0].end_ns[pass];
        for (int i = 1; i < job->n_threads; i++) {
            start = slots[i].start_ns[pass] < start ? slots[i].start_ns[pass] : start;
            end = slots[i].end_ns[pass] > end ? slots[i].end_ns[pass] : end;
        }
        double s = (double)(end - start) * 1e-9 / job->repeat;
        best = s < best ? s : best;
    }
    pthread_barrier_destroy(&barrier);
    return best;
}

static void *filled(size_t n_bytes, const char *what, uint32_t pattern)
{
    struct error err = {0};
    uint32_t *p = mem_alloc((n_bytes + 3) / 4 * 4, what, &err);
    if (!p) {
        fprintf(stderr, "bench-kernels: %s\n", err.msg);
        abort();
    }
    for (size_t i = 0; i < n_bytes / 4; i++)
        p[i] = pattern ? pattern : (uint32_t)(i * 2654435761u);
    return p;
}

static struct matrix make_matrix(enum dtype type, int n_out, int n_in)
{
    struct matrix w = {.type = type,
                       .group = dtype_is_affine(type) ? 64 : 0,
                       .n_out = n_out,
                       .n_in = n_in};
    size_t groups = (size_t)n_out * (size_t)n_in / 64 * 2;
    w.data = filled((size_t)n_out * dtype_row_bytes(type, n_in), "weights",
                    dtype_is_affine(type) ? 0 : 0x3c003c00);
    w.scales = filled(groups, "scales", 0x3c003c00);
    w.biases = filled(groups, "biases", 0xbe00be00);
    return w;
}

static void drop_matrix(struct matrix *w)
{
    size_t groups = (size_t)w->n_out * (size_t)w->n_in / 64 * 2;
    mem_free((void *)w->data, (size_t)w->n_out * dtype_row_bytes(w->type, w->n_in));
    mem_free((void *)w->scales, groups);
    mem_free((void *)w->biases, groups);
}

static void bench_matrix(const struct kernels *k, enum dtype type, int n_threads,
                         int n_out, int n_in, int n_tok, bool integer)
{
    size_t groups = (size_t)(n_in + ACT_GROUP - 1) / ACT_GROUP;
    struct matrix w = make_matrix(type, n_out, n_in);
    float *x = xmalloc((size_t)n_tok * (size_t)n_in * sizeof(*x));
    int8_t *q = xmalloc((size_t)n_tok * groups * ACT_GROUP);
    float *scale = xmalloc((size_t)n_tok * groups * sizeof(*scale));
    float *sum = xmalloc((size_t)n_tok * groups * sizeof(*sum));
    float *y = xmalloc((size_t)n_tok * (size_t)n_out * sizeof(*y));
    for (size_t i = 0; i < (size_t)n_tok * (size_t)n_in; i++)
        x[i] = (float)(i * 7919 % 1000) * 0.002f - 1;
    for (int t = 0; t < n_tok; t++)
        k->quantize_act(x + (size_t)t * (size_t)n_in, n_in,
                        q + (size_t)t * groups * ACT_GROUP, scale + (size_t)t * groups,
                        sum + (size_t)t * groups);
    struct act a = {.n_tok = n_tok,
                    .n_in = n_in,
                    .x = x,
                    .q = integer ? q : NULL,
                    .scale = scale,
                    .sum = sum,
                    .any_order = true};
    size_t n_bytes = matrix_bytes(type, 64, n_out, n_in);
    double products = (double)n_out * n_in * n_tok;
    struct job job = {k, &w, &a, y, n_threads, 1, NULL};
    job.repeat = products < 2e7 ? (int)(4e7 / products) + 1 : 1;
    double s = time_product(&job);
    printf("%-7s %-5s %-5s %5d x %5d  n_tok %3d  %6.1f GB/s  %8.0f tok/s  %7.1f Gop/s  "
           "%.2f us\n",
           k->name, dtype_name(type), integer ? "int8" : "f32", n_out, n_in, n_tok,
           (double)n_bytes / s * 1e-9, n_tok / s, 2 * products / s * 1e-9, s * 1e6);
    free(x);
    free(q);
    free(scale);
    free(sum);
    free(y);
    drop_matrix(&w);
}

/* n_tok tokens at once, D x D states; heads of keys and values `stride` floats apart. */
static void bench_delta(const struct kernels *k, int d, int n_tok, size_t stride)
{
    enum {
        HEADS = 8
    };
    const size_t D = (size_t)d;
    size_t n = DELTA_CHUNK * stride;
    float *s = xcalloc((size_t)HEADS * D * D, sizeof(*s));
    float *q = xmalloc(n * sizeof(*q));
    float *out = xmalloc(n * sizeof(*out));
    float *scratch = xmalloc(delta_chunk_scratch_floats(d, d) * sizeof(*scratch));
    float gate[DELTA_CHUNK];
    for (size_t i = 0; i < n; i++)
        q[i] = (float)(i * 7919 % 1000) * 1e-4f - 0.05f;
    for (int i = 0; i < DELTA_CHUNK; i++)
        gate[i] = -0.1f;
    double best[2] = {1e30, 1e30};
    for (int pass = 0; pass < PASSES; pass++) {
        int64_t start = clock_now_ns();
        for (int h = 0; h < HEADS; h++)
            k->delta_chunk(s + (size_t)h * D * D, d, d, n_tok, q, q, stride, q, stride,
                           gate, gate, 1, out, stride, scratch);
        double chunk = (double)(clock_now_ns() - start) * 1e-3 / HEADS;
        start = clock_now_ns();
        for (int h = 0; h < HEADS; h++)
            k->delta_step(s + (size_t)h * D * D, d, d, q, q, q, 0.9f, 0.5f, out);
        double step = (double)(clock_now_ns() - start) * 1e-3 / HEADS;
        best[0] = chunk < best[0] ? chunk : best[0];
        best[1] = step < best[1] ? step : best[1];
    }
    printf("%-7s delta %dx%d, rows %zu apart: chunk of %d %.1f us a head, step %.2f us a "
           "head\n",
           k->name, d, d, stride, n_tok, best[0], best[1]);
    free(s);
    free(q);
    free(out);
    free(scratch);
}

/* n_q heads of d over n_ctx positions in f16: one token, and the same rounded; as many as a
 * block of rows takes, in f32, and rounded. */
static void bench_attend(const struct kernels *k, int d, int n_q, int n_ctx)
{
    const int n_tok = ATTEND_ROWS / n_q;
    const size_t row = (size_t)n_q * (size_t)d, n_rows = (size_t)n_ctx + (size_t)n_tok;
    const size_t kv_bytes = 2 * n_rows * (size_t)d * sizeof(uint16_t);
    uint16_t *kv = filled(kv_bytes, "keys and values", 0x2c003000);
    float *q = filled((size_t)n_tok * row * sizeof(*q), "queries", 0x3d800000);
    float *out = filled((size_t)n_tok * row * sizeof(*out), "outputs", 0x3d800000);
    struct attend_chunk a = {.type = KV_F16,
                             .n_tok = n_tok,
                             .n_q = n_q,
                             .n_ctx = n_ctx,
                             .d = d,
                             .q = q,
                             .q_stride = (size_t)d,
                             .q_tok_stride = row,
                             .keys = kv,
                             .values = kv + n_rows * (size_t)d,
                             .out = out,
                             .out_tok_stride = row};
    a.scratch = xmalloc(attend_chunk_scratch_floats(ATTEND_ROWS, d) * sizeof(float));
    double best[4] = {1e30, 1e30, 1e30, 1e30};
    for (int pass = 0; pass < 3 * PASSES; pass++) {
        for (int i = 0; i < 4; i++) {
            int64_t start = clock_now_ns();
            a.rounded = i % 2 == 1;
            a.n_tok = i < 2 ? 1 : n_tok;
            if (i == 0)
                k->attend(a.type, n_q, q, a.q_stride, kv, a.values, n_ctx, d, out);
            else
                k->attend_chunk(&a);
            double us = (double)(clock_now_ns() - start) * 1e-3 / a.n_tok;
            best[i] = us < best[i] ? us : best[i];
        }
    }
    printf("%-7s attend, %d heads of %d, %5d positions: one token %.1f us, rounded "
           "%.1f; %d tokens %.1f us each, rounded %.1f\n",
           k->name, n_q, d, n_ctx, best[0], best[1], n_tok, best[2], best[3]);
    mem_free(kv, kv_bytes);
    mem_free(q, (size_t)n_tok * row * sizeof(*q));
    mem_free(out, (size_t)n_tok * row * sizeof(*out));
    free(a.scratch);
}

/* As many rows at once as conversations that are answered together have, and an expert of a
 * short prompt: in the cache, from memory, and the bundled model's small shapes. */
static void bench_few(const struct kernels *k, int n_threads)
{
    for (int n_tok = 1; n_tok <= 8; n_tok++) {
        bench_matrix(k, DTYPE_Q4, n_threads, 512, 2048, n_tok, true);
        bench_matrix(k, DTYPE_Q4, n_threads, 65536, 2048, n_tok, true);
        bench_matrix(k, DTYPE_Q8, n_threads, 512, 2048, n_tok, true);
        bench_matrix(k, DTYPE_Q4, n_threads, 64, 256, n_tok, true);
        bench_matrix(k, DTYPE_Q4, n_threads, 256, 64, n_tok, true);
        bench_matrix(k, DTYPE_Q8, n_threads, 1024, 256, n_tok, true);
    }
}

static void bench_table(const struct kernels *k, int n_threads, bool slow)
{
    static const enum dtype types[] = {DTYPE_Q4, DTYPE_Q8, DTYPE_Q2,   DTYPE_Q3,
                                       DTYPE_Q5, DTYPE_Q6, DTYPE_BF16, DTYPE_F32};
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        bench_matrix(k, types[i], n_threads, 512, 2048, 1, true);
        if (!slow)
            bench_matrix(k, types[i], n_threads, 65536, 2048, 1, true);
    }
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        static const int tokens[] = {2, 4, 6, 8, 16, 64};
        for (size_t t = 0; t < 6; t++) {
            if (t == 5 || (!slow && types[i] == DTYPE_Q4))
                bench_matrix(k, types[i], n_threads, slow ? 64 : 1024, 2048, tokens[t],
                             true);
        }
    }
    if (!slow) { /* an expert's two shapes, from memory, one token and a few */
        bench_matrix(k, DTYPE_Q4, n_threads, 262144, 512, 1, true);
        bench_matrix(k, DTYPE_Q4, n_threads, 65536, 2048, 16, true);
    }
    /* the bundled model's: an expert's two and a dense one, a short prompt's tokens */
    for (int n_tok = 1; n_tok <= 16 && !slow; n_tok *= 4) {
        bench_matrix(k, DTYPE_Q4, n_threads, 64, 256, n_tok, true);
        bench_matrix(k, DTYPE_Q4, n_threads, 256, 64, n_tok, true);
        bench_matrix(k, DTYPE_Q8, n_threads, 1024, 256, 4 * n_tok, true);
    }
    if (!slow) /* and its head's */
        bench_matrix(k, DTYPE_Q8, n_threads, 8192, 256, 1, true);
    bench_matrix(k, DTYPE_F32, n_threads, 64, 256, 32, false);
    bench_matrix(k, DTYPE_Q4, n_threads, 512, 2048, 1, false);
    bench_matrix(k, DTYPE_Q4, n_threads, slow ? 64 : 1024, 2048, 64, false);
    bench_delta(k, 128, DELTA_CHUNK, 128);
    bench_delta(k, 128, DELTA_CHUNK, 8192);
    bench_delta(k, 64, DELTA_CHUNK, 1024);
    bench_delta(k, 64, DELTA_CHUNK, 64);
    bench_delta(k, 64, 24, 1024);
    bench_delta(k, 64, 24, 64);
    for (int n_ctx = 64; n_ctx <= (slow ? 512 : 32768); n_ctx *= 8) {
        bench_attend(k, 256, 8, n_ctx);
        bench_attend(k, 64, 4, n_ctx);
    }
}

int main(int argc, char **argv)
{
    int n_threads = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 1;
    if (n_threads < 1 || n_threads > MAX_THREADS) {
        fprintf(stderr, "bench-kernels: threads: want 1 to %d\n", MAX_THREADS);
        return 1;
    }
    for (const char *const *name = kernels_names(); *name; name++) {
        if (argc >= 3 && strcmp(argv[2], *name) != 0)
            continue;
        const struct kernels *k = kernels_find(*name);
        if (argc > 3 && strcmp(argv[3], "few") == 0)
            bench_few(k, n_threads);
        else
            bench_table(k, n_threads, strcmp(*name, "scalar") == 0);
    }
    return 0;
}
