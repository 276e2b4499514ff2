#include <stdlib.h>
#include <string.h>

#include "app/chat_impl.h"
#include "core/base/alloc.h"
#include "core/base/strbuf.h"

/* The conversation as the screen shows it. Each turn has its number beside its role, as
 * the commands take it, and says when it is one of several or not read by the model. */

static const char *call_name(const struct chat *c, const int *path, int n,
                             const struct message *m)
{
    for (int i = n - 1; i >= 0 && m->tool_call_id; i--) {
        const struct message *a = &conversation_turn(c->conv, path[i])->message;
        for (int k = 0; k < a->n_calls; k++)
            if (a->calls[k].id && strcmp(a->calls[k].id, m->tool_call_id) == 0)
                return a->calls[k].name;
    }
    return NULL;
}

static void show_text(struct chat *c, enum ui_entry kind, const char *label,
                      const char *text)
{
    int e = ui_entry_add(c->ui, kind, label);
    if (text)
        ui_entry_text(c->ui, e, false, text, strlen(text));
    ui_entry_end(c->ui, e, NULL);
}

static void show_answer(struct chat *c, const struct turn *t, const char *label)
{
    const struct message *m = &t->message;
    bool thought = m->thinking && *m->thinking;
    if (thought || (m->content && *m->content) || !m->n_calls) {
        int e = ui_entry_add(c->ui, UI_ENTRY_ASSISTANT, label);
        if (thought) {
            const json_t *ms =
                json_object_get(json_object_get(t->meta, "timings"), "thinking_ms");
            const json_t *n =
                json_object_get(json_object_get(t->meta, "usage"), "thinking");
            ui_entry_text(c->ui, e, true, m->thinking, strlen(m->thinking));
            ui_entry_thought(c->ui, e, json_number_value(ms) / 1e3,
                             (int)json_integer_value(n));
        }
        if (m->content)
            ui_entry_text(c->ui, e, false, m->content, strlen(m->content));
        char *footer = turn_meta_footer(t->meta);
        ui_entry_end(c->ui, e, footer);
        free(footer);
    }
    for (int k = 0; k < m->n_calls; k++)
        show_text(c, UI_ENTRY_TOOL_CALL, m->calls[k].name, m->calls[k].arguments);
}

static char *label(int number, int rank, int of, bool dropped)
{
    struct strbuf b = {0};
    strbuf_addf(&b, "%d", number);
    if (of > 1)
        strbuf_addf(&b, " (%d of %d)", rank, of);
    if (dropped)
        strbuf_adds(&b, " (left out)");
    return strbuf_take(&b);
}

char *chat_next_label(const struct chat *c)
{
    int n = conversation_n_turns(c->conv), rank = 1;
    int parent = conversation_head(c->conv);
    for (int i = parent + 1; i < n; i++)
        rank += conversation_turn(c->conv, i)->parent == parent;
    return label(n + 1, rank, rank, false);
}

/* Of each turn its place among those with the same parent, and of each parent (from [0],
 * the empty start) how many it has. */
static void rank_all(const struct chat *c, int **ranks, int **counts)
{
    int n = conversation_n_turns(c->conv);
    *ranks = xcalloc((size_t)n + 1, sizeof(**ranks));
    *counts = xcalloc((size_t)n + 1, sizeof(**counts));
    for (int i = 0; i < n; i++)
        (*ranks)[i] = ++(*counts)[conversation_turn(c->conv, i)->parent + 1];
}

static void show_summary(struct chat *c, const char *text)
{
    char *all = xasprintf("The model reads this summary in place of what is above "
                          "(/compact undo takes it back):\n\n%s",
                          text);
    show_text(c, UI_ENTRY_NOTICE, NULL, all);
    free(all);
}

void chat_show_path(struct chat *c)
{
    int n, last_summary = -1, *ranks, *counts;
    int *path = conversation_path_turns(c->conv, &n);
    rank_all(c, &ranks, &counts);
    ui_entries_clear(c->ui);
    for (int i = 0; i < n; i++)
        if (conversation_turn(c->conv, path[i])->summary)
            last_summary = i;
    for (int i = 0; i < n; i++) {
        const struct turn *t = conversation_turn(c->conv, path[i]);
        const struct message *m = &t->message;
        char *text =
            label(path[i] + 1, ranks[path[i]], counts[t->parent + 1], t->dropped);
        if (m->role == ROLE_USER)
            show_text(c, UI_ENTRY_USER, text, m->content);
        else if (m->role == ROLE_TOOL)
            show_text(c, UI_ENTRY_TOOL_RESULT, call_name(c, path, i, m), m->content);
        else if (m->role == ROLE_ASSISTANT)
            show_answer(c, t, text);
        if (i == last_summary)
            show_summary(c, t->summary);
        free(text);
    }
    free(ranks);
    free(counts);
    free(path);
    if (c->state == CHAT_IDLE)
        chat_count_context(c);
}
