#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "reduce.glsl"

/* Before the recurrence: queries and keys of one token to unit length (queries scaled by
 * 1 / sqrt(DIM) as well), one head per workgroup; the workgroups after those make beta and
 * the decay of all value heads, in place of b and a, and together they advance the state of
 * the convolution past several tokens. */
layout(push_constant) uniform Push {
    Floats qk; /* [n_tok][qk_stride]: n_k_head queries, then as many keys */
    Floats b;
    Floats a; /* [n_tok][n_v_head] */
    Floats neg_exp_a;
    Floats dt_bias;
    Floats x;          /* [n_tok][qk_stride]: the convolution's inputs */
    Floats conv_state; /* [past][qk_stride] */
    uint qk_stride, n_k_head, n_v_head, dim, past;
} p;

void advance_state(uint t)
{
    uint n_tok = gl_NumWorkGroups.y;
    for (uint c = t * THREADS + thread_id(); c < p.qk_stride; c += n_tok * THREADS)
        for (uint i = 0; i < p.past; i++) {
            uint from = n_tok + i; /* counted from the oldest of the state */
            p.conv_state.v[i * p.qk_stride + c] =
                from < p.past ? p.conv_state.v[from * p.qk_stride + c]
                              : p.x.v[(from - p.past) * p.qk_stride + c];
        }
}

void main()
{
    uint t = gl_WorkGroupID.y;
    uint head = gl_WorkGroupID.x;
    if (head == 2 * p.n_k_head) {
        for (uint v = thread_id(); v < p.n_v_head; v += THREADS) {
            uint i = t * p.n_v_head + v;
            p.b.v[i] = sigmoid(p.b.v[i]);
            p.a.v[i] = exp(p.neg_exp_a.v[v] * softplus(p.a.v[i] + p.dt_bias.v[v]));
        }
        if (gl_NumWorkGroups.y > 1)
            advance_state(t);
        return;
    }
    uint at = t * p.qk_stride + head * p.dim;
    float sum = 0;
    for (uint i = thread_id(); i < p.dim; i += THREADS)
        sum = fma(p.qk.v[at + i], p.qk.v[at + i], sum);
    float r = inversesqrt(group_sum(sum) + 1e-6);
    if (head < p.n_k_head)
        r *= inversesqrt(float(p.dim));
    for (uint i = thread_id(); i < p.dim; i += THREADS)
        p.qk.v[at + i] *= r;
}
