#pragma once

struct ui;

/* What was typed and not sent, for the screen that comes after this one, which gets it with
 * ui_input_set(). Messages that nobody waited for any more come first, a line each. Owned,
 * "" for nothing; the input is empty then. UI thread only. */
char *ui_take_unsent(struct ui *ui);
