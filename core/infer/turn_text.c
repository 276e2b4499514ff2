#include "core/infer/turn.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/text/utf8.h"

/* What the model writes becomes events: through the reply parser, or as it is after a raw
 * prompt; and up to a text that ends the answer. What may become one waits. */

/* Events carry only what is new: the beginning of a continued answer goes through the
 * parser like the rest, but was seen already. */
static void tell(struct turn_text *x, enum engine_event_kind kind, const char *text,
                 size_t len)
{
    if (len > 0)
        event_queue_text(x->t->e->events, kind, x->t->r.id, text, len);
}

/* The first place in the undecided text where a stop begins, or its end. */
static size_t find_stop(const struct turn_text *x)
{
    const struct engine_request *r = &x->t->r;
    size_t best = x->shown.len;
    for (int i = 0; i < r->n_stop; i++) {
        size_t n = strlen(r->stop[i]);
        for (size_t at = x->n_out; at + n <= x->shown.len && at < best; at++)
            if (memcmp(x->shown.data + at, r->stop[i], n) == 0)
                best = at;
    }
    return best;
}

/* Whether the text from `at` to its end may be the beginning of a stop. */
static bool may_begin_stop(const struct turn_text *x, size_t at)
{
    const struct engine_request *r = &x->t->r;
    size_t len = x->shown.len - at;
    for (int i = 0; i < r->n_stop; i++)
        if (len < strlen(r->stop[i]) && memcmp(x->shown.data + at, r->stop[i], len) == 0)
            return true;
    return false;
}

static void tell_up_to(struct turn_text *x, size_t end)
{
    tell(x, ENGINE_ANSWER, x->shown.data + x->n_out, end - x->n_out);
    x->n_out = end;
}

static void on_answer(struct turn_text *x, const char *text, size_t len)
{
    if (x->t->r.n_stop == 0) {
        tell(x, ENGINE_ANSWER, text, len);
        return;
    }
    if (x->stopped || len == 0)
        return;
    strbuf_add(&x->shown, text, len);
    size_t end = find_stop(x);
    x->stopped = end < x->shown.len;
    if (!x->stopped)
        for (end = x->n_out; end < x->shown.len && !may_begin_stop(x, end);)
            end++;
    tell_up_to(x, end);
}

static void on_text(void *ctx, enum reply_part part, const char *text, size_t len)
{
    struct turn_text *x = ctx;
    size_t skip = x->skip[part] < len ? x->skip[part] : len;
    x->skip[part] -= skip;
    if (part == REPLY_THINKING) {
        tell(x, ENGINE_THINKING, text + skip, len - skip);
        return;
    }
    x->thinking = false;
    if (!x->stopped)
        x->n_answer += len;
    on_answer(x, text + skip, len - skip);
}

static size_t feed(struct turn_text *x, const char *text)
{
    size_t len = text ? strlen(text) : 0;
    if (len)
        reply_feed(x->reply, text, len);
    return len;
}

/* The part of a continued answer that is there already. */
static void feed_beginning(struct turn_text *x)
{
    const struct engine_request *r = &x->t->r;
    const struct message *m = r->n_messages ? &r->messages[r->n_messages - 1] : NULL;
    if (!m || m->role != ROLE_ASSISTANT || !r->continue_last)
        return;
    x->skip[REPLY_THINKING] = m->thinking ? strlen(m->thinking) : 0;
    x->skip[REPLY_ANSWER] = m->content ? strlen(m->content) : 0;
    feed(x, m->thinking);
    if (x->skip[REPLY_THINKING] && !x->t->prompt.thinking_open)
        feed(x, x->marks->think_close);
    feed(x, m->content);
}

void turn_text_begin(struct turn_text *x, struct turn *t)
{
    const struct tokenizer *tok = t->e->tok;
    *x = (struct turn_text){.t = t, .marks = template_marks(t->e->template)};
    x->think_close_id =
        *x->marks->think_close ? tokenizer_id(tok, x->marks->think_close) : -1;
    x->call_open_id = *x->marks->call_open ? tokenizer_id(tok, x->marks->call_open) : -1;
    if (t->r.prompt)
        return;
    bool old_thinking = false;
    if (t->r.continue_last) {
        const char *s = t->r.messages[t->r.n_messages - 1].thinking;
        old_thinking = s && *s;
    }
    x->reply = reply_create(x->marks, t->prompt.thinking_open || old_thinking, t->r.tools,
                            on_text, x);
    feed_beginning(x);
    feed(x, t->prompt.forced);
    x->thinking = t->prompt.thinking_open;
}

void turn_text_finish(struct turn_text *x)
{
    reply_destroy(x->reply);
    strbuf_finish(&x->bytes);
    strbuf_finish(&x->raw);
    strbuf_finish(&x->shown);
}

/* Whole characters; what is none becomes U+FFFD. */
static void say_raw(struct turn_text *x, bool final)
{
    size_t before = x->raw.len, len = x->bytes.len;
    size_t keep = final ? 0 : utf8_incomplete_tail(x->bytes.data, len);
    for (size_t i = 0, n; i < len - keep; i += n) {
        uint32_t cp;
        n = utf8_next(x->bytes.data + i, len - keep - i, &cp);
        if (cp == 0xfffd)
            strbuf_adds(&x->raw, "\xef\xbf\xbd");
        else
            strbuf_add(&x->raw, x->bytes.data + i, n);
    }
    if (keep)
        memmove(x->bytes.data, x->bytes.data + len - keep, keep);
    x->bytes.len = keep;
    if (x->raw.len == before)
        return;
    if (!x->stopped)
        x->n_answer = x->raw.len;
    on_answer(x, x->raw.data + before, x->raw.len - before);
}

static bool is_mark(const struct reply_marks *m, const char *piece, size_t len)
{
    const char *const marks[] = {m->think_open, m->think_close, m->call_open,
                                 m->call_close};
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
        if (len && strlen(marks[i]) == len && memcmp(marks[i], piece, len) == 0)
            return true;
    return false;
}

void turn_text_say(struct turn_text *x, int32_t id)
{
    size_t len;
    bool special;
    const char *piece = tokenizer_piece(x->t->e->tok, id, &len, &special);
    if (!len || (special && !is_mark(x->marks, piece, len)))
        return;
    if (x->reply) {
        reply_feed(x->reply, piece, len);
        return;
    }
    strbuf_add(&x->bytes, piece, len);
    say_raw(x, false);
}

void turn_text_end(struct turn_text *x)
{
    if (x->reply)
        reply_end(x->reply);
    else if (x->bytes.len)
        say_raw(x, true);
    if (!x->stopped && x->shown.len > x->n_out)
        tell_up_to(x, x->shown.len);
}

void turn_text_message(const struct turn_text *x, struct message *out)
{
    if (x->reply) {
        reply_message(x->reply, out);
    } else {
        const struct message m = {.role = ROLE_ASSISTANT,
                                  .content = x->raw.data ? x->raw.data : (char *)""};
        message_copy(out, &m);
    }
    /* Of the text that came with the stop, what was in front of it. */
    size_t n = x->n_answer - (x->shown.len - x->n_out);
    if (x->stopped && out->content && strlen(out->content) > n)
        out->content[n] = '\0';
}
