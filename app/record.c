#include "app/record.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/record_lines.h"
#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/thread.h"

/* The taker appends to one buffer while the writer works on the other. A taken op lies there
 * as struct taken and behind it what its pointers point to, each padded to 8 bytes. */

enum {
    GATHER_MS = 200,          /* what comes meanwhile is written together */
    BEHIND_BYTES = 128 << 20, /* from here on numbers are left out */
};

struct taken {
    int64_t t_ms;
    struct ui_op op;
    size_t text_len; /* with the NUL; 0: NULL */
};

struct recorder {
    /* -- immutable */
    int fd;
    char *path;
    pthread_t thread;
    int64_t start_ns;

    /* -- taker only */
    uint64_t n_lost;
    bool told;

    /* -- writer only */
    struct record_lines lines;
    struct strbuf out;

    /* -- protected by lock */
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct strbuf buffer;
    bool stop, failed;
    struct error why;
};

/* ---- taking ---- */

static void put(struct strbuf *b, const void *bytes, size_t len)
{
    static const char zeros[8];
    if (len > 0)
        strbuf_add(b, bytes, len);
    strbuf_add(b, zeros, (8 - b->len % 8) % 8);
}

static void put_op(struct strbuf *b, const struct ui_op *op, int64_t t_ms)
{
    size_t len = !op->text                ? 0
                 : op->kind == UI_OP_TEXT ? op->len + 1
                                          : strlen(op->text) + 1;
    struct taken head = {.t_ms = t_ms, .op = *op, .text_len = len};
    put(b, &head, sizeof(head));
    if (len > 0) {
        strbuf_add(b, op->text, len - 1);
        put(b, "", 1);
    }
    if (op->stats)
        put(b, op->stats, sizeof(*op->stats));
    if (op->step) {
        put(b, op->step, sizeof(*op->step));
        put(b, op->step->layer, (size_t)op->step->n_layer * sizeof(*op->step->layer));
        put(b, op->step->expert, op->step->n_used * sizeof(*op->step->expert));
    }
    if (op->info) {
        const char *name = op->info->name ? op->info->name : "";
        const char *kernel = op->info->kernel ? op->info->kernel : "";
        const char *url = op->info->url ? op->info->url : "";
        put(b, op->info, sizeof(*op->info));
        put(b, name, strlen(name) + 1);
        put(b, kernel, strlen(kernel) + 1);
        put(b, url, strlen(url) + 1);
    }
}

const char *recorder_take(void *ctx, const struct ui_op *op)
{
    struct recorder *r = ctx;
    int64_t t_ms = (clock_now_ns() - r->start_ns) / 1000000;
    pthread_mutex_lock(&r->lock);
    bool failed = r->failed, was_empty = r->buffer.len == 0;
    bool behind = r->buffer.len > BEHIND_BYTES;
    if (!failed && behind && op->kind == UI_OP_STEP) {
        r->n_lost++;
    } else if (!failed && !(behind && op->kind == UI_OP_STATS)) {
        struct step step;
        struct ui_op copy = *op;
        if (op->kind == UI_OP_STEP && r->n_lost > 0) {
            step = *op->step;
            step.n_lost += r->n_lost;
            copy.step = &step;
            r->n_lost = 0;
        }
        put_op(&r->buffer, &copy, t_ms);
    }
    if (was_empty)
        pthread_cond_signal(&r->filled);
    pthread_mutex_unlock(&r->lock);
    if (!failed || r->told)
        return NULL;
    r->told = true;
    return "the recording broke off: the disk took no more of it";
}

/* ---- writing ---- */

static const void *get(const struct strbuf *b, size_t *at, size_t len)
{
    const char *p = b->data + *at;
    *at += (len + 7) & ~(size_t)7;
    return p;
}

static void write_ops(struct recorder *r, const struct strbuf *taken)
{
    for (size_t at = 0; at < taken->len;) {
        struct taken head = *(const struct taken *)get(taken, &at, sizeof(head));
        struct ui_op *op = &head.op;
        struct engine_info info;
        struct step step;
        op->text = head.text_len > 0 ? get(taken, &at, head.text_len) : NULL;
        if (op->stats)
            op->stats = get(taken, &at, sizeof(*op->stats));
        if (op->step) {
            step = *(const struct step *)get(taken, &at, sizeof(step));
            step.layer = get(taken, &at, (size_t)step.n_layer * sizeof(*step.layer));
            step.expert = get(taken, &at, step.n_used * sizeof(*step.expert));
            op->step = &step;
        }
        if (op->info) {
            info = *(const struct engine_info *)get(taken, &at, sizeof(info));
            info.name = taken->data + at;
            get(taken, &at, strlen(info.name) + 1);
            info.kernel = taken->data + at;
            get(taken, &at, strlen(info.kernel) + 1);
            const char *url = taken->data + at;
            get(taken, &at, strlen(url) + 1);
            info.url = *url ? url : NULL;
            op->info = &info;
        }
        recording_op(&r->lines, &r->out, op, head.t_ms);
    }
}

static void write_out(struct recorder *r)
{
    bool ok = fd_write_all(r->fd, r->out.data, r->out.len);
    int code = errno;
    strbuf_clear(&r->out);
    if (ok)
        return;
    pthread_mutex_lock(&r->lock);
    r->failed = true;
    err_set(&r->why, code, "write %s", r->path);
    pthread_mutex_unlock(&r->lock);
}

static void *writer(void *arg)
{
    struct recorder *r = arg;
    struct strbuf taken = {0};
    pthread_mutex_lock(&r->lock);
    while (!r->failed) {
        while (r->buffer.len == 0 && !r->stop)
            pthread_cond_wait(&r->filled, &r->lock);
        bool stop = r->stop;
        if (!stop) { /* gather, but leave at once when it is over */
            struct timespec until;
            clock_gettime(CLOCK_REALTIME, &until);
            until.tv_nsec += GATHER_MS * 1000000L;
            until.tv_sec += until.tv_nsec / 1000000000L;
            until.tv_nsec %= 1000000000L;
            while (!r->stop && pthread_cond_timedwait(&r->filled, &r->lock, &until) == 0)
                ;
            stop = r->stop;
        }
        struct strbuf full = r->buffer;
        r->buffer = taken;
        taken = full;
        pthread_mutex_unlock(&r->lock);
        write_ops(r, &taken);
        if (taken.cap > 1 << 20)
            strbuf_finish(&taken);
        strbuf_clear(&taken);
        if (r->out.len > 0)
            write_out(r);
        pthread_mutex_lock(&r->lock);
        if (stop)
            break;
    }
    pthread_mutex_unlock(&r->lock);
    strbuf_finish(&taken);
    return NULL;
}

/* ---- life ---- */

struct recorder *recorder_start(const char *path, const char *version, struct error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        if (errno == EEXIST)
            err_set(err, 0, "record to %s: it is there already", path);
        else
            err_set(err, errno, "record to %s", path);
        return NULL;
    }
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct recorder *r = xcalloc(1, sizeof(*r));
    r->fd = fd;
    r->path = xstrdup(path);
    r->start_ns = clock_now_ns();
    recording_header(&r->out, version,
                     (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->filled, NULL);
    write_out(r);
    if (!r->failed && thread_start(&r->thread, "recorder", writer, r, err))
        return r;
    if (r->failed && err)
        *err = r->why;
    close(fd);
    strbuf_finish(&r->out);
    free(r->path);
    free(r);
    return NULL;
}

bool recorder_stop(struct recorder *r, struct error *err)
{
    if (!r)
        return true;
    pthread_mutex_lock(&r->lock);
    r->stop = true;
    pthread_cond_signal(&r->filled);
    pthread_mutex_unlock(&r->lock);
    pthread_join(r->thread, NULL);
    bool ok = !r->failed;
    if (!ok && err)
        *err = r->why;
    if (close(r->fd) != 0 && ok)
        ok = err_set(err, errno, "write %s", r->path);
    pthread_mutex_destroy(&r->lock);
    pthread_cond_destroy(&r->filled);
    strbuf_finish(&r->buffer);
    strbuf_finish(&r->out);
    free(r->path);
    free(r);
    return ok;
}
