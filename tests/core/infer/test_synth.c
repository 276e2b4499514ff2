#include "core/model/synth.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/pool.h"
#include "core/infer/cpu_backend.h"
#include "core/infer/session.h"
#include "core/text/tokenizer.h"
#include "tests/core/model/model_files.h"

enum {
    N_TOK = 96,
    N_EXPERT = 64,
};

/* A small one with both kinds of layers. */
static struct synth_params tiny(double zipf, uint64_t seed)
{
    return (struct synth_params){
        .config = {.family = FAMILY_QWEN3_5_MOE,
                   .n_layer = 4,
                   .layer = {LAYER_LINEAR, LAYER_LINEAR, LAYER_LINEAR, LAYER_FULL},
                   .hidden = 256,
                   .n_vocab = 600,
                   .max_context_tok = 512,
                   .rms_eps = 1e-6F,
                   .n_head = 4,
                   .n_kv_head = 2,
                   .head_dim = 64,
                   .rotary_dim = 16,
                   .rope_theta = 1e7,
                   .attn_gate = true,
                   .n_k_head = 2,
                   .n_v_head = 4,
                   .k_dim = 64,
                   .v_dim = 64,
                   .conv_width = 4,
                   .n_expert = N_EXPERT,
                   .n_expert_used = 4,
                   .expert_ff = 64,
                   .shared_ff = 64,
                   .norm_topk = true},
        .shape = "tiny",
        .zipf = zipf,
        .seed = seed,
    };
}

/* <dir>/<name>, owned. */
static char *write_ok(const char *dir, const char *name, struct synth_params params)
{
    char *dst = path_join(dir, name);
    struct error err = {0};
    if (!synth_write(&params, dst, &err))
        fail_msg("%s", err.msg);
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

static void random_ids(int32_t *ids, int n)
{
    uint32_t x = 12345;
    for (int i = 0; i < n; i++) {
        x = x * 1664525u + 1013904223u;
        ids[i] = (int32_t)(x >> 8) % 600;
    }
}

static void a_pack_opens_verifies_and_computes_sane_logits(void **state)
{
    static const int bits[][3] = {
        {0, 0, 0}, {2, 8, 4}, {3, 16, 16}, {5, 5, 6}, {16, 4, 8}};
    char *dir = folder_make();
    for (size_t b = 0; b < sizeof(bits) / sizeof(bits[0]); b++) {
        struct synth_params params = tiny(b % 2 ? 1 : 0, 1);
        struct error err = {0};
        char name[8];
        snprintf(name, sizeof(name), "p%zu", b);
        params.expert_bits = bits[b][0];
        params.dense_bits = bits[b][1];
        params.head_bits = bits[b][2];
        char *path = write_ok(dir, name, params);
        struct pack *pack = open_ok(path);
        if (!pack_verify(pack, NULL, NULL, &err))
            fail_msg("%s", err.msg);
        assert_non_null(strstr(pack_note(pack, 0), "synthetic"));
        assert_non_null(strstr(pack_note(pack, 0), b % 2 ? "zipf:1" : "uniform"));

        int32_t ids[N_TOK];
        random_ids(ids, N_TOK);
        struct session_params sp = {
            .f32_activations = true, .n_threads = 2, .kv = KV_CHOICE_F32};
        struct session *s = session_create(pack, &sp, &err);
        assert_non_null(s);
        struct session_run run = {.ids = ids, .n = N_TOK};
        assert_true(session_run(s, &run, &err));
        const float *logits = session_logits(s);
        double sum = 0, square = 0;
        for (int i = 0; i < pack->config.n_vocab; i++) {
            assert_true(isfinite(logits[i]));
            sum += logits[i];
            square += (double)logits[i] * logits[i];
        }
        double rms = sqrt(square / pack->config.n_vocab);
        if (!(rms > 0.8 && rms < 1.25) || fabs(sum / pack->config.n_vocab) > 0.2)
            fail_msg("logits with rms %g, mean %g", rms, sum / pack->config.n_vocab);
        session_destroy(s);
        pack_close(pack);
        free(path);
    }
    folder_remove(dir);
}

static bool same_packs(const char *a, const char *b)
{
    return same_file(a, b, "dense.bin") && same_file(a, b, "experts/layer-00.bin") &&
           same_file(a, b, "experts/layer-03.bin") && same_file(a, b, "tokenizer.json") &&
           same_file(a, b, "manifest.json");
}

static void a_seed_decides_every_byte(void **state)
{
    char *dir = folder_make();
    char *a = write_ok(dir, "a", tiny(1, 7)), *b = write_ok(dir, "b", tiny(1, 7)),
         *c = write_ok(dir, "c", tiny(1, 8));
    assert_true(same_packs(a, b));
    assert_false(same_file(a, c, "dense.bin"));
    assert_false(same_file(a, c, "experts/layer-00.bin"));
    free(a);
    free(b);
    free(c);
    folder_remove(dir);
}

static int descending(const void *a, const void *b)
{
    return *(const int *)b - *(const int *)a;
}

/* The share of choices that go to the busiest quarter of a layer's experts, mean over
 * layers. The routed experts' own output is left out: it comes to little. */
static double busiest_quarter(const struct pack *pack)
{
    struct backend_params bp = {.pack = pack,
                                .ctx_tok = N_TOK,
                                .chunk_tok = N_TOK,
                                .n_expert_used = pack->config.n_expert_used,
                                .kv = KV_CHOICE_F32,
                                .f32_activations = true};
    struct error err = {0};
    struct pool *pool = pool_create(1, &err);
    struct backend *b = cpu_backend_create(&bp, kernels_find("scalar"), pool, &err);
    assert_non_null(b);
    int32_t ids[N_TOK];
    int n_busy = 0, n_all = 0;
    random_ids(ids, N_TOK);
    const struct chunk_part part = {.n_tok = N_TOK};
    b->ops->state_reset(b, 0);
    b->ops->embed(b, ids, &part, 1);
    for (int layer = 0; layer < pack->config.n_layer; layer++) {
        int count[N_EXPERT] = {0};
        if (pack->layer[layer].kind == LAYER_FULL)
            b->ops->attention(b, layer);
        else
            b->ops->delta_net(b, layer);
        b->ops->route(b, layer);
        const struct routing *r = b->ops->routing(b, &err);
        for (int i = 0; i < r->n_tok * r->k; i++)
            count[r->ids[i]]++;
        b->ops->shared_expert(b, layer);
        qsort(count, N_EXPERT, sizeof(count[0]), descending);
        for (int i = 0; i < N_EXPERT; i++) {
            n_busy += i < N_EXPERT / 4 ? count[i] : 0;
            n_all += count[i];
        }
    }
    b->ops->destroy(b);
    pool_destroy(pool);
    return (double)n_busy / n_all;
}

static void skew_makes_some_experts_busy(void **state)
{
    static const double zipf[] = {0, 0.5, 1, 2};
    double share[4];
    char *dir = folder_make();
    for (int i = 0; i < 4; i++) {
        char name[2] = {(char)('a' + i), 0};
        char *path = write_ok(dir, name, tiny(zipf[i], 3));
        struct pack *pack = open_ok(path);
        share[i] = busiest_quarter(pack);
        pack_close(pack);
        free(path);
    }
    print_message("busiest quarter: %.3f %.3f %.3f %.3f\n", share[0], share[1], share[2],
                  share[3]);
    assert_true(share[0] < 0.45);
    assert_true(share[1] > share[0] + 0.05);
    assert_true(share[2] > share[1] + 0.1);
    assert_true(share[3] > share[2] + 0.05);
    folder_remove(dir);
}

static void the_tokenizer_reads_every_byte_and_names_every_id(void **state)
{
    static const char text[] = "Hi \xc3\xa9\n<think>";
    char *dir = folder_make(), *path = write_ok(dir, "p", tiny(0, 1));
    struct pack *pack = open_ok(path);
    char *file = pack_tokenizer_path(pack);
    struct error err = {0};
    struct tokenizer *t = tokenizer_open(file, &err);
    if (!t)
        fail_msg("%s", err.msg);
    struct id_list ids = {0};
    struct text_span span = {.text = text, .len = strlen(text), .special = true};
    assert_true(tokenizer_encode(t, &span, 1, &ids, &err));
    assert_int_equal(ids.n, 7);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(ids.ids[i], (unsigned char)text[i]);
    assert_int_equal(ids.ids[6], tokenizer_id(t, "<think>"));
    assert_int_equal(tokenizer_n_ids(t), 600);
    for (int i = 0; i < 600; i++)
        assert_true(tokenizer_id_used(t, i));
    id_list_finish(&ids);
    tokenizer_close(t);
    pack_close(pack);
    free(file);
    free(path);
    folder_remove(dir);
}

static bool stop_late(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    assert_true(done <= total);
    return done < total / 2;
}

static void fails(struct synth_params params, const char *dst, const char *why)
{
    struct error err = {0};
    assert_false(synth_write(&params, dst, &err));
    if (!strstr(err.msg, why))
        fail_msg("\"%s\" does not say \"%s\"", err.msg, why);
}

static void a_failure_leaves_nothing_behind(void **state)
{
    char *dir = folder_make(), *dst = path_join(dir, "p");
    char *partial = path_join(dir, "p.partial");
    struct synth_params params = tiny(0, 1);
    params.progress = stop_late;
    fails(params, dst, "canceled");
    assert_false(file_exists(dst));
    assert_false(file_exists(partial));

    /* A limit on the file size stands for a full disk. */
    struct rlimit old, low;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    low = old;
    low.rlim_cur = 512 * 1024;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    struct error err = {0};
    params.progress = NULL;
    bool ok = synth_write(&params, dst, &err);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_false(ok);
    if (!strstr(err.msg, "File too large"))
        fail_msg("\"%s\"", err.msg);
    assert_false(file_exists(dst));
    assert_false(file_exists(partial));
    free(dst);
    free(partial);
    folder_remove(dir);
}

static void what_is_there_stays(void **state)
{
    char *dir = folder_make(), *dst = path_join(dir, "p");
    put_file(dir, "p", "mine", 4);
    fails(tiny(0, 1), dst, "File exists");
    free(dst);
    dst = path_join(dir, "q");
    put_file(dir, "q.partial", "mine", 4);
    fails(tiny(0, 1), dst, "q.partial: File exists");
    size_t len;
    free(get_file(dir, "q.partial", &len));
    assert_int_equal(len, 4);
    free(dst);
    folder_remove(dir);
}

static void impossible_parameters_are_refused(void **state)
{
    struct model_config c;
    struct error err = {0};
    assert_false(synth_shape("1b", 0, 0, &c, &err));
    assert_false(synth_shape("35b-a3b", 1000, 0, &c, &err));
    assert_false(synth_shape("35b-a3b", 0, 7, &c, &err));
    assert_true(synth_shape("397b-a17b", 5, 10, &c, &err));
    assert_int_equal(c.n_layer, 5);
    assert_int_equal(c.layer[3], LAYER_FULL);
    assert_int_equal(c.layer[4], LAYER_LINEAR);

    struct synth_params p = tiny(0, 1);
    p.expert_bits = 7;
    fails(p, "/nonexistent/p", "expert bits 7");
    p = tiny(0, 1);
    p.config.n_vocab = 100;
    fails(p, "/nonexistent/p", "a vocabulary of 100");
    p = tiny(-1, 1);
    fails(p, "/nonexistent/p", "exponent");
    fails(tiny(0, 1), "/nonexistent/p", "create folder /nonexistent/p.partial");
}

static void sizes_are_those_of_the_records_elsewhere(void **state)
{
    struct synth_params p = {.shape = "397b-a17b"};
    struct synth_sizes s;
    assert_true(synth_shape(p.shape, 0, 0, &p.config, NULL));
    assert_true(synth_measure(&p, &s, NULL));
    assert_int_equal(s.record_bytes, 7077888);
    assert_int_equal(s.expert_bytes, 60ull * 512 * 7077888);
    assert_true(s.n_params > 390e9 && s.n_params < 400e9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pack_opens_verifies_and_computes_sane_logits),
        cmocka_unit_test(a_seed_decides_every_byte),
        cmocka_unit_test(skew_makes_some_experts_busy),
        cmocka_unit_test(the_tokenizer_reads_every_byte_and_names_every_id),
        cmocka_unit_test(a_failure_leaves_nothing_behind),
        cmocka_unit_test(what_is_there_stays),
        cmocka_unit_test(impossible_parameters_are_refused),
        cmocka_unit_test(sizes_are_those_of_the_records_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
