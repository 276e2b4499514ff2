#include "net/serve_reply.h"

#include <string.h>

#include "net/serve_fault.h"

static json_t *text_json(const char *s)
{
    json_t *text = s ? json_string(s) : NULL;
    return text ? text : json_null();
}

/* In ASCII: some clients take U+0085 and U+2028 for the end of a line of a stream. */
static void dump(json_t *taken, struct strbuf *out)
{
    char *text = json_dumps(taken, JSON_COMPACT | JSON_ENSURE_ASCII);
    strbuf_adds(out, text);
    free(text);
    json_decref(taken);
}

/* Event lines end at a line feed, which compact JSON does not have. */
static void event(json_t *taken, struct strbuf *out)
{
    strbuf_adds(out, "data: ");
    dump(taken, out);
    strbuf_adds(out, "\n\n");
}

static json_t *error_object(const struct serve_fault *f)
{
    return json_pack("{s:{s:s, s:s, s:o, s:o}}", "error", "message", f->message, "type",
                     f->type, "param", text_json(*f->param ? f->param : NULL), "code",
                     text_json(f->code));
}

void serve_error_json(const struct serve_fault *fault, struct strbuf *out)
{
    dump(error_object(fault), out);
    strbuf_addc(out, '\n');
}

const char *serve_finish_name(enum finish_reason r)
{
    switch (r) {
    case FINISH_TOOL_CALLS: return "tool_calls";
    case FINISH_LENGTH:
    case FINISH_CONTEXT: return "length";
    default: return "stop";
    }
}

bool serve_report_fault(const struct engine_turn_report *rep, struct serve_fault *fault)
{
    switch (rep->finish) {
    case FINISH_ERROR: return !serve_fault_set(fault, 500, NULL, NULL, "%s", rep->error);
    case FINISH_CANCELLED:
        return !serve_fault_set(fault, 503, NULL, NULL,
                                "the answer was stopped: the server is shutting down");
    case FINISH_CONTEXT:
        return rep->n_generated_tok == 0 &&
               !serve_fault_set(fault, 400, "context_length_exceeded", "messages", "%s",
                                rep->error);
    default: return false;
    }
}

/* ---- usage ---- */

static json_t *usage_json(const struct engine_turn_report *rep)
{
    return json_pack("{s:i, s:i, s:i, s:{s:i}, s:{s:i}}", "prompt_tokens",
                     rep->n_prompt_tok, "completion_tokens", rep->n_generated_tok,
                     "total_tokens", rep->n_prompt_tok + rep->n_generated_tok,
                     "prompt_tokens_details", "cached_tokens", rep->n_reused_tok,
                     "completion_tokens_details", "reasoning_tokens",
                     rep->n_thinking_tok);
}

/* ---- whole answers ---- */

static json_t *calls_json(const struct message *m, bool indexed)
{
    json_t *calls = json_array();
    for (int i = 0; i < m->n_calls; i++) {
        const struct tool_call *c = &m->calls[i];
        json_t *o = json_pack("{s:o, s:s, s:{s:o, s:o}}", "id", text_json(c->id), "type",
                              "function", "function", "name", text_json(c->name),
                              "arguments", text_json(c->arguments ? c->arguments : "{}"));
        if (indexed)
            json_object_set_new(o, "index", json_integer(i));
        json_array_append_new(calls, o);
    }
    return calls;
}

static json_t *head_json(const struct serve_head *h, const char *object)
{
    return json_pack("{s:s, s:s, s:I, s:s, s:s}", "id", h->id, "object", object,
                     "created", (json_int_t)h->created, "model", h->model,
                     "system_fingerprint", h->fingerprint);
}

static json_t *message_json(const struct message *m)
{
    bool calls_alone = m->n_calls && (!m->content || !*m->content);
    json_t *o = json_pack(
        "{s:s, s:o, s:n}", "role", "assistant", "content",
        calls_alone ? json_null() : text_json(m->content ? m->content : ""), "refusal");
    if (m->thinking && *m->thinking)
        json_object_set_new(o, "reasoning_content", text_json(m->thinking));
    if (m->n_calls)
        json_object_set_new(o, "tool_calls", calls_json(m, false));
    return o;
}

/* An object without its end, so that more can be added as text. */
static void dump_open(json_t *taken, struct strbuf *out)
{
    dump(taken, out);
    out->data[--out->len] = '\0';
}

/* o with the one choice in it; both are taken. logprobs may be NULL. */
static void dump_choice(json_t *o, json_t *choice, struct serve_logprobs *logprobs,
                        struct strbuf *out)
{
    dump_open(o, out);
    strbuf_adds(out, ",\"choices\":[");
    dump_open(choice, out);
    strbuf_adds(out, ",\"logprobs\":");
    if (logprobs)
        serve_logprobs_take(logprobs, out);
    else
        strbuf_adds(out, "null");
    strbuf_adds(out, "}]}");
}

void serve_answer_json(const struct serve_head *h, const struct engine_turn_report *rep,
                       struct serve_logprobs *logprobs, struct strbuf *out)
{
    const struct message *m = &rep->message;
    bool chat = h->api == SERVE_CHAT;
    json_t *o = head_json(h, chat ? "chat.completion" : "text_completion");
    json_t *choice = json_pack("{s:i, s:s}", "index", 0, "finish_reason",
                               serve_finish_name(rep->finish));
    if (chat)
        json_object_set_new(choice, "message", message_json(m));
    else
        json_object_set_new(choice, "text", text_json(m->content ? m->content : ""));
    json_object_set_new(o, "usage", usage_json(rep));
    dump_choice(o, choice, logprobs, out);
    strbuf_addc(out, '\n');
}

/* ---- streams ---- */

static json_t *chunk_json(const struct serve_head *h)
{
    return head_json(h,
                     h->api == SERVE_CHAT ? "chat.completion.chunk" : "text_completion");
}

/* One event with a choice; delta is taken, logprobs may be NULL. */
static void event_choice(const struct serve_head *h, json_t *delta, const char *finish,
                         struct serve_logprobs *logprobs, struct strbuf *out)
{
    json_t *o = chunk_json(h);
    if (h->include_usage)
        json_object_set_new(o, "usage", json_null());
    strbuf_adds(out, "data: ");
    dump_choice(o,
                json_pack("{s:i, s:o, s:o}", "index", 0,
                          h->api == SERVE_CHAT ? "delta" : "text", delta, "finish_reason",
                          text_json(finish)),
                logprobs, out);
    strbuf_adds(out, "\n\n");
}

void serve_event_begin(const struct serve_head *h, struct strbuf *out)
{
    if (h->api == SERVE_CHAT)
        event_choice(h, json_pack("{s:s, s:s}", "role", "assistant", "content", ""), NULL,
                     NULL, out);
}

void serve_event_text(const struct serve_head *h, enum engine_event_kind kind,
                      const char *text, size_t len, struct serve_logprobs *logprobs,
                      struct strbuf *out)
{
    bool thinking = kind == ENGINE_THINKING;
    json_t *s = json_stringn(text, len);
    if (h->api == SERVE_CHAT)
        s = json_pack("{s:o}", thinking ? "reasoning_content" : "content", s);
    event_choice(h, s, NULL, thinking ? NULL : logprobs, out);
}

/* A call is known when it is whole: its name first, then its arguments, as clients expect. */
static void event_calls(const struct serve_head *h, const struct message *m,
                        struct strbuf *out)
{
    json_t *calls = calls_json(m, true);
    for (size_t i = 0; i < json_array_size(calls); i++) {
        json_t *call = json_array_get(calls, i);
        json_t *function = json_object_get(call, "function");
        json_t *arguments = json_incref(json_object_get(function, "arguments"));
        json_object_set_new(function, "arguments", json_string(""));
        event_choice(h, json_pack("{s:[O]}", "tool_calls", call), NULL, NULL, out);
        event_choice(h,
                     json_pack("{s:[{s:i, s:{s:o}}]}", "tool_calls", "index", (int)i,
                               "function", "arguments", arguments),
                     NULL, NULL, out);
    }
    json_decref(calls);
}

void serve_event_end(const struct serve_head *h, const struct engine_turn_report *rep,
                     struct serve_logprobs *logprobs, struct strbuf *out)
{
    bool chat = h->api == SERVE_CHAT;
    if (chat)
        event_calls(h, &rep->message, out);
    event_choice(h, chat ? json_object() : json_string(""),
                 serve_finish_name(rep->finish), logprobs, out);
    if (h->include_usage) {
        json_t *o = chunk_json(h);
        json_object_set_new(o, "usage", usage_json(rep));
        json_object_set_new(o, "choices", json_array());
        event(o, out);
    }
    strbuf_adds(out, "data: [DONE]\n\n");
}

void serve_event_error(const struct serve_fault *fault, struct strbuf *out)
{
    event(error_object(fault), out);
}

void serve_event_comment(const char *text, struct strbuf *out)
{
    strbuf_addf(out, ": %s\n\n", text);
}

static json_t *model_json(const char *name, time_t created,
                          const struct engine_info *info)
{
    /* max_model_len is what vLLM calls it, meta what llama-server has. */
    return json_pack("{s:s, s:s, s:I, s:s, s:i, s:{s:I, s:i, s:i}}", "id", name, "object",
                     "model", "created", (json_int_t)created, "owned_by", "flashmoe",
                     "max_model_len", info->ctx_tok, "meta", "n_params",
                     (json_int_t)info->n_params, "n_expert", info->n_expert,
                     "experts_per_token", info->experts_per_token);
}

void serve_models_json(const char *name, time_t created, const struct engine_info *info,
                       struct strbuf *out)
{
    dump(json_pack("{s:s, s:[o]}", "object", "list", "data",
                   model_json(name, created, info)),
         out);
    strbuf_addc(out, '\n');
}

void serve_model_json(const char *name, time_t created, const struct engine_info *info,
                      struct strbuf *out)
{
    dump(model_json(name, created, info), out);
    strbuf_addc(out, '\n');
}
