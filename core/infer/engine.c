#include "core/infer/engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/thread.h"
#include "core/infer/engine_impl.h"
#include "core/text/reply.h"

/* The engine's life and its door: what may be asked from outside, and the loop that takes
 * one request after the other. How a request is answered is in turn.c.
 *
 * A turn is over for the program when it takes END. `busy` goes down just before that event
 * is queued, so that whoever has taken it can submit at once; the engine thread touches
 * neither the template nor the request after that moment. */

enum {
    QUEUE_MAX_BYTES = 1 << 20,
};

const char *finish_reason_name(enum finish_reason r)
{
    static const char *const names[] = {
        [FINISH_STOP] = "stop",           [FINISH_TOOL_CALLS] = "tool_calls",
        [FINISH_LENGTH] = "length",       [FINISH_CONTEXT] = "context",
        [FINISH_CANCELLED] = "cancelled", [FINISH_ERROR] = "error",
    };
    return names[r];
}

void engine_request_finish(struct engine_request *r)
{
    for (int i = 0; i < r->n_messages; i++)
        message_finish(&r->messages[i]);
    free(r->messages);
    json_decref(r->tools);
    *r = (struct engine_request){0};
}

/* Waits for something to do; takes the request when that is a turn. */
static enum engine_task next_task(struct engine *e, struct engine_request *r,
                                  int64_t *request_ns)
{
    pthread_mutex_lock(&e->lock);
    enum engine_task task = engine_next_task(e);
    if (task == TASK_TURN) {
        *r = e->request;
        *request_ns = e->request_ns;
        e->request = (struct engine_request){0};
        e->has_request = false;
    }
    pthread_mutex_unlock(&e->lock);
    return task;
}

/* For the program's thread, which tells it on; under the lock. */
static void note_what_computes(struct engine *e)
{
    e->backend = session_backend(e->session);
    e->activations = session_activations(e->session);
    snprintf(e->kernel, sizeof(e->kernel), "%s", session_kernel(e->session));
}

static void *engine_main(void *arg)
{
    struct engine *e = arg;
    struct engine_request r;
    int64_t request_ns;
    enum engine_task task;
    while ((task = next_task(e, &r, &request_ns)) != TASK_QUIT) {
        if (task == TASK_SAVE)
            engine_run_save(e);
        if (task == TASK_LOAD)
            engine_run_load(e);
        if (task != TASK_TURN)
            continue;
        struct engine_turn_report *report = turn_run(e, &r, request_ns);
        uint64_t id = r.id;
        engine_request_finish(&r);

        pthread_mutex_lock(&e->lock);
        note_what_computes(e);
        e->busy = false;
        pthread_mutex_unlock(&e->lock);
        event_queue_end(e->events, id, report);
    }
    return NULL;
}

static bool open_texts(struct engine *e, const struct engine_params *p, struct error *err)
{
    char *path = pack_tokenizer_path(e->pack);
    e->tok = tokenizer_open(path, err);
    free(path);
    if (!e->tok)
        return false;
    if (tokenizer_n_ids(e->tok) > e->pack->config.n_vocab)
        return err_set(
            err, 0, "open %s: the tokenizer has %d ids, the model only %d rows for them",
            p->pack_path, tokenizer_n_ids(e->tok), e->pack->config.n_vocab);

    path = pack_generation_path(e->pack);
    bool ok = generation_load(path, e->tok, e->pack->config.n_vocab, &e->generation, err);
    free(path);
    if (!ok)
        return false;

    if (!p->template_path)
        return err_set(err, 0, "open %s: no chat template was given", p->pack_path);
    e->template = template_load(p->template_path, err);
    return e->template != NULL;
}

static bool make_session(struct engine *e, const struct engine_params *p,
                         struct error *err)
{
    struct session_params sp = {
        .kernel = p->kernel,
        .f32_activations = p->f32_activations,
        .n_threads = p->n_threads,
        .n_readers = p->n_readers,
        .ctx_tok = p->ctx_tok,
        .experts_per_token = p->experts_per_token,
        .kv = p->kv,
        .memory_max_bytes = p->memory_max_bytes,
        .memory_free_bytes = p->memory_free_bytes,
        .backend = p->backend,
    };
    e->session = session_create(e->pack, &sp, err);
    return e->session != NULL;
}

/* The session first: the disk reads the dense part while the tokenizer, which takes longer to
 * understand than to read, is loaded. */
static bool open_model(struct engine *e, const struct engine_params *p, struct error *err)
{
    e->pack = pack_open(p->pack_path, err);
    return e->pack && make_session(e, p, err) && open_texts(e, p, err);
}

static void fill_info(struct engine *e)
{
    const struct model_config *c = &e->pack->config;
    const struct memory_plan *plan = session_plan(e->session);
    note_what_computes(e);
    snprintf(e->told_kernel, sizeof(e->told_kernel), "%s", e->kernel);
    e->info = (struct engine_info){
        .name = e->pack->name,
        .pack_path = e->pack->path,
        .family = family_name(c->family),
        .template_name = template_name(e->template),
        .backend = e->backend,
        .kernel = e->told_kernel,
        .activations = e->activations,
        .n_params = e->pack->n_params,
        .n_layer = c->n_layer,
        .n_expert = c->n_expert,
        .experts_per_token = session_experts_per_token(e->session),
        .experts_native = c->n_expert_used,
        .expert_bits = e->pack->expert_bits,
        .dense_bits = e->pack->dense_bits,
        .ctx_tok = session_ctx_tok(e->session),
        .n_threads = session_n_threads(e->session),
        .n_readers = session_n_readers(e->session),
        .dense_bytes = e->pack->dense_bytes,
        .expert_file_bytes = e->pack->expert_file_bytes,
        .kv_bytes = plan->kv,
        .state_bytes = plan->state,
        .buffer_bytes = plan->buffers,
    };
}

struct engine *engine_create(const struct engine_params *params, struct error *err)
{
    struct engine *e = xcalloc(1, sizeof(*e));
    e->dense_fd = -1;
    pthread_mutex_init(&e->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&e->submitted, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&e->stats_lock, NULL);
    e->events = event_queue_create(QUEUE_MAX_BYTES, err);
    if (!e->events || !open_model(e, params, err))
        goto fail;
    e->limits = params->limits;
    fill_info(e);
    engine_stats_init(e);
    if (!thread_start(&e->thread, "fm:engine", engine_main, e, err))
        goto fail;
    e->has_thread = true;
    return e;

fail:
    engine_destroy(e);
    return NULL;
}

void engine_destroy(struct engine *e)
{
    if (!e)
        return;
    if (e->has_thread) {
        pthread_mutex_lock(&e->lock);
        e->quit = true;
        atomic_store(&e->cancel, true);
        pthread_cond_signal(&e->submitted);
        pthread_mutex_unlock(&e->lock);
        event_queue_set_open(e->events, true);
        pthread_join(e->thread, NULL);
    }
    engine_request_finish(&e->request);
    snapshot_job_finish(&e->save);
    snapshot_job_finish(&e->load);
    engine_stats_finish(e);
    session_destroy(e->session);
    template_free(e->template);
    for (int i = 0; i < e->n_retired; i++)
        template_free(e->retired[i]);
    free(e->retired);
    tokenizer_close(e->tok);
    pack_close(e->pack);
    event_queue_destroy(e->events);
    pthread_mutex_destroy(&e->stats_lock);
    pthread_cond_destroy(&e->submitted);
    pthread_mutex_destroy(&e->lock);
    free(e);
}

const struct engine_info *engine_info(const struct engine *e)
{
    return &e->info;
}

const struct sample_params *engine_default_sampling(const struct engine *e)
{
    return &e->generation.sampling;
}

bool engine_submit(struct engine *e, struct engine_request *r, struct error *err)
{
    pthread_mutex_lock(&e->lock);
    bool ok = !e->busy;
    if (ok) {
        e->busy = true;
        e->has_request = true;
        e->request = *r;
        e->request_ns = clock_now_ns();
        *r = (struct engine_request){0};
        atomic_store(&e->cancel, false);
        event_queue_set_open(e->events, false);
        pthread_cond_signal(&e->submitted);
    }
    pthread_mutex_unlock(&e->lock);
    return ok || err_set(err, 0, "submit a turn: an answer is being written");
}

void engine_cancel(struct engine *e)
{
    pthread_mutex_lock(&e->lock);
    if (e->busy) {
        atomic_store(&e->cancel, true);
        event_queue_set_open(e->events, true);
    }
    pthread_mutex_unlock(&e->lock);
}

bool engine_busy(struct engine *e)
{
    pthread_mutex_lock(&e->lock);
    bool busy = e->busy;
    pthread_mutex_unlock(&e->lock);
    return busy;
}

int engine_fd(const struct engine *e)
{
    return event_queue_fd(e->events);
}

struct engine_event *engine_take_events(struct engine *e)
{
    struct engine_event *list = event_queue_take(e->events);
    if (list) {
        pthread_mutex_lock(&e->lock);
        e->info.backend = e->backend;
        e->info.activations = e->activations;
        memcpy(e->told_kernel, e->kernel, sizeof(e->kernel));
        pthread_mutex_unlock(&e->lock);
    }
    return list;
}

static struct render_params whole(const struct message *messages, int n_messages,
                                  const json_t *tools, bool thinking)
{
    bool answered = n_messages > 0 && messages[n_messages - 1].role == ROLE_ASSISTANT;
    return (struct render_params){
        .messages = messages,
        .n_messages = n_messages,
        .tools = tools,
        .thinking = thinking,
        .generation_prompt = !answered,
    };
}

long engine_count_tokens(struct engine *e, const struct message *messages, int n_messages,
                         const json_t *tools, bool thinking, struct error *err)
{
    struct render_params params = whole(messages, n_messages, tools, thinking);
    struct rendering rendering = {0};
    if (!template_render(e->template, &params, &rendering, err))
        return -1;
    struct id_list ids = {0};
    size_t *bounds = NULL;
    long n = -1;
    if (rendering_encode(&rendering, e->tok, &ids, &bounds, err))
        n = (long)ids.n;
    id_list_finish(&ids);
    free(bounds);
    rendering_finish(&rendering);
    return n;
}

char *engine_render(struct engine *e, const struct message *messages, int n_messages,
                    const json_t *tools, bool thinking, struct error *err)
{
    struct render_params params = whole(messages, n_messages, tools, thinking);
    struct rendering rendering = {0};
    if (!template_render(e->template, &params, &rendering, err))
        return NULL;
    char *text = rendering_text(&rendering);
    rendering_finish(&rendering);
    return text;
}

bool engine_set_template(struct engine *e, const char *path, struct error *err)
{
    struct chat_template *t = template_load(path, err);
    if (!t)
        return false;
    if (engine_busy(e)) {
        template_free(t);
        return err_set(err, 0, "load %s: an answer is being written", path);
    }
    /* Only this thread submits, so the engine stays idle; what it reads later it reads
     * after taking the lock under which the request was handed over. */
    e->retired = xreallocarray(e->retired, (size_t)e->n_retired + 1, sizeof(void *));
    e->retired[e->n_retired++] = e->template;
    e->template = t;
    e->info.template_name = template_name(t);
    return true;
}
