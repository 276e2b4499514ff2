#include "ui/crash.h"

#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};

enum {
    N_FATAL = sizeof fatal / sizeof *fatal,
};

/* What the handler needs; it gets no context. */
static struct sigaction before[N_FATAL];
static struct {
    volatile sig_atomic_t held; /* the rest counts */
    struct termios modes;
    char bytes[CRASH_BYTES_MAX];
    size_t len;
} terminal;

/* Whoever watched for the signal before may mend what it is about (the file of a mapping was
 * cut): then the program runs on. If he cannot, he takes his handler away. */
static bool mended(int i, siginfo_t *info, void *context)
{
    static _Thread_local volatile sig_atomic_t asking;
    struct sigaction now;
    if (info->si_code <= 0 || !(before[i].sa_flags & SA_SIGINFO) || asking)
        return false;
    asking = 1;
    before[i].sa_sigaction(fatal[i], info, context);
    asking = 0;
    return sigaction(fatal[i], NULL, &now) == 0 &&
           ((now.sa_flags & SA_SIGINFO) || now.sa_handler != SIG_DFL);
}

/* Only what is allowed in a handler: write, tcsetattr, sigaction, raise. */
static void on_fatal(int sig, siginfo_t *info, void *context)
{
    for (int i = 0; i < N_FATAL; i++)
        if (fatal[i] == sig && mended(i, info, context))
            return;
    if (terminal.held) {
        ssize_t n = write(STDOUT_FILENO, terminal.bytes, terminal.len);
        (void)n;
        tcsetattr(STDIN_FILENO, TCSANOW, &terminal.modes);
    }
    for (int i = 0; i < N_FATAL; i++)
        if (fatal[i] == sig)
            sigaction(sig, &before[i], NULL);
    raise(sig);
}

void crash_watch(void)
{
    struct sigaction sa = {.sa_sigaction = on_fatal, .sa_flags = SA_RESTART | SA_SIGINFO};
    sigfillset(&sa.sa_mask);
    for (int i = 0; i < N_FATAL; i++) {
        sigaction(fatal[i], NULL, &before[i]); /* known before the handler may run */
        sigaction(fatal[i], &sa, NULL);
    }
}

void crash_unwatch(void)
{
    crash_release();
    for (int i = 0; i < N_FATAL; i++)
        sigaction(fatal[i], &before[i], NULL);
}

void crash_hold(const struct termios *modes, const char *bytes, size_t len)
{
    terminal.held = 0;
    terminal.modes = *modes;
    terminal.len = len < CRASH_BYTES_MAX ? len : CRASH_BYTES_MAX;
    memcpy(terminal.bytes, bytes, terminal.len);
    terminal.held = 1;
}

void crash_release(void)
{
    terminal.held = 0;
}
