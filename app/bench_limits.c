#include "app/bench_limits.h"

#include <stdlib.h>
#include <string.h>

#include "app/bench.h"
#include "app/machine_info.h"
#include "app/paths.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/pack.h"

static const double resident_share = 0.99; /* of the experts' bytes: "in memory" */

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
    params.machine.n_cores = machine.n_cores;
    memcpy(params.machine.cpu, machine.cpu, sizeof(params.machine.cpu));
    memcpy(params.machine.device, machine.device, sizeof(params.machine.device));
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

static void memory_share(const struct bench_result *r, const struct limits *l,
                         double decode_tok_s, struct bench_shares *out)
{
    uint64_t touched = r->dense_bytes_per_token + r->expert_bytes_per_token;
    out->memory_rate = (double)touched * decode_tok_s;
    out->memory_limit = limits_memory_rate(l);
    out->fits_cache = touched < l->memory.cache_bytes;
    const struct bench_bytes *b = &r->decode.bytes;
    double resident = b->expert ? (double)b->resident / (double)b->expert : 0;
    if (out->memory_limit <= 0)
        snprintf(out->memory_why, sizeof(out->memory_why), "the limit is not known");
    else if (decode_tok_s > 0 && (!b->resident_known || !b->expert))
        snprintf(out->memory_why, sizeof(out->memory_why),
                 "what was resident is not known");
    else if (decode_tok_s <= 0)
        snprintf(out->memory_why, sizeof(out->memory_why), "decode was not run");
    else if (resident < resident_share)
        snprintf(out->memory_why, sizeof(out->memory_why),
                 "%.1f %% of the experts' bytes were not resident", 100 * (1 - resident));
    else
        out->memory = (struct measure){out->memory_rate / out->memory_limit, true};
}

static void disk_share(const struct bench_result *r, const struct limits *l,
                       struct bench_shares *out)
{
    const struct bench_part *part = bench_has_decode(r->mode) ? &r->decode : &r->prefill;
    const struct bench_bytes *b = &part->bytes;
    double seconds = part->times.total / 1e3;
    bool streamed =
        !b->resident_known || (double)b->resident < resident_share * (double)b->expert;
    out->disk_rate = seconds > 0 ? (double)b->device / seconds : 0;
    out->disk_limit = limits_disk_rate(l);
    if (out->disk_limit <= 0)
        snprintf(out->disk_why, sizeof(out->disk_why), "the limit is not known");
    else if (strcmp(l->machine.device, r->machine.device) != 0)
        snprintf(out->disk_why, sizeof(out->disk_why), "the limit is that of %.60s",
                 *l->machine.device ? l->machine.device : "another device");
    else if (!b->device_known)
        snprintf(out->disk_why, sizeof(out->disk_why),
                 "what was read from it is not known");
    else if (!streamed)
        snprintf(out->disk_why, sizeof(out->disk_why), "the experts were resident");
    else
        out->disk = (struct measure){out->disk_rate / out->disk_limit, true};
    if (out->disk.valid && b->busy_known && b->busy_ms > 0) {
        out->reading_rate = (double)b->device / (b->busy_ms / 1e3);
        out->reading = (struct measure){out->reading_rate / out->disk_limit, true};
    }
}

void bench_shares_get(const struct bench_result *r, const struct limits *l,
                      struct bench_shares *out)
{
    double tok_s =
        bench_has_decode(r->mode) ? bench_spread(r->decode.tok_s, r->n_repeat).median : 0;
    *out = (struct bench_shares){0};
    memory_share(r, l, tok_s, out);
    disk_share(r, l, out);
}
