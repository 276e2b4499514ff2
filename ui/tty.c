#include "ui/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define NCURSES_NOMACROS
#include <curses.h>
#include <term.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "ui/crash.h"

static const char paste_on[] = "\x1b[?2004h";
static const char paste_off[] = "\x1b[?2004l";

static const int watched[] = {SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGCONT, SIGTSTP};

enum {
    N_WATCHED = sizeof watched / sizeof *watched,
};

struct tty {
    SCREEN *screen;
    TERMINAL *terminal; /* the screen's description of the terminal */
    int fd;
    int wake[2];
    bool utf8;
    struct sigaction old_watched[N_WATCHED];
};

/* What a crash sends to the terminal; tputs gives no context. */
static struct {
    char bytes[CRASH_BYTES_MAX];
    size_t len;
} restore;

/* What the signal handler needs; it gets no context either. */
static int wake_fd;
static volatile sig_atomic_t came_in[N_WATCHED];

static void on_signal(int sig)
{
    int saved = errno;
    for (int i = 0; i < N_WATCHED; i++)
        if (watched[i] == sig)
            came_in[i] = 1;
    ssize_t n = write(wake_fd, "", 1); /* full: a wake-up is on its way already */
    (void)n;
    errno = saved;
}

/* Terminfo says -1 for a string that was cancelled. */
static bool capable(const char *s)
{
    return s && (intptr_t)s != -1;
}

static int add_restore_byte(int c)
{
    if (restore.len < sizeof restore.bytes)
        restore.bytes[restore.len++] = (char)c;
    return c;
}

static void add_restore(const char *s)
{
    if (capable(s))
        tputs(s, 1, add_restore_byte);
}

/* Before newterm, which installs some of its own. */
static void remember_handlers(struct tty *t)
{
    for (int i = 0; i < N_WATCHED; i++)
        sigaction(watched[i], NULL, &t->old_watched[i]);
}

static void install(struct tty *t)
{
    struct sigaction sa = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigfillset(&sa.sa_mask);
    for (int i = 0; i < N_WATCHED; i++)
        sigaction(watched[i], &sa, NULL);
    crash_watch();
}

static void uninstall(struct tty *t)
{
    for (int i = 0; i < N_WATCHED; i++)
        sigaction(watched[i], &t->old_watched[i], NULL);
    crash_unwatch();
}

/* The width of characters comes from the locale; without one that knows UTF-8 a neutral
 * one is taken for characters only, and if there is none the screen keeps to ASCII. */
static bool locale_is_utf8(void)
{
    // NOLINTBEGIN(concurrency-mt-unsafe): the screen opens before there are threads
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_CTYPE, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
        return true;
    const char *wanted = setlocale(LC_CTYPE, NULL);
    bool neutral = wanted && (strcmp(wanted, "C") == 0 || strcmp(wanted, "POSIX") == 0);
    return neutral && setlocale(LC_CTYPE, "C.UTF-8");
    // NOLINTEND(concurrency-mt-unsafe)
}

static void set_modes(void)
{
    raw();
    noecho();
    nonl(); /* else Enter arrives as LF and cannot be told from Ctrl-J */
    meta(stdscr, TRUE);
    keypad(stdscr, FALSE);
    intrflush(stdscr, FALSE);
    leaveok(stdscr, FALSE);
}

static void send(const char *bytes)
{
    fd_write_all(STDOUT_FILENO, bytes, strlen(bytes));
}

static bool can_draw(const char *term, struct error *err)
{
    if (!capable(cursor_address) || !capable(clear_screen))
        return err_set(err, 0, "open terminal: '%s' cannot place the cursor", term);
    return true;
}

struct tty *tty_open(bool no_alt_screen, struct error *err)
{
    const char *term = getenv("TERM"); // NOLINT(concurrency-mt-unsafe): never set
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        err_set(err, 0, "open terminal: standard input and output are no terminal");
        return NULL;
    }
    if (!term || !*term) {
        err_set(err, 0, "open terminal: TERM is not set");
        return NULL;
    }
    struct tty *t = xcalloc(1, sizeof *t);
    t->fd = STDIN_FILENO;
    t->utf8 = locale_is_utf8();
    t->wake[0] = t->wake[1] = -1;
    struct termios before = {0};
    restore.len = 0;
    if (pipe2(t->wake, O_CLOEXEC | O_NONBLOCK) != 0) {
        err_set(err, errno, "open terminal: make a pipe");
        goto fail;
    }
    wake_fd = t->wake[1];
    tcgetattr(STDIN_FILENO, &before);
    int status = 0;
    if (setupterm(term, STDOUT_FILENO, &status) == ERR) {
        err_set(err, 0, "open terminal: type '%s' is not known", term);
        goto fail;
    }
    if (!can_draw(term, err))
        goto fail;
    del_curterm(cur_term); /* it was only looked at */
    remember_handlers(t);
    t->screen = newterm(term, stdout, stdin);
    if (!t->screen) {
        err_set(err, 0, "open terminal: '%s' cannot be used", term);
        goto fail;
    }
    if (no_alt_screen && enter_ca_mode) {
        if (exit_ca_mode)
            putp(exit_ca_mode);
        enter_ca_mode = NULL;
        exit_ca_mode = NULL;
    }
    t->terminal = cur_term;
    add_restore(paste_off);
    add_restore(exit_ca_mode);
    add_restore(exit_attribute_mode);
    add_restore(cursor_normal);
    set_modes();
    crash_hold(&before, restore.bytes, restore.len);
    install(t);
    fflush(stdout);
    send(paste_on);
    tty_resize(t); /* LINES and COLUMNS of the environment do not count */
    return t;
fail:
    if (t->wake[0] >= 0) {
        close(t->wake[0]);
        close(t->wake[1]);
    }
    free(t);
    return NULL;
}

void tty_close(struct tty *t)
{
    if (!t)
        return;
    tty_claim(t);
    send(paste_off);
    move(LINES - 1, 0);
    refresh();
    endwin();
    uninstall(t);
    delscreen(t->screen);
    close(t->wake[0]);
    close(t->wake[1]);
    free(t);
}

void tty_claim(struct tty *t)
{
    if (cur_term != t->terminal)
        set_curterm(t->terminal);
}

int tty_fd(const struct tty *t)
{
    return t->fd;
}

bool tty_utf8(const struct tty *t)
{
    return t->utf8;
}

int tty_signal_fd(const struct tty *t)
{
    return t->wake[0];
}

struct tty_signals tty_take_signals(struct tty *t)
{
    char drain[64];
    while (read(t->wake[0], drain, sizeof drain) > 0)
        ;
    bool got[N_WATCHED];
    for (int i = 0; i < N_WATCHED; i++) {
        got[i] = came_in[i];
        came_in[i] = 0;
    }
    return (struct tty_signals){.resized = got[0],
                                .interrupted = got[1],
                                .terminated = got[2] || got[3],
                                .continued = got[4],
                                .stop = got[5]};
}

void tty_resize(struct tty *t)
{
    (void)t;
    struct winsize ws;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_row > 0 && ws.ws_col > 0 &&
        (ws.ws_row != LINES || ws.ws_col != COLS))
        resizeterm(ws.ws_row, ws.ws_col);
    clearok(curscr, TRUE); /* what the terminal made of the old picture is not known */
}

void tty_leave(struct tty *t)
{
    (void)t;
    send(paste_off);
    def_prog_mode();
    endwin();
    fflush(stdout);
}

void tty_enter(struct tty *t)
{
    reset_prog_mode();
    set_modes();
    refresh();
    send(paste_on);
    tty_resize(t);
}

void tty_suspend(struct tty *t)
{
    tty_leave(t);
    struct sigaction sa = {.sa_handler = SIG_DFL}, old;
    sigaction(SIGTSTP, &sa, &old);
    kill(0, SIGTSTP); /* the whole job, as the terminal itself would do */
    sigaction(SIGTSTP, &old, NULL);
    tty_enter(t);
}
