#include "core/base/yaml.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/base/error.h"
#include "core/base/strbuf.h"

static struct yaml_doc *load(const char *text)
{
    struct error err = {0};
    struct yaml_doc *doc = yaml_load_text(text, strlen(text), "t.yaml", &err);
    if (!doc)
        print_message("%s\n", err.msg);
    assert_non_null(doc);
    return doc;
}

static void refused(const char *text, const char *message)
{
    struct error err = {0};
    struct yaml_doc *doc = yaml_load_text(text, strlen(text), "t.yaml", &err);
    assert_null(doc);
    if (!strstr(err.msg, message))
        fail_msg("\"%s\" does not contain \"%s\"", err.msg, message);
}

static void values_have_core_types(void **state)
{
    struct yaml_doc *doc = load("a: no\nb: true\nc: 12\nd: 1.5\ne: '12'\nf: ~\n"
                                "g: [1, x]\nh: 0x10\ni: |\n  two\n  lines\nj: 1_000\n");
    struct error err = {0};
    json_t *o = yaml_to_json(doc, yaml_root(doc), &err);
    char *s = json_dumps(o, JSON_COMPACT);
    assert_string_equal(s, "{\"a\":\"no\",\"b\":true,\"c\":12,\"d\":1.5,\"e\":\"12\","
                           "\"f\":null,\"g\":[1,\"x\"],\"h\":16,"
                           "\"i\":\"two\\nlines\\n\",\"j\":\"1_000\"}");
    free(s);
    json_decref(o);
    yaml_close(doc);
}

static void takes_check_type_and_range(void **state)
{
    struct yaml_doc *doc = load("n: 7\nb: yes\nx: 0.5\ns: hi\n");
    const struct yaml_node *r = yaml_root(doc);
    struct error err = {0};
    int64_t n = 0;
    bool b = false;
    double x = 0;
    const char *s = "kept";
    assert_true(yaml_take_int(doc, r, "n", true, 0, 10, &n, &err));
    assert_int_equal(n, 7);
    assert_false(yaml_take_int(doc, r, "n", true, 0, 5, &n, &err));
    assert_string_equal(err.msg, "t.yaml:1:4: \"n\" must be a whole number from 0 to 5");
    assert_false(yaml_take_bool(doc, r, "b", true, &b, &err));
    assert_string_equal(err.msg, "t.yaml:2:4: \"b\" must be true or false");
    assert_true(yaml_take_double(doc, r, "x", true, 0, 1, &x, &err));
    assert_true(x == 0.5);
    assert_true(yaml_take_str(doc, r, "missing", false, &s, &err));
    assert_string_equal(s, "kept");
    assert_false(yaml_take_str(doc, r, "missing", true, &s, &err));
    assert_string_equal(err.msg, "t.yaml:1:1: the key \"missing\" is missing");
    yaml_close(doc);
}

static void unknown_key_names_its_place_and_the_nearest(void **state)
{
    struct yaml_doc *doc = load("name: x\npolcy: ask\n");
    static const char *const allowed[] = {"name", "policy", NULL};
    struct error err = {0};
    assert_false(yaml_check_keys(doc, yaml_root(doc), allowed, &err));
    assert_string_equal(err.msg,
                        "t.yaml:2:1: unknown key \"polcy\" (did you mean \"policy\"?)");
    yaml_close(doc);
}

static void broken_files_are_refused_with_line_and_column(void **state)
{
    refused("a: 1\na: 2\n", "t.yaml:2:1: the key \"a\" appears twice");
    refused("a: [1, 2\nb: 3\n", "t.yaml:2:");
    refused("a: !!int 3\n", "t.yaml:1:4: tags are not allowed");
    refused("a: 1\n---\nb: 2\n", "only one document");
    refused("", "the file is empty");
    refused("a: *nobody\n", "an alias without its anchor");
    refused("a: &x [*x]\n", "an alias inside its own anchor");
    refused("[a]: 1\n", "a key must be a plain string");
    refused("a: \"\\0\"\n", "a string holds a NUL");
    refused("a: \xff\n", "t.yaml: byte 3");
}

static void deep_nesting_is_refused(void **state)
{
    char text[200];
    memset(text, '[', 100);
    memset(text + 100, ']', 99);
    text[199] = '\0';
    refused(text, "too deep");
}

static void expanding_aliases_are_bounded(void **state)
{
    struct strbuf b = {0};
    strbuf_adds(&b, "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 9; i++) {
        strbuf_addf(&b, "a%d: &a%d [", i, i);
        for (int j = 0; j < 10; j++)
            strbuf_addf(&b, "%s*a%d", j ? "," : "", i - 1);
        strbuf_adds(&b, "]\n");
    }
    refused(b.data, "too many values");
    strbuf_finish(&b);
}

static void aliases_share_their_value(void **state)
{
    struct yaml_doc *doc = load("a: &x {k: v}\nb: *x\n");
    assert_ptr_equal(yaml_get(yaml_root(doc), "a"), yaml_get(yaml_root(doc), "b"));
    yaml_close(doc);
}

static void text_by_aliases_is_bounded(void **state)
{
    struct strbuf b = {0};
    strbuf_adds(&b, "a: &a ");
    for (int i = 0; i < 100000; i++)
        strbuf_addc(&b, 'x');
    strbuf_adds(&b, "\nb: [");
    for (int i = 0; i < 100; i++)
        strbuf_adds(&b, "*a, ");
    strbuf_adds(&b, "]\n");
    refused(b.data, "too much text");
    strbuf_finish(&b);
}

static void depth_counts_through_aliases(void **state)
{
    char text[65] = {0};
    memset(text, '[', 32);
    memset(text + 32, ']', 32);
    yaml_close(load(text));

    /* 1 for the map, 7 and then 8 for each step: the fourth step reaches level 32. */
    struct strbuf b = {0};
    strbuf_adds(&b, "a0: &a0 [[[[[[[1]]]]]]]\n");
    for (int i = 1; i < 4; i++)
        strbuf_addf(&b, "a%d: &a%d [[[[[[[[*a%d]]]]]]]]\n", i, i, i - 1);
    yaml_close(load(b.data));
    strbuf_adds(&b, "last: [*a3]\n");
    refused(b.data, "t.yaml:5:8: too deep");
    strbuf_finish(&b);
}

static void the_later_of_two_equal_keys_is_named(void **state)
{
    refused("b: 1\na: 1\nc: 1\n'a': 2\n", "t.yaml:4:1: the key \"a\" appears twice");
    yaml_close(load("x: {a: 1}\ny: {a: 1}\n"));
}

static void many_keys_take_no_quadratic_time(void **state)
{
    struct strbuf b = {0};
    for (int i = 0; i < 49000; i++)
        strbuf_addf(&b, "prefix-key-%d: 1\n", i);
    clock_t start = clock(); /* processor time */
    struct yaml_doc *doc = load(b.data);
    assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 2);
    assert_int_equal(yaml_root(doc)->n_items, 49000);
    yaml_close(doc);
    strbuf_finish(&b);
}

static void numbers_have_a_point_in_any_locale(void **state)
{
    /* Without one of these on the machine the test still holds in the C locale. */
    if (!setlocale(LC_NUMERIC, "de_DE.UTF-8"))
        setlocale(LC_NUMERIC, "fr_FR.UTF-8");
    struct yaml_doc *doc = load("x: 1.5\n");
    double d = 0;
    assert_true(yaml_take_double(doc, yaml_root(doc), "x", true, 0, 2, &d, NULL));
    assert_true(d == 1.5);
    yaml_close(doc);
    setlocale(LC_NUMERIC, "C");
}

static void damaged_files_never_crash(void **state)
{
    static const char text[] =
        "# c\na: &x {k: [1, \"t\\u00e9\\n\", 'q'], m: v}\nn: |\n  block\n  more\n"
        "b: *x\nc: >-\n  folded\n  text\n? d\n: - e\n  - {f: g}\n";
    yaml_close(load(text));
    for (size_t len = 0; len < sizeof(text); len++)
        yaml_close(yaml_load_text(text, len, "cut", NULL));
    char copy[sizeof(text)];
    unsigned seed = 1;
    for (int round = 0; round < 2000; round++) {
        memcpy(copy, text, sizeof(text));
        for (int i = 0; i < 3; i++) {
            seed = seed * 1664525 + 1013904223;
            copy[(seed >> 8) % (sizeof(text) - 1)] = (char)(seed >> 20);
        }
        yaml_close(yaml_load_text(copy, sizeof(text) - 1, "mutated", NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_have_core_types),
        cmocka_unit_test(takes_check_type_and_range),
        cmocka_unit_test(unknown_key_names_its_place_and_the_nearest),
        cmocka_unit_test(broken_files_are_refused_with_line_and_column),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(expanding_aliases_are_bounded),
        cmocka_unit_test(aliases_share_their_value),
        cmocka_unit_test(text_by_aliases_is_bounded),
        cmocka_unit_test(depth_counts_through_aliases),
        cmocka_unit_test(the_later_of_two_equal_keys_is_named),
        cmocka_unit_test(many_keys_take_no_quadratic_time),
        cmocka_unit_test(numbers_have_a_point_in_any_locale),
        cmocka_unit_test(damaged_files_never_crash),
    };
    return cmocka_run_group_tests_name("core/base/yaml", tests, NULL, NULL);
}
