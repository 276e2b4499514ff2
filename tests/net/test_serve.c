#include "net/serve.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "tests/net/http_client.h"
#include "tests/net/scripted_engine.h"

/* The server over real sockets, in front of an engine that does what it is asked. */

enum {
    LONG_MS = 20000, /* nothing here takes so long; sanitizers are slow */
};

struct fixture {
    struct engine *engine;
    struct serve *s;
    int port;
};

static struct fixture start(struct serve_params p, int n_parallel, int step_us)
{
    struct fixture f = {.engine = scripted_engine_create(n_parallel, step_us)};
    struct error err = {0};
    char *url = NULL;
    p.engine = f.engine;
    p.sampling = *engine_default_sampling(f.engine);
    p.n_parallel = n_parallel;
    p.listen_fd = serve_listen("127.0.0.1", 0, false, &url, &err);
    assert_true(p.listen_fd >= 0);
    f.port = (int)strtol(strrchr(url, ':') + 1, NULL, 10);
    free(url);
    f.s = serve_create(&p, &err);
    if (!f.s)
        fail_msg("%s", err.msg);
    return f;
}

static void stop(struct fixture *f)
{
    serve_destroy(f->s);
    engine_destroy(f->engine);
}

static struct reply_text ask(const struct fixture *f, const char *message, bool stream)
{
    int fd = client_connect(f->port);
    client_ask(fd, message, stream);
    struct reply_text r = client_read(fd, LONG_MS);
    close(fd);
    return r;
}

static void expect(const struct fixture *f, const char *message, bool stream, int status,
                   const char *words)
{
    struct reply_text r = ask(f, message, stream);
    if (r.status != status || !strstr(r.body, words))
        fail_msg("%s: %s", message, r.all);
    reply_text_free(&r);
}

static bool within(int ms, int (*count)(struct engine *e), struct engine *e, int wanted)
{
    int64_t end_ns = clock_now_ns() + (int64_t)ms * 1000000;
    while (count(e) != wanted && clock_now_ns() < end_ns)
        usleep(1000);
    return count(e) == wanted;
}

static void every_kind_of_answer_arrives(void **state)
{
    struct fixture f = start((struct serve_params){.n_queue = 4}, 2, 100);
    expect(&f, "hello", false, 200, "\"content\":\"0 words\"");
    expect(&f, "count 3", false, 200, "3 words");
    expect(&f, "count 3", true, 200, "w2 \"}"); /* pieces may come together */
    expect(&f, "count 3", true, 200, "data: [DONE]");
    expect(&f, "think", true, 200, "\"reasoning_content\":\"hm\"");
    expect(&f, "think", true, 200, "Gr\\u00FC\\u00DFe \\uD83C\\uDF0D");
    expect(&f, "call", false, 200, "\"finish_reason\":\"tool_calls\"");
    expect(&f, "call", true, 200, "{\"arguments\":\"{\\\"x\\\":1}\"}");
    stop(&f);
}

static struct reply_text get(const struct fixture *f, const char *path)
{
    int fd = client_connect(f->port);
    char *text = xasprintf(
        "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path);
    client_send(fd, text);
    struct reply_text r = client_read(fd, LONG_MS);
    free(text);
    close(fd);
    return r;
}

static void one_model_can_be_asked_for(void **state)
{
    struct fixture f =
        start((struct serve_params){.n_queue = 4, .model_name = "Org/a b"}, 1, 100);
    static const char *const good[] = {"/v1/models/Org/a%20b", "/v1/models/Org%2Fa%20b"};
    static const char *const bad[] = {"/v1/models/Org", "/v1/models/",
                                      "/v1/models/Org/a%20bc"};
    for (int i = 0; i < 2; i++) {
        struct reply_text r = get(&f, good[i]);
        assert_int_equal(r.status, 200);
        assert_memory_equal(r.body, "{\"id\":\"Org/a b\",\"object\":\"model\"", 32);
        reply_text_free(&r);
    }
    for (int i = 0; i < 3; i++) {
        struct reply_text r = get(&f, bad[i]);
        assert_int_equal(r.status, 404);
        assert_non_null(strstr(r.body, "model_not_found"));
        reply_text_free(&r);
    }
    stop(&f);
}

static void the_fingerprint_is_of_what_computes_now(void **state)
{
    struct fixture f = start((struct serve_params){.n_queue = 4}, 1, 100);
    expect(&f, "count 1", false, 200, "\"flashmoe-none-none-0-experts\"");
    expect(&f, "lose", false, 200, "words");
    for (int stream = 0; stream < 2; stream++)
        expect(&f, "count 1", stream, 200, "\"flashmoe-rest-none-0-experts\"");
    stop(&f);
}

static void log_probabilities_come_with_their_text(void **state)
{
    struct fixture f = start((struct serve_params){.n_queue = 4}, 1, 100);
    for (int stream = 0; stream < 2; stream++) {
        int fd = client_connect(f.port);
        char *body = xasprintf("{\"prompt\":\"count 2\",\"logprobs\":0,\"stream\":%s}",
                               stream ? "true" : "false");
        client_post(fd, "/v1/completions", body);
        struct reply_text r = client_read(fd, LONG_MS);
        const char *first = strstr(r.body, "\"tokens\":[\"w0 \"");
        assert_non_null(first);
        assert_non_null(
            strstr(first, stream ? "\"tokens\":[\"w1 \"],\"token_logprobs\":[-1.5]"
                                 : ",\"w1 \"],\"token_logprobs\":[-1.5,-1.5]"));
        assert_non_null(strstr(first, stream ? "\"text_offset\":[3]" : "[0,3]"));
        reply_text_free(&r);
        free(body);
        close(fd);
    }
    stop(&f);
}

static void log_probabilities_of_a_whole_answer_have_a_limit(void **state)
{
    struct fixture f =
        start((struct serve_params){.n_queue = 4, .logprobs_max_bytes = 10000}, 1, 100);
    static const char *const bodies[] = {
        "{\"prompt\":\"count 100000\",\"logprobs\":0}",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"count 100000\"}],"
        "\"logprobs\":true}",
    };
    for (int i = 0; i < 2; i++) {
        int fd = client_connect(f.port);
        client_post(fd, i ? "/v1/chat/completions" : "/v1/completions", bodies[i]);
        struct reply_text r = client_read(fd, LONG_MS);
        assert_int_equal(r.status, 200);
        assert_non_null(strstr(r.body, "\"finish_reason\":\"length\""));
        assert_non_null(strstr(r.body, "\"w99 \"")); /* all that were written are told */
        reply_text_free(&r);
        close(fd);
        assert_int_equal(scripted_engine_n_cancelled(f.engine), i + 1);
    }
    stop(&f);
}

static void faults_are_statuses_until_the_answer_began(void **state)
{
    struct fixture f = start((struct serve_params){.n_queue = 4}, 1, 100);
    for (int stream = 0; stream < 2; stream++) {
        expect(&f, "fail", stream, 500, "read expert 7");
        expect(&f, "full", stream, 400, "context_length_exceeded");
        expect(&f, "refuse", stream, 400, "does not know this");
    }
    expect(&f, "break", false, 500, "read expert 8");
    struct reply_text r = ask(&f, "break", true);
    assert_int_equal(r.status, 200);
    assert_non_null(strstr(r.body, "w1 "));
    assert_non_null(strstr(r.body, "data: {\"error\":{\"message\":\"read expert 8"));
    assert_null(strstr(r.body, "[DONE]"));
    reply_text_free(&r);
    stop(&f);
}

/* ---- many at once ---- */

struct one {
    const struct fixture *f;
    int i;
    bool good;
};

static void *ask_one(void *arg)
{
    struct one *o = arg;
    char message[32], last[32];
    o->good = true;
    for (int k = 0; k < 4; k++) {
        int n = 10 + o->i * 7 + k;
        snprintf(message, sizeof(message), "count %d", n);
        snprintf(last, sizeof(last), "w%d ", n - 1);
        struct reply_text r = ask(o->f, message, k % 2 == 0);
        o->good = o->good && r.status == 200 &&
                  strstr(r.body, k % 2 == 0 ? last : message + 6) != NULL;
        snprintf(last, sizeof(last), "w%d ", n);
        o->good = o->good && !strstr(r.body, last);
        reply_text_free(&r);
    }
    return NULL;
}

static void many_clients_get_each_their_own(void **state)
{
    enum {
        N = 24
    };
    struct fixture f = start((struct serve_params){.n_queue = N}, 4, 50);
    pthread_t threads[N];
    struct one all[N];
    for (int i = 0; i < N; i++) {
        all[i] = (struct one){&f, i, false};
        pthread_create(&threads[i], NULL, ask_one, &all[i]);
    }
    for (int i = 0; i < N; i++) {
        pthread_join(threads[i], NULL);
        assert_true(all[i].good);
    }
    assert_int_equal(scripted_engine_n_submitted(f.engine), 4 * N);
    stop(&f);
}

/* ---- those that leave ---- */

static void an_answer_that_nobody_waits_for_is_cancelled(void **state)
{
    struct fixture f = start((struct serve_params){.n_queue = 4}, 2, 1000);
    static const char *const kinds[] = {"hold", "count 1000000"};
    int n = 0;
    for (int stream = 0; stream < 2; stream++)
        for (int k = 0; k < 2; k++) {
            int fd = client_connect(f.port);
            client_ask(fd, kinds[k], stream);
            assert_true(within(LONG_MS, scripted_engine_n_running, f.engine, 1));
            if (stream)
                assert_true(client_wait_for(fd, "assistant", LONG_MS));
            close(fd);
            assert_true(within(LONG_MS, scripted_engine_n_cancelled, f.engine, ++n));
            assert_true(within(LONG_MS, scripted_engine_n_running, f.engine, 0));
        }
    stop(&f);
}

static void who_leaves_at_once_is_not_waited_for(void **state)
{
    enum {
        ROUNDS = 4,
        N = 16
    };
    for (int round = 0; round < ROUNDS; round++) {
        struct fixture f = start((struct serve_params){.n_queue = N}, N, 1000);
        for (int i = 0; i < N; i++) {
            int fd = client_connect(f.port);
            client_ask(fd, "hold", false);
            close(fd);
        }
        expect(&f, "count 2", false, 200, "2 words"); /* those before were received */
        assert_true(within(LONG_MS, scripted_engine_n_running, f.engine, 0));
        stop(&f);
    }
}

static void who_leaves_the_queue_never_reaches_the_engine(void **state)
{
    struct fixture f = start((struct serve_params){.n_queue = 4}, 1, 1000);
    int first = client_connect(f.port), second = client_connect(f.port);
    client_ask(first, "hold", true);
    assert_true(within(LONG_MS, scripted_engine_n_running, f.engine, 1));
    client_ask(second, "count 5", false);
    usleep(100000);
    close(second);
    usleep(100000);
    close(first);
    assert_true(within(LONG_MS, scripted_engine_n_running, f.engine, 0));
    expect(&f, "count 2", false, 200, "2 words");
    assert_int_equal(scripted_engine_n_submitted(f.engine), 2);
    stop(&f);
}

static void a_full_queue_says_when_to_come_back(void **state)
{
    struct fixture f = start((struct serve_params){.n_queue = 1}, 1, 1000);
    int first = client_connect(f.port), second = client_connect(f.port);
    client_ask(first, "hold", false);
    assert_true(within(LONG_MS, scripted_engine_n_running, f.engine, 1));
    client_ask(second, "count 5", false);
    usleep(200000);
    struct reply_text r = ask(&f, "count 1", true);
    assert_int_equal(r.status, 429);
    assert_non_null(strstr(r.all, "Retry-After: "));
    assert_non_null(strstr(r.body, "rate_limit_exceeded"));
    reply_text_free(&r);
    close(first); /* the one that waits has its turn */
    r = client_read(second, LONG_MS);
    assert_int_equal(r.status, 200);
    reply_text_free(&r);
    close(second);
    stop(&f);
}

static long rss_kib(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss;
}

static void who_does_not_read_is_cut(void **state)
{
    struct fixture f = start((struct serve_params){.n_queue = 4}, 2, 10);
    long before = rss_kib();
    int small = 4096, fd = client_connect(f.port);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
    client_ask(fd, "flood", true);
    assert_true(within(LONG_MS, scripted_engine_n_cancelled, f.engine, 1));
    expect(&f, "count 2", true, 200, "[DONE]"); /* others are not held up */
    close(fd);
    assert_true(rss_kib() - before < 200 << 10);
    stop(&f);
}

static void who_waits_for_long_is_told_so(void **state)
{
    struct fixture f =
        start((struct serve_params){.n_queue = 4, .silence_s = 1}, 1, 1000);
    int runs = client_connect(f.port), waits = client_connect(f.port);
    client_ask(runs, "hold", true);
    assert_true(within(LONG_MS, scripted_engine_n_running, f.engine, 1));
    client_ask(waits, "count 3", true);
    assert_true(client_wait_for(waits, ": waiting for a place\n\n", LONG_MS));
    assert_true(client_wait_for(runs, ": prefill 1 of 5\n\n", LONG_MS));
    int bad = client_connect(f.port); /* its fault is found when it has its turn */
    client_ask(bad, "refuse", true);
    assert_true(client_wait_for(bad, ": waiting for a place\n\n", LONG_MS));
    close(runs);
    assert_true(client_wait_for(waits, "[DONE]", LONG_MS));
    assert_true(client_wait_for(bad, "data: {\"error\":", LONG_MS));
    close(waits);
    close(bad);
    stop(&f);
}

/* ---- slow and broken ones ---- */

static void a_request_has_a_time_to_arrive(void **state)
{
    struct fixture f = start((struct serve_params){.request_timeout_s = 1}, 1, 100);
    int head = client_connect(f.port), body = client_connect(f.port);
    client_send(head, "POST /v1/chat/completions HTTP/1.1\r\nHost: local");
    client_send(body, "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                      "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
    int64_t start_ns = clock_now_ns();
    bool head_open = true, body_open = true;
    /* A byte now and then is no silence, and does not help. */
    while ((head_open || body_open) &&
           clock_now_ns() - start_ns < LONG_MS * INT64_C(1000000)) {
        head_open = head_open && client_send(head, "h");
        body_open = body_open && client_send(body, " ");
        expect(&f, "count 2", false, 200, "2 words");
        usleep(100000);
    }
    assert_false(head_open || body_open);
    close(head);
    close(body);
    stop(&f);
}

static void slow_ones_make_room_for_others(void **state)
{
    enum {
        N = 40
    };
    struct fixture f =
        start((struct serve_params){.n_connections = 16, .n_queue = 4}, 1, 100);
    int slow[N];
    for (int i = 0; i < N; i++) {
        slow[i] = client_connect(f.port);
        client_send(slow[i], "GET /health HTTP/1.1\r\n");
    }
    for (int i = 0; i < 5; i++)
        expect(&f, "count 2", true, 200, "[DONE]");
    for (int i = 0; i < N; i++)
        close(slow[i]);
    stop(&f);
}

static void nonsense_is_answered_or_cut_and_hurts_nobody(void **state)
{
    static const char *const nonsense[] = {
        "\r\n\r\n\r\n",
        "GET\r\n\r\n",
        "\x16\x03\x01\x02\x01\x01\xfc\x03\x03", /* TLS */
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
        "application/json\r\nContent-Length: -5\r\n\r\n{}",
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
        "application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
        "application/json\r\nContent-Length: 2\r\nContent-Length: 20\r\n\r\n{}",
        "GET /%00%ff%2e%2e/%s%n HTTP/1.1\r\nHost: localhost\r\n\r\n",
    };
    struct fixture f =
        start((struct serve_params){.request_timeout_s = 1, .n_queue = 4}, 1, 100);
    for (size_t i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++) {
        int fd = client_connect(f.port);
        client_send(fd, nonsense[i]);
        shutdown(fd, SHUT_WR);
        struct reply_text r = client_read(fd, LONG_MS);
        assert_true(r.status == 0 || (r.status >= 400 && r.status < 500));
        reply_text_free(&r);
        close(fd);
        expect(&f, "count 2", false, 200, "2 words");
    }
    assert_int_equal(scripted_engine_n_submitted(f.engine),
                     (int)(sizeof(nonsense) / sizeof(nonsense[0])));
    stop(&f);
}

static void bodies_have_a_limit(void **state)
{
    struct fixture f =
        start((struct serve_params){.body_max_bytes = 100000, .n_queue = 4}, 1, 100);
    char *large = xcalloc(1, 300001);
    memset(large, 'x', 300000);
    int fd = client_connect(f.port);
    client_post(fd, "/v1/chat/completions", large);
    struct reply_text r = client_read(fd, LONG_MS);
    assert_int_equal(r.status, 413);
    reply_text_free(&r);
    close(fd);
    fd = client_connect(f.port);
    client_send(fd,
                "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: "
                "close\r\nContent-Type: application/json\r\nTransfer-Encoding: "
                "chunked\r\n\r\n493e0\r\n");
    client_send(fd, large);
    client_send(fd, "\r\n0\r\n\r\n");
    r = client_read(fd, LONG_MS);
    assert_int_equal(r.status, 413);
    reply_text_free(&r);
    close(fd);
    free(large);
    stop(&f);
}

/* Puts the one that is answered first, while the others wait, behind them: on a loaded
 * machine that need not be the one that was sent last. */
static void refused_last(int *fds, int n)
{
    struct pollfd p[16];
    assert_in_range(n, 1, 16);
    for (int i = 0; i < n; i++)
        p[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
    assert_true(poll(p, (nfds_t)n, LONG_MS) >= 1);
    for (int i = 0; i < n; i++)
        if (p[i].revents) {
            fds[i] = fds[n - 1];
            fds[n - 1] = p[i].fd;
            return;
        }
}

static void requests_that_wait_have_a_limit_together(void **state)
{
    enum {
        N = 9
    };
    struct fixture f =
        start((struct serve_params){.body_max_bytes = 100000, .n_queue = N}, 1, 1000);
    char *text = xcalloc(1, 95001);
    memset(text, 'x', 95000);
    int runs = client_connect(f.port), fds[N];
    client_ask(runs, "hold", false);
    assert_true(within(LONG_MS, scripted_engine_n_running, f.engine, 1));
    for (int i = 0; i < N; i++) { /* eight times the limit of one is room for eight */
        fds[i] = client_connect(f.port);
        client_ask(fds[i], text, false);
        usleep(20000);
    }
    refused_last(fds, N);
    struct reply_text r = client_read(fds[N - 1], LONG_MS);
    assert_int_equal(r.status, 503);
    reply_text_free(&r);
    close(runs);
    for (int i = 0; i < N - 1; i++) {
        r = client_read(fds[i], LONG_MS);
        assert_int_equal(r.status, 200);
        reply_text_free(&r);
    }
    for (int i = 0; i < N; i++)
        close(fds[i]);
    int fd = client_connect(f.port); /* the room is there again */
    client_ask(fd, text, false);
    r = client_read(fd, LONG_MS);
    assert_int_equal(r.status, 200);
    reply_text_free(&r);
    close(fd);
    free(text);
    stop(&f);
}

/* Tools are kept as trees, which take a hundred times what their text did. */
static void tools_that_wait_have_a_limit_together(void **state)
{
    enum {
        N = 9
    };
    struct fixture f =
        start((struct serve_params){.body_max_bytes = 100000, .n_queue = N}, 1, 1000);
    struct strbuf body = {0};
    int runs = client_connect(f.port), fds[N], n_full = 0;
    strbuf_adds(&body, "{\"messages\":[{\"role\":\"user\",\"content\":\"count 1\"}],"
                       "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\","
                       "\"parameters\":{\"x\":[0");
    for (int i = 0; i < 1000; i++)
        strbuf_adds(&body, ",0");
    strbuf_adds(&body, "]}}}]}");
    client_ask(runs, "hold", false);
    assert_true(within(LONG_MS, scripted_engine_n_running, f.engine, 1));
    for (int i = 0; i < N; i++) { /* 800000 bytes are room for three */
        fds[i] = client_connect(f.port);
        client_post(fds[i], "/v1/chat/completions", body.data);
        usleep(20000);
    }
    close(runs);
    for (int i = 0; i < N; i++) {
        struct reply_text r = client_read(fds[i], LONG_MS);
        n_full += r.status == 503;
        assert_true(r.status == 503 || r.status == 200);
        reply_text_free(&r);
        close(fds[i]);
    }
    assert_int_equal(n_full, N - 3);
    strbuf_finish(&body);
    stop(&f);
}

/* ---- the end ---- */

static void stopping_lets_answers_end_within_the_grace(void **state)
{
    struct fixture f = start((struct serve_params){.n_queue = 4}, 1, 1000);
    int runs = client_connect(f.port), waits = client_connect(f.port);
    client_ask(runs, "count 300", true);
    assert_true(client_wait_for(runs, "w1 ", LONG_MS));
    client_ask(waits, "count 3", false);
    usleep(50000);
    serve_stop(f.s, LONG_MS);
    struct reply_text r = client_read(runs, LONG_MS);
    assert_non_null(strstr(r.all, "[DONE]"));
    reply_text_free(&r);
    r = client_read(waits, LONG_MS);
    assert_int_equal(r.status, 200);
    reply_text_free(&r);
    close(runs);
    close(waits);
    assert_int_equal(scripted_engine_n_cancelled(f.engine), 0);
    stop(&f);
}

static void stopping_at_once_tells_who_is_cut(void **state)
{
    struct fixture f = start((struct serve_params){.n_queue = 4}, 1, 1000);
    int runs = client_connect(f.port), waits = client_connect(f.port);
    client_ask(runs, "hold", true);
    assert_true(client_wait_for(runs, "assistant", LONG_MS));
    client_ask(waits, "count 3", false);
    usleep(50000);
    serve_stop(f.s, LONG_MS);
    serve_stop(f.s, 0);
    struct reply_text r = client_read(runs, LONG_MS);
    assert_non_null(strstr(r.all, "shutting down"));
    reply_text_free(&r);
    r = client_read(waits, LONG_MS);
    assert_int_equal(r.status, 503);
    reply_text_free(&r);
    close(runs);
    close(waits);
    assert_int_equal(scripted_engine_n_cancelled(f.engine), 1);
    stop(&f);
}

static void destroying_it_leaves_nobody_hanging(void **state)
{
    for (int i = 0; i < 5; i++) {
        struct fixture f = start((struct serve_params){.n_queue = 4}, 2, 500);
        int fds[6];
        for (int k = 0; k < 6; k++) {
            fds[k] = client_connect(f.port);
            if (k < 4)
                client_ask(fds[k], k % 2 ? "count 100000" : "hold", k < 2);
        }
        usleep((useconds_t)i * 3000);
        stop(&f);
        for (int k = 0; k < 6; k++) {
            struct reply_text r = client_read(fds[k], LONG_MS);
            reply_text_free(&r);
            close(fds[k]);
        }
    }
}

/* ---- the log ---- */

static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static struct strbuf logged;

static void log_line(void *ctx, const char *line)
{
    (void)ctx;
    pthread_mutex_lock(&log_lock);
    strbuf_addf(&logged, "%s\n", line);
    pthread_mutex_unlock(&log_lock);
}

static void every_request_is_a_line_that_cannot_write_elsewhere(void **state)
{
    struct fixture f =
        start((struct serve_params){.log = log_line, .n_queue = 4}, 1, 100);
    expect(&f, "count 3", true, 200, "[DONE]");
    int fd = client_connect(f.port);
    client_send(
        fd, "GET /%1b[2Jx%0ay HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    struct reply_text r = client_read(fd, LONG_MS);
    assert_int_equal(r.status, 404);
    reply_text_free(&r);
    close(fd);
    stop(&f);
    assert_non_null(strstr(logged.data, "POST /v1/chat/completions 200 "));
    assert_non_null(strstr(logged.data, "5 tokens read (2 known), 3 written"));
    assert_non_null(strstr(logged.data, "GET /?[2Jx?y 404"));
    assert_null(strchr(logged.data, '\x1b'));
    strbuf_finish(&logged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_answer_arrives),
        cmocka_unit_test(one_model_can_be_asked_for),
        cmocka_unit_test(the_fingerprint_is_of_what_computes_now),
        cmocka_unit_test(log_probabilities_come_with_their_text),
        cmocka_unit_test(log_probabilities_of_a_whole_answer_have_a_limit),
        cmocka_unit_test(faults_are_statuses_until_the_answer_began),
        cmocka_unit_test(many_clients_get_each_their_own),
        cmocka_unit_test(an_answer_that_nobody_waits_for_is_cancelled),
        cmocka_unit_test(who_leaves_at_once_is_not_waited_for),
        cmocka_unit_test(who_leaves_the_queue_never_reaches_the_engine),
        cmocka_unit_test(a_full_queue_says_when_to_come_back),
        cmocka_unit_test(who_does_not_read_is_cut),
        cmocka_unit_test(who_waits_for_long_is_told_so),
        cmocka_unit_test(a_request_has_a_time_to_arrive),
        cmocka_unit_test(slow_ones_make_room_for_others),
        cmocka_unit_test(nonsense_is_answered_or_cut_and_hurts_nobody),
        cmocka_unit_test(bodies_have_a_limit),
        cmocka_unit_test(requests_that_wait_have_a_limit_together),
        cmocka_unit_test(tools_that_wait_have_a_limit_together),
        cmocka_unit_test(stopping_lets_answers_end_within_the_grace),
        cmocka_unit_test(stopping_at_once_tells_who_is_cut),
        cmocka_unit_test(destroying_it_leaves_nobody_hanging),
        cmocka_unit_test(every_request_is_a_line_that_cannot_write_elsewhere),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
