/* Where the memory is: the model's dense part, its state, what the kernel holds of the
 * files, and all that is taken of a GPU's. */
#include <stdio.h>

#include "ui/panels/graph.h"

static const double gib = 1024.0 * 1024 * 1024;

static int rows(const struct telemetry *t, int cols)
{
    (void)cols;
    return t->now.gpu_used_bytes.valid ? 6 : 5;
}

static int pair(const struct canvas *c, int row, int col, const char *label,
                uint64_t bytes)
{
    canvas_text(c, row, col, THEME_DIM, label);
    if (bytes > 0)
        canvas_format(c, row, col + 9, THEME_TEXT, "%8.3f", (double)bytes / gib);
    else
        canvas_format(c, row, col + 9, THEME_DIM, "%8s", "n/a");
    return col + (c->cols >= 38 ? 20 : 18);
}

static void draw(const struct telemetry *t, const struct canvas *c)
{
    const struct stats *s = &t->now;
    canvas_text(c, 0, 9, THEME_DIM, "GiB");
    int right = pair(c, 1, 1, "dense", s->dense_bytes);
    pair(c, 1, right, "kv", s->kv_bytes);
    pair(c, 2, 1, "state", s->state_bytes);
    pair(c, 2, right, "buffers", s->buffer_bytes);
    pair(c, 3, 1, "resident", s->rss_bytes);
    pair(c, 3, right, "cached",
         s->page_cache_bytes.valid && s->page_cache_bytes.v >= 0
             ? (uint64_t)s->page_cache_bytes.v
             : 0);
    canvas_text(c, 4, 1, THEME_DIM, "context");
    if (s->ctx_max_tok > 0)
        canvas_format(c, 4, VALUE_COL, THEME_TEXT,
                      c->cols >= 40 ? "%7d of %d tokens, %.0f %%" : "%7d of %d, %.0f %%",
                      s->ctx_used_tok, s->ctx_max_tok,
                      100.0 * s->ctx_used_tok / s->ctx_max_tok);
    else
        canvas_format(c, 4, VALUE_COL, THEME_DIM, "%7s", "n/a");
    if (s->gpu_used_bytes.valid)
        pair(c, 5, 1, "GPU", (uint64_t)s->gpu_used_bytes.v);
}

const struct panel panel_memory = {"memory", "MEMORY", 36, rows, draw};
