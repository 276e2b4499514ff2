#include "ui/transcript.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "ui/markdown.h"
#include "ui/sanitize.h"

enum {
    THINKING_TAIL_LINES = 3, /* shown while it streams */
    OUTPUT_LINES = 10,       /* of a tool, when folded */
    MESSAGE_LINES = 40,      /* of a message, which may have files in it, when folded */
};

struct entry {
    enum ui_entry kind;
    char *label;  /* owned, may be "" */
    char *footer; /* owned or NULL */
    struct strbuf text, thinking;
    struct sanitizer text_in, thinking_in;
    double thought_s;
    int thought_tok; /* -1: not told */
    bool ended;

    size_t cut;        /* of the text: rendered for good up to here, in `body` */
    bool stale, valid; /* stale: tail and head; valid: body is of this width */
    struct lines head, body, tail, foot;
    int label_lines; /* of the head */
    unsigned stamp;
};

struct transcript {
    const struct theme *theme;
    struct entry **v;
    int n, cap;
    int cols;
    bool show_thinking, show_output;
    unsigned last_stamp;
};

struct transcript *transcript_create(const struct theme *theme)
{
    struct transcript *t = xcalloc(1, sizeof *t);
    t->theme = theme;
    t->cols = 80;
    return t;
}

void transcript_clear(struct transcript *t)
{
    for (int i = 0; i < t->n; i++) {
        struct entry *e = t->v[i];
        free(e->label);
        free(e->footer);
        strbuf_finish(&e->text);
        strbuf_finish(&e->thinking);
        lines_finish(&e->head);
        lines_finish(&e->body);
        lines_finish(&e->tail);
        lines_finish(&e->foot);
        free(e);
    }
    t->n = 0;
}

void transcript_destroy(struct transcript *t)
{
    if (!t)
        return;
    transcript_clear(t);
    free(t->v);
    free(t);
}

int transcript_add(struct transcript *t, enum ui_entry kind, const char *label)
{
    if (t->n == t->cap) {
        t->cap = t->cap ? t->cap * 2 : 32;
        // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
        t->v = xreallocarray(t->v, (size_t)t->cap, sizeof *t->v);
    }
    struct entry *e = xcalloc(1, sizeof *e);
    e->kind = kind;
    e->label = sanitize_label(label);
    e->thought_tok = -1;
    e->stale = true;
    t->v[t->n] = e;
    return t->n++;
}

static struct entry *get(struct transcript *t, int entry)
{
    return entry >= 0 && entry < t->n ? t->v[entry] : NULL;
}

void transcript_text(struct transcript *t, int entry, bool thinking, const char *text,
                     size_t len)
{
    struct entry *e = get(t, entry);
    if (!e || e->ended)
        return;
    if (thinking)
        sanitize_feed(&e->thinking_in, text, len, &e->thinking);
    else
        sanitize_feed(&e->text_in, text, len, &e->text);
    e->stale = true;
}

void transcript_end(struct transcript *t, int entry, const char *footer)
{
    struct entry *e = get(t, entry);
    if (!e)
        return;
    sanitize_end(&e->text_in, &e->text);
    sanitize_end(&e->thinking_in, &e->thinking);
    free(e->footer);
    e->footer = footer && *footer ? sanitize_label(footer) : NULL;
    e->ended = true;
    e->stale = true;
}

void transcript_thought(struct transcript *t, int entry, double seconds, int n_tok)
{
    struct entry *e = get(t, entry);
    if (!e)
        return;
    e->thought_s = seconds;
    e->thought_tok = n_tok;
    e->stale = true;
}

static void invalidate(struct transcript *t)
{
    for (int i = 0; i < t->n; i++) {
        t->v[i]->valid = false;
        t->v[i]->stale = true;
    }
}

void transcript_set_cols(struct transcript *t, int cols)
{
    if (cols < 4)
        cols = 4;
    if (cols == t->cols)
        return;
    t->cols = cols;
    invalidate(t);
}

void transcript_show_thinking(struct transcript *t, bool show)
{
    t->show_thinking = show;
    invalidate(t);
}

bool transcript_thinking_shown(const struct transcript *t)
{
    return t->show_thinking;
}

void transcript_show_output(struct transcript *t, bool show)
{
    t->show_output = show;
    invalidate(t);
}

bool transcript_output_shown(const struct transcript *t)
{
    return t->show_output;
}

int transcript_count(const struct transcript *t)
{
    return t->n;
}

struct transcript_source transcript_source(const struct transcript *t, int entry)
{
    const struct entry *e = t->v[entry];
    return (struct transcript_source){
        .kind = e->kind,
        .label = e->label,
        .text = e->text.len ? e->text.data : "",
        .thinking = e->thinking.len ? e->thinking.data : "",
        .footer = e->footer ? e->footer : "",
    };
}

/* ---- lines ---- */

static const struct {
    const char *name;
    uint32_t style;
} roles[] = {
    [UI_ENTRY_USER] = {"you", THEME_USER},
    [UI_ENTRY_ASSISTANT] = {"assistant", THEME_MODEL},
    [UI_ENTRY_TOOL_CALL] = {"tool call", THEME_TOOL},
    [UI_ENTRY_TOOL_RESULT] = {"tool result", THEME_TOOL},
    [UI_ENTRY_NOTICE] = {"", THEME_DIM},
    [UI_ENTRY_ERROR] = {"error", THEME_ERROR},
};

const char *transcript_role(enum ui_entry kind)
{
    return roles[kind].name;
}

static void fold_label(const struct transcript *t, const struct entry *e, struct flow *f)
{
    bool streaming = !e->ended && e->text.len == 0;
    flow_adds(f, "   ", THEME_DIM);
    flow_adds(f, theme_sym(t->theme, t->show_thinking ? SYM_OPEN : SYM_FOLDED),
              streaming ? THEME_LIVE : THEME_DIM);
    flow_adds(f, streaming ? " thinking" : " thought",
              streaming ? THEME_LIVE : THEME_DIM);
    if (e->thought_tok < 0)
        return;
    char figures[64];
    snprintf(figures, sizeof figures, " %.1f s, %d token%s", e->thought_s, e->thought_tok,
             e->thought_tok == 1 ? "" : "s");
    flow_adds(f, figures, THEME_DIM);
}

static void add_thinking(struct transcript *t, struct entry *e)
{
    bool streaming = !e->ended && e->text.len == 0;
    if (!t->show_thinking && !streaming)
        return;
    struct flow text = {0}, prefix = {0};
    struct lines all = {0};
    size_t len = e->thinking.len;
    while (len > 0 &&
           (e->thinking.data[len - 1] == '\n' || e->thinking.data[len - 1] == ' '))
        len--;
    size_t from = 0;
    /* The last lines do not depend on what is far before them. */
    size_t enough = (size_t)t->cols * 4 * (THINKING_TAIL_LINES + 2);
    if (!t->show_thinking && len > enough) {
        const char *feed = memchr(e->thinking.data + len - enough, '\n', enough);
        from = feed ? (size_t)(feed - e->thinking.data) + 1 : len - enough;
        while (from < len && ((unsigned char)e->thinking.data[from] & 0xc0) == 0x80)
            from++;
    }
    if (len > from)
        flow_add(&text, e->thinking.data + from, len - from, THEME_DIM);
    flow_adds(&prefix, "  ", THEME_DIM);
    lines_wrap(&all, &text, &(struct wrap){t->cols, &prefix, &prefix, false});
    size_t first = 0;
    if (!t->show_thinking && all.n > THINKING_TAIL_LINES)
        first = all.n - THINKING_TAIL_LINES;
    for (size_t i = first; i < all.n; i++) {
        lines_open(&e->head);
        lines_append(&e->head, &all, i);
    }
    if (e->text.len > 0)
        lines_open(&e->head);
    lines_finish(&all);
    flow_finish(&text);
    flow_finish(&prefix);
}

static void make_head(struct transcript *t, struct entry *e)
{
    lines_clear(&e->head);
    e->label_lines = 0;
    if (e->kind == UI_ENTRY_NOTICE)
        return;
    struct flow f = {0};
    flow_adds(&f, roles[e->kind].name, roles[e->kind].style);
    if (*e->label) {
        flow_adds(&f, "  ", THEME_DIM);
        flow_adds(&f, e->label, e->kind == UI_ENTRY_TOOL_CALL ? THEME_TEXT : THEME_DIM);
    }
    if (e->thinking.len > 0)
        fold_label(t, e, &f);
    lines_wrap(&e->head, &f, &(struct wrap){.cols = t->cols});
    e->label_lines = (int)e->head.n;
    flow_finish(&f);
    if (e->thinking.len > 0)
        add_thinking(t, e);
}

static void plain_body(struct transcript *t, struct entry *e)
{
    struct flow f = {0}, prefix = {0};
    size_t len = e->text.len;
    while (len > 0 && (e->text.data[len - 1] == '\n' || e->text.data[len - 1] == ' '))
        len--;
    bool tool = e->kind == UI_ENTRY_TOOL_CALL || e->kind == UI_ENTRY_TOOL_RESULT;
    uint32_t style = e->kind == UI_ENTRY_NOTICE || e->kind == UI_ENTRY_TOOL_RESULT
                         ? THEME_DIM
                         : THEME_TEXT;
    if (len > 0)
        flow_add(&f, e->text.data, len, style);
    if (tool)
        flow_adds(&prefix, "  ", THEME_TEXT);
    lines_clear(&e->body);
    if (len > 0)
        lines_wrap(&e->body, &f, &(struct wrap){t->cols, &prefix, &prefix, tool});
    size_t most = e->kind == UI_ENTRY_TOOL_RESULT ? OUTPUT_LINES
                  : e->kind == UI_ENTRY_USER      ? MESSAGE_LINES
                                                  : SIZE_MAX - 1;
    if (!t->show_output && e->body.n > most + 1) {
        char more[64];
        snprintf(more, sizeof more, "  %s %zu more lines, Ctrl-O shows them",
                 theme_sym(t->theme, SYM_ELLIPSIS), e->body.n - most);
        e->body.n = most;
        lines_open(&e->body);
        lines_add(&e->body, more, strlen(more), THEME_DIM);
    }
    flow_finish(&f);
    flow_finish(&prefix);
}

static void render_piece(struct transcript *t, struct lines *out, const char *text,
                         size_t len, bool gap)
{
    struct markdown_opts o = {t->theme, t->cols};
    struct lines piece = {0};
    markdown_render(&piece, text, len, &o);
    if (piece.n > 0 && gap)
        lines_open(out);
    for (size_t i = 0; i < piece.n; i++) {
        lines_open(out);
        lines_append(out, &piece, i);
    }
    lines_finish(&piece);
}

static void markdown_body(struct transcript *t, struct entry *e)
{
    if (!e->valid) {
        lines_clear(&e->body);
        e->cut = 0;
    }
    for (;;) {
        size_t n = e->text.len > e->cut
                       ? markdown_cut(e->text.data + e->cut, e->text.len - e->cut)
                       : 0;
        if (n == 0)
            break;
        render_piece(t, &e->body, e->text.data + e->cut, n, e->body.n > 0);
        e->cut += n;
    }
    lines_clear(&e->tail);
    if (e->text.len > e->cut)
        render_piece(t, &e->tail, e->text.data + e->cut, e->text.len - e->cut,
                     e->body.n > 0);
}

static void make_foot(struct transcript *t, struct entry *e)
{
    lines_clear(&e->foot);
    if (e->footer) {
        struct flow f = {0};
        flow_adds(&f, e->footer, THEME_DIM);
        lines_wrap(&e->foot, &f, &(struct wrap){.cols = t->cols});
        flow_finish(&f);
    }
    lines_open(&e->foot); /* entries are a blank line apart */
}

static void refresh(struct transcript *t, struct entry *e)
{
    if (e->valid && !e->stale)
        return;
    make_head(t, e);
    if (e->kind == UI_ENTRY_ASSISTANT)
        markdown_body(t, e);
    else
        plain_body(t, e);
    make_foot(t, e);
    e->valid = true;
    e->stale = false;
    e->stamp = ++t->last_stamp;
}

int transcript_height(struct transcript *t, int entry)
{
    struct entry *e = get(t, entry);
    if (!e)
        return 0;
    refresh(t, e);
    return (int)(e->head.n + e->body.n + e->tail.n + e->foot.n);
}

size_t transcript_line(struct transcript *t, int entry, int k, const struct lines **lines)
{
    struct entry *e = t->v[entry];
    refresh(t, e);
    const struct lines *parts[] = {&e->head, &e->body, &e->tail, &e->foot};
    size_t at = (size_t)k;
    for (int i = 0; i < 3; i++) {
        if (at < parts[i]->n) {
            *lines = parts[i];
            return at;
        }
        at -= parts[i]->n;
    }
    *lines = &e->foot;
    return at;
}

unsigned transcript_stamp(struct transcript *t, int entry)
{
    refresh(t, t->v[entry]);
    return t->v[entry]->stamp;
}

int transcript_label_lines(struct transcript *t, int entry)
{
    refresh(t, t->v[entry]);
    return t->v[entry]->label_lines;
}
