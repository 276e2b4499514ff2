#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/transcript.h"

/* A text looked for in what is shown. Letters of any case are the same, a run of blanks is
 * one space, and a match may go on over the end of a line. UI thread only. */

struct find_needle {
    int32_t *cp; /* owned */
    int n;
};

/* Bytes of one line; a match over several lines has one for each. */
struct find_span {
    int line;
    uint32_t from, to;
    int match; /* whose it is, from 0 */
};

struct find_spans {
    struct find_span *v; /* owned; in order */
    int n, cap, n_matches;
};

/* The bytes of line `line`; borrowed until the next call. */
typedef const char *(*find_line_fn)(void *ctx, int line, size_t *len);

/* False: there is nothing but blanks in the text. */
bool find_needle_set(struct find_needle *n, const char *text);
void find_needle_finish(struct find_needle *n);

/* All matches in the lines from..to-1, in place of what was in *out. */
void find_in_lines(const struct find_needle *n, find_line_fn line, void *ctx, int from,
                   int to, struct find_spans *out);
void find_spans_finish(struct find_spans *s);
/* The line where a match begins; 0 when there is no such match. */
int find_match_line(const struct find_spans *s, int match);
/* The first span of this line or behind it; n when there is none. */
int find_span_at(const struct find_spans *s, int line);

/* ---- in the conversation ---- */
struct find {
    char *text; /* owned; NULL: nothing is looked for */
    struct find_needle needle;
    struct find_entry {
        unsigned stamp; /* of the lines that were searched; 0: none */
        struct find_spans spans;
    } * entries; /* owned */
    int n_entries;
    int entry, match; /* the present one: of which entry, and which of its matches */
};

/* Looks for the text and chooses the last match at or above this line. False: there is
 * none, or nothing to look for; then nothing is looked for any more. */
bool find_start(struct find *f, struct transcript *t, const char *text, int entry,
                int line);
void find_stop(struct find *f); /* {0} is fine, and is what is left */
/* Searches again what has changed; before drawing. */
void find_update(struct find *f, struct transcript *t);
/* To the next match, or the one before (dir < 0), around the end. */
void find_step(struct find *f, struct transcript *t, int dir);
/* Where the present match begins; false: there is none any more. */
bool find_place(const struct find *f, int *entry, int *line);
/* Which of how many, from 1. */
void find_rank(const struct find *f, int *rank, int *of);
/* The spans of an entry; NULL: none. The present match is that of find.match. */
const struct find_spans *find_spans_of(const struct find *f, int entry);
