#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/infer/backend.h"
#include "tests/core/infer/fixture.h"

/* What an observer is shown is what the matrices are multiplied with. */

enum {
    MAX_TOK = 256,
};

struct seen {
    const struct pack *pack;
    char *record; /* one expert's, owned */
    int n_tok;
    int n_dense[MAX_LAYERS][8]; /* tokens per matrix: see dense_names */
    int n_expert[MAX_LAYERS];
    float *router_in; /* [MAX_TOK][H] of the last router */
    int n_head;
    double head_error;
    const float *head_want; /* [n_tok][V] */
    double mid_error, mid_power, in_error;
    /* Of everything squared, to compare runs: experts arrive in any order. */
    double sum, expert_sum[4][16];
};

static void see_dense(void *ctx, const struct matrix *w, const float *x, int n_tok)
{
    struct seen *s = ctx;
    int n_vocab = s->pack->config.n_vocab;
    for (size_t i = 0; i < (size_t)n_tok * (size_t)w->n_in; i++)
        s->sum += (double)x[i] * (double)x[i];
    for (int layer = 0; layer < s->pack->config.n_layer; layer++) {
        const struct layer_weights *l = &s->pack->layer[layer];
        const struct matrix *all[8] = {&l->q,           &l->o,         &l->qkv,
                                       &l->out,         &l->shared_up, &l->shared_gate,
                                       &l->shared_down, &l->router};
        for (int i = 0; i < 8; i++)
            s->n_dense[layer][i] += all[i] == w ? n_tok : 0;
        if (w == &l->router)
            memcpy(s->router_in, x, (size_t)n_tok * (size_t)w->n_in * sizeof(float));
    }
    if (w != &s->pack->head)
        return;
    /* A few logits from the shown inputs. */
    float *row = xcalloc((size_t)w->n_in, sizeof(float));
    for (int t = 0; t < n_tok; t++)
        for (int v = 0; s->head_want && v < n_vocab; v += 37) {
            double y = 0;
            matrix_dequant_row(w, v, row);
            for (int i = 0; i < w->n_in; i++)
                y += (double)row[i] * (double)x[(size_t)t * (size_t)w->n_in + (size_t)i];
            double d =
                y -
                (double)
                    s->head_want[(size_t)(s->n_head + t) * (size_t)n_vocab + (size_t)v];
            s->head_error = fmax(s->head_error, fabs(d));
        }
    s->n_head += n_tok;
    free(row);
}

static double product(const struct matrix *w, int row, const float *x, float *scratch)
{
    double y = 0;
    matrix_dequant_row(w, row, scratch);
    for (int i = 0; i < w->n_in; i++)
        y += (double)scratch[i] * (double)x[i];
    return y;
}

static void see_expert(void *ctx, int layer, int expert, const float *in,
                       const float *mid)
{
    struct seen *s = ctx;
    const struct model_config *c = &s->pack->config;
    s->n_expert[layer]++;
    for (int i = 0; i < c->hidden; i++)
        s->expert_sum[layer][expert] += (double)in[i] * (double)in[i];
    for (int i = 0; i < c->expert_ff; i++)
        s->expert_sum[layer][expert] += (double)mid[i] * (double)mid[i];
    if (s->n_expert[layer] % 7)
        return;
    /* The input is one of the router's, and its expert makes the middle of it. */
    double nearest = INFINITY;
    for (int t = 0; t < s->n_tok; t++) {
        double d = 0;
        for (int i = 0; i < c->hidden; i++)
            d += fabs((double)(s->router_in[t * c->hidden + i] - in[i]));
        nearest = fmin(nearest, d);
    }
    s->in_error = fmax(s->in_error, nearest);
    const struct expert_layout *l = &s->pack->expert[layer];
    size_t len;
    char *all = file_read(s->pack->expert_path[layer], 1 << 26, &len, NULL);
    struct expert_view v;
    float *row = xcalloc((size_t)c->hidden, sizeof(float));
    assert_non_null(all);
    memcpy(s->record, all + (size_t)expert * l->stride_bytes, l->record_bytes);
    expert_view(l, s->record, &v);
    for (int i = 0; i < c->expert_ff; i += 5) {
        double g = product(&v.gate, i, in, row), u = product(&v.up, i, in, row);
        double want = g / (1 + exp(-g)) * u;
        s->mid_error += pow((double)mid[i] - want, 2);
        s->mid_power += want * want;
    }
    free(row);
    free(all);
}

static void run(struct fixture *f, struct seen *s, int chunk_tok, bool f32, int n_threads)
{
    const struct activation_observer observer = {s, see_dense, see_expert};
    struct session_params p = fixture_params();
    size_t n_tok;
    int32_t *ids =
        fixture_ids(json_object_get(fixture_case(f, "long"), "prompt"), &n_tok);
    assert_true(n_tok <= MAX_TOK);
    p.observer = &observer;
    p.chunk_tok = chunk_tok;
    p.f32_activations = f32;
    p.n_threads = n_threads;
    s->pack = f->pack;
    s->n_tok = (int)n_tok;
    s->record = xmalloc(f->pack->expert[0].stride_bytes);
    s->router_in =
        xcalloc((size_t)MAX_TOK * (size_t)f->pack->config.hidden, sizeof(float));
    struct session *session = fixture_session(f, &p);
    fixture_run(session, ids, n_tok, NULL);
    session_destroy(session);
    free(s->record);
    free(s->router_in);
    free(ids);
}

static void what_is_shown_is_what_is_multiplied(void **state)
{
    for (int f32 = 0; f32 < 2; f32++) {
        struct fixture f;
        struct seen *s = xcalloc(1, sizeof(*s));
        fixture_open(&f, "qwen3_5_moe", f32 ? 16 : 8, f32 ? 16 : 8);
        run(&f, s, 0, f32, 2);
        const struct model_config *c = &f.pack->config;
        for (int layer = 0; layer < c->n_layer; layer++) {
            bool full = c->layer[layer] == LAYER_FULL;
            for (int i = 0; i < 7; i++)
                assert_int_equal(s->n_dense[layer][i],
                                 i >= 4 || full == (i < 2) ? s->n_tok : 0);
            assert_true(s->n_dense[layer][7] >= s->n_tok); /* guesses are shown, too */
            assert_int_equal(s->n_expert[layer], s->n_tok * c->n_expert_used);
        }
        assert_int_equal(s->n_head, s->n_tok);
        assert_true(s->in_error == 0);
        /* int8: the products are of rounded inputs. */
        if (!(s->mid_power > 0 && s->mid_error < (f32 ? 1e-9 : 1e-3) * s->mid_power))
            fail_msg("the middle of experts is off by %g", s->mid_error / s->mid_power);
        fixture_close(&f);
        free(s);
    }
}

/* The head is shown all tokens, though logits are wanted of the last one alone. */
static void the_head_is_shown_every_token(void **state)
{
    struct fixture f;
    fixture_open(&f, "qwen3_5_moe", 16, 16);
    size_t n_tok;
    int32_t *ids =
        fixture_ids(json_object_get(fixture_case(&f, "long"), "prompt"), &n_tok);
    float *want = xcalloc(n_tok * (size_t)f.pack->config.n_vocab, sizeof(float));
    struct session_params p = fixture_params();
    struct session *session = fixture_session(&f, &p);
    fixture_run(session, ids, n_tok, want);
    session_destroy(session);
    struct seen *s = xcalloc(1, sizeof(*s));
    s->head_want = want;
    run(&f, s, 0, true, 2);
    assert_int_equal(s->n_head, n_tok);
    if (!(s->head_error < 1e-3))
        fail_msg("logits from what was shown are off by %g", s->head_error);
    free(s);
    free(want);
    free(ids);
    fixture_close(&f);
}

static void threads_do_not_change_what_is_shown(void **state)
{
    struct fixture f;
    struct seen *s = xcalloc(3, sizeof(*s));
    fixture_open(&f, "qwen3_5_moe", 4, 8);
    assert_true(f.pack->config.n_layer == 4 && f.pack->config.n_expert == 16);
    for (int i = 0; i < 3; i++) {
        run(&f, &s[i], 0, false, i + 1);
        assert_true(s[i].sum > 0 && s[i].sum == s[0].sum);
        assert_memory_equal(s[i].expert_sum, s[0].expert_sum, sizeof(s[0].expert_sum));
    }
    free(s);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_shown_is_what_is_multiplied),
        cmocka_unit_test(the_head_is_shown_every_token),
        cmocka_unit_test(threads_do_not_change_what_is_shown),
    };
    return cmocka_run_group_tests_name("core/infer/observer", tests, NULL, NULL);
}
