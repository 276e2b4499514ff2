#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "core/text/message.h"

/* Tools: what the model may ask for, from YAML (ux 5.2), and how it is run. Definitions are
 * immutable after loading; a run happens on a thread of its own. */

struct error;
struct toolset;

enum tool_policy {
    TOOL_DENY,
    TOOL_ASK,
    TOOL_ALLOW,
};

/* All *.yaml of a folder, or one file. */
struct toolset *toolset_load(const char *path, struct error *err);
void toolset_free(struct toolset *t); /* NULL is fine */
int toolset_n(const struct toolset *t);
const char *toolset_tool_name(const struct toolset *t, int i);
const char *toolset_tool_description(const struct toolset *t, int i);
enum tool_policy toolset_tool_policy(const struct toolset *t, int i);
/* May it run without a question at all: it neither writes nor uses the network, a sandbox
 * sees to that, and it is no shell. */
bool toolset_tool_may_allow(const struct toolset *t, int i);
/* The function objects as the template wants them; borrowed. */
const json_t *toolset_functions(const struct toolset *t);

/* A call after checking: the program that would run. Fails (err says why, in words that can
 * go back to the model) for unknown tools, arguments against the schema, refused paths. */
struct tool_plan;
struct tool_plan *tool_plan_create(const struct toolset *t, const struct tool_call *call,
                                   struct error *err);
void tool_plan_free(struct tool_plan *p);
enum tool_policy tool_plan_policy(const struct tool_plan *p);
/* May run without a question if the user says so for all tools (--tools=allow): it neither
 * writes nor uses the network, a sandbox sees to that, and it is no shell. */
bool tool_plan_may_allow(const struct tool_plan *p);
/* name/value pairs for the approval dialog (arguments escaped, folder, sandbox, limits);
 * NULL-terminated, borrowed from the plan. */
const char *const *tool_plan_rows(const struct tool_plan *p);
const char *tool_plan_details(const struct tool_plan *p); /* the exact argv, escaped */
const char *tool_plan_key(const struct tool_plan *p);     /* for "always this session" */

struct tool_result {
    char *output;    /* owned: what the model gets, made safe and capped */
    int exit_status; /* of the program; 128 + n for a signal; -1: did not run */
    bool timed_out, cancelled, truncated;
    bool exceeded; /* ended because of too many processes or a full disk */
    double seconds;
};
void tool_result_finish(struct tool_result *r);

/* Start it; tool_job_fd becomes readable when it is done. */
struct tool_job;
struct tool_job *tool_job_start(struct tool_plan *p,
                                struct error *err); /* plan borrowed */
int tool_job_fd(const struct tool_job *j);
void tool_job_cancel(struct tool_job *j);
/* Waits for the end, then hands over the result and frees the job. */
void tool_job_finish(struct tool_job *j, struct tool_result *out);

/* What protects a run on this machine: "bubblewrap", "landlock", "none". */
const char *tool_sandbox_name(void);
