#pragma once

#include "ui/find.h"
#include "ui/lines.h"
#include "ui/theme.h"

/* Small drawing helpers over theme_put; `win` is a WINDOW. */
void paint_line(const struct theme *t, void *win, int y, int x, int max_cols,
                const struct lines *l, size_t i);
/* Over a painted line: the matches in it, which are those of line `at` of the spans. The one
 * of number `present` stands out; -1: none does. */
void paint_found(const struct theme *t, void *win, int y, int x, int max_cols,
                 const struct lines *l, size_t i, const struct find_spans *found, int at,
                 int present);
void paint_fill(void *win, int y, int x, int cols); /* spaces */
void paint_hline(const struct theme *t, void *win, int y, int x, int cols);
