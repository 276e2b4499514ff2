#include <argp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "app/exit.h"
#include "app/paths.h"
#include "app/programs/programs.h"
#include "app/tools.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"

/* flashmoe tools: what the model may ask for, without a model. Runs go the same way as in
 * the chat: checked, asked about, sandboxed. */

struct args {
    const char *words[4];
    int n;
    const char *file;
    bool json, allow, deny;
};

enum {
    KEY_TOOLS = 0x100,
};

static const struct argp_option options[] = {
    {"file", 'f', "PATH", 0, "a tool file or a folder of them, in place of the usual", 0},
    {"tools", KEY_TOOLS, "ask|allow|deny", 0,
     "run: ask on the terminal (default), allow what only reads in a sandbox, or nothing",
     0},
    {"json", 'j', NULL, 0, "list: as JSON, as the model is told", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct args *a = state->input;
    switch (key) {
    case 'f': a->file = arg; return 0;
    case 'j': a->json = true; return 0;
    case KEY_TOOLS:
        a->allow = strcmp(arg, "allow") == 0;
        a->deny = strcmp(arg, "deny") == 0;
        if (!a->allow && !a->deny && strcmp(arg, "ask") != 0)
            argp_error(state, "--tools is ask, allow or deny, not '%s'", arg);
        return 0;
    case ARGP_KEY_ARG:
        if (a->n == 4)
            argp_error(state, "too many arguments");
        a->words[a->n++] = arg;
        return 0;
    case ARGP_KEY_END:
        if (a->n == 0)
            argp_error(state, "list, check or run is needed");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse,
    "list\ncheck\nrun NAME [ARGUMENTS]",
    "The tools that a model is offered: list them, check their files, run one.\v"
    "Examples:\n"
    "  flashmoe tools list\n"
    "  flashmoe tools check -f ~/.config/flashmoe/tools\n"
    "  flashmoe tools run calculate '{\"expression\": \"6 * 7\"}'\n"
    "  flashmoe tools run read_file '{\"path\": \"README.md\"}' --tools=allow\n\n"
    "The format of tool files is in flashmoe-tools(5).\n",
    NULL,
    NULL,
    NULL};

static int complain(const struct error *err, int code)
{
    fprintf(stderr, "flashmoe: %s\n", err->msg);
    return code;
}

static int list(const struct toolset *t, bool json)
{
    static const char *const policies[] = {"deny", "ask", "allow"};
    if (json) {
        char *text = json_dumps(toolset_functions(t), JSON_INDENT(2));
        printf("%s\n", text);
        free(text);
        return EXIT_OK;
    }
    for (int i = 0; i < toolset_n(t); i++)
        printf("%-16s %-6s %s\n", toolset_tool_name(t, i),
               policies[toolset_tool_policy(t, i)], toolset_tool_description(t, i));
    printf("sandbox: %s\n", tool_sandbox_name());
    return EXIT_OK;
}

static bool confirmed(const struct tool_plan *p)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return false;
    for (const char *const *r = tool_plan_rows(p); *r; r += 2)
        fprintf(stderr, "  %-10s %s\n", r[0], r[1]);
    fprintf(stderr, "Run it? [y/N] ");
    char line[16];
    return fgets(line, sizeof(line), stdin) && (line[0] == 'y' || line[0] == 'Y');
}

static bool may_run(const struct args *a, const struct tool_plan *p)
{
    if (a->deny || tool_plan_policy(p) == TOOL_DENY)
        return false;
    return tool_plan_policy(p) == TOOL_ALLOW || (a->allow && tool_plan_may_allow(p)) ||
           confirmed(p);
}

static int run(const struct args *a, const struct toolset *t)
{
    struct error err = {0};
    char *name = xstrdup(a->words[1]), *args = xstrdup(a->n > 2 ? a->words[2] : "{}");
    struct tool_plan *p =
        tool_plan_create(t, &(struct tool_call){.name = name, .arguments = args}, &err);
    free(name);
    free(args);
    if (!p)
        return complain(&err, EXIT_RUNTIME);
    int code = EXIT_TOOL_DENIED;
    if (!may_run(a, p)) {
        fprintf(stderr, "flashmoe: %s was not allowed to run\n", a->words[1]);
        tool_plan_free(p);
        return code;
    }
    struct tool_job *job = tool_job_start(p, &err);
    if (!job) {
        tool_plan_free(p);
        return complain(&err, EXIT_RUNTIME);
    }
    struct tool_result r;
    tool_job_finish(job, &r);
    puts(r.output);
    code = r.timed_out ? EXIT_TIMEOUT : r.exit_status == 0 ? EXIT_OK : EXIT_RUNTIME;
    tool_result_finish(&r);
    tool_plan_free(p);
    return code;
}

int program_tools(int argc, char **argv)
{
    struct args a = {0};
    struct error err = {0};
    if (argp_parse(&argp, argc, argv, 0, NULL, &a) != 0)
        return EXIT_USAGE;
    const char *verb = a.words[0];
    int want = strcmp(verb, "run") == 0 ? 2 : 1;
    if ((strcmp(verb, "list") != 0 && strcmp(verb, "check") != 0 && want == 1) ||
        a.n < want || a.n > (want == 2 ? 3 : 1))
    {
        fprintf(stderr, "flashmoe tools: list, check, or run NAME [ARGUMENTS]\n"
                        "Try 'flashmoe tools --help'.\n");
        return EXIT_USAGE;
    }
    char *path = a.file ? xstrdup(a.file) : path_data("prompts/tools", &err);
    if (!path)
        return complain(&err, EXIT_CONFIG);
    struct toolset *t = toolset_load(path, &err);
    int code = EXIT_OK;
    if (!t)
        code = complain(&err, EXIT_CONFIG);
    else if (strcmp(verb, "list") == 0)
        code = list(t, a.json);
    else if (strcmp(verb, "run") == 0)
        code = run(&a, t);
    else
        printf("%s: %d tools, sandbox %s\n", path, toolset_n(t), tool_sandbox_name());
    toolset_free(t);
    free(path);
    return code;
}
