#pragma once

#include <jansson.h>

struct pack;

/* How each kind of matrix of a pack is stored, by layers: {"experts.down": [{"layers":
 * "0-3", "format": "q6/64"}, ...], "q": ..., "embed": [{"format": "q8/64"}]}. A new
 * reference. */
json_t *info_formats(const struct pack *pack);
/* The same for people. */
void info_formats_print(const json_t *formats);

enum {
    INFO_FORMAT_MAX = 32
};
struct matrix;
/* "q4/64", "q8/32 f16", "bf16" */
void info_format_name(const struct matrix *w, char out[INFO_FORMAT_MAX]);
