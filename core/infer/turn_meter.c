#include "core/infer/turn_meter.h"

/* The first token comes out of the prefill, so the decode rates are intervals: n - 1 of
 * them between n tokens. */

static const double NS_PER_S = 1e9;

static struct measure rate(double n, int64_t ns)
{
    if (n <= 0 || ns <= 0)
        return (struct measure){0};
    return (struct measure){.v = n * NS_PER_S / (double)ns, .valid = true};
}

void turn_meter_begin(struct turn_meter *m, int64_t request_ns)
{
    *m = (struct turn_meter){.request_ns = request_ns};
}

void turn_meter_prefill(struct turn_meter *m, int n_done, int64_t now_ns)
{
    if (!m->prefill_start_ns)
        m->prefill_start_ns = now_ns;
    m->n_prefill_done = n_done;
    m->prefill_end_ns = now_ns;
}

void turn_meter_token(struct turn_meter *m, int64_t now_ns)
{
    if (!m->n_tok)
        m->first_ns = now_ns;
    m->last_ns = now_ns;
    m->recent_ns[m->n_tok % (METER_WINDOW + 1)] = now_ns;
    m->n_tok++;
}

struct measure turn_meter_prefill_tok_s(const struct turn_meter *m)
{
    return rate(m->n_prefill_done, m->prefill_end_ns - m->prefill_start_ns);
}

struct measure turn_meter_decode_tok_s(const struct turn_meter *m)
{
    if (m->n_tok < 3)
        return (struct measure){0};
    int n = m->n_tok - 1 < METER_WINDOW ? m->n_tok - 1 : METER_WINDOW;
    int64_t then_ns = m->recent_ns[(m->n_tok - 1 - n) % (METER_WINDOW + 1)];
    return rate(n, m->last_ns - then_ns);
}

struct measure turn_meter_decode_mean_tok_s(const struct turn_meter *m)
{
    if (m->n_tok < 2)
        return (struct measure){0};
    return rate(m->n_tok - 1, m->last_ns - m->first_ns);
}

struct measure turn_meter_ttft_ms(const struct turn_meter *m)
{
    if (!m->n_tok)
        return (struct measure){0};
    return (struct measure){.v = (double)(m->first_ns - m->request_ns) / 1e6,
                            .valid = true};
}
