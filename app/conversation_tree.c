#include <stdlib.h>
#include <string.h>

#include "app/conversation_impl.h"
#include "core/base/alloc.h"
#include "core/text/utf8.h"
#include "ui/glyph.h"

/* The tree of turns as lines of text. A turn with one child goes on below itself, so that
 * only branches move to the right and a long conversation stays narrow. */

enum {
    MIN_TEXT_COLS = 4, /* of what a turn says, also far to the right */
};

struct tree {
    const struct conversation *c;
    int cols;
    bool ascii;
    int *child,
        *next;     /* owned: first child and next sibling; the roots are [0] of child */
    bool *on_path; /* owned */
    int digits;
    struct strbuf out, indent;
};

/* A turn that waits to be drawn. */
struct item {
    int turn;
    size_t indent; /* how much of the branch lines is its own */
    bool branch, last;
};

static void link_turns(struct tree *t)
{
    const struct conversation *c = t->c;
    size_t n = (size_t)c->n_turns;
    t->child = xcalloc(n + 1, sizeof(*t->child));
    t->next = xcalloc(n + 1, sizeof(*t->next));
    t->on_path = xcalloc(n + 1, sizeof(*t->on_path));
    for (size_t i = 0; i <= n; i++)
        t->child[i] = -1;
    for (int i = c->n_turns - 1; i >= 0; i--) { /* so that the oldest comes first */
        int *first = &t->child[c->turns[i]->parent + 1];
        t->next[i] = *first;
        *first = i;
    }
    for (int i = c->head; i >= 0; i = c->turns[i]->parent)
        t->on_path[i] = true;
    t->digits = 1;
    for (int k = c->n_turns; k >= 10; k /= 10)
        t->digits++;
}

/* The beginning of what a turn says, on one line. */
static void add_text(struct strbuf *b, const char *text, int cols)
{
    struct strbuf flat = {0};
    size_t len = strnlen(text, (size_t)cols * 8);
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        size_t n = utf8_next(text + i, len - i, &cp);
        if (cp > ' ')
            strbuf_add(&flat, text + i, n);
        else if (flat.len && flat.data[flat.len - 1] != ' ')
            strbuf_addc(&flat, ' ');
        i += n;
    }
    bool whole = !text[len] && glyph_cols(flat.data ? flat.data : "", flat.len) <= cols;
    size_t keep = whole ? flat.len : glyph_fit(flat.data, flat.len, cols - 3, NULL);
    strbuf_add(b, flat.data ? flat.data : "", keep);
    if (!whole)
        strbuf_adds(b, "...");
    strbuf_finish(&flat);
}

static void add_turn(struct tree *t, int turn, int cols)
{
    static const char *const roles[] = {"system", "you", "assistant", "tool"};
    const struct turn *u = t->c->turns[turn];
    const struct message *m = &u->message;
    struct strbuf text = {0};
    if (u->summary)
        strbuf_adds(&text, "[summarised up to here] ");
    if (u->dropped)
        strbuf_adds(&text, "[left out] ");
    strbuf_adds(&text, m->content ? m->content : "");
    for (int i = 0; i < m->n_calls; i++)
        strbuf_addf(&text, " [calls %s]", m->calls[i].name);
    strbuf_addf(&t->out, "%*d  %-9s  ", t->digits, turn + 1, roles[m->role]);
    int rest = cols - t->digits - 13;
    add_text(&t->out, text.data, rest > MIN_TEXT_COLS ? rest : MIN_TEXT_COLS);
    strbuf_addc(&t->out, '\n');
    strbuf_finish(&text);
}

static void add_line(struct tree *t, const struct item *item)
{
    const char *head = t->ascii ? "> " : "\u25b6 ", *path = t->ascii ? "* " : "\u25cf ";
    const char *more = t->ascii ? "|- " : "\u251c\u2500 ";
    const char *last = t->ascii ? "`- " : "\u2514\u2500 ";
    t->indent.len = item->indent;
    strbuf_adds(&t->out, item->turn == t->c->head ? head
                         : t->on_path[item->turn] ? path
                                                  : "  ");
    size_t start = t->out.len;
    if (glyph_cols(t->indent.data, t->indent.len) <= t->cols / 3)
        strbuf_add(&t->out, t->indent.data, t->indent.len);
    else
        strbuf_adds(&t->out, "... ");
    if (item->branch)
        strbuf_adds(&t->out, item->last ? last : more);
    int used = glyph_cols(t->out.data + start, t->out.len - start);
    add_turn(t, item->turn, t->cols - used - 2);
    if (item->branch)
        strbuf_adds(&t->indent, item->last ? "   " : t->ascii ? "|  " : "\u2502  ");
}

/* Those of one parent, the first on top of the stack. */
static size_t push_children(struct tree *t, struct item *stack, size_t n, int parent)
{
    size_t first = n;
    bool branch = t->child[parent + 1] >= 0 && t->next[t->child[parent + 1]] >= 0;
    for (int i = t->child[parent + 1]; i >= 0; i = t->next[i])
        stack[n++] = (struct item){i, t->indent.len, branch, t->next[i] < 0};
    for (size_t a = first, b = n; a + 1 < b; a++, b--) {
        struct item x = stack[a];
        stack[a] = stack[b - 1];
        stack[b - 1] = x;
    }
    return n;
}

char *conversation_tree(const struct conversation *c, int cols, bool ascii,
                        int *head_line)
{
    struct tree t = {.c = c, .cols = cols, .ascii = ascii};
    struct item *stack = xcalloc((size_t)c->n_turns + 1, sizeof(*stack));
    int line = 0;
    *head_line = -1;
    link_turns(&t);
    strbuf_adds(&t.out, "");
    strbuf_adds(&t.indent, "");
    for (size_t n = push_children(&t, stack, 0, -1); n > 0; line++) {
        struct item item = stack[--n];
        if (item.turn == c->head)
            *head_line = line;
        add_line(&t, &item);
        n = push_children(&t, stack, n, item.turn);
    }
    free(stack);
    free(t.child);
    free(t.next);
    free(t.on_path);
    strbuf_finish(&t.indent);
    return strbuf_take(&t.out);
}
