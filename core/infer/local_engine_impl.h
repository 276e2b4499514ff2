#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "core/infer/engine_ops.h"
#include "core/infer/event_queue.h"
#include "core/infer/generation.h"
#include "core/infer/proc_stats.h"
#include "core/infer/session.h"
#include "core/infer/step_queue.h"
#include "core/infer/turn_meter.h"
#include "core/model/pack.h"
#include "core/text/template.h"
#include "core/text/tokenizer.h"

/* The inside of the engine on this machine, for local_engine*.c and turn*.c only. */

/* Where decoding began, and how far it is. */
struct decode_mark {
    int64_t start_ns, end_ns;
    uint64_t touched_bytes; /* of weights, by the passes since then */
    uint64_t expert_bytes, resident_bytes, device_bytes;
    bool device_known;
};

/* A conversation as the model is to read it. */
struct prompt {
    struct id_list ids; /* owned */
    size_t *bounds;     /* owned: token positions worth a checkpoint, ascending */
    size_t n_bounds;
    bool thinking_open; /* the ids end inside an open thinking block */
    char *forced; /* owned: the beginning of the answer that the ids end with, or NULL */
};

/* A wish to save or restore the state. */
struct snapshot_job {
    char *path;          /* owned; NULL: there is none */
    char *template_name; /* owned; saving: a note in the file */
    uint64_t bytes_max;
    int64_t due_ns;       /* saving: not before; 0: at once */
    struct prompt prompt; /* restoring: what it is for, owned */
};

/* A request that is still being written. */
struct draft {
    /* The engine's when it came, maybe retired since; borrowed. */
    const struct chat_template *template;
    struct engine_request r; /* owned */
    struct prompt prompt;    /* once it is built; then it stays as it is */
    atomic_bool cancel;
    size_t from, to; /* tokens of it that are being read; under the lock */
};

/* A sequence of the session and who uses it. */
struct seat {
    struct turn *turn; /* NULL: free; changed under the lock */
    /* -- engine thread only */
    bool logits_valid; /* session_logits belong to its last token */
    int64_t used_ns;   /* when its last turn ended; 0: there was none */
    int n_prompt_tok;  /* that one's, or a draft's since then */
    /* Of the state so many tokens are the conversation's, the others are read of drafts; -1:
     * all are the conversation's. */
    int draft_from;
};

struct local_engine {
    struct engine base;
    /* -- immutable after engine_create */
    struct engine_info
        info; /* but template_name and what computes: the caller's thread */
    struct pack *pack;
    struct tokenizer *tok;
    struct generation generation;
    struct event_queue *events;
    pthread_t thread, prompt_thread;
    bool has_thread, has_prompt_thread;
    int dense_fd; /* for the page cache probe, or -1 */
    struct shares_limits limits;
    struct step_queue *steps;
    int n_parallel, n_queue;
    struct kept_states *kept; /* NULL: none are; what it holds is the engine thread's */

    /* -- the caller's thread; the others read it while there are turns, and then nobody may
     * change it */
    struct chat_template *template;
    struct chat_template **retired; /* owned: of info's strings, and of drafts */
    int n_retired;
    char told_kernel[256]; /* of info */

    /* -- engine thread only */
    struct session *session;
    struct session_part *parts;           /* [n_parallel] of a pass */
    uint64_t n_begun;                     /* turns */
    int last_seq;                         /* whose turn ended last */
    struct turn *newest;                  /* whose numbers are shown, while it runs */
    struct turn_meter meter;              /* of the one before it */
    int64_t pass_ns, pass_end_ns;         /* when the present or last pass began, ended */
    struct page_cache_probe *cache_probe; /* or NULL */
    struct stats work;
    int64_t published_ns, sampled_ns;
    struct decode_mark decode;
    struct shares shares; /* of decoding */
    /* A device was lost with a draft: for the next report; or "". */
    char draft_failure[512];

    /* -- protected by lock */
    pthread_mutex_t lock;
    pthread_cond_t submitted; /* for the engine thread */
    pthread_cond_t unbuilt;   /* for the prompts' */
    struct seat *seats;       /* [n_parallel] */
    struct turn *waiting;     /* owned; the first to come first */
    struct turn *coming;      /* on its way from there to a seat */
    int n_running, n_turns;   /* in seats; and all of them until END */
    bool quit;
    const char *backend, *activations; /* after the last turn; static */
    char kernel[256];
    struct snapshot_job save, load;
    struct draft *draft;       /* the newest, not built; NULL: none; owned, as are */
    struct draft *built_draft; /* the one that waits to be read, */
    struct draft *read_draft;  /* and the one that is being read */
    uint64_t n_drafts;         /* that there were, or wishes that there be none */

    /* -- protected by stats_lock */
    pthread_mutex_t stats_lock;
    struct stats published;
};

static inline struct local_engine *local_engine_of(struct engine *base)
{
    return (struct local_engine *)base;
}

/* Operations that are not in local_engine.c; any thread. */
void local_stats(struct engine *base, struct stats *out);
void local_take_steps(struct engine *base, step_fn fn, void *ctx);
void local_snapshot_save(struct engine *base, const char *path, uint64_t bytes_max,
                         int after_ms);
void local_snapshot_load(struct engine *base, const char *path, struct engine_request *r);
void local_read_draft(struct engine *base, struct engine_request *r);

/* local_engine_stats.c. Engine thread (before it starts: the creating one). */
void local_stats_init(struct local_engine *e);
void local_stats_finish(struct local_engine *e);
struct turn;
void local_stats_begin_turn(struct turn *t);
/* The prompt's length and what is kept are in its report. */
void local_stats_prompt(struct turn *t);
/* The prompt has been read up to here. */
void local_stats_prefilled(struct turn *t, int n_done);
/* The first token comes next; one was chosen; one was said; and one has been run. */
void local_stats_begin_decode(struct turn *t);
void local_stats_chosen(struct turn *t, int64_t ns);
void local_stats_said(struct turn *t);
void local_stats_decoded(struct turn *t);
void local_stats_ended(struct turn *t);
/* A pass went through, with so many bytes of experts. */
void local_stats_passed(struct local_engine *e, const struct session_part *parts, int n,
                        uint64_t expert_bytes);
/* A draft is a turn of its own that writes nothing: its prompt's length and what is kept of
 * that; so many tokens more were read; and nothing more comes. */
void local_stats_begin_draft(struct local_engine *e, int n_prompt_tok, int n_reused_tok);
void local_stats_draft_read(struct local_engine *e, int n_tok);
void local_stats_draft_ended(struct local_engine *e);
/* Another state was loaded. */
void local_stats_loaded(struct local_engine *e);
/* Publish if it is time (at most every 50 ms), or in any case when `force`. */
void local_stats_publish(struct local_engine *e, bool force);
/* At once, but without asking the system, which may take 2 ms: for before a first token. */
void local_stats_publish_known(struct local_engine *e);

/* local_engine_snapshot.c. What the engine thread is to do next, lock held; waits for it. */
enum local_task {
    TASK_QUIT,
    TASK_TURNS,
    TASK_SAVE,
    TASK_LOAD,
    TASK_DRAFT,
};
enum local_task local_next_task(struct local_engine *e);
/* Does what local_next_task said, lock not held. */
void local_run_save(struct local_engine *e);
void local_run_load(struct local_engine *e);
void snapshot_job_finish(struct snapshot_job *j);
/* For the program's thread, which tells it on; under the lock. local_engine.c */
void local_note_what_computes(struct local_engine *e);

/* local_engine_draft.c: what is read of a request before it is submitted. */
void local_run_draft(struct local_engine *e); /* TASK_DRAFT */
/* Under the lock, which is let go meanwhile; the prompts' thread: makes the prompt of
 * e->draft. */
void local_build_draft(struct local_engine *e);
/* Under the lock: the draft that is being read ends, unless this prompt needs it; NULL: in any
 * case. */
void local_stop_draft(struct local_engine *e, const struct prompt *next);
/* Under the lock: those that wait, to be made or to be read, are dropped. */
void local_drop_drafts(struct local_engine *e);

/* local_engine_prompts.c: the thread that makes prompts of requests; a long text takes its
 * time, in which others write. False + err: it does not start. */
bool local_prompts_start(struct local_engine *e, struct error *err);
/* After `quit` was set and `unbuilt` signalled. */
void local_prompts_join(struct local_engine *e);

/* turns.c. Engine thread: waiting turns take free seats; and one step of all that sit. */
void turns_admit(struct local_engine *e);
void turns_pass(struct local_engine *e);
/* The states of all seats go to disk, if any do. */
void turns_keep_all(struct local_engine *e);

/* turn_prompt.c. Any thread as long as the template stays. */
bool prompt_build(const struct local_engine *e, const struct chat_template *template,
                  const struct engine_request *r, struct prompt *out, struct error *err);
void prompt_copy(struct prompt *to, const struct prompt *from);
void prompt_finish(struct prompt *p);
/* How many tokens both begin with. */
size_t prompt_common(const struct prompt *a, const struct prompt *b);
/* What stands between the mark of a call and its function's name. Static. */
const char *prompt_call_begin(const struct reply_marks *m, bool any);
/* Engine thread: where the session holds the same text in other tokens than the tokenizer
 * would choose (the model wrote them), take those, so that its state can be kept. */
void prompt_adopt_session(const struct local_engine *e, struct prompt *p);
/* How many of the n tokens the prompt begins with, in its own tokens or, where it is all of
 * them, in others. And of the session's. */
size_t prompt_match_tokens(const struct local_engine *e, const struct prompt *p,
                           const int32_t *tokens, size_t n);
size_t prompt_match(const struct local_engine *e, const struct prompt *p);
/* Whether the session holds these tokens and none behind them, with the logits of the last. */
bool prompt_is_read(const struct local_engine *e, const struct prompt *p);
/* Where so many match, those that need not be read: of a whole prompt one token is left to
 * run, for its logits. */
size_t prompt_saved(const struct prompt *p, size_t match);
