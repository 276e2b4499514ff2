#include "gpu/backend_impl.h"

/* The likeliest tokens alone come back from the device: some of every block of logits, and
 * how far down they are all that there are. */

static bool is_nobody(struct candidate c)
{
    return c.id < 0;
}

void gpu_record_candidates(struct gpu_backend *b)
{
    gpu_barrier(b->g);
    op_candidates(b->g, b->at.logits, (uint32_t)b->config.n_vocab,
                  b->candidates_host.addr);
    b->candidates_come = true;
}

bool gpu_take_candidates(struct gpu_backend *b, struct error *err)
{
    const struct candidate *c = b->candidates_host.map;
    struct candidate bound = {0, -1};
    size_t n = (size_t)op_candidates_max((uint32_t)b->config.n_vocab);
    for (size_t i = 0; i < n; i++) {
        if (!is_nobody(c[i]) && c[i].id >= b->config.n_vocab)
            return err_set(err, 0, "choose on the GPU: it found token %d of %d",
                           (int)c[i].id, b->config.n_vocab);
        /* A block that is full may have more behind its last. */
        bool last = i % GPU_BLOCK_KEPT == GPU_BLOCK_KEPT - 1;
        if (last && !is_nobody(c[i]) &&
            (is_nobody(bound) || candidate_before(c[i], bound)))
            bound = c[i];
    }
    b->candidates = (struct likely_tokens){.c = c, .n = n, .bound = bound};
    return true;
}

const struct likely_tokens *gpu_candidates(const struct backend *base)
{
    return &((const struct gpu_backend *)base)->candidates;
}

bool gpu_logits(struct backend *base, float *out, struct error *err)
{
    struct gpu_backend *b = (struct gpu_backend *)base;
    return gpu_read(b->g, &b->arrays, b->at.logits - b->arrays.addr, out,
                    (uint64_t)b->config.n_vocab * sizeof(float), err);
}
