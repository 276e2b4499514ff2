#pragma once

#include "core/infer/engine.h"

/* flashmoe eval PACK --chats CASES.jsonl: scripted conversations that the model fills in,
 * answered as the chat would but with temperature 0; for scoring what a user meets. */

struct eval_chats_params {
    const char *pack;                   /* borrowed: a path or a name, as for -m */
    const char *cases;                  /* borrowed: the path of the conversations */
    const struct engine_params *engine; /* borrowed; pack and template are filled in */
};

/* Writes a line of JSON per conversation to standard output, in their order, and what went
 * wrong to standard error. The whole file is checked before the model is opened. Returns an
 * exit code of app/exit.h. */
int eval_chats(const struct eval_chats_params *params);
