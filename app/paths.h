#pragma once

#include <stdbool.h>

/* Where things are: XDG folders for the user's files, the installed data folder or the
 * source tree for ours. Empty or relative XDG values are ignored. Nothing is created here.
 * All results are owned by the caller. */

struct error;

char *path_config(const char *name); /* $XDG_CONFIG_HOME/flashmoe/NAME */
char *path_sessions(void);           /* $XDG_DATA_HOME/flashmoe/sessions */
char *path_state(const char *name);  /* $XDG_STATE_HOME/flashmoe/NAME */
char *path_cache(const char *name);  /* $XDG_CACHE_HOME/flashmoe/NAME */

/* A shipped file ("prompts/templates/qwen3.5.yaml", "models/demo"): first the user's own
 * below path_config (without the leading "prompts/"), then $FLASHMOE_DATA, then the source
 * tree the program was built from (only while it runs from its build folder), then the
 * installed data folder. NULL + err that lists where was looked. */
char *path_data(const char *rel, struct error *err);
/* The same without the user's own. */
char *path_shipped(const char *rel, struct error *err);

/* The model to load: the option's value if given, else $FLASHMOE_MODEL, else the config
 * file's `model`, else the bundled one. The value is a path, or the name of a folder in
 * $XDG_DATA_HOME/flashmoe/models or among the shipped models. *from says which ("-m",
 * "$FLASHMOE_MODEL", "config.yaml", "bundled"); static. NULL + err. */
char *path_model(const char *option, const char **from, struct error *err);

/* $XDG_DATA_HOME/flashmoe/models/NAME: where path_model looks for a name first. */
char *path_own_model(const char *name);

/* The packs in a folder: its subfolders with a manifest. Owned, NULL-terminated. */
char **path_packs_in(const char *folder);
void path_list_free(char **list); /* NULL is fine */

/* The packs that path_model would find by name: below $XDG_DATA_HOME/flashmoe/models and
 * among the shipped models. Owned, NULL-terminated. */
char **path_models(void);

/* A leading "~/" is the home folder: no shell has seen what stands in a settings file. */
char *path_tilde(const char *path);

/* True for a relative name that cannot leave the folder it is looked for in: not empty, no
 * leading '/', no ".." component. */
bool path_is_safe_name(const char *name);
