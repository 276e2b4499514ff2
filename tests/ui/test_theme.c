/* Where colours come from: built-in themes and files, without a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NCURSES_NOMACROS
#include <curses.h>

#include "core/base/error.h"
#include "tests/scratch.h"
#include "ui/theme.h"

static bool load_text(struct theme *t, const char *text, struct error *err)
{
    char *path = scratch_write("theme", text, strlen(text));
    bool ok = theme_load(t, path, err);
    scratch_remove(path);
    return ok;
}

static void the_terminals_own_colours_are_the_default(void **state)
{
    struct theme t = {0}, same = {0};
    assert_true(theme_load(&t, NULL, NULL));
    assert_true(theme_load(&same, "terminal", NULL));
    assert_memory_equal(&t.look, &same.look, sizeof t.look);
    for (int i = 0; i < THEME_N_ROLES; i++) {
        assert_in_range(t.look[i].c256 + 1, 0, 16);
        assert_int_equal(t.look[i].c256, t.look[i].c16);
        assert_int_not_equal(t.look[i].c16,
                             0); /* black and white may be the background */
        assert_int_not_equal(t.look[i].c16, 7);
    }
}

static void dark_and_light_differ_and_have_forms_for_few_colours(void **state)
{
    struct theme dark, light;
    assert_true(theme_load(&dark, "dark", NULL) && theme_load(&light, "light", NULL));
    assert_int_not_equal(dark.look[THEME_USER].c256, light.look[THEME_USER].c256);
    for (int i = 0; i < THEME_N_ROLES; i++) {
        assert_true(dark.look[i].c256 >= 16 || dark.look[i].c256 == -1);
        assert_true(light.look[i].c256 >= 16 || light.look[i].c256 == -1);
        assert_true(dark.look[i].c16 < 16 && dark.look[i].c8 < 8 && light.look[i].c8 < 8);
    }
    assert_true(theme_is_builtin("light") && !theme_is_builtin("Light"));
}

static void without_colours_labels_and_warnings_are_bold(void **state)
{
    static const int bold[] = {THEME_BRAND, THEME_USER, THEME_MODEL,
                               THEME_TOOL,  THEME_WARN, THEME_ERROR};
    static const char *const names[] = {"terminal", "dark", "light"};
    for (int n = 0; n < 3; n++) {
        struct theme t;
        assert_true(theme_load(&t, names[n], NULL));
        for (size_t i = 0; i < sizeof bold / sizeof *bold; i++)
            assert_true(t.look[bold[i]].attr_mono & A_BOLD);
    }
}

static void a_file_changes_what_it_names(void **state)
{
    struct theme t, dark;
    struct error err = {0};
    assert_true(theme_load(&dark, "dark", NULL));
    bool ok = load_text(&t,
                        "schema: 1\nbase: dark\nroles:\n  user: bright-red underline\n"
                        "  code: 208\n  heat8: '#ff0000 bold'\n  dim: default dim\n"
                        "  rule: '#808080'\n  warn: bold\n",
                        &err);
    if (!ok)
        fail_msg("%s", err.msg);
    assert_int_equal(t.look[THEME_USER].c256, 9);
    assert_int_equal(t.look[THEME_USER].c16, 9);
    assert_int_equal(t.look[THEME_USER].c8, 1);
    assert_int_equal(t.look[THEME_USER].attr, A_UNDERLINE);
    assert_int_equal(t.look[THEME_CODE].c256, 208);
    assert_int_equal(t.look[THEME_CODE].c8, 3);
    assert_int_equal(t.look[THEME_HEAT_LAST].c256, 196);
    assert_int_equal(t.look[THEME_HEAT_LAST].c16, 1);
    assert_int_equal(t.look[THEME_DIM].c256, -1);
    assert_int_equal(t.look[THEME_DIM].attr, A_DIM);
    assert_int_equal(t.look[THEME_RULE].c256, 244); /* #808080 */
    assert_int_equal(t.look[THEME_RULE].c16, -1);   /* a grey: dimmed text */
    assert_int_equal(t.look[THEME_RULE].rgb, 0x808080);
    assert_int_equal(t.look[THEME_CODE].rgb, -1);
    assert_int_equal(t.look[THEME_WARN].c256, dark.look[THEME_WARN].c256);
    assert_int_equal(t.look[THEME_MODEL].c256, dark.look[THEME_MODEL].c256);
    assert_true(t.look[THEME_USER].attr_mono & A_BOLD);
}

static void indices_of_256_are_those_of_xterm(void **state)
{
    assert_int_equal(theme_rgb(1), 0xcd0000);
    assert_int_equal(theme_rgb(15), 0xffffff);
    assert_int_equal(theme_rgb(16), 0x000000);
    assert_int_equal(theme_rgb(75), 0x5fafff);
    assert_int_equal(theme_rgb(231), 0xffffff);
    assert_int_equal(theme_rgb(232), 0x080808);
    assert_int_equal(theme_rgb(255), 0xeeeeee);
}

static void what_is_wrong_is_told_with_its_place(void **state)
{
    static const struct {
        const char *text, *says;
    } wrong[] = {
        {"roles: {user: blue}\n", "schema"},
        {"schema: 2\n", ":1:9: "},
        {"schema: 1\nbase: solarized\n", ":2:7: base is one of terminal, dark and light"},
        {"schema: 1\nroles: {usr: blue}\n", ":2:9: "},
        {"schema: 1\nroles: {user: blu}\n", ":2:15: user: 'blu' is no colour"},
        {"schema: 1\nroles: {user: 256}\n", "'256' is no colour"},
        {"schema: 1\nroles: {user: -1}\n", "'-1' is no colour"},
        {"schema: 1\nroles: {user: '#12345'}\n", "'#12345' is no colour"},
        {"schema: 1\nroles: {user: '#12345g'}\n", "'#12345g' is no colour"},
        {"schema: 1\nroles: {user: '#-12345'}\n", "'#-12345' is no colour"},
        {"schema: 1\nroles: {user: '#0x1234'}\n", "'#0x1234' is no colour"},
        {"schema: 1\nroles: {user: '#'}\n", "'#' is no colour"},
        {"schema: 1\nroles: {user: 99999999999999999999}\n", "is no colour"},
        {"schema: 1\nroles: {user: 0001}\n", "'0001' is no colour"},
        {"schema: 1\nroles: {user: 0000000000000000000000000000001zzzz}\n",
         "is no colour"},
        {"schema: 1\nroles: {user: bold0000000000000000000000000000000}\n",
         "is no colour"},
        {"schema: 1\nroles:\n  user: #123456\n", "stands in quotes"},
        {"schema: 1\nroles: {user: [blue]}\n", ":2:15: user must be a colour"},
        {"schema: 1\nroles: blue\n", ":2:8: roles must be a map"},
        {"schema: 1\ncolours: {}\n", ":2:1: "},
        {"- blue\n", ":1:1: a theme is a map"},
        {"", "flashmoe-theme-"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct theme t;
        struct error err = {0};
        assert_false(load_text(&t, wrong[i].text, &err));
        if (!strstr(err.msg, wrong[i].says))
            fail_msg("'%s': %s", wrong[i].text, err.msg);
        assert_int_not_equal(err.code, 0);
    }
    struct theme t;
    struct error err = {0};
    assert_false(theme_load(&t, "/nowhere/theme.yaml", &err));
    assert_non_null(strstr(err.msg, "/nowhere/theme.yaml"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_terminals_own_colours_are_the_default),
        cmocka_unit_test(dark_and_light_differ_and_have_forms_for_few_colours),
        cmocka_unit_test(without_colours_labels_and_warnings_are_bold),
        cmocka_unit_test(a_file_changes_what_it_names),
        cmocka_unit_test(indices_of_256_are_those_of_xterm),
        cmocka_unit_test(what_is_wrong_is_told_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
