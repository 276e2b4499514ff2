#include "ui/overlay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NCURSES_NOMACROS
#include <curses.h>

#include "core/base/alloc.h"
#include "ui/glyph.h"
#include "ui/paint.h"
#include "ui/sanitize.h"

static const int64_t dead_time_ns = 300 * 1000000LL;

void overlay_close(struct overlay *o)
{
    free(o->title);
    free(o->text);
    free(o->tool);
    free(o->details);
    for (int i = 0; o->rows && o->rows[i]; i++)
        free(o->rows[i]);
    free(o->rows);
    lines_finish(&o->lines);
    strbuf_finish(&o->prompt);
    find_needle_finish(&o->needle);
    find_spans_finish(&o->found);
    *o = (struct overlay){0};
}

void overlay_page(struct overlay *o, const char *title, const char *text)
{
    overlay_close(o);
    o->kind = OVERLAY_PAGE;
    o->title = sanitize_label(title);
    o->text = sanitize_text(text, text ? strlen(text) : 0);
    o->goto_line = -1;
}

void overlay_layers(struct overlay *o)
{
    overlay_close(o);
    o->kind = OVERLAY_LAYERS;
    o->title = xstrdup("Layers");
}

void overlay_question(struct overlay *o, const struct ui_question *q, int64_t now_ns)
{
    overlay_close(o);
    o->kind = OVERLAY_QUESTION;
    o->title = sanitize_label(q->title);
    o->tool = sanitize_label(q->tool);
    o->details =
        q->details && *q->details ? sanitize_text(q->details, strlen(q->details)) : NULL;
    int n = 0;
    while (q->rows && q->rows[n])
        n++;
    o->rows = xcalloc((size_t)n + 1, sizeof *o->rows);
    for (int i = 0; i < n; i++)
        o->rows[i] = i % 2 == 0 ? sanitize_label(q->rows[i])
                                : sanitize_text(q->rows[i], strlen(q->rows[i]));
    o->choices = q->choices;
    o->dead_until_ns = now_ns + dead_time_ns;
}

const struct ui_choice *overlay_choices(const struct ui_choice *own)
{
    static const struct ui_choice of_tools[] = {{'y', "once"},
                                                {'a', "this session, same arguments"},
                                                {'e', "edit"},
                                                {'n', "deny"},
                                                {0}};
    return own ? own : of_tools;
}

void overlay_wait(struct overlay *o, int64_t now_ns)
{
    o->dead_until_ns = now_ns + dead_time_ns;
}

bool overlay_is_choice(const struct overlay *o, char key)
{
    for (const struct ui_choice *c = overlay_choices(o->choices); c->key; c++)
        if (c->key == key)
            return true;
    return false;
}

bool overlay_is_deaf(struct overlay *o, char letter, int64_t now_ns)
{
    if (now_ns >= o->dead_until_ns)
        return false;
    if (letter && letter != '?' && !overlay_is_choice(o, letter))
        o->dead_until_ns = now_ns + dead_time_ns;
    return true;
}

char overlay_default(const struct overlay *o)
{
    const struct ui_choice *c = overlay_choices(o->choices);
    while (c[1].key)
        c++;
    return c->key;
}

/* ---- layout ---- */

static void question_lines(struct overlay *o, int cols)
{
    struct flow f = {0}, prefix = {0};
    flow_adds(&f, o->tool, THEME_TOOL);
    lines_wrap(&o->lines, &f, &(struct wrap){.cols = cols});
    int name_cols = 0;
    for (int i = 0; o->rows[i] && o->rows[i + 1]; i += 2) {
        int w = glyph_cols(o->rows[i], strlen(o->rows[i]));
        if (w > name_cols && w <= 20)
            name_cols = w;
    }
    for (int i = 0; o->rows[i] && o->rows[i + 1]; i += 2) {
        flow_clear(&f);
        flow_clear(&prefix);
        char pad[64];
        int w = glyph_cols(o->rows[i], strlen(o->rows[i]));
        snprintf(pad, sizeof pad, "%*s", w < name_cols ? name_cols - w + 2 : 2, "");
        struct flow first = {0};
        flow_adds(&first, "  ", THEME_TEXT);
        flow_adds(&first, o->rows[i], THEME_DIM);
        flow_adds(&first, pad, THEME_TEXT);
        snprintf(pad, sizeof pad, "%*s", name_cols + 4, "");
        flow_adds(&prefix, pad, THEME_TEXT);
        flow_adds(&f, o->rows[i + 1], THEME_TEXT);
        /* Arguments are cut where the row ends, so that none looks like a word of its own;
         * what is no argument is prose. */
        bool anywhere = !o->choices;
        lines_wrap(&o->lines, &f, &(struct wrap){cols, &first, &prefix, anywhere});
        flow_finish(&first);
    }
    if (o->show_details && o->details) {
        lines_open(&o->lines);
        flow_clear(&f);
        flow_adds(&f, o->details, THEME_DIM);
        lines_wrap(&o->lines, &f, &(struct wrap){.cols = cols, .anywhere = true});
    }
    flow_finish(&f);
    flow_finish(&prefix);
}

/* Plain text: a line that ends in ':' or stands in capitals is not guessed at; it shows as
 * it was written, and long lines keep their indentation when they wrap. */
static void page_lines(struct overlay *o, int cols)
{
    const char *s = o->text;
    for (int line = 0; *s; line++) {
        if (line == o->goto_line)
            o->goto_row = (int)o->lines.n;
        const char *end = strchrnul(s, '\n');
        struct flow f = {0}, indent = {0};
        size_t spaces = strspn(s, " ");
        if (spaces > (size_t)cols / 2)
            spaces = 0;
        flow_add(&indent, s, spaces, THEME_TEXT);
        flow_add(&f, s + spaces, (size_t)(end - s) - spaces, THEME_TEXT);
        lines_wrap(&o->lines, &f, &(struct wrap){cols, &indent, &indent, false});
        flow_finish(&f);
        flow_finish(&indent);
        s = *end ? end + 1 : end;
    }
}

static const char *page_line(void *ctx, int line, size_t *len)
{
    return lines_text(ctx, (size_t)line, len);
}

static void page_search(struct overlay *o)
{
    if (o->needle.n > 0)
        find_in_lines(&o->needle, page_line, &o->lines, 0, (int)o->lines.n, &o->found);
    if (o->match >= o->found.n_matches)
        o->match = 0;
}

void overlay_layout(struct overlay *o, const struct theme *t, int cols)
{
    (void)t;
    if (o->cols == cols)
        return;
    o->cols = cols;
    lines_clear(&o->lines);
    if (o->kind == OVERLAY_PAGE) {
        page_lines(o, cols - 4);
        page_search(o);
    } else if (o->kind == OVERLAY_QUESTION)
        question_lines(o, (cols < 90 ? cols : 90) - 6);
}

/* ---- looking for a text in a page ---- */

static void show_match(struct overlay *o, int match, int rows)
{
    int n = o->found.n_matches;
    if (n == 0)
        return;
    o->match = (match + n) % n;
    int line = find_match_line(&o->found, o->match);
    if (line < o->scroll || line >= o->scroll + rows)
        overlay_scroll(o, rows, line - rows / 3 - o->scroll);
}

static void look(struct overlay *o, int rows)
{
    o->prompting = false;
    find_spans_finish(&o->found);
    o->match = 0;
    if (!o->prompt.len || !find_needle_set(&o->needle, o->prompt.data)) {
        find_needle_finish(&o->needle);
        return;
    }
    page_search(o);
    int first = 0; /* the first one from the top of the window on */
    while (first < o->found.n_matches && find_match_line(&o->found, first) < o->scroll)
        first++;
    show_match(o, first, rows);
}

static void type(struct overlay *o, const struct key *key)
{
    struct strbuf *b = &o->prompt;
    bool back = (key->code == KEY_TEXT && key->text[0] == 0x7f) ||
                (key->code == KEY_CONTROL && (key->byte == 0x7f || key->byte == 8));
    if (back) {
        while (b->len > 0 && ((unsigned char)b->data[b->len - 1] & 0xc0) == 0x80)
            b->data[--b->len] = '\0';
        if (b->len > 0)
            b->data[--b->len] = '\0';
        else
            o->prompting = false;
    } else if ((key->code == KEY_TEXT && (unsigned char)key->text[0] >= ' ') ||
               key->code == KEY_PASTE)
    {
        strbuf_add(b, key->text, key->len);
    } else if (key->code == KEY_CONTROL && key->byte == 'U' - '@') {
        strbuf_clear(b);
    }
}

bool overlay_find_key(struct overlay *o, const struct key *key, int rows)
{
    char c = key->code == KEY_TEXT && key->len == 1 ? key->text[0] : '\0';
    bool leave = key->code == KEY_ESCAPE ||
                 (key->code == KEY_CONTROL && (key->byte == 3 || key->byte == 4));
    if (o->kind != OVERLAY_PAGE)
        return false;
    if (o->prompting) {
        if (leave)
            o->prompting = false;
        else if (key->code == KEY_SUBMIT)
            look(o, rows);
        else
            type(o, key);
        return true;
    }
    if (c == '/') {
        o->prompting = true;
        strbuf_clear(&o->prompt);
        return true;
    }
    if (o->needle.n == 0 || (c != 'n' && c != 'N'))
        return false;
    show_match(o, o->match + (c == 'n' ? 1 : -1), rows);
    return true;
}

char *overlay_find_text(const struct overlay *o)
{
    if (o->prompting)
        return xasprintf("/%s", o->prompt.len ? o->prompt.data : "");
    if (o->needle.n == 0)
        return NULL;
    if (o->found.n_matches == 0)
        return xasprintf("not here: %s", o->prompt.data);
    return xasprintf("%d of %d: %s   n next   N before   Esc closes", o->match + 1,
                     o->found.n_matches, o->prompt.data);
}

void overlay_scroll(struct overlay *o, int rows, int by)
{
    int most = (int)o->lines.n - rows;
    o->scroll += by;
    if (o->scroll > most)
        o->scroll = most;
    if (o->scroll < 0)
        o->scroll = 0;
}

/* ---- drawing ---- */

static void draw_page(struct overlay *o, const struct theme *t, WINDOW *win, int y,
                      int rows, int cols)
{
    if (o->goto_line >= 0) {
        o->scroll = o->goto_row - (rows - 2) / 2;
        o->goto_line = -1;
    }
    overlay_scroll(o, rows - 2, 0);
    theme_puts(t, win, y, 2, cols - 4, THEME_TITLE, o->title);
    for (int i = 0; i + 2 < rows && o->scroll + i < (int)o->lines.n; i++) {
        int line = o->scroll + i;
        paint_line(t, win, y + 2 + i, 2, cols - 3, &o->lines, (size_t)line);
        paint_found(t, win, y + 2 + i, 2, cols - 3, &o->lines, (size_t)line, &o->found,
                    line, o->match);
    }
}

static void draw_box(const struct theme *t, WINDOW *win, int y, int rows, int cols,
                     const char *title)
{
    for (int i = 0; i < rows; i++)
        paint_fill(win, y + i, 0, cols);
    paint_hline(t, win, y, 2, cols - 4);
    paint_hline(t, win, y + rows - 1, 2, cols - 4);
    theme_puts(t, win, y, 1, 1, THEME_RULE, theme_sym(t, SYM_CORNER_UL));
    theme_puts(t, win, y, cols - 2, 1, THEME_RULE, theme_sym(t, SYM_CORNER_UR));
    theme_puts(t, win, y + rows - 1, 1, 1, THEME_RULE, theme_sym(t, SYM_CORNER_LL));
    theme_puts(t, win, y + rows - 1, cols - 2, 1, THEME_RULE,
               theme_sym(t, SYM_CORNER_LR));
    for (int i = 1; i < rows - 1; i++) {
        theme_puts(t, win, y + i, 1, 1, THEME_RULE, theme_sym(t, SYM_VLINE));
        theme_puts(t, win, y + i, cols - 2, 1, THEME_RULE, theme_sym(t, SYM_VLINE));
    }
    int used = theme_puts(t, win, y, 3, cols - 8, THEME_WARN, title);
    theme_puts(t, win, y, 2, 1, THEME_TEXT, " ");
    theme_puts(t, win, y, 3 + used, 1, THEME_TEXT, " ");
}

/* Choices of any kind; the default stands at the right, where a tool's `deny` does. */
static void draw_own_choices(const struct overlay *o, const struct theme *t, WINDOW *win,
                             int y, int cols)
{
    const struct ui_choice *c = o->choices;
    int x = 3;
    for (; c[1].key; c++) {
        char key[2] = {c->key, '\0'};
        x += theme_puts(t, win, y, x, cols - 3 - x, THEME_TITLE, key) + 1;
        x += theme_puts(t, win, y, x, cols - 3 - x, THEME_TEXT, c->what) + 2;
    }
    char key[2] = {c->key, '\0'};
    int at = cols - 5 - (int)strlen(c->what);
    if (at < x)
        at = x;
    theme_puts(t, win, y, at, cols - 3 - at, THEME_TITLE | STYLE_REVERSE, key);
    theme_puts(t, win, y, at + 2, cols - 3 - at - 2, THEME_TEXT, c->what);
}

static void draw_choices(const struct overlay *o, const struct theme *t, WINDOW *win,
                         int y, int cols)
{
    if (o->choices) {
        draw_own_choices(o, t, win, y, cols);
        return;
    }
    static const char *const keys[][2] = {{"y", "once"},
                                          {"a", "this session, same arguments"},
                                          {"e", "edit"},
                                          {"?", "more"}};
    static const char *const few[] = {"n deny", "y once", "a session", "e edit",
                                      "? more"};
    int x = 3;
    if (cols < 60) { /* what denies comes first: it must be seen */
        for (size_t i = 0; i < sizeof few / sizeof *few; i++) {
            if ((i == 4 && !o->details) || x + (int)strlen(few[i]) > cols - 3)
                continue;
            theme_puts(t, win, y, x, 1, THEME_TITLE | (i == 0 ? STYLE_REVERSE : 0),
                       few[i]);
            x += 1 + theme_puts(t, win, y, x + 1, cols, THEME_TEXT, few[i] + 1) + 2;
        }
        return;
    }
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (i == 3 && !o->details)
            continue;
        const char *word = i == 1 && cols < 70 ? "session" : keys[i][1];
        x += theme_puts(t, win, y, x, cols - 4 - x, THEME_TITLE, keys[i][0]) + 1;
        x += theme_puts(t, win, y, x, cols - 4 - x, THEME_TEXT, word) + 3;
    }
    theme_puts(t, win, y, cols - 9, 1, THEME_TITLE | STYLE_REVERSE, "n");
    theme_puts(t, win, y, cols - 7, 4, THEME_TEXT, "deny");
}

static void draw_question(struct overlay *o, const struct theme *t, WINDOW *win, int y,
                          int rows, int cols)
{
    if (cols > 90)
        cols = 90;
    int body = rows - 4 < (int)o->lines.n ? rows - 4 : (int)o->lines.n;
    if (body < 1)
        body = 1;
    overlay_scroll(o, body, 0);
    int box = body + 4 <= rows ? body + 4 : rows;
    int top = y + rows - box;
    draw_box(t, win, top, box, cols, o->title);
    for (int i = 0; i < body && o->scroll + i < (int)o->lines.n; i++)
        paint_line(t, win, top + 1 + i, 3, cols - 6, &o->lines,
                   (size_t)o->scroll + (size_t)i);
    if (o->scroll + body < (int)o->lines.n)
        theme_puts(t, win, top + box - 3, 3, cols - 6, THEME_WARN,
                   "more below: PgDn shows it");
    draw_choices(o, t, win, top + box - 2, cols);
}

void overlay_draw(struct overlay *o, const struct theme *t, void *win, int y, int rows,
                  int cols)
{
    overlay_layout(o, t, cols);
    if (o->kind == OVERLAY_PAGE)
        draw_page(o, t, win, y, rows, cols);
    else if (o->kind == OVERLAY_QUESTION)
        draw_question(o, t, win, y, rows, cols);
}
