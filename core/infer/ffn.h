#pragma once

#include "core/base/pool.h"
#include "core/kernel/kernel.h"
#include "core/model/pack.h"

/* Experts on the CPU: several gated feed-forward networks over a few tokens each, as one
 * region of the compute pool after another. For whoever has the activations in memory. */

/* Activations of some tokens with room for their int8 form. */
struct act_buf {
    int n_in;
    float *x;
    int8_t *q; /* NULL: f32 activations */
    float *scale, *sum;
};

/* The tokens first .. first + n - 1 of a buffer as the kernels read them. */
struct act act_of(const struct act_buf *b, int first, int n);
/* The buffer from token `first` on. */
struct act_buf act_from(const struct act_buf *b, int first);
/* Elements per token of the int8 form, and its groups. */
size_t act_padded(int n_in);
size_t act_groups(int n_in);
/* Round token i of the buffer to int8; nothing in f32 form. */
void act_quantize(const struct kernels *k, const struct act_buf *b, int i);

/* One expert over some tokens: out = down(silu(gate x) * (up x)). The buffers are [n_tok]
 * rows of the same tokens; all is borrowed for the call. */
struct ffn {
    const struct matrix *gate, *up, *down;
    struct act in;
    float *gate_y, *up_y; /* [n_tok][I] */
    struct act_buf mid;   /* [n_tok][I] */
    float *out;           /* [n_tok][H] */
    int first_task;       /* of the region that runs */
    struct expert_view view;
};

/* All jobs, which are of one shape; n >= 1. */
void ffn_run(const struct kernels *k, struct pool *pool, struct ffn *jobs, int n);
