#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/infer/turn.h"

/* Log probabilities of a token and of the likeliest: the logits less the logarithm of the sum
 * of their exponentials. */

static double log_sum(const float *logits, int n)
{
    float max = -INFINITY;
    for (int i = 0; i < n; i++)
        if (isfinite(logits[i]) && logits[i] > max)
            max = logits[i];
    double sum = 0;
    for (int i = 0; i < n; i++)
        if (isfinite(logits[i]))
            sum += (double)expf(logits[i] - max);
    return (double)max + log(sum);
}

/* The n likeliest, the likeliest first; how many there are. */
static int find_top(const float *logits, int n_vocab, int n, struct candidate *top)
{
    int have = 0;
    for (int32_t id = 0; id < n_vocab; id++) {
        struct candidate c = {logits[id], id};
        if (!isfinite(c.logit) || (have == n && !candidate_before(c, top[n - 1])))
            continue;
        int i = have < n ? have++ : n - 1;
        for (; i > 0 && candidate_before(c, top[i - 1]); i--)
            top[i] = top[i - 1];
        top[i] = c;
    }
    return have;
}

static struct engine_token_top entry(const struct turn *t, int32_t id, float logit,
                                     double log_all)
{
    bool special;
    struct engine_token_top e = {.id = id, .logprob = (float)((double)logit - log_all)};
    e.text = tokenizer_piece(t->e->tok, id, &e.len, &special);
    return e;
}

void turn_tell_token(struct turn *t, int32_t id, const float *logits)
{
    struct candidate best[ENGINE_MAX_TOP];
    int n_vocab = t->e->pack->config.n_vocab;
    double log_all = log_sum(logits, n_vocab);
    int n = t->r.n_top > 0 ? find_top(logits, n_vocab, t->r.n_top, best) : 0;
    struct engine_token *token =
        xcalloc(1, sizeof(*token) + (size_t)n * sizeof(*token->top));
    struct engine_token_top *top = (struct engine_token_top *)(token + 1);
    for (int i = 0; i < n; i++)
        top[i] = entry(t, best[i].id, best[i].logit, log_all);
    token->chosen = entry(t, id, logits[id], log_all);
    token->thinking = t->text.thinking;
    token->top = top;
    token->n_top = n;
    event_queue_token(t->e->events, t->r.id, token);
}
