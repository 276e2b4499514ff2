#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

/* The shape of a model, from the checkpoint's config.json or the pack's manifest. Every
 * value is validated (positive, bounded, mutually consistent) before anybody sees it, and
 * products of them fit size_t. */

struct error;

enum model_family {
    FAMILY_QWEN3_5_MOE,
    FAMILY_QWEN3_NEXT,
    FAMILY_QWEN3_MOE,
};

enum layer_kind {
    LAYER_LINEAR, /* gated delta net */
    LAYER_FULL,   /* (gated) attention */
};

enum {
    MAX_LAYERS = 256,
    MAX_EXPERTS = 4096,
    MAX_EXPERTS_USED = 64
};

struct model_config {
    enum model_family family;
    int n_layer;
    enum layer_kind layer[MAX_LAYERS];
    int hidden;  /* H */
    int n_vocab; /* rows of embedding and head; ids past the tokenizer's are unused */
    int max_context_tok;
    float rms_eps;
    bool tied_head;
    /* full attention */
    int n_head, n_kv_head, head_dim;
    int rotary_dim; /* rotated elements at the start of each head */
    double rope_theta;
    bool attn_gate; /* q_proj carries a sigmoid output gate per head */
    /* gated delta net; all 0 when no layer is linear */
    int n_k_head, n_v_head, k_dim, v_dim, conv_width;
    /* experts */
    int n_expert, n_expert_used, expert_ff;
    int shared_ff; /* 0: no shared expert */
    bool norm_topk;
};

const char *family_name(enum model_family family);

/* From a parsed config.json: `text_config` if present, else the root. */
bool model_config_from_json(const json_t *root, struct model_config *out,
                            struct error *err);
/* As the manifest stores it (flat, our own names), and back. */
json_t *model_config_to_manifest(const struct model_config *c);
bool model_config_from_manifest(const json_t *o, struct model_config *out,
                                struct error *err);

/* The same fields from elsewhere; messages begin with `what`. */
bool model_config_from_fields(const json_t *o, const char *what, struct model_config *out,
                              struct error *err);

int conv_channels(const struct model_config *c); /* 2 Hk Dk + Hv Dv */
