#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The models of a server, as GET /v1/models lists them. */

struct error;

struct remote_model {
    char *id;      /* owned */
    int ctx_tok;   /* 0: not told */
    bool flashmoe; /* the server is one, and has /metrics */
};

struct remote_models {
    struct remote_model *list; /* owned */
    int n;
};

/* Replaces what was there; false + err leaves it as it was. */
bool remote_models_parse(struct remote_models *m, const char *json, size_t len,
                         struct error *err);
void remote_models_finish(struct remote_models *m);
/* NULL: there is none of this name. */
const struct remote_model *remote_models_find(const struct remote_models *m,
                                              const char *id);
