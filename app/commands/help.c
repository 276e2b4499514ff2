#include "app/commands/commands.h"

#include <string.h>

#include "app/chat_impl.h"
#include "app/exit.h"
#include "core/base/strbuf.h"

static void add_command(struct strbuf *b, const struct command *cmd)
{
    struct strbuf left = {0};
    strbuf_addf(&left, "/%s%s%s", cmd->name, *cmd->args ? " " : "", cmd->args);
    strbuf_addf(b, "  %-30s %s\n", left.data, cmd->help);
    strbuf_finish(&left);
}

static void help_one(struct chat *c, const struct command *cmd)
{
    struct strbuf b = {0};
    add_command(&b, cmd);
    if (*cmd->aliases)
        strbuf_addf(&b, "\n  also: %s\n", cmd->aliases);
    ui_page_show(c->ui, cmd->name, b.data);
    strbuf_finish(&b);
}

void command_help(struct chat *c, const char *arg)
{
    if (*arg) {
        const char *name = arg[0] == '/' ? arg + 1 : arg;
        const struct command *cmd = command_find(name, (int)strlen(name));
        if (cmd)
            help_one(c, cmd);
        else
            chat_say(c, UI_ENTRY_ERROR, "There is no command /%.64s.", name);
        return;
    }
    struct strbuf b = {0};
    strbuf_adds(&b, "Commands\n\n");
    for (const struct command *cmd = commands; cmd->name; cmd++)
        add_command(&b, cmd);
    strbuf_adds(&b,
                "\n  //text                         a message that starts with a slash\n"
                "\nKeys\n\n");
    for (const struct ui_key_help *k = ui_key_table(); k->key; k++)
        strbuf_addf(&b, "  %-30s %s\n", k->key, k->what);
    ui_page_show(c->ui, "Help", b.data);
    strbuf_finish(&b);
}

void command_quit(struct chat *c, const char *arg)
{
    c->quit = true;
    c->exit_code = EXIT_OK;
}
