#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "core/text/pyjson.h"
#include "core/text/template_parts.h"
#include "core/text/tool_xml.h"
#include "core/text/trim.h"

/* Writes a conversation by a template's patterns. The patterns' literal text goes into
 * special spans, everything that comes from outside (contents, names, arguments, tools)
 * into ordinary ones: that is all there is to the safety against forged turns. */

struct renderer {
    const struct chat_template *t;
    const struct render_params *params;
    struct rendering *out;
    struct strbuf text; /* of the span being written */
    bool special;
    int last_query; /* assistant turns after it keep their thinking */
    bool failed;
    struct error *err;
};

/* What the slots of a pattern stand for; which are set depends on the pattern. */
struct scope {
    struct slice content, reasoning, name, value;
    bool show_thinking, has_content;
    int first, end; /* messages of a turn */
    const json_t *arguments, *tool;
};

static void emit(struct renderer *r, const struct pattern *p, const struct scope *s);

static void flush(struct renderer *r)
{
    if (r->text.len == 0)
        return;
    struct rendering *out = r->out;
    out->spans = xreallocarray(out->spans, (size_t)out->n_spans + 1, sizeof(*out->spans));
    size_t len = r->text.len;
    out->spans[out->n_spans++] =
        (struct text_span){strbuf_take(&r->text), len, r->special};
}

static void add(struct renderer *r, bool special, const char *text, size_t len)
{
    if (len == 0)
        return;
    if (special != r->special)
        flush(r);
    r->special = special;
    strbuf_add(&r->text, text, len);
}

static void add_own(struct renderer *r, const char *text)
{
    add(r, true, text, strlen(text));
}

static void add_slice(struct renderer *r, struct slice s)
{
    add(r, false, s.s, s.len);
}

static void add_bound(struct renderer *r)
{
    struct rendering *out = r->out;
    flush(r);
    out->bound_spans = xreallocarray(out->bound_spans, (size_t)out->n_bounds + 1,
                                     sizeof(*out->bound_spans));
    out->bound_spans[out->n_bounds++] = (size_t)out->n_spans;
}

static void add_json(struct renderer *r, const json_t *v)
{
    struct strbuf text = {0};
    pyjson_add(&text, v);
    add(r, false, text.data, text.len);
    strbuf_finish(&text);
}

static struct slice content_of(const struct renderer *r, int i)
{
    struct slice s = slice_of(r->params->messages[i].content);
    return r->t->trim ? slice_trim(s) : s;
}

static void emit_parameters(struct renderer *r, const json_t *arguments)
{
    void *at = json_object_iter((json_t *)arguments);
    for (; at; at = json_object_iter_next((json_t *)arguments, at)) {
        const json_t *v = json_object_iter_value(at);
        struct strbuf text = {0};
        if (json_is_string(v) ||
            (r->t->python_values && !json_is_object(v) && !json_is_array(v)))
            pystr_add(&text, v);
        else
            pyjson_add(&text, v);
        struct scope s = {
            .name = {json_object_iter_key(at), json_object_iter_key_len(at)},
            .value = {text.data, text.len},
        };
        emit(r, &r->t->parameter, &s);
        strbuf_finish(&text);
    }
}

static void emit_call(struct renderer *r, int i_message, int i_call)
{
    const struct tool_call *call = &r->params->messages[i_message].calls[i_call];
    json_error_t why = {.text = "it is no object"};
    json_t *arguments = call->arguments
                            ? json_loads(call->arguments, JSON_ALLOW_NUL, &why)
                            : json_object();
    if (!json_is_object(arguments)) {
        r->failed = true;
        err_set(r->err, 0,
                "message %d: the arguments of call %d (%s) are no JSON object%s%s",
                i_message + 1, i_call + 1, call->name ? call->name : "without a name",
                arguments ? "" : ": ", arguments ? "" : why.text);
    } else {
        struct scope s = {.name = slice_of(call->name), .arguments = arguments};
        emit(r, &r->t->call, &s);
    }
    json_decref(arguments);
}

static void emit_calls(struct renderer *r, const struct scope *s)
{
    for (int i = 0; i < r->params->messages[s->first].n_calls && !r->failed; i++) {
        if (i > 0)
            add_own(r, r->t->between_calls);
        else if (s->has_content)
            add_own(r, r->t->before_first_call);
        emit_call(r, s->first, i);
    }
}

static void emit_tools(struct renderer *r)
{
    for (size_t i = 0; i < json_array_size(r->params->tools); i++) {
        const json_t *tool = json_array_get(r->params->tools, i);
        if (r->t->tools_xml) {
            struct strbuf text = {0};
            tool_xml_add(&text, tool);
            add(r, false, text.data, text.len);
            strbuf_finish(&text);
        } else {
            emit(r, &r->t->tool, &(struct scope){.tool = tool});
        }
    }
}

static void emit_slot(struct renderer *r, enum slot slot, const struct scope *s)
{
    switch (slot) {
    case SLOT_CONTENT: add_slice(r, s->content); break;
    case SLOT_REASONING: add_slice(r, s->reasoning); break;
    case SLOT_NAME: add_slice(r, s->name); break;
    case SLOT_VALUE: add_slice(r, s->value); break;
    case SLOT_THINKING:
        if (s->show_thinking)
            emit(r, &r->t->thinking, s);
        break;
    case SLOT_CALLS: emit_calls(r, s); break;
    case SLOT_PARAMETERS: emit_parameters(r, s->arguments); break;
    case SLOT_ARGUMENTS: add_json(r, s->arguments); break;
    case SLOT_TOOL: add_json(r, s->tool); break;
    case SLOT_TOOLS: emit_tools(r); break;
    case SLOT_RESULTS:
        for (int i = s->first; i < s->end; i++)
            emit(r, &r->t->result, &(struct scope){.content = content_of(r, i)});
        break;
    case SLOT_NONE:
    case N_SLOTS: break;
    }
}

static void emit(struct renderer *r, const struct pattern *p, const struct scope *s)
{
    for (int i = 0; i < p->n_parts && !r->failed; i++) {
        const struct part *part = &p->parts[i];
        if (part->slot == SLOT_NONE)
            add(r, true, part->text, part->len);
        else
            emit_slot(r, part->slot, s);
    }
}

/* The first turn: tools and system text. Returns how many messages it took. */
static int render_system(struct renderer *r)
{
    const struct chat_template *t = r->t;
    const struct render_params *p = r->params;
    bool has_system = p->messages[0].role == ROLE_SYSTEM;
    struct slice content = has_system ? content_of(r, 0) : slice_of(NULL);
    if (json_array_size(p->tools) == 0) {
        if (has_system)
            emit(r, &t->system, &(struct scope){.content = content});
        return has_system;
    }
    const char *own = has_system ? "" : t->no_system;
    bool separate = content.len || *own || (has_system && t->separate_blank);
    const char *separator = separate ? t->system_separator : "";
    for (int i = 0; i < t->system.n_parts; i++) {
        const struct part *part = &t->system.parts[i];
        if (part->slot == SLOT_NONE) {
            add(r, true, part->text, part->len);
        } else if (t->system_before_tools) {
            add_slice(r, content);
            add_own(r, own);
            add_own(r, separator);
            emit(r, &t->tools, &(struct scope){0});
        } else {
            emit(r, &t->tools, &(struct scope){0});
            add_own(r, separator);
            add_own(r, own);
            add_slice(r, content);
        }
    }
    return has_system;
}

/* Thinking that stands in the content, as other programs store it: what is between the last
 * opening mark and the first closing one; what follows the last closing one is content. */
static void split_thinking(const struct reply_marks *marks, struct slice *content,
                           struct slice *reasoning)
{
    if (!*marks->think_close)
        return;
    const char *first = slice_find(*content, marks->think_close);
    if (!first)
        return;
    struct slice head = {content->s, (size_t)(first - content->s)};
    const char *open = slice_find_last(head, marks->think_open);
    if (open) {
        open += strlen(marks->think_open);
        head = (struct slice){open, (size_t)(first - open)};
    }
    const char *rest =
        slice_find_last(*content, marks->think_close) + strlen(marks->think_close);
    *reasoning = slice_trim_newlines(head);
    *content = slice_skip_newlines(
        (struct slice){rest, content->len - (size_t)(rest - content->s)});
}

static void render_assistant(struct renderer *r, int i)
{
    const struct chat_template *t = r->t;
    const struct message *m = &r->params->messages[i];
    struct scope s = {.first = i, .content = content_of(r, i)};
    if (m->thinking)
        s.reasoning = slice_of(m->thinking);
    else
        split_thinking(&t->marks, &s.content, &s.reasoning);
    /* Qwen3 asks whether something was thought before it trims. */
    bool blank = s.reasoning.len && t->empty == EMPTY_LAST;
    s.reasoning = t->trim_reasoning_newlines ? slice_trim_newlines(s.reasoning)
                                             : slice_trim(s.reasoning);
    if (t->trim_before_calls && m->n_calls)
        s.content = slice_trim(s.content);
    s.has_content = s.content.len > 0;
    bool kept =
        t->keep == KEEP_ALL || (t->keep == KEEP_AFTER_LAST_QUERY && i > r->last_query);
    s.show_thinking =
        kept && (s.reasoning.len || blank || t->empty == EMPTY_ALWAYS ||
                 (t->empty == EMPTY_LAST && i == r->params->n_messages - 1));
    if (s.show_thinking)
        s.content = slice_skip_newlines(s.content);
    emit(r, &t->assistant, &s);
}

static bool is_result(const struct chat_template *t, struct slice content)
{
    size_t n_open = strlen(t->result_open), n_close = strlen(t->result_close);
    return content.len >= n_open && content.len >= n_close &&
           memcmp(content.s, t->result_open, n_open) == 0 &&
           memcmp(content.s + content.len - n_close, t->result_close, n_close) == 0;
}

static bool find_last_query(struct renderer *r)
{
    for (int i = r->params->n_messages - 1; i >= 0; i--) {
        if (r->params->messages[i].role == ROLE_USER &&
            !is_result(r->t, content_of(r, i))) {
            r->last_query = i;
            return true;
        }
    }
    r->last_query = r->params->n_messages - 1;
    return !r->t->require_user ||
           err_set(r->err, 0, "render the conversation: it has no user message");
}

static bool render_messages(struct renderer *r, int start)
{
    const struct render_params *p = r->params;
    for (int i = start; i < p->n_messages && !r->failed;) {
        int end = i + 1;
        switch (p->messages[i].role) {
        case ROLE_SYSTEM:
            if (!r->t->system_anywhere)
                return err_set(r->err, 0,
                               "message %d: a system message can only be the first",
                               i + 1);
            emit(r, &r->t->system, &(struct scope){.content = content_of(r, i)});
            break;
        case ROLE_USER:
            add_bound(r);
            emit(r, &r->t->user, &(struct scope){.content = content_of(r, i)});
            break;
        case ROLE_ASSISTANT: render_assistant(r, i); break;
        case ROLE_TOOL:
            while (end < p->n_messages && p->messages[end].role == ROLE_TOOL)
                end++;
            emit(r, &r->t->results, &(struct scope){.first = i, .end = end});
            break;
        }
        i = end;
    }
    return !r->failed;
}

/* Whether the model goes on inside a thinking block after this text. */
static bool ends_in_thinking(const struct reply_marks *marks, const char *text)
{
    if (!*marks->think_open)
        return false;
    struct slice s = slice_of(text);
    const char *open = slice_find_last(s, marks->think_open);
    const char *close = slice_find_last(s, marks->think_close);
    return open && (!close || close < open);
}

bool template_render(const struct chat_template *t, const struct render_params *params,
                     struct rendering *out, struct error *err)
{
    *out = (struct rendering){0};
    struct renderer r = {.t = t, .params = params, .out = out, .err = err};
    if (params->n_messages == 0)
        return err_set(err, 0, "render the conversation: it has no messages");
    bool ok = find_last_query(&r);
    if (ok) {
        add_own(&r, t->bos);
        ok = render_messages(&r, render_system(&r));
    }
    if (ok) {
        add_bound(&r);
        if (params->generation_prompt) {
            const char *tail =
                params->thinking ? t->generation_thinking : t->generation_no_thinking;
            add_own(&r, t->generation);
            add_own(&r, tail);
            out->thinking_open = ends_in_thinking(&t->marks, tail);
        }
        flush(&r);
    }
    strbuf_finish(&r.text);
    if (!ok)
        rendering_finish(out);
    return ok;
}

void rendering_finish(struct rendering *r)
{
    for (int i = 0; i < r->n_spans; i++)
        free((char *)r->spans[i].text);
    free(r->spans);
    free(r->bound_spans);
    *r = (struct rendering){0};
}

char *rendering_text(const struct rendering *r)
{
    struct strbuf text = {0};
    for (int i = 0; i < r->n_spans; i++)
        strbuf_add(&text, r->spans[i].text, r->spans[i].len);
    return strbuf_take(&text);
}

bool rendering_encode(const struct rendering *r, const struct tokenizer *tok,
                      struct id_list *ids, size_t **bounds, struct error *err)
{
    size_t n_before = ids->n, start = 0;
    size_t *at = xreallocarray(NULL, (size_t)r->n_bounds + 1, sizeof(*at));
    bool ok = true;
    for (int i = 0; i <= r->n_bounds && ok; i++) {
        size_t end = i < r->n_bounds ? r->bound_spans[i] : (size_t)r->n_spans;
        ok = tokenizer_encode(tok, r->spans + start, (int)(end - start), ids, err);
        at[i] = ids->n - n_before;
        start = end;
    }
    if (!ok) {
        free(at);
        ids->n = n_before;
        return false;
    }
    *bounds = at;
    return true;
}
