#include "ui/plain.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <readline/history.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "ui/find.h"
#include "ui/glyph.h"
#include "ui/overlay.h"
#include "ui/plain_impl.h"

enum {
    WAKE_FDS_MAX = 4,
    FOUND_MAX = 30,       /* lines of a search that are said */
    FOUND_COLS_MAX = 300, /* of each of them */
    REPEAT_MAX = 6,       /* entries of another conversation that are said */
};

static const int64_t second_ns = 1000000000;
static const int64_t progress_ns = 30 * 1000000000LL;
static const char fence[] = "\"\"\""; /* around a text of several lines */

/* ---- to the paper ---- */

static void put(struct plain *p, const char *text, size_t len)
{
    if (len == 0)
        return;
    fd_write_all(STDOUT_FILENO, text, len);
    p->mid_line = text[len - 1] != '\n';
    p->said_ns = clock_now_ns();
}

static void end_line(struct plain *p)
{
    if (p->mid_line)
        put(p, "\n", 1);
}

void plain_say(struct plain *p, const char *text)
{
    plain_unprompt(p);
    end_line(p);
    put(p, text, strlen(text));
    end_line(p);
}

static void sayf(struct plain *p, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void sayf(struct plain *p, const char *fmt, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    plain_say(p, text);
}

/* ---- entries ---- */

int plain_add(struct plain *p, enum ui_entry kind, const char *label)
{
    if (p->n == p->cap) {
        p->cap = p->cap ? p->cap * 2 : 32;
        p->v = xreallocarray(p->v, (size_t)p->cap, sizeof *p->v);
    }
    p->v[p->n] = (struct plain_entry){.kind = kind, .label = sanitize_label(label)};
    return p->n++;
}

void plain_text(struct plain *p, int entry, bool thinking, const char *text, size_t len)
{
    struct plain_entry *e = &p->v[entry];
    if (thinking)
        sanitize_feed(&e->thinking_in, text, len, &e->thinking);
    else
        sanitize_feed(&e->text_in, text, len, &e->text);
}

void plain_end(struct plain *p, int entry, const char *footer)
{
    struct plain_entry *e = &p->v[entry];
    sanitize_end(&e->text_in, &e->text);
    sanitize_end(&e->thinking_in, &e->thinking);
    free(e->footer);
    e->footer = footer && *footer ? sanitize_label(footer) : NULL;
    e->ended = true;
}

void plain_thought(struct plain *p, int entry, double seconds, int n_tok)
{
    p->v[entry].thought_s = seconds;
    p->v[entry].thought_tok = n_tok;
}

static void entry_finish(struct plain_entry *e)
{
    free(e->label);
    free(e->footer);
    strbuf_finish(&e->text);
    strbuf_finish(&e->thinking);
}

static char *paper_line(const struct plain_entry *e)
{
    return xasprintf("%d %s", (int)e->kind, e->text.len ? e->text.data : "");
}

static void paper_clear(struct plain *p)
{
    for (int i = 0; i < p->n_paper; i++)
        free(p->paper[i]);
    free(p->paper);
    p->paper = NULL;
    p->n_paper = 0;
}

void plain_clear(struct plain *p)
{
    plain_flush(p);
    paper_clear(p);
    p->paper = xcalloc((size_t)p->n + 1, sizeof *p->paper);
    for (int i = 0; i < p->n; i++) {
        /* What the program said is no part of the conversation and is not shown again. */
        if (p->v[i].kind != UI_ENTRY_NOTICE && p->v[i].kind != UI_ENTRY_ERROR)
            p->paper[p->n_paper++] = paper_line(&p->v[i]);
        entry_finish(&p->v[i]);
    }
    p->n = p->last = 0;
    p->again = true;
}

/* How much of a stream is worth saying now: up to the end of a line or of a sentence. */
static size_t spoken(const struct strbuf *b, size_t from, bool all)
{
    size_t end = from;
    if (all)
        return b->len;
    for (size_t i = from; i < b->len; i++) {
        char c = b->data[i];
        bool stop = c == '\n' || (i + 1 < b->len && b->data[i + 1] == ' ' &&
                                  (c == '.' || c == '!' || c == '?' || c == ':'));
        if (stop)
            end = i + 1;
    }
    return end;
}

static void say_head(struct plain *p, struct plain_entry *e)
{
    static const char *const names[] = {
        [UI_ENTRY_USER] = "User",           [UI_ENTRY_ASSISTANT] = "Assistant",
        [UI_ENTRY_TOOL_CALL] = "Tool call", [UI_ENTRY_TOOL_RESULT] = "Tool result",
        [UI_ENTRY_NOTICE] = "Note",         [UI_ENTRY_ERROR] = "Error",
    };
    if (e->headed)
        return;
    e->headed = true;
    bool named = e->kind == UI_ENTRY_TOOL_CALL || e->kind == UI_ENTRY_TOOL_RESULT ||
                 strchr(e->label, '(') || strspn(e->label, "0123456789") == 0;
    char *head = xasprintf("%s%s%s: ", names[e->kind], named && *e->label ? " " : "",
                           named ? e->label : "");
    plain_unprompt(p);
    end_line(p);
    put(p, head, strlen(head));
    free(head);
}

/* What goes on behind another entry gets its head again: it would be taken for the other's. */
static void turn_to(struct plain *p, struct plain_entry *e)
{
    int i = (int)(e - p->v) + 1;
    if (p->last != i) {
        e->headed = false;
        e->thought_told = e->thought_told && !p->show_thinking;
    }
    p->last = i;
}

static void say_entry(struct plain *p, struct plain_entry *e)
{
    if (e->thinking.len > e->thinking_said) {
        size_t end = spoken(&e->thinking, e->thinking_said, e->ended || e->text.len > 0);
        if (p->show_thinking && end > e->thinking_said)
            turn_to(p, e);
        if (!e->thought_told && !e->ended)
            plain_say(p, "Assistant is thinking.");
        e->thought_told = true;
        if (p->show_thinking)
            put(p, e->thinking.data + e->thinking_said, end - e->thinking_said);
        e->thinking_said = end;
    }
    size_t end = spoken(&e->text, e->text_said, e->ended);
    while (e->text_said == 0 && e->text_said < end && e->text.data[e->text_said] == '\n')
        e->text_said++;
    if (end > e->text_said || (e->ended && e->thinking.len == 0)) {
        if (end > e->text_said || !e->headed)
            turn_to(p, e);
        while (!e->headed && e->text_said > 0 && e->text_said < end &&
               strchr(" \n", e->text.data[e->text_said]))
            e->text_said++;
        say_head(p, e);
        put(p, e->text.data + e->text_said, end - e->text_said);
        e->text_said = end;
    }
    if (!e->ended)
        return;
    e->said = true;
    end_line(p);
    if (e->thought_tok > 0)
        sayf(p, "(thought %.1f s, %d token%s)", e->thought_s, e->thought_tok,
             e->thought_tok == 1 ? "" : "s");
    if (e->footer)
        sayf(p, "(%s)", e->footer);
}

/* The beginning of another view of the conversation is on the paper already, as far as it
 * is the same; of one that is all new only the end is said. */
static void skip_known(struct plain *p)
{
    int i = 0, n_new = 0;
    while (i < p->n && i < p->n_paper && p->v[i].ended) {
        char *line = paper_line(&p->v[i]);
        bool same = strcmp(line, p->paper[i]) == 0;
        free(line);
        if (!same)
            break;
        p->v[i++].said = true;
    }
    for (int k = i; k < p->n; k++)
        n_new += p->v[k].ended;
    if (n_new > REPEAT_MAX) {
        sayf(p,
             "(%d earlier parts of the conversation are not repeated; /tree lists them)",
             n_new - REPEAT_MAX);
        for (int k = i; k < p->n && n_new > REPEAT_MAX; k++, n_new--)
            p->v[k].said = true;
    }
    p->again = false;
}

void plain_flush(struct plain *p)
{
    if (p->again)
        skip_known(p);
    for (int i = 0; i < p->n; i++) {
        struct plain_entry *e = &p->v[i];
        if (e->said)
            continue;
        /* The terminal has shown it while it was typed. */
        if (e->kind == UI_ENTRY_USER && e->ended && p->typed &&
            strcmp(e->text.len ? e->text.data : "", p->typed) == 0)
            e->said = true;
        else
            say_entry(p, e);
    }
}

bool plain_due(const struct plain *p)
{
    for (int i = p->n - 1; i >= 0; i--)
        if (!p->v[i].said)
            return true;
    return p->again;
}

/* ---- the other things that are said ---- */

void plain_status(struct plain *p, const char *text)
{
    char *clean = sanitize_label(text ? text : "");
    bool same = p->status && strcmp(p->status, clean) == 0;
    free(p->status);
    p->status = clean;
    if (same || !*clean)
        return;
    plain_flush(p);
    sayf(p, "(%s)", clean);
}

void plain_busy(struct plain *p, bool busy, const char *what)
{
    if (busy && !p->busy)
        p->busy_since_ns = p->said_ns = clock_now_ns();
    p->busy = busy;
    free(p->busy_what);
    p->busy_what = sanitize_label(what ? what : "");
}

void plain_show_thinking(struct plain *p, bool show)
{
    p->show_thinking = show;
}

void plain_page(struct plain *p, const char *title, const char *text)
{
    char *clean_title = sanitize_label(title), *clean = sanitize_text(text, strlen(text));
    plain_flush(p);
    sayf(p, "%.400s:", clean_title);
    plain_say(p, clean);
    free(clean_title);
    free(clean);
}

/* What was typed when it came is no answer, and what was typed of one is no message. */
static void begin_question(struct plain *p, char *how)
{
    plain_unprompt(p);
    if (!p->choice_text) {
        p->aside = p->prefill;
        p->prefill = NULL;
    }
    free(p->prefill);
    free(p->choice_text);
    p->prefill = NULL;
    p->choice_text = how;
}

static void end_question(struct plain *p)
{
    if (!p->choice_text)
        return;
    plain_unprompt(p);
    end_line(p);
    free(p->choice_text);
    free(p->prefill);
    p->choice_text = NULL;
    p->prefill = p->aside;
    p->aside = NULL;
}

void plain_question(struct plain *p, const struct ui_question *q)
{
    const struct ui_choice *c = overlay_choices(q->choices);
    struct strbuf b = {0}, how = {0};
    char *title = sanitize_label(q->title), *tool = sanitize_label(q->tool);
    plain_flush(p);
    strbuf_addf(&b, "Question: %s\n%s\n", title, tool);
    for (int i = 0; q->rows && q->rows[i] && q->rows[i + 1]; i += 2) {
        char *name = sanitize_label(q->rows[i]);
        char *value = sanitize_text(q->rows[i + 1], strlen(q->rows[i + 1]));
        strbuf_addf(&b, "%s: %s\n", name, value);
        free(name);
        free(value);
    }
    int n = 0;
    strbuf_adds(&how, "Type");
    for (; c->key && n < UI_CHOICES_MAX; c++) {
        strbuf_addf(&how, "%s %c for %s", n ? "," : "", c->key, c->what);
        p->choices[n++] = c->key;
    }
    p->choices[n] = '\0';
    strbuf_addf(&how, "%s, then Enter. Enter alone means %c.",
                q->details && *q->details ? ", ? for more" : "", p->choices[n - 1]);
    plain_say(p, b.data);
    plain_say(p, how.data);
    free(p->details);
    p->details =
        sanitize_text(q->details ? q->details : "", q->details ? strlen(q->details) : 0);
    begin_question(p, strbuf_take(&how));
    strbuf_finish(&b);
    free(title);
    free(tool);
    tcflush(STDIN_FILENO, TCIFLUSH); /* what was typed ahead is no answer */
}

void plain_question_hide(struct plain *p)
{
    end_question(p);
}

/* Lines are asked for in order: the search for one goes on where the last one was. */
struct text_lines {
    const char *text, *at;
    int line; /* that begins at `at` */
};

static const char *nth_line(void *ctx, int line, size_t *len)
{
    struct text_lines *t = ctx;
    if (line < t->line || !t->at) {
        t->at = t->text;
        t->line = 0;
    }
    for (; t->line < line; t->line++)
        t->at += strcspn(t->at, "\n") + 1;
    *len = strcspn(t->at, "\n");
    return t->at;
}

static void say_found(struct plain *p, const struct plain_entry *e, const char *line,
                      size_t len)
{
    size_t n = glyph_fit(line, len, FOUND_COLS_MAX, NULL);
    char *text = xasprintf("%s %s: %.*s", e->kind == UI_ENTRY_USER ? "User" : "Assistant",
                           e->label, (int)n, line);
    plain_say(p, text);
    free(text);
}

int plain_find(struct plain *p, const char *text)
{
    struct find_needle needle = {0};
    struct find_spans found = {0};
    int n = 0;
    plain_flush(p);
    for (int i = 0; find_needle_set(&needle, text) && i < p->n; i++) {
        const struct plain_entry *e = &p->v[i];
        if (e->text.len == 0)
            continue;
        struct text_lines lines = {.text = e->text.data};
        int n_lines = 1;
        for (const char *s = lines.text; *s; s++)
            n_lines += *s == '\n';
        find_in_lines(&needle, nth_line, &lines, 0, n_lines, &found);
        for (int k = 0; k < found.n && n + k < FOUND_MAX; k++) {
            size_t len;
            const char *line = nth_line(&lines, found.v[k].line, &len);
            if (k == 0 || found.v[k - 1].line != found.v[k].line)
                say_found(p, e, line, len);
        }
        n += found.n_matches;
    }
    if (*text)
        sayf(p, "(%d place%s)", n, n == 1 ? "" : "s");
    find_spans_finish(&found);
    find_needle_finish(&needle);
    return n;
}

void plain_input(struct plain *p, const char *text)
{
    plain_unprompt(p);
    end_line(p);
    free(p->prefill);
    p->prefill = text && *text ? sanitize_text(text, strlen(text)) : NULL;
}

char *plain_take_unsent(struct plain *p)
{
    plain_unprompt(p);
    char *line = p->prefill ? p->prefill : xstrdup("");
    p->prefill = NULL;
    if (!p->in_block)
        return line;
    /* As one line, which is begun with what begins such a text. */
    char *all = xasprintf("%s%s%s", fence, p->block.len ? p->block.data : "", line);
    p->in_block = false;
    strbuf_clear(&p->block);
    free(line);
    return all;
}

void plain_leave(struct plain *p)
{
    plain_release(p);
    end_line(p);
}

/* ---- life ---- */

struct plain *plain_open(const struct ui_params *params, struct error *err)
{
    struct plain *p = xcalloc(1, sizeof *p);
    p->wake[0] = p->wake[1] = -1;
    if (!plain_input_open(p, params, err)) {
        plain_close(p);
        return NULL;
    }
    return p;
}

void plain_close(struct plain *p)
{
    if (!p)
        return;
    plain_flush(p);
    plain_input_close(p);
    end_line(p);
    for (int i = 0; i < p->n; i++)
        entry_finish(&p->v[i]);
    free(p->v);
    paper_clear(p);
    strbuf_finish(&p->block);
    char *strings[] = {p->status, p->typed,   p->prefill,     p->line,
                       p->aside,  p->details, p->choice_text, p->busy_what};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        free(strings[i]);
    free(p);
}

/* ---- lines -> events ---- */

static void remember(struct plain *p, const char *text)
{
    struct error err = {0};
    add_history(text);
    if (!histfile_add(p->history, text, *text != ' ', &err) && !p->trouble_told) {
        sayf(p, "(%s)", err.msg);
        p->trouble_told = true;
    }
}

/* A line of a text between triple quotes; true when the text is whole and in *line. */
static bool collect(struct plain *p, char **line)
{
    const char *s = *line;
    size_t len = strlen(s);
    if (!p->in_block) {
        p->in_block = true;
        strbuf_clear(&p->block);
        s += 3;
        len -= 3;
    }
    bool end = len >= 3 && strcmp(s + len - 3, fence) == 0;
    strbuf_add(&p->block, s, end ? len - 3 : len);
    if (!end) {
        if (p->block.len > 0 || s == *line)
            strbuf_addc(&p->block, '\n');
        return false;
    }
    p->in_block = false;
    free(*line);
    *line = strbuf_take(&p->block);
    return true;
}

/* An answer to a question; false: it was none. */
static bool answered(struct plain *p, const char *line, struct ui_event *ev)
{
    char c = line[strspn(line, " \t")];
    if (c == '?' && *p->details) {
        plain_say(p, p->details);
        plain_say(p, p->choice_text);
        return false;
    }
    if (c && !strchr(p->choices, c)) {
        plain_say(p, p->choice_text);
        return false;
    }
    *ev = (struct ui_event){.kind = UI_EV_ANSWER,
                            .answer = c ? c : p->choices[strlen(p->choices) - 1]};
    end_question(p);
    return true;
}

/* True: it makes an event. */
static bool take_line(struct plain *p, struct ui_event *ev)
{
    if (p->eof) {
        *ev = (struct ui_event){.kind = UI_EV_QUIT};
        return true;
    }
    char *line = p->line;
    p->line = NULL;
    if (!line)
        return false;
    if (p->choice_text) {
        bool ok = answered(p, line, ev);
        free(line);
        return ok;
    }
    bool block = p->in_block || strncmp(line, fence, 3) == 0;
    if ((block && !collect(p, &line)) || line[strspn(line, " \t\n")] == '\0') {
        free(line);
        return false;
    }
    remember(p, line);
    free(p->typed);
    p->typed = xstrdup(line);
    *ev = (struct ui_event){.kind = UI_EV_SUBMIT, .text = line};
    return true;
}

static bool interrupt(struct plain *p, struct ui_event *ev)
{
    int64_t now = clock_now_ns();
    if (p->choice_text) {
        *ev = (struct ui_event){.kind = UI_EV_ANSWER,
                                .answer = p->choices[strlen(p->choices) - 1]};
        end_question(p);
        return true;
    }
    if (p->busy) {
        *ev = (struct ui_event){.kind = UI_EV_CANCEL};
        return true;
    }
    if (plain_drop_line(p)) {
        end_line(p);
        return false;
    }
    if (now < p->quit_until_ns) {
        *ev = (struct ui_event){.kind = UI_EV_QUIT, .exit_code = 130};
        return true;
    }
    p->quit_until_ns = now + 3 * second_ns;
    plain_say(p, "(Ctrl-C again leaves; so does Ctrl-D)");
    return false;
}

static bool take_signal(struct plain *p, struct ui_event *ev)
{
    struct plain_signals s = plain_take_signals(p);
    if (s.terminated) {
        *ev = (struct ui_event){.kind = UI_EV_QUIT, .exit_code = 143};
        return true;
    }
    if (s.continued)
        plain_release(p); /* the shell has changed the terminal's modes */
    return s.interrupted && interrupt(p, ev);
}

static void tell_progress(struct plain *p, int64_t now)
{
    if (!p->busy || p->choice_text || now < p->said_ns + progress_ns)
        return;
    sayf(p, "(%.200s, %ld s)", *p->busy_what ? p->busy_what : "working",
         (long)((now - p->busy_since_ns) / second_ns));
}

static int next_wake_ms(const struct plain *p, int64_t deadline)
{
    int64_t at = deadline;
    if (p->busy && !p->choice_text && (at == 0 || p->said_ns + progress_ns < at))
        at = p->said_ns + progress_ns;
    if (at == 0)
        return -1;
    int64_t left = at - clock_now_ns();
    return left <= 0 ? 0 : (int)(left / 1000000 + 1);
}

bool plain_wait(struct plain *p, const int *fds, int n_fds, int timeout_ms,
                struct ui_event *ev, struct error *err)
{
    int64_t deadline = timeout_ms >= 0 ? clock_now_ns() + timeout_ms * 1000000LL : 0;
    if (n_fds > WAKE_FDS_MAX)
        n_fds = WAKE_FDS_MAX;
    *ev = (struct ui_event){0};
    for (;;) {
        bool wants_line = !p->busy || p->choice_text;
        if (!wants_line)
            plain_release(p); /* before anything of an answer is said */
        if (plain_due(p))
            plain_flush(p);
        tell_progress(p, clock_now_ns());
        if (wants_line)
            plain_prompt(p);
        struct pollfd f[2 + WAKE_FDS_MAX] = {
            {p->prompting ? STDIN_FILENO : -1, POLLIN, 0}, {p->wake[0], POLLIN, 0}};
        for (int i = 0; i < n_fds; i++)
            f[2 + i] = (struct pollfd){fds[i], POLLIN, 0};
        int n = poll(f, 2 + (nfds_t)n_fds, next_wake_ms(p, deadline));
        if (n < 0 && errno != EINTR)
            return err_set(err, errno, "wait for keys");
        if (n > 0 && f[1].revents && take_signal(p, ev))
            return true;
        if (n > 0 && f[0].revents)
            plain_read(p);
        if ((p->line || p->eof) && take_line(p, ev))
            return true;
        for (int i = 0; n > 0 && i < n_fds; i++)
            if (f[2 + i].revents) {
                ev->kind = UI_EV_WAKE;
                return true;
            }
        if (deadline && clock_now_ns() >= deadline) {
            ev->kind = UI_EV_TIMER;
            return true;
        }
    }
}
