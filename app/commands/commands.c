#include "app/commands/commands.h"

#include <stdlib.h>
#include <string.h>

#include "app/chat_attach.h"
#include "app/chat_impl.h"
#include "core/base/alloc.h"
#include "core/base/word.h"

const struct command commands[] = {
    {"help", "?", "[command]", "commands and keys, or one command", true, command_help,
     NULL},
    {"new", "clear", "[name]", "a new conversation; this one stays saved", false,
     command_new, NULL},
    {"save", "rename", "[name]", "name this conversation; turns are saved as they come",
     false, command_save, NULL},
    {"load", "resume", "ID|name", "go on with a saved conversation", false, command_load,
     command_session_names},
    {"rm", "", "ID|name", "delete a saved conversation, after a question", false,
     command_rm, command_session_names},
    {"sessions", "", "", "the saved conversations, newest first", true, command_sessions,
     NULL},
    {"find", "search", "[text]",
     "look for a text in this conversation; n and N go on, Esc ends", true,
     command_find_text, NULL},
    {"copy", "", "[N] [code]", "an answer, a turn N, or its last code to the clipboard",
     true, command_copy, command_copy_words},
    {"read", "file", "FILE",
     "a file's text into the message; @FILE in a message does the same", true,
     command_read, NULL},
    {"export", "", "[md|json|txt] [FILE]",
     "this branch as a document; also --redact-thinking, --overwrite", true,
     command_export, command_export_words},
    {"system", "", "[text|edit]", "show, set or edit the system prompt", false,
     command_system, NULL},
    {"edit", "", "[N]",
     "change turn N (your last one), yours or the model's; both are kept", false,
     command_edit, NULL},
    {"branch", "fork", "[N]", "go on beside your turn N, or after the model's", false,
     command_branch, NULL},
    {"tree", "turns", "[ascii]", "all turns with their numbers, and where you are", true,
     command_tree, NULL},
    {"goto", "", "N|next|prev|end|start",
     "go to a turn or another branch; nothing is lost", false, command_goto,
     command_goto_names},
    {"regen", "retry", "[seed N]", "answer again; the old answer is kept", false,
     command_regen, NULL},
    {"undo", "", "", "take back the last message and its answer; both are kept", false,
     command_undo, NULL},
    {"continue", "", "", "go on with an answer that was cut", false, command_continue,
     NULL},
    {"set", "", "[key value]", "show or change how tokens are chosen", true, command_set,
     command_set_names},
    {"think", "", "on|off|show|hide", "let the model think, or only show its thinking",
     true, command_think, command_think_names},
    {"tools", "", "[edit [file]]",
     "the tools that the model is offered, or their file in the editor", true,
     command_tools, command_tools_names},
    {"allow", "", "TOOL", "let a tool run without a question, for this session", true,
     command_allow, command_tool_names},
    {"deny", "", "TOOL", "do not let a tool run, for this session", true, command_deny,
     command_tool_names},
    {"template", "", "[name|edit [name]]", "show, change or edit the chat template",
     false, command_template, command_template_names},
    {"stats", "", "[json]", "speed, experts and memory in numbers", true, command_stats,
     NULL},
    {"layers", "", "", "the page of layers, as F3", true, command_layers, NULL},
    {"telemetry", "panels", "on|compact|off|auto", "the panels, as F2", true,
     command_telemetry, command_telemetry_names},
    {"model", "models", "[PATH|stop]",
     "the models that are here, or another, packed first if need be", true, command_model,
     command_model_names},
    {"info", "show", "", "the model and how it runs", true, command_info, NULL},
    {"drop", "", "N[-M]", "leave turns out of what the model reads", false, command_drop,
     NULL},
    {"keep", "", "N[-M]", "let the model read them again", false, command_keep, NULL},
    {"compact", "compress summarize", "[N|undo]",
     "a summary in place of the turns up to N (all); you see it first", false,
     command_compact, NULL},
    {"context", "", "", "how full the context is", true, command_context, NULL},
    {"tokens", "", "", "the tokens of this conversation, as rendered", false,
     command_tokens, NULL},
    {"reload", "", "", "read template and tools again", false, command_reload, NULL},
    {"quit", "exit bye q", "", "leave; everything is saved", true, command_quit, NULL},
    {NULL, NULL, NULL, NULL, false, NULL, NULL},
};

static bool is_alias(const struct command *c, const char *name, size_t len)
{
    for (const char *a = c->aliases; *a;) {
        size_t n = strcspn(a, " ");
        if (n == len && strncmp(a, name, n) == 0)
            return true;
        a += n + strspn(a + n, " ");
    }
    return false;
}

const struct command *command_find(const char *name, int len)
{
    size_t n = (size_t)len;
    for (const struct command *c = commands; c->name; c++)
        if ((strlen(c->name) == n && strncmp(c->name, name, n) == 0) ||
            is_alias(c, name, n))
            return c;
    return NULL;
}

const char *command_nearest(const char *name)
{
    const char *best = NULL;
    int best_d = 3; /* more than two edits is another word */
    for (const struct command *c = commands; c->name; c++) {
        int d = word_distance(name, c->name);
        if (strlen(name) >= 2 && strncmp(c->name, name, strlen(name)) == 0)
            d = 1;
        if (d < best_d) {
            best_d = d;
            best = c->name;
        }
    }
    return best;
}

void command_run(struct chat *c, const char *line)
{
    const char *name = line + 1;
    size_t n = strcspn(name, " \t\n");
    const char *rest = name + n + strspn(name + n, " \t\n");
    size_t n_rest = strlen(rest);
    while (n_rest && strchr(" \t\n", rest[n_rest - 1]))
        n_rest--;

    const struct command *cmd = n < 64 ? command_find(name, (int)n) : NULL;
    char *word = xstrndup(name, n < 64 ? n : 64), *arg = xstrndup(rest, n_rest);
    if (!cmd) {
        const char *near = command_nearest(word);
        chat_say(
            c, UI_ENTRY_ERROR,
            "There is no command /%s%s%s%s A message that starts with a slash is written "
            "with two.",
            word, near ? ". Did you mean /" : "", near ? near : "", near ? "?" : ".");
        ui_input_set(c->ui, line);
    } else if (c->state != CHAT_IDLE && !cmd->while_busy) {
        ui_input_set(c->ui, line);
        ui_set_status(c->ui, "still answering: Esc stops");
    } else {
        cmd->run(c, arg);
    }
    free(word);
    free(arg);
}

/* ---- completion ---- */

char **command_copy_names(const char *const *names)
{
    size_t n = 0;
    while (names[n])
        n++;
    char **out = xcalloc(n + 1, sizeof(*out));
    for (size_t i = 0; i < n; i++)
        out[i] = xstrdup(names[i]);
    return out;
}

struct candidates {
    char **v;
    size_t n;
};

static void add(struct candidates *l, char *taken)
{
    l->v = xreallocarray(l->v, l->n + 2, sizeof(*l->v));
    l->v[l->n++] = taken;
    l->v[l->n] = NULL;
}

static char **complete_argument(struct chat *c, const struct command *cmd,
                                const char *prefix)
{
    struct candidates out = {0};
    char **all = cmd->complete ? cmd->complete(c) : NULL;
    for (char **s = all; s && *s; s++) {
        if (strncmp(*s, prefix, strlen(prefix)) == 0)
            add(&out, *s);
        else
            free(*s);
    }
    free(all);
    return out.v;
}

/* The last word, when it is "@" and the begin of a path. */
static char **complete_file(const char *line, size_t *start)
{
    size_t at = strlen(line);
    while (at > 0 && !strchr(" \t\n", line[at - 1]))
        at--;
    if (line[at] != '@')
        return NULL;
    *start = at + 1;
    return attach_candidates(line + at + 1);
}

char **chat_complete(void *chat, const char *line, size_t *start)
{
    struct chat *c = chat;
    if (line[0] != '/' || line[1] == '/')
        return complete_file(line, start);
    size_t n = strcspn(line + 1, " ");
    if (line[1 + n]) {
        const struct command *cmd = n < 64 ? command_find(line + 1, (int)n) : NULL;
        size_t at = 1 + n + strspn(line + 1 + n, " ");
        if (!cmd || !c || strchr(line + at, ' '))
            return NULL;
        if (cmd->run == command_read) {
            *start = at;
            return attach_candidates(line + at);
        }
        *start = at;
        return complete_argument(c, cmd, line + at);
    }
    struct candidates out = {0};
    for (const struct command *cmd = commands; cmd->name; cmd++)
        if (strncmp(cmd->name, line + 1, n) == 0)
            add(&out, xasprintf("/%s", cmd->name));
    *start = 0;
    return out.v;
}
