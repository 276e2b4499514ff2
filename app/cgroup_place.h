#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Where this process is among the system's control groups, as far as memory goes: Linux alone,
 * versions 1 and 2. */

struct error;

enum {
    CGROUP_MAX_PLACES = 4
};

struct cgroup_place {
    bool v2;
    char *mount; /* of the hierarchy; owned */
    char *own;   /* folder of the process's group, at or below the mount; owned */
};

/* All that are mounted, at most max. 0 + why when there are none. */
int cgroup_places(struct cgroup_place *out, int max, struct error *why);
void cgroup_place_finish(struct cgroup_place *p);

/* The text of one of the files there, which have no size to ask for; owned. NULL + err. */
char *cgroup_read(const char *path, struct error *err);
/* The number after `line` and a space in a file of a group, or with "" the first. */
bool cgroup_read_number(const char *dir, const char *name, const char *line,
                        uint64_t *out);
/* What this process's groups may still take of their limits, their page cache counted as
 * free; UINT64_MAX: they have none, or nothing is known. */
uint64_t cgroup_free_bytes(void);
/* The same of one place. */
uint64_t cgroup_place_free_bytes(const struct cgroup_place *p);
/* Whether a list, separated by any of these characters, has a word. */
bool cgroup_has_word(const char *list, const char *word, const char *separators);
