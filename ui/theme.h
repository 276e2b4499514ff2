#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/ui.h"

/* Colours and marks by role. Nothing is told by colour alone: without colours the roles
 * still differ by attribute or not at all, and the words say it. */

enum theme_role {
    THEME_TEXT,
    THEME_DIM,   /* labels, footers, thinking */
    THEME_RULE,  /* frame lines */
    THEME_BRAND, /* the name in the header */
    THEME_USER,  /* role label */
    THEME_MODEL, /* role label */
    THEME_TOOL,  /* role label, tool names */
    THEME_LIVE,  /* what is going on now: graphs, the busy word */
    THEME_WARN,  /* needs the user */
    THEME_ERROR,
    THEME_TITLE, /* of a panel or page */
    THEME_HEADING,
    THEME_CODE,
    THEME_LINK,
    THEME_PHASE_MIXER, /* the phases of a layer, in the order of struct layer_stats */
    THEME_PHASE_ROUTE,
    THEME_PHASE_IO,
    THEME_PHASE_EXPERT,
    THEME_PHASE_OTHER,
    THEME_HEAT, /* the first of 8 steps from little to much */
    THEME_HEAT_LAST = THEME_HEAT + 7,
    THEME_N_ROLES,
};

/* A style is a role with attributes. */
enum {
    STYLE_ROLE_MASK = 0xff,
    STYLE_BOLD = 0x100,
    STYLE_ITALIC = 0x200,
    STYLE_UNDERLINE = 0x400,
    STYLE_REVERSE = 0x800,
};

enum theme_sym {
    SYM_HLINE,
    SYM_VLINE,
    SYM_TEE_DOWN,
    SYM_TEE_UP,
    SYM_CORNER_UL,
    SYM_CORNER_UR,
    SYM_CORNER_LL,
    SYM_CORNER_LR,
    SYM_FOLDED,
    SYM_OPEN,
    SYM_BULLET,
    SYM_DOT,
    SYM_ELLIPSIS,
    SYM_N,
};

/* A colour of a role: -1 is the terminal's own. */
struct theme_look {
    short c256, c16, c8;
    int rgb;                 /* 0xrrggbb, for terminals that take it; -1: that of c256 */
    unsigned long attr;      /* curses attributes, always */
    unsigned long attr_mono; /* without colours */
};

struct theme {
    struct theme_look look[THEME_N_ROLES];
    bool color;  /* roles have colours */
    bool ascii;  /* our own drawing stays in ASCII */
    bool blocks; /* eighth blocks can be drawn */
};

/* The colours: "terminal" (NULL: the same; the terminal's own 16), "dark", "light", or a
 * YAML file of roles, flashmoe(1). Needs no terminal. */
bool theme_load(struct theme *t, const char *name_or_path, struct error *err);
/* Whether a name is one of those that need no file. */
bool theme_is_builtin(const char *name);

/* Of xterm's 256 colours, the one at this index as 0xrrggbb. */
int theme_rgb(int c);

/* After newterm and theme_load. `utf8`: the locale can show more than ASCII. */
void theme_init(struct theme *t, enum ui_color color, bool ascii, bool utf8);
const char *theme_sym(const struct theme *t, enum theme_sym sym);

/* Drawing goes through these: `win` is a WINDOW. Text is measured by glyph.h and cut at
 * max_cols; returns the columns used. */
int theme_put(const struct theme *t, void *win, int y, int x, int max_cols,
              uint32_t style, const char *text, size_t len);
int theme_puts(const struct theme *t, void *win, int y, int x, int max_cols,
               uint32_t style, const char *text);
