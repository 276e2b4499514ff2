/* flashmoe doctor: what the machine, the terminal and the model have, and what is missing. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "app/doctor.h"
#include "app/exit.h"
#include "app/programs/programs.h"
#include "app/terminal_text.h"
#include "core/base/alloc.h"

enum {
    KEY_JSON = 0x100,
    TEXT_COL = 20, /* where values begin */
    COLS = 80,
};

struct args {
    const char *model;
    bool json, quiet;
};

static const struct argp_option options[] = {
    {"model", 'm', "PATH", 0, "the model to look at: a pack's folder, or a name", 0},
    {"json", KEY_JSON, NULL, 0, "one JSON object", 0},
    {"quiet", 'q', NULL, 0, "only what is missing or costs something", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct args *a = state->input;
    switch (key) {
    case 'm': a->model = arg; return 0;
    case 'q': a->quiet = true; return 0;
    case KEY_JSON: a->json = true; return 0;
    case ARGP_KEY_ARG: argp_error(state, "too many arguments"); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse,
    NULL,
    "What this machine, terminal and model have of what the program can use, and what "
    "each missing thing costs.\v"
    "Marks: ok; -- it works without, at the cost that is told; NO something does not "
    "work. "
    "Ends with 1 when there is a NO.\n\n"
    "Examples:\n"
    "  flashmoe doctor\n"
    "  flashmoe doctor -m ~/packs/qwen35 --json\n",
    NULL,
    NULL,
    NULL};

static const char *mark_word(enum doctor_mark mark)
{
    static const char *const words[] = {"ok", "costs", "missing"};
    return words[mark];
}

/* Words up to the width, further lines below the first. */
static void print_wrapped(const char *text)
{
    int col = 0;
    for (const char *s = text; *s;) {
        int len = (int)strcspn(s, " ");
        if (col > 0 && TEXT_COL + col + 1 + len > COLS) {
            printf("\n%*s", TEXT_COL, "");
            col = 0;
        }
        char *word = xasprintf("%s%.*s", col > 0 ? " " : "", len, s);
        terminal_put(stdout, word);
        col += (int)strlen(word);
        free(word);
        s += len;
        s += strspn(s, " ");
    }
    putchar('\n');
}

static void print(const struct doctor *d, bool quiet)
{
    static const char *const marks[] = {"ok", "--", "NO"};
    const char *group = "";
    for (int i = 0; i < d->n; i++) {
        const struct doctor_check *c = &d->v[i];
        if (quiet && c->mark == DOCTOR_OK)
            continue;
        if (strcmp(group, c->group) != 0)
            printf("%s%s\n", *group ? "\n" : "", c->group);
        group = c->group;
        printf("%s %-16s ", marks[c->mark], c->name);
        print_wrapped(c->value);
        if (*c->cost) {
            printf("%*s", TEXT_COL, "");
            print_wrapped(c->cost);
        }
    }
}

/* A path may be no UTF-8. */
static json_t *text_json(const char *text)
{
    json_t *o = json_string(text);
    return o ? o : json_string("(not UTF-8)");
}

static void print_json(const struct doctor *d, bool ok)
{
    json_t *checks = json_array();
    for (int i = 0; i < d->n; i++) {
        const struct doctor_check *c = &d->v[i];
        json_t *o = json_pack("{s:s, s:s, s:s}", "group", c->group, "name", c->name,
                              "mark", mark_word(c->mark));
        json_object_set_new(o, "value", text_json(c->value));
        json_object_set_new(o, "cost", text_json(c->cost));
        json_array_append_new(checks, o);
    }
    json_t *o =
        json_pack("{s:i, s:b, s:o}", "schema", 1, "ok", (int)ok, "checks", checks);
    json_dumpf(o, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(o);
}

int program_doctor(int argc, char **argv)
{
    struct args a = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &a);
    struct doctor *d = xcalloc(1, sizeof(*d));
    doctor_look(a.model, d);
    bool ok = true;
    for (int i = 0; i < d->n; i++)
        ok = ok && d->v[i].mark != DOCTOR_MISSING;
    if (a.json)
        print_json(d, ok);
    else
        print(d, a.quiet);
    free(d);
    return ok ? EXIT_OK : EXIT_RUNTIME;
}
