#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/model/manifest.h"

/* The folder of a pack that is being written. It is DST.partial, which is no pack because
 * pack_open wants the manifest, until everything lies in it; then it is renamed. */

struct error;

struct pack_folder {
    char *dst, *partial; /* owned */
};

void pack_folder_init(struct pack_folder *f, const char *dst);
void pack_folder_finish(struct pack_folder *f); /* {0} is fine */

/* EEXIST when DST is there, whatever it is. */
bool pack_folder_check_new(const struct pack_folder *f, struct error *err);
/* Makes DST.partial and its experts/. One that is there is taken over with `go_on`, and
 * EEXIST without. */
bool pack_folder_make(const struct pack_folder *f, bool go_on, struct error *err);
/* Whether so many bytes are free where DST.partial is. */
bool pack_folder_check_space(const struct pack_folder *f, uint64_t need_bytes,
                             struct error *err);
/* Makes the file at least so long, with room for all of it where the file system can tell. */
bool pack_folder_allocate(const char *path, uint64_t n_bytes, struct error *err);
/* A file below DST.partial for reading and writing, made when missing; -1 + err. */
int pack_folder_open(const struct pack_folder *f, const char *name, struct error *err);

/* Writes the manifest over experts/checksums.bin, which must be whole, and renames. The
 * other files' bytes must be on the disk already. DST is not replaced when it has come into
 * being meanwhile. */
bool pack_folder_publish(const struct pack_folder *f, struct manifest *m,
                         struct error *err);

/* Removes DST.partial: the files that a pack of n_layer layers has, and what else lies there
 * stays. */
void pack_folder_discard(const struct pack_folder *f, int n_layer);
/* Likewise DST itself, a pack that is of no more use. */
void pack_folder_remove(const struct pack_folder *f, int n_layer);
