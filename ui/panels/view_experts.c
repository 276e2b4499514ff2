/* Which experts this conversation has used: over all layers, and of the layer under the
 * cursor each one. */
#include <math.h>
#include <stdio.h>

#include "ui/panels/views_impl.h"

enum {
    LABEL_COLS = 8,
    MAP_LABEL_COLS = 6,
    HOT_COLS = 26, /* "   123      40  1.9 %" */
    HOT_FROM_COLS = 74,
    BAR_COLS_MAX = 4,
    BAR_ROWS_MAX = 12,
};

static void draw_strips(const struct views *v, const struct telemetry *t,
                        const struct canvas *c, int row, bool skew)
{
    const struct step_history *h = &t->steps;
    int room = c->cols - LABEL_COLS - 8, pool = layers_per_column(h->n_layer, room);
    if (pool > 1) /* "max of 3" is longer than "0-100 %" */
        pool = layers_per_column(h->n_layer, room -= 2);
    int columns = (h->n_layer + pool - 1) / pool, width = cell_width(columns, room, 6);
    canvas_text(c, row, 0, THEME_DIM, "layer");
    canvas_text(c, row + 1, 0, THEME_DIM, "touched");
    if (skew)
        canvas_text(c, row + 2, 0, THEME_DIM, "hottest");
    struct canvas_line ruler = {.c = c, .row = row};
    int step = width >= 4 ? 1 : width >= 2 ? 5 : 10;
    for (int col = 0; col < columns; col++) {
        int x = LABEL_COLS + col * width;
        if (col % step == 0 && x >= ruler.x) {
            ruler.x = x;
            line_add(&ruler, THEME_DIM, "%d", col * pool);
            ruler.x++;
        }
        double touched = 0, hot = 0;
        for (int i = col * pool; i < (col + 1) * pool && i < h->n_layer; i++) {
            double part = (double)h->layer_touched[i] / h->n_expert;
            touched = part > touched ? part : touched;
            struct measure s = skew ? steps_skew(h, i) : (struct measure){0};
            hot = s.valid && s.v > hot ? s.v : hot;
        }
        uint32_t cursor = col == v->layer / pool ? STYLE_REVERSE : 0;
        for (int k = 0; k < width; k++) {
            canvas_text(c, row + 1, x + k, THEME_LIVE | cursor,
                        graph_sign(graph_level(touched, 1), c->theme->blocks));
            if (skew)
                canvas_text(c, row + 2, x + k, THEME_PHASE_IO | cursor,
                            graph_sign(graph_level(hot, 1), c->theme->blocks));
        }
    }
    struct canvas_line scale = {c, row + 1, LABEL_COLS + columns * width + 1, false};
    ruler.x = ruler.x > scale.x ? ruler.x : scale.x;
    line_add(&scale, THEME_DIM, "0-100 %%");
    if (pool > 1)
        line_add(&ruler, THEME_DIM, "max of %d", pool);
}

static void draw_layer_line(const struct telemetry *t, const struct canvas *c, int row,
                            int layer, uint32_t most)
{
    const struct step_history *h = &t->steps;
    struct measure skew = steps_skew(h, layer);
    struct canvas_line line = {.c = c, .row = row};
    line_add(&line, THEME_TITLE, "layer %d", layer);
    line_add(&line, THEME_TEXT, "  %d of %d touched", h->layer_touched[layer],
             h->n_expert);
    if (skew.valid && c->cols >= 74)
        line_add(&line, THEME_DIM, ", the hottest tenth takes %.0f %% of %llu uses",
                 100 * skew.v, (unsigned long long)h->layer_uses[layer]);
    char scale[40];
    int n = snprintf(scale, sizeof scale, "0-%g uses", scale_round(most));
    if (line_takes(&line, 2 + n))
        canvas_text(c, row, c->cols - n, THEME_DIM, scale);
}

/* How many experts stand in a row of the map, a round number. */
static int experts_per_row(int n_expert, int cols)
{
    int room = cols - MAP_LABEL_COLS, per = 8;
    while (per * 2 <= room && per < n_expert)
        per *= 2;
    return per;
}

/* Its foot stands in row `foot`; what was never used is a dot. */
static void draw_bar(const struct canvas *c, int foot, int x, int width, int height,
                     uint32_t uses, double top)
{
    int heat = graph_level(uses, top);
    int eighths = (int)ceil(uses / top * GRAPH_LEVELS * height - 1e-9);
    for (int k = 0; k < width - (width > 1 && height > 1); k++) {
        if (heat == 0)
            canvas_text(c, foot, x + k, THEME_DIM, theme_sym(c->theme, SYM_DOT));
        for (int up = 0, left = eighths; heat > 0 && left > 0; up++, left -= GRAPH_LEVELS)
            canvas_text(
                c, foot - up, x + k, (uint32_t)(THEME_HEAT + heat - 1),
                graph_sign(left > GRAPH_LEVELS ? GRAPH_LEVELS : left, c->theme->blocks));
    }
}

/* Every expert of the layer a bar: one sign, or as high and wide as there is room for. */
static void draw_map(const struct telemetry *t, const struct canvas *c, int layer,
                     uint32_t most)
{
    const struct step_history *h = &t->steps;
    const uint32_t *uses = h->uses + (size_t)layer * (size_t)h->n_expert;
    int per = experts_per_row(h->n_expert, c->cols), pool = 1;
    while ((h->n_expert + per * pool - 1) / (per * pool) > c->rows)
        pool *= 2;
    int n_rows = (h->n_expert + per * pool - 1) / (per * pool), each = c->rows / n_rows;
    int width = cell_width(per, c->cols - MAP_LABEL_COLS, BAR_COLS_MAX);
    int height = each > 2 ? each - 1 : 1; /* a row is free between high ones */
    each = height > 1 ? height + 1 : 1;
    if (height > BAR_ROWS_MAX) {
        height = BAR_ROWS_MAX;
        each = height + 1;
    }
    double top = scale_round(most);
    for (int i = 0; i < h->n_expert; i += pool) {
        int foot = i / pool / per * each + height - 1, col = i / pool % per;
        uint32_t n = 0;
        for (int k = i; k < i + pool && k < h->n_expert; k++)
            n = uses[k] > n ? uses[k] : n;
        if (col == 0)
            canvas_format(c, foot, 0, THEME_DIM, "%5d", i);
        draw_bar(c, foot, MAP_LABEL_COLS + col * width, width, height, n, top);
    }
    if (pool > 1)
        canvas_format(c, c->rows - 1, c->cols - 12, THEME_DIM, "max of %d", pool);
}

static void draw_hottest(const struct telemetry *t, const struct canvas *c, int layer)
{
    const struct step_history *h = &t->steps;
    const uint32_t *uses = h->uses + (size_t)layer * (size_t)h->n_expert;
    uint16_t ids[STEP_EXPERTS_MAX];
    int n = steps_hottest(h, layer, ids);
    canvas_text(c, 0, 0, THEME_DIM, "expert     uses   share");
    for (int i = 0; i < n && i + 1 < c->rows; i++)
        canvas_format(c, i + 1, 0, THEME_TEXT, "%6d %8u %5.1f %%", ids[i], uses[ids[i]],
                      100.0 * uses[ids[i]] / (double)h->layer_uses[layer]);
}

static void draw_hottest_line(const struct telemetry *t, const struct canvas *c, int row,
                              int layer)
{
    const struct step_history *h = &t->steps;
    const uint32_t *uses = h->uses + (size_t)layer * (size_t)h->n_expert;
    uint16_t ids[STEP_EXPERTS_MAX];
    int n = steps_hottest(h, layer, ids);
    struct canvas_line line = {.c = c, .row = row};
    line_add(&line, THEME_DIM, "hottest");
    for (int i = 0; i < n && !line.full; i++)
        line_add(&line, THEME_TEXT, "  %d (%u)", ids[i], uses[ids[i]]);
}

void view_experts_draw(const struct views *v, const struct telemetry *t,
                       const struct canvas *c)
{
    const struct step_history *h = &t->steps;
    if (h->n_layer == 0) {
        canvas_text(c, 0, 0, THEME_DIM, "n/a: no token was computed yet");
        return;
    }
    struct measure touched = steps_touched(h);
    struct canvas_line head = {.c = c};
    line_add(&head, THEME_TEXT, "%.1f %%", 100 * touched.v);
    line_add(&head, THEME_DIM, "%s",
             c->cols >= 66 ? " of the model's experts touched" : " touched");
    line_add(&head, THEME_DIM, ", %llu of %d", (unsigned long long)h->n_touched,
             h->n_layer * h->n_expert);
    if (c->cols >= 90)
        line_add(&head, THEME_DIM,
                 "   by %llu tokens read and %llu written in this conversation",
                 (unsigned long long)h->n_read_tok, (unsigned long long)h->n_written_tok);
    const uint32_t *uses = h->uses + (size_t)v->layer * (size_t)h->n_expert;
    uint32_t most = 0;
    for (int i = 0; i < h->n_expert; i++)
        most = uses[i] > most ? uses[i] : most;
    bool roomy = c->rows >= 12;
    int row = roomy ? 2 : 1;
    draw_strips(v, t, c, row, roomy);
    row += roomy ? 4 : 2;
    draw_layer_line(t, c, row, v->layer, most);
    struct canvas part = *c;
    part.y += row + 1;
    part.rows -= row + 1;
    if (part.rows < 1)
        return;
    /* The table stands beside the map where that keeps its signs single experts. */
    int per = experts_per_row(h->n_expert, c->cols - HOT_COLS - 2);
    bool table = c->cols >= HOT_FROM_COLS && part.rows >= 3 &&
                 (h->n_expert + per - 1) / per <= part.rows;
    if (table)
        part.cols -= HOT_COLS + 2;
    int map_rows = (h->n_expert + experts_per_row(h->n_expert, part.cols) - 1) /
                   experts_per_row(h->n_expert, part.cols);
    if (!table && part.rows > map_rows + 1) {
        draw_hottest_line(t, &part, part.rows - 1, v->layer);
        part.rows -= 2;
    }
    draw_map(t, &part, v->layer, most);
    if (table) {
        part.x += part.cols + 2;
        part.cols = HOT_COLS;
        draw_hottest(t, &part, v->layer);
    }
}
