/* How fast: decode over the last tokens and over time, prefill, the first token. */
#include <stdio.h>

#include "ui/panels/graph.h"

enum {
    WHY_COL = VALUE_COL + 8 /* behind the "n/a", in place of a unit */
};

static int rows(const struct telemetry *t, int cols)
{
    (void)cols;
    return t->now.round_trip_ms.valid ? 5 : 4;
}

static void draw(const struct telemetry *t, const struct canvas *c)
{
    const struct stats *s = &t->now;
    char text[64];
    canvas_value(c, 1, "decode", s->decode_tok_s, rate_decimals(s->decode_tok_s.v),
                 "tok/s");
    snprintf(text, sizeof text, "0-%g", t->decode_top.top);
    canvas_graph(c, 1, GRAPH_COL, &t->decode, t->decode_top.top, text);
    canvas_value(c, 2, "prefill", s->prefill_tok_s, rate_decimals(s->prefill_tok_s.v),
                 "tok/s");
    int col = GRAPH_COL;
    if (s->phase == PHASE_PREFILL && s->n_prompt_tok > 0) {
        canvas_format(c, 2, col, THEME_LIVE, "%d of %d tokens",
                      s->n_reused_tok + s->n_prefilled_tok, s->n_prompt_tok);
    } else {
        col +=
            canvas_text(c, 2, col, THEME_DIM, c->cols >= 42 ? "first token " : "first ");
        if (s->ttft_ms.valid)
            canvas_format(c, 2, col, THEME_TEXT, "%.2f s", s->ttft_ms.v / 1000);
        else
            canvas_text(c, 2, col, THEME_DIM, "n/a");
    }
    struct limit_share limit = limit_share(t);
    canvas_value(c, 3, "of limit", measure_scaled(limit.share, 100), 0, "%");
    if (limit.share.valid)
        canvas_format(c, 3, GRAPH_COL, THEME_DIM, "%s-bound", limit.name);
    else
        canvas_why(c, 3, WHY_COL, limit.why);
    if (s->round_trip_ms.valid)
        canvas_value(c, 4, "round trip", s->round_trip_ms,
                     rate_decimals(s->round_trip_ms.v), "ms");
}

const struct panel panel_speed = {"speed", "SPEED", 24, rows, draw};
