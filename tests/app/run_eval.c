#include "tests/app/run_eval.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "tests/scratch.h"

int run_eval(const char *args, json_t **out, char **message)
{
    int fd;
    char *path = scratch_file("eval", &fd);
    char *command = xasprintf("'%s' eval %s 2>'%s'", getenv("FLASHMOE_BIN"), args, path);
    FILE *f = popen(command, "r"); // NOLINT(cert-env33-c): our own words
    assert_non_null(f);
    json_t *o = json_loadf(f, JSON_DISABLE_EOF_CHECK, NULL);
    while (fgetc(f) != EOF)
        ;
    int status = pclose(f);
    assert_true(WIFEXITED(status));
    if (message) {
        *message = xcalloc(1, 4096);
        assert_true(read(fd, *message, 4095) >= 0);
    }
    close(fd);
    scratch_remove(path);
    free(command);
    if (out)
        *out = o;
    else
        json_decref(o);
    return WEXITSTATUS(status);
}
