#define LOG_MODULE "gpu"

#include <math.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "gpu/backend_impl.h"

/* One token. Its steps are latency: each pause between two of them costs as much as reading
 * megabytes of weights, so that what the steps of a chunk do one after the other is fused
 * here. While all experts that it chooses are on the device nothing else needs to be asked,
 * and the token is one tape from its id to its logits. */

enum {
    MIN_PART = 32,     /* positions that one workgroup attends to */
    MIN_DIVIDED = 128, /* a tape is for as many */
};

static void product(struct gpu_backend *b, const struct gpu_matrix *w, uint64_t x,
                    uint64_t norm, uint64_t y)
{
    struct gpu_product p = {
        .w = w, .x = x, .y = y, .norm = norm, .n_tok = 1, .eps = b->config.rms_eps};
    op_product(b->g, &p);
}

/* Two products of the same x. */
static void products(struct gpu_backend *b, const struct gpu_matrix *w, uint64_t y,
                     const struct gpu_matrix *w2, uint64_t y2, uint64_t norm)
{
    struct gpu_product p = {.w = w,
                            .beside = w2,
                            .beside_y = y2,
                            .x = b->at.h,
                            .y = y,
                            .norm = norm,
                            .n_tok = 1,
                            .eps = b->config.rms_eps};
    op_product(b->g, &p);
}

/* How the positions up to `last` are divided. The division holds up to the next power of
 * two, so that a tape does. */
static void divide(int last, struct gpu_attention *a)
{
    uint32_t n = MIN_DIVIDED;
    while (n <= (uint32_t)last)
        n *= 2;
    a->part = n / GPU_MAX_PARTS > MIN_PART ? n / GPU_MAX_PARTS : MIN_PART;
    a->n_part = n / a->part;
}

uint32_t gpu_token_parts(int ctx_tok)
{
    struct gpu_attention a;
    divide(ctx_tok - 1, &a);
    return a.n_part < GPU_MAX_PARTS ? a.n_part : GPU_MAX_PARTS;
}

void gpu_token_attention(struct gpu_backend *b, int layer)
{
    const struct gpu_layer *w = &b->layer[layer];
    product(b, &w->q, b->at.h, w->input_norm, b->at.wide);
    products(b, &w->k, b->at.k, &w->v, b->at.v, w->input_norm);
    gpu_barrier(b->g);
    struct gpu_attention a = gpu_attention_of(b, layer);
    a.parts = b->at.parts;
    divide(b->pos, &a);
    op_qk_rope(b->g, &a);
    op_attend(b->g, &a);
    struct gpu_product out = {
        .w = &w->o, .x = b->at.core, .y = b->at.h, .n_tok = 1, .add = true};
    op_product(b->g, &out);
    gpu_barrier(b->g);
}

void gpu_token_delta_net(struct gpu_backend *b, int layer)
{
    const struct model_config *c = &b->config;
    const struct gpu_layer *w = &b->layer[layer];
    products(b, &w->qkv, b->at.wide, &w->z, b->at.z, w->input_norm);
    products(b, &w->b, b->at.b, &w->a, b->at.a, w->input_norm);
    gpu_barrier(b->g);
    struct gpu_delta_net d = gpu_delta_net_of(b, layer);
    op_delta_step(b->g, &d, w->gdn_norm, b->at.z, b->at.squares);
    op_conv_shift(b->g, &d);
    struct gpu_product out = {.w = &w->out,
                              .x = b->at.core,
                              .y = b->at.h,
                              .head_squares = b->at.squares,
                              .head_dim = (uint32_t)c->v_dim,
                              .n_part = op_delta_parts(b->g, (uint32_t)c->v_dim),
                              .n_tok = 1,
                              .eps = c->rms_eps,
                              .add = true};
    op_product(b->g, &out);
    gpu_barrier(b->g);
}

/* The routing of a layer, where the tape keeps it: ids here, weights and addresses of records
 * so far behind them. Behind the ids of all layers is the word that tells of a missing
 * record. */
static uint64_t ids_at(const struct gpu_backend *b, int layer)
{
    return b->at.token_ids +
           (uint64_t)layer * (uint64_t)b->p.n_expert_used * sizeof(int32_t);
}

static uint64_t missing_at(const struct gpu_backend *b)
{
    return ids_at(b, b->config.n_layer);
}

static uint64_t routing_apart(const struct gpu_backend *b)
{
    return missing_at(b) + sizeof(uint32_t) - ids_at(b, 0);
}

static uint64_t token_ids_bytes(const struct gpu_backend *b)
{
    return missing_at(b) + sizeof(uint32_t) - b->at.token_ids;
}

static void router(struct gpu_backend *b, int layer)
{
    const struct gpu_layer *w = &b->layer[layer];
    if (b->config.shared_ff > 0)
        products(b, &w->router, b->at.router, &w->shared_expert_gate, b->at.sh_logit,
                 w->post_norm);
    else
        product(b, &w->router, b->at.h, w->post_norm, b->at.router);
}

static void top(struct gpu_backend *b, int layer)
{
    struct gpu_route r = {.logits = b->at.router,
                          .ids = ids_at(b, layer),
                          .weights = ids_at(b, layer) + routing_apart(b),
                          .n_tok = 1,
                          .n_expert = (uint32_t)b->config.n_expert,
                          .k = (uint32_t)b->p.n_expert_used,
                          .norm = b->config.norm_topk};
    op_route(b->g, &r);
}

static void shared_act(struct gpu_backend *b, int layer)
{
    const struct gpu_layer *w = &b->layer[layer];
    struct gpu_product p = {.w = &w->shared_gate,
                            .dual = &w->shared_up,
                            .x = b->at.h,
                            .y = b->at.sh_gate,
                            .scratch = b->at.sh_up,
                            .norm = w->post_norm,
                            .n_tok = 1,
                            .eps = b->config.rms_eps};
    if (b->config.shared_ff > 0)
        op_product(b->g, &p);
}

static void shared_down(struct gpu_backend *b, int layer)
{
    if (b->config.shared_ff > 0)
        product(b, &b->layer[layer].shared_down, b->at.sh_gate, 0, b->at.y);
}

/* With `top` the routing is found as well. */
static struct gpu_routed routed_of(const struct gpu_backend *b, int layer, bool top)
{
    const struct gpu_layer *w = &b->layer[layer];
    return (struct gpu_routed){.gate = &w->expert_gate,
                               .up = &w->expert_up,
                               .down = &w->expert_down,
                               .records = expert_cache_table(b->experts, layer),
                               .ids = ids_at(b, layer),
                               .apart = routing_apart(b),
                               .logits = top ? b->at.router : 0,
                               .missing = missing_at(b),
                               .h = b->at.h,
                               .norm = w->post_norm,
                               .act = b->at.ex_gate,
                               .scratch = b->at.ex_up,
                               .other = b->at.y,
                               .other_gate = b->config.shared_ff > 0 ? b->at.sh_logit : 0,
                               .k = (uint32_t)b->p.n_expert_used,
                               .n_expert = (uint32_t)b->config.n_expert,
                               .eps = b->config.rms_eps,
                               .norm_topk = b->config.norm_topk};
}

void gpu_token_route(struct gpu_backend *b, int layer)
{
    router(b, layer);
    gpu_barrier(b->g);
    top(b, layer);
    uint64_t n_bytes = (uint64_t)b->p.n_expert_used * sizeof(int32_t);
    uint64_t ids = ids_at(b, layer) - b->arrays.addr;
    struct gpu_copied list[] = {
        {&b->arrays, &b->top_ids, ids, 0, n_bytes},
        {&b->arrays, &b->top_ids, ids + routing_apart(b), n_bytes, n_bytes},
        {&b->arrays, NULL, b->at.h - b->arrays.addr, 0,
         (uint64_t)b->config.hidden * sizeof(float)},
    };
    if (b->host_layer)
        list[2].to = host_experts_x(b->host);
    gpu_copy_all(b->g, list, b->host_layer ? 3 : 1);
}

void gpu_token_shared_expert(struct gpu_backend *b, int layer)
{
    shared_act(b, layer);
    gpu_barrier(b->g);
    shared_down(b, layer);
}

void gpu_token_combine(struct gpu_backend *b, int layer)
{
    struct gpu_routed r = routed_of(b, layer, false);
    r.partial = b->host_layer && host_experts_n_rows(b->host) > 0;
    op_routed_act(b->g, &r);
    gpu_barrier(b->g);
    op_routed_sum(b->g, &r);
    gpu_barrier(b->g);
    if (!r.partial)
        return;
    struct gpu_combine c = {
        .h = b->at.h, .n = (uint32_t)b->config.hidden, .n_tok = 1, .k = 1};
    const float *weights = (const float *)b->top_ids.map + r.k;
    host_experts_sum(b->host, weights, &c.y, &c.weights);
    op_combine(b->g, &c);
}

/* -- the whole token */

static void record_layer(struct gpu_backend *b, int layer)
{
    struct gpu_routed r = routed_of(b, layer, true);
    if (b->config.layer[layer] == LAYER_LINEAR)
        gpu_token_delta_net(b, layer);
    else
        gpu_token_attention(b, layer);
    gpu_tape_stamp(b->g);
    router(b, layer);
    shared_act(b, layer);
    gpu_barrier(b->g);
    op_routed_act(b->g, &r);
    shared_down(b, layer);
    gpu_barrier(b->g);
    op_routed_sum(b->g, &r);
    gpu_barrier(b->g);
    gpu_tape_stamp(b->g);
}

/* Where the logits are not wanted, the likeliest go to where the host reads them, and are
 * seen there behind the copy that follows. */
static void record_choice(struct gpu_backend *b, bool all)
{
    uint64_t bytes = (uint64_t)b->config.n_vocab * sizeof(float);
    if (all) {
        gpu_copy(b->g, &b->arrays, b->at.logits - b->arrays.addr, &b->logits_host, 0,
                 bytes);
        return;
    }
    gpu_record_candidates(b);
    b->candidates_come = false; /* but when the tape was played */
}

static void record_token(struct gpu_backend *b, bool logits)
{
    uint64_t dispatches = b->g->n_dispatches, steps = b->g->n_barriers;
    gpu_tape_begin(b->g, &b->tape, 2 * b->config.n_layer + 3);
    gpu_tape_stamp(b->g);
    gpu_zero(b->g, &b->arrays, missing_at(b) - b->arrays.addr, sizeof(uint32_t));
    op_embed(b->g, &b->embed, gpu_ids_at(b), 1, b->at.h);
    gpu_tape_stamp(b->g);
    for (int i = 0; i < b->config.n_layer; i++)
        record_layer(b, i);
    product(b, &b->head, b->at.h, b->final_norm, b->at.logits);
    record_choice(b, logits);
    gpu_copy(b->g, &b->arrays, b->at.token_ids - b->arrays.addr, &b->token_host, 0,
             token_ids_bytes(b));
    gpu_tape_stamp(b->g);
    gpu_tape_end(b->g);
    log_info("recorded a token at position %d: %llu dispatches, %llu pauses", b->pos,
             (unsigned long long)(b->g->n_dispatches - dispatches),
             (unsigned long long)(b->g->n_barriers - steps));
}

/* A tape for this position; one holds as long as attention is divided alike. */
static bool find_tape(struct gpu_backend *b, bool logits)
{
    struct gpu_attention a;
    divide(b->pos, &a);
    uint32_t key = a.part * a.n_part;
    if (!b->tape.ready || b->tape_ctx != key || b->tape_logits != logits) {
        record_token(b, logits);
        b->tape_ctx = key;
        b->tape_logits = logits;
    }
    return b->tape.ready;
}

/* The recurrent state as it was before a token that may fail. */
static void keep_state(struct gpu_backend *b, bool restore)
{
    uint64_t at = b->at.state_kept - b->arrays.addr;
    if (restore)
        gpu_copy(b->g, &b->arrays, at, &b->state, 0, b->state.bytes);
    else
        gpu_copy(b->g, &b->state, 0, &b->arrays, at, b->state.bytes);
}

static void fill_log(struct gpu_backend *b)
{
    struct token_log *log = &b->token_log;
    int n = b->config.n_layer;
    float ms[2 * MAX_LAYERS + 2] = {0};
    log->ids = b->token_host.map;
    log->k = b->p.n_expert_used;
    if (b->tape.n_stamps == 0)
        return;
    gpu_tape_times(b->g, &b->tape, ms);
    log->embed_ms = ms[0];
    log->head_ms = ms[2 * n + 1];
    for (int i = 0; i < n; i++) {
        b->mixer_ms[i] = ms[1 + 2 * i];
        b->expert_ms[i] = ms[2 + 2 * i];
    }
    log->mixer_ms = b->mixer_ms;
    log->expert_ms = b->expert_ms;
}

static bool ids_are_sound(const struct gpu_backend *b, const int32_t *ids,
                          struct error *err)
{
    int n = b->config.n_layer * b->p.n_expert_used;
    for (int i = 0; i < n; i++)
        if (ids[i] < 0 || ids[i] >= b->config.n_expert)
            return err_set(err, 0, "route on the GPU: it chose expert %d of %d",
                           (int)ids[i], b->config.n_expert);
    return true;
}

const struct token_log *gpu_token(struct backend *base, int32_t id, int pos,
                                  float *logits, struct error *err)
{
    struct gpu_backend *b = (struct gpu_backend *)base;
    if (!b->may_be_whole && !expert_cache_is_full(b->experts))
        return NULL;
    if (!gpu_begin_chunk(b, &id, 1, pos, err))
        return NULL;
    bool sure = expert_cache_is_full(b->experts);
    if (!find_tape(b, logits != NULL)) {
        gpu_wait(b->g, err);
        return NULL;
    }
    if (!sure)
        keep_state(b, false);
    int64_t begin = clock_now_ns();
    if (!gpu_tape_play(b->g, &b->tape, err) || !gpu_wait(b->g, err))
        return NULL;
    b->tape.took_ns = clock_now_ns() - begin;
    const int32_t *ids = b->token_host.map;
    int n = b->config.n_layer * b->p.n_expert_used;
    if (ids[n] != 0) {
        b->may_be_whole = false;
        b->n_undone++;
        keep_state(b, true);
        return NULL;
    }
    if (!ids_are_sound(b, ids, err) || (!logits && !gpu_take_candidates(b, err)))
        return NULL;
    b->n_whole_hits += sure ? (uint64_t)n : 0;
    for (int i = 0; !sure && i < n; i++)
        expert_cache_touch(b->experts, i / b->p.n_expert_used, ids[i]);
    if (logits)
        memcpy(logits, b->logits_host.map, (size_t)b->config.n_vocab * sizeof(float));
    fill_log(b);
    b->n_whole++;
    return &b->token_log;
}
