#include "core/infer/engine.h"

#include <stdlib.h>

#include "core/base/error.h"
#include "core/infer/engine_ops.h"

/* The door to whichever engine it is. */

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
    for (int i = 0; i < r->n_stop; i++)
        free(r->stop[i]);
    free(r->stop);
    free(r->prompt);
    free(r->force_call);
    *r = (struct engine_request){0};
}

void engine_destroy(struct engine *e)
{
    if (e)
        e->ops->destroy(e);
}

const struct engine_info *engine_info(const struct engine *e)
{
    return e->ops->info(e);
}

const struct sample_params *engine_default_sampling(const struct engine *e)
{
    return e->ops->default_sampling(e);
}

bool engine_submit(struct engine *e, struct engine_request *r, struct error *err)
{
    return e->ops->submit(e, r, err);
}

void engine_cancel(struct engine *e)
{
    e->ops->cancel(e);
}

void engine_cancel_request(struct engine *e, uint64_t id)
{
    e->ops->cancel_request(e, id);
}

void engine_read_draft(struct engine *e, struct engine_request *r)
{
    if (e->ops->read_draft)
        e->ops->read_draft(e, r);
    else if (r)
        engine_request_finish(r);
}

bool engine_busy(struct engine *e)
{
    return e->ops->busy(e);
}

void engine_snapshot_save(struct engine *e, const char *path, uint64_t bytes_max,
                          int after_ms)
{
    e->ops->snapshot_save(e, path, bytes_max, after_ms);
}

void engine_snapshot_load(struct engine *e, const char *path, struct engine_request *r)
{
    e->ops->snapshot_load(e, path, r);
}

int engine_fd(const struct engine *e)
{
    return e->ops->fd(e);
}

struct engine_event *engine_take_events(struct engine *e)
{
    return e->ops->take_events(e);
}

void engine_stats(struct engine *e, struct stats *out)
{
    e->ops->stats(e, out);
}

void engine_take_steps(struct engine *e, step_fn fn, void *ctx)
{
    e->ops->take_steps(e, fn, ctx);
}

long engine_count_tokens(struct engine *e, const struct message *messages, int n_messages,
                         const json_t *tools, bool thinking, struct error *err)
{
    return e->ops->count_tokens(e, messages, n_messages, tools, thinking, err);
}

char *engine_render(struct engine *e, const struct message *messages, int n_messages,
                    const json_t *tools, bool thinking, struct error *err)
{
    return e->ops->render(e, messages, n_messages, tools, thinking, err);
}

bool engine_set_template(struct engine *e, const char *path, struct error *err)
{
    return e->ops->set_template(e, path, err);
}

char **engine_models(struct engine *e)
{
    return e->ops->models ? e->ops->models(e) : NULL;
}

bool engine_set_model(struct engine *e, const char *name, struct error *err)
{
    if (!e->ops->set_model)
        return err_set(err, 0, "the model of this engine cannot be changed");
    return e->ops->set_model(e, name, err);
}
