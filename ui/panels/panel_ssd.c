/* What the device did: bytes that the block layer read for this process. */
#include <stdio.h>

#include "ui/panels/graph.h"

static int rows(const struct telemetry *t, int cols)
{
    (void)t;
    (void)cols;
    return 3;
}

static void draw(const struct telemetry *t, const struct canvas *c)
{
    char text[32];
    canvas_bytes(c, 1, "read", t->device_rate, "/s");
    double scale;
    const char *unit = bytes_unit(t->device_top.top, &scale);
    snprintf(text, sizeof text, "0-%g %s", t->device_top.top * scale, unit);
    canvas_graph(c, 1, GRAPH_COL, &t->device, t->device_top.top, text);
    canvas_bytes(c, 2, "a token", t->device_token, "");
    if (t->amplification.valid) {
        int col = GRAPH_COL;
        col += canvas_format(c, 2, col, THEME_TEXT, "%.2fx", t->amplification.v);
        canvas_text(c, 2, col, THEME_DIM, c->cols >= 44 ? " of the missing" : "");
    } else {
        canvas_text(c, 2, GRAPH_COL, THEME_DIM,
                    c->cols >= 41 ? "amplification n/a" : "n/a");
    }
}

const struct panel panel_ssd = {"ssd", "SSD", 24, rows, draw};
