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
    /* What the next token needs is on its way while this one is computed: the stores of a
     * step would keep later loads behind them. */
    float k_next[PART];
    float q_next[PART];
    float v_next = p.qkv.v[v_at];
    float decay_next = p.decay.v[v_head];
    float beta_next = p.beta.v[v_head];
    for (uint i = 0; i < PART; i++) {
        uint d = min(lane + i * LANES, K_DIM - 1);
        k_next[i] = p.qkv.v[k_at + d];
        q_next[i] = p.qkv.v[q_at + d];
    }
    for (uint t = 0; t < p.n_tok; t++) {
        float decay = decay_next;
        float beta = beta_next;
        float v = v_next;
        float k[PART];
        float q[PART];
        for (uint i = 0; i < PART; i++) {
            bool inside = lane + i * LANES < K_DIM;
            k[i] = inside ? k_next[i] : 0;
            q[i] = inside ? q_next[i] : 0;
        }
        uint next = min(t + 1, p.n_tok - 1);
        uint at = next * p.stride;
        v_next = p.qkv.v[at + v_at];
        decay_next = p.decay.v[next * p.n_v_head + v_head];
        beta_next = p.beta.v[next * p.n_v_head + v_head];
        for (uint i = 0; i < PART; i++) {
            uint d = min(lane + i * LANES, K_DIM - 1);
            k_next[i] = p.qkv.v[at + k_at + d];
            q_next[i] = p.qkv.v[at + q_at + d];
        }
        float known = 0;
        for (uint i = 0; i < PART; i++) {
            s[i] *= decay;
            known = fma(s[i], k[i], known);
        }
        float delta = beta * (v - lane_sum(known));
        float o = 0;
        for (uint i = 0; i < PART; i++) {
            s[i] = fma(delta, k[i], s[i]);
            o = fma(s[i], q[i], o);
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
