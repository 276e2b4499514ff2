#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "core/infer/engine.h"
#include "core/infer/event_queue.h"
#include "core/infer/generation.h"
#include "core/infer/proc_stats.h"
#include "core/infer/session.h"
#include "core/infer/step_queue.h"
#include "core/infer/turn_meter.h"
#include "core/model/pack.h"
#include "core/text/template.h"
#include "core/text/tokenizer.h"

/* The inside of the engine, for engine*.c and turn*.c only. */

/* Where decoding began this turn, and how far it is. */
struct decode_mark {
    int64_t start_ns, end_ns;
    int n_tok;
    uint64_t expert_bytes, resident_bytes, device_bytes;
    bool device_known;
};

/* A conversation as the model is to read it. */
struct prompt {
    struct id_list ids; /* owned */
    size_t *bounds;     /* owned: token positions worth a checkpoint, ascending */
    size_t n_bounds;
    bool thinking_open; /* the ids end inside an open thinking block */
};

/* A wish to save or restore the state. */
struct snapshot_job {
    char *path;          /* owned; NULL: there is none */
    char *template_name; /* owned; saving: a note in the file */
    uint64_t bytes_max;
    int64_t due_ns;       /* saving: not before; 0: at once */
    struct prompt prompt; /* restoring: what it is for, owned */
};

struct engine {
    /* -- immutable after engine_create */
    struct engine_info
        info; /* but template_name and what computes: the caller's thread */
    struct pack *pack;
    struct tokenizer *tok;
    struct generation generation;
    struct event_queue *events;
    pthread_t thread;
    bool has_thread;
    int dense_fd; /* for the page cache probe, or -1 */
    struct shares_limits limits;
    struct step_queue *steps;

    /* -- the caller's thread; the engine thread reads it while `busy`, and then nobody may
     * change it */
    struct chat_template *template;
    struct chat_template **retired; /* owned: info's strings may point into them */
    int n_retired;
    char told_kernel[256]; /* of info */

    /* -- engine thread only */
    struct session *session;
    bool logits_valid; /* session_logits belong to the session's last token */
    struct turn_meter meter;
    struct page_cache_probe *cache_probe; /* or NULL */
    struct stats work;
    int64_t published_ns, sampled_ns;
    struct decode_mark decode;
    struct shares shares; /* of the turn's decoding */

    /* -- any thread */
    atomic_bool cancel;

    /* -- protected by lock */
    pthread_mutex_t lock;
    pthread_cond_t submitted;
    struct engine_request request;
    int64_t request_ns;
    bool busy, has_request, quit;
    const char *backend, *activations; /* after the last turn; static */
    char kernel[256];
    struct snapshot_job save, load;

    /* -- protected by stats_lock */
    pthread_mutex_t stats_lock;
    struct stats published;
};

/* engine_stats.c. Engine thread (before it starts: the creating one). */
void engine_stats_init(struct engine *e);
void engine_stats_finish(struct engine *e);
void engine_stats_begin_turn(struct engine *e);
/* The first token comes next; and a token has been run. */
void engine_stats_begin_decode(struct engine *e);
void engine_stats_decoded(struct engine *e);
/* The prompt has been read up to here. */
void engine_stats_prefilled(struct engine *e, int n_done);
/* Publish if it is time (at most every 50 ms), or in any case when `force`. */
void engine_stats_publish(struct engine *e, bool force);

/* engine_snapshot.c. What the engine thread is to do next, lock held; waits for it. */
enum engine_task {
    TASK_QUIT,
    TASK_TURN,
    TASK_SAVE,
    TASK_LOAD,
};
enum engine_task engine_next_task(struct engine *e);
/* Does what engine_next_task said, lock not held. */
void engine_run_save(struct engine *e);
void engine_run_load(struct engine *e);
void snapshot_job_finish(struct snapshot_job *j);

/* turn_prompt.c. Any thread as long as the template stays. */
bool prompt_build(const struct engine *e, const struct engine_request *r,
                  struct prompt *out, struct error *err);
void prompt_finish(struct prompt *p);
/* Engine thread: where the session holds the same text in other tokens than the tokenizer
 * would choose (the model wrote them), take those, so that its state can be kept. */
void prompt_adopt_session(const struct engine *e, struct prompt *p);

/* turn.c: answers the request; events go out except the last, which is returned. Engine
 * thread. */
struct engine_turn_report *turn_run(struct engine *e, const struct engine_request *r,
                                    int64_t request_ns);
