#include "app/chat_attach.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/fence.h"
#include "app/paths.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "core/text/utf8.h"

enum {
    CANDIDATES_MAX = 200,
};

static bool is_text(const char *path, const char *bytes, size_t len, struct error *err)
{
    if (memchr(bytes, '\0', len))
        return err_set(err, 0, "%s is no text: it has a NUL byte", path);
    long bad = utf8_check(bytes, len);
    if (bad >= 0)
        return err_set(err, 0, "%s is no UTF-8 at offset %ld", path, bad);
    return true;
}

/* Backticks in a row, the most that there are. */
static size_t longest_fence(const char *text)
{
    size_t most = 0;
    for (const char *s = strchr(text, '`'); s; s = strchr(s, '`')) {
        size_t n = strspn(s, "`");
        most = n > most ? n : most;
        s += n;
    }
    return most;
}

/* What stands before the text of a file. */
static char *heading(const char *path)
{
    return xasprintf("`%s`:\n```", path);
}

char *attach_block(const char *path, struct error *err)
{
    struct stat st;
    size_t len = 0;
    char *real = path_tilde(path), *bytes = NULL;
    if (stat(real, &st) == 0 && !S_ISREG(st.st_mode))
        err_set(err, 0, "%s is no file of text", path);
    else
        bytes = file_read(real, ATTACH_BYTES_MAX, &len, err);
    free(real);
    if (bytes && !is_text(path, bytes, len, err)) {
        free(bytes);
        bytes = NULL;
    }
    if (!bytes)
        return NULL;
    struct strbuf b = {0};
    char *head = heading(path);
    strbuf_adds(&b, head);
    size_t fence = longest_fence(bytes);
    for (size_t i = 3; i <= fence; i++)
        strbuf_addc(&b, '`');
    strbuf_addc(&b, '\n');
    strbuf_add(&b, bytes, len);
    if (len > 0 && bytes[len - 1] != '\n')
        strbuf_addc(&b, '\n');
    for (size_t i = 0; i < (fence < 3 ? 3 : fence + 1); i++)
        strbuf_addc(&b, '`');
    free(head);
    free(bytes);
    return strbuf_take(&b);
}

/* The word as a path of something that is there and no folder; the end of a sentence may
 * stand behind it. Owned, NULL: it names nothing. */
static char *named_file(const char *word, size_t len)
{
    for (; len > 0; len--) {
        char *path = xstrndup(word, len), *real = path_tilde(path);
        struct stat st;
        bool there = stat(real, &st) == 0 && !S_ISDIR(st.st_mode);
        free(real);
        if (there)
            return path;
        free(path);
        if (!strchr(".,;:!?)\"'", word[len - 1]))
            break;
    }
    return NULL;
}

/* The files that have their block. */
struct attached {
    char **paths; /* owned */
    size_t n;
};

static bool is_attached(const struct attached *a, const char *path)
{
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->paths[i], path) == 0)
            return true;
    return false;
}

/* Takes the path. */
static void note(struct attached *a, char *path)
{
    a->paths = xreallocarray(a->paths, a->n + 1, sizeof(*a->paths));
    a->paths[a->n++] = path;
}

/* The blocks that a text has already: a name alone on the line before a fence. What only
 * looks like one within another block is none. */
static void note_blocks(struct attached *a, const char *text)
{
    struct fence fence = {0};
    const char *before = "";
    size_t n_before = 0;
    for (const char *line = text; *line;) {
        size_t len = strcspn(line, "\n");
        bool named = n_before > 3 && before[0] == '`' &&
                     strncmp(before + n_before - 2, "`:", 2) == 0;
        if (fence_next(&fence, line, len) == FENCE_OPENS && named)
            note(a, xstrndup(before + 1, n_before - 3));
        before = line;
        n_before = len;
        line += len + (line[len] == '\n');
    }
}

/* Adds the blocks of the files that the line names. */
static bool attach_line(struct strbuf *out, struct attached *a, const char *line,
                        size_t n_line, struct error *err)
{
    for (const char *s = line, *end = line + n_line; s < end;) {
        size_t len = strcspn(s, " \t\n");
        char *path = *s == '@' && len > 1 ? named_file(s + 1, len - 1) : NULL;
        s += len + strspn(s + len, " \t");
        if (!path || is_attached(a, path)) {
            free(path);
            continue;
        }
        char *block = attach_block(path, err);
        note(a, path);
        if (!block)
            return false;
        strbuf_addf(out, "\n\n%s", block);
        free(block);
    }
    return true;
}

char *attach_files(const char *text, struct error *err)
{
    struct strbuf out = {0};
    struct attached done = {0};
    struct fence fence = {0};
    bool ok = true;
    strbuf_adds(&out, text);
    note_blocks(&done, text);
    for (const char *line = text; ok && *line;) {
        size_t len = strcspn(line, "\n");
        if (fence_next(&fence, line, len) == FENCE_OUTSIDE)
            ok = attach_line(&out, &done, line, len, err);
        line += len + (line[len] == '\n');
    }
    for (size_t i = 0; i < done.n; i++)
        free(done.paths[i]);
    free(done.paths);
    if (ok)
        return strbuf_take(&out);
    strbuf_finish(&out);
    return NULL;
}

char **attach_candidates(const char *prefix)
{
    const char *slash = strrchr(prefix, '/');
    const char *base = slash ? slash + 1 : prefix;
    char *folder = slash ? xstrndup(prefix, (size_t)(slash - prefix) + 1) : xstrdup("");
    char *real = path_tilde(*folder ? folder : ".");
    struct dirent **list = NULL;
    int n = scandir(real, &list, NULL, alphasort), k = 0;
    char **out = n > 0 ? xcalloc(CANDIDATES_MAX + 1, sizeof(*out)) : NULL;
    for (int i = 0; i < n; i++) {
        const char *name = list[i]->d_name;
        bool dots = strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
        if (!dots && (*name != '.' || *base == '.') && !strpbrk(name, " \t\n") &&
            strncmp(name, base, strlen(base)) == 0 && k < CANDIDATES_MAX)
        {
            struct stat st;
            char *path = path_join(real, name);
            bool is_folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
            free(path);
            out[k++] = xasprintf("%s%s%s", folder, name, is_folder ? "/" : "");
        }
        free(list[i]);
    }
    free(list);
    free(real);
    free(folder);
    if (k > 0)
        return out;
    free(out);
    return NULL;
}
