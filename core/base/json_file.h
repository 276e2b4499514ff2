#pragma once

#include <stddef.h>

#include <jansson.h>

struct error;

/* The JSON value in a file of at most `max_bytes`; a key that stands twice in an object is an
 * error. A new reference, or NULL + err, which names line and column of what is no JSON. */
json_t *json_file_read(const char *path, size_t max_bytes, struct error *err);
