#include "ui/telemetry.h"

#include <math.h>
#include <stddef.h>

static const int64_t shrink_after_ns = 2 * 1000000000LL;
static const int64_t sample_ns = 1000000000LL / RING_HZ;

void ring_add(struct ring *r, double v)
{
    r->v[r->next] = v;
    r->next = (r->next + 1) % RING_MAX;
    if (r->n < RING_MAX)
        r->n++;
}

double ring_get(const struct ring *r, int back)
{
    if (back < 0 || back >= r->n)
        return NAN;
    return r->v[(r->next - 1 - back + 2 * RING_MAX) % RING_MAX];
}

double ring_most(const struct ring *r, int n)
{
    double most = 0;
    for (int i = 0; i < n && i < r->n; i++)
        most = fmax(most, ring_get(r, i)); /* NAN is left out */
    return most;
}

static const double round_steps[] = {1, 1.5, 2, 3, 5, 7, 10};
enum {
    N_ROUND = sizeof round_steps / sizeof *round_steps
};

double scale_round(double v)
{
    if (!(v > 0) || !isfinite(v))
        return 0;
    double power = pow(10, floor(log10(v)));
    for (size_t i = 0; i < N_ROUND; i++)
        if (v <= round_steps[i] * power * (1 + 1e-9))
            return round_steps[i] * power;
    return 10 * power;
}

double scale_below(double top)
{
    if (!(top > 0) || !isfinite(top))
        return 0;
    double power = pow(10, floor(log10(top * (1 + 1e-9))));
    for (size_t i = N_ROUND - 1; i > 0; i--)
        if (round_steps[i - 1] * power < top * (1 - 1e-9))
            return round_steps[i - 1] * power;
    return 0.7 * power;
}

void ratchet_see(struct ratchet *r, double v, int64_t now_ns)
{
    double top = scale_round(v);
    if (top >= r->top) {
        ratchet_fit(r, v);
    } else if (r->low_since_ns == 0) {
        r->low_since_ns = now_ns;
        r->low_most = v;
    } else {
        r->low_most = fmax(r->low_most, v);
        if (now_ns - r->low_since_ns > shrink_after_ns)
            ratchet_fit(r, r->low_most);
    }
}

void ratchet_fit(struct ratchet *r, double v)
{
    *r = (struct ratchet){.top = scale_round(v)};
}

/* Counters restart with a turn; a smaller value is such a restart. */
static uint64_t growth(uint64_t now, uint64_t then)
{
    return now >= then ? now - then : now;
}

static struct measure some(double v)
{
    return (struct measure){v, true};
}

static void turn_rates(struct telemetry *t)
{
    const struct stats *s = &t->now;
    t->hit_rate = (struct measure){0};
    if (s->resident_known && s->expert_bytes > 0 &&
        s->expert_resident_bytes <= s->expert_bytes)
        t->hit_rate = some((double)s->expert_resident_bytes / (double)s->expert_bytes);
    t->amplification = (struct measure){0};
    uint64_t missed = growth(s->expert_bytes, s->expert_resident_bytes);
    if (s->device_known && s->resident_known && t->in_turn && missed > 0)
        t->amplification =
            some((double)growth(s->device_bytes, t->turn_device_bytes) / (double)missed);
    t->device_token = (struct measure){0};
    if (s->device_known && t->in_decode && s->n_generated_tok > t->decode_tok)
        t->device_token = some((double)growth(s->device_bytes, t->decode_device_bytes) /
                               (double)(s->n_generated_tok - t->decode_tok));
}

/* A turn begins when the engine leaves rest, or when the turn's counters restart. */
static void follow_turn(struct telemetry *t, const struct stats *s)
{
    bool restarted = s->draft != t->now.draft || s->expert_bytes < t->now.expert_bytes ||
                     s->n_generated_tok < t->now.n_generated_tok;
    bool starts = s->phase != PHASE_IDLE && (t->now.phase == PHASE_IDLE || restarted);
    if (starts || !t->any) {
        t->in_turn = s->phase != PHASE_IDLE;
        t->in_decode = false;
        /* The device's counter may be the process's or the turn's. */
        bool device_restarted = s->device_bytes < t->now.device_bytes;
        t->turn_device_bytes = !t->any            ? s->device_bytes
                               : device_restarted ? 0
                                                  : t->now.device_bytes;
    }
    if (s->phase == PHASE_DECODE && !t->in_decode) {
        t->in_decode = true;
        t->decode_device_bytes = s->device_bytes;
        t->decode_tok = s->n_generated_tok;
    }
}

double layer_total_ms(const struct layer_stats *l)
{
    return (double)l->mixer_ms + l->route_ms + l->io_wait_ms + l->expert_ms + l->other_ms;
}

struct limit_share limit_share(const struct telemetry *t)
{
    const struct stats *s = &t->now;
    /* Without shares the reason is the disk's while it is read from, else the memory's. */
    bool streams = t->hit_rate.valid && t->hit_rate.v < 0.99;
    bool disk = s->disk_share.valid || s->memory_share.valid
                    ? s->disk_share.valid &&
                          (!s->memory_share.valid || s->disk_share.v >= s->memory_share.v)
                    : streams;
    return (struct limit_share){.share = disk ? s->disk_share : s->memory_share,
                                .name = disk ? "disk" : "memory",
                                .why = disk ? s->disk_share_why : s->memory_share_why};
}

/* The layers' scale holds what is shown at this moment, so it follows every number taken, not
 * only those that a graph samples. At rest that is one token, however slow the ones before. */
static void see_layers(struct telemetry *t)
{
    const struct stats *s = &t->now;
    double slowest = 0;
    for (int i = 0; i < s->n_layer; i++)
        slowest = fmax(slowest, layer_total_ms(&s->layer[i]));
    if (!(slowest > 0))
        return;
    /* A chunk of the prompt takes a hundred times what a token does: neither is drawn with
     * the other's scale. */
    if (s->phase == PHASE_IDLE || s->phase != t->top_phase)
        ratchet_fit(&t->layer_top, slowest);
    else
        ratchet_see(&t->layer_top, slowest, s->time_ns);
    t->top_phase = s->phase;
}

static double wait_share(const struct stats *s)
{
    double all = 0, wait = 0;
    for (int i = 0; i < s->n_layer; i++) {
        all += layer_total_ms(&s->layer[i]);
        wait += s->layer[i].io_wait_ms;
    }
    return all > 0 ? wait / all : NAN;
}

static double value_or_nan(struct measure m)
{
    return m.valid ? m.v : NAN;
}

/* How many samples the time since the last one is. A pause between two turns is none. */
static int samples_due(const struct telemetry *t)
{
    if (!t->has_last || t->last.phase == PHASE_IDLE)
        return 1;
    int64_t n = (t->now.time_ns - t->last.time_ns + sample_ns / 2) / sample_ns;
    return n < 1 ? 1 : n > RING_MAX ? RING_MAX : (int)n;
}

/* What happened since the last sample, as a rate, in every sample of that time. */
static void sample(struct telemetry *t)
{
    const struct stats *s = &t->now;
    /* The sample at the end of a turn is of the turn; it may be the only one. */
    bool ended = s->phase == PHASE_IDLE && t->has_last && t->last.phase != PHASE_IDLE &&
                 s->n_generated_tok > 0 && !s->draft;
    bool decoding = (s->phase == PHASE_DECODE || ended) && s->decode_tok_s.valid;
    double hit = NAN;
    t->device_rate = (struct measure){0};
    if (t->has_last && s->time_ns > t->last.time_ns) {
        bool same = s->draft == t->last.draft; /* else they count from nothing */
        uint64_t asked = growth(s->expert_bytes, same ? t->last.expert_bytes : 0);
        uint64_t found =
            growth(s->expert_resident_bytes, same ? t->last.expert_resident_bytes : 0);
        if (s->resident_known && asked > 0 && found <= asked)
            hit = (double)found / (double)asked;
        if (s->device_known && t->last.device_known)
            t->device_rate = some((double)growth(s->device_bytes, t->last.device_bytes) /
                                  ((double)(s->time_ns - t->last.time_ns) / 1e9));
    }
    for (int i = samples_due(t); i > 0; i--) {
        ring_add(&t->decode, decoding ? s->decode_tok_s.v : NAN);
        ring_add(&t->hit, hit);
        ring_add(&t->device, value_or_nan(t->device_rate));
        ring_add(&t->wait, s->phase == PHASE_IDLE && !ended ? NAN : wait_share(s));
        ring_add(&t->held, value_or_nan(s->page_cache_bytes));
        ring_add(&t->limit, decoding ? value_or_nan(limit_share(t).share) : NAN);
    }
    ratchet_fit(&t->decode_top, ring_most(&t->decode, TOP_SAMPLES));
    ratchet_fit(&t->device_top, ring_most(&t->device, TOP_SAMPLES));
    t->last = *s;
    t->has_last = true;
}

void telemetry_take(struct telemetry *t, const struct stats *s)
{
    if (t->any && s->seq == t->now.seq)
        return;
    follow_turn(t, s);
    t->now = *s;
    if (t->now.n_layer < 0 || t->now.n_layer > STATS_MAX_LAYERS)
        t->now.n_layer = 0;
    t->any = true;
    turn_rates(t);
    see_layers(t);
    if (!t->has_last || s->time_ns - t->last.time_ns >= sample_ns ||
        (s->phase == PHASE_IDLE && t->last.phase != PHASE_IDLE))
        sample(t);
}

void telemetry_step(struct telemetry *t, const struct step *s)
{
    steps_add(&t->steps, s);
}

void telemetry_new_conversation(struct telemetry *t)
{
    steps_clear(&t->steps);
}

void telemetry_finish(struct telemetry *t)
{
    steps_finish(&t->steps);
    *t = (struct telemetry){0};
}
