#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/infer/turn.h"
#include "core/text/call_parser.h"

/* A call that is forced has the name of a function that was offered: where the name is
 * written, only tokens are chosen that lead to one of the names. The first call's beginning
 * is in the prompt; those behind it begin with the model's mark. */

/* What the model writes behind the mark of a call, to the end of the name. Owned. */
static char *text_of(const struct reply_marks *m, const char *name)
{
    const char *begin = prompt_call_begin(m, false);
    if (m->call_format == CALL_XML)
        return xasprintf("%s%s>", begin, name);
    json_t *s = json_string(name);
    char *quoted = s ? json_dumps(s, JSON_ENCODE_ANY) : NULL;
    char *text = xasprintf("%s%s", begin, quoted ? quoted + 1 : "\"");
    free(quoted);
    json_decref(s);
    return text;
}

void turn_call_begin(struct turn *t)
{
    struct turn_call *c = &t->call;
    const struct reply_marks *m = template_marks(t->e->template);
    size_t n = json_array_size(t->r.tools);
    bool any = t->r.force_call && !*t->r.force_call;
    if (!t->r.force_call || (any && n == 0))
        return;
    c->n = any ? n : 1;
    c->texts = xcalloc(c->n, sizeof(*c->texts));
    for (size_t i = 0; i < c->n; i++)
        c->texts[i] = text_of(m, any ? call_tool_name(json_array_get(t->r.tools, i))
                                     : t->r.force_call);
    c->logits = xcalloc((size_t)t->e->pack->config.n_vocab, sizeof(*c->logits));
    c->on = any; /* else the prompt has the name */
    strbuf_adds(&c->said, any ? prompt_call_begin(m, true) : "");
}

void turn_call_finish(struct turn_call *c)
{
    for (size_t i = 0; i < c->n; i++)
        free(c->texts[i]);
    free(c->texts);
    free(c->logits);
    strbuf_finish(&c->said);
}

/* Whether the text goes on, after what was said, with these bytes, or they with all of it. */
static bool goes_on(const struct turn_call *c, const char *text, const char *bytes,
                    size_t len)
{
    if (strncmp(text, c->said.data, c->said.len) != 0)
        return false;
    size_t left = strlen(text) - c->said.len;
    return memcmp(text + c->said.len, bytes, len < left ? len : left) == 0;
}

static bool is_allowed(const struct turn *t, int32_t id)
{
    size_t len;
    bool special;
    const char *piece = tokenizer_piece(t->e->tok, id, &len, &special);
    if (special || !len)
        return false;
    for (size_t i = 0; i < t->call.n; i++)
        if (goes_on(&t->call, t->call.texts[i], piece, len))
            return true;
    return false;
}

const float *turn_call_logits(struct turn *t, const float *logits)
{
    int n = t->e->pack->config.n_vocab, n_ids = tokenizer_n_ids(t->e->tok);
    for (int32_t i = 0; i < n; i++)
        t->call.logits[i] = i < n_ids && is_allowed(t, i) ? logits[i] : -INFINITY;
    return t->call.logits;
}

void turn_call_said(struct turn *t, int32_t id)
{
    struct turn_call *c = &t->call;
    size_t len;
    bool special;
    if (!c->on) {
        c->on = c->n > 0 && id == t->text.call_open_id;
        if (c->on)
            strbuf_clear(&c->said);
        return;
    }
    const char *piece = tokenizer_piece(t->e->tok, id, &len, &special);
    strbuf_add(&c->said, piece, len);
    for (size_t i = 0; i < c->n; i++)
        if (strncmp(c->said.data, c->texts[i], strlen(c->texts[i])) == 0)
            c->on = false;
}
