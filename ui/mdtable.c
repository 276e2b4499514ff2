#include "ui/markdown.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"

enum {
    SEPARATOR_COLS = 2,
    COLUMN_MIN = 6, /* a column is not made narrower than this */
};

struct flow *mdtable_cell(struct mdtable *t)
{
    if (t->n_cells == t->cap) {
        t->cap = t->cap ? t->cap * 2 : 16;
        t->cells = xreallocarray(t->cells, (size_t)t->cap, sizeof *t->cells);
    }
    t->cells[t->n_cells] = (struct flow){0};
    return &t->cells[t->n_cells++];
}

void mdtable_finish(struct mdtable *t)
{
    for (int i = 0; i < t->n_cells; i++)
        flow_finish(&t->cells[i]);
    free(t->cells);
    free(t->align);
    *t = (struct mdtable){0};
}

/* Natural widths, the widest made narrower until the row fits. False: it cannot. */
static bool fit_columns(const struct mdtable *t, int cols, int *widths)
{
    int total = SEPARATOR_COLS * (t->n_cols - 1);
    for (int c = 0; c < t->n_cols; c++) {
        widths[c] = 1;
        for (int i = c; i < t->n_cells; i += t->n_cols) {
            int w = flow_cols(&t->cells[i]);
            if (w > widths[c])
                widths[c] = w;
        }
        total += widths[c];
    }
    while (total > cols) {
        int widest = 0;
        for (int c = 1; c < t->n_cols; c++)
            if (widths[c] > widths[widest])
                widest = c;
        if (widths[widest] <= COLUMN_MIN)
            return false;
        widths[widest]--;
        total--;
    }
    return true;
}

static void add_prefix(struct lines *out, const struct flow *p)
{
    const char *text = p->text.data;
    for (size_t i = 0; i < p->n_runs; i++) {
        lines_add(out, text, p->runs[i].len, p->runs[i].style);
        text += p->runs[i].len;
    }
}

static void add_spaces(struct lines *out, int n)
{
    for (int i = 0; i < n; i++)
        lines_add(out, " ", 1, THEME_TEXT);
}

static void write_row(const struct mdtable *t, int row, const int *widths,
                      struct lines *out, const struct flow *first,
                      const struct flow *rest)
{
    struct lines *cell = xcalloc((size_t)t->n_cols, sizeof *cell);
    size_t height = 1;
    for (int c = 0; c < t->n_cols; c++) {
        lines_wrap(&cell[c], &t->cells[row * t->n_cols + c], &(struct wrap){widths[c]});
        if (cell[c].n > height)
            height = cell[c].n;
    }
    for (size_t y = 0; y < height; y++) {
        lines_open(out);
        add_prefix(out, y == 0 ? first : rest);
        for (int c = 0; c < t->n_cols; c++) {
            int used = y < cell[c].n ? lines_cols(&cell[c], y) : 0;
            int pad = widths[c] > used ? widths[c] - used : 0;
            int before = t->align[c] == 'r' ? pad : t->align[c] == 'c' ? pad / 2 : 0;
            add_spaces(out, before);
            if (y < cell[c].n)
                lines_append(out, &cell[c], y);
            if (c + 1 < t->n_cols)
                add_spaces(out, pad - before + SEPARATOR_COLS);
        }
    }
    for (int c = 0; c < t->n_cols; c++)
        lines_finish(&cell[c]);
    free(cell);
}

static void write_rule(const struct mdtable *t, const int *widths, struct lines *out,
                       const struct markdown_opts *o, const struct flow *rest)
{
    const char *h = theme_sym(o->theme, SYM_HLINE);
    lines_open(out);
    add_prefix(out, rest);
    for (int c = 0; c < t->n_cols; c++) {
        for (int i = 0; i < widths[c]; i++)
            lines_add(out, h, strlen(h), THEME_RULE);
        if (c + 1 < t->n_cols)
            add_spaces(out, SEPARATOR_COLS);
    }
}

/* Too narrow for columns: every row as "head: cell" lines. */
static void write_list(const struct mdtable *t, struct lines *out,
                       const struct markdown_opts *o, const struct flow *first,
                       const struct flow *rest)
{
    for (int i = t->n_cols; i < t->n_cells; i++) {
        struct flow f = {0};
        const struct flow *head = &t->cells[i % t->n_cols];
        flow_add(&f, head->text.data, head->text.len, THEME_TEXT | STYLE_BOLD);
        flow_adds(&f, ": ", THEME_DIM);
        const char *text = t->cells[i].text.data;
        for (size_t r = 0; r < t->cells[i].n_runs; r++) {
            flow_add(&f, text, t->cells[i].runs[r].len, t->cells[i].runs[r].style);
            text += t->cells[i].runs[r].len;
        }
        lines_wrap(out, &f, &(struct wrap){o->cols, i == t->n_cols ? first : rest, rest});
        flow_finish(&f);
    }
}

void mdtable_render(const struct mdtable *t, struct lines *out,
                    const struct markdown_opts *o, const struct flow *first,
                    const struct flow *rest)
{
    if (t->n_cols <= 0)
        return;
    int *widths = xcalloc((size_t)t->n_cols, sizeof *widths);
    if (fit_columns(t, o->cols - flow_cols(rest), widths)) {
        for (int row = 0; row < t->n_cells / t->n_cols; row++) {
            write_row(t, row, widths, out, row == 0 ? first : rest, rest);
            if (row == 0)
                write_rule(t, widths, out, o, rest);
        }
    } else {
        write_list(t, out, o, first, rest);
    }
    free(widths);
}
