#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/yaml.h"
#include "core/text/reply.h"
#include "core/text/template.h"
#include "core/text/template_parts.h"

/* A template says twice how answers look: by patterns when it writes earlier ones, by marks
 * when it reads new ones. A model repeats what it is shown, so the two must agree. */

#define TOOLS                                                                            \
    "[{\"type\": \"function\", \"function\": {\"name\": \"look\", \"parameters\": "      \
    "{\"type\": \"object\", \"properties\": {\"text\": {\"type\": \"string\"}, "         \
    "\"list\": {\"type\": \"array\"}, \"yes\": {\"type\": \"boolean\"}}}}}]"
#define ARGUMENTS "{\"text\": \"one\\ntwo\", \"list\": [1, {\"k\": null}], \"yes\": true}"

static bool fail(const struct chat_template *t, const char *section, const char *key,
                 const char *why, struct error *err)
{
    const struct yaml_node *s = yaml_get(yaml_root(t->doc), section);
    return yaml_err(err, t->doc, yaml_get(s, key), "'%s' of '%s': %s", key, section, why);
}

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static char *text_of(const struct chat_template *t, const struct message *m, int n,
                     struct error *err)
{
    struct render_params params = {.messages = m, .n_messages = n, .thinking = true};
    struct rendering r;
    if (!template_render(t, &params, &r, err))
        return NULL;
    char *text = rendering_text(&r);
    rendering_finish(&r);
    return text;
}

/* How many bytes at the end of an answer's turn are the template's words behind the calls. */
static size_t closing_len(const struct chat_template *t)
{
    size_t n = 0;
    for (int i = t->assistant.n_parts - 1; i >= 0; i--) {
        if (t->assistant.parts[i].slot != SLOT_NONE)
            break;
        n += t->assistant.parts[i].len;
    }
    return n;
}

/* What a model would have written: the turn without its opening and its end. */
static bool check_answer(const struct chat_template *t, const char *answer, size_t len,
                         const struct message *want, struct error *err)
{
    json_t *tools = json_loads(TOOLS, 0, NULL);
    struct reply *reply = reply_create(&t->marks, false, tools, NULL, NULL);
    struct message got;
    reply_feed(reply, answer, len);
    reply_end(reply);
    reply_message(reply, &got);
    bool thinks = t->keep != KEEP_NONE;
    bool ok = true;
    if (got.n_calls != want->n_calls)
        ok = fail(t, "calls", "call", "'open', 'close' and 'format' do not find it", err);
    for (int i = 0; ok && i < want->n_calls; i++)
        if (!same(got.calls[i].name, want->calls[i].name) ||
            !same(got.calls[i].arguments, want->calls[i].arguments))
            ok = fail(t, "calls", "call", "its name or arguments are not read back", err);
    if (ok && thinks && !same(got.thinking, want->thinking))
        ok = fail(t, "thinking", "block", "'open' and 'close' do not find it", err);
    if (ok && !same(got.content, want->content))
        ok = fail(t, "turns", "assistant", "the text of an answer is not read back", err);
    message_finish(&got);
    reply_destroy(reply);
    json_decref(tools);
    return ok;
}

bool template_check(const struct chat_template *t, struct error *err)
{
    struct tool_call calls[] = {
        {.name = (char *)"look", .arguments = (char *)ARGUMENTS},
        {.name = (char *)"other", .arguments = (char *)"{}"},
    };
    struct message m[] = {{.role = ROLE_USER, .content = (char *)"A question."},
                          {.role = ROLE_ASSISTANT,
                           .content = (char *)"Some text.",
                           .thinking = (char *)"A thought.",
                           .calls = calls,
                           .n_calls = 2}};
    char *question = text_of(t, m, 1, err);
    char *both = question ? text_of(t, m, 2, err) : NULL;
    bool ok = both != NULL;
    size_t n_before = question ? strlen(question) : 0, n_open = strlen(t->generation);
    if (ok && (strncmp(both, question, n_before) != 0 ||
               strncmp(both + n_before, t->generation, n_open) != 0))
        ok = fail(t, "generation", "open",
                  "'assistant' of 'turns' does not begin with it", err);
    if (ok) {
        const char *answer = both + n_before + n_open;
        size_t len = strlen(answer), closing = closing_len(t);
        ok = check_answer(t, answer, len > closing ? len - closing : 0, &m[1], err);
    }
    free(question);
    free(both);
    return ok;
}
