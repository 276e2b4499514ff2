#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "reduce.glsl"

/* The gated delta rule for one token, with what comes before and behind it (conv_silu,
 * delta_prepare, the gated norm): a workgroup makes rows of one value head. Its norm needs
 * all rows of the head, so the results leave without it, and sums of squares beside them.
 * Several workgroups read the same inputs of the convolution, so that its state is advanced
 * when all are done, by conv_shift. */
layout(constant_id = 2) const uint K_DIM = 64;
layout(constant_id = 3) const uint WIDTH = 4; /* of the convolution */

layout(push_constant) uniform Push {
    Floats state; /* [n_v_head][v_dim][K_DIM] */
    Floats x;     /* queries, keys, values before the convolution */
    Floats conv_w;     /* as conv_silu has them */
    Floats conv_state;
    Floats b;
    Floats a; /* [n_v_head] */
    Floats neg_exp_a;
    Floats dt_bias;
    Floats norm; /* [v_dim] */
    Floats z;
    Floats o;       /* [n_v_head][v_dim] */
    Floats squares; /* [n_v_head][workgroups] */
    uint n_k_head, n_v_head, v_dim;
} p;

const uint PART = (K_DIM + LANES - 1) / LANES;

shared float query[K_DIM];
shared float key[K_DIM];

float convolved(uint c)
{
    uint n_channel = 2 * p.n_k_head * K_DIM + p.n_v_head * p.v_dim;
    float sum = 0;
    [[unroll]] for (uint i = 0; i + 1 < WIDTH; i++)
        sum = fma(p.conv_w.v[c * WIDTH + i], p.conv_state.v[i * n_channel + c], sum);
    return silu(fma(p.conv_w.v[c * WIDTH + WIDTH - 1], p.x.v[c], sum));
}

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

    float s[PART];
    [[unroll]] for (uint i = 0; i < PART; i++) {
        uint d = lane + i * LANES;
        s[i] = d < K_DIM ? p.state.v[s_at + d] : 0;
    }
    float v = convolved(2 * p.n_k_head * K_DIM + v_head * p.v_dim + row);
    float qq = 0;
    float kk = 0;
    for (uint d = id; d < K_DIM; d += THREADS) {
        float q = convolved(k_head * K_DIM + d);
        float k = convolved((p.n_k_head + k_head) * K_DIM + d);
        qq = fma(q, q, qq);
        kk = fma(k, k, kk);
        query[d] = q;
        key[d] = k;
    }
    float q_scale = inversesqrt(group_sum(qq) + 1e-6) * inversesqrt(float(K_DIM));
    float k_scale = inversesqrt(group_sum(kk) + 1e-6);
    float beta = sigmoid(p.b.v[v_head]);
    float decay =
        exp(p.neg_exp_a.v[v_head] * softplus(p.a.v[v_head] + p.dt_bias.v[v_head]));

    float known = 0;
    [[unroll]] for (uint i = 0; i < PART; i++) {
        uint d = lane + i * LANES;
        s[i] *= decay;
        if (d < K_DIM)
            known = fma(s[i], key[d], known);
    }
    float delta = beta * (v - lane_sum(known) * k_scale) * k_scale;
    float o = 0;
    [[unroll]] for (uint i = 0; i < PART; i++) {
        uint d = lane + i * LANES;
        if (d < K_DIM) {
            s[i] = fma(delta, key[d], s[i]);
            o = fma(s[i], query[d], o);
            if (mine)
                p.state.v[s_at + d] = s[i];
        }
    }
    o = lane_sum(o) * q_scale;
    bool writes = mine && lane == 0;
    uint at = v_head * p.v_dim + row;
    if (writes)
        p.o.v[at] = o * p.norm.v[row] * silu(p.z.v[at]);
    float sum = group_sum(writes ? o * o : 0);
    if (id == 0)
        p.squares.v[v_head * gl_NumWorkGroups.x + gl_WorkGroupID.x] = sum;
}
