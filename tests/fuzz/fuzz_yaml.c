/* YAML as templates, tools and settings have it. */
#include <stdlib.h>

#include "app/options.h"
#include "app/tools.h"
#include "core/base/error.h"
#include "core/base/yaml.h"
#include "core/model/pack_rules.h"
#include "core/text/template.h"
#include "tests/fuzz/fuzz.h"

static void as_document(const char *path)
{
    struct error err = {0};
    struct yaml_doc *doc = yaml_load_file(path, &err);
    if (!doc)
        return;
    json_t *o = yaml_to_json(doc, yaml_root(doc), &err);
    json_decref(o);
    yaml_close(doc);
}

static void as_plan(const char *path)
{
    static const struct model_config config = {.n_layer = 12};
    struct error err = {0};
    struct pack_rules *r = pack_rules_load(path, &config, &err);
    for (int layer = -1; r && layer < config.n_layer; layer++)
        pack_rules_find(r, "experts.down", layer);
    pack_rules_destroy(r);
}

static void as_template(const char *path)
{
    struct error err = {0};
    struct chat_template *t = template_load(path, &err);
    if (!t)
        return;
    char hello[] = "hello", thought[] = "hm";
    struct message turns[] = {
        {.role = ROLE_SYSTEM, .content = hello},
        {.role = ROLE_USER, .content = hello},
        {.role = ROLE_ASSISTANT, .content = hello, .thinking = thought},
        {.role = ROLE_USER, .content = hello}};
    struct rendering r = {0};
    if (template_render(t,
                        &(struct render_params){.messages = turns,
                                                .n_messages = 4,
                                                .thinking = true,
                                                .generation_prompt = true},
                        &r, &err))
        free(rendering_text(&r));
    rendering_finish(&r);
    template_check(t, &err);
    template_free(t);
}

static void as_tools(const char *path)
{
    struct error err = {0};
    struct toolset *t = toolset_load(path, &err);
    for (int i = 0; t && i < toolset_n(t); i++) {
        char args[] =
            "{\"path\":\"x\",\"a\":\"1\",\"expression\":\"1\",\"command\":\"id\"}";
        char *name = (char *)toolset_tool_name(t, i);
        struct tool_plan *p = tool_plan_create(
            t, &(struct tool_call){.name = name, .arguments = args}, &err);
        tool_plan_free(p);
    }
    toolset_free(t);
}

static void as_settings(const char *path)
{
    struct error err = {0};
    struct options o;
    setenv("FLASHMOE_CONFIG", path, 1);
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    setenv("XDG_CONFIG_DIRS", "/nonexistent", 1);
    options_init(&o);
    options_apply_config(&o, &err);
    options_finish(&o);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = fuzz_file("input.yaml", data, size);
    as_document(path);
    as_plan(path);
    as_template(path);
    as_tools(path);
    as_settings(path);
    return 0;
}
