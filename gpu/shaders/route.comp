#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "reduce.glsl"

/* The k likeliest experts of every token, one token a workgroup. */
layout(constant_id = 2) const uint TOP_OF = 8; /* experts */
layout(constant_id = 3) const bool NORM = true;

#include "topk.glsl"

layout(push_constant) uniform Push {
    Floats logits; /* [n_tok][TOP_OF] */
    Words ids;     /* [n_tok][k] */
    Floats weights;
    uint k;
} p;

void main()
{
    uint id = thread_id();
    uint t = gl_WorkGroupID.x;
    top_begin(p.logits, t * TOP_OF);
    float total = 0;
    for (uint j = 0; j < p.k; j++) {
        float weight;
        uint e = top_next(weight);
        total += weight;
        if (id == 0) {
            p.ids.v[t * p.k + j] = e;
            p.weights.v[t * p.k + j] = weight;
        }
    }
    if (NORM && id == 0)
        for (uint j = 0; j < p.k; j++)
            p.weights.v[t * p.k + j] /= total;
}
