#pragma once

#include <stdint.h>

#include "core/infer/candidate.h"
#include "core/infer/sample.h"
#include "core/text/tokenizer.h"

/* The sampler of one turn: parameters, random state, and the ids generated so far (for the
 * penalties). One thread. */

struct sampler;

/* `tok` (may be NULL) tells which vocabulary rows are unused: they are never chosen. */
struct sampler *sampler_create(const struct sample_params *p, int n_vocab,
                               const struct tokenizer *tok);
void sampler_destroy(struct sampler *s);        /* NULL is fine */
uint64_t sampler_seed(const struct sampler *s); /* the one in use, drawn when it was 0 */

/* Choose from logits[n_vocab] (not changed) and count the choice. What is not finite is
 * never chosen; -1 when no token has a finite logit. */
int32_t sampler_next(struct sampler *s, const float *logits);

enum {
    SAMPLER_NEEDS_ALL = -2
};

/* Whether sampler_next_of is worth asking: it does not always need all. */
bool sampler_takes_few(const struct sampler *s);
/* The same choice from a part of the logits; or SAMPLER_NEEDS_ALL, with nothing changed, when
 * it depends on others: of all tokens (top_k off or above 256), with penalties that make
 * tokens likelier, or where unused and penalised ones leave too few. */
int32_t sampler_next_of(struct sampler *s, const struct likely_tokens *few);
