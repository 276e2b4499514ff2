#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "ui/decoder.h"
#include "ui/panels/panels.h"

/* The pages that F3 opens, each over the whole screen: the newest tokens by layers, the
 * layers of the last token, the experts, and the rates over time. UI thread only. */

enum views_page {
    VIEW_TOKENS,
    VIEW_LAST,
    VIEW_EXPERTS,
    VIEW_TIME,
    VIEW_N,
};

/* What a cell of tokens by layers tells. */
enum cell_quantity {
    CELL_TOTAL,
    CELL_IO_WAIT,
    CELL_EXPERT,
    CELL_MIXER,
    CELL_ROUTE,
    CELL_MISSING, /* experts that were not resident, of those used */
    CELL_N,
};

/* Start from {0}. */
struct views {
    enum views_page view;
    int layer; /* the cursor */
    /* tokens: the cursor's row and the last row of the window, while they do not follow the
     * newest */
    bool pinned;
    uint64_t row, bottom;
    enum cell_quantity quantity;
    bool log_scale;
    int page_rows;        /* rows of tokens when it was last drawn */
    double scale[CELL_N]; /* tops, so that they do not jump as rows go by */
};

void views_draw(struct views *v, const struct telemetry *t, const struct canvas *c);
/* Whether the key meant something to the page; Esc and the like are the caller's. */
bool views_key(struct views *v, const struct telemetry *t, const struct key *key);
/* For the status line. */
const char *views_hint(const struct views *v, int cols);
