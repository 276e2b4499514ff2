#pragma once

#include <stdbool.h>

/* The settings files: /etc/xdg (or $XDG_CONFIG_DIRS), the user's config.yaml, then the file
 * named by $FLASHMOE_CONFIG; later ones win, key by key. This module knows which keys
 * exist and where each value stands; what a value means is checked by options.h, with the
 * same rules as on the command line. */

struct error;

struct config_value {
    const char *key; /* static: "engine.threads" */
    char *value;     /* owned */
    char *where;     /* owned: "file:line:column" */
};

/* Start from {0}. */
struct config {
    struct config_value *values; /* owned; one for each key that is set */
    int n_values;
};

/* Reads all files that exist. False + err ("file:line:column: what") when one is invalid;
 * config_finish is needed either way. */
bool config_load(struct config *out, struct error *err);
void config_finish(struct config *c);
const struct config_value *config_get(const struct config *c, const char *key);

/* Where the files are looked for, weakest first; owned, NULL-terminated. */
char **config_paths(void);
void config_paths_free(char **paths);

/* All keys there are, NULL-terminated. */
const char *const *config_keys(void);
