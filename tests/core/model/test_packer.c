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

enum {
    H = 128, /* hidden size of the fixtures used here */
    N_IN_MAX = 512,
};

static char *pack_at(const char *src, const char *dst, int expert_bits, int dense_bits)
{
    struct packer_params params = {.expert_bits = expert_bits, .dense_bits = dense_bits};
    struct error err = {0};
    if (!pack_write(src, dst, &params, &err))
        fail_msg("%s", err.msg);
    return (char *)dst;
}

/* <dir>/<name> packed from a fixture; owned path. */
static char *pack_fixture(const char *dir, const char *fixture, const char *name,
                          int expert_bits, int dense_bits)
{
    char *src = fixture_path(fixture);
    char *dst = pack_at(src, path_join(dir, name), expert_bits, dense_bits);
    free(src);
    return dst;
}

static struct pack *open_ok(const char *path)
{
    struct error err = {0};
    struct pack *pack = pack_open(path, &err);
    if (!pack)
        fail_msg("%s", err.msg);
    return pack;
}

static bool same_pack(const char *a, const char *b)
{
    static const char *const files[] = {"dense.bin",
                                        "experts/checksums.bin",
                                        "experts/layer-00.bin",
                                        "experts/layer-01.bin",
                                        "experts/layer-02.bin",
                                        "experts/layer-03.bin"};
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        if (!same_file(a, b, files[i]))
            return false;
    return true;
}

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

static void pack_fails(const char *src, const char *dst, struct packer_params params,
                       const char *why)
{
    struct error err = {0};
    assert_false(pack_write(src, dst, &params, &err));
    if (!strstr(err.msg, why))
        fail_msg("\"%s\" does not say \"%s\"", err.msg, why);
    assert_false(file_exists(dst));
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

/* -- interruption -- */

struct stop {
    int after, calls;
};

static bool stop_after(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    struct stop *s = ctx;
    assert_true(done <= total);
    return s->calls++ < s->after;
}

static void an_interrupted_run_continues_to_the_same_bytes(void **state)
{
    char *dir = folder_make(), *src = fixture_path("qwen3_5_moe");
    char *whole = pack_fixture(dir, "qwen3_5_moe", "whole", 3, 8);
    char *dst = path_join(dir, "p"), *partial = path_join(dir, "p.partial");
    int runs = 0;
    for (;; runs++) {
        struct stop stop = {.after = 20};
        struct packer_params params = {.expert_bits = 3,
                                       .dense_bits = 8,
                                       .name = "qwen3_5_moe",
                                       .progress = stop_after,
                                       .progress_ctx = &stop};
        struct error err = {0};
        if (pack_write(src, dst, &params, &err))
            break;
        assert_non_null(strstr(err.msg, "goes on from here"));
        assert_false(file_exists(dst));
        assert_true(file_exists(partial));
        assert_true(runs < 20);
    }
    assert_true(runs >= 2);
    assert_false(file_exists(partial));
    assert_true(same_pack(whole, dst));
    assert_true(same_file(whole, dst, "manifest.json"));
    free(whole);
    free(dst);
    free(partial);
    free(src);
    folder_remove(dir);
}

static bool stop_among_experts(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    return done < total / 4 * 3;
}

/* Leave dst.partial after some units. */
static void interrupt(const char *src, const char *dst)
{
    struct packer_params params = {.progress = stop_among_experts};
    assert_false(pack_write(src, dst, &params, NULL));
}

static void what_a_killed_run_has_half_written_goes(void **state)
{
    char *dir = folder_make(), *src = fixture_path("qwen3_5_moe");
    char *dst = path_join(dir, "p"), *partial = path_join(dir, "p.partial");
    char *left = path_join(dst, "tokenizer.json.tmp.77");
    interrupt(src, dst);
    put_file(partial, "tokenizer.json.tmp.77", "{", 1);
    free(pack_at(src, xstrdup(dst), 0, 0));
    assert_false(file_exists(left));
    free(left);
    free(dst);
    free(partial);
    free(src);
    folder_remove(dir);
}

static void a_torn_or_wrong_journal_only_costs_time(void **state)
{
    static const char torn[] = "{\"unit\": 99}\n{\"unit\": ";
    char *dir = folder_make(), *src = fixture_path("qwen3_5_moe");
    char *whole = pack_fixture(dir, "qwen3_5_moe", "whole", 0, 0);
    char *dst = path_join(dir, "p"), *partial = path_join(dir, "p.partial");
    interrupt(src, dst);
    size_t len;
    char *journal = get_file(partial, "journal", &len);
    char *more = xasprintf("%s%s", journal, torn);
    put_file(partial, "journal", more, strlen(more));
    free(pack_at(src, xstrdup(dst), 0, 0));
    assert_true(same_pack(whole, dst));
    folder_remove(xstrdup(dst));

    interrupt(src, dst);
    put_file(partial, "journal", "x\n", 2);
    put_file(partial, "dense.bin", "short", 5);
    free(pack_at(src, xstrdup(dst), 0, 0));
    assert_true(same_pack(whole, dst));
    free(journal);
    free(more);
    free(whole);
    free(dst);
    free(partial);
    free(src);
    folder_remove(dir);
}

static void a_partial_folder_of_other_options_is_refused(void **state)
{
    char *dir = folder_make(), *src = fixture_path("qwen3_5_moe");
    char *dst = path_join(dir, "p");
    interrupt(src, dst);
    pack_fails(src, dst, (struct packer_params){.expert_bits = 8}, "remove it first");
    char *other = fixture_path("qwen3_5_moe_fused");
    pack_fails(other, dst, (struct packer_params){0}, "remove it first");
    free(other);
    free(dst);
    free(src);
    folder_remove(dir);
}

/* A calibration of nothing but one token, whose inputs grow by `step`; owned path. */
static char *calibration_at(const char *dir, const char *name, const char *src,
                            float step)
{
    struct error err = {0};
    float x[N_IN_MAX];
    struct checkpoint *ck = checkpoint_open(src, &err);
    if (!ck) {
        fail_msg("%s", err.msg);
        return NULL;
    }
    struct calibration_sums *s = calibration_sums_create(&ck->config, &err);
    assert_non_null(s);
    assert_true(ck->config.hidden <= N_IN_MAX);
    for (int i = 0; i < N_IN_MAX; i++)
        x[i] = 1 + step * (float)i;
    for (int i = 0; i < ck->config.n_layer; i++)
        calibration_add_expert(s, i, 0, CALIBRATION_IN, x);
    char *path = path_join(dir, name);
    if (!calibration_write(s, path, 1, 1, &err))
        fail_msg("%s", err.msg);
    calibration_sums_destroy(s);
    checkpoint_close(ck);
    return path;
}

static void a_partial_folder_of_another_calibration_or_plan_is_refused(void **state)
{
    static const char plan[] = "rules: [{tensors: experts.up, layers: 2, bits: 6}]\n";
    char *dir = folder_make(), *src = fixture_path("qwen3_5_moe");
    char *a = calibration_at(dir, "a", src, 0.1f), *b = calibration_at(dir, "b", src, 2);
    char *dst = path_join(dir, "p"), *rules = path_join(dir, "plan.yaml");
    struct packer_params params = {
        .calibration = a, .calibration_text = "t", .progress = stop_among_experts};
    put_file(dir, "plan.yaml", plan, strlen(plan));
    assert_false(pack_write(src, dst, &params, NULL));
    params.progress = NULL;
    params.calibration = b;
    pack_fails(src, dst, params, "remove it first");
    params.calibration = NULL;
    pack_fails(src, dst, params, "remove it first");
    params.calibration = a;
    params.rules = rules;
    pack_fails(src, dst, params, "remove it first");
    params.rules = NULL;
    /* What went on is what is made at once, by many threads both times. */
    char *whole = path_join(dir, "whole"), *plain = path_join(dir, "plain");
    assert_true(pack_write(src, dst, &params, NULL));
    assert_true(pack_write(src, whole, &params, NULL));
    assert_true(same_pack(dst, whole));
    free(pack_at(src, xstrdup(plain), 0, 0));
    assert_false(same_pack(dst, plain));
    free(whole);
    free(plain);
    free(rules);
    free(dst);
    free(a);
    free(b);
    free(src);
    folder_remove(dir);
}

static void an_existing_target_is_left_alone(void **state)
{
    char *dir = folder_make(), *src = fixture_path("qwen3_moe");
    struct packer_params params = {0};
    struct error err = {0};
    put_file(dir, "p", "mine", 4);
    char *dst = path_join(dir, "p");
    assert_false(pack_write(src, dst, &params, &err));
    assert_non_null(strstr(err.msg, "File exists"));
    size_t len;
    char *bytes = get_file(dir, "p", &len);
    assert_memory_equal(bytes, "mine", 4);
    free(bytes);
    free(dst);
    free(src);
    folder_remove(dir);
}

static void a_full_disk_leaves_only_the_partial_folder(void **state)
{
    char *dir = folder_make(), *src = fixture_path("qwen3_5_moe");
    char *dst = path_join(dir, "p"),
         *whole = pack_fixture(dir, "qwen3_5_moe", "whole", 0, 0);
    /* A limit on the file size stands for the disk: writes fail in the middle. */
    struct rlimit old, low;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    low = old;
    low.rlim_cur = 700 * 1000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    struct packer_params params = {.expert_bits = 16};
    struct error err = {0};
    bool ok = pack_write(src, dst, &params, &err);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_false(ok);
    assert_non_null(strstr(err.msg, "p.partial/experts/layer-00.bin: File too large"));
    assert_false(file_exists(dst));

    struct packer_params again = {.expert_bits = 16};
    assert_true(pack_write(src, dst, &again, &err));
    struct pack *pack = open_ok(dst);
    assert_true(pack_verify(pack, NULL, NULL, &err));
    pack_close(pack);
    free(whole);
    free(dst);
    free(src);
    folder_remove(dir);
}

/* A checkpoint of terabytes that occupies nothing: one layer behind a hole. */
static char *huge_checkpoint(void)
{
    static const struct {
        const char *name;
        json_int_t dim[2];
    } tensors[] = {
        {"model.embed_tokens.weight", {1 << 24, 1 << 16}},
        {"lm_head.weight", {1 << 24, 1 << 16}},
        {"model.norm.weight", {1 << 16, 0}},
        {"model.layers.0.input_layernorm.weight", {1 << 16, 0}},
        {"model.layers.0.post_attention_layernorm.weight", {1 << 16, 0}},
        {"model.layers.0.self_attn.q_proj.weight", {64, 1 << 16}},
        {"model.layers.0.self_attn.k_proj.weight", {64, 1 << 16}},
        {"model.layers.0.self_attn.v_proj.weight", {64, 1 << 16}},
        {"model.layers.0.self_attn.o_proj.weight", {1 << 16, 64}},
        {"model.layers.0.self_attn.q_norm.weight", {64, 0}},
        {"model.layers.0.self_attn.k_norm.weight", {64, 0}},
        {"model.layers.0.mlp.gate.weight", {1, 1 << 16}},
        {"model.layers.0.mlp.experts.0.gate_proj.weight", {64, 1 << 16}},
        {"model.layers.0.mlp.experts.0.up_proj.weight", {64, 1 << 16}},
        {"model.layers.0.mlp.experts.0.down_proj.weight", {1 << 16, 64}},
    };
    json_t *header = json_object();
    json_int_t at = 0;
    for (size_t i = 0; i < sizeof(tensors) / sizeof(tensors[0]); i++) {
        json_int_t a = tensors[i].dim[0], b = tensors[i].dim[1];
        json_int_t n = 2 * a * (b ? b : 1);
        json_object_set_new(header, tensors[i].name,
                            json_pack("{s:s, s:o, s:[I,I]}", "dtype", "BF16", "shape",
                                      b ? json_pack("[I,I]", a, b) : json_pack("[I]", a),
                                      "data_offsets", at, at + n));
        at += n;
    }
    char *text = json_dumps(header, JSON_COMPACT), *dir = safetensors_make(text, 0, 0);
    char *file = path_join(dir, "model.safetensors");
    bool ok = truncate(file, (off_t)(8 + strlen(text)) + at) == 0;
    json_put(dir, "config.json",
             json_pack("{s:s, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:f}",
                       "model_type", "qwen3_moe", "hidden_size", 1 << 16,
                       "num_hidden_layers", 1, "vocab_size", 1 << 24,
                       "max_position_embeddings", 64, "num_attention_heads", 1,
                       "num_key_value_heads", 1, "head_dim", 64, "num_experts", 1,
                       "num_experts_per_tok", 1, "moe_intermediate_size", 64,
                       "rope_theta", 1e6));
    free(file);
    free(text);
    json_decref(header);
    if (ok)
        return dir;
    folder_remove(dir);
    return NULL;
}

static void too_small_a_disk_is_noticed_first(void **state)
{
    char *src = huge_checkpoint();
    if (!src)
        skip(); /* this file system has no files of that length */
    char *dir = folder_make(), *dst = path_join(dir, "p"), *partial;
    pack_fails(src, dst, (struct packer_params){.dense_bits = 32}, "8796");
    partial = path_join(dir, "p.partial");
    char *dense = path_join(partial, "dense.bin");
    assert_false(file_exists(dense));
    free(dense);
    free(partial);
    free(dst);
    folder_remove(src);
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
               "experts.3.up_proj.weight holds a value that is not finite");
    free(dst);
    dst = path_join(dir, "copied"); /* nothing is converted here */
    pack_fails(src, dst, (struct packer_params){.expert_bits = 16, .dense_bits = 16},
               "experts.3.up_proj.weight holds a value that is not finite");
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
        cmocka_unit_test(an_interrupted_run_continues_to_the_same_bytes),
        cmocka_unit_test(what_a_killed_run_has_half_written_goes),
        cmocka_unit_test(a_torn_or_wrong_journal_only_costs_time),
        cmocka_unit_test(a_partial_folder_of_other_options_is_refused),
        cmocka_unit_test(a_partial_folder_of_another_calibration_or_plan_is_refused),
        cmocka_unit_test(an_existing_target_is_left_alone),
        cmocka_unit_test(a_full_disk_leaves_only_the_partial_folder),
        cmocka_unit_test(too_small_a_disk_is_noticed_first),
        cmocka_unit_test(weights_that_are_no_numbers_are_refused),
        cmocka_unit_test(f32_weights_stay_exact_unless_quantised),
        cmocka_unit_test(names_that_could_not_be_read_back_are_refused),
        cmocka_unit_test(other_files_come_along),
    };
    return cmocka_run_group_tests_name("core/model/packer", tests, NULL, NULL);
}
