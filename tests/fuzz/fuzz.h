#pragma once

#include <stddef.h>
#include <stdint.h>

/* Fuzz targets: each file defines LLVMFuzzerTestOneInput, which must return for any bytes.
 * With -Dfuzz=true libFuzzer calls it (run.sh), else fuzz_main.c does, with every file of a
 * corpus. A property that does not hold is an abort. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A file with these bytes in a folder of this process, replaced by the next one of the same
 * name; borrowed path. */
const char *fuzz_file(const char *name, const uint8_t *data, size_t size);
const char *fuzz_folder(void); /* without a slash at the end */

/* Says what does not hold, and aborts. */
#define fuzz_check(condition, what)                                                      \
    do {                                                                                 \
        if (!(condition))                                                                \
            fuzz_fail(what);                                                             \
    } while (0)
_Noreturn void fuzz_fail(const char *what);
