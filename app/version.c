#include "app/version.h"

#include <stdio.h>

#include <jansson.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <utf8proc.h>
#include <xxhash.h>
#include <yajl/yajl_version.h>
#include <yaml.h>

#include "app/exit.h"
#include "core/kernel/kernel.h"

#include "build_config.h"
#include "commit.h"

static json_t *libraries(void)
{
    char pcre2[64] = "unknown";
    char xxh[32], yajl[32];
    pcre2_config(PCRE2_CONFIG_VERSION, pcre2);
    unsigned v = XXH_versionNumber();
    snprintf(xxh, sizeof(xxh), "%u.%u.%u", v / 10000, v / 100 % 100, v % 100);
    int y = yajl_version();
    snprintf(yajl, sizeof(yajl), "%d.%d.%d", y / 10000, y / 100 % 100, y % 100);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "jansson", jansson_version_str(),
                     "libyaml", yaml_get_version_string(), "pcre2", pcre2, "utf8proc",
                     utf8proc_version(), "xxhash", xxh, "yajl", yajl);
}

static json_t *kernels(void)
{
    json_t *list = json_array();
    for (const char *const *name = kernels_names(); *name; name++)
        json_array_append_new(list, json_string(*name));
    return list;
}

int version_print(int json)
{
    json_t *names = kernels();
    json_t *libs = libraries();
    if (json) {
        json_t *o =
            json_pack("{s:s, s:s, s:s, s:s, s:O, s:O}", "name", "flashmoe", "version",
                      FLASHMOE_VERSION, "commit", BUILD_COMMIT, "compiler",
                      BUILD_COMPILER, "kernels", names, "libraries", libs);
        json_dumpf(o, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(o);
    } else {
        const char *name;
        json_t *version;
        printf("flashmoe %s (%s)\n", FLASHMOE_VERSION, BUILD_COMMIT);
        printf("compiler: %s\n", BUILD_COMPILER);
        printf("kernels:");
        for (size_t i = 0; i < json_array_size(names); i++)
            printf(" %s", json_string_value(json_array_get(names, i)));
        printf("\nlibraries:");
        json_object_foreach(libs, name, version)
            printf(" %s %s", name, json_string_value(version));
        putchar('\n');
    }
    json_decref(names);
    json_decref(libs);
    return fflush(stdout) == 0 ? EXIT_OK : EXIT_RUNTIME;
}
