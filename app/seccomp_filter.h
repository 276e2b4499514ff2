#pragma once

#include <stdbool.h>

/* The system calls that Landlock does not cover: without network no socket can be made,
 * and nobody traces, mounts, loads programs into the kernel or goes around the filter with
 * io_uring. Needs no_new_privs. */

bool seccomp_filter_available(void);

/* In the child, between fork and exec: only system calls. False leaves errno set. */
bool seccomp_filter_enter(bool network);
