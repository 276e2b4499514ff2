#pragma once

#include <stdbool.h>

#include <jansson.h>

#include "core/model/gguf.h"

/* A hub tokenizer.json and generation.json from a GGUF file's metadata: byte-level BPE
 * ("gpt2") with the split expression of Qwen2/3 or Qwen3.5. What metadata do not say is
 * known of these models: NFC, and which control tokens are text. */

struct error;

/* *root is a new reference, or NULL when the file carries no tokenizer. False for a kind of
 * tokenizer that is not supported, and for metadata that contradict each other. */
bool gguf_tokenizer(const struct gguf *g, json_t **root, struct error *err);
/* Never NULL: a new reference to an object with what the file says of sampling and of the
 * ids that end a turn. */
json_t *gguf_generation(const struct gguf *g);
