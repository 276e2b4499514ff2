#include "gpu/ops.h"

#include <assert.h>

#include "gpu/ops_impl.h"

/* What is done to rows of numbers: norm, sums, choices. The push constants here are the
 * blocks of the shaders, in their order. */

void op_rms_norm(struct gpu *g, const struct gpu_norm *p)
{
    struct {
        uint64_t x, w, y, z;
        uint32_t n;
        float eps;
    } push = {p->x, p->w, p->y, p->z, p->n, p->eps};
    uint32_t gated = p->z != 0;
    op_run(g, SHADER_RMS_NORM, &gated, 1, &push, sizeof(push), p->per_tok, p->n_tok);
    gpu_barrier(g);
}

void op_route(struct gpu *g, const struct gpu_route *p)
{
    assert(p->k <= p->n_expert);
    struct {
        uint64_t logits, ids, weights;
        uint32_t k, pad;
    } push = {p->logits, p->ids, p->weights, p->k, 0};
    uint32_t spec[] = {p->n_expert, p->norm};
    op_run(g, SHADER_ROUTE, spec, 2, &push, sizeof(push), p->n_tok, 1);
}

void op_swiglu(struct gpu *g, uint64_t gate, uint64_t up, uint64_t rows, uint32_t n,
               uint32_t n_row)
{
    struct {
        uint64_t gate, up, rows;
        uint32_t n, n_row;
    } push = {gate, up, rows, n, n_row};
    uint32_t listed = rows != 0;
    op_run_flat(g, SHADER_SWIGLU, &listed, 1, &push, sizeof(push), (uint64_t)n * n_row);
    gpu_barrier(g);
}

void op_add_gated(struct gpu *g, uint64_t h, uint64_t y, uint64_t logit, uint32_t n,
                  uint32_t n_tok)
{
    struct {
        uint64_t h, y, logit;
        uint32_t n, n_tok;
    } push = {h, y, logit, n, n_tok};
    op_run_flat(g, SHADER_ADD_GATED, NULL, 0, &push, sizeof(push), (uint64_t)n * n_tok);
    gpu_barrier(g);
}

void op_combine(struct gpu *g, const struct gpu_combine *p)
{
    struct {
        uint64_t h, y, weights, place, other;
        uint32_t n, n_tok, k, pad;
    } push = {p->h, p->y, p->weights, p->place, p->other, p->n, p->n_tok, p->k, 0};
    uint32_t elsewhere = p->place != 0;
    op_run_flat(g, SHADER_COMBINE, &elsewhere, 1, &push, sizeof(push),
                (uint64_t)p->n * p->n_tok);
    gpu_barrier(g);
}

enum {
    CANDIDATES_EACH = 16, /* logits of a thread */
};

static uint32_t candidate_blocks(uint32_t n)
{
    return div_up(n, gpu_shader_threads(SHADER_CANDIDATES) * CANDIDATES_EACH);
}

uint32_t op_candidates_max(uint32_t n)
{
    return candidate_blocks(n) * GPU_BLOCK_KEPT;
}

void op_candidates(struct gpu *g, uint64_t logits, uint32_t n, uint64_t found)
{
    struct {
        uint64_t logits, found;
        uint32_t n, pad;
    } push = {logits, found, n, 0};
    uint32_t spec[] = {GPU_BLOCK_KEPT, CANDIDATES_EACH};
    op_run(g, SHADER_CANDIDATES, spec, 2, &push, sizeof(push), candidate_blocks(n), 1);
}

void op_read(struct gpu *g, uint64_t from, uint64_t n_bytes, uint64_t to)
{
    enum {
        EACH = 16, /* loads of a thread */
    };
    struct {
        uint64_t from, to;
        uint32_t n, pad;
    } push = {from, to, (uint32_t)(n_bytes / 16), 0};
    assert(n_bytes / 16 <= UINT32_MAX);
    op_run_flat(g, SHADER_READ, NULL, 0, &push, sizeof(push), (push.n + EACH - 1) / EACH);
}
