#pragma once

#include <stdbool.h>

#include "core/infer/engine.h"

/* An engine (core/infer/engine.h) that lets a server of the OpenAI API answer: vLLM, SGLang,
 * llama-server, ollama, flashmoe serve. A thread of its own talks HTTP; no function blocks on
 * the network but remote_engine_create.
 *
 * What only the server knows is not known here: layers, experts, memory, the rendered text
 * and exact numbers of tokens before an answer. A server that is a flashmoe tells most of it
 * by its /metrics. Snapshots are the server's own. */

struct error;

struct remote_params {
    const char *url;       /* as remote_url_parse takes it */
    const char *model;     /* NULL: the one that the server has */
    const char *key_file;  /* NULL: no key */
    const char *ca_file;   /* PEM; NULL: the system's authorities */
    bool insecure_http;    /* send the key unencrypted to another machine */
    int connect_timeout_s; /* 0: 10 */
    int idle_timeout_s; /* without a byte of an answer, and, up to 30, for the whole list of
                         * models; 0: 600 */
};

/* What can be known without the network: address, files, and that the key is not sent where
 * others can read it. */
bool remote_params_check(const struct remote_params *p, struct error *err);

/* Asks the server for its models, and starts the thread. NULL + err: the message names the
 * address. */
struct engine *remote_engine_create(const struct remote_params *p, struct error *err);
