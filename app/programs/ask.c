/* flashmoe ask: one question, one answer, made for pipes. */
#include <argp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/ask_input.h"
#include "app/ask_output.h"
#include "app/ask_run.h"
#include "app/exit.h"
#include "app/options.h"
#include "app/paths.h"
#include "app/programs/programs.h"
#include "app/system_prompt.h"
#include "app/tools.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"

struct ask_args {
    struct options options;
    struct ask_output_params output;
    const char **files; /* owned array */
    int n_files;
    struct strbuf prompt;
    int timeout_s;
};

enum {
    KEY_JSON = 0x700,
    KEY_JSON_LINES,
    KEY_THINKING,
    KEY_NO_STREAM,
    KEY_TIMEOUT,
};

static const struct argp_option ask_options[] = {
    {NULL, 0, NULL, 0, "Question and answer:", 1},
    {"prompt", 'p', "TEXT", 0, "the question; the same as PROMPT", 0},
    {"file", 'f', "FILE", 0, "put the text of FILE before the question (repeatable)", 0},
    {"json", KEY_JSON, NULL, 0, "one JSON object at the end", 0},
    {"json-lines", KEY_JSON_LINES, NULL, 0, "a JSON object per event, as it happens", 0},
    {"thinking", KEY_THINKING, NULL, 0, "write the model's thinking too", 0},
    {"no-stream", KEY_NO_STREAM, NULL, 0, "write the answer at its end, in one piece", 0},
    {"timeout", KEY_TIMEOUT, "SECONDS", 0, "stop after that time, with status 124", 0},
    {0},
};

static void add_word(struct strbuf *prompt, const char *word)
{
    if (prompt->len)
        strbuf_addc(prompt, ' ');
    strbuf_adds(prompt, word);
}

static error_t ask_parse(int key, char *arg, struct argp_state *state)
{
    struct ask_args *a = state->input;
    struct error err = {0};
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &a->options;
        state->child_inputs[1] = &a->options;
        return 0;
    case 'p': add_word(&a->prompt, arg); return 0;
    case 'f':
        a->files = xreallocarray(a->files, (size_t)a->n_files + 1, sizeof(*a->files));
        a->files[a->n_files++] = arg;
        return 0;
    case KEY_JSON: a->output.format = ASK_JSON; return 0;
    case KEY_JSON_LINES: a->output.format = ASK_JSON_LINES; return 0;
    case KEY_THINKING: a->output.thinking = true; return 0;
    case KEY_NO_STREAM: a->output.no_stream = true; return 0;
    case KEY_TIMEOUT:
        if (!option_int(arg, 1, 1000000, "--timeout", &a->timeout_s, &err))
            argp_error(state, "%s", err.msg);
        return 0;
    case ARGP_KEY_ARG:
        if (strcmp(arg, "-") != 0) /* standard input is read anyway */
            add_word(&a->prompt, arg);
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* Comes after the shared options' own start, which applies the settings files: what they
 * say of tools is for the chat, where somebody can be asked. Here tools are offered only
 * when the command line says so. */
static error_t no_tools_parse(int key, char *arg, struct argp_state *state)
{
    (void)arg;
    struct options *o = state->input;
    if (key != ARGP_KEY_INIT)
        return ARGP_ERR_UNKNOWN;
    if (o)
        o->tools = TOOLS_NONE;
    return 0;
}

static const struct argp no_tools_argp = {NULL, no_tools_parse, NULL, NULL,
                                          NULL, NULL,           NULL};

static const struct argp_child ask_children[] = {
    {&options_argp, 0, NULL, 10},
    {&no_tools_argp, 0, NULL, 0},
    {0},
};

static const struct argp ask_argp = {
    .options = ask_options,
    .parser = ask_parse,
    .args_doc = "[PROMPT...]",
    .doc =
        "Ask once. The answer, and nothing else, goes to standard output.\v"
        "Standard input, if it is no terminal, and files come before the prompt, with a "
        "blank line between. Thinking, progress and timings go to standard error, when "
        "that is a terminal or with -v. Tools are offered with --tools only; nobody can "
        "be asked, so --tools=ask runs what its definition allows and refuses the rest "
        "with exit status 6.\n\n"
        "Examples:\n"
        "  flashmoe ask 'Why is the sky blue?'\n"
        "  flashmoe ask 'Summarise:' <notes.txt\n"
        "  flashmoe ask --json -f data.csv 'What stands out?' | jq .content",
    .children = ask_children,
};

static int fail(int exit_code, const struct error *err)
{
    fprintf(stderr, "flashmoe: %s\n", err->msg);
    return exit_code;
}

static struct toolset *load_tools(enum tools_mode mode, int *exit_code, struct error *err)
{
    if (mode == TOOLS_NONE)
        return NULL;
    char *path = path_data("prompts/tools", err);
    struct toolset *tools = path ? toolset_load(path, err) : NULL;
    free(path);
    if (!tools)
        *exit_code = EXIT_CONFIG;
    return tools;
}

/* The engine is open; what is left can fail for the settings, or answers. */
static int ask_with(struct ask_args *a, struct engine *engine, const char *prompt)
{
    struct error err = {0};
    int code = EXIT_OK;
    char *system = NULL;
    struct ask_output *output = NULL;
    struct ask_run_params run = {
        .engine = engine,
        .mode = a->options.tools,
        .prompt = prompt,
        .thinking = a->options.thinking,
        .max_tok = a->options.max_tok,
        .timeout_s = a->timeout_s,
    };
    if (!options_sampling(&a->options, engine, &run.sampling, &err))
        return fail(EXIT_USAGE, &err);
    run.tools = load_tools(run.mode, &code, &err);
    if (code)
        return fail(code, &err);
    system = system_prompt_load(&a->options, &err);
    if (!system) {
        code = fail(EXIT_CONFIG, &err);
        goto end;
    }
    run.system = system;
    output = ask_output_create(&a->output, engine_info(engine));
    run.output = output;

    /* Until here a signal ends the program at once. */
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    code = ask_run(&run);

end:
    ask_output_destroy(output);
    free(system);
    toolset_free(run.tools);
    return code;
}

static int ask(struct ask_args *a)
{
    struct error err = {0};
    struct ask_input input = {
        .use_stdin = !isatty(STDIN_FILENO),
        .files = a->files,
        .n_files = a->n_files,
        .prompt = a->prompt.data,
    };
    char *prompt = ask_input_text(&input, &err);
    if (!prompt)
        return fail(EXIT_USAGE, &err);
    if (!*prompt) {
        free(prompt);
        err_set(&err, 0,
                "nothing to ask: give a prompt, a file or standard input "
                "(try 'flashmoe ask --help')");
        return fail(EXIT_USAGE, &err);
    }
    int code = EXIT_RUNTIME;
    struct engine *engine = options_open_engine(&a->options, &code, &err);
    if (engine)
        code = ask_with(a, engine, prompt);
    else
        fail(code, &err);
    engine_destroy(engine);
    free(prompt);
    return code;
}

int program_ask(int argc, char **argv)
{
    struct ask_args a = {0};
    options_init(&a.options);
    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&ask_argp, argc, argv, 0, NULL, &a);
    a.output.verbose = a.options.verbose;
    a.output.quiet = a.options.quiet;

    /* Writing to a closed pipe is to fail, so that the engine can be ended in order; the
     * program then ends by the signal after all, as everybody in a pipeline does. */
    signal(SIGPIPE, SIG_IGN);
    int code = ask(&a);
    options_finish(&a.options);
    strbuf_finish(&a.prompt);
    free(a.files);
    if (code == EXIT_PIPE) {
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    return code;
}
