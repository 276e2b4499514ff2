#include "tests/app/chat_script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/paths.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/scratch.h"

struct conversation *conv;
struct chat *chat;
static char *folder;

const char *script_folder(void)
{
    if (!folder)
        folder = scratch_folder("test");
    return folder;
}

static char *template_path(const char *name, struct error *err)
{
    char *rel = xasprintf("prompts/templates/%s.yaml", name);
    char *path = path_data(rel, err);
    free(rel);
    return path;
}

int play_with(const struct script *how, const char *const *script,
              const struct fake_reply *replies, int n)
{
    struct error err = {0};
    chat_destroy(chat);
    chat = NULL;
    fake_engine_start(replies, n);
    fake_ui_start(script);
    char *sessions =
        how->sessions ? xstrdup(how->sessions) : path_join(script_folder(), "sessions");
    char *tools = how->tools_folder
                      ? xstrdup(how->tools_folder)
                      : path_join(getenv("FLASHMOE_SOURCE"), "prompts/tools");
    conv = conversation_create(sessions, "fake", "fake");
    conversation_set_system(conv, "Be kind.", &err);
    chat =
        chat_create(&(struct chat_params){.ui = fake_ui(),
                                          .engine = fake_engine(),
                                          .conversation = conv,
                                          .sessions_dir = sessions,
                                          .tools_path = tools,
                                          .tools_mode = how->tools,
                                          .clipboard_cmd = how->clipboard_cmd,
                                          .template_path = template_path,
                                          .snapshot_bytes_max = how->snapshot_bytes_max,
                                          .max_tok = 100},
                    &err);
    if (!chat)
        fail_msg("%s", err.msg);
    int code = chat_run(chat, &err);
    if (code < 0)
        fail_msg("%s", err.msg);
    free(sessions);
    free(tools);
    return code;
}

int play(const char *const *script, const struct fake_reply *replies, int n)
{
    return play_with(&(struct script){0}, script, replies, n);
}

int script_clean(void **state)
{
    chat_destroy(chat);
    chat = NULL;
    fake_ui_finish();
    fake_engine_finish();
    scratch_remove(folder);
    folder = NULL;
    return 0;
}

void contains(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in:\n%s", part, text);
}

void lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("'%s' is in:\n%s", part, text);
}
