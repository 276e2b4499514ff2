#include "ui/paint.h"

#define NCURSES_NOMACROS
#include <curses.h>

#include "ui/glyph.h"

void paint_line(const struct theme *t, void *win, int y, int x, int max_cols,
                const struct lines *l, size_t i)
{
    size_t len;
    const char *text = lines_text(l, i, &len);
    const struct line *line = &l->v[i];
    int used = 0;
    for (uint32_t r = 0; r < line->n_runs && used < max_cols; r++) {
        const struct run *run = &l->runs[line->run_at + r];
        used +=
            theme_put(t, win, y, x + used, max_cols - used, run->style, text, run->len);
        text += run->len;
    }
}

void paint_found(const struct theme *t, void *win, int y, int x, int max_cols,
                 const struct lines *l, size_t i, const struct find_spans *found, int at,
                 int present)
{
    size_t len;
    const char *text = lines_text(l, i, &len);
    for (int k = find_span_at(found, at); k < found->n && found->v[k].line == at; k++) {
        const struct find_span *s = &found->v[k];
        if (s->to > len)
            continue;
        int col = glyph_cols(text, s->from);
        uint32_t style = s->match == present ? THEME_WARN | STYLE_REVERSE
                                             : THEME_WARN | STYLE_UNDERLINE;
        if (col < max_cols)
            theme_put(t, win, y, x + col, max_cols - col, style, text + s->from,
                      s->to - s->from);
    }
}

void paint_fill(void *win, int y, int x, int cols)
{
    wattr_set((WINDOW *)win, A_NORMAL, 0, NULL);
    mvwhline((WINDOW *)win, y, x, ' ', cols);
}

void paint_hline(const struct theme *t, void *win, int y, int x, int cols)
{
    for (int i = 0; i < cols; i++)
        theme_puts(t, win, y, x + i, 1, THEME_RULE, theme_sym(t, SYM_HLINE));
}
