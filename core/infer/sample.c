#include "core/infer/sample.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"

/* The parameters by name: one table for files, options and commands. */

struct param {
    const char *name;
    size_t off;
    double min, max;
    bool integer;
    bool above_min; /* min itself is not allowed */
};

#define AT(field) offsetof(struct sample_params, field)
static const struct param params[] = {
    {"temperature", AT(temperature), 0, 100, false, false},
    {"top_k", AT(top_k), 0, 1 << 30, true, false},
    {"top_p", AT(top_p), 0, 1, false, true},
    {"min_p", AT(min_p), 0, 1, false, false},
    {"presence_penalty", AT(presence_penalty), -100, 100, false, false},
    {"frequency_penalty", AT(frequency_penalty), -100, 100, false, false},
    {"repetition_penalty", AT(repetition_penalty), 0, 100, false, true},
};
#undef AT

enum {
    N_PARAM = sizeof(params) / sizeof(params[0]),
    MAX_NAME = 32,
};

void sample_params_default(struct sample_params *p)
{
    *p = (struct sample_params){
        .temperature = 1.0f, .top_p = 1.0f, .repetition_penalty = 1.0f};
}

static bool store(const struct param *d, double v, struct sample_params *p,
                  struct error *err)
{
    if (!(v >= d->min && v <= d->max) || (d->above_min && v == d->min))
        return err_set(err, 0, "%s must be %s %g and at most %g, not %g", d->name,
                       d->above_min ? "above" : "at least", d->min, d->max, v);
    if (d->integer && v != floor(v))
        return err_set(err, 0, "%s must be a whole number, not %g", d->name, v);
    char *at = (char *)p + d->off;
    if (d->integer)
        *(int *)(void *)at = (int)v;
    else
        *(float *)(void *)at = (float)v;
    return true;
}

bool sample_params_from_json(const json_t *o, struct sample_params *p, struct error *err)
{
    struct sample_params out = *p;
    for (int i = 0; i < N_PARAM; i++) {
        const json_t *v = json_object_get(o, params[i].name);
        if (!v || json_is_null(v))
            continue;
        if (!json_is_number(v))
            return err_set(err, 0, "%s is not a number", params[i].name);
        if (!store(&params[i], json_number_value(v), &out, err))
            return false;
    }
    const json_t *sample = json_object_get(o, "do_sample");
    if (sample && !json_is_boolean(sample) && !json_is_null(sample))
        return err_set(err, 0, "do_sample is neither true nor false");
    if (json_is_false(sample))
        out.temperature = 0;
    *p = out;
    return true;
}

/* Users write dashes as often as underscores, and "temp". */
static void canonical(const char *key, char out[MAX_NAME])
{
    if (strcmp(key, "temp") == 0)
        key = "temperature";
    size_t i = 0;
    for (; key[i] && i < MAX_NAME - 1; i++)
        out[i] = (char)(key[i] == '-' ? '_' : key[i]);
    out[i] = '\0';
}

static bool set_seed(const char *value, struct sample_params *p, struct error *err)
{
    char *end;
    errno = 0;
    unsigned long long v = strtoull(value, &end, 0);
    if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0)
        return err_set(err, 0, "seed must be a whole number below 2^64, not \"%s\"",
                       value);
    p->seed = v;
    return true;
}

bool sample_params_set(struct sample_params *p, const char *key, const char *value,
                       struct error *err)
{
    char name[MAX_NAME];
    canonical(key, name);
    if (strcmp(name, "seed") == 0)
        return set_seed(value, p, err);
    for (int i = 0; i < N_PARAM; i++) {
        if (strcmp(name, params[i].name) != 0)
            continue;
        char *end;
        double v = strtod(value, &end);
        if (end == value || *end != '\0')
            return err_set(err, 0, "%s must be a number, not \"%s\"", name, value);
        return store(&params[i], v, p, err);
    }
    return err_set(
        err, 0,
        "no sampling parameter is called \"%s\": there are temperature, top_k, "
        "top_p, min_p, presence_penalty, frequency_penalty, "
        "repetition_penalty, seed",
        key);
}
