#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>
#include <utf8proc.h>

#include "app/conversation.h"
#include "app/exit.h"
#include "app/export.h"
#include "app/paths.h"
#include "app/programs/programs.h"
#include "app/terminal_text.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"

/* flashmoe sessions: the saved conversations. Only fork and rm change anything. */

enum {
    KEY_JSON = 0x100,
    KEY_NAMES,
    KEY_REDACT,
    SNIPPET_BYTES = 120,
};

struct args {
    const char *words[3];
    int n;
    const char *output;
    enum export_format format;
    bool json, names, redact, yes;
};

static const struct argp_option options[] = {
    {"format", 'f', "md|json|txt", 0, "export: as what (default: md)", 0},
    {"output", 'o', "FILE", 0, "export: write FILE, which must not exist yet", 0},
    {"redact-thinking", KEY_REDACT, NULL, 0, "show, export: leave the thinking out", 0},
    {"json", KEY_JSON, NULL, 0, "list: one JSON array", 0},
    {"names", KEY_NAMES, NULL, 0, "list: names and ids alone, one a line", 0},
    {"yes", 'y', NULL, 0, "rm: without a question", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct args *a = state->input;
    switch (key) {
    case 'f':
        if (!export_format_from_name(arg, &a->format))
            argp_error(state, "--format is md, json or txt, not '%s'", arg);
        return 0;
    case 'o': a->output = arg; return 0;
    case 'y': a->yes = true; return 0;
    case KEY_REDACT: a->redact = true; return 0;
    case KEY_JSON: a->json = true; return 0;
    case KEY_NAMES: a->names = true; return 0;
    case ARGP_KEY_ARG:
        if (a->n == 3)
            argp_error(state, "too many arguments");
        a->words[a->n++] = arg;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "list, show, search, export, fork or rm is needed");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse,
    "list\nshow ID|NAME\nsearch TEXT\nexport ID|NAME\nfork ID|NAME [NEW-NAME]\nrm "
    "ID|NAME",
    "The saved conversations: list, read, search, export, copy or delete them.\v"
    "The start of an ID is enough while no other begins like it. show and export take a "
    "path, too. search looks at all branches, in any case of letters, and ends with 1 "
    "when nothing is found. fork writes the branch that stands as a conversation of its "
    "own "
    "and prints its id. The format of the files is in flashmoe-session(5).\n\n"
    "Examples:\n"
    "  flashmoe sessions list\n"
    "  flashmoe sessions export 01KB -f md -o talk.md\n"
    "  flashmoe sessions fork talk 'another end'\n"
    "  flashmoe sessions rm 'old talk'\n",
    NULL,
    NULL,
    NULL};

static int complain(const struct error *err, int code)
{
    fprintf(stderr, "flashmoe: %s\n", err->msg);
    return code;
}

static json_t *entry_json(const struct conversation_entry *e)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:I, s:i}", "id", e->id, "name", e->name,
                     "title", e->title, "path", e->path, "modified_ms",
                     (json_int_t)e->mtime_ms, "turns", e->n_turns);
}

static void print_entry(const struct conversation_entry *e)
{
    char when[32] = "";
    time_t t = (time_t)(e->mtime_ms / 1000);
    struct tm tm;
    if (localtime_r(&t, &tm))
        strftime(when, sizeof(when), "%Y-%m-%d %H:%M", &tm);
    char turns[16] = "?";
    if (e->n_turns >= 0)
        snprintf(turns, sizeof(turns), "%d%s", e->n_turns, e->partial ? "+" : "");
    char *line = xasprintf("%s  %5s  %s  %s%s%s\n", when, turns, e->id, e->name,
                           *e->name ? ": " : "", e->title);
    terminal_put(stdout, line);
    free(line);
}

static void print_names(const struct conversation_entry *e)
{
    char *line = xasprintf("%s%s%s\n", e->name, *e->name ? "\n" : "", e->id);
    terminal_put(stdout, line);
    free(line);
}

static int list(const struct args *a, const char *dir, struct error *err)
{
    int n;
    struct conversation_entry *all = conversation_list(dir, &n, err);
    if (!all)
        return complain(err, EXIT_RUNTIME);
    json_t *array = a->json ? json_array() : NULL;
    for (int i = 0; i < n; i++) {
        if (array)
            json_array_append_new(array, entry_json(&all[i]));
        else if (a->names)
            print_names(&all[i]);
        else
            print_entry(&all[i]);
    }
    if (array) {
        json_dumpf(array, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(array);
    }
    conversation_list_free(all, n);
    return EXIT_OK;
}

static struct conversation *read_one(const char *dir, const char *what, struct error *err)
{
    struct conversation *c = conversation_read(dir, what, err);
    if (c && *conversation_warning(c))
        fprintf(stderr, "flashmoe: %s\n", conversation_warning(c));
    return c;
}

static int show(const struct args *a, const char *dir, struct error *err)
{
    struct conversation *c = read_one(dir, a->words[1], err);
    if (!c)
        return complain(err, EXIT_RUNTIME);
    struct strbuf text = {0};
    export_conversation(c, EXPORT_TXT, !a->redact, &text);
    terminal_put(stdout, text.data ? text.data : "");
    strbuf_finish(&text);
    conversation_free(c);
    return EXIT_OK;
}

static int export(const struct args *a, const char *dir, struct error *err)
{
    struct conversation *c = read_one(dir, a->words[1], err);
    if (!c)
        return complain(err, EXIT_RUNTIME);
    struct strbuf text = {0};
    bool ok = true;
    export_conversation(c, a->format, !a->redact, &text);
    if (a->output && strcmp(a->output, "-") != 0)
        ok = export_write(a->output, &text, false, err);
    else
        terminal_put(stdout, text.data ? text.data : "");
    strbuf_finish(&text);
    conversation_free(c);
    return ok ? EXIT_OK : complain(err, EXIT_RUNTIME);
}

/* Text as it is compared: letters of any case are the same. Owned; NULL when it is no
 * UTF-8. */
static char *folded(const char *text)
{
    return (char *)utf8proc_NFKC_Casefold((const utf8proc_uint8_t *)text);
}

static bool contains(const char *text, const char *needle)
{
    char *f = folded(text);
    bool found = f && strstr(f, needle);
    free(f);
    return found;
}

/* The lines of a text that have the needle in them. */
static int search_text(const char *id, const char *role, const char *text,
                       const char *needle)
{
    int n = 0;
    if (!text || !contains(text, needle))
        return 0;
    for (const char *line = text; *line;) {
        size_t len = strcspn(line, "\n");
        char *copy = xstrndup(line, len);
        if (contains(copy, needle)) {
            /* Cut between characters. */
            size_t end = strlen(copy);
            if (end > SNIPPET_BYTES) {
                end = SNIPPET_BYTES;
                while (end && ((unsigned char)copy[end] & 0xc0) == 0x80)
                    end--;
            }
            char *out = xasprintf("%s  %s: %.*s%s\n", id, role, (int)end, copy,
                                  copy[end] ? "..." : "");
            terminal_put(stdout, out);
            free(out);
            n++;
        }
        free(copy);
        line += len + (line[len] == '\n');
    }
    return n;
}

static int search_one(const char *dir, const struct conversation_entry *e,
                      const char *needle)
{
    struct error err = {0};
    struct conversation *c = conversation_read(dir, e->path, &err);
    if (!c) {
        complain(&err, EXIT_RUNTIME);
        return 0;
    }
    int n = contains(e->name, needle) ? 1 : 0;
    if (n)
        print_entry(e);
    n += search_text(e->id, "system", conversation_system(c), needle);
    for (int i = 0; i < conversation_n_turns(c); i++) {
        const struct message *m = &conversation_turn(c, i)->message;
        n += search_text(e->id, role_name(m->role), m->content, needle);
        n += search_text(e->id, "thinking", m->thinking, needle);
        for (int k = 0; k < m->n_calls; k++)
            n += search_text(e->id, m->calls[k].name, m->calls[k].arguments, needle);
    }
    conversation_free(c);
    return n;
}

static int search(const struct args *a, const char *dir, struct error *err)
{
    int n, n_found = 0;
    char *needle = folded(a->words[1]);
    if (!needle || !*needle) {
        err_set(err, 0, "search: the text is %s", needle ? "empty" : "not UTF-8");
        free(needle);
        return complain(err, EXIT_USAGE);
    }
    struct conversation_entry *all = conversation_list(dir, &n, err);
    for (int i = 0; all && i < n; i++)
        n_found += search_one(dir, &all[i], needle);
    free(needle);
    if (!all)
        return complain(err, EXIT_RUNTIME);
    conversation_list_free(all, n);
    return n_found ? EXIT_OK : EXIT_RUNTIME;
}

/* The turns of the branch, with what is known of them, in a conversation of their own. */
static bool copy_branch(const struct conversation *from, struct conversation *to,
                        struct error *err)
{
    int n, *path = conversation_path_turns(from, &n);
    const char *system = conversation_system(from);
    bool ok = !*system || conversation_set_system(to, system, err);
    for (int i = 0; ok && i < n; i++) {
        const struct turn *t = conversation_turn(from, path[i]);
        struct message m = {0};
        message_copy(&m, &t->message);
        int copy = conversation_append(to, &m, json_incref(t->meta), err);
        ok = copy >= 0 &&
             (!t->dropped || conversation_set_dropped(to, &copy, 1, true, err)) &&
             (!t->summary || conversation_set_summary(to, copy, t->summary, err));
        message_finish(&m);
    }
    free(path);
    return ok;
}

static int fork_one(const struct args *a, const char *dir, struct error *err)
{
    struct conversation *from = read_one(dir, a->words[1], err);
    if (!from)
        return complain(err, EXIT_RUNTIME);
    struct conversation *to =
        conversation_create(dir, conversation_model(from), conversation_template(from));
    bool ok = conversation_head(from) >= 0 ||
              err_set(err, 0, "fork '%s': it has no turns", a->words[1]);
    ok = ok && (a->n < 3 || conversation_set_name(to, a->words[2], err)) &&
         copy_branch(from, to, err);
    if (ok)
        printf("%s\n", conversation_id(to));
    conversation_free(from);
    conversation_free(to);
    return ok ? EXIT_OK : complain(err, EXIT_RUNTIME);
}

static bool confirmed(const char *path)
{
    char *question = xasprintf("Delete %s for good? [y/N] ", path);
    fputs(question, stderr);
    free(question);
    char answer[16];
    return fgets(answer, sizeof(answer), stdin) && (*answer == 'y' || *answer == 'Y');
}

static int rm(const struct args *a, const char *dir, struct error *err)
{
    if (!a->yes && !isatty(STDIN_FILENO)) {
        err_set(err, 0, "rm: without a terminal to ask on, -y is needed");
        return complain(err, EXIT_USAGE);
    }
    char *path = conversation_find_saved(dir, a->words[1], err);
    int code = path ? EXIT_OK : complain(err, EXIT_RUNTIME);
    if (path && !a->yes && !confirmed(path)) {
        fputs("nothing was deleted\n", stderr);
        code = EXIT_RUNTIME;
    } else if (path && !conversation_remove(path, err)) {
        code = complain(err, EXIT_RUNTIME);
    }
    free(path);
    return code;
}

int program_sessions(int argc, char **argv)
{
    static const struct {
        const char *name;
        int least, most; /* words */
        int (*run)(const struct args *a, const char *dir, struct error *err);
    } verbs[] = {
        {"list", 1, 1, list},     {"show", 2, 2, show},     {"search", 2, 2, search},
        {"export", 2, 2, export}, {"fork", 2, 3, fork_one}, {"rm", 2, 2, rm},
    };

    struct args a = {0};
    struct error err = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &a);
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(verbs[i].name, a.words[0]) != 0 || a.n < verbs[i].least ||
            a.n > verbs[i].most)
            continue;
        char *dir = path_sessions();
        int code = verbs[i].run(&a, dir, &err);
        free(dir);
        return code;
    }
    err_set(
        &err, 0,
        "sessions: usage is list, show ID, search TEXT, export ID, fork ID [NAME] or rm "
        "ID "
        "(try 'flashmoe sessions --help')");
    return complain(&err, EXIT_USAGE);
}
