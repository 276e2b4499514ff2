/* Where everything stands, and the drawing of all but the panels and the overlays. One
 * thread, one frame, one doupdate; only what is dirty is painted again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NCURSES_NOMACROS
#include <curses.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/strbuf.h"
#include "ui/glyph.h"
#include "ui/paint.h"
#include "ui/panels/panels.h"
#include "ui/state.h"

enum {
    MIN_ROWS = 5,
    MIN_COLS = 20,
    SIDE_COLS = 47,
    SIDE_FROM_COLS = 110, /* from here a column beside the chat leaves it room */
    MENU_MAX = 8,
    MARGIN = 1,
    TEXT_COLS_MAX = 108, /* longer lines are hard to read */
};

/* ---- layout ---- */

static int input_rows_wanted(struct ui *ui, int cols)
{
    size_t len;
    const char *text = input_text(ui->input, &len);
    const char *prompt = input_prompt(ui->input);
    inputview_layout(&ui->input_view, text, len, input_point(ui->input),
                     glyph_cols(prompt, strlen(prompt)), cols);
    return ui->input_view.n;
}

static enum panel_mode auto_mode(int rows, int cols)
{
    if (cols >= 120 && rows >= 20)
        return PANELS_FULL;
    return cols >= 60 && rows >= 18 ? PANELS_COMPACT : PANELS_OFF;
}

/* The mode that the size allows. */
static enum panel_mode fitting_mode(const struct ui *ui, int rows, int cols)
{
    enum panel_mode m =
        ui->panel_mode == PANELS_AUTO ? auto_mode(rows, cols) : ui->panel_mode;
    bool side = cols >= SIDE_FROM_COLS && rows >= 12;
    if (m == PANELS_FULL && !side && (rows < 20 || cols < 60))
        m = PANELS_COMPACT;
    if (m == PANELS_COMPACT && (rows < 14 || cols < 40))
        m = PANELS_OFF;
    return m;
}

enum panel_mode screen_next_mode(const struct ui *ui)
{
    switch (ui->layout.mode) {
    case PANELS_OFF: return PANELS_COMPACT;
    case PANELS_COMPACT: return ui->panel_mode == PANELS_FULL ? PANELS_OFF : PANELS_FULL;
    default: return PANELS_OFF;
    }
}

static void place_panels(struct ui *ui, struct layout *l)
{
    l->mode = fitting_mode(ui, l->rows, l->cols);
    struct area *c = &l->chat;
    if (l->mode == PANELS_FULL && l->cols >= SIDE_FROM_COLS) {
        int w = l->cols >= 180 ? 60 : SIDE_COLS;
        l->side = (struct area){c->y, l->cols - w, c->rows, w};
        c->cols = l->cols - w - 1;
        return;
    }
    int rows = l->mode == PANELS_COMPACT ? PANELS_STRIP_ROWS
               : l->mode == PANELS_FULL  ? panels_pair_rows(&ui->telemetry, l->cols - 2)
                                         : 0;
    if (rows > c->rows / 2)
        rows = c->rows / 2;
    if (rows == 0)
        return;
    c->rows -= rows + 1;
    l->rule_bottom = c->y + c->rows;
    l->bottom = (struct area){l->rule_bottom + 1, MARGIN, rows, l->cols - 2 * MARGIN};
}

void screen_layout(struct ui *ui)
{
    struct layout l = {.rows = LINES, .cols = COLS};
    l.rule_top = l.rule_bottom = l.rule_input = l.status = -1;
    l.too_small = l.rows < MIN_ROWS || l.cols < MIN_COLS;
    ui->dirty = DIRTY_ALL;
    if (l.too_small) {
        ui->layout = l;
        return;
    }
    int top = 0, bottom = l.rows;
    if (l.rows >= 8) {
        l.header = (struct area){0, MARGIN, 1, l.cols - 2 * MARGIN};
        l.rule_top = 1;
        top = 2;
    }
    l.status = --bottom;
    int want = input_rows_wanted(ui, l.cols - 2 * MARGIN);
    int most = l.rows / 3 > 1 ? l.rows / 3 : 1;
    int rows = want < most ? want : most;
    bottom -= rows;
    l.input = (struct area){bottom, MARGIN, rows, l.cols - 2 * MARGIN};
    l.rule_input = --bottom;
    l.chat = (struct area){top, 0, bottom - top, l.cols};
    place_panels(ui, &l);
    ui->layout = l;
    int text_cols = l.chat.cols - 2 * MARGIN;
    view_rewrap(&ui->view, ui->transcript,
                text_cols < TEXT_COLS_MAX ? text_cols : TEXT_COLS_MAX);
}

/* ---- header and status ---- */

static void draw_rules(struct ui *ui)
{
    const struct layout *l = &ui->layout;
    const int rules[] = {l->rule_top, l->rule_bottom, l->rule_input};
    for (int i = 0; i < 3; i++)
        if (rules[i] >= 0)
            paint_hline(&ui->theme, stdscr, rules[i], 0, l->cols);
    bool page = ui->overlay.kind == OVERLAY_PAGE || ui->overlay.kind == OVERLAY_LAYERS;
    if (l->side.rows == 0 || page)
        return;
    int x = l->side.x - 1;
    for (int i = 0; i < l->side.rows; i++)
        theme_puts(&ui->theme, stdscr, l->side.y + i, x, 1, THEME_RULE,
                   theme_sym(&ui->theme, SYM_VLINE));
    if (l->rule_top >= 0)
        theme_puts(&ui->theme, stdscr, l->rule_top, x, 1, THEME_RULE,
                   theme_sym(&ui->theme, SYM_TEE_DOWN));
    theme_puts(&ui->theme, stdscr, l->rule_input, x, 1, THEME_RULE,
               theme_sym(&ui->theme, SYM_TEE_UP));
}

static void draw_header(struct ui *ui)
{
    const struct area *a = &ui->layout.header;
    if (a->rows == 0)
        return;
    paint_fill(stdscr, a->y, 0, ui->layout.cols);
    int right_edge = a->x + a->cols;
    int x = a->x;
    x += theme_puts(&ui->theme, stdscr, a->y, x, a->cols, THEME_BRAND, "flashmoe");
    x += a->cols >= 100 ? 3 : 2;
    int end = right_edge;
    if (a->cols >= 30) {
        end -= 7;
        theme_puts(&ui->theme, stdscr, a->y, end, 7, THEME_DIM, "F1 help");
        end -= 3;
    }
    const char *model = ui->model_long ? ui->model_long : "";
    int flags = ui->flags ? glyph_cols(ui->flags, strlen(ui->flags)) : 0;
    if (x + glyph_cols(model, strlen(model)) + (flags ? flags + 3 : 0) > end &&
        ui->model_short)
        model = ui->model_short;
    int used = theme_puts(&ui->theme, stdscr, a->y, x, end - x, THEME_TEXT, model);
    if (flags > 0 && x + used + 3 + flags <= end)
        theme_puts(&ui->theme, stdscr, a->y, end - flags, flags, THEME_DIM, ui->flags);
}

static void count_text(char *out, size_t size, int n)
{
    if (n >= 1000000)
        snprintf(out, size, "%d,%03d,%03d", n / 1000000, n / 1000 % 1000, n % 1000);
    else if (n >= 1000)
        snprintf(out, size, "%d,%03d", n / 1000, n % 1000);
    else
        snprintf(out, size, "%d", n);
}

/* Right part of the status line, drawn first; returns where it starts. */
static int draw_status_right(struct ui *ui, int y, int from, int end)
{
    const struct theme *t = &ui->theme;
    int x = end;
    if (ui->saved && end - from >= 90) {
        int w = glyph_cols(ui->saved, strlen(ui->saved));
        if (w < (end - from) / 3) {
            x -= w;
            theme_puts(t, stdscr, y, x, w, THEME_DIM, ui->saved);
            x -= 3;
        }
    }
    if (ui->ctx_max_tok <= 0)
        return x == end ? end : x;
    long long percent =
        ((int64_t)ui->ctx_used_tok * 100 + ui->ctx_max_tok / 2) / ui->ctx_max_tok;
    char text[96], used[24], max[24];
    count_text(used, sizeof used, ui->ctx_used_tok);
    count_text(max, sizeof max, ui->ctx_max_tok);
    if (end - from >= 90)
        snprintf(text, sizeof text, "ctx %s of %s  %2lld %%", used, max, percent);
    else if (end - from >= 30)
        snprintf(text, sizeof text, "ctx %lld %%", percent);
    else
        snprintf(text, sizeof text, "%lld %%", percent);
    int w = (int)strlen(text);
    x -= w;
    theme_puts(t, stdscr, y, x, w, percent >= 75 ? THEME_WARN : THEME_DIM, text);
    return x - (end - from < 50 ? 1 : 3);
}

static int draw_busy(struct ui *ui, int y, int x, int end)
{
    const struct theme *t = &ui->theme;
    char text[64];
    int from = x;
    long s = (long)((clock_now_ns() - ui->busy_since_ns) / 1000000000LL);
    const char *what = ui->busy_what ? ui->busy_what : "working", *stops = "   Esc stops";
    if (s < 60)
        snprintf(text, sizeof text, ", %ld s", s);
    else
        snprintf(text, sizeof text, ", %ld min %02ld s", s / 60, s % 60);
    /* What stops it is worth more than the end of a long word for it. */
    int room = end - x - (int)strlen(text) - (int)strlen(stops);
    bool all = room >= 8;
    x += theme_puts(t, stdscr, y, x, all ? room : end - x, THEME_LIVE, what);
    x += theme_puts(t, stdscr, y, x, end - x, THEME_DIM, text);
    if (all)
        x += theme_puts(t, stdscr, y, x, end - x, THEME_DIM, stops);
    return x - from;
}

static int draw_scrolled(struct ui *ui, int y, int x, int end)
{
    char text[64];
    int n = view_new_lines(&ui->view, ui->transcript, ui->layout.chat.rows);
    bool wide = end - x >= 30; /* "12345 new lines, End to follow" */
    if (n > 0 && wide)
        snprintf(text, sizeof text, "%d new line%s, End to follow", n, n == 1 ? "" : "s");
    else if (n > 0)
        snprintf(text, sizeof text, "%d new, End", n);
    else
        snprintf(text, sizeof text,
                 wide ? "scrolled up, End to follow" : "End to follow");
    return theme_puts(&ui->theme, stdscr, y, x, end - x, n ? THEME_LIVE : THEME_DIM,
                      text);
}

static int draw_find(struct ui *ui, int y, int x, int end)
{
    int rank, of;
    find_rank(&ui->find, &rank, &of);
    char *text =
        xasprintf("%d of %d: %s   n up   N down   Esc ends", rank, of, ui->find.text);
    int used = theme_puts(&ui->theme, stdscr, y, x, end - x, THEME_LIVE, text);
    free(text);
    return used;
}

static void draw_overlay_status(struct ui *ui, int y, int x, int end)
{
    static const char *const how[] = {
        [OVERLAY_PAGE] = "Esc closes   Up Down PgUp PgDn scroll   / searches",
        [OVERLAY_QUESTION] = "Enter and Esc deny",
    };
    bool own = ui->overlay.kind == OVERLAY_QUESTION && ui->overlay.choices;
    const char *text = ui->overlay.kind == OVERLAY_LAYERS
                           ? views_hint(&ui->views, end - x)
                           : how[ui->overlay.kind];
    char *found = overlay_find_text(&ui->overlay);
    theme_puts(&ui->theme, stdscr, y, x, end - x, found ? THEME_LIVE : THEME_DIM,
               found ? found
               : own ? "Enter and Esc leave it"
                     : text);
    free(found);
}

static void draw_status(struct ui *ui)
{
    const struct layout *l = &ui->layout;
    const struct theme *t = &ui->theme;
    int y = l->status, x = MARGIN, end = l->cols - MARGIN;
    paint_fill(stdscr, y, 0, l->cols);
    int64_t now = clock_now_ns();
    bool hint = ui->hint && now < ui->hint_until_ns;
    if (ui->overlay.kind != OVERLAY_NONE) {
        draw_overlay_status(ui, y, x, end);
        return;
    }
    if (hint) {
        theme_puts(t, stdscr, y, x, end - x, THEME_WARN, ui->hint);
        return;
    }
    end = draw_status_right(ui, y, x, end);
    if (ui->find.text)
        x += draw_find(ui, y, x, end) + 3;
    else if (ui->view.scrolled)
        x += draw_scrolled(ui, y, x, end) + 3;
    if (ui->busy)
        x += draw_busy(ui, y, x, end) + 3;
    if (ui->n_pasted_lines > 0) {
        char text[64];
        snprintf(text, sizeof text, "[pasted %d lines]", ui->n_pasted_lines);
        x += theme_puts(t, stdscr, y, x, end - x, THEME_LIVE, text) + 3;
    }
    if (ui->draft_read && !ui->busy) {
        char text[64];
        snprintf(text, sizeof text, "reading ahead: %d tokens", ui->draft_tok);
        x += theme_puts(t, stdscr, y, x, end - x, THEME_LIVE, text) + 3;
    }
    if (x > MARGIN)
        return; /* something of the moment was said */
    const char *rest = end - x >= 60 ? "Enter sends   Ctrl-J new line   /help commands   "
                                       "F2 panels"
                       : end - x >= 19 ? "Enter sends   /help"
                                       : "/help";
    if (ui->status && *ui->status)
        rest = ui->status;
    theme_puts(t, stdscr, y, x, end - x, THEME_DIM, rest);
}

/* ---- chat ---- */

static void draw_welcome(struct ui *ui)
{
    const struct area *a = &ui->layout.chat;
    const char *s = ui->welcome;
    struct lines lines = {0};
    struct flow f = {0}, indent = {0};
    flow_adds(&indent, "   ", THEME_TEXT);
    flow_adds(&f, s, THEME_TEXT);
    lines_wrap(&lines, &f, &(struct wrap){a->cols - 2, &indent, &indent, false});
    int y = a->rows > (int)lines.n + 4 ? 2 : 0;
    for (size_t i = 0; i < lines.n && y + (int)i < a->rows; i++)
        paint_line(&ui->theme, stdscr, a->y + y + (int)i, a->x, a->cols, &lines, i);
    lines_finish(&lines);
    flow_finish(&f);
    flow_finish(&indent);
}

static void draw_chat(struct ui *ui)
{
    const struct area *a = &ui->layout.chat;
    for (int i = 0; i < a->rows; i++)
        paint_fill(stdscr, a->y + i, a->x, a->cols);
    int entry, line;
    if (!view_top(&ui->view, ui->transcript, a->rows, &entry, &line)) {
        if (ui->welcome)
            draw_welcome(ui);
        return;
    }
    find_update(&ui->find, ui->transcript);
    for (int i = 0; i < a->rows; i++) {
        const struct lines *lines;
        if (line < transcript_height(ui->transcript, entry)) {
            size_t k = transcript_line(ui->transcript, entry, line, &lines);
            int y = a->y + i, x = a->x + MARGIN, cols = a->cols - 2 * MARGIN;
            paint_line(&ui->theme, stdscr, y, x, cols, lines, k);
            const struct find_spans *found = find_spans_of(&ui->find, entry);
            if (found)
                paint_found(&ui->theme, stdscr, y, x, cols, lines, k, found, line,
                            entry == ui->find.entry ? ui->find.match : -1);
        }
        if (!view_next(ui->transcript, &entry, &line))
            break;
    }
}

/* ---- input ---- */

static void draw_input_row(struct ui *ui, int y, const struct input_row *r,
                           const char *text)
{
    const struct area *a = &ui->layout.input;
    int x = r->indent;
    const char *s = text + r->start;
    for (size_t i = 0; i < r->len;) {
        unsigned char c = (unsigned char)s[i];
        if (c < 0x20 || c == 0x7f) { /* typed with Ctrl-V: shown, not sent */
            char caret[3] = {'^', (char)(c ^ 0x40), '\0'};
            x += theme_puts(&ui->theme, stdscr, y, a->x + x, a->cols - x, THEME_DIM,
                            caret);
            i++;
            continue;
        }
        size_t n = i;
        while (n < r->len && (unsigned char)s[n] >= 0x20 && s[n] != 0x7f)
            n++;
        x += theme_put(&ui->theme, stdscr, y, a->x + x, a->cols - x, THEME_TEXT, s + i,
                       n - i);
        i = n;
    }
}

static void draw_input(struct ui *ui)
{
    const struct area *a = &ui->layout.input;
    const struct inputview *v = &ui->input_view;
    if (ui->player) {
        paint_fill(stdscr, a->y, 0, ui->layout.cols);
        theme_puts(&ui->theme, stdscr, a->y, a->x, a->cols, THEME_LIVE, ui->player);
        return;
    }
    size_t len;
    const char *text = input_text(ui->input, &len);
    input_rows_wanted(ui, a->cols);
    if (ui->input_top > v->n - a->rows)
        ui->input_top = v->n - a->rows;
    if (ui->input_top < 0)
        ui->input_top = 0;
    if (v->cursor_row < ui->input_top)
        ui->input_top = v->cursor_row;
    if (v->cursor_row >= ui->input_top + a->rows)
        ui->input_top = v->cursor_row - a->rows + 1;
    for (int i = 0; i < a->rows; i++) {
        paint_fill(stdscr, a->y + i, 0, ui->layout.cols);
        int row = ui->input_top + i;
        if (row >= v->n)
            continue;
        if (row == 0)
            theme_puts(&ui->theme, stdscr, a->y + i, a->x, a->cols, THEME_LIVE,
                       input_prompt(ui->input));
        draw_input_row(ui, a->y + i, &v->rows[row], text);
    }
}

static void place_cursor(struct ui *ui)
{
    const struct layout *l = &ui->layout;
    if (l->too_small || ui->overlay.kind != OVERLAY_NONE || ui->player) {
        curs_set(0);
        return;
    }
    curs_set(1);
    int row = ui->input_view.cursor_row - ui->input_top;
    int x = l->input.x + ui->input_view.cursor_col;
    wmove(stdscr, l->input.y + row, x < l->cols ? x : l->cols - 1);
}

static void draw_menu(struct ui *ui)
{
    const struct input_menu *m = input_menu(ui->input);
    int rows = m->n < MENU_MAX ? m->n : MENU_MAX;
    if (rows > ui->layout.chat.rows)
        rows = ui->layout.chat.rows;
    int first = m->chosen >= rows ? m->chosen - rows + 1 : 0;
    int widest = 0;
    for (int i = 0; i < m->n; i++) {
        int w = glyph_cols(m->items[i], strlen(m->items[i]));
        widest = w > widest ? w : widest;
    }
    if (widest > ui->layout.chat.cols - 6)
        widest = ui->layout.chat.cols - 6;
    for (int i = 0; i < rows; i++) {
        int y = ui->layout.rule_input - rows + i;
        uint32_t style = first + i == m->chosen ? THEME_TEXT | STYLE_REVERSE : THEME_TEXT;
        paint_fill(stdscr, y, 0, ui->layout.chat.cols);
        if (first + i == m->chosen)
            theme_puts(&ui->theme, stdscr, y, 2, 1, style, " ");
        theme_puts(&ui->theme, stdscr, y, 3, widest, style, m->items[first + i]);
    }
    if (m->n > rows) {
        char more[32];
        snprintf(more, sizeof more, "%d more", m->n - rows);
        theme_puts(&ui->theme, stdscr, ui->layout.rule_input, 3, 20, THEME_DIM, more);
    }
}

/* ---- frame ---- */

static void draw_panels(struct ui *ui)
{
    const struct layout *l = &ui->layout;
    const struct area *a = l->side.rows > 0 ? &l->side : &l->bottom;
    if (a->rows == 0)
        return;
    struct canvas c = {&ui->theme, stdscr, a->y, a->x, a->rows, a->cols};
    for (int i = 0; i < a->rows; i++)
        paint_fill(stdscr, a->y + i, a->x, a->cols);
    if (l->side.rows > 0) {
        c.x += 1;
        c.cols -= 2;
        panels_draw_column(&ui->telemetry, &c, &ui->panel_scroll);
    } else if (l->mode == PANELS_COMPACT) {
        panels_draw_strip(&ui->telemetry, &c);
    } else {
        panels_draw_pair(&ui->telemetry, &c, &ui->panel_scroll);
    }
}

static void draw_overlay(struct ui *ui)
{
    const struct layout *l = &ui->layout;
    int top = l->rule_top >= 0 ? l->rule_top + 1 : 0;
    int rows = l->status - top;
    if (ui->overlay.kind == OVERLAY_QUESTION) {
        overlay_draw(&ui->overlay, &ui->theme, stdscr, top, rows, l->cols);
        return;
    }
    for (int i = 0; i < rows; i++)
        paint_fill(stdscr, top + i, 0, l->cols);
    if (ui->overlay.kind == OVERLAY_LAYERS) {
        struct canvas c = {&ui->theme, stdscr, top, 2, rows, l->cols - 4};
        views_draw(&ui->views, &ui->telemetry, &c);
    } else {
        overlay_draw(&ui->overlay, &ui->theme, stdscr, top, rows, l->cols);
    }
}

static void draw_too_small(struct ui *ui)
{
    werase(stdscr);
    theme_puts(&ui->theme, stdscr, 0, 0, ui->layout.cols, THEME_WARN,
               "terminal too small");
    if (ui->layout.rows > 1)
        theme_puts(&ui->theme, stdscr, 1, 0, ui->layout.cols, THEME_DIM, "needs 20 x 5");
}

static void draw_parts(struct ui *ui)
{
    if (ui->dirty == DIRTY_ALL) {
        werase(stdscr);
        draw_rules(ui);
    }
    if (ui->dirty & DIRTY_HEADER)
        draw_header(ui);
    bool page = ui->overlay.kind == OVERLAY_PAGE || ui->overlay.kind == OVERLAY_LAYERS;
    if (ui->dirty & DIRTY_CHAT && !page)
        draw_chat(ui);
    if (ui->dirty & DIRTY_PANELS && !page)
        draw_panels(ui);
    if (ui->dirty & DIRTY_INPUT && !page)
        draw_input(ui);
    if (ui->dirty & DIRTY_STATUS)
        draw_status(ui);
    if (ui->overlay.kind != OVERLAY_NONE)
        draw_overlay(ui);
    else if (input_menu(ui->input)->n > 0)
        draw_menu(ui);
}

void screen_draw(struct ui *ui)
{
    if (input_take_dirty(ui->input)) {
        ui->dirty |= DIRTY_INPUT;
        if (input_menu(ui->input)->n > 0 || ui->layout.menu.rows > 0)
            ui->dirty = DIRTY_ALL; /* it lies over the chat */
        ui->layout.menu.rows = input_menu(ui->input)->n;
        int most = ui->layout.rows / 3 > 1 ? ui->layout.rows / 3 : 1;
        int rows =
            ui->layout.too_small ? 0 : input_rows_wanted(ui, ui->layout.input.cols);
        if (!ui->layout.too_small && (rows < most ? rows : most) != ui->layout.input.rows)
        {
            int menu = ui->layout.menu.rows;
            screen_layout(ui);
            ui->layout.menu.rows = menu;
        }
    }
    if (ui->dirty & (DIRTY_CHAT | DIRTY_PANELS) && ui->overlay.kind == OVERLAY_QUESTION)
        ui->dirty = DIRTY_ALL;
    if (ui->layout.too_small)
        draw_too_small(ui);
    else
        draw_parts(ui);
    place_cursor(ui);
    wnoutrefresh(stdscr);
    doupdate();
    ui->dirty = 0;
}
