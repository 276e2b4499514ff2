#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "ui/telemetry.h"
#include "ui/theme.h"

/* The telemetry panels: a table of them, and the arrangements that the screen asks for.
 * They draw from struct telemetry alone and never ask the engine. UI thread only. */

/* A rectangle to draw in; rows and columns inside it count from 0. */
struct canvas {
    const struct theme *theme;
    void *win; /* WINDOW */
    int y, x, rows, cols;
};

struct panel {
    const char *id;
    const char *title;
    int min_cols;
    /* Rows that it fills at this width, its title included. */
    int (*rows)(const struct telemetry *t, int cols);
    /* Draws below the title; row 0 of the canvas is the title's, already drawn. */
    void (*draw)(const struct telemetry *t, const struct canvas *c);
};

extern const struct panel panel_speed, panel_layers, panel_experts, panel_ssd,
    panel_memory;
extern const struct panel
    *const panels[]; /* in the order of the screen; ends with NULL */

/* All panels below one another; *scroll is kept in range. */
void panels_draw_column(const struct telemetry *t, const struct canvas *c, int *scroll);
/* Three rows: the rates, the layers, their waiting. */
enum {
    PANELS_STRIP_ROWS = 3
};
void panels_draw_strip(const struct telemetry *t, const struct canvas *c);
/* Two columns of panels, for wide and low places. */
void panels_draw_pair(const struct telemetry *t, const struct canvas *c, int *scroll);
int panels_pair_rows(const struct telemetry *t, int cols);
