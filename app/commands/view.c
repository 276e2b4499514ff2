#include <string.h>

#include "app/chat_impl.h"
#include "app/commands/commands.h"

/* What the screen shows of the conversation and of the machine. */

void command_find_text(struct chat *c, const char *arg)
{
    int n = ui_find(c->ui, arg);
    if (n == 0 && *arg)
        ui_set_status(c->ui, "not in this conversation; /sessions and 'flashmoe sessions "
                             "search' have the others");
    else
        ui_set_status(c->ui, NULL);
}

void command_layers(struct chat *c, const char *arg)
{
    ui_layers_show(c->ui);
}

void command_telemetry(struct chat *c, const char *arg)
{
    const char *mode = strcmp(arg, "on") == 0 ? "full" : arg;
    if (!ui_set_panels(c->ui, mode))
        chat_say(c, UI_ENTRY_ERROR,
                 "/telemetry takes on (or full), compact, off or auto.");
}

char **command_telemetry_names(struct chat *c)
{
    static const char *const names[] = {"auto", "compact", "full", "off", "on", NULL};
    return command_copy_names(names);
}
