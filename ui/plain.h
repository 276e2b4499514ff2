#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "ui/ui.h"

/* The chat line by line, for screen readers and for terminals that cannot place the cursor:
 * text is only ever added at the end, roles are words, nothing is drawn and nothing moves.
 * Answers come by sentences and lines, thinking only when it is asked for, and while nothing
 * else is said a line every 30 s tells how far it is. Behind ui.h, which calls these when a
 * chat was opened as plain. Not more than one. UI thread only. */

struct error;
struct plain;

struct plain *plain_open(const struct ui_params *params, struct error *err);
void plain_close(struct plain *p); /* NULL is fine */

void plain_status(struct plain *p, const char *text);
void plain_busy(struct plain *p, bool busy, const char *what);
void plain_show_thinking(struct plain *p, bool show);
void plain_page(struct plain *p, const char *title, const char *text);
void plain_question(struct plain *p, const struct ui_question *q);
void plain_question_hide(struct plain *p);
int plain_find(struct plain *p, const char *text);

int plain_add(struct plain *p, enum ui_entry kind, const char *label);
void plain_text(struct plain *p, int entry, bool thinking, const char *text, size_t len);
void plain_end(struct plain *p, int entry, const char *footer);
void plain_thought(struct plain *p, int entry, double seconds, int n_tok);
/* Another view of the conversation comes: of what follows only what is not on the paper
 * already is said. */
void plain_clear(struct plain *p);

void plain_input(struct plain *p, const char *text);
/* What was typed and not sent, also of a text between triple quotes: owned, "" for nothing. */
char *plain_take_unsent(struct plain *p);
/* The terminal is somebody else's (an editor's) for a while. */
void plain_leave(struct plain *p);
bool plain_wait(struct plain *p, const int *fds, int n_fds, int timeout_ms,
                struct ui_event *ev, struct error *err);
