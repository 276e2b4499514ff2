#pragma once

#include <stdbool.h>
#include <stddef.h>

/* What keeps a tool's program away from the rest of the machine. Bubblewrap (namespaces)
 * where it works, else Landlock, else nothing; found out once by trying. In the first two the
 * program sees the system folders read-only, a /tmp of its own (bubblewrap) or none, itself,
 * and the folders of its profile. In all of them it gains no privileges, holds no
 * capabilities, and runs behind a seccomp filter where the kernel has that. */

struct error;

enum sandbox_kind {
    SANDBOX_NONE,
    SANDBOX_LANDLOCK,
    SANDBOX_BUBBLEWRAP,
};

enum {
    SANDBOX_FD_FILTER = 4, /* in the child: where bubblewrap gets the seccomp filter */
};

struct sandbox_profile {
    char **fs_read;  /* owned, NULL-terminated: absolute folders, without links */
    char **fs_write; /* likewise; readable too */
    bool network;
};
void sandbox_profile_finish(struct sandbox_profile *p);

/* Thread-safe; the first call runs the probe (some milliseconds). */
enum sandbox_kind sandbox_kind(void);
const char *sandbox_name(enum sandbox_kind kind);
/* Nothing better than this is tried; before the first sandbox_kind. For tests of the rungs
 * below the best one. */
void sandbox_limit(enum sandbox_kind best);

/* Nothing can be written and nothing can be reached through the network. */
bool sandbox_profile_is_harmless(const struct sandbox_profile *p);
/* "read-only, no network"; owned. */
char *sandbox_profile_text(const struct sandbox_profile *p);

/* The arguments that run `argv` in `cwd` inside bubblewrap, which reads the seccomp filter
 * from filter_fd (-1: none). Owned, NULL-terminated. */
char **sandbox_bwrap_argv(const struct sandbox_profile *p, const char *cwd,
                          char *const *argv, int filter_fd);
/* A file with the filter, for bubblewrap; -1 + err. */
int sandbox_filter_file(bool network, struct error *err);

/* A Landlock ruleset for the profile; a file descriptor, or -1 + err. */
int sandbox_landlock_create(const struct sandbox_profile *p, const char *program,
                            struct error *err);
/* In the child, between fork and exec: only system calls. ruleset_fd -1: no Landlock. False
 * leaves errno set. Not before bubblewrap, which needs what this takes away. */
bool sandbox_enter(int ruleset_fd, bool network);
