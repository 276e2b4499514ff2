#include "core/text/reply.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/strbuf.h"
#include "core/text/call_parser.h"
#include "core/text/trim.h"
#include "core/text/utf8.h"

/* Bytes become whole characters (`bytes` to `text`), then marks are looked for in the text.
 * Whether text is shown depends on what has come and never on how it was cut: what could
 * still be the start of a mark waits, as does white space, which is shown only when more
 * text of its part follows. So the pieces handed out add up to the trimmed message. */

enum {
    MAX_TRIES = 16, /* ends of functions at which a bare call may end */
    MAX_SPACE = 16, /* between its end and the closing mark */
};

enum state {
    IN_THINKING,
    IN_ANSWER,
    IN_CALL,
};

struct reply {
    const struct reply_marks *marks;
    const json_t *tools;
    reply_text_fn on_text;
    void *ctx;

    struct strbuf bytes; /* an incomplete character */
    struct strbuf text;  /* text[done ..) is undecided */
    size_t done;
    enum state state;
    bool thought;    /* a thinking block was opened */
    bool line_start; /* what comes at `done` begins a line */
    bool ended;

    /* -- in a call, which starts at `done` with its opening mark */
    size_t n_open; /* length of the mark; 0 for a bare call */
    int n_tries;   /* at the end of a bare call */
    enum state before_call;
    size_t scan;        /* no mark starts before it */
    size_t first_close; /* of a call that did not look finished there; 0: none */

    struct strbuf parts[2]; /* by enum reply_part: what was handed out */
    struct strbuf space[2]; /* white space that waits */
    struct tool_call *calls;
    int n_calls;
    struct strbuf problem;
};

struct reply *reply_create(const struct reply_marks *marks, bool thinking_open,
                           const json_t *tools, reply_text_fn on_text, void *ctx)
{
    struct reply *r = xcalloc(1, sizeof(*r));
    r->marks = marks;
    r->tools = tools;
    r->on_text = on_text;
    r->ctx = ctx;
    r->state = thinking_open ? IN_THINKING : IN_ANSWER;
    r->thought = thinking_open;
    r->line_start = true;
    return r;
}

void reply_destroy(struct reply *r)
{
    if (!r)
        return;
    struct message calls = {.calls = r->calls, .n_calls = r->n_calls};
    message_finish(&calls);
    strbuf_finish(&r->bytes);
    strbuf_finish(&r->text);
    strbuf_finish(&r->problem);
    for (int i = 0; i < 2; i++) {
        strbuf_finish(&r->parts[i]);
        strbuf_finish(&r->space[i]);
    }
    free(r);
}

static void hand_out(struct reply *r, enum reply_part part, const char *text, size_t len)
{
    if (len == 0)
        return;
    strbuf_add(&r->parts[part], text, len);
    if (r->on_text)
        r->on_text(r->ctx, part, text, len);
}

/* Text of the present state, of a call that turned out to be none likewise. */
static void show(struct reply *r, enum state state, const char *text, size_t len)
{
    enum reply_part part = state == IN_THINKING ? REPLY_THINKING : REPLY_ANSWER;
    struct slice all = {text, len}, t = slice_trim(all);
    struct strbuf *space = &r->space[part];
    size_t n_before = (size_t)(t.s - text);
    if (len)
        r->line_start = text[len - 1] == '\n';
    if (t.len == 0) {
        if (r->parts[part].len)
            strbuf_add(space, text, len);
        return;
    }
    if (r->parts[part].len) {
        hand_out(r, part, space->data, space->len);
        hand_out(r, part, text, n_before);
    }
    hand_out(r, part, t.s, t.len);
    strbuf_clear(space);
    strbuf_add(space, t.s + t.len, len - n_before - t.len);
}

static bool is_blank(const struct reply *r, enum reply_part part)
{
    return r->parts[part].len == 0;
}

enum match {
    MATCH_NO,
    MATCH_PART, /* the text ends within the mark */
    MATCH_YES,
};

static enum match match(const char *mark, struct slice t)
{
    size_t n = strlen(mark);
    if (n == 0 || t.len == 0)
        return MATCH_NO;
    size_t have = t.len < n ? t.len : n;
    if (memcmp(mark, t.s, have) != 0)
        return MATCH_NO;
    return have == n ? MATCH_YES : MATCH_PART;
}

/* Qwen3-Coder sometimes forgets the opening mark: a line that begins a call of one of the
 * tools is a call all the same. */
static enum match match_bare_call(const struct reply *r, struct slice t)
{
    if (r->marks->call_format != CALL_XML || r->state != IN_ANSWER || !r->tools)
        return MATCH_NO;
    enum match found = match(CALL_FUNCTION_OPEN, t);
    if (found != MATCH_YES)
        return found;
    size_t n_open = strlen(CALL_FUNCTION_OPEN);
    struct slice rest = {t.s + n_open, t.len - n_open};
    found = rest.len ? MATCH_NO : MATCH_PART;
    for (size_t i = 0; i < json_array_size(r->tools) && found != MATCH_YES; i++) {
        const char *name = call_tool_name(json_array_get(r->tools, i));
        size_t n = strlen(name);
        enum match this = match(name, rest);
        if (this == MATCH_YES && rest.len == n)
            this = MATCH_PART;
        else if (this == MATCH_YES && rest.s[n] != '>')
            this = MATCH_NO;
        found = this != MATCH_NO ? this : found;
    }
    return found;
}

static struct slice rest_from(const struct reply *r, size_t at)
{
    return (struct slice){r->text.data + at, r->text.len - at};
}

static void add_problem(struct reply *r, const char *why)
{
    if (r->problem.len)
        strbuf_addc(&r->problem, '\n');
    strbuf_addf(&r->problem, "a tool call of the model was not understood: %s", why);
}

/* Up to `end` it was no call after all. */
static void show_broken_call(struct reply *r, size_t end, const char *why)
{
    add_problem(r, why);
    r->state = r->before_call;
    show(r, r->state, r->text.data + r->done, end - r->done);
    r->done = end;
}

/* Takes the call; the text goes on at `end`. */
static void add_call(struct reply *r, const struct tool_call *call, size_t end)
{
    r->calls = xreallocarray(r->calls, (size_t)r->n_calls + 1, sizeof(*r->calls));
    r->calls[r->n_calls++] = *call;
    r->state = IN_ANSWER;
    r->line_start = true;
    r->done = end;
}

/* The call whose body ends at `close`; the text goes on at `end`. */
static void finish_call(struct reply *r, size_t close, size_t end)
{
    size_t start = r->done + r->n_open;
    struct slice body = {r->text.data + start, close - start};
    struct tool_call call;
    const char *why;
    if (!call_parse(body, r->tools, &call, &why)) {
        show_broken_call(r, end, why);
        return;
    }
    add_call(r, &call, end);
}

static void finish_at_first_close(struct reply *r)
{
    finish_call(r, r->first_close, r->first_close + strlen(r->marks->call_close));
}

/* At the end of a function of a bare call: it is the call's end unless the closing mark
 * comes, or the words were part of a value. MATCH_PART: more text decides. */
static enum match end_bare_call(struct reply *r, struct slice t)
{
    enum match end = match(CALL_FUNCTION_CLOSE, t);
    if (end != MATCH_YES || r->n_tries == MAX_TRIES)
        return end == MATCH_PART ? MATCH_PART : MATCH_NO;
    static const char space[] = {' ', '\t', '\r', '\n'};
    size_t at = r->scan + strlen(CALL_FUNCTION_CLOSE), next = at;
    while (next < r->text.len && next < at + MAX_SPACE &&
           memchr(space, r->text.data[next], sizeof(space)))
        next++;
    if (next == r->text.len)
        return MATCH_PART;
    enum match close = match(r->marks->call_close, rest_from(r, next));
    if (close != MATCH_NO)
        return close == MATCH_PART ? MATCH_PART : MATCH_NO;
    struct tool_call call;
    const char *why;
    r->n_tries++;
    if (!call_parse((struct slice){r->text.data + r->done, at - r->done}, r->tools, &call,
                    &why))
        return MATCH_NO;
    add_call(r, &call, at);
    return MATCH_YES;
}

/* Each returns false when it needs more text. */
static bool step_call(struct reply *r)
{
    size_t n_close = strlen(r->marks->call_close);
    size_t start = r->done + r->n_open;
    for (; r->scan < r->text.len; r->scan++) {
        struct slice t = rest_from(r, r->scan);
        enum match bare =
            r->n_open == 0 && !r->first_close ? end_bare_call(r, t) : MATCH_NO;
        if (bare != MATCH_NO)
            return bare == MATCH_YES;
        enum match close = match(r->marks->call_close, t);
        enum match open = r->first_close ? match(r->marks->call_open, t) : MATCH_NO;
        if (close == MATCH_PART || open == MATCH_PART)
            return false;
        if (open == MATCH_YES) {
            finish_at_first_close(r);
            return true;
        }
        if (close != MATCH_YES)
            continue;
        struct slice body = {r->text.data + start, r->scan - start};
        if (call_looks_finished(body)) {
            finish_call(r, r->scan, r->scan + n_close);
            return true;
        }
        /* A value may speak of the closing mark; or the call is broken. */
        if (!r->first_close)
            r->first_close = r->scan;
    }
    return false;
}

static void begin_call(struct reply *r, size_t n_open)
{
    r->before_call = r->state;
    r->state = IN_CALL;
    r->n_open = n_open;
    r->n_tries = 0;
    r->scan = r->done + n_open;
    r->first_close = 0;
}

/* At the opening mark of a call. */
static bool enter_call(struct reply *r, bool final)
{
    size_t n = strlen(r->marks->call_open);
    enum call_start start = call_start(rest_from(r, r->done + n));
    if (start == CALL_START_UNDECIDED && !final)
        return false;
    if (start != CALL_START_YES) {
        show(r, r->state, r->text.data + r->done, n);
        r->done += n;
        return true;
    }
    begin_call(r, n);
    return true;
}

static bool is_space(const struct reply *r, size_t from, size_t to)
{
    return slice_trim((struct slice){r->text.data + from, to - from}).len == 0;
}

/* Whether the model opens a thinking block here by itself. */
static bool may_open_thinking(const struct reply *r)
{
    if (r->state == IN_THINKING)
        return is_blank(r, REPLY_THINKING);
    return !r->thought && is_blank(r, REPLY_ANSWER) && r->n_calls == 0;
}

static bool step_text(struct reply *r, bool final)
{
    const struct reply_marks *m = r->marks;
    size_t i = r->done;
    enum match call = MATCH_NO, open = MATCH_NO, close = MATCH_NO, bare = MATCH_NO;
    bool blank = true;
    for (; i < r->text.len; i++) {
        struct slice t = rest_from(r, i);
        call = match(m->call_open, t);
        close = r->state == IN_THINKING ? match(m->think_close, t) : MATCH_NO;
        open = MATCH_NO;
        if (blank && may_open_thinking(r)) {
            open = match(m->think_open, t);
            blank = open == MATCH_NO || is_space(r, r->done, i);
            open = blank ? open : MATCH_NO;
        }
        bool line_start = i > r->done ? r->text.data[i - 1] == '\n' : r->line_start;
        bare = line_start ? match_bare_call(r, t) : MATCH_NO;
        if (call == MATCH_YES || close == MATCH_YES || open == MATCH_YES ||
            bare == MATCH_YES)
            break;
        if (!final && (call || close || open || bare))
            break;
    }
    show(r, r->state, r->text.data + r->done, i - r->done);
    r->done = i;
    if (i == r->text.len)
        return false;
    if (call == MATCH_YES)
        return enter_call(r, final);
    if (bare == MATCH_YES) {
        begin_call(r, 0);
        return true;
    }
    if (close == MATCH_YES) {
        r->state = IN_ANSWER;
        r->line_start = true;
        r->done += strlen(m->think_close);
        return true;
    }
    if (open == MATCH_YES) {
        r->state = IN_THINKING;
        r->thought = true;
        r->done += strlen(m->think_open);
        return true;
    }
    return false;
}

static void process(struct reply *r, bool final)
{
    while (r->done < r->text.len)
        if (!(r->state == IN_CALL ? step_call(r) : step_text(r, final)))
            break;
    /* What is decided is dropped when it is the larger part; a call keeps its place. */
    if (r->state != IN_CALL && r->done > r->text.len / 2) {
        size_t left = r->text.len - r->done;
        memmove(r->text.data, r->text.data + r->done, left);
        r->text.len = left;
        r->text.data[left] = '\0';
        r->done = 0;
    }
}

/* Moves whole characters from bytes to text, invalid ones as U+FFFD. */
static void take_characters(struct reply *r, bool final)
{
    const char *s = r->bytes.data;
    size_t len = r->bytes.len;
    size_t keep = final ? 0 : utf8_incomplete_tail(s, len);
    size_t end = len - keep;
    for (size_t i = 0; i < end;) {
        uint32_t cp;
        size_t n = utf8_next(s + i, end - i, &cp);
        if (cp == 0xfffd)
            strbuf_adds(&r->text, "\xef\xbf\xbd");
        else
            strbuf_add(&r->text, s + i, n);
        i += n;
    }
    if (keep)
        memmove(r->bytes.data, s + end, keep);
    r->bytes.len = keep;
}

void reply_feed(struct reply *r, const char *bytes, size_t len)
{
    assert(!r->ended);
    if (len == 0)
        return;
    strbuf_add(&r->bytes, bytes, len);
    take_characters(r, false);
    process(r, false);
}

void reply_end(struct reply *r)
{
    if (r->ended)
        return;
    r->ended = true;
    take_characters(r, true);
    process(r, true);
    while (r->state == IN_CALL) {
        struct slice body = rest_from(r, r->done + r->n_open);
        if (r->first_close)
            finish_at_first_close(r);
        else if (call_looks_finished(body))
            finish_call(r, r->text.len, r->text.len);
        else
            show_broken_call(r, r->text.len, "it was not finished");
        process(r, true);
    }
}

void reply_message(const struct reply *r, struct message *out)
{
    const struct strbuf *thinking = &r->parts[REPLY_THINKING];
    const struct strbuf *answer = &r->parts[REPLY_ANSWER];
    struct message m = {
        .role = ROLE_ASSISTANT,
        .content = answer->data ? answer->data : (char *)"",
        .thinking = thinking->len ? thinking->data : NULL,
        .calls = r->calls,
        .n_calls = r->n_calls,
    };
    /* A template looks for thinking in the content of a message that has none of its own:
     * here that would be text in which the model speaks of the mark. */
    if (!m.thinking && *r->marks->think_close && strstr(m.content, r->marks->think_close))
        m.thinking = (char *)"";
    message_copy(out, &m);
}

const char *reply_problem(const struct reply *r)
{
    return r->problem.data ? r->problem.data : "";
}
