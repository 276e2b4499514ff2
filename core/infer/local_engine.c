#include "core/infer/kept_states.h"
#include "core/infer/turn.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/thread.h"
#include "core/text/reply.h"

/* The life and the door of the engine on this machine: what may be asked from outside, and
 * the thread. Who runs when is in turns.c, how a request is answered in turn.c.
 *
 * A turn is over for the program when it takes END. It is no longer counted just before that
 * event is queued, so that whoever has taken it can submit at once; the engine thread touches
 * neither the template nor the request after that moment. */

enum {
    QUEUE_MAX_BYTES = 1 << 20,
    STATES_SHARE = 8, /* of free memory, one part for the states of several turns */
};

void local_note_what_computes(struct local_engine *e)
{
    e->backend = session_backend(e->session);
    e->activations = session_activations(e->session);
    snprintf(e->kernel, sizeof(e->kernel), "%s", session_kernel(e->session));
}

static enum local_task next_task(struct local_engine *e)
{
    pthread_mutex_lock(&e->lock);
    enum local_task task = local_next_task(e);
    pthread_mutex_unlock(&e->lock);
    return task;
}

static void *engine_main(void *arg)
{
    struct local_engine *e = arg;
    enum local_task task;
    while ((task = next_task(e)) != TASK_QUIT) {
        if (task == TASK_SAVE)
            local_run_save(e);
        if (task == TASK_LOAD)
            local_run_load(e);
        if (task == TASK_DRAFT)
            local_run_draft(e);
        if (task != TASK_TURNS)
            continue;
        turns_admit(e);
        turns_pass(e);
    }
    if (e->kept)
        turns_keep_all(e);
    return NULL;
}

static bool open_texts(struct local_engine *e, const struct engine_params *p,
                       struct error *err)
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

static bool has_room(const struct pack *pack, const struct session_params *p)
{
    struct memory_plan plan;
    return session_plan_memory(pack, p, &plan, NULL) && plan.device == 0 &&
           (plan.kv + plan.state) * STATES_SHARE <= p->memory_free_bytes;
}

static bool make_session(struct local_engine *e, const struct engine_params *p,
                         struct error *err)
{
    struct session_params sp = {
        .kernel = p->kernel,
        .f32_activations = p->f32_activations,
        .n_threads = p->n_threads,
        .n_readers = p->n_readers,
        .ctx_tok = p->ctx_tok,
        .n_sequence = p->n_parallel,
        .experts_per_token = p->experts_per_token,
        .kv = p->kv,
        .memory_max_bytes = p->memory_max_bytes,
        .memory_free_bytes = p->memory_free_bytes,
        .backend = p->backend,
    };
    while (p->parallel_if_room && sp.n_sequence > 1 && !has_room(e->pack, &sp))
        sp.n_sequence--;
    e->session = session_create(e->pack, &sp, err);
    if (!e->session)
        return false;
    e->n_parallel = session_n_sequence(e->session);
    e->n_queue = p->n_queue;
    e->seats = xcalloc((size_t)e->n_parallel, sizeof(*e->seats));
    e->parts = xcalloc((size_t)e->n_parallel, sizeof(*e->parts));
    for (int i = 0; i < e->n_parallel; i++)
        e->seats[i].draft_from = -1;
    return true;
}

/* The session first: the disk reads the dense part while the tokenizer, which takes longer to
 * understand than to read, is loaded. */
static bool open_model(struct local_engine *e, const struct engine_params *p,
                       struct error *err)
{
    e->pack = pack_open(p->pack_path, err);
    return e->pack && make_session(e, p, err) && open_texts(e, p, err);
}

static void fill_info(struct local_engine *e)
{
    const struct model_config *c = &e->pack->config;
    const struct memory_plan *plan = session_plan(e->session);
    local_note_what_computes(e);
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
        .n_parallel = e->n_parallel,
        .n_threads = session_n_threads(e->session),
        .n_readers = session_n_readers(e->session),
        .dense_bytes = e->pack->dense_bytes,
        .expert_file_bytes = e->pack->expert_file_bytes,
        .kv_bytes = plan->kv,
        .state_bytes = plan->state,
        .buffer_bytes = plan->buffers,
    };
}

/* All, or one. Under the lock. */
static void cancel_begun(struct local_engine *e, bool all, uint64_t id)
{
    for (int i = 0; i <= e->n_parallel; i++) {
        struct turn *t = i < e->n_parallel ? e->seats[i].turn : e->coming;
        if (!t || !(all || t->r.id == id))
            continue;
        atomic_store(&t->cancel, true);
        event_queue_set_open(e->events, true);
    }
}

static void local_destroy(struct engine *base)
{
    struct local_engine *e = local_engine_of(base);
    pthread_mutex_lock(&e->lock);
    e->quit = true;
    cancel_begun(e, true, 0);
    local_stop_draft(e, NULL);
    pthread_cond_signal(&e->submitted);
    pthread_cond_signal(&e->unbuilt);
    pthread_mutex_unlock(&e->lock);
    if (e->events)
        event_queue_set_open(e->events, true);
    local_prompts_join(e);
    if (e->has_thread)
        pthread_join(e->thread, NULL);
    while (e->waiting) {
        struct turn *t = e->waiting;
        e->waiting = t->next;
        turn_destroy(t);
    }
    local_drop_drafts(e);
    free(e->seats);
    free(e->parts);
    kept_states_close(e->kept);
    snapshot_job_finish(&e->save);
    snapshot_job_finish(&e->load);
    local_stats_finish(e);
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
    pthread_cond_destroy(&e->unbuilt);
    pthread_mutex_destroy(&e->lock);
    free(e);
}

static const struct engine_info *local_info(const struct engine *base)
{
    const struct local_engine *e = (const struct local_engine *)base;
    return &e->info;
}

static const struct sample_params *local_default_sampling(const struct engine *base)
{
    const struct local_engine *e = (const struct local_engine *)base;
    return &e->generation.sampling;
}

static bool check_request(const struct engine_request *r, struct error *err)
{
    if (r->n_top < 0 || r->n_top > ENGINE_MAX_TOP)
        return err_set(err, EINVAL,
                       "submit a turn: the %d likeliest, 0 to %d are possible", r->n_top,
                       ENGINE_MAX_TOP);
    for (int i = 0; i < r->n_stop; i++)
        if (!r->stop[i][0])
            return err_set(err, EINVAL, "submit a turn: a text that ends it is empty");
    if (r->prompt && (r->force_call || r->continue_last))
        return err_set(err, EINVAL, "submit a turn: a raw prompt has no calls or turns");
    if (r->force_call && r->continue_last)
        return err_set(err, EINVAL,
                       "submit a turn: what goes on cannot begin with a call");
    return true;
}

static bool local_submit(struct engine *base, struct engine_request *r, struct error *err)
{
    struct local_engine *e = local_engine_of(base);
    if (!check_request(r, err))
        return false;
    pthread_mutex_lock(&e->lock);
    bool ok = e->n_turns < e->n_parallel + e->n_queue;
    if (ok) {
        struct turn **end = &e->waiting;
        while (*end)
            end = &(*end)->next;
        *end = turn_create(e, r);
        local_drop_drafts(e);
        if (e->n_turns++ == 0)
            event_queue_set_open(e->events, false);
        pthread_cond_signal(&e->unbuilt);
        pthread_cond_signal(&e->submitted); /* it calls off a save that has time */
    }
    pthread_mutex_unlock(&e->lock);
    if (ok)
        return true;
    err_set(err, 0,
            e->n_parallel > 1 ? "submit a turn: %d answers are being written or wait"
                              : "submit a turn: an answer is being written",
            e->n_parallel + e->n_queue);
    if (err)
        err->code = EAGAIN;
    return false;
}

/* Takes those out of the queue that wait for a seat, all or one. One that is about to get a
 * free seat, or whose prompt is being made, is marked, and is over as soon as it sits or that
 * is done. Under the lock. */
static struct turn *cancel_waiting(struct local_engine *e, bool all, uint64_t id)
{
    struct turn *gone = NULL;
    int n_free = e->n_parallel - e->n_running - (e->coming != NULL);
    for (struct turn **at = &e->waiting; *at;) {
        struct turn *t = *at;
        bool mine = all || t->r.id == id;
        if (mine && n_free <= 0 && !t->is_building) {
            *at = t->next;
            t->next = gone;
            gone = t;
            e->n_turns--;
            continue;
        }
        if (mine) {
            atomic_store(&t->cancel, true);
            if (t->is_built)
                event_queue_set_open(e->events, true);
        }
        n_free--;
        at = &t->next;
    }
    return gone;
}

/* Not under the lock. */
static void end_unbegun(struct local_engine *e, struct turn *list)
{
    while (list) {
        struct turn *t = list;
        list = t->next;
        event_queue_end(e->events, t->r.id, turn_report_unbegun(t));
        turn_destroy(t);
    }
}

static void cancel(struct local_engine *e, bool all, uint64_t id)
{
    pthread_mutex_lock(&e->lock);
    struct turn *gone = cancel_waiting(e, all, id);
    cancel_begun(e, all, id);
    local_stop_draft(e, NULL); /* the turn may wait for it */
    pthread_mutex_unlock(&e->lock);
    end_unbegun(e, gone);
}

static void local_cancel(struct engine *base)
{
    cancel(local_engine_of(base), true, 0);
}

static void local_cancel_request(struct engine *base, uint64_t id)
{
    cancel(local_engine_of(base), false, id);
}

static bool local_busy(struct engine *base)
{
    struct local_engine *e = local_engine_of(base);
    pthread_mutex_lock(&e->lock);
    bool busy = e->n_turns > 0;
    pthread_mutex_unlock(&e->lock);
    return busy;
}

static int local_fd(const struct engine *base)
{
    const struct local_engine *e = (const struct local_engine *)base;
    return event_queue_fd(e->events);
}

static struct engine_event *local_take_events(struct engine *base)
{
    struct local_engine *e = local_engine_of(base);
    struct engine_event *list = event_queue_take(e->events);
    /* Without events too: a draft that loses a device has none. */
    pthread_mutex_lock(&e->lock);
    e->info.backend = e->backend;
    e->info.activations = e->activations;
    memcpy(e->told_kernel, e->kernel, sizeof(e->kernel));
    pthread_mutex_unlock(&e->lock);
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

static long local_count_tokens(struct engine *base, const struct message *messages,
                               int n_messages, const json_t *tools, bool thinking,
                               struct error *err)
{
    struct local_engine *e = local_engine_of(base);
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

static char *local_render(struct engine *base, const struct message *messages,
                          int n_messages, const json_t *tools, bool thinking,
                          struct error *err)
{
    struct local_engine *e = local_engine_of(base);
    struct render_params params = whole(messages, n_messages, tools, thinking);
    struct rendering rendering = {0};
    if (!template_render(e->template, &params, &rendering, err))
        return NULL;
    char *text = rendering_text(&rendering);
    rendering_finish(&rendering);
    return text;
}

static bool local_set_template(struct engine *base, const char *path, struct error *err)
{
    struct local_engine *e = local_engine_of(base);
    struct chat_template *t = template_load(path, err);
    if (!t)
        return false;
    if (local_busy(base)) {
        template_free(t);
        return err_set(err, 0, "load %s: an answer is being written", path);
    }
    /* Only this thread submits, so no turn comes meanwhile; what the engine reads later it
     * reads after taking the lock under which the request was handed over. A draft goes on
     * with the template that it was made with: that is retired, and stays. */
    e->retired = xreallocarray(e->retired, (size_t)e->n_retired + 1, sizeof(void *));
    e->retired[e->n_retired++] = e->template;
    e->template = t;
    e->info.template_name = template_name(t);
    return true;
}

static const struct engine_ops local_ops = {
    .destroy = local_destroy,
    .info = local_info,
    .default_sampling = local_default_sampling,
    .submit = local_submit,
    .cancel = local_cancel,
    .cancel_request = local_cancel_request,
    .read_draft = local_read_draft,
    .busy = local_busy,
    .snapshot_save = local_snapshot_save,
    .snapshot_load = local_snapshot_load,
    .fd = local_fd,
    .take_events = local_take_events,
    .stats = local_stats,
    .take_steps = local_take_steps,
    .count_tokens = local_count_tokens,
    .render = local_render,
    .set_template = local_set_template,
};

struct engine *engine_create(const struct engine_params *params, struct error *err)
{
    struct local_engine *e = xcalloc(1, sizeof(*e));
    e->base.ops = &local_ops;
    e->dense_fd = -1;
    pthread_mutex_init(&e->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&e->submitted, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_cond_init(&e->unbuilt, NULL);
    pthread_mutex_init(&e->stats_lock, NULL);
    e->events = event_queue_create(QUEUE_MAX_BYTES, err);
    if (!e->events || !open_model(e, params, err))
        goto fail;
    e->limits = params->limits;
    fill_info(e);
    if (params->states_dir && params->states_bytes_max > 0)
        e->kept =
            kept_states_open(params->states_dir, params->states_bytes_max, e->session);
    local_stats_init(e);
    if (!local_prompts_start(e, err) ||
        !thread_start(&e->thread, "fm:engine", engine_main, e, err))
        goto fail;
    e->has_thread = true;
    return &e->base;

fail:
    local_destroy(&e->base);
    return NULL;
}
