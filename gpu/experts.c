#include <assert.h>
#include <string.h>

#include "gpu/backend_impl.h"

/* Router, shared expert, routed experts. An expert's record is brought to the device (or is
 * there), and its rows become items: one each while they are few, tiles of rows when the
 * weights are better unpacked once for many. Results lie per row and are added up at the end
 * in the order of the routing, so that the order of arrival cannot be seen. */

enum {
    MAX_SINGLE_ROWS = 4, /* of an expert, above it tiles */
    GROUP_MISSES = 16,   /* so many are copied while those before are computed */
};

static void shared_expert_of_chunk(struct gpu_backend *b, int layer)
{
    const struct model_config *c = &b->config;
    const struct gpu_layer *w = &b->layer[layer];
    if (c->shared_ff == 0)
        return;
    gpu_product_chunk(b, &w->shared_gate, b->at.x, b->at.sh_gate, false);
    gpu_product_chunk(b, &w->shared_up, b->at.x, b->at.sh_up, false);
    gpu_barrier(b->g);
    op_swiglu(b->g, b->at.sh_gate, b->at.sh_up, 0, (uint32_t)c->shared_ff,
              (uint32_t)b->n_tok);
    gpu_product_chunk(b, &w->shared_down, b->at.sh_gate, b->at.y, false);
    gpu_barrier(b->g);
    op_add_gated(b->g, b->at.h, b->at.y, b->at.sh_logit, (uint32_t)c->hidden,
                 (uint32_t)b->n_tok);
}

void gpu_route(struct backend *base, int layer)
{
    struct gpu_backend *b = (struct gpu_backend *)base;
    const struct model_config *c = &b->config;
    const struct gpu_layer *w = &b->layer[layer];
    b->layer_now = layer;
    b->host_layer = gpu_misses_want_inputs(b);
    if (b->n_tok == 1) {
        gpu_token_route(b, layer);
        return;
    }
    gpu_norm_chunk(b, w->post_norm);
    gpu_product_chunk(b, &w->router, b->at.x, b->at.router, false);
    if (c->shared_ff > 0)
        gpu_product_chunk(b, &w->shared_expert_gate, b->at.x, b->at.sh_logit, false);
    gpu_barrier(b->g);
    struct gpu_route r = {.logits = b->at.router,
                          .ids = b->top_ids.addr,
                          .weights = b->at.top_weights,
                          .n_tok = (uint32_t)b->n_tok,
                          .n_expert = (uint32_t)c->n_expert,
                          .k = (uint32_t)b->p.n_expert_used,
                          .norm = c->norm_topk};
    op_route(b->g, &r);
    if (b->host_layer)
        gpu_copy(b->g, &b->arrays, b->at.x - b->arrays.addr, host_experts_x(b->host), 0,
                 (uint64_t)b->n_tok * (uint64_t)c->hidden * sizeof(float));
    else
        gpu_barrier(b->g);
    /* While the host groups what was routed the device has something to do. A failure comes
     * out of the wait. */
    gpu_submit(b->g, NULL);
    b->routed = b->g->submitted;
    shared_expert_of_chunk(b, layer);
    gpu_submit(b->g, NULL);
}

const struct routing *gpu_routing(struct backend *base, struct error *err)
{
    struct gpu_backend *b = (struct gpu_backend *)base;
    if (!(b->n_tok == 1 ? gpu_wait(b->g, err) : gpu_wait_for(b->g, b->routed, err)))
        return NULL;
    expert_cache_idle(b->experts);
    expert_cache_choose_way(b->experts, b->host_layer);
    if (b->host_layer)
        host_experts_begin(b->host, b->n_tok,
                           b->n_tok == 1 ? b->p.pack->layer[b->layer_now].post_norm
                                         : NULL);
    b->host_clock_ns = b->copy_clock_ns = 0;
    b->n_single = b->n_tiled = b->n_rows = 0;
    const int *ids = b->top_ids.map;
    b->routing = (struct routing){.ids = ids, .n_tok = b->n_tok, .k = b->p.n_expert_used};
    for (int i = 0; i < b->n_tok * b->p.n_expert_used; i++)
        if (ids[i] < 0 || ids[i] >= b->config.n_expert) {
            err_set(err, 0, "route on the GPU: it chose expert %d of %d", ids[i],
                    b->config.n_expert);
            return NULL;
        }
    return &b->routing;
}

/* Of a chunk it was recorded behind the routing. */
void gpu_shared_expert(struct backend *base, int layer)
{
    struct gpu_backend *b = (struct gpu_backend *)base;
    if (b->n_tok == 1 && b->config.shared_ff > 0)
        gpu_token_shared_expert(b, layer);
}

/* What was added to the lists and not yet recorded. */
struct batch {
    uint32_t single, tiled, rows; /* where it begins */
};

static struct batch begin_batch(const struct gpu_backend *b)
{
    return (struct batch){b->n_single, b->n_tiled, b->n_rows};
}

static void record_batch(struct gpu_backend *b, int layer, const struct batch *from)
{
    const struct gpu_layer *w = &b->layer[layer];
    uint32_t n_ff = (uint32_t)b->config.expert_ff, hidden = (uint32_t)b->config.hidden;
    uint64_t item = sizeof(struct gpu_item);
    uint64_t rows = b->rows.addr + from->rows * sizeof(uint32_t);
    uint32_t n_rows = b->n_rows - from->rows;
    if (n_rows == 0)
        return;
    struct gpu_expert_product p = {.w = &w->expert_gate,
                                   .x = b->at.x,
                                   .y = b->at.ex_gate,
                                   .rows = b->rows.addr,
                                   .single = b->singles.addr + from->single * item,
                                   .tiled = b->tiles.addr + from->tiled * item,
                                   .n_single = b->n_single - from->single,
                                   .n_tiled = b->n_tiled - from->tiled,
                                   .x_stride = hidden,
                                   .y_stride = n_ff,
                                   .x_div = (uint32_t)b->p.n_expert_used};
    if (b->coop) {
        p.x_half = b->at.half_x;
        p.x_scale = b->at.half_x_scale;
    }
    op_expert_product(b->g, &p);
    p.w = &w->expert_up;
    p.y = b->at.ex_up;
    op_expert_product(b->g, &p);
    gpu_barrier(b->g);
    op_swiglu(b->g, b->at.ex_gate, b->at.ex_up, rows, n_ff, n_rows);
    if (b->coop) {
        p.x_half = b->at.half;
        p.x_scale = b->at.half_scale;
        op_pack_half(b->g, b->at.ex_gate, p.x_half, p.x_scale, rows, n_ff, n_rows);
        gpu_barrier(b->g);
    }
    p.w = &w->expert_down;
    p.x = b->at.ex_gate;
    p.y = b->at.ex_y;
    p.x_stride = n_ff;
    p.y_stride = hidden;
    p.x_div = 1;
    op_expert_product(b->g, &p);
    gpu_barrier(b->g);
}

static void add_work(struct gpu_backend *b, const struct expert_work *w, uint64_t record)
{
    uint32_t *rows = b->rows.map;
    struct gpu_item *singles = b->singles.map, *tiles = b->tiles.map;
    uint32_t n = (uint32_t)w->n_rows, first = b->n_rows;
    for (uint32_t i = 0; i < n; i++)
        rows[b->n_rows++] = (uint32_t)w->rows[i];
    if (n <= MAX_SINGLE_ROWS && !b->coop) {
        for (uint32_t i = 0; i < n; i++)
            singles[b->n_single++] = (struct gpu_item){record, first + i, 1};
        return;
    }
    for (uint32_t i = 0; i < n; i += b->tile)
        tiles[b->n_tiled++] =
            (struct gpu_item){record, first + i, n - i < b->tile ? n - i : b->tile};
}

bool gpu_holds(const struct backend *base, int layer, int expert)
{
    return expert_cache_holds(((const struct gpu_backend *)base)->experts, layer, expert);
}

/* Where the record of an expert is on the device; waits when there is no room before what
 * was recorded is done. 0 after a failure. */
static uint64_t bring(struct gpu_backend *b, int layer, const struct expert_work *w,
                      struct batch *batch)
{
    size_t gate_off = b->p.pack->expert[layer].gate.data_off;
    const char *data = w->view.gate.data, *record = data ? data - gate_off : NULL;
    int expert = b->routing.ids[w->rows[0]];
    assert(record || expert_cache_holds(b->experts, layer, expert));
    uint64_t at = expert_cache_get(b->experts, layer, expert, record);
    if (at != 0)
        return at;
    record_batch(b, layer, batch);
    *batch = begin_batch(b);
    expert_cache_flush(b->experts);
    if (!gpu_wait(b->g, NULL))
        return 0; /* kept, and told by the next wait */
    expert_cache_idle(b->experts);
    return expert_cache_get(b->experts, layer, expert, record);
}

/* What the CPU has got of the call so far, while the device copies and computes. */
static void run_on_host(struct gpu_backend *b, int *n)
{
    if (*n > 0)
        host_experts_run(b->host, b->host_work, *n);
    b->n_host_rows = *n = 0;
}

void gpu_experts(struct backend *base, int layer, const struct expert_work *work,
                 int n_work)
{
    struct gpu_backend *b = (struct gpu_backend *)base;
    struct batch batch = begin_batch(b);
    int n_host = 0;
    uint64_t copied = expert_cache_stats(b->experts).n_miss;
    b->n_host_rows = 0;
    for (int i = 0; i < n_work; i++) {
        int expert = b->routing.ids[work[i].rows[0]];
        if (!gpu_holds(base, layer, expert) &&
            gpu_miss_stays(b, layer, expert, work[i].n_rows)) {
            expert_cache_pass(b->experts, layer, expert);
            b->host_work[n_host++] = work[i];
            b->n_host_rows += work[i].n_rows;
            continue;
        }
        uint64_t misses = expert_cache_stats(b->experts).n_miss;
        if (misses - copied >= GROUP_MISSES) {
            record_batch(b, layer, &batch);
            batch = begin_batch(b);
            expert_cache_flush(b->experts);
            gpu_submit(b->g, NULL); /* a failure comes out of the next wait */
            copied = misses;
            run_on_host(b, &n_host);
        }
        uint64_t at = bring(b, layer, &work[i], &batch);
        if (at == 0)
            break;
        if (b->n_tok > 1)
            add_work(b, &work[i], at);
    }
    record_batch(b, layer, &batch);
    expert_cache_flush(b->experts);
    if (n_host > 0)
        gpu_submit(b->g, NULL); /* a failure comes out of the next wait */
    run_on_host(b, &n_host);
}

void gpu_combine(struct backend *base, int layer)
{
    struct gpu_backend *b = (struct gpu_backend *)base;
    expert_cache_confirm(b->experts);
    if (layer == b->config.n_layer - 1)
        b->may_be_whole = expert_cache_stats(b->experts).n_miss == b->n_miss;
    if (b->n_tok == 1) {
        gpu_token_combine(b, layer);
        return;
    }
    struct gpu_combine c = {.h = b->at.h,
                            .y = b->at.ex_y,
                            .weights = b->at.top_weights,
                            .n = (uint32_t)b->config.hidden,
                            .n_tok = (uint32_t)b->n_tok,
                            .k = (uint32_t)b->p.n_expert_used};
    if (b->host_layer && host_experts_n_rows(b->host) > 0) {
        c.place = host_experts_places(b->host);
        c.other = host_experts_y(b->host);
    }
    op_combine(b->g, &c);
}
