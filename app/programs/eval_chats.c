#include "app/programs/eval_chats.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "app/exit.h"
#include "app/options.h"
#include "app/paths.h"
#include "app/system_prompt.h"
#include "app/tools.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/text/messages_json.h"

enum {
    MAX_FILE_BYTES = 1 << 30,
    DEFAULT_MAX_TOK = 600,
    MAX_TOK = 1 << 24,
};

/* One line of the file. */
struct chat_case {
    char *id; /* owned */
    struct message
        *messages; /* owned: what is given; the model's own answers go between */
    int n_messages;
    json_t *tools; /* owned: the functions on offer; NULL: none */
    char *system;  /* owned; NULL: the one of new conversations */
    bool thinking;
    int max_tok;
};

struct chats {
    const struct eval_chats_params *params;
    struct options options; /* only what opening the engine needs */
    struct toolset *tools;  /* owned */
    char *system;           /* owned: of new conversations */
    struct chat_case *cases;
    int n_cases;
    struct engine *engine; /* owned */
    struct sample_params sampling;
    int exit_code; /* for the failure that is under way */
};

/* -- reading */

static void case_finish(struct chat_case *c)
{
    free(c->id);
    messages_free(c->messages, c->n_messages);
    json_decref(c->tools);
    free(c->system);
    *c = (struct chat_case){0};
}

/* False + err when the key is there and is no text; *out stays NULL when it is not. */
static bool take_text(const json_t *o, const char *key, char **out, struct error *err)
{
    const json_t *v = json_object_get(o, key);
    if (v && !json_is_string(v))
        return err_set(err, 0, "\"%s\" is not a string", key);
    *out = v ? xstrdup(json_string_value(v)) : NULL;
    return true;
}

static int find_tool(const struct toolset *t, const char *name)
{
    for (int i = 0; name && i < toolset_n(t); i++)
        if (strcmp(toolset_tool_name(t, i), name) == 0)
            return i;
    return -1;
}

/* The functions in the order of the tool file, which is what the chat's prompt has. */
static bool take_tools(const struct toolset *t, const json_t *names, json_t **out,
                       struct error *err)
{
    if (!names)
        return true;
    if (!json_is_array(names))
        return err_set(err, 0, "\"tools\" is not a list of names");
    size_t n = json_array_size(names);
    for (size_t i = 0; i < n; i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (find_tool(t, name) < 0)
            return err_set(err, 0, "\"tools\": there is no tool \"%s\"",
                           name ? name : "(not a string)");
    }
    *out = n ? json_array() : NULL;
    for (int i = 0; *out && i < toolset_n(t); i++)
        for (size_t k = 0; k < n; k++)
            if (find_tool(t, json_string_value(json_array_get(names, k))) == i) {
                json_array_append(*out, json_array_get(toolset_functions(t), (size_t)i));
                break;
            }
    return true;
}

static bool take_settings(const json_t *o, struct chat_case *c, struct error *err)
{
    const json_t *thinking = json_object_get(o, "thinking");
    if (thinking && !json_is_boolean(thinking))
        return err_set(err, 0, "\"thinking\" is neither true nor false");
    c->thinking = json_is_true(thinking);

    const json_t *max = json_object_get(o, "max_tokens");
    json_int_t n = max ? json_integer_value(max) : DEFAULT_MAX_TOK;
    if (n < 1 || n > MAX_TOK) /* what is no integer has the value 0 */
        return err_set(err, 0, "\"max_tokens\" is not a whole number from 1 to %d",
                       MAX_TOK);
    c->max_tok = (int)n;
    return true;
}

/* Whether the model is to speak after messages[i]; n_open: calls of its last turn that have
 * no result yet. Of several results in a row, each answers a call of one turn as long as
 * there are any; the model speaks before the next one. */
static bool answer_is_due(const struct chat_case *c, int i, int n_open)
{
    enum role role = c->messages[i].role;
    if (role != ROLE_USER && role != ROLE_TOOL)
        return false;
    if (i + 1 == c->n_messages)
        return true;
    enum role next = c->messages[i + 1].role;
    return next != ROLE_ASSISTANT &&
           !(role == ROLE_TOOL && next == ROLE_TOOL && n_open > 0);
}

static bool check_messages(const struct chat_case *c, struct error *err)
{
    bool due = false;
    for (int i = 0; i < c->n_messages; i++) {
        const struct message *m = &c->messages[i];
        if (m->role == ROLE_SYSTEM && (i > 0 || c->system))
            return err_set(err, 0,
                           i > 0 ? "message %d: the system prompt stands first"
                                 : "message %d: there are two system prompts",
                           i + 1);
        due = due || answer_is_due(c, i, 0);
    }
    return due || err_set(err, 0, "\"messages\" leaves nothing for the model to answer");
}

static bool take_case(const struct chats *ch, const json_t *o, struct chat_case *c,
                      struct error *err)
{
    if (!json_is_object(o))
        return err_set(err, 0, "this is not an object");
    if (!take_text(o, "id", &c->id, err) || !take_text(o, "system", &c->system, err))
        return false;
    if (!c->id)
        return err_set(err, 0, "\"id\" is missing");
    c->messages = messages_from_json(json_object_get(o, "messages"), &c->n_messages, err);
    return c->messages && take_settings(o, c, err) &&
           take_tools(ch->tools, json_object_get(o, "tools"), &c->tools, err) &&
           check_messages(c, err);
}

static bool read_line(struct chats *ch, const char *line, size_t len, struct error *err)
{
    json_error_t why;
    json_t *o = json_loadb(line, len, JSON_REJECT_DUPLICATES, &why);
    if (!o)
        return err_set(err, 0, "column %d: %s", why.column, why.text);
    ch->cases = xreallocarray(ch->cases, (size_t)ch->n_cases + 1, sizeof(*ch->cases));
    struct chat_case *c = &ch->cases[ch->n_cases++];
    *c = (struct chat_case){0};
    bool ok = take_case(ch, o, c, err);
    json_decref(o);
    return ok;
}

static bool read_cases(struct chats *ch, struct error *err)
{
    const char *path = ch->params->cases;
    size_t len;
    char *text = file_read(path, MAX_FILE_BYTES, &len, err);
    bool ok = text != NULL;
    long i_line = 0;
    for (size_t at = 0; ok && at < len;) {
        const char *end = memchr(text + at, '\n', len - at);
        size_t n = end ? (size_t)(end - (text + at)) : len - at;
        i_line++;
        ok = read_line(ch, text + at, n, err) ||
             err_prefix(err, "read %s: line %ld", path, i_line);
        at += n + 1;
    }
    free(text);
    return ok;
}

/* -- talking */

struct talk {
    struct chats *chats;
    const struct chat_case *c;
    struct message *messages; /* owned: as the conversation stands */
    int n_messages;
    int n_calls, i_call; /* of the last assistant turn, and how many have a result */
    json_t *answers;     /* owned */
    char broken[600];    /* why it ended early, or "" */
};

static struct message *add_message(struct talk *t, const struct message *m)
{
    t->messages =
        xreallocarray(t->messages, (size_t)t->n_messages + 1, sizeof(*t->messages));
    struct message *own = &t->messages[t->n_messages++];
    message_copy(own, m);
    if (own->role == ROLE_ASSISTANT) {
        t->n_calls = own->n_calls;
        t->i_call = 0;
    }
    return own;
}

/* The id of the call that the next result answers; NULL when it has none. */
static const char *call_id(const struct talk *t)
{
    for (int i = t->n_messages - 1; i >= 0; i--)
        if (t->messages[i].role == ROLE_ASSISTANT)
            return t->messages[i].calls[t->i_call].id;
    return NULL;
}

/* What is given joins the conversation. False: it does not fit to what the model said. */
static bool take_given(struct talk *t, const struct message *m)
{
    bool result = m->role == ROLE_TOOL;
    if (result != (t->i_call < t->n_calls)) {
        snprintf(t->broken, sizeof(t->broken), "%s",
                 result ? "no call to answer" : "no result for a call");
        return false;
    }
    const char *id = result ? call_id(t) : NULL;
    struct message *own = add_message(t, m);
    if (result)
        t->i_call++;
    if (id && !own->tool_call_id)
        own->tool_call_id = xstrdup(id);
    return true;
}

static json_t *text(const char *s)
{
    json_t *v = json_string(s ? s : "");
    return v ? v : json_string("");
}

static json_t *answer_json(const struct engine_turn_report *r)
{
    json_t *calls = json_array();
    for (int i = 0; i < r->message.n_calls; i++) {
        const struct tool_call *call = &r->message.calls[i];
        json_array_append_new(calls, json_pack("{s:o, s:o}", "name", text(call->name),
                                               "arguments", arguments_to_json(call)));
    }
    return json_pack("{s:o, s:o, s:o, s:s, s:i, s:o}", "content",
                     text(r->message.content), "thinking", text(r->message.thinking),
                     "tool_calls", calls, "finish", finish_reason_name(r->finish),
                     "n_tokens", r->n_generated_tok, "warning", text(r->warning));
}

/* False + err: the run is over, not only this conversation. */
static bool take_report(struct talk *t, const struct engine_turn_report *r,
                        struct error *err)
{
    if (r->finish == FINISH_ERROR || r->finish == FINISH_CANCELLED)
        return err_set(err, 0, "case %s: %s", t->c->id, r->error);
    json_array_append_new(t->answers, answer_json(r));
    add_message(t, &r->message);
    if (r->finish == FINISH_CONTEXT)
        snprintf(t->broken, sizeof(t->broken), "%s", r->error);
    return true;
}

static bool wait_for_answer(struct talk *t, struct error *err)
{
    struct engine *engine = t->chats->engine;
    struct pollfd fd = {.fd = engine_fd(engine), .events = POLLIN};
    for (bool over = false; !over;) {
        if (poll(&fd, 1, -1) < 0 && errno != EINTR)
            return err_set(err, errno, "wait for the model");
        struct engine_event *list = engine_take_events(engine);
        bool ok = true;
        for (struct engine_event *ev = list; ev && !over; ev = ev->next)
            if (ev->kind == ENGINE_END) {
                ok = take_report(t, ev->report, err);
                over = true;
            }
        engine_events_free(list);
        if (!ok)
            return false;
    }
    return true;
}

static bool answer(struct talk *t, struct error *err)
{
    struct engine_request r = {
        .id = 1,
        .messages = xcalloc((size_t)t->n_messages, sizeof(*r.messages)),
        .n_messages = t->n_messages,
        /* Counting references is not for two threads. */
        .tools = t->c->tools ? json_deep_copy(t->c->tools) : NULL,
        .thinking = t->c->thinking,
        .sampling = t->chats->sampling,
        .max_tok = t->c->max_tok,
    };
    for (int i = 0; i < t->n_messages; i++)
        message_copy(&r.messages[i], &t->messages[i]);
    bool ok = engine_submit(t->chats->engine, &r, err);
    engine_request_finish(&r);
    return ok ? wait_for_answer(t, err) : err_prefix(err, "case %s", t->c->id);
}

static bool talk(struct talk *t, struct error *err)
{
    const struct chat_case *c = t->c;
    const char *system = c->system ? c->system : t->chats->system;
    if (*system && c->messages[0].role != ROLE_SYSTEM)
        add_message(t, &(struct message){.role = ROLE_SYSTEM, .content = (char *)system});
    for (int i = 0; i < c->n_messages && !*t->broken; i++) {
        if (!take_given(t, &c->messages[i]))
            break;
        if (!answer_is_due(c, i, t->n_calls - t->i_call))
            continue;
        if (t->i_call < t->n_calls)
            snprintf(t->broken, sizeof(t->broken), "no result for a call");
        else if (!answer(t, err))
            return false;
    }
    return true;
}

static bool print_talk(const struct talk *t, struct error *err)
{
    json_t *o = json_pack("{s:s, s:O}", "id", t->c->id, "answers", t->answers);
    if (*t->broken)
        json_object_set_new(o, "broken", text(t->broken));
    char *line = json_dumps(o, JSON_COMPACT);
    json_decref(o);
    bool ok = line && puts(line) >= 0 && fflush(stdout) == 0;
    if (!ok)
        err_set(err, errno, "write the answers");
    free(line);
    return ok;
}

static bool run_case(struct chats *ch, const struct chat_case *c, struct error *err)
{
    struct talk t = {.chats = ch, .c = c, .answers = json_array()};
    bool ok = talk(&t, err) && print_talk(&t, err);
    messages_free(t.messages, t.n_messages);
    json_decref(t.answers);
    return ok;
}

/* -- the whole */

static bool load_settings(struct chats *ch, struct error *err)
{
    ch->exit_code = EXIT_CONFIG;
    char *path = path_data("prompts/tools", err);
    ch->tools = path ? toolset_load(path, err) : NULL;
    free(path);
    ch->system = ch->tools ? system_prompt_load(&ch->options, err) : NULL;
    return ch->system != NULL;
}

static bool open_engine(struct chats *ch, struct error *err)
{
    ch->options.engine = *ch->params->engine;
    ch->options.model = xstrdup(ch->params->pack);
    ch->engine = options_open_engine(&ch->options, &ch->exit_code, err);
    if (!ch->engine)
        return false;
    ch->sampling = *engine_default_sampling(ch->engine);
    ch->sampling.temperature = 0;
    const struct engine_info *in = engine_info(ch->engine);
    if (in->experts_per_token != in->experts_native)
        fprintf(stderr,
                "flashmoe: note: %d experts per token, the model was made for %d\n",
                in->experts_per_token, in->experts_native);
    return true;
}

static bool run(struct chats *ch, struct error *err)
{
    if (!load_settings(ch, err))
        return false;
    ch->exit_code = EXIT_RUNTIME;
    if (!read_cases(ch, err) || !open_engine(ch, err))
        return false;
    ch->exit_code = EXIT_RUNTIME;
    for (int i = 0; i < ch->n_cases; i++)
        if (!run_case(ch, &ch->cases[i], err))
            return false;
    return true;
}

int eval_chats(const struct eval_chats_params *params)
{
    struct chats ch = {.params = params};
    struct error err = {0};
    options_init(&ch.options);
    bool ok = run(&ch, &err);
    if (!ok)
        fprintf(stderr, "flashmoe: %s\n", err.msg);
    engine_destroy(ch.engine);
    for (int i = 0; i < ch.n_cases; i++)
        case_finish(&ch.cases[i]);
    free(ch.cases);
    free(ch.system);
    toolset_free(ch.tools);
    options_finish(&ch.options);
    return ok ? EXIT_OK : ch.exit_code;
}
