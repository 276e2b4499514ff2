#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "core/infer/engine_ops.h"
#include "core/infer/proc_stats.h"
#include "core/text/template.h"
#include "tests/app/fakes.h"

struct fake {
    struct engine base;
    const struct fake_reply *replies;
    int n, i, n_requests;
    int fd, ctx_used;
    bool busy, held;
    struct engine_event *first, **end;
    struct engine_request request;
    char *last, *template_name;
    struct engine_info info;
    struct sample_params sampling;
};

static const struct engine_ops fake_ops;
static char *draft;
static bool was_drafted; /* since the last request */
static int n_saves;
static bool tells_saves;
static struct fake the_engine = {.fd = -1};

void fake_engine_start(const struct fake_reply *replies, int n)
{
    fake_engine_finish();
    the_engine.base.ops = &fake_ops;
    the_engine.replies = replies;
    the_engine.n = n;
    the_engine.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    the_engine.end = &the_engine.first;
    the_engine.info = (struct engine_info){.name = "fake",
                                           .pack_path = "/nowhere",
                                           .family = "fake",
                                           .template_name = "fake",
                                           .kernel = "none",
                                           .activations = "f32",
                                           .n_expert = 8,
                                           .experts_per_token = 2,
                                           .experts_native = 4,
                                           .ctx_tok = 1000};
}

/* The last wish as "save PATH AFTER_MS" or "load PATH N_MESSAGES". */
static char *last_snapshot;

void fake_engine_finish(void)
{
    free(last_snapshot);
    last_snapshot = NULL;
    free(draft);
    draft = NULL;
    was_drafted = false;
    engine_events_free(the_engine.first);
    engine_request_finish(&the_engine.request);
    free(the_engine.last);
    free(the_engine.template_name);
    if (the_engine.fd >= 0)
        close(the_engine.fd);
    the_engine = (struct fake){.fd = -1};
}

struct engine *fake_engine(void)
{
    return &the_engine.base;
}
int fake_engine_n_requests(void)
{
    return the_engine.n_requests;
}
const char *fake_engine_last_request(void)
{
    return the_engine.last ? the_engine.last : "";
}
const struct engine_request *fake_engine_last_settings(void)
{
    return &the_engine.request;
}

/* ---- engine_ops.h ---- */

static struct fake *fake_of(struct engine *base)
{
    return (struct fake *)base;
}

static const struct engine_info *fake_info(const struct engine *base)
{
    const struct fake *e = (const struct fake *)base;
    return &e->info;
}
static const struct sample_params *fake_default_sampling(const struct engine *base)
{
    const struct fake *e = (const struct fake *)base;
    return &e->sampling;
}
static bool fake_busy(struct engine *base)
{
    struct fake *e = fake_of(base);
    return e->busy;
}
static int fake_fd(const struct engine *base)
{
    const struct fake *e = (const struct fake *)base;
    return e->fd;
}
static void fake_stats(struct engine *base, struct stats *out)
{
    struct fake *e = fake_of(base);
    memset(out, 0, sizeof(*out));
    out->ctx_max_tok = e->info.ctx_tok;
    out->ctx_used_tok = e->ctx_used;
    out->draft = was_drafted;
    out->n_prompt_tok = out->draft ? 99 : 0;
    /* of the process, as the real one's: a turn has less */
    out->device_known = proc_device_read_bytes(&out->device_bytes);
    out->device_bytes += 5000000;
}

static void fake_take_steps(struct engine *e, step_fn fn, void *ctx)
{
}

static struct engine_event *push(struct fake *e, enum engine_event_kind kind)
{
    struct engine_event *ev = xcalloc(1, sizeof(*ev));
    ev->kind = kind;
    ev->request_id = e->request.id;
    *e->end = ev;
    e->end = &ev->next;
    eventfd_write(e->fd, 1);
    return ev;
}

static void push_text(struct fake *e, enum engine_event_kind kind, const char *text)
{
    struct engine_event *ev = text ? push(e, kind) : NULL;
    if (ev) {
        ev->text = xstrdup(text);
        ev->len = strlen(text);
    }
}

static char *joined(const char *old, const char *more)
{
    return old || more ? xasprintf("%s%s", old ? old : "", more ? more : "") : NULL;
}

static void push_end(struct fake *e, const struct fake_reply *r,
                     enum finish_reason finish)
{
    struct engine_turn_report *rep = xcalloc(1, sizeof(*rep));
    const struct message *old = e->request.continue_last
                                    ? &e->request.messages[e->request.n_messages - 1]
                                    : &(struct message){0};
    rep->finish = r->call ? FINISH_TOOL_CALLS : finish;
    rep->message.role = ROLE_ASSISTANT;
    rep->message.content = joined(old->content, r->answer);
    rep->message.thinking = joined(old->thinking, r->thinking);
    if (r->call) {
        int n = r->n_calls ? r->n_calls : 1;
        rep->message.n_calls = n;
        rep->message.calls = xcalloc((size_t)n, sizeof(struct tool_call));
        for (int i = 0; i < n; i++)
            rep->message.calls[i] = (struct tool_call){
                xasprintf("call_%d_%d", e->n_requests, i), xstrdup(r->call),
                r->arguments ? xstrdup(r->arguments)
                             : xasprintf("{\"expression\":\"%d\"}", i)};
    }
    if (r->error)
        strncpy(rep->error, r->error, sizeof(rep->error) - 1);
    rep->n_generated_tok =
        (old->content && !r->answer) || (finish == FINISH_CONTEXT && !r->answer) ? 0 : 7;
    rep->decode_tok_s = 3.5;
    rep->ttft_ms = rep->prefill_tok_s = NAN;
    rep->device_bytes = r->device_bytes;
    rep->device_known = r->device_bytes > 0;
    rep->seed = 18446744073709551615ULL;
    e->busy = e->held = false;
    e->ctx_used = r->ctx_used;
    push(e, ENGINE_END)->report = rep;
}

static char *dump(const struct engine_request *r)
{
    struct strbuf b = {0};
    for (int i = 0; i < r->n_messages; i++) {
        const struct message *m = &r->messages[i];
        strbuf_addf(&b, "%s: %s\n", role_name(m->role), m->content ? m->content : "");
        for (int k = 0; k < m->n_calls; k++)
            strbuf_addf(&b, "call %s %s\n", m->calls[k].name, m->calls[k].arguments);
    }
    return strbuf_take(&b);
}

static bool fake_submit(struct engine *base, struct engine_request *r, struct error *err)
{
    struct fake *e = fake_of(base);
    if (e->busy)
        return err_set(err, 0, "the engine is busy");
    engine_request_finish(&e->request);
    e->request = *r;
    *r = (struct engine_request){0};
    free(e->last);
    e->last = dump(&e->request);
    e->n_requests++;
    free(draft);
    draft = NULL;
    was_drafted = false;
    if (e->i == e->n)
        return err_set(err, 0, "the script has no more replies");
    const struct fake_reply *reply = &e->replies[e->i++];
    e->busy = true;
    struct engine_event *ev = push(e, ENGINE_PREFILL);
    ev->n_done = ev->n_total = 5;
    push_text(e, ENGINE_THINKING, reply->thinking);
    push_text(e, ENGINE_ANSWER, reply->answer);
    e->held = reply->hold;
    if (!reply->hold)
        push_end(e, reply, reply->finish);
    return true;
}

const char *fake_engine_draft(void)
{
    return draft ? draft : "";
}

static void fake_read_draft(struct engine *e, struct engine_request *r)
{
    free(draft);
    draft = r ? dump(r) : NULL;
    was_drafted = was_drafted || r;
    if (r)
        engine_request_finish(r);
}

static void fake_cancel(struct engine *base)
{
    struct fake *e = fake_of(base);
    if (e->held)
        push_end(e, &e->replies[e->i - 1], FINISH_CANCELLED);
}

static void fake_cancel_request(struct engine *base, uint64_t id)
{
    if (the_engine.busy && the_engine.request.id == id)
        fake_cancel(base);
}

static struct engine_event *fake_take_events(struct engine *base)
{
    struct fake *e = fake_of(base);
    struct engine_event *list = e->first;
    eventfd_t n;
    e->first = NULL;
    e->end = &e->first;
    if (eventfd_read(e->fd, &n) != 0)
        return list;
    return list;
}

static long fake_count_tokens(struct engine *e, const struct message *messages,
                              int n_messages, const json_t *tools, bool thinking,
                              struct error *err)
{
    return 10L * n_messages;
}

static char *fake_render(struct engine *e, const struct message *messages, int n_messages,
                         const json_t *tools, bool thinking, struct error *err)
{
    return xasprintf("%d messages", n_messages);
}

const char *fake_engine_snapshot(void)
{
    return last_snapshot ? last_snapshot : "";
}

static void fake_snapshot_save(struct engine *e, const char *path, uint64_t bytes_max,
                               int after_ms)
{
    free(last_snapshot);
    last_snapshot = xasprintf("save %s %d", path, after_ms);
    n_saves++;
    if (!tells_saves)
        return;
    push_text(fake_of(e), ENGINE_SNAPSHOT, path);
    struct engine_event *ev = fake_of(e)->first;
    while (ev->next)
        ev = ev->next;
    ev->snapshot = xcalloc(1, sizeof(*ev->snapshot));
    ev->snapshot->kind = SNAPSHOT_SAVED;
}

void fake_engine_tell_saves(bool tell)
{
    tells_saves = tell;
    n_saves = 0;
}

int fake_engine_n_saves(void)
{
    return n_saves;
}

static void fake_snapshot_load(struct engine *e, const char *path,
                               struct engine_request *r)
{
    free(last_snapshot);
    last_snapshot = xasprintf("load %s %d", path, r->n_messages);
    engine_request_finish(r);
}

static bool fake_set_template(struct engine *base, const char *path, struct error *err)
{
    struct fake *e = fake_of(base);
    struct chat_template *t = template_load(path, err);
    if (!t)
        return false;
    free(e->template_name);
    e->template_name = xstrdup(template_name(t));
    e->info.template_name = e->template_name;
    template_free(t);
    return true;
}

static void fake_destroy(struct engine *e)
{
    fake_engine_finish();
}

static const struct engine_ops fake_ops = {
    .destroy = fake_destroy,
    .info = fake_info,
    .default_sampling = fake_default_sampling,
    .submit = fake_submit,
    .cancel = fake_cancel,
    .cancel_request = fake_cancel_request,
    .read_draft = fake_read_draft,
    .busy = fake_busy,
    .snapshot_save = fake_snapshot_save,
    .snapshot_load = fake_snapshot_load,
    .fd = fake_fd,
    .take_events = fake_take_events,
    .stats = fake_stats,
    .take_steps = fake_take_steps,
    .count_tokens = fake_count_tokens,
    .render = fake_render,
    .set_template = fake_set_template,
};
