#pragma once

#include <stdbool.h>

#include "ui/transcript.h"

/* Which lines of the conversation are in the window. While it follows, the last line is at
 * the bottom; scrolled up, its top line stays where it is, whatever arrives below. */

struct view {
    bool scrolled;   /* does not follow */
    int entry, line; /* the top line, when scrolled */
    int below_then;  /* lines below the window when the user last scrolled */
};

/* The top line for a window of `rows`; returns false when there is nothing to show. */
bool view_top(const struct view *v, struct transcript *t, int rows, int *entry,
              int *line);
/* The next line in order; false at the end. */
bool view_next(struct transcript *t, int *entry, int *line);

void view_scroll(struct view *v, struct transcript *t, int rows, int by); /* < 0: up */
void view_home(struct view *v, struct transcript *t, int rows);
void view_follow(struct view *v);
/* Makes a line visible, if it is not, with lines above it. */
void view_show(struct view *v, struct transcript *t, int rows, int entry, int line);
int view_new_lines(const struct view *v, struct transcript *t, int rows);
/* Change the width (or what is folded) and keep the place. */
void view_rewrap(struct view *v, struct transcript *t, int cols);
