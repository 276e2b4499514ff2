#include "app/bench_limits.h"

#include <stdlib.h>
#include <string.h>

#include "app/bench.h"
#include "app/limits_cache.h"
#include "app/paths.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/pack.h"

static uint64_t pack_record_bytes(const struct pack *pack)
{
    uint64_t most = 0;
    for (int i = 0; i < pack->config.n_layer; i++)
        if (pack->expert[i].stride_bytes > most)
            most = pack->expert[i].stride_bytes;
    return most;
}

bool bench_limits_run(const struct bench_limits_params *p, struct limits *out,
                      struct error *err)
{
    struct limits_params params = {
        .seconds = p->seconds,
        .folder = p->folder ? p->folder : ".",
        .scratch_bytes = p->scratch_bytes,
        .record_bytes = p->record_bytes,
        .progress = p->progress,
    };
    struct pack *pack = NULL;
    if (p->pack_path) {
        pack = pack_open(p->pack_path, err);
        if (!pack)
            return false;
        if (!params.record_bytes)
            params.record_bytes = pack_record_bytes(pack);
        if (!p->folder) {
            params.folder = pack->path;
            params.files = (const char *const *)pack->expert_path;
            params.n_files = pack->config.n_layer;
        }
    }
    struct machine_info machine;
    machine_info_get(params.folder, &machine);
    params.machine = limits_machine_of(&machine);
    limits_measure(&params, out);
    pack_close(pack);
    return true;
}

bool bench_limits_keep(const struct limits *l, struct error *err)
{
    if (limits_memory_rate(l) <= 0 || limits_disk_rate(l) <= 0)
        return true;
    char *path = path_cache("limits.json");
    bool ok = dir_make_for(path, err) && limits_save(l, path, err);
    free(path);
    return ok;
}

void bench_shares_get(const struct bench_result *r, const struct limits *l,
                      struct bench_shares *out)
{
    bool decode = bench_has_decode(r->mode);
    const struct bench_part *part = decode ? &r->decode : &r->prefill;
    const struct bench_bytes *b = &part->bytes;
    uint64_t token = r->dense_bytes_per_token + r->expert_bytes_per_token;
    struct shares_work work = {
        .seconds = part->times.total / 1e3,
        .touched_bytes = decode ? token * (uint64_t)part->times.n : 0,
        .touched_token_bytes = token,
        .expert_bytes = b->expert,
        .resident_bytes = b->resident,
        .device_bytes = b->device,
        .resident_known = b->resident_known,
        .device_known = b->device_known,
    };
    *out = (struct bench_shares){.limits = limits_shares(l, &r->machine)};
    shares_get(&out->limits, &work, &out->of);
    if (out->of.disk.valid && b->busy_known && b->busy_ms > 0) {
        double rate = (double)b->device / (b->busy_ms / 1e3);
        out->busy =
            (struct share){.v = rate / out->limits.disk, .rate = rate, .valid = true};
    }
}
