#include "core/base/npy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/scratch.h"

static char *path;

static int set_up(void **state)
{
    (void)state;
    path = scratch_write("npy", "", 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    scratch_remove(path);
    return 0;
}

/* Header text as given behind the fixed ten bytes of version 1. */
static bool read_header(const char *header, const void *data, size_t bytes,
                        struct npy *out, struct error *err)
{
    char file[1024] = "\x93NUMPY\x01";
    size_t n = strlen(header);
    file[8] = (char)n;
    memcpy(file + 10, header, n);
    memcpy(file + 10 + n, data, bytes);
    assert_true(file_write_atomic(path, file, 10 + n + bytes, 0600, err));
    return npy_read(path, 1 << 20, out, err);
}

static void types_and_shapes_are_read(void **state)
{
    (void)state;
    struct error err = {0};
    struct npy a;
    static const int16_t i2[] = {-1, 2, 300, -32768, 5, 6};
    assert_true(
        read_header("{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }  \n", i2,
                    sizeof(i2), &a, &err));
    assert_int_equal(a.n_rows, 2);
    assert_int_equal(a.n_cols, 3);
    assert_float_equal(npy_at(&a, 1, 0), -32768, 0);
    npy_finish(&a);

    static const int64_t i8[] = {1LL << 40, -7};
    assert_true(read_header("{'shape': (2,), 'fortran_order': False, 'descr': '<i8'}\n",
                            i8, sizeof(i8), &a, &err));
    assert_int_equal(a.n_rows, 1);
    assert_int_equal(a.n_cols, 2);
    assert_float_equal(npy_at(&a, 0, 0), 1099511627776.0, 0);
    assert_float_equal(npy_at(&a, 0, 1), -7, 0);
    npy_finish(&a);

    static const double f8[] = {0.5};
    assert_true(
        read_header("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1,), }", f8,
                    sizeof(f8), &a, &err));
    assert_float_equal(npy_at(&a, 0, 0), 0.5, 0);
    npy_finish(&a);
}

static void malformed_headers_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "{}",
        "{'descr': '<i2', 'fortran_order': True, 'shape': (2, 1), }",
        "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 2), }",
        "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 1, 1), }",
        "{'descr': '<i2', 'fortran_order': False, 'shape': (), }",
        "{'descr': '<i2', 'fortran_order': False, 'shape': (-2, -1), }",
        ("{'descr': '<i2', 'fortran_order': False, 'shape': "
         "(9223372036854775809, 18446744073709551615), }"),
        "{'descr': '<i2', 'fortran_order': False, 'shape': (99999999999999999999, 1), }",
        "{'descr': '|O', 'fortran_order': False, 'shape': (2, 1), }",
        "{'descr': '<i2', 'descr': '<i2', 'fortran_order': False, 'shape': (2, 1), }",
        "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 1), ",
        "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 1), } x",
        "{'descr': '<i2', 'shape': (2, 1), }",
        "{'other': 1}",
    };
    static const int16_t data[] = {1, 2};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct error err = {0};
        struct npy a;
        if (read_header(bad[i], data, sizeof(data), &a, &err))
            fail_msg("taken: %s", bad[i]);
        assert_non_null(strstr(err.msg, path));
        assert_null(a.data);
    }
    struct error err = {0};
    struct npy a;
    static const char *const cut[] = {"", "\x93NUM", "\x93NUMPY\x01",
                                      "\x93NUMPY\x01\x00\xff\xff{"};
    for (size_t i = 0; i < 4; i++) {
        assert_true(
            file_write_atomic(path, cut[i], i == 3 ? 11 : strlen(cut[i]), 0600, &err));
        assert_false(npy_read(path, 1 << 20, &a, &err));
    }
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    struct error err = {0};
    float rows[5][3];
    for (int i = 0; i < 15; i++)
        rows[i / 3][i % 3] = (float)i * 0.25f;
    struct npy_writer *w = npy_writer_open(path, 5, 3, &err);
    assert_non_null(w);
    assert_true(npy_writer_add(w, rows[0], 2, &err));
    assert_true(npy_writer_add(w, rows[2], 3, &err));
    assert_true(npy_writer_close(w, &err));
    struct npy a;
    assert_true(npy_read(path, 1 << 20, &a, &err));
    assert_int_equal(a.n_rows, 5);
    assert_int_equal(a.n_cols, 3);
    assert_memory_equal(a.data, rows, sizeof(rows));
    npy_finish(&a);
}

static void an_unfinished_file_does_not_appear(void **state)
{
    (void)state;
    struct error err = {0};
    float row[3] = {1, 2, 3};
    char *other = xasprintf("%s.new", path), *part = xasprintf("%s.part", other);
    for (int i = 0; i < 2; i++) {
        struct npy_writer *w = npy_writer_open(other, 2, 3, &err);
        assert_true(npy_writer_add(w, row, 1, &err));
        if (i == 0)
            assert_false(npy_writer_close(w, &err));
        else
            npy_writer_abandon(w);
        assert_false(file_exists(other));
        assert_false(file_exists(part));
    }
    free(other);
    free(part);
    assert_null(npy_writer_open("/nowhere/at/all.npy", 1, 1, &err));
    npy_writer_abandon(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_and_shapes_are_read),
        cmocka_unit_test(malformed_headers_are_refused),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(an_unfinished_file_does_not_appear),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
