#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

/* The gated delta rule, all tokens of a chunk one after the other:
 *   S = decay S; S += beta (v - S k) k^T; o = S q
 * LANES threads hold one row of S in registers from the first token to the last. */
layout(constant_id = 2) const uint K_DIM = 64;

layout(push_constant) uniform Push {
    Floats state; /* [n_v_head][v_dim][K_DIM] */
    Floats qkv;   /* [n_tok][stride]: queries, keys, values */
    Floats beta;
    Floats decay; /* [n_tok][n_v_head] */
    Floats o;     /* [n_tok][n_v_head][v_dim] */
    uint n_tok, stride, n_k_head, n_v_head, v_dim;
} p;

const uint PART = (K_DIM + LANES - 1) / LANES;

void main()
{
    uint id = thread_id();
    uint lane = id % LANES;
    uint row = gl_WorkGroupID.x * (THREADS / LANES) + id / LANES;
    uint v_head = gl_WorkGroupID.y;
    uint k_head = v_head / (p.n_v_head / p.n_k_head);
    bool mine = row < p.v_dim;
    row = min(row, p.v_dim - 1);
    uint s_at = (v_head * p.v_dim + row) * K_DIM;
    uint q_at = k_head * K_DIM;
    uint k_at = (p.n_k_head + k_head) * K_DIM;
    uint v_at = 2 * p.n_k_head * K_DIM + v_head * p.v_dim + row;

    float s[PART];
    for (uint i = 0; i < PART; i++) {
        uint d = lane + i * LANES;
        s[i] = d < K_DIM ? p.state.v[s_at + d] : 0;
    }
    for (uint t = 0; t < p.n_tok; t++) {
        uint at = t * p.stride;
        float decay = p.decay.v[t * p.n_v_head + v_head];
        float k[PART];
        float known = 0;
        for (uint i = 0; i < PART; i++) {
            uint d = lane + i * LANES;
            k[i] = d < K_DIM ? p.qkv.v[at + k_at + d] : 0;
            s[i] *= decay;
            known = fma(s[i], k[i], known);
        }
        float delta = p.beta.v[t * p.n_v_head + v_head] *
                      (p.qkv.v[at + v_at] - lane_sum(known));
        float o = 0;
        for (uint i = 0; i < PART; i++) {
            uint d = lane + i * LANES;
            s[i] = fma(delta, k[i], s[i]);
            o = fma(s[i], d < K_DIM ? p.qkv.v[at + q_at + d] : 0, o);
        }
        o = lane_sum(o);
        if (mine && lane == 0)
            p.o.v[(t * p.n_v_head + v_head) * p.v_dim + row] = o;
    }
    for (uint i = 0; i < PART; i++) {
        uint d = lane + i * LANES;
        if (mine && d < K_DIM)
            p.state.v[s_at + d] = s[i];
    }
}
