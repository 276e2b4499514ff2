#include "app/chat_impl.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

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

/* A float with the few digits that it was given with, not those of its double. */
static json_t *short_real(float f)
{
    double v = f;
    return json_real(round(v * 1e6) / 1e6);
}

json_t *sample_params_json(const struct sample_params *p)
{
    json_t *o = json_object();
    json_object_set_new(o, "temperature", short_real(p->temperature));
    json_object_set_new(o, "top_k", json_integer(p->top_k));
    json_object_set_new(o, "top_p", short_real(p->top_p));
    json_object_set_new(o, "min_p", short_real(p->min_p));
    json_object_set_new(o, "presence_penalty", short_real(p->presence_penalty));
    json_object_set_new(o, "frequency_penalty", short_real(p->frequency_penalty));
    json_object_set_new(o, "repetition_penalty", short_real(p->repetition_penalty));
    return o;
}

json_t *turn_meta(const struct engine_turn_report *r, const struct sample_params *p,
                  bool thinking)
{
    json_t *usage = json_object();
    json_object_set_new(usage, "prompt", json_integer(r->n_prompt_tok));
    json_object_set_new(usage, "reused", json_integer(r->n_reused_tok));
    json_object_set_new(usage, "completion", json_integer(r->n_generated_tok));
    json_object_set_new(usage, "thinking", json_integer(r->n_thinking_tok));

    json_t *timings = json_object();
    json_object_set_new(timings, "ttft_ms", number(r->ttft_ms));
    json_object_set_new(timings, "prefill_tok_s", number(r->prefill_tok_s));
    json_object_set_new(timings, "decode_tok_s", number(r->decode_tok_s));
    json_object_set_new(timings, "total_ms", number(r->total_ms));

    json_t *io = json_object();
    json_object_set_new(io, "expert_bytes", bytes(r->expert_bytes, true));
    json_object_set_new(io, "expert_resident_bytes",
                        bytes(r->expert_resident_bytes, r->resident_known));
    json_object_set_new(io, "device_bytes", bytes(r->device_bytes, r->device_known));

    char seed[24];
    snprintf(seed, sizeof(seed), "%" PRIu64, r->seed);
    json_t *params = sample_params_json(p);
    json_object_set_new(params, "thinking", json_boolean(thinking));
    json_object_set_new(params, "experts_per_token", json_integer(r->experts_per_token));

    json_t *o = json_object();
    json_object_set_new(o, "params", params);
    json_object_set_new(o, "seed", json_string(seed)); /* 64 bits do not fit a double */
    json_object_set_new(o, "finish", json_string(finish_reason_name(r->finish)));
    json_object_set_new(o, "usage", usage);
    json_object_set_new(o, "timings", timings);
    json_object_set_new(o, "io", io);
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
    strbuf_addf(&b, "%" JSON_INTEGER_FORMAT " token%s", n, n == 1 ? "" : "s");
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
