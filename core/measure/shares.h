#pragma once

#include <stdbool.h>
#include <stdint.h>

/* What decoding reaches of the machine's limits, the one definition of it. Memory: the bytes
 * of weights that the tokens touch, a second, while their experts are resident; while they
 * are not, the disk is what holds it back: the bytes that came from it, a second. Of a prompt
 * the disk's share alone means something: touched_bytes is 0 then. */

enum {
    SHARES_WHY_BYTES = 128
};

/* The limits that a share can be of, bytes per second. */
struct shares_limits {
    double memory, disk;                                           /* 0: not known */
    char memory_why[SHARES_WHY_BYTES], disk_why[SHARES_WHY_BYTES]; /* then */
    uint64_t cache_bytes; /* the last-level caches of all cores */
};

/* What was done, in a time that is the same for all of it. */
struct shares_work {
    double seconds;
    uint64_t touched_bytes;                /* of weights, by all tokens */
    uint64_t touched_token_bytes;          /* by one */
    uint64_t expert_bytes, resident_bytes; /* asked for; found in memory */
    uint64_t device_bytes;                 /* read from the disk */
    bool resident_known, device_known;
};

struct share {
    double v;    /* 0..1; more is possible: a limit is a measurement too */
    double rate; /* bytes per second; 0 unless valid */
    bool valid;
    char why[SHARES_WHY_BYTES]; /* of what is not valid; "" else */
};

struct shares {
    struct share memory, disk;
    bool fits_cache; /* what a token touches does: memory is no limit to it */
};

void shares_get(const struct shares_limits *limits, const struct shares_work *work,
                struct shares *out);
