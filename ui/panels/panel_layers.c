/* One column a layer: wall time, and of it the waiting for experts. */
#include <stdio.h>

#include "ui/panels/graph.h"

enum {
    GROUPS_MAX = 2, /* strips below one another */
    NAME_COLS = 8,  /* " io wait" behind the strip */
};

struct arrangement {
    int pool, per_group, n_groups; /* layers a column, layers a strip */
};

static struct arrangement arrange(int n_layer, int cols)
{
    struct arrangement a = {.pool = 1};
    int width = cols - 2 - NAME_COLS;
    if (width < 8)
        width = 8;
    while ((n_layer + a.pool - 1) / a.pool > width * GROUPS_MAX)
        a.pool++;
    int columns = (n_layer + a.pool - 1) / a.pool;
    a.n_groups = (columns + width - 1) / width;
    if (a.n_groups < 1)
        a.n_groups = 1;
    int per = (columns + a.n_groups - 1) / a.n_groups;
    if (a.n_groups > 1 && (per + 9) / 10 * 10 <= width)
        per = (per + 9) / 10 * 10; /* rulers read easier from a round number */
    a.per_group = per * a.pool;
    return a;
}

static int rows(const struct telemetry *t, int cols)
{
    struct layer_summary sum = layers_summary(&t->now);
    if (!sum.valid)
        return 2;
    return 3 + 3 * arrange(t->now.n_layer, cols).n_groups;
}

static void draw_strips(const struct telemetry *t, const struct canvas *c,
                        struct arrangement a)
{
    const struct stats *s = &t->now;
    struct strbuf text = {0};
    for (int g = 0; g < a.n_groups; g++) {
        int from = g * a.per_group;
        int to = from + a.per_group < s->n_layer ? from + a.per_group : s->n_layer;
        int row = 1 + 3 * g;
        int name = 2 + a.per_group / a.pool;
        strbuf_clear(&text);
        layers_ruler(&text, from, to, a.pool);
        canvas_text(c, row, 1, THEME_DIM, text.data);
        strbuf_clear(&text);
        layers_strip(&text, s, from, to, a.pool, STRIP_TOTAL, t->layer_top.top,
                     c->theme->blocks);
        canvas_text(c, row + 1, 1, THEME_LIVE, text.data);
        canvas_text(c, row + 1, name, THEME_DIM, "total");
        strbuf_clear(&text);
        layers_strip(&text, s, from, to, a.pool, STRIP_IO_WAIT, t->layer_top.top,
                     c->theme->blocks);
        canvas_text(c, row + 2, 1, THEME_PHASE_IO, text.data);
        canvas_text(c, row + 2, name, THEME_DIM, "io wait");
    }
    strbuf_finish(&text);
}

static int share(const struct canvas *c, int row, int col, const char *name,
                 uint32_t style, double percent)
{
    int x = col;
    x += canvas_text(c, row, x, style, name);
    x += canvas_format(c, row, x, THEME_TEXT, " %2.0f  ", percent);
    return x;
}

static void draw(const struct telemetry *t, const struct canvas *c)
{
    const struct stats *s = &t->now;
    struct layer_summary sum = layers_summary(s);
    if (!sum.valid) {
        canvas_text(c, 1, 1, THEME_DIM, "n/a");
        return;
    }
    struct arrangement a = arrange(s->n_layer, c->cols);
    char scale[32];
    int n = snprintf(scale, sizeof scale, "0-%g ms", t->layer_top.top);
    char most[32], p50[32];
    int k = snprintf(most, sizeof most, "max %.*f (%d)", ms_decimals(sum.max_ms),
                     sum.max_ms, sum.slowest);
    k += snprintf(p50, sizeof p50, "p50 %.*f  ", ms_decimals(sum.p50_ms), sum.p50_ms);
    /* Bars without a scale say nothing, so the median gives way to it. */
    int x = 8;
    if (x + k + 2 + n <= c->cols)
        x += canvas_text(c, 0, x, THEME_DIM, p50);
    x += canvas_text(c, 0, x, THEME_DIM, most);
    if (x + 2 <= c->cols - n)
        canvas_text(c, 0, c->cols - n, THEME_DIM, scale);
    draw_strips(t, c, a);
    int row = 1 + 3 * a.n_groups;
    x = share(c, row, 1, "mixer", THEME_PHASE_MIXER, sum.mixer);
    x = share(c, row, x, "router", THEME_PHASE_ROUTE, sum.route);
    share(c, row, x, "experts", THEME_PHASE_EXPERT, sum.expert);
    x = share(c, row + 1, 1, "io wait", THEME_PHASE_IO, sum.io_wait);
    x = share(c, row + 1, x, "other", THEME_PHASE_OTHER, sum.other);
    if (a.pool > 1)
        canvas_format(c, row + 1, x - 1, THEME_DIM, "%%, max of %d", a.pool);
    else
        canvas_text(c, row + 1, x - 1, THEME_DIM, "% of the layers");
}

const struct panel panel_layers = {"layers", "LAYERS", 24, rows, draw};
