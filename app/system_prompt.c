#include "app/system_prompt.h"

#include <stdint.h>
#include <stdlib.h>

#include "app/options.h"
#include "app/paths.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/yaml.h"

static char *load(const char *path, struct error *err)
{
    static const char *const keys[] = {"schema", "name", "text", NULL};
    struct yaml_doc *doc = yaml_load_file(path, err);
    if (!doc)
        return NULL;
    const struct yaml_node *root = yaml_root(doc);
    const char *text = NULL;
    int64_t schema = 0;
    bool ok = yaml_check_keys(doc, root, keys, err) &&
              yaml_take_int(doc, root, "schema", true, 1, 1, &schema, err) &&
              yaml_take_str(doc, root, "text", true, &text, err);
    char *copy = ok ? xstrdup(text) : NULL;
    yaml_close(doc);
    return copy;
}

char *system_prompt_load(const struct options *o, struct error *err)
{
    if (o->system_set)
        return xstrdup(o->system ? o->system : "");
    char *path = path_data("prompts/system/default.yaml", err);
    char *text = path ? load(path, err) : NULL;
    free(path);
    return text;
}
