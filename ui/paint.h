#pragma once

#include "ui/lines.h"
#include "ui/theme.h"

/* Small drawing helpers over theme_put; `win` is a WINDOW. */
void paint_line(const struct theme *t, void *win, int y, int x, int max_cols,
                const struct lines *l, size_t i);
void paint_fill(void *win, int y, int x, int cols); /* spaces */
void paint_hline(const struct theme *t, void *win, int y, int x, int cols);
