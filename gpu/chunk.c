#include <assert.h>
#include <math.h>
#include <string.h>

#include "gpu/backend_impl.h"

/* The ends of a chunk: positions, ids and embedding, the head, and what all of its layers
 * begin with. */

bool gpu_begin_chunk(struct gpu_backend *b, const int32_t *ids, int n_tok, int pos,
                     struct error *err)
{
    assert(n_tok >= 1 && n_tok <= b->p.chunk_tok);
    assert(pos >= 0 && n_tok <= b->p.ctx_tok - pos);
    b->n_tok = n_tok;
    b->pos = pos;
    b->logits_to = NULL;
    b->candidates_come = false;
    /* What the device still reads must not be overwritten. */
    bool ok = gpu_wait(b->g, err);
    expert_cache_idle(b->experts);
    expert_cache_drop_unconfirmed(b->experts);
    b->n_miss = expert_cache_stats(b->experts).n_miss;
    int32_t *step = b->step.map;
    step[0] = pos;
    memcpy(step + 1, ids, (size_t)n_tok * sizeof(*ids));

    /* Angles in double: at position 200,000 a float angle is off by 0.01. */
    int n_pairs = b->config.rotary_dim / 2;
    float *table = b->cos_sin.map;
    for (int t = 0; t < n_tok; t++)
        for (int i = 0; i < n_pairs; i++) {
            double angle = (double)(pos + t) * b->inv_freq[i];
            table[2 * t * n_pairs + i] = (float)cos(angle);
            table[(2 * t + 1) * n_pairs + i] = (float)sin(angle);
        }
    return ok;
}

uint64_t gpu_ids_at(const struct gpu_backend *b)
{
    return b->step.addr + sizeof(int32_t);
}

void gpu_embed(struct backend *base, const int32_t *ids, const struct chunk_part *parts,
               int n_parts)
{
    struct gpu_backend *b = (struct gpu_backend *)base;
    assert(n_parts == 1 && parts->seq == 0);
    (void)n_parts;
    /* A failure comes out of the next wait. */
    gpu_begin_chunk(b, ids, parts->n_tok, parts->pos, NULL);
    op_embed(b->g, &b->embed, gpu_ids_at(b), (uint32_t)parts->n_tok, b->at.h);
}

void gpu_norm_chunk(struct gpu_backend *b, uint64_t w)
{
    uint32_t hidden = (uint32_t)b->config.hidden, n_tok = (uint32_t)b->n_tok;
    struct gpu_norm p = {.x = b->at.h,
                         .w = w,
                         .y = b->at.x,
                         .n = hidden,
                         .n_tok = n_tok,
                         .per_tok = 1,
                         .eps = b->config.rms_eps};
    op_rms_norm(b->g, &p);
    if (b->coop) {
        op_pack_half(b->g, b->at.x, b->at.half_x, b->at.half_x_scale, 0, hidden, n_tok);
        gpu_barrier(b->g);
    }
}

void gpu_product_chunk(struct gpu_backend *b, const struct gpu_matrix *w, uint64_t x,
                       uint64_t y, bool add)
{
    struct gpu_product p = {.w = w,
                            .x = x,
                            .y = y,
                            .x_stride = (uint32_t)w->n_in,
                            .y_stride = (uint32_t)w->n_out,
                            .n_tok = (uint32_t)b->n_tok,
                            .add = add};
    bool on_units = b->coop && dtype_is_affine(w->type) && b->n_tok > GPU_FEW_TOK;
    if (on_units && x == b->at.x) {
        p.x_half = b->at.half_x;
        p.x_scale = b->at.half_x_scale;
    } else if (on_units) {
        op_pack_half(b->g, x, b->at.half, b->at.half_scale, 0, p.x_stride, p.n_tok);
        gpu_barrier(b->g);
        p.x_half = b->at.half;
        p.x_scale = b->at.half_scale;
    }
    op_product(b->g, &p);
}

/* The logits that were on their way have arrived. */
static void take_logits(struct gpu_backend *b)
{
    if (b->logits_to)
        memcpy(b->logits_to, b->logits_host.map, b->logits_bytes);
    b->logits_to = NULL;
}

/* In slices, since the logits of a whole chunk would take more memory than the model's other
 * buffers together. */
void gpu_head(struct backend *base, int first, int n, float *out)
{
    struct gpu_backend *b = (struct gpu_backend *)base;
    size_t n_vocab = (size_t)b->config.n_vocab;
    uint64_t row = (uint64_t)b->config.hidden * sizeof(float);
    assert(first >= 0 && n >= 1 && first + n <= b->n_tok && (out || n == 1));
    struct gpu_norm norm = {.x = b->at.h + (uint64_t)first * row,
                            .w = b->final_norm,
                            .y = b->at.x,
                            .n = (uint32_t)b->config.hidden,
                            .n_tok = (uint32_t)n,
                            .per_tok = 1,
                            .eps = b->config.rms_eps};
    op_rms_norm(b->g, &norm);
    for (int i = 0; i < n; i += b->logit_rows) {
        int n_row = n - i < b->logit_rows ? n - i : b->logit_rows;
        if (b->logits_to) {
            if (!gpu_wait(b->g, NULL))
                return; /* kept, and told by the next wait */
            take_logits(b);
        }
        struct gpu_product p = {.w = &b->head,
                                .x = b->at.x + (uint64_t)i * row,
                                .y = b->at.logits,
                                .x_stride = (uint32_t)b->head.n_in,
                                .y_stride = (uint32_t)n_vocab,
                                .n_tok = (uint32_t)n_row};
        op_product(b->g, &p);
        if (!out) {
            gpu_record_candidates(b);
            return;
        }
        b->logits_to = out + (size_t)i * n_vocab;
        b->logits_bytes = (size_t)n_row * n_vocab * sizeof(float);
        gpu_copy(b->g, &b->arrays, b->at.logits - b->arrays.addr, &b->logits_host, 0,
                 b->logits_bytes);
    }
}

bool gpu_chunk_submit(struct backend *base, struct error *err)
{
    return gpu_submit(((struct gpu_backend *)base)->g, err);
}

bool gpu_chunk_wait(struct backend *base, struct error *err)
{
    struct gpu_backend *b = (struct gpu_backend *)base;
    if (!gpu_wait(b->g, err))
        return false;
    take_logits(b);
    bool come = b->candidates_come;
    b->candidates_come = false;
    return !come || gpu_take_candidates(b, err);
}
