#include "app/chat_impl.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/turn_gpu.h"
#include "core/base/alloc.h"
#include "core/base/strbuf.h"

/* The record of how a turn came about. Unknown numbers are null, never 0. */

static json_t *number(double v)
{
    return isfinite(v) ? json_real(v) : json_null();
}

static json_t *bytes(uint64_t v, bool known)
{
    return known ? json_integer((json_int_t)v) : json_null();
}

/* A float with the few digits that it was given with, not those of its double; none when it
 * is the server's own. */
static void set_real(json_t *o, const char *key, float f)
{
    double v = f;
    if (isfinite(v))
        json_object_set_new(o, key, json_real(round(v * 1e6) / 1e6));
}

static json_t *count(int n, bool known)
{
    return known ? json_integer(n) : json_null();
}

json_t *sample_params_json(const struct sample_params *p)
{
    json_t *o = json_object();
    set_real(o, "temperature", p->temperature);
    if (p->top_k >= 0)
        json_object_set_new(o, "top_k", json_integer(p->top_k));
    set_real(o, "top_p", p->top_p);
    set_real(o, "min_p", p->min_p);
    set_real(o, "presence_penalty", p->presence_penalty);
    set_real(o, "frequency_penalty", p->frequency_penalty);
    set_real(o, "repetition_penalty", p->repetition_penalty);
    return o;
}

json_t *turn_meta(const struct engine_turn_report *r, const struct sample_params *p,
                  bool thinking)
{
    json_t *usage = json_object();
    bool counted = !r->uncounted, here = r->experts_per_token > 0;
    json_object_set_new(usage, "prompt", count(r->n_prompt_tok, counted));
    json_object_set_new(usage, "reused", count(r->n_reused_tok, counted));
    json_object_set_new(usage, "completion", count(r->n_generated_tok, counted));
    json_object_set_new(usage, "thinking", count(r->n_thinking_tok, counted));

    json_t *timings = json_object();
    json_object_set_new(timings, "ttft_ms", number(r->ttft_ms));
    json_object_set_new(timings, "prefill_tok_s", number(r->prefill_tok_s));
    json_object_set_new(timings, "decode_tok_s", number(r->decode_tok_s));
    json_object_set_new(timings, "total_ms", number(r->total_ms));

    json_t *io = json_object();
    json_object_set_new(io, "expert_bytes", bytes(r->expert_bytes, here));
    json_object_set_new(io, "expert_resident_bytes",
                        bytes(r->expert_resident_bytes, r->resident_known));
    json_object_set_new(io, "device_bytes", bytes(r->device_bytes, r->device_known));

    char seed[24];
    snprintf(seed, sizeof(seed), "%" PRIu64, r->seed);
    json_t *params = sample_params_json(p);
    json_object_set_new(params, "thinking", json_boolean(thinking));
    json_object_set_new(params, "experts_per_token", count(r->experts_per_token, here));

    json_t *o = json_object();
    json_object_set_new(o, "params", params);
    /* 64 bits do not fit a double. A server draws its own and does not tell. */
    json_object_set_new(o, "seed", here || r->seed ? json_string(seed) : json_null());
    json_object_set_new(o, "finish", json_string(finish_reason_name(r->finish)));
    json_object_set_new(o, "usage", usage);
    json_object_set_new(o, "timings", timings);
    json_object_set_new(o, "io", io);
    if (r->gpu.used_bytes.valid)
        json_object_set_new(o, "gpu", turn_gpu_json(&r->gpu));
    return o;
}

char *turn_meta_footer(const json_t *meta)
{
    const json_t *usage = json_object_get(meta, "usage");
    const json_t *speed =
        json_object_get(json_object_get(meta, "timings"), "decode_tok_s");
    const char *finish = json_string_value(json_object_get(meta, "finish"));
    if (json_object_get(meta, "edited"))
        return xstrdup("in your words");
    if (!usage)
        return NULL;
    struct strbuf b = {0};
    json_int_t n = json_integer_value(json_object_get(usage, "completion"));
    if (finish && strcmp(finish, "tool_calls") == 0)
        strbuf_adds(&b, "calls a tool: "); /* there may be no word of an answer */
    if (json_is_integer(json_object_get(usage, "completion")))
        strbuf_addf(&b, "%" JSON_INTEGER_FORMAT " token%s", n, n == 1 ? "" : "s");
    else
        strbuf_adds(&b, "tokens n/a");
    if (json_is_number(speed)) {
        double v = json_number_value(speed);
        strbuf_addf(&b, ", %.*f tok/s", v < 10 ? 2 : v < 100 ? 1 : 0, v);
    }
    static const char *const said[][2] = {{"cancelled", "stopped"},
                                          {"length", "cut at the token limit"},
                                          {"context", "the context is full"},
                                          {"error", "broken off by an error"}};
    for (size_t i = 0; finish && i < sizeof(said) / sizeof(said[0]); i++)
        if (strcmp(finish, said[i][0]) == 0)
            strbuf_addf(&b, ", %s", said[i][1]);
    return strbuf_take(&b);
}
