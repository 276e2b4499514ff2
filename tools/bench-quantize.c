/* How fast one core quantises: bench-quantize [SECONDS of each]. Weights are drawn from a
 * normal law, 2,048 inputs a row; GB/s are those of their BF16 form, which is what a packer
 * reads. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/base/alloc.h"
#include "core/kernel/kernel.h"
#include "core/model/quantize_fit.h"

enum {
    N_IN = 2048,
    N_ROWS = 64,
    GROUP = 64,
};

static float normal(uint64_t *seed)
{
    double u[2];
    for (int i = 0; i < 2; i++) {
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        u[i] = ((double)(*seed >> 11) + 1) / 9007199254740994.0;
    }
    return (float)(sqrt(-2 * log(u[0])) * cos(6.283185307179586 * u[1]));
}

/* Of this thread alone: others on the machine do not count. */
static double cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* All groups once. */
static void run(const struct quantize_fit *f, int bits, const float *x,
                const float *importance)
{
    struct quantize_groups g = {
        .n_groups = f->n_lanes, .group = GROUP, .levels = (1 << bits) - 1};
    for (int at = 0; at < N_IN * N_ROWS; at += GROUP * f->n_lanes) {
        for (int j = 0; j < f->n_lanes; j++) {
            g.x[j] = x + at + (ptrdiff_t)j * GROUP;
            g.importance[j] =
                importance ? importance + (at + (ptrdiff_t)j * GROUP) % N_IN : NULL;
        }
        if (!f->fit(&g))
            abort();
    }
}

int main(int argc, char **argv)
{
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 0.5;
    uint64_t seed = 1;
    float *x = xmalloc(sizeof(float) * N_IN * N_ROWS);
    float *importance = xmalloc(sizeof(float) * N_IN);
    for (int i = 0; i < N_IN * N_ROWS; i++)
        x[i] = 0.02f * normal(&seed);
    for (int i = 0; i < N_IN; i++)
        importance[i] = expf(normal(&seed));

    for (const char *const *name = kernels_names(); *name; name++)
        for (int bits = 2; bits <= 8; bits += bits < 4 ? 1 : 2) {
            const struct quantize_fit *f = quantize_fit_find(*name);
            double rate[2];
            for (int k = 0; k < 2; k++) {
                double begin = cpu_ns(), now;
                uint64_t n = 0;
                do {
                    run(f, bits, x, k ? importance : NULL);
                    n += (uint64_t)N_IN * N_ROWS * 2;
                    now = cpu_ns();
                } while (now - begin < seconds * 1e9);
                rate[k] = (double)n / (now - begin);
            }
            printf("%-7s %d bits: %.2f GB/s of BF16, calibrated %.2f\n", *name, bits,
                   rate[0], rate[1]);
        }
    free(x);
    free(importance);
    return 0;
}
