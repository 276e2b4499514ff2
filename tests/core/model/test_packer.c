#include "core/model/packer.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/calibration.h"
#include "core/model/checkpoint.h"
#include "core/model/safetensors.h"
#include "tests/core/model/model_files.h"
#include "tests/core/model/packer_files.h"

enum {
    H = 128, /* hidden size of the fixtures used here */
    N_IN_MAX = 512,
};

/* -- weights, against the checkpoint's own tensors -- */

/* A stored float tensor as f32, owned. */
static float *stored(const struct stored_tensors *st, const char *name)
{
    const struct st_tensor *t = st_find(st, name);
    if (!t) {
        fail_msg("no %s", name);
        return NULL;
    }
    assert_int_equal(t->dtype, ST_BF16);
    size_t n = t->n_bytes / 2;
    uint16_t *h = xmalloc(t->n_bytes);
    float *x = xmalloc(n * sizeof(*x));
    assert_true(st_read(st, t, 0, h, t->n_bytes, NULL));
    for (size_t i = 0; i < n; i++)
        x[i] = bf16_to_f32(h[i]);
    free(h);
    return x;
}

static void row_equals(const struct matrix *w, int row, const float *want)
{
    float got[N_IN_MAX];
    assert_true(w->n_in <= N_IN_MAX);
    matrix_dequant_row(w, row, got);
    for (int i = 0; i < w->n_in; i++)
        if (got[i] != want[i])
            fail_msg("row %d, element %d: %g, not %g", row, i, got[i], want[i]);
}

static void matrix_equals(const struct matrix *w, const struct stored_tensors *st,
                          const char *name)
{
    float *x = stored(st, name);
    assert_int_equal(st_find(st, name)->n_bytes, 2u * (size_t)w->n_out * (size_t)w->n_in);
    for (int r = 0; r < w->n_out; r++)
        row_equals(w, r, x + (size_t)r * (size_t)w->n_in);
    free(x);
}

static void vector_equals(const float *w, const struct stored_tensors *st,
                          const char *name, float plus)
{
    float *x = stored(st, name);
    for (size_t i = 0; i < st_find(st, name)->n_bytes / 2; i++)
        assert_true(w[i] == x[i] + plus);
    free(x);
}

static void *read_record(const struct pack *pack, int layer, int e)
{
    const struct expert_layout *l = &pack->expert[layer];
    size_t len;
    char *all = file_read(pack->expert_path[layer], 1 << 26, &len, NULL);
    assert_non_null(all);
    char *record = xmalloc(l->record_bytes);
    memcpy(record, all + (size_t)e * l->stride_bytes, l->record_bytes);
    free(all);
    return record;
}

#define P "model.language_model."

static void hub_weights_are_kept_as_stored(void **state)
{
    char *dir = folder_make(), *src = fixture_path("qwen3_5_moe");
    char *path = pack_fixture(dir, "qwen3_5_moe", "p", 16, 16);
    struct pack *pack = open_ok(path);
    struct stored_tensors *st = safetensors_open(src, NULL);
    const struct layer_weights *full = &pack->layer[3], *linear = &pack->layer[2];

    assert_int_equal(full->kind, LAYER_FULL);
    assert_int_equal(linear->kind, LAYER_LINEAR);
    matrix_equals(&pack->embed, st, P "embed_tokens.weight");
    matrix_equals(&pack->head, st, "lm_head.weight");
    vector_equals(pack->final_norm, st, P "norm.weight", 1);
    vector_equals(full->input_norm, st, P "layers.3.input_layernorm.weight", 1);
    vector_equals(full->post_norm, st, P "layers.3.post_attention_layernorm.weight", 1);
    vector_equals(full->q_norm, st, P "layers.3.self_attn.q_norm.weight", 1);
    vector_equals(full->k_norm, st, P "layers.3.self_attn.k_norm.weight", 1);
    matrix_equals(&full->q, st, P "layers.3.self_attn.q_proj.weight");
    matrix_equals(&full->k, st, P "layers.3.self_attn.k_proj.weight");
    matrix_equals(&full->v, st, P "layers.3.self_attn.v_proj.weight");
    matrix_equals(&full->o, st, P "layers.3.self_attn.o_proj.weight");
    matrix_equals(&linear->qkv, st, P "layers.2.linear_attn.in_proj_qkv.weight");
    matrix_equals(&linear->z, st, P "layers.2.linear_attn.in_proj_z.weight");
    matrix_equals(&linear->a, st, P "layers.2.linear_attn.in_proj_a.weight");
    matrix_equals(&linear->b, st, P "layers.2.linear_attn.in_proj_b.weight");
    matrix_equals(&linear->out, st, P "layers.2.linear_attn.out_proj.weight");
    vector_equals(linear->conv, st, P "layers.2.linear_attn.conv1d.weight", 0);
    vector_equals(linear->dt_bias, st, P "layers.2.linear_attn.dt_bias", 0);
    vector_equals(linear->gdn_norm, st, P "layers.2.linear_attn.norm.weight", 0);
    matrix_equals(&linear->router, st, P "layers.2.mlp.gate.weight");
    matrix_equals(&linear->shared_up, st, P "layers.2.mlp.shared_expert.up_proj.weight");
    matrix_equals(&linear->shared_down, st,
                  P "layers.2.mlp.shared_expert.down_proj.weight");
    matrix_equals(&linear->shared_expert_gate, st,
                  P "layers.2.mlp.shared_expert_gate.weight");
    float *a_log = stored(st, P "layers.2.linear_attn.A_log");
    for (int i = 0; i < pack->config.n_v_head; i++)
        assert_true(fabsf(linear->neg_exp_a[i] + expf(a_log[i])) < 1e-6f);
    free(a_log);

    struct expert_view x;
    void *record = read_record(pack, 2, 9);
    expert_view(&pack->expert[2], record, &x);
    matrix_equals(&x.gate, st, P "layers.2.mlp.experts.9.gate_proj.weight");
    matrix_equals(&x.up, st, P "layers.2.mlp.experts.9.up_proj.weight");
    matrix_equals(&x.down, st, P "layers.2.mlp.experts.9.down_proj.weight");
    free(record);
    st_close(st);
    pack_close(pack);
    free(path);
    free(src);
    folder_remove(dir);
}

static void fused_and_single_experts_give_the_same_pack(void **state)
{
    static const int bits[] = {16, 8, 4, 3, 2};
    char *dir = folder_make();
    for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
        char a_name[8], b_name[8];
        snprintf(a_name, sizeof(a_name), "a%d", bits[i]);
        snprintf(b_name, sizeof(b_name), "b%d", bits[i]);
        int dense = bits[i] == 4 ? 4 : 8;
        char *a = pack_fixture(dir, "qwen3_5_moe", a_name, bits[i], dense);
        char *b = pack_fixture(dir, "qwen3_5_moe_fused", b_name, bits[i], dense);
        assert_true(same_pack(a, b));
        free(a);
        free(b);
    }
    folder_remove(dir);
}

static void norms_without_an_offset_stay(void **state)
{
    char *dir = folder_make(), *src = fixture_path("qwen3_moe");
    char *path = pack_fixture(dir, "qwen3_moe", "p", 0, 0);
    struct pack *pack = open_ok(path);
    struct stored_tensors *st = safetensors_open(src, NULL);
    vector_equals(pack->final_norm, st, "model.norm.weight", 0);
    vector_equals(pack->layer[1].q_norm, st, "model.layers.1.self_attn.q_norm.weight", 0);
    assert_int_equal(pack->layer[1].shared_up.n_out, 0);
    assert_string_equal(pack->template_name, "qwen3");
    assert_int_equal(pack->layer[0].q.type, DTYPE_Q8);
    assert_int_equal(pack->layer[0].router.type, DTYPE_BF16);
    assert_int_equal(pack->expert[0].up.type, DTYPE_Q4);
    st_close(st);
    pack_close(pack);
    free(path);
    free(src);
    folder_remove(dir);
}

/* The row of the interleaved tensor for each row of the split ones, from the text of the
 * specification: per key head q, k, the values, the gates. 2 key heads, 4 value heads, all
 * of 32. */
static int qkvz_row(char part, int head, int d)
{
    int block = 32 + 32 + 64 + 64;
    switch (part) {
    case 'q': return head * block + d;
    case 'k': return head * block + 32 + d;
    case 'v': return head / 2 * block + 64 + head % 2 * 32 + d;
    default: return head / 2 * block + 128 + head % 2 * 32 + d;
    }
}

static void interleaved_projections_are_split(void **state)
{
    char *dir = folder_make(), *src = fixture_path("qwen3_next");
    char *path = pack_fixture(dir, "qwen3_next", "p", 16, 16);
    struct pack *pack = open_ok(path);
    struct stored_tensors *st = safetensors_open(src, NULL);
    const struct layer_weights *l = &pack->layer[1];
    float *x = stored(st, "model.layers.1.linear_attn.in_proj_qkvz.weight");
    float *ba = stored(st, "model.layers.1.linear_attn.in_proj_ba.weight");
    for (int d = 0; d < 32; d++) {
        for (int h = 0; h < 2; h++) {
            row_equals(&l->qkv, h * 32 + d, x + qkvz_row('q', h, d) * H);
            row_equals(&l->qkv, 64 + h * 32 + d, x + qkvz_row('k', h, d) * H);
        }
        for (int h = 0; h < 4; h++) {
            row_equals(&l->qkv, 128 + h * 32 + d, x + qkvz_row('v', h, d) * H);
            row_equals(&l->z, h * 32 + d, x + qkvz_row('z', h, d) * H);
        }
    }
    for (int h = 0; h < 4; h++) {
        row_equals(&l->b, h, ba + (h / 2 * 4 + h % 2) * H);
        row_equals(&l->a, h, ba + (h / 2 * 4 + 2 + h % 2) * H);
    }
    vector_equals(l->input_norm, st, "model.layers.1.input_layernorm.weight", 1);
    free(x);
    free(ba);
    st_close(st);
    pack_close(pack);
    free(path);
    free(src);
    folder_remove(dir);
}

static void interleaved_quantised_rows_move_with_their_scales(void **state)
{
    enum {
        ROWS = 384
    };
    static uint8_t codes[ROWS * H / 2];
    static uint16_t scales[ROWS * 2], biases[ROWS * 2];
    char *src = fixture_copy("qwen3_next"), *dir = folder_make();
    for (size_t i = 0; i < sizeof(codes); i++)
        codes[i] = (uint8_t)(i * 2654435761u >> 13);
    for (int i = 0; i < ROWS * 2; i++) {
        scales[i] = f32_to_bf16((float)(i + 1));
        biases[i] = f32_to_bf16((float)-i);
    }
    for (int layer = 0; layer < 3; layer++) {
        char name[128];
        json_t *h;
#define QKVZ "model.layers.%d.linear_attn.in_proj_qkvz"
        snprintf(name, sizeof(name), QKVZ ".weight", layer);
        tensor_put(src, name, "U32", json_pack("[i,i]", ROWS, H / 8), codes,
                   sizeof(codes));
        snprintf(name, sizeof(name), QKVZ ".scales", layer);
        tensor_put(src, name, "BF16", json_pack("[i,i]", ROWS, 2), scales,
                   sizeof(scales));
        snprintf(name, sizeof(name), QKVZ ".biases", layer);
        tensor_put(src, name, "BF16", json_pack("[i,i]", ROWS, 2), biases,
                   sizeof(biases));
        h = header_get(src);
        snprintf(name, sizeof(name), "model.layers.%d.linear_attn.conv1d.weight", layer);
        json_object_set_new(json_object_get(h, name), "shape",
                            json_pack("[i,i,i]", 256, 4, 1));
        header_put(src, h);
    }

    char *path = pack_at(src, path_join(dir, "p"), 0, 0);
    struct pack *pack = open_ok(path);
    const struct matrix *w = &pack->layer[2].qkv, *z = &pack->layer[2].z;
    assert_int_equal(w->type, DTYPE_Q4);
    for (int h = 0; h < 4; h++)
        for (int d = 0; d < 32; d++) {
            int from = qkvz_row('v', h, d), to = 128 + h * 32 + d;
            assert_memory_equal((const uint8_t *)w->data + to * H / 2,
                                codes + from * H / 2, H / 2);
            assert_memory_equal(w->scales + to * 2, scales + from * 2, 4);
            assert_memory_equal(w->biases + to * 2, biases + from * 2, 4);
            from = qkvz_row('z', h, d);
            to = h * 32 + d;
            assert_memory_equal((const uint8_t *)z->data + to * H / 2,
                                codes + from * H / 2, H / 2);
            assert_memory_equal(z->scales + to * 2, scales + from * 2, 4);
        }
    pack_close(pack);
    free(path);
    folder_remove(dir);
    folder_remove(src);
}

static void same_bytes(const struct stored_tensors *st, const char *name, uint64_t slice,
                       size_t n, const char *at)
{
    const struct st_tensor *t = st_find(st, name);
    char *want = xmalloc(n);
    assert_non_null(t);
    assert_true(st_read(st, t, slice * n, want, n, NULL));
    assert_memory_equal(at, want, n);
    free(want);
}

/* gate w, s, b, up w, s, b, down w, s, b with nothing between: the layout of packed layer
 * files elsewhere, too. */
static void mlx_records_are_the_stored_slices(void **state)
{
    static const char *const part[] = {
        "gate_proj.weight", "gate_proj.scales", "gate_proj.biases",
        "up_proj.weight",   "up_proj.scales",   "up_proj.biases",
        "down_proj.weight", "down_proj.scales", "down_proj.biases"};
    static const int bits[] = {2, 4};
    char *dir = folder_make();
    for (int k = 0; k < 2; k++) {
        const char *fixture = k ? "qwen3_5_moe_mlx4" : "qwen3_5_moe_mlx2";
        char *src = fixture_path(fixture),
             *path = pack_fixture(dir, fixture, fixture, 16, 16);
        struct pack *pack = open_ok(path);
        struct stored_tensors *st = safetensors_open(src, NULL);
        size_t weight = 64 * H * (size_t)bits[k] / 8, scale = 64 * 2 * 2, at = 0;
        char *record = read_record(pack, 3, 11);
        for (int i = 0; i < 9; i++) {
            char name[128];
            size_t n = i % 3 ? scale : weight;
            snprintf(name, sizeof(name),
                     "language_model.model.layers.3.mlp.switch_mlp.%s", part[i]);
            same_bytes(st, name, 11, n, record + at);
            at += n;
        }
        assert_int_equal(pack->expert[3].record_bytes, at);
        assert_int_equal(pack->layer[0].router.type, DTYPE_Q8);
        assert_int_equal(pack->layer[0].qkv.type, DTYPE_Q4);
        vector_equals(pack->layer[0].input_norm, st,
                      "language_model.model.layers.0.input_layernorm.weight", 0);
        free(record);
        st_close(st);
        pack_close(pack);
        free(path);
        free(src);
    }
    folder_remove(dir);
}

static void quantised_sources_are_not_requantised(void **state)
{
    char *dir = folder_make(), *src = fixture_path("qwen3_5_moe_mlx4");
    char *dst = path_join(dir, "p");
    pack_fails(src, dst, (struct packer_params){.expert_bits = 2},
               "not requantised to 2");
    pack_fails(src, dst, (struct packer_params){.dense_bits = 8}, "stored with 4 bits");
    pack_fails(src, dst, (struct packer_params){.expert_bits = 7}, "expert bits 7");
    pack_fails(src, dst, (struct packer_params){.dense_bits = 2}, "dense bits 2");
    pack_at(src, dst, 4, 4);
    char *other = pack_at(src, path_join(dir, "q"), 0, 0);
    assert_true(same_pack(dst, other));
    free(other);
    free(dst);
    free(src);
    folder_remove(dir);
}

static void weights_that_are_no_numbers_are_refused(void **state)
{
    char *dir = folder_make(), *src = fixture_copy("qwen3_5_moe");
    char *dst = path_join(dir, "p");
    uint16_t row[4 * H] = {[77] = 0x7fc0};
    tensor_put(src, P "layers.0.mlp.experts.3.up_proj.weight", "BF16",
               json_pack("[i,i]", 64, H), (uint16_t[64 * H]){[500] = 0x7f80}, 64 * H * 2);
    pack_fails(src, dst, (struct packer_params){0},
               "model.safetensors: tensor " P
               "layers.0.mlp.experts.3.up_proj.weight holds a "
               "value that is not finite");
    free(dst);
    dst = path_join(dir, "copied"); /* nothing is converted here */
    pack_fails(src, dst, (struct packer_params){.expert_bits = 16, .dense_bits = 16},
               "model.safetensors: tensor " P
               "layers.0.mlp.experts.3.up_proj.weight holds a "
               "value that is not finite");
    free(dst);
    dst = path_join(dir, "q");
    tensor_put(src, P "norm.weight", "BF16", json_pack("[i]", H), row, H * 2);
    pack_fails(src, dst, (struct packer_params){.dense_bits = 16},
               "norm.weight holds a value that is not finite");
    free(dst);
    folder_remove(src);
    folder_remove(dir);
}

static void other_files_come_along(void **state)
{
    char *dir = folder_make(), *src = fixture_copy("qwen3_moe");
    put_file(src, "tokenizer.json", "{\"a\": 1}", 8);
    put_file(src, "generation_config.json", "{\"b\": 2}", 8);
    char *dst = pack_at(src, path_join(dir, "p"), 0, 0);
    struct pack *pack = open_ok(dst);
    char *tokenizer = pack_tokenizer_path(pack), *generation = pack_generation_path(pack);
    assert_true(file_exists(tokenizer));
    assert_true(file_exists(generation));
    assert_true(same_file(src, dst, "tokenizer.json"));
    pack_close(pack);
    free(tokenizer);
    free(generation);

    put_file(src, "tokenizer.json", "{\"a\"", 4);
    free(dst);
    dst = path_join(dir, "q");
    pack_fails(src, dst, (struct packer_params){0}, "tokenizer.json: line 1, column");
    free(dst);
    folder_remove(src);
    folder_remove(dir);
}

static void f32_weights_stay_exact_unless_quantised(void **state)
{
    char *dir = folder_make();
    char *path = pack_fixture(dir, "odd_next", "p", 16, 16);
    struct pack *pack = open_ok(path);
    assert_int_equal(pack->embed.type, DTYPE_F32);
    assert_int_equal(pack->layer[0].router.type, DTYPE_F32);
    assert_int_equal(pack->expert[0].gate.type, DTYPE_F32);
    pack_close(pack);
    free(path);
    path = pack_fixture(dir, "odd_next", "q", 4, 8);
    pack = open_ok(path);
    assert_int_equal(pack->layer[0].router.type, DTYPE_F32);
    pack_close(pack);
    free(path);
    folder_remove(dir);
}

static void names_that_could_not_be_read_back_are_refused(void **state)
{
    char *dir = folder_make(), *src = fixture_path("qwen3_moe");
    char *dst = path_join(dir, "p"), *partial = path_join(dir, "p.partial");
    char name[1026];
    memset(name, 'a', 1025);
    name[1025] = '\0';
    pack_fails(src, dst, (struct packer_params){.name = "\xff"},
               "its name is not valid UTF-8");
    pack_fails(src, dst, (struct packer_params){.template_name = "a\xc0"},
               "its template's name is not valid UTF-8");
    pack_fails(src, dst, (struct packer_params){.name = name},
               "its name is longer than 1024 bytes");
    assert_false(file_exists(partial));

    struct error err = {0};
    struct packer_params params = {.name = name + 1};
    assert_true(pack_write(src, dst, &params, &err));
    struct pack *pack = open_ok(dst);
    assert_string_equal(pack->name, name + 1);
    pack_close(pack);
    free(partial);
    free(dst);
    free(src);
    folder_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hub_weights_are_kept_as_stored),
        cmocka_unit_test(fused_and_single_experts_give_the_same_pack),
        cmocka_unit_test(norms_without_an_offset_stay),
        cmocka_unit_test(interleaved_projections_are_split),
        cmocka_unit_test(interleaved_quantised_rows_move_with_their_scales),
        cmocka_unit_test(mlx_records_are_the_stored_slices),
        cmocka_unit_test(quantised_sources_are_not_requantised),
        cmocka_unit_test(weights_that_are_no_numbers_are_refused),
        cmocka_unit_test(f32_weights_stay_exact_unless_quantised),
        cmocka_unit_test(names_that_could_not_be_read_back_are_refused),
        cmocka_unit_test(other_files_come_along),
    };
    return cmocka_run_group_tests_name("core/model/packer", tests, NULL, NULL);
}
