#include "core/model/checkpoint_gguf.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/packer.h"
#include "tests/core/model/gguf_files.h"
#include "tests/core/model/model_files.h"

/* The hub's fixtures as llama.cpp's converter would write them, and packed: every weight must
 * be as in the pack of the hub's own files. What the converter does is written down here a
 * second time. */

enum {
    TYPE_F32 = 0,
    TYPE_F16 = 1,
    TYPE_BF16 = 30,
};

/* What exporters do differently. */
struct variant {
    const char *fixture, *arch;
    bool raw_inputs; /* qwen3next: ssm_in as the hub has it */
    bool fused;      /* gate and up of the experts in one tensor */
    bool old_names;  /* ssm_dt without a suffix, kv heads for each layer */
    bool more;       /* a layer behind the last, and images */
};

struct writer {
    const struct variant *v;
    struct checkpoint *ck;
    struct gguf_maker m;
};

static const char *gguf_name_of(const struct writer *w, const char *slot)
{
    static const char *const names[][2] = {
        {"embed", "token_embd.weight"},
        {"head", "output.weight"},
        {"final_norm", "output_norm.weight"},
        {"input_norm", "attn_norm.weight"},
        {"q", "attn_q.weight"},
        {"k", "attn_k.weight"},
        {"v", "attn_v.weight"},
        {"o", "attn_output.weight"},
        {"q_norm", "attn_q_norm.weight"},
        {"k_norm", "attn_k_norm.weight"},
        {"qkv", "attn_qkv.weight"},
        {"z", "attn_gate.weight"},
        {"b", "ssm_beta.weight"},
        {"a", "ssm_alpha.weight"},
        {"out", "ssm_out.weight"},
        {"conv", "ssm_conv1d.weight"},
        {"neg_exp_a", "ssm_a"},
        {"gdn_norm", "ssm_norm.weight"},
        {"router", "ffn_gate_inp.weight"},
        {"shared_gate", "ffn_gate_shexp.weight"},
        {"shared_up", "ffn_up_shexp.weight"},
        {"shared_down", "ffn_down_shexp.weight"},
        {"shared_expert_gate", "ffn_gate_inp_shexp.weight"},
    };
    if (strcmp(slot, "dt_bias") == 0)
        return w->v->old_names ? "ssm_dt" : "ssm_dt.bias";
    if (strcmp(slot, "post_norm") == 0)
        return strcmp(w->v->arch, "qwen3moe") == 0 ? "ffn_norm.weight"
                                                   : "post_attention_norm.weight";
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(names[i][0], slot) == 0)
            return names[i][1];
    fail_msg("no name for %s", slot);
    return "";
}

static uint32_t type_of(enum dtype type)
{
    assert_true(type == DTYPE_F32 || type == DTYPE_F16 || type == DTYPE_BF16);
    return type == DTYPE_F32 ? TYPE_F32 : type == DTYPE_F16 ? TYPE_F16 : TYPE_BF16;
}

/* All rows of a source in the model's order, owned. */
static char *rows_of(const struct checkpoint *ck, const struct source *s,
                     size_t *row_bytes)
{
    struct error err = {0};
    *row_bytes = dtype_row_bytes(s->type, s->n_in);
    char *bytes = xmalloc((size_t)s->n_out * *row_bytes);
    if (!checkpoint_read_rows(ck, s, 0, s->n_out, bytes, NULL, NULL, &err))
        fail_msg("%s", err.msg);
    return bytes;
}

/* n items of `item` bytes that belong to value heads, `each` to a head: the converter puts
 * head k * ratio + r of key head k at r * n_k + k. */
static void tile(const struct model_config *c, char *items, size_t item, size_t each)
{
    size_t span = item * each, n_k = (size_t)c->n_k_head;
    size_t ratio = (size_t)c->n_v_head / n_k;
    char *old = xmalloc(span * (size_t)c->n_v_head);
    memcpy(old, items, span * (size_t)c->n_v_head);
    for (size_t k = 0; k < n_k; k++)
        for (size_t r = 0; r < ratio; r++)
            memcpy(items + (r * n_k + k) * span, old + (k * ratio + r) * span, span);
    free(old);
}

static void tile_tensor(const struct writer *w, const char *slot, const struct source *s,
                        char *rows, size_t row_bytes)
{
    const struct model_config *c = &w->ck->config;
    size_t v_dim = (size_t)c->v_dim, item = row_bytes / (size_t)s->n_in;
    size_t keys = 2 * (size_t)c->n_k_head * (size_t)c->k_dim;
    if (strcmp(slot, "qkv") == 0 || strcmp(slot, "conv") == 0)
        tile(c, rows + keys * row_bytes, row_bytes, v_dim);
    else if (strcmp(slot, "z") == 0)
        tile(c, rows, row_bytes, v_dim);
    else if (strcmp(slot, "a") == 0 || strcmp(slot, "b") == 0)
        tile(c, rows, row_bytes, 1);
    else if (strcmp(slot, "neg_exp_a") == 0 || strcmp(slot, "dt_bias") == 0)
        tile(c, rows, item, 1);
    else if (strcmp(slot, "out") == 0)
        for (int r = 0; r < s->n_out; r++)
            tile(c, rows + (size_t)r * row_bytes, item, v_dim);
}

/* Vectors are F32 in these files, norms with their 1 and the decay ready for use. */
static float *vector_of(const struct tensor_spec *spec, const struct source *s,
                        const char *rows)
{
    size_t n = (size_t)s->n_out * (size_t)s->n_in;
    float *x = xmalloc(n * sizeof(*x));
    for (size_t i = 0; i < n; i++) {
        uint16_t h;
        memcpy(&h, rows + 2 * i, 2);
        if (s->type == DTYPE_F32)
            memcpy(&x[i], rows + 4 * i, 4);
        else
            x[i] = s->type == DTYPE_BF16 ? bf16_to_f32(h) : f16_to_f32(h);
        if (spec->slot->fix == FIX_PLUS_ONE && !s->fixed)
            x[i] += 1;
        if (spec->slot->fix == FIX_NEG_EXP)
            x[i] = -expf(x[i]);
    }
    return x;
}

/* The hub's tensor of two interleaved projections as it is. */
static void add_raw(struct writer *w, int layer, const char *hub, const char *name)
{
    char full[128];
    struct error err = {0};
    snprintf(full, sizeof(full), "model.layers.%d.linear_attn.%s.weight", layer, hub);
    const struct st_tensor *t = st_find(w->ck->st, full);
    assert_non_null(t);
    char *bytes = xmalloc(t->n_bytes);
    assert_true(st_read(w->ck->st, t, 0, bytes, t->n_bytes, &err));
    const uint64_t ne[] = {t->dim[1], t->dim[0]};
    snprintf(full, sizeof(full), "blk.%d.%s", layer, name);
    uint32_t type = t->dtype == ST_F32   ? TYPE_F32
                    : t->dtype == ST_F16 ? TYPE_F16
                                         : TYPE_BF16;
    gguf_add_tensor(&w->m, full, type, 2, ne, bytes, t->n_bytes);
    free(bytes);
}

static void add_dense(struct writer *w, int i)
{
    const struct tensor_spec *spec = &w->ck->spec[i];
    const struct source *s = &w->ck->dense[i];
    const char *slot = spec->slot->name;
    bool next = strcmp(w->v->arch, "qwen3next") == 0;
    if (next && strcmp(slot, "a") == 0)
        return;
    if (next && strcmp(slot, "b") == 0) {
        add_raw(w, spec->layer, "in_proj_ba", "ssm_ba.weight");
        return;
    }
    if (next && w->v->raw_inputs && (strcmp(slot, "qkv") == 0 || strcmp(slot, "z") == 0))
    {
        if (*slot == 'q')
            add_raw(w, spec->layer, "in_proj_qkvz", "ssm_in.weight");
        return;
    }
    char name[128];
    size_t row_bytes;
    char *rows = rows_of(w->ck, s, &row_bytes);
    if (strcmp(w->v->arch, "qwen35moe") == 0)
        tile_tensor(w, slot, s, rows, row_bytes);
    if (spec->layer < 0)
        snprintf(name, sizeof(name), "%s", gguf_name_of(w, slot));
    else
        snprintf(name, sizeof(name), "blk.%d.%s", spec->layer, gguf_name_of(w, slot));
    const uint64_t ne[] = {(uint64_t)s->n_in, (uint64_t)s->n_out};
    int rank = s->n_out == 1 ? 1 : 2;
    if (spec->slot->form == TENSOR_F32) {
        float *x = vector_of(spec, s, rows);
        gguf_add_tensor(&w->m, name, TYPE_F32, rank, ne, x,
                        (size_t)(ne[0] * ne[1]) * sizeof(*x));
        free(x);
    } else {
        gguf_add_tensor(&w->m, name, type_of(s->type), rank, ne, rows,
                        (size_t)s->n_out * row_bytes);
    }
    free(rows);
}

/* The parts of all experts of a layer, one behind the other within an expert. */
static void add_experts(struct writer *w, int layer, const char *name, size_t first,
                        size_t second)
{
    const struct model_config *c = &w->ck->config;
    struct strbuf all = {0};
    const struct source *s = NULL;
    uint64_t rows = 0;
    for (int e = 0; e < c->n_expert; e++) {
        const char *x = (const char *)&w->ck->expert[layer * c->n_expert + e];
        rows = 0;
        for (int i = 0; i < (second ? 2 : 1); i++) {
            size_t row_bytes;
            s = (const struct source *)(const void *)(x + (i ? second : first));
            char *bytes = rows_of(w->ck, s, &row_bytes);
            strbuf_add(&all, bytes, (size_t)s->n_out * row_bytes);
            rows += (uint64_t)s->n_out;
            free(bytes);
        }
    }
    char full[128];
    assert_non_null(s);
    if (!s)
        return;
    const uint64_t ne[] = {(uint64_t)s->n_in, rows, (uint64_t)c->n_expert};
    snprintf(full, sizeof(full), "blk.%d.%s.weight", layer, name);
    gguf_add_tensor(&w->m, full, type_of(s->type), 3, ne, all.data, all.len);
    strbuf_finish(&all);
}

static void add_number(struct writer *w, const char *key, int n)
{
    char full[128];
    snprintf(full, sizeof(full), "%s.%s", w->v->arch, key);
    gguf_add_u32(&w->m, full, (uint32_t)n);
}

static void add_real(struct writer *w, const char *key, double x)
{
    char full[128];
    snprintf(full, sizeof(full), "%s.%s", w->v->arch, key);
    gguf_add_f32(&w->m, full, (float)x);
}

static void add_kv_heads(struct writer *w)
{
    const struct model_config *c = &w->ck->config;
    int32_t heads[MAX_LAYERS];
    char full[128];
    if (!w->v->old_names) {
        add_number(w, "attention.head_count_kv", c->n_kv_head);
        return;
    }
    for (int i = 0; i < c->n_layer; i++)
        heads[i] = c->layer[i] == LAYER_FULL ? c->n_kv_head : 0;
    snprintf(full, sizeof(full), "%s.attention.head_count_kv", w->v->arch);
    gguf_add_i32s(&w->m, full, heads, (size_t)c->n_layer);
}

static void add_metadata(struct writer *w)
{
    const struct model_config *c = &w->ck->config;
    gguf_add_text(&w->m, "general.architecture", w->v->arch);
    add_number(w, "block_count", c->n_layer + (w->v->more ? 1 : 0));
    if (w->v->more)
        add_number(w, "nextn_predict_layers", 1);
    add_number(w, "context_length", c->max_context_tok);
    add_number(w, "embedding_length", c->hidden);
    add_number(w, "attention.head_count", c->n_head);
    add_kv_heads(w);
    add_number(w, "attention.key_length", c->head_dim);
    add_number(w, "attention.value_length", c->head_dim);
    add_real(w, "attention.layer_norm_rms_epsilon", (double)c->rms_eps);
    add_real(w, "rope.freq_base", c->rope_theta);
    add_number(w, "rope.dimension_count", c->rotary_dim);
    add_number(w, "expert_count", c->n_expert);
    add_number(w, "expert_used_count", c->n_expert_used);
    add_number(w, "expert_feed_forward_length", c->expert_ff);
    if (c->shared_ff)
        add_number(w, "expert_shared_feed_forward_length", c->shared_ff);
    if (!c->n_k_head)
        return;
    add_number(w, "ssm.conv_kernel", c->conv_width);
    add_number(w, "ssm.state_size", c->k_dim);
    add_number(w, "ssm.group_count", c->n_k_head);
    add_number(w, "ssm.time_step_rank", c->n_v_head);
    add_number(w, "ssm.inner_size", c->n_v_head * c->v_dim);
}

/* <dir>/m.gguf of a fixture. */
static char *make(const struct variant *v, const char *dir)
{
    struct error err = {0};
    char *src = fixture_path(v->fixture);
    struct writer w = {.v = v, .ck = checkpoint_open(src, &err)};
    const size_t gate = offsetof(struct expert_source, gate),
                 up = offsetof(struct expert_source, up),
                 down = offsetof(struct expert_source, down);
    if (!w.ck) {
        fail_msg("%s", err.msg);
        return NULL;
    }
    add_metadata(&w);
    for (int i = 0; i < w.ck->n_spec; i++)
        add_dense(&w, i);
    for (int i = 0; i < w.ck->config.n_layer; i++) {
        if (v->fused) {
            add_experts(&w, i, "ffn_gate_up_exps", gate, up);
        } else {
            add_experts(&w, i, "ffn_gate_exps", gate, 0);
            add_experts(&w, i, "ffn_up_exps", up, 0);
        }
        add_experts(&w, i, "ffn_down_exps", down, 0);
    }
    if (v->more) {
        const uint64_t ne[] = {4};
        char name[64];
        snprintf(name, sizeof(name), "blk.%d.nextn.enorm.weight", w.ck->config.n_layer);
        gguf_add_tensor(&w.m, name, TYPE_F32, 1, ne, (float[4]){0}, 16);
        gguf_add_tensor(&w.m, "v.patch_embd.weight", TYPE_F32, 1, ne, (float[4]){0}, 16);
    }
    gguf_make(&w.m, dir, "m.gguf");
    checkpoint_close(w.ck);
    free(src);
    return path_join(dir, "m.gguf");
}

static char *pack_of(const char *src, const char *dir, const char *name)
{
    struct packer_params params = {.expert_bits = 16, .dense_bits = 16};
    struct error err = {0};
    char *dst = path_join(dir, name);
    if (!pack_write(src, dst, &params, &err))
        fail_msg("%s", err.msg);
    return dst;
}

/* Of norms and shapes, the manifest has all but names and notes. */
static void same_config(const char *a, const char *b)
{
    json_t *x = json_get(a, "manifest.json"), *y = json_get(b, "manifest.json");
    assert_true(json_equal(json_object_get(x, "config"), json_object_get(y, "config")));
    assert_true(json_equal(json_object_get(x, "dense"), json_object_get(y, "dense")));
    assert_true(json_equal(json_object_get(x, "experts"), json_object_get(y, "experts")));
    json_decref(x);
    json_decref(y);
}

static void packs_are_those_of_the_hub(void **state)
{
    static const struct variant variants[] = {
        {.fixture = "qwen3_5_moe", .arch = "qwen35moe"},
        {.fixture = "qwen3_5_moe",
         .arch = "qwen35moe",
         .fused = true,
         .old_names = true,
         .more = true},
        {.fixture = "qwen3_5_moe_wide", .arch = "qwen35moe"},
        {.fixture = "qwen3_next", .arch = "qwen3next"},
        {.fixture = "qwen3_next", .arch = "qwen3next", .raw_inputs = true},
        {.fixture = "qwen3_moe", .arch = "qwen3moe", .fused = true},
    };
    for (size_t i = 0; i < sizeof(variants) / sizeof(variants[0]); i++) {
        char *dir = folder_make(), *src = fixture_path(variants[i].fixture);
        char *file = make(&variants[i], dir);
        put_file(dir, "config.json", "{}", 2); /* as in many such folders; not read */
        char *hub = pack_of(src, dir, "hub"), *gguf = pack_of(dir, dir, "gguf");
        print_message("%s as %s\n", variants[i].fixture, variants[i].arch);
        same_config(hub, gguf);
        assert_true(same_file(hub, gguf, "dense.bin"));
        assert_true(same_file(hub, gguf, "experts/checksums.bin"));
        assert_true(same_file(hub, gguf, "experts/layer-01.bin"));
        free(hub);
        free(gguf);
        free(file);
        free(src);
        folder_remove(dir);
    }
}

/* -- what is refused -- */

/* A copy of m.gguf's bytes with the first `from` replaced by `to` of the same length. */
static void edit_file(const char *dir, const char *from, const char *to)
{
    size_t len, n = strlen(from);
    char *bytes = get_file(dir, "m.gguf", &len);
    char *at = memmem(bytes, len, from, n);
    assert_non_null(at);
    assert_int_equal(n, strlen(to));
    memcpy(at, to, n);
    put_file(dir, "m.gguf", bytes, len);
    free(bytes);
}

static void open_says(const char *path, const char *why)
{
    struct error err = {0};
    struct checkpoint *ck = checkpoint_open(path, &err);
    assert_null(ck);
    if (!strstr(err.msg, why))
        fail_msg("\"%s\" does not say \"%s\"", err.msg, why);
}

static void what_is_not_supported_is_named(void **state)
{
    static const struct {
        const char *from, *to, *why;
    } edits[] = {
        {"qwen35moe", "qwen35vlm", "architecture \"qwen35vlm\" is not supported"},
        {"qwen35moe.block_count", "qwen35moe.block_comet",
         "metadata qwen35moe.block_count is missing"},
        {"qwen35moe.rope.freq_base", "qwen35moe.rope.freq_bass",
         "metadata qwen35moe.rope.freq_base is missing"},
        {"qwen35moe.expert_count", "qwen35moe.export_count",
         "metadata qwen35moe.expert_count is missing"},
        {"blk.1.attn_norm.weight", "blk.1.attn_north.weigh",
         "tensor blk.1.attn_norm.weight is missing"},
        {"blk.0.ffn_down_exps.weight", "blk.0.ffn_down_exps.weighs",
         "tensor blk.0.ffn_down_exps.weight is missing"},
        {"token_embd.weight", "token_embd.weighs", "n_vocab is 0"},
    };
    static const struct variant v = {.fixture = "qwen3_5_moe", .arch = "qwen35moe"};
    char *dir = folder_make(), *path = make(&v, dir);
    size_t len;
    char *good = get_file(dir, "m.gguf", &len);
    for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
        put_file(dir, "m.gguf", good, len);
        edit_file(dir, edits[i].from, edits[i].to);
        open_says(path, edits[i].why);
    }
    free(good);
    free(path);
    folder_remove(dir);
}

/* As far as the first tensor: its type is refused before anything else is missed. */
static void a_type_that_is_not_supported_is_named(void **state)
{
    char *dir = folder_make(), *path = path_join(dir, "m.gguf");
    struct gguf_maker m = {0};
    const uint64_t embed[] = {256, 4};
    char bytes[1024] = {0};
    gguf_add_text(&m, "general.architecture", "qwen3moe");
    gguf_add_u32(&m, "qwen3moe.block_count", 1);
    gguf_add_u32(&m, "qwen3moe.context_length", 100);
    gguf_add_u32(&m, "qwen3moe.embedding_length", 256);
    gguf_add_u32(&m, "qwen3moe.attention.head_count", 4);
    gguf_add_u32(&m, "qwen3moe.attention.head_count_kv", 2);
    gguf_add_f32(&m, "qwen3moe.attention.layer_norm_rms_epsilon", 1e-6f);
    gguf_add_f32(&m, "qwen3moe.rope.freq_base", 1e6f);
    gguf_add_u32(&m, "qwen3moe.expert_count", 8);
    gguf_add_u32(&m, "qwen3moe.expert_used_count", 2);
    gguf_add_u32(&m, "qwen3moe.expert_feed_forward_length", 32);
    gguf_add_tensor(&m, "token_embd.weight", 21, 2, embed, bytes, 4 * 110);
    gguf_make(&m, dir, "m.gguf");
    open_says(path,
              "tensor token_embd.weight is IQ3_S, which is not supported (F32, F16,");
    free(path);
    folder_remove(dir);
}

static void numbers_of_layers_that_cannot_be_are_refused(void **state)
{
    static const int64_t blocks[][2] = {{0, 0},  {-1, 0},        {1, 1},
                                        {1, -1}, {INT64_MIN, 1}, {INT64_MAX, INT64_MAX}};
    char *dir = folder_make(), *path = path_join(dir, "m.gguf");
    const uint64_t one[] = {32};
    const float x[32] = {0};
    for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
        struct gguf_maker m = {0};
        gguf_add_text(&m, "general.architecture", "qwen3moe");
        gguf_add_i64(&m, "qwen3moe.block_count", blocks[i][0]);
        gguf_add_i64(&m, "qwen3moe.nextn_predict_layers", blocks[i][1]);
        gguf_add_tensor(&m, "output_norm.weight", 0, 1, one, x, sizeof(x));
        gguf_make(&m, dir, "m.gguf");
        open_says(path, "metadata qwen3moe.block_count is impossible");
    }
    free(path);
    folder_remove(dir);
}

static void what_is_left_over_in_a_layer_is_refused(void **state)
{
    static const struct variant v = {
        .fixture = "qwen3_moe", .arch = "qwen3moe", .more = true};
    char *dir = folder_make(), *path = make(&v, dir);
    struct error err = {0};
    struct checkpoint *ck = checkpoint_open(path, &err);
    if (!ck) {
        fail_msg("%s", err.msg);
        return;
    }
    assert_int_equal(checkpoint_skipped(ck).n_tensors, 2);
    assert_string_equal(checkpoint_kind(ck), "GGUF");
    checkpoint_close(ck);
    edit_file(dir, "v.patch_embd.weight", "blk.1.attn_q.biases");
    open_says(path, "tensor blk.1.attn_q.biases is not part of a qwen3_moe model");
    free(path);
    folder_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packs_are_those_of_the_hub),
        cmocka_unit_test(what_is_not_supported_is_named),
        cmocka_unit_test(a_type_that_is_not_supported_is_named),
        cmocka_unit_test(numbers_of_layers_that_cannot_be_are_refused),
        cmocka_unit_test(what_is_left_over_in_a_layer_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
