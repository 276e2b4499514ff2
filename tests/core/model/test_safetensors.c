#include "core/model/safetensors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "tests/core/model/model_files.h"

/* Takes the folder. */
static void open_fails(char *dir, const char *why)
{
    struct error err = {0};
    struct stored_tensors *st = safetensors_open(dir, &err);
    assert_null(st);
    if (!strstr(err.msg, why))
        fail_msg("\"%s\" does not say \"%s\"", err.msg, why);
    folder_remove(dir);
}

static void header_fails(const char *header, size_t n_data, const char *why)
{
    open_fails(safetensors_make(header, n_data, 0), why);
}

#define T(dtype, shape, from, to)                                                        \
    "{\"dtype\": \"" dtype "\", \"shape\": " shape ", \"data_offsets\": [" from ", " to  \
    "]}"

static void a_good_file_is_read(void **state)
{
    char *dir = safetensors_make(
        "{\"__metadata__\": {\"format\": \"pt\"}, \"b\": " T(
            "F32", "[2, 3]", "4", "28") ", \"a\": " T("U8", "[4]", "0", "4") "}",
        28, 0);
    struct error err = {0};
    struct stored_tensors *st = safetensors_open(dir, &err);
    char buf[32], text[160];
    assert_non_null(st);
    assert_int_equal(st_n_tensors(st), 2);
    const struct st_tensor *b = st_find(st, "b");
    assert_non_null(b);
    assert_int_equal(b->dtype, ST_F32);
    assert_int_equal(b->n_bytes, 24);
    st_shape_text(b, text);
    assert_string_equal(text, "[2, 3]");
    assert_null(st_find(st, "c"));
    assert_true(st_read(st, b, 20, buf, 4, &err));
    assert_false(st_read(st, b, 21, buf, 4, &err));
    assert_false(st_read(st, b, UINT64_MAX, buf, 2, &err));
    st_close(st);
    folder_remove(dir);
}

static void header_lengths_are_bounded(void **state)
{
    open_fails(safetensors_make("{}", 0, SIZE_MAX), "over the limit");
    open_fails(safetensors_make("{}", 0, 200u << 20), "over the limit");
    open_fails(safetensors_make("{}", 0, 3), "past the end of the file");
    char *dir = folder_make();
    put_file(dir, "model.safetensors", "1234567", 7);
    open_fails(dir, "too few");
}

static void data_outside_the_file_is_refused(void **state)
{
    header_fails("{\"a\": " T("F32", "[4]", "0", "16") "}", 15, "truncated");
    header_fails(
        "{\"a\": " T("F32", "[1]", "9223372036854775803", "9223372036854775807") "}", 16,
        "truncated");
    header_fails("{\"a\": " T("F32", "[1]", "-4", "0") "}", 16, "data_offsets");
    header_fails("{\"a\": " T("F32", "[1]", "8", "4") "}", 16, "data_offsets");
    header_fails("{\"a\": {\"dtype\": \"F32\", \"shape\": [1]}}", 16, "data_offsets");
    header_fails(
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4, 8]}}", 16,
        "data_offsets");
}

static void overlaps_are_refused(void **state)
{
    header_fails(
        "{\"a\": " T("F32", "[2]", "0", "8") ", \"b\": " T("F32", "[2]", "4", "12") "}",
        16, "overlap");
    header_fails(
        "{\"a\": " T("F32", "[2]", "0", "8") ", \"b\": " T("F32", "[2]", "0", "8") "}",
        16, "overlap");
}

static void impossible_shapes_are_refused(void **state)
{
    header_fails("{\"a\": " T("F32", "[-1]", "0", "4") "}", 16, "impossible shape");
    header_fails("{\"a\": " T("F32", "[1.5]", "0", "4") "}", 16, "impossible shape");
    header_fails("{\"a\": " T("F32", "[4294967296, 4294967296]", "0", "0") "}", 16,
                 "impossible shape");
    header_fails("{\"a\": " T("F32", "[1,1,1,1,1,1,1,1,1]", "0", "4") "}", 16,
                 "impossible shape");
    header_fails("{\"a\": " T("F32", "{}", "0", "4") "}", 16, "impossible shape");
    header_fails("{\"a\": " T("F32", "[3]", "0", "16") "}", 16, "its shape needs 12");
}

static void strange_headers_are_refused(void **state)
{
    header_fails("{\"a\": " T("Q9", "[4]", "0", "16") "}", 16, "unknown dtype Q9");
    header_fails("{\"a\": 3}", 16, "no dtype");
    header_fails(
        "{\"a\": " T("F32", "[4]", "0", "16") ", \"a\": " T("F32", "[4]", "0", "16") "}",
        16, "duplicate");
    header_fails("[]", 0, "not a JSON object");
    header_fails("{}", 0, "no tensors");
    header_fails("{\"a\"", 0, "header:");
}

static void deep_json_is_an_error(void **state)
{
    struct strbuf b = {0};
    strbuf_adds(&b, "{\"a\": ");
    for (int i = 0; i < 100000; i++)
        strbuf_addc(&b, '[');
    header_fails(b.data, 0, "depth");
    strbuf_finish(&b);
}

static void an_index_names_plain_files_only(void **state)
{
    static const char *const bad[] = {"../evil.safetensors", "/etc/evil.safetensors",
                                      ".safetensors", "x.bin", ""};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        char *dir = folder_make();
        json_put(dir, "model.safetensors.index.json",
                 json_pack("{s:{s:s}}", "weight_map", "a", bad[i]));
        open_fails(dir, "plain name");
    }
    char *dir = folder_make();
    json_put(dir, "model.safetensors.index.json", json_pack("{s:{}}", "weight_map"));
    open_fails(dir, "weight_map");
    open_fails(folder_make(), "neither model.safetensors nor");
}

static void an_index_must_tell_the_truth(void **state)
{
    static const char header[] = "{\"a\": " T("F32", "[1]", "0", "4") "}";
    char *dir = safetensors_make(header, 4, 0);
    char *old = path_join(dir, "model.safetensors"),
         *new = path_join(dir, "s.safetensors");
    rename(old, new);
    free(old);
    free(new);
    json_put(dir, "model.safetensors.index.json",
             json_pack("{s:{s:s}}", "weight_map", "b", "s.safetensors"));
    open_fails(dir, "tensor b is not in s.safetensors");
}

static void one_name_in_two_shards_is_refused(void **state)
{
    char *dir = fixture_copy("qwen3_moe");
    size_t len;
    char *bytes = get_file(dir, "model.safetensors", &len);
    put_file(dir, "x.safetensors", bytes, len);
    put_file(dir, "y.safetensors", bytes, len);
    free(bytes);
    char *single = path_join(dir, "model.safetensors");
    unlink(single);
    free(single);
    json_put(dir, "model.safetensors.index.json",
             json_pack("{s:{s:s, s:s}}", "weight_map", "lm_head.weight", "x.safetensors",
                       "model.norm.weight", "y.safetensors"));
    open_fails(dir, "is in both");
}

static void a_file_that_shrinks_is_an_error(void **state)
{
    char *dir = safetensors_make("{\"a\": " T("U8", "[8192]", "0", "8192") "}", 8192, 0);
    char *path = path_join(dir, "model.safetensors");
    struct error err = {0};
    struct stored_tensors *st = safetensors_open(dir, &err);
    char buf[8192];
    assert_non_null(st);
    assert_int_equal(truncate(path, 4096), 0);
    assert_false(st_read(st, st_find(st, "a"), 0, buf, sizeof(buf), &err));
    assert_non_null(strstr(err.msg, "has been truncated"));
    st_close(st);
    free(path);
    folder_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_file_is_read),
        cmocka_unit_test(header_lengths_are_bounded),
        cmocka_unit_test(data_outside_the_file_is_refused),
        cmocka_unit_test(overlaps_are_refused),
        cmocka_unit_test(impossible_shapes_are_refused),
        cmocka_unit_test(strange_headers_are_refused),
        cmocka_unit_test(deep_json_is_an_error),
        cmocka_unit_test(an_index_names_plain_files_only),
        cmocka_unit_test(an_index_must_tell_the_truth),
        cmocka_unit_test(one_name_in_two_shards_is_refused),
        cmocka_unit_test(a_file_that_shrinks_is_an_error),
    };
    return cmocka_run_group_tests_name("core/model/safetensors", tests, NULL, NULL);
}
