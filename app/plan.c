#include "app/plan.h"

#include <math.h>
#include <stdlib.h>

#include "app/plan_cache.h"
#include "core/base/alloc.h"
#include "core/measure/residency.h"

/* The regions of threads that a token goes through: a mixer has 6, the router 3, the shared
 * and the routed experts 3 each, combining 1. Each costs a start and a wait. */
enum {
    REGIONS_LAYER = 16
};

struct work {
    const struct plan_machine *m;
    const struct plan_question *q;
    double *use; /* [n_expert], owned: the chance that a token uses it */
    struct plan_cache cache;
    int n_linear, n_full;
};

double plan_read_rate(const struct limits *l, double n_at_once)
{
    const struct limits_disk *d = &l->disk;
    const struct limits_rate *rate = d->n_direct ? d->direct : d->buffered;
    int n = d->n_direct ? d->n_direct : d->n_buffered;
    if (n == 0)
        return 0;
    if (n_at_once <= rate[0].n)
        return rate[0].median;
    for (int i = 1; i < n; i++)
        if (n_at_once <= rate[i].n) {
            double along = (n_at_once - rate[i - 1].n) / (rate[i].n - rate[i - 1].n);
            return rate[i - 1].median + along * (rate[i].median - rate[i - 1].median);
        }
    return rate[n - 1].median;
}

/* Seconds of all mixers and routers for n_tok tokens, the last of which has `ctx` before
 * it. */
static double mixers_s(const struct work *w, double n_tok, double ctx)
{
    const struct plan_rates *r = w->m->rates;
    const struct model_config *c = w->q->config;
    double delta = n_tok < 4 ? r->delta_step_s : r->delta_chunk_s;
    double attend = n_tok < 2 ? r->attend_s : r->attend_chunk_s;
    double positions = n_tok * (ctx - (n_tok - 1) / 2);
    return plan_product_s(r, PLAN_HIDDEN, &w->q->cost->mixer, n_tok) +
           w->n_linear * c->n_v_head * n_tok * delta +
           w->n_full * c->n_head * positions * attend +
           c->n_layer * (REGIONS_LAYER * r->region_s + n_tok * r->rows_s);
}

/* Seconds of the routed experts' products: each expert with the tokens that chose it. */
static double experts_s(const struct work *w, double n_tok)
{
    const struct plan_rates *r = w->m->rates;
    const struct model_cost *cost = w->q->cost;
    double sum = 0;
    for (int i = 0; i < w->q->config->n_expert; i++) {
        double p = w->use[i];
        double used = p >= 1 ? 1 : 1 - pow(1 - p, n_tok);
        double n = n_tok * p / used; /* tokens of an expert that is used */
        sum += used * (plan_product_s(r, PLAN_HIDDEN, &cost->expert_in, n) +
                       plan_product_s(r, PLAN_EXPERT_FF, &cost->expert_out, n));
    }
    return sum;
}

static double record_bytes(const struct work *w)
{
    return (double)w->q->cost->record_bytes / w->q->config->n_layer;
}

/* Seconds of the reads that a layer's experts wait for, all layers: of n experts of each, as
 * many at once. For a prompt the engine's buffers are filled already while the mixer works. */
static double reads_s(const struct work *w, double n_tok, double n, double mixer_s)
{
    double rate = plan_read_rate(w->m->limits, n);
    if (n <= 0)
        return 0;
    if (n_tok > 1) {
        double ahead = mixer_s / w->q->config->n_layer * rate / record_bytes(w);
        n -= fmin(n, fmin(ahead, w->q->n_buffers));
    }
    return w->q->config->n_layer * n * record_bytes(w) / rate;
}

/* Seconds of products and reads side by side: as long as both go on, each is as slow as the
 * measurement of both says. One after the other is the worst. */
static double side_by_side_s(const struct work *w, double products_s, double reads_s)
{
    const struct limits_disk *d = &w->m->limits->disk;
    const struct limits_busy *b = d->n_direct ? &d->direct_busy : &d->buffered_busy;
    double memory = b->n_samples ? fmin(b->memory, 1) : 1;
    double disk = b->n_samples ? fmin(b->disk, 1) : 1;
    double both = fmin(products_s / memory, reads_s / disk);
    double rest = (products_s - both * memory) + (reads_s - both * disk);
    return fmin(both + rest, products_s + reads_s);
}

/* Seconds that all threads lose to a byte that is read into the page cache meanwhile. */
static double fill_s(const struct work *w)
{
    const struct limits_busy *b = &w->m->limits->disk.buffered_busy;
    return b->n_samples ? fmax(1 - b->memory, 0) / b->disk_rate : 0;
}

/* n_tok tokens through all layers, the last of which has ctx_tok up to itself. Of a layer's
 * experts the shares `miss` and `let_in` are read for them, and into the page cache. */
static void add_layers(const struct work *w, double n_tok, double ctx_tok, double miss,
                       double let_in, struct plan_phases *out)
{
    const struct plan_rates *r = w->m->rates;
    double routed = experts_s(w, n_tok);
    double expert = routed + plan_product_s(r, PLAN_HIDDEN, &w->q->cost->shared, n_tok);
    double n = residency_distinct(w->use, w->q->config->n_expert, n_tok);
    double mixer = mixers_s(w, n_tok, ctx_tok);
    double reads = reads_s(w, n_tok, miss * n, mixer);
    double fills = w->q->config->n_layer * let_in * n * record_bytes(w) * fill_s(w);
    out->mixer += mixer;
    out->expert += expert;
    /* The last one that comes is still to be computed. */
    if (reads > 0)
        reads += routed / n;
    out->io += side_by_side_s(w, expert, reads) - expert + fills;
}

/* The prompt, with a share `hit` of its experts' bytes found. */
static void add_prompt(const struct work *w, double hit, struct plan_phases *out)
{
    for (int done = 0; done < w->q->n_prompt;) {
        int n = w->q->n_prompt - done;
        n = n < w->q->chunk_tok ? n : w->q->chunk_tok;
        done += n;
        add_layers(w, n, done, 1 - hit, 0, out);
    }
    out->head += plan_product_s(w->m->rates, PLAN_HIDDEN, &w->q->cost->head, 1);
}

double plan_phases_s(const struct plan_phases *p)
{
    return p->mixer + p->io + p->expert + p->head;
}

double plan_memory_rate(const struct plan_machine *m)
{
    double best = plan_best_rate(m->rates), kept = limits_memory_rate(m->limits);
    return best > kept ? best : kept;
}

static void predict_limit(const struct work *w, struct plan_answer *out)
{
    const struct model_cost *cost = w->q->cost;
    double touched = (double)model_cost_touched(cost, w->q->k) +
                     2 * (double)cost->delta_state_bytes +
                     (double)w->q->ctx_tok * (double)cost->kv_values_tok * 2;
    double memory = plan_memory_rate(w->m), disk = limits_disk_rate(w->m->limits);
    double read = (1 - out->hit) * w->q->k * (double)cost->record_bytes;
    double memory_s = memory > 0 ? touched / memory : 0;
    double disk_s = read > 0 && disk > 0 ? read / disk : 0;
    out->bound = disk_s > memory_s ? PLAN_BY_DISK : PLAN_BY_MEMORY;
    out->limit_s = disk_s > memory_s ? disk_s : memory_s;
}

static void predict_cache(struct work *w, struct plan_answer *out)
{
    const struct plan_question *q = w->q;
    const struct plan_machine *m = w->m;
    out->fits = q->need_bytes <= m->ram_bytes;
    uint64_t left = out->fits ? m->ram_bytes - q->need_bytes : 0;
    uint64_t all = q->cost->expert_file_bytes;
    left = left < m->cache_limit_bytes ? left : m->cache_limit_bytes;
    out->cache_bytes = left < all ? left : all;
    out->cached = all ? (double)out->cache_bytes / (double)all : 1;
    plan_cache_play(q->zipf, q->config->n_expert, q->k, out->cached, &w->cache);
    double n = q->n_prompt < q->chunk_tok ? q->n_prompt : q->chunk_tok;
    out->hit = w->cache.hit;
    out->let_in = w->cache.let_in;
    out->prompt_hit = residency_hit(w->use, w->cache.keep, q->config->n_expert, n);
}

void plan_predict(const struct plan_machine *m, const struct plan_question *q,
                  struct plan_answer *out)
{
    struct work w = {.m = m, .q = q};
    *out = (struct plan_answer){0};
    w.use = xcalloc((size_t)q->config->n_expert, sizeof(*w.use));
    w.cache.keep = xcalloc((size_t)q->config->n_expert, sizeof(double));
    residency_chances(q->zipf, q->config->n_expert, q->k, w.use);
    for (int i = 0; i < q->config->n_layer; i++)
        *(q->config->layer[i] == LAYER_LINEAR ? &w.n_linear : &w.n_full) += 1;
    predict_cache(&w, out);

    add_layers(&w, 1, q->ctx_tok, 1 - out->hit, out->let_in, &out->token);
    out->token.head = plan_product_s(m->rates, PLAN_HIDDEN, &q->cost->head, 1);
    predict_limit(&w, out);

    add_prompt(&w, out->prompt_hit, &out->prompt);
    struct plan_phases cold = {0};
    add_prompt(&w, 0, &cold);
    double rate = plan_read_rate(m->limits, 1);
    out->cold_s =
        plan_phases_s(&cold) + (rate > 0 ? (double)q->cost->dense_file_bytes / rate : 0);
    free(w.use);
    free(w.cache.keep);
}
