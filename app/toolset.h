#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "app/sandbox.h"
#include "app/tools.h"

/* Tool definitions after loading; shared by the files that load, plan and run tools and by
 * nobody else. Immutable once loaded. */

struct yaml_doc;
struct yaml_node;

enum param_type {
    PARAM_STRING,
    PARAM_INTEGER,
    PARAM_NUMBER,
    PARAM_BOOLEAN,
};

struct tool_param {
    char *name; /* owned */
    enum param_type type;
    bool required;
    bool is_path;    /* canonicalised beneath the tool's folders */
    char **choices;  /* owned, NULL-terminated; NULL: any value */
    double min, max; /* numbers; -INFINITY and INFINITY when open */
    size_t len_max;  /* strings, bytes */
};

enum tool_builtin {
    BUILTIN_NONE, /* a program */
    BUILTIN_CALCULATE,
};

struct tool {
    char *name, *description;  /* owned */
    struct tool_param *params; /* owned */
    int n_params;
    enum tool_builtin builtin;
    char **argv; /* owned, NULL-terminated; "{name}" elements are placeholders */
    char *cwd;   /* owned, absolute */
    char **env;  /* owned, NULL-terminated: names passed on from our environment */
    int timeout_s;
    size_t output_max_bytes;
    struct sandbox_profile sandbox;
    enum tool_policy policy;
    bool may_allow; /* allow is possible at all: harmless and no interpreter */
};

struct toolset {
    struct tool *tools; /* owned */
    int n;
    json_t *functions; /* owned */
    char *work;        /* owned: the working directory at loading, without links */
};

const struct tool *toolset_find(const struct toolset *t, const char *name);

/* The parameters object of a function: fills tool->params. The schema language is the part
 * of JSON Schema that tool_args_check enforces; anything else is refused. */
bool tool_params_load(struct tool *tool, const struct yaml_doc *doc,
                      const struct yaml_node *schema, struct error *err);
void tool_params_free(struct tool *tool);

/* The call's arguments against the schema. Returns an owned object with values of the
 * declared types (the text "3" becomes the integer 3 where an integer is declared, since
 * the XML call form has only text), keys sorted; NULL + err in words for the model. */
json_t *tool_args_check(const struct tool *tool, const char *arguments,
                        struct error *err);

/* A value as one argument of a program; owned. */
char *tool_arg_text(const json_t *value);

struct tool_plan {
    const struct tool *tool;
    char **argv;   /* owned, NULL-terminated; NULL for a builtin */
    char **paths;  /* owned, NULL-terminated: the path arguments as they were approved */
    char **envp;   /* owned, NULL-terminated */
    json_t *args;  /* owned, checked */
    char **rows;   /* owned, NULL-terminated pairs */
    char *details; /* owned */
    char *key;     /* owned */
    enum tool_policy policy;
};

/* Whether every path still means the file that was approved: between the question and the
 * run others may have put links in its way. Thread-safe. */
bool tool_plan_still_holds(const struct tool_plan *p, struct error *err);
