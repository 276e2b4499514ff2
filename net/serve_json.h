#pragma once

#include <stddef.h>

/* Looks at JSON text of a client before it is parsed: the parser calls itself for each bracket,
 * and makes hundreds of bytes of each "{},". NULL: it is small enough; else what is wrong, to
 * stand behind the text's name. *n_values: values that it has at most. Pure. */
const char *serve_json_too_much(const char *text, size_t len, int *n_values);
