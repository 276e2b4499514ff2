#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "reduce.glsl"

/* Softmax over the experts of one token and the k likeliest: ties to the lower id, what is
 * no number below everything. */
layout(constant_id = 2) const uint N = 8; /* experts */
layout(constant_id = 3) const bool NORM = true;

layout(push_constant) uniform Push {
    Floats logits; /* [n_tok][N] */
    Words ids;     /* [n_tok][k] */
    Floats weights;
    uint k;
} p;

const uint PART = (N + THREADS - 1) / THREADS;
const uint NOBODY = 0xffffffffu;

shared float best_p[THREADS / 4];
shared uint best_id[THREADS / 4];

void main()
{
    uint id = thread_id();
    uint t = gl_WorkGroupID.x;
    float x[PART];
    float largest = LOWEST;
    for (uint i = 0; i < PART; i++) {
        uint e = id + i * THREADS;
        x[i] = e < N ? p.logits.v[t * N + e] : LOWEST;
        largest = max(largest, isnan(x[i]) ? LOWEST : x[i]);
    }
    largest = group_max(largest);
    float sum = 0;
    for (uint i = 0; i < PART; i++) {
        bool real = id + i * THREADS < N;
        x[i] = real ? exp(x[i] - largest) : 0;
        sum += x[i];
    }
    float inverse = 1 / group_sum(sum);
    for (uint i = 0; i < PART; i++)
        x[i] = isnan(x[i] * inverse) ? -1 : x[i] * inverse;

    float total = 0;
    for (uint j = 0; j < p.k; j++) {
        float mine = -3;
        uint who = NOBODY;
        for (uint i = 0; i < PART; i++)
            if (id + i * THREADS < N && x[i] > mine) {
                mine = x[i];
                who = id + i * THREADS;
            }
        float most = subgroupMax(mine);
        uint first = subgroupMin(mine == most ? who : NOBODY);
        barrier();
        if (subgroupElect()) {
            best_p[gl_SubgroupID] = most;
            best_id[gl_SubgroupID] = first;
        }
        barrier();
        most = best_p[0];
        first = best_id[0];
        for (uint i = 1; i < gl_NumSubgroups; i++)
            if (best_p[i] > most || (best_p[i] == most && best_id[i] < first)) {
                most = best_p[i];
                first = best_id[i];
            }
        if (first % THREADS == id)
            x[first / THREADS] = -2; /* taken */
        total += most;
        if (id == 0) {
            p.ids.v[t * p.k + j] = first;
            p.weights.v[t * p.k + j] = most;
        }
    }
    if (NORM && id == 0)
        for (uint j = 0; j < p.k; j++)
            p.weights.v[t * p.k + j] /= total;
}
