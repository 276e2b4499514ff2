#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "ui/lines.h"
#include "ui/theme.h"
#include "ui/ui.h"

/* The conversation as entries of source text, and as lines for a width. Lines are made
 * when they are asked for; what is final in an answer is parsed and wrapped once, only its
 * open end again. UI thread only. */

struct transcript;

struct transcript *transcript_create(const struct theme *theme); /* borrowed */
void transcript_destroy(struct transcript *t);

int transcript_add(struct transcript *t, enum ui_entry kind, const char *label);
/* Any bytes, cut anywhere. */
void transcript_text(struct transcript *t, int entry, bool thinking, const char *text,
                     size_t len);
void transcript_end(struct transcript *t, int entry, const char *footer);
void transcript_thought(struct transcript *t, int entry, double seconds, int n_tok);
void transcript_clear(struct transcript *t);

void transcript_set_cols(struct transcript *t, int cols);
void transcript_show_thinking(struct transcript *t, bool show);
bool transcript_thinking_shown(const struct transcript *t);
void transcript_show_output(struct transcript *t, bool show); /* of tools, whole */
bool transcript_output_shown(const struct transcript *t);

int transcript_count(const struct transcript *t);
/* The source: sanitized, as it was written; borrowed until the next change. */
struct transcript_source {
    enum ui_entry kind;
    const char *label, *text, *thinking, *footer; /* "" for none */
};
struct transcript_source transcript_source(const struct transcript *t, int entry);
const char *transcript_role(enum ui_entry kind); /* "you"; "" for a notice */
int transcript_height(struct transcript *t,
                      int entry); /* lines, a blank one at the end */
/* Line k of an entry: its place in *lines, borrowed until the next change. */
size_t transcript_line(struct transcript *t, int entry, int k,
                       const struct lines **lines);
/* Another number whenever the lines of the entry have changed; never 0. */
unsigned transcript_stamp(struct transcript *t, int entry);
/* Lines at the top that are the role and its label, no text. */
int transcript_label_lines(struct transcript *t, int entry);
