#pragma once

#include "ui/ui.h"

/* Writes what a screen shows to a file while it is shown. Taking an op copies it; a thread
 * of its own turns it into lines and writes them, a few times a second. Text is never left
 * out; numbers are when the disk is far behind, and the file says how many. One taker. */

struct error;
struct recorder;

/* Creates the file, mode 0600; one that is there already is refused. NULL + err. */
struct recorder *recorder_start(const char *path, const char *version, struct error *err);
/* A ui_tap_fn; ctx is the recorder. Returns, once, why nothing is written any more. */
const char *recorder_take(void *ctx, const struct ui_op *op);
/* Writes the rest and closes; NULL is fine. False + err: the file is not complete. */
bool recorder_stop(struct recorder *r, struct error *err);
