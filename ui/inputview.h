#pragma once

#include <stddef.h>

/* The input text cut into screen rows, and where its cursor is: pure, no readline. Rows
 * after the first are indented by the width of "> ". Control characters take two columns
 * (^X). */

struct input_row {
    size_t start, len; /* bytes of the text, without its line feed */
    int indent;        /* columns before it */
};

struct inputview {
    struct input_row *rows; /* owned */
    int n, cap;
    int cursor_row, cursor_col; /* col counts the indent */
};

enum {
    INPUT_INDENT = 2
};

/* prompt_cols: width of what stands before the first row. cols >= 4. */
void inputview_layout(struct inputview *v, const char *text, size_t len, size_t point,
                      int prompt_cols, int cols);
/* Byte offset in the text for a place on the screen, as near as it goes. */
size_t inputview_at(const struct inputview *v, const char *text, int row, int col);
void inputview_finish(struct inputview *v);
