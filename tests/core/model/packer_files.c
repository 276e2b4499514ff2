#include "tests/core/model/packer_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/core/model/model_files.h"

char *pack_at(const char *src, const char *dst, int expert_bits, int dense_bits)
{
    struct packer_params params = {.expert_bits = expert_bits, .dense_bits = dense_bits};
    struct error err = {0};
    if (!pack_write(src, dst, &params, &err))
        fail_msg("%s", err.msg);
    return (char *)dst;
}

char *pack_fixture(const char *dir, const char *fixture, const char *name,
                   int expert_bits, int dense_bits)
{
    char *src = fixture_path(fixture);
    char *dst = pack_at(src, path_join(dir, name), expert_bits, dense_bits);
    free(src);
    return dst;
}

struct pack *open_ok(const char *path)
{
    struct error err = {0};
    struct pack *pack = pack_open(path, &err);
    if (!pack)
        fail_msg("%s", err.msg);
    return pack;
}

bool same_pack(const char *a, const char *b)
{
    static const char *const files[] = {"dense.bin",
                                        "experts/checksums.bin",
                                        "experts/layer-00.bin",
                                        "experts/layer-01.bin",
                                        "experts/layer-02.bin",
                                        "experts/layer-03.bin"};
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        if (!same_file(a, b, files[i]))
            return false;
    return true;
}

void pack_fails(const char *src, const char *dst, struct packer_params params,
                const char *why)
{
    struct error err = {0};
    assert_false(pack_write(src, dst, &params, &err));
    if (!strstr(err.msg, why))
        fail_msg("\"%s\" does not say \"%s\"", err.msg, why);
    assert_false(file_exists(dst));
}
