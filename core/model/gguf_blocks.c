/* One function per block type, written from the format's description. A block is bytes: no
 * alignment is assumed and 16-bit numbers are put together from them. */
#include "core/model/gguf_blocks.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "core/model/quantize.h"

enum {
    GROUP = 32,  /* of affine targets */
    SUPER = 256, /* values of a K block */
    SUPER_GROUPS = SUPER / GROUP,
    STEP = BLOCK_STEP_GROUP,
};

/* A group as codes: w = scale * code + bias. */
struct group {
    uint8_t code[GROUP];
    float scale, bias;
};

typedef void (*group_fn)(const uint8_t *block,
                         struct group *out); /* all groups of a block */
typedef void (*float_fn)(const uint8_t *block, float *out, float *steps);

static unsigned u16_at(const uint8_t *b)
{
    return b[0] | (unsigned)b[1] << 8;
}

static float f16_at(const uint8_t *b)
{
    return f16_to_f32((uint16_t)u16_at(b));
}

/* Byte j has values j and j + 16 in its halves. */
static void nibbles(const uint8_t *qs, uint8_t *code)
{
    for (int j = 0; j < GROUP / 2; j++) {
        code[j] = qs[j] & 15;
        code[j + GROUP / 2] = qs[j] >> 4;
    }
}

static void q4_0(const uint8_t *b, struct group *g)
{
    g->scale = f16_at(b);
    g->bias = -8 * g->scale;
    nibbles(b + 2, g->code);
}

static void q4_1(const uint8_t *b, struct group *g)
{
    g->scale = f16_at(b);
    g->bias = f16_at(b + 2);
    nibbles(b + 4, g->code);
}

/* Bit j of qh is the fifth of value j. */
static void fifth_bits(const uint8_t *qh, uint8_t *code)
{
    for (int j = 0; j < GROUP; j++)
        code[j] |= (uint8_t)((qh[j / 8] >> (j % 8) & 1) << 4);
}

static void q5_0(const uint8_t *b, struct group *g)
{
    g->scale = f16_at(b);
    g->bias = -16 * g->scale;
    nibbles(b + 6, g->code);
    fifth_bits(b + 2, g->code);
}

static void q5_1(const uint8_t *b, struct group *g)
{
    g->scale = f16_at(b);
    g->bias = f16_at(b + 2);
    nibbles(b + 8, g->code);
    fifth_bits(b + 4, g->code);
}

static void q8_0(const uint8_t *b, struct group *g)
{
    g->scale = f16_at(b);
    g->bias = -128 * g->scale;
    for (int j = 0; j < GROUP; j++)
        g->code[j] = b[2 + j] ^ 0x80; /* signed + 128 */
}

/* The E2M1 values doubled, and the exponent's scale halved: 0 1 2 3 4 6 8 12 and their
 * negatives, which 25 even steps from -12 hold. */
static void mxfp4(const uint8_t *b, struct group *g)
{
    static const uint8_t code[] = {12, 13, 14, 15, 16, 18, 20, 24,
                                   12, 11, 10, 9,  8,  6,  4,  0};
    g->scale = b[0] == 255 ? NAN : ldexpf(1, b[0] - 128);
    g->bias = -12 * g->scale;
    nibbles(b + 1, g->code);
    for (int j = 0; j < GROUP; j++)
        g->code[j] = code[g->code[j]];
}

/* The 6-bit scale and minimum of sub-block j of Q4_K and Q5_K. */
static void scale_and_min(const uint8_t *sc, int j, int *s, int *m)
{
    if (j < 4) {
        *s = sc[j] & 63;
        *m = sc[j + 4] & 63;
    } else {
        *s = (sc[j + 4] & 15) | (sc[j - 4] >> 6) << 4;
        *m = sc[j + 4] >> 4 | (sc[j] >> 6) << 4;
    }
}

/* d, dmin, 12 bytes of scales; the 4-bit parts begin at `qs`. */
static void k_groups(const uint8_t *b, const uint8_t *qs, struct group *g)
{
    float d = f16_at(b), d_min = f16_at(b + 2);
    for (int j = 0; j < SUPER_GROUPS; j++) {
        int s, m;
        scale_and_min(b + 4, j, &s, &m);
        g[j].scale = d * (float)s;
        g[j].bias = -d_min * (float)m;
        const uint8_t *q = qs + j / 2 * GROUP;
        for (int l = 0; l < GROUP; l++)
            g[j].code[l] = j % 2 ? q[l] >> 4 : q[l] & 15;
    }
}

static void q4_k(const uint8_t *b, struct group *g)
{
    k_groups(b, b + 16, g);
}

static void q5_k(const uint8_t *b, struct group *g)
{
    k_groups(b, b + 48, g);
    for (int j = 0; j < SUPER_GROUPS; j++)
        for (int l = 0; l < GROUP; l++)
            g[j].code[l] |= (uint8_t)((b[16 + l] >> j & 1) << 4);
}

static void q6_k(const uint8_t *b, float *y, float *steps)
{
    float d = f16_at(b + 208);
    for (int half = 0; half < 2; half++) {
        const uint8_t *ql = b + 64 * half, *qh = b + 128 + 32 * half;
        const int8_t *sc = (const int8_t *)b + 192 + 8 * half;
        for (int t = 0; t < 4; t++)
            for (int l = 0; l < 32; l++) {
                int low = t < 2 ? ql[l + 32 * t] & 15 : ql[l + 32 * (t - 2)] >> 4;
                int q = (low | (qh[l] >> (2 * t) & 3) << 4) - 32, j = 2 * t + l / STEP;
                y[128 * half + 32 * t + l] = d * (float)sc[j] * (float)q;
            }
        for (int i = 0; i < 8; i++)
            steps[8 * half + i] = fabsf(d * (float)sc[i]);
    }
}

/* 16 scales of 6 bits: low halves in 8 bytes, then four times two high bits in each of 4. */
static int q3_scale(const uint8_t *sc, int j)
{
    int low = j < 8 ? sc[j] & 15 : sc[j - 8] >> 4;
    return (low | (sc[8 + j % 4] >> (j / 4 * 2) & 3) << 4) - 32;
}

static void q3_k(const uint8_t *b, float *y, float *steps)
{
    const uint8_t *high = b, *qs = b + 32, *sc = b + 96;
    float d = f16_at(b + 108);
    for (int j = 0; j < SUPER / STEP; j++) {
        float scale = d * (float)q3_scale(sc, j);
        int half = j / 8, shift = j % 8 / 2, first = j % 2 * STEP;
        steps[j] = fabsf(scale);
        for (int l = first; l < first + STEP; l++) {
            int q = (qs[32 * half + l] >> (2 * shift) & 3) |
                    (high[l] >> (4 * half + shift) & 1) << 2;
            *y++ = scale * (float)(q - 4);
        }
    }
}

static void q2_k(const uint8_t *b, float *y, float *steps)
{
    const uint8_t *sc = b, *qs = b + 16;
    float d = f16_at(b + 80), d_min = f16_at(b + 82);
    for (int j = 0; j < SUPER / STEP; j++) {
        float scale = d * (float)(sc[j] & 15), min = d_min * (float)(sc[j] >> 4);
        int half = j / 8, shift = j % 8 / 2, first = j % 2 * STEP;
        steps[j] = fabsf(scale);
        for (int l = first; l < first + STEP; l++)
            *y++ = scale * (float)(qs[32 * half + l] >> (2 * shift) & 3) - min;
    }
}

static void iq4_values(const uint8_t *qs, float d, float *y)
{
    static const int8_t value[] = {-127, -104, -83, -65, -49, -35, -22, -10,
                                   1,    13,   25,  38,  53,  69,  89,  113};
    for (int j = 0; j < GROUP / 2; j++) {
        y[j] = d * (float)value[qs[j] & 15];
        y[j + GROUP / 2] = d * (float)value[qs[j] >> 4];
    }
}

static void iq4_nl(const uint8_t *b, float *y, float *steps)
{
    iq4_values(b + 2, f16_at(b), y);
    steps[0] = steps[1] = 0;
}

static void iq4_xs(const uint8_t *b, float *y, float *steps)
{
    float d = f16_at(b);
    unsigned high = u16_at(b + 2);
    for (int j = 0; j < SUPER_GROUPS; j++) {
        int s = (b[4 + j / 2] >> (4 * (j % 2)) & 15) | (int)(high >> (2 * j) & 3) << 4;
        iq4_values(b + 8 + 16 * j, d * (float)(s - 32), y + GROUP * j);
    }
    memset(steps, 0, SUPER / STEP * sizeof(*steps));
}

static const struct {
    const char *name;
    int n, n_bytes;
    struct block_target target;
    group_fn groups; /* of exact types */
    float_fn floats; /* of the others */
} blocks[N_BLOCK_TYPE] = {
    [BLOCK_Q4_0] = {"q4_0", 32, 18, {DTYPE_Q4, GROUP, SCALE_F16, true}, q4_0, NULL},
    [BLOCK_Q4_1] = {"q4_1", 32, 20, {DTYPE_Q4, GROUP, SCALE_F16, true}, q4_1, NULL},
    [BLOCK_Q5_0] = {"q5_0", 32, 22, {DTYPE_Q5, GROUP, SCALE_F16, true}, q5_0, NULL},
    [BLOCK_Q5_1] = {"q5_1", 32, 24, {DTYPE_Q5, GROUP, SCALE_F16, true}, q5_1, NULL},
    [BLOCK_Q8_0] = {"q8_0", 32, 34, {DTYPE_Q8, GROUP, SCALE_F16, true}, q8_0, NULL},
    [BLOCK_Q2_K] = {"q2_k", 256, 84, {DTYPE_Q4, GROUP, SCALE_F16, false}, NULL, q2_k},
    [BLOCK_Q3_K] = {"q3_k", 256, 110, {DTYPE_Q5, GROUP, SCALE_F16, false}, NULL, q3_k},
    [BLOCK_Q4_K] = {"q4_k", 256, 144, {DTYPE_Q4, GROUP, SCALE_F16, true}, q4_k, NULL},
    [BLOCK_Q5_K] = {"q5_k", 256, 176, {DTYPE_Q5, GROUP, SCALE_F16, true}, q5_k, NULL},
    [BLOCK_Q6_K] = {"q6_k", 256, 210, {DTYPE_Q8, GROUP, SCALE_F16, false}, NULL, q6_k},
    [BLOCK_IQ4_NL] =
        {"iq4_nl", 32, 18, {DTYPE_Q6, GROUP, SCALE_F16, false}, NULL, iq4_nl},
    [BLOCK_IQ4_XS] =
        {"iq4_xs", 256, 136, {DTYPE_Q6, GROUP, SCALE_F16, false}, NULL, iq4_xs},
    [BLOCK_MXFP4] = {"mxfp4", 32, 17, {DTYPE_Q5, GROUP, SCALE_BF16, true}, mxfp4, NULL},
};

struct block_target block_target(enum block_type type)
{
    return blocks[type].target;
}

int block_values(enum block_type type)
{
    return blocks[type].n;
}

int block_bytes(enum block_type type)
{
    return blocks[type].n_bytes;
}

const char *block_name(enum block_type type)
{
    return blocks[type].name;
}

static void group_floats(const struct group *g, float *out, float *steps)
{
    for (int i = 0; i < GROUP; i++)
        out[i] = g->scale * (float)g->code[i] + g->bias;
    for (int i = 0; i < GROUP / STEP; i++)
        steps[i] = fabsf(g->scale);
}

void block_row_f32(enum block_type type, const void *bytes, int n, float *out,
                   float *steps)
{
    const uint8_t *b = bytes;
    int values = blocks[type].n;
    struct group g[SUPER_GROUPS];
    float step[SUPER / STEP];
    assert(n % values == 0);
    for (int i = 0; i < n; i += values, b += blocks[type].n_bytes) {
        if (blocks[type].groups) {
            blocks[type].groups(b, g);
            for (int j = 0; j < values / GROUP; j++)
                group_floats(&g[j], out + i + GROUP * j, step + GROUP / STEP * j);
        } else {
            blocks[type].floats(b, out + i, step);
        }
        if (steps)
            memcpy(steps + i / STEP, step, (size_t)(values / STEP) * sizeof(*step));
    }
}

static uint16_t to_half(enum scale_type type, float x)
{
    return type == SCALE_F16 ? f32_to_f16(x) : f32_to_bf16(x);
}

/* A group's scale and bias in 16 bits, with their squared error over its codes. */
struct rounded {
    uint16_t scale, bias;
    double err;
};

/* The scale's neighbours too, each with the bias that keeps the mean of the group: of two
 * roundings the second then takes away most of what the first adds. q and qq are the sums
 * of the codes and of their squares. */
static struct rounded round_scales(enum scale_type type, float scale, float bias, int q,
                                   int qq)
{
    struct rounded best = {to_half(type, scale), to_half(type, bias), INFINITY};
    uint16_t nearest = best.scale;
    if (scale_to_f32(type, best.scale) == scale && scale_to_f32(type, best.bias) == bias)
    {
        best.err = 0;
        return best;
    }
    for (int i = -1; i <= 1; i++) {
        uint16_t hs = (uint16_t)(nearest + i);
        double ds = (double)scale_to_f32(type, hs) - (double)scale;
        uint16_t hb = to_half(type, (float)((double)bias - ds * q / GROUP));
        double db = (double)scale_to_f32(type, hb) - (double)bias;
        double err = ds * ds * qq + 2 * ds * db * q + db * db * GROUP;
        if (err < best.err) /* never with what is not finite */
            best = (struct rounded){hs, hb, err};
    }
    return best;
}

/* Scale and bias in 16 bits, of the group or, where that rounds less, of the same values
 * counted from the other end, whose bias is another number. False when one is not finite
 * there. */
static bool put_scales(const struct block_target *t, struct group *g, uint16_t *scale,
                       uint16_t *bias)
{
    enum scale_type type = t->scale_type;
    int levels = (1 << dtype_bits(t->type)) - 1, q = 0, qq = 0;
    if (!isfinite(scale_to_f32(type, to_half(type, g->scale))) ||
        !isfinite(scale_to_f32(type, to_half(type, g->bias))))
        return false;
    for (int i = 0; i < GROUP; i++) {
        q += g->code[i];
        qq += g->code[i] * g->code[i];
    }
    struct rounded best = round_scales(type, g->scale, g->bias, q, qq);
    if (best.err > 0) {
        struct rounded turned = round_scales(
            type, -g->scale, g->bias + g->scale * (float)levels, GROUP * levels - q,
            GROUP * levels * levels - 2 * levels * q + qq);
        if (turned.err < best.err) {
            best = turned;
            for (int i = 0; i < GROUP; i++)
                g->code[i] = (uint8_t)(levels - g->code[i]);
        }
    }
    *scale = best.scale;
    *bias = best.bias;
    return true;
}

/* The two widths that most files have, without the loop over bits. */
static void put_codes(const uint8_t *code, int bits, uint8_t *out)
{
    if (bits == 8)
        memcpy(out, code, GROUP);
    else if (bits == 4)
        for (int i = 0; i < GROUP / 2; i++)
            out[i] = (uint8_t)(code[2 * i] | code[2 * i + 1] << 4);
    else
        quantize_put_codes(code, GROUP, bits, out);
}

bool block_row_affine(enum block_type type, const void *bytes, int n, uint8_t *data,
                      uint16_t *scales, uint16_t *biases)
{
    const uint8_t *b = bytes;
    const struct block_target *t = &blocks[type].target;
    int values = blocks[type].n, bits = dtype_bits(t->type);
    struct group g[SUPER_GROUPS];
    assert(t->exact && n % values == 0);
    for (int i = 0; i < n; i += values, b += blocks[type].n_bytes) {
        blocks[type].groups(b, g);
        for (int j = 0; j < values / GROUP; j++) {
            if (!put_scales(t, &g[j], scales++, biases++))
                return false;
            put_codes(g[j].code, bits, data);
            data += GROUP * bits / 8;
        }
    }
    return true;
}
