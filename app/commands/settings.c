#include "app/commands/commands.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "app/chat_impl.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"

static void set_system(struct chat *c, const char *text)
{
    struct error err = {0};
    if (conversation_set_system(c->conv, text, &err))
        chat_say(c, UI_ENTRY_NOTICE, "%s",
                 *text ? "The system prompt is set, for the whole conversation."
                       : "There is no system prompt now.");
    else
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
}

void command_system(struct chat *c, const char *arg)
{
    struct error err = {0};
    const char *now = conversation_system(c->conv);
    now = now ? now : "";
    if (strcmp(arg, "edit") == 0) {
        char *text = ui_edit_text(c->ui, now, ".txt", &err);
        if (!text) {
            chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
            return;
        }
        size_t n = strlen(text); /* editors end files with a newline */
        if (n && text[n - 1] == '\n')
            text[n - 1] = '\0';
        if (strcmp(text, now) != 0)
            set_system(c, text);
        else
            chat_say(c, UI_ENTRY_NOTICE, "Nothing was changed.");
        free(text);
    } else if (*arg) {
        set_system(c, arg);
    } else {
        ui_page_show(c->ui, "System prompt",
                     *now ? now : "(none; /system TEXT sets one)");
    }
}

static void show_settings(struct chat *c)
{
    json_t *o = sample_params_json(&c->sampling);
    struct strbuf b = {0};
    const char *key;
    json_t *v;
    json_object_foreach(o, key, v)
    {
        strbuf_addf(&b, "  %-20s %.6g\n", key, json_number_value(v));
    }
    if (c->sampling.seed)
        strbuf_addf(&b, "  %-20s %" PRIu64 "\n", "seed", c->sampling.seed);
    else
        strbuf_addf(&b, "  %-20s %s\n", "seed", "drawn for every answer");
    if (c->max_tok)
        strbuf_addf(&b, "  %-20s %d\n", "max_tokens", c->max_tok);
    else
        strbuf_addf(&b, "  %-20s %s\n", "max_tokens",
                    engine_info(c->engine)->url ? "as the server has it"
                                                : "until the context is full");
    if (engine_info(c->engine)->url)
        strbuf_adds(&b, "\n  What is not here is as the server has it.\n");
    strbuf_adds(&b, "\n  /set KEY VALUE changes one for the messages to come.\n");
    ui_page_show(c->ui, "Settings", b.data);
    strbuf_finish(&b);
    json_decref(o);
}

char *chat_sampling_text(const struct chat *c)
{
    json_t *o = sample_params_json(&c->sampling);
    struct strbuf b = {0};
    const char *key;
    json_t *v;
    json_object_foreach(o, key, v)
    {
        strbuf_addf(&b, "%s%s %.6g", b.len ? ", " : "", key, json_number_value(v));
    }
    json_decref(o);
    if (engine_info(c->engine)->url)
        strbuf_addf(&b, "%s",
                    b.len ? ", the rest as the server has it" : "as the server has it");
    return strbuf_take(&b);
}

static bool set_max_tokens(struct chat *c, const char *value, struct error *err)
{
    char *end;
    errno = 0;
    long n = strtol(value, &end, 10);
    if (end == value || *end || errno || n < 0 || n > 10000000)
        return err_set(err, 0, "max_tokens is a number from 0 (no limit) up");
    c->max_tok = (int)n;
    return true;
}

void command_set(struct chat *c, const char *arg)
{
    struct error err = {0};
    if (!*arg) {
        show_settings(c);
        return;
    }
    size_t n = strcspn(arg, " \t=");
    const char *value = arg + n + strspn(arg + n, " \t=");
    char *key = xstrndup(arg, n);
    bool ok = false;
    if (!*value)
        err_set(&err, 0, "/set needs a value: /set %s VALUE", key);
    else if (strcmp(key, "max_tokens") == 0)
        ok = set_max_tokens(c, value, &err);
    else
        ok = sample_params_set(&c->sampling, key, value, &err);
    if (ok)
        chat_say(c, UI_ENTRY_NOTICE, "%s is now %s.", key, value);
    else
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
    free(key);
}

char **command_set_names(struct chat *c)
{
    static const char *const names[] = {"temperature",
                                        "top_k",
                                        "top_p",
                                        "min_p",
                                        "presence_penalty",
                                        "frequency_penalty",
                                        "repetition_penalty",
                                        "seed",
                                        "max_tokens",
                                        NULL};
    return command_copy_names(names);
}

char **command_think_names(struct chat *c)
{
    static const char *const names[] = {"on", "off", "show", "hide", NULL};
    return command_copy_names(names);
}

/* The switch of the model and that of the screen are two things. */
void command_think(struct chat *c, const char *arg)
{
    if (strcmp(arg, "on") == 0 || strcmp(arg, "off") == 0) {
        c->thinking = arg[1] == 'n';
        chat_say(c, UI_ENTRY_NOTICE, "The model will %s before it answers.",
                 c->thinking ? "think" : "not think");
        chat_show_flags(c);
    } else if (strcmp(arg, "show") == 0 || strcmp(arg, "hide") == 0) {
        c->show_thinking = arg[0] == 's';
        ui_show_thinking(c->ui, c->show_thinking);
    } else {
        chat_say(c, UI_ENTRY_ERROR,
                 "/think takes on or off (the model), show or hide (the "
                 "screen).");
    }
}

static bool load_template(struct chat *c, const char *name, struct error *err)
{
    char *path = c->params.template_path ? c->params.template_path(name, err) : NULL;
    if (!path && !c->params.template_path)
        err_set(err, 0, "templates cannot be changed here");
    bool ok = path && engine_set_template(c->engine, path, err);
    free(path);
    return ok;
}

/* The word after "edit", "" for none; NULL: something else is meant. */
const char *command_edit_what(const char *arg)
{
    if (strncmp(arg, "edit", 4) != 0 || (arg[4] && arg[4] != ' '))
        return NULL;
    return arg + 4 + strspn(arg + 4, " ");
}

void command_template(struct chat *c, const char *arg)
{
    struct error err = {0};
    if (engine_info(c->engine)->url) { /* says why not */
        engine_set_template(c->engine, arg, &err);
        chat_say(c, UI_ENTRY_ERROR, "%s.", err.msg);
        return;
    }
    if (command_edit_what(arg)) {
        command_template_edit(c, command_edit_what(arg));
        return;
    }
    if (!*arg) {
        struct strbuf b = {0};
        char **names = command_template_names(c);
        strbuf_addf(&b, "  in use: %s\n\n", engine_info(c->engine)->template_name);
        for (char **s = names; s && *s; s++) {
            strbuf_addf(&b, "  %s\n", *s);
            free(*s);
        }
        free(names);
        ui_page_show(c->ui, "Chat templates", b.data);
        strbuf_finish(&b);
        return;
    }
    c->template_chosen = load_template(c, arg, &err) || c->template_chosen;
    if (!err.msg[0])
        chat_say(c, UI_ENTRY_NOTICE, "The template is now %s.",
                 engine_info(c->engine)->template_name);
    else
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
}

char **command_template_names(struct chat *c)
{
    return c->params.template_names ? c->params.template_names() : NULL;
}

void command_reload(struct chat *c, const char *arg)
{
    struct error err = {0};
    const char *name = engine_info(c->engine)->template_name;
    bool ours = c->params.template_path && name && !engine_info(c->engine)->url;
    if (!chat_load_tools(c, &err) || (ours && !load_template(c, name, &err))) {
        chat_say(c, UI_ENTRY_ERROR, "%s; what was loaded before stays.", err.msg);
        return;
    }
    chat_show_flags(c);
    chat_say(c, UI_ENTRY_NOTICE, "%s read again.",
             ours ? "Template and tools are" : "The tools are");
}
