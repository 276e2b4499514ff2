#include <argp.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/chat.h"
#include "app/exit.h"
#include "app/options.h"
#include "app/paths.h"
#include "app/programs/programs.h"
#include "app/record.h"
#include "app/snapshot.h"
#include "app/system_prompt.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "ui/terminal.h"
#include "ui/theme.h"

#include "build_config.h"

/* flashmoe chat: everything is opened in order and checked before the terminal is taken,
 * so that what goes wrong is one line on a screen as it was. */

struct args {
    struct options options;
    bool resume_last;
    const char *resume;   /* borrowed from argv */
    const char *record;   /* borrowed from argv; NULL: no recording */
    struct strbuf prompt; /* the words of the command line */
};

/* What chat_run needs, in the order in which it is given back. */
struct parts {
    struct args args;
    struct engine *engine;
    struct conversation *conv; /* while no chat has it */
    struct ui *ui;
    struct chat *chat;
    struct recorder *recorder;
    struct theme theme;
    char *sessions, *tools, *history;
    bool plain;
    char *next_model; /* for another round; NULL: none */
    /* Until the next round's chat is there: the one before it, the model that it ran with
     * (NULL: no -m), and why the program has gone back to it. */
    struct chat *before;
    char *worked, *why_back;
    char *unsent; /* likewise: what was typed in the chat before */
};

static const struct argp_option options[] = {
    {"continue", 'c', NULL, 0, "go on with the last conversation", 0},
    {"resume", 'r', "ID|NAME", 0, "go on with this conversation", 0},
    {"record", 'R', "FILE", 0, "keep all that is shown, for replay and stats", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct args *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->options; return 0;
    case 'c': a->resume_last = true; return 0;
    case 'r': a->resume = arg; return 0;
    case 'R': a->record = arg; return 0;
    case ARGP_KEY_ARG:
        if (a->prompt.len)
            strbuf_addc(&a->prompt, ' ');
        strbuf_adds(&a->prompt, arg);
        return 0;
    case ARGP_KEY_END:
        if (a->resume && a->resume_last)
            argp_error(state, "--continue and --resume exclude each other");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{&options_argp, 0, NULL, 0}, {0}};
static const struct argp argp = {
    options,
    parse,
    "[PROMPT]",
    "A chat on the terminal. A prompt is sent at once.\v"
    "Examples:\n"
    "  flashmoe chat                        with the bundled model\n"
    "  flashmoe chat -m ~/models/qwen35 -c  go on where you left\n",
    children,
    NULL,
    NULL};

static int complain(const char *message, int code)
{
    fprintf(stderr, "flashmoe: %s\n", message);
    return code;
}

static struct conversation *create_conversation(const struct parts *p,
                                                const struct engine_info *info)
{
    char *label = options_model_label(info);
    struct conversation *c =
        conversation_create(p->sessions, label, info->url ? "" : info->template_name);
    free(label);
    return c;
}

/* The conversation of the chat before goes on as it is, also what is not saved of it. An
 * empty one has begun with no model. */
static bool keep_conversation(struct parts *p, struct error *err)
{
    const struct engine_info *info = engine_info(p->engine);
    if (conversation_path(p->conv) || conversation_n_turns(p->conv))
        return true;
    struct conversation *old = p->conv;
    p->conv = create_conversation(p, info);
    const char *name = conversation_name(old);
    bool ok = conversation_set_system(p->conv, conversation_system(old), err) &&
              (!*name || conversation_set_name(p->conv, name, err));
    conversation_free(old);
    return ok;
}

static bool open_conversation(struct parts *p, struct error *err)
{
    const struct options *o = &p->args.options;
    const struct engine_info *info = engine_info(p->engine);
    if (p->conv)
        return keep_conversation(p, err);
    if (p->args.resume) {
        p->conv = conversation_load(p->sessions, p->args.resume, err);
    } else if (p->args.resume_last) {
        int n = 0;
        struct conversation_entry *list = conversation_list(p->sessions, &n, err);
        if (n > 0)
            p->conv = conversation_load(p->sessions, list[0].id, err);
        else if (!err->msg[0])
            err_set(err, 0, "there is no conversation in %s yet", p->sessions);
        conversation_list_free(list, n);
    } else {
        p->conv = create_conversation(p, info);
    }
    if (!p->conv)
        return false;
    bool fresh = !p->args.resume && !p->args.resume_last;
    if (!fresh && !o->system_set)
        return true;
    char *text = system_prompt_load(o, err);
    bool ok = text && (fresh || strcmp(text, conversation_system(p->conv)) != 0
                           ? conversation_set_system(p->conv, text, err)
                           : true);
    free(text);
    return ok;
}

/* The screen is there before the chat is. */
static char **complete(void *ctx, const char *line, size_t *start)
{
    const struct parts *p = ctx;
    return p->chat ? chat_complete(p->chat, line, start) : NULL;
}

static bool open_screen(struct parts *p, struct error *err)
{
    const struct options *o = &p->args.options;
    if (!o->no_history)
        p->history = path_state("history.jsonl");
    struct ui_terminal terminal;
    ui_terminal_look(&terminal);
    p->plain = o->plain || !terminal.can_draw;
    struct ui_params params = {.plain = p->plain,
                               .no_alt_screen = o->no_alt_screen,
                               .color = (enum ui_color)o->color,
                               .theme = &p->theme,
                               .ascii = o->ascii,
                               .history_path = p->history,
                               .complete = complete,
                               .complete_ctx = p,
                               .drafts = !o->no_drafts && !options_is_remote(o)};
    p->ui = ui_open(&params, err);
    if (!p->ui && err->code == 0) {
        size_t len = strlen(err->msg);
        snprintf(err->msg + len, sizeof(err->msg) - len,
                 " ('flashmoe ask' needs no screen)");
    }
    return p->ui != NULL;
}

/* The names of *.yaml in the user's and the shipped folder of templates. */
static void add_names(struct strbuf *names, size_t *n, const char *folder)
{
    struct dirent **list = NULL;
    int k = folder ? scandir(folder, &list, NULL, alphasort) : 0;
    for (int i = 0; i < k; i++) {
        size_t len = strlen(list[i]->d_name);
        if (len > 5 && list[i]->d_name[0] != '.' &&
            strcmp(list[i]->d_name + len - 5, ".yaml") == 0)
        {
            strbuf_add(names, list[i]->d_name, len - 5);
            strbuf_addc(names, '\n');
            (*n)++;
        }
        free(list[i]);
    }
    free(list);
}

static char **template_names(void)
{
    struct error err = {0};
    struct strbuf names = {0};
    size_t n = 0, k = 0;
    char *own = path_config("templates"), *ours = path_shipped("prompts/templates", &err);
    add_names(&names, &n, own);
    add_names(&names, &n, ours);
    free(own);
    free(ours);
    char **out = xcalloc(n + 1, sizeof(*out));
    for (const char *s = names.data; s && *s; s += strcspn(s, "\n") + 1)
        out[k++] = xstrndup(s, strcspn(s, "\n"));
    strbuf_finish(&names);
    return out;
}

/* Five lines: what this is, which model, what to try, where to look, how to go on. */
static char *welcome(const struct parts *p)
{
    const struct engine_info *info = engine_info(p->engine);
    struct strbuf b = {0};
    bool bundled = strcmp(p->args.options.model_from, "bundled") == 0;
    strbuf_adds(&b, "A chat with mixture-of-experts models larger than memory.\n");
    if (bundled)
        strbuf_adds(&b, "The small bundled model defines words, tells stories and uses "
                        "tools.\n\n"
                        "Try    What is a lighthouse?   Tell a story about a fox.   "
                        "What is 12*34?\n");
    else
        strbuf_addf(&b,
                    "This is %s, from %s.\n\nTry    a question; /help has commands and "
                    "keys\n",
                    info->name, info->pack_path);
    strbuf_adds(
        &b, p->plain ? "Watch  /stats after an answer; \"\"\" begins and ends a text of "
                       "several lines\n"
                     : "Watch  the panels; F2 changes them, F3 shows every layer\n");
    if (info->url)
        strbuf_adds(&b, "Next   /model has the server's other models\n");
    else
        strbuf_adds(
            &b, bundled ? "Next   /model has yours; flashmoe doctor, flashmoe plan: what "
                          "runs here\n"
                        : "Next   /model has other models, flashmoe bench what this one "
                          "does here\n");
    if (info->experts_per_token < info->experts_native)
        strbuf_addf(&b,
                    "\nReduced quality: %d experts per token, the model was made for "
                    "%d.\n",
                    info->experts_per_token, info->experts_native);
    return strbuf_take(&b);
}

static char *model_path(const char *name, struct error *err)
{
    const char *from;
    return path_model(name, &from, err);
}

static bool make_chat(struct parts *p, struct error *err)
{
    const struct options *o = &p->args.options;
    struct chat_params params = {.ui = p->ui,
                                 .engine = p->engine,
                                 .conversation = p->conv,
                                 .sessions_dir = p->sessions,
                                 .tools_path = p->tools,
                                 .tools_mode = o->tools,
                                 .clipboard_cmd = o->clipboard_cmd,
                                 .thinking = o->thinking,
                                 .max_tok = o->max_tok,
                                 .snapshot_bytes_max =
                                     options_is_remote(o) ? 0 : o->snapshot_bytes_max,
                                 .template_path = options_template_path,
                                 .template_names = template_names,
                                 .model_path = model_path,
                                 .models = path_models,
                                 .before = p->before,
                                 .why_back = p->why_back};
    if (!options_sampling(o, p->engine, &params.sampling, err))
        return false;
    p->conv = NULL;
    p->chat = chat_create(&params, err);
    if (!p->chat)
        return false;
    chat_destroy(p->before);
    free(p->why_back);
    p->before = NULL;
    p->why_back = NULL;
    if (p->unsent)
        ui_input_set(p->ui, p->unsent);
    free(p->unsent);
    p->unsent = NULL;
    return true;
}

static int converse(struct parts *p, struct error *err)
{
    if (!make_chat(p, err))
        return -EXIT_CONFIG;
    char *text = welcome(p);
    ui_set_welcome(p->ui, text);
    free(text);
    if (p->args.prompt.len)
        chat_submit(p->chat, p->args.prompt.data);
    strbuf_clear(&p->args.prompt);
    int code = chat_run(p->chat, err);
    const char *next = chat_next_model(p->chat);
    p->next_model = code == EXIT_OK && next ? xstrdup(next) : NULL;
    return code < 0 ? -EXIT_RUNTIME : code;
}

/* One for all rounds, and none where there is no conversation to record. */
static bool start_recorder(struct parts *p, struct error *err)
{
    if (p->args.record && !p->recorder)
        p->recorder = recorder_start(p->args.record, FLASHMOE_VERSION, err);
    return !p->args.record || p->recorder;
}

/* An exit code, or the negative of one with err still to be told. */
static int open_and_run(struct parts *p, struct error *err)
{
    struct options *o = &p->args.options;
    int code = EXIT_RUNTIME;
    p->sessions = path_sessions();
    if (o->tools != TOOLS_NONE && !(p->tools = path_data("prompts/tools", err)))
        return -EXIT_CONFIG;
    if (p->tools) { /* a broken file is told before a model is opened */
        struct toolset *t = toolset_load(p->tools, err);
        if (!t)
            return -EXIT_CONFIG;
        toolset_free(t);
    }
    p->engine = options_open_engine(o, &code, err);
    if (!p->engine)
        return -code;
    if (!open_conversation(p, err) || !start_recorder(p, err) || !open_screen(p, err))
        return -EXIT_RUNTIME;
    if (p->recorder)
        ui_set_tap(p->ui, recorder_take, p->recorder);
    if (p->recorder && p->before)
        ui_entries_clear(p->ui); /* in the recording: this screen begins empty */
    return converse(p, err);
}

/* What the chat leaves undone, when the terminal is as it was. */
static void tell_left(char *text)
{
    if (text)
        fprintf(stderr, "flashmoe: %s\n", text);
    free(text);
}

/* Gives back what a round has opened; the terminal is as it was before it. */
static void close_parts(struct parts *p)
{
    char *left = NULL;
    if (p->next_model) {
        p->before = p->chat;
        p->conv = chat_take_conversation(p->chat);
        p->unsent = ui_take_unsent(p->ui);
    } else {
        left = chat_stop_packing(p->chat);
        chat_destroy(p->chat);
    }
    ui_close(p->ui);
    tell_left(left);
    engine_destroy(p->engine); /* writes the state that was to be kept */
    if (p->sessions && p->args.options.snapshot_bytes_max)
        snapshot_evict(p->sessions, p->args.options.snapshot_bytes_max, NULL);
    free(p->sessions);
    free(p->tools);
    free(p->history);
    p->chat = NULL;
    p->ui = NULL;
    p->engine = NULL;
    p->sessions = p->tools = p->history = NULL;
}

/* The next round: the same conversation with another model. */
static void take_next(struct parts *p)
{
    struct options *o = &p->args.options;
    free(p->worked);
    p->worked = o->model;
    o->model = p->next_model;
    p->next_model = NULL;
}

/* The other model does not start: the round after is with the one that did, which says
 * why. False: there was none, or it does not either any more. */
static bool go_back(struct parts *p, struct error *err)
{
    struct options *o = &p->args.options;
    if (!p->before || p->why_back)
        return false;
    p->why_back = xstrdup(err->msg);
    *err = (struct error){0};
    free(o->model);
    o->model = p->worked;
    p->worked = NULL;
    return true;
}

int program_chat(int argc, char **argv)
{
    struct parts p = {0};
    struct error err = {0};
    options_init(&p.args.options);
    int code = EXIT_USAGE;
    if (argp_parse(&argp, argc, argv, 0, NULL, &p.args) != 0)
        goto out;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        code = complain("a chat needs a terminal; 'flashmoe ask' works in pipes",
                        EXIT_USAGE);
        goto out;
    }
    if (!theme_load(&p.theme, p.args.options.theme, &err)) {
        code = complain(err.msg, EXIT_CONFIG);
        goto out;
    }
    for (bool again = true; again;) {
        code = open_and_run(&p, &err);
        close_parts(&p);
        again = p.next_model || (code < 0 && go_back(&p, &err));
        if (p.next_model)
            take_next(&p);
    }
    /* The terminal is as it was before anything is said about a failure. */
    if (code < 0)
        code = complain(err.msg, -code);
    if (!recorder_stop(p.recorder, &err))
        code = complain(err.msg, EXIT_RUNTIME);
out:
    tell_left(chat_stop_packing(p.before));
    chat_destroy(p.before);
    conversation_free(p.conv);
    free(p.worked);
    free(p.why_back);
    free(p.unsent);
    strbuf_finish(&p.args.prompt);
    options_finish(&p.args.options);
    return code;
}
