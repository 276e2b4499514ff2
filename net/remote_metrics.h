#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/infer/stats.h"

/* The numbers of a flashmoe server, from the Prometheus text of its /metrics, which
 * net/serve_metrics.c writes. */

/* Sets the fields of *s that the text tells, and no other: the turn's own times are measured
 * here. False: the text has none of ours. */
bool remote_metrics_take(struct stats *s, const char *text, size_t len);
