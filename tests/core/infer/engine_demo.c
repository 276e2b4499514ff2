#include "engine_demo.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"

static const char *below_source(const char *rel, const char *must_exist, char *buf,
                                size_t cap)
{
    const char *source = getenv("FLASHMOE_SOURCE");
    if (!source)
        return NULL;
    snprintf(buf, cap, "%s/%s", source, must_exist);
    if (!file_exists(buf))
        return NULL;
    snprintf(buf, cap, "%s/%s", source, rel);
    return buf;
}

const char *demo_pack(void)
{
    static char path[4096];
    return below_source("models/demo", "models/demo/manifest.json", path, sizeof(path));
}

const char *demo_template(void)
{
    static char path[4096];
    static const char rel[] = "prompts/templates/qwen3.5.yaml";
    return below_source(rel, rel, path, sizeof(path));
}

struct engine *demo_open(int ctx_tok)
{
    struct engine_params params = {
        .pack_path = demo_pack(),
        .template_path = demo_template(),
        .f32_activations = true,
        .n_threads = 2,
        .ctx_tok = ctx_tok,
    };
    struct error err = {0};
    struct engine *e = engine_create(&params, &err);
    if (!e)
        fail_msg("%s", err.msg);
    return e;
}

struct engine_request demo_request(const char *const *texts)
{
    struct engine_request r = {.id = 1};
    int n = 0;
    while (texts[n])
        n++;
    r.messages = xcalloc((size_t)n + 1, sizeof(*r.messages));
    r.n_messages = n + 1;
    r.messages[0].role = ROLE_SYSTEM;
    r.messages[0].content = xstrdup("You are a helpful assistant.");
    for (int i = 0; i < n; i++) {
        r.messages[i + 1].role = i % 2 ? ROLE_ASSISTANT : ROLE_USER;
        r.messages[i + 1].content = xstrdup(texts[i]);
    }
    sample_params_default(&r.sampling);
    r.sampling.temperature = 0;
    return r;
}

void demo_make_endless(struct engine_request *r)
{
    r->sampling.temperature = 100;
    r->sampling.seed = 3;
}

struct engine_turn_report *demo_wait(struct engine *e, char **answer, char **thinking)
{
    struct strbuf texts[2] = {{0}, {0}};
    struct engine_turn_report *report = NULL;
    strbuf_adds(&texts[0], "");
    strbuf_adds(&texts[1], "");
    while (!report) {
        struct pollfd p = {.fd = engine_fd(e), .events = POLLIN};
        assert_int_equal(poll(&p, 1, 60000), 1);
        struct engine_event *list = engine_take_events(e);
        for (struct engine_event *ev = list; ev; ev = ev->next) {
            if (ev->kind == ENGINE_ANSWER || ev->kind == ENGINE_THINKING)
                strbuf_add(&texts[ev->kind == ENGINE_THINKING], ev->text, ev->len);
            if (ev->kind == ENGINE_END) {
                report = ev->report;
                ev->report = NULL;
                assert_null(ev->next);
            }
        }
        engine_events_free(list);
    }
    if (answer)
        *answer = strbuf_take(&texts[0]);
    if (thinking)
        *thinking = strbuf_take(&texts[1]);
    strbuf_finish(&texts[0]);
    strbuf_finish(&texts[1]);
    return report;
}

struct engine_turn_report *demo_run(struct engine *e, struct engine_request *r,
                                    char **answer, char **thinking)
{
    struct error err = {0};
    if (!engine_submit(e, r, &err))
        fail_msg("%s", err.msg);
    return demo_wait(e, answer, thinking);
}

void demo_report_free(struct engine_turn_report *r)
{
    message_finish(&r->message);
    free(r);
}
