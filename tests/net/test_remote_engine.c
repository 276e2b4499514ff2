/* The remote engine against tests/net/faulty_server.py: test_remote_engine SERVER. */
#include <math.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "net/remote_engine.h"

enum {
    LIMIT_MS = 60000,
    CANCEL_MS = 100,
    TRIES = 20, /* a machine with other work may be late once, not always */
};

static const char *server_path;
static pid_t server;
static int server_in, port;

static int start_server(void **state)
{
    int in[2], out[2];
    if (pipe(in) != 0 || pipe(out) != 0 || (server = fork()) < 0)
        return -1;
    if (server == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        close(in[1]);
        close(out[0]);
        execlp("python3", "python3", server_path, (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    server_in = in[1];
    FILE *f = fdopen(out[0], "r");
    char line[32] = "";
    if (f && fgets(line, sizeof(line), f))
        port = (int)strtol(line, NULL, 10);
    if (f)
        fclose(f);
    return port > 0 ? 0 : -1;
}

static int stop_server(void **state)
{
    close(server_in);
    kill(server, SIGKILL);
    return waitpid(server, NULL, 0) == server ? 0 : -1;
}

static struct engine *open_engine(const char *model)
{
    struct error err = {0};
    char *url = xasprintf("http://127.0.0.1:%d", port);
    struct engine *e =
        remote_engine_create(&(struct remote_params){.url = url, .model = model}, &err);
    free(url);
    if (!e)
        fail_msg("%s", err.msg);
    return e;
}

static void submit(struct engine *e, uint64_t id)
{
    struct error err = {0};
    struct engine_request r = {.id = id,
                               .messages = xcalloc(1, sizeof(struct message)),
                               .n_messages = 1,
                               .thinking = true,
                               .sampling = *engine_default_sampling(e)};
    r.messages[0] = (struct message){.role = ROLE_USER, .content = xstrdup("Hi")};
    assert_true(engine_submit(e, &r, &err));
}

/* The first event of the kind; all before it are gone. Owned. */
static struct engine_event *wait_for(struct engine *e, enum engine_event_kind kind)
{
    int64_t end_ns = clock_now_ns() + (int64_t)LIMIT_MS * 1000000;
    while (clock_now_ns() < end_ns) {
        struct pollfd fd = {engine_fd(e), POLLIN, 0};
        poll(&fd, 1, 100);
        struct engine_event *list = engine_take_events(e), *found = NULL;
        for (struct engine_event *ev = list; ev && !found; ev = ev->next)
            if (ev->kind == kind)
                found = ev;
        if (found)
            return list; /* with what came before, for the freeing */
        engine_events_free(list);
    }
    fail_msg("no event of kind %d", kind);
    return NULL;
}

static const struct engine_event *find(const struct engine_event *list,
                                       enum engine_event_kind kind)
{
    while (list && list->kind != kind)
        list = list->next;
    return list;
}

static double ms_since(int64_t ns)
{
    return (double)(clock_now_ns() - ns) / 1e6;
}

/* Whatever it waits for: the answer, the next word, the time to try again. */
static void a_turn_is_cancelled_at_once(void **state)
{
    static const struct {
        const char *model;
        enum engine_event_kind after;
        const char *kept;
    } cases[] = {
        {"mute", ENGINE_WAITING, NULL},
        {"slow", ENGINE_ANSWER, "A"},
        {"silent", ENGINE_ANSWER, "A lighthouse is"},
        {"busy", ENGINE_WAITING, NULL},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct engine *e = open_engine(cases[i].model);
        double best = INFINITY;
        for (int k = 0; k < TRIES && best >= CANCEL_MS; k++) {
            submit(e, 1);
            engine_events_free(wait_for(e, cases[i].after));
            usleep(300000);
            int64_t begin_ns = clock_now_ns();
            engine_cancel(e);
            struct engine_event *list = wait_for(e, ENGINE_END);
            best = fmin(best, ms_since(begin_ns));
            const struct engine_turn_report *r = find(list, ENGINE_END)->report;
            assert_int_equal(r->finish, FINISH_CANCELLED);
            if (cases[i].kept)
                assert_ptr_equal(strstr(r->message.content, cases[i].kept),
                                 r->message.content);
            else
                assert_null(r->message.content);
            engine_events_free(list);
            assert_false(engine_busy(e));
        }
        print_message("%s: cancelled after %.1f ms\n", cases[i].model, best);
        assert_true(best < CANCEL_MS);
        engine_destroy(e);
    }
}

static void it_is_destroyed_at_once_while_a_turn_runs(void **state)
{
    double best = INFINITY;
    for (int k = 0; k < TRIES && best >= CANCEL_MS; k++) {
        struct engine *e = open_engine("mute");
        submit(e, 1);
        usleep(200000);
        int64_t begin_ns = clock_now_ns();
        engine_destroy(e);
        best = fmin(best, ms_since(begin_ns));
    }
    assert_true(best < CANCEL_MS);
}

/* A queue that nobody takes from makes the server wait; leaving is possible all the same. */
static void a_reader_that_does_not_read_blocks_nothing_else(void **state)
{
    struct engine *e = open_engine("flood");
    submit(e, 1);
    usleep(900000);
    int64_t begin_ns = clock_now_ns();
    struct stats s;
    engine_stats(e, &s);
    assert_true(engine_busy(e));
    assert_true(ms_since(begin_ns) < 1000);
    engine_cancel(e);
    size_t n = 0;
    bool over = false;
    while (!over) {
        struct engine_event *list = engine_take_events(e);
        for (struct engine_event *ev = list; ev; ev = ev->next) {
            n += ev->kind == ENGINE_ANSWER ? ev->len : 0;
            over |= ev->kind == ENGINE_END;
            /* nothing was dropped, but for the white space at the end */
            if (ev->kind == ENGINE_END)
                assert_true(strlen(ev->report->message.content) + 1 >= n);
        }
        engine_events_free(list);
        assert_true(ms_since(begin_ns) < LIMIT_MS);
    }
    assert_true(n > 1000000 && n < 8000000); /* what waits is bounded */
    engine_destroy(e);
}

static void one_turn_after_the_other_on_one_connection(void **state)
{
    struct engine *e = open_engine("ok");
    for (uint64_t id = 1; id <= 20; id++) {
        submit(e, id);
        struct engine_request r = {.id = 99};
        struct error err = {0};
        assert_false(engine_submit(e, &r, &err));
        engine_cancel_request(e, 99); /* nobody's */
        struct engine_event *list = wait_for(e, ENGINE_END);
        const struct engine_event *end = find(list, ENGINE_END);
        assert_int_equal(end->request_id, id);
        assert_int_equal(end->report->finish, FINISH_STOP);
        assert_int_equal(end->report->n_generated_tok, 9);
        assert_true(end->report->ttft_ms > 0);
        engine_events_free(list);
    }
    struct stats s;
    engine_stats(e, &s);
    assert_true(s.round_trip_ms.valid && s.round_trip_ms.v > 0);
    assert_int_equal(s.ctx_used_tok, 30);
    assert_int_equal(s.ctx_max_tok, 4096);
    assert_int_equal(s.phase, PHASE_IDLE);
    assert_false(s.resident_known || s.device_known || s.page_cache_bytes.valid);
    engine_destroy(e);
}

static void the_model_changes_between_turns(void **state)
{
    struct engine *e = open_engine("ok");
    struct error err = {0};
    char **names = engine_models(e);
    assert_non_null(names);
    int n = 0;
    for (; names[n]; n++)
        free(names[n]);
    free(names);
    assert_true(n > 10);
    assert_true(engine_set_model(e, "length", &err));
    assert_string_equal(engine_info(e)->name, "length");
    submit(e, 1);
    assert_false(engine_set_model(e, "ok", &err));
    struct engine_event *list = wait_for(e, ENGINE_END);
    assert_int_equal(find(list, ENGINE_END)->report->finish, FINISH_LENGTH);
    engine_events_free(list);
    engine_destroy(e);
}

static void what_only_a_local_model_can_is_refused_in_words(void **state)
{
    struct engine *e = open_engine("ok");
    struct error err = {0};
    struct message m = {.role = ROLE_USER, .content = (char[]){"Hi"}};
    assert_true(engine_count_tokens(e, &m, 1, NULL, true, &err) < 0);
    assert_non_null(strstr(err.msg, "127.0.0.1"));
    assert_null(engine_render(e, &m, 1, NULL, true, &err));
    assert_false(engine_set_template(e, "/x.yaml", &err));
    struct engine_request r = {.prompt = xstrdup("raw")};
    assert_false(engine_submit(e, &r, &err));
    assert_non_null(strstr(err.msg, "raw prompt"));
    engine_request_finish(&r);
    engine_destroy(e);
}

int main(int argc, char **argv)
{
    server_path = argc > 1 ? argv[1] : "";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_turn_is_cancelled_at_once),
        cmocka_unit_test(it_is_destroyed_at_once_while_a_turn_runs),
        cmocka_unit_test(a_reader_that_does_not_read_blocks_nothing_else),
        cmocka_unit_test(one_turn_after_the_other_on_one_connection),
        cmocka_unit_test(the_model_changes_between_turns),
        cmocka_unit_test(what_only_a_local_model_can_is_refused_in_words),
    };
    return cmocka_run_group_tests(tests, start_server, stop_server);
}
