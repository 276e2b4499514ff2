#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

/* Folders and checkpoints for the tests of core/model. All results are owned by the
 * caller; failures abort the test. */

char *folder_make(void);        /* a new temporary one */
void folder_remove(char *path); /* takes the path; everything below it goes */

/* A pack of random weights in a new folder below `dir`, whose embedding, and whose head, are
 * several large pages each; its path. */
char *wide_pack_make(const char *dir);

/* Does the system give large pages to who asks for them? */
bool has_large_pages(void);

char *fixture_path(const char *name);
/* config.json and model.safetensors of a fixture in a new folder. */
char *fixture_copy(const char *name);

void put_file(const char *dir, const char *name, const void *bytes, size_t len);
char *get_file(const char *dir, const char *name, size_t *len);
bool same_file(const char *dir_a, const char *dir_b, const char *name);
/* Flip one bit of the byte at `offset`. */
void damage_file(const char *dir, const char *name, size_t offset);

/* The header of <dir>/model.safetensors, and writing a changed one in front of the same
 * data. Takes the reference. */
json_t *header_get(const char *dir);
void header_put(const char *dir, json_t *header);
/* Same for config.json and others. */
json_t *json_get(const char *dir, const char *name);
void json_put(const char *dir, const char *name, json_t *o);

/* Put one more tensor into <dir>/model.safetensors (an old one of that name goes). Takes
 * the reference to shape. */
void tensor_put(const char *dir, const char *name, const char *dtype, json_t *shape,
                const void *bytes, size_t len);

/* A folder with a model.safetensors of this header text and n_data bytes of data; the
 * declared header length is len unless `declared` says otherwise (0: len). */
char *safetensors_make(const char *header, size_t n_data, size_t declared);
