#pragma once

/* The screen's parts together; only files of ui/ include this. UI thread only. */

#include <stdbool.h>
#include <stdint.h>

#include "ui/decoder.h"
#include "ui/find.h"
#include "ui/input.h"
#include "ui/inputview.h"
#include "ui/overlay.h"
#include "ui/panels/views.h"
#include "ui/plain.h"
#include "ui/telemetry.h"
#include "ui/theme.h"
#include "ui/transcript.h"
#include "ui/tty.h"
#include "ui/ui.h"
#include "ui/view.h"

enum {
    DIRTY_HEADER = 1,
    DIRTY_CHAT = 2,
    DIRTY_PANELS = 4,
    DIRTY_INPUT = 8,
    DIRTY_STATUS = 16,
    DIRTY_ALL = 31,
};

enum panel_mode {
    PANELS_AUTO, /* what suits the size; until F2 is pressed */
    PANELS_OFF,
    PANELS_COMPACT,
    PANELS_FULL,
};

struct area {
    int y, x, rows, cols; /* rows 0: not there */
};

struct layout {
    bool too_small;
    int rows, cols;
    struct area header, chat, side, bottom, menu, input;
    int rule_top, rule_bottom, rule_input, status; /* rows; -1: none */
    enum panel_mode mode;                          /* in effect */
};

struct ui {
    /* -- immutable */
    struct plain *plain; /* line by line; then there is nothing else. NULL: a screen */
    ui_complete_fn complete;
    void *complete_ctx;
    struct tty *tty;
    struct theme theme;

    struct decoder decoder;
    int64_t escape_deadline_ns; /* 0: none */
    struct input *input;
    struct inputview input_view;
    int input_top; /* first row shown */
    struct transcript *transcript;
    struct view view;
    struct find find;
    struct overlay overlay;
    struct telemetry telemetry;
    ui_tap_fn tap; /* or NULL */
    void *tap_ctx;
    char *player;       /* owned: the player's line; NULL: this is a chat */
    struct views views; /* what F3 shows */

    char *model_long, *model_short, *flags, *status, *saved, *welcome, *busy_what;
    int ctx_used_tok, ctx_max_tok;
    bool busy, selecting;           /* selecting: the terminal shows plain text */
    int64_t busy_since_ns, tick_ns; /* tick: the last panel update */
    int n_pasted_lines;             /* badge; 0: none */
    char *hint;                     /* for a moment, in the status line */
    int64_t hint_until_ns, quit_armed_until_ns;

    bool drafts;
    char *draft; /* owned: told last; NULL: "" */
    int64_t draft_due_ns,
        draft_read_at_ns; /* told then; said then that it is read; 0: not */
    bool draft_read;      /* that is said */
    int draft_tok;        /* that are read of it */

    enum panel_mode panel_mode;
    int panel_scroll;
    struct layout layout;
    unsigned dirty;
    int64_t next_frame_ns;

    struct ui_event *events; /* owned, in order */
    size_t n_events, events_cap;
};

/* ---- screen.c: layout and drawing ---- */
void screen_layout(struct ui *ui);
void screen_draw(struct ui *ui); /* what is dirty; one doupdate */
enum panel_mode screen_next_mode(const struct ui *ui);

/* ---- draft.c: the message that is being written ---- */
void draft_changed(struct ui *ui); /* maybe */
void draft_sent(struct ui *ui);
void draft_told(struct ui *ui); /* what the line holds now need not be told */
void draft_stats(struct ui *ui, const struct stats *s); /* whether it is being read */
void draft_timers(struct ui *ui, int64_t now);

/* ---- select.c ---- */
void select_enter(struct ui *ui);
void select_leave(struct ui *ui);
void select_question(struct ui *ui); /* one was asked meanwhile */

/* ---- keys.c ---- */
void keys_handle(void *ctx, const struct key *key); /* a key_fn; ctx is the ui */
void keys_interrupt(struct ui *ui);                 /* Ctrl-C or SIGINT */

/* ---- tap.c ---- */
void ui_tap(struct ui *ui, const struct ui_op *op);
bool ui_player_key(struct ui *ui, const struct key *key); /* whether it was one */

/* ---- ui.c ---- */
void ui_push_event(struct ui *ui, struct ui_event ev);
void ui_hint(struct ui *ui, const char *text, int64_t ms);
void ui_editor(struct ui *ui); /* the input line in $EDITOR */
