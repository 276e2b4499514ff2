#include "core/base/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "core/base/error.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static FILE *sink;               /* protected by lock */
static enum log_level max_level; /* protected by lock */

bool log_open(const char *path, enum log_level max, struct error *err)
{
    FILE *f = fopen(path, "ae");
    if (!f)
        return err_set(err, errno, "open log file %s", path);
    log_close();
    pthread_mutex_lock(&lock);
    sink = f;
    max_level = max;
    pthread_mutex_unlock(&lock);
    return true;
}

void log_close(void)
{
    pthread_mutex_lock(&lock);
    if (sink)
        fclose(sink);
    sink = NULL;
    pthread_mutex_unlock(&lock);
}

void log_write(enum log_level level, const char *module, const char *fmt, ...)
{
    static const char letters[] = "EWID";

    pthread_mutex_lock(&lock);
    if (sink && level <= max_level) {
        struct timespec ts;
        clock_gettime(CLOCK_REALTIME, &ts);
        struct tm tm;
        localtime_r(&ts.tv_sec, &tm);
        char when[32];
        strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", &tm);
        fprintf(sink, "%s.%03ld %c %s: ", when, ts.tv_nsec / 1000000, letters[level],
                module);
        va_list ap;
        va_start(ap, fmt);
        vfprintf(sink, fmt, ap);
        va_end(ap);
        fputc('\n', sink);
        fflush(sink);
    }
    pthread_mutex_unlock(&lock);
}
