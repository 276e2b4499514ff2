#include "net/remote_engine.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/strbuf.h"
#include "core/base/thread.h"
#include "net/key_file.h"
#include "net/remote_impl.h"

/* The life and the door of the remote engine. */

enum {
    QUEUE_MAX_BYTES = 1 << 20,
    CONNECT_TIMEOUT_S = 10,
    IDLE_TIMEOUT_S = 600, /* a long prompt on a slow machine is read without a word */
    IDLE_MS = 60000,
    POLLING_MS = 50,
};

static struct remote_engine *remote_of(struct engine *base)
{
    return (struct remote_engine *)base;
}

/* ---- the thread ---- */

/* Waits for something to do. False: the engine is destroyed. */
static bool next_request(struct remote_engine *e, struct engine_request *r, char **model,
                         int64_t *request_ns)
{
    for (;;) {
        pthread_mutex_lock(&e->lock);
        bool quit = e->quit, has = e->has_request;
        if (has && !quit) {
            *r = e->request;
            *model = e->request_model;
            *request_ns = e->request_ns;
            e->work.ctx_max_tok = e->request_ctx_tok;
            e->request = (struct engine_request){0};
            e->request_model = NULL;
            e->has_request = false;
        }
        pthread_mutex_unlock(&e->lock);
        if (quit || has)
            return !quit;
        remote_pump(e, remote_is_polling(e) ? POLLING_MS : IDLE_MS);
    }
}

static void open_server(struct remote_engine *e)
{
    struct error err = {0};
    bool ok = remote_open(e, &err);
    pthread_mutex_lock(&e->lock);
    e->open_done = true;
    e->open_ok = ok;
    e->open_err = err;
    pthread_cond_signal(&e->opened);
    pthread_mutex_unlock(&e->lock);
}

static void *remote_main(void *arg)
{
    struct remote_engine *e = arg;
    struct engine_request r;
    char *model = NULL;
    int64_t request_ns = 0;
    open_server(e);
    while (next_request(e, &r, &model, &request_ns)) {
        struct engine_turn_report *report = remote_turn_run(e, &r, model, request_ns);
        uint64_t id = r.id;
        engine_request_finish(&r);
        free(model);
        pthread_mutex_lock(&e->lock);
        e->busy = false;
        pthread_mutex_unlock(&e->lock);
        event_queue_end(e->events, id, report);
    }
    remote_polls_stop(e);
    return NULL;
}

/* ---- the caller's thread ---- */

static void remote_destroy(struct engine *base)
{
    struct remote_engine *e = remote_of(base);
    if (e->has_thread) {
        pthread_mutex_lock(&e->lock);
        e->quit = true;
        atomic_store(&e->cancel, true);
        pthread_mutex_unlock(&e->lock);
        event_queue_set_open(e->events, true);
        http_wake(e->http);
        pthread_join(e->thread, NULL);
    }
    engine_request_finish(&e->request);
    free(e->request_model);
    http_client_destroy(e->http);
    event_queue_destroy(e->events);
    remote_models_finish(&e->models);
    remote_url_finish(&e->url);
    for (int i = 0; i < e->n_names; i++)
        free(e->names[i]);
    free(e->names);
    free(e->wanted);
    key_wipe(e->key);
    pthread_mutex_destroy(&e->stats_lock);
    pthread_cond_destroy(&e->opened);
    pthread_mutex_destroy(&e->lock);
    free(e);
}

static const struct engine_info *remote_info(const struct engine *base)
{
    return &((const struct remote_engine *)base)->info;
}

static const struct sample_params *remote_default_sampling(const struct engine *base)
{
    return &((const struct remote_engine *)base)->sampling;
}

static bool remote_submit(struct engine *base, struct engine_request *r,
                          struct error *err)
{
    struct remote_engine *e = remote_of(base);
    if (r->prompt || r->logprobs)
        return err_set(err, 0,
                       "submit a turn: %s is asked for, which this program takes "
                       "from its own models alone",
                       r->prompt ? "a raw prompt" : "the likelihood of tokens");
    pthread_mutex_lock(&e->lock);
    bool ok = !e->busy;
    if (ok) {
        e->busy = e->has_request = true;
        e->request_id = r->id;
        e->request_ctx_tok = e->info.ctx_tok;
        e->request = *r;
        e->request_model = xstrdup(e->info.name);
        e->request_ns = clock_now_ns();
        *r = (struct engine_request){0};
        atomic_store(&e->cancel, false);
        event_queue_set_open(e->events, false);
    }
    pthread_mutex_unlock(&e->lock);
    if (ok)
        http_wake(e->http);
    return ok || err_set(err, EAGAIN, "submit a turn: an answer is being written");
}

static void remote_cancel(struct engine *base)
{
    struct remote_engine *e = remote_of(base);
    pthread_mutex_lock(&e->lock);
    if (e->busy) {
        atomic_store(&e->cancel, true);
        event_queue_set_open(e->events, true);
        http_wake(e->http);
    }
    pthread_mutex_unlock(&e->lock);
}

static void remote_cancel_request(struct engine *base, uint64_t id)
{
    struct remote_engine *e = remote_of(base);
    pthread_mutex_lock(&e->lock);
    bool ours = e->busy && e->request_id == id;
    pthread_mutex_unlock(&e->lock);
    if (ours)
        remote_cancel(base);
}

static bool remote_busy(struct engine *base)
{
    struct remote_engine *e = remote_of(base);
    pthread_mutex_lock(&e->lock);
    bool busy = e->busy;
    pthread_mutex_unlock(&e->lock);
    return busy;
}

static int remote_fd(const struct engine *base)
{
    return event_queue_fd(((const struct remote_engine *)base)->events);
}

static struct engine_event *remote_take_events(struct engine *base)
{
    return event_queue_take(remote_of(base)->events);
}

static void remote_stats(struct engine *base, struct stats *out)
{
    struct remote_engine *e = remote_of(base);
    pthread_mutex_lock(&e->stats_lock);
    *out = e->published;
    pthread_mutex_unlock(&e->stats_lock);
    out->ctx_max_tok = e->info.ctx_tok;
}

static void remote_take_steps(struct engine *base, step_fn fn, void *ctx)
{
}

/* ---- what only the model's own machine can do ---- */

static void remote_snapshot_save(struct engine *base, const char *path,
                                 uint64_t bytes_max, int after_ms)
{
}

static void remote_snapshot_load(struct engine *base, const char *path,
                                 struct engine_request *r)
{
    engine_request_finish(r);
}

static long remote_count_tokens(struct engine *base, const struct message *messages,
                                int n_messages, const json_t *tools, bool thinking,
                                struct error *err)
{
    struct remote_engine *e = remote_of(base);
    err_set(err, 0, "%s counts the tokens itself, and tells them with its answers",
            e->url.host);
    return -1;
}

static char *remote_render(struct engine *base, const struct message *messages,
                           int n_messages, const json_t *tools, bool thinking,
                           struct error *err)
{
    struct remote_engine *e = remote_of(base);
    err_set(err, 0,
            "%s applies the chat template itself: what the model reads is known there",
            e->url.host);
    return NULL;
}

static bool remote_set_template(struct engine *base, const char *path, struct error *err)
{
    struct remote_engine *e = remote_of(base);
    return err_set(err, 0, "%s applies its own chat template; here it cannot be changed",
                   e->url.host);
}

/* ---- models ---- */

static char **remote_models(struct engine *base)
{
    struct remote_engine *e = remote_of(base);
    pthread_mutex_lock(&e->lock);
    char **names = xcalloc((size_t)e->models.n + 1, sizeof(*names));
    for (int i = 0; i < e->models.n; i++)
        names[i] = xstrdup(e->models.list[i].id);
    e->refresh = true;
    pthread_mutex_unlock(&e->lock);
    http_wake(e->http);
    return names;
}

/* Under no lock: the caller's thread has info to itself. */
static void take_name(struct remote_engine *e, const char *name, int ctx_tok)
{
    e->names = xreallocarray(e->names, (size_t)e->n_names + 1, sizeof(*e->names));
    e->info.name = e->names[e->n_names++] = xstrdup(name);
    e->info.ctx_tok = ctx_tok;
}

static bool remote_set_model(struct engine *base, const char *name, struct error *err)
{
    struct remote_engine *e = remote_of(base);
    if (remote_busy(base))
        return err_set(err, 0, "change the model: an answer is being written");
    pthread_mutex_lock(&e->lock);
    const struct remote_model *m = remote_models_find(&e->models, name);
    int ctx_tok = m ? m->ctx_tok : 0;
    pthread_mutex_unlock(&e->lock);
    take_name(e, name, ctx_tok);
    return true;
}

static const struct engine_ops remote_ops = {
    .destroy = remote_destroy,
    .info = remote_info,
    .default_sampling = remote_default_sampling,
    .submit = remote_submit,
    .cancel = remote_cancel,
    .cancel_request = remote_cancel_request,
    .busy = remote_busy,
    .snapshot_save = remote_snapshot_save,
    .snapshot_load = remote_snapshot_load,
    .fd = remote_fd,
    .take_events = remote_take_events,
    .stats = remote_stats,
    .take_steps = remote_take_steps,
    .count_tokens = remote_count_tokens,
    .render = remote_render,
    .set_template = remote_set_template,
    .models = remote_models,
    .set_model = remote_set_model,
};

/* ---- life ---- */

static bool key_is_safe(const struct remote_params *p, const struct remote_url *url,
                        struct error *err)
{
    if (!p->key_file || url->encrypted || url->loopback || p->insecure_http)
        return true;
    return err_set(
        err, 0,
        "%s is not encrypted: everybody on the way would read the key; https:// "
        "is, and --insecure-http sends it all the same",
        url->base);
}

static bool check(const struct remote_params *p, struct remote_url *url, char **key,
                  struct error *err)
{
    *key = NULL;
    if (!remote_url_parse(url, p->url, err) || !key_is_safe(p, url, err))
        return false;
    if (p->ca_file && access(p->ca_file, R_OK) != 0)
        return err_set(err, errno, "open %s", p->ca_file);
    if (p->key_file)
        *key = key_file_first(p->key_file, err);
    return *key || !p->key_file;
}

bool remote_params_check(const struct remote_params *p, struct error *err)
{
    struct remote_url url;
    char *key = NULL;
    bool ok = check(p, &url, &key, err);
    remote_url_finish(&url);
    key_wipe(key);
    return ok;
}

/* The one that is asked for, or the only one: to guess among several would be silent. */
static bool choose_model(struct remote_engine *e, struct error *err)
{
    const struct remote_models *m = &e->models;
    const char *name = e->wanted ? e->wanted : m->n == 1 ? m->list[0].id : NULL;
    const struct remote_model *found = remote_models_find(m, name);
    if (name) {
        take_name(e, name, found ? found->ctx_tok : 0);
        return true;
    }
    if (m->n == 0)
        return err_set(err, 0, "%s has no model; --model NAME asks for one all the same",
                       e->url.base);
    struct strbuf names = {0};
    for (int i = 0; i < m->n && names.len < 300; i++)
        strbuf_addf(&names, "%s%s", i ? ", " : "", m->list[i].id);
    remote_fail(e, err,
                xasprintf("%s has %d models, choose one with --model: %s", e->url.base,
                          m->n, names.data));
    strbuf_finish(&names);
    return false;
}

static void fill_info(struct remote_engine *e)
{
    e->info = (struct engine_info){
        .pack_path = e->url.base,
        .url = e->url.base,
        .family = "remote",
        .template_name = "the server's",
        .backend = "remote",
        .kernel = e->url.host,
        .activations = "n/a",
        .n_parallel = 1,
    };
    e->sampling = (struct sample_params){.temperature = NAN,
                                         .top_k = -1,
                                         .top_p = NAN,
                                         .min_p = NAN,
                                         .presence_penalty = NAN,
                                         .frequency_penalty = NAN,
                                         .repetition_penalty = NAN};
}

static bool wait_open(struct remote_engine *e, struct error *err)
{
    pthread_mutex_lock(&e->lock);
    while (!e->open_done)
        pthread_cond_wait(&e->opened, &e->lock);
    bool ok = e->open_ok;
    if (!ok && err)
        *err = e->open_err;
    pthread_mutex_unlock(&e->lock);
    return ok;
}

struct engine *remote_engine_create(const struct remote_params *p, struct error *err)
{
    struct remote_engine *e = xcalloc(1, sizeof(*e));
    e->base.ops = &remote_ops;
    pthread_mutex_init(&e->lock, NULL);
    pthread_cond_init(&e->opened, NULL);
    pthread_mutex_init(&e->stats_lock, NULL);
    e->seed = (uint64_t)clock_now_ns();
    e->wanted = p->model ? xstrdup(p->model) : NULL;
    int idle_s = p->idle_timeout_s ? p->idle_timeout_s : IDLE_TIMEOUT_S;
    int connect_s = p->connect_timeout_s ? p->connect_timeout_s : CONNECT_TIMEOUT_S;
    e->idle_timeout_ns = (int64_t)idle_s * 1000000000;
    if (!check(p, &e->url, &e->key, err))
        goto fail;
    fill_info(e);
    e->events = event_queue_create(QUEUE_MAX_BYTES, err);
    e->http =
        e->events
            ? http_client_create(
                  &(struct http_client_params){.ca_file = p->ca_file,
                                               .key = e->key,
                                               .connect_timeout_ms = connect_s * 1000,
                                               .loopback = e->url.loopback},
                  err)
            : NULL;
    if (!e->http || !thread_start(&e->thread, "fm:remote", remote_main, e, err))
        goto fail;
    e->has_thread = true;
    if (!wait_open(e, err) || !choose_model(e, err))
        goto fail;
    return &e->base;

fail:
    remote_destroy(&e->base);
    return NULL;
}
