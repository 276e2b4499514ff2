#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "ui/ui.h"

/* The input line: readline as a line editor that neither reads nor draws. It is fed whole
 * characters and sequences, and says what its text, prompt and cursor are. Only one can
 * exist at a time, since readline's state is global. UI thread only. */

struct input;

struct input *input_create(const char *history_path, struct error *err);
void input_destroy(struct input *in); /* NULL is fine */

/* Bytes of one key, whole. */
void input_feed(struct input *in, const char *bytes, size_t len);
/* A pasted text: one undo step, never submits. */
void input_insert(struct input *in, const char *text, size_t len);
void input_set(struct input *in, const char *text);
/* Clears the line, also out of a search; `draft`: it stays in this session's history. */
void input_clear(struct input *in, bool draft);

/* By screen row when the text has one above (below), else through the history. */
void input_move_row(struct input *in, int dir, int cols);

const char *input_text(const struct input *in, size_t *len); /* borrowed */
size_t input_point(const struct input *in);
void input_set_point(struct input *in, size_t point);
const char *input_prompt(const struct input *in); /* "> ", or that of a search */
bool input_empty(const struct input *in);
/* In the middle of a search, a quoted key or a count: keys belong to readline. */
bool input_pending(const struct input *in);
bool input_vi(const struct input *in);

/* The line that Enter accepted: owned, or NULL. Already in the history. */
char *input_take_line(struct input *in);
/* What went wrong with the history file, once; NULL when nothing did. Borrowed. */
const char *input_take_trouble(struct input *in);
/* Ctrl-X Ctrl-E was typed. */
bool input_take_editor(struct input *in);
bool input_dirty(const struct input *in);
/* Whether something changed since the last call. */
bool input_take_dirty(struct input *in);
void input_resize(struct input *in, int rows, int cols);

/* ---- Tab ---- */
struct input_menu {
    char **items;  /* owned; [0] of readline's convention is not used: candidates only */
    int n, chosen; /* chosen -1: none yet */
    size_t start;  /* of the word that they replace */
};
/* Completes the word before the cursor; further calls go round (dir -1: back). */
void input_complete(struct input *in, ui_complete_fn fn, void *ctx, int dir);
const struct input_menu *input_menu(const struct input *in); /* n 0: closed */
void input_menu_close(struct input *in);
