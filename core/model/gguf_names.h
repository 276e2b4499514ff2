#pragma once

#include <stdbool.h>

#include "core/model/stored_tensors.h"

/* What the numbers and names of GGUF stand for: types of tensors, names of files. */

/* A type of the format's list: `n` values take n_bytes. */
struct ggml_type {
    int id;
    const char *name; /* static */
    enum st_dtype dtype;
    int block; /* enum block_type of ST_BLOCK */
    int n, n_bytes;
};

/* NULL for a number that is no known type. */
const struct ggml_type *ggml_type_of(unsigned id);

/* "…-00003-of-00008.gguf" for i = 2 from the path of the first of `count`; owned, or NULL
 * when that does not end in such a name. */
char *gguf_part_path(const char *first, int i, int count);

/* Whether this is a regular file that begins as a GGUF file does. */
bool gguf_is_file(const char *path);
/* The one model in a folder: *path is its file or the first of its files, owned, and NULL
 * when there is none. Projectors of images (mmproj) beside it are left out. False when there
 * are several models. */
bool gguf_in_folder(const char *folder, char **path, struct error *err);

/* A file's name without what tells the format and the part: "x-00001-of-00003.gguf" -> "x";
 * another name as it is. Owned. */
char *gguf_plain_name(const char *name);
