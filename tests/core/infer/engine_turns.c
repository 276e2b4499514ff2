#include "engine_turns.h"

#include <math.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"

enum {
    patience_ms = 180000, /* sanitizers on a loaded machine */
};

struct tale turns_tales[MAX_TURNS + 1];
int turns_n_ended;
struct turns_options turns_options;

struct engine *turns_open(int n_parallel, int n_queue)
{
    struct engine_params params = {.pack_path = demo_pack(),
                                   .template_path = demo_template(),
                                   .kernel = turns_options.kernel,
                                   .f32_activations = true,
                                   .n_threads = 2,
                                   .ctx_tok = 2048,
                                   .kv = turns_options.kv,
                                   .n_parallel = n_parallel,
                                   .n_queue = n_queue,
                                   .states_dir = turns_options.states_dir,
                                   .states_bytes_max = turns_options.states_bytes_max};
    struct error err = {0};
    struct engine *e = engine_create(&params, &err);
    if (!e)
        fail_msg("%s", err.msg);
    assert_int_equal(engine_info(e)->n_parallel, n_parallel);
    return e;
}

void turns_forget(void)
{
    for (int i = 0; i <= MAX_TURNS; i++) {
        strbuf_finish(&turns_tales[i].answer);
        strbuf_finish(&turns_tales[i].thinking);
        strbuf_finish(&turns_tales[i].pieces);
        if (turns_tales[i].rep)
            demo_report_free(turns_tales[i].rep);
        turns_tales[i] = (struct tale){0};
    }
    turns_n_ended = 0;
}

static void note_token(struct tale *t, const struct engine_token *token)
{
    double sum = 0;
    t->n_tokens++;
    strbuf_add(&t->pieces, token->chosen.text, token->chosen.len);
    assert_true(token->chosen.logprob <= 1e-6f && isfinite(token->chosen.logprob));
    for (int i = 0; i < token->n_top; i++) {
        sum += exp((double)token->top[i].logprob);
        assert_true(i == 0 || token->top[i].logprob <= token->top[i - 1].logprob);
    }
    t->worst_top = sum > t->worst_top ? sum : t->worst_top;
    t->unlikely =
        t->unlikely || (token->n_top > 0 && token->top[0].id != token->chosen.id);
}

void turns_take(struct engine *e)
{
    struct engine_event *list = engine_take_events(e);
    for (struct engine_event *ev = list; ev; ev = ev->next) {
        assert_in_range(ev->request_id, 1, MAX_TURNS);
        struct tale *t = &turns_tales[ev->request_id];
        assert_null(t->rep); /* nothing comes behind the end */
        if (ev->kind == ENGINE_ANSWER)
            strbuf_add(&t->answer, ev->text, ev->len);
        if (ev->kind == ENGINE_THINKING)
            strbuf_add(&t->thinking, ev->text, ev->len);
        if (ev->kind == ENGINE_TOKENS)
            note_token(t, ev->token);
        if (ev->kind == ENGINE_END) {
            t->rep = ev->report;
            ev->report = NULL;
            t->i_end = ++turns_n_ended;
        }
    }
    engine_events_free(list);
}

void turns_wait(struct engine *e, int n)
{
    while (turns_n_ended < n) {
        struct pollfd p = {.fd = engine_fd(e), .events = POLLIN};
        assert_int_equal(poll(&p, 1, patience_ms), 1);
        turns_take(e);
    }
}

void turns_submit(struct engine *e, uint64_t id, struct engine_request r)
{
    struct error err = {0};
    r.id = id;
    if (!engine_submit(e, &r, &err))
        fail_msg("%s", err.msg);
}

const char *turns_text(const struct strbuf *b)
{
    return b->data ? b->data : "";
}

/* The answer in an engine of its own; owned. */
char *turns_answer_alone(struct engine_request r)
{
    struct engine *e = turns_open(1, 0);
    static char *answer; /* of a local one gcc thinks that it is used too long */
    r.id = 1;
    demo_report_free(demo_run(e, &r, &answer, NULL));
    engine_destroy(e);
    return answer;
}

const char *const turns_questions[] = {
    "Tell me a story about a fox. It should be a story of the kind that one tells to "
    "children before they sleep, about the forest and about other animals, too.",
    "What is a river? Please say it in the words of somebody who has seen many rivers, "
    "and "
    "who knows where they come from and where all the water goes in the end.",
    "Hello", "What is the difference between a lake and a sea?"};

/* A question with a short answer. */
struct engine_request turns_ask(int which)
{
    struct engine_request r = demo_request(TEXTS(turns_questions[which]));
    r.max_tok = 24;
    return r;
}

/* A conversation with a system turn of some 300 tokens of its own. */
struct engine_request turns_long_request(int which, const char *answer)
{
    struct engine_request r =
        answer ? demo_request(TEXTS(turns_questions[which], answer, "Thank you"))
               : demo_request(TEXTS(turns_questions[which]));
    struct strbuf text = {0};
    for (int i = 0; i < 10; i++)
        strbuf_addf(&text, "Rule %d of %d: %s\n", i, which, turns_questions[which]);
    free(r.messages->content);
    r.messages->content = strbuf_take(&text);
    r.max_tok = 24;
    return r;
}

const struct engine_turn_report *turns_run_alone(struct engine *e,
                                                 struct engine_request r)
{
    turns_forget();
    turns_submit(e, 1, r);
    turns_wait(e, 1);
    assert_in_range(turns_tales[1].rep->finish, FINISH_STOP, FINISH_LENGTH);
    return turns_tales[1].rep;
}

void turns_wait_for_words(struct engine *e, int id)
{
    while (!turns_tales[id].answer.len && !turns_tales[id].thinking.len) {
        struct pollfd p = {.fd = engine_fd(e), .events = POLLIN};
        assert_int_equal(poll(&p, 1, patience_ms), 1);
        turns_take(e);
    }
}
