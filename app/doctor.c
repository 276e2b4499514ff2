#include "app/doctor.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "app/limits_cache.h"
#include "app/machine_info.h"
#include "app/options.h"
#include "app/paths.h"
#include "app/sandbox.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/kernel/kernel.h"
#include "core/model/pack.h"
#include "gpu/gpu.h"
#include "ui/terminal.h"

static const double gib = 1024.0 * 1024 * 1024;

void doctor_add(struct doctor *d, const char *group, const char *name,
                enum doctor_mark mark, const char *cost, const char *fmt, ...)
{
    va_list ap;
    if (d->n == DOCTOR_MAX_CHECKS)
        return;
    struct doctor_check *c = &d->v[d->n++];
    *c = (struct doctor_check){.group = group, .name = name, .mark = mark};
    va_start(ap, fmt);
    vsnprintf(c->value, sizeof(c->value), fmt, ap);
    va_end(ap);
    if (mark != DOCTOR_OK)
        snprintf(c->cost, sizeof(c->cost), "%s", cost);
}

static const char *size_text(double bytes, char out[32])
{
    if (bytes < 0.1 * gib)
        snprintf(out, 32, "%.1f MiB", bytes / (1 << 20));
    else
        snprintf(out, 32, "%.1f GiB", bytes / gib);
    return out;
}

static const char *env(const char *name)
{
    const char *v = getenv(name);
    return v && *v ? v : NULL;
}

static void look_terminal(struct doctor *d)
{
    static const char group[] = "terminal";
    struct ui_terminal t;
    ui_terminal_look(&t);
    if (!t.is_terminal)
        doctor_add(
            d, group, "type", DOCTOR_COSTS,
            "there is no chat, only 'flashmoe ask'; what follows is for a terminal "
            "of this type",
            "standard input and output are no terminal (TERM %s)",
            *t.type ? t.type : "not set");
    else if (t.can_draw)
        doctor_add(d, group, "type", DOCTOR_OK, "", "%s, %d x %d", t.type, t.cols,
                   t.rows);
    else
        doctor_add(d, group, "type", DOCTOR_COSTS,
                   "the chat is line by line, without a screen (as with --plain)",
                   "%s %s", *t.type ? t.type : "TERM is not set",
                   t.known ? "cannot place the cursor" : "is not known to this system");
    if (t.cols > 0 && (t.cols < 60 || t.rows < 18))
        doctor_add(d, group, "size", DOCTOR_COSTS, "the panels have no room: 60 x 18",
                   "%d x %d", t.cols, t.rows);
    if (env("NO_COLOR"))
        doctor_add(d, group, "colours", DOCTOR_OK, "", "none, as NO_COLOR asks");
    else
        doctor_add(d, group, "colours", t.colors >= 8 ? DOCTOR_OK : DOCTOR_COSTS,
                   "roles differ by weight and words alone", "%d", t.colors);
    doctor_add(
        d, group, "characters", t.utf8 ? DOCTOR_OK : DOCTOR_COSTS,
        "the screen takes C.UTF-8 where the system has it, else keeps to ASCII; set "
        "LANG to a UTF-8 locale",
        "%s", t.utf8 ? "UTF-8" : "the locale is not UTF-8");
    doctor_add(d, group, "normal screen", t.alt_screen ? DOCTOR_OK : DOCTOR_COSTS,
               "the chat stays on the screen when you leave it", "%s",
               t.alt_screen ? "comes back after the chat" : "is drawn over");
    const char *editor = env("VISUAL") ? env("VISUAL") : env("EDITOR");
    doctor_add(d, group, "editor", DOCTOR_OK, "", "%s",
               editor ? editor : "vi (neither VISUAL nor EDITOR is set)");
}

static void look_settings(struct doctor *d)
{
    static const char group[] = "files";
    struct options o;
    struct error err = {0};
    options_init(&o);
    bool ok = options_apply_config(&o, &err);
    doctor_add(d, group, "settings", ok ? DOCTOR_OK : DOCTOR_MISSING,
               "no command that reads them starts; mend the file", "%.190s",
               ok ? "valid" : err.msg);
    options_finish(&o);

    char *dir = path_sessions(), *at = xstrdup(dir);
    while (access(at, F_OK) != 0 && strrchr(at, '/') > at)
        *strrchr(at, '/') = '\0'; /* what is not there yet is made below this */
    ok = access(at, W_OK) == 0;
    doctor_add(d, group, "conversations", ok ? DOCTOR_OK : DOCTOR_MISSING,
               "conversations cannot be saved", "%.150s%s%s", dir, ok ? "" : ": ",
               ok ? "" : strerrordesc_np(errno));
    free(at);
    free(dir);
}

static void look_processor(struct doctor *d, const struct machine_info *m)
{
    const char *best = kernels_names()[0];
    bool avx512 = strcmp(best, "avx512") == 0;
    doctor_add(d, "processor", "kind", DOCTOR_OK, "", "%.120s, %d core%s",
               *m->cpu ? m->cpu : "not named", m->n_cores, m->n_cores == 1 ? "" : "s");
    doctor_add(d, "processor", "instructions",
               avx512                        ? DOCTOR_OK
               : strcmp(best, "scalar") == 0 ? DOCTOR_MISSING
                                             : DOCTOR_COSTS,
               strcmp(best, "scalar") == 0
                   ? "every product is many times slower: neither AVX2 nor NEON is there"
                   : "with the AVX-512 of newer processors arithmetic takes less time; "
                     "reading from the disk does not",
               "%s", best);
}

static void look_disk(struct doctor *d, const struct machine_info *m, const char *folder)
{
    static const char group[] = "disk";
    struct statvfs fs;
    if (statvfs(folder, &fs) == 0)
        doctor_add(d, group, "free", DOCTOR_OK, "", "%.1f GB in %.150s",
                   (double)fs.f_bavail * (double)fs.f_frsize / 1e9, folder);
    if (*m->device)
        doctor_add(d, group, "device", DOCTOR_OK, "", "%s, read-ahead %ld KiB", m->device,
                   m->read_ahead_kb);
    else
        doctor_add(d, group, "device", DOCTOR_COSTS,
                   "its own rate is not shown; a network or virtual file system is often "
                   "slower than the disk of the machine",
                   "%.150s lies on no block device", folder);
    struct limits limits = {0};
    char why[LIMITS_CACHE_WHY_BYTES];
    if (!limits_cache_load(m, &limits, why))
        doctor_add(
            d, group, "rate", DOCTOR_COSTS,
            "panels and figures say nothing about the share of the machine's limits",
            "%.190s", why);
    else if (limits_disk_rate(&limits) > 0)
        doctor_add(d, group, "rate", DOCTOR_OK, "", "%.2f GB/s, measured in %.150s",
                   limits_disk_rate(&limits) / 1e9, limits.disk.folder);
}

static void look_memory(struct doctor *d, const struct machine_info *m,
                        const struct pack *pack)
{
    static const char group[] = "memory";
    char text[32];
    double free_bytes = (double)m->memory_available_bytes;
    doctor_add(d, group, "free", DOCTOR_OK, "", "%.1f of %.1f GiB", free_bytes / gib,
               (double)m->memory_bytes / gib);
    if (!pack)
        return;
    double dense = (double)pack->dense_bytes, experts = (double)pack->expert_file_bytes;
    bool fits = dense < free_bytes;
    doctor_add(d, group, "dense part", fits ? DOCTOR_OK : DOCTOR_MISSING,
               "what every token needs does not fit: each is read from the disk",
               "%s of this model, for every token", size_text(dense, text));
    double share = experts > 0 ? (free_bytes - dense) / experts : 1;
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    doctor_add(
        d, group, "experts", share >= 1 ? DOCTOR_OK : DOCTOR_COSTS,
        "the others are read from the disk when a token needs them: 'flashmoe plan' "
        "says how fast that is",
        "%.0f %% of %s can be cached", 100 * share, size_text(experts, text));
}

static void look_gpu(struct doctor *d)
{
    static const char *const cost = "the processor does all arithmetic";
    struct error err = {0};
    char text[2][32];
    int n = 0, n_real = 0;
    struct gpu_info *list = gpu_list(&n, &err);
    for (int i = 0; i < n; i++) {
        const struct gpu_info *g = &list[i];
        if (g->kind == GPU_SOFTWARE)
            continue;
        n_real++;
        doctor_add(d, "GPU", "device", g->lacks[0] ? DOCTOR_COSTS : DOCTOR_OK,
                   g->lacks[0] ? cost : "", "%d: %.80s, %s%s%s%s%.80s", i, g->name,
                   size_text((double)g->memory_bytes, text[0]),
                   g->free_known ? ", free " : "",
                   g->free_known ? size_text((double)g->free_bytes, text[1]) : "",
                   g->lacks[0] ? "; lacks " : "", g->lacks);
    }
    if (!list)
        doctor_add(d, "GPU", "device", DOCTOR_COSTS, cost, "%.160s", err.msg);
    else if (!n_real)
        doctor_add(d, "GPU", "device", DOCTOR_COSTS, cost, "none that Vulkan knows");
    free(list);
}

static void look_sandbox(struct doctor *d)
{
    enum sandbox_kind kind = sandbox_kind();
    bool bwrap = access("/usr/bin/bwrap", X_OK) == 0;
    doctor_add(
        d, "sandbox", "rung", kind == SANDBOX_BUBBLEWRAP ? DOCTOR_OK : DOCTOR_COSTS,
        kind == SANDBOX_LANDLOCK
            ? "tools see the list of processes and have no folder /tmp of their own; "
              "the package bubblewrap is the first rung"
            : "every tool asks before it runs, and none is kept from your files: "
              "install bubblewrap, or use a kernel with Landlock",
        "%s%s", sandbox_name(kind),
        kind == SANDBOX_BUBBLEWRAP ? ""
        : bwrap                    ? " (bubblewrap is installed and does not work)"
                                   : " (bubblewrap is not installed)");
}

static struct pack *look_model(struct doctor *d, const char *model, const char **from)
{
    struct error err = {0};
    char *path = path_model(model, from, &err);
    struct pack *pack = path ? pack_open(path, &err) : NULL;
    if (path)
        snprintf(d->model_path, sizeof(d->model_path), "%s", path);
    if (pack)
        doctor_add(d, "model", "pack", DOCTOR_OK, "", "%.60s (%s), %.100s", pack->name,
                   *from, path);
    else
        doctor_add(d, "model", "pack", DOCTOR_MISSING,
                   "no command that needs a model starts; -m names another", "%.190s",
                   err.msg);
    free(path);
    return pack;
}

void doctor_look(const char *model, struct doctor *out)
{
    struct machine_info m;
    const char *from = "";
    *out = (struct doctor){0};
    look_terminal(out);
    look_settings(out);
    struct pack *pack = look_model(out, model, &from);
    const char *file = pack && pack->config.n_layer > 0 ? pack->expert_path[0] : NULL;
    const char *folder = pack ? pack->path : ".";
    machine_info_get(folder, &m);
    look_processor(out, &m);
    look_memory(out, &m, pack);
    look_disk(out, &m, folder);
    look_gpu(out);
    doctor_look_kernel(out, file);
    look_sandbox(out);
    doctor_look_instruments(out, file, pack ? pack->config.n_layer : 0,
                            pack ? pack->config.n_expert_used : 0);
    pack_close(pack);
}
