#pragma once

/* What the page cache holds of the experts after a long run of single tokens: the engine's own
 * policy (core/stream/cache_policy.h), played with tokens that are independent of each other
 * (core/measure/residency.h). Pure; some ten milliseconds. */

struct plan_cache {
    double *keep;  /* [n_expert], by rank: the chance that it is there; the caller's */
    double hit;    /* share of a token's experts that are found, 0..1 */
    double let_in; /* share of its experts that are read into the page cache */
};

/* cached: share of all experts that have room, 0..1. */
void plan_cache_play(double zipf, int n_expert, int k, double cached,
                     struct plan_cache *out);
