#pragma once

#include <stdio.h>

/* Text for standard output that may be a terminal: what models, tools and files say must
 * not move the cursor, set the clipboard or draw a question of its own. */

/* Writes the text; when the stream is a terminal, control characters other than newline and
 * tab appear as '?'. */
void terminal_put(FILE *out, const char *text);
