#include <jansson.h>

#include "app/bench_impl.h"
#include "app/bench_limits.h"

enum {
    SCHEMA = 1,
};

static json_t *json_of_bytes(uint64_t n, bool known)
{
    return known ? json_integer((json_int_t)n) : json_null();
}

static json_t *json_of_phases(const struct bench_times *t, int n_layer)
{
    struct bench_phases p = bench_phases(t, n_layer);
    if (!p.known)
        return json_pack("{s:f,s:f}", "total", p.total, "missed_share", p.missed);
    return json_pack("{s:f,s:f,s:f,s:f,s:f,s:f,s:f,s:f,s:f,s:f}", "mixer_linear",
                     p.mixer_linear, "mixer_full", p.mixer_full, "route", p.route,
                     "io_wait", p.io_wait, "expert", p.expert, "embed", p.embed, "head",
                     p.head, "other", p.other, "total", p.total, "missed_share",
                     p.missed);
}

static json_t *json_of_part(const struct bench_part *part, const struct bench_result *r)
{
    struct bench_spread s = bench_spread(part->tok_s, r->n_repeat);
    json_t *runs = json_array();
    for (int i = 0; i < r->n_repeat; i++)
        json_array_append_new(runs, json_real(part->tok_s[i]));
    const struct bench_bytes *b = &part->bytes;
    json_t *gpu = json_null();
    if (b->gpu)
        gpu =
            json_pack("{s:f,s:f,s:f,s:f,s:f,s:f,s:f}", "used_bytes", b->gpu_used,
                      "expert_hits", b->hits, "expert_misses", b->misses, "expert_beside",
                      b->beside, "copied_bytes", b->copied, "copy_bytes_s",
                      b->copy_bytes_s, "beside_bytes_s", b->beside_bytes_s);
    return json_pack("{s:f,s:f,s:f,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "tok_s", s.median,
                     "tok_s_min", s.min, "tok_s_max", s.max, "runs", runs, "expert_bytes",
                     json_of_bytes(b->expert, true), "resident_bytes",
                     json_of_bytes(b->resident, b->resident_known), "device_bytes",
                     json_of_bytes(b->device, b->device_known), "device_busy_ms",
                     b->busy_known ? json_real(b->busy_ms) : json_null(), "phases_ms",
                     json_of_phases(&part->times, r->n_layer), "gpu", gpu);
}

static json_t *json_of_layers(const struct bench_times *t, int n_layer)
{
    json_t *list = json_array();
    double n = t->n ? t->n : 1;
    for (int i = 0; i < n_layer; i++) {
        const struct bench_layer *l = &t->layer[i];
        json_array_append_new(
            list, json_pack("{s:b,s:f,s:f,s:f,s:f,s:f,s:f,s:f}", "linear", (int)l->linear,
                            "mixer_ms", l->mixer / n, "route_ms", l->route / n,
                            "io_wait_ms", l->io_wait / n, "expert_ms", l->expert / n,
                            "other_ms", bench_tidy(l->other / n), "used",
                            (double)l->n_used / n, "missed", (double)l->n_missed / n));
    }
    return list;
}

static json_t *json_of_machine(const struct machine_info *m)
{
    return json_pack(
        "{s:s,s:i,s:s,s:I,s:I,s:s,s:o}", "cpu", m->cpu, "cores", m->n_cores, "kernel",
        m->kernel, "memory_bytes", (json_int_t)m->memory_bytes, "memory_available_bytes",
        (json_int_t)m->memory_available_bytes, "device", m->device, "read_ahead_kb",
        m->read_ahead_kb >= 0 ? json_integer(m->read_ahead_kb) : json_null());
}

static json_t *json_of_setup(const struct bench_result *r)
{
    return json_pack("{s:s,s:s,s:s,s:i,s:i,s:i,s:i,s:s,s:s,s:s,s:i,s:i,s:i,s:I,s:I}",
                     "name", r->name, "reads", r->read_method, "path", r->pack_path,
                     "experts_per_token", r->experts_per_token, "experts_native",
                     r->experts_native, "expert_bits", r->expert_bits, "dense_bits",
                     r->dense_bits, "kernel", r->kernel, "activations", r->activations,
                     "kv", r->kv == KV_CHOICE_F32 ? "f32" : "f16", "threads",
                     r->n_threads, "readers", r->n_readers, "ctx", r->ctx_tok,
                     "dense_bytes_per_token", (json_int_t)r->dense_bytes_per_token,
                     "expert_bytes_per_token", (json_int_t)r->expert_bytes_per_token);
}

static json_t *json_of_decode(const struct bench_result *r)
{
    json_t *decode = json_of_part(&r->decode, r);
    struct bench_spread ms = bench_spread(r->token_ms, r->n_repeat * r->n_gen);
    json_object_set_new(
        decode, "token_ms",
        json_pack("{s:f,s:f,s:f}", "median", ms.median, "p95", ms.p95, "max", ms.max));
    json_object_set_new(decode, "layers",
                        r->decode.times.untimed
                            ? json_null()
                            : json_of_layers(&r->decode.times, r->n_layer));
    return decode;
}

static json_t *json_of_cache_limit(const struct bench_result *r)
{
    if (r->cache.limit_bytes == 0)
        return json_null();
    return json_pack("{s:I,s:s,s:o,s:o}", "bytes", (json_int_t)r->cache.limit_bytes,
                     "method", r->cache.method, "no_cgroup",
                     *r->cache.why ? json_string(r->cache.why) : json_null(),
                     "resident_bytes",
                     json_of_bytes(r->cache.resident_bytes, r->cache.known));
}

void bench_print_json(const struct bench_result *r, const struct limits *limits,
                      FILE *out)
{
    const struct memory_plan *p = &r->plan;
    json_t *root = json_pack(
        "{s:i,s:s,s:o,s:o,s:{s:I,s:I,s:I,s:I,s:I},s:s,s:o,s:s,s:i,s:i,s:i,s:i,s:i}",
        "schema", (int)SCHEMA, "mode", bench_mode_name(r->mode), "machine",
        json_of_machine(&r->machine), "model", json_of_setup(r), "memory_plan_bytes",
        "dense", (json_int_t)p->dense, "kv", (json_int_t)p->kv, "state",
        (json_int_t)p->state, "buffers", (json_int_t)p->buffers, "checkpoints_max",
        (json_int_t)p->checkpoints_max, "cache", r->cold ? "cold" : "warm", "cache_limit",
        json_of_cache_limit(r), "tokens", r->text ? "text" : "random", "prompt",
        r->n_prompt, "gen", r->n_gen, "repeat", r->n_repeat, "warm_up", r->n_warm_up,
        "parallel", r->n_parallel);
    json_object_set_new(root, "prefill",
                        bench_has_prefill(r->mode) ? json_of_part(&r->prefill, r)
                                                   : json_null());
    json_object_set_new(root, "decode",
                        bench_has_decode(r->mode) ? json_of_decode(r) : json_null());
    json_object_set_new(root, "peak_rss_bytes",
                        json_of_bytes(r->peak_rss_bytes, r->peak_rss_known));
    json_object_set_new(root, "anonymous_bytes",
                        json_of_bytes(r->anonymous_bytes, r->anonymous_known));
    json_object_set_new(root, "dense_copied_bytes", json_of_bytes(r->owned_bytes, true));
    json_object_set_new(root, "rest_bytes",
                        json_of_bytes(r->rest_bytes, r->anonymous_known));
    if (limits) {
        struct bench_shares shares;
        bench_shares_get(r, limits, &shares);
        json_object_set_new(root, "limits", limits_to_json(limits));
        json_object_set_new(root, "limit_share", bench_shares_json(&shares));
    }
    json_dumpf(root, out, JSON_INDENT(1) | JSON_REAL_PRECISION(7));
    fputc('\n', out);
    json_decref(root);
}
