#pragma once

#include <stdbool.h>
#include <stddef.h>

/* What keeps a tool's program away from the rest of the machine. Bubblewrap (namespaces)
 * where it works, else Landlock with a seccomp filter, else nothing; found out once by
 * trying. In all of them the program sees the system folders read-only, a /tmp of its own
 * (bubblewrap) or none, itself, and the folders of its profile. */

struct error;

enum sandbox_kind {
    SANDBOX_NONE,
    SANDBOX_LANDLOCK,
    SANDBOX_BUBBLEWRAP,
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

/* Nothing can be written and nothing can be reached through the network. */
bool sandbox_profile_is_harmless(const struct sandbox_profile *p);
/* "read-only, no network"; owned. */
char *sandbox_profile_text(const struct sandbox_profile *p);

/* The arguments that run `argv` in `cwd` inside bubblewrap. Owned, NULL-terminated. */
char **sandbox_bwrap_argv(const struct sandbox_profile *p, const char *cwd,
                          char *const *argv);

/* A Landlock ruleset for the profile; a file descriptor, or -1 + err. */
int sandbox_landlock_create(const struct sandbox_profile *p, const char *program,
                            struct error *err);
/* In the child, between fork and exec: only system calls. False leaves errno set. */
bool sandbox_landlock_enter(int ruleset_fd, bool network);
