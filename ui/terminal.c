#include "ui/terminal.h"

#include <langinfo.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define NCURSES_NOMACROS
#include <curses.h>
#include <term.h>

static bool capable(const char *s)
{
    return s && (intptr_t)s != -1;
}

void ui_terminal_look(struct ui_terminal *out)
{
    struct winsize ws;
    int status = 0;
    const char *term = getenv("TERM"); // NOLINT(concurrency-mt-unsafe): never set
    *out = (struct ui_terminal){
        .is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO),
        // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread is there
        .utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
    };
    snprintf(out->type, sizeof out->type, "%s", term ? term : "");
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0) {
        out->rows = ws.ws_row;
        out->cols = ws.ws_col;
    }
    if (!*out->type || setupterm(out->type, STDOUT_FILENO, &status) == ERR)
        return;
    out->known = true;
    out->can_draw = capable(cursor_address) && capable(clear_screen);
    out->alt_screen = capable(enter_ca_mode) && capable(exit_ca_mode);
    out->colors = tigetnum("colors") > 0 ? tigetnum("colors") : 0;
    del_curterm(cur_term);
}
