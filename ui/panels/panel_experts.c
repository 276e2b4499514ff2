/* The experts of a token, how many of their bytes the page cache had, and on a GPU how many
 * were in its memory. */
#include <stdio.h>

#include "ui/panels/graph.h"

static int rows(const struct telemetry *t, int cols)
{
    const struct stats *s = &t->now;
    (void)cols;
    return 4 + 2 * s->gpu_used_bytes.valid + s->gpu_copy_bytes_s.valid +
           s->gpu_beside_bytes_s.valid;
}

/* The two ways of an expert that is not there, each with what it was measured at. */
static void draw_misses(const struct stats *s, const struct canvas *c, double needed)
{
    struct measure here = {0};
    char at[32];
    int row = 6;
    if (s->gpu_copy_bytes_s.valid)
        canvas_value(c, row++, "copying", measure_scaled(s->gpu_copy_bytes_s, 1e-9), 1,
                     "GB/s");
    if (!s->gpu_beside_bytes_s.valid)
        return;
    if (s->gpu_expert_beside.valid && needed > 0)
        here = (struct measure){100 * s->gpu_expert_beside.v / needed, true};
    snprintf(at, sizeof(at), "%%, %.1f GB/s", s->gpu_beside_bytes_s.v / 1e9);
    canvas_value(c, row, "by the CPU", here, 1, at);
}

static void draw_gpu(const struct stats *s, const struct canvas *c)
{
    double needed = s->gpu_expert_hits.v + s->gpu_expert_misses.v;
    struct measure hit = {0};
    if (s->gpu_expert_hits.valid && s->gpu_expert_misses.valid && needed > 0)
        hit = (struct measure){100 * s->gpu_expert_hits.v / needed, true};
    canvas_value(c, 4, "on the GPU", hit, 1, "% hit");
    canvas_bytes(c, 5, "copied", s->gpu_copied_bytes_token, " a token");
    draw_misses(s, c, needed);
}

static void draw(const struct telemetry *t, const struct canvas *c)
{
    const struct stats *s = &t->now;
    int used = 0;
    for (int i = 0; i < s->n_layer; i++)
        used += s->layer[i].n_used;
    if (used > 0 && s->expert_bytes_token > 0)
        canvas_format(c, 0, 9, THEME_DIM, "%d a token, %.2f %s", used,
                      (double)s->expert_bytes_token /
                          (s->expert_bytes_token >= 100000000 ? 1e9 : 1e6),
                      s->expert_bytes_token >= 100000000 ? "GB" : "MB");
    canvas_value(c, 1, "page cache", measure_scaled(t->hit_rate, 100), 1, "% hit");
    canvas_graph(c, 1, GRAPH_COL, &t->hit, 1, "0-100 %");
    struct measure missed = {0};
    if (s->resident_known && s->expert_bytes >= s->expert_resident_bytes &&
        s->expert_bytes > 0)
        missed =
            (struct measure){(double)(s->expert_bytes - s->expert_resident_bytes), true};
    canvas_bytes(c, 2, "missing", missed, " this turn");
    canvas_value(c, 3, "touched", measure_scaled(s->experts_touched, 100), 1,
                 c->cols >= 40 ? "% of the experts so far" : "% of all experts");
    if (s->gpu_used_bytes.valid)
        draw_gpu(s, c);
}

const struct panel panel_experts = {"experts", "EXPERTS", 24, rows, draw};
