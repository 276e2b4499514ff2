#include "core/base/thread.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"

enum {
    NAME_BYTES = 16, /* the kernel's limit, with the NUL */
};

struct start {
    char name[NAME_BYTES];
    void *(*fn)(void *);
    void *arg;
};

static void *named_main(void *arg)
{
    struct start start = *(struct start *)arg;
    free(arg);
#if defined(__APPLE__)
    pthread_setname_np(start.name);
#else
    pthread_setname_np(pthread_self(), start.name);
#endif
    return start.fn(start.arg);
}

bool thread_start(pthread_t *thread, const char *name, void *(*fn)(void *), void *arg,
                  struct error *err)
{
    struct start *start = xcalloc(1, sizeof(*start));
    strncpy(start->name, name, NAME_BYTES - 1);
    start->fn = fn;
    start->arg = arg;

    /* The new thread inherits the mask, so there is no moment in which it takes one. */
    sigset_t all, old;
    sigfillset(&all);
    /* Signals of the thread's own instructions: blocked, they would end the program instead of
     * reaching their handler. */
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGILL);
    sigdelset(&all, SIGFPE);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int rc = pthread_create(thread, NULL, named_main, start);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (rc != 0) {
        free(start);
        return err_set(err, rc, "start thread %s", name);
    }
    return true;
}
