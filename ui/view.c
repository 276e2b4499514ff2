#include "ui/view.h"

/* The blank line behind the last entry is not shown. */
static int height(struct transcript *t, int entry)
{
    int h = transcript_height(t, entry);
    return entry == transcript_count(t) - 1 ? h - 1 : h;
}

/* Moves a place by lines, staying inside; returns how far it went. */
static int move(struct transcript *t, int *entry, int *line, int by)
{
    int went = 0;
    while (by < 0 && (*line > 0 || *entry > 0)) {
        if (*line == 0) {
            --*entry;
            *line = height(t, *entry);
            if (*line == 0)
                continue;
        }
        int step = -by < *line ? -by : *line;
        *line -= step;
        by += step;
        went += step;
    }
    while (by > 0) {
        int left = height(t, *entry) - 1 - *line;
        if (by <= left) {
            *line += by;
            return went + by;
        }
        if (*entry == transcript_count(t) - 1) {
            if (left > 0)
                *line += left;
            return went + (left > 0 ? left : 0);
        }
        by -= left + 1;
        went += left + 1;
        ++*entry;
        *line = 0;
    }
    return went;
}

static void end_top(struct transcript *t, int rows, int *entry, int *line)
{
    *entry = transcript_count(t) - 1;
    *line = height(t, *entry) - 1;
    if (*line < 0)
        *line = 0;
    move(t, entry, line, -(rows - 1));
}

static bool before(int e1, int l1, int e2, int l2)
{
    return e1 < e2 || (e1 == e2 && l1 < l2);
}

bool view_top(const struct view *v, struct transcript *t, int rows, int *entry, int *line)
{
    if (transcript_count(t) == 0)
        return false;
    if (!v->scrolled) {
        end_top(t, rows, entry, line);
        return true;
    }
    *entry = v->entry < transcript_count(t) ? v->entry : transcript_count(t) - 1;
    int h = height(t, *entry);
    *line = v->line < h ? v->line : h > 0 ? h - 1 : 0;
    return true;
}

bool view_next(struct transcript *t, int *entry, int *line)
{
    return move(t, entry, line, 1) == 1;
}

static int lines_below(const struct view *v, struct transcript *t, int rows)
{
    int entry, line;
    if (!view_top(v, t, rows, &entry, &line))
        return 0;
    if (move(t, &entry, &line, rows - 1) < rows - 1)
        return 0;
    int below = height(t, entry) - 1 - line;
    for (int e = entry + 1; e < transcript_count(t); e++)
        below += height(t, e);
    return below;
}

/* This line at the top, or the end when no more than that follows. */
static void stay_at(struct view *v, struct transcript *t, int rows, int entry, int line)
{
    int end_entry, end_line;
    end_top(t, rows, &end_entry, &end_line);
    if (!before(entry, line, end_entry, end_line)) {
        view_follow(v);
        return;
    }
    v->scrolled = true;
    v->entry = entry;
    v->line = line;
    v->below_then = lines_below(v, t, rows);
}

void view_scroll(struct view *v, struct transcript *t, int rows, int by)
{
    int entry, line;
    if (!view_top(v, t, rows, &entry, &line))
        return;
    move(t, &entry, &line, by);
    stay_at(v, t, rows, entry, line);
}

void view_home(struct view *v, struct transcript *t, int rows)
{
    int end_entry, end_line;
    if (transcript_count(t) == 0)
        return;
    end_top(t, rows, &end_entry, &end_line);
    if (!before(0, 0, end_entry, end_line))
        return;
    v->scrolled = true;
    v->entry = v->line = 0;
    v->below_then = lines_below(v, t, rows);
}

void view_follow(struct view *v)
{
    *v = (struct view){0};
}

void view_show(struct view *v, struct transcript *t, int rows, int entry, int line)
{
    int top_entry, top_line;
    if (!view_top(v, t, rows, &top_entry, &top_line))
        return;
    int below_entry = top_entry, below_line = top_line;
    move(t, &below_entry, &below_line, rows - 1);
    if (!before(entry, line, top_entry, top_line) &&
        !before(below_entry, below_line, entry, line))
        return;
    move(t, &entry, &line, -(rows / 3));
    stay_at(v, t, rows, entry, line);
}

int view_new_lines(const struct view *v, struct transcript *t, int rows)
{
    if (!v->scrolled)
        return 0;
    int n = lines_below(v, t, rows) - v->below_then;
    return n > 0 ? n : 0;
}

void view_rewrap(struct view *v, struct transcript *t, int cols)
{
    int old = v->scrolled && v->entry < transcript_count(t) ? height(t, v->entry) : 0;
    transcript_set_cols(t, cols);
    if (old > 0)
        v->line = (int)((long)v->line * height(t, v->entry) / old);
}
