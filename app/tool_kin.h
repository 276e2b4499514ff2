#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* The processes of a tool's run, wherever they went: a program may leave its group and its
 * session and let go of its parent. While a run lasts this process takes in the orphans of
 * its descendants, and knows those of a tool by what no process can take off again: the mark
 * of no_new_privs or of a seccomp filter that this process does not have. So nobody else's
 * are touched, those of the user's editor for instance. One run at a time; by one thread. */

struct tool_kin {
    int own_no_new_privs, own_filters;
    int was_reaper;
};

void tool_kin_begin(struct tool_kin *k);
/* How many there are, `main_pid` and what has ended not counted. Reaps orphans that ended. */
int tool_kin_count(const struct tool_kin *k, pid_t main_pid);
/* SIGKILL to all but main_pid (0: to all), until none is left. False: some were still there
 * after two seconds. */
bool tool_kin_kill(const struct tool_kin *k, pid_t main_pid);
void tool_kin_end(struct tool_kin *k);
