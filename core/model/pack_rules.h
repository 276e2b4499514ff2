#pragma once

#include <stdbool.h>

#include "core/model/config.h"

/* A mixed plan: which tensors of a pack get other bits than the rest, from a YAML file.
 *
 *     rules:
 *       - tensors: experts.down      # a name, or a list of names
 *         bits: 6
 *       - tensors: [experts, shared]
 *         layers: [first 2, last 2, 7, 10-12]   # or one of these; default: all
 *         bits: 8
 *         group: 32                  # inputs per scale: 32, 64 or 128; default: 64
 *
 * Later rules win. Names are those of the pack's tensors (embed, head, q, k, v, o, qkv, z,
 * out, shared_gate, shared_up, shared_down), experts.gate, experts.up, experts.down, and for
 * several: experts, shared, attention (q k v o), delta (qkv z out), dense (all but experts). */

struct error;
struct pack_rules;

/* What a rule says of one tensor. */
struct pack_rule {
    int bits;  /* 2, 3, 4, 5, 6, 8, 16 for the source's own, or 32 */
    int group; /* 0: the default */
    int line;  /* of the file */
};

/* Errors name the file and the place. Immutable afterwards. */
struct pack_rules *pack_rules_load(const char *path, const struct model_config *c,
                                   struct error *err);
void pack_rules_destroy(struct pack_rules *r); /* NULL is fine */
const char *pack_rules_path(const struct pack_rules *r);
/* The last rule for this tensor ("q", "experts.down"; layer -1: no layer's), or NULL. */
const struct pack_rule *pack_rules_find(const struct pack_rules *r, const char *tensor,
                                        int layer);
