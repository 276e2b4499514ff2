#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "core/infer/sample.h"
#include "core/infer/stats.h"
#include "core/measure/shares.h"
#include "core/text/message.h"

/* The engine: what answers conversations. The program talks to it with requests and takes
 * events; all functions here may be called from one other thread (the UI thread) unless said
 * otherwise. No function blocks on the model.
 *
 * There are several kinds (engine_ops.h). engine_create's is the one on this machine: a
 * thread that owns model, session, sampler and back end. */

struct error;
struct engine;
struct backend_source;

enum kv_choice {
    KV_CHOICE_F16,
    KV_CHOICE_F32,
};

struct engine_params {
    const char *pack_path;
    const char *template_path; /* YAML */
    const char *kernel;        /* NULL: the best one here */
    bool f32_activations;      /* false: int8 activations with affine weights */
    int n_threads;             /* compute, 0: all cores */
    int n_readers;             /* expert readers, 0: default */
    int ctx_tok;               /* 0: default (smaller of the model's and 32768) */
    int experts_per_token;     /* 0: the model's own */
    enum kv_choice kv;
    uint64_t memory_max_bytes;            /* 0: no limit; the plan is refused above it */
    uint64_t memory_free_bytes;           /* page cache counted; see session.h */
    struct shares_limits limits;          /* of this machine and the pack's disk */
    const struct backend_source *backend; /* NULL: the CPU; outlives the engine */
    /* Turns that run at once, each with a context of ctx_tok and a state of its own; 0: 1 */
    int n_parallel;
    /* Fewer of them where the states of all would take more than an eighth of the free memory,
     * which experts are to have, or more than the limit; on a device, whose memory is taken
     * when it starts and not when it is used, one. */
    bool parallel_if_room;
    int n_queue; /* turns that wait when so many run; 0: none */
    /* States that another conversation is about to overwrite, and those of the end, are kept
     * in this folder (which exists), the least recently used make room; NULL or 0: none. */
    const char *states_dir;
    uint64_t states_bytes_max;
};

/* What the screen and the outputs say about the loaded model. Strings are borrowed from
 * the engine and live as long as it. */
struct engine_info {
    const char *name;
    const char *pack_path; /* or the url */
    const char *url;       /* of the server that computes; NULL: this machine does */
    const char *family;
    const char *template_name;
    /* What computes, as engine_take_events found it last: a GPU may be lost. */
    const char *backend;     /* "cpu" or "vulkan" */
    const char *kernel;      /* "avx512"; of a GPU its name */
    const char *activations; /* "int8" or "f32"; "f16": a GPU's, for chunks */
    uint64_t n_params;
    int n_layer, n_expert;
    int experts_per_token;       /* in use */
    int experts_native;          /* the model's own; fewer in use is said everywhere */
    int expert_bits, dense_bits; /* 0: mixed */
    int ctx_tok;
    int n_parallel;
    int n_threads, n_readers;
    uint64_t dense_bytes, expert_file_bytes;
    uint64_t kv_bytes, state_bytes, buffer_bytes; /* the memory plan */
};

/* Opens everything and starts the thread. NULL + err: the error names the file. */
struct engine *engine_create(const struct engine_params *params, struct error *err);
void engine_destroy(struct engine *e); /* cancels, joins; NULL is fine */
const struct engine_info *engine_info(const struct engine *e);
/* generation_config's sampling, the default for requests. */
const struct sample_params *engine_default_sampling(const struct engine *e);

enum {
    ENGINE_MAX_TOP = 20
};

struct engine_request {
    uint64_t id;              /* the caller's; comes back in every event */
    struct message *messages; /* owned by the request */
    int n_messages;
    json_t *tools; /* array of function objects or NULL; owned reference */
    bool thinking;
    /* Go on with the last message (an assistant turn) instead of opening a new one. */
    bool continue_last;
    struct sample_params sampling;
    int max_tok; /* 0: until the context is full */
    /* Texts that end the answer and are no part of it (FINISH_STOP), [n_stop], owned; what may
     * become one is held back. Looked for in the answer, not in thinking or calls. */
    char **stop;
    int n_stop;
    /* Owned; not NULL: this text is read instead of the messages, as it is, without a template;
     * words of a template in it are ordinary text. What the model writes is all ANSWER. */
    char *prompt;
    bool logprobs; /* ENGINE_TOKENS come too, with the n_top likeliest */
    int n_top;
    /* Owned; not NULL: the answer is a call of this function, "" of any of the tools. */
    char *force_call;
};
void engine_request_finish(struct engine_request *r);

/* Takes the request's contents (and leaves {0}). False, nothing taken: as many turns as can
 * be run or wait already (err->code EAGAIN), or the request is at fault (another code). The
 * first to come is the first to be served. */
bool engine_submit(struct engine *e, struct engine_request *r, struct error *err);
/* Stop all answers, running and waiting, within one layer (or a tenth of a second, if a whole
 * token takes no longer); what was written so far is kept. */
void engine_cancel(struct engine *e);
/* Likewise one; nothing happens when there is none with this id. */
void engine_cancel_request(struct engine *e, uint64_t id);
/* Somebody is writing what will be the next request: it is read while the engine has nothing
 * else to do, as it would be submitted now, so that its turn has less to read, or nothing.
 * The newest one counts, NULL: nobody writes. Takes the contents (and leaves {0}); what
 * cannot be read is left to the turn, and no events come of it. A turn goes first: where it
 * needs the tokens that are being read, up to a chunk, they are finished, else that ends
 * within one layer or, when the turn's prompt is still being made, when that is done. A state
 * that is to be saved is saved before, and one that is saved later is without the draft. What
 * runs several turns at a time (n_parallel), keeps states (states_dir) or computes elsewhere
 * reads none. */
void engine_read_draft(struct engine *e, struct engine_request *r);
/* Whether any turn runs or waits. */
bool engine_busy(struct engine *e);

enum finish_reason {
    FINISH_STOP,       /* the model ended its turn */
    FINISH_TOOL_CALLS, /* likewise, and asks for tools */
    FINISH_LENGTH,     /* max_tok reached */
    FINISH_CONTEXT,    /* the context is full */
    FINISH_CANCELLED,
    FINISH_ERROR,
};
const char *finish_reason_name(enum finish_reason r);

enum engine_event_kind {
    ENGINE_WAITING,  /* text: what the turn waits for, in place of the one before */
    ENGINE_PREFILL,  /* progress: n_done of n_total tokens */
    ENGINE_THINKING, /* text */
    ENGINE_ANSWER,   /* text */
    ENGINE_TOKENS,   /* a token was chosen, see request.logprobs; before its text */
    ENGINE_END,      /* the turn is over */
    ENGINE_SNAPSHOT, /* of no request: a state was saved or restored, or was not */
};

enum engine_snapshot_kind {
    SNAPSHOT_SAVED,
    SNAPSHOT_NOT_SAVED, /* why; code EFBIG, ENOSPC, ... */
    SNAPSHOT_RESTORED,
    SNAPSHOT_MISSING, /* there is none */
    SNAPSHOT_REFUSED, /* it does not fit, or is damaged: why */
};

struct engine_snapshot_report {
    enum engine_snapshot_kind kind;
    int n_tok;       /* in the snapshot */
    int n_match_tok; /* RESTORED: of them, those the conversation begins with */
    uint64_t bytes;
    double ms; /* that it took */
    int code;
    char why[512];
};

struct engine_turn_report {
    enum finish_reason finish;
    char error[512];   /* FINISH_ERROR: why; FINISH_CONTEXT: what would help */
    char warning[512]; /* a broken tool call and the like; "" */
    /* owned: the assistant turn, as far as it got; with continue_last the whole of it, with
     * what was there before */
    struct message message;
    int n_prompt_tok, n_reused_tok, n_generated_tok, n_thinking_tok;
    bool uncounted; /* a server did not: n_generated_tok is of pieces, the others are 0 */
    double ttft_ms, prefill_tok_s, decode_tok_s; /* NAN when unknown */
    double total_ms;
    uint64_t seed; /* the one that was used */
    uint64_t expert_bytes, expert_resident_bytes, device_bytes;
    bool resident_known, device_known;
    int experts_per_token;
    struct shares shares; /* of decoding */
    struct turn_gpu gpu;
};

/* Natural logarithms of what the model gave them, before temperature, penalties and cuts. */
struct engine_token_top {
    int32_t id;
    float logprob;
    const char *text; /* bytes, maybe a part of a character; "" of control tokens */
    size_t len;
};

struct engine_token {
    struct engine_token_top chosen;
    bool thinking;                      /* it is not part of the answer */
    const struct engine_token_top *top; /* [n_top], the likeliest first */
    int n_top;
};

struct engine_event {
    enum engine_event_kind kind;
    uint64_t request_id;
    char *
        text; /* WAITING, THINKING, ANSWER: owned, whole characters; SNAPSHOT: the path */
    size_t len;
    int n_done, n_total;                     /* PREFILL */
    struct engine_token *token;              /* TOKENS: owned, one piece of memory */
    struct engine_turn_report *report;       /* END: owned */
    struct engine_snapshot_report *snapshot; /* SNAPSHOT: owned */
    struct engine_event *next;
};

/* Write the state to `path` (replaced at once, mode 0600; at most bytes_max, 0: no limit)
 * when the engine was idle for after_ms; a turn that is submitted before it is written calls
 * it off. With after_ms 0 it is written before anything else happens, even when the engine
 * is destroyed next. The last wish counts. ENGINE_SNAPSHOT tells the end of it, unless it
 * was called off. */
void engine_snapshot_save(struct engine *e, const char *path, uint64_t bytes_max,
                          int after_ms);
/* Restore the state from `path`, and compare it with the conversation of the request, whose
 * contents are taken. A turn that is submitted meanwhile waits for it. ENGINE_SNAPSHOT tells
 * the end. To be called while no turn runs. */
void engine_snapshot_load(struct engine *e, const char *path, struct engine_request *r);

/* Readable when events or fresh stats wait; for poll(). */
int engine_fd(const struct engine *e);
/* Takes the whole batch in order, and makes engine_fd quiet. NULL when there is none. The
 * caller frees it. Text is never dropped: a full queue blocks the engine, not the caller. */
struct engine_event *engine_take_events(struct engine *e);
void engine_events_free(struct engine_event *list);

/* A copy of the newest stats. */
void engine_stats(struct engine *e, struct stats *out);
/* Calls fn for every step since the last call, in order. They are kept from the first call
 * on; what does not fit into their buffer before the next one is counted as lost. */
void engine_take_steps(struct engine *e, step_fn fn, void *ctx);

/* Tokens of a rendered conversation (for /tokens, context meters). Runs on the caller's
 * thread. -1 + err on failure. */
long engine_count_tokens(struct engine *e, const struct message *messages, int n_messages,
                         const json_t *tools, bool thinking, struct error *err);
/* The rendered text of a conversation, owned by the caller; NULL + err. */
char *engine_render(struct engine *e, const struct message *messages, int n_messages,
                    const json_t *tools, bool thinking, struct error *err);
/* Load another template file for the turns to come. Refused while a turn runs or waits. */
bool engine_set_template(struct engine *e, const char *path, struct error *err);

/* The models that engine_set_model can go on with: owned, NULL-terminated, as they were known
 * last; NULL: the engine has the one that it was made with. Asks for a fresh list behind the
 * caller's back. */
char **engine_models(struct engine *e);
/* The model of the turns to come. Refused while a turn runs or waits. */
bool engine_set_model(struct engine *e, const char *name, struct error *err);
