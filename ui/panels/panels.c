#include "ui/panels/panels.h"

#include <stdio.h>
#include <string.h>

#include "ui/panels/graph.h"

const struct panel *const panels[] = {
    &panel_speed, &panel_layers, &panel_experts, &panel_ssd, &panel_memory, NULL,
};

/* Draws one panel whose title is in row `row` of the canvas, which may be above it. */
static void draw_at(const struct panel *p, const struct telemetry *t,
                    const struct canvas *c, int row, int rows)
{
    struct canvas part = *c;
    part.y += row;
    part.rows = row + rows > c->rows ? c->rows - row : rows;
    canvas_text(&part, 0, 0, THEME_TITLE, p->title);
    p->draw(t, &part);
}

static int column_rows(const struct telemetry *t, int cols, int first, int step)
{
    int rows = 0;
    for (int i = first; panels[i]; i += step)
        rows += panels[i]->rows(t, cols) + (rows > 0);
    return rows;
}

enum {
    GRAPHS_FROM_ROWS = 8 /* below the panels: room for two */
};

/* Whole panels scroll: half a graph would mislead. */
void panels_draw_column(const struct telemetry *t, const struct canvas *c, int *scroll)
{
    int n = 0;
    while (panels[n])
        n++;
    int skip = *scroll > 0 ? (*scroll + 3) / 4 : 0;
    int most = 0;
    while (most < n - 1) { /* no further than until the last one is whole */
        int rows = -1;
        for (int i = most; i < n; i++)
            rows += panels[i]->rows(t, c->cols) + 1;
        if (rows <= c->rows)
            break;
        most++;
    }
    if (skip > most)
        skip = most;
    *scroll = skip * 4;
    int row = 0, i = skip;
    for (; panels[i]; i++) {
        int rows = panels[i]->rows(t, c->cols);
        if (row + rows > c->rows && i > skip)
            break;
        draw_at(panels[i], t, c, row, rows);
        row += rows + 1;
    }
    if (panels[i] && row - 1 < c->rows)
        canvas_text(c, c->rows - 1, 0, THEME_DIM, "Alt-PgDn: more panels");
    if (!panels[i] && row + GRAPHS_FROM_ROWS <= c->rows) {
        struct canvas rest = *c;
        rest.y += row;
        rest.x++;
        rest.cols--;
        rest.rows -= row;
        time_graphs_draw(t, &rest);
    }
}

int panels_pair_rows(const struct telemetry *t, int cols)
{
    int half = (cols - 3) / 2;
    int left = 0, right = 0;
    left = panel_speed.rows(t, half) + 1 + panel_experts.rows(t, half) + 1 +
           panel_ssd.rows(t, half);
    right = panel_layers.rows(t, half) + 1 + panel_memory.rows(t, half);
    return left > right ? left : right;
}

/* Whether all of them were drawn. */
static bool draw_stack(const struct telemetry *t, const struct canvas *c,
                       const struct panel *const *list, int n)
{
    int row = 0;
    for (int i = 0; i < n; i++) {
        int rows = list[i]->rows(t, c->cols);
        if (row + rows > c->rows && i > 0)
            return false;
        draw_at(list[i], t, c, row, rows);
        row += rows + 1;
    }
    return row - 1 <= c->rows;
}

void panels_draw_pair(const struct telemetry *t, const struct canvas *c, int *scroll)
{
    static const struct panel *const left[] = {&panel_speed, &panel_experts, &panel_ssd};
    static const struct panel *const right[] = {&panel_layers, &panel_memory};
    struct canvas half = *c;
    half.cols = (c->cols - 3) / 2;
    /* Too low for all of them: the arrows of Alt-PgDn start further down. */
    int skip = column_rows(t, half.cols, 0, 1) > 0 && *scroll > 0 ? 1 : 0;
    *scroll = skip * 4;
    bool all = draw_stack(t, &half, left + skip, 3 - skip);
    struct canvas other = half;
    other.x += half.cols + 3;
    all = draw_stack(t, &other, right + skip, 2 - skip) && all;
    static const char more[] = "Alt-PgDn: more panels"; /* the first title has room */
    if (!all && !skip)
        canvas_text(&half, 0, half.cols - (int)strlen(more), THEME_DIM, more);
}

/* ---- the strip ---- */

struct strip_cell {
    int col, cols;
    const char *label, *unit;
    struct measure v;
    bool rate; /* with decimals as they are needed */
    const struct ring *ring;
    double top;
};

static void draw_cell(const struct canvas *c, const struct strip_cell *s)
{
    struct canvas cell = *c;
    cell.x += s->col;
    cell.cols = s->cols;
    int x = canvas_text(&cell, 0, 0, THEME_DIM, s->label) + 1;
    if (s->v.valid)
        x += canvas_format(&cell, 0, x, THEME_TEXT, "%*.*f %s", s->rate ? 5 : 3,
                           s->rate ? rate_decimals(s->v.v) : 0, s->v.v, s->unit);
    else
        x += canvas_format(&cell, 0, x, THEME_DIM, "%*s", s->rate ? 5 : 3, "n/a");
    int room = s->cols - x - 3;
    struct strbuf text = {0};
    graph_ring(&text, s->ring, room > 0 ? room : 0, s->top, c->theme->blocks);
    if (text.data)
        canvas_text(&cell, 0, x + 1, THEME_LIVE, text.data);
    strbuf_finish(&text);
}

/* In the right half, when what is left of it (up to column `end`) leaves that free. */
static void strip_limit(const struct telemetry *t, const struct canvas *c, int end)
{
    struct limit_share limit = limit_share(t);
    int x = c->cols / 2;
    if (end + 2 > x || (!limit.share.valid && !*limit.why))
        return;
    x += canvas_text(c, 2, x, THEME_DIM, "limit");
    if (limit.share.valid)
        canvas_format(c, 2, x, THEME_TEXT, " %.0f %% of the %s's", 100 * limit.share.v,
                      limit.name);
    else
        canvas_why(c, 2, x + canvas_text(c, 2, x, THEME_DIM, " n/a "), limit.why);
}

static void strip_layers(const struct telemetry *t, const struct canvas *c)
{
    const struct stats *s = &t->now;
    struct layer_summary sum = layers_summary(s);
    canvas_text(c, 1, 0, THEME_DIM, "layers");
    canvas_text(c, 2, 0, THEME_DIM, "io wait");
    if (!sum.valid) {
        canvas_text(c, 1, 8, THEME_DIM, "n/a");
        canvas_text(c, 2, 8, THEME_DIM, "n/a");
        return;
    }
    /* Behind the strip: its scale, and where there is room the figures in words. */
    enum {
        NAME = 8,
        SCALE = 10,
        WORDS = 20
    };
    int room = c->cols - NAME, pool = 1;
    while (s->n_layer > room - SCALE && (s->n_layer + pool - 1) / pool > room - WORDS &&
           pool < s->n_layer)
        pool++;
    bool words = room - (s->n_layer + pool - 1) / pool >= WORDS;
    struct strbuf text = {0};
    layers_strip(&text, s, 0, s->n_layer, pool, STRIP_TOTAL, t->layer_top.top,
                 c->theme->blocks);
    int x = NAME + canvas_text(c, 1, NAME, THEME_LIVE, text.data) + 2;
    int end = x + canvas_format(c, 1, x, THEME_DIM, "0-%g ms", t->layer_top.top);
    if (pool > 1)
        canvas_format(c, 1, end, THEME_DIM, "  max of %d", pool);
    else if (words)
        canvas_format(c, 1, end, THEME_DIM, "  max %.*f (%d)", ms_decimals(sum.max_ms),
                      sum.max_ms, sum.slowest);
    strbuf_clear(&text);
    layers_strip(&text, s, 0, s->n_layer, pool, STRIP_IO_WAIT, t->layer_top.top,
                 c->theme->blocks);
    canvas_text(c, 2, NAME, THEME_PHASE_IO, text.data);
    end = x + canvas_format(c, 2, x, THEME_DIM, "%.0f %%", sum.io_wait);
    if (words)
        end += canvas_format(c, 2, end, THEME_DIM, " of %.*f ms",
                             ms_decimals(sum.total_ms), sum.total_ms);
    strip_limit(t, c, end);
    strbuf_finish(&text);
}

void panels_draw_strip(const struct telemetry *t, const struct canvas *c)
{
    int third = c->cols / 3;
    double scale;
    char unit[16];
    snprintf(unit, sizeof unit, "%s/s", bytes_unit(t->device_rate.v, &scale));
    const struct strip_cell cells[] = {
        {0, third, "decode", "tok/s", t->now.decode_tok_s, true, &t->decode,
         t->decode_top.top},
        {third, third, "page cache", "% hit", measure_scaled(t->hit_rate, 100), false,
         &t->hit, 1},
        {2 * third, c->cols - 2 * third + 2, "ssd", unit,
         measure_scaled(t->device_rate, scale), true, &t->device, t->device_top.top},
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        draw_cell(c, &cells[i]);
    strip_layers(t, c);
}
