#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

/* Choosing the next token. Order: penalties, then (temperature 0: argmax) temperature,
 * top-k, softmax, top-p, min-p, draw. Deterministic for a seed. */

struct error;

/* NAN, and top_k -1: as the server has it; of a remote engine alone. */
struct sample_params {
    float temperature;       /* 0: greedy */
    int top_k;               /* 0: off */
    float top_p;             /* 1: off */
    float min_p;             /* 0: off; relative to the likeliest */
    float presence_penalty;  /* subtracted once from ids already generated */
    float frequency_penalty; /* subtracted per earlier occurrence */
    float
        repetition_penalty; /* 1: off; divides positive and multiplies negative logits */
    uint64_t seed;          /* 0: drawn from the system for every turn */
};

void sample_params_default(struct sample_params *p); /* greedy off: 1.0, 1.0, all off */
/* What generation_config.json says on top of *p (do_sample false means temperature 0).
 * Ranges are checked. */
bool sample_params_from_json(const json_t *o, struct sample_params *p, struct error *err);
/* "temperature" "0.7" and so on, for /set and options; aliases: temp. */
bool sample_params_set(struct sample_params *p, const char *key, const char *value,
                       struct error *err);
