#include <stdlib.h>
#include <string.h>

#include "app/chat_impl.h"
#include "app/commands/commands.h"
#include "core/base/alloc.h"
#include "core/base/strbuf.h"

/* The tools of this chat, and what they may do in this session. */

char **command_tools_names(struct chat *c)
{
    static const char *const names[] = {"edit", NULL};
    return command_copy_names(names);
}

static const char *policy_text(const struct chat *c, int i)
{
    static const char *const policies[] = {"denied", "asks", "runs without asking"};
    const char *name = toolset_tool_name(c->tools, i);
    if (chat_tool_denied(c, name))
        return "denied by /deny";
    return chat_tool_allowed(c, name) ? "allowed by /allow"
                                      : policies[toolset_tool_policy(c->tools, i)];
}

void command_tools(struct chat *c, const char *arg)
{
    struct strbuf b = {0};
    if (command_edit_what(arg)) {
        command_tools_edit(c, command_edit_what(arg));
        return;
    }
    if (!c->tools || toolset_n(c->tools) == 0) {
        strbuf_adds(&b, "  The model is offered no tools.\n");
    } else {
        for (int i = 0; i < toolset_n(c->tools); i++)
            strbuf_addf(&b, "  %-16s %-20s %s\n", toolset_tool_name(c->tools, i),
                        policy_text(c, i), toolset_tool_description(c->tools, i));
        strbuf_addf(&b, "\n  sandbox: %s\n", tool_sandbox_name());
        if (strcmp(tool_sandbox_name(), "none") == 0)
            strbuf_adds(&b, "  Without a sandbox every program is asked about.\n");
        strbuf_addf(&b, "  said for this session: %d\n", c->n_grants);
        strbuf_adds(&b, "  /allow TOOL and /deny TOOL hold for this session.\n");
    }
    ui_page_show(c->ui, "Tools", b.data);
    strbuf_finish(&b);
}

char **command_tool_names(struct chat *c)
{
    int n = c->tools ? toolset_n(c->tools) : 0;
    char **out = xcalloc((size_t)n + 1, sizeof(*out));
    for (int i = 0; i < n; i++)
        out[i] = xstrdup(toolset_tool_name(c->tools, i));
    return out;
}

/* The tool of this name, or -1 after having said so. */
static int named(struct chat *c, const char *command, const char *name)
{
    int n = c->tools ? toolset_n(c->tools) : 0;
    for (int i = 0; i < n; i++)
        if (strcmp(toolset_tool_name(c->tools, i), name) == 0)
            return i;
    if (*name)
        chat_say(c, UI_ENTRY_ERROR, "There is no tool '%s'; /tools has their names.",
                 name);
    else
        chat_say(c, UI_ENTRY_ERROR, "/%s takes the name of a tool; /tools has them.",
                 command);
    return -1;
}

void command_allow(struct chat *c, const char *arg)
{
    int i = named(c, "allow", arg);
    if (i < 0)
        return;
    if (toolset_tool_policy(c->tools, i) == TOOL_DENY) {
        chat_say(c, UI_ENTRY_ERROR, "%s is denied by its file; /tools edit changes that.",
                 arg);
        return;
    }
    if (!toolset_tool_may_allow(c->tools, i)) {
        chat_say(c, UI_ENTRY_ERROR,
                 "%s is asked about each time: only what neither writes nor uses the "
                 "network, is no shell and is kept in by a sandbox can be allowed.",
                 arg);
        return;
    }
    chat_tool_permit(c, arg, true);
    chat_say(c, UI_ENTRY_NOTICE,
             "%s runs without a question in this session, whatever its arguments.", arg);
}

void command_deny(struct chat *c, const char *arg)
{
    if (named(c, "deny", arg) < 0)
        return;
    chat_tool_permit(c, arg, false);
    chat_say(c, UI_ENTRY_NOTICE, "%s does not run in this session; /allow takes it back.",
             arg);
}
