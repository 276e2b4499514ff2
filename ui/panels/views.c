#include "ui/panels/views.h"

#include <string.h>

#include "ui/panels/views_impl.h"

static const char *const names[VIEW_N] = {"tokens", "last token", "experts", "time"};
static const char *const short_names[VIEW_N] = {"tok", "last", "exp", "time"};

/* The names of the pages; the one that is open stands in brackets, so that it can be told
 * without colours. */
static void draw_tabs(const struct views *v, const struct canvas *c)
{
    int x = 0;
    for (int i = 0; i < VIEW_N; i++) {
        bool open = (int)v->view == i;
        const char *name = c->cols >= 50 ? names[i] : short_names[i];
        x += canvas_format(c, 0, x, open ? THEME_TITLE : THEME_DIM,
                           open ? "[%s]" : " %s ", name);
        x += c->cols >= 50;
    }
}

void views_draw(struct views *v, const struct telemetry *t, const struct canvas *c)
{
    struct canvas part = *c;
    int head = c->rows >= 16 ? 2 : c->rows >= 6 ? 1 : 0;
    if (head > 0)
        draw_tabs(v, c);
    part.y += head;
    part.rows -= head;
    if (v->layer >= t->steps.n_layer && t->steps.n_layer > 0)
        v->layer = t->steps.n_layer - 1;
    switch (v->view) {
    case VIEW_TOKENS: view_tokens_draw(v, t, &part); break;
    case VIEW_LAST: view_last_draw(t, &part); break;
    case VIEW_EXPERTS: view_experts_draw(v, t, &part); break;
    default: view_time_draw(t, &part); break;
    }
}

static bool move_layer(struct views *v, const struct telemetry *t, int by)
{
    int n = t->steps.n_layer;
    v->layer += by;
    if (v->layer >= n)
        v->layer = n - 1;
    if (v->layer < 0)
        v->layer = 0;
    return true;
}

bool views_key(struct views *v, const struct telemetry *t, const struct key *key)
{
    bool text = key->code == KEY_TEXT;
    char c = text && key->len == 1 ? key->text[0] : 0;
    if ((key->code == KEY_FUNCTION && key->byte == 3) || key->code == KEY_TAB) {
        v->view = (v->view + 1) % VIEW_N;
        return true;
    }
    if (key->code == KEY_TAB_BACK) {
        v->view = (v->view + VIEW_N - 1) % VIEW_N;
        return true;
    }
    if (c >= '1' && c < '1' + VIEW_N) {
        v->view = (enum views_page)(c - '1');
        return true;
    }
    bool right =
        c == 'l' || (text && key->len == 3 && memcmp(key->text, "\x1b[C", 3) == 0);
    bool left =
        c == 'h' || (text && key->len == 3 && memcmp(key->text, "\x1b[D", 3) == 0);
    if ((v->view == VIEW_TOKENS || v->view == VIEW_EXPERTS) && (right || left))
        return move_layer(v, t, right ? 1 : -1);
    if (v->view == VIEW_EXPERTS && (key->code == KEY_ARROW_UP ||
                                    key->code == KEY_ARROW_DOWN || c == 'j' || c == 'k'))
        return move_layer(v, t, key->code == KEY_ARROW_DOWN || c == 'j' ? 1 : -1);
    return v->view == VIEW_TOKENS && view_tokens_key(v, t, key);
}

const char *views_hint(const struct views *v, int cols)
{
    if (cols < 64)
        return cols < 40 ? "Esc closes" : "Esc closes   F3 next   arrows";
    switch (v->view) {
    case VIEW_TOKENS:
        return cols >= 100
                   ? "Esc closes   F3 next page   arrows choose a cell   p phase   "
                     "g log scale   End follows"
                   : "Esc closes  F3 next  arrows cell  p phase  g log  End follow";
    case VIEW_EXPERTS: return "Esc closes   F3 next page   arrows choose a layer";
    default: return "Esc closes   F3 next page";
    }
}

int layers_per_column(int n_layer, int cols)
{
    int pool = 1;
    while (cols > 0 && (n_layer + pool - 1) / pool > cols)
        pool++;
    return pool;
}

int cell_width(int n, int cols, int most)
{
    int w = n > 0 ? cols / n : 1;
    return w < 1 ? 1 : w > most ? most : w;
}
