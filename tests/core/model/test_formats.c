#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/packer.h"
#include "core/model/safetensors.h"
#include "tests/core/model/model_files.h"

/* Ways of storing weights, from the checkpoint through the pack to the numbers. */

enum {
    H = 128, /* hidden size of the fixtures used here */
    GROUPS = H / 64,
};

#define LAYER "language_model.model.layers.3."

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), k = strlen(end);
    return n >= k && strcmp(s + n - k, end) == 0;
}

/* A copy of the MLX fixture whose scales and biases have the same bits, called F16. */
static char *fixture_f16(void)
{
    char *dir = fixture_copy("qwen3_5_moe_mlx4");
    json_t *h = header_get(dir), *v;
    const char *name;
    json_object_foreach(h, name, v)
    {
        if (ends_with(name, ".scales") || ends_with(name, ".biases"))
            json_object_set_new(v, "dtype", json_string("F16"));
    }
    header_put(dir, h);
    return dir;
}

static struct pack *pack_of(const char *src, const char *dst)
{
    struct packer_params params = {0};
    struct error err = {0};
    struct pack *pack = NULL;
    if (!pack_write(src, dst, &params, &err) || !(pack = pack_open(dst, &err)))
        fail_msg("%s", err.msg);
    return pack;
}

/* The stored bytes of a tensor, from `slice` times n on; owned. */
static void *stored(const struct stored_tensors *st, const char *name, size_t slice,
                    size_t n)
{
    const struct st_tensor *t = st_find(st, name);
    char *bytes = xmalloc(n);
    assert_non_null(t);
    assert_true(st_read(st, t, slice * n, bytes, n, NULL));
    return bytes;
}

/* The value of an f16, by its definition. */
static double half_value(uint16_t h)
{
    int exponent = h >> 10 & 31, fraction = h & 0x3ff;
    double x = exponent ? ldexp(1024 + fraction, exponent - 25) : ldexp(fraction, -24);
    return h & 0x8000 ? -x : x;
}

/* The value of a scale or bias, by its definition. */
static double scale_value(enum scale_type type, uint16_t h)
{
    if (type == SCALE_F16)
        return half_value(h);
    int exponent = h >> 7 & 255, fraction = h & 0x7f;
    double x = exponent ? ldexp(128 + fraction, exponent - 134) : ldexp(fraction, -133);
    return h & 0x8000 ? -x : x;
}

/* Value i of a row that is a stream of words of 32 bits, of which each first fills the lower
 * bits: as the format's own documentation has it, and not by bytes as the program does. */
static unsigned code_at(const uint32_t *row, size_t i, unsigned bits)
{
    size_t word = i * bits / 32, shift = i * bits % 32;
    uint64_t two = row[word];
    if (shift + bits > 32)
        two |= (uint64_t)row[word + 1] << 32;
    return (unsigned)(two >> shift) & ((1u << bits) - 1);
}

/* Every weight of w against the stored bits of `base`.weight, .scales and .biases: rows from
 * row `slice` times n_out on. */
static void matrix_is_that_of(const struct matrix *w, const struct stored_tensors *st,
                              const char *base, size_t slice, unsigned bits)
{
    char name[160];
    size_t n_out = (size_t)w->n_out, n_in = (size_t)w->n_in;
    size_t n_scales = n_out * (n_in / 64);
    float *row = xmalloc(n_in * sizeof(*row));
    snprintf(name, sizeof(name), "%s.weight", base);
    assert_int_equal(dtype_bits(w->type), bits);
    uint32_t *q = stored(st, name, slice, n_out * n_in * bits / 8);
    snprintf(name, sizeof(name), "%s.scales", base);
    uint16_t *scales = stored(st, name, slice, n_scales * 2);
    snprintf(name, sizeof(name), "%s.biases", base);
    uint16_t *biases = stored(st, name, slice, n_scales * 2);
    for (size_t r = 0; r < n_out; r++) {
        matrix_dequant_row(w, (int)r, row);
        for (size_t i = 0; i < n_in; i++) {
            size_t at = r * n_in + i, g = at / 64;
            double code = code_at(q + r * n_in * bits / 32, i, bits);
            double want = scale_value(w->scale_type, scales[g]) * code +
                          scale_value(w->scale_type, biases[g]);
            if (!(fabs((double)row[i] - want) <= 1e-6 * fabs(want) + 1e-9))
                fail_msg("%s: row %zu, input %zu is %g, not %g", base, r, i,
                         (double)row[i], want);
        }
    }
    free(row);
    free(q);
    free(scales);
    free(biases);
}

/* The experts of layer 3, by one of them. */
static void experts_are_those_of(const struct pack *pack, const struct stored_tensors *st,
                                 unsigned bits)
{
    const struct expert_layout *l = &pack->expert[3];
    char *record = xmalloc(l->record_bytes);
    struct expert_view x;
    assert_int_equal(
        pread(pack->expert_fd[3], record, l->record_bytes, (off_t)(11 * l->stride_bytes)),
        l->record_bytes);
    expert_view(l, record, &x);
    matrix_is_that_of(&x.gate, st, LAYER "mlp.switch_mlp.gate_proj", 11, bits);
    matrix_is_that_of(&x.up, st, LAYER "mlp.switch_mlp.up_proj", 11, bits);
    matrix_is_that_of(&x.down, st, LAYER "mlp.switch_mlp.down_proj", 11, bits);
    free(record);
}

static void f16_scales_stay_f16_from_checkpoint_to_weight(void **state)
{
    char *src = fixture_f16(), *dir = folder_make(), *dst = path_join(dir, "p");
    struct error err = {0};
    struct pack *pack = pack_of(src, dst);
    struct stored_tensors *st = safetensors_open(src, NULL);
    const struct expert_layout *l = &pack->expert[3];
    assert_int_equal(l->gate.scale_type, SCALE_F16);
    assert_int_equal(pack->layer[0].qkv.scale_type, SCALE_F16);
    assert_int_equal(pack->layer[0].router.scale_type, SCALE_F16);
    assert_true(pack_verify(pack, NULL, NULL, &err));

    matrix_is_that_of(&pack->layer[3].q, st, LAYER "self_attn.q_proj", 0, 4);
    experts_are_those_of(pack, st, 4);
    st_close(st);
    pack_close(pack);
    free(dst);
    folder_remove(dir);
    folder_remove(src);
}

static void the_type_of_the_scales_is_part_of_what_a_pack_is(void **state)
{
    char *f16 = fixture_f16(), *bf16 = fixture_copy("qwen3_5_moe_mlx4");
    char *dir = folder_make(), *a = path_join(dir, "a"), *b = path_join(dir, "b");
    struct pack *pack_f16 = pack_of(f16, a), *pack_bf16 = pack_of(bf16, b);
    assert_true(same_file(a, b, "dense.bin"));
    assert_true(same_file(a, b, "experts/layer-02.bin"));
    assert_true(pack_identity(pack_f16) != pack_identity(pack_bf16));
    /* bf16 is not said, so that packs are as they were. */
    size_t len;
    char *text = get_file(b, "manifest.json", &len);
    assert_null(memmem(text, len, "\"scales\"", 8));
    free(text);
    pack_close(pack_f16);
    pack_close(pack_bf16);
    free(a);
    free(b);
    folder_remove(dir);
    folder_remove(f16);
    folder_remove(bf16);
}

/* Of one matrix there is one type for both: f16 beside bf16 is read if it fits. */
static void unlike_scales_and_biases_are_taken_exactly_or_not_at_all(void **state)
{
    for (int exact = 0; exact < 2; exact++) {
        uint16_t scales[16 * GROUPS];
        struct packer_params params = {0};
        struct error err = {0};
        char *src = fixture_copy("qwen3_5_moe_mlx4");
        char *dir = folder_make(), *dst = path_join(dir, "p");
        for (int i = 0; i < 16 * GROUPS; i++)
            scales[i] = f32_to_f16(exact ? 0.5f : 0.1f);
        tensor_put(src, LAYER "mlp.gate.scales", "F16", json_pack("[i,i]", 16, GROUPS),
                   scales, sizeof(scales));
        assert_int_equal(pack_write(src, dst, &params, &err), exact);
        if (!exact)
            assert_non_null(strstr(err.msg, LAYER "mlp.gate.scales is F16 and holds"));
        free(dst);
        folder_remove(dir);
        folder_remove(src);
    }
}

/* Random codes of `bits` in the place of a tensor's 4-bit ones, of the same shape. */
static void put_codes(const char *dir, const char *name, int bits)
{
    json_t *h = header_get(dir);
    json_t *shape = json_deep_copy(json_object_get(json_object_get(h, name), "shape"));
    size_t last = json_array_size(shape) - 1, n = 1;
    json_int_t words = json_integer_value(json_array_get(shape, last)) * bits / 4;
    json_array_set_new(shape, last, json_integer(words));
    for (size_t i = 0; i <= last; i++)
        n *= (size_t)json_integer_value(json_array_get(shape, i));
    uint32_t *codes = xmalloc(n * sizeof(*codes)), seed = 7;
    for (size_t i = 0; i < n; i++)
        codes[i] = seed = seed * 1664525 + 1013904223;
    tensor_put(dir, name, "U32", shape, codes, n * sizeof(*codes));
    free(codes);
    json_decref(h);
}

static void five_bits_of_mlx_are_kept_as_they_are(void **state)
{
    static const char *const names[] = {
        LAYER "self_attn.q_proj.weight", LAYER "mlp.switch_mlp.gate_proj.weight",
        LAYER "mlp.switch_mlp.up_proj.weight", LAYER "mlp.switch_mlp.down_proj.weight"};
    char *src = fixture_copy("qwen3_5_moe_mlx4"), *dir = folder_make();
    char *dst = path_join(dir, "p");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        put_codes(src, names[i], 5);
    struct pack *pack = pack_of(src, dst);
    struct stored_tensors *st = safetensors_open(src, NULL);
    struct error err = {0};
    assert_int_equal(pack->expert[3].up.type, DTYPE_Q5);
    assert_int_equal(pack->expert[2].up.type, DTYPE_Q4);
    matrix_is_that_of(&pack->layer[3].q, st, LAYER "self_attn.q_proj", 0, 5);
    experts_are_those_of(pack, st, 5);
    assert_true(pack_verify(pack, NULL, NULL, &err));
    st_close(st);
    pack_close(pack);
    free(dst);
    folder_remove(dir);
    folder_remove(src);
}

static void five_bits_can_be_asked_for(void **state)
{
    char *src = fixture_path("qwen3_5_moe"), *dir = folder_make();
    char *dst = path_join(dir, "p");
    struct packer_params params = {.expert_bits = 5, .dense_bits = 5};
    struct error err = {0};
    assert_true(pack_write(src, dst, &params, &err));
    struct pack *pack = pack_open(dst, &err);
    assert_non_null(pack);
    struct stored_tensors *st = safetensors_open(src, NULL);
    const struct matrix *w = &pack->layer[3].q;
    assert_int_equal(w->type, DTYPE_Q5);
    assert_int_equal(pack->expert[0].down.type, DTYPE_Q5);
    assert_int_equal(pack->expert_bits, 5);
    /* 5 bits, and two 16-bit numbers per 64 */
    assert_int_equal(pack->expert[0].record_bytes, 3 * 64 * H * 5 / 8 + 3 * 64 * H / 16);
    size_t n = (size_t)w->n_out * H;
    uint16_t *x = stored(st, "model.language_model.layers.3.self_attn.q_proj.weight", 0,
                         n * sizeof(*x));
    double error = 0, size = 0;
    for (int r = 0; r < w->n_out; r++) {
        float row[H];
        matrix_dequant_row(w, r, row);
        for (int i = 0; i < H; i++) {
            double want = scale_value(SCALE_BF16, x[r * H + i]);
            error += (row[i] - want) * (row[i] - want);
            size += want * want;
        }
    }
    /* A range of about 4.7 deviations in 31 steps, and an error of a step by the root of 12. */
    double relative = sqrt(error / size);
    if (!(relative > 0.03 && relative < 0.055))
        fail_msg("an error of %g of the weights", relative);
    free(x);
    st_close(st);
    pack_close(pack);
    free(dst);
    free(src);
    folder_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(f16_scales_stay_f16_from_checkpoint_to_weight),
        cmocka_unit_test(the_type_of_the_scales_is_part_of_what_a_pack_is),
        cmocka_unit_test(five_bits_of_mlx_are_kept_as_they_are),
        cmocka_unit_test(five_bits_can_be_asked_for),
        cmocka_unit_test(unlike_scales_and_biases_are_taken_exactly_or_not_at_all),
    };
    return cmocka_run_group_tests_name("core/formats", tests, NULL, NULL);
}
