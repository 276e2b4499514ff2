#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The system calls that neither Landlock nor namespaces cover: without network no socket can
 * be made, with it only those of the internet (a socket file or an abstract name leads to
 * services that do the forbidden on request), and nobody traces, mounts, makes namespaces,
 * types into a terminal, leaves shared memory behind, loads programs into the kernel or goes
 * around the filter with io_uring. Needs no_new_privs. Immutable; thread-safe. */

bool seccomp_filter_available(void);

/* The filter as the kernel and bubblewrap's --seccomp want it: borrowed, static. */
const void *seccomp_filter_program(bool network, size_t *n_bytes);

/* In the child, between fork and exec: only system calls. False leaves errno set. */
bool seccomp_filter_enter(bool network);
