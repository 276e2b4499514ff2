#pragma once

#include <stdbool.h>

#include "core/model/packer.h"

struct error;

/* Packing with a calibration text: a text is run through a pack of the same model, what its
 * matrices are multiplied with is kept in DST.calibration, and the packer weighs errors by
 * it. */
struct calibrate_params {
    const char *src, *dst; /* as of pack_write */
    const char *text;      /* path of the text */
    const char *with; /* a pack of the same model; NULL: DST.draft is made and removed */
    const struct packer_params *packer;
    void (*step)(void *ctx, const char *what); /* before each long step */
    void *step_ctx;
};

/* What the packer would refuse is refused before anything is run, and so is a packing that
 * quantises nothing. Makes DST.calibration, or finds the one of the same text and source that
 * an earlier run has left. The path is put into *out, owned by the caller, who removes the
 * file when the pack is whole. */
bool calibrate(const struct calibrate_params *p, char **out, struct error *err);
