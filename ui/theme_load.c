/* Where the colours of the roles come from: the themes that are built in, and files. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NCURSES_NOMACROS
#include <curses.h>

#include "core/base/error.h"
#include "core/base/yaml.h"
#include "ui/theme.h"

/* One row per role: its name in files, its colours as the terminal's own 16 (-1: that of the
 * text), for dark and for light backgrounds in 256, and its attributes. With the terminal's
 * own colours greys are dimmed text: many schemes make "bright black" unreadable. */
struct role_row {
    const char *name;
    short terminal, dark, light;
    attr_t attr;          /* always */
    attr_t terminal_attr; /* with the terminal's own colours */
    attr_t mono;          /* without colours */
};

static const struct role_row roles[THEME_N_ROLES] = {
    [THEME_TEXT] = {"text", -1, -1, -1, 0, 0, 0},
    [THEME_DIM] = {"dim", -1, 245, 243, 0, A_DIM, A_DIM},
    [THEME_RULE] = {"rule", -1, 240, 250, 0, A_DIM, A_DIM},
    [THEME_BRAND] = {"brand", 6, 80, 30, A_BOLD, 0, A_BOLD},
    [THEME_USER] = {"user", 4, 75, 25, A_BOLD, 0, A_BOLD},
    [THEME_MODEL] = {"model", 6, 80, 30, A_BOLD, 0, A_BOLD},
    [THEME_TOOL] = {"tool", 3, 179, 94, A_BOLD, 0, A_BOLD},
    [THEME_LIVE] = {"live", 6, 73, 30, 0, 0, 0},
    [THEME_WARN] = {"warn", 3, 214, 130, 0, 0, A_BOLD},
    [THEME_ERROR] = {"error", 1, 203, 160, A_BOLD, 0, A_BOLD},
    [THEME_TITLE] = {"title", -1, -1, -1, A_BOLD, 0, A_BOLD},
    [THEME_HEADING] = {"heading", -1, -1, -1, A_BOLD, 0, A_BOLD},
    [THEME_CODE] = {"code", 2, 108, 22, 0, 0, 0},
    [THEME_LINK] = {"link", 4, 75, 25, A_UNDERLINE, 0, A_UNDERLINE},
    [THEME_PHASE_MIXER] = {"mixer", 4, 68, 25, 0, 0, 0},
    [THEME_PHASE_ROUTE] = {"router", 5, 140, 90, 0, 0, 0},
    [THEME_PHASE_IO] = {"io_wait", 3, 172, 130, 0, 0, 0},
    [THEME_PHASE_EXPERT] = {"experts", 6, 73, 30, 0, 0, 0},
    [THEME_PHASE_OTHER] = {"other", -1, 245, 243, 0, A_DIM, 0},
    [THEME_HEAT + 0] = {"heat1", 4, 24, 153, 0, 0, 0},
    [THEME_HEAT + 1] = {"heat2", 4, 31, 111, 0, 0, 0},
    [THEME_HEAT + 2] = {"heat3", 6, 36, 73, 0, 0, 0},
    [THEME_HEAT + 3] = {"heat4", 6, 71, 71, 0, 0, 0},
    [THEME_HEAT + 4] = {"heat5", 2, 142, 142, 0, 0, 0},
    [THEME_HEAT + 5] = {"heat6", 3, 178, 172, 0, 0, 0},
    [THEME_HEAT + 6] = {"heat7", 3, 172, 166, 0, 0, 0},
    [THEME_HEAT + 7] = {"heat8", 1, 160, 124, 0, 0, 0},
};

static const char *const builtin[] = {"terminal", "dark", "light", NULL};

bool theme_is_builtin(const char *name)
{
    for (int i = 0; builtin[i]; i++)
        if (strcmp(name, builtin[i]) == 0)
            return true;
    return false;
}

/* ---- colours ---- */

int theme_rgb(int c)
{
    static const int base[16] = {
        0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
        0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};
    static const int steps[] = {0, 95, 135, 175, 215, 255};
    if (c < 16)
        return base[c < 0 ? 0 : c];
    int grey = 8 + 10 * (c - 232), i = c - 16;
    return c >= 232 ? grey << 16 | grey << 8 | grey
                    : steps[i / 36] << 16 | steps[i / 6 % 6] << 8 | steps[i % 6];
}

static int part(int rgb, int i)
{
    return rgb >> 8 * i & 255;
}

static short nearest(int rgb, int from, int to)
{
    int best = -1;
    short at = 0;
    for (int c = from; c < to; c++) {
        int other = theme_rgb(c), d = 0;
        for (int i = 0; i < 3; i++)
            d += (part(rgb, i) - part(other, i)) * (part(rgb, i) - part(other, i));
        if (best < 0 || d < best) {
            best = d;
            at = (short)c;
        }
    }
    return at;
}

/* A grey has no place among few colours: it becomes dimmed text. */
static short among_few(short c, int n)
{
    if (c < 0 || c < n)
        return c;
    int rgb = theme_rgb(c), most = part(rgb, 0), least = most;
    for (int i = 1; i < 3; i++) {
        most = part(rgb, i) > most ? part(rgb, i) : most;
        least = part(rgb, i) < least ? part(rgb, i) : least;
    }
    /* neither black nor white, of which one is unseen */
    return (short)(most - least < 24 ? -1 : nearest(rgb, 1, 7));
}

struct color {
    short index; /* of 256, -1: the terminal's own */
    int rgb;     /* 0xrrggbb when it was said so, else -1 */
};

static void set_color(struct theme_look *l, struct color c)
{
    l->c256 = c.index;
    l->c16 = among_few(c.index, 16);
    l->c8 = among_few(c.index, 8);
    l->rgb = c.rgb;
}

/* ---- files ---- */

/* "0" to "255", or "#" and six digits; strtoul alone takes "0x12" and more. */
static bool parse_number(const char *text, struct color *color)
{
    bool hex = text[0] == '#';
    const char *digits = text + hex;
    size_t n = strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789");
    if (digits[n] || (hex ? n != 6 : n < 1 || n > 3))
        return false;
    long v = strtol(digits, NULL, hex ? 16 : 10);
    *color = hex ? (struct color){nearest((int)v, 16, 256), (int)v}
                 : (struct color){(short)v, -1};
    return hex || v <= 255;
}

static bool parse_word(const char *word, size_t len, struct color *color, attr_t *attr)
{
    static const char *const names[] = {"black", "red",     "green", "yellow",
                                        "blue",  "magenta", "cyan",  "white"};
    static const struct {
        const char *name;
        attr_t attr;
    } attrs[] = {{"bold", A_BOLD}, {"dim", A_DIM}, {"underline", A_UNDERLINE}};
    char text[32];
    if (len >= sizeof text)
        return false;
    snprintf(text, sizeof text, "%.*s", (int)len, word);
    bool bright = strncmp(text, "bright-", 7) == 0;
    for (short i = 0; i < 8; i++)
        if (strcmp(text + (bright ? 7 : 0), names[i]) == 0) {
            *color = (struct color){(short)(i + (bright ? 8 : 0)), -1};
            return true;
        }
    for (size_t i = 0; i < sizeof attrs / sizeof *attrs; i++)
        if (strcmp(text, attrs[i].name) == 0) {
            *attr |= attrs[i].attr;
            return true;
        }
    if (strcmp(text, "default") == 0) {
        *color = (struct color){-1, -1};
        return true;
    }
    return parse_number(text, color);
}

/* "blue", "bright-red bold", "245", "#5fafaf underline", "default". */
static bool take_role(struct theme_look *l, const struct yaml_doc *doc,
                      const struct yaml_node *node, const char *name, struct error *err)
{
    struct color color = {l->c256, l->rgb};
    attr_t attr = 0;
    if (node->kind != YAML_SCALAR || node->len == 0)
        return yaml_err(err, doc, node,
                        "%s must be a colour (one with a # stands in quotes)", name);
    for (const char *s = node->text; *s;) {
        size_t n = strcspn(s, " ");
        if (n > 0 && !parse_word(s, n, &color, &attr))
            return yaml_err(
                err, doc, node,
                "%s: '%.*s' is no colour (a name, 0 to 255, #rrggbb, default) and "
                "not bold, dim or underline",
                name, n < 40 ? (int)n : 40, s);
        s += n + strspn(s + n, " ");
    }
    set_color(l, color);
    l->attr = attr;
    l->attr_mono |= attr; /* without colours it stays told apart */
    return true;
}

static void take_builtin(struct theme *t, const char *name)
{
    bool dark = strcmp(name, "dark") == 0, light = strcmp(name, "light") == 0;
    for (int i = 0; i < THEME_N_ROLES; i++) {
        const struct role_row *r = &roles[i];
        struct theme_look *l = &t->look[i];
        l->c16 = l->c8 = r->terminal;
        l->rgb = -1;
        l->c256 = dark ? r->dark : light ? r->light : r->terminal;
        l->attr = r->attr | (dark || light ? 0 : r->terminal_attr);
        l->attr_mono = r->mono;
    }
}

static bool take_file(struct theme *t, const struct yaml_doc *doc, struct error *err)
{
    static const char *const keys[] = {"schema", "base", "roles", NULL};
    const struct yaml_node *root = yaml_root(doc);
    const char *base = "terminal", *names[THEME_N_ROLES + 1] = {NULL};
    int64_t schema = 1;
    for (int i = 0; i < THEME_N_ROLES; i++)
        names[i] = roles[i].name;
    if (root->kind != YAML_MAP)
        return yaml_err(err, doc, root, "a theme is a map with roles");
    if (!yaml_check_keys(doc, root, keys, err) ||
        !yaml_take_int(doc, root, "schema", true, 1, 1, &schema, err) ||
        !yaml_take_str(doc, root, "base", false, &base, err))
        return false;
    if (!theme_is_builtin(base))
        return yaml_err(err, doc, yaml_get(root, "base"),
                        "base is one of terminal, dark and light, not '%.40s'", base);
    take_builtin(t, base);
    const struct yaml_node *map = yaml_get(root, "roles");
    if (!map)
        return true;
    if (map->kind != YAML_MAP)
        return yaml_err(err, doc, map, "roles must be a map of colours");
    if (!yaml_check_keys(doc, map, names, err))
        return false;
    for (int i = 0; i < THEME_N_ROLES; i++) {
        const struct yaml_node *node = yaml_get(map, roles[i].name);
        if (node && !take_role(&t->look[i], doc, node, roles[i].name, err))
            return false;
    }
    return true;
}

bool theme_load(struct theme *t, const char *name_or_path, struct error *err)
{
    const char *name = name_or_path ? name_or_path : "terminal";
    if (theme_is_builtin(name)) {
        take_builtin(t, name);
        return true;
    }
    struct yaml_doc *doc = yaml_load_file(name, err);
    bool ok = doc && take_file(t, doc, err);
    if (!doc && err && err->code == ENOENT)
        err_prefix(err, "the theme is neither terminal, dark, light nor a file");
    if (!ok && err && err->code == 0)
        err->code = EINVAL; /* the file is to blame, not the terminal */
    yaml_close(doc);
    return ok;
}
