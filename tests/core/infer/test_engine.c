#include "core/infer/engine.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/kernel/kernel.h"
#include "engine_demo.h"
#include "tests/core/infer/fake_device.h"
#include "tests/scratch.h"

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const char question[] = "What is a dog?";
static const char story[] = "Tell me a story about a fox.";

/* The answer to a conversation on an engine that has seen nothing else. */
static char *fresh_answer(const char *const *texts)
{
    struct engine *e = demo_open(0);
    struct engine_request r = demo_request(texts);
    char *answer;
    demo_report_free(demo_run(e, &r, &answer, NULL));
    engine_destroy(e);
    return answer;
}

static void an_answer_ends_with_a_report_that_agrees_with_its_events(void **state)
{
    struct engine *e = demo_open(0);
    struct engine_request r = demo_request(TEXTS(question));
    long n = engine_count_tokens(e, r.messages, r.n_messages, NULL, false, NULL);
    char *answer, *thinking;
    struct engine_turn_report *rep = demo_run(e, &r, &answer, &thinking);

    assert_null(r.messages); /* taken */
    assert_int_equal(rep->finish, FINISH_STOP);
    assert_string_equal(rep->error, "");
    assert_string_equal(rep->message.content, answer);
    assert_true(strlen(answer) > 20);
    assert_null(strstr(answer, "<|"));
    assert_string_equal(thinking, "");
    assert_int_equal(rep->n_prompt_tok, n);
    assert_int_equal(rep->n_reused_tok, 0);
    assert_true(rep->n_generated_tok > 5);
    assert_int_equal(rep->n_thinking_tok, 0);
    assert_true(rep->ttft_ms > 0 && rep->ttft_ms <= rep->total_ms);
    assert_true(rep->prefill_tok_s > 0 && rep->decode_tok_s > 0);
    assert_true(rep->expert_bytes > 0);
    assert_int_equal(rep->experts_per_token, engine_info(e)->experts_native);
    assert_false(engine_busy(e));
    free(answer);
    free(thinking);
    demo_report_free(rep);
    engine_destroy(e);
}

static void thinking_is_told_apart_and_counted(void **state)
{
    struct engine *e = demo_open(0);
    struct engine_request r = demo_request(TEXTS("Name three fruits."));
    r.thinking = true;
    char *answer, *thinking;
    struct engine_turn_report *rep = demo_run(e, &r, &answer, &thinking);
    assert_int_equal(rep->finish, FINISH_STOP);
    assert_true(rep->n_thinking_tok > 0);
    assert_true(rep->n_thinking_tok < rep->n_generated_tok);
    assert_true(strlen(thinking) > 0 && strlen(answer) > 0);
    assert_null(strstr(answer, "think>"));
    assert_null(strstr(thinking, "think>"));
    assert_non_null(strstr(thinking, rep->message.thinking));
    free(answer);
    free(thinking);
    demo_report_free(rep);
    engine_destroy(e);
}

/* Turns go on from positions that are at least 32 tokens apart; the last may stand that
 * much before the end of a prompt, whose opening of the answer is a dozen tokens. */
enum {
    REREAD_TOK = 32 + 12
};

static void later_turns_read_only_what_is_new(void **state)
{
    struct engine *e = demo_open(0);
    const char *texts[8] = {question};
    char *answers[3];
    int n_before = 0;
    for (int turn = 0; turn < 3; turn++) {
        struct engine_request r = demo_request(texts);
        struct engine_turn_report *rep = demo_run(e, &r, &answers[turn], NULL);
        assert_int_equal(rep->finish, FINISH_STOP);
        assert_true(rep->n_reused_tok >= n_before - REREAD_TOK);
        assert_true(rep->n_reused_tok <= n_before);
        n_before = rep->n_prompt_tok;
        demo_report_free(rep);

        char *fresh = fresh_answer(texts);
        assert_string_equal(answers[turn], fresh);
        free(fresh);
        texts[2 * turn + 1] = answers[turn];
        texts[2 * turn + 2] = turn ? "Name three fruits." : "What is a cat?";
    }
    for (int i = 0; i < 3; i++)
        free(answers[i]);
    engine_destroy(e);
}

static void an_answer_written_anew_costs_no_prompt(void **state)
{
    struct engine *e = demo_open(0);
    char *first, *again;
    struct engine_request r = demo_request(TEXTS(question, "A pet.", story));
    demo_report_free(demo_run(e, &r, &first, NULL));
    r = demo_request(TEXTS(question, "A pet.", story));
    struct engine_turn_report *rep = demo_run(e, &r, &again, NULL);
    assert_string_equal(first, again);
    assert_true(rep->n_reused_tok >= rep->n_prompt_tok - REREAD_TOK);
    demo_report_free(rep);
    free(first);
    free(again);
    engine_destroy(e);
}

static void an_edited_turn_keeps_what_stands_before_it(void **state)
{
    static const char reply[] =
        "A dog is a pet that lives with people. It likes to run in the fields, to swim "
        "in the "
        "river, and to sleep near the fire when the winter comes.";
    struct engine *e = demo_open(0);
    struct engine_request r = demo_request(TEXTS(question, reply, story));
    demo_report_free(demo_run(e, &r, NULL, NULL));

    char *edited, *fresh = fresh_answer(TEXTS(question, reply, "What is a cat?"));
    r = demo_request(TEXTS(question, reply, "What is a cat?"));
    long n_tail = engine_count_tokens(e, &r.messages[3], 1, NULL, false, NULL);
    struct engine_turn_report *rep = demo_run(e, &r, &edited, NULL);
    assert_int_equal(rep->n_reused_tok, rep->n_prompt_tok - n_tail);
    assert_string_equal(edited, fresh);
    demo_report_free(rep);
    free(edited);
    free(fresh);
    engine_destroy(e);
}

static void a_cut_answer_continues_as_if_it_had_not_been_cut(void **state)
{
    char *whole = fresh_answer(TEXTS(story));
    struct engine *e = demo_open(0);
    struct engine_request r = demo_request(TEXTS(story));
    r.max_tok = 20;
    char *first, *rest;
    struct engine_turn_report *rep = demo_run(e, &r, &first, NULL);
    assert_int_equal(rep->finish, FINISH_LENGTH);
    assert_int_equal(rep->n_generated_tok, 20);

    r = demo_request(TEXTS(story, rep->message.content));
    r.continue_last = true;
    demo_report_free(rep);
    rep = demo_run(e, &r, &rest, NULL);
    assert_int_equal(rep->finish, FINISH_STOP);
    assert_int_equal(rep->n_reused_tok, rep->n_prompt_tok - 1);
    char *joined = xasprintf("%s%s", first, rest);
    assert_string_equal(joined, whole);
    assert_string_equal(rep->message.content, whole);
    demo_report_free(rep);
    free(joined);
    free(first);
    free(rest);
    free(whole);
    engine_destroy(e);
}

static void cut_thinking_continues_as_thinking(void **state)
{
    struct engine *e = demo_open(0);
    struct engine_request r = demo_request(TEXTS(question));
    r.thinking = true;
    r.max_tok = 5;
    struct engine_turn_report *rep = demo_run(e, &r, NULL, NULL);
    assert_int_equal(rep->finish, FINISH_LENGTH);
    assert_int_equal(rep->n_thinking_tok, 5);

    r = demo_request(TEXTS(question, ""));
    r.thinking = true;
    r.continue_last = true;
    r.messages[2].thinking = xstrdup(rep->message.thinking);
    char *answer, *thinking;
    struct engine_turn_report *more = demo_run(e, &r, &answer, &thinking);
    assert_int_equal(more->finish, FINISH_STOP);
    assert_true(more->n_thinking_tok > 0);
    assert_true(strlen(answer) > 0);
    assert_int_equal(strncmp(more->message.thinking, rep->message.thinking,
                             strlen(rep->message.thinking)),
                     0);
    assert_true(strlen(more->message.thinking) > strlen(rep->message.thinking));
    demo_report_free(rep);
    demo_report_free(more);
    free(answer);
    free(thinking);
    engine_destroy(e);
}

static void what_was_written_before_a_cancel_is_kept(void **state)
{
    struct engine *e = demo_open(0);
    struct engine_request r = demo_request(TEXTS(story));
    demo_make_endless(&r);
    assert_true(engine_submit(e, &r, NULL));
    bool wrote = false;
    char *seen = NULL;
    while (!wrote) {
        struct engine_event *list = engine_take_events(e);
        for (struct engine_event *ev = list; ev; ev = ev->next)
            if (ev->kind == ENGINE_ANSWER && !wrote) {
                wrote = true;
                seen = xstrdup(ev->text);
            }
        engine_events_free(list);
        usleep(500);
    }
    engine_cancel(e);
    struct engine_turn_report *rep = demo_wait(e, NULL, NULL);
    assert_int_equal(rep->finish, FINISH_CANCELLED);
    assert_int_equal(strncmp(rep->message.content, seen, strlen(seen)), 0);
    demo_report_free(rep);
    free(seen);

    r = demo_request(TEXTS(question));
    char *answer, *fresh = fresh_answer(TEXTS(question));
    demo_report_free(demo_run(e, &r, &answer, NULL));
    assert_string_equal(answer, fresh);
    free(answer);
    free(fresh);
    engine_destroy(e);
}

static void a_full_context_says_how_full_and_what_helps(void **state)
{
    struct engine *e = demo_open(48);
    struct engine_request r = demo_request(TEXTS(story));
    struct engine_turn_report *rep = demo_run(e, &r, NULL, NULL);
    assert_int_equal(rep->finish, FINISH_CONTEXT);
    assert_true(rep->n_generated_tok > 0);
    assert_non_null(strstr(rep->error, "48 of 48"));
    assert_non_null(strstr(rep->error, "--ctx"));
    assert_true(strlen(rep->message.content) > 0);
    demo_report_free(rep);

    char *words = xcalloc(1, 1001);
    for (int i = 0; i < 1000; i += 2)
        memcpy(words + i, "a ", 2);
    r = demo_request(TEXTS(words));
    rep = demo_run(e, &r, NULL, NULL);
    assert_int_equal(rep->finish, FINISH_CONTEXT);
    assert_int_equal(rep->n_generated_tok, 0);
    assert_non_null(strstr(rep->error, "of 48"));
    demo_report_free(rep);
    free(words);

    r = demo_request(TEXTS("Hello"));
    rep = demo_run(e, &r, NULL, NULL);
    assert_int_equal(rep->finish, FINISH_STOP);
    demo_report_free(rep);
    engine_destroy(e);
}

static void tool_calls_are_reported_as_such(void **state)
{
    struct engine *e = demo_open(0);
    struct engine_request r = demo_request(TEXTS("What is 12 * 34?"));
    r.tools = json_loads(
        "[{\"type\": \"function\", \"function\": {\"name\": \"get_time\", "
        "\"description\": "
        "\"Return the current local date and time.\", \"parameters\": {\"type\": "
        "\"object\", \"properties\": {}, \"required\": []}}}, {\"type\": \"function\", "
        "\"function\": {\"name\": \"calculate\", \"description\": \"Evaluate an "
        "arithmetic "
        "expression.\", \"parameters\": {\"type\": \"object\", \"properties\": "
        "{\"expression\": {\"type\": \"string\", \"description\": \"The expression, for "
        "example 2 * (3 + 4).\"}}, \"required\": [\"expression\"]}}}]",
        0, NULL);
    assert_non_null(r.tools);
    struct engine_turn_report *rep = demo_run(e, &r, NULL, NULL);
    assert_int_equal(rep->finish, FINISH_TOOL_CALLS);
    assert_int_equal(rep->message.n_calls, 1);
    assert_string_equal(rep->message.calls[0].name, "calculate");
    assert_non_null(strstr(rep->message.calls[0].arguments, "12 * 34"));
    demo_report_free(rep);
    engine_destroy(e);
}

static void a_reported_seed_gives_the_same_answer_again(void **state)
{
    struct engine *e = demo_open(0);
    char *answers[2];
    uint64_t seed = 0;
    for (int i = 0; i < 2; i++) {
        struct engine_request r = demo_request(TEXTS(story));
        r.sampling.temperature = 1;
        r.sampling.seed = seed;
        struct engine_turn_report *rep = demo_run(e, &r, &answers[i], NULL);
        assert_int_not_equal(rep->seed, 0);
        if (seed)
            assert_int_equal(rep->seed, seed);
        seed = rep->seed;
        demo_report_free(rep);
    }
    assert_string_equal(answers[0], answers[1]);
    free(answers[0]);
    free(answers[1]);
    engine_destroy(e);
}

static void a_conversation_that_cannot_be_rendered_is_an_error_of_its_turn(void **state)
{
    struct engine *e = demo_open(0);
    struct engine_request r =
        demo_request((const char *const[]){NULL}); /* no user turn */
    struct engine_turn_report *rep = demo_run(e, &r, NULL, NULL);
    assert_int_equal(rep->finish, FINISH_ERROR);
    assert_true(strlen(rep->error) > 0);
    demo_report_free(rep);
    r = demo_request(TEXTS("Hello"));
    rep = demo_run(e, &r, NULL, NULL);
    assert_int_equal(rep->finish, FINISH_STOP);
    demo_report_free(rep);
    engine_destroy(e);
}

static void while_busy_turns_and_templates_are_refused(void **state)
{
    struct engine *e = demo_open(0);
    struct engine_request r = demo_request(TEXTS(story)),
                          other = demo_request(TEXTS("x"));
    struct error err = {0};
    assert_true(engine_submit(e, &r, &err));
    assert_false(engine_submit(e, &other, &err));
    assert_non_null(other.messages);
    assert_false(engine_set_template(e, demo_template(), &err));
    engine_cancel(e);
    demo_report_free(demo_wait(e, NULL, NULL));
    assert_true(engine_set_template(e, demo_template(), &err));
    assert_string_equal(engine_info(e)->template_name, "qwen3.5");
    demo_report_free(demo_run(e, &other, NULL, NULL));
    engine_destroy(e);
}

static void stats_add_up(void **state)
{
    struct engine *e = demo_open(0);
    struct engine_request r = demo_request(TEXTS(story));
    demo_report_free(demo_run(e, &r, NULL, NULL));
    struct stats s;
    engine_stats(e, &s);
    assert_int_equal(s.phase, PHASE_IDLE);
    assert_int_equal(s.n_layer, engine_info(e)->n_layer);
    assert_true(s.decode_tok_s.valid && s.decode_mean_tok_s.valid && s.ttft_ms.valid);
    assert_true(s.token_ms.valid && s.head_ms.valid && s.sample_ms.valid);
    double sum = s.head_ms.v + s.sample_ms.v + (s.embed_ms.valid ? s.embed_ms.v : 0);
    for (int i = 0; i < s.n_layer; i++) {
        const struct layer_stats *l = &s.layer[i];
        sum += (double)l->mixer_ms + l->route_ms + l->io_wait_ms + l->expert_ms +
               l->other_ms;
    }
    assert_true(sum > 0);
    assert_true(sum <= 1.01 * s.token_ms.v + 0.05);
    assert_int_equal(s.n_prefilled_tok, s.n_prompt_tok - s.n_reused_tok);
    assert_true(s.ctx_used_tok >= s.n_prompt_tok && s.ctx_used_tok <= s.ctx_max_tok);
    assert_true(s.rss_bytes > 1 << 20);
    assert_false(s.memory_share.valid || s.disk_share.valid);
    assert_string_equal(s.memory_share_why, "the limit is not known");
    /* The files were just read, in whole pages. */
    const struct engine_info *info = engine_info(e);
    if (s.page_cache_bytes.valid) {
        assert_true(s.page_cache_bytes.v > 0);
        assert_true(s.page_cache_bytes.v <=
                    (double)(info->dense_bytes + info->expert_file_bytes) + 16 * 4096);
    }
    engine_destroy(e);
}

/* The bundled model in memory; how it comes there is the runs' before. */
static void a_turn_has_its_share_of_the_limits(void **state)
{
    struct error err = {0};
    struct engine_params params = {
        .pack_path = demo_pack(),
        .template_path = demo_template(),
        .limits = {.memory = 1e9, .disk = 1e9, .cache_bytes = 0},
    };
    struct engine *e = engine_create(&params, &err);
    if (!e)
        fail_msg("%s", err.msg);
    struct stats s;
    for (int i = 0; i < 2; i++) {
        struct engine_request r = demo_request(TEXTS(story));
        r.max_tok = 40;
        struct engine_turn_report *rep = demo_run(e, &r, NULL, NULL);
        engine_stats(e, &s);
        if (i == 0 || !rep->resident_known) {
            demo_report_free(rep);
            continue;
        }
        assert_true(rep->shares.memory.valid && s.memory_share.valid);
        assert_true(s.memory_share.v == rep->shares.memory.v);
        assert_string_equal(s.memory_share_why, "");
        assert_false(rep->shares.disk.valid);
        assert_string_equal(s.disk_share_why, "the experts were resident");
        /* Tokens a second times the weights of one; the first comes from the prompt. */
        double token = rep->shares.memory.rate / rep->decode_tok_s;
        double least = (double)engine_info(e)->dense_bytes / 8;
        double most =
            (double)(engine_info(e)->dense_bytes + engine_info(e)->expert_file_bytes);
        if (!(token > least && token < most))
            fail_msg("%.0f bytes a token: not %.0f to %.0f", token, least, most);
        demo_report_free(rep);
    }
    engine_destroy(e);

    params.limits.cache_bytes = (uint64_t)1 << 40;
    e = engine_create(&params, &err);
    struct engine_request r = demo_request(TEXTS(story));
    r.max_tok = 40;
    struct engine_turn_report *rep = demo_run(e, &r, NULL, NULL);
    engine_stats(e, &s);
    assert_false(s.memory_share.valid);
    if (rep->shares.memory.valid)
        assert_string_equal(s.memory_share_why, "weights fit the CPU's cache");
    demo_report_free(rep);
    engine_destroy(e);
}

static void copy_file(const char *from, const char *to)
{
    size_t len;
    struct error err = {0};
    char *bytes = file_read(from, (size_t)64 << 20, &len, &err);
    if (!bytes || !file_write_atomic(to, bytes, len, 0600, &err))
        fail_msg("%s", err.msg);
    free(bytes);
}

/* An own copy of the pack in a new folder, whose files can be harmed. */
static char *copy_pack(int n_layer)
{
    static const char *const files[] = {"manifest.json", "dense.bin", "tokenizer.json",
                                        "generation.json", "experts/checksums.bin"};
    char from[4200], to[4200];
    char *dir = scratch_folder("engine");
    snprintf(to, sizeof(to), "%s/experts", dir);
    assert_int_equal(mkdir(to, 0700), 0);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        snprintf(from, sizeof(from), "%s/%s", demo_pack(), files[i]);
        snprintf(to, sizeof(to), "%s/%s", dir, files[i]);
        copy_file(from, to);
    }
    for (int i = 0; i < n_layer; i++) {
        snprintf(from, sizeof(from), "%s/experts/layer-%02d.bin", demo_pack(), i);
        snprintf(to, sizeof(to), "%s/experts/layer-%02d.bin", dir, i);
        copy_file(from, to);
    }
    return dir;
}

static void a_failed_expert_read_is_named_and_survived(void **state)
{
    char layer[4200], whole[4200], *dir = copy_pack(8);
    struct engine_params params = {.pack_path = dir, .template_path = demo_template()};
    struct error err = {0};
    struct engine *e = engine_create(&params, &err);
    if (!e)
        fail_msg("%s", err.msg);
    struct engine_request r = demo_request(TEXTS(question));
    char *answer, *again;
    demo_report_free(demo_run(e, &r, &answer, NULL));

    snprintf(layer, sizeof(layer), "%s/experts/layer-03.bin", dir);
    assert_int_equal(truncate(layer, 4096), 0);
    r = demo_request(TEXTS(story));
    struct engine_turn_report *rep = demo_run(e, &r, NULL, NULL);
    assert_int_equal(rep->finish, FINISH_ERROR);
    assert_non_null(strstr(rep->error, "layer-03.bin"));
    demo_report_free(rep);

    /* The same inode gets its bytes back: the engine goes on where it was. */
    snprintf(whole, sizeof(whole), "%s/experts/layer-03.bin", demo_pack());
    size_t len;
    char *bytes = file_read(whole, (size_t)64 << 20, &len, &err);
    int fd = open(layer, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0 && fd_write_all(fd, bytes, len));
    close(fd);
    free(bytes);
    r = demo_request(TEXTS(question));
    rep = demo_run(e, &r, &again, NULL);
    assert_int_equal(rep->finish, FINISH_STOP);
    assert_string_equal(again, answer);
    demo_report_free(rep);
    free(answer);
    free(again);
    engine_destroy(e);
    scratch_remove(dir);
}

struct steps {
    int n_prefilled, n_decoded, k;
    uint64_t bytes;
    bool wrong;
};

static void add_step(void *ctx, const struct step *s)
{
    struct steps *all = ctx;
    int next = 0, layer_uses = 0;
    bool decode = s->phase == PHASE_DECODE;
    if (decode)
        all->n_decoded += s->n_tok;
    else
        all->n_prefilled += s->n_tok;
    all->bytes += s->expert_bytes;
    all->wrong = all->wrong || s->n_lost || s->total_ms <= 0 ||
                 (decode && s->i_tok != all->n_decoded);
    for (int l = 0; l < s->n_layer; l++) {
        int last = -1;
        layer_uses = 0;
        for (int i = 0; i < s->layer[l].n_used; i++) {
            const struct step_expert *e = &s->expert[next++];
            all->wrong = all->wrong || e->id <= last || e->id >= s->n_expert ||
                         e->n_rows < 1 || e->n_rows > s->n_tok;
            last = e->id;
            layer_uses += e->n_rows;
        }
        all->wrong = all->wrong || layer_uses != all->k * s->n_tok;
    }
    all->wrong = all->wrong || (size_t)next != s->n_used;
}

static void every_token_is_a_step_with_its_experts(void **state)
{
    struct engine *e = demo_open(0);
    struct steps all = {.k = engine_info(e)->experts_per_token};
    engine_take_steps(e, add_step, &all);
    struct engine_request r = demo_request(TEXTS(question));
    struct engine_turn_report *rep = demo_run(e, &r, NULL, NULL);
    engine_take_steps(e, add_step, &all);
    assert_false(all.wrong);
    assert_int_equal(all.n_prefilled, rep->n_prompt_tok);
    assert_int_equal(all.n_decoded, rep->n_generated_tok);
    assert_int_equal(all.bytes, rep->expert_bytes);
    demo_report_free(rep);
    engine_destroy(e);
}

static void after_a_lost_device_it_is_told_what_computes(void **state)
{
    (void)state;
    struct engine_params params = {.pack_path = demo_pack(),
                                   .template_path = demo_template(),
                                   .n_threads = 1,
                                   .backend = &fake_device};
    struct error err = {0};
    struct engine *e = engine_create(&params, &err);
    if (!e)
        fail_msg("%s", err.msg);
    const struct engine_info *info = engine_info(e);
    assert_string_equal(info->kernel, "Fake 9000");
    assert_string_equal(info->activations, "f16");
    fake_device_lose();
    struct engine_request r = demo_request(TEXTS(question));
    struct engine_turn_report *rep = demo_run(e, &r, NULL, NULL);
    assert_int_equal(rep->finish, FINISH_ERROR);
    demo_report_free(rep);
    assert_string_equal(info->backend, "cpu");
    assert_string_equal(info->kernel, kernels_find(NULL)->name);
    assert_string_equal(info->activations, "int8");
    r = demo_request(TEXTS(question));
    rep = demo_run(e, &r, NULL, NULL);
    assert_int_equal(rep->finish, FINISH_STOP);
    demo_report_free(rep);
    engine_destroy(e);
}

static void a_missing_file_is_named_at_open(void **state)
{
    struct engine_params params = {.pack_path = "/nonexistent/pack",
                                   .template_path = demo_template()};
    struct error err = {0};
    assert_null(engine_create(&params, &err));
    assert_non_null(strstr(err.msg, "/nonexistent/pack"));
    params.pack_path = demo_pack();
    params.template_path = "/nonexistent/t.yaml";
    assert_null(engine_create(&params, &err));
    assert_non_null(strstr(err.msg, "/nonexistent/t.yaml"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_ends_with_a_report_that_agrees_with_its_events),
        cmocka_unit_test(thinking_is_told_apart_and_counted),
        cmocka_unit_test(later_turns_read_only_what_is_new),
        cmocka_unit_test(an_answer_written_anew_costs_no_prompt),
        cmocka_unit_test(an_edited_turn_keeps_what_stands_before_it),
        cmocka_unit_test(a_cut_answer_continues_as_if_it_had_not_been_cut),
        cmocka_unit_test(cut_thinking_continues_as_thinking),
        cmocka_unit_test(what_was_written_before_a_cancel_is_kept),
        cmocka_unit_test(a_full_context_says_how_full_and_what_helps),
        cmocka_unit_test(tool_calls_are_reported_as_such),
        cmocka_unit_test(a_reported_seed_gives_the_same_answer_again),
        cmocka_unit_test(a_conversation_that_cannot_be_rendered_is_an_error_of_its_turn),
        cmocka_unit_test(while_busy_turns_and_templates_are_refused),
        cmocka_unit_test(stats_add_up),
        cmocka_unit_test(every_token_is_a_step_with_its_experts),
        cmocka_unit_test(a_turn_has_its_share_of_the_limits),
        cmocka_unit_test(a_failed_expert_read_is_named_and_survived),
        cmocka_unit_test(after_a_lost_device_it_is_told_what_computes),
        cmocka_unit_test(a_missing_file_is_named_at_open),
    };
    if (!demo_pack() || !demo_template())
        return 77;
    return cmocka_run_group_tests_name("infer/engine", tests, NULL, NULL);
}
