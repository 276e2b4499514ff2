#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "gpu/backend_impl.h"

/* What a model takes of the device and of the machine, and whether the shaders and the device
 * can do with its shapes: before anything is allocated. */

enum {
    ARRAY_ALIGN = 256,
    MAX_HEAD_DIM = 1024, /* of attention: shared memory */
    MAX_K_DIM = 1024,    /* of the delta net: registers */
    MAX_CONV_WIDTH = 16,
};
static const uint64_t logits_bytes_max = (uint64_t)64 << 20;
static const uint64_t reserve_bytes = (uint64_t)256 << 20;
/* On unified memory a copy of an expert is only there because it must be bound somewhere. */
static const uint64_t unified_experts_bytes = (uint64_t)512 << 20;

static double mib(uint64_t bytes)
{
    return (double)bytes / (1 << 20);
}

/* Offsets of the arrays; the sum of their sizes goes to n_bytes. */
struct layout {
    uint64_t used;
    bool bad; /* an array that 32-bit indices cannot reach, or an overflow */
};

static uint64_t place(struct layout *l, uint64_t rows, int n)
{
    uint64_t count, at = l->used;
    if (__builtin_mul_overflow(rows, (uint64_t)n, &count) || count > UINT32_MAX) {
        l->bad = true;
        return 0;
    }
    l->used += (count * sizeof(float) + ARRAY_ALIGN - 1) / ARRAY_ALIGN * ARRAY_ALIGN;
    return at;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* Words of so many rows of halves, of two kinds the larger. */
static uint64_t max_words(uint64_t rows, int n, uint64_t rows2, int n2)
{
    uint64_t a = rows * (uint64_t)(n + 1) / 2, b = rows2 * (uint64_t)(n2 + 1) / 2;
    return a > b ? a : b;
}

static bool lay_out(struct gpu_backend *b)
{
    const struct model_config *c = &b->config;
    struct gpu_arrays *a = &b->at;
    struct layout l = {0};
    uint64_t t = (uint64_t)b->p.chunk_tok, rows = t * (uint64_t)b->p.n_expert_used;
    int n_q = c->n_head * c->head_dim, n_kv = c->n_kv_head * c->head_dim;
    int n_v = c->n_v_head * c->v_dim, channels = b->n_linear ? conv_channels(c) : 0;
    a->h = place(&l, t, c->hidden);
    a->x = place(&l, t, c->hidden);
    a->y = place(&l, t, c->hidden);
    a->wide = place(&l, t, larger(c->attn_gate ? 2 * n_q : n_q, channels));
    a->conv = place(&l, t, channels);
    a->k = place(&l, t, n_kv);
    a->v = place(&l, t, n_kv);
    a->b = place(&l, t, c->n_v_head);
    a->a = place(&l, t, c->n_v_head);
    a->z = place(&l, t, n_v);
    a->core = place(&l, t, larger(n_q, n_v));
    a->router = place(&l, t, c->n_expert);
    a->sh_logit = place(&l, t, 1);
    a->top_weights = place(&l, t, b->p.n_expert_used);
    a->sh_gate = place(&l, t, c->shared_ff);
    a->sh_up = place(&l, t, c->shared_ff);
    a->ex_gate = place(&l, rows, c->expert_ff);
    a->ex_up = place(&l, rows, c->expert_ff);
    a->ex_y = place(&l, rows, c->hidden);
    a->logits = place(&l, (uint64_t)b->logit_rows, c->n_vocab);
    a->squares = place(&l, 1, n_v);
    a->parts = place(&l, gpu_token_parts(b->p.ctx_tok), c->n_head * (c->head_dim + 2));
    a->token_ids = place(&l, 4, c->n_layer * b->p.n_expert_used + 1);
    a->half_x = place(&l, t, (c->hidden + 1) / 2);
    a->half_x_scale = place(&l, t, 1);
    int wide = larger(larger(n_q, n_v), c->shared_ff);
    a->half = place(&l, max_words(t, wide, rows, c->expert_ff), 1);
    a->half_scale = place(&l, rows, 1);
    a->state_kept = place(&l, (uint64_t)b->n_linear * b->state_layer_bytes / 4, 1);
    a->n_bytes = l.used;
    return !l.bad;
}

bool gpu_plan_sizes(struct gpu_backend *b, const struct backend_params *p,
                    struct error *err)
{
    const struct model_config *c = &p->pack->config;
    assert(p->chunk_tok >= 1 && p->ctx_tok >= 1);
    assert(p->n_expert_used >= 1 && p->n_expert_used <= c->n_expert);
    b->p = *p;
    b->config = *c;
    for (int i = 0; i < c->n_layer; i++)
        *(c->layer[i] == LAYER_FULL ? &b->n_full : &b->n_linear) += 1;
    uint64_t rows = logits_bytes_max / ((uint64_t)c->n_vocab * sizeof(float));
    b->logit_rows = rows < 1                        ? 1
                    : rows > (uint64_t)p->chunk_tok ? p->chunk_tok
                                                    : (int)rows;
    b->logits_bytes = (size_t)b->logit_rows * (size_t)c->n_vocab * sizeof(float);

    bool f16 = p->kv == KV_CHOICE_F16;
    b->kv_row_words = op_kv_row_words((uint32_t)c->head_dim, f16);
    b->kv_head_bytes = (uint64_t)p->ctx_tok * b->kv_row_words * sizeof(uint32_t);
    uint64_t kv_words = (uint64_t)p->ctx_tok * b->kv_row_words * (uint64_t)c->n_kv_head;
    if (b->n_linear) {
        uint64_t conv = (uint64_t)(c->conv_width - 1) * (uint64_t)conv_channels(c);
        b->conv_state_bytes = conv * sizeof(float);
        b->state_layer_bytes =
            b->conv_state_bytes + (uint64_t)c->n_v_head * (uint64_t)c->k_dim *
                                      (uint64_t)c->v_dim * sizeof(float);
    }
    if (!lay_out(b) || kv_words > UINT32_MAX)
        return err_set(err, EOVERFLOW,
                       "plan GPU memory for a context of %d tokens and chunks of %d",
                       p->ctx_tok, p->chunk_tok);
    return true;
}

void gpu_plan_buffers(struct gpu_backend *b, struct gpu_planned out[GPU_PLANNED])
{
    uint64_t t = (uint64_t)b->p.chunk_tok, k = (uint64_t)b->p.n_expert_used;
    uint64_t rows = t * k, pairs = (uint64_t)b->config.rotary_dim / 2;
    const struct gpu_planned all[GPU_PLANNED] = {
        {&b->state, GPU_DEVICE, b->state_layer_bytes * (uint64_t)b->n_linear,
         "the recurrent state"},
        {&b->arrays, GPU_DEVICE, b->at.n_bytes, "the buffers of a chunk"},
        {&b->step, GPU_UPLOAD, (1 + t) * sizeof(int32_t), "the ids of a chunk"},
        {&b->cos_sin, GPU_UPLOAD, (t * 2 * pairs + 1) * sizeof(float), "rotations"},
        {&b->top_ids, GPU_READBACK, (rows + k) * sizeof(int), "the routing"},
        {&b->singles, GPU_UPLOAD, rows * sizeof(struct gpu_item), "the experts' rows"},
        {&b->tiles, GPU_UPLOAD, rows * sizeof(struct gpu_item), "the experts' tiles"},
        {&b->rows, GPU_UPLOAD, rows * sizeof(uint32_t), "the experts' list"},
        {&b->logits_host, GPU_READBACK, b->logits_bytes, "the logits"},
        {&b->token_host, GPU_READBACK,
         (uint64_t)b->config.n_layer * (k + 1) * sizeof(int32_t), "a token's experts"},
        {&b->candidates_host, GPU_READBACK,
         (uint64_t)op_candidates_max((uint32_t)b->config.n_vocab) *
             sizeof(struct candidate),
         "likely tokens"},
    };
    memcpy(out, all, sizeof(all));
}

struct host_experts_params gpu_plan_host_experts(const struct gpu_backend *b)
{
    return (struct host_experts_params){.pack = b->p.pack,
                                        .n_expert_used = b->p.n_expert_used,
                                        .chunk_tok = b->p.chunk_tok,
                                        .f32_activations = b->p.f32_activations,
                                        .pool = b->pool};
}

/* As if experts were missing, which is not known before the device is opened. */
static uint64_t host_bytes(struct gpu_backend *b)
{
    struct gpu_planned all[GPU_PLANNED];
    struct host_experts_params host = gpu_plan_host_experts(b);
    uint64_t sum = gpu_memory_staging_bytes() + expert_cache_host_bytes(b->p.pack) +
                   host_experts_bytes(&host);
    gpu_plan_buffers(b, all);
    for (int i = 0; i < GPU_PLANNED; i++)
        sum += all[i].place == GPU_DEVICE ? 0 : all[i].bytes;
    return sum;
}

struct backend_memory gpu_plan_memory(struct gpu_backend *b)
{
    return (struct backend_memory){
        .kv = 2 * b->kv_head_bytes * (uint64_t)b->config.n_kv_head * (uint64_t)b->n_full,
        .state = b->state_layer_bytes * (uint64_t)b->n_linear,
        .buffers = b->at.n_bytes,
        .on_device = !b->g || !b->g->unified,
        .host = host_bytes(b)};
}

bool gpu_backend_plan(const struct backend_params *p, struct backend_memory *out,
                      struct error *err)
{
    struct gpu_backend *b = xcalloc(1, sizeof(*b));
    bool ok = gpu_plan_sizes(b, p, err);
    if (ok)
        *out = gpu_plan_memory(b);
    free(b);
    return ok;
}

/* What the shaders and the device can do with this model. */
static bool check_matrix(const struct matrix *w, struct error *err)
{
    uint64_t words = (uint64_t)w->n_out * (uint64_t)w->n_in;
    if (words > UINT32_MAX || (uint32_t)w->n_out > op_product_rows_max(w->type))
        return err_set(err, 0,
                       "open the model on a GPU: a matrix of %d x %d is too large",
                       w->n_out, w->n_in);
    return true;
}

bool gpu_plan_check(const struct backend_params *p, struct error *err)
{
    const struct pack *pack = p->pack;
    const struct model_config *c = &pack->config;
    if (p->n_sequence > 1)
        return err_set(
            err, 0,
            "open the model on a GPU: %d conversations at once, it computes one; "
            "the CPU can do more",
            p->n_sequence);
    int tok_max =
        op_attend_tok_max(c->head_dim, c->n_head / c->n_kv_head, p->kv == KV_CHOICE_F16);
    if (p->chunk_tok > tok_max)
        return err_set(err, 0,
                       "open the model on a GPU: chunks of %d tokens, with its attention "
                       "%d are possible",
                       p->chunk_tok, tok_max);
    if (c->head_dim > MAX_HEAD_DIM)
        return err_set(err, 0, "open the model on a GPU: heads of %d, %d are possible",
                       c->head_dim, MAX_HEAD_DIM);
    if (c->k_dim > MAX_K_DIM || c->conv_width > MAX_CONV_WIDTH)
        return err_set(
            err, 0,
            "open the model on a GPU: key heads of %d and a convolution of %d, "
            "%d and %d are possible",
            c->k_dim, c->conv_width, MAX_K_DIM, MAX_CONV_WIDTH);
    if (c->n_v_head > GPU_MAX_HEADS || c->n_expert_used > GPU_MAX_PLACES)
        return err_set(
            err, 0,
            "open the model on a GPU: %d value heads and %d experts of a token, "
            "%d and %d are possible",
            c->n_v_head, c->n_expert_used, GPU_MAX_HEADS, GPU_MAX_PLACES);
    char name[64];
    for (int i = 0; i < pack_n_tensors(pack); i++) {
        struct matrix w = pack_tensor(pack, i, name);
        if (!check_matrix(&w, err))
            return false;
    }
    return true;
}

/* Of the bytes that may be taken, those that experts leave to others on the device: what
 * --vram does not leave anyway. */
static uint64_t kept_free(const struct gpu *g, uint64_t left)
{
    uint64_t unused = gpu_memory_free(g);
    unused = unused > left ? unused - left : 0;
    return unused < reserve_bytes ? reserve_bytes - unused : 0;
}

int gpu_plan_experts(struct gpu_backend *b, struct error *err)
{
    const struct pack *pack = b->p.pack;
    struct backend_memory m = gpu_plan_memory(b);
    uint64_t slot = expert_cache_slot_bytes(pack), weights = gpu_weights_bytes(pack);
    uint64_t fewest = (uint64_t)b->p.n_expert_used * slot;
    uint64_t fixed = weights + m.kv + m.state + m.buffers;
    uint64_t left = gpu_memory_left(b->g);
    if (fixed + fewest > left) {
        err_set(err, 0,
                "open %s on %s: it takes %.0f MiB of its memory (dense %.0f, KV %.0f, "
                "state %.0f, buffers %.0f, experts at least %.0f), %.0f MiB are free; a "
                "shorter --ctx takes less",
                pack->name, b->g->props.deviceName, mib(fixed + fewest), mib(weights),
                mib(m.kv), mib(m.state), mib(m.buffers), mib(fewest), mib(left));
        return 0;
    }
    uint64_t reserve = kept_free(b->g, left);
    left -= fixed;
    left = left > fewest + reserve ? left - reserve : fewest;
    uint64_t most = (uint64_t)pack->config.n_layer * (uint64_t)pack->config.n_expert;
    if (b->g->params.experts_max > 0 && (uint64_t)b->g->params.experts_max < most)
        most = (uint64_t)b->g->params.experts_max;
    if (most < (uint64_t)b->p.n_expert_used)
        most = (uint64_t)b->p.n_expert_used;
    if (b->g->params.vram_max_bytes == 0 && b->g->unified && left > unified_experts_bytes)
        left = unified_experts_bytes > fewest ? unified_experts_bytes : fewest;
    uint64_t n = left / slot;
    return n < most ? (int)n : (int)most;
}
