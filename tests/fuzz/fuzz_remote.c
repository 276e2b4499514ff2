/* What a server sends: a stream of events, a list of models, a refusal, numbers. Cutting the
 * stream anywhere must make no difference. */
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "core/infer/stats_fields.h"
#include "core/text/utf8.h"
#include "net/remote_fault.h"
#include "net/remote_metrics.h"
#include "net/remote_models.h"
#include "net/remote_reply.h"
#include "net/remote_url.h"
#include "net/sse.h"
#include "tests/fuzz/fuzz.h"

struct answer {
    struct remote_reply *reply;
    struct strbuf text; /* all of it, with a mark at each change of kind */
    enum engine_event_kind kind;
};

static void on_text(void *ctx, enum engine_event_kind kind, const char *text, size_t len)
{
    struct answer *a = ctx;
    fuzz_check(len > 0 && !memchr(text, 0, len), "text is whole");
    fuzz_check(utf8_check(text, len) < 0, "text is UTF-8");
    if (kind != a->kind)
        strbuf_addc(&a->text, '\x01');
    a->kind = kind;
    strbuf_add(&a->text, text, len);
}

static bool on_event(void *ctx, const char *name, const char *data, size_t len)
{
    struct answer *a = ctx;
    struct remote_fault fault;
    struct error err = {0};
    return remote_reply_take(a->reply, data, len, &fault, &err) == REMOTE_TAKEN;
}

static char *message_text(struct answer *a)
{
    struct message m;
    struct strbuf b = {0};
    remote_reply_end(a->reply);
    remote_reply_message(a->reply, true, "u", &m);
    strbuf_addf(&b, "%s|%s|%s|%s", a->text.data ? a->text.data : "",
                m.content ? m.content : "", m.thinking ? m.thinking : "",
                remote_reply_problem(a->reply));
    for (int i = 0; i < m.n_calls; i++) {
        json_t *args = json_loads(m.calls[i].arguments, 0, NULL);
        fuzz_check(json_is_object(args), "arguments are an object");
        json_decref(args);
        strbuf_addf(&b, "|%s %s %s", m.calls[i].id, m.calls[i].name,
                    m.calls[i].arguments);
    }
    message_finish(&m);
    return strbuf_take(&b);
}

static char *stream(const char *bytes, size_t len, size_t step)
{
    struct answer a = {.kind = ENGINE_END};
    struct error err = {0};
    a.reply = remote_reply_create(on_text, &a, NULL);
    struct sse *s = sse_create(on_event, &a);
    for (size_t i = 0; i < len; i += step)
        if (!sse_feed(s, bytes + i, len - i < step ? len - i : step, &err))
            break;
    char *out = message_text(&a);
    sse_destroy(s);
    remote_reply_destroy(a.reply);
    strbuf_finish(&a.text);
    return out;
}

static void check_field(const struct stats *s, const struct stats_field *f)
{
    const void *p = (const char *)s + f->at;
    const struct measure *m = p;
    switch (f->kind) {
    case STATS_MEASURE:
    case STATS_SHARE:
    case STATS_MEASURE_BYTES:
        fuzz_check(!m->valid || stats_kind_can_be(f->kind, m->v), "a measure can be");
        break;
    case STATS_INT:
        fuzz_check(stats_kind_can_be(f->kind, *(const int *)p), "a count can be");
        break;
    case STATS_BYTES:
        fuzz_check(stats_kind_can_be(f->kind, (double)*(const uint64_t *)p),
                   "a size can be");
        break;
    case STATS_WHY: fuzz_check(memchr(p, 0, STATS_WHY_BYTES), "a reason ends"); break;
    case STATS_BOOL:
    case STATS_PHASE: break;
    }
}

static void check_numbers(const struct stats *s)
{
    fuzz_check(s->n_layer >= 0 && s->n_layer <= STATS_MAX_LAYERS, "layers are bounded");
    for (const struct stats_field *f = stats_fields; f->name; f++)
        check_field(s, f);
    for (int i = 0; i < s->n_layer; i++) {
        const struct layer_stats *l = &s->layer[i];
        const float ms[] = {l->mixer_ms, l->route_ms, l->io_wait_ms, l->expert_ms,
                            l->other_ms};
        for (size_t k = 0; k < sizeof(ms) / sizeof(ms[0]); k++)
            fuzz_check(stats_kind_can_be(STATS_MEASURE, (double)ms[k]),
                       "a layer's time can be");
    }
}

static void other_bodies(const char *bytes, size_t len)
{
    struct remote_models models = {0};
    struct remote_fault fault;
    struct error err = {0};
    struct stats *s = calloc(1, sizeof(*s));
    remote_models_parse(&models, bytes, len, &err);
    remote_models_finish(&models);
    remote_fault_from_body(&fault, bytes, len, "data");
    fuzz_check(memchr(fault.text, 0, sizeof(fault.text)), "a refusal is bounded");
    fuzz_check(utf8_check(fault.text, strlen(fault.text)) < 0, "a refusal is UTF-8");
    if (s && remote_metrics_take(s, bytes, len))
        check_numbers(s);
    free(s);
}

static void address(const char *bytes, size_t len)
{
    struct remote_url u;
    struct error err = {0};
    char *text = strndup(bytes, len);
    if (text && remote_url_parse(&u, text, &err)) {
        const char *host = strstr(u.base, "://");
        fuzz_check(host != NULL, "a scheme");
        size_t n = strcspn(host + 3, "/");
        fuzz_check(n > 0 && !memchr(host + 3, '@', n), "a host, and no password");
        remote_url_finish(&u);
    }
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    char *whole = stream(bytes, size, size ? size : 1);
    for (size_t step = 1; step < 8; step += 3) {
        char *cut = stream(bytes, size, step);
        fuzz_check(strcmp(whole, cut) == 0, "a cut makes no difference");
        free(cut);
    }
    free(whole);
    other_bodies(bytes, size);
    address(bytes, size);
    return 0;
}
