#include "ui/theme.h"

#include <stdlib.h>
#include <string.h>

#define NCURSES_NOMACROS
#include <curses.h>
#include <term.h>

#include "ui/glyph.h"

static const char *const syms[SYM_N][2] = {
    [SYM_HLINE] = {"─", "-"},      [SYM_VLINE] = {"│", "|"},
    [SYM_TEE_DOWN] = {"┬", "+"},   [SYM_TEE_UP] = {"┴", "+"},
    [SYM_CORNER_UL] = {"┌", "+"},  [SYM_CORNER_UR] = {"┐", "+"},
    [SYM_CORNER_LL] = {"└", "+"},  [SYM_CORNER_LR] = {"┘", "+"},
    [SYM_FOLDED] = {"▸", ">"},     [SYM_OPEN] = {"▾", "v"},
    [SYM_BULLET] = {"•", "*"},     [SYM_DOT] = {"·", "-"},
    [SYM_ELLIPSIS] = {"…", "..."},
};

static const char *env(const char *name)
{
    const char *v = getenv(name); // NOLINT(concurrency-mt-unsafe): never set
    return v ? v : "";
}

static bool wants_color(enum ui_color color)
{
    if (color != UI_COLOR_AUTO)
        return color == UI_COLOR_ALWAYS;
    const char *force = env("CLICOLOR_FORCE");
    if (*force && strcmp(force, "0") != 0)
        return true;
    return !*env("NO_COLOR") && strcmp(env("CLICOLOR"), "0") != 0;
}

/* With direct colours (TERM=xterm-direct) a number from 8 on is a colour itself. */
static int terminal_color(const struct theme_look *l, int c)
{
    if (COLORS <= 256 || (c < 8 && l->rgb < 0))
        return c;
    return l->rgb >= 0 ? l->rgb : theme_rgb(c);
}

void theme_init(struct theme *t, enum ui_color color, bool ascii, bool utf8)
{
    const char *term = termname();
    /* Their fonts have no eighth blocks, and the old ones nothing outside ASCII. */
    bool console = term && strncmp(term, "linux", 5) == 0;
    bool old = term && strncmp(term, "vt", 2) == 0;
    t->ascii = ascii || !utf8 || old;
    t->blocks = !t->ascii && !console;
    t->color = false;
    if (!wants_color(color) || !has_colors() || start_color() == ERR)
        return;
    t->color = true;
    short background = use_default_colors() == OK ? -1 : COLOR_BLACK;
    for (int r = 0; r < THEME_N_ROLES; r++) {
        const struct theme_look *l = &t->look[r];
        short c = COLORS >= 256 ? l->c256 : COLORS >= 16 ? l->c16 : l->c8;
        if (c < 0 && background >= 0)
            c = COLOR_WHITE;
        init_extended_pair(r + 1, terminal_color(l, c), background);
    }
}

const char *theme_sym(const struct theme *t, enum theme_sym sym)
{
    return syms[sym][t->ascii];
}

static void set_style(const struct theme *t, WINDOW *win, uint32_t style)
{
    int role = (int)(style & STYLE_ROLE_MASK);
    if (role >= THEME_N_ROLES)
        role = THEME_TEXT;
    const struct theme_look *l = &t->look[role];
    attr_t a = (attr_t)(l->attr | (t->color ? 0 : l->attr_mono));
    if (t->color && COLORS < 256 && l->c256 >= 0 && (COLORS < 16 ? l->c8 : l->c16) < 0)
        a |= A_DIM; /* few colours have no grey that can be read */
    if (style & STYLE_BOLD)
        a |= A_BOLD;
    if (style & STYLE_ITALIC)
        a |= enter_italics_mode ? A_ITALIC : A_UNDERLINE;
    if (style & STYLE_UNDERLINE)
        a |= A_UNDERLINE;
    if (style & STYLE_REVERSE)
        a |= A_REVERSE;
    wattr_set(win, a, t->color ? (short)(role + 1) : 0, NULL);
}

int theme_put(const struct theme *t, void *win, int y, int x, int max_cols,
              uint32_t style, const char *text, size_t len)
{
    int width = getmaxx((WINDOW *)win);
    if (y < 0 || y >= getmaxy((WINDOW *)win) || x < 0)
        return 0;
    if (max_cols > width - x)
        max_cols = width - x;
    set_style(t, win, style);
    wchar_t run[128]; /* curses takes them together for less */
    int cols = 0, n_run = 0, from = 0;
    struct glyph g;
    for (size_t i = 0; i < len; i += g.n_bytes) {
        glyph_next(text + i, len - i, &g);
        if (cols + g.cols > max_cols)
            break;
        if (n_run + g.n_image > (int)(sizeof run / sizeof *run)) {
            mvwaddnwstr(win, y, x + from, run, n_run);
            from = cols;
            n_run = 0;
        }
        wmemcpy(run + n_run, g.image, (size_t)g.n_image);
        n_run += g.n_image;
        cols += g.cols;
    }
    if (n_run > 0)
        mvwaddnwstr(win, y, x + from, run, n_run);
    return cols;
}

int theme_puts(const struct theme *t, void *win, int y, int x, int max_cols,
               uint32_t style, const char *text)
{
    return theme_put(t, win, y, x, max_cols, style, text, strlen(text));
}
