#pragma once

#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "core/infer/local_engine_impl.h"
#include "core/infer/sampler.h"
#include "core/text/reply.h"

/* One turn from its request to its report, for turn*.c and local_engine*.c only. */

/* What the model writes, on its way to the events: turn_text.c. */
struct turn_text {
    struct turn *t;
    struct reply *reply; /* NULL: of a raw prompt, all of it is answer */
    const struct reply_marks *marks;
    int32_t think_close_id, call_open_id; /* -1: not one token */
    bool thinking;                        /* the model is inside a thinking block */
    size_t skip[2]; /* per reply_part: bytes that were shown before this turn */
    /* -- of a raw prompt */
    struct strbuf bytes; /* an incomplete character */
    struct strbuf raw;   /* the answer */
    /* -- with texts that end the answer */
    struct strbuf shown; /* what came of the answer this turn */
    size_t n_out;        /* of it, bytes that went out; the others may begin a stop */
    size_t n_answer;     /* bytes of the whole answer up to the end of `shown` */
    bool stopped;        /* one was found, at the end of what went out */
};

/* The names that a forced call may have: turn_call.c. */
struct turn_call {
    bool on;            /* the model is writing one */
    char **texts;       /* [n], owned: from the mark of a call to the end of a name */
    size_t n;           /* 0: any name */
    struct strbuf said; /* of one of them */
    float *logits;      /* [n_vocab], owned */
};

enum turn_phase {
    TURN_READS,  /* its prompt */
    TURN_WRITES, /* its answer */
    TURN_OVER,
};

struct turn {
    /* -- immutable */
    struct local_engine *e;
    struct engine_request r; /* owned */
    int64_t request_ns;

    /* -- any thread */
    atomic_bool cancel;

    /* -- protected by the engine's lock */
    struct turn *next;          /* that waits behind it */
    bool is_building, is_built; /* its prompt, by the thread for that; before it is built
                                 * nobody else looks at prompt and err */

    /* -- engine thread only */
    uint64_t i; /* they are counted as they begin */
    int seq;
    bool uses_state; /* of its seat; else it is over before it reads a token */
    enum turn_phase phase;
    struct prompt prompt;
    struct sampler *sampler;
    struct turn_text text;
    struct turn_call call;
    struct turn_meter meter;
    int32_t id;       /* the token that is being run */
    int64_t start_ns; /* when it began to be chosen */
    int64_t pass_ns;  /* that its last token took; 0: none yet */
    uint64_t device_bytes_before;
    bool device_known;
    uint64_t expert_bytes, expert_resident_bytes; /* its rows' share */
    enum finish_reason finish;
    struct error err;
    struct engine_turn_report *report; /* NULL once it was handed over */
};

/* Takes the request's contents. Any thread. */
struct turn *turn_create(struct local_engine *e, struct engine_request *r);
void turn_destroy(struct turn *t); /* NULL is fine */
/* What a turn that never began reports. Owned by the caller; any thread. */
struct engine_turn_report *turn_report_unbegun(struct turn *t);

/* The rest: engine thread, with the turn's sequence selected in the session. */

/* Whether its prompt, which is there, leaves room for an answer. */
bool turn_fits(const struct turn *t);
/* Its prompt is there (or t->err says why not): begins to read it. */
void turn_begin(struct turn *t);
/* No run goes on: chooses the next token and begins to run it, or is over. */
void turn_advance(struct turn *t);
/* A chunk of its run went through, or all of it. */
void turn_ran(struct turn *t);
/* Over, whatever it was doing; err NULL: none. */
void turn_end(struct turn *t, enum finish_reason finish, const struct error *err);
enum finish_reason turn_finish_of(const struct error *err);
/* Of a turn that is over; owned by the caller. */
struct engine_turn_report *turn_report(struct turn *t);

/* turn_text.c. */
void turn_text_begin(struct turn_text *x, struct turn *t);
void turn_text_finish(struct turn_text *x);
/* A token of the answer. */
void turn_text_say(struct turn_text *x, int32_t id);
/* Nothing more comes: what was held back goes out. */
void turn_text_end(struct turn_text *x);
void turn_text_message(const struct turn_text *x, struct message *out);

/* turn_call.c. */
void turn_call_begin(struct turn *t); /* after turn_text_begin */
void turn_call_finish(struct turn_call *c);
/* While `on`: those logits[n_vocab] that lead to a name, the others are -INFINITY. Borrowed
 * until the next call. */
const float *turn_call_logits(struct turn *t, const float *logits);
/* A token was chosen. */
void turn_call_said(struct turn *t, int32_t id);

/* turn_logprobs.c: an event with the chosen token of these logits[n_vocab]. */
void turn_tell_token(struct turn *t, int32_t id, const float *logits);
