#pragma once

#include <stdbool.h>

#include "core/base/strbuf.h"
#include "ui/panels/panels.h"

/* What the panels are drawn with. Positions are inside the canvas; what is outside of it
 * is cut. */

enum {
    GRAPH_LEVELS = 8
};

/* 0 for nothing (or NAN), 1..8 for what is more than nothing up to the top. */
int graph_level(double v, double top);
/* The sign of a level: eighth blocks, or " .:-=+*#@" where they cannot be drawn. */
const char *graph_sign(int level, bool blocks);
/* The newest `cols` samples of a ring, the newest at the right. */
void graph_ring(struct strbuf *out, const struct ring *r, int cols, double top,
                bool blocks);

/* The rates over time (view_time.c): those that have numbers, as many as there is room for. */
void time_graphs_draw(const struct telemetry *t, const struct canvas *c);

/* Text cut at the canvas; returns columns used. */
int canvas_text(const struct canvas *c, int row, int col, uint32_t style,
                const char *text);
int canvas_format(const struct canvas *c, int row, int col, uint32_t style,
                  const char *format, ...) __attribute__((format(printf, 5, 6)));

/* A line of pieces that are drawn whole or not at all, because a number that is cut reads as
 * another one; behind the first that does not fit there are no more. From {c, row}. */
struct canvas_line {
    const struct canvas *c;
    int row, x;
    bool full;
};
void line_add(struct canvas_line *line, uint32_t style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Whether `cols` more fit, which pieces drawn together ask first. */
bool line_takes(struct canvas_line *line, int cols);

/* A label, a value with a fixed width, and its unit: "  decode     3.91 tok/s". A value
 * that is not valid is "n/a". */
void canvas_value(const struct canvas *c, int row, const char *label, struct measure v,
                  int decimals, const char *unit);
/* A graph with its scale behind it, from `col` to the canvas' edge. */
void canvas_graph(const struct canvas *c, int row, int col, const struct ring *r,
                  double top, const char *scale);

enum {
    VALUE_COL = 10, /* values are right-aligned in 7 columns from here */
    GRAPH_COL = 24, /* what stands beside a value starts here */
};

/* Bytes as "4.25 GB", or in MB or kB where that would be mostly zeros. */
void canvas_bytes(const struct canvas *c, int row, const char *label,
                  struct measure bytes, const char *behind);
/* Why there is no number: all of it, or what stands before its colon, or nothing. */
void canvas_why(const struct canvas *c, int row, int col, const char *why);
/* A rate in three figures, or four: 2, 1 or no decimals. */
int rate_decimals(double v);
/* Bytes in GB, MB or kB, so that there is something to read: the name; *scale to it. */
const char *bytes_unit(double bytes, double *scale);
/* Decimals that show about three figures of a time in ms. */
int ms_decimals(double ms);

struct measure measure_scaled(struct measure v, double factor);

/* ---- layers ---- */
enum {
    N_PHASES = 5
};
struct phase_look {
    const char *name, *sign, *ascii;
    uint32_t style;
};
/* The phases of a layer in the order in which they are drawn, and their times. */
extern const struct phase_look phase_looks[N_PHASES];
const char *phase_sign(const struct theme *t, int phase);
void layer_phases(const struct layer_stats *l, double ms[N_PHASES]);
enum {
    PHASE_TEXT_BYTES = 16
};
/* A legend with values; narrow without the unit (or ""), then without the names. */
void canvas_phases(const struct canvas *c, int row,
                   const char values[N_PHASES][PHASE_TEXT_BYTES], const char *unit);
struct layer_summary {
    bool valid;
    double p50_ms, max_ms, total_ms;
    int slowest;
    double mixer, route, io_wait, expert, other; /* shares of total_ms, percent */
};
struct layer_summary layers_summary(const struct stats *s);
/* One strip of signs for layers from..to-1, `pool` layers a column (their maximum). */
enum layer_strip {
    STRIP_TOTAL,
    STRIP_IO_WAIT,
};
void layers_strip(struct strbuf *out, const struct stats *s, int from, int to, int pool,
                  enum layer_strip what, double top, bool blocks);
/* "0         10        20" for those columns. */
void layers_ruler(struct strbuf *out, int from, int to, int pool);
