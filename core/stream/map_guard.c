#include "core/stream/map_guard.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>

#include "core/base/error.h"

enum {
    MAX_GUARDS = 4096, /* layers of all models that are open */
    PAGE_BYTES = 4096,
};

/* The handler walks the table without a lock: a guard is in use while `end` is not 0, which
 * is written last when it is added and first when it is removed. */
struct map_guard {
    _Atomic uintptr_t start, end;
    _Atomic uintptr_t hit; /* the first missing address, 0: none */
};

static struct map_guard guards[MAX_GUARDS];
static atomic_int n_guards; /* slots that were ever used */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sigaction before; /* protected by lock, but for the handler */

static void pass_on(int sig, siginfo_t *info, void *context)
{
    if (before.sa_flags & SA_SIGINFO) {
        before.sa_sigaction(sig, info, context);
    } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
        before.sa_handler(sig);
    } else {
        /* The instruction runs again, and this time ends the program. No instruction does
         * that when the signal was sent. */
        signal(sig, SIG_DFL);
        if (info->si_code <= 0)
            raise(sig);
    }
}

/* mmap is not on the list of calls for signal handlers, but is one system call on Linux and
 * elsewhere, and the signal is that of the very instruction that runs. */
static void on_bus_error(int sig, siginfo_t *info, void *context)
{
    int code = errno;
    uintptr_t at = (uintptr_t)info->si_addr;
    int n = info->si_code > 0 ? atomic_load(&n_guards) : 0; /* else sent by somebody */
    for (int i = 0; i < n; i++) {
        struct map_guard *g = &guards[i];
        uintptr_t end = atomic_load(&g->end);
        if (end == 0 || at >= end || at < atomic_load(&g->start))
            continue;
        char *page = (char *)info->si_addr - at % PAGE_BYTES;
        if (mmap(page, PAGE_BYTES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
                 0) == MAP_FAILED)
            break;
        uintptr_t none = 0;
        atomic_compare_exchange_strong(&g->hit, &none, at);
        errno = code;
        return;
    }
    pass_on(sig, info, context);
    errno = code;
}

/* Whoever set a handler after us has it before us from now on. */
static bool install_locked(struct error *err)
{
    struct sigaction now,
        sa = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO | SA_NODEFER};
    if (sigaction(SIGBUS, NULL, &now) != 0)
        return err_set(err, errno, "watch for pages of files that are gone");
    if ((now.sa_flags & SA_SIGINFO) && now.sa_sigaction == on_bus_error)
        return true;
    before = now;
    if (sigaction(SIGBUS, &sa, NULL) != 0)
        return err_set(err, errno, "watch for pages of files that are gone");
    return true;
}

struct map_guard *map_guard_add(void *start, size_t n_bytes, struct error *err)
{
    struct map_guard *g = NULL;
    pthread_mutex_lock(&lock);
    if (install_locked(err)) {
        int n = atomic_load(&n_guards), i = 0;
        while (i < n && atomic_load(&guards[i].end) != 0)
            i++;
        if (i == MAX_GUARDS) {
            err_set(err, 0, "more than %d files are mapped", (int)MAX_GUARDS);
        } else {
            g = &guards[i];
            atomic_store(&g->hit, 0);
            atomic_store(&g->start, (uintptr_t)start);
            atomic_store(&g->end, (uintptr_t)start + n_bytes);
            if (i == n)
                atomic_store(&n_guards, n + 1);
        }
    }
    pthread_mutex_unlock(&lock);
    return g;
}

void map_guard_remove(struct map_guard *g)
{
    if (g)
        atomic_store(&g->end, 0);
}

bool map_guard_hit(struct map_guard *g, size_t *off)
{
    if (atomic_load_explicit(&g->hit, memory_order_relaxed) == 0)
        return false;
    uintptr_t at = atomic_exchange(&g->hit, 0);
    *off = (size_t)(at - atomic_load(&g->start));
    return true;
}
