#include "net/remote_reply.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "net/remote_fault.h"

enum {
    MAX_BYTES = 64 << 20, /* of text and calls together */
    MAX_CALLS = 128,
};

static const char think_open[] = "<think>", think_close[] = "</think>";

/* Servers that know nothing of thinking send it as the beginning of the answer. */
enum think {
    THINK_START, /* the answer may begin with <think>: what came is held back */
    THINK_INSIDE,
    THINK_OFF,
};

struct call {
    json_int_t index; /* as the server counts; -1: it does not */
    struct strbuf id, name, arguments;
    bool whole; /* the piece that began the arguments had all of them */
};

struct remote_reply {
    remote_text_fn on_text;
    void *ctx;
    const char *key; /* borrowed, or NULL */
    struct strbuf thinking, answer, held;
    enum think think;
    struct call *calls; /* owned */
    int n_calls, n_pieces;
    size_t n_bytes;
    char finish[32], problem[256];
    struct remote_usage usage;
};

struct remote_reply *remote_reply_create(remote_text_fn on_text, void *ctx,
                                         const char *key)
{
    struct remote_reply *r = xcalloc(1, sizeof(*r));
    r->on_text = on_text;
    r->ctx = ctx;
    r->key = key;
    r->usage.prefill_tok_s = r->usage.decode_tok_s = NAN;
    return r;
}

void remote_reply_destroy(struct remote_reply *r)
{
    if (!r)
        return;
    for (int i = 0; i < r->n_calls; i++) {
        strbuf_finish(&r->calls[i].id);
        strbuf_finish(&r->calls[i].name);
        strbuf_finish(&r->calls[i].arguments);
    }
    free(r->calls);
    strbuf_finish(&r->thinking);
    strbuf_finish(&r->answer);
    strbuf_finish(&r->held);
    free(r);
}

/* ---- text ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static void say(struct remote_reply *r, enum engine_event_kind kind, const char *text,
                size_t len)
{
    bool answer = kind == ENGINE_ANSWER;
    struct strbuf *b = answer ? &r->answer : &r->thinking;
    /* The empty lines between thinking and answer are the template's, not the answer's. */
    if (b->len == 0 && (!answer || r->thinking.len > 0)) {
        for (; len > 0 && is_space(*text); text++)
            len--;
    }
    if (len == 0)
        return;
    strbuf_add(b, text, len);
    r->on_text(r->ctx, kind, text, len);
}

/* How many bytes at the end of the text may be the beginning of `mark`. */
static size_t held_back(const char *text, size_t len, const char *mark)
{
    size_t n = strlen(mark) - 1;
    for (n = n < len ? n : len; n > 0; n--)
        if (memcmp(text + len - n, mark, n) == 0)
            break;
    return n;
}

static void flush(struct remote_reply *r, enum engine_event_kind kind, size_t n,
                  size_t skip)
{
    say(r, kind, r->held.data, n);
    size_t rest = r->held.len - n - skip;
    memmove(r->held.data, r->held.data + n + skip, rest);
    r->held.len = rest;
    r->held.data[rest] = '\0';
}

static void decide_start(struct remote_reply *r)
{
    const char *s = r->held.data;
    size_t len = r->held.len, i = 0;
    while (i < len && is_space(s[i]))
        i++;
    size_t n = len - i, want = sizeof(think_open) - 1;
    if (memcmp(s + i, think_open, n < want ? n : want) != 0)
        r->think = THINK_OFF;
    else if (n >= want)
        r->think = THINK_INSIDE;
    if (r->think == THINK_INSIDE)
        flush(r, ENGINE_THINKING, 0, i + want);
}

static void answer_text(struct remote_reply *r, const char *text, size_t len)
{
    strbuf_add(&r->held, text, len);
    if (len == 0)
        return;
    if (r->think == THINK_START)
        decide_start(r);
    if (r->think == THINK_INSIDE && r->held.len) {
        char *close = strstr(r->held.data, think_close);
        if (close) {
            r->think = THINK_OFF;
            flush(r, ENGINE_THINKING, (size_t)(close - r->held.data),
                  sizeof(think_close) - 1);
        } else {
            flush(r, ENGINE_THINKING,
                  r->held.len - held_back(r->held.data, r->held.len, think_close), 0);
        }
    }
    if (r->think == THINK_OFF && r->held.len)
        flush(r, ENGINE_ANSWER, r->held.len, 0);
}

void remote_reply_end(struct remote_reply *r)
{
    if (r->held.len)
        flush(r, r->think == THINK_INSIDE ? ENGINE_THINKING : ENGINE_ANSWER, r->held.len,
              0);
}

/* A string of JSON in pieces without NUL: no text of ours has one. */
static bool each_text(struct remote_reply *r, const json_t *v, bool thinking)
{
    const char *s = json_string_value(v);
    size_t len = json_string_length(v);
    for (size_t at = 0; at < len;) {
        size_t n = strnlen(s + at, len - at);
        if (n && thinking) {
            r->think = r->think == THINK_START ? THINK_OFF : r->think;
            say(r, ENGINE_THINKING, s + at, n);
        } else if (n) {
            answer_text(r, s + at, n);
        }
        at += n + 1;
    }
    r->n_bytes += len;
    return len > 0;
}

static bool content(struct remote_reply *r, const json_t *v)
{
    bool any = false;
    if (json_is_string(v))
        return each_text(r, v, false);
    for (size_t i = 0; i < json_array_size(v); i++)
        any |= each_text(r, json_object_get(json_array_get(v, i), "text"), false);
    return any;
}

/* ---- calls ---- */

static void add_string(struct remote_reply *r, struct strbuf *b, const json_t *v)
{
    const char *s = json_string_value(v);
    if (s)
        strbuf_add(b, s, strlen(s));
    r->n_bytes += s ? strlen(s) : 0;
}

static bool arguments_ok(const char *text)
{
    json_t *o = text ? json_loads(text, 0, NULL) : NULL;
    bool ok = json_is_object(o);
    json_decref(o);
    return ok;
}

/* Whether a piece with a name and arguments cannot go on with this call, which had all at once:
 * there are servers that repeat the name in each piece. */
static bool is_another(const struct call *c, const json_t *f)
{
    const json_t *args = json_object_get(f, "arguments");
    return json_string_length(json_object_get(f, "name")) > 0 && c->name.len > 0 &&
           (json_is_object(args) || json_string_length(args) > 0) && c->whole;
}

/* Which call a piece belongs to: an index names it, an id that is another begins another one
 * (there are servers that count all as 0), and so does a whole call behind a whole one; else a
 * piece with neither goes on with the last. */
static struct call *find_call(struct remote_reply *r, json_int_t index, const char *id,
                              const json_t *f)
{
    struct call *found = NULL;
    for (int i = 0; i < r->n_calls; i++)
        if (index < 0 || r->calls[i].index == index)
            found = &r->calls[i];
    if (found && id && *id && found->id.len && strcmp(found->id.data, id) != 0)
        found = NULL;
    if (found && !(id && *id) && is_another(found, f))
        found = NULL;
    if (found)
        return found;
    if (r->n_calls == MAX_CALLS)
        return NULL;
    r->calls = xreallocarray(r->calls, (size_t)r->n_calls + 1, sizeof(*r->calls));
    r->calls[r->n_calls] = (struct call){.index = index};
    return &r->calls[r->n_calls++];
}

static bool take_call(struct remote_reply *r, const json_t *o, struct error *err)
{
    const json_t *index = json_object_get(o, "index"), *id = json_object_get(o, "id");
    const json_t *f = json_object_get(o, "function");
    const json_t *args = json_object_get(f, "arguments");
    if (!json_is_object(o))
        return err_set(err, 0, "a call of a tool is no object");
    struct call *c = find_call(r, json_is_integer(index) ? json_integer_value(index) : -1,
                               json_string_value(id), f);
    if (!c)
        return err_set(err, 0, "more than %d calls of tools in one answer", MAX_CALLS);
    if (!c->id.len)
        add_string(r, &c->id, id);
    if (!c->name.len)
        add_string(r, &c->name, json_object_get(f, "name"));
    bool first = c->arguments.len == 0;
    if (json_is_object(args)) {
        char *text = json_dumps(args, JSON_COMPACT);
        strbuf_adds(&c->arguments, text ? text : "");
        free(text);
    } else {
        add_string(r, &c->arguments, args);
    }
    /* No later piece is parsed: of many small ones that would be quadratic. */
    if (first)
        c->whole = json_is_object(args) || arguments_ok(c->arguments.data);
    return true;
}

/* ---- the rest of a piece ---- */

static int count(const json_t *o, const char *key)
{
    json_int_t n = json_integer_value(json_object_get(o, key));
    return n < 0 ? 0 : n > INT_MAX ? INT_MAX : (int)n;
}

static double rate(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_number(v) && json_number_value(v) > 0 ? json_number_value(v) : NAN;
}

static void take_usage(struct remote_reply *r, const json_t *o)
{
    const json_t *u = json_object_get(o, "usage"), *t = json_object_get(o, "timings");
    struct remote_usage *to = &r->usage;
    if (json_is_integer(json_object_get(u, "prompt_tokens")) &&
        json_is_integer(json_object_get(u, "completion_tokens")))
    {
        to->known = true;
        to->n_prompt_tok = count(u, "prompt_tokens");
        to->n_generated_tok = count(u, "completion_tokens");
        to->n_reused_tok =
            count(json_object_get(u, "prompt_tokens_details"), "cached_tokens");
        to->n_thinking_tok =
            count(json_object_get(u, "completion_tokens_details"), "reasoning_tokens");
    }
    if (json_is_object(t)) { /* llama-server's */
        to->prefill_tok_s = rate(t, "prompt_per_second");
        to->decode_tok_s = rate(t, "predicted_per_second");
        if (json_is_integer(json_object_get(t, "cache_n")))
            to->n_reused_tok = count(t, "cache_n");
    }
}

static bool take_delta(struct remote_reply *r, const json_t *d, struct error *err)
{
    const json_t *thought = json_object_get(d, "reasoning_content");
    if (!json_is_string(thought))
        thought = json_object_get(d, "reasoning");
    bool any = json_is_string(thought) && each_text(r, thought, true);
    any |= content(r, json_object_get(d, "content"));
    any |= content(r, json_object_get(d, "refusal"));
    const json_t *calls = json_object_get(d, "tool_calls");
    for (size_t i = 0; i < json_array_size(calls); i++) {
        any = true;
        if (!take_call(r, json_array_get(calls, i), err))
            return false;
    }
    r->n_pieces += any;
    return r->n_bytes <= MAX_BYTES ||
           err_set(err, 0, "the answer is longer than %d MiB", MAX_BYTES >> 20);
}

static bool take_choice(struct remote_reply *r, const json_t *o, struct error *err)
{
    const json_t *choices = json_object_get(o, "choices");
    const json_t *c = json_array_get(choices, 0);
    if (choices && !json_is_null(choices) && !json_is_array(choices))
        return err_set(err, 0, "\"choices\" is no list");
    if (!c || count(c, "index") != 0)
        return true; /* the last piece of a stream, which has the usage alone */
    const json_t *d = json_object_get(c, "delta");
    if (!json_is_object(d))
        d = json_object_get(c, "message");
    const char *finish = json_string_value(json_object_get(c, "finish_reason"));
    if (finish && *finish)
        snprintf(r->finish, sizeof(r->finish), "%s", finish);
    return take_delta(r, d, err);
}

enum remote_take remote_reply_take(struct remote_reply *r, const char *json, size_t len,
                                   struct remote_fault *fault, struct error *err)
{
    json_error_t why;
    json_t *o = json_loadb(json, len, JSON_ALLOW_NUL, &why);
    enum remote_take rc = REMOTE_TAKEN;
    if (!json_is_object(o)) {
        char text[200] = "another value";
        rc = REMOTE_BROKEN;
        if (!o)
            remote_json_why(&why, text, sizeof(text));
        err_set(err, 0, "it is no JSON object (%s)", text);
    } else if (json_object_get(o, "error") && !json_is_null(json_object_get(o, "error")))
    {
        rc = REMOTE_FAULT;
        remote_fault_from_json(fault, o, r->key);
    } else if (!take_choice(r, o, err)) {
        rc = REMOTE_BROKEN;
    } else {
        take_usage(r, o);
    }
    json_decref(o);
    return rc;
}

/* ---- what came of it ---- */

int remote_reply_n_pieces(const struct remote_reply *r)
{
    return r->n_pieces;
}

const char *remote_reply_finish(const struct remote_reply *r)
{
    return r->finish;
}

const struct remote_usage *remote_reply_usage(const struct remote_reply *r)
{
    return &r->usage;
}

const char *remote_reply_problem(const struct remote_reply *r)
{
    return r->problem;
}

static char *text_or_null(const struct strbuf *b)
{
    size_t len = b->len;
    while (len > 0 && is_space(b->data[len - 1]))
        len--;
    return len ? xstrndup(b->data, len) : NULL;
}

static void add_call(struct remote_reply *r, struct message *m, const struct call *c,
                     const char *unique)
{
    const char *args = c->arguments.len ? c->arguments.data : "{}";
    if (!c->name.len) {
        snprintf(r->problem, sizeof(r->problem),
                 "A call of a tool has no name; it was not run.");
        return;
    }
    if (!arguments_ok(args)) {
        char *name = remote_hide_key(c->name.data, c->name.len, r->key);
        snprintf(r->problem, sizeof(r->problem),
                 "The arguments of the call of %.64s are no JSON object; it was not run.",
                 name);
        free(name);
        return;
    }
    m->calls[m->n_calls] = (struct tool_call){
        .id =
            c->id.len ? xstrdup(c->id.data) : xasprintf("call_%s_%d", unique, m->n_calls),
        .name = xstrdup(c->name.data),
        .arguments = xstrdup(args),
    };
    m->n_calls++;
}

void remote_reply_message(struct remote_reply *r, bool whole, const char *unique,
                          struct message *out)
{
    *out = (struct message){.role = ROLE_ASSISTANT,
                            .content = text_or_null(&r->answer),
                            .thinking = text_or_null(&r->thinking)};
    if (!r->n_calls)
        return;
    if (!whole) {
        snprintf(r->problem, sizeof(r->problem),
                 "The answer had begun to call a tool; nothing was run.");
        return;
    }
    out->calls = xcalloc((size_t)r->n_calls, sizeof(*out->calls));
    for (int i = 0; i < r->n_calls; i++)
        add_call(r, out, &r->calls[i], unique);
    if (out->n_calls == 0) {
        free(out->calls);
        out->calls = NULL;
    }
}
