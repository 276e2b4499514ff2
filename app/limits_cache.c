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
    if (!there) {
        snprintf(why, LIMITS_CACHE_WHY_BYTES, "run flashmoe bench --limits");
        return false;
    }
    const char *cause = NULL;
    if (!ok)
        cause = err.msg;
    else if (out->machine.n_cores != machine->n_cores ||
             strcmp(out->machine.cpu, machine->cpu) != 0)
        cause = "measured on another machine";
    if (cause)
        snprintf(why, LIMITS_CACHE_WHY_BYTES, "run flashmoe bench --limits: %.200s",
                 cause);
    return *why == '\0';
}

struct shares_limits limits_shares(const struct limits *l,
                                   const struct machine_info *machine)
{
    struct shares_limits out = {.memory = limits_memory_rate(l),
                                .cache_bytes = l->memory.cache_bytes};
    snprintf(out.memory_why, sizeof(out.memory_why), "the limit is not known");
    memcpy(out.disk_why, out.memory_why, sizeof(out.disk_why));
    if (strcmp(l->machine.device, machine->device) == 0)
        out.disk = limits_disk_rate(l);
    else
        snprintf(out.disk_why, sizeof(out.disk_why), "the limit is that of %.60s",
                 *l->machine.device ? l->machine.device : "another device");
    return out;
}

struct shares_limits limits_cache_shares(const struct machine_info *machine)
{
    struct limits l = {0};
    struct shares_limits none = {0};
    char why[LIMITS_CACHE_WHY_BYTES];
    if (limits_cache_load(machine, &l, why))
        return limits_shares(&l, machine);
    snprintf(none.memory_why, sizeof(none.memory_why), "%.120s", why);
    memcpy(none.disk_why, none.memory_why, sizeof(none.disk_why));
    return none;
}
