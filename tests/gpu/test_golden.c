#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/npy.h"
#include "tests/core/infer/fixture.h"
#include "tests/gpu/device.h"

/* Every fixture on the GPU against the logits of the public reference, in one chunk and in
 * chunks of one and of a few tokens, which take other ways through the shaders. */

static const double tolerance = 1e-3;
static struct gpu_params gpu;
static const char *const *names = fixture_names; /* or those that were asked for */

static bool plan(const void *ctx, const struct backend_params *p,
                 struct backend_memory *out, struct error *err)
{
    (void)ctx;
    return gpu_backend_plan(p, out, err);
}

static struct backend *create(const void *ctx, const struct backend_params *p,
                              struct error *err)
{
    return gpu_backend_create(ctx, p, err);
}

static double check_prompt(struct session *s, const struct fixture *f, const char *name)
{
    size_t n_prompt, n_vocab = (size_t)f->pack->config.n_vocab;
    int32_t *prompt =
        fixture_ids(json_object_get(fixture_case(f, name), "prompt"), &n_prompt);
    char *file = xasprintf("logits_%s.npy", name), *path = fixture_file(f, file);
    struct npy want;
    struct error err = {0};
    if (!npy_read(path, 1 << 24, &want, &err))
        fail_msg("%s", err.msg);
    float *logits = xcalloc(n_prompt * n_vocab, sizeof(float));
    fixture_run(s, prompt, n_prompt, logits);
    double worst = 0;
    size_t first = n_prompt - want.n_rows;
    for (size_t r = 0; r < want.n_rows; r++)
        for (size_t i = 0; i < n_vocab; i++) {
            double d =
                fabs((double)logits[(first + r) * n_vocab + i] - npy_at(&want, r, i));
            if (!(d <= worst))
                worst = d;
        }
    free(logits);
    npy_finish(&want);
    free(path);
    free(file);
    free(prompt);
    return worst;
}

static int32_t argmax(const float *x, int n)
{
    int32_t best = 0;
    for (int32_t i = 1; i < n; i++)
        if (x[i] > x[best])
            best = i;
    return best;
}

static void check_greedy(struct session *s, const struct fixture *f, const char *name)
{
    struct error err = {0};
    size_t n;
    const json_t *c = fixture_case(f, name), *gap = json_object_get(c, "greedy_gap");
    int32_t *greedy = fixture_ids(json_object_get(c, "greedy"), &n);
    for (size_t i = 0; i < n; i++) {
        if (json_real_value(json_array_get(gap, i)) < tolerance)
            break;
        int32_t id = argmax(session_logits(s), f->pack->config.n_vocab);
        if (id != greedy[i])
            fail_msg("greedy step %zu is %d, not %d", i, id, greedy[i]);
        if (!session_decode(s, id, NULL, &err))
            fail_msg("%s", err.msg);
    }
    free(greedy);
}

static void check_case(struct session *s, const struct fixture *f, const char *fixture,
                       const char *name)
{
    double worst = check_prompt(s, f, name);
    print_message("%s %s: largest difference %.2g\n", fixture, name, worst);
    if (!(worst <= tolerance))
        fail_msg("%s %s: logits differ by %g", fixture, name, worst);
}

static struct session *open_session(const struct fixture *f, int chunk_tok)
{
    static struct backend_source source = {plan, create, &gpu};
    struct session_params p = fixture_params();
    p.backend = &source;
    p.chunk_tok = chunk_tok;
    p.ctx_tok = 256;
    struct session *s = fixture_session(f, &p);
    assert_string_equal(session_backend(s), "vulkan");
    return s;
}

/* Records through the staging buffer, into so few places that they change all the time. */
static void check_staged(const struct fixture *f, const char *name)
{
    gpu.stage_uploads = true;
    gpu.experts_max = 3;
    gpu.misses = GPU_MISSES_COPY;
    struct session *s = open_session(f, 3);
    gpu.stage_uploads = false;
    check_case(s, f, name, "short");
    session_destroy(s);
    gpu.experts_max = 0;
    gpu.misses = GPU_MISSES_AUTO;
}

/* The same by a queue for copies, with places for so many experts that some stay. */
static void check_piped(const struct fixture *f, const char *name)
{
    gpu.pipe_copies = true;
    gpu.experts_max = f->pack->config.n_layer * f->pack->config.n_expert / 3;
    gpu.misses = GPU_MISSES_COPY;
    struct session *s = open_session(f, 7);
    check_case(s, f, name, "short");
    check_greedy(s, f, "short");
    session_destroy(s);
    gpu.pipe_copies = false;
    gpu.experts_max = 0;
    gpu.misses = GPU_MISSES_AUTO;
}

/* Few experts on the device, the others computed by the CPU beside it: in chunks and token by
 * token, together with those that are there. */
static void check_beside(const struct fixture *f, const char *name)
{
    struct stats st;
    gpu.experts_max = f->pack->config.n_layer * f->pack->config.n_expert / 3;
    gpu.misses = GPU_MISSES_CPU;
    struct session *s = open_session(f, 5);
    session_begin_turn(s);
    check_case(s, f, name, "short");
    session_fill_stats(s, &st);
    assert_true(st.gpu_expert_beside.v > 0);
    assert_true(st.gpu_copy_bytes_s.v > 0 && st.gpu_beside_bytes_s.v > 0);
    session_begin_turn(s);
    check_greedy(s, f, "short");
    session_fill_stats(s, &st);
    assert_true(st.gpu_expert_hits.v > 0 && st.gpu_expert_beside.v > 0);
    assert_true(st.gpu_expert_beside.v <= st.gpu_expert_misses.v);
    session_destroy(s);
    gpu.experts_max = 0;
    gpu.misses = GPU_MISSES_AUTO;
}

static void check_fixture(const char *name)
{
    struct fixture f;
    fixture_open(&f, name, 16, 16);
    struct session *s = open_session(&f, 256);
    check_case(s, &f, name, "long");
    session_reset(s);
    check_case(s, &f, name, "short");
    check_greedy(s, &f, "short");
    session_destroy(s);
    if (strstr("qwen3_5_moe_mlx4 odd_mlx odd_next qwen3_next", name))
        check_staged(&f, name);
    if (strstr("qwen3_5_moe_mlx4 odd_next qwen3_next", name))
        check_beside(&f, name);
    if (strstr("qwen3_5_moe_mlx4 odd_mlx qwen3_next", name))
        check_piped(&f, name);
    fixture_close(&f);
}

static void logits_and_greedy_ids_are_those_of_the_reference(void **state)
{
    (void)state;
    for (const char *const *name = names; *name; name++)
        check_fixture(*name);
}

/* Root mean square of the difference over that of the logits. */
static double relative_error(const float *a, const float *b, size_t n)
{
    double d = 0, sum = 0;
    for (size_t i = 0; i < n; i++) {
        d += ((double)a[i] - (double)b[i]) * ((double)a[i] - (double)b[i]);
        sum += (double)b[i] * (double)b[i];
    }
    return sqrt(d / sum);
}

/* Logits after every id, one token a step. */
static void step_through(const struct fixture *f, const struct backend_source *backend,
                         bool f32, const int32_t *ids, size_t n, float *out)
{
    struct error err = {0};
    struct session_params p = fixture_params();
    p.backend = backend;
    p.f32_activations = f32;
    p.ctx_tok = 64;
    struct session *s = fixture_session(f, &p);
    size_t n_vocab = (size_t)f->pack->config.n_vocab;
    for (size_t i = 0; i < n; i++) {
        if (!session_decode(s, ids[i], NULL, &err))
            fail_msg("%s", err.msg);
        memcpy(out + i * n_vocab, session_logits(s), n_vocab * sizeof(float));
    }
    assert_non_null(strstr(session_activations(s), f32 ? "f32" : "int8"));
    session_destroy(s);
}

/* Random weights: a choice of experts turns now and then, here and on the CPU, which moves
 * logits by more than the rounding itself (on an NVIDIA H200 up to 1.6 times the CPU's). */
static void check_bytes(const struct fixture *f, const char *name)
{
    static const int32_t ids[] = {5, 9, 2, 31, 7, 7, 1, 40, 22, 3, 17, 6};
    enum {
        N = sizeof(ids) / sizeof(ids[0])
    };
    struct backend_source source = {plan, create, &gpu};
    size_t n = N * (size_t)f->pack->config.n_vocab;
    float *want = xcalloc(n, sizeof(*want)), *have = xcalloc(n, sizeof(*have));
    step_through(f, &source, true, ids, N, want);
    step_through(f, NULL, false, ids, N, have);
    double cpu = relative_error(have, want, n);
    step_through(f, &source, false, ids, N, have);
    double e = relative_error(have, want, n);
    print_message("%s: relative error %.3g, of the CPU %.3g\n", name, e, cpu);
    assert_true(e > 0 && e < 3 * cpu);
    free(want);
    free(have);
}

static void bytes_for_activations_lose_what_they_lose_on_the_cpu(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int expert_bits, dense_bits;
    } packs[] = {{"qwen3_5_moe", 8, 8}, {"qwen3_5_moe", 4, 4}, {"qwen3_next", 3, 4}};
    gpu.integer_dots = GPU_DOTS_ALWAYS;
    for (size_t i = 0; i < sizeof(packs) / sizeof(packs[0]); i++) {
        struct fixture f;
        fixture_open(&f, packs[i].name, packs[i].expert_bits, packs[i].dense_bits);
        check_bytes(&f, packs[i].name);
        fixture_close(&f);
    }
    gpu.integer_dots = GPU_DOTS_NEVER;
}

/* Without arguments all fixtures, else those that are named. */
int main(int argc, char **argv)
{
    if (argc > 1)
        names = (const char *const *)(argv + 1);
    gpu = test_gpu();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logits_and_greedy_ids_are_those_of_the_reference),
        cmocka_unit_test(bytes_for_activations_lose_what_they_lose_on_the_cpu),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
