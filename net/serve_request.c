#include "net/serve_request.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/text/messages_json.h"
#include "net/serve_json.h"
#include "net/serve_messages.h"

/* Fields that would change the answer and that we do not have are refused; what only asks for
 * bookkeeping ("user", "metadata", "store") is let pass, as every other server does. */

enum {
    MAX_STOPS = 16,
    MAX_STOP_BYTES = 1024,
    MAX_TOP = 20,
    MAX_TOKENS = 1 << 24,
};

/* 0 of a client is a seed like any other, but the engine draws one then. */
static const uint64_t seed_of_zero = 0x9e3779b97f4a7c15;

static bool bad(struct serve_fault *fault, const char *param, const char *what)
{
    return serve_fault_set(fault, 400, NULL, param, "\"%s\" %s", param, what);
}

/* Absent and null are the same everywhere. */
static const json_t *field(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_null(v) ? NULL : v;
}

static bool take_bool(const json_t *o, const char *key, bool *out,
                      struct serve_fault *fault)
{
    const json_t *v = field(o, key);
    if (v && !json_is_boolean(v))
        return bad(fault, key, "is neither true nor false");
    if (v)
        *out = json_is_true(v);
    return true;
}

static bool take_int(const json_t *o, const char *key, int min, int max, int *out,
                     struct serve_fault *fault)
{
    const json_t *v = field(o, key);
    json_int_t n = json_integer_value(v);
    if (v && (!json_is_integer(v) || n < min || n > max))
        return serve_fault_set(fault, 400, NULL, key,
                               "\"%s\" is not a whole number between %d and %d", key, min,
                               max);
    if (v)
        *out = (int)n;
    return true;
}

static json_t *parse_body(const char *body, size_t len, int *n_values,
                          struct serve_fault *fault)
{
    const char *much = serve_json_too_much(body, len, n_values);
    if (much) {
        serve_fault_set(fault, 400, NULL, NULL, "the body %s", much);
        return NULL;
    }
    json_error_t at;
    json_t *root = json_loadb(body, len, JSON_REJECT_DUPLICATES, &at);
    if (!root)
        serve_fault_set(fault, 400, NULL, NULL,
                        "the body is no JSON: line %d, column %d: %s", at.line, at.column,
                        at.text);
    else if (!json_is_object(root))
        serve_fault_set(fault, 400, NULL, NULL, "the body is no JSON object");
    if (json_is_object(root))
        return root;
    json_decref(root);
    return NULL;
}

static bool check_model(const json_t *o, const char *name, struct serve_fault *fault)
{
    const json_t *v = field(o, "model");
    if (!v)
        return true;
    if (!json_is_string(v))
        return bad(fault, "model", "is not a string");
    const char *given = json_string_value(v);
    if (!*given || strcmp(given, name) == 0)
        return true;
    return serve_fault_set(fault, 404, "model_not_found", "model",
                           "there is no model \"%.200s\" here, but \"%.200s\"", given,
                           name);
}

static bool is_text_format(const json_t *format)
{
    const char *type = json_string_value(json_object_get(format, "type"));
    return type && strcmp(type, "text") == 0;
}

static bool refuse_what_is_missing(const json_t *o, struct serve_fault *fault)
{
    int one = 1;
    if (!take_int(o, "n", 1, 1, &one, fault) ||
        !take_int(o, "best_of", 1, 1, &one, fault))
        return false;
    const json_t *format = field(o, "response_format");
    if (format && !is_text_format(format))
        return bad(fault, "response_format",
                   "is not {\"type\": \"text\"}: answers are not held to a schema here");
    if (json_object_size(field(o, "logit_bias")))
        return bad(fault, "logit_bias", "is not supported");
    if (field(o, "functions") || field(o, "function_call"))
        return serve_fault_set(
            fault, 400, NULL, "functions",
            "\"functions\" and \"function_call\" have been replaced by "
            "\"tools\" and \"tool_choice\"");
    const json_t *suffix = field(o, "suffix");
    if (suffix && json_string_length(suffix))
        return bad(fault, "suffix", "is not supported");
    if (json_is_true(field(o, "echo")))
        return bad(fault, "echo", "is not supported");
    if (field(o, "audio"))
        return bad(fault, "audio", "is not supported: this model writes text alone");
    return true;
}

static bool take_sampling(const json_t *o, struct sample_params *p,
                          struct serve_fault *fault)
{
    struct error err = {0};
    if (!sample_params_from_json(o, p, &err)) {
        char param[64]; /* messages begin with the name */
        snprintf(param, sizeof(param), "%.*s", (int)strcspn(err.msg, " "), err.msg);
        return serve_fault_set(fault, 400, NULL, param, "%s", err.msg);
    }
    const json_t *seed = field(o, "seed");
    if (seed && !json_is_integer(seed))
        return bad(fault, "seed", "is not a whole number");
    if (seed) {
        p->seed = (uint64_t)json_integer_value(seed);
        if (!p->seed)
            p->seed = seed_of_zero;
    }
    return true;
}

static bool add_stop(struct engine_request *r, const json_t *text,
                     struct serve_fault *fault)
{
    size_t len = json_string_length(text);
    if (!json_is_string(text) || !len || len > MAX_STOP_BYTES)
        return serve_fault_set(
            fault, 400, NULL, "stop",
            "\"stop\" has something that is no string of 1 to %d bytes", MAX_STOP_BYTES);
    r->stop[r->n_stop++] = xstrdup(json_string_value(text));
    return true;
}

static bool take_stops(const json_t *o, struct engine_request *r,
                       struct serve_fault *fault)
{
    const json_t *stop = field(o, "stop");
    if (!stop)
        return true;
    size_t n = json_is_array(stop) ? json_array_size(stop) : 1;
    if (n > MAX_STOPS)
        return serve_fault_set(fault, 400, NULL, "stop",
                               "\"stop\" has more than %d strings", MAX_STOPS);
    r->stop = xcalloc(n ? n : 1, sizeof(*r->stop));
    for (size_t i = 0; i < n; i++)
        if (!add_stop(r, json_is_array(stop) ? json_array_get(stop, i) : stop, fault))
            return false;
    return true;
}

/* A chat says whether and how many; a completion how many, which also says whether. */
static bool take_logprobs(const json_t *o, struct serve_ask *a, struct serve_fault *fault)
{
    if (a->api == SERVE_COMPLETION) {
        a->logprobs = field(o, "logprobs") != NULL;
        return take_int(o, "logprobs", 0, MAX_TOP, &a->n_top, fault);
    }
    if (!take_bool(o, "logprobs", &a->logprobs, fault) ||
        !take_int(o, "top_logprobs", 0, MAX_TOP, &a->n_top, fault))
        return false;
    if (a->n_top && !a->logprobs)
        return bad(fault, "top_logprobs", "needs \"logprobs\": true");
    return true;
}

/* -1 is what clients of other local servers say for "until the context is full". */
static bool take_limit(const json_t *o, const char *key, int *out,
                       struct serve_fault *fault)
{
    const json_t *v = field(o, key);
    if (!json_is_integer(v) || json_integer_value(v) != -1)
        return take_int(o, key, 1, MAX_TOKENS, out, fault);
    *out = 0;
    return true;
}

static bool take_common(const json_t *o, struct serve_ask *a, struct serve_fault *fault)
{
    struct engine_request *r = &a->engine;
    const json_t *stream_options = field(o, "stream_options");
    if (stream_options && !json_is_object(stream_options))
        return bad(fault, "stream_options", "is no object");
    if (!refuse_what_is_missing(o, fault) || !take_sampling(o, &r->sampling, fault) ||
        !take_limit(o, "max_tokens", &r->max_tok, fault) ||
        !take_limit(o, "max_completion_tokens", &r->max_tok, fault) ||
        !take_bool(o, "stream", &a->stream, fault) ||
        !take_bool(stream_options, "include_usage", &a->include_usage, fault) ||
        !take_logprobs(o, a, fault) || !take_stops(o, r, fault))
        return false;
    r->logprobs = a->logprobs;
    r->n_top = a->n_top;
    return true;
}

static bool take_thinking(const json_t *o, bool *thinking, struct serve_fault *fault)
{
    const json_t *effort = field(o, "reasoning_effort");
    if (effort && !json_is_string(effort))
        return bad(fault, "reasoning_effort", "is not a string");
    if (effort)
        *thinking = strcmp(json_string_value(effort), "none") != 0;
    const json_t *words = field(o, "chat_template_kwargs");
    if (words && !json_is_object(words))
        return bad(fault, "chat_template_kwargs", "is no object");
    return take_bool(words, "enable_thinking", thinking, fault);
}

static bool take_chat(const json_t *o, struct serve_ask *a, struct serve_fault *fault)
{
    struct engine_request *r = &a->engine;
    bool parallel = true, offer = false;
    const json_t *tools = field(o, "tools");
    if (!take_thinking(o, &r->thinking, fault) || !serve_tools_check(tools, fault) ||
        !serve_tool_choice(field(o, "tool_choice"), tools, &offer, &r->force_call,
                           fault) ||
        !take_bool(o, "parallel_tool_calls", &parallel, fault) ||
        !take_bool(o, "continue_final_message", &r->continue_last, fault))
        return false;
    a->one_call = !parallel || json_is_object(field(o, "tool_choice"));
    r->messages = serve_messages_parse(field(o, "messages"), &r->n_messages, fault);
    if (!r->messages)
        return false;
    if (r->continue_last && r->messages[r->n_messages - 1].role != ROLE_ASSISTANT)
        return bad(fault, "continue_final_message",
                   "needs an assistant's message at the end");
    r->tools = offer ? json_deep_copy(tools) : NULL;
    return true;
}

static bool take_completion(const json_t *o, struct serve_ask *a,
                            struct serve_fault *fault)
{
    const json_t *prompt = field(o, "prompt");
    if (json_is_array(prompt) && json_array_size(prompt) == 1)
        prompt = json_array_get(prompt, 0);
    if (!json_is_string(prompt) || !json_string_length(prompt))
        return bad(fault, "prompt", "is not a text, or a list of one");
    a->engine.prompt = xstrdup(json_string_value(prompt));
    return true;
}

bool serve_ask_parse(enum serve_api api, const char *body, size_t len,
                     const struct serve_defaults *defaults, struct serve_ask *out,
                     struct serve_fault *fault)
{
    *out = (struct serve_ask){
        .api = api,
        .engine = {.sampling = defaults->sampling,
                   .max_tok = defaults->max_tok,
                   .thinking = defaults->thinking},
    };
    int n_values = 0;
    json_t *root = parse_body(body, len, &n_values, fault);
    bool ok = root && check_model(root, defaults->model_name, fault) &&
              take_common(root, out, fault) &&
              (api == SERVE_CHAT ? take_chat(root, out, fault)
                                 : take_completion(root, out, fault));
    json_decref(root);
    if (!ok)
        serve_ask_finish(out);
    else if (out->engine.tools)
        out->n_values = n_values;
    return ok;
}

void serve_ask_finish(struct serve_ask *a)
{
    engine_request_finish(&a->engine);
    *a = (struct serve_ask){0};
}
