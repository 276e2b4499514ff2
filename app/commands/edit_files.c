#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/chat_impl.h"
#include "app/commands/commands.h"
#include "app/paths.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/text/template.h"

/* Templates and tools in the user's editor. Shipped files are not changed: the user's own
 * folder gets a copy, which comes first from then on. A text with a fault in it does not
 * become the file; it is kept beside it as a draft, so that the fault has a place that can
 * be looked at and the work is not lost, and the next edit goes on with it. */

enum {
    FILE_MAX = 4 << 20, /* bytes */
};

struct edited {
    char *path;  /* owned: what is in use now */
    char *dest;  /* owned: what it becomes; the same unless it is a shipped file */
    char *draft; /* owned */
};

static void edited_finish(struct edited *e)
{
    free(e->path);
    free(e->dest);
    free(e->draft);
}

static char *folder_of(const char *path)
{
    char *copy = xstrdup(path), *folder = xstrdup(dirname(copy));
    free(copy);
    return folder;
}

static bool same_folder(const char *a, const char *b)
{
    struct stat sa, sb;
    return stat(a, &sa) == 0 && stat(b, &sb) == 0 && sa.st_dev == sb.st_dev &&
           sa.st_ino == sb.st_ino;
}

/* `kind` is "templates" or "tools". Takes path. */
static struct edited place(char *path, const char *kind)
{
    char *rel = xasprintf("prompts/%s", kind), *ours = path_shipped(rel, NULL);
    char *folder = folder_of(path);
    struct edited e = {.path = path};
    if (ours && same_folder(folder, ours)) {
        char *own = path_config(kind), *copy = xstrdup(path);
        e.dest = path_join(own, basename(copy));
        /* A folder with nothing but a draft would hide the shipped one. */
        char *name = xasprintf("%s-%s.draft", kind, basename(copy));
        e.draft = path_config(name);
        free(name);
        free(own);
        free(copy);
    } else {
        e.dest = xstrdup(path);
        e.draft = xasprintf("%s.draft", e.dest);
    }
    free(rel);
    free(ours);
    free(folder);
    return e;
}

/* The user's text into the draft. False: nothing to do, or told. */
static bool edit_draft(struct chat *c, const struct edited *e)
{
    struct error err = {0};
    size_t len;
    bool again = file_exists(e->draft), ok = false;
    char *old = file_read(again ? e->draft : e->path, FILE_MAX, &len, &err);
    char *text = old ? ui_edit_text(c->ui, old, ".yaml", &err) : NULL;
    if (text) {
        /* The editor's file comes back without the newline at its end. */
        char *whole = xasprintf("%s\n", text);
        if (!again && strcmp(whole, old) == 0)
            chat_say(c, UI_ENTRY_NOTICE, "Nothing was changed.");
        else
            ok = dir_make_for(e->draft, &err) &&
                 file_write_atomic(e->draft, whole, strlen(whole), 0600, &err);
        free(whole);
    }
    if (err.msg[0])
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
    free(old);
    free(text);
    return ok;
}

static bool put_in_place(const struct edited *e, struct error *err)
{
    return dir_make_for(e->dest, err) &&
           (rename(e->draft, e->dest) == 0 || err_set(err, errno, "write %s", e->dest));
}

static void tell_fault(struct chat *c, const struct error *err, const char *command)
{
    chat_say(c, UI_ENTRY_ERROR,
             "%s. What was loaded before stays; /%s edit goes on with your text.",
             err->msg, command);
}

/* ---- templates ---- */

void command_template_edit(struct chat *c, const char *name)
{
    struct error err = {0};
    const char *now = engine_info(c->engine)->template_name;
    bool in_use = !*name || (now && strcmp(name, now) == 0);
    char *path = c->params.template_path
                     ? c->params.template_path(*name ? name : now, &err)
                     : NULL;
    if (!path) {
        chat_say(c, UI_ENTRY_ERROR, "%s",
                 err.msg[0] ? err.msg : "Templates cannot be changed here.");
        return;
    }
    struct edited e = place(path, "templates");
    if (edit_draft(c, &e)) {
        struct chat_template *t = template_load(e.draft, &err);
        bool ok = t && template_check(t, &err) && put_in_place(&e, &err);
        template_free(t);
        if (!ok)
            tell_fault(c, &err, "template");
        else if (in_use && !engine_set_template(c->engine, e.dest, &err))
            chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
        else
            chat_say(c, UI_ENTRY_NOTICE, "%s is written%s.", e.dest,
                     in_use ? " and in use" : "");
        if (ok && in_use)
            chat_count_context(c);
    }
    edited_finish(&e);
}

/* ---- tools ---- */

/* The user's folder takes the place of the shipped one, so it gets all that is there. */
static bool copy_shipped(const char *from, const char *to, struct error *err)
{
    struct dirent **list = NULL;
    int n = scandir(from, &list, NULL, alphasort);
    bool ok = (n >= 0 || err_set(err, errno, "read %s", from)) && dir_make(to, err);
    for (int i = 0; i < n; i++) {
        const char *name = list[i]->d_name, *dot = strrchr(name, '.');
        char *source = path_join(from, name), *dest = path_join(to, name);
        size_t len;
        if (ok && dot && strcmp(dot, ".yaml") == 0 && !file_exists(dest)) {
            char *text = file_read(source, FILE_MAX, &len, err);
            ok = text && file_write_atomic(dest, text, len, 0600, err);
            free(text);
        }
        free(source);
        free(dest);
        free(list[i]);
    }
    free(list);
    return ok;
}

/* All tools with the changed file among them: names must differ between files, too. */
static bool load_with(struct chat *c, const struct edited *e, struct error *err)
{
    char *folder = folder_of(e->dest), *old_path = c->tools_path;
    char *shipped_folder = folder_of(e->path);
    size_t len = 0;
    bool moved = strcmp(e->path, e->dest) != 0;
    bool ok = !moved || copy_shipped(shipped_folder, folder, err);
    char *old =
        ok && file_exists(e->dest) ? file_read(e->dest, FILE_MAX, &len, err) : NULL;
    struct stat st;
    bool is_file = stat(c->tools_path, &st) == 0 && !S_ISDIR(st.st_mode);
    c->tools_path = is_file ? xstrdup(e->dest) : xstrdup(folder);
    ok = ok && (old || !file_exists(e->dest)) && put_in_place(e, err);
    if (ok && !chat_load_tools(c, err)) {
        ok = false;
        struct error why = {0};
        if (rename(e->dest, e->draft) != 0 ||
            (old && !file_write_atomic(e->dest, old, len, 0600, &why)))
            chat_say(c, UI_ENTRY_ERROR, "%s could not be put back as it was.", e->dest);
    }
    if (ok) {
        free(old_path);
    } else {
        free(c->tools_path);
        c->tools_path = old_path;
    }
    free(shipped_folder);
    free(folder);
    free(old);
    return ok;
}

static char *tools_file(const struct chat *c, const char *name)
{
    struct stat st;
    if (stat(c->tools_path, &st) == 0 && !S_ISDIR(st.st_mode))
        return xstrdup(c->tools_path);
    char *file = xasprintf("%s.yaml", *name ? name : "default");
    char *path = path_join(c->tools_path, file);
    free(file);
    return path;
}

void command_tools_edit(struct chat *c, const char *name)
{
    struct error err = {0};
    if (c->state != CHAT_IDLE || !c->tools_path || strchr(name, '/')) {
        chat_say(c, UI_ENTRY_ERROR, "%s",
                 c->state != CHAT_IDLE ? "An answer is being written; tools are changed "
                                         "after it."
                 : c->tools_path       ? "/tools edit takes the name of a file of tools."
                                       : "There are no tools here.");
        return;
    }
    struct edited e = place(tools_file(c, name), "tools");
    if (edit_draft(c, &e)) {
        struct toolset *t = toolset_load(e.draft, &err);
        toolset_free(t);
        if (t && load_with(c, &e, &err)) {
            chat_show_flags(c);
            chat_say(c, UI_ENTRY_NOTICE, "%s is written, its tools are offered.", e.dest);
            chat_count_context(c);
        } else {
            tell_fault(c, &err, "tools");
        }
    }
    edited_finish(&e);
}
