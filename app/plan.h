#pragma once

#include <stdint.h>

#include "app/plan_rates.h"
#include "core/measure/limits.h"
#include "core/model/config.h"
#include "core/model/model_cost.h"

/* The prediction behind `flashmoe plan`: how long a token takes, from the bytes that it
 * touches, the rates of this machine and a model of what the page cache holds. Pure.
 *
 * A layer of a decoded token is the mixer and the router, one after the other, and then
 * two things that go on at the same time, each slowed by the other as the limits say: the
 * reads of the experts that are not resident, with one expert's product after the last of
 * them, and the products of the shared expert and the routed ones. Products run at the measured rate of the kernels
 * on weights from memory, reads at the disk's measured rate for as many records at once as
 * a layer misses; what is read into the page cache takes its part of the processors. A prompt is the
 * same in chunks, whose experts are read once each, as many of them as there are buffers for
 * while the mixer works. */

/* What the machine has. Borrowed. */
struct plan_machine {
    const struct limits *limits;
    const struct plan_rates *rates;
    uint64_t ram_bytes;         /* for the model and the page cache of its experts */
    uint64_t cache_limit_bytes; /* of the experts' page cache; UINT64_MAX: what is left */
};

struct plan_question {
    const struct model_config *config;
    const struct model_cost *cost;
    int k;               /* experts per token */
    double zipf;         /* of the routing; 0: uniform */
    int ctx_tok;         /* position of the decoded token */
    int n_prompt;        /* tokens of the prompt */
    int chunk_tok;       /* of prefill */
    int n_buffers;       /* experts that can be read ahead */
    uint64_t need_bytes; /* memory without the page cache of the experts */
};

enum plan_bound {
    PLAN_BY_MEMORY,
    PLAN_BY_DISK,
};

/* Seconds; io is what arithmetic does not hide. */
struct plan_phases {
    double mixer, io, expert, head;
};
double plan_phases_s(const struct plan_phases *p); /* the sum */

struct plan_answer {
    bool fits;              /* need_bytes fit the memory */
    uint64_t cache_bytes;   /* that the experts can have */
    double cached;          /* share of all experts that are cached, 0..1 */
    double hit, prompt_hit; /* share of the bytes that are found: decode, prefill */
    double let_in;          /* share that decode reads into the page cache besides */
    struct plan_phases token, prompt; /* one that is decoded; the prompt, warm */
    double limit_s;                   /* at the machine's limits, nothing but bytes */
    enum plan_bound bound;
    double cold_s; /* to the first token with nothing cached */
};

/* The disk must have been measured if anything is to be read from it: the limits have a
 * rate of it. */
void plan_predict(const struct plan_machine *m, const struct plan_question *q,
                  struct plan_answer *out);

/* Bytes per second, the limit; what a kernel has reached counts, if it is more than was
 * measured before. */
double plan_memory_rate(const struct plan_machine *m);
/* Bytes per second of as many reads at once, as the engine reads; 0: not known. */
double plan_read_rate(const struct limits *l, double n_at_once);
