#include "app/machine_info.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "app/cgroup_place.h"
#include "core/base/alloc.h"

/* /proc and /sys of Linux; elsewhere the fields stay unknown. */

/* The value behind "key ... :" of the first line that begins with key. */
static void find_line(const char *path, const char *key, char *out, size_t cap)
{
    out[0] = '\0';
    FILE *f = fopen(path, "re");
    if (!f)
        return;
    char line[512];
    while (fgets(line, sizeof(line), f)) {
        char *colon = strchr(line, ':');
        if (!colon || strncmp(line, key, strlen(key)) != 0)
            continue;
        char *value = colon + 1 + strspn(colon + 1, " \t");
        value[strcspn(value, "\n")] = '\0';
        snprintf(out, cap, "%s", value);
        break;
    }
    fclose(f);
}

static uint64_t meminfo_bytes(const char *key)
{
    char value[64];
    find_line("/proc/meminfo", key, value, sizeof(value));
    return strtoull(value, NULL, 10) * 1024;
}

/* A partition has no queue of its own: then its parent's is meant. */
static void find_device(const char *path, struct machine_info *out)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return;
    char *link = xasprintf("/sys/dev/block/%u:%u", major(st.st_dev), minor(st.st_dev));
    char *real = realpath(link, NULL);
    free(link);
    if (!real)
        return;
    snprintf(out->device, sizeof(out->device), "%s", strrchr(real, '/') + 1);
    static const char *const places[] = {"queue", "../queue"};
    for (int i = 0; i < 2 && out->read_ahead_kb < 0; i++) {
        char *name = xasprintf("%s/%s/read_ahead_kb", real, places[i]);
        FILE *f = fopen(name, "re");
        char value[32];
        if (f && fgets(value, sizeof(value), f))
            out->read_ahead_kb = strtol(value, NULL, 10);
        if (f)
            fclose(f);
        free(name);
    }
    free(real);
}

void machine_info_get(const char *path, struct machine_info *out)
{
    *out = (struct machine_info){.read_ahead_kb = -1};
    struct utsname u;
    if (uname(&u) == 0)
        snprintf(out->kernel, sizeof(out->kernel), "%.40s %.60s %.20s", u.sysname,
                 u.release, u.machine);
    find_line("/proc/cpuinfo", "model name", out->cpu, sizeof(out->cpu));
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    out->n_cores = n > 0 ? (int)n : 0;
    out->memory_bytes = meminfo_bytes("MemTotal");
    out->memory_available_bytes = meminfo_bytes("MemAvailable");
    uint64_t groups = cgroup_free_bytes();
    if (groups < out->memory_available_bytes)
        out->memory_available_bytes = groups;
    find_device(path, out);
}

bool machine_device_busy_ms(const char *device, uint64_t *out)
{
    if (!*device)
        return false;
    char *name = xasprintf("/sys/class/block/%s/stat", device);
    FILE *f = fopen(name, "re");
    free(name);
    /* Of the fields the tenth. */
    char line[512], *save = NULL, *field = NULL;
    if (f && fgets(line, sizeof(line), f)) {
        field = strtok_r(line, " \n", &save);
        for (int i = 1; field && i < 10; i++)
            field = strtok_r(NULL, " \n", &save);
    }
    if (f)
        fclose(f);
    if (field)
        *out = strtoull(field, NULL, 10);
    return field != NULL;
}
