#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A token that may be the next one. Candidates are ordered by logit, the largest first, equal
 * ones by id: with the same seed the same token comes out everywhere. */
struct candidate {
    float logit; /* finite */
    int32_t id;  /* below 0: nobody */
};

static inline bool candidate_before(struct candidate a, struct candidate b)
{
    return a.logit > b.logit || (a.logit == b.logit && a.id < b.id);
}

/* Some of a token's logits, in any order, nobody among them where there are fewer: all that
 * come before `bound`, and `bound` itself. */
struct likely_tokens {
    const struct candidate *c; /* [n], borrowed until the next token */
    size_t n;
    struct candidate bound; /* nobody: these are all that are finite */
};
