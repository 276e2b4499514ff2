#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "app/pack_source.h"
#include "core/base/error.h"

/* A checkpoint that is looked at, and then packed, by a thread of its own while its owner goes
 * on. All functions from one thread. */

struct pack_job;

enum pack_job_state {
    PACK_JOB_LOOKING, /* reads headers, and packs a part to see how long it takes */
    PACK_JOB_LOOKED,  /* waits for pack_job_go; source and estimate are there */
    PACK_JOB_PACKING,
    PACK_JOB_DONE,   /* source.dst is a pack */
    PACK_JOB_FAILED, /* err says why */
};

struct pack_job_report {
    enum pack_job_state state;
    int percent; /* of packing */
    double left_s;
    double took_s;    /* since pack_job_go; DONE */
    struct error err; /* FAILED; ECANCELED after pack_job_cancel */
};

/* Begins to look; NULL + err. */
struct pack_job *pack_job_start(const char *path, struct error *err);
/* Readable when there is something new to report. */
int pack_job_fd(const struct pack_job *j);
void pack_job_take(struct pack_job *j, struct pack_job_report *out);

/* Once it has looked; borrowed until pack_job_destroy. A source of which there are packs
 * already has no dst and no estimate. */
const struct pack_source *pack_job_source(const struct pack_job *j);
const struct pack_estimate *pack_job_estimate(const struct pack_job *j);

/* Begins to pack; only when it has LOOKED. False + err. */
bool pack_job_go(struct pack_job *j, struct error *err);
/* While it looks or packs: ends it soon, and what is done stays for another run; FAILED is
 * reported. While it looks that may take two seconds. */
void pack_job_cancel(struct pack_job *j);
/* Until it looks or packs no more. */
void pack_job_wait(struct pack_job *j, struct pack_job_report *out);
/* Cancels and waits for the end; NULL is fine. */
void pack_job_destroy(struct pack_job *j);
