#pragma once

/* How often an expert that a token needs is still in a cache: a model, no measurement.
 *
 * Routing. Each of the n experts of a layer has a weight, all the same or 1 / rank^s, and a
 * token draws k of them without replacement, by weight, independent of the token before
 * (the independent reference model). The chance of expert i is taken as 1 - exp(-c w_i),
 * with c such that the chances sum to k: the k first of n exponential clocks.
 *
 * Cache. It holds the experts that were used last (LRU). By Che's approximation there is a
 * time of w tokens after which an expert that is not used again is gone, the same for all of
 * them: the one at which w tokens use as many different experts as the cache holds. */

/* use[n]: the chance that a token uses the expert of that rank, descending; sum k. */
void residency_chances(double zipf, int n, int k, double *use);

/* The experts that n_tok tokens use, each counted once. */
double residency_distinct(const double *use, int n, double n_tok);

/* The window w above, in tokens, of a cache that holds `capacity` experts of a layer;
 * INFINITY when it holds all that are ever used. */
double residency_window(const double *use, int n, double capacity);

/* The share of the experts' reads that the cache spares when chunks of n_tok tokens read
 * each expert once: 0..1. A chunk goes through all layers before it comes back to one, so
 * what counts is whether whole chunks fit in the window. n_tok 1 is decoding. */
double residency_hit(const double *use, int n, double n_tok, double capacity);
