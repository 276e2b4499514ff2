#version 450
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

/* Of every block of a token's logits the KEPT that come first: by value, then by id; what is
 * no finite number never. Bits are compared, so that nothing is rounded and no driver's idea
 * of special numbers matters. Blocks are made of runs of 32 that are far apart, because
 * likely tokens are neighbours often. */
layout(constant_id = 2) const uint KEPT = 16;
layout(constant_id = 3) const uint EACH = 16; /* logits of a thread */

const uint RUN = 32, NOBODY = 0xffffffffu;

layout(push_constant) uniform Push {
    Words logits;
    Words found; /* [blocks][KEPT]: logit, id, or NOBODY */
    uint n;
} p;

shared uint best_key[THREADS / 4];
shared uint best_id[THREADS / 4];

uint keys[EACH];

uint element(uint i)
{
    uint run = i * (THREADS / RUN) + thread_id() / RUN;
    return (gl_WorkGroupID.x + gl_NumWorkGroups.x * run) * RUN + thread_id() % RUN;
}

/* Ascends with the number; 0: none. Both zeros are equal. */
uint key_of(uint bits)
{
    if ((bits & 0x7f800000u) == 0x7f800000u)
        return 0;
    if (bits == 0x80000000u)
        bits = 0;
    return bits >> 31 != 0 ? ~bits : bits | 0x80000000u;
}

/* The first of the block that is left. Ids of a thread ascend with i. */
uint take_next()
{
    uint mine = 0, who = NOBODY;
    for (uint i = 0; i < EACH; i++)
        if (keys[i] > mine) {
            mine = keys[i];
            who = element(i);
        }
    uint most = subgroupMax(mine);
    uint first = subgroupMin(mine == most ? who : NOBODY);
    barrier();
    if (subgroupElect()) {
        best_key[gl_SubgroupID] = most;
        best_id[gl_SubgroupID] = first;
    }
    barrier();
    most = best_key[0];
    first = best_id[0];
    for (uint i = 1; i < gl_NumSubgroups; i++)
        if (best_key[i] > most || (best_key[i] == most && best_id[i] < first)) {
            most = best_key[i];
            first = best_id[i];
        }
    for (uint i = 0; i < EACH; i++)
        if (element(i) == first)
            keys[i] = 0;
    return first;
}

void main()
{
    for (uint i = 0; i < EACH; i++)
        keys[i] = element(i) < p.n ? key_of(p.logits.v[element(i)]) : 0;
    for (uint k = 0; k < KEPT; k++) {
        uint id = take_next();
        uint at = 2 * (gl_WorkGroupID.x * KEPT + k);
        if (thread_id() == 0) {
            p.found.v[at] = id == NOBODY ? 0 : p.logits.v[id];
            p.found.v[at + 1] = id;
        }
    }
}
