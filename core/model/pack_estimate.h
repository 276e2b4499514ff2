#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/model/packer.h"

/* What packing a checkpoint will take, told before it is done. */

struct error;

/* Room on the disk that the pack will be on. */
struct pack_space {
    uint64_t need_bytes; /* of the pack's files what an earlier run has not allocated */
    uint64_t free_bytes;
    bool goes_on; /* an earlier run's part is there */
};

/* From headers, and of GGUF some rows. */
bool pack_space(const char *src, const char *dst, const struct packer_params *params,
                struct pack_space *out, struct error *err);

struct pack_estimate {
    const char *kind;      /* checkpoint_kind; static */
    uint64_t source_bytes; /* of the checkpoint's files, without what packing skips */
    uint64_t pack_bytes;   /* of the pack's own files */
    struct pack_space space;
    int expert_bits, dense_bits; /* of most weights there */
    bool as_stored;              /* the source's own bits */
    bool in_place;               /* experts stay where they are */
    /* Some pieces were read, converted by so many threads' worth of processors and written:
     * bytes of the pack a second, and so the seconds for what is left. 0: too little to tell. */
    int n_processors;
    double bytes_per_s, seconds;
};

/* Runs the packer for a second or two on a part of the source, with the output into an unnamed
 * file on the disk that the pack will be on. */
bool pack_estimate(const char *src, const char *dst, const struct packer_params *params,
                   struct pack_estimate *out, struct error *err);

/* The nearest folder above `path` (or the one that it is in) that exists; owned. */
char *pack_estimate_folder(const char *path);
