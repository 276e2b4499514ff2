#include "net/serve_json.h"

#include <stdbool.h>

enum {
    MAX_DEPTH = 64, /* schemas of tools are the deepest thing there is */
    MAX_VALUES = 1 << 16,
};

const char *serve_json_too_much(const char *text, size_t len, int *n_values)
{
    int depth = 0;
    bool in_string = false;
    *n_values = 1;
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        if (in_string) {
            if (c == '\\')
                i++;
            else
                in_string = c != '"';
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            ++*n_values;
            if (++depth > MAX_DEPTH)
                return "nests lists and objects too deep";
        } else if (c == '}' || c == ']') {
            depth--;
        } else if (c == ',') {
            ++*n_values;
        }
        if (*n_values > MAX_VALUES)
            return "has too many values";
    }
    return NULL;
}
