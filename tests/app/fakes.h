#pragma once

#include <stdbool.h>

#include "core/infer/engine.h"
#include "ui/ui.h"

/* A screen that is driven by a script and an engine that answers from one, behind the real
 * headers. One test at a time. */

/* ---- the user ----
 * "text"       sends a message or command, once nothing is running
 * "!text"      sends it while something runs
 * "=y"         answers the question that is open (y, n, a, e)
 * "~text"      stands in the input line when the user pauses, at once; not in --plain
 * "<cancel>"   while something runs; "<quit>" leaves with 143, at once
 * The end of the script leaves with 0, once nothing is running. */
void fake_ui_start(const char *const *script);
/* What the screen shows, one line per entry: "user| text", "assistant| text",
 * "thinking| text", "call NAME| text", "result NAME| text", "notice| text",
 * "error| text"; footers as "footer| text". What stands beside the role is told when it is
 * more than the turn's number: "user 3 (2 of 2)| text". */
const char *fake_ui_screen(void);
const char *fake_ui_input(void);    /* last text put into the input line */
const char *fake_ui_page(void);     /* last page: title, newline, text */
const char *fake_ui_question(void); /* rows of the last question */
const char *fake_ui_flags(void);
const char *fake_ui_status(void);
int fake_ui_n_questions(void);
/* What the editor returns in the scripts to come, NULL: none; and what it was given. */
void fake_ui_edit_with(const char *text);
const char *fake_ui_edited(void);
const char *fake_ui_copied(void);
const char *fake_ui_panels(void); /* the last arrangement that was asked for */
int fake_ui_page_line(void);      /* that was scrolled to, -1 */
int fake_ui_context(void);        /* tokens on the meter */
const char *fake_ui_labels(void); /* beside the roles, one a line */
struct ui *fake_ui(void);
void fake_ui_finish(void);

/* ---- the model ---- */
struct fake_reply {
    const char *thinking, *answer;
    const char *call, *arguments; /* a tool call; NULL: an expression, the call's index */
    int n_calls;                  /* how often, 0: once */
    enum finish_reason finish;    /* TOOL_CALLS is set by a call */
    const char *error;
    bool hold;             /* goes on until it is cancelled */
    int ctx_used;          /* what the context holds after it */
    uint64_t device_bytes; /* read for it; 0: not known */
};
void fake_engine_start(const struct fake_reply *replies, int n);
struct engine *fake_engine(void);
int fake_engine_n_requests(void);
/* The last request: "role: text\n" per message, calls as "call NAME ARGS\n". */
const char *fake_engine_last_request(void);
const struct engine_request *fake_engine_last_settings(void);
/* The draft that is to be read, likewise; "" when none is, or since a message was sent. */
const char *fake_engine_draft(void);
/* The last wish about snapshots: "save PATH AFTER_MS" or "load PATH N_MESSAGES", or "". */
const char *fake_engine_snapshot(void);
/* From now on such a wish is fulfilled at once, and told; how many there were since then. */
void fake_engine_tell_saves(bool tell);
int fake_engine_n_saves(void);
void fake_engine_finish(void);
