/* Bodies that clients send to the server: the first byte says which kind. What is taken can be
 * given to an engine, and what is refused says why in UTF-8. */
#include <string.h>

#include "core/text/utf8.h"
#include "net/serve_reply.h"
#include "net/serve_request.h"
#include "tests/fuzz/fuzz.h"

static void check_taken(const struct serve_ask *a)
{
    const struct engine_request *r = &a->engine;
    if (a->api == SERVE_CHAT)
        fuzz_check(r->messages && r->n_messages > 0, "a chat has messages");
    else
        fuzz_check(r->prompt && *r->prompt, "a completion has a text");
    for (int i = 0; i < r->n_messages; i++) {
        const struct message *m = &r->messages[i];
        fuzz_check(!m->content || utf8_check(m->content, strlen(m->content)) < 0,
                   "contents are UTF-8");
        for (int k = 0; k < m->n_calls; k++)
            fuzz_check(m->calls[k].name && m->calls[k].arguments, "calls are whole");
    }
    for (int i = 0; i < r->n_stop; i++)
        fuzz_check(r->stop[i] && *r->stop[i], "stops have text");
    fuzz_check(r->n_top >= 0 && r->n_top <= 20, "the likeliest are few");
    fuzz_check(!r->force_call || json_array_size(r->tools), "who must call has tools");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct serve_defaults defaults = {.model_name = "demo"};
    struct serve_ask a;
    struct serve_fault f = {0};
    struct strbuf out = {0};
    sample_params_default(&defaults.sampling);
    if (!size)
        return 0;
    enum serve_api api = data[0] == 't' ? SERVE_COMPLETION : SERVE_CHAT;
    if (serve_ask_parse(api, (const char *)data + 1, size - 1, &defaults, &a, &f)) {
        check_taken(&a);
        serve_ask_finish(&a);
        return 0;
    }
    fuzz_check(f.status == 400 || f.status == 404, "a refusal has a status");
    fuzz_check(f.message[0] && utf8_check(f.message, strlen(f.message)) < 0,
               "a refusal says why");
    serve_error_json(&f, &out);
    json_t *o = json_loadb(out.data, out.len, 0, NULL);
    fuzz_check(o, "a refusal is JSON");
    json_decref(o);
    strbuf_finish(&out);
    return 0;
}
