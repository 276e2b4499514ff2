#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "ui/decoder.h"
#include "ui/find.h"
#include "ui/lines.h"
#include "ui/theme.h"
#include "ui/ui.h"

/* What lies over the conversation: a page to read, the page of layers, or a question. The
 * text is sanitized here. UI thread only. */

enum overlay_kind {
    OVERLAY_NONE,
    OVERLAY_PAGE,
    OVERLAY_LAYERS, /* drawn by the panels */
    OVERLAY_QUESTION,
};

struct overlay {
    enum overlay_kind kind;
    char *title, *text; /* owned */
    struct lines lines; /* of the text, for `cols` */
    int cols;
    int scroll;
    char *tool, *details;            /* owned: of a question */
    char **rows;                     /* owned: name, value, ..., NULL */
    const struct ui_choice *choices; /* static; NULL: those about a tool */
    int goto_line, goto_row;         /* of the text, to be shown; -1: none */
    bool show_details;
    int64_t dead_until_ns; /* keys before this are not meant for it */

    /* What is looked for in a page. */
    bool prompting; /* it is being typed */
    struct strbuf prompt;
    struct find_needle needle;
    struct find_spans found;
    int match; /* the present one */
};

void overlay_page(struct overlay *o, const char *title, const char *text);
void overlay_layers(struct overlay *o);
void overlay_question(struct overlay *o, const struct ui_question *q, int64_t now_ns);
void overlay_close(struct overlay *o);

/* What can be answered: a question's own choices, or (NULL) those about a tool. Static. */
const struct ui_choice *overlay_choices(const struct ui_choice *own);

/* Whether a key that comes now is not meant for the question, which must have been there for
 * a moment. A letter (0: no letter) that is no choice is one of a message that somebody is
 * writing: the moment begins again. */
bool overlay_is_deaf(struct overlay *o, char letter, int64_t now_ns);
/* It is seen only now: the moment begins. */
void overlay_wait(struct overlay *o, int64_t now_ns);
/* Whether a key is one of the choices, and the one that Enter and Esc mean. */
bool overlay_is_choice(const struct overlay *o, char key);
char overlay_default(const struct overlay *o);

/* Wraps the text for a width; call before drawing and scrolling. */
void overlay_layout(struct overlay *o, const struct theme *t, int cols);
void overlay_scroll(struct overlay *o, int rows, int by);

/* '/' in a page: a text is typed, Enter looks for it; n and N go from one match to the
 * next, where `dir` < 0 is up. False: the key is not one of these. `rows` of the window. */
bool overlay_find_key(struct overlay *o, const struct key *key, int rows);
/* What the status line says about it; owned, NULL: nothing. */
char *overlay_find_text(const struct overlay *o);

/* The box of a question at the bottom of `rows` x `cols`, or a page over all of it, with
 * its top at `y`. */
void overlay_draw(struct overlay *o, const struct theme *t, void *win, int y, int rows,
                  int cols);
