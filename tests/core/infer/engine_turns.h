#pragma once

#include "core/base/strbuf.h"
#include "core/infer/engine.h"
#include "engine_demo.h"

/* Several turns in one engine with the bundled model, and what came of each of them. A file
 * that keeps itself between the calls: one engine is listened to at a time. Every wait fails
 * the test when nothing comes for minutes. */

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

enum {
    MAX_TURNS = 8,
};

/* What came of each request, by id from 1. */
struct tale {
    struct strbuf answer, thinking, pieces;
    struct engine_turn_report *rep;
    int n_tokens, i_end; /* ends are counted from 1 */
    double worst_top;    /* largest sum of the probabilities that were told */
    bool unlikely;       /* some token was not the likeliest */
};
extern struct tale turns_tales[MAX_TURNS + 1];
extern int turns_n_ended;

/* What engines are opened with; all zero is the best kernel and no states kept. */
struct turns_options {
    const char *kernel; /* the scalar one gives the same bits whatever is beside */
    enum kv_choice kv;
    const char *states_dir; /* borrowed */
    uint64_t states_bytes_max;
};
extern struct turns_options turns_options;

/* f32 activations, two threads, a context of 2048. Fails the test. */
struct engine *turns_open(int n_parallel, int n_queue);

/* The request is taken; its id is 1 to MAX_TURNS and new since turns_forget. */
void turns_submit(struct engine *e, uint64_t id, struct engine_request r);

/* Takes what has come, until `n` turns have ended, until turn `id` has begun its answer. */
void turns_take(struct engine *e);
void turns_wait(struct engine *e, int n);
void turns_wait_for_words(struct engine *e, int id);
void turns_forget(void);

/* "" when there is none; borrowed. */
const char *turns_text(const struct strbuf *b);

/* The answer in an engine of its own; the request is taken; owned. */
char *turns_answer_alone(struct engine_request r);

/* As turn 1, all others forgotten; the report is the tale's. */
const struct engine_turn_report *turns_run_alone(struct engine *e,
                                                 struct engine_request r);

extern const char *const turns_questions[4];

/* One of the questions, with a short answer. */
struct engine_request turns_ask(int which);

/* A conversation with a system turn of some 300 tokens of its own; `answer` (may be NULL) was
 * given before. */
struct engine_request turns_long_request(int which, const char *answer);
