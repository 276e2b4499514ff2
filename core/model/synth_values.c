/* Random numbers are splitmix64's, taken by counter: word i of a stream is a mix of key + i
 * steps. That has no state to carry and keeps the multipliers busy: several times the speed
 * of a disk on one core. */
#include "core/model/synth_values.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"

#define SYNTH_FIXED 0.3
#define ROUTER_GAIN 1.28
/* What all layers add to the variance of the residual stream (measured: 1.1 for 40 layers,
 * 0.8 for 4). */
#define ADDED_VARIANCE 1.0
#define STEP           0x9e3779b97f4a7c15ULL

static uint64_t mix(uint64_t z)
{
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
    return z ^ z >> 31;
}

static uint64_t word_at(uint64_t key, uint64_t i)
{
    return mix(key + (i + 1) * STEP);
}

/* In (0, 1). */
static double unit_at(uint64_t key, uint64_t i)
{
    return ((double)(word_at(key, i) >> 11) + 0.5) * 0x1p-53;
}

uint64_t synth_key(const struct synth_values *v, int layer, const char *tensor,
                   int expert)
{
    uint64_t h = mix(v->seed + STEP);
    for (const char *s = tensor; *s; s++)
        h = mix(h + (unsigned char)*s);
    return mix(mix(h + (uint64_t)(layer + 1)) + (uint64_t)expert);
}

void synth_values_init(struct synth_values *v, const struct model_config *config,
                       uint64_t seed, double zipf)
{
    size_t n = (size_t)(config->hidden + SYNTH_RUN - 1) / SYNTH_RUN;
    *v = (struct synth_values){.config = config, .seed = seed, .zipf = zipf};
    v->sign = xmalloc(n);
    uint64_t key = synth_key(v, -1, "direction", 0);
    for (size_t i = 0; i < n; i++)
        v->sign[i] = word_at(key, i) >> 63;
}

void synth_values_finish(struct synth_values *v)
{
    free(v->sign);
    *v = (struct synth_values){0};
}

/* -- matrices -- */

/* 256 values of mean 0 and deviation `std`, the k-th of a uniform distribution. */
static double level(int k, double std)
{
    return (k - 127.5) * std / sqrt((65536 - 1) / 12.0);
}

/* type: affine or bf16; std: standard deviation of a weight; fixed: size of the component
 * whose signs are law->sign. */
static void law_set(struct synth_law *law, double std, double fixed)
{
    assert(dtype_is_affine(law->type) || law->type == DTYPE_BF16);
    double top = (double)((1u << dtype_bits(law->type)) - 1);
    for (int k = 0; k < 256; k++) {
        /* From 0.75 to 1.25 of the mean; 1 + 0.25 / 12 is the mean of the square. */
        double scale = std / sqrt(top * (top + 2) / 12) * (0.75 + 0.5 * (k + 0.5) / 256) /
                       sqrt(1 + 0.25 / 12);
        law->scale[k] = f32_to_bf16((float)scale);
        for (int s = 0; s < 2; s++) {
            double part = s ? fixed : -fixed;
            double bias = part - bf16_to_f32(law->scale[k]) * top / 2;
            law->bias[s][k] = f32_to_bf16((float)bias);
            law->value[s][k] = f32_to_bf16((float)(part + level(k, std)));
        }
    }
}

static double write_gain(const struct model_config *c)
{
    return 1 / sqrt(c->n_layer);
}

void synth_law_of(struct synth_law *law, const struct synth_values *v,
                  const struct tensor_spec *spec, enum dtype type, int group)
{
    static const char *const writers[] = {"o", "out", "shared_down"};
    double gain = 1;
    bool embed = spec->layer < 0 && strcmp(spec->slot->name, "embed") == 0;
    for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++)
        if (strcmp(spec->slot->name, writers[i]) == 0)
            gain = write_gain(v->config);
    /* The embedding is looked up: its rows are the outputs. */
    double fixed = embed && v->zipf > 0 ? SYNTH_FIXED : 0;
    double std = embed ? sqrt(1 - fixed * fixed) : gain / sqrt(spec->n_in);
    *law = (struct synth_law){.type = type, .group = group, .n_in = spec->n_in};
    law->sign = fixed > 0 ? v->sign : NULL;
    law_set(law, std, fixed);
}

void synth_law_of_expert(struct synth_law *law, const struct synth_values *v,
                         const struct expert_part *part, bool down)
{
    double gain = down ? write_gain(v->config) * sqrt(v->config->n_expert_used) : 1;
    *law =
        (struct synth_law){.type = part->type, .group = part->group, .n_in = part->n_in};
    law_set(law, gain / sqrt(part->n_in), 0);
}

static void fill_words(uint64_t key, uint64_t first, char *out, size_t n_bytes)
{
    /* A record's parts need not begin at a multiple of 8. */
    for (size_t i = 0; i < n_bytes / 8; i++) {
        uint64_t w = word_at(key, first + i);
        memcpy(out + 8 * i, &w, 8);
    }
}

static void affine_rows(const struct synth_law *law, uint64_t key, int row, int n,
                        void *data, uint16_t *scales, uint16_t *biases)
{
    /* Rows of affine types are whole words: n_in is a multiple of 32. */
    size_t row_bytes = dtype_row_bytes(law->type, law->n_in);
    fill_words(key, (uint64_t)row * (row_bytes / 8), data, (size_t)n * row_bytes);

    size_t groups = (size_t)(law->n_in / law->group);
    size_t words = (groups + 7) / 8;
    uint64_t scale_key = mix(key ^ STEP);
    for (int r = 0; r < n; r++)
        for (size_t g = 0; g < groups; g += 8) {
            uint64_t w =
                word_at(scale_key, (uint64_t)(row + r) * (uint64_t)words + g / 8);
            for (size_t i = g; i < groups && i < g + 8; i++, w >>= 8) {
                size_t at = (size_t)r * groups + i;
                size_t run = i * (size_t)law->group / SYNTH_RUN;
                scales[at] = law->scale[w & 255];
                biases[at] = law->bias[law->sign ? law->sign[run] : 0][w & 255];
            }
        }
}

static void bf16_rows(const struct synth_law *law, uint64_t key, int row, int n,
                      uint16_t *out)
{
    size_t n_in = (size_t)law->n_in, words = (n_in + 7) / 8;
    for (int r = 0; r < n; r++)
        for (size_t i = 0; i < n_in; i += 8) {
            uint64_t w = word_at(key, (uint64_t)(row + r) * words + i / 8);
            const uint16_t *value = law->value[law->sign ? law->sign[i / SYNTH_RUN] : 0];
            for (size_t k = i; k < n_in && k < i + 8; k++, w >>= 8)
                out[(size_t)r * n_in + k] = value[w & 255];
        }
}

void synth_rows(const struct synth_law *law, uint64_t key, int row, int n, void *data,
                uint16_t *scales, uint16_t *biases)
{
    if (dtype_is_affine(law->type))
        affine_rows(law, key, row, n, data, scales, biases);
    else
        bf16_rows(law, key, row, n, data);
}

/* -- routers -- */

void synth_log_weights(const struct synth_values *v, int layer, float *out)
{
    int n = v->config->n_expert;
    uint64_t key = synth_key(v, layer, "order", 0);
    double mean = 0;
    for (int i = 0; i < n; i++) {
        out[i] = v->zipf > 0 ? (float)(-v->zipf * log(i + 1)) : 0;
        mean += out[i];
    }
    for (int i = 0; i < n; i++)
        out[i] -= (float)(mean / n);
    for (int i = n - 1; i > 0; i--) {
        int k = (int)(word_at(key, (uint64_t)i) % (uint64_t)(i + 1));
        float x = out[i];
        out[i] = out[k];
        out[k] = x;
    }
}

void synth_router_rows(const struct synth_values *v, int layer, int row, int n,
                       const float *log_weight, uint16_t *out)
{
    int n_in = v->config->hidden;
    size_t words = ((size_t)n_in + 7) / 8;
    uint64_t key = synth_key(v, layer, "router", 0);
    /* Norms divide the fixed component by the rms of the residual stream here. */
    double rms = sqrt(1 + ADDED_VARIANCE * (layer + 0.5) / v->config->n_layer);
    float noise[256];
    float *x = xmalloc((size_t)n_in * sizeof(*x));
    for (int k = 0; k < 256; k++)
        noise[k] = (float)level(k, ROUTER_GAIN / sqrt(n_in));
    for (int r = row; r < row + n; r++) {
        double along = 0;
        uint64_t w = 0;
        for (int i = 0; i < n_in; i++, w >>= 8) {
            if (i % 8 == 0)
                w = word_at(key, (uint64_t)r * words + (uint64_t)(i / 8));
            x[i] = noise[w & 255];
            along += v->sign[i / SYNTH_RUN] ? x[i] : -x[i];
        }
        float part = (float)((log_weight[r] * rms / SYNTH_FIXED - along) / n_in);
        for (int i = 0; i < n_in; i++)
            out[(size_t)(r - row) * (size_t)n_in + (size_t)i] =
                f32_to_bf16(x[i] + (v->sign[i / SYNTH_RUN] ? part : -part));
    }
    free(x);
}

/* -- vectors -- */

/* From a to b, logarithmically. */
static double log_uniform(uint64_t key, uint64_t i, double a, double b)
{
    return a * pow(b / a, unit_at(key, i));
}

void synth_vector(const struct synth_values *v, const struct tensor_spec *spec,
                  float *out)
{
    const char *name = spec->slot->name;
    uint64_t key = synth_key(v, spec->layer, name, 0);
    size_t n = (size_t)spec->n_out * (size_t)spec->n_in;
    bool conv = strcmp(name, "conv") == 0, decay = strcmp(name, "neg_exp_a") == 0;
    bool dt = strcmp(name, "dt_bias") == 0;
    for (size_t i = 0; i < n; i++) {
        double x = 1; /* norms */
        if (conv)     /* uniform, of unit gain */
            x = (2 * unit_at(key, i) - 1) * sqrt(3.0 / spec->n_in);
        else if (decay)
            x = -log_uniform(key, i, 1, 16);
        else if (dt)
            x = log(expm1(log_uniform(key, i, 0.001, 0.1)));
        out[i] = (float)x;
    }
}
