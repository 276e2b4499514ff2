#pragma once

/* How often experts are used, and how many different ones: a model, no measurement.
 *
 * Routing. Each of the n experts of a layer has a weight, all the same or 1 / rank^s. A token
 * takes the k of them whose log weight with noise is largest, independent of the token
 * before. The noise is a router's: normal, of the deviation that a synthetic pack's routers
 * give it (core/model/synth_values.h). The chance of an expert is that its own value is above a
 * threshold, the one with which the chances sum to k. */

#define RESIDENCY_NOISE 1.28

/* use[n]: the chance that a token uses the expert of that rank, descending; sum k. */
void residency_chances(double zipf, int n, int k, double *use);

/* The experts that n_tok tokens use, each counted once. */
double residency_distinct(const double *use, int n, double n_tok);

/* The share that is found of the experts that n_tok tokens use, each read once, when that of
 * a rank is there with the chance keep[rank]. */
double residency_hit(const double *use, const double *keep, int n, double n_tok);
