#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json_file.h"
#include "core/measure/limits.h"

/* The result as JSON, and back from a file that anybody may have written. */

enum {
    MAX_FILE_BYTES = 64 << 10,
    MAX_N = 1 << 16,
    MAX_SAMPLES_KEPT = 1 << 20,
};

static const double max_rate = 1e15;            /* bytes per second */
static const json_int_t max_bytes = 1LL << 60;  /* of a buffer or file */
static const json_int_t max_record = 1LL << 30; /* of one read */

static json_t *json_of_rates(const struct limits_rate *rate, int n, const char *key)
{
    json_t *list = json_array();
    for (int i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:i,s:i,s:f,s:f,s:f}", key, rate[i].n,
                                              "samples", rate[i].n_samples, "median",
                                              rate[i].median, "min", rate[i].min, "max",
                                              rate[i].max));
    return list;
}

/* A name of the system's may be no UTF-8, which JSON cannot hold. */
static json_t *json_of_text(const char *text)
{
    json_t *s = json_string(text);
    return s ? s : json_string("");
}

static json_t *json_of_why(const char *why)
{
    return *why ? json_of_text(why) : json_null();
}

static json_t *json_of_rate(double rate)
{
    return rate > 0 ? json_real(rate) : json_null();
}

static json_t *json_of_busy(const struct limits_busy *b)
{
    if (!b->n_samples)
        return json_null();
    return json_pack("{s:i,s:f,s:f,s:f}", "samples", b->n_samples, "disk_share", b->disk,
                     "memory_share", b->memory, "disk_bytes_per_s", b->disk_rate);
}

json_t *limits_to_json(const struct limits *l)
{
    const struct limits_memory *m = &l->memory;
    const struct limits_disk *d = &l->disk;
    json_t *memory = json_pack(
        "{s:I,s:I,s:o,s:o,s:o}", "buffer_bytes", (json_int_t)m->buffer_bytes,
        "cache_bytes", (json_int_t)m->cache_bytes, "bytes_per_s",
        json_of_rate(limits_memory_rate(l)), "rates",
        json_of_rates(m->rate, m->n_rates, "threads"), "why", json_of_why(m->why));
    json_t *disk = json_pack(
        "{s:o,s:I,s:I,s:b,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "folder",
        json_of_text(d->folder), "record_bytes", (json_int_t)d->record_bytes,
        "file_bytes", (json_int_t)d->file_bytes, "scratch", (int)d->scratch,
        "bytes_per_s", json_of_rate(limits_disk_rate(l)), "direct",
        json_of_rates(d->direct, d->n_direct, "depth"), "buffered",
        json_of_rates(d->buffered, d->n_buffered, "depth"), "direct_busy",
        json_of_busy(&d->direct_busy), "buffered_busy", json_of_busy(&d->buffered_busy),
        "why", json_of_why(d->why), "direct_why", json_of_why(d->direct_why));
    json_t *machine =
        json_pack("{s:o,s:i,s:o}", "cpu", json_of_text(l->machine.cpu), "cores",
                  l->machine.n_cores, "device", json_of_text(l->machine.device));
    return json_pack("{s:i,s:I,s:o,s:o,s:o}", "version", (int)LIMITS_VERSION, "time",
                     (json_int_t)l->time_s, "machine", machine, "memory", memory, "disk",
                     disk);
}

bool limits_save(const struct limits *l, const char *path, struct error *err)
{
    json_t *root = limits_to_json(l);
    char *text = root ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) : NULL;
    json_decref(root);
    if (!text)
        return err_set(err, 0, "write %s: the figures make no JSON", path);
    bool ok = file_write_atomic(path, text, strlen(text), 0600, err);
    free(text);
    return ok;
}

/* ---- reading ---- */

static bool get_int(const json_t *o, const char *key, json_int_t min, json_int_t max,
                    json_int_t *out, struct error *err)
{
    const json_t *v = json_object_get(o, key);
    if (!json_is_integer(v))
        return err_set(err, 0, "%s is no whole number", key);
    *out = json_integer_value(v);
    if (*out < min || *out > max)
        return err_set(err, 0, "%s is out of range", key);
    return true;
}

/* null is "" where that is allowed. */
static bool get_text(const json_t *o, const char *key, bool nullable, size_t cap,
                     char *out, struct error *err)
{
    const json_t *v = json_object_get(o, key);
    if (nullable && json_is_null(v)) {
        *out = '\0';
        return true;
    }
    if (!json_is_string(v))
        return err_set(err, 0, "%s is no text", key);
    const char *text = json_string_value(v);
    size_t len = json_string_length(v);
    if (len >= cap)
        return err_set(err, 0, "%s is too long", key);
    for (size_t i = 0; i < len; i++)
        /* C1 control characters are C2 80 to C2 9F in UTF-8. */
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f ||
            ((unsigned char)text[i] == 0xc2 && (unsigned char)text[i + 1] < 0xa0))
            return err_set(err, 0, "%s has a control character", key);
    memcpy(out, text, len + 1);
    return true;
}

static bool get_speed(const json_t *o, const char *key, double *out, struct error *err)
{
    const json_t *v = json_object_get(o, key);
    if (!json_is_number(v))
        return err_set(err, 0, "%s is no number", key);
    *out = json_number_value(v);
    if (!isfinite(*out) || *out <= 0 || *out > max_rate)
        return err_set(err, 0, "%s is out of range", key);
    return true;
}

static bool get_rate(const json_t *o, const char *n_key, struct limits_rate *out,
                     struct error *err)
{
    json_int_t n = 0, n_samples = 0;
    if (!json_is_object(o))
        return err_set(err, 0, "a rate is no object");
    if (!get_int(o, n_key, 1, MAX_N, &n, err) ||
        !get_int(o, "samples", 1, MAX_SAMPLES_KEPT, &n_samples, err) ||
        !get_speed(o, "median", &out->median, err) ||
        !get_speed(o, "min", &out->min, err) || !get_speed(o, "max", &out->max, err))
        return false;
    if (out->min > out->median || out->median > out->max)
        return err_set(err, 0, "the median is not between min and max");
    out->n = (int)n;
    out->n_samples = (int)n_samples;
    return true;
}

static bool get_rates(const json_t *o, const char *key, const char *n_key, int max,
                      struct limits_rate *out, int *n, struct error *err)
{
    const json_t *list = json_object_get(o, key);
    if (!json_is_array(list) || json_array_size(list) > (size_t)max)
        return err_set(err, 0, "%s is no list of at most %d", key, max);
    *n = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!get_rate(json_array_get(list, i), n_key, &out[i], err))
            return err_prefix(err, "%s", key);
        if (i && out[i].n <= out[i - 1].n)
            return err_set(err, 0, "%s: %s does not grow", key, n_key);
        ++*n;
    }
    return true;
}

/* null: not measured. */
static bool get_busy(const json_t *o, const char *key, struct limits_busy *out,
                     struct error *err)
{
    const json_t *v = json_object_get(o, key);
    json_int_t n = 0;
    if (json_is_null(v))
        return true;
    if (!json_is_object(v))
        return err_set(err, 0, "%s is neither an object nor null", key);
    if (!get_int(v, "samples", 1, MAX_SAMPLES_KEPT, &n, err) ||
        !get_speed(v, "disk_share", &out->disk, err) ||
        !get_speed(v, "memory_share", &out->memory, err) ||
        !get_speed(v, "disk_bytes_per_s", &out->disk_rate, err))
        return err_prefix(err, "%s", key);
    out->n_samples = (int)n;
    return true;
}

static bool get_memory(const json_t *o, struct limits_memory *out, struct error *err)
{
    json_int_t buffer = 0, cache = 0;
    if (!json_is_object(o))
        return err_set(err, 0, "it is no object");
    if (!get_int(o, "buffer_bytes", 0, max_bytes, &buffer, err) ||
        !get_int(o, "cache_bytes", 0, max_bytes, &cache, err) ||
        !get_text(o, "why", true, sizeof(out->why), out->why, err))
        return false;
    out->buffer_bytes = (uint64_t)buffer;
    out->cache_bytes = (uint64_t)cache;
    return get_rates(o, "rates", "threads", LIMITS_MAX_RATES, out->rate, &out->n_rates,
                     err);
}

static bool get_disk(const json_t *o, struct limits_disk *out, struct error *err)
{
    json_int_t record = 0, file = 0;
    if (!json_is_object(o))
        return err_set(err, 0, "it is no object");
    if (!get_int(o, "record_bytes", LIMITS_RECORD_ALIGN, max_record, &record, err) ||
        !get_int(o, "file_bytes", 0, max_bytes, &file, err))
        return false;
    if (record % LIMITS_RECORD_ALIGN)
        return err_set(err, 0, "record_bytes is no multiple of %d", LIMITS_RECORD_ALIGN);
    const json_t *scratch = json_object_get(o, "scratch");
    if (!json_is_boolean(scratch))
        return err_set(err, 0, "scratch is neither true nor false");
    out->record_bytes = (uint64_t)record;
    out->file_bytes = (uint64_t)file;
    out->scratch = json_is_true(scratch);
    return get_text(o, "folder", false, sizeof(out->folder), out->folder, err) &&
           get_text(o, "why", true, sizeof(out->why), out->why, err) &&
           get_text(o, "direct_why", true, sizeof(out->direct_why), out->direct_why,
                    err) &&
           get_rates(o, "direct", "depth", LIMITS_N_DEPTHS, out->direct, &out->n_direct,
                     err) &&
           get_rates(o, "buffered", "depth", LIMITS_N_DEPTHS, out->buffered,
                     &out->n_buffered, err) &&
           get_busy(o, "direct_busy", &out->direct_busy, err) &&
           get_busy(o, "buffered_busy", &out->buffered_busy, err);
}

static bool get_limits(const json_t *root, struct limits *out, struct error *err)
{
    json_int_t version = 0, when = 0, cores = 0;
    if (!json_is_object(root))
        return err_set(err, 0, "it is no object");
    if (!get_int(root, "version", 0, MAX_N, &version, err))
        return false;
    if (version != LIMITS_VERSION)
        return err_set(err, 0, "version %d, this program knows %d", (int)version,
                       LIMITS_VERSION);
    const json_t *machine = json_object_get(root, "machine");
    if (!json_is_object(machine))
        return err_set(err, 0, "machine is no object");
    if (!get_int(root, "time", 0, max_bytes, &when, err) ||
        !get_int(machine, "cores", 0, MAX_N, &cores, err) ||
        !get_text(machine, "cpu", false, sizeof(out->machine.cpu), out->machine.cpu,
                  err) ||
        !get_text(machine, "device", false, sizeof(out->machine.device),
                  out->machine.device, err))
        return false;
    out->time_s = (int64_t)when;
    out->machine.n_cores = (int)cores;
    if (!get_memory(json_object_get(root, "memory"), &out->memory, err))
        return err_prefix(err, "memory");
    if (!get_disk(json_object_get(root, "disk"), &out->disk, err))
        return err_prefix(err, "disk");
    return true;
}

bool limits_load(const char *path, struct limits *out, struct error *err)
{
    *out = (struct limits){0};
    struct stat st;
    if (stat(path, &st) != 0)
        return err_set(err, errno, "open %s", path);
    /* A pipe would never end. */
    if (!S_ISREG(st.st_mode))
        return err_set(err, 0, "read %s: not a regular file", path);
    json_t *root = json_file_read(path, MAX_FILE_BYTES, err);
    if (!root)
        return false;
    bool ok = get_limits(root, out, err);
    json_decref(root);
    if (!ok) {
        *out = (struct limits){0};
        return err_prefix(err, "read %s", path);
    }
    return true;
}
