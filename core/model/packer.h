#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/model/pack.h"

/* Writing a pack from a checkpoint of any layout that checkpoint.h knows. Streams: reading,
 * conversion in all cores and writing go on side by side, in memory for a few experts for each
 * thread, and room for the whole is allocated first. The folder is written as DST.partial and
 * renamed when whole; a run that finds a partial folder of the same source and options
 * continues after the last layer that is complete. */

struct packer_params {
    int expert_bits;           /* 2 3 4 5 6 8 16; 0: default (4, or as it is quantised) */
    int dense_bits;            /* 4 5 6 8 16 32; 0: default (8, or as it is quantised) */
    const char *rules;         /* path of a mixed plan (pack_rules.h), or NULL */
    const char *template_name; /* NULL: by the checkpoint's own template */
    const char *name;          /* NULL: the source folder's name */
    /* Path of a calibration of the same model, by which errors are weighed; or NULL. */
    const char *calibration;
    const char *calibration_text; /* what the pack calls its text; with calibration */
    pack_progress_fn progress;    /* may be NULL; from the caller's thread */
    void *progress_ctx;
};

bool pack_write(const char *src, const char *dst, const struct packer_params *params,
                struct error *err);
