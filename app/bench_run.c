#include "app/bench.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/bench_cache.h"
#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/infer/proc_stats.h"
#include "core/model/pack.h"
#include "core/text/tokenizer.h"

enum {
    MAX_TEXT_BYTES = 64 << 20
};

struct bench {
    const struct bench_params *params;
    struct bench_result *result;
    struct pack *pack;
    struct session *session;
    struct bench_cache cache;
    int32_t *ids;               /* [n_seq][n_ids], owned */
    int n_ids;                  /* of a sequence */
    int n_seq;                  /* that decode together */
    struct session_part *parts; /* [n_seq], owned */
    int n_decoded;              /* of decode alone: tokens after the prompt */
    struct stats stats;
};

/* xorshift64*: the same ids on every machine. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545f4914f6cdd1dULL;
}

static struct tokenizer *open_tokenizer(const struct pack *pack, bool needed,
                                        struct error *err)
{
    char *path = pack_tokenizer_path(pack);
    struct tokenizer *tok = NULL;
    if (needed || file_exists(path))
        tok = tokenizer_open(path, err);
    free(path);
    return tok;
}

/* Ordinary ids of the vocabulary; all of its rows when the pack has no tokenizer. */
static bool random_ids(struct bench *b, int n, struct error *err)
{
    struct error why = {0};
    struct tokenizer *tok = open_tokenizer(b->pack, false, &why);
    if (!tok && *why.msg)
        return err_set(err, 0, "%s", why.msg);
    uint64_t state = 0x9e3779b97f4a7c15ULL;
    int n_vocab = b->pack->config.n_vocab;
    for (int i = 0; i < n;) {
        int32_t id = (int32_t)(next_random(&state) % (uint64_t)n_vocab);
        bool special = false;
        size_t len = 1;
        if (tok && tokenizer_id_used(tok, id))
            tokenizer_piece(tok, id, &len, &special);
        else if (tok)
            special = true;
        if (!special && len)
            b->ids[i++] = id;
    }
    tokenizer_close(tok);
    return true;
}

static bool text_ids(struct bench *b, const char *path, int n, struct error *err)
{
    size_t len;
    char *text = file_read(path, MAX_TEXT_BYTES, &len, err);
    if (!text)
        return false;
    struct tokenizer *tok = open_tokenizer(b->pack, true, err);
    struct id_list list = {0};
    struct text_span span = {.text = text, .len = len};
    bool ok = tok && tokenizer_encode(tok, &span, 1, &list, err);
    if (ok && list.n < (size_t)n)
        ok = err_set(err, 0, "%s has %zu tokens, %d are needed", path, list.n, n);
    if (ok)
        memcpy(b->ids, list.ids, (size_t)n * sizeof(*b->ids));
    id_list_finish(&list);
    tokenizer_close(tok);
    free(text);
    return ok;
}

static void add_layers(struct bench_times *t, const struct stats *s)
{
    t->untimed = t->untimed || !s->head_ms.valid;
    for (int i = 0; i < s->n_layer; i++) {
        const struct layer_stats *from = &s->layer[i];
        struct bench_layer *to = &t->layer[i];
        to->mixer += from->mixer_ms;
        to->route += from->route_ms;
        to->io_wait += from->io_wait_ms;
        to->expert += from->expert_ms;
        to->other += from->other_ms;
        to->n_used += from->n_used;
        to->n_missed += from->n_missed;
        to->linear = from->linear;
    }
    if (s->embed_ms.valid)
        t->embed += s->embed_ms.v;
    if (s->head_ms.valid)
        t->head += s->head_ms.v;
}

struct byte_mark {
    struct bench_bytes *bytes;
    uint64_t device, busy_ms;
    bool device_known, busy_known;
};

static struct byte_mark begin_bytes(struct bench *b, struct bench_bytes *bytes)
{
    struct byte_mark m = {.bytes = bytes};
    session_begin_turn(b->session);
    m.device_known = proc_device_read_bytes(&m.device);
    m.busy_known = machine_device_busy_ms(b->result->machine.device, &m.busy_ms);
    return m;
}

static void end_bytes(struct bench *b, const struct byte_mark *m)
{
    uint64_t device = 0;
    session_fill_stats(b->session, &b->stats);
    m->bytes->expert += b->stats.expert_bytes;
    m->bytes->resident += b->stats.expert_resident_bytes;
    const struct stats *s = &b->stats;
    m->bytes->gpu = s->gpu_used_bytes.valid && s->gpu_expert_hits.valid &&
                    s->gpu_expert_misses.valid && s->gpu_copied_bytes.valid;
    if (m->bytes->gpu) {
        m->bytes->gpu_used = s->gpu_used_bytes.v;
        m->bytes->hits += s->gpu_expert_hits.v;
        m->bytes->misses += s->gpu_expert_misses.v;
        m->bytes->beside += s->gpu_expert_beside.v;
        m->bytes->copied += s->gpu_copied_bytes.v;
        m->bytes->copy_bytes_s = s->gpu_copy_bytes_s.v;
        m->bytes->beside_bytes_s = s->gpu_beside_bytes_s.v;
    }
    uint64_t busy_ms = 0;
    if (m->busy_known && machine_device_busy_ms(b->result->machine.device, &busy_ms))
        m->bytes->busy_ms += (double)(busy_ms - m->busy_ms);
    else
        m->bytes->busy_known = false;
    m->bytes->resident_known = m->bytes->resident_known && b->stats.resident_known;
    if (m->device_known && proc_device_read_bytes(&device))
        m->bytes->device += device - m->device;
    else
        m->bytes->device_known = false;
}

static void on_chunk(void *ctx, int n_done, int n_total)
{
    (void)n_done;
    (void)n_total;
    struct bench *b = ctx;
    session_fill_stats(b->session, &b->stats);
    add_layers(&b->result->prefill.times, &b->stats);
    b->result->prefill.times.n++;
}

static double per_second(int n, int64_t ns)
{
    return ns > 0 ? n * 1e9 / (double)ns : 0;
}

/* Of the selected sequence. */
static bool run_prefill(struct bench *b, const int32_t *ids, double *tok_s,
                        struct error *err)
{
    struct bench_part *part = &b->result->prefill;
    struct session_run run = {
        .ids = ids,
        .n = (size_t)b->params->n_prompt,
        .progress = on_chunk,
        .progress_ctx = b,
    };
    struct byte_mark mark = begin_bytes(b, &part->bytes);
    int64_t start = clock_now_ns();
    if (!session_run(b->session, &run, err))
        return false;
    int64_t ns = clock_now_ns() - start;
    end_bytes(b, &mark);
    part->times.total += (double)ns / 1e6;
    *tok_s = per_second(b->params->n_prompt, ns);
    return true;
}

/* A token of every sequence; ids is the first one's. */
static bool step(struct bench *b, const int32_t *ids, struct error *err)
{
    if (b->n_seq == 1)
        return session_decode(b->session, *ids, NULL, err);
    for (int i = 0; i < b->n_seq; i++) {
        struct session_run run = {
            .ids = ids + (size_t)i * (size_t)b->n_ids, .n = 1, .chosen = true};
        session_select(b->session, i);
        if (!session_begin(b->session, &run, err))
            return false;
        b->parts[i] = (struct session_part){.seq = i};
    }
    return session_pass(b->session, b->parts, b->n_seq, err);
}

static bool run_decode(struct bench *b, const int32_t *ids, double *tok_s,
                       double *token_ms, struct error *err)
{
    struct bench_part *part = &b->result->decode;
    struct byte_mark mark = begin_bytes(b, &part->bytes);
    int64_t sum = 0;
    for (int i = 0; i < b->params->n_gen; i++) {
        int64_t start = clock_now_ns();
        if (!step(b, ids + i, err))
            return false;
        int64_t ns = clock_now_ns() - start;
        sum += ns;
        token_ms[i] = (double)ns / 1e6;
        session_fill_stats(b->session, &b->stats);
        add_layers(&part->times, &b->stats);
        part->times.n++;
        if (!bench_cache_trim(&b->cache, err))
            return false;
    }
    end_bytes(b, &mark);
    part->times.total += (double)sum / 1e6;
    *tok_s = per_second(b->params->n_gen * b->n_seq, sum);
    return true;
}

/* Decode alone goes on with one timeline, since the same tokens again would find their
 * experts in the page cache. */
static bool run_decode_alone(struct bench *b, int i_run, struct error *err)
{
    struct bench_result *r = b->result;
    const int32_t *ids = b->ids + b->params->n_prompt + b->n_decoded;
    b->n_decoded += b->params->n_gen;
    return run_decode(b, ids, &r->decode.tok_s[i_run],
                      r->token_ms + (size_t)i_run * (size_t)b->params->n_gen, err);
}

static bool run_both(struct bench *b, int i_run, struct error *err)
{
    struct bench_result *r = b->result;
    const struct bench_params *p = b->params;
    session_reset(b->session);
    return run_prefill(b, b->ids, &r->prefill.tok_s[i_run], err) &&
           (!bench_has_decode(p->mode) ||
            run_decode(b, b->ids + p->n_prompt, &r->decode.tok_s[i_run],
                       r->token_ms + (size_t)i_run * (size_t)p->n_gen, err));
}

static bool run_once(struct bench *b, int i_run, struct error *err)
{
    const struct bench_params *p = b->params;
    struct bench_result *r = b->result;
    if (p->cold && !bench_drop_experts(b->pack, b->session, err))
        return false;
    bool ok = bench_has_prefill(p->mode) ? run_both(b, i_run, err)
                                         : run_decode_alone(b, i_run, err);
    if (!ok || !bench_cache_trim(&b->cache, err))
        return false;
    uint64_t resident;
    r->cache.known = bench_cache_resident(&b->cache, &resident);
    if (r->cache.known && resident > r->cache.resident_bytes)
        r->cache.resident_bytes = resident;
    return true;
}

/* Tokens that do not count: the pages of buffers, the clocks of the processor, and the page
 * cache as a long run leaves it. */
static bool warm_up_decode(struct bench *b, struct error *err)
{
    const struct bench_params *p = b->params;
    double tok_s;
    for (int i = b->n_seq; i-- > 0;) {
        session_select(b->session, i);
        session_reset(b->session);
        if (!run_prefill(b, b->ids + (size_t)i * (size_t)b->n_ids, &tok_s, err))
            return false;
    }
    if (!bench_cache_tighten(&b->cache, err) || !bench_cache_trim(&b->cache, err))
        return false;
    for (int i = 0; i < p->n_warm_up; i++)
        if (!step(b, b->ids + p->n_prompt + b->n_decoded++, err) ||
            !bench_cache_trim(&b->cache, err))
            return false;
    return true;
}

/* Whether tokens are decoded before anything counts: of a prompt alone only where the page
 * cache is limited, which no prompt would fill. */
static bool warms_by_decoding(const struct bench_params *p)
{
    return !bench_has_prefill(p->mode) || p->cache_limit_bytes > 0;
}

static bool warm_up(struct bench *b, struct error *err)
{
    if (warms_by_decoding(b->params) && !warm_up_decode(b, err))
        return false;
    return !bench_has_prefill(b->params->mode) ||
           (run_once(b, 0, err) && bench_cache_tighten(&b->cache, err));
}

static void clear_part(struct bench_part *part)
{
    memset(&part->times, 0, sizeof(part->times));
    part->bytes = (struct bench_bytes){
        .resident_known = true, .device_known = true, .busy_known = true};
}

static void describe(struct bench *b)
{
    const struct bench_params *p = b->params;
    struct bench_result *r = b->result;
    const struct session *s = b->session;
    r->name = xstrdup(b->pack->name);
    r->pack_path = xstrdup(b->pack->path);
    r->plan = *session_plan(s);
    r->kernel = xstrdup(session_kernel(s));
    r->read_method = session_read_method(s);
    r->activations = session_activations(s);
    r->text = p->text_path != NULL;
    r->cold = p->cold;
    r->kv = p->session.kv;
    r->n_layer = b->pack->config.n_layer;
    r->mode = p->mode;
    r->n_warm_up = warms_by_decoding(p) ? p->n_warm_up : 0;
    r->n_prompt = p->n_prompt;
    r->n_gen = p->n_gen;
    r->n_parallel = session_n_sequence(s);
    r->n_repeat = p->n_repeat;
    r->ctx_tok = session_ctx_tok(s);
    r->n_threads = session_n_threads(s);
    r->n_readers = session_n_readers(s);
    r->experts_per_token = session_experts_per_token(s);
    r->experts_native = b->pack->config.n_expert_used;
    r->expert_bits = b->pack->expert_bits;
    r->dense_bits = b->pack->dense_bits;
    r->dense_bytes_per_token = pack_dense_bytes_per_token(b->pack);
    r->expert_bytes_per_token =
        pack_expert_bytes_per_token(b->pack, r->experts_per_token);
}

/* What is left of the anonymous memory when the parts that grow with the context and with
 * the conversation, and weights, are taken off: buffers, staging, heap, stacks. */
static void measure_memory(struct bench *b)
{
    struct bench_result *r = b->result;
    const struct stats *s = &b->stats;
    session_fill_stats(b->session, &b->stats);
    r->peak_rss_known = proc_peak_rss_bytes(&r->peak_rss_bytes);
    r->anonymous_known = proc_anonymous_bytes(&r->anonymous_bytes);
    uint64_t kv = s->ctx_max_tok > 0
                      ? (uint64_t)((double)s->kv_bytes * s->ctx_used_tok / s->ctx_max_tok)
                      : 0;
    r->owned_bytes = pack_owned_bytes(b->pack);
    uint64_t known = s->checkpoint_bytes + r->owned_bytes;
    if (r->plan.device == 0)
        known += kv + s->state_bytes;
    r->rest_bytes = r->anonymous_bytes > known ? r->anonymous_bytes - known : 0;
}

static bool run_all(struct bench *b, void (*progress)(int i_run, int n_runs),
                    struct error *err)
{
    const struct bench_params *p = b->params;
    struct bench_result *r = b->result;
    int n_ids = b->n_ids * b->n_seq;
    b->ids = xcalloc((size_t)n_ids, sizeof(*b->ids));
    b->parts = xcalloc((size_t)b->n_seq, sizeof(*b->parts));
    if (p->text_path ? !text_ids(b, p->text_path, n_ids, err)
                     : !random_ids(b, n_ids, err))
        return false;
    r->prefill.tok_s = xcalloc((size_t)p->n_repeat, sizeof(double));
    r->decode.tok_s = xcalloc((size_t)p->n_repeat, sizeof(double));
    r->token_ms = xcalloc((size_t)p->n_repeat * (size_t)p->n_gen, sizeof(double));

    int n_runs = p->n_repeat + 1;
    if (!warm_up(b, err))
        return false;
    session_await_dense(b->session);
    r->cache.resident_bytes = 0;
    clear_part(&r->prefill);
    clear_part(&r->decode);
    for (int i = 0; i < p->n_repeat; i++) {
        if (progress)
            progress(i + 1, n_runs);
        if (!run_once(b, i, err))
            return false;
    }
    if (progress)
        progress(n_runs, n_runs);
    measure_memory(b);
    return true;
}

static uint64_t third_of_experts(const struct pack *pack)
{
    return pack->expert_file_bytes / 3;
}

static bool limit_cache(struct bench *b, struct error *err)
{
    const struct memory_plan *plan = session_plan(b->session);
    struct bench_result *r = b->result;
    uint64_t limit = b->params->cache_limit_bytes;
    if (limit == 0 && b->params->mode == BENCH_STREAM)
        limit = third_of_experts(b->pack);
    bool ok = bench_cache_begin(
        &b->cache, b->pack, b->session, limit,
        plan->dense + plan->kv + plan->state + plan->buffers - plan->device, err);
    r->cache.limit_bytes = limit;
    r->cache.method = bench_cache_method(&b->cache);
    memcpy(r->cache.why, b->cache.why, sizeof(r->cache.why));
    return ok;
}

bool bench_run(const struct bench_params *params, void (*progress)(int i_run, int n_runs),
               struct bench_result *out, struct error *err)
{
    struct bench b = {.params = params, .result = out};
    struct session_params session = params->session;
    int64_t n_gen = params->n_gen;
    if (params->mode == BENCH_PREFILL)
        n_gen = 0;
    else if (params->mode != BENCH_ALL)
        n_gen = n_gen * params->n_repeat;
    if (warms_by_decoding(params))
        n_gen += params->n_warm_up;
    *out = (struct bench_result){0};
    machine_info_get(params->pack_path, &out->machine);
    if (!params->cold && params->cache_limit_bytes == 0 && params->mode != BENCH_STREAM)
        session.memory_free_bytes = out->machine.memory_available_bytes;
    b.n_seq = session.n_sequence > 1 ? session.n_sequence : 1;
    if (params->n_prompt + n_gen > INT32_MAX / b.n_seq)
        return err_set(err, 0, "%lld tokens are too many", (long long)n_gen);
    b.n_ids = params->n_prompt + (int)n_gen;
    if (session.ctx_tok == 0)
        session.ctx_tok = b.n_ids;

    bool ok = false;
    b.pack = pack_open(params->pack_path, err);
    if (b.pack)
        b.session = session_create(b.pack, &session, err);
    if (b.session) {
        session_leave_logits(b.session, true); /* as the chat does: it chooses from few */
        describe(&b);
        ok = limit_cache(&b, err) && run_all(&b, progress, err);
    }
    bench_cache_end(&b.cache);
    session_destroy(b.session);
    pack_close(b.pack);
    free(b.ids);
    free(b.parts);
    return ok;
}

void bench_result_finish(struct bench_result *r)
{
    free(r->name);
    free(r->kernel);
    free(r->pack_path);
    free(r->prefill.tok_s);
    free(r->decode.tok_s);
    free(r->token_ms);
    *r = (struct bench_result){0};
}
