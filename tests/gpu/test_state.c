#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <xxhash.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/infer/sampler.h"
#include "core/infer/snapshot.h"
#include "gpu/backend_impl.h"
#include "tests/core/infer/fixture.h"
#include "tests/gpu/device.h"

/* State and KV cache mean the same on every back end: what one saves the other goes on
 * with. A model that does not fit is refused with figures. */

static struct gpu_params gpu;
static struct gpu_backend *newest;

static bool plan(const void *ctx, const struct backend_params *p,
                 struct backend_memory *out, struct error *err)
{
    (void)ctx;
    return gpu_backend_plan(p, out, err);
}

static struct backend *create(const void *ctx, const struct backend_params *p,
                              struct error *err)
{
    struct backend *b = gpu_backend_create(ctx, p, err);
    newest = (struct gpu_backend *)b;
    return b;
}

static const struct backend_source source = {plan, create, &gpu};

static struct session_params params(bool on_gpu, enum kv_choice kv)
{
    struct session_params p = fixture_params();
    p.kv = kv;
    p.ctx_tok = 64;
    p.backend = on_gpu ? &source : NULL;
    return p;
}

static void decode(struct session *s, int32_t id)
{
    struct error err = {0};
    if (!session_decode(s, id, NULL, &err))
        fail_msg("%s", err.msg);
}

static void nearly_same_logits(const struct session *a, const struct session *b,
                               const struct fixture *f, double tolerance)
{
    for (int i = 0; i < f->pack->config.n_vocab; i++) {
        double d = fabs((double)session_logits(a)[i] - (double)session_logits(b)[i]);
        if (!(d <= tolerance))
            fail_msg("logit %d differs by %g", i, d);
    }
}

/* Reads a prompt on one back end, goes on with it on the other. */
static void hand_over(const struct fixture *f, bool to_gpu, enum kv_choice kv)
{
    struct error err = {0};
    struct snapshot_info info;
    size_t n;
    int32_t *ids = fixture_ids(json_object_get(fixture_case(f, "short"), "prompt"), &n);
    char *path = path_join(f->dir, "state");
    struct session_params from = params(!to_gpu, kv), to = params(to_gpu, kv);
    struct session *a = fixture_session(f, &from), *b = fixture_session(f, &to);
    struct session_run run = {.ids = ids, .n = n};
    struct snapshot_save save = {.path = path, .template_name = "qwen3.5"};
    if (!session_run(a, &run, &err) || !snapshot_save(a, &save, &info, &err) ||
        !snapshot_load(b, path, &info, &err))
        fail_msg("%s", err.msg);
    for (int i = 0; i < 3; i++) {
        decode(a, ids[i]);
        decode(b, ids[i]);
        nearly_same_logits(a, b, f, kv == KV_CHOICE_F16 ? 1e-2 : 1e-3);
    }
    session_destroy(a);
    session_destroy(b);
    unlink(path);
    free(path);
    free(ids);
}

static void a_state_goes_on_on_the_other_back_end(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f, "odd_next", 16, 16);
    hand_over(&f, true, KV_CHOICE_F16);
    hand_over(&f, false, KV_CHOICE_F16);
    gpu.stage_uploads = true;
    hand_over(&f, true, KV_CHOICE_F32);
    gpu.stage_uploads = false;
    fixture_close(&f);
}

/* Whether the logits were left on the device; then the likeliest that came back lead to the
 * same choices as all of them, which can be had. */
static bool choices_are_the_same(struct session *s, int n_vocab)
{
    const struct likely_tokens *few = session_candidates(s);
    struct error err = {0};
    struct sample_params p;
    if (!few)
        return false;
    sample_params_default(&p);
    p.seed = 77;
    p.top_k = 4;
    for (int i = 0; i < 2; i++) {
        struct sampler *a = sampler_create(&p, n_vocab, NULL),
                       *b = sampler_create(&p, n_vocab, NULL);
        int32_t id = sampler_next_of(a, few);
        assert_true(id >= 0);
        if (!session_fetch_logits(s, &err))
            fail_msg("%s", err.msg);
        assert_null(session_candidates(s));
        assert_int_equal(id, sampler_next(b, session_logits(s)));
        sampler_destroy(a);
        sampler_destroy(b);
        p.temperature = 0;
    }
    return true;
}

/* What is told of the device: every expert of n tokens counted once, or twice of one that was
 * undone, and its memory; of the CPU nothing. */
static void check_usage(const struct session *cpu, const struct session *gpu_s, int n)
{
    static struct stats s;
    const struct model_config *c = &newest->config;
    session_fill_stats(cpu, &s);
    assert_false(s.gpu_used_bytes.valid || s.gpu_expert_hits.valid);
    assert_false(s.gpu_copied_bytes.valid || s.gpu_copied_bytes_token.valid);
    session_fill_stats(gpu_s, &s);
    double experts = (double)c->n_layer * c->n_expert, used = (double)n * c->n_layer;
    used *= newest->p.n_expert_used;
    assert_true(s.gpu_used_bytes.valid &&
                s.gpu_used_bytes.v > (double)newest->at.n_bytes);
    assert_true(s.gpu_expert_misses.v > 0 && s.gpu_copied_bytes.v > 0);
    assert_true(s.gpu_copied_bytes_token.v <= s.gpu_copied_bytes.v);
    double total = s.gpu_expert_hits.v + s.gpu_expert_misses.v;
    if (expert_cache_is_full(newest->experts))
        assert_true(s.gpu_expert_misses.v == experts);
    if (total != used)
        fail_msg("%g hits and %g misses of %g", s.gpu_expert_hits.v,
                 s.gpu_expert_misses.v, used);
}

/* Tokens in one piece, tokens that are undone since an expert was missing, and tokens layer
 * by layer: all give what the CPU gives, and each kind occurs. */
static void a_token_in_one_piece_is_what_it_is_layer_by_layer(void **state)
{
    (void)state;
    struct fixture f;
    struct error err = {0};
    size_t n;
    fixture_open(&f, "odd_next", 16, 16);
    int32_t *ids = fixture_ids(json_object_get(fixture_case(&f, "long"), "prompt"), &n);
    struct session_params on_cpu = params(false, KV_CHOICE_F32),
                          on_gpu = params(true, KV_CHOICE_F32);
    for (int most = 0; most < 2; most++) {
        const struct model_config *c = &f.pack->config;
        gpu.experts_max = most ? 0 : c->n_layer * c->n_expert - 2;
        struct session *a = fixture_session(&f, &on_cpu),
                       *b = fixture_session(&f, &on_gpu);
        gpu.experts_max = 0;
        int n_left = 0;
        for (size_t i = 0; i < n && i < 60; i++) {
            decode(a, ids[i]);
            if (i == 20)
                session_leave_logits(b, true);
            if (!session_decode(b, ids[i], NULL, &err))
                fail_msg("%s", err.msg);
            n_left += choices_are_the_same(b, c->n_vocab);
            nearly_same_logits(a, b, &f, 1e-3);
        }
        assert_int_equal(n_left, (n < 60 ? (int)n : 60) - 20); /* layer by layer, too */
        check_usage(a, b, (int)n < 60 ? (int)n : 60);
        print_message("%d slots: %d whole, %d undone\n",
                      expert_cache_stats(newest->experts).n_slots, (int)newest->n_whole,
                      (int)newest->n_undone);
        assert_true(newest->n_whole > 0);
        assert_true(newest->n_undone > 0);
        session_destroy(a);
        session_destroy(b);
    }
    free(ids);
    fixture_close(&f);
}

static void going_back_gives_the_same_logits(void **state)
{
    (void)state;
    struct fixture f;
    struct error err = {0};
    size_t n, bound = 4;
    fixture_open(&f, "qwen3_next", 4, 8);
    int32_t *ids = fixture_ids(json_object_get(fixture_case(&f, "short"), "prompt"), &n);
    struct session_params p = params(true, KV_CHOICE_F16);
    struct session *a = fixture_session(&f, &p), *b = fixture_session(&f, &p);
    struct session_run run = {.ids = ids, .n = n, .bounds = &bound, .n_bounds = 1};
    if (!session_run(a, &run, &err) || !session_run(b, &run, &err))
        fail_msg("%s", err.msg);
    decode(a, 1);
    decode(a, 2);
    assert_int_equal(session_rewind_to_prefix(a, ids, bound + 1), bound);
    run = (struct session_run){.ids = ids + bound, .n = n - bound};
    if (!session_run(a, &run, &err))
        fail_msg("%s", err.msg);
    assert_memory_equal(session_logits(a), session_logits(b),
                        (size_t)f.pack->config.n_vocab * sizeof(float));
    session_destroy(a);
    session_destroy(b);
    free(ids);
    fixture_close(&f);
}

static void a_model_that_does_not_fit_is_refused_with_figures(void **state)
{
    (void)state;
    struct fixture f;
    struct error err = {0};
    fixture_open(&f, "qwen3_next", 4, 8);
    struct session_params p = params(true, KV_CHOICE_F16);
    gpu.vram_max_bytes = 4096;
    assert_null(session_create(f.pack, &p, &err));
    gpu.vram_max_bytes = 0;
    if (!strstr(err.msg, "MiB of its memory") || !strstr(err.msg, "are free"))
        fail_msg("%s", err.msg);
    gpu.device += 60;
    assert_null(session_create(f.pack, &p, &err));
    gpu.device -= 60;
    assert_non_null(strstr(err.msg, "open GPU"));
    p.n_sequence = 2;
    assert_null(session_create(f.pack, &p, &err));
    assert_non_null(strstr(err.msg, "2 conversations at once"));
    fixture_close(&f);
}

static void where_it_is_optional_the_cpu_computes_a_model_that_does_not_fit(void **state)
{
    (void)state;
    struct fixture f;
    struct backend_source optional = source;
    fixture_open(&f, "qwen3_next", 4, 8);
    struct session_params p = params(true, KV_CHOICE_F16),
                          cpu = params(false, KV_CHOICE_F16);
    optional.optional = true;
    p.backend = &optional;
    gpu.vram_max_bytes = 4096;
    struct session *a = fixture_session(&f, &p), *b = fixture_session(&f, &cpu);
    gpu.vram_max_bytes = 0;
    assert_string_equal(session_backend(a), "cpu");
    assert_memory_equal(session_plan(a), session_plan(b), sizeof(*session_plan(a)));
    decode(a, 1);
    decode(b, 1);
    nearly_same_logits(a, b, &f, 0);
    session_destroy(a);
    session_destroy(b);
    fixture_close(&f);
}

static void what_no_dispatch_can_do_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    struct error err = {0};
    fixture_open(&f, "qwen3_next", 4, 8);
    /* attention with f32 keys of heads of 256: one query a workgroup */
    struct model_config before = f.pack->config;
    f.pack->config.head_dim = 256;
    f.pack->config.n_head = 16 * f.pack->config.n_kv_head;
    struct backend_params p = {.pack = f.pack,
                               .ctx_tok = 8192,
                               .chunk_tok = 8192,
                               .n_expert_used = 1,
                               .kv = KV_CHOICE_F32};
    assert_null(gpu_backend_create(&gpu, &p, &err));
    if (!strstr(err.msg, "chunks of 8192 tokens, with its attention 4095 are possible"))
        fail_msg("%s", err.msg);
    f.pack->config = before;
    fixture_close(&f);

    struct gpu *g = gpu_open(&gpu, &err);
    assert_non_null(g);
    struct gpu_call call = {
        .shader = SHADER_SWIGLU, .x = GPU_MAX_GROUPS + 1, .y = 1, .z = 1};
    gpu_dispatch(g, &call);
    assert_false(gpu_wait(g, &err));
    if (!strstr(err.msg, "with 65536 x 1 x 1 workgroups"))
        fail_msg("%s", err.msg);
    gpu_close(g);
}

/* The driver's bytes, then their sum. */
static bool is_whole(const char *bytes, size_t len)
{
    uint64_t sum;
    if (len < sizeof(sum))
        return false;
    memcpy(&sum, bytes + len - sizeof(sum), sizeof(sum));
    return XXH3_64bits(bytes, len - sizeof(sum)) == sum;
}

static void compiled_shaders_are_kept_and_a_damaged_file_is_no_error(void **state)
{
    (void)state;
    struct fixture f;
    struct error err = {0};
    fixture_open(&f, "qwen3_next", 4, 8);
    gpu.cache_dir = f.dir;
    for (int i = 0; i < 4; i++) {
        struct session_params p = params(true, KV_CHOICE_F16);
        struct session *s = fixture_session(&f, &p);
        decode(s, 1);
        session_destroy(s);
        char *cmd = NULL; /* the only such file of the folder */
        size_t len = 0;
        char *names = path_join(f.dir, "vulkan-list");
        if (asprintf(&cmd, "cd '%s' && ls | grep '^vulkan-.*bin$' >vulkan-list", f.dir) <
                0 ||
            system(cmd) != 0)
            fail_msg("no shaders were kept");
        char *name = file_read(names, 4096, &len, &err);
        assert_non_null(name);
        name[strcspn(name, "\n")] = 0;
        char *path = path_join(f.dir, name);
        char *bytes = file_read(path, SIZE_MAX, &len, &err);
        assert_non_null(bytes);
        assert_true(is_whole(bytes, len)); /* the damaged one was not taken */
        bytes[len - 1] ^= 1;
        if (!file_write_atomic(path, i == 0 ? "damaged" : bytes,
                               i == 0   ? 7
                               : i == 1 ? 0
                                        : len,
                               0600, &err))
            fail_msg("%s", err.msg);
        free(bytes);
        free(path);
        free(name);
        free(names);
        free(cmd);
    }
    gpu.cache_dir = NULL;
    fixture_close(&f);
}

static void a_lost_device_ends_the_run_and_the_cpu_goes_on(void **state)
{
    (void)state;
    struct fixture f;
    struct error err = {0}, lost = {0};
    fixture_open(&f, "qwen3_next", 4, 8);
    struct session_params p = params(true, KV_CHOICE_F16),
                          cpu = params(false, KV_CHOICE_F16);
    struct session *s = fixture_session(&f, &p), *b = fixture_session(&f, &cpu);
    decode(s, 1);
    session_checkpoint(s);
    gpu_check(VK_ERROR_DEVICE_LOST, "compute on the GPU", &lost);
    gpu_fail(newest->g, &lost);
    assert_false(session_decode(s, 1, NULL, &err));
    if (!strstr(err.msg, "the GPU was lost"))
        fail_msg("%s", err.msg);
    assert_string_equal(session_backend(s), "cpu");
    assert_int_equal(session_n_tok(s), 0);
    for (int i = 0; i < 2; i++) {
        decode(s, 1);
        decode(b, 1);
        nearly_same_logits(s, b, &f, 0);
    }
    session_destroy(s);
    session_destroy(b);
    fixture_close(&f);
}

/* Logits that stayed on the device are gone with it, and the next run is already the CPU's. */
static void a_device_lost_with_its_logits_costs_one_answer(void **state)
{
    (void)state;
    struct fixture f;
    struct error err = {0}, lost = {0};
    fixture_open(&f, "qwen3_next", 4, 8);
    struct session_params p = params(true, KV_CHOICE_F16);
    struct session *s = fixture_session(&f, &p);
    session_leave_logits(s, true);
    for (int i = 0; i < 20 && !session_candidates(s); i++)
        decode(s, 1);
    assert_non_null(session_candidates(s));
    gpu_check(VK_ERROR_DEVICE_LOST, "compute on the GPU", &lost);
    gpu_fail(newest->g, &lost);
    assert_false(session_fetch_logits(s, &err));
    assert_non_null(strstr(err.msg, "the GPU was lost"));
    assert_null(session_candidates(s));
    assert_string_equal(session_backend(s), "cpu");
    assert_int_equal(session_n_tok(s), 0);
    decode(s, 1);
    session_destroy(s);
    fixture_close(&f);
}

int main(void)
{
    gpu = test_gpu();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_goes_on_on_the_other_back_end),
        cmocka_unit_test(a_token_in_one_piece_is_what_it_is_layer_by_layer),
        cmocka_unit_test(going_back_gives_the_same_logits),
        cmocka_unit_test(a_model_that_does_not_fit_is_refused_with_figures),
        cmocka_unit_test(where_it_is_optional_the_cpu_computes_a_model_that_does_not_fit),
        cmocka_unit_test(a_lost_device_ends_the_run_and_the_cpu_goes_on),
        cmocka_unit_test(a_device_lost_with_its_logits_costs_one_answer),
        cmocka_unit_test(what_no_dispatch_can_do_is_refused),
        cmocka_unit_test(compiled_shaders_are_kept_and_a_damaged_file_is_no_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
