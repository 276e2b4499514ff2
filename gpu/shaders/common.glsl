/* What every shader begins with. Memory is reached by address, so that nothing is bound and
 * buffers may be of any size; indices count 4-byte words from such an address.
 *
 * Threads are counted by subgroup (thread_id), not by gl_LocalInvocationIndex: only so do
 * LANES neighbours share a subgroup for certain. Pipelines ask for full subgroups, and LANES
 * is a power of two no larger than the smallest subgroup of the device. */
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_buffer_reference2 : require
#extension GL_EXT_buffer_reference_uvec2 : require
#extension GL_EXT_control_flow_attributes : require
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_arithmetic : require
#extension GL_KHR_shader_subgroup_shuffle : require

layout(local_size_x_id = 0) in;
layout(constant_id = 0) const uint THREADS = 128;
layout(constant_id = 1) const uint LANES = 4;

layout(buffer_reference, std430, buffer_reference_align = 4) buffer Floats { float v[]; };
layout(buffer_reference, std430, buffer_reference_align = 16) readonly buffer Vec4s { vec4 v[]; };
layout(buffer_reference, std430, buffer_reference_align = 4) buffer Words { uint v[]; };
layout(buffer_reference, std430, buffer_reference_align = 8) readonly buffer Words2 { uvec2 v[]; };
layout(buffer_reference, std430, buffer_reference_align = 16) readonly buffer Words4 { uvec4 v[]; };

/* Rows of a list that one expert computes. */
struct item {
    uint64_t record; /* the expert's weights */
    uint first, n;   /* of the list, n at most what the shader computes together */
};
layout(buffer_reference, std430, buffer_reference_align = 16) readonly buffer Items { item v[]; };

const float LOWEST = -3.4e38; /* below every score */

uint thread_id()
{
    return gl_SubgroupID * gl_SubgroupSize + gl_SubgroupInvocationID;
}

/* Over LANES neighbours; each of them gets it. */
float lane_sum(float x)
{
    for (uint step = LANES / 2; step > 0; step /= 2)
        x += subgroupShuffleXor(x, step);
    return x;
}

/* Element of a grid that may have been folded into two dimensions. */
uint flat_id()
{
    return (gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x) * THREADS +
           thread_id();
}

float sigmoid(float x)
{
    return 1 / (1 + exp(-x));
}

float silu(float x)
{
    return x / (1 + exp(-x));
}

float softplus(float x)
{
    return x > 20 ? x : log(1 + exp(x));
}
