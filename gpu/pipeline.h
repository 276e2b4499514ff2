#pragma once

#include "gpu/device.h"

/* Compiled shaders. One pipeline per shader and set of specialisation constants, made when
 * it is first wanted; the driver's compilations are kept on disk between runs. */

enum gpu_shader {
    SHADER_MATVEC,
    SHADER_MATVEC_DOT,
    SHADER_MATMUL,
    SHADER_MATMUL_COOP,
    SHADER_MATMUL_PLAIN, /* the same on devices without matrix units */
    SHADER_PACK_HALF,
    SHADER_EMBED,
    SHADER_RMS_NORM,
    SHADER_QK_ROPE,
    SHADER_ATTEND,
    SHADER_ATTEND_COOP,
    SHADER_ATTEND_PLAIN,
    SHADER_ATTEND_JOIN,
    SHADER_CONV_SILU,
    SHADER_CONV_SHIFT,
    SHADER_DELTA_PREPARE,
    SHADER_DELTA_NET,
    SHADER_DELTA_STEP,
    SHADER_ROUTE,
    SHADER_SWIGLU,
    SHADER_ADD_GATED,
    SHADER_COMBINE,
    SHADER_CANDIDATES,
    SHADER_READ,
    N_SHADER,
};

enum {
    GPU_MAX_SPEC = 15, /* after the two that all shaders have: threads and lanes */
};

struct gpu_pipelines *gpu_pipelines_create(struct gpu *g, struct error *err);
void gpu_pipelines_destroy(struct gpu *g, struct gpu_pipelines *p); /* NULL is fine */

/* With so many threads in a workgroup, 0: the shader's own. NULL + err: the driver refused. */
VkPipeline gpu_pipeline(struct gpu *g, enum gpu_shader shader, uint32_t threads,
                        const uint32_t *spec, int n_spec, struct error *err);
VkPipelineLayout gpu_pipeline_layout(const struct gpu *g);

/* Threads of a workgroup, and of them those that share a sum. */
uint32_t gpu_shader_threads(enum gpu_shader shader);
uint32_t gpu_shader_lanes(const struct gpu *g, enum gpu_shader shader);
