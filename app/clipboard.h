#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A text into the clipboard by a command of the user's ("wl-copy", "xclip -sel c"): a shell
 * runs it with the text as its standard input. It has three seconds; programs that keep
 * the selection go to the background by themselves. UI thread. */

struct error;

bool clipboard_run(const char *command, const char *text, size_t len, struct error *err);
