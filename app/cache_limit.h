#pragma once

#include <stdbool.h>
#include <stdint.h>

/* A control group of our own whose memory is limited: what this process reads through the
 * page cache, and what it allocates, is charged to it from the moment it moves in. Linux
 * alone, versions 1 and 2. At most one at a time; main thread.
 *
 * The group is a child of the one that the process is in (version 2, where a group with
 * processes cannot share memory out among children: a sibling). It is removed, and the
 * process moved back, by cache_limit_destroy and when SIGINT, SIGTERM, SIGHUP or SIGQUIT
 * ends the program; a group left by a killed one is removed by the next. Where memory was
 * not shared out before (version 2) it is not afterwards, unless others have made groups
 * there meanwhile. */

struct error;
struct cache_limit;

/* Make the group and move in; no limit yet. NULL + why when this system or its rights do
 * not allow it. */
struct cache_limit *cache_limit_create(struct error *why);
void cache_limit_destroy(struct cache_limit *l); /* NULL is fine */
/* The most that the group may hold, bytes; what is above is reclaimed at once. */
bool cache_limit_set(struct cache_limit *l, uint64_t n_bytes, struct error *err);
/* What the group holds, and of it pages of files: those that were not in memory before it was
 * made, whoever reads them now. */
struct cache_limit_usage {
    uint64_t all_bytes, file_bytes;
};
bool cache_limit_usage(const struct cache_limit *l, struct cache_limit_usage *out);
/* "cgroup v1" or "cgroup v2", and its folder; borrowed. */
const char *cache_limit_method(const struct cache_limit *l);
const char *cache_limit_path(const struct cache_limit *l);
