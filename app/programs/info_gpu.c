#include "app/programs/info_gpu.h"

#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "app/exit.h"
#include "core/base/error.h"
#include "gpu/gpu.h"

static json_t *json_of_gpu(int i, const struct gpu_info *g)
{
    char version[32];
    snprintf(version, sizeof(version), "%u.%u.%u", g->api_version >> 22,
             g->api_version >> 12 & 0x3ff, g->api_version & 0xfff);
    return json_pack(
        "{s:i,s:s,s:s,s:s,s:s,s:I,s:o,s:[i,i],s:b,s:s}", "gpu", i, "name", g->name,
        "driver", g->driver, "kind", gpu_kind_name(g->kind), "vulkan", version,
        "memory_bytes", (json_int_t)g->memory_bytes, "free_bytes",
        g->free_known ? json_integer((json_int_t)g->free_bytes) : json_null(), "subgroup",
        g->subgroup_min, g->subgroup_max, "usable", !g->lacks[0], "lacks", g->lacks);
}

static void print_gpu(int i, const struct gpu_info *g)
{
    printf("%d  %s, %s\n", i, g->name, gpu_kind_name(g->kind));
    printf("   driver %s, Vulkan %u.%u.%u, subgroups of %d to %d\n", g->driver,
           g->api_version >> 22, g->api_version >> 12 & 0x3ff, g->api_version & 0xfff,
           g->subgroup_min, g->subgroup_max);
    printf("   memory %.2f GB", (double)g->memory_bytes / 1e9);
    if (g->free_known)
        printf(", %.2f GB free", (double)g->free_bytes / 1e9);
    else
        printf(", free n/a");
    printf("\n   %s%s\n", g->lacks[0] ? "cannot be used: it lacks " : "can be used",
           g->lacks);
}

int info_gpu(bool json)
{
    struct error err = {0};
    int n = 0;
    struct gpu_info *list = gpu_list(&n, &err);
    if (!list) {
        fprintf(stderr, "flashmoe: %s\n", err.msg);
        return EXIT_RUNTIME;
    }
    json_t *array = json_array();
    for (int i = 0; i < n; i++) {
        if (json)
            json_array_append_new(array, json_of_gpu(i, &list[i]));
        else
            print_gpu(i, &list[i]);
    }
    if (json) {
        json_dumpf(array, stdout, JSON_INDENT(2));
        putchar('\n');
    } else if (n == 0) {
        printf("no GPU that Vulkan knows\n");
    }
    json_decref(array);
    free(list);
    return EXIT_OK;
}
