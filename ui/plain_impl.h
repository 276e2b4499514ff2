#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/strbuf.h"
#include "ui/histfile.h"
#include "ui/plain.h"
#include "ui/sanitize.h"

/* Inside of the plain chat: plain.c (what is said), plain_input.c (lines and signals). */

struct plain_entry {
    enum ui_entry kind;
    char *label, *footer; /* owned; footer may be NULL */
    struct strbuf text, thinking;
    struct sanitizer text_in, thinking_in;
    size_t text_said, thinking_said;
    double thought_s;
    int thought_tok;
    bool thought_told, headed, ended, said;
};

struct plain {
    /* -- what is said */
    struct plain_entry *v; /* owned */
    int n, cap;
    int last; /* which was said last, from 1; 0: none */
    int n_paper;
    char **paper;         /* owned: the texts that are on the paper, in order */
    char *status, *typed; /* owned; typed: the last line, which the terminal has shown */
    bool again;           /* entries are the same as on the paper so far */
    bool show_thinking;
    bool mid_line; /* the cursor is behind some text */

    /* -- input */
    bool trouble_told; /* with the history's file */
    bool prompting, in_block, eof;
    bool holding; /* the terminal is in readline's modes */
    bool busy;
    ui_complete_fn complete;
    void *complete_ctx;
    struct histfile *history;
    char *prefill;       /* owned: for the next prompt */
    char *aside;         /* owned: for the one after the question; NULL: nothing */
    struct strbuf block; /* of a """ text */
    char *line;          /* owned: accepted; with `eof` */
    int wake[2];
    int64_t quit_until_ns;

    /* -- questions */
    char *details, *choice_text; /* owned; choice_text NULL: nothing is asked */
    char *busy_what;             /* owned */
    int64_t busy_since_ns, said_ns;
    char choices[UI_CHOICES_MAX + 2];
};

/* ---- plain.c ---- */
void plain_say(struct plain *p, const char *text); /* whole lines */
void plain_flush(struct plain *p);                 /* what is due of the entries */
bool plain_due(const struct plain *p);

/* ---- plain_input.c ---- */
bool plain_input_open(struct plain *p, const struct ui_params *params, struct error *err);
void plain_input_close(struct plain *p);
void plain_prompt(struct plain *p);
void plain_unprompt(struct plain *p); /* what was typed comes again with the next one */
/* As plain_unprompt(), and the terminal is as it was. Between two lines of output: the cursor
 * goes to the begin of its line. */
void plain_release(struct plain *p);
void plain_read(struct plain *p); /* standard input is readable */
struct plain_signals {
    bool interrupted, terminated, continued;
};
struct plain_signals plain_take_signals(struct plain *p);
/* What was typed goes away; false: there was nothing. */
bool plain_drop_line(struct plain *p);
