#include "app/programs/progress.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/clock.h"

static volatile sig_atomic_t caught;

static void on_signal(int sig)
{
    caught = sig;
}

void progress_init(struct progress *p, const char *verb, bool quiet)
{
    *p = (struct progress){.verb = verb, .on = !quiet && isatty(STDERR_FILENO)};
    /* The job stops between two chunks, so that what is done is kept. A second signal
     * kills. */
    struct sigaction sa = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&sa.sa_mask);
    sigaction(SIGINT, &sa, NULL);
    sigaction(SIGTERM, &sa, NULL);
    /* A file size limit is an error of the write, with its message. */
    signal(SIGXFSZ, SIG_IGN);
}

int progress_signal(void)
{
    return caught;
}

bool progress_update(void *ctx, const char *what, uint64_t done_bytes,
                     uint64_t total_bytes)
{
    struct progress *p = ctx;
    int64_t now = clock_now_ns();
    if (caught)
        return false;
    if (!p->on)
        return true;
    if (!p->started) {
        p->started = true;
        p->start_ns = now;
        p->start_bytes = done_bytes;
    }
    if (now - p->drawn_ns < 100 * 1000 * 1000 && done_bytes < total_bytes)
        return true;
    p->drawn_ns = now;

    enum {
        CELLS = 24
    };
    char bar[CELLS + 1];
    double share = total_bytes ? (double)done_bytes / (double)total_bytes : 1;
    double seconds = (double)(now - p->start_ns) / 1e9;
    double rate = seconds > 0.2 ? (double)(done_bytes - p->start_bytes) / seconds : 0;
    memset(bar, '.', CELLS);
    memset(bar, '#', (size_t)(share * CELLS));
    bar[CELLS] = '\0';
    fprintf(stderr, "\r\033[K%s [%s] %3.0f%%  %s", p->verb, bar, 100 * share, what);
    if (rate > 0) {
        double left = (double)(total_bytes - done_bytes) / rate;
        fprintf(stderr, "  %.0f MB/s  %d:%02d left", rate / 1e6, (int)(left / 60),
                (int)left % 60);
    }
    fflush(stderr);
    return true;
}

void progress_finish(struct progress *p)
{
    if (p->on && p->started)
        fputs("\r\033[K", stderr);
}
