#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/infer/engine.h"
#include "core/infer/stats.h"

/* The terminal: ncurses for the screen, readline as a pure line editor (ux section 3). The
 * program owns the conversation and tells the screen what to show; the screen owns the
 * terminal, the input line, scrolling and panels, and tells the program what the user
 * wants. One thread only. All text is untrusted: control characters and escape sequences
 * never reach the terminal, whoever wrote them. Nothing here blocks on the engine. */

struct error;
struct theme;
struct ui;

enum ui_color {
    UI_COLOR_AUTO, /* NO_COLOR, CLICOLOR_FORCE and the terminal decide */
    UI_COLOR_NEVER,
    UI_COLOR_ALWAYS,
};

/* Candidates for Tab. Called with the line up to the cursor; returns a NULL-terminated
 * array, owned by the screen along with its strings, or NULL. *start is the byte offset of
 * the word that the candidates replace. */
typedef char **(*ui_complete_fn)(void *ctx, const char *line, size_t *start);

struct ui_params {
    bool plain;         /* line by line, without a screen: ui/plain.h */
    bool no_alt_screen; /* stay on the normal screen */
    enum ui_color color;
    const struct theme
        *theme; /* theme_load's, for the call; NULL: the terminal's colours */
    bool ascii; /* no glyphs outside ASCII in our own drawing */
    const char *history_path; /* JSONL; NULL: history in memory only */
    ui_complete_fn complete;  /* may be NULL */
    void *complete_ctx;
    bool drafts; /* UI_EV_DRAFT is wanted; not of the chat line by line */
};

/* NULL + err when the terminal cannot be used (unknown TERM, not a terminal). */
struct ui *ui_open(const struct ui_params *params, struct error *err);
/* Restores the terminal; NULL is fine. Also installed for fatal signals. */
void ui_close(struct ui *ui);

/* ---- header and status ---- */
void ui_set_model(struct ui *ui, const struct engine_info *info); /* copies */
/* Right part of the header: "think on   tools 5". Copied. */
void ui_set_flags(struct ui *ui, const char *text);
/* Left part of the bottom line; NULL or "" shows the default hints. Copied. */
void ui_set_status(struct ui *ui, const char *text);
/* Right part of the bottom line: name and time of the save. Copied. */
void ui_set_saved(struct ui *ui, const char *text);
void ui_set_context(struct ui *ui, int used_tok, int max_tok);
/* While busy Esc and Ctrl-C mean cancel, and the status line shows `what` with the seconds
 * that pass. */
void ui_set_busy(struct ui *ui, bool busy, const char *what);
/* Newest numbers; rings for the graphs are kept by the screen. */
void ui_set_stats(struct ui *ui, const struct stats *stats);
/* A step of the model, for the views of tokens and experts. */
void ui_add_step(struct ui *ui, const struct step *step);
/* What is counted of a conversation begins from nothing. */
void ui_new_conversation(struct ui *ui);
void ui_show_thinking(struct ui *ui, bool show); /* expand all thinking blocks */
/* The text of the empty screen (first minutes). Copied. */
void ui_set_welcome(struct ui *ui, const char *text);

/* ---- conversation ---- */
enum ui_entry {
    UI_ENTRY_USER,
    UI_ENTRY_ASSISTANT, /* Markdown */
    UI_ENTRY_TOOL_CALL,
    UI_ENTRY_TOOL_RESULT,
    UI_ENTRY_NOTICE, /* from the program */
    UI_ENTRY_ERROR,
};

/* Adds an entry at the end and returns its index. `label` (may be NULL) stands beside the
 * role, for example the tool's name. */
int ui_entry_add(struct ui *ui, enum ui_entry kind, const char *label);
/* Streams into an entry: whole characters. Thinking is only for assistant entries. */
void ui_entry_text(struct ui *ui, int entry, bool thinking, const char *text, size_t len);
/* The entry is complete: its Markdown is final. `footer` (may be NULL) is a dim line below
 * it: "214 tokens, 3.91 tok/s, stopped". */
void ui_entry_end(struct ui *ui, int entry, const char *footer);
/* Seconds and tokens of an entry's thinking, for the collapsed line. */
void ui_entry_thought(struct ui *ui, int entry, double seconds, int n_tok);
void ui_entries_clear(struct ui *ui);

/* Looks for a text in the conversation as it is shown, marks it and goes to the last place
 * above the end of the window; n and N (on an empty input line) then go from one to the
 * next. "" ends that. Returns the number of places. */
int ui_find(struct ui *ui, const char *text);
/* The panels' arrangement ("off", "compact", "full", "auto"), false for another word; and
 * the page of layers. */
bool ui_set_panels(struct ui *ui, const char *mode);
void ui_layers_show(struct ui *ui);
/* ---- what is shown, for a recording ---- */
enum ui_op_kind {
    UI_OP_MODEL,        /* info */
    UI_OP_FLAGS,        /* text or NULL */
    UI_OP_CONTEXT,      /* n of max tokens */
    UI_OP_BUSY,         /* on, text or NULL */
    UI_OP_STATS,        /* stats */
    UI_OP_STEP,         /* step */
    UI_OP_CONVERSATION, /* another one begins */
    UI_OP_CLEAR,        /* all entries go */
    UI_OP_ENTRY,        /* entry, its kind; text: label or NULL */
    UI_OP_TEXT,         /* entry, on: thinking, text with len */
    UI_OP_END,          /* entry, text: footer or NULL */
    UI_OP_THOUGHT,      /* entry, seconds, n tokens */
    UI_OP_N,
};
struct ui_op {
    enum ui_op_kind kind;
    const struct engine_info *info;
    const struct stats *stats;
    const struct step *step;
    int entry;
    enum ui_entry entry_kind;
    bool on;
    const char *text; /* NUL-terminated, but for TEXT */
    size_t len;
    double seconds;
    int n, max;
};
/* Called for everything of that kind that is shown from now on; what it points to is
 * borrowed for the call. Text that is returned (static) is shown for a while. */
typedef const char *(*ui_tap_fn)(void *ctx, const struct ui_op *op);
void ui_set_tap(struct ui *ui, ui_tap_fn fn, void *ctx);
/* Shows an op again: the opposite of the tap. Busy is left to the caller. */
void ui_show_op(struct ui *ui, const struct ui_op *op);

/* ---- playing a recording ---- */
/* With a line (copied) the screen is a player's: the line stands in the place of the input,
 * and letters, Space and the arrows come as UI_EV_PLAYER. */
void ui_set_player(struct ui *ui, const char *line);
/* No entries and no numbers, as at the start. */
void ui_clear(struct ui *ui);

/* ---- input line ---- */
void ui_input_set(struct ui *ui, const char *text);
/* What was typed and not sent, for the screen that comes after this one. Messages that nobody
 * waited for any more come first, a line each. Owned, "" for nothing; the input is empty
 * then. */
char *ui_take_unsent(struct ui *ui);
/* Edit a text in $VISUAL or $EDITOR (0600 temporary file), the screen suspended. Owned
 * result, or NULL + err. */
char *ui_edit_text(struct ui *ui, const char *text, const char *suffix,
                   struct error *err);

/* Hands text to the terminal for its clipboard (OSC 52); whether it takes it cannot be
 * known. Fails for more than UI_COPY_MAX bytes, which terminals drop. */
enum {
    UI_COPY_MAX = 74994
};
bool ui_copy(struct ui *ui, const char *text, size_t len, struct error *err);

/* ---- overlays ---- */
/* A page of text to read (help, sessions, info); closed with Esc, q or Enter. Copied. */
void ui_page_show(struct ui *ui, const char *title, const char *text);
/* Scrolls the page so that this line of its text is in the window. */
void ui_page_scroll(struct ui *ui, int line);
/* How a page can be drawn: its columns, and whether to keep to ASCII. */
void ui_page_form(const struct ui *ui, int *cols, bool *ascii);

/* A question, answered with one key. Typed-ahead input is flushed, keys are dead for
 * 300 ms, Enter and Esc mean the default: deny, or the last of the choices. */
struct ui_choice {
    char key; /* a small letter */
    const char *what;
};
struct ui_question {
    const char *title;       /* "The model wants to run a tool" */
    const char *tool;        /* name, or what the question is about */
    const char *const *rows; /* "command", "df -h", ... pairs, NULL-terminated */
    const char *details;     /* shown after '?' */
    /* key 0 ends; at most UI_CHOICES_MAX, static. NULL: y, a, e and n, about a tool. */
    const struct ui_choice *choices;
};
enum {
    UI_CHOICES_MAX = 5
};
void ui_question_show(struct ui *ui, const struct ui_question *q); /* copies */
void ui_question_hide(struct ui *ui); /* it needs no answer any more */

/* ---- what the user wants ---- */
enum ui_event_kind {
    UI_EV_SUBMIT,   /* text: a message or a slash command, never empty */
    UI_EV_DRAFT,    /* the writer pauses; text: the input line, if it is not as it was */
    UI_EV_CANCEL,   /* stop the running answer or tool */
    UI_EV_QUIT,     /* leave; exit_code says how */
    UI_EV_WAKE,     /* the program's fd is readable */
    UI_EV_ANSWER,   /* to the question: answer is the key of a choice */
    UI_EV_SESSIONS, /* F4 */
    UI_EV_PLAYER, /* answer: the letter, or one of < > ^ $ for the arrows, Home and End */
    UI_EV_TIMER,  /* the deadline passed to ui_wait is over */
};

struct ui_event {
    enum ui_event_kind kind;
    char *text; /* SUBMIT, DRAFT: owned by the caller */
    char answer;
    int exit_code; /* QUIT: 0, 130 (Ctrl-C), 143 (TERM, HUP) */
};

/* Draws what changed (at most 30 times a second), sleeps in poll() and returns the next
 * event. `fds` (readable -> UI_EV_WAKE) may hold up to 4; timeout_ms -1 is none. At rest it
 * makes no wake-ups. False + err when the terminal is gone. */
bool ui_wait(struct ui *ui, const int *fds, int n_fds, int timeout_ms,
             struct ui_event *ev, struct error *err);

/* Keys and what they do, for /help and the manual; NULL key ends. */
struct ui_key_help {
    const char *key;
    const char *what;
};
const struct ui_key_help *ui_key_table(void);
