#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "ui/lines.h"
#include "ui/theme.h"

/* Markdown -> styled, wrapped lines, with md4c. What is not terminated yet shows as it was
 * written. Text is sanitized. Pure; thread-safe. */

struct markdown_opts {
    const struct theme *theme;
    int cols; /* to wrap at */
};

/* Appends the rendered text to `out`, without a blank line before or behind it. */
void markdown_render(struct lines *out, const char *text, size_t len,
                     const struct markdown_opts *o);

/* Where the text can be cut so that both sides render alone as they do together: the
 * offset of the first such place, 0 when there is none yet. The answer does not change
 * when more text follows, so a stream can be rendered piece by piece. */
size_t markdown_cut(const char *text, size_t len);

/* ---- tables (mdtable.c) ---- */
struct mdtable {
    struct flow *cells; /* owned, row by row; the first row is the head */
    char *align;        /* owned, per column: 'l' 'c' 'r' */
    int n_cols, n_cells, cap;
};
struct flow *mdtable_cell(struct mdtable *t); /* a new cell, borrowed until the next */
void mdtable_render(const struct mdtable *t, struct lines *out,
                    const struct markdown_opts *o, const struct flow *first,
                    const struct flow *rest);
void mdtable_finish(struct mdtable *t);
