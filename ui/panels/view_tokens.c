/* Tokens by layers: a row for each token, the newest at the bottom, a column for each layer
 * (or for the largest of several); a cursor, and below what its cell is made of. */
#include <math.h>
#include <stdio.h>

#include "ui/panels/views_impl.h"

enum {
    LABEL_COLS = 6,  /* the token's number */
    TOTAL_COLS = 10, /* its wall time, on the right */
    CELL_COLS_MAX = 6,
    DETAIL_ROWS = 5,
};

static const char *const names[CELL_N] = {"total", "io wait", "experts",
                                          "mixer", "router",  "experts missing"};

struct grid {
    int rows, cols; /* of cells */
    int pool, width, label, top;
    bool totals;
    uint64_t first, last; /* rows shown */
    double scale;
    int above; /* cells that are larger */
};

static double cell_value(enum cell_quantity q, const struct layer_stats *l)
{
    switch (q) {
    case CELL_IO_WAIT: return l->io_wait_ms;
    case CELL_EXPERT: return l->expert_ms;
    case CELL_MIXER: return l->mixer_ms;
    case CELL_ROUTE: return l->route_ms;
    case CELL_MISSING: return l->n_used > 0 ? (double)l->n_missed / l->n_used : 0;
    default: return layer_total_ms(l);
    }
}

/* The layer whose value stands in a column. */
static int column_layer(const struct grid *g, const struct layer_stats *layers,
                        int n_layer, int col, enum cell_quantity q)
{
    int best = col * g->pool;
    for (int i = best + 1; i < (col + 1) * g->pool && i < n_layer; i++)
        if (cell_value(q, &layers[i]) > cell_value(q, &layers[best]))
            best = i;
    return best;
}

static int level(const struct views *v, const struct grid *g, double value)
{
    if (!v->log_scale || v->quantity == CELL_MISSING)
        return graph_level(value, g->scale);
    if (!(value > 0) || !(g->scale > 0))
        return 0;
    double eighths = GRAPH_LEVELS + log2(value / g->scale); /* each level is a doubling */
    return eighths <= 1 ? 1 : eighths >= GRAPH_LEVELS ? GRAPH_LEVELS : (int)ceil(eighths);
}

static int count_above(const struct views *v, const struct step_history *h,
                       const struct grid *g, double top, double *most)
{
    int n = 0;
    for (uint64_t row = g->first; row <= g->last; row++) {
        const struct layer_stats *l = steps_layers(h, row);
        for (int i = 0; i < h->n_layer; i++) {
            double value = cell_value(v->quantity, &l[i]);
            n += value > top;
            *most = fmax(*most, value);
        }
    }
    return n;
}

/* The scale of what is shown: up to the largest cell, but when those of one token and a few
 * more (one in fifty) are three times all others, up to these. The first token after a
 * start reads for ten times as long as the next ones; with its scale all would be empty. */
static void set_scale(struct views *v, const struct step_history *h, struct grid *g)
{
    double *kept = &v->scale[v->quantity], most = 0;
    g->scale = 1;
    if (v->quantity == CELL_MISSING)
        return;
    int rows = (int)(g->last - g->first + 1);
    int few = rows < 4 ? 0 : h->n_layer + rows * h->n_layer / 50;
    count_above(v, h, g, 0, &most);
    double all = scale_round(most), top = all;
    for (double lower = scale_below(top);
         lower > 0 && count_above(v, h, g, lower, &most) <= few;)
    {
        top = lower;
        lower = scale_below(top);
    }
    if (top > all / 3)
        top = all;
    if (top > *kept || top < *kept * 0.6)
        *kept = top;
    g->scale = *kept;
    g->above = count_above(v, h, g, g->scale, &most);
}

/* Numbers begin anew with a conversation and with another model: a cursor on what is no more
 * there follows the newest. There is a row. */
static void settle(struct views *v, const struct step_history *h)
{
    uint64_t oldest = steps_first(h), newest = h->n_rows - 1;
    if (v->row > newest)
        v->pinned = false;
    if (!v->pinned)
        v->row = v->bottom = newest;
    if (v->row < oldest)
        v->row = oldest;
    if (v->bottom > newest)
        v->bottom = newest;
}

/* Room for a mark, the longest number and, up to four digits, a gap. */
static int label_cols(const struct step_history *h, int least)
{
    int most = 0;
    for (uint64_t n = steps_first(h); n < h->n_rows; n++)
        most = steps_row(h, n)->i_tok > most ? steps_row(h, n)->i_tok : most;
    int cols = snprintf(NULL, 0, "%d", most) + 1;
    return cols > least ? cols : least;
}

static struct grid arrange(struct views *v, const struct telemetry *t,
                           const struct canvas *c)
{
    const struct step_history *h = &t->steps;
    struct grid g = {.label = label_cols(h, c->cols >= 30 ? LABEL_COLS : 5)};
    g.totals = c->cols >= 60;
    int room = c->cols - g.label - (g.totals ? TOTAL_COLS : 0);
    g.pool = layers_per_column(h->n_layer, room);
    g.cols = (h->n_layer + g.pool - 1) / g.pool;
    g.width = cell_width(g.cols, room, CELL_COLS_MAX);
    g.top = c->rows >= 8 ? 2 : c->rows >= 4 ? 1 : 0;
    int detail = c->rows >= 14 ? DETAIL_ROWS : c->rows >= 8 ? 3 : c->rows >= 3;
    g.rows = c->rows - g.top - detail;
    if (g.rows < 1)
        g.rows = 1;
    v->page_rows = g.rows;
    settle(v, h);
    uint64_t oldest = steps_first(h);
    if (v->row > v->bottom)
        v->bottom = v->row;
    if (v->row + (uint64_t)g.rows <= v->bottom)
        v->bottom = v->row + (uint64_t)g.rows - 1;
    g.last = v->bottom;
    g.first =
        g.last + 1 > oldest + (uint64_t)g.rows ? g.last + 1 - (uint64_t)g.rows : oldest;
    set_scale(v, h, &g);
    return g;
}

static void draw_head(const struct views *v, const struct telemetry *t,
                      const struct canvas *c, const struct grid *g)
{
    if (g->top == 0)
        return;
    struct canvas_line line = {.c = c};
    line_add(&line, THEME_DIM, "%s", c->cols >= 60 ? "each cell " : "");
    line_add(&line, THEME_TEXT, "%s", names[v->quantity]);
    if (v->quantity == CELL_MISSING)
        line_add(&line, THEME_DIM, "  0-100 %%%s", c->cols >= 60 ? " of those used" : "");
    else
        line_add(&line, THEME_DIM, "  %s%g ms", v->log_scale ? "log, up to " : "0-",
                 g->scale);
    if (g->above > 0)
        line_add(&line, THEME_TEXT, ", %d above", g->above);
    if (g->pool > 1)
        line_add(&line, THEME_DIM, "  max of %d", g->pool);
    char where[48];
    int n = v->pinned ? snprintf(where, sizeof where, "%llu newer below",
                                 (unsigned long long)(t->steps.n_rows - 1 - v->row))
                      : snprintf(where, sizeof where, "follows");
    if (line_takes(&line, 2 + n))
        canvas_text(c, 0, c->cols - n, v->pinned ? THEME_LIVE : THEME_DIM, where);
    if (g->top < 2)
        return;
    canvas_text(c, 1, 0, THEME_DIM, g->label >= LABEL_COLS ? "token" : "");
    int step = g->width >= 4 ? 1 : g->width >= 2 ? 5 : 10;
    line = (struct canvas_line){.c = c, .row = 1};
    for (int col = 0; col < g->cols; col += step)
        if (g->label + col * g->width >= line.x) {
            line.x = g->label + col * g->width;
            line_add(&line, THEME_DIM, "%d", col * g->pool);
            line.x++;
        }
    if (g->totals)
        canvas_text(c, 1, g->label + g->cols * g->width, THEME_DIM, "     token");
}

static void draw_row(const struct views *v, const struct telemetry *t,
                     const struct canvas *c, const struct grid *g, uint64_t n, int y)
{
    const struct step_history *h = &t->steps;
    const struct step_row *r = steps_row(h, n);
    const struct layer_stats *layers = steps_layers(h, n);
    bool here = n == v->row;
    canvas_format(c, y, 0, here ? THEME_TEXT : THEME_DIM, "%c%*d",
                  here            ? '>'
                  : r->i_tok == 1 ? '-'
                                  : ' ',
                  g->label - 2, r->i_tok);
    struct strbuf run = {0}; /* cells of one style are drawn together */
    uint32_t style = 0, run_style = 0;
    int x = g->label;
    for (int col = 0; col <= g->cols; col++) {
        int l = 0;
        if (col < g->cols) {
            int i = column_layer(g, layers, h->n_layer, col, v->quantity);
            l = level(v, g, cell_value(v->quantity, &layers[i]));
            style = l > 0 ? (uint32_t)(THEME_HEAT + l - 1) : THEME_TEXT;
            if (here && col == v->layer / g->pool)
                style |= STYLE_REVERSE;
        }
        if (run.len > 0 && (style != run_style || col == g->cols)) {
            x += canvas_text(c, y, x, run_style, run.data);
            strbuf_clear(&run);
        }
        run_style = style;
        for (int k = 0; k < g->width && col < g->cols; k++)
            strbuf_adds(&run, graph_sign(l, c->theme->blocks));
    }
    strbuf_finish(&run);
    if (g->totals)
        canvas_format(c, y, g->label + g->cols * g->width, here ? THEME_TEXT : THEME_DIM,
                      "%7.*f ms", ms_decimals((double)r->total_ms), (double)r->total_ms);
}

/* The phases in figures, and a bar of them below. */
static void draw_phases(const struct canvas *c, int row, const struct layer_stats *l)
{
    double ms[N_PHASES], total = layer_total_ms(l), sum = 0;
    if (!(total > 0)) {
        canvas_text(c, row, 0, THEME_DIM, "n/a: single layers were not timed");
        return;
    }
    layer_phases(l, ms);
    char values[N_PHASES][PHASE_TEXT_BYTES];
    for (int i = 0; i < N_PHASES; i++)
        snprintf(values[i], PHASE_TEXT_BYTES, "%.*f", ms_decimals(ms[i]), fmax(0, ms[i]));
    canvas_phases(c, row, values, "ms");
    int from = 0;
    for (int i = 0; i < N_PHASES && total > 0; i++) {
        sum += fmax(0, ms[i]);
        int to = (int)lround(sum / total * c->cols);
        for (; from < to; from++)
            canvas_text(c, row + 1, from, phase_looks[i].style, phase_sign(c->theme, i));
    }
}

static void add_ms(struct canvas_line *line, const char *name, double ms)
{
    line_add(line, THEME_DIM, "%s %.*f", name, ms_decimals(ms), ms);
}

/* The whole token, of whose layers the times sum up to `layers_ms`. */
static void draw_token(const struct canvas *c, int row, const struct step_row *r,
                       double layers_ms, bool wide)
{
    struct canvas_line line = {.c = c, .row = row};
    double total = (double)r->total_ms;
    line_add(&line, THEME_DIM, "%s %.*f ms", wide ? "the token:" : "token",
             ms_decimals(total), total);
    add_ms(&line, ", layers", layers_ms);
    if (!wide)
        return;
    line_add(&line, THEME_DIM, "  embedding %.3f", (double)r->embed_ms);
    add_ms(&line, "  head", (double)r->head_ms);
    add_ms(&line, "  choosing", (double)r->sample_ms);
}

/* What the cell under the cursor is made of, from row `row` on. */
static void draw_detail(const struct views *v, const struct telemetry *t,
                        const struct canvas *c, const struct grid *g, int row)
{
    const struct step_history *h = &t->steps;
    const struct step_row *r = steps_row(h, v->row);
    const struct layer_stats *layers = steps_layers(h, v->row);
    int i = column_layer(g, layers, h->n_layer, v->layer / g->pool, v->quantity);
    const struct layer_stats *l = &layers[i];
    double total = layer_total_ms(l), all = 0;
    for (int k = 0; k < h->n_layer; k++)
        all += layer_total_ms(&layers[k]);
    bool wide = c->cols >= 66;
    struct canvas_line line = {.c = c, .row = row};
    line_add(&line, THEME_TITLE, wide ? "token %d of answer %d" : "%d/%d", r->i_tok,
             r->turn);
    line_add(&line, THEME_TITLE, wide ? ", layer %d" : " layer %d", i);
    line_add(&line, THEME_TITLE, wide ? ", %s" : " %s",
             l->linear ? "delta net" : "attention");
    line_add(&line, THEME_TEXT, "  %.*f ms", ms_decimals(total), total);
    if (wide)
        line_add(&line, THEME_DIM, "   %d experts", l->n_used);
    if (t->now.resident_known && wide)
        line_add(&line, THEME_DIM, ", %d missing", l->n_missed);
    else if (t->now.resident_known)
        line_add(&line, THEME_DIM, " %d/%d", l->n_missed, l->n_used);
    draw_phases(c, row + 1, l);
    if (row + 3 < c->rows)
        draw_token(c, row + 3, r, all, wide);
}

void view_tokens_draw(struct views *v, const struct telemetry *t, const struct canvas *c)
{
    const struct step_history *h = &t->steps;
    if (h->n_rows == 0) {
        canvas_text(c, 0, 0, THEME_DIM,
                    "n/a: no token was written here in this conversation yet");
        return;
    }
    struct grid g = arrange(v, t, c);
    draw_head(v, t, c, &g);
    int y = g.top + g.rows - (int)(g.last - g.first + 1);
    for (uint64_t n = g.first; n <= g.last; n++)
        draw_row(v, t, c, &g, n, y++);
    int row = g.top + g.rows + (c->rows >= 14);
    if (row < c->rows)
        draw_detail(v, t, c, &g, row);
}

/* Moves the cursor; at the newest row it follows again. */
static void move_row(struct views *v, const struct telemetry *t, int64_t by)
{
    const struct step_history *h = &t->steps;
    if (h->n_rows == 0)
        return;
    settle(v, h);
    uint64_t newest = h->n_rows - 1, oldest = steps_first(h);
    if (by < 0)
        v->row = v->row - oldest > (uint64_t)-by ? v->row - (uint64_t)-by : oldest;
    else
        v->row = newest - v->row > (uint64_t)by ? v->row + (uint64_t)by : newest;
    v->pinned = v->row < newest;
}

bool view_tokens_key(struct views *v, const struct telemetry *t, const struct key *key)
{
    char c = key->code == KEY_TEXT && key->len == 1 ? key->text[0] : 0;
    int page = v->page_rows > 1 ? v->page_rows - 1 : 1;
    if (key->code == KEY_ARROW_UP || c == 'k')
        move_row(v, t, -1);
    else if (key->code == KEY_ARROW_DOWN || c == 'j')
        move_row(v, t, 1);
    else if (key->code == KEY_PAGE_UP)
        move_row(v, t, -page);
    else if (key->code == KEY_PAGE_DOWN || c == ' ')
        move_row(v, t, page);
    else if (key->code == KEY_TOP)
        move_row(v, t, -STEP_ROWS_MAX);
    else if (key->code == KEY_BOTTOM)
        v->pinned = false;
    else if (c == 'p')
        v->quantity = (v->quantity + 1) % CELL_N;
    else if (c == 'P')
        v->quantity = (v->quantity + CELL_N - 1) % CELL_N;
    else if (c == 'g')
        v->log_scale = !v->log_scale;
    else
        return false;
    return true;
}
