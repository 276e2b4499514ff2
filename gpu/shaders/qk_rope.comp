#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "reduce.glsl"

/* One head of one token: queries are normed, rotated and scaled in place; keys are normed
 * and rotated into the cache, values go there as they are. The cache is [head][ctx][row],
 * a row of ROW words. */
layout(constant_id = 2) const uint DIM = 64;
layout(constant_id = 3) const uint PAIRS = 8; /* rotated: i with i + PAIRS */
layout(constant_id = 4) const bool F16 = false;

layout(push_constant) uniform Push {
    Floats q;
    Floats k;
    Floats v;
    Floats q_norm;
    Floats k_norm;
    Floats cos_sin; /* [n_tok][2][PAIRS] */
    Words keys;
    Words values;
    Words step; /* position of the first token */
    uint n_head, n_kv_head, q_stride; /* of heads */
    uint ctx;
    float eps, scale;
} p;

shared float x[DIM + 1];

void rope(uint t)
{
    uint table = t * 2 * PAIRS;
    barrier();
    for (uint i = thread_id(); i < PAIRS; i += THREADS) {
        float c = p.cos_sin.v[table + i];
        float s = p.cos_sin.v[table + PAIRS + i];
        float a = x[i];
        float b = x[i + PAIRS];
        x[i] = a * c - b * s;
        x[i + PAIRS] = b * c + a * s;
    }
    barrier();
}

void norm(Floats w)
{
    float sum = 0;
    for (uint i = thread_id(); i < DIM; i += THREADS)
        sum = fma(x[i], x[i], sum);
    float r = inversesqrt(group_sum(sum) / float(DIM) + p.eps);
    for (uint i = thread_id(); i < DIM; i += THREADS)
        x[i] = x[i] * r * w.v[i];
}

void store(Words to, uint head, uint t)
{
    uint row = F16 ? (DIM + 1) / 2 : DIM;
    uint at = (head * p.ctx + p.step.v[0] + t) * row;
    for (uint i = thread_id(); i < row; i += THREADS)
        to.v[at + i] =
            F16 ? packHalf2x16(vec2(x[2 * i], x[2 * i + 1])) : floatBitsToUint(x[i]);
}

void main()
{
    uint t = gl_WorkGroupID.y;
    uint head = gl_WorkGroupID.x;
    uint n_q = p.n_head;
    uint n_k = n_q + p.n_kv_head;
    Floats from = head < n_q ? p.q : head < n_k ? p.k : p.v;
    uint at = head < n_q
                  ? (t * n_q + head) * p.q_stride
                  : (t * p.n_kv_head + (head - n_q) % p.n_kv_head) * DIM;
    for (uint i = thread_id(); i < DIM; i += THREADS)
        x[i] = from.v[at + i];
    if (thread_id() == 0)
        x[DIM] = 0;
    barrier();
    if (head >= n_k) {
        store(p.values, head - n_k, t);
        return;
    }
    if (head < n_q)
        norm(p.q_norm);
    else
        norm(p.k_norm);
    rope(t);
    if (head >= n_q) {
        store(p.keys, head - n_q, t);
        return;
    }
    for (uint i = thread_id(); i < DIM; i += THREADS)
        from.v[at + i] = x[i] * p.scale;
}
