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

/* Every weight of w against the stored bits of `base`.weight, .scales and .biases: rows from
 * row `slice` times n_out on. */
static void matrix_is_that_of(const struct matrix *w, const struct stored_tensors *st,
                              const char *base, size_t slice)
{
    char name[160];
    size_t n_out = (size_t)w->n_out, n_in = (size_t)w->n_in, bits = 4;
    size_t n_scales = n_out * (n_in / 64);
    float *row = xmalloc(n_in * sizeof(*row));
    snprintf(name, sizeof(name), "%s.weight", base);
    uint8_t *q = stored(st, name, slice, n_out * n_in * bits / 8);
    snprintf(name, sizeof(name), "%s.scales", base);
    uint16_t *scales = stored(st, name, slice, n_scales * 2);
    snprintf(name, sizeof(name), "%s.biases", base);
    uint16_t *biases = stored(st, name, slice, n_scales * 2);
    for (size_t r = 0; r < n_out; r++) {
        matrix_dequant_row(w, (int)r, row);
        for (size_t i = 0; i < n_in; i++) {
            size_t at = r * n_in + i, g = at / 64;
            double code = q[at / 2] >> (at % 2 * 4) & 15;
            double want = half_value(scales[g]) * code + half_value(biases[g]);
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

    matrix_is_that_of(&pack->layer[3].q, st, LAYER "self_attn.q_proj", 0);
    char *record = xmalloc(l->record_bytes);
    struct expert_view x;
    assert_int_equal(
        pread(pack->expert_fd[3], record, l->record_bytes, (off_t)(11 * l->stride_bytes)),
        l->record_bytes);
    expert_view(l, record, &x);
    matrix_is_that_of(&x.gate, st, LAYER "mlp.switch_mlp.gate_proj", 11);
    matrix_is_that_of(&x.up, st, LAYER "mlp.switch_mlp.up_proj", 11);
    matrix_is_that_of(&x.down, st, LAYER "mlp.switch_mlp.down_proj", 11);
    free(record);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(f16_scales_stay_f16_from_checkpoint_to_weight),
        cmocka_unit_test(the_type_of_the_scales_is_part_of_what_a_pack_is),
        cmocka_unit_test(unlike_scales_and_biases_are_taken_exactly_or_not_at_all),
    };
    return cmocka_run_group_tests_name("core/formats", tests, NULL, NULL);
}
