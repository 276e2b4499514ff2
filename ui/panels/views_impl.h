#pragma once

/* The pages of views.h; only views.c and the pages' files include this. */

#include "ui/panels/graph.h"
#include "ui/panels/views.h"

void view_tokens_draw(struct views *v, const struct telemetry *t, const struct canvas *c);
bool view_tokens_key(struct views *v, const struct telemetry *t, const struct key *key);
void view_last_draw(const struct telemetry *t, const struct canvas *c);
void view_experts_draw(const struct views *v, const struct telemetry *t,
                       const struct canvas *c);
void view_time_draw(const struct telemetry *t, const struct canvas *c);

/* "max of 2", when columns stand for several layers. */
int layers_per_column(int n_layer, int cols);
/* Columns that one of `n` cells gets of `cols`, at most `most`. */
int cell_width(int n, int cols, int most);
