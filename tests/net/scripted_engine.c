#include "tests/net/scripted_engine.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/thread.h"
#include "core/infer/engine_ops.h"
#include "core/infer/event_queue.h"

enum {
    MAX_TURNS = 64,
    QUEUE_BYTES = 1 << 20,
    FLOOD_BYTES = 4096,
};

struct script {
    struct engine_request r;
    char what[32]; /* the first word of the message */
    int n_left, n_done;
    bool used, cancelled;
};

struct scripted {
    struct engine base;
    int n_parallel, step_us;
    struct event_queue *events;
    struct engine_info info;
    struct sample_params sampling;
    pthread_t thread;
    pthread_mutex_t lock;
    /* -- protected by lock */
    struct script turns[MAX_TURNS];
    int n_submitted, n_cancelled;
    bool quit, lost;
};

static struct scripted *scripted(const struct engine *e)
{
    return (struct scripted *)(void *)e;
}

static const char *asked(const struct engine_request *r)
{
    const char *text = r->prompt;
    if (!text && r->n_messages)
        text = r->messages[r->n_messages - 1].content;
    return text ? text : "";
}

static void say(struct scripted *s, struct script *t, enum engine_event_kind kind,
                const char *text)
{
    event_queue_text(s->events, kind, t->r.id, text, strlen(text));
}

static void end(struct scripted *s, struct script *t, enum finish_reason finish,
                const char *why)
{
    struct engine_turn_report *rep = xcalloc(1, sizeof(*rep));
    rep->finish = finish;
    rep->n_prompt_tok = 5;
    rep->n_reused_tok = 2;
    rep->n_generated_tok = t->n_done;
    rep->ttft_ms = rep->prefill_tok_s = rep->decode_tok_s = NAN;
    snprintf(rep->error, sizeof(rep->error), "%s", why);
    rep->message.role = ROLE_ASSISTANT;
    if (strcmp(t->what, "call") == 0 && finish != FINISH_CANCELLED) {
        rep->finish = FINISH_TOOL_CALLS;
        rep->message.n_calls = 2;
        rep->message.calls = xcalloc(2, sizeof(struct tool_call));
        for (int i = 0; i < 2; i++)
            rep->message.calls[i] = (struct tool_call){
                .name = xstrdup("add"), .arguments = xasprintf("{\"x\":%d}", i)};
    } else {
        rep->message.content = xasprintf("%d words", t->n_done);
    }
    event_queue_end(s->events, t->r.id, rep);
    engine_request_finish(&t->r);
    t->used = false;
}

static void write_word(struct scripted *s, struct script *t)
{
    char word[32];
    snprintf(word, sizeof(word), "w%d ", t->n_done);
    if (t->r.logprobs) {
        struct engine_token *token = xcalloc(1, sizeof(*token) + sizeof(word));
        char *text = memcpy(token + 1, word, sizeof(word));
        token->chosen = (struct engine_token_top){t->n_done, -1.5f, text, strlen(text)};
        event_queue_token(s->events, t->r.id, token);
    }
    say(s, t, ENGINE_ANSWER, word);
    t->n_done++;
}

/* One step of one answer, with the lock held. */
static void step(struct scripted *s, struct script *t)
{
    static char flood[FLOOD_BYTES + 1];
    if (t->cancelled) {
        end(s, t, FINISH_CANCELLED, "");
    } else if (strcmp(t->what, "hold") == 0) {
        event_queue_progress(s->events, t->r.id, 1, 5);
    } else if (strcmp(t->what, "flood") == 0) {
        memset(flood, 'x', FLOOD_BYTES);
        say(s, t, ENGINE_ANSWER, flood);
    } else if (strcmp(t->what, "fail") == 0) {
        end(s, t, FINISH_ERROR, "read expert 7: Input/output error");
    } else if (strcmp(t->what, "full") == 0) {
        end(s, t, FINISH_CONTEXT, "the context is full");
    } else if (t->n_left > 0) {
        t->n_left--;
        write_word(s, t);
    } else if (strcmp(t->what, "break") == 0) {
        end(s, t, FINISH_ERROR, "read expert 8: Input/output error");
    } else {
        if (strcmp(t->what, "think") == 0) {
            say(s, t, ENGINE_THINKING, "hm");
            say(s, t, ENGINE_ANSWER, "Gr\xc3\xbc\xc3\x9f\x65 \xf0\x9f\x8c\x8d");
        } else if (strcmp(t->what, "lose") == 0) {
            s->lost = true;
        } else if (strcmp(t->what, "count") != 0 && strcmp(t->what, "call") != 0) {
            say(s, t, ENGINE_ANSWER, "ok");
        }
        end(s, t, FINISH_STOP, "");
    }
}

static void *run(void *arg)
{
    struct scripted *s = arg;
    bool quit = false;
    while (!quit) {
        pthread_mutex_lock(&s->lock);
        for (int i = 0; i < MAX_TURNS; i++)
            if (s->turns[i].used)
                step(s, &s->turns[i]);
        quit = s->quit;
        pthread_mutex_unlock(&s->lock);
        usleep((useconds_t)s->step_us);
    }
    return NULL;
}

static int n_used(const struct scripted *s)
{
    int n = 0;
    for (int i = 0; i < MAX_TURNS; i++)
        n += s->turns[i].used;
    return n;
}

static bool submit(struct engine *e, struct engine_request *r, struct error *err)
{
    struct scripted *s = scripted(e);
    pthread_mutex_lock(&s->lock);
    bool room = n_used(s) < s->n_parallel;
    for (int i = 0; room && i < MAX_TURNS; i++) {
        struct script *t = &s->turns[i];
        if (t->used)
            continue;
        *t = (struct script){.r = *r, .used = true};
        *r = (struct engine_request){0};
        const char *text = asked(&t->r);
        int len = (int)strcspn(text, " ");
        snprintf(t->what, sizeof(t->what), "%.*s", len, text);
        t->n_left = strcmp(t->what, "break") == 0 ? 2 : (int)strtol(text + len, NULL, 10);
        s->n_submitted++;
        break;
    }
    pthread_mutex_unlock(&s->lock);
    return room || err_set(err, EAGAIN, "the engine is busy");
}

static void cancel_where(struct scripted *s, bool all, uint64_t id)
{
    pthread_mutex_lock(&s->lock);
    for (int i = 0; i < MAX_TURNS; i++) {
        struct script *t = &s->turns[i];
        if (t->used && !t->cancelled && (all || t->r.id == id)) {
            t->cancelled = true;
            s->n_cancelled++;
        }
    }
    pthread_mutex_unlock(&s->lock);
}

static void cancel_one(struct engine *e, uint64_t id)
{
    cancel_where(scripted(e), false, id);
}

static void cancel_all(struct engine *e)
{
    cancel_where(scripted(e), true, 0);
}

static bool busy(struct engine *e)
{
    return scripted_engine_n_running(e) > 0;
}

static const struct engine_info *info(const struct engine *e)
{
    return &scripted(e)->info;
}

static const struct sample_params *sampling(const struct engine *e)
{
    return &scripted(e)->sampling;
}

static int events_fd(const struct engine *e)
{
    return event_queue_fd(scripted(e)->events);
}

static struct engine_event *take_events(struct engine *e)
{
    struct scripted *s = scripted(e);
    struct engine_event *list = event_queue_take(s->events);
    pthread_mutex_lock(&s->lock);
    if (s->lost)
        s->info.backend = "rest";
    pthread_mutex_unlock(&s->lock);
    return list;
}

static void stats(struct engine *e, struct stats *out)
{
    (void)e;
    *out = (struct stats){.decode_tok_s = {3.5, true}};
}

static char *render(struct engine *e, const struct message *messages, int n,
                    const json_t *tools, bool thinking, struct error *err)
{
    (void)e, (void)tools, (void)thinking;
    for (int i = 0; i < n; i++)
        if (messages[i].content && strcmp(messages[i].content, "refuse") == 0) {
            err_set(err, 0, "message %d: the template does not know this", i + 1);
            return NULL;
        }
    return xstrdup("text");
}

static void destroy(struct engine *e)
{
    struct scripted *s = scripted(e);
    event_queue_set_open(s->events, true);
    pthread_mutex_lock(&s->lock);
    s->quit = true;
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    for (int i = 0; i < MAX_TURNS; i++)
        engine_request_finish(&s->turns[i].r);
    event_queue_destroy(s->events);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

/* The server uses no others. */
static const struct engine_ops ops = {
    .destroy = destroy,
    .info = info,
    .default_sampling = sampling,
    .submit = submit,
    .cancel = cancel_all,
    .cancel_request = cancel_one,
    .busy = busy,
    .fd = events_fd,
    .take_events = take_events,
    .stats = stats,
    .render = render,
};

struct engine *scripted_engine_create(int n_parallel, int step_us)
{
    struct error err = {0};
    struct scripted *s = xcalloc(1, sizeof(*s));
    s->base.ops = &ops;
    s->n_parallel = n_parallel;
    s->step_us = step_us;
    s->info = (struct engine_info){.name = "scripted",
                                   .backend = "none",
                                   .activations = "none",
                                   .n_parallel = n_parallel,
                                   .ctx_tok = 1000};
    sample_params_default(&s->sampling);
    pthread_mutex_init(&s->lock, NULL);
    s->events = event_queue_create(QUEUE_BYTES, &err);
    /* It writes with its lock held, which who takes the events may want. */
    if (s->events)
        event_queue_set_open(s->events, true);
    if (!s->events || !thread_start(&s->thread, "scripted", run, s, &err))
        abort();
    return &s->base;
}

static int read_count(struct engine *e, const int *count)
{
    struct scripted *s = scripted(e);
    pthread_mutex_lock(&s->lock);
    int n = *count;
    pthread_mutex_unlock(&s->lock);
    return n;
}

int scripted_engine_n_submitted(struct engine *e)
{
    return read_count(e, &scripted(e)->n_submitted);
}

int scripted_engine_n_cancelled(struct engine *e)
{
    return read_count(e, &scripted(e)->n_cancelled);
}

int scripted_engine_n_running(struct engine *e)
{
    struct scripted *s = scripted(e);
    pthread_mutex_lock(&s->lock);
    int n = n_used(s);
    pthread_mutex_unlock(&s->lock);
    return n;
}
