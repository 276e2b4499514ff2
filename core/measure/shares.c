#include "core/measure/shares.h"

#include <stdio.h>
#include <string.h>

static const double resident_share = 0.99; /* of the experts' bytes: "in memory" */

static void give(struct share *s, uint64_t bytes, double seconds, double limit)
{
    s->rate = (double)bytes / seconds;
    s->v = s->rate / limit;
    s->valid = true;
}

void shares_get(const struct shares_limits *limits, const struct shares_work *work,
                struct shares *out)
{
    *out = (struct shares){.fits_cache = work->touched_token_bytes < limits->cache_bytes};
    bool known = work->resident_known && work->expert_bytes > 0;
    double resident =
        known ? (double)work->resident_bytes / (double)work->expert_bytes : 0;
    const char *memory = NULL, *disk = NULL;
    char missed[SHARES_WHY_BYTES];
    snprintf(missed, sizeof(missed), "%.1f %% of the experts' bytes were not resident",
             100 * (1 - resident));
    if (limits->memory <= 0)
        memory = limits->memory_why;
    else if (work->seconds <= 0 || work->touched_bytes == 0)
        memory = "nothing was decoded";
    else if (!known)
        memory = "what was resident is not known";
    else if (resident < resident_share)
        memory = missed;
    if (limits->disk <= 0)
        disk = limits->disk_why;
    else if (work->seconds <= 0)
        disk = "nothing was decoded";
    else if (!work->device_known)
        disk = "what was read from it is not known";
    else if (known && resident >= resident_share)
        disk = "the experts were resident";
    if (memory && !*memory)
        memory = "the limit is not known";
    if (disk && !*disk)
        disk = "the limit is not known";
    if (memory)
        snprintf(out->memory.why, sizeof(out->memory.why), "%s", memory);
    else
        give(&out->memory, work->touched_bytes, work->seconds, limits->memory);
    if (disk)
        snprintf(out->disk.why, sizeof(out->disk.why), "%s", disk);
    else
        give(&out->disk, work->device_bytes, work->seconds, limits->disk);
}
