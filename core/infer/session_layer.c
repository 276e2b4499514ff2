#include "core/infer/session_impl.h"

#include <string.h>

#include "core/base/clock.h"
#include "core/base/error.h"

/* One chunk of tokens through the layers: the mixers, and for the experts grouping,
 * streaming and accounting. */

enum {
    /* Of eight guesses for a token so many that are missing are read. Those that are not
     * there when the router has decided are in the way of what it asks for, a part of them
     * in vain. */
    GUESS_READS = 3,
    /* Several tokens keep the disk busy. Of eight guesses for each the last two are wrong too
     * often: one read of ten was in vain for them. */
    GUESS_PLACES = 6,
    /* One missing expert of more than so many does not make the following tokens guess: it
     * is read while the others are computed, and guessing costs every layer. */
    MISSED_SHARE = 32,
};

static float ms_since(int64_t *then)
{
    int64_t now = clock_now_ns();
    float ms = (float)((double)(now - *then) / 1e6);
    *then = now;
    return ms;
}

/* Which experts are needed, each with the rows that need it. Returns how many. */
static int group_experts(struct session *s, const struct routing *r)
{
    int n_expert = s->pack->config.n_expert, n_rows = r->n_tok * r->k;
    memset(s->expert_count, 0, (size_t)n_expert * sizeof(*s->expert_count));
    for (int i = 0; i < n_rows; i++)
        s->expert_count[r->ids[i]]++;

    int n = 0, first = 0;
    for (int e = 0; e < n_expert; e++)
        if (s->expert_count[e] > 0) {
            int count = s->expert_count[e];
            s->expert_ids[n] = e;
            s->expert_first[n] = first;
            s->expert_count[e] = n; /* from here on: the place in the list */
            first += count;
            n++;
        }
    /* Filling moves each expert_first to the end of its rows, that is to the next one's
     * beginning, and moving them back restores it. */
    for (int i = 0; i < n_rows; i++)
        s->expert_rows[s->expert_first[s->expert_count[r->ids[i]]]++] = i;
    for (int i = n - 1; i > 0; i--)
        s->expert_first[i] = s->expert_first[i - 1];
    if (n > 0)
        s->expert_first[0] = 0;
    return n;
}

static void start_expert(void *ctx, int i_task, int i_thread)
{
    (void)i_thread;
    struct session *s = ctx;
    expert_store_start(s->store, s->todo[i_task]);
}

static void start_admitted(struct session *s)
{
    int n = expert_store_admit(s->store, s->todo);
    pool_run(s->pool, n, start_expert, s);
}

/* The experts that the next layer's router names for the hidden states of this one, of several
 * tokens the likeliest; each once, the likeliest of all tokens first. Returns how many. */
static int guess_experts(struct session *s, int layer, int n_tok, int k)
{
    int n = 0, n_places = n_tok > 1 ? (k * GUESS_PLACES + 7) / 8 : k;
    s->backend->ops->guess(s->backend, layer, s->guess);
    memset(s->guessed, 0, (size_t)s->pack->config.n_expert);
    for (int place = 0; place < n_places; place++)
        for (int t = 0; t < n_tok; t++) {
            int e = s->guess[t * k + place];
            if (!s->guessed[e])
                s->guess_list[n++] = e;
            s->guessed[e] = 1;
        }
    return n;
}

/* Leaves in the list what must be read. Returns how many. */
static int drop_held(struct session *s, int layer, int *ids, int n)
{
    const struct backend_ops *ops = s->backend->ops;
    if (!ops->holds)
        return n;
    int left = 0;
    for (int i = 0; i < n; i++)
        if (!ops->holds(s->backend, layer, ids[i]))
            ids[left++] = ids[i];
    return left;
}

/* While this layer is computed the disk has little to do, so it reads for the next one. Of
 * a long chunk that needs nearly all experts; else its router guesses. Either costs its time
 * and is left alone while nothing is missing. */
static void read_ahead(struct session *s, int layer, int n_needed,
                       const struct routing *r)
{
    int n_expert = s->pack->config.n_expert;
    if (layer + 1 >= s->pack->config.n_layer || s->n_guesses_left == 0 ||
        !expert_store_reads_ahead(s->store))
        return;
    s->n_guesses_left--;
    if (n_needed * 4 >= n_expert * 3) {
        memcpy(s->guess_list, s->all_experts, (size_t)n_expert * sizeof(int));
        int n = drop_held(s, layer + 1, s->guess_list, n_expert);
        expert_store_ahead(s->store, layer + 1, s->guess_list, n, n);
    } else if (s->backend->ops->guess) {
        int n_guessed = guess_experts(s, layer + 1, r->n_tok, r->k);
        int n = drop_held(s, layer + 1, s->guess_list, n_guessed);
        expert_store_ahead(s->store, layer + 1, s->guess_list, n,
                           r->n_tok > 1 ? n : (n_guessed * GUESS_READS + 7) / 8);
    }
}

/* The rows of a needed expert, by its place in the list. */
static void fill_rows(const struct session *s, int item, int n_needed, int n_rows,
                      struct expert_work *w)
{
    int first = s->expert_first[item];
    int end = item + 1 < n_needed ? s->expert_first[item + 1] : n_rows;
    *w = (struct expert_work){.rows = s->expert_rows + first, .n_rows = end - first};
}

/* Computes what the back end holds and leaves the rest in read_ids, with its places in
 * read_items. Returns how many are left. */
static int compute_held(struct session *s, int layer, int n_needed, int n_rows)
{
    const struct backend_ops *ops = s->backend->ops;
    int n_held = 0, n_read = 0;
    for (int i = 0; i < n_needed; i++)
        if (ops->holds && ops->holds(s->backend, layer, s->expert_ids[i])) {
            fill_rows(s, i, n_needed, n_rows, &s->work[n_held++]);
        } else {
            s->read_ids[n_read] = s->expert_ids[i];
            s->read_items[n_read++] = i;
        }
    if (n_held > 0)
        ops->experts(s->backend, layer, s->work, n_held);
    return n_read;
}

static void compute_ready(struct session *s, int layer, int n_needed, int n_rows,
                          int n_ready)
{
    const struct expert_layout *layout = &s->pack->expert[layer];
    for (int i = 0; i < n_ready; i++) {
        struct expert_work *w = &s->work[i];
        fill_rows(s, s->read_items[s->ready[i]], n_needed, n_rows, w);
        expert_view(layout, expert_store_record(s->store, s->ready[i]), &w->view);
    }
    s->backend->ops->experts(s->backend, layer, s->work, n_ready);
    for (int i = 0; i < n_ready; i++)
        expert_store_release(s->store, s->ready[i]);
}

/* The experts of the layer join those of the step. */
static void note_used(struct session *s, int n_needed, int n_rows)
{
    for (int i = 0; i < n_needed; i++) {
        int end = i + 1 < n_needed ? s->expert_first[i + 1] : n_rows;
        int rows = end - s->expert_first[i];
        s->used[s->n_used++] = (struct step_expert){
            .id = (uint16_t)s->expert_ids[i],
            .n_rows = (uint16_t)(rows < UINT16_MAX ? rows : UINT16_MAX)};
    }
}

static void account(struct session *s, int layer, int n_needed,
                    const struct expert_store_stats *st)
{
    struct layer_stats *ls = &s->layer[layer];
    ls->io_wait_ms = (float)((double)st->wait_ns / 1e6);
    ls->n_used = (uint16_t)n_needed;
    ls->n_missed = (uint16_t)st->n_missed;
    s->turn_bytes += st->bytes;
    s->turn_resident_bytes += st->resident_bytes;
    s->turn_reads += st->n_reads;
    s->token_bytes += st->bytes;
    s->resident_known = s->resident_known && st->resident_known;
    if (st->n_missed > 0 && (long long)st->n_missed * MISSED_SHARE >= n_needed)
        s->n_guesses_left = GUESS_TOK * s->pack->config.n_layer;

    uint8_t *touched =
        s->expert_touched + (size_t)layer * (size_t)s->pack->config.n_expert;
    for (int i = 0; i < n_needed; i++) {
        s->n_touched += !touched[s->expert_ids[i]];
        touched[s->expert_ids[i]] = 1;
    }
}

/* The reads begin before the shared expert is computed, and go on while experts that are
 * there are. */
static bool run_experts(struct session *s, int layer, struct error *err)
{
    const struct backend_ops *ops = s->backend->ops;
    const struct routing *r = ops->routing(s->backend, err);
    if (!r)
        return false;
    int n_needed = group_experts(s, r), n_rows = r->n_tok * r->k;
    int n_expert = s->pack->config.n_expert;

    int n_read = compute_held(s, layer, n_needed, n_rows);
    if (n_read == 0) {
        ops->shared_expert(s->backend, layer);
        account(s, layer, n_needed, &(struct expert_store_stats){.resident_known = true});
        note_used(s, n_needed, n_rows);
        ops->combine(s->backend, layer);
        return true;
    }
    expert_store_begin(s->store, layer, s->read_ids, n_read);
    int n_start = expert_store_admit(s->store, s->todo);
    read_ahead(s, layer, n_needed, r);
    pool_run(s->pool, n_start, start_expert, s);
    ops->shared_expert(s->backend, layer);
    int n_ready = -1;
    /* What was recorded is computed while others are waited for. */
    while (ops->submit(s->backend, err) &&
           (n_ready = expert_store_take(s->store, s->ready, n_expert, err)) > 0)
    {
        compute_ready(s, layer, n_needed, n_rows, n_ready);
        start_admitted(s);
        n_ready = -1;
    }
    struct expert_store_stats st;
    struct error damage = {0};
    bool intact = expert_store_end(s->store, &st, &damage);
    account(s, layer, n_needed, &st);
    note_used(s, n_needed, n_rows);
    if (n_ready == 0 && !intact && err)
        *err = damage;
    if (n_ready < 0 || !intact)
        return false;
    ops->combine(s->backend, layer);
    return true;
}

/* A token that went through in one piece is told as if it had gone layer by layer. */
static void note_token(struct session *s, const struct token_log *log)
{
    struct routing r = {.n_tok = 1, .k = log->k};
    s->phases_known = log->mixer_ms != NULL;
    s->embed_ms = (double)log->embed_ms;
    s->head_ms = (double)log->head_ms;
    for (int layer = 0; layer < s->pack->config.n_layer; layer++) {
        r.ids = log->ids + (size_t)layer * (size_t)log->k;
        int n_needed = group_experts(s, &r);
        s->layer[layer] = (struct layer_stats){
            .linear = s->pack->config.layer[layer] == LAYER_LINEAR,
            .mixer_ms = log->mixer_ms ? log->mixer_ms[layer] : 0,
            .expert_ms = log->mixer_ms ? log->expert_ms[layer] : 0,
        };
        account(s, layer, n_needed, &(struct expert_store_stats){.resident_known = true});
        note_used(s, n_needed, log->k);
    }
}

bool session_run_token(struct session *s, int32_t id, float *logits, bool *done,
                       struct error *err)
{
    const struct backend_ops *ops = s->backend->ops;
    struct error failure = {0};
    *done = false;
    if (!ops->token)
        return true;
    const struct token_log *log =
        ops->token(s->backend, id, s->at->n_tok, logits, &failure);
    *done = log != NULL;
    if (log) {
        s->token_bytes = 0;
        s->n_used = 0;
        note_token(s, log);
    } else if (failure.msg[0]) {
        if (err)
            *err = failure;
        return false;
    }
    return true;
}

static bool run_layer(struct session *s, int layer, struct error *err)
{
    const struct backend_ops *ops = s->backend->ops;
    struct layer_stats *ls = &s->layer[layer];
    int64_t begin = clock_now_ns(), now = begin;

    ls->linear = s->pack->config.layer[layer] == LAYER_LINEAR;
    if (ls->linear)
        ops->delta_net(s->backend, layer);
    else
        ops->attention(s->backend, layer);
    ls->mixer_ms = ms_since(&now);
    ops->route(s->backend, layer);
    ls->route_ms = ms_since(&now);
    bool ok = run_experts(s, layer, err);
    float experts_ms = ms_since(&now);
    ls->expert_ms = experts_ms - ls->io_wait_ms;
    ls->other_ms =
        (float)((double)(now - begin) / 1e6) - ls->mixer_ms - ls->route_ms - experts_ms;
    if (!s->phases_known)
        ls->mixer_ms = ls->route_ms = ls->io_wait_ms = ls->expert_ms = ls->other_ms = 0;
    return ok;
}

/* Takes the cancelled parts out of the chunk. False: none is left. */
static bool drop_cancelled(struct session *s, struct pass *p)
{
    for (int i = 0; i < p->n_live;) {
        struct session_part *part = &p->parts[s->live[i]];
        const atomic_bool *cancel = s->timelines[part->seq].run.cancel;
        if (!cancel || !atomic_load_explicit(cancel, memory_order_relaxed)) {
            i++;
            continue;
        }
        part->cancelled = true;
        if (p->n_live > 1)
            s->backend->ops->drop_part(s->backend, i);
        size_t n_behind = (size_t)(p->n_live - i - 1);
        memmove(s->live + i, s->live + i + 1, n_behind * sizeof(*s->live));
        memmove(s->chunk + i, s->chunk + i + 1, n_behind * sizeof(*s->chunk));
        p->n_live--;
    }
    return p->n_live > 0;
}

bool session_run_layers(struct session *s, struct pass *p, struct error *err)
{
    int64_t now = clock_now_ns();
    s->token_bytes = 0;
    s->n_used = 0;
    s->phases_known = !s->backend->caps.async;
    s->backend->ops->embed(s->backend, p->ids, s->chunk, p->n_live);
    s->embed_ms = ms_since(&now);
    if (s->n_marks > 0)
        s->backend->ops->state_mark(s->backend, s->marks, s->n_marks);
    for (int layer = 0; layer < s->pack->config.n_layer; layer++)
        if (!drop_cancelled(s, p) || !run_layer(s, layer, err))
            return p->n_live == 0;
    return true;
}
