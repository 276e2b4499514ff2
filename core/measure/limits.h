#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

/* What this machine can do at most: bytes per second that its memory and a disk deliver.
 * Every speed of the program is a share of one of the two. Measured with all cores busy
 * or with many reads at once; needs no model. Not thread-safe; starts threads of its own,
 * which are gone when it returns. */

struct error;

enum {
    LIMITS_VERSION = 2,
    LIMITS_MAX_RATES = 8,
    LIMITS_N_DEPTHS = 5,
    LIMITS_WHY_BYTES = 512,
    LIMITS_RECORD_ALIGN = 4096,
};

/* The numbers of reads at once that are measured. */
extern const int limits_depths[LIMITS_N_DEPTHS];

/* Bytes per second. */
struct limits_rate {
    int n; /* threads, or reads at once */
    int n_samples;
    double median, min, max;
};

struct limits_memory {
    uint64_t buffer_bytes; /* read in one pass */
    uint64_t cache_bytes;  /* the last-level caches of all cores */
    int n_rates;
    struct limits_rate rate[LIMITS_MAX_RATES]; /* by threads, ascending */
    char why[LIMITS_WHY_BYTES];                /* why there is none; "" else */
};

/* What is left of the disk's rate and of the memory's while both are read, by as many readers
 * as there are depths at most and by all threads: 0..1 and, by what else the machine does
 * meanwhile, a little more. n_samples 0: not measured. */
struct limits_busy {
    int n_samples;
    double disk, memory; /* medians */
    double disk_rate;    /* of the busy disk, bytes per second */
};

struct limits_disk {
    char folder[1024];
    uint64_t record_bytes; /* of one read; multiple of LIMITS_RECORD_ALIGN */
    uint64_t file_bytes;   /* the reads are spread over */
    bool scratch;          /* of a scratch file, not of the model's own */
    int n_direct, n_buffered;
    struct limits_rate direct[LIMITS_N_DEPTHS];   /* O_DIRECT, by depth, ascending */
    struct limits_rate buffered[LIMITS_N_DEPTHS]; /* the file's pages dropped before */
    struct limits_busy direct_busy;               /* at the largest depth */
    struct limits_busy buffered_busy;             /* one record after the other */
    bool failed;                                  /* an error, and `why` says which */
    char why[LIMITS_WHY_BYTES];                   /* why there is nothing; "" else */
    char direct_why[LIMITS_WHY_BYTES];            /* why no O_DIRECT; "" else */
};

/* What the figures belong to; "" and 0 where the system does not say. */
struct limits_machine {
    char cpu[128];
    int n_cores;
    char device[64]; /* block device of the disk's folder */
};

struct limits {
    int64_t time_s; /* when they were measured, Unix time */
    struct limits_machine machine;
    struct limits_memory memory;
    struct limits_disk disk;
};

struct limits_params {
    struct limits_machine machine; /* copied into the result */
    double seconds;                /* for everything; 0: default */
    int n_threads;                 /* at most; 0: one per core */
    uint64_t buffer_bytes;         /* 0: from the caches and the free memory */
    const char *folder;            /* of the scratch file */
    const char *const *files;      /* to read instead of a scratch file; not changed */
    int n_files;
    uint64_t files_min_bytes; /* use them only if they have as many; 0: default */
    uint64_t scratch_bytes;   /* 0: default */
    uint64_t record_bytes;    /* rounded up to LIMITS_RECORD_ALIGN; 0: default */
    bool no_direct;           /* do as if there were no O_DIRECT */
    void (*progress)(const char *what); /* may be NULL */
};

/* A part that cannot be measured has no rates and says why. A scratch file has no name
 * while it is used, so nothing is left of it however the program ends. The files' pages
 * are dropped from the page cache. */
void limits_measure(const struct limits_params *params, struct limits *out);

/* The highest median, 0 when unknown. */
double limits_memory_rate(const struct limits *l);
double limits_disk_rate(const struct limits *l);

/* True when the figures of `l` hold for this machine and this disk. */
bool limits_are_of(const struct limits *l, const struct limits_machine *machine);

/* The object that the file holds, a new reference. */
json_t *limits_to_json(const struct limits *l);
/* Both false + err. The folder must exist. Load believes nothing: sizes, types, ranges and
 * the order of the rates are checked, control characters refused. */
bool limits_save(const struct limits *l, const char *path, struct error *err);
bool limits_load(const char *path, struct limits *out, struct error *err);
