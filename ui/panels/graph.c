#include "ui/panels/graph.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/glyph.h"

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

bool line_takes(struct canvas_line *line, int cols)
{
    line->full = line->full || line->x + cols > line->c->cols;
    return !line->full;
}

void line_add(struct canvas_line *line, uint32_t style, const char *format, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    if (line_takes(line, glyph_cols(text, strlen(text))))
        line->x += canvas_text(line->c, line->row, line->x, style, text);
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

struct legend_form {
    int gap;
    bool names, unit;
};

static int phase_cols(const struct legend_form *f, int i, const char *value)
{
    return 2 + (f->names ? (int)strlen(phase_looks[i].name) + 1 : 0) + (int)strlen(value);
}

static int legend_cols(const struct legend_form *f,
                       const char values[N_PHASES][PHASE_TEXT_BYTES], const char *unit)
{
    int cols = (N_PHASES - 1) * f->gap;
    for (int i = 0; i < N_PHASES; i++)
        cols += phase_cols(f, i, values[i]);
    return cols + (f->unit ? f->gap + (int)strlen(unit) : 0);
}

void canvas_phases(const struct canvas *c, int row,
                   const char values[N_PHASES][PHASE_TEXT_BYTES], const char *unit)
{
    static const struct legend_form forms[] = {
        {2, true, true}, {2, true, false}, {1, true, false}, {1, false, false}};
    const struct legend_form *f = *unit ? forms : forms + 1;
    while (f->names && legend_cols(f, values, unit) > c->cols)
        f++;
    struct canvas_line line = {.c = c, .row = row};
    for (int i = 0; i < N_PHASES; i++) {
        int gap = i > 0 ? f->gap : 0;
        if (!line_takes(&line, gap + phase_cols(f, i, values[i])))
            return;
        line.x += gap;
        line_add(&line, phase_looks[i].style, "%s", phase_sign(c->theme, i));
        line.x++;
        if (f->names)
            line_add(&line, THEME_DIM, "%s ", phase_looks[i].name);
        line_add(&line, THEME_TEXT, "%s", values[i]);
    }
    if (f->unit)
        line_add(&line, THEME_DIM, "%*s%s", f->gap, "", unit);
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
