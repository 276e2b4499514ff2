#pragma once

#include <pthread.h>
#include <stdbool.h>

struct error;

/* Start a thread with all signals blocked, so that only the program's main thread takes
 * them, and with a name (at most 15 bytes are kept) for debuggers and top. */
bool thread_start(pthread_t *thread, const char *name, void *(*fn)(void *), void *arg,
                  struct error *err);

/* One turn of a busy wait: tells the core that this is one. */
static inline void thread_relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}
