/* Every layer large: a bar split by phase, the experts that were missing, and the slowest
 * layers in figures. */
#include <math.h>
#include <stdio.h>

#include "ui/panels/views_impl.h"

enum {
    AXIS_COLS = 9,
    SLOWEST = 5,
};

/* The slowest layer of those that share a column. */
static int representative(const struct stats *s, int from, int pool)
{
    int best = from;
    for (int i = from; i < from + pool && i < s->n_layer; i++)
        if (layer_total_ms(&s->layer[i]) > layer_total_ms(&s->layer[best]))
            best = i;
    return best;
}

static void draw_bar(const struct canvas *c, const struct layer_stats *l, int col,
                     int width, int bottom, int height, double top)
{
    double ms[N_PHASES];
    layer_phases(l, ms);
    double total = layer_total_ms(l);
    for (int k = 0; k < height; k++) {
        double at = (k + 0.5) / height * top, sum = 0;
        if (at > total && !(k == 0 && total > 0))
            break;
        int phase = 0;
        for (; phase < N_PHASES - 1; phase++) {
            sum += ms[phase];
            if (at <= sum)
                break;
        }
        for (int x = 0; x < width; x++)
            canvas_text(c, bottom - k, col + x, phase_looks[phase].style,
                        phase_sign(c->theme, phase));
    }
}

static void draw_legend(const struct canvas *c, int row, const struct layer_summary *sum)
{
    const double share[N_PHASES] = {sum->mixer, sum->route, sum->expert, sum->io_wait,
                                    sum->other};
    char values[N_PHASES][PHASE_TEXT_BYTES];
    for (int i = 0; i < N_PHASES; i++)
        snprintf(values[i], PHASE_TEXT_BYTES, "%2.0f %%", share[i]);
    canvas_phases(c, row, values, "");
}

static void draw_table(const struct telemetry *t, const struct canvas *c, int row)
{
    const struct stats *s = &t->now;
    bool shown[STATS_MAX_LAYERS] = {false};
    canvas_text(
        c, row, 0, THEME_DIM,
        "slowest   kind        total   mixer  router experts io wait   other ms   "
        "experts missing");
    for (int n = 1; n <= SLOWEST && row + n < c->rows; n++) {
        int best = -1;
        for (int i = 0; i < s->n_layer; i++)
            if (!shown[i] && (best < 0 || layer_total_ms(&s->layer[i]) >
                                              layer_total_ms(&s->layer[best])))
                best = i;
        if (best < 0)
            return;
        shown[best] = true;
        const struct layer_stats *l = &s->layer[best];
        int x = canvas_format(c, row + n, 0, THEME_TEXT,
                              "%7d   %-9s %7.2f %7.2f %7.2f %7.2f %7.2f %7.2f      ",
                              best, l->linear ? "delta net" : "attention",
                              layer_total_ms(l), l->mixer_ms, l->route_ms, l->expert_ms,
                              l->io_wait_ms, fmaxf(0, l->other_ms));
        if (s->resident_known)
            canvas_format(c, row + n, x, THEME_TEXT, "%3d of %d", l->n_missed, l->n_used);
        else
            canvas_text(c, row + n, x, THEME_DIM, "n/a");
    }
}

/* Below the bars: the ruler, the kind of each layer, and how many experts were missing. */
static void draw_feet(const struct telemetry *t, const struct canvas *c, int row,
                      int pool, int width)
{
    const struct stats *s = &t->now;
    canvas_text(c, row, 0, THEME_DIM, "layer");
    canvas_text(c, row + 1, 0, THEME_DIM, "kind");
    canvas_text(c, row + 2, 0, THEME_DIM, "missing");
    struct canvas_line ruler = {.c = c, .row = row};
    int step = width >= 4 ? 1 : width >= 2 ? 5 : 10;
    for (int i = 0, col = AXIS_COLS; i < s->n_layer; i += pool, col += width) {
        const struct layer_stats *l = &s->layer[representative(s, i, pool)];
        if (i / pool % step == 0 && col >= ruler.x) {
            ruler.x = col;
            line_add(&ruler, THEME_DIM, "%d", i);
            ruler.x++;
        }
        canvas_text(c, row + 1, col, l->linear ? THEME_DIM : THEME_TEXT,
                    l->linear ? "d" : "A");
        char miss = l->n_missed == 0  ? '.'
                    : l->n_missed > 9 ? '+'
                                      : (char)('0' + l->n_missed);
        if (s->resident_known)
            canvas_format(c, row + 2, col, l->n_missed ? THEME_PHASE_IO : THEME_DIM, "%c",
                          miss);
    }
    if (!s->resident_known)
        canvas_text(c, row + 2, AXIS_COLS, THEME_DIM, "n/a");
}

void view_last_draw(const struct telemetry *t, const struct canvas *c)
{
    const struct stats *s = &t->now;
    struct layer_summary sum = layers_summary(s);
    if (!sum.valid) {
        canvas_text(c, 0, 0, THEME_DIM,
                    s->token_ms.valid ? "n/a: single layers of this step were not timed"
                                      : "n/a: no token was computed yet");
        return;
    }
    struct canvas_line head = {.c = c};
    line_add(&head, THEME_DIM, "%s %.*f ms",
             c->cols >= 60 ? "layers of the last token:" : "layers",
             ms_decimals(sum.total_ms), sum.total_ms);
    line_add(&head, THEME_DIM, "%s p50 %.*f ms", c->cols >= 60 ? "  " : "",
             ms_decimals(sum.p50_ms), sum.p50_ms);
    line_add(&head, THEME_DIM, "%s max %.*f ms (%d)", c->cols >= 60 ? "  " : "",
             ms_decimals(sum.max_ms), sum.max_ms, sum.slowest);
    int room = c->cols - AXIS_COLS, pool = layers_per_column(s->n_layer, room);
    int columns = (s->n_layer + pool - 1) / pool;
    int width = cell_width(columns, room, 12);
    int table = c->rows >= 24 ? SLOWEST + 2 : 0;
    int height = c->rows - 2 - 3 - 2 - table;
    if (height < 2)
        height = 2;
    int bottom = 1 + height;
    canvas_format(c, 2, 0, THEME_DIM, "%5g ms", t->layer_top.top);
    canvas_format(c, bottom, 0, THEME_DIM, "%5d ms", 0);
    for (int i = 0; i < columns; i++)
        draw_bar(c, &s->layer[representative(s, i * pool, pool)], AXIS_COLS + i * width,
                 width > 1 ? width - 1 : 1, bottom, height, t->layer_top.top);
    draw_feet(t, c, bottom + 1, pool, width);
    if (pool > 1)
        canvas_format(c, 1, AXIS_COLS, THEME_DIM, "max of %d", pool);
    draw_legend(c, bottom + 5, &sum);
    if (table)
        draw_table(t, c, bottom + 7);
}
