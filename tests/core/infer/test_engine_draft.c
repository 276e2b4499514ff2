/* Messages that are read while they are being written. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "core/infer/engine.h"
#include "engine_demo.h"
#include "tests/core/infer/fake_device.h"
#include "tests/scratch.h"

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

enum {
    LIMIT_MS = 60000,
    ANSWER_TOK = 20,
    LONG_CTX_TOK = 4096,
    LONG_SENTENCES = 45, /* some 30 tokens each: many chunks */
    TRIES = 10,          /* a machine with other work may look too late, not always */
};

static const char question[] = "What is a dog?";
static const char reply[] = "A dog is a pet that lives with people.";
static const char story[] = "Tell me a story about a fox.";

/* With an answer that is short, but long enough to show what the model has read. */
static struct engine_request request(const char *const *texts)
{
    struct engine_request r = demo_request(texts);
    r.max_tok = ANSWER_TOK;
    return r;
}

/* The answer on an engine that has seen nothing else. */
static char *fresh_answer(const char *const *texts)
{
    struct engine *e = demo_open(0);
    struct engine_request r = request(texts);
    char *answer;
    demo_report_free(demo_run(e, &r, &answer, NULL));
    engine_destroy(e);
    return answer;
}

/* The answer is the one of an engine that has seen nothing else. The report is owned. */
static struct engine_turn_report *run_as_fresh(struct engine *e, const char *const *texts)
{
    struct engine_request r = request(texts);
    char *answer, *fresh = fresh_answer(texts);
    struct engine_turn_report *rep = demo_run(e, &r, &answer, NULL);
    assert_string_equal(answer, fresh);
    free(answer);
    free(fresh);
    return rep;
}

static struct stats stats_of(struct engine *e)
{
    struct stats s;
    engine_stats(e, &s);
    return s;
}

static void read_draft(struct engine *e, const char *const *texts)
{
    struct engine_request r = request(texts);
    engine_read_draft(e, &r);
    assert_null(r.messages); /* taken */
}

static int n_left(const struct stats *s)
{
    return s->n_prompt_tok - s->n_reused_tok - s->n_prefilled_tok;
}

/* Until the engine has read so many tokens of a draft, or all of it (0). */
static struct stats wait_for_draft(struct engine *e, int n_tok)
{
    int64_t until = clock_now_ns() + (int64_t)LIMIT_MS * 1000000;
    for (;;) {
        struct stats s = stats_of(e);
        if (s.draft && n_left(&s) == 0 && s.phase == PHASE_IDLE)
            return s;
        if (s.draft && n_tok > 0 && s.n_prefilled_tok >= n_tok)
            return s;
        if (clock_now_ns() > until)
            fail_msg("%d tokens are left of the draft's %d", n_left(&s), s.n_prompt_tok);
        usleep(1000);
    }
}

/* Than the one with so many tokens. */
static struct stats wait_for_another(struct engine *e, int n_tok)
{
    int64_t until = clock_now_ns() + (int64_t)LIMIT_MS * 1000000;
    while (stats_of(e).n_prompt_tok == n_tok) {
        if (clock_now_ns() > until)
            fail_msg("the next draft is not read");
        usleep(1000);
    }
    return wait_for_draft(e, 0);
}

static void add_prefill(void *ctx, const struct step *s)
{
    if (s->phase == PHASE_PREFILL)
        *(int *)ctx += s->n_tok;
}

/* Tokens of prompts and drafts that were read since the last call. */
static int n_read(struct engine *e)
{
    int n = 0;
    engine_take_steps(e, add_prefill, &n);
    return n;
}

static void nothing_is_left_to_read_of_what_is_sent_as_it_was_written(void **state)
{
    struct engine *e = demo_open(0);
    struct engine_request r = request(TEXTS(question));
    demo_report_free(demo_run(e, &r, NULL, NULL));
    int ctx_tok = stats_of(e).ctx_used_tok;

    read_draft(e, TEXTS(question, reply, story));
    struct stats s = wait_for_draft(e, 0);
    assert_int_equal(s.ctx_used_tok, ctx_tok); /* the conversation's */
    assert_true(s.n_reused_tok > 0);
    assert_true(s.prefill_tok_s.valid && s.expert_bytes > 0);
    assert_int_equal(s.n_generated_tok, 0); /* nor of the turn before */
    assert_false(s.decode_tok_s.valid || s.ttft_ms.valid || s.disk_share.valid);
    assert_false(engine_busy(e));

    struct engine_turn_report *rep = run_as_fresh(e, TEXTS(question, reply, story));
    assert_int_equal(rep->n_reused_tok, rep->n_prompt_tok);
    assert_false(stats_of(e).draft);
    assert_int_equal(stats_of(e).n_prompt_tok, rep->n_prompt_tok);
    demo_report_free(rep);
    engine_destroy(e);
}

/* The turn before had a longer prompt. */
static void nor_of_what_is_shorter_than_the_message_before(void **state)
{
    const char *const *const texts[] = {TEXTS(question, reply, "Why?"),
                                        TEXTS("Name three fruits.")};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct engine *e = demo_open(0);
        struct engine_request r = request(
            TEXTS(question, reply,
                  "Tell me a long story about a fox that lives near the river and "
                  "likes to swim, and about a dog that lives in a house on a hill and "
                  "looks at the river each day."));
        demo_report_free(demo_run(e, &r, NULL, NULL));
        read_draft(e, texts[i]);
        wait_for_draft(e, 0);
        struct engine_turn_report *rep = run_as_fresh(e, texts[i]);
        assert_int_equal(rep->n_reused_tok, rep->n_prompt_tok);
        demo_report_free(rep);
        engine_destroy(e);
    }
}

static void what_is_written_on_is_read_on(void **state)
{
    enum {
        END_TOK =
            32, /* the template's words behind a message, and a checkpoint's place */
    };
    struct engine *e = demo_open(0);
    n_read(e);
    read_draft(e, TEXTS("Tell me a story about a fox that lives near the river and"));
    int n_draft = wait_for_draft(e, 0).n_prompt_tok;
    const char *longer =
        "Tell me a story about a fox that lives near the river and likes "
        "to swim.";
    struct engine_turn_report *rep = run_as_fresh(e, TEXTS(longer));
    assert_true(rep->n_reused_tok >= n_draft - END_TOK);
    assert_true(rep->n_reused_tok < n_draft);
    assert_int_equal(n_read(e), n_draft + rep->n_prompt_tok - rep->n_reused_tok);
    demo_report_free(rep);
    engine_destroy(e);
}

/* A template that shows an answer as it was written. */
static struct engine *open_without_thinking(void)
{
    char *path = xasprintf("%s/prompts/templates/qwen3-instruct.yaml",
                           getenv("FLASHMOE_SOURCE")); // NOLINT(concurrency-mt-unsafe)
    struct error err = {0};
    struct engine *e = engine_create(&(struct engine_params){.pack_path = demo_pack(),
                                                             .template_path = path,
                                                             .f32_activations = true,
                                                             .n_threads = 2},
                                     &err);
    if (!e)
        fail_msg("%s", err.msg);
    free(path);
    return e;
}

static int count_tokens(struct engine *e, const char *const *texts)
{
    struct engine_request r = request(texts);
    long n = engine_count_tokens(e, r.messages, r.n_messages, NULL, false, NULL);
    engine_request_finish(&r);
    return (int)n;
}

/* Among answers that are drawn nearly at random there are some in tokens that the tokenizer
 * would not have chosen. */
static void an_answer_in_other_tokens_is_kept_under_every_draft(void **state)
{
    enum {
        FIRST_SEED = 8, /* it finds one with AVX-512 */
        SEEDS = 60
    };
    struct engine *e = open_without_thinking();
    bool found = false;
    for (int seed = FIRST_SEED; seed <= SEEDS && !found; seed++) {
        struct engine_request r = request(TEXTS(question));
        r.sampling.temperature = 2.5F;
        r.sampling.seed = (uint64_t)seed;
        char *answer;
        demo_report_free(demo_run(e, &r, &answer, NULL));
        int n_talk = stats_of(e).ctx_used_tok;
        read_draft(e, TEXTS(question, answer, "Tell me"));
        struct stats s = wait_for_draft(e, 0);
        found = s.n_reused_tok == n_talk &&
                s.n_prompt_tok != count_tokens(e, TEXTS(question, answer, "Tell me"));
        if (found) {
            read_draft(e, TEXTS(question, answer, "Tell me a story about a fox"));
            s = wait_for_another(e, s.n_prompt_tok);
            assert_true(s.n_reused_tok >= n_talk);
        }
        free(answer);
    }
    assert_true(found);
    engine_destroy(e);
}

static void another_message_than_the_draft_gets_its_own_answer(void **state)
{
    struct engine *e = demo_open(0);
    struct engine_request r = request(TEXTS(question, reply, story));
    demo_report_free(demo_run(e, &r, NULL, NULL));
    read_draft(e, TEXTS("Name three fruits."));
    wait_for_draft(e, 0);
    demo_report_free(run_as_fresh(e, TEXTS(question, reply, "What is a cat?")));
    engine_destroy(e);
}

static void a_draft_waits_for_the_answer_before_it(void **state)
{
    struct engine *e = demo_open(0);
    struct error err = {0};
    struct engine_request r = request(TEXTS(question));
    assert_true(engine_submit(e, &r, &err));
    read_draft(e, TEXTS("Name three"));
    read_draft(e, TEXTS(question, reply, story)); /* the newest one counts */
    demo_report_free(demo_wait(e, NULL, NULL));
    wait_for_draft(e, 0);
    r = request(TEXTS(question, reply, story));
    struct engine_turn_report *rep = demo_run(e, &r, NULL, NULL);
    assert_int_equal(rep->n_reused_tok, rep->n_prompt_tok);
    demo_report_free(rep);
    engine_destroy(e);
}

static char *long_text(const char *end)
{
    struct strbuf b = {0};
    for (int i = 0; i < LONG_SENTENCES; i++)
        strbuf_adds(&b,
                    "There was a fox that lived near a river, and each day it went to "
                    "the village to look at the bread in the window of the baker. ");
    strbuf_adds(&b, end);
    return strbuf_take(&b);
}

/* Sent when a part of the draft has been read: what was read of it, and then of the turn. */
static bool send_while_reading(const char *sent, int *n_of_draft, int *n_all,
                               struct engine_turn_report **rep)
{
    struct engine *e = demo_open(LONG_CTX_TOK);
    char *text = long_text("Why?");
    n_read(e);
    read_draft(e, TEXTS(text));
    wait_for_draft(e, 1);
    struct engine_request r = request(TEXTS(sent ? sent : text));
    r.max_tok = 1;
    *rep = demo_run(e, &r, NULL, NULL);
    *n_of_draft = (int)engine_count_tokens(
        e, (struct message[]){{.role = ROLE_USER, .content = text}}, 1, NULL, false,
        NULL);
    *n_all = n_read(e);
    free(text);
    engine_destroy(e);
    return *n_all - (*rep)->n_prompt_tok + (*rep)->n_reused_tok < *n_of_draft;
}

static void a_turn_that_does_not_need_the_draft_ends_it(void **state)
{
    int n_draft, n_all;
    bool ended = false;
    for (int i = 0; i < TRIES && !ended; i++) {
        struct engine_turn_report *rep;
        ended = send_while_reading(question, &n_draft, &n_all, &rep);
        demo_report_free(rep);
    }
    assert_true(ended);
}

static void a_turn_goes_on_where_the_draft_was(void **state)
{
    bool within = false;
    for (int i = 0; i < TRIES && !within; i++) {
        struct engine_turn_report *rep;
        int n_draft, n_all;
        within = send_while_reading(NULL, &n_draft, &n_all, &rep);
        assert_true(rep->n_reused_tok > 0);
        assert_int_equal(n_all, rep->n_prompt_tok); /* each token once */
        demo_report_free(rep);
    }
    assert_true(within);
}

static struct stats wait_for_rest(struct engine *e)
{
    int64_t until = clock_now_ns() + (int64_t)LIMIT_MS * 1000000;
    struct stats s = stats_of(e);
    while (s.phase != PHASE_IDLE) {
        if (clock_now_ns() > until)
            fail_msg("the draft is still read");
        usleep(1000);
        s = stats_of(e);
    }
    return s;
}

static void nobody_writes_any_more(void **state)
{
    struct engine *e = demo_open(LONG_CTX_TOK);
    char *text = long_text("Why?");
    bool ended = false;
    for (int i = 0; i < TRIES && !ended; i++) {
        struct engine_request r = request(TEXTS(question));
        demo_report_free(demo_run(e, &r, NULL, NULL)); /* the counters begin again */
        read_draft(e, TEXTS(text));
        wait_for_draft(e, 1);
        engine_read_draft(e, NULL);
        struct stats s = wait_for_rest(e);
        ended = n_left(&s) > 0;
    }
    assert_true(ended);
    struct engine_request r = request(TEXTS(question));
    demo_report_free(demo_run(e, &r, NULL, NULL));
    read_draft(e, TEXTS(text));
    wait_for_draft(e, 1);
    free(text);
    engine_destroy(e); /* while it is being read */
}

static void a_draft_that_does_not_fit_is_left_to_its_turn(void **state)
{
    struct engine *e = demo_open(512);
    char *text = long_text("Why?");
    struct engine_request r = request(TEXTS(question));
    demo_report_free(demo_run(e, &r, NULL, NULL));
    read_draft(e, TEXTS(text));
    r = request(TEXTS(text));
    struct engine_turn_report *rep = demo_run(e, &r, NULL, NULL);
    assert_int_equal(rep->finish, FINISH_CONTEXT);
    demo_report_free(rep);
    r = request(TEXTS(question));
    rep = demo_run(e, &r, NULL, NULL);
    assert_true(rep->n_reused_tok > 0); /* nothing of the state was given up for it */
    demo_report_free(rep);
    free(text);
    engine_destroy(e);
}

static struct engine_snapshot_report next_snapshot(struct engine *e)
{
    for (;;) {
        struct pollfd p = {.fd = engine_fd(e), .events = POLLIN};
        assert_int_equal(poll(&p, 1, LIMIT_MS), 1);
        struct engine_event *list = engine_take_events(e);
        for (struct engine_event *ev = list; ev; ev = ev->next)
            if (ev->kind == ENGINE_SNAPSHOT) {
                struct engine_snapshot_report r = *ev->snapshot;
                engine_events_free(list);
                return r;
            }
        engine_events_free(list);
    }
}

static struct engine_snapshot_report restore(struct engine *e, const char *path,
                                             const char *const *texts)
{
    struct engine_request r = request(texts);
    engine_snapshot_load(e, path, &r);
    struct engine_snapshot_report loaded = next_snapshot(e);
    assert_int_equal(loaded.kind, SNAPSHOT_RESTORED);
    return loaded;
}

static void a_state_that_waits_to_be_saved_is_saved_first(void **state)
{
    char *dir = scratch_folder("draft"), *path = xasprintf("%s/state", dir);
    struct engine *e = demo_open(0);
    struct engine_request r = request(TEXTS(question));
    char *answer;
    demo_report_free(demo_run(e, &r, &answer, NULL));
    int n_tok = stats_of(e).ctx_used_tok;
    engine_snapshot_save(e, path, 0, 10 * LIMIT_MS);
    read_draft(e, TEXTS(question, answer, story));
    struct engine_snapshot_report saved = next_snapshot(e);
    assert_int_equal(saved.kind, SNAPSHOT_SAVED);
    assert_int_equal(saved.n_tok, n_tok);
    wait_for_draft(e, 0);
    engine_destroy(e);

    e = demo_open(0);
    assert_int_equal(restore(e, path, TEXTS(question, answer)).n_match_tok, n_tok);
    engine_destroy(e);
    unlink(path);
    rmdir(dir);
    free(answer);
    free(path);
    free(dir);
}

/* The conversation's state, and nothing of what was being written. */
static void no_draft_is_saved(void **state)
{
    char *dir = scratch_folder("draft"), *path = xasprintf("%s/state", dir);
    struct engine *e = demo_open(0);
    struct engine_request r = request(TEXTS(question));
    char *answer;
    demo_report_free(demo_run(e, &r, &answer, NULL));
    int n_tok = stats_of(e).ctx_used_tok;
    read_draft(e, TEXTS(question, answer, "Tell me"));
    int n_first = wait_for_draft(e, 0).n_prompt_tok;
    read_draft(e, TEXTS(question, answer, story));
    wait_for_another(e, n_first);
    engine_snapshot_save(e, path, 0, 0);
    struct engine_snapshot_report saved = next_snapshot(e);
    assert_int_equal(saved.kind, SNAPSHOT_SAVED);
    assert_true(saved.n_tok > 0 && saved.n_tok <= n_tok);
    demo_report_free(run_as_fresh(e, TEXTS(question, answer, story)));
    engine_destroy(e);

    e = demo_open(0);
    struct engine_snapshot_report loaded = restore(e, path, TEXTS(question, answer));
    assert_int_equal(loaded.n_tok, saved.n_tok);
    assert_int_equal(loaded.n_match_tok, saved.n_tok);
    engine_destroy(e);
    unlink(path);
    rmdir(dir);
    free(answer);
    free(path);
    free(dir);
}

static void a_state_is_restored_while_a_draft_is_read(void **state)
{
    char *dir = scratch_folder("draft"), *path = xasprintf("%s/state", dir);
    char *text = long_text("Why?"), *answer;
    struct engine *e = demo_open(LONG_CTX_TOK);
    struct engine_request r = request(TEXTS(question));
    demo_report_free(demo_run(e, &r, &answer, NULL));
    int n_tok = stats_of(e).ctx_used_tok;
    engine_snapshot_save(e, path, 0, 0);
    assert_int_equal(next_snapshot(e).kind, SNAPSHOT_SAVED);
    read_draft(e, TEXTS(text));
    wait_for_draft(e, 1);
    assert_int_equal(restore(e, path, TEXTS(question, answer)).n_match_tok, n_tok);
    assert_int_equal(stats_of(e).ctx_used_tok, n_tok);
    demo_report_free(run_as_fresh(e, TEXTS(question, answer, story)));
    engine_destroy(e);
    unlink(path);
    rmdir(dir);
    free(answer);
    free(text);
    free(path);
    free(dir);
}

static void another_template_may_come_between_a_draft_and_its_turn(void **state)
{
    struct error err = {0};
    struct engine *e = demo_open(LONG_CTX_TOK);
    char *text = long_text("Why?");
    read_draft(e, TEXTS(text));
    assert_true(engine_set_template(e, demo_template(), &err)); /* it is being made, */
    int n_tok = wait_for_draft(e, 1).n_prompt_tok;
    assert_true(engine_set_template(e, demo_template(), &err)); /* or read, */
    read_draft(e, TEXTS(story));
    wait_for_another(e, n_tok);
    assert_true(engine_set_template(e, demo_template(), &err)); /* or was */
    demo_report_free(run_as_fresh(e, TEXTS(story)));
    free(text);
    engine_destroy(e);
}

static void a_device_that_is_lost_with_a_draft_is_told(void **state)
{
    struct engine_params params = {.pack_path = demo_pack(),
                                   .template_path = demo_template(),
                                   .n_threads = 1,
                                   .backend = &fake_device};
    struct error err = {0};
    struct engine *e = engine_create(&params, &err);
    if (!e)
        fail_msg("%s", err.msg);
    const struct engine_info *info = engine_info(e);
    fake_device_lose();
    read_draft(e, TEXTS(question));
    while (strcmp(info->backend, "cpu") != 0) {
        struct pollfd p = {.fd = engine_fd(e), .events = POLLIN};
        assert_int_equal(poll(&p, 1, LIMIT_MS), 1);
        assert_null(engine_take_events(e));
    }
    for (int i = 0; i < 2; i++) {
        struct engine_request r = request(TEXTS(question));
        struct engine_turn_report *rep = demo_run(e, &r, NULL, NULL);
        assert_int_equal(rep->finish, FINISH_LENGTH);
        assert_true((strstr(rep->warning, "the device was lost") != NULL) == (i == 0));
        demo_report_free(rep);
    }
    engine_destroy(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_left_to_read_of_what_is_sent_as_it_was_written),
        cmocka_unit_test(nor_of_what_is_shorter_than_the_message_before),
        cmocka_unit_test(what_is_written_on_is_read_on),
        cmocka_unit_test(an_answer_in_other_tokens_is_kept_under_every_draft),
        cmocka_unit_test(another_message_than_the_draft_gets_its_own_answer),
        cmocka_unit_test(a_draft_waits_for_the_answer_before_it),
        cmocka_unit_test(a_turn_that_does_not_need_the_draft_ends_it),
        cmocka_unit_test(a_turn_goes_on_where_the_draft_was),
        cmocka_unit_test(nobody_writes_any_more),
        cmocka_unit_test(a_draft_that_does_not_fit_is_left_to_its_turn),
        cmocka_unit_test(a_state_that_waits_to_be_saved_is_saved_first),
        cmocka_unit_test(no_draft_is_saved),
        cmocka_unit_test(a_state_is_restored_while_a_draft_is_read),
        cmocka_unit_test(another_template_may_come_between_a_draft_and_its_turn),
        cmocka_unit_test(a_device_that_is_lost_with_a_draft_is_told),
    };
    return cmocka_run_group_tests_name("engine_draft", tests, NULL, NULL);
}
