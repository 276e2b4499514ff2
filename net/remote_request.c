#include "net/remote_request.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/text/messages_json.h"

static bool has_text(const char *s)
{
    return s && s[strspn(s, " \t\r\n")];
}

static bool is_answered(const struct message *m, int n, int i, const char *id)
{
    for (i++; i < n && m[i].role == ROLE_TOOL; i++)
        if (id && m[i].tool_call_id && strcmp(m[i].tool_call_id, id) == 0)
            return true;
    return false;
}

/* Servers refuse a call without a result. There are such: the user went back, or stopped. */
static void answer_calls(json_t *list, const struct message *m, int n, int i)
{
    for (int k = 0; k < m[i].n_calls; k++) {
        const char *id = m[i].calls[k].id;
        if (id && !is_answered(m, n, i, id))
            json_array_append_new(list,
                                  json_pack("{s:s, s:s, s:s}", "role", "tool", "content",
                                            "[not run]", "tool_call_id", id));
    }
}

/* What was thought is told again only within one answer, between calls of tools: templates
 * leave older thinking out, and some servers refuse it. */
static json_t *messages_json(const struct message *m, int n)
{
    int question = n - 1;
    while (question > 0 && m[question].role != ROLE_USER)
        question--;
    json_t *list = json_array();
    for (int i = 0; i < n; i++) {
        json_t *o = message_to_json(&m[i], false);
        if (!m[i].content && !m[i].n_calls)
            json_object_set_new(o, "content", json_string(""));
        if (i > question && m[i].role == ROLE_ASSISTANT && m[i].thinking)
            json_object_set_new(o, "reasoning_content", json_string(m[i].thinking));
        json_array_append_new(list, o);
        if (m[i].role == ROLE_ASSISTANT)
            answer_calls(list, m, n, i);
    }
    return list;
}

/* The few digits that a float was given with, not those of its double. */
static void set_real(json_t *o, const char *key, float v)
{
    if (isfinite(v))
        json_object_set_new(o, key, json_real(round((double)v * 1e6) / 1e6));
}

static void add_sampling(json_t *o, const struct engine_request *r)
{
    const struct sample_params *p = &r->sampling;
    set_real(o, "temperature", p->temperature);
    set_real(o, "top_p", p->top_p);
    set_real(o, "min_p", p->min_p);
    set_real(o, "presence_penalty", p->presence_penalty);
    set_real(o, "frequency_penalty", p->frequency_penalty);
    set_real(o, "repetition_penalty", p->repetition_penalty);
    set_real(o, "repeat_penalty", p->repetition_penalty); /* llama-server's name of it */
    if (p->top_k >= 0)
        json_object_set_new(o, "top_k", json_integer(p->top_k));
    if (p->seed) /* JSON's readers have signed numbers */
        json_object_set_new(o, "seed", json_integer((json_int_t)(p->seed & INT64_MAX)));
    if (r->max_tok > 0)
        json_object_set_new(o, "max_tokens", json_integer(r->max_tok));
}

static bool add_continuation(json_t *o, const struct engine_request *r, struct error *err)
{
    const struct message *last = r->n_messages ? &r->messages[r->n_messages - 1] : NULL;
    if (!last || last->role != ROLE_ASSISTANT)
        return err_set(err, 0, "continue the answer: the last turn is not one");
    if (last->n_calls)
        return err_set(err, 0, "continue the answer: it ended with a call of a tool");
    if (!has_text(last->content))
        return err_set(err, 0,
                       "continue the answer: it has no word yet, and a server cannot "
                       "go on with thinking; /regen writes it anew");
    json_object_set_new(o, "continue_final_message", json_true());
    json_object_set_new(o, "add_generation_prompt", json_false());
    return true;
}

char *remote_request_json(const struct engine_request *r, const char *model,
                          struct error *err)
{
    json_t *o = json_object();
    json_object_set_new(o, "model", json_string(model));
    json_object_set_new(o, "messages", messages_json(r->messages, r->n_messages));
    json_object_set_new(o, "stream", json_true());
    json_object_set_new(o, "stream_options", json_pack("{s:b}", "include_usage", 1));
    if (json_array_size(r->tools))
        json_object_set(o, "tools", r->tools);
    add_sampling(o, r);
    /* Only what differs from a server's default: some refuse what they do not know. An answer
     * that is gone on with has done its thinking. */
    if (!r->thinking || r->continue_last)
        json_object_set_new(o, "chat_template_kwargs",
                            json_pack("{s:b}", "enable_thinking", 0));
    char *text = NULL;
    if (!r->continue_last || add_continuation(o, r, err)) {
        text = json_dumps(o, JSON_COMPACT | JSON_REAL_PRECISION(9));
        if (!text)
            err_set(err, 0, "the conversation has text that is no UTF-8");
    }
    json_decref(o);
    return text;
}
