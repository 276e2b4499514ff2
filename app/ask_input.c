#include "app/ask_input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "core/text/utf8.h"

enum {
    MAX_INPUT_BYTES = 64 << 20
};

/* Joins checked text to what is there. Newlines at the end of a part give way to the blank
 * line. */
static bool add_part(struct strbuf *all, const char *what, const char *text, size_t len,
                     struct error *err)
{
    const char *nul = len ? memchr(text, '\0', len) : NULL;
    if (nul)
        return err_set(err, 0, "%s: NUL byte at offset %zu", what, (size_t)(nul - text));
    long bad = len ? utf8_check(text, len) : -1;
    if (bad >= 0)
        return err_set(err, 0, "%s: not UTF-8 at offset %ld", what, bad);
    while (len && (text[len - 1] == '\n' || text[len - 1] == '\r'))
        len--;
    if (!len)
        return true;
    if (all->len)
        strbuf_adds(all, "\n\n");
    strbuf_add(all, text, len);
    return true;
}

static bool add_file(struct strbuf *all, const char *path, struct error *err)
{
    size_t len;
    char *text = file_read(path, MAX_INPUT_BYTES, &len, err);
    bool ok = text && add_part(all, path, text, len, err);
    free(text);
    return ok;
}

static bool add_stdin(struct strbuf *all, struct error *err)
{
    struct strbuf piped = {0};
    bool ok = fd_read_all(STDIN_FILENO, "standard input", MAX_INPUT_BYTES, &piped, err) &&
              add_part(all, "standard input", piped.data, piped.len, err);
    strbuf_finish(&piped);
    return ok;
}

char *ask_input_text(const struct ask_input *in, struct error *err)
{
    struct strbuf all = {0};
    int n_dashes = 0;
    for (int i = 0; i < in->n_files; i++)
        n_dashes += strcmp(in->files[i], "-") == 0;
    bool ok = n_dashes < 2 || err_set(err, 0, "standard input (-) can be read only once");
    if (ok && in->use_stdin && n_dashes == 0)
        ok = add_stdin(&all, err);
    for (int i = 0; ok && i < in->n_files; i++)
        ok = strcmp(in->files[i], "-") == 0 ? add_stdin(&all, err)
                                            : add_file(&all, in->files[i], err);
    if (ok && in->prompt)
        ok = add_part(&all, "prompt", in->prompt, strlen(in->prompt), err);
    if (ok)
        return strbuf_take(&all);
    strbuf_finish(&all);
    return NULL;
}
