#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/chat_attach.h"
#include "app/chat_impl.h"
#include "app/clipboard.h"
#include "app/commands/commands.h"
#include "app/export.h"
#include "app/fence.h"
#include "app/paths.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"

/* Out of the chat: to the clipboard and into files. What goes out is the source of the
 * text, never the wrapped lines of the screen. */

/* ---- /copy ---- */

/* The last fenced block of a Markdown text, byte for byte (a parser would make spaces of
 * tabs); owned, NULL when there is none. An open fence goes to the end. */
static char *last_code(const char *text)
{
    struct strbuf code = {0};
    struct fence fence = {0};
    bool any = false;
    for (const char *line = text; *line;) {
        size_t len = strcspn(line, "\n"), skip = strspn(line, " ");
        switch (fence_next(&fence, line, len)) {
        case FENCE_OPENS:
            strbuf_clear(&code);
            any = true;
            break;
        case FENCE_INSIDE:
            skip = skip < fence.indent ? skip : fence.indent;
            strbuf_add(&code, line + skip, len - skip);
            strbuf_addc(&code, '\n');
            break;
        default: break;
        }
        line += len + (line[len] == '\n');
    }
    if (any)
        return strbuf_take(&code);
    strbuf_finish(&code);
    return NULL;
}

static bool to_clipboard(struct chat *c, const char *text, struct error *err)
{
    if (c->params.clipboard_cmd)
        return clipboard_run(c->params.clipboard_cmd, text, strlen(text), err);
    if (ui_copy(c->ui, text, strlen(text), err))
        return true;
    struct error why = *err;
    return err_set(err, 0,
                   "Not copied: %.200s. /export writes a file, and --clipboard-cmd has "
                   "no limit.",
                   why.msg);
}

/* The turn that is meant, and its words; -1: told. */
static int source(struct chat *c, const char *arg, bool *code)
{
    struct error err = {0};
    size_t n = strcspn(arg, " ");
    *code = strcmp(arg, "code") == 0 || strcmp(arg + n, " code") == 0;
    char *word = *code && n == strlen(arg) ? xstrdup("") : xstrndup(arg, n);
    int turn = *word ? chat_find_turn(c, word, &err) : chat_last_turn(c, ROLE_ASSISTANT);
    if (turn < 0)
        chat_say(c, UI_ENTRY_ERROR, "%s", *word ? err.msg : "There is no answer yet.");
    else if (arg[n] && !*code) {
        chat_say(c, UI_ENTRY_ERROR, "/copy takes the number of a turn, code, or both");
        turn = -1;
    }
    free(word);
    return turn;
}

void command_copy(struct chat *c, const char *arg)
{
    struct error err = {0};
    bool code;
    int turn = source(c, arg, &code);
    if (turn < 0)
        return;
    const char *content = conversation_turn(c->conv, turn)->message.content;
    char *text =
        code ? last_code(content ? content : "") : xstrdup(content ? content : "");
    if (!text || !*text)
        chat_say(c, UI_ENTRY_ERROR, "There is no %s in turn %d.", code ? "code" : "text",
                 turn + 1);
    else if (!to_clipboard(c, text, &err))
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
    else
        chat_say(c, UI_ENTRY_NOTICE, "%s turn %d: %zu bytes%s.",
                 code ? "The last code of" : "Copied", turn + 1, strlen(text),
                 c->params.clipboard_cmd
                     ? ""
                     : " given to the terminal; if its clipboard stays "
                       "as it was, --clipboard-cmd is the way");
    free(text);
}

char **command_copy_words(struct chat *c)
{
    static const char *const names[] = {"code", NULL};
    return command_copy_names(names);
}

/* ---- /export ---- */

struct target {
    enum export_format format;
    bool has_format, redact, overwrite;
    const char *file; /* borrowed; "" for none */
};

static bool take_word(struct target *t, const char *word, struct error *err)
{
    if (strcmp(word, "--redact-thinking") == 0)
        t->redact = true;
    else if (strcmp(word, "--overwrite") == 0)
        t->overwrite = true;
    else if (strncmp(word, "--", 2) == 0)
        return err_set(err, 0, "/export knows --redact-thinking and --overwrite, not %s",
                       word);
    return true;
}

/* [md|json|txt] [--redact-thinking] [--overwrite] [FILE]; a file's name may have spaces. */
static bool parse_target(struct target *t, const char *arg, struct error *err)
{
    for (;;) {
        size_t n = strcspn(arg, " ");
        char *word = xstrndup(arg, n);
        bool format = !t->has_format && export_format_from_name(word, &t->format);
        bool option = strncmp(word, "--", 2) == 0;
        bool ok = take_word(t, word, err);
        free(word);
        if (!ok)
            return false;
        if (!format && !option)
            break;
        t->has_format |= format;
        arg += n + strspn(arg + n, " ");
    }
    t->file = arg;
    const char *dot = strrchr(arg, '.');
    if (!t->has_format && dot)
        t->has_format = export_format_from_name(dot + 1, &t->format);
    return true;
}

static char *target_path(const struct chat *c, const struct target *t)
{
    static const char *const endings[] = {"md", "json", "txt"};
    if (!*t->file)
        return xasprintf("flashmoe-%s.%s", conversation_id(c->conv), endings[t->format]);
    return path_tilde(t->file);
}

void command_export(struct chat *c, const char *arg)
{
    struct error err = {0};
    struct target t = {.format = EXPORT_MD};
    if (!parse_target(&t, arg, &err)) {
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
        return;
    }
    if (conversation_head(c->conv) < 0) {
        chat_say(c, UI_ENTRY_ERROR, "There is nothing to export yet.");
        return;
    }
    struct strbuf text = {0};
    export_conversation(c->conv, t.format, !t.redact, &text);
    char *path = target_path(c, &t);
    if (export_write(path, &text, t.overwrite, &err))
        chat_say(c, UI_ENTRY_NOTICE, "Written to %s, %zu bytes%s.", path, text.len,
                 t.redact ? ", without thinking" : "");
    else if (err.code == EEXIST)
        chat_say(c, UI_ENTRY_ERROR,
                 "%s is there already; /export --overwrite replaces it.", path);
    else
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
    free(path);
    strbuf_finish(&text);
}

char **command_export_words(struct chat *c)
{
    static const char *const names[] = {"md",          "json", "txt", "--redact-thinking",
                                        "--overwrite", NULL};
    return command_copy_names(names);
}

/* ---- /read: in, and not out ---- */

void command_read(struct chat *c, const char *arg)
{
    struct error err = {0};
    if (!*arg) {
        chat_say(c, UI_ENTRY_ERROR, "/read takes the name of a file.");
        return;
    }
    char *block = attach_block(arg, &err);
    if (!block) {
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
        return;
    }
    char *text = xasprintf("%s\n\n", block);
    chat_input_message(c, text);
    free(text);
    free(block);
}
