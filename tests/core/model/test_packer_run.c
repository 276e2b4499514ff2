/* How packing goes on, stops and fails; what it makes is test_packer.c's. */
#include "core/model/packer.h"

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
#include "tests/core/model/model_files.h"
#include "tests/core/model/packer_files.h"

struct stop {
    int after, calls;
};

enum {
    N_IN_MAX = 512, /* of the fixtures used here */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_interrupted_run_continues_to_the_same_bytes),
        cmocka_unit_test(what_a_killed_run_has_half_written_goes),
        cmocka_unit_test(a_torn_or_wrong_journal_only_costs_time),
        cmocka_unit_test(a_partial_folder_of_other_options_is_refused),
        cmocka_unit_test(a_partial_folder_of_another_calibration_or_plan_is_refused),
        cmocka_unit_test(an_existing_target_is_left_alone),
        cmocka_unit_test(a_full_disk_leaves_only_the_partial_folder),
        cmocka_unit_test(too_small_a_disk_is_noticed_first),
    };
    return cmocka_run_group_tests_name("core/model/packer_run", tests, NULL, NULL);
}
