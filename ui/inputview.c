#include "ui/inputview.h"

#include <stdbool.h>
#include <stdlib.h>

#include "core/base/alloc.h"
#include "ui/glyph.h"

static size_t next(const char *s, size_t len, int *cols)
{
    unsigned char c = (unsigned char)*s;
    if (c < 0x20 || c == 0x7f) {
        *cols = 2;
        return 1;
    }
    struct glyph g;
    glyph_next(s, len, &g);
    *cols = g.cols;
    return g.n_bytes;
}

static void open_row(struct inputview *v, size_t start, int indent)
{
    if (v->n == v->cap) {
        v->cap = v->cap ? v->cap * 2 : 8;
        v->rows = xreallocarray(v->rows, (size_t)v->cap, sizeof *v->rows);
    }
    v->rows[v->n++] = (struct input_row){.start = start, .indent = indent};
}

void inputview_layout(struct inputview *v, const char *text, size_t len, size_t point,
                      int prompt_cols, int cols)
{
    v->n = 0;
    v->cursor_row = v->cursor_col = 0;
    if (prompt_cols > cols - 2)
        prompt_cols = cols - 2;
    open_row(v, 0, prompt_cols);
    int col = prompt_cols;
    bool placed = false;
    for (size_t i = 0; i < len;) {
        int w = 0;
        bool feed = text[i] == '\n';
        size_t n = feed ? 1 : next(text + i, len - i, &w);
        if (!feed && col + w > cols) {
            v->rows[v->n - 1].len = i - v->rows[v->n - 1].start;
            open_row(v, i, INPUT_INDENT);
            col = INPUT_INDENT;
        }
        if (!placed && point < i + n) {
            v->cursor_row = v->n - 1;
            v->cursor_col = col;
            placed = true;
        }
        i += n;
        col += w;
        if (feed) {
            v->rows[v->n - 1].len = i - 1 - v->rows[v->n - 1].start;
            open_row(v, i, INPUT_INDENT);
            col = INPUT_INDENT;
        }
    }
    v->rows[v->n - 1].len = len - v->rows[v->n - 1].start;
    if (placed)
        return;
    if (col >= cols) { /* the cursor needs a cell of its own */
        open_row(v, len, INPUT_INDENT);
        col = INPUT_INDENT;
    }
    v->cursor_row = v->n - 1;
    v->cursor_col = col;
}

size_t inputview_at(const struct inputview *v, const char *text, int row, int col)
{
    const struct input_row *r = &v->rows[row];
    int at = r->indent;
    size_t i = 0;
    while (i < r->len) {
        int w;
        size_t n = next(text + r->start + i, r->len - i, &w);
        if (at + w > col)
            break;
        at += w;
        i += n;
    }
    /* The end of a wrapped row is the start of the next one: stay before it. */
    bool wrapped = row + 1 < v->n && v->rows[row + 1].start == r->start + r->len;
    if (wrapped && i == r->len && r->len > 0) {
        size_t last = 0;
        for (size_t k = 0; k < r->len;) {
            int w;
            last = k;
            k += next(text + r->start + k, r->len - k, &w);
        }
        i = last;
    }
    return r->start + i;
}

void inputview_finish(struct inputview *v)
{
    free(v->rows);
    *v = (struct inputview){0};
}
