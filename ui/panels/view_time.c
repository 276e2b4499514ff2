/* The rates over time, each a graph over the whole width: what was resident, what the device
 * read, and what came of it. */
#include <math.h>
#include <stdio.h>

#include "ui/panels/views_impl.h"

enum {
    N_GRAPHS = 6,
    SCALE_COLS = 9,
    HEIGHT_MAX = 16,
    TWO_COLUMNS_FROM = 150,
};

struct graph {
    const char *name, *unit;
    const struct ring *ring;
    double factor, top; /* of the shown unit; the top after it */
    int decimals;
    uint32_t style;
};

static void byte_unit(double top, double *factor, const char **unit, bool rate)
{
    bool giga = top >= 1e8;
    *factor = giga ? 1e-9 : 1e-6;
    *unit = rate ? giga ? "GB/s" : "MB/s" : giga ? "GB" : "MB";
}

/* `cols` samples of each are shown, and their scales are those of what is shown. */
static void make_graphs(const struct telemetry *t, int cols, struct graph g[N_GRAPHS])
{
    double device = scale_round(ring_most(&t->device, cols));
    double held = scale_round(ring_most(&t->held, cols));
    g[0] = (struct graph){"page cache", "% hit", &t->hit, 100, 100, 0, THEME_LIVE};
    g[1] = (struct graph){"device", "", &t->device, 0, 0, 2, THEME_PHASE_IO};
    byte_unit(device, &g[1].factor, &g[1].unit, true);
    g[1].top = device * g[1].factor;
    g[2] = (struct graph){
        "decode", "tok/s",   &t->decode, 1, scale_round(ring_most(&t->decode, cols)),
        2,        THEME_LIVE};
    g[3] = (struct graph){"io wait", "% of the layers' time", &t->wait, 100, 100,
                          0,         THEME_PHASE_IO};
    g[4] = (struct graph){"of limit", "", &t->limit, 100, 100, 0, THEME_LIVE};
    struct limit_share limit = limit_share(t);
    g[4].unit = limit.share.valid && limit.name[0] == 'd' ? "% of the disk's"
                                                          : "% of the memory's";
    g[5] = (struct graph){"held", "", &t->held, 0, 0, 2, THEME_PHASE_EXPERT};
    byte_unit(held, &g[5].factor, &g[5].unit, false);
    g[5].top = held * g[5].factor;
}

/* The newest sample that there is: at rest the last one of the work before. */
static double newest(const struct ring *r)
{
    for (int back = 0; back < 4; back++)
        if (!isnan(ring_get(r, back)))
            return ring_get(r, back);
    return NAN;
}

/* `height` rows of signs below a row of words; the foot of the graph is row `height`. */
static void draw_graph(const struct canvas *c, const struct graph *g, int height)
{
    double now = newest(g->ring) * g->factor;
    canvas_text(c, 0, 0, THEME_DIM, g->name);
    if (isnan(now))
        canvas_text(c, 0, 11, THEME_DIM, "     n/a");
    else
        canvas_text(c, 0,
                    11 + canvas_format(c, 0, 11, THEME_TEXT, "%8.*f ", g->decimals, now),
                    THEME_DIM, g->unit);
    if (!(g->top > 0) || height < 1)
        return;
    int cols = c->cols - SCALE_COLS < RING_MAX ? c->cols - SCALE_COLS : RING_MAX;
    canvas_format(c, 1, 0, THEME_DIM, "%7g", g->top);
    if (height > 1)
        canvas_format(c, height, 0, THEME_DIM, "%7d", 0);
    for (int x = 0; x < cols; x++) {
        double v = ring_get(g->ring, cols - 1 - x) * g->factor;
        int level = 0; /* in eighths of a row */
        if (v > 0)
            level = (int)ceil(v / g->top * GRAPH_LEVELS * height - 1e-9);
        else if (v == 0)
            canvas_text(c, height, SCALE_COLS + x, THEME_DIM,
                        c->theme->blocks ? "▁" : "_");
        for (int k = 0; k < height && level > 0; k++, level -= GRAPH_LEVELS)
            canvas_text(c, height - k, SCALE_COLS + x, g->style,
                        graph_sign(level > GRAPH_LEVELS ? GRAPH_LEVELS : level,
                                   c->theme->blocks));
    }
}

/* Graphs below one another, as high as there is room for; those without a number on the page
 * are a row of words that says so (`all`), beside the chat they are left out. */
static void draw_stack(const struct canvas *c, const struct graph *g, int n, bool all)
{
    const struct graph *full[N_GRAPHS], *none[N_GRAPHS];
    int n_full = 0, n_none = 0;
    for (int i = 0; i < n; i++)
        if (g[i].top > 0 && !isnan(newest(g[i].ring)))
            full[n_full++] = &g[i];
        else if (all)
            none[n_none++] = &g[i];
    int rows = c->rows - n_none;
    while (n_full > 0 && rows / n_full < 3) /* a row of words and two of signs */
        n_full--;
    int each = n_full > 0 ? rows / n_full : 0, gap = each > 3;
    int height = each - 1 - gap < HEIGHT_MAX ? each - 1 - gap : HEIGHT_MAX;
    struct canvas part = *c;
    for (int i = 0; i < n_full; i++) {
        int high = height + (height < HEIGHT_MAX && i < rows % n_full);
        part.rows = high + 1;
        draw_graph(&part, full[i], high);
        part.y += high + 1 + gap;
    }
    for (int i = 0; i < n_none && part.y < c->y + c->rows; i++) {
        part.rows = 1;
        draw_graph(&part, none[i], 0);
        part.y++;
    }
}

static int graph_cols(const struct canvas *c)
{
    return c->cols - SCALE_COLS < RING_MAX ? c->cols - SCALE_COLS : RING_MAX;
}

void time_graphs_draw(const struct telemetry *t, const struct canvas *c)
{
    struct graph g[N_GRAPHS];
    make_graphs(t, graph_cols(c), g);
    draw_stack(c, g, N_GRAPHS, false);
}

void view_time_draw(const struct telemetry *t, const struct canvas *c)
{
    struct graph g[N_GRAPHS];
    if (t->device.n == 0) {
        canvas_text(c, 0, 0, THEME_DIM, "n/a: nothing was computed yet");
        return;
    }
    struct canvas part = *c;
    part.rows -= c->rows >= 6;
    bool two = c->cols >= TWO_COLUMNS_FROM;
    if (two)
        part.cols = (c->cols - 4) / 2;
    int cols = graph_cols(&part);
    make_graphs(t, cols, g);
    if (two) {
        struct graph left[N_GRAPHS / 2], right[N_GRAPHS / 2];
        for (int i = 0; i < N_GRAPHS / 2; i++) {
            left[i] = g[2 * i];
            right[i] = g[2 * i + 1];
        }
        draw_stack(&part, left, N_GRAPHS / 2, true);
        part.x += part.cols + 4;
        draw_stack(&part, right, N_GRAPHS / 2, true);
    } else {
        draw_stack(&part, g, N_GRAPHS, true);
    }
    if (c->rows >= 6)
        canvas_format(c, c->rows - 1, 0, THEME_DIM,
                      c->cols >= 60
                          ? "%d columns a second; the last %d s of work, the newest "
                            "on the right"
                          : "%d a second, %d s",
                      RING_HZ, cols / RING_HZ);
}
