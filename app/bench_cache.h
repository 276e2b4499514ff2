#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Hold the page cache that a model's experts may have to a limit, for measurements: by a
 * control group when the system allows one, else by pushing experts out between tokens.
 * Main thread. */

struct cache_limit;
struct error;
struct pack;
struct page_cache_probe;
struct session;

struct bench_cache {
    const struct pack *pack;        /* borrowed */
    struct session *session;        /* borrowed */
    uint64_t limit_bytes;           /* 0: none */
    struct cache_limit *group;      /* NULL: by pushing out; owned */
    char why[512];                  /* there is no group */
    struct page_cache_probe *probe; /* owned */
    uint64_t random;
};

/* All experts are pushed out first, so that what comes in again is charged to the group.
 * `other_bytes`: memory that the session will take beside. False + err when the limit
 * cannot be imposed in any way. */
bool bench_cache_begin(struct bench_cache *c, const struct pack *pack,
                       struct session *session, uint64_t limit_bytes,
                       uint64_t other_bytes, struct error *err);
/* Everything but the experts has been touched: from here on the limit is exact. False + err
 * also when other processes hold experts that are not in the group. */
bool bench_cache_tighten(struct bench_cache *c, struct error *err);
/* Between tokens; does nothing with a group. */
bool bench_cache_trim(struct bench_cache *c, struct error *err);
/* What the experts hold now; false: not known. Takes milliseconds per GB. */
bool bench_cache_resident(struct bench_cache *c, uint64_t *out);
/* "cgroup v1", "cgroup v2", "fadvise" or "none"; static. */
const char *bench_cache_method(const struct bench_cache *c);
/* Pushes the experts out again, so that none stays charged to a group that is gone. */
void bench_cache_end(struct bench_cache *c);

/* Pages that another process has mapped stay. */
bool bench_drop_experts(const struct pack *pack, struct session *session,
                        struct error *err);
