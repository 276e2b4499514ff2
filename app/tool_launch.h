#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* From a plan to a running program: the pipes, the limits, the sandbox, fork and exec. For
 * tool_run.c alone. */

struct error;
struct tool_plan;

struct tool_child {
    pid_t pid;    /* leader of a session and a group of its own; to be waited for */
    int pid_fd;   /* readable when it has ended */
    int out, err; /* what it writes */
};

/* False + err when the program does not run; then nothing is left to close. Thread-safe. */
bool tool_child_start(const struct tool_plan *p, struct tool_child *c, struct error *err);
