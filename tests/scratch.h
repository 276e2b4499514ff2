#pragma once

#include <stddef.h>

/* Files and folders of a test, below $TMPDIR where that is set, else below /tmp, with paths
 * that are absolute and lead over no link: DIR/flashmoe-WHAT-XXXXXX. Paths are owned; what
 * fails ends the program. */

char *scratch_folder(const char *what);
char *scratch_file(const char *what, int *fd); /* empty and open, to read and to write */
char *scratch_write(const char *what, const void *bytes, size_t len); /* with these */

/* Takes the path; the file goes, or the folder with everything below it, also what was
 * made unwritable. NULL, and what is gone already, is fine. */
void scratch_remove(char *path);
