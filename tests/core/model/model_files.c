#include "tests/core/model/model_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/synth.h"
#include "tests/scratch.h"

enum {
    FILE_MAX = 64 << 20
};

char *folder_make(void)
{
    return scratch_folder("test");
}

void folder_remove(char *path)
{
    scratch_remove(path);
}

char *wide_pack_make(const char *dir)
{
    struct synth_params params = {.shape = "wide", .head_bits = 4};
    struct error err = {0};
    char *path = path_join(dir, "wide");
    if (!synth_shape("35b-a3b", 4, 8, &params.config, &err))
        fail_msg("%s", err.msg);
    params.config.hidden = 512;
    params.config.n_vocab = 32000;
    if (!synth_write(&params, path, &err))
        fail_msg("%s", err.msg);
    return path;
}

bool has_large_pages(void)
{
    size_t len;
    char *how = file_read("/sys/kernel/mm/transparent_hugepage/enabled", 256, &len, NULL);
    bool has = how && !strstr(how, "[never]");
    free(how);
    return has;
}

char *fixture_path(const char *name)
{
    const char *data = getenv("FLASHMOE_TEST_DATA");
    assert_non_null(data);
    return xasprintf("%s/fixtures/%s", data, name);
}

void put_file(const char *dir, const char *name, const void *bytes, size_t len)
{
    char *path = path_join(dir, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
    free(path);
}

char *get_file(const char *dir, const char *name, size_t *len)
{
    char *path = path_join(dir, name);
    char *bytes = file_read(path, FILE_MAX, len, NULL);
    if (!bytes)
        fail_msg("cannot read %s", path);
    free(path);
    return bytes;
}

char *fixture_copy(const char *name)
{
    static const char *const files[] = {"config.json", "model.safetensors"};
    char *from = fixture_path(name), *to = folder_make();
    for (int i = 0; i < 2; i++) {
        size_t len;
        char *bytes = get_file(from, files[i], &len);
        put_file(to, files[i], bytes, len);
        free(bytes);
    }
    free(from);
    return to;
}

bool same_file(const char *dir_a, const char *dir_b, const char *name)
{
    size_t na, nb;
    char *a = get_file(dir_a, name, &na), *b = get_file(dir_b, name, &nb);
    bool same = na == nb && memcmp(a, b, na) == 0;
    free(a);
    free(b);
    return same;
}

void damage_file(const char *dir, const char *name, size_t offset)
{
    size_t len;
    char *bytes = get_file(dir, name, &len);
    assert_true(offset < len);
    bytes[offset] = (char)(bytes[offset] ^ 4);
    put_file(dir, name, bytes, len);
    free(bytes);
}

json_t *json_get(const char *dir, const char *name)
{
    size_t len;
    char *text = get_file(dir, name, &len);
    json_t *o = json_loadb(text, len, 0, NULL);
    assert_non_null(o);
    free(text);
    return o;
}

void json_put(const char *dir, const char *name, json_t *o)
{
    char *text = json_dumps(o, JSON_INDENT(1));
    put_file(dir, name, text, strlen(text));
    free(text);
    json_decref(o);
}

static uint64_t header_length(const char *bytes)
{
    uint64_t n;
    memcpy(&n, bytes, sizeof(n));
    return n;
}

json_t *header_get(const char *dir)
{
    size_t len;
    char *bytes = get_file(dir, "model.safetensors", &len);
    json_t *o = json_loadb(bytes + 8, header_length(bytes), 0, NULL);
    assert_non_null(o);
    free(bytes);
    return o;
}

void header_put(const char *dir, json_t *header)
{
    size_t len;
    char *bytes = get_file(dir, "model.safetensors", &len);
    char *text = json_dumps(header, JSON_COMPACT);
    size_t old = header_length(bytes), n = strlen(text);
    size_t n_data = len - 8 - old;
    char *out = xmalloc(8 + n + n_data);
    memcpy(out, &n, 8);
    /* No terminator: the data follows. NOLINTNEXTLINE(bugprone-not-null-terminated-result) */
    memcpy(out + 8, text, n);
    memcpy(out + 8 + n, bytes + 8 + old, n_data);
    put_file(dir, "model.safetensors", out, 8 + n + n_data);
    free(out);
    free(text);
    free(bytes);
    json_decref(header);
}

void tensor_put(const char *dir, const char *name, const char *dtype, json_t *shape,
                const void *bytes, size_t len)
{
    size_t old_len;
    json_t *header = header_get(dir);
    char *old = get_file(dir, "model.safetensors", &old_len);
    json_int_t at = (json_int_t)(old_len - 8 - header_length(old));
    char *all = xmalloc(old_len + len);
    memcpy(all, old, old_len);
    memcpy(all + old_len, bytes, len);
    put_file(dir, "model.safetensors", all, old_len + len);
    json_object_set_new(header, name,
                        json_pack("{s:s, s:o, s:[I,I]}", "dtype", dtype, "shape", shape,
                                  "data_offsets", (json_int_t)at,
                                  (json_int_t)(at + len)));
    header_put(dir, header);
    free(all);
    free(old);
}

char *safetensors_make(const char *header, size_t n_data, size_t declared)
{
    char *dir = folder_make();
    uint64_t n = strlen(header), said = declared ? declared : n;
    char *out = xcalloc(8 + n + n_data, 1);
    memcpy(out, &said, 8);
    /* NOLINTNEXTLINE(bugprone-not-null-terminated-result) */
    memcpy(out + 8, header, n);
    put_file(dir, "model.safetensors", out, 8 + n + n_data);
    free(out);
    return dir;
}
