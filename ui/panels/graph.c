#include "ui/panels/graph.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int graph_level(double v, double top)
{
    if (!(v > 0) || !(top > 0))
        return 0;
    double level = ceil(v / top * GRAPH_LEVELS - 1e-9);
    return level > GRAPH_LEVELS ? GRAPH_LEVELS : level < 1 ? 1 : (int)level;
}

const char *graph_sign(int level, bool blocks)
{
    static const char *const eighths[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char *const ascii[] = {" ", ".", ":", "-", "=", "+", "*", "#", "@"};
    return (blocks ? eighths : ascii)[level];
}

void graph_ring(struct strbuf *out, const struct ring *r, int cols, double top,
                bool blocks)
{
    for (int back = cols - 1; back >= 0; back--)
        strbuf_adds(out, graph_sign(graph_level(ring_get(r, back), top), blocks));
}

int canvas_text(const struct canvas *c, int row, int col, uint32_t style,
                const char *text)
{
    if (row < 0 || row >= c->rows || col >= c->cols || col < 0)
        return 0;
    return theme_puts(c->theme, c->win, c->y + row, c->x + col, c->cols - col, style,
                      text);
}

int canvas_format(const struct canvas *c, int row, int col, uint32_t style,
                  const char *format, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    return canvas_text(c, row, col, style, text);
}

void canvas_value(const struct canvas *c, int row, const char *label, struct measure v,
                  int decimals, const char *unit)
{
    if (v.valid && isfinite(v.v))
        canvas_format(c, row, VALUE_COL, THEME_TEXT, "%7.*f %s", decimals, v.v, unit);
    else
        canvas_format(c, row, VALUE_COL, THEME_DIM, "%7s", "n/a");
    /* After the value, whose leading blanks a long label may use. */
    canvas_text(c, row, 1, THEME_DIM, label);
}

void canvas_graph(const struct canvas *c, int row, int col, const struct ring *r,
                  double top, const char *scale)
{
    int width = (int)strlen(scale) + 1; /* a scale that is cut would be another one */
    int cols = c->cols - col - (width > 8 ? width : 8);
    if (cols < 3)
        return;
    struct strbuf text = {0};
    graph_ring(&text, r, cols, top, c->theme->blocks);
    canvas_text(c, row, col, THEME_LIVE, text.data);
    strbuf_finish(&text);
    if (top > 0)
        canvas_text(c, row, col + cols + 1, THEME_DIM, scale);
}

void canvas_bytes(const struct canvas *c, int row, const char *label,
                  struct measure bytes, const char *behind)
{
    char unit[32];
    double scale;
    snprintf(unit, sizeof unit, "%s%s", bytes_unit(bytes.v, &scale), behind);
    canvas_value(c, row, label, measure_scaled(bytes, scale), 2, unit);
}

void canvas_why(const struct canvas *c, int row, int col, const char *why)
{
    char text[256];
    snprintf(text, sizeof text, "%s", why);
    if (col + (int)strlen(text) > c->cols)
        text[strcspn(text, ":")] = '\0';
    if (col + (int)strlen(text) <= c->cols)
        canvas_text(c, row, col, THEME_DIM, text);
}

int rate_decimals(double v)
{
    return v < 10 ? 2 : v < 100 ? 1 : 0;
}

const char *bytes_unit(double bytes, double *scale)
{
    bool giga = bytes >= 1e8, mega = bytes >= 1e5 || !(bytes > 0);
    *scale = giga ? 1e-9 : mega ? 1e-6 : 1e-3;
    return giga ? "GB" : mega ? "MB" : "kB";
}

int ms_decimals(double ms)
{
    return ms >= 1 ? 1 : ms >= 0.1 ? 2 : 3;
}

struct measure measure_scaled(struct measure v, double factor)
{
    v.v *= factor;
    return v;
}

/* ---- layers ---- */

const struct phase_look phase_looks[N_PHASES] = {
    {"mixer", "█", "m", THEME_PHASE_MIXER},    {"router", "▒", "r", THEME_PHASE_ROUTE},
    {"experts", "▓", "e", THEME_PHASE_EXPERT}, {"io wait", "░", "w", THEME_PHASE_IO},
    {"other", "·", "o", THEME_PHASE_OTHER},
};

const char *phase_sign(const struct theme *t, int phase)
{
    return t->blocks ? phase_looks[phase].sign : phase_looks[phase].ascii;
}

void layer_phases(const struct layer_stats *l, double ms[N_PHASES])
{
    ms[0] = l->mixer_ms;
    ms[1] = l->route_ms;
    ms[2] = l->expert_ms;
    ms[3] = l->io_wait_ms;
    ms[4] = l->other_ms;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct layer_summary layers_summary(const struct stats *s)
{
    struct layer_summary sum = {0};
    double ms[STATS_MAX_LAYERS];
    for (int i = 0; i < s->n_layer; i++) {
        const struct layer_stats *l = &s->layer[i];
        ms[i] = layer_total_ms(l);
        sum.total_ms += ms[i];
        sum.mixer += l->mixer_ms;
        sum.route += l->route_ms;
        sum.io_wait += l->io_wait_ms;
        sum.expert += l->expert_ms;
        sum.other += l->other_ms;
        if (ms[i] > sum.max_ms) {
            sum.max_ms = ms[i];
            sum.slowest = i;
        }
    }
    if (!(sum.total_ms > 0) || !isfinite(sum.total_ms))
        return (struct layer_summary){0};
    sum.valid = true;
    double *parts[] = {&sum.mixer, &sum.route, &sum.io_wait, &sum.expert, &sum.other};
    for (int i = 0; i < 5; i++)
        *parts[i] = fmax(0, *parts[i] * 100 / sum.total_ms); /* rounding may leave -0 */
    qsort(ms, (size_t)s->n_layer, sizeof *ms, by_value);
    int n = s->n_layer;
    sum.p50_ms = n % 2 ? ms[n / 2] : (ms[n / 2 - 1] + ms[n / 2]) / 2;
    return sum;
}

void layers_strip(struct strbuf *out, const struct stats *s, int from, int to, int pool,
                  enum layer_strip what, double top, bool blocks)
{
    for (int i = from; i < to; i += pool) {
        double most = 0;
        for (int k = i; k < i + pool && k < to && k < s->n_layer; k++) {
            const struct layer_stats *l = &s->layer[k];
            most = fmax(most, what == STRIP_TOTAL ? layer_total_ms(l) : l->io_wait_ms);
        }
        strbuf_adds(out, graph_sign(graph_level(most, top), blocks));
    }
}

void layers_ruler(struct strbuf *out, int from, int to, int pool)
{
    int col = 0;
    for (int i = from; i < to; i += pool, col++) {
        bool mark = i == from || i % (10 * pool) == 0;
        if (!mark || (int)out->len > col)
            continue;
        while ((int)out->len < col)
            strbuf_addc(out, ' ');
        strbuf_addf(out, "%d ", i);
    }
    if (!out->data)
        strbuf_adds(out, "");
}
