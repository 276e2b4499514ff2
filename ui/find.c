#include "ui/find.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "core/base/alloc.h"
#include "ui/glyph.h"
#include "ui/sanitize.h"

/* What is searched is the lines as they stand on the screen, because that is where a match
 * must be shown; a line's end is a space that need not be there, so that words and phrases
 * are found however they were wrapped. */

enum {
    LINE_END = -1, /* matches a space, or nothing */
};

struct letter {
    int32_t cp;
    int line;
    uint32_t from, to;
};

struct letters {
    struct letter *v;
    size_t n, cap;
};

static int32_t folded(uint32_t cp)
{
    if (cp == '\t' || cp == '\n' || cp == 0xa0)
        return ' ';
    return utf8proc_tolower((utf8proc_int32_t)cp);
}

bool find_needle_set(struct find_needle *n, const char *text)
{
    size_t len = strlen(text);
    find_needle_finish(n);
    n->cp = xcalloc(len + 1, sizeof *n->cp);
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        i += glyph_decode(text + i, len - i, &cp);
        int32_t c = folded(cp);
        if (c == ' ' && (n->n == 0 || n->cp[n->n - 1] == ' '))
            continue;
        n->cp[n->n++] = c;
    }
    while (n->n > 0 && n->cp[n->n - 1] == ' ')
        n->n--;
    return n->n > 0;
}

void find_needle_finish(struct find_needle *n)
{
    free(n->cp);
    n->cp = NULL;
    n->n = 0;
}

static void push(struct letters *l, struct letter c)
{
    if (l->n == l->cap) {
        l->cap = l->cap ? l->cap * 2 : 1024;
        l->v = xreallocarray(l->v, l->cap, sizeof *l->v);
    }
    l->v[l->n++] = c;
}

static void add_line(struct letters *l, int line, const char *text, size_t len)
{
    bool blank = true; /* indentation is no part of the text */
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        size_t n = glyph_decode(text + i, len - i, &cp);
        int32_t c = folded(cp);
        if (c != ' ' || !blank)
            push(l, (struct letter){c, line, (uint32_t)i, (uint32_t)(i + n)});
        blank = c == ' ';
        i += n;
    }
    while (l->n > 0 && l->v[l->n - 1].line == line && l->v[l->n - 1].cp == ' ')
        l->n--;
    push(l, (struct letter){LINE_END, line, (uint32_t)len, (uint32_t)len});
}

/* How many letters from `at` the needle takes, 0: it is not there. */
static size_t match(const struct find_needle *n, const struct letters *l, size_t at)
{
    size_t i = at;
    for (int k = 0; k < n->n; k++) {
        if (n->cp[k] == ' ') {
            if (i >= l->n || (l->v[i].cp != ' ' && l->v[i].cp != LINE_END))
                return 0;
            while (i < l->n && (l->v[i].cp == ' ' || l->v[i].cp == LINE_END))
                i++;
            continue;
        }
        while (k > 0 && i < l->n && l->v[i].cp == LINE_END)
            i++;
        if (i >= l->n || l->v[i].cp != n->cp[k])
            return 0;
        i++;
    }
    return i - at;
}

static void add_match(struct find_spans *out, const struct letter *v, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t k = i;
        uint32_t to = v[i].to;
        for (; k < n && v[k].line == v[i].line; k++)
            if (v[k].cp != LINE_END)
                to = v[k].to;
        if (v[i].cp != LINE_END) {
            if (out->n == out->cap) {
                out->cap = out->cap ? out->cap * 2 : 8;
                out->v = xreallocarray(out->v, (size_t)out->cap, sizeof *out->v);
            }
            out->v[out->n++] =
                (struct find_span){v[i].line, v[i].from, to, out->n_matches};
        }
        i = k;
    }
    out->n_matches++;
}

void find_in_lines(const struct find_needle *n, find_line_fn line, void *ctx, int from,
                   int to, struct find_spans *out)
{
    struct letters l = {0};
    out->n = out->n_matches = 0;
    for (int i = from; i < to; i++) {
        size_t len;
        const char *text = line(ctx, i, &len);
        add_line(&l, i, text, len);
    }
    for (size_t i = 0; i < l.n;) {
        size_t len = l.v[i].cp == n->cp[0] ? match(n, &l, i) : 0;
        if (len > 0)
            add_match(out, l.v + i, len);
        i += len > 0 ? len : 1;
    }
    free(l.v);
}

void find_spans_finish(struct find_spans *s)
{
    free(s->v);
    *s = (struct find_spans){0};
}

int find_match_line(const struct find_spans *s, int match)
{
    for (int i = 0; i < s->n; i++)
        if (s->v[i].match == match)
            return s->v[i].line;
    return 0;
}

int find_span_at(const struct find_spans *s, int line)
{
    int low = 0, high = s->n;
    while (low < high) {
        int mid = low + (high - low) / 2;
        if (s->v[mid].line < line)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* ---- in the conversation ---- */

struct place {
    struct transcript *t;
    int entry;
};

static const char *entry_line(void *ctx, int line, size_t *len)
{
    const struct place *p = ctx;
    const struct lines *lines;
    size_t i = transcript_line(p->t, p->entry, line, &lines);
    return lines_text(lines, i, len);
}

void find_stop(struct find *f)
{
    for (int i = 0; i < f->n_entries; i++)
        find_spans_finish(&f->entries[i].spans);
    free(f->entries);
    free(f->text);
    find_needle_finish(&f->needle);
    memset(f, 0, sizeof *f);
}

void find_update(struct find *f, struct transcript *t)
{
    int n = transcript_count(t);
    if (!f->text)
        return;
    if (n > f->n_entries) {
        f->entries = xreallocarray(f->entries, (size_t)n, sizeof *f->entries);
        memset(f->entries + f->n_entries, 0,
               (size_t)(n - f->n_entries) * sizeof *f->entries);
        f->n_entries = n;
    }
    for (int i = 0; i < n; i++) {
        struct find_entry *e = &f->entries[i];
        unsigned stamp = transcript_stamp(t, i);
        if (e->stamp == stamp)
            continue;
        e->stamp = stamp;
        struct place p = {t, i};
        find_in_lines(&f->needle, entry_line, &p, transcript_label_lines(t, i),
                      transcript_height(t, i), &e->spans);
    }
}

static int count(const struct find *f, int entry)
{
    return f->entries[entry].spans.n_matches;
}

static int line_of(const struct find *f, int entry, int match)
{
    return find_match_line(&f->entries[entry].spans, match);
}

bool find_start(struct find *f, struct transcript *t, const char *text, int entry,
                int line)
{
    find_stop(f);
    f->text = sanitize_label(text);
    if (!find_needle_set(&f->needle, f->text)) {
        find_stop(f);
        return false;
    }
    find_update(f, t);
    int best = -1, first = -1;
    for (int i = 0; i < f->n_entries; i++) {
        if (count(f, i) == 0)
            continue;
        if (first < 0)
            first = i;
        if (i < entry || (i == entry && line_of(f, i, 0) <= line))
            best = i;
    }
    if (first < 0) {
        find_stop(f);
        return false;
    }
    f->entry = best >= 0 ? best : first;
    f->match = 0;
    while (best >= 0 && f->match + 1 < count(f, best) &&
           (best < entry || line_of(f, best, f->match + 1) <= line))
        f->match++;
    return true;
}

void find_step(struct find *f, struct transcript *t, int dir)
{
    int total, rank;
    find_update(f, t);
    find_rank(f, &rank, &total);
    if (total == 0)
        return;
    f->match += dir;
    while (f->match < 0 || f->match >= count(f, f->entry)) {
        f->entry = (f->entry + dir + f->n_entries) % f->n_entries;
        f->match = dir > 0 ? 0 : count(f, f->entry) - 1;
    }
}

bool find_place(const struct find *f, int *entry, int *line)
{
    if (!f->text || f->entry >= f->n_entries || f->match >= count(f, f->entry))
        return false;
    *entry = f->entry;
    *line = line_of(f, f->entry, f->match);
    return true;
}

void find_rank(const struct find *f, int *rank, int *of)
{
    *rank = *of = 0;
    for (int i = 0; i < f->n_entries; i++) {
        if (i == f->entry)
            *rank = *of + f->match + 1;
        *of += count(f, i);
    }
    if (*rank > *of)
        *rank = *of;
}

const struct find_spans *find_spans_of(const struct find *f, int entry)
{
    return f->text && entry < f->n_entries ? &f->entries[entry].spans : NULL;
}
