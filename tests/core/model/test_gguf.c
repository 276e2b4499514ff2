#include "core/model/gguf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/gguf_names.h"
#include "tests/core/model/gguf_files.h"
#include "tests/core/model/model_files.h"

static const uint64_t four[] = {4}, table[] = {3, 2};

static struct gguf_maker small(void)
{
    static const float x[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    static const char *const words[] = {"ab", "", "c"};
    static const int32_t numbers[] = {-7, 8};
    struct gguf_maker m = {0};
    gguf_add_u32(&m, "u", 4000000000u);
    gguf_add_f32(&m, "f", 0.5f);
    gguf_add_bool(&m, "b", 1);
    gguf_add_text(&m, "t", "text");
    gguf_add_texts(&m, "ts", words, 3);
    gguf_add_i32s(&m, "is", numbers, 2);
    gguf_add_tensor(&m, "two", 0, 2, table, x, 24);
    gguf_add_tensor(&m, "four", 0, 1, four, x, 16);
    return m;
}

/* Takes dir; opening <dir>/m.gguf fails with a message that has `why` in it. */
static void dir_fails(char *dir, const char *why)
{
    struct error err = {0};
    char *path = path_join(dir, "m.gguf");
    struct gguf *g = gguf_open(path, &err);
    assert_null(g);
    if (!strstr(err.msg, why))
        fail_msg("\"%s\" does not say \"%s\"", err.msg, why);
    free(path);
    folder_remove(dir);
}

static void fails(struct gguf_maker *m, const char *why)
{
    char *dir = folder_make();
    gguf_make(m, dir, "m.gguf");
    dir_fails(dir, why);
}

static void a_good_file_is_read(void **state)
{
    char *dir = folder_make(), *path = path_join(dir, "m.gguf");
    struct gguf_maker m = small();
    struct error err = {0};
    struct gguf_value v;
    int64_t n;
    double x;
    bool b;
    size_t len, at = 0;
    const char *s;
    gguf_make(&m, dir, "m.gguf");
    assert_true(gguf_is_file(path));
    assert_false(gguf_is_file(dir));
    struct gguf *g = gguf_open(path, &err);
    if (!g)
        fail_msg("%s", err.msg);

    assert_true(gguf_int(g, "u", &n) && n == 4000000000);
    assert_false(gguf_int(g, "f", &n) || gguf_int(g, "b", &n) || gguf_int(g, "is", &n));
    assert_false(gguf_int(g, "absent", &n));
    assert_true(gguf_real(g, "f", &x) && x == 0.5);
    assert_true(gguf_bool(g, "b", &b) && b);
    s = gguf_text(g, "t", &len);
    assert_true(s && len == 4 && memcmp(s, "text", 4) == 0);
    assert_null(gguf_text(g, "ts", &len));
    assert_true(gguf_find(g, "ts", &v) && v.is_array && v.n == 3);
    assert_true(gguf_next_text(&v, &at, &s, &len) && len == 2 && s[1] == 'b');
    assert_true(gguf_next_text(&v, &at, &s, &len) && len == 0);
    assert_true(gguf_next_text(&v, &at, &s, &len) && len == 1 && s[0] == 'c');
    assert_false(gguf_next_text(&v, &at, &s, &len));
    assert_true(gguf_find(g, "is", &v) && gguf_item_int(&v, 0, &n) && n == -7);
    assert_true(gguf_item_int(&v, 1, &n) && n == 8);
    assert_false(gguf_item_int(&v, 2, &n));

    struct stored_tensors *st = gguf_take_tensors(g);
    gguf_close(g);
    const struct st_tensor *t = st_find(st, "two");
    float f[4];
    assert_true(t && t->dtype == ST_F32 && t->n_dim == 2 && t->dim[0] == 2 &&
                t->dim[1] == 3);
    t = st_find(st, "four");
    assert_true(st_read(st, t, 0, f, 16, &err) && f[3] == 4);
    st_close(st);
    free(path);
    folder_remove(dir);
}

static void headers_that_lie_are_refused(void **state)
{
    struct gguf_maker m = small();
    m.version = 1;
    fails(&m, "GGUF version 1;");
    m = small();
    m.version = 0x03000000;
    fails(&m, "big-endian");
    m = small();
    m.say_keys = 1u << 20;
    fails(&m, "1048576 metadata keys are over the limit");
    m = small();
    m.say_keys = UINT64_MAX;
    fails(&m, "are over the limit");
    m = small();
    m.say_tensors = UINT64_MAX;
    fails(&m, "tensors are over the limit");
    m = small();
    m.say_tensors = 100;
    fails(&m, ""); /* whatever the data say as names */
    m = small();
    m.cut = 64;
    fails(&m, "does not end inside the file");
    char *dir = folder_make();
    put_file(dir, "m.gguf", "GGUF\3\0\0\0\1", 9);
    dir_fails(dir, "truncated");
    dir = folder_make();
    put_file(dir, "m.gguf", "GGML\3\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 24);
    dir_fails(dir, "is no GGUF file");
    m = (struct gguf_maker){0};
    fails(&m, "holds no tensors");
}

/* `at` bytes behind the counts of the header of small(), where key "u" begins. */
static void key_fails(size_t at, const void *bytes, size_t len, const char *why)
{
    char *dir = folder_make();
    struct gguf_maker m = small();
    size_t n;
    gguf_make(&m, dir, "m.gguf");
    char *text = get_file(dir, "m.gguf", &n);
    memcpy(text + 24 + at, bytes, len);
    put_file(dir, "m.gguf", text, n);
    free(text);
    dir_fails(dir, why);
}

static void metadata_that_lie_are_refused(void **state)
{
    struct gguf_maker m = small();
    const uint64_t huge = UINT64_MAX, none = 0, long_key = 257;
    const uint32_t unknown = 13, array = 9;
    key_fails(0, &huge, 8, "truncated");
    key_fails(0, &none, 8, "a metadata key of 0 bytes");
    key_fails(0, &long_key, 8, "a metadata key of 257 bytes");
    key_fails(9, &unknown, 4, "metadata u has the unknown type 13");
    key_fails(9, &array, 4, "metadata u has the unknown type 4000000000");
    gguf_add_u32(&m, "u", 1);
    fails(&m, "metadata u is there twice");
    for (int i = 0; i < 5; i++) {
        static const uint32_t bad[] = {0, 4, 48, 1u << 21, 1u << 31};
        m = small();
        gguf_add_u32(&m, "general.alignment", bad[i]);
        fails(&m, "general.alignment is no power of two");
    }
    m = small();
    gguf_add_text(&m, "general.alignment", "32");
    fails(&m, "general.alignment is no power of two");
    m = small();
    gguf_add_u32(&m, "general.alignment", 64);
    fails(&m, "is not aligned to 64");
}

static void tensors_that_lie_are_refused(void **state)
{
    enum {
        TYPE_F32 = 0,
        TYPE_Q4_0 = 2,
        NO_TYPE = 5,
    };
    const struct {
        const char *name;
        uint32_t type;
        int n_dim;
        uint64_t dim[5];
        size_t n_bytes;
        uint64_t add_offset;
        const char *why;
    } bad[] = {
        {"z", TYPE_F32, 2, {4, 0}, 16, 0, "tensor z has an impossible shape"},
        {"z", TYPE_F32, 2, {1ull << 33, 1ull << 33}, 16, 0, "an impossible shape"},
        {"z", TYPE_F32, 1, {1ull << 61}, 16, 0, "tensor z does not end inside the file"},
        {"z", TYPE_F32, 1, {1ull << 62}, 16, 0, "tensor z has an impossible shape"},
        {"z", TYPE_F32, 5, {1, 1, 1, 1, 1}, 16, 0, "tensor z has 5 dimensions"},
        {"z", TYPE_F32, 0, {1}, 16, 0, "tensor z has 0 dimensions"},
        {"z", NO_TYPE, 1, {4}, 16, 0, "tensor z has the unknown type 5"},
        {"z",
         TYPE_Q4_0,
         1,
         {33},
         18,
         0,
         "tensor z has rows of 33, no multiple of the 32 in a block of Q4_0"},
        {"z", TYPE_Q4_0, 1, {32}, 18, 7, "is not aligned to 32"},
        {"z", TYPE_Q4_0, 1, {32}, 18, 32, "tensor z does not end inside the file"},
        {"z", TYPE_Q4_0, 1, {32}, 18, UINT64_MAX - 127, "does not end inside the file"},
        {"z", TYPE_Q4_0, 1, {32}, 18, (uint64_t)-32, "tensors four and z overlap"},
        {"two", TYPE_Q4_0, 1, {32}, 18, 0, "tensor two is there twice"},
        {"", TYPE_Q4_0, 1, {32}, 18, 0, "a tensor's name of 0 bytes is impossible"},
    };
    const char x[64] = {0};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct gguf_maker m = small();
        m.add_offset = bad[i].add_offset;
        gguf_add_tensor(&m, bad[i].name, bad[i].type, bad[i].n_dim, bad[i].dim, x,
                        bad[i].n_bytes);
        fails(&m, bad[i].why);
    }
}

static void make_part(const char *dir, const char *name, int no, int count, int total)
{
    struct gguf_maker m = {0};
    char tensor[16] = "t0";
    const float x[4] = {(float)no};
    tensor[1] = (char)('0' + no);
    gguf_add_u32(&m, "split.no", (uint32_t)no);
    gguf_add_u32(&m, "split.count", (uint32_t)count);
    gguf_add_u32(&m, "split.tensors.count", (uint32_t)total);
    gguf_add_tensor(&m, tensor, 0, 1, four, x, 16);
    gguf_make(&m, dir, name);
}

static char *make_parts(int total)
{
    char *dir = folder_make();
    make_part(dir, "m-00001-of-00003.gguf", 0, 3, total);
    make_part(dir, "m-00002-of-00003.gguf", 1, 3, total);
    make_part(dir, "m-00003-of-00003.gguf", 2, 3, total);
    return dir;
}

static void part_fails(const char *dir, const char *name, const char *why)
{
    char *path = path_join(dir, name);
    struct error err = {0};
    assert_null(gguf_open(path, &err));
    if (!strstr(err.msg, why))
        fail_msg("\"%s\" does not say \"%s\"", err.msg, why);
    free(path);
}

static void files_of_one_model_are_one(void **state)
{
    static const char first[] = "m-00001-of-00003.gguf",
                      third[] = "m-00003-of-00003.gguf";
    char *dir = make_parts(3), *path = path_join(dir, first), *found;
    struct error err = {0};
    float x[4];
    struct gguf *g = gguf_open(path, &err);
    if (!g)
        fail_msg("%s", err.msg);
    const struct stored_tensors *st = gguf_tensors(g);
    assert_int_equal(st_n_tensors(st), 3);
    for (int i = 0; i < 3; i++) {
        const char name[] = {'t', (char)('0' + i), 0};
        assert_true(st_read(st, st_find(st, name), 0, x, 16, &err) && x[0] == (float)i);
    }
    gguf_close(g);
    assert_true(gguf_in_folder(dir, &found, &err));
    assert_string_equal(found, path);
    free(found);

    part_fails(dir, third, "is file 3 of 3 of a model: name the first");
    char *other = path_join(dir, "n.gguf");
    assert_int_equal(rename(path, other), 0);
    part_fails(dir, "n.gguf", "its name does not end in -00001-of-00003.gguf");
    assert_int_equal(rename(other, path), 0);
    make_part(dir, "m-00002-of-00003.gguf", 2, 3, 3);
    part_fails(dir, first, "says that it is file 3 of 3, not 2 of 3");
    char *second = path_join(dir, "m-00002-of-00003.gguf");
    unlink(second);
    part_fails(dir, first, "m-00002-of-00003.gguf");
    free(second);
    free(other);
    free(path);
    folder_remove(dir);

    dir = make_parts(4);
    part_fails(dir, first, "3 tensors in 3 files instead of 4");
    folder_remove(dir);
}

static void a_folder_holds_one_model(void **state)
{
    char *dir = folder_make(), *found;
    struct error err = {0};
    assert_true(gguf_in_folder(dir, &found, &err));
    assert_null(found);
    put_file(dir, "a.gguf", "", 0);
    put_file(dir, "mmproj-a.gguf", "", 0);
    put_file(dir, ".b.gguf", "", 0);
    put_file(dir, "notes.txt", "", 0);
    assert_true(gguf_in_folder(dir, &found, &err));
    assert_string_equal(strrchr(found, '/'), "/a.gguf");
    free(found);
    put_file(dir, "b.gguf", "", 0);
    assert_false(gguf_in_folder(dir, &found, &err));
    assert_non_null(strstr(err.msg, "more than one GGUF model"));
    assert_null(found);

    char *pipe = path_join(dir, "pipe.gguf");
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_false(gguf_is_file(pipe)); /* and does not hang */
    free(pipe);
    folder_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_file_is_read),
        cmocka_unit_test(headers_that_lie_are_refused),
        cmocka_unit_test(metadata_that_lie_are_refused),
        cmocka_unit_test(tensors_that_lie_are_refused),
        cmocka_unit_test(files_of_one_model_are_one),
        cmocka_unit_test(a_folder_holds_one_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
