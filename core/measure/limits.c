#include "core/measure/limits.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/clock.h"
#include "core/measure/limits_impl.h"

enum {
    DEFAULT_SECONDS = 10,
};

static const double memory_share = 0.15; /* of the time; the disk varies more */

void samples_add(struct samples *s, uint64_t n_bytes, int64_t ns)
{
    if (s->n < MAX_SAMPLES)
        s->v[s->n++] = (double)n_bytes * 1e9 / (double)(ns > 0 ? ns : 1);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct limits_rate samples_rate(const struct samples *s, int n)
{
    struct samples sorted = *s;
    qsort(sorted.v, (size_t)sorted.n, sizeof(*sorted.v), compare);
    int half = sorted.n / 2;
    return (struct limits_rate){
        .n = n,
        .n_samples = sorted.n,
        .median =
            sorted.n % 2 ? sorted.v[half] : (sorted.v[half - 1] + sorted.v[half]) / 2,
        .min = sorted.v[0],
        .max = sorted.v[sorted.n - 1],
    };
}

void limits_measure(const struct limits_params *params, struct limits *out)
{
    *out = (struct limits){.machine = params->machine, .time_s = (int64_t)time(NULL)};
    double seconds = params->seconds > 0 ? params->seconds : DEFAULT_SECONDS;
    int64_t start = clock_now_ns();
    if (params->progress)
        params->progress("memory");
    memory_measure(params, seconds * memory_share, &out->memory);
    double left = seconds - (double)(clock_now_ns() - start) / 1e9;
    disk_measure(params, left, &out->disk);
}

static double highest(const struct limits_rate *rate, int n)
{
    double best = 0;
    for (int i = 0; i < n; i++)
        best = rate[i].median > best ? rate[i].median : best;
    return best;
}

double limits_memory_rate(const struct limits *l)
{
    return highest(l->memory.rate, l->memory.n_rates);
}

double limits_disk_rate(const struct limits *l)
{
    double direct = highest(l->disk.direct, l->disk.n_direct);
    double buffered = highest(l->disk.buffered, l->disk.n_buffered);
    return direct > buffered ? direct : buffered;
}

bool limits_are_of(const struct limits *l, const struct limits_machine *machine)
{
    return l->machine.n_cores == machine->n_cores &&
           strcmp(l->machine.cpu, machine->cpu) == 0 &&
           strcmp(l->machine.device, machine->device) == 0;
}
