/* The shape of a model from config.json or from a manifest. Everything that later code
 * multiplies, divides by or indexes with is bounded here, once. */
#include "core/model/config.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"

enum {
    MAX_HIDDEN = 1 << 16,
    MAX_VOCAB = 1 << 24,
    MAX_CONTEXT = 1 << 24,
    MAX_HEADS = 1024,
    MAX_HEAD_DIM = 1024,
    MAX_CONV_WIDTH = 16,
};

static const char *const family_names[] = {"qwen3_5_moe", "qwen3_next", "qwen3_moe"};

const char *family_name(enum model_family family)
{
    return family_names[family];
}

int conv_channels(const struct model_config *c)
{
    return 2 * c->n_k_head * c->k_dim + c->n_v_head * c->v_dim;
}

/* Typed look-ups in one JSON object. The first failure is kept and makes the later calls
 * do nothing, so that a list of fields reads as a list. */
struct reader {
    const json_t *o;
    const char *what; /* file kind for messages */
    struct error *err;
    bool failed;
};

static void fail(struct reader *r, const char *key, const char *why)
{
    if (!r->failed)
        err_set(r->err, 0, "%s: %s %s", r->what, key, why);
    r->failed = true;
}

static const json_t *field(const struct reader *r, const char *key)
{
    const json_t *v = json_object_get(r->o, key);
    return json_is_null(v) ? NULL : v;
}

/* An integer in min..max; `fallback` when absent, or a failure when that is negative. */
static int take_int(struct reader *r, const char *key, int min, int max, int fallback)
{
    const json_t *v = field(r, key);
    if (!v) {
        if (fallback < 0)
            fail(r, key, "is missing");
        return fallback;
    }
    if (!json_is_integer(v)) {
        fail(r, key, "is not an integer");
        return min;
    }
    json_int_t n = json_integer_value(v);
    if (n < min || n > max) {
        if (!r->failed)
            err_set(r->err, 0, "%s: %s is %" JSON_INTEGER_FORMAT ", not in %d..%d",
                    r->what, key, n, min, max);
        r->failed = true;
        return min;
    }
    return (int)n;
}

static bool take_bool(struct reader *r, const char *key, bool fallback)
{
    const json_t *v = field(r, key);
    if (v && !json_is_boolean(v))
        fail(r, key, "is not true or false");
    return v ? json_is_true(v) : fallback;
}

/* A negative fallback means that the field is required. */
static double take_number(struct reader *r, const char *key, double min, double max,
                          double fallback)
{
    const json_t *v = field(r, key);
    if (!v) {
        if (fallback < 0)
            fail(r, key, "is missing");
        return fallback;
    }
    double x = json_number_value(v);
    if (!json_is_number(v) || !(x >= min && x <= max)) {
        if (!r->failed)
            err_set(r->err, 0, "%s: %s is not a number in %g..%g", r->what, key, min,
                    max);
        r->failed = true;
        return min;
    }
    return x;
}

static const char *take_str(struct reader *r, const char *key, const char *fallback)
{
    const json_t *v = field(r, key);
    if (v && !json_is_string(v))
        fail(r, key, "is not a string");
    return json_is_string(v) ? json_string_value(v) : fallback;
}

/* What must hold between fields, whichever file they came from. */
static bool config_check(const struct model_config *c, const char *what,
                         struct error *err)
{
    bool linear = false;
    for (int i = 0; i < c->n_layer; i++)
        linear |= c->layer[i] == LAYER_LINEAR;

    if (c->n_head % c->n_kv_head)
        return err_set(err, 0, "%s: %d attention heads do not divide among %d kv heads",
                       what, c->n_head, c->n_kv_head);
    if (c->rotary_dim < 2 || c->rotary_dim > c->head_dim || c->rotary_dim % 2)
        return err_set(
            err, 0,
            "%s: %d rotated dimensions of a head of %d (must be even, at least 2)", what,
            c->rotary_dim, c->head_dim);
    if (c->n_expert_used > c->n_expert)
        return err_set(err, 0, "%s: %d experts per token, but only %d experts", what,
                       c->n_expert_used, c->n_expert);
    if (linear && c->family == FAMILY_QWEN3_MOE)
        return err_set(err, 0, "%s: qwen3_moe has no linear attention layers", what);
    if (linear && c->n_v_head % c->n_k_head)
        return err_set(err, 0,
                       "%s: %d linear value heads do not divide among %d key heads", what,
                       c->n_v_head, c->n_k_head);
    return true;
}

static bool has_linear(const struct model_config *c)
{
    for (int i = 0; i < c->n_layer; i++)
        if (c->layer[i] == LAYER_LINEAR)
            return true;
    return false;
}

static bool family_from_type(const char *type, enum model_family *out)
{
    static const struct {
        const char *type;
        enum model_family family;
    } known[] = {
        {"qwen3_5_moe", FAMILY_QWEN3_5_MOE},
        {"qwen3_5_moe_text", FAMILY_QWEN3_5_MOE},
        {"qwen3_next", FAMILY_QWEN3_NEXT},
        {"qwen3_moe", FAMILY_QWEN3_MOE},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(type, known[i].type) == 0) {
            *out = known[i].family;
            return true;
        }
    return false;
}

static void read_layers(struct reader *r, struct model_config *c)
{
    const json_t *types = field(r, "layer_types");
    if (types) {
        if (!json_is_array(types) || json_array_size(types) != (size_t)c->n_layer) {
            fail(r, "layer_types", "is not a list with one entry per layer");
            return;
        }
        for (int i = 0; i < c->n_layer; i++) {
            const char *s = json_string_value(json_array_get(types, (size_t)i));
            if (s && strcmp(s, "linear_attention") == 0)
                c->layer[i] = LAYER_LINEAR;
            else if (s && strcmp(s, "full_attention") == 0)
                c->layer[i] = LAYER_FULL;
            else
                fail(r, "layer_types",
                     "has an entry other than linear_attention and full_attention");
        }
        return;
    }

    bool hybrid = c->family != FAMILY_QWEN3_MOE;
    int interval = hybrid ? take_int(r, "full_attention_interval", 1, MAX_LAYERS, 4) : 1;
    for (int i = 0; i < c->n_layer; i++)
        c->layer[i] = (i + 1) % interval == 0 ? LAYER_FULL : LAYER_LINEAR;
}

/* Rope fields are nested in newer files and flat in older ones; nested wins. */
static void read_rope(struct reader *r, struct model_config *c)
{
    struct reader nested = *r;
    nested.o = field(r, "rope_parameters");
    if (nested.o && !json_is_object(nested.o)) {
        fail(r, "rope_parameters", "is not an object");
        return;
    }

    bool full = c->family == FAMILY_QWEN3_MOE;
    double theta = take_number(r, "rope_theta", 1, 1e12, nested.o || full ? 0 : 1e7);
    double share = take_number(r, "partial_rotary_factor", 1e-3, 1, full ? 1 : 0.25);
    const char *type = "default";
    const json_t *scaling = field(r, "rope_scaling");
    if (json_is_object(scaling)) {
        struct reader s = *r;
        s.o = scaling;
        type = take_str(&s, "rope_type", take_str(&s, "type", "default"));
        r->failed |= s.failed;
    } else if (scaling) {
        fail(r, "rope_scaling", "is not an object");
    }
    if (nested.o) {
        theta =
            take_number(&nested, "rope_theta", 1, 1e12, theta > 0 || full ? theta : 1e7);
        share = take_number(&nested, "partial_rotary_factor", 1e-3, 1, share);
        type = take_str(&nested, "rope_type", take_str(&nested, "type", type));
        r->failed |= nested.failed;
    }
    if (theta <= 0)
        fail(r, "rope_theta", "is missing");
    if (strcmp(type, "default") != 0 && !r->failed) {
        err_set(r->err, 0, "%s: rope type \"%.40s\" is not supported", r->what, type);
        r->failed = true;
    }
    c->rope_theta = theta;
    c->rotary_dim = (int)(c->head_dim * share);
}

/* What other members of the families have and this program does not. */
static void refuse_unsupported(struct reader *r)
{
    const json_t *dense = field(r, "mlp_only_layers");
    if (dense && (!json_is_array(dense) || json_array_size(dense)))
        fail(r, "mlp_only_layers",
             "is not empty: layers without experts are not supported");
    if (take_int(r, "decoder_sparse_step", 0, 1 << 16, 1) != 1)
        fail(r, "decoder_sparse_step",
             "is not 1: layers without experts are not supported");
    if (take_bool(r, "attention_bias", false))
        fail(r, "attention_bias", "is true: attention with biases is not supported");
    if (take_bool(r, "use_sliding_window", false))
        fail(r, "use_sliding_window", "is true: sliding windows are not supported");
    if (strcmp(take_str(r, "hidden_act", "silu"), "silu") != 0)
        fail(r, "hidden_act", "is not silu: other activations are not supported");
}

static void read_experts(struct reader *r, struct model_config *c)
{
    bool qwen35 = c->family == FAMILY_QWEN3_5_MOE;
    bool plain = c->family == FAMILY_QWEN3_MOE;
    const char *count = field(r, "num_experts") ? "num_experts" : "num_local_experts";
    int experts = plain ? -1 : qwen35 ? 256 : 512;
    c->n_expert = take_int(r, count, 1, MAX_EXPERTS, experts);
    c->n_expert_used = take_int(r, "num_experts_per_tok", 1, MAX_EXPERTS_USED,
                                plain    ? -1
                                : qwen35 ? 8
                                         : 10);
    c->expert_ff = take_int(r, "moe_intermediate_size", 1, MAX_HIDDEN, plain ? -1 : 512);
    c->shared_ff =
        plain ? 0 : take_int(r, "shared_expert_intermediate_size", 0, MAX_HIDDEN, 512);
    /* Absent from qwen3_5_moe files, whose reference renormalises unconditionally; the
     * class default of qwen3_moe is false. */
    c->norm_topk = take_bool(r, "norm_topk_prob", !plain);
}

bool model_config_from_json(const json_t *root, struct model_config *out,
                            struct error *err)
{
    struct model_config c = {0};
    struct reader r = {.o = root, .what = "config.json", .err = err};
    if (!json_is_object(root))
        return err_set(err, 0, "config.json: not a JSON object");

    const char *type = take_str(&r, "model_type", NULL);
    const json_t *text = field(&r, "text_config");
    if (text && !json_is_object(text))
        return err_set(err, 0, "config.json: text_config is not an object");
    bool tied = take_bool(&r, "tie_word_embeddings", false);
    if (text) {
        r.o = text;
        type = take_str(&r, "model_type", type);
        tied = take_bool(&r, "tie_word_embeddings", tied);
    }
    if (r.failed)
        return false;
    if (!type)
        return err_set(err, 0, "config.json: model_type is missing");
    if (!family_from_type(type, &c.family))
        return err_set(err, 0,
                       "config.json: model_type \"%.60s\" is not supported (qwen3_5_moe, "
                       "qwen3_next and qwen3_moe are)",
                       type);

    bool plain = c.family == FAMILY_QWEN3_MOE;
    bool qwen35 = c.family == FAMILY_QWEN3_5_MOE;
    c.tied_head = tied;
    c.hidden = take_int(&r, "hidden_size", 1, MAX_HIDDEN, plain ? -1 : 2048);
    c.n_layer = take_int(&r, "num_hidden_layers", 1, MAX_LAYERS,
                         plain    ? -1
                         : qwen35 ? 40
                                  : 48);
    c.n_vocab = take_int(&r, "vocab_size", 1, MAX_VOCAB,
                         plain    ? -1
                         : qwen35 ? 248320
                                  : 151936);
    c.max_context_tok =
        take_int(&r, "max_position_embeddings", 1, MAX_CONTEXT, plain ? -1 : 32768);
    c.rms_eps = (float)take_number(&r, "rms_norm_eps", 1e-12, 0.1, 1e-6);
    c.n_head = take_int(&r, "num_attention_heads", 1, MAX_HEADS, plain ? -1 : 16);
    c.n_kv_head = take_int(&r, "num_key_value_heads", 1, MAX_HEADS, plain ? -1 : 2);
    if (r.failed)
        return false;
    c.head_dim =
        take_int(&r, "head_dim", 1, MAX_HEAD_DIM, plain ? c.hidden / c.n_head : 256);
    c.attn_gate = !plain && take_bool(&r, "attn_output_gate", true);
    read_rope(&r, &c);
    read_layers(&r, &c);
    read_experts(&r, &c);
    refuse_unsupported(&r);
    if (has_linear(&c)) {
        c.n_k_head = take_int(&r, "linear_num_key_heads", 1, MAX_HEADS, 16);
        c.n_v_head = take_int(&r, "linear_num_value_heads", 1, MAX_HEADS, 32);
        c.k_dim = take_int(&r, "linear_key_head_dim", 1, MAX_HEAD_DIM, 128);
        c.v_dim = take_int(&r, "linear_value_head_dim", 1, MAX_HEAD_DIM, 128);
        c.conv_width = take_int(&r, "linear_conv_kernel_dim", 2, MAX_CONV_WIDTH, 4);
    }
    if (r.failed || !config_check(&c, r.what, err))
        return false;
    *out = c;
    return true;
}

json_t *model_config_to_manifest(const struct model_config *c)
{
    json_t *layers = json_array();
    for (int i = 0; i < c->n_layer; i++)
        json_array_append_new(layers,
                              json_string(c->layer[i] == LAYER_FULL ? "full" : "linear"));
    return json_pack(
        "{s:s, s:o, s:i, s:i, s:i, s:f, s:b, s:i, s:i, s:i, s:i, s:f, s:b,"
        " s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:b}",
        "family", family_name(c->family), "layers", layers, "hidden", c->hidden,
        "n_vocab", c->n_vocab, "max_context_tok", c->max_context_tok, "rms_eps",
        (double)c->rms_eps, "tied_head", c->tied_head, "n_head", c->n_head, "n_kv_head",
        c->n_kv_head, "head_dim", c->head_dim, "rotary_dim", c->rotary_dim, "rope_theta",
        c->rope_theta, "attn_gate", c->attn_gate, "n_k_head", c->n_k_head, "n_v_head",
        c->n_v_head, "k_dim", c->k_dim, "v_dim", c->v_dim, "conv_width", c->conv_width,
        "n_expert", c->n_expert, "n_expert_used", c->n_expert_used, "expert_ff",
        c->expert_ff, "shared_ff", c->shared_ff, "norm_topk", c->norm_topk);
}

static void manifest_layers(struct reader *r, struct model_config *c)
{
    const json_t *layers = field(r, "layers");
    size_t n = json_array_size(layers);
    if (n < 1 || n > MAX_LAYERS) {
        fail(r, "layers", "is not a list of layer kinds");
        return;
    }
    c->n_layer = (int)n;
    for (size_t i = 0; i < n; i++) {
        const char *s = json_string_value(json_array_get(layers, i));
        if (s && strcmp(s, "full") == 0)
            c->layer[i] = LAYER_FULL;
        else if (s && strcmp(s, "linear") == 0)
            c->layer[i] = LAYER_LINEAR;
        else
            fail(r, "layers", "has an entry other than full and linear");
    }
}

bool model_config_from_manifest(const json_t *o, struct model_config *out,
                                struct error *err)
{
    return model_config_from_fields(o, "manifest.json: config", out, err);
}

bool model_config_from_fields(const json_t *o, const char *what, struct model_config *out,
                              struct error *err)
{
    struct model_config c = {0};
    struct reader r = {.o = o, .what = what, .err = err};
    if (!json_is_object(o))
        return err_set(err, 0, "%s is not an object", r.what);

    const char *family = take_str(&r, "family", "");
    if (!r.failed && (!family_from_type(family, &c.family) ||
                      strcmp(family, family_name(c.family)) != 0))
        fail(&r, "family", "is unknown");
    manifest_layers(&r, &c);
    c.hidden = take_int(&r, "hidden", 1, MAX_HIDDEN, -1);
    c.n_vocab = take_int(&r, "n_vocab", 1, MAX_VOCAB, -1);
    c.max_context_tok = take_int(&r, "max_context_tok", 1, MAX_CONTEXT, -1);
    /* The written value is a rounded float, so the upper bound has a little room. */
    c.rms_eps = (float)take_number(&r, "rms_eps", 1e-13, 0.11, -1);
    c.tied_head = take_bool(&r, "tied_head", false);
    c.n_head = take_int(&r, "n_head", 1, MAX_HEADS, -1);
    c.n_kv_head = take_int(&r, "n_kv_head", 1, MAX_HEADS, -1);
    c.head_dim = take_int(&r, "head_dim", 1, MAX_HEAD_DIM, -1);
    c.rotary_dim = take_int(&r, "rotary_dim", 2, MAX_HEAD_DIM, -1);
    c.rope_theta = take_number(&r, "rope_theta", 1, 1e12, -1);
    c.attn_gate = take_bool(&r, "attn_gate", false);
    int least = has_linear(&c) ? 1 : 0;
    c.n_k_head = take_int(&r, "n_k_head", least, MAX_HEADS, -1);
    c.n_v_head = take_int(&r, "n_v_head", least, MAX_HEADS, -1);
    c.k_dim = take_int(&r, "k_dim", least, MAX_HEAD_DIM, -1);
    c.v_dim = take_int(&r, "v_dim", least, MAX_HEAD_DIM, -1);
    c.conv_width = take_int(&r, "conv_width", least ? 2 : 0, MAX_CONV_WIDTH, -1);
    c.n_expert = take_int(&r, "n_expert", 1, MAX_EXPERTS, -1);
    c.n_expert_used = take_int(&r, "n_expert_used", 1, MAX_EXPERTS_USED, -1);
    c.expert_ff = take_int(&r, "expert_ff", 1, MAX_HIDDEN, -1);
    c.shared_ff = take_int(&r, "shared_ff", 0, MAX_HIDDEN, -1);
    c.norm_topk = take_bool(&r, "norm_topk", true);
    if (r.failed || !config_check(&c, r.what, err))
        return false;
    *out = c;
    return true;
}
