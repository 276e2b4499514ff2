#pragma once

#include <stdbool.h>

#include "core/infer/engine.h"

/* The bundled model behind an engine, and turns in one call, for the engine's tests. */

/* Paths below FLASHMOE_SOURCE; NULL when the model is not there (the test is skipped). */
const char *demo_pack(void);
const char *demo_template(void);

/* f32 activations, two threads, `ctx_tok` of context (0: default). Fails the test. */
struct engine *demo_open(int ctx_tok);

/* A request with greedy sampling and no thinking; texts alternate user, assistant, ... up
 * to NULL, after the usual system turn. */
struct engine_request demo_request(const char *const *texts);

/* Nearly all tokens become equally likely, so that the answer is thousands of tokens long
 * and something can happen meanwhile. */
void demo_make_endless(struct engine_request *r);

/* Submits (the request is taken) and waits for END. *answer and *thinking (may be NULL)
 * receive the text of the events, owned. Returns the report, owned. */
struct engine_turn_report *demo_run(struct engine *e, struct engine_request *r,
                                    char **answer, char **thinking);
struct engine_turn_report *demo_wait(struct engine *e, char **answer, char **thinking);
void demo_report_free(struct engine_turn_report *r);
