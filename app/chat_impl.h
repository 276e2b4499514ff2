#pragma once

#include <stdint.h>

#include "app/chat.h"

/* The controller's own state, for its files (chat*.c, commands/) only.
 *
 *   IDLE -> ANSWERING -> IDLE                      a plain answer
 *           ANSWERING -> ASKING -> RUNNING -> ...  tool calls, one after the other, and
 *                                  -> ANSWERING    then the model again
 */

enum chat_state {
    CHAT_IDLE,
    CHAT_ANSWERING, /* the engine has our request */
    CHAT_ASKING,    /* a question about a tool is on the screen */
    CHAT_RUNNING,   /* a tool runs */
};

/* The answer that is coming in. */
struct chat_answer {
    uint64_t request_id;
    int entry;     /* on the screen, -1: nothing shown yet */
    int continued; /* the turn that is gone on with, -1: a new answer */
    int64_t think_start_ns, think_end_ns; /* 0: not yet */
    struct sample_params sampling;
};

/* The tool calls of one assistant turn, worked off in order. */
struct chat_calls {
    struct message turn; /* owned copy; arguments may have been edited */
    int i;
    bool edited;
    struct tool_plan *plan; /* owned */
    struct tool_job *job;
    const char *decision; /* for the record: "policy", "user", "session" */
    bool give_up;         /* the user stopped it all: no further request */
    /* over the whole request */
    int n_requested;
    char *last; /* owned: the last call, to notice a loop */
    int n_same;
};

struct chat {
    struct ui *ui;
    struct engine *engine;
    struct conversation *conv; /* owned */
    struct toolset *tools;     /* owned; NULL: none */
    struct chat_params params;

    struct sample_params sampling;
    bool thinking, show_thinking;
    int max_tok;
    char **grants; /* owned: keys of calls allowed for this session */
    int n_grants;

    enum chat_state state;
    struct chat_answer answer;
    struct chat_calls calls;
    int edit_parent; /* turn below which the next message goes; -2: the head */
    bool save_failed;
    /* The engine's state is of another conversation until the next message: the meter
     * shows what this one takes, counted here. */
    bool ctx_counted;
    int ctx_tok;
    bool quit;
    int exit_code;
};

enum {
    CHAT_EDIT_NONE = -2,
};

/* ---- chat.c ---- */
void chat_say(struct chat *c, enum ui_entry kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void chat_show_flags(struct chat *c);
void chat_show_saved(struct chat *c);
void chat_show_stats(struct chat *c);
/* The path from root to head, on the screen, in place of what was there. */
void chat_show_path(struct chat *c);
/* Puts a turn at the head; a failed save is told once. The message is taken. */
int chat_append(struct chat *c, struct message *m, json_t *meta);
bool chat_move_head(struct chat *c, int turn);
/* Takes a new conversation in place of the present one. */
void chat_set_conversation(struct chat *c, struct conversation *conv);
/* The last turn on the path with this role, or -1. */
int chat_last_turn(const struct chat *c, enum role role);
const json_t *chat_functions(const struct chat *c); /* borrowed; NULL: none */
bool chat_load_tools(struct chat *c, struct error *err);

/* ---- chat_turn.c ---- */
void chat_send(struct chat *c, const char *text);
/* Asks the engine to answer the conversation as it stands. `sampling` NULL: the present. */
void chat_request(struct chat *c, const struct sample_params *sampling);
/* Goes on with the answer at the head. */
void chat_continue(struct chat *c);
void chat_take_events(struct chat *c);
void chat_idle(struct chat *c);

/* ---- chat_calls.c ---- */
void chat_calls_begin(struct chat *c, const struct message *turn);
void chat_calls_answer(struct chat *c, char answer);
void chat_calls_job_done(struct chat *c);
void chat_calls_cancel(struct chat *c);
void chat_calls_new_request(struct chat *c); /* the user speaks: counters start anew */
void chat_calls_finish(struct chat *c);

/* ---- turn_meta.c ---- */
/* What is kept with an assistant turn: params, seed, finish, usage, timings, io. */
json_t *turn_meta(const struct engine_turn_report *r, const struct sample_params *p,
                  bool thinking);
/* "214 tokens, 3.91 tok/s, stopped"; owned. From a turn's meta, NULL when it has none. */
char *turn_meta_footer(const json_t *meta);
json_t *sample_params_json(const struct sample_params *p);
