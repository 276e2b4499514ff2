#pragma once

#include <stdint.h>

#include "app/chat.h"
#include "app/pack_job.h"

/* The controller's own state, for its files (chat*.c, commands/) only.
 *
 *   IDLE -> ANSWERING -> IDLE                      a plain answer
 *           ANSWERING -> ASKING -> RUNNING -> ...  tool calls, one after the other, and
 *                                  -> ANSWERING    then the model again
 *   IDLE -> CONFIRMING -> IDLE                     a question of the program
 */

enum chat_state {
    CHAT_IDLE,
    CHAT_ANSWERING,  /* the engine has our request */
    CHAT_ASKING,     /* a question about a tool is on the screen */
    CHAT_RUNNING,    /* a tool runs */
    CHAT_CONFIRMING, /* another question is on the screen */
};

/* The answer that is coming in. */
struct chat_answer {
    uint64_t request_id;
    int entry;     /* on the screen, -1: nothing shown yet */
    int continued; /* the turn that is gone on with, -1: a new answer */
    int64_t think_start_ns, think_end_ns; /* 0: not yet */
    struct sample_params sampling;
    bool summary; /* for /compact: no turn of the conversation */
    /* Bytes that the device gave for the process before it, and for it once it has ended. */
    uint64_t device_before_bytes, device_bytes;
    bool device_known, device_final;
    struct stats last; /* at its end, once it has ended; drafts count for themselves */
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

/* The summary that is written or waits for a decision. */
struct chat_compact {
    int turn;   /* the last one that it stands for */
    char *text; /* owned */
    /* What has waited for room, and goes on when there is: a message without an answer, or
     * an answer that was cut. */
    bool then_answer, then_continue;
    long before_tok;
    int summary_tok;
    bool cut;
};

enum chat_confirmation {
    CONFIRM_SUMMARY, /* y, e, n */
    CONFIRM_FULL,    /* c, w, n */
    CONFIRM_REMOVE,  /* d, n */
    CONFIRM_PACK,    /* y, n */
};

/* A checkpoint that a pack is made of. */
struct chat_pack {
    struct pack_job *job; /* owned; NULL: none */
    struct pack_job_report report;
    bool ask; /* it was looked at, and the question waits for a quiet moment */
    int told_percent;
    int n_turns; /* as it began; -1: another conversation or model is here now */
};

/* The model's state on disk. */
struct chat_snapshot {
    bool dirty;                         /* the engine has read more than is kept */
    bool was_dirty;                     /* before the last turn was submitted */
    bool known;                         /* `last` is of this conversation */
    struct engine_snapshot_report last; /* SAVED or RESTORED */
    bool told;                          /* that it cannot be kept */
};

struct chat {
    struct ui *ui;
    struct engine *engine;
    struct conversation *conv; /* owned */
    struct toolset *tools;     /* owned; NULL: none */
    char *tools_path;          /* owned; NULL: no tools */
    struct chat_params params;

    struct sample_params sampling;
    bool thinking, show_thinking;
    int max_tok;
    char **grants; /* owned: what is allowed or denied for this session */
    int n_grants;

    enum chat_state state;
    struct chat_answer answer;
    struct chat_calls calls;
    struct chat_compact compact;
    struct chat_pack pack;
    enum chat_confirmation confirmation;
    int edit_turn; /* turn in whose place the next text goes; -1: none */
    char *draft;   /* owned: the input line, when its writer paused; NULL: empty */
    int read_head; /* turn up to which the engine has read; -1: nothing of this talk */
    bool save_failed;
    struct chat_snapshot snapshot;
    /* The engine's state is of another conversation until the next message: the meter
     * shows what this one takes, counted here. */
    bool ctx_counted;
    int ctx_tok;
    int ctx_warned; /* percent of the last warning that still holds, 0: none */
    bool quit;
    int exit_code;
    bool template_chosen; /* by /template, in place of the model's own */
    char *next_model;     /* owned; NULL: none */
    char *next_note;      /* owned: what is said of it there; NULL: nothing */
    char *remove_path;    /* owned: the conversation that is asked about */
};

/* ---- chat.c ---- */
void chat_say(struct chat *c, enum ui_entry kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void chat_show_flags(struct chat *c);
void chat_show_saved(struct chat *c);
void chat_show_stats(struct chat *c);
/* Puts a turn at the head; a failed save is told once. The message is taken. */
int chat_append(struct chat *c, struct message *m, json_t *meta);
bool chat_move_head(struct chat *c, int turn);
/* Told once, and from then on in the status line. */
void chat_save_failed(struct chat *c, const struct error *err);
/* Takes a new conversation in place of the present one. */
void chat_set_conversation(struct chat *c, struct conversation *conv);
/* The last turn on the path with this role, or -1. */
int chat_last_turn(const struct chat *c, enum role role);
const json_t *chat_functions(const struct chat *c); /* borrowed; NULL: none */
/* Reads the tools again; what was allowed for the session was allowed to the old ones. */
bool chat_load_tools(struct chat *c, struct error *err);

/* ---- chat_view.c ---- */
/* The path from root to head, on the screen, in place of what was there. */
void chat_show_path(struct chat *c);
/* What stands beside the role of the turn that comes next; owned. */
char *chat_next_label(const struct chat *c);

/* ---- chat_tree.c ---- */
/* The turn that the user means: its number, or the start of its id. -1 + err. */
int chat_find_turn(const struct chat *c, const char *word, struct error *err);
/* The turn itself, or the last result of the tools that it asks for: a place where the
 * conversation can go on. */
int chat_settled(const struct chat *c, int turn);
/* The newest turn that comes of this one (-1: of the empty start), or the turn itself. */
int chat_newest_below(const struct chat *c, int turn);
/* Which of how many with the same parent, from 1. */
void chat_rank(const struct chat *c, int turn, int *rank, int *of);
/* The sibling `step` further (1, -1) of the last turn on the path that has any; -1: none
 * has. */
int chat_sibling(const struct chat *c, int step);

/* ---- chat_context.c ---- */
/* Tokens of what the model would read with the next message; -1 + err. */
long chat_count(const struct chat *c, struct message *m, int n, struct error *err);
/* Sets the meter to what the conversation takes, and warns. */
void chat_count_context(struct chat *c);
void chat_warn_context(struct chat *c); /* at 75 and 90 %, once each */
void chat_context_full(struct chat *c, const char *why);
void chat_confirm(struct chat *c, enum chat_confirmation what,
                  const struct ui_question *q);
void chat_confirm_answer(struct chat *c, char answer);

/* ---- chat_compact.c ---- */
/* Asks the model for a summary up to this turn; -1: of all that was answered. */
void chat_compact(struct chat *c, int turn);
void chat_compact_end(struct chat *c, struct engine_turn_report *r);
void chat_compact_answer(struct chat *c, char answer);

/* ---- chat_pack.c ---- */
int chat_pack_fd(const struct chat *c); /* of the job; -1: none */
/* Looks at a checkpoint, and asks whether to pack it. */
void chat_pack_begin(struct chat *c, const char *path);
void chat_pack_event(struct chat *c);  /* the descriptor is readable */
void chat_pack_settle(struct chat *c); /* after every event: a question may wait */
void chat_pack_answer(struct chat *c, char answer);
bool chat_pack_stop(struct chat *c);        /* false: there is nothing to stop */
char *chat_pack_text(const struct chat *c); /* for the header; owned, NULL: nothing */
/* The job of the chat before goes on in this one. */
void chat_pack_inherit(struct chat *c, struct chat *before);

/* ---- chat_draft.c ---- */
/* What a line says as a message: the line, or what stands behind the first of two slashes;
 * NULL: it is a command. Borrowed from it. */
const char *chat_message_text(const char *line);
/* The line that is being written, "" for none. */
void chat_draft(struct chat *c, const char *line);
/* The engine reads it ahead, when it would be sent now and nothing is lost by that. */
void chat_read_draft(struct chat *c);

/* ---- chat_turn.c ---- */
/* What of the chat's settings a request takes along. */
void chat_fill_request(const struct chat *c, struct engine_request *r);
/* Gives the engine a request (its contents are taken). `sampling` NULL: the present. */
void chat_submit_request(struct chat *c, struct engine_request *r,
                         const struct sample_params *sampling);
/* Puts a text into the input line as a message, whatever it begins with. */
void chat_input_message(struct chat *c, const char *text);
/* Likewise one that was not sent after all: it is what its writer has written. */
void chat_give_back(struct chat *c, const char *text);
void chat_send(struct chat *c, const char *text);
/* Asks the engine to answer the conversation as it stands. `sampling` NULL: the present. */
void chat_request(struct chat *c, const struct sample_params *sampling);
/* Goes on with the answer at the head. */
void chat_continue(struct chat *c);
void chat_take_events(struct chat *c);
/* The numbers of the last turn, or the one that runs: what the device gave is counted from
 * its beginning. */
void chat_turn_stats(const struct chat *c, struct stats *out);
void chat_idle(struct chat *c);

/* ---- chat_calls.c ---- */
void chat_calls_begin(struct chat *c, const struct message *turn);
void chat_calls_answer(struct chat *c, char answer);
void chat_calls_job_done(struct chat *c);
void chat_calls_cancel(struct chat *c);
void chat_calls_new_request(struct chat *c); /* the user speaks: counters start anew */
void chat_calls_finish(struct chat *c);

/* ---- chat_grants.c ---- */
bool chat_granted(const struct chat *c, const char *key); /* of a plan */
void chat_grant(struct chat *c, const char *key);
/* By the tool's name, for any arguments; allowed only where the plan may be. */
bool chat_tool_allowed(const struct chat *c, const char *name);
bool chat_tool_denied(const struct chat *c, const char *name);
void chat_tool_permit(struct chat *c, const char *name, bool allowed);
/* The tools are other ones now: what was denied stays so. */
void chat_grants_reset(struct chat *c);

/* What was denied in the other chat is denied in this one. */
void chat_grants_inherit(struct chat *c, const struct chat *before);

/* ---- commands/model.c ---- */
/* What was chosen in the chat before holds in this one, with another model. */
void chat_inherit(struct chat *c, const struct chat *before);
/* Says what does not, and why this model is none other (NULL: it is). */
void chat_tell_inherited(struct chat *c, const struct chat *before, const char *why_back);

/* ---- chat_snapshot.c ---- */
void chat_snapshot_changed(struct chat *c); /* a turn was submitted */
void chat_snapshot_unchanged(
    struct chat *c);                      /* it was refused before anything was read */
void chat_snapshot_idle(struct chat *c);  /* keep the state soon */
void chat_snapshot_leave(struct chat *c); /* keep it now, another takes its place */
/* Take the state of the present conversation; false: none is kept. */
bool chat_snapshot_enter(struct chat *c);
void chat_snapshot_event(struct chat *c, const struct engine_event *ev);
char *chat_snapshot_text(const struct chat *c); /* for pages; owned */

/* ---- turn_meta.c ---- */
/* What is kept with an assistant turn: params, seed, finish, usage, timings, io. */
json_t *turn_meta(const struct engine_turn_report *r, const struct sample_params *p,
                  bool thinking);
/* "214 tokens, 3.91 tok/s, stopped"; owned. From a turn's meta, NULL when it has none. */
char *turn_meta_footer(const json_t *meta);
json_t *sample_params_json(const struct sample_params *p);
