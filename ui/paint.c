#include "ui/paint.h"

#define NCURSES_NOMACROS
#include <curses.h>

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
