#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/strbuf.h"

/* Styled text, before wrapping (flow) and after (lines). Styles are those of theme.h.
 * Text is sanitized UTF-8. Thread-safety: per object. */

struct run {
    uint32_t len; /* bytes */
    uint32_t style;
};

/* Text with styles; '\n' forces a line end, tabs advance to the next multiple of 4. */
struct flow {
    struct strbuf text;
    struct run *runs; /* owned; cover the text */
    size_t n_runs, cap;
};

void flow_add(struct flow *f, const char *text, size_t len, uint32_t style);
void flow_adds(struct flow *f, const char *text, uint32_t style);
void flow_clear(struct flow *f);
void flow_finish(struct flow *f);
int flow_cols(const struct flow *f); /* of the widest line, without wrapping */

struct line {
    size_t text_at, run_at; /* into lines.text and lines.runs */
    uint32_t n_bytes, n_runs;
};

struct lines {
    struct strbuf text;
    struct run *runs;
    size_t n_runs, runs_cap;
    struct line *v;
    size_t n, cap;
};

void lines_clear(struct lines *l);
void lines_finish(struct lines *l);
/* Starts an empty line at the end; text added goes to it. */
void lines_open(struct lines *l);
void lines_add(struct lines *l, const char *text, size_t len, uint32_t style);
void lines_append(struct lines *l, const struct lines *from,
                  size_t i); /* to the open line */
const char *lines_text(const struct lines *l, size_t i, size_t *len);
int lines_cols(const struct lines *l, size_t i);

struct wrap {
    int cols;                 /* of the whole line, prefix included; at least 1 */
    const struct flow *first; /* prefix of the first line, NULL: none */
    const struct flow *rest;  /* of the others */
    bool anywhere;            /* break between any two glyphs (code) */
};

/* Appends the wrapped flow. Always makes at least one line. */
void lines_wrap(struct lines *l, const struct flow *f, const struct wrap *w);
