#include "core/infer/event_queue.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"

/* The descriptor is written at most once between two takes (`awake`), so a burst of tokens
 * costs the reader one wake-up; and after the lock was let go, or whoever it wakes would run
 * into the lock. A take can come between: the write then wakes it once more, for nothing. */

struct event_queue {
    /* -- immutable */
    size_t max_bytes;
    int fd;
    pthread_mutex_t lock;
    pthread_cond_t taken;
    /* -- protected by lock */
    struct engine_event *head, *tail;
    size_t tail_cap;  /* bytes allocated for the text of the last event */
    size_t n_bytes;   /* text that waits */
    bool open, awake; /* open: the writer does not wait */
};

struct event_queue *event_queue_create(size_t max_bytes, struct error *err)
{
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd < 0) {
        err_set(err, errno, "create the event descriptor of the engine");
        return NULL;
    }
    struct event_queue *q = xcalloc(1, sizeof(*q));
    q->fd = fd;
    q->max_bytes = max_bytes;
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->taken, NULL);
    return q;
}

void event_queue_destroy(struct event_queue *q)
{
    if (!q)
        return;
    engine_events_free(q->head);
    close(q->fd);
    pthread_cond_destroy(&q->taken);
    pthread_mutex_destroy(&q->lock);
    free(q);
}

int event_queue_fd(const struct event_queue *q)
{
    return q->fd;
}

/* Lets the lock go. There is a take between two writes, so the counter of the descriptor
 * cannot be full. */
static void unlock_and_wake(struct event_queue *q)
{
    bool write_it = !q->awake;
    q->awake = true;
    pthread_mutex_unlock(&q->lock);
    uint64_t one = 1;
    while (write_it && write(q->fd, &one, sizeof(one)) < 0 && errno == EINTR) {
    }
}

static struct engine_event *append(struct event_queue *q, enum engine_event_kind kind,
                                   uint64_t id)
{
    struct engine_event *ev = xcalloc(1, sizeof(*ev));
    ev->kind = kind;
    ev->request_id = id;
    if (q->tail)
        q->tail->next = ev;
    else
        q->head = ev;
    q->tail = ev;
    q->tail_cap = 0;
    return ev;
}

static struct engine_event *tail_of(struct event_queue *q, enum engine_event_kind kind,
                                    uint64_t id)
{
    if (q->tail && q->tail->kind == kind && q->tail->request_id == id)
        return q->tail;
    return append(q, kind, id);
}

void event_queue_set_open(struct event_queue *q, bool open)
{
    pthread_mutex_lock(&q->lock);
    q->open = open;
    pthread_cond_broadcast(&q->taken);
    pthread_mutex_unlock(&q->lock);
}

void event_queue_text(struct event_queue *q, enum engine_event_kind kind, uint64_t id,
                      const char *text, size_t len)
{
    pthread_mutex_lock(&q->lock);
    while (q->n_bytes >= q->max_bytes && !q->open)
        pthread_cond_wait(&q->taken, &q->lock);

    struct engine_event *ev = tail_of(q, kind, id);
    if (ev->len + len + 1 > q->tail_cap) {
        size_t cap = q->tail_cap ? q->tail_cap * 2 : 64;
        if (cap < ev->len + len + 1)
            cap = ev->len + len + 1;
        ev->text = xrealloc(ev->text, cap);
        q->tail_cap = cap;
    }
    memcpy(ev->text + ev->len, text, len);
    ev->len += len;
    ev->text[ev->len] = '\0';
    q->n_bytes += len;
    unlock_and_wake(q);
}

void event_queue_waiting(struct event_queue *q, uint64_t id, const char *text)
{
    pthread_mutex_lock(&q->lock);
    struct engine_event *ev = tail_of(q, ENGINE_WAITING, id);
    free(ev->text);
    ev->text = xstrdup(text);
    ev->len = strlen(text);
    unlock_and_wake(q);
}

void event_queue_progress(struct event_queue *q, uint64_t id, int n_done, int n_total)
{
    pthread_mutex_lock(&q->lock);
    struct engine_event *ev = tail_of(q, ENGINE_PREFILL, id);
    ev->n_done = n_done;
    ev->n_total = n_total;
    unlock_and_wake(q);
}

void event_queue_token(struct event_queue *q, uint64_t id, struct engine_token *token)
{
    size_t bytes = sizeof(*token) + (size_t)token->n_top * sizeof(*token->top);
    pthread_mutex_lock(&q->lock);
    while (q->n_bytes >= q->max_bytes && !q->open)
        pthread_cond_wait(&q->taken, &q->lock);
    append(q, ENGINE_TOKENS, id)->token = token;
    q->n_bytes += bytes;
    unlock_and_wake(q);
}

void event_queue_end(struct event_queue *q, uint64_t id,
                     struct engine_turn_report *report)
{
    pthread_mutex_lock(&q->lock);
    append(q, ENGINE_END, id)->report = report;
    unlock_and_wake(q);
}

void event_queue_snapshot(struct event_queue *q, char *path,
                          struct engine_snapshot_report *report)
{
    pthread_mutex_lock(&q->lock);
    struct engine_event *ev = append(q, ENGINE_SNAPSHOT, 0);
    ev->text = path;
    ev->len = strlen(path);
    ev->snapshot = report;
    unlock_and_wake(q);
}

void event_queue_wake(struct event_queue *q)
{
    pthread_mutex_lock(&q->lock);
    unlock_and_wake(q);
}

struct engine_event *event_queue_take(struct event_queue *q)
{
    /* First: what is written after this stays readable. */
    uint64_t n;
    while (read(q->fd, &n, sizeof(n)) < 0 && errno == EINTR) {
    }

    pthread_mutex_lock(&q->lock);
    q->awake = false;
    struct engine_event *list = q->head;
    q->head = q->tail = NULL;
    q->tail_cap = 0;
    q->n_bytes = 0;
    pthread_cond_broadcast(&q->taken);
    pthread_mutex_unlock(&q->lock);
    return list;
}

void engine_events_free(struct engine_event *list)
{
    while (list) {
        struct engine_event *next = list->next;
        if (list->report) {
            message_finish(&list->report->message);
            free(list->report);
        }
        free(list->snapshot);
        free(list->token);
        free(list->text);
        free(list);
        list = next;
    }
}
