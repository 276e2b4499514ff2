/* The shape of a model from a GGUF file's metadata, put together under the names of the
 * manifest so that the same code checks it. What exporters leave out is taken from the
 * shapes of tensors. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/model/checkpoint_gguf.h"

enum {
    KEY_BYTES = 128
};

struct reader {
    const struct gguf *g;
    const struct stored_tensors *st;
    const char *path;
    char arch[32];
    json_t *out;
    struct error *err;
    bool failed;
};

static const struct {
    const char *arch;
    enum model_family family;
} archs[] = {
    {"qwen35moe", FAMILY_QWEN3_5_MOE},
    {"qwen3next", FAMILY_QWEN3_NEXT},
    {"qwen3moe", FAMILY_QWEN3_MOE},
};

static void full_key(const struct reader *r, const char *key, char out[KEY_BYTES])
{
    snprintf(out, KEY_BYTES, "%s.%s", r->arch, key);
}

/* The first failure is kept, so that a list of fields reads as a list. */
static void fail(struct reader *r, const char *key, const char *why)
{
    char name[KEY_BYTES];
    full_key(r, key, name);
    if (!r->failed)
        err_set(r->err, 0, "%s: metadata %s %s", r->path, name, why);
    r->failed = true;
}

/* False when the key is absent. */
static bool get_int(struct reader *r, const char *key, int64_t *out)
{
    char name[KEY_BYTES];
    struct gguf_value v;
    full_key(r, key, name);
    if (!gguf_find(r->g, name, &v))
        return false;
    if (gguf_int(r->g, name, out))
        return true;
    fail(r, key, "is no integer");
    *out = 0;
    return true;
}

/* Sets a field; `fallback` when the key is absent, a failure when that is negative. */
static int64_t take_int(struct reader *r, const char *key, const char *field,
                        int64_t fallback)
{
    int64_t n = fallback;
    if (!get_int(r, key, &n) && fallback < 0) {
        fail(r, key, "is missing");
        n = 0;
    }
    json_object_set_new(r->out, field, json_integer(n));
    return n;
}

static void take_real(struct reader *r, const char *key, const char *field)
{
    char name[KEY_BYTES];
    double x = 0;
    full_key(r, key, name);
    if (!gguf_real(r->g, name, &x))
        fail(r, key, "is missing or no number");
    json_object_set_new(r->out, field, json_real(x));
}

/* Dimension `i` from the last of a tensor, 0 when there is none. */
static int64_t dim_of(const struct reader *r, const char *tensor, int i)
{
    const struct st_tensor *t = st_find(r->st, tensor);
    return t && i < t->n_dim ? (int64_t)t->dim[t->n_dim - 1 - i] : 0;
}

static bool read_arch(struct reader *r, enum model_family *family)
{
    size_t len = 0;
    const char *arch = gguf_text(r->g, "general.architecture", &len);
    for (size_t i = 0; arch && i < sizeof(archs) / sizeof(archs[0]); i++)
        if (strlen(archs[i].arch) == len && memcmp(arch, archs[i].arch, len) == 0) {
            *family = archs[i].family;
            memcpy(r->arch, arch, len);
            return true;
        }
    return err_set(r->err, 0,
                   "%s: architecture \"%.*s\" is not supported (qwen35moe, qwen3next and "
                   "qwen3moe are)",
                   r->path, arch ? (int)(len < 60 ? len : 60) : 0, arch ? arch : "");
}

/* Attention heads of keys and values: a number, or one for each layer, 0 on the linear ones. */
static void read_kv_heads(struct reader *r, int64_t n_layer)
{
    char name[KEY_BYTES];
    struct gguf_value v;
    int64_t n = 0, of_layer = 0;
    full_key(r, "attention.head_count_kv", name);
    if (!gguf_find(r->g, name, &v) || !v.is_array) {
        take_int(r, "attention.head_count_kv", "n_kv_head", -1);
        return;
    }
    for (uint64_t i = 0; i < v.n && i < (uint64_t)n_layer; i++) {
        if (!gguf_item_int(&v, i, &of_layer) ||
            (of_layer != 0 && n != 0 && of_layer != n)) {
            fail(r, "attention.head_count_kv", "differs between layers");
            return;
        }
        n = of_layer ? of_layer : n;
    }
    json_object_set_new(r->out, "n_kv_head", json_integer(n));
}

/* A layer is linear if and only if it has a decay; nothing else is as reliable. */
static bool read_layers(struct reader *r, int64_t n_layer)
{
    json_t *layers = json_array();
    bool linear = false;
    for (int64_t i = 0; i < n_layer; i++) {
        char name[KEY_BYTES];
        snprintf(name, sizeof(name), "blk.%" PRId64 ".ssm_a", i);
        bool is = st_find(r->st, name) != NULL;
        json_array_append_new(layers, json_string(is ? "linear" : "full"));
        linear |= is;
    }
    json_object_set_new(r->out, "layers", layers);
    return linear;
}

static void read_attention(struct reader *r, enum model_family family, int64_t n_layer,
                           int64_t hidden)
{
    bool plain = family == FAMILY_QWEN3_MOE;
    int64_t heads = take_int(r, "attention.head_count", "n_head", -1), width = 0;
    int64_t even = heads > 0 ? hidden / heads : 0;
    read_kv_heads(r, n_layer);
    int64_t dim = take_int(r, "attention.key_length", "head_dim", even);
    if (get_int(r, "attention.value_length", &width) && width != dim)
        fail(r, "attention.value_length", "is not attention.key_length");
    take_int(r, "rope.dimension_count", "rotary_dim", plain ? dim : dim / 4);
    take_real(r, "rope.freq_base", "rope_theta");
    take_real(r, "attention.layer_norm_rms_epsilon", "rms_eps");
    json_object_set_new(r->out, "attn_gate", json_boolean(!plain));
}

static void read_linear(struct reader *r, bool linear)
{
    static const char *const fields[] = {"n_k_head", "n_v_head", "k_dim", "v_dim",
                                         "conv_width"};
    if (!linear) {
        for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
            json_object_set_new(r->out, fields[i], json_integer(0));
        return;
    }
    int64_t inner = 0, heads = take_int(r, "ssm.time_step_rank", "n_v_head", -1);
    take_int(r, "ssm.group_count", "n_k_head", -1);
    take_int(r, "ssm.state_size", "k_dim", -1);
    take_int(r, "ssm.conv_kernel", "conv_width", -1);
    if (!get_int(r, "ssm.inner_size", &inner))
        fail(r, "ssm.inner_size", "is missing");
    if (heads <= 0 || inner % heads)
        fail(r, "ssm.inner_size", "is no multiple of ssm.time_step_rank");
    json_object_set_new(r->out, "v_dim", json_integer(heads > 0 ? inner / heads : 0));
}

static void read_experts(struct reader *r)
{
    take_int(r, "expert_count", "n_expert", -1);
    take_int(r, "expert_used_count", "n_expert_used", -1);
    take_int(r, "expert_feed_forward_length", "expert_ff",
             dim_of(r, "blk.0.ffn_down_exps.weight", 0));
    take_int(r, "expert_shared_feed_forward_length", "shared_ff",
             dim_of(r, "blk.0.ffn_gate_shexp.weight", 1));
    /* These architectures always renormalise; no key says so. */
    json_object_set_new(r->out, "norm_topk", json_true());
}

/* What other models of these architectures may have and this program does not. */
static void refuse_unsupported(struct reader *r)
{
    char name[KEY_BYTES];
    size_t len;
    full_key(r, "rope.scaling.type", name);
    const char *scaling = gguf_text(r->g, name, &len);
    if (scaling && !(len == 4 && memcmp(scaling, "none", 4) == 0))
        fail(r, "rope.scaling.type",
             "is not \"none\": scaled positions are not supported");
    double scale;
    full_key(r, "expert_weights_scale", name);
    if (gguf_real(r->g, name, &scale) && scale != 0 && scale != 1)
        fail(r, "expert_weights_scale", "is not 1, which is not supported");
}

bool model_config_from_gguf(const struct gguf *g, const struct stored_tensors *st,
                            const char *path, struct model_config *out, struct error *err)
{
    struct reader r = {.g = g, .st = st, .path = path, .err = err};
    enum model_family family = FAMILY_QWEN3_MOE;
    int64_t blocks = 0, extra = 0;
    if (!read_arch(&r, &family))
        return false;
    r.out = json_object();
    if (!get_int(&r, "block_count", &blocks))
        fail(&r, "block_count", "is missing");
    get_int(&r, "nextn_predict_layers", &extra);
    if (blocks > MAX_LAYERS || extra < 0 || extra >= blocks)
        fail(&r, "block_count", "is impossible");
    int64_t n_layer = r.failed ? 0 : blocks - extra;

    json_object_set_new(r.out, "family", json_string(family_name(family)));
    int64_t hidden = take_int(&r, "embedding_length", "hidden", -1);
    take_int(&r, "context_length", "max_context_tok", -1);
    json_object_set_new(r.out, "n_vocab",
                        json_integer(dim_of(&r, "token_embd.weight", 1)));
    json_object_set_new(r.out, "tied_head", json_boolean(!st_find(st, "output.weight")));
    read_attention(&r, family, n_layer, hidden);
    read_linear(&r, read_layers(&r, n_layer));
    read_experts(&r);
    refuse_unsupported(&r);
    char *what = xasprintf("%s: metadata", path);
    bool ok = !r.failed && model_config_from_fields(r.out, what, out, err);
    free(what);
    json_decref(r.out);
    return ok;
}
