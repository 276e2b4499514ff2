#include "app/limits_cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/paths.h"
#include "core/base/error.h"
#include "core/base/file.h"

struct limits_machine limits_machine_of(const struct machine_info *machine)
{
    struct limits_machine m = {.n_cores = machine->n_cores};
    memcpy(m.cpu, machine->cpu, sizeof(m.cpu));
    memcpy(m.device, machine->device, sizeof(m.device));
    return m;
}

bool limits_cache_load(const struct machine_info *machine, struct limits *out,
                       char why[LIMITS_CACHE_WHY_BYTES])
{
    struct error err = {0};
    char *path = path_cache("limits.json");
    bool there = file_exists(path);
    bool ok = there && limits_load(path, out, &err);
    free(path);
    *why = '\0';
    if (!there)
        snprintf(why, LIMITS_CACHE_WHY_BYTES,
                 "not measured yet: run flashmoe bench --limits");
    else if (!ok)
        snprintf(why, LIMITS_CACHE_WHY_BYTES, "%.190s: run flashmoe bench --limits",
                 err.msg);
    else if (out->machine.n_cores != machine->n_cores ||
             strcmp(out->machine.cpu, machine->cpu) != 0)
        snprintf(why, LIMITS_CACHE_WHY_BYTES,
                 "measured on another machine: run flashmoe bench --limits");
    return *why == '\0';
}
