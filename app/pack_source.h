#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/model/manifest.h"
#include "core/model/pack_estimate.h"

/* A checkpoint where a pack is wanted: which packs were made of it, where a new one goes, and
 * what that takes, in words. Any thread. */

struct error;

struct pack_source {
    char *path;       /* owned: resolved, without a slash at its end */
    char *beside;     /* owned: the folder that it is in */
    char *name;       /* owned: of the pack's folder */
    char *dst;        /* owned: of the pack to be; NULL before pack_source_place */
    const char *kind; /* checkpoint_kind; static */
    uint64_t xxh3;    /* of the checkpoint's headers */
    char **made;      /* [n_made], owned: packs that were made of it, the best first */
    struct manifest_bits *made_bits; /* [n_made], owned */
    int n_made;
    struct manifest_bits usual; /* of a pack without options; set if n_made */
};

/* Whether the path is a checkpoint of some kind, and no pack. */
bool pack_source_is_one(const char *path);

/* What is there, as far as its headers say, and its packs: among the user's models, beside it
 * and in it. The best is the one that is most like what packing without options makes: by
 * the bits of its experts, then by those of the rest; of two alike the larger one, then the
 * first in the order of these places and of their names. False + err: it cannot become a
 * chat; pack_source_finish all the same. */
bool pack_source_open(struct pack_source *s, const char *path, struct error *err);
void pack_source_finish(struct pack_source *s); /* {0} is fine */

/* What a reader should know of made[0]: that it is not as usual, and how to take another.
 * Owned; NULL when it is the only one and as usual. */
char *pack_source_choice(const struct pack_source *s);

/* Sets dst: among the user's models, where its name is enough to find it; beside the
 * checkpoint when only there is room, or when an earlier run has begun there. */
bool pack_source_place(struct pack_source *s, const struct packer_params *params,
                       struct error *err);

/* "flashmoe pack SRC DST" for a shell, owned. */
char *pack_source_command(const struct pack_source *s);

/* What packing takes, for rows of a table; all owned. */
struct pack_source_words {
    char *from, *weights, *space;
    char *time; /* NULL: not known */
};
void pack_source_words(const struct pack_source *s, const struct pack_estimate *e,
                       struct pack_source_words *w);
void pack_source_words_finish(struct pack_source_words *w);

/* err_set with the space that is needed and free; false. */
bool pack_source_no_room(const struct pack_source *s, const struct pack_estimate *e,
                         struct error *err);

/* "40 s", "12 min", "2 h 10 min" */
void pack_source_duration(double seconds, char out[32]);
