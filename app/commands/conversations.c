#include "app/commands/commands.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/chat_impl.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"

void command_new(struct chat *c, const char *arg)
{
    const struct engine_info *info = engine_info(c->engine);
    struct error err = {0};
    char *label = options_model_label(info);
    struct conversation *conv = conversation_create(c->params.sessions_dir, label,
                                                    info->url ? "" : info->template_name);
    free(label);
    const char *system = conversation_system(c->conv);
    bool ok = conversation_set_system(conv, system ? system : "", &err) &&
              (!*arg || conversation_set_name(conv, arg, &err));
    chat_set_conversation(c, conv);
    if (!ok)
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
}

void command_save(struct chat *c, const char *arg)
{
    struct error err = {0};
    if (!c->params.sessions_dir) {
        chat_say(c, UI_ENTRY_ERROR,
                 "This conversation is not kept (there is no folder "
                 "for it).");
        return;
    }
    if (*arg && !conversation_set_name(c->conv, arg, &err)) {
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
        return;
    }
    const char *path = conversation_path(c->conv), *name = conversation_name(c->conv);
    if (path)
        chat_say(c, UI_ENTRY_NOTICE, "Saved%s%s in %s", *name ? " as " : "", name, path);
    else
        chat_say(c, UI_ENTRY_NOTICE, "It will be saved%s%s with the first message.",
                 *name ? " as " : "", name);
    chat_show_saved(c);
}

static bool is_the_present_one(const struct chat *c, const struct conversation *conv)
{
    const char *here = conversation_path(c->conv), *there = conversation_path(conv);
    return here && there && strcmp(here, there) == 0 &&
           strcmp(conversation_id(c->conv), conversation_id(conv)) == 0;
}

void command_load(struct chat *c, const char *arg)
{
    struct error err = {0};
    if (!*arg) {
        command_sessions(c, "");
        return;
    }
    struct conversation *conv = conversation_load(c->params.sessions_dir, arg, &err);
    if (!conv) {
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
        return;
    }
    /* It was loaded while this program holds its lock, so it could not be saved. */
    if (is_the_present_one(c, conv)) {
        conversation_free(conv);
        chat_say(c, UI_ENTRY_NOTICE, "This is the conversation you are in.");
        return;
    }
    chat_set_conversation(c, conv);
    if (chat_snapshot_enter(c))
        chat_say(c, UI_ENTRY_NOTICE, "Loaded.");
    else
        chat_say(
            c, UI_ENTRY_NOTICE,
            "Loaded. The model reads the conversation again with your next message.");
}

void command_rm(struct chat *c, const char *arg)
{
    static const struct ui_choice choices[] = {{'d', "delete"}, {'n', "keep it"}, {0}};
    struct error err = {0};
    const char *here = conversation_path(c->conv);
    if (!*arg) {
        chat_say(c, UI_ENTRY_ERROR,
                 "/rm takes the ID or the name of a conversation; "
                 "/sessions has them.");
        return;
    }
    char *path = conversation_find_saved(c->params.sessions_dir, arg, &err);
    if (!path) {
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
        return;
    }
    if (here && strcmp(here, path) == 0) {
        chat_say(c, UI_ENTRY_ERROR,
                 "You are in this conversation; /new leaves it first.");
        free(path);
        return;
    }
    const char *const rows[] = {"file", path, "d",
                                "delete it for good, with the model's state", NULL};
    free(c->remove_path);
    c->remove_path = path;
    chat_confirm(c, CONFIRM_REMOVE,
                 &(struct ui_question){.title = "Delete a conversation",
                                       .tool = arg,
                                       .rows = rows,
                                       .choices = choices});
}

void command_rm_answer(struct chat *c, char answer)
{
    struct error err = {0};
    if (answer != 'd')
        chat_say(c, UI_ENTRY_NOTICE, "Nothing was deleted.");
    else if (conversation_remove(c->remove_path, &err))
        chat_say(c, UI_ENTRY_NOTICE, "Deleted: %s", c->remove_path);
    else
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
    free(c->remove_path);
    c->remove_path = NULL;
}

static void add_entry(struct strbuf *b, const struct conversation_entry *e)
{
    char when[32] = "";
    time_t t = (time_t)(e->mtime_ms / 1000);
    struct tm tm;
    if (localtime_r(&t, &tm))
        strftime(when, sizeof(when), "%Y-%m-%d %H:%M", &tm);
    strbuf_addf(b, "  %s  %4d turns  %.26s  %s%s%s\n", when, e->n_turns, e->id,
                e->name ? e->name : "", e->name && *e->name ? "  " : "",
                e->title ? e->title : "");
}

void command_sessions(struct chat *c, const char *arg)
{
    struct error err = {0};
    int n = 0;
    if (!c->params.sessions_dir) {
        chat_say(c, UI_ENTRY_NOTICE, "Conversations are not kept here.");
        return;
    }
    struct conversation_entry *list = conversation_list(c->params.sessions_dir, &n, &err);
    if (!list && err.msg[0]) {
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
        return;
    }
    struct strbuf b = {0};
    for (int i = 0; list && i < n; i++)
        add_entry(&b, &list[i]);
    if (n == 0)
        strbuf_adds(&b, "  There are none yet.\n");
    strbuf_adds(&b, "\n  /load ID or /load name goes on with one; the start of an ID is "
                    "enough.\n");
    ui_page_show(c->ui, "Saved conversations", b.data);
    strbuf_finish(&b);
    conversation_list_free(list, n);
}

char **command_session_names(struct chat *c)
{
    struct error err = {0};
    int n = 0, k = 0;
    if (!c->params.sessions_dir)
        return NULL;
    struct conversation_entry *list = conversation_list(c->params.sessions_dir, &n, &err);
    char **names = xcalloc((size_t)n * 2 + 1, sizeof(*names));
    for (int i = 0; i < n; i++)
        if (list[i].name && *list[i].name)
            names[k++] = xstrdup(list[i].name);
    for (int i = 0; i < n; i++)
        names[k++] = xstrdup(list[i].id);
    conversation_list_free(list, n);
    return names;
}
