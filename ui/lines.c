#include "ui/lines.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "ui/glyph.h"

static void add_run(struct run **runs, size_t *n, size_t *cap, size_t len, uint32_t style)
{
    if (*n == *cap) {
        *cap = *cap ? *cap * 2 : 16;
        *runs = xreallocarray(*runs, *cap, sizeof **runs);
    }
    (*runs)[(*n)++] = (struct run){(uint32_t)len, style};
}

void flow_add(struct flow *f, const char *text, size_t len, uint32_t style)
{
    if (len == 0)
        return;
    strbuf_add(&f->text, text, len);
    if (f->n_runs > 0 && f->runs[f->n_runs - 1].style == style)
        f->runs[f->n_runs - 1].len += (uint32_t)len;
    else
        add_run(&f->runs, &f->n_runs, &f->cap, len, style);
}

void flow_adds(struct flow *f, const char *text, uint32_t style)
{
    flow_add(f, text, strlen(text), style);
}

void flow_clear(struct flow *f)
{
    strbuf_clear(&f->text);
    f->n_runs = 0;
}

void flow_finish(struct flow *f)
{
    strbuf_finish(&f->text);
    free(f->runs);
    *f = (struct flow){0};
}

int flow_cols(const struct flow *f)
{
    int widest = 0, cols = 0;
    struct glyph g;
    for (size_t i = 0; i < f->text.len; i += g.n_bytes) {
        glyph_next(f->text.data + i, f->text.len - i, &g);
        if (f->text.data[i] == '\n')
            cols = 0;
        else
            cols += f->text.data[i] == '\t' ? 4 - cols % 4 : g.cols;
        if (cols > widest)
            widest = cols;
    }
    return widest;
}

void lines_clear(struct lines *l)
{
    strbuf_clear(&l->text);
    l->n_runs = 0;
    l->n = 0;
}

void lines_finish(struct lines *l)
{
    strbuf_finish(&l->text);
    free(l->runs);
    free(l->v);
    *l = (struct lines){0};
}

void lines_open(struct lines *l)
{
    if (l->n == l->cap) {
        l->cap = l->cap ? l->cap * 2 : 16;
        l->v = xreallocarray(l->v, l->cap, sizeof *l->v);
    }
    l->v[l->n++] = (struct line){.text_at = l->text.len, .run_at = l->n_runs};
}

void lines_add(struct lines *l, const char *text, size_t len, uint32_t style)
{
    if (len == 0)
        return;
    if (l->n == 0)
        lines_open(l);
    struct line *line = &l->v[l->n - 1];
    strbuf_add(&l->text, text, len);
    line->n_bytes += (uint32_t)len;
    if (line->n_runs > 0 && l->runs[l->n_runs - 1].style == style) {
        l->runs[l->n_runs - 1].len += (uint32_t)len;
    } else {
        add_run(&l->runs, &l->n_runs, &l->runs_cap, len, style);
        line->n_runs++;
    }
}

void lines_append(struct lines *l, const struct lines *from, size_t i)
{
    const struct line *line = &from->v[i];
    size_t len;
    const char *text = lines_text(from, i, &len);
    for (uint32_t r = 0; r < line->n_runs; r++) {
        const struct run *run = &from->runs[line->run_at + r];
        lines_add(l, text, run->len, run->style);
        text += run->len;
    }
}

const char *lines_text(const struct lines *l, size_t i, size_t *len)
{
    *len = l->v[i].n_bytes;
    return *len ? l->text.data + l->v[i].text_at : "";
}

int lines_cols(const struct lines *l, size_t i)
{
    size_t len;
    const char *text = lines_text(l, i, &len);
    return glyph_cols(text, len);
}

/* ---- wrapping ---- */

struct wrapper {
    struct lines *out;
    const struct flow *f;
    const struct wrap *w;
    size_t run, run_left; /* style of the next byte to be written */
    size_t done;          /* bytes of the flow that were written or skipped */
    int indent;           /* columns of the open line's prefix */
    bool any;
};

static void add_flow(struct lines *l, const struct flow *f)
{
    const char *text = f->text.data;
    for (size_t r = 0; r < f->n_runs; r++) {
        lines_add(l, text, f->runs[r].len, f->runs[r].style);
        text += f->runs[r].len;
    }
}

static void open_line(struct wrapper *s)
{
    const struct flow *prefix = s->any ? s->w->rest : s->w->first;
    s->any = true;
    lines_open(s->out);
    s->indent = 0;
    if (prefix) {
        add_flow(s->out, prefix);
        s->indent = flow_cols(prefix);
    }
}

/* Writes the flow's bytes up to `end`, or passes over them. */
static void take(struct wrapper *s, size_t end, bool write)
{
    while (s->done < end) {
        while (s->run_left == 0)
            s->run_left = s->f->runs[++s->run].len;
        size_t n = end - s->done < s->run_left ? end - s->done : s->run_left;
        if (write)
            lines_add(s->out, s->f->text.data + s->done, n, s->f->runs[s->run].style);
        s->done += n;
        s->run_left -= n;
    }
}

static void write_tab(struct wrapper *s, int n_spaces)
{
    while (s->run_left == 0)
        s->run_left = s->f->runs[++s->run].len;
    lines_add(s->out, "    ", (size_t)n_spaces, s->f->runs[s->run].style);
    take(s, s->done + 1, false);
}

void lines_wrap(struct lines *l, const struct flow *f, const struct wrap *w)
{
    struct wrapper s = {.out = l, .f = f, .w = w};
    if (f->n_runs > 0)
        s.run_left = f->runs[0].len;
    open_line(&s);
    const char *text = f->text.data;
    size_t at = 0;       /* next glyph to measure */
    size_t stop = 0;     /* a line may end here... */
    size_t resume = 0;   /* ...and the next one begins here, behind the spaces */
    int cols = s.indent; /* up to `at` */
    int resume_cols = 0; /* up to `resume` */
    bool breakable = false, solid = false; /* solid: the line has more than spaces */
    struct glyph g;
    while (at < f->text.len) {
        glyph_next(text + at, f->text.len - at, &g);
        char c = text[at];
        if (c == '\n') {
            take(&s, at, true);
            take(&s, at + 1, false);
            open_line(&s);
            at++;
            cols = s.indent;
            breakable = solid = false;
            continue;
        }
        int width = c == '\t' ? 4 - (cols - s.indent) % 4 : g.cols;
        if (cols + width > w->cols && cols > s.indent && c != ' ') {
            if (!breakable) {
                stop = resume = at;
                resume_cols = cols;
            }
            take(&s, stop, true);
            take(&s, resume, false);
            open_line(&s);
            cols = s.indent + cols - resume_cols;
            solid = at > resume;
            breakable = false;
            continue;
        }
        cols += width;
        if (c == '\t') {
            take(&s, at, true);
            write_tab(&s, width);
        } else if (c == ' ') {
            if (!breakable || resume != at)
                stop = at;
        } else {
            solid = true;
        }
        /* Spaces, tabs and ideographs are where prose may part. */
        if (!w->anywhere && (c == ' ' || c == '\t' || g.cols == 2)) {
            if (c != ' ')
                stop = at + g.n_bytes;
            resume = at + g.n_bytes;
            resume_cols = cols;
            breakable = solid;
        }
        at += g.n_bytes;
    }
    take(&s, f->text.len, true);
}
