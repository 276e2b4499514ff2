#pragma once

/* How often an expert that a token needs is still in a cache: a model, no measurement.
 *
 * Routing. Each of the n experts of a layer has a weight, all the same or 1 / rank^s, and a
 * token draws k of them without replacement, by weight, independent of the token before
 * (the independent reference model). The chance of expert i is taken as 1 - exp(-c w_i),
 * with c such that the chances sum to k: the k first of n exponential clocks.
 *
 * Cache. It drops the expert that was not used for longest (LRU) for one that comes in. Of
 * the misses a share `admit` comes in, the others leave the cache as it is. By Che's
 * approximation there is a time of w tokens after which an expert that is not used is gone,
 * the same for all of them. With a = (1 - p)^w, the chance that a token's expert of chance p
 * is not used for so long, the expert is found with the chance
 *     q (1 - a) / (a + q (1 - a)),  q = admit
 * (Martina, Garetto, Leonardi 2014), and w is such that these sum to what the cache
 * holds. With admit 1 that is 1 - a: plain LRU; towards 0 what is used most is kept. */

/* use[n]: the chance that a token uses the expert of that rank, descending; sum k. */
void residency_chances(double zipf, int n, int k, double *use);

/* The experts that n_tok tokens use, each counted once. */
double residency_distinct(const double *use, int n, double n_tok);

/* keep[n]: the chance that the expert of that rank is in a cache that holds `capacity` of
 * them, 0 < admit <= 1. */
void residency_kept(const double *use, int n, double capacity, double admit,
                    double *keep);

/* The share that is found of the experts that n_tok tokens use, each read once. */
double residency_hit(const double *use, const double *keep, int n, double n_tok);
