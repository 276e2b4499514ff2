/* Several turns in one engine, with the bundled model. */
#include <errno.h>
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
#include "core/base/error.h"
#include "engine_turns.h"

/* The scalar kernels take their time. */
static struct engine_request brief(int which)
{
    struct engine_request r = turns_ask(which);
    r.max_tok = 12;
    return r;
}

static void turns_at_once_answer_as_each_alone(void **state)
{
    (void)state;
    turns_options.kernel = "scalar";
    struct engine *e = turns_open(4, 0);
    for (uint64_t i = 0; i < 4; i++) {
        turns_submit(e, i + 1, brief((int)i));
        usleep((useconds_t)i * 20000); /* some read while others write */
    }
    assert_true(engine_busy(e));
    turns_wait(e, 4);
    assert_false(engine_busy(e));
    for (int i = 0; i < 4; i++) {
        char *want = turns_answer_alone(brief(i));
        const struct engine_turn_report *rep = turns_tales[i + 1].rep;
        assert_in_range(rep->finish, FINISH_STOP, FINISH_LENGTH);
        assert_string_equal(turns_text(&turns_tales[i + 1].answer), want);
        assert_string_equal(rep->message.content, want);
        assert_true(rep->n_generated_tok > 0 && rep->n_prompt_tok > 0);
        assert_true(rep->expert_bytes > 0);
        free(want);
    }
    struct stats stats;
    engine_stats(e, &stats);
    assert_int_equal(stats.phase, PHASE_IDLE);
    engine_destroy(e);
    turns_options.kernel = NULL;
}

static void more_than_there_is_room_for_are_refused(void **state)
{
    (void)state;
    struct engine *e = turns_open(2, 1);
    for (uint64_t i = 1; i <= 3; i++) {
        struct engine_request r = demo_request(TEXTS("Hello"));
        demo_make_endless(&r);
        turns_submit(e, i, r);
    }
    struct engine_request r = demo_request(TEXTS("Hello"));
    struct error err = {0};
    assert_false(engine_submit(e, &r, &err));
    assert_int_equal(err.code, EAGAIN);
    assert_int_equal(r.n_messages, 2); /* nothing was taken */
    engine_cancel(e);
    turns_wait(e, 3);
    for (int i = 1; i <= 3; i++)
        assert_int_equal(turns_tales[i].rep->finish, FINISH_CANCELLED);
    r.id = 4;
    assert_true(engine_submit(e, &r, &err));
    turns_wait(e, 4);
    assert_int_equal(turns_tales[4].rep->finish, FINISH_STOP);
    engine_destroy(e);
}

static void those_that_wait_are_served_in_order(void **state)
{
    (void)state;
    struct engine *e = turns_open(1, 4);
    for (uint64_t i = 1; i <= 4; i++)
        turns_submit(e, i, demo_request(TEXTS("Hello")));
    turns_wait(e, 4);
    for (int i = 1; i <= 4; i++) {
        assert_int_equal(turns_tales[i].i_end, i);
        assert_int_equal(turns_tales[i].rep->finish, FINISH_STOP);
    }
    engine_destroy(e);
}

static void one_is_cancelled_and_the_others_go_on(void **state)
{
    (void)state;
    struct engine *e = turns_open(3, 2);
    char *want = turns_answer_alone(turns_ask(0));
    for (uint64_t i = 1; i <= 5; i++) {
        struct engine_request r = turns_ask(0);
        if (i == 2 || i == 3) {
            demo_make_endless(&r);
            r.max_tok = 0;
        }
        turns_submit(e, i, r);
    }
    engine_cancel_request(e, 5);
    engine_cancel_request(e, 77); /* nobody */
    usleep(30000);
    engine_cancel_request(e, 2);
    while (!turns_tales[2].rep || !turns_tales[5].rep || !turns_tales[1].rep ||
           !turns_tales[4].rep)
    {
        usleep(1000);
        turns_take(e);
    }
    assert_null(turns_tales[3].rep);
    engine_cancel_request(e, 3);
    turns_wait(e, 5);
    static const enum finish_reason finish[] = {0,
                                                FINISH_LENGTH,
                                                FINISH_CANCELLED,
                                                FINISH_CANCELLED,
                                                FINISH_LENGTH,
                                                FINISH_CANCELLED};
    for (int i = 1; i <= 5; i++)
        assert_int_equal(turns_tales[i].rep->finish, finish[i]);
    assert_string_equal(turns_tales[1].rep->message.content, want);
    assert_string_equal(turns_tales[4].rep->message.content, want);
    free(want);
    engine_destroy(e);
}

/* Whether the prompt is being made by then or has not been begun cannot be seen; either way the
 * turn is over, and nobody waits for a prompt when all ends. */
static void one_is_cancelled_whose_prompt_is_being_made(void **state)
{
    (void)state;
    struct strbuf text = {0};
    for (int i = 0; i < 50000; i++)
        strbuf_adds(&text, " the lighthouse of Ada");
    struct engine *e = turns_open(2, 0);
    struct engine_request r = demo_request(TEXTS("Hello"));
    demo_make_endless(&r);
    r.max_tok = 0;
    turns_submit(e, 1, r);
    turns_wait_for_words(e, 1);
    turns_submit(e, 2, demo_request(TEXTS(text.data)));
    usleep(10000);
    engine_cancel_request(e, 2);
    while (!turns_tales[2].rep) {
        usleep(1000);
        turns_take(e);
    }
    assert_int_equal(turns_tales[2].rep->finish, FINISH_CANCELLED);
    engine_cancel(e);
    turns_wait(e, 2);
    assert_false(engine_busy(e));
    turns_submit(e, 3, demo_request(TEXTS(text.data)));
    engine_destroy(e);
    strbuf_finish(&text);
}

/* Two conversations in turns: each goes on where it was. */
static void a_conversation_finds_its_own_state(void **state)
{
    (void)state;
    struct engine *e = turns_open(2, 0);
    turns_submit(e, 1, turns_ask(0));
    turns_submit(e, 2, turns_ask(1));
    turns_wait(e, 2);
    for (int i = 0; i < 2; i++) {
        const struct engine_turn_report *before = turns_tales[i + 1].rep;
        turns_submit(e, (uint64_t)i + 3,
                     demo_request(TEXTS(turns_questions[i], before->message.content,
                                        "And what is a fox?")));
        turns_wait(e, 3 + i);
        const struct engine_turn_report *rep = turns_tales[i + 3].rep;
        assert_in_range(rep->finish, FINISH_STOP, FINISH_LENGTH);
        /* The template writes an answer that is not the last one otherwise than it was
         * opened, so that the state behind the question is the one to go on from. */
        if (rep->n_reused_tok < before->n_prompt_tok - 32)
            fail_msg("%d of %d", rep->n_reused_tok, before->n_prompt_tok);
    }
    engine_destroy(e);
}

/* A new conversation goes where nothing is lost, and begins with what another has read. */
static void a_new_conversation_takes_over_what_it_shares_with_others(void **state)
{
    (void)state;
    struct engine *e = turns_open(3, 0);
    struct engine_request r = turns_ask(0);
    struct engine_request other = turns_ask(1);
    for (int i = 0; i < 2; i++) { /* the same long system turn */
        struct message *m = i ? other.messages : r.messages;
        free(m->content);
        m->content = xasprintf("You are a helpful assistant. %s", turns_questions[0]);
    }
    char *want = turns_answer_alone(other);
    turns_submit(e, 1, r);
    turns_wait(e, 1);
    other = turns_ask(1);
    free(other.messages->content);
    other.messages->content =
        xasprintf("You are a helpful assistant. %s", turns_questions[0]);
    turns_submit(e, 2, other);
    turns_wait(e, 2);
    assert_in_range(turns_tales[2].rep->n_reused_tok, 32,
                    turns_tales[1].rep->n_prompt_tok);
    assert_string_equal(turns_tales[2].rep->message.content, want);

    r = demo_request(
        TEXTS(turns_questions[0], turns_tales[1].rep->message.content, "Thank you"));
    free(r.messages->content);
    r.messages->content =
        xasprintf("You are a helpful assistant. %s", turns_questions[0]);
    turns_submit(e, 3, r);
    turns_wait(e, 3);
    assert_true(turns_tales[3].rep->n_reused_tok >=
                turns_tales[1].rep->n_prompt_tok - 32);
    free(want);
    engine_destroy(e);
}

/* Several answers to one question. */
static void the_same_prompt_beside_another_is_not_read_again(void **state)
{
    (void)state;
    struct engine *e = turns_open(2, 0);
    char *want = turns_answer_alone(turns_long_request(0, NULL));
    turns_submit(e, 1, turns_long_request(0, NULL));
    turns_wait_for_words(e, 1);
    turns_submit(e, 2, turns_long_request(0, NULL));
    turns_wait(e, 2);
    const struct engine_turn_report *rep = turns_tales[2].rep;
    assert_in_range(rep->n_reused_tok, rep->n_prompt_tok - 64, rep->n_prompt_tok - 1);
    assert_string_equal(rep->message.content, want);
    free(want);
    engine_destroy(e);
}

static char **one_stop(const char *text)
{
    char **stop = xcalloc(2, sizeof(*stop));
    stop[0] = xstrdup("never said by anybody");
    stop[1] = xstrdup(text);
    return stop;
}

static void a_stop_text_ends_the_answer_and_is_no_part_of_it(void **state)
{
    (void)state;
    struct engine *e = turns_open(1, 0);
    char *whole = turns_answer_alone(demo_request(TEXTS(turns_questions[0])));
    size_t len = strlen(whole);
    assert_true(len > 40);
    for (size_t at = 0; at + 9 < len && at < 60; at += 7) {
        char stop[10] = "";
        memcpy(stop, whole + at, 9);
        size_t first = (size_t)(strstr(whole, stop) - whole);
        struct engine_request r = demo_request(TEXTS(turns_questions[0]));
        r.stop = one_stop(stop);
        r.n_stop = 2;
        turns_submit(e, 1, r);
        turns_wait(e, 1);
        assert_int_equal(turns_tales[1].rep->finish, FINISH_STOP);
        assert_int_equal(strlen(turns_text(&turns_tales[1].answer)), first);
        assert_memory_equal(turns_text(&turns_tales[1].answer), whole, first);
        assert_int_equal(strlen(turns_tales[1].rep->message.content), first);
        turns_forget();
    }
    /* What only begins as a stop does goes out after all. */
    char half[64];
    snprintf(half, sizeof(half), "%sx never", whole + len - 6);
    struct engine_request r = demo_request(TEXTS(turns_questions[0]));
    r.stop = one_stop(half);
    r.n_stop = 2;
    turns_submit(e, 1, r);
    turns_wait(e, 1);
    assert_string_equal(turns_text(&turns_tales[1].answer), whole);
    assert_string_equal(turns_tales[1].rep->message.content, whole);
    free(whole);
    engine_destroy(e);
}

static struct engine_request raw_request(const char *prompt)
{
    struct engine_request r = {.prompt = xstrdup(prompt), .max_tok = 12};
    sample_params_default(&r.sampling);
    r.sampling.temperature = 0;
    return r;
}

static void a_raw_prompt_is_text_and_nothing_else(void **state)
{
    (void)state;
    struct engine *e = turns_open(2, 0);
    turns_submit(e, 1, raw_request("The fox"));
    turns_submit(e, 2, raw_request("<|im_start|>"));
    turns_wait(e, 2);
    assert_in_range(turns_tales[1].rep->n_prompt_tok, 1, 4);
    assert_true(turns_tales[2].rep->n_prompt_tok > 3); /* and not one control token */
    for (int i = 1; i <= 2; i++) {
        assert_true(turns_tales[i].rep->n_generated_tok > 0);
        assert_string_equal(turns_tales[i].rep->message.content,
                            turns_text(&turns_tales[i].answer));
        assert_int_equal(turns_tales[i].thinking.len, 0);
    }
    struct engine_request r = raw_request("");
    turns_submit(e, 3, r);
    turns_wait(e, 3);
    assert_int_equal(turns_tales[3].rep->finish, FINISH_ERROR);
    assert_non_null(strstr(turns_tales[3].rep->error, "empty"));
    engine_destroy(e);
}

static void log_probabilities_come_with_every_token(void **state)
{
    (void)state;
    struct engine *e = turns_open(2, 0);
    for (uint64_t i = 1; i <= 2; i++) {
        struct engine_request r = demo_request(TEXTS(turns_questions[1]));
        r.logprobs = true;
        r.n_top = i == 1 ? 5 : 0;
        turns_submit(e, i, r);
    }
    turns_wait(e, 2);
    for (int i = 1; i <= 2; i++) {
        assert_int_equal(turns_tales[i].n_tokens, turns_tales[i].rep->n_generated_tok);
        assert_false(turns_tales[i].unlikely); /* greedy */
        /* All that is said is made of the pieces. */
        assert_non_null(strstr(turns_text(&turns_tales[i].pieces),
                               turns_text(&turns_tales[i].answer)));
    }
    assert_true(turns_tales[1].worst_top > 0.2 && turns_tales[1].worst_top < 1.0001);
    assert_true(turns_tales[2].worst_top == 0);
    engine_destroy(e);
}

static json_t *two_tools(void)
{
    static const char text[] =
        "[{\"type\": \"function\", \"function\": {\"name\": \"get_time\", "
        "\"description\": \"Return the current local date and time.\", \"parameters\": "
        "{\"type\": \"object\", \"properties\": {}, \"required\": []}}}, {\"type\": "
        "\"function\", \"function\": {\"name\": \"calculate\", \"description\": "
        "\"Evaluate an arithmetic expression.\", \"parameters\": {\"type\": \"object\", "
        "\"properties\": {\"expression\": {\"type\": \"string\", \"description\": \"The "
        "expression, for example 2 * (3 + 4).\"}}, \"required\": [\"expression\"]}}}]";
    json_t *tools = json_loads(text, 0, NULL);
    assert_non_null(tools);
    return tools;
}

static void a_call_can_be_forced(void **state)
{
    (void)state;
    struct engine *e = turns_open(3, 0);
    static const char *const force[] = {"calculate", "get_time", ""};
    for (uint64_t i = 1; i <= 3; i++) {
        struct engine_request r = demo_request(TEXTS("What is 12 * 34?"));
        r.tools = two_tools();
        r.thinking = true; /* a call leaves no room for it */
        r.force_call = xstrdup(force[i - 1]);
        r.max_tok = 100;
        turns_submit(e, i, r);
    }
    turns_wait(e, 3);
    for (int i = 1; i <= 3; i++) {
        const struct engine_turn_report *rep = turns_tales[i].rep;
        if (rep->finish != FINISH_TOOL_CALLS)
            fail_msg("%d: %s, warned: %s", i, rep->message.content, rep->warning);
        assert_true(rep->message.n_calls >= 1);
        if (i < 3)
            assert_string_equal(rep->message.calls[0].name, force[i - 1]);
        assert_int_equal(turns_tales[i].thinking.len, 0);
    }
    assert_non_null(strstr(turns_tales[1].rep->message.calls[0].arguments, "12 * 34"));
    assert_string_equal(turns_tales[3].rep->message.calls[0].name, "calculate");
    engine_destroy(e);
}

static void refused(struct engine *e, struct engine_request *r, const char *why)
{
    struct error err = {0};
    assert_false(engine_submit(e, r, &err));
    assert_int_equal(err.code, EINVAL);
    assert_non_null(strstr(err.msg, why));
    engine_request_finish(r);
}

static void requests_that_contradict_themselves_are_refused(void **state)
{
    (void)state;
    struct engine *e = turns_open(1, 0);
    struct engine_request r = demo_request(TEXTS("Hello"));
    r.n_top = 21;
    refused(e, &r, "0 to 20");
    r = demo_request(TEXTS("Hello"));
    r.stop = one_stop("");
    r.n_stop = 2;
    refused(e, &r, "empty");
    r = raw_request("a");
    r.force_call = xstrdup("f");
    refused(e, &r, "raw prompt");
    assert_false(engine_busy(e));
    engine_destroy(e);
}

static int forget(void **state)
{
    (void)state;
    turns_forget();
    return 0;
}

#define TURNS_TEST(f) cmocka_unit_test_teardown(f, forget)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TURNS_TEST(turns_at_once_answer_as_each_alone),
        TURNS_TEST(more_than_there_is_room_for_are_refused),
        TURNS_TEST(those_that_wait_are_served_in_order),
        TURNS_TEST(one_is_cancelled_and_the_others_go_on),
        TURNS_TEST(one_is_cancelled_whose_prompt_is_being_made),
        TURNS_TEST(a_conversation_finds_its_own_state),
        TURNS_TEST(a_new_conversation_takes_over_what_it_shares_with_others),
        TURNS_TEST(the_same_prompt_beside_another_is_not_read_again),
        TURNS_TEST(a_stop_text_ends_the_answer_and_is_no_part_of_it),
        TURNS_TEST(a_raw_prompt_is_text_and_nothing_else),
        TURNS_TEST(log_probabilities_come_with_every_token),
        TURNS_TEST(a_call_can_be_forced),
        TURNS_TEST(requests_that_contradict_themselves_are_refused),
    };
    if (!demo_pack() || !demo_template())
        return 77;
    return cmocka_run_group_tests_name("infer/engine_parallel", tests, NULL, NULL);
}
