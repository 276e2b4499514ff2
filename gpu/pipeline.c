#define LOG_MODULE "gpu"

#include "gpu/pipeline.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "gpu/shaders.h"

/* Workgroups are multiples of the largest subgroup that we take, so that all subgroups are
 * full. */

enum {
    MAX_CACHE_BYTES = 64 << 20,
};

static const struct {
    const uint32_t *code;
    size_t n_bytes;
    uint32_t threads, lanes_max;
} shaders[N_SHADER] = {
    [SHADER_MATVEC] = {shader_matvec, sizeof(shader_matvec), 128, 32},
    [SHADER_MATVEC_DOT] = {shader_matvec_dot, sizeof(shader_matvec_dot), 128, 32},
    [SHADER_MATMUL] = {shader_matmul, sizeof(shader_matmul), 128, 4},
    [SHADER_MATMUL_COOP] = {shader_matmul_coop, sizeof(shader_matmul_coop), 256, 4},
    [SHADER_MATMUL_PLAIN] = {shader_matmul_plain, sizeof(shader_matmul_plain), 256, 4},
    [SHADER_PACK_HALF] = {shader_pack_half, sizeof(shader_pack_half), 128, 4},
    [SHADER_EMBED] = {shader_embed, sizeof(shader_embed), 128, 4},
    [SHADER_RMS_NORM] = {shader_rms_norm, sizeof(shader_rms_norm), 128, 4},
    [SHADER_QK_ROPE] = {shader_qk_rope, sizeof(shader_qk_rope), 128, 4},
    [SHADER_ATTEND] = {shader_attend, sizeof(shader_attend), 128, 8},
    [SHADER_ATTEND_COOP] = {shader_attend_coop, sizeof(shader_attend_coop), 128, 4},
    [SHADER_ATTEND_PLAIN] = {shader_attend_plain, sizeof(shader_attend_plain), 128, 4},
    [SHADER_ATTEND_JOIN] = {shader_attend_join, sizeof(shader_attend_join), 128, 4},
    [SHADER_CONV_SILU] = {shader_conv_silu, sizeof(shader_conv_silu), 128, 4},
    [SHADER_CONV_SHIFT] = {shader_conv_shift, sizeof(shader_conv_shift), 128, 4},
    [SHADER_DELTA_PREPARE] = {shader_delta_prepare, sizeof(shader_delta_prepare), 128, 4},
    [SHADER_DELTA_NET] = {shader_delta_net, sizeof(shader_delta_net), 128, 8},
    [SHADER_DELTA_STEP] = {shader_delta_step, sizeof(shader_delta_step), 128, 8},
    [SHADER_ROUTE] = {shader_route, sizeof(shader_route), 128, 4},
    [SHADER_SWIGLU] = {shader_swiglu, sizeof(shader_swiglu), 128, 4},
    [SHADER_ADD_GATED] = {shader_add_gated, sizeof(shader_add_gated), 128, 4},
    [SHADER_COMBINE] = {shader_combine, sizeof(shader_combine), 128, 4},
    [SHADER_CANDIDATES] = {shader_candidates, sizeof(shader_candidates), 128, 4},
    [SHADER_READ] = {shader_read, sizeof(shader_read), 128, 4},
};

struct variant {
    enum gpu_shader shader;
    uint32_t threads;
    uint32_t spec[GPU_MAX_SPEC];
    int n_spec;
    VkPipeline pipeline;
};

struct gpu_pipelines {
    VkPipelineLayout layout;
    VkShaderModule module[N_SHADER];
    VkPipelineCache cache;
    char *cache_path; /* NULL: none */
    size_t loaded_bytes;
    struct variant *variant;
    int n_variant;
};

uint32_t gpu_shader_threads(enum gpu_shader shader)
{
    return shaders[shader].threads;
}

uint32_t gpu_shader_lanes(const struct gpu *g, enum gpu_shader shader)
{
    uint32_t lanes = shaders[shader].lanes_max;
    while (lanes > g->subgroup_min)
        lanes /= 2;
    return lanes;
}

VkPipelineLayout gpu_pipeline_layout(const struct gpu *g)
{
    return g->pipelines->layout;
}

/* One file per device and driver. */
static char *cache_path(const struct gpu *g)
{
    if (!g->params.cache_dir)
        return NULL;
    char id[2 * VK_UUID_SIZE + 1];
    for (size_t i = 0; i < VK_UUID_SIZE; i++)
        snprintf(id + 2 * i, 3, "%02x", g->driver_uuid[i]);
    return xasprintf("%s/vulkan-%04x-%04x-%s.bin", g->params.cache_dir, g->props.vendorID,
                     g->props.deviceID, id);
}

/* Drivers must refuse what is not theirs, but believe the rest: a file is checked before they
 * see it. The driver's bytes come first, then their XXH3. */
static bool cache_fits(const struct gpu *g, const char *bytes, size_t len)
{
    VkPipelineCacheHeaderVersionOne h;
    uint64_t sum;
    if (len < sizeof(h) + sizeof(sum))
        return false;
    memcpy(&h, bytes, sizeof(h));
    memcpy(&sum, bytes + len - sizeof(sum), sizeof(sum));
    return XXH3_64bits(bytes, len - sizeof(sum)) == sum && h.headerSize == sizeof(h) &&
           h.headerVersion == VK_PIPELINE_CACHE_HEADER_VERSION_ONE &&
           h.vendorID == g->props.vendorID && h.deviceID == g->props.deviceID &&
           memcmp(h.pipelineCacheUUID, g->props.pipelineCacheUUID, VK_UUID_SIZE) == 0;
}

static bool open_cache(struct gpu *g, struct gpu_pipelines *p, struct error *err)
{
    size_t len = 0;
    char *bytes = NULL;
    p->cache_path = cache_path(g);
    if (p->cache_path && file_exists(p->cache_path))
        bytes = file_read(p->cache_path, MAX_CACHE_BYTES, &len, NULL);
    bool use = bytes && cache_fits(g, bytes, len);
    VkPipelineCacheCreateInfo info = {.sType =
                                          VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO,
                                      .initialDataSize = use ? len - sizeof(uint64_t) : 0,
                                      .pInitialData = use ? bytes : NULL};
    VkResult r = vkCreatePipelineCache(g->device, &info, NULL, &p->cache);
    if (r != VK_SUCCESS && use) {
        info.initialDataSize = 0;
        info.pInitialData = NULL;
        r = vkCreatePipelineCache(g->device, &info, NULL, &p->cache);
    }
    p->loaded_bytes = info.initialDataSize;
    bool ok = gpu_check(r, "create a pipeline cache", err);
    free(bytes);
    return ok;
}

/* A cache that cannot be written costs time at the next start, nothing else. */
static void save_cache(const struct gpu *g, const struct gpu_pipelines *p)
{
    size_t len = 0;
    if (!p->cache_path || g->failed ||
        vkGetPipelineCacheData(g->device, p->cache, &len, NULL) != VK_SUCCESS ||
        len <= p->loaded_bytes || len > MAX_CACHE_BYTES - sizeof(uint64_t))
        return;
    uint64_t sum;
    char *bytes = malloc(len + sizeof(sum));
    struct error err = {0};
    if (bytes && vkGetPipelineCacheData(g->device, p->cache, &len, bytes) == VK_SUCCESS) {
        sum = XXH3_64bits(bytes, len);
        memcpy(bytes + len, &sum, sizeof(sum));
        if (!dir_make_for(p->cache_path, &err) ||
            !file_write_atomic(p->cache_path, bytes, len + sizeof(sum), 0600, &err))
            log_warn("keep compiled shaders: %s", err.msg);
    }
    free(bytes);
}

/* Whether the device is to know this shader. */
static bool is_for(const struct gpu *g, enum gpu_shader shader)
{
    switch (shader) {
    case SHADER_ATTEND_COOP:
    case SHADER_MATMUL_COOP: return g->coop && !g->plain_units;
    case SHADER_ATTEND_PLAIN:
    case SHADER_MATMUL_PLAIN: return g->plain_units;
    default: return true;
    }
}

struct gpu_pipelines *gpu_pipelines_create(struct gpu *g, struct error *err)
{
    struct gpu_pipelines *p = xcalloc(1, sizeof(*p));
    VkPushConstantRange push = {.stageFlags = VK_SHADER_STAGE_COMPUTE_BIT,
                                .size = GPU_PUSH_BYTES};
    VkPipelineLayoutCreateInfo layout = {
        .sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO,
        .pushConstantRangeCount = 1,
        .pPushConstantRanges = &push};
    if (!gpu_check(vkCreatePipelineLayout(g->device, &layout, NULL, &p->layout),
                   "create a pipeline layout", err) ||
        !open_cache(g, p, err))
        goto fail;
    for (int i = 0; i < N_SHADER; i++) {
        if (!is_for(g, (enum gpu_shader)i))
            continue;
        VkShaderModuleCreateInfo info = {.sType =
                                             VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
                                         .codeSize = shaders[i].n_bytes,
                                         .pCode = shaders[i].code};
        if (!gpu_check(vkCreateShaderModule(g->device, &info, NULL, &p->module[i]),
                       "load a shader", err))
            goto fail;
    }
    return p;

fail:
    gpu_pipelines_destroy(g, p);
    return NULL;
}

void gpu_pipelines_destroy(struct gpu *g, struct gpu_pipelines *p)
{
    if (!p)
        return;
    if (p->cache)
        save_cache(g, p);
    for (int i = 0; i < p->n_variant; i++)
        vkDestroyPipeline(g->device, p->variant[i].pipeline, NULL);
    for (int i = 0; i < N_SHADER; i++)
        vkDestroyShaderModule(g->device, p->module[i], NULL);
    vkDestroyPipelineCache(g->device, p->cache, NULL);
    vkDestroyPipelineLayout(g->device, p->layout, NULL);
    free(p->variant);
    free(p->cache_path);
    free(p);
}

static VkPipeline compile(struct gpu *g, enum gpu_shader shader, uint32_t threads,
                          const uint32_t *spec, int n_spec, struct error *err)
{
    struct gpu_pipelines *p = g->pipelines;
    uint32_t data[GPU_MAX_SPEC + 2] = {threads, gpu_shader_lanes(g, shader)};
    VkSpecializationMapEntry entry[GPU_MAX_SPEC + 2];
    for (int i = 0; i < n_spec; i++)
        data[i + 2] = spec[i];
    for (uint32_t i = 0; i < (uint32_t)n_spec + 2; i++)
        entry[i] =
            (VkSpecializationMapEntry){i, i * (uint32_t)sizeof(*data), sizeof(*data)};
    VkSpecializationInfo constants = {.mapEntryCount = (uint32_t)n_spec + 2,
                                      .pMapEntries = entry,
                                      .dataSize = ((size_t)n_spec + 2) * sizeof(*data),
                                      .pData = data};
    VkPipelineShaderStageCreateInfo stage = {
        .sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
        .flags = VK_PIPELINE_SHADER_STAGE_CREATE_REQUIRE_FULL_SUBGROUPS_BIT,
        .stage = VK_SHADER_STAGE_COMPUTE_BIT,
        .module = p->module[shader],
        .pName = "main",
        .pSpecializationInfo = &constants};
    VkComputePipelineCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
        .stage = stage,
        .layout = p->layout};
    VkPipeline out = VK_NULL_HANDLE;
    VkResult r = vkCreateComputePipelines(g->device, p->cache, 1, &info, NULL, &out);
    return gpu_check(r, "compile a shader", err) ? out : VK_NULL_HANDLE;
}

VkPipeline gpu_pipeline(struct gpu *g, enum gpu_shader shader, uint32_t threads,
                        const uint32_t *spec, int n_spec, struct error *err)
{
    struct gpu_pipelines *p = g->pipelines;
    if (threads == 0)
        threads = shaders[shader].threads;
    assert(n_spec <= GPU_MAX_SPEC);
    for (int i = 0; i < p->n_variant; i++) {
        const struct variant *v = &p->variant[i];
        if (v->shader == shader && v->threads == threads && v->n_spec == n_spec &&
            (n_spec == 0 || memcmp(v->spec, spec, (size_t)n_spec * sizeof(*spec)) == 0))
            return v->pipeline;
    }
    struct variant v = {.shader = shader, .threads = threads, .n_spec = n_spec};
    for (int i = 0; i < n_spec; i++)
        v.spec[i] = spec[i];
    v.pipeline = compile(g, shader, threads, spec, n_spec, err);
    if (!v.pipeline)
        return VK_NULL_HANDLE;
    p->variant = xreallocarray(p->variant, (size_t)p->n_variant + 1, sizeof(*p->variant));
    p->variant[p->n_variant++] = v;
    return v.pipeline;
}
