#include "core/infer/turn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"

/* Two rates: counters go out every 50 ms, what the operating system must be asked for is
 * refreshed every 600 ms. Nothing happens while the engine is idle. */

enum {
    PUBLISH_NS = 50 * 1000 * 1000,
    SAMPLE_NS = 600 * 1000 * 1000,
    CACHE_PROBE_NS = 2 * 1000 * 1000,
};

static uint64_t fd_size(int fd)
{
    struct stat st;
    return fstat(fd, &st) == 0 && st.st_size > 0 ? (uint64_t)st.st_size : 0;
}

static void open_cache_probe(struct local_engine *e)
{
    int n_layer = e->pack->config.n_layer;
    int *fds = xcalloc((size_t)n_layer + 1, sizeof(*fds));
    uint64_t *sizes = xcalloc((size_t)n_layer + 1, sizeof(*sizes));
    char *dense = path_join(e->pack->path, "dense.bin");
    int n = 0;
    e->dense_fd = open(dense, O_RDONLY | O_CLOEXEC);
    if (e->dense_fd >= 0)
        fds[n++] = e->dense_fd;
    for (int i = 0; i < n_layer; i++)
        fds[n++] = e->pack->expert_fd[i];
    for (int i = 0; i < n; i++)
        sizes[i] = fd_size(fds[i]);
    /* Without the dense file the number would be of something else than it says. */
    if (e->dense_fd >= 0)
        e->cache_probe = page_cache_probe_create(fds, sizes, n);
    free(dense);
    free(sizes);
    free(fds);
}

void local_stats_init(struct local_engine *e)
{
    open_cache_probe(e);
    e->steps = step_queue_create(e->pack->config.n_layer, e->pack->config.n_expert);
    local_stats_publish(e, true);
}

void local_stats_finish(struct local_engine *e)
{
    page_cache_probe_destroy(e->cache_probe);
    step_queue_destroy(e->steps);
    if (e->dense_fd >= 0)
        close(e->dense_fd);
}

/* What all turns do together: while one writes, that is what the machine is busy with. */
static void set_phase(struct local_engine *e)
{
    e->work.phase = PHASE_IDLE;
    for (int i = 0; i < e->n_parallel; i++) {
        const struct turn *t = e->seats[i].turn;
        if (!t || t->phase == TURN_OVER || e->work.phase == PHASE_DECODE)
            continue;
        e->work.phase = t->phase == TURN_WRITES ? PHASE_DECODE : PHASE_PREFILL;
    }
}

/* t NULL: a draft. */
static void begin_counters(struct local_engine *e, struct turn *t)
{
    struct stats *s = &e->work;
    e->newest = t;
    s->draft = !t;
    s->n_prompt_tok = s->n_reused_tok = s->n_prefilled_tok = 0;
    s->n_generated_tok = s->n_thinking_tok = 0;
    set_phase(e);
    if (e->n_running > 1)
        return;
    session_begin_turn(e->session);
    s->token_ms = s->head_ms = s->sample_ms = s->embed_ms = (struct measure){0};
    e->decode = (struct decode_mark){0};
}

void local_stats_begin_turn(struct turn *t)
{
    begin_counters(t->e, t);
}

void local_stats_prompt(struct turn *t)
{
    t->e->work.n_prompt_tok = t->report->n_prompt_tok;
    t->e->work.n_reused_tok = t->report->n_reused_tok;
}

void local_stats_prefilled(struct turn *t, int n_done)
{
    if (t == t->e->newest)
        t->e->work.n_prefilled_tok = n_done;
}

static int n_writing(const struct local_engine *e)
{
    int n = 0;
    for (int i = 0; i < e->n_parallel; i++)
        n += e->seats[i].turn && e->seats[i].turn->phase == TURN_WRITES;
    return n;
}

void local_stats_begin_decode(struct turn *t)
{
    struct local_engine *e = t->e;
    struct decode_mark *d = &e->decode;
    set_phase(e);
    if (n_writing(e) > 1)
        return;
    session_fill_stats(e->session, &e->work);
    *d = (struct decode_mark){.expert_bytes = e->work.expert_bytes,
                              .resident_bytes = e->work.expert_resident_bytes};
    d->device_known = proc_device_read_bytes(&d->device_bytes);
    d->start_ns = d->end_ns = clock_now_ns();
}

void local_stats_chosen(struct turn *t, int64_t ns)
{
    t->e->work.sample_ms = (struct measure){(double)ns / 1e6, true};
}

void local_stats_said(struct turn *t)
{
    if (t != t->e->newest)
        return;
    t->e->work.n_generated_tok = t->report->n_generated_tok;
    t->e->work.n_thinking_tok = t->report->n_thinking_tok;
}

void local_stats_decoded(struct turn *t)
{
    t->e->decode.end_ns = clock_now_ns();
}

void local_stats_ended(struct turn *t)
{
    struct local_engine *e = t->e;
    set_phase(e);
    local_stats_publish(e, true);
    if (t != e->newest)
        return;
    e->meter = t->meter;
    e->newest = NULL;
}

static void add_step(struct local_engine *e, enum engine_phase phase, int n_tok)
{
    if (!step_queue_wanted(e->steps))
        return;
    struct step step = {.phase = phase, .n_tok = n_tok, .time_ns = clock_now_ns()};
    session_step(e->session, &step);
    if (phase == PHASE_DECODE) {
        step.i_tok = e->work.n_generated_tok;
        step.total_ms = (float)e->work.token_ms.v;
        step.sample_ms = (float)e->work.sample_ms.v;
    }
    step_queue_add(e->steps, &step);
}

void local_stats_passed(struct local_engine *e, const struct session_part *parts, int n,
                        uint64_t expert_bytes)
{
    int n_rows = 0;
    bool reads = false;
    for (int i = 0; i < n; i++) {
        n_rows += parts[i].n_tok;
        reads = reads || e->seats[parts[i].seq].turn->phase == TURN_READS;
    }
    if (!reads)
        e->work.token_ms =
            (struct measure){(double)(clock_now_ns() - e->pass_ns) / 1e6, true};
    /* Of a token alone what it needs, of which a device may hold some. */
    e->decode.touched_bytes +=
        pack_dense_bytes_per_token(e->pack) +
        (n_rows > 1 ? expert_bytes
                    : pack_expert_bytes_per_token(e->pack,
                                                  session_experts_per_token(e->session)));
    add_step(e, reads ? PHASE_PREFILL : PHASE_DECODE, n_rows);
}

void local_take_steps(struct engine *base, step_fn fn, void *ctx)
{
    struct local_engine *e = local_engine_of(base);
    step_queue_take(e->steps, fn, ctx);
}

static struct measure measure_of(const struct share *share, char *why)
{
    snprintf(why, STATS_WHY_BYTES, "%s", share->why);
    return (struct measure){share->v, share->valid};
}

/* The counters are those of this moment: call it after they were sampled. */
static void take_shares(struct local_engine *e)
{
    struct stats *s = &e->work;
    const struct decode_mark *d = &e->decode;
    uint64_t token =
        pack_dense_bytes_per_token(e->pack) +
        pack_expert_bytes_per_token(e->pack, session_experts_per_token(e->session));
    struct shares_work work = {
        .seconds = (double)(d->end_ns - d->start_ns) / 1e9,
        .touched_bytes = d->touched_bytes,
        .touched_token_bytes = token,
        .expert_bytes = s->expert_bytes - d->expert_bytes,
        .resident_bytes = s->expert_resident_bytes - d->resident_bytes,
        .device_bytes = s->device_bytes - d->device_bytes,
        .resident_known = s->resident_known,
        .device_known = s->device_known && d->device_known,
    };
    shares_get(&e->limits, &work, &e->shares);
    s->memory_share = measure_of(&e->shares.memory, s->memory_share_why);
    s->disk_share = measure_of(&e->shares.disk, s->disk_share_why);
    if (s->memory_share.valid && e->shares.fits_cache) {
        s->memory_share.valid = false;
        snprintf(s->memory_share_why, STATS_WHY_BYTES, "weights fit the CPU's cache");
    }
}

static void sample_process(struct local_engine *e, int64_t now_ns)
{
    struct stats *s = &e->work;
    e->sampled_ns = now_ns;
    s->device_known = proc_device_read_bytes(&s->device_bytes);
    if (!proc_rss_bytes(&s->rss_bytes))
        s->rss_bytes = 0;
    uint64_t cached;
    if (!e->cache_probe)
        return;
    page_cache_probe_step(e->cache_probe, CACHE_PROBE_NS);
    s->page_cache_bytes.valid = page_cache_probe_bytes(e->cache_probe, &cached);
    if (s->page_cache_bytes.valid)
        s->page_cache_bytes.v = (double)cached;
}

static void add_measure(struct measure *sum, struct measure m)
{
    if (!m.valid)
        return;
    sum->v = sum->valid ? sum->v + m.v : m.v;
    sum->valid = true;
}

/* Of the newest turn, or the last; tokens per second of all that run together. */
static void fill_rates(const struct local_engine *e, struct stats *s)
{
    const struct turn_meter *m = e->newest ? &e->newest->meter : &e->meter;
    s->prefill_tok_s = turn_meter_prefill_tok_s(m);
    s->ttft_ms = turn_meter_ttft_ms(m);
    s->decode_tok_s = turn_meter_decode_tok_s(m);
    s->decode_mean_tok_s = turn_meter_decode_mean_tok_s(m);
    for (int i = 0; i < e->n_parallel; i++) {
        const struct turn *t = e->seats[i].turn;
        if (!t || t == e->newest || t->phase != TURN_WRITES)
            continue;
        add_measure(&s->decode_tok_s, turn_meter_decode_tok_s(&t->meter));
        add_measure(&s->decode_mean_tok_s, turn_meter_decode_mean_tok_s(&t->meter));
    }
}

static void publish(struct local_engine *e, int64_t now_ns, bool sample)
{
    if (sample)
        sample_process(e, now_ns);
    e->published_ns = now_ns;

    struct stats *s = &e->work;
    struct measure token_ms = s->token_ms;
    int ctx_used_tok = s->ctx_used_tok;
    session_fill_stats(e->session, s);
    /* A decode step is what the user waits for: the session's part of it, choosing the
     * token and turning it into text. The session sees only its own. */
    s->token_ms = token_ms;
    fill_rates(e, s);
    if (e->seats[e->last_seq].draft_from >= 0) /* no part of the conversation yet */
        s->ctx_used_tok = ctx_used_tok;
    if (sample)
        take_shares(e);
    s->time_ns = now_ns;
    s->seq++;

    pthread_mutex_lock(&e->stats_lock);
    e->published = *s;
    pthread_mutex_unlock(&e->stats_lock);
    event_queue_wake(e->events);
}

void local_stats_publish(struct local_engine *e, bool force)
{
    int64_t now_ns = clock_now_ns();
    if (force || now_ns - e->published_ns >= PUBLISH_NS)
        publish(e, now_ns, force || now_ns - e->sampled_ns >= SAMPLE_NS);
}

void local_stats_publish_known(struct local_engine *e)
{
    publish(e, clock_now_ns(), false);
}

void local_stats_begin_draft(struct local_engine *e, int n_prompt_tok, int n_reused_tok)
{
    int64_t now_ns = clock_now_ns();
    begin_counters(e, NULL);
    e->work.phase = PHASE_PREFILL;
    e->work.n_prompt_tok = n_prompt_tok;
    e->work.n_reused_tok = n_reused_tok;
    turn_meter_begin(&e->meter, now_ns);
    turn_meter_prefill(&e->meter, 0, now_ns);
    take_shares(e); /* nothing was decoded */
    local_stats_publish_known(e);
}

void local_stats_draft_read(struct local_engine *e, int n_tok)
{
    e->work.n_prefilled_tok += n_tok;
    turn_meter_prefill(&e->meter, e->work.n_prefilled_tok, clock_now_ns());
    add_step(e, PHASE_PREFILL, n_tok);
    local_stats_publish(e, false);
}

/* A turn may wait for it. What the device gave is asked for all the same, which costs as good
 * as nothing: what comes after that is the turn's. */
void local_stats_draft_ended(struct local_engine *e)
{
    e->work.phase = PHASE_IDLE;
    e->work.device_known = proc_device_read_bytes(&e->work.device_bytes);
    local_stats_publish_known(e);
}

void local_stats_loaded(struct local_engine *e)
{
    e->work.draft = false; /* the context is the conversation's again */
    local_stats_publish(e, true);
}

void local_stats(struct engine *base, struct stats *out)
{
    struct local_engine *e = local_engine_of(base);
    pthread_mutex_lock(&e->stats_lock);
    *out = e->published;
    pthread_mutex_unlock(&e->stats_lock);
}
