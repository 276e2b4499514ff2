#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "gpu/backend_impl.h"

/* The dense part of a pack, copied to the device once. It is laid out in blocks, since one
 * allocation may be limited to less than all of it; no tensor is split. */

enum {
    ALIGN = 256, /* of every part of a tensor */
};
static const uint64_t block_bytes = (uint64_t)1 << 30;

/* Walks over all tensors in a fixed order: once to count, once to copy. */
struct loader {
    struct gpu_backend *b; /* NULL: count alone */
    uint64_t *sizes;       /* of the blocks */
    int n_blocks, i_block;
    uint64_t used; /* of the block */
    uint64_t total;
    bool failed;
    struct error *err;
};

static uint64_t align_up(uint64_t n)
{
    return (n + ALIGN - 1) / ALIGN * ALIGN;
}

/* Room for one tensor; only counts while there is no back end. */
static void reserve(struct loader *l, uint64_t n_bytes)
{
    if (l->n_blocks == 0 || l->used + n_bytes > block_bytes) {
        l->sizes = xreallocarray(l->sizes, (size_t)l->n_blocks + 1, sizeof(*l->sizes));
        l->sizes[l->n_blocks++] = 0;
        l->used = 0;
    }
    l->used += n_bytes;
    l->sizes[l->n_blocks - 1] = l->used;
    l->total += n_bytes;
}

/* Where the tensor of n_bytes goes: the same walk as `reserve` made. */
static void find(struct loader *l, uint64_t n_bytes)
{
    if (l->used + n_bytes > l->b->weights[l->i_block].bytes) {
        l->i_block++;
        l->used = 0;
    }
}

static uint64_t copy(struct loader *l, const void *bytes, uint64_t n)
{
    struct gpu_buffer *block = &l->b->weights[l->i_block];
    uint64_t at = l->used;
    l->failed = l->failed || !gpu_write(l->b->g, block, at, bytes, n, l->err);
    l->used += align_up(n);
    return block->addr + at;
}

static void load_matrix(struct loader *l, const struct matrix *w, struct gpu_matrix *out)
{
    if (w->n_out == 0 || l->failed)
        return;
    bool affine = dtype_is_affine(w->type);
    uint64_t data = (uint64_t)w->n_out * dtype_row_bytes(w->type, w->n_in);
    uint64_t scales =
        affine ? (uint64_t)w->n_out * (uint64_t)(w->n_in / w->group) * sizeof(uint16_t)
               : 0;
    /* A last odd 16-bit value is read as part of a word: ALIGN leaves room for it. */
    uint64_t total = align_up(data) + 2 * align_up(scales);
    if (!l->b) {
        reserve(l, total);
        return;
    }
    find(l, total);
    *out = (struct gpu_matrix){.type = w->type,
                               .scale_type = w->scale_type,
                               .group = w->group,
                               .n_out = w->n_out,
                               .n_in = w->n_in};
    out->data = copy(l, w->data, data);
    if (affine) {
        out->scales = copy(l, w->scales, scales);
        out->biases = copy(l, w->biases, scales);
    }
}

static void load_vector(struct loader *l, const float *v, int n, uint64_t *out)
{
    if (!v || n == 0 || l->failed)
        return;
    uint64_t bytes = (uint64_t)n * sizeof(float);
    if (!l->b) {
        reserve(l, align_up(bytes));
        return;
    }
    find(l, align_up(bytes));
    *out = copy(l, v, bytes);
}

static void load_layer(struct loader *l, const struct model_config *c,
                       const struct layer_weights *w, struct gpu_layer *out)
{
    load_vector(l, w->input_norm, c->hidden, &out->input_norm);
    load_vector(l, w->post_norm, c->hidden, &out->post_norm);
    if (w->kind == LAYER_FULL) {
        load_matrix(l, &w->q, &out->q);
        load_matrix(l, &w->k, &out->k);
        load_matrix(l, &w->v, &out->v);
        load_matrix(l, &w->o, &out->o);
        load_vector(l, w->q_norm, c->head_dim, &out->q_norm);
        load_vector(l, w->k_norm, c->head_dim, &out->k_norm);
    } else {
        load_matrix(l, &w->qkv, &out->qkv);
        load_matrix(l, &w->z, &out->z);
        load_matrix(l, &w->b, &out->b);
        load_matrix(l, &w->a, &out->a);
        load_matrix(l, &w->out, &out->out);
        load_vector(l, w->conv, conv_channels(c) * c->conv_width, &out->conv);
        load_vector(l, w->neg_exp_a, c->n_v_head, &out->neg_exp_a);
        load_vector(l, w->dt_bias, c->n_v_head, &out->dt_bias);
        load_vector(l, w->gdn_norm, c->v_dim, &out->gdn_norm);
    }
    load_matrix(l, &w->router, &out->router);
    load_matrix(l, &w->shared_gate, &out->shared_gate);
    load_matrix(l, &w->shared_up, &out->shared_up);
    load_matrix(l, &w->shared_down, &out->shared_down);
    load_matrix(l, &w->shared_expert_gate, &out->shared_expert_gate);
}

static void walk(struct loader *l, const struct pack *pack)
{
    struct gpu_layer nowhere;
    struct gpu_matrix embed = {0}, head = {0};
    uint64_t norm = 0;
    load_matrix(l, &pack->embed, l->b ? &l->b->embed : &embed);
    if (pack->config.tied_head) {
        if (l->b)
            l->b->head = l->b->embed;
    } else {
        load_matrix(l, &pack->head, l->b ? &l->b->head : &head);
    }
    load_vector(l, pack->final_norm, pack->config.hidden,
                l->b ? &l->b->final_norm : &norm);
    for (int i = 0; i < pack->config.n_layer; i++)
        load_layer(l, &pack->config, &pack->layer[i], l->b ? &l->b->layer[i] : &nowhere);
}

uint64_t gpu_weights_bytes(const struct pack *pack)
{
    struct loader l = {0};
    walk(&l, pack);
    free(l.sizes);
    return l.total;
}

static struct gpu_matrix in_record(const struct expert_part *p)
{
    return (struct gpu_matrix){.type = p->type,
                               .scale_type = p->scale_type,
                               .group = p->group,
                               .n_out = p->n_out,
                               .n_in = p->n_in,
                               .data = p->data_off,
                               .scales = p->scales_off,
                               .biases = p->biases_off};
}

bool gpu_weights_load(struct gpu_backend *b, struct error *err)
{
    const struct pack *pack = b->p.pack;
    struct loader l = {0};
    walk(&l, pack);
    b->weights = xcalloc((size_t)l.n_blocks, sizeof(*b->weights));
    b->n_weights = l.n_blocks;
    bool ok = true;
    for (int i = 0; ok && i < l.n_blocks; i++)
        ok = gpu_buffer_create(b->g, GPU_DEVICE, l.sizes[i], "the dense weights",
                               &b->weights[i], err);
    free(l.sizes);
    if (!ok)
        return false;
    l = (struct loader){.b = b, .err = err};
    walk(&l, pack);
    int n_kind[2] = {0};
    for (int i = 0; i < pack->config.n_layer; i++) {
        b->layer[i].i_kind = n_kind[pack->config.layer[i]]++;
        b->layer[i].expert_gate = in_record(&pack->expert[i].gate);
        b->layer[i].expert_up = in_record(&pack->expert[i].up);
        b->layer[i].expert_down = in_record(&pack->expert[i].down);
    }
    return !l.failed;
}

void gpu_weights_free(struct gpu_backend *b)
{
    for (int i = 0; i < b->n_weights; i++)
        gpu_buffer_destroy(b->g, &b->weights[i]);
    free(b->weights);
    b->weights = NULL;
    b->n_weights = 0;
}
