#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/infer/stats.h"
#include "ui/telemetry_steps.h"

/* From the engine's counters to what the panels show: rates over time from the counters'
 * growth, rings for the graphs, maxima that do not jump. Time is that of the numbers: the
 * graphs have 4 samples for each second in which the engine worked, whenever they are taken.
 * Pure; thread-safety: per object. */

enum {
    RING_MAX = 256,
    RING_HZ = 4,
    TOP_SAMPLES = 16 * RING_HZ /* no panel's graph is wider */
};

/* The newest samples; NAN where there was none. */
struct ring {
    double v[RING_MAX];
    int n, next;
};

void ring_add(struct ring *r, double v);
/* Sample `back` steps ago, 0 the newest; NAN when there is none. */
double ring_get(const struct ring *r, int back);

/* The largest of the newest n samples, 0 when there is none. */
double ring_most(const struct ring *r, int n);

/* The top of a scale: grows at once to a round number, shrinks after 2 s below to what was
 * seen in them, so that it neither jumps nor keeps what nobody sees any more. */
struct ratchet {
    double top; /* 0: nothing seen yet */
    double low_most;
    int64_t low_since_ns;
};

double scale_round(double v);   /* the next of 1, 1.5, 2, 3, 5, 7 times a power of ten */
double scale_below(double top); /* the round number before that one; 0 for 0 */
void ratchet_see(struct ratchet *r, double v, int64_t now_ns);
/* Nothing moves any more: the scale of what is shown. */
void ratchet_fit(struct ratchet *r, double v);

struct telemetry {
    struct stats now;
    bool any; /* stats came in at least once */

    struct ring decode; /* tok/s */
    struct ring hit;    /* 0..1 of the expert bytes since the sample before */
    struct ring device; /* bytes/s */
    struct ring wait;   /* share of the layers' time spent waiting for experts, 0..1 */
    struct ring held;   /* bytes of the model in the page cache */
    struct ring limit;  /* share of the nearer of the machine's limits, 0..1 */
    struct ratchet decode_top, device_top; /* of the newest TOP_SAMPLES */
    struct ratchet layer_top;              /* of the layers shown */
    struct step_history steps;

    struct measure hit_rate;      /* of the turn, 0..1 */
    struct measure device_rate;   /* bytes/s, newest sample */
    struct measure device_token;  /* bytes a token, over the decode of this turn */
    struct measure amplification; /* device bytes for each byte that was missing */

    /* -- where the differences start */
    struct stats last; /* at the sample before */
    bool has_last;
    uint64_t turn_device_bytes, decode_device_bytes;
    int decode_tok;
    bool in_turn, in_decode;
    enum engine_phase top_phase; /* whose layers layer_top is of */
};

void telemetry_take(struct telemetry *t, const struct stats *s);
void telemetry_step(struct telemetry *t, const struct step *s);
/* Another conversation: its tokens and uses begin from nothing. */
void telemetry_new_conversation(struct telemetry *t);
/* Back to {0}. */
void telemetry_finish(struct telemetry *t);

double layer_total_ms(const struct layer_stats *l);
/* The limit of the machine that decoding is nearer to. */
struct limit_share {
    struct measure share;   /* 0..1 */
    const char *name, *why; /* "disk" or "memory"; why, when not valid; borrowed from t */
};
struct limit_share limit_share(const struct telemetry *t);
