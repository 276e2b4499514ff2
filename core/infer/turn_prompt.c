#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/infer/local_engine_impl.h"

/* From a request to the ids the model reads. */

/* Where an unfinished answer ends inside its rendering: behind its own last text, before
 * the words with which the template closes a turn. -1: it has no text. */
static int open_end(const struct rendering *r)
{
    for (int i = r->n_spans - 1; i >= 0; i--)
        if (!r->spans[i].special && r->spans[i].len)
            return i + 1;
    return -1;
}

static bool has_text(const char *s)
{
    return s && s[strspn(s, " \t\r\n")];
}

/* The conversation with its last turn, an answer, left open. */
static bool render_open(const struct chat_template *template,
                        const struct render_params *params, struct rendering *out,
                        struct rendering *cut, struct error *err)
{
    const struct message *last = &params->messages[params->n_messages - 1];
    if (last->n_calls)
        return err_set(err, 0, "continue the answer: it ended with a call of a tool");
    struct render_params p = *params;
    p.generation_prompt = false;
    if (!template_render(template, &p, out, err))
        return false;
    int end = open_end(out);
    if (end < 0)
        return err_set(err, 0, "continue the answer: template %s does not show its text",
                       template_name(template));
    *cut = *out;
    cut->n_spans = end;
    while (cut->n_bounds && cut->bound_spans[cut->n_bounds - 1] > (size_t)end)
        cut->n_bounds--;
    cut->thinking_open = !has_text(last->content);
    return true;
}

enum {
    BOUND_DISTANCE_TOK = 32
};

/* Every bound is a copy of the state, and on a GPU ends a chunk, of which a short one reads
 * nearly as many experts as a long one: bounds close behind another cost more than reading
 * those few tokens again, and are left out. The end of the prompt is added, where a chunk ends
 * anyway. */
static void choose_bounds(struct prompt *p)
{
    size_t n = 0, last = 0;
    for (size_t i = 0; i < p->n_bounds; i++) {
        if (p->bounds[i] >= p->ids.n || p->bounds[i] - last < BOUND_DISTANCE_TOK)
            continue;
        last = p->bounds[i];
        p->bounds[n++] = last;
    }
    p->bounds = xreallocarray(p->bounds, n + 1, sizeof(*p->bounds));
    p->bounds[n] = p->ids.n;
    p->n_bounds = n + 1;
}

/* Text without a template: what looks like its words is text. */
static bool build_raw(const struct local_engine *e, const struct engine_request *r,
                      struct prompt *out, struct error *err)
{
    struct text_span text = {.text = r->prompt, .len = strlen(r->prompt)};
    if (!tokenizer_encode(e->tok, &text, 1, &out->ids, err))
        return false;
    if (out->ids.n == 0)
        return err_set(err, 0, "read the prompt: it is empty");
    choose_bounds(out);
    return true;
}

/* Where the model chooses the name, it begins the token in which that begins. */
const char *prompt_call_begin(const struct reply_marks *m, bool any)
{
    if (m->call_format != CALL_XML)
        return "\n{\"name\": \"";
    return any ? "\n<function" : "\n<function=";
}

/* The prompt goes on as an answer that begins with a call. The function's name is a span of
 * its own: it is not the template's word. */
static bool force_call(const struct local_engine *e, const struct chat_template *template,
                       const struct engine_request *r, struct rendering *out,
                       struct prompt *p, struct error *err)
{
    const struct reply_marks *m = template_marks(template);
    if (!*m->call_open)
        return err_set(err, 0, "force a call: template %s has none",
                       template_name(template));
    bool xml = m->call_format == CALL_XML, any = !*r->force_call;
    const char *end = any ? "" : xml ? ">\n" : "\", \"arguments\": ";
    char *open = xasprintf("%s%s", m->call_open, prompt_call_begin(m, any));
    const struct text_span more[] = {
        {.text = open, .len = strlen(open), .special = true},
        {.text = r->force_call, .len = strlen(r->force_call)},
        {.text = end, .len = strlen(end), .special = true}};
    size_t n = (size_t)out->n_spans;
    struct text_span *spans = xcalloc(n + 3, sizeof(*spans));
    if (n > 0)
        memcpy(spans, out->spans, n * sizeof(*spans));
    memcpy(spans + n, more, sizeof(more));
    struct rendering all = *out;
    all.spans = spans;
    all.n_spans += any ? 1 : 3;
    p->forced = xasprintf("%s%s%s", open, r->force_call, end);
    bool ok = rendering_encode(&all, e->tok, &p->ids, &p->bounds, err);
    free(spans);
    free(open);
    return ok;
}

bool prompt_build(const struct local_engine *e, const struct chat_template *template,
                  const struct engine_request *r, struct prompt *out, struct error *err)
{
    *out = (struct prompt){0};
    if (r->prompt)
        return build_raw(e, r, out, err);
    struct render_params params = {
        .messages = r->messages,
        .n_messages = r->n_messages,
        .tools = r->tools,
        .thinking = r->thinking && !r->force_call,
        .generation_prompt = true,
    };
    const struct message *last = r->n_messages ? &r->messages[r->n_messages - 1] : NULL;
    bool open = r->continue_last;
    if (open && (!last || last->role != ROLE_ASSISTANT))
        return err_set(err, 0, "continue the answer: the last turn is not one");
    if (open && !has_text(last->content) && !has_text(last->thinking) && !last->n_calls) {
        params.n_messages--; /* stopped before its first word: write it anew */
        open = false;
    }

    struct rendering rendering = {0}, cut = {0};
    bool ok = open ? render_open(template, &params, &rendering, &cut, err)
                   : template_render(template, &params, &rendering, err);
    const struct rendering *used = open ? &cut : &rendering;
    if (ok)
        ok = r->force_call ? force_call(e, template, r, &rendering, out, err)
                           : rendering_encode(used, e->tok, &out->ids, &out->bounds, err);
    if (ok) {
        out->n_bounds = (size_t)used->n_bounds;
        out->thinking_open = used->thinking_open;
        choose_bounds(out);
    }
    rendering_finish(&rendering);
    if (!ok)
        prompt_finish(out);
    return ok;
}

void prompt_copy(struct prompt *to, const struct prompt *from)
{
    *to = *from;
    to->ids = (struct id_list){0};
    id_list_add_all(&to->ids, from->ids.ids, from->ids.n);
    to->bounds = xcalloc(from->n_bounds, sizeof(*to->bounds));
    memcpy(to->bounds, from->bounds, from->n_bounds * sizeof(*to->bounds));
    to->forced = from->forced ? xstrdup(from->forced) : NULL;
}

void prompt_finish(struct prompt *p)
{
    id_list_finish(&p->ids);
    free(p->bounds);
    free(p->forced);
    *p = (struct prompt){0};
}

/* Added tokens are words of the template: they match only themselves, never text that
 * looks like them. */
static bool is_plain(const struct tokenizer *tok, int32_t id, const char **piece,
                     size_t *len)
{
    char name[128];
    bool special;
    *piece = tokenizer_piece(tok, id, len, &special);
    if (special || !*len)
        return false;
    if (*len >= sizeof(name))
        return true;
    memcpy(name, *piece, *len);
    name[*len] = '\0';
    return tokenizer_id(tok, name) != id;
}

/* a[na] and b[nb] as text: the number of ids of b that spell exactly all of a, or 0. */
static size_t spell(const struct tokenizer *tok, const int32_t *a, size_t na,
                    const int32_t *b, size_t nb)
{
    size_t i = 0, j = 0;
    size_t left_a = 0, left_b = 0; /* bytes of the present pieces still to compare */
    const char *pa = NULL, *pb = NULL;
    for (;;) {
        if (!left_a && !left_b) {
            while (i < na && j < nb && a[i] == b[j])
                i++, j++;
            if (i == na)
                return j;
        }
        if (!left_a) {
            if (i == na || !is_plain(tok, a[i++], &pa, &left_a))
                return 0;
        }
        if (!left_b) {
            if (j == nb || !is_plain(tok, b[j++], &pb, &left_b))
                return 0;
        }
        size_t n = left_a < left_b ? left_a : left_b;
        if (memcmp(pa, pb, n) != 0)
            return 0;
        pa += n;
        pb += n;
        left_a -= n;
        left_b -= n;
    }
}

static size_t common_prefix(const int32_t *a, size_t na, const int32_t *b, size_t nb)
{
    size_t n = 0;
    while (n < na && n < nb && a[n] == b[n])
        n++;
    return n;
}

size_t prompt_common(const struct prompt *a, const struct prompt *b)
{
    return common_prefix(a->ids.ids, a->ids.n, b->ids.ids, b->ids.n);
}

size_t prompt_match_tokens(const struct local_engine *e, const struct prompt *p,
                           const int32_t *tokens, size_t n)
{
    size_t same = common_prefix(tokens, n, p->ids.ids, p->ids.n);
    if (same == n || same == p->ids.n)
        return same;
    return spell(e->tok, tokens + same, n - same, p->ids.ids + same, p->ids.n - same)
               ? n
               : same;
}

size_t prompt_match(const struct local_engine *e, const struct prompt *p)
{
    return prompt_match_tokens(e, p, session_tokens(e->session),
                               (size_t)session_n_tok(e->session));
}

bool prompt_is_read(const struct local_engine *e, const struct prompt *p)
{
    return e->seats[session_selected(e->session)].logits_valid &&
           p->ids.n == (size_t)session_n_tok(e->session) &&
           common_prefix(session_tokens(e->session), p->ids.n, p->ids.ids, p->ids.n) ==
               p->ids.n;
}

size_t prompt_saved(const struct prompt *p, size_t match)
{
    return match > 0 && match == p->ids.n ? match - 1 : match;
}

/* The first n_have tokens of the session, if the prompt begins with their text. */
static bool adopt(const struct local_engine *e, struct prompt *p, size_t n_have)
{
    const int32_t *have = session_tokens(e->session);
    size_t same = common_prefix(have, n_have, p->ids.ids, p->ids.n);
    if (same == n_have || same == p->ids.n)
        return true;
    size_t n_spoken = n_have - same;
    size_t n_written =
        spell(e->tok, have + same, n_spoken, p->ids.ids + same, p->ids.n - same);
    if (!n_written)
        return false;

    struct id_list ids = {0};
    for (size_t i = 0; i < n_have; i++)
        id_list_add(&ids, have[i]);
    for (size_t i = same + n_written; i < p->ids.n; i++)
        id_list_add(&ids, p->ids.ids[i]);
    id_list_finish(&p->ids);
    p->ids = ids;

    /* Bounds behind the exchanged part move with the text; those inside are gone. */
    size_t n = 0;
    for (size_t i = 0; i < p->n_bounds; i++) {
        size_t at = p->bounds[i];
        if (at > same && at < same + n_written)
            continue;
        p->bounds[n++] = at <= same ? at : at - n_written + n_spoken;
    }
    p->n_bounds = n;
    return true;
}

/* Behind a conversation may stand a draft, which need not be what the prompt says. */
void prompt_adopt_session(const struct local_engine *e, struct prompt *p)
{
    int draft_from = e->seats[session_selected(e->session)].draft_from;
    if (!adopt(e, p, (size_t)session_n_tok(e->session)) && draft_from > 0)
        adopt(e, p, (size_t)draft_from);
}
