#include "core/infer/sampler.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"

/* Candidates are kept in a heap by logit, so that only as many of a large vocabulary are
 * put in order as the cuts leave; for a small top-k, the common case, only those k are kept
 * at all: making a heap of 248,320 takes 2.5 ms a token. */

enum {
    SMALL_TOP = 256, /* up to so many are kept in order by insertion */
};

struct sampler {
    struct sample_params p;
    int n_vocab;
    bool *unused;           /* [n_vocab] rows without a token */
    int *count;             /* [n_vocab] times chosen */
    int32_t *seen;          /* [n_vocab] */
    size_t n_seen;          /* ids with count > 0 */
    float *logits;          /* [n_vocab] after penalties; -inf: never */
    struct candidate *heap; /* [n_vocab] */
    float *p_kept;          /* [n_vocab] probabilities of the candidates kept */
    uint64_t state;
};

static uint64_t draw_seed(void)
{
    uint64_t seed = 0;
    /* Cannot fail for so few bytes; if it did, a poorer seed is still a fair one. */
    if (getentropy(&seed, sizeof(seed)) != 0)
        seed = (uint64_t)clock_now_ns();
    return seed ? seed : 1;
}

/* A counter and a mixing function: equidistributed over 2^64 and good enough to pass the
 * usual batteries. */
static uint64_t next_bits(struct sampler *s)
{
    s->state += 0x9e3779b97f4a7c15u;
    uint64_t z = s->state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* 0 <= u < 1 */
static double next_uniform(struct sampler *s)
{
    return (double)(next_bits(s) >> 11) * 0x1p-53;
}

struct sampler *sampler_create(const struct sample_params *p, int n_vocab,
                               const struct tokenizer *tok)
{
    size_t n = (size_t)n_vocab;
    struct sampler *s = xcalloc(1, sizeof(*s));
    s->p = *p;
    s->n_vocab = n_vocab;
    if (s->p.seed == 0)
        s->p.seed = draw_seed();
    s->state = s->p.seed;
    s->unused = xcalloc(n, sizeof(*s->unused));
    if (tok)
        for (int32_t i = 0; i < n_vocab; i++)
            s->unused[i] = !tokenizer_id_used(tok, i);
    s->count = xcalloc(n, sizeof(*s->count));
    s->seen = xcalloc(n, sizeof(*s->seen));
    s->logits = xcalloc(n, sizeof(*s->logits));
    s->heap = xcalloc(n, sizeof(*s->heap));
    s->p_kept = xcalloc(n, sizeof(*s->p_kept));
    return s;
}

void sampler_destroy(struct sampler *s)
{
    if (!s)
        return;
    free(s->unused);
    free(s->count);
    free(s->seen);
    free(s->logits);
    free(s->heap);
    free(s->p_kept);
    free(s);
}

uint64_t sampler_seed(const struct sampler *s)
{
    return s->p.seed;
}

static float penalised(const struct sampler *s, int32_t id, float logit)
{
    float r = s->p.repetition_penalty;
    logit = logit > 0 ? logit / r : logit * r;
    return logit - s->p.presence_penalty - s->p.frequency_penalty * (float)s->count[id];
}

/* Logits as they are to be chosen from. What is no number, or infinite, or has no token
 * can never be chosen. */
static void prepare(struct sampler *s, const float *logits)
{
    for (int i = 0; i < s->n_vocab; i++)
        s->logits[i] = isfinite(logits[i]) && !s->unused[i] ? logits[i] : -INFINITY;
    for (size_t i = 0; i < s->n_seen; i++) {
        int32_t id = s->seen[i];
        if (s->logits[id] != -INFINITY) {
            float v = penalised(s, id, s->logits[id]);
            s->logits[id] = isfinite(v) ? v : -INFINITY;
        }
    }
}

static int32_t largest(const struct sampler *s)
{
    int32_t best = -1;
    float v = -INFINITY;
    for (int32_t i = 0; i < s->n_vocab; i++)
        if (s->logits[i] > v) {
            v = s->logits[i];
            best = i;
        }
    return best;
}

static void sift_down(struct candidate *heap, size_t n, size_t i)
{
    struct candidate c = heap[i];
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= n)
            break;
        if (child + 1 < n && candidate_before(heap[child + 1], heap[child]))
            child++;
        if (!candidate_before(heap[child], c))
            break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = c;
}

/* Take the largest out of a heap of n and leave it behind the other n - 1. */
static struct candidate pop(struct candidate *heap, size_t n)
{
    struct candidate top = heap[0];
    heap[0] = heap[n - 1];
    heap[n - 1] = top;
    sift_down(heap, n - 1, 0);
    return top;
}

static size_t fill_heap(struct sampler *s)
{
    size_t n = 0;
    for (int32_t i = 0; i < s->n_vocab; i++)
        if (s->logits[i] != -INFINITY)
            s->heap[n++] = (struct candidate){s->logits[i], i};
    for (size_t i = n / 2; i-- > 0;)
        sift_down(s->heap, n, i);
    return n;
}

/* The k largest in s->heap[k], the largest last; how many there are, the others before them
 * being nobody. Ids come in ascending order, so of two equals the second is never before. */
static size_t keep_top(struct sampler *s, size_t k)
{
    struct candidate *top = s->heap;
    size_t n = 0;
    for (size_t i = 0; i < k; i++)
        top[i] = (struct candidate){-INFINITY, -1};
    for (int32_t id = 0; id < s->n_vocab; id++) {
        float logit = s->logits[id];
        if (!(logit > top[0].logit))
            continue;
        size_t i = 0;
        for (; i + 1 < k && logit > top[i + 1].logit; i++)
            top[i] = top[i + 1];
        top[i] = (struct candidate){logit, id};
        n += n < k;
    }
    return n;
}

/* Draw from weights[n], whose sum is `sum`. */
static size_t draw(struct sampler *s, const float *weights, size_t n, double sum)
{
    double at = next_uniform(s) * sum;
    size_t last = 0;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] <= 0)
            continue;
        last = i;
        at -= weights[i];
        if (at < 0)
            return i;
    }
    return last; /* rounding has eaten the rest */
}

/* Without cuts every token is a candidate and no order is needed. */
static int32_t draw_from_all(struct sampler *s, float max)
{
    double sum = 0;
    for (int32_t i = 0; i < s->n_vocab; i++) {
        s->p_kept[i] = expf((s->logits[i] - max) / s->p.temperature);
        sum += s->p_kept[i];
    }
    return (int32_t)draw(s, s->p_kept, (size_t)s->n_vocab, sum);
}

/* Whether only so many need to be looked at, of any number. */
static bool is_small(const struct sampler *s)
{
    return s->p.top_k > 0 && s->p.top_k <= SMALL_TOP && s->p.top_k < s->n_vocab;
}

/* From the heap, or with `small` from the n_top at the end of [n] in order. */
static int32_t draw_from_top(struct sampler *s, bool small, size_t n, size_t n_top)
{
    float max = s->heap[small ? n - 1 : 0].logit, t = s->p.temperature;

    /* The probabilities that top-p adds up are those after top-k, so the mass of what
     * top-k leaves comes first: without top-k that needs no order. */
    double mass = 0;
    size_t n_popped = small ? n_top : 0;
    if (small) {
        for (size_t i = 0; i < n_top; i++)
            mass += expf((s->heap[n - 1 - i].logit - max) / t);
    } else if (n_top < n) {
        for (; n_popped < n_top; n_popped++)
            mass += expf((pop(s->heap, n - n_popped).logit - max) / t);
    } else {
        for (size_t i = 0; i < n; i++)
            mass += expf((s->heap[i].logit - max) / t);
    }

    /* Popped candidates lie at the end of the array, the largest last. */
    size_t kept = 0;
    double sum = 0;
    while (kept < n_top) {
        if (kept >= n_popped) {
            pop(s->heap, n - n_popped);
            n_popped++;
        }
        float w = expf((s->heap[n - 1 - kept].logit - max) / t);
        if (kept > 0 && (w < s->p.min_p || sum >= (double)s->p.top_p * mass))
            break;
        s->p_kept[kept++] = w;
        sum += w;
    }
    return s->heap[n - 1 - draw(s, s->p_kept, kept, sum)].id;
}

static int32_t draw_from_cut(struct sampler *s)
{
    size_t k = s->p.top_k > 0 ? (size_t)s->p.top_k : SIZE_MAX;
    if (is_small(s))
        return draw_from_top(s, true, k, keep_top(s, k));
    size_t n = fill_heap(s);
    return draw_from_top(s, false, n, k < n ? k : n);
}

static void count(struct sampler *s, int32_t id)
{
    if (s->count[id]++ > 0)
        return;
    s->seen[s->n_seen++] = id;
}

int32_t sampler_next(struct sampler *s, const float *logits)
{
    prepare(s, logits);
    int32_t id = largest(s);
    if (id < 0)
        return -1;
    bool cut = s->p.top_k > 0 || s->p.top_p < 1 || s->p.min_p > 0;
    if (s->p.temperature > 0)
        id = cut ? draw_from_cut(s) : draw_from_all(s, s->logits[id]);
    count(s, id);
    return id;
}

/* Penalties that make no token likelier: who is not among the candidates stays behind. */
static bool penalties_lower(const struct sample_params *p)
{
    return p->repetition_penalty >= 1 && p->presence_penalty >= 0 &&
           p->frequency_penalty >= 0;
}

/* The first k of the candidates as keep_top leaves them; how many there are. */
static size_t keep_top_of(struct sampler *s, const struct likely_tokens *few, size_t k)
{
    struct candidate *top = s->heap;
    size_t n = 0;
    for (size_t i = 0; i < k; i++)
        top[i] = (struct candidate){-INFINITY, INT32_MAX};
    for (size_t j = 0; j < few->n; j++) {
        struct candidate c = few->c[j];
        if (c.id < 0 || s->unused[c.id])
            continue;
        if (s->count[c.id] > 0)
            c.logit = penalised(s, c.id, c.logit);
        if (!isfinite(c.logit) || !candidate_before(c, top[0]))
            continue;
        size_t i = 0;
        for (; i + 1 < k && candidate_before(c, top[i + 1]); i++)
            top[i] = top[i + 1];
        top[i] = c;
        n += n < k;
    }
    return n;
}

bool sampler_takes_few(const struct sampler *s)
{
    return (s->p.temperature <= 0 || is_small(s)) && penalties_lower(&s->p);
}

int32_t sampler_next_of(struct sampler *s, const struct likely_tokens *few)
{
    bool greedy = s->p.temperature <= 0;
    size_t k = greedy ? 1 : (size_t)s->p.top_k;
    if (!sampler_takes_few(s))
        return SAMPLER_NEEDS_ALL;
    size_t n = keep_top_of(s, few, k);
    bool is_all = few->bound.id < 0;
    if (!is_all && (n < k || candidate_before(few->bound, s->heap[0])))
        return SAMPLER_NEEDS_ALL;
    if (n == 0)
        return -1;
    int32_t id = greedy ? s->heap[0].id : draw_from_top(s, true, k, n);
    count(s, id);
    return id;
}
