#include "core/base/json_file.h"

#include <stdlib.h>

#include "core/base/error.h"
#include "core/base/file.h"

json_t *json_file_read(const char *path, size_t max_bytes, struct error *err)
{
    size_t len;
    char *text = file_read(path, max_bytes, &len, err);
    if (!text)
        return NULL;
    json_error_t why;
    json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &why);
    free(text);
    if (!root)
        err_set(err, 0, "read %s: line %d, column %d: %s", path, why.line, why.column,
                why.text);
    return root;
}
