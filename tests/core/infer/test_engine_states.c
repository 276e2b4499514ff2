/* States that are written to disk, read from there, and prompts that are made, while somebody
 * else's answer goes on. The back end is the CPU's with a slow disk: moving keys and values
 * takes its time. */
#include <dirent.h>
#include <math.h>
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
#include "core/infer/cpu_backend.h"
#include "tests/core/infer/engine_demo.h"
#include "tests/core/infer/wrapped_cpu.h"
#include "tests/scratch.h"

enum {
    PIECE_MS = 150,
    GAP_MS = 2 * PIECE_MS + 100, /* a piece, a share of the next, and a pass */
    TRIES = 10,                  /* a machine with other work may be late, not always */
    LIMIT_MS = 60000,
    CTX_TOK = 4096,
    STREAM = 1, /* the ids of the requests */
    OTHER = 2,
};

/* ---- a slow back end ---- */

static const struct backend_ops *cpu;

static bool slow_kv_save(struct backend *b, int seq, int segment, int first, int n,
                         void *out, struct error *err)
{
    usleep(PIECE_MS * 1000);
    return cpu->kv_save(b, seq, segment, first, n, out, err);
}

static bool slow_kv_load(struct backend *b, int seq, int segment, int first, int n,
                         const void *in, struct error *err)
{
    usleep(PIECE_MS * 1000);
    return cpu->kv_load(b, seq, segment, first, n, in, err);
}

static bool plan(const void *ctx, const struct backend_params *p,
                 struct backend_memory *out, struct error *err)
{
    return cpu_backend_plan(p, 1, out, err);
}

static struct backend *create(const void *ctx, const struct backend_params *p,
                              struct error *err)
{
    struct backend_ops *ops;
    struct backend *b = wrapped_cpu_create(p, &ops, &cpu, err);
    if (b) {
        ops->kv_save = slow_kv_save;
        ops->kv_load = slow_kv_load;
    }
    return b;
}

static const struct backend_source slow = {plan, create, NULL, 0, false};

/* ---- an engine with two seats ---- */

static char *dir;

static struct engine *open_engine(void)
{
    struct error err = {0};
    struct engine *e =
        engine_create(&(struct engine_params){.pack_path = demo_pack(),
                                              .template_path = demo_template(),
                                              .ctx_tok = CTX_TOK,
                                              .backend = &slow,
                                              .n_parallel = 2,
                                              .states_dir = dir,
                                              .states_bytes_max = 1 << 30},
                      &err);
    if (!e)
        fail_msg("%s", err.msg);
    return e;
}

static int make_dir(void **state)
{
    dir = scratch_folder("states");
    return 0;
}

static int count_files(bool remove_them)
{
    DIR *d = opendir(dir);
    int n = 0;
    for (struct dirent *f; d && (f = readdir(d));)
    { // NOLINT(concurrency-mt-unsafe): own stream
        if (f->d_name[0] == '.')
            continue;
        char *path = xasprintf("%s/%s", dir, f->d_name);
        n++;
        if (remove_them)
            unlink(path);
        free(path);
    }
    if (d)
        closedir(d);
    return n;
}

static int remove_dir(void **state)
{
    count_files(true);
    int rc = rmdir(dir); /* nothing else is left there */
    scratch_remove(dir);
    return rc;
}

/* What comes of two requests. */
struct seen {
    double gap_ms; /* the longest between two words of the stream */
    int64_t last_ns;
    int n_words; /* of the stream */
    bool began[3], ended[3];
    struct engine_turn_report *report[3]; /* owned */
};

static void take(struct engine *e, struct seen *s)
{
    struct pollfd p = {engine_fd(e), POLLIN, 0};
    poll(&p, 1, 100);
    struct engine_event *list = engine_take_events(e);
    for (struct engine_event *ev = list; ev; ev = ev->next) {
        int id = (int)ev->request_id;
        bool text = ev->kind == ENGINE_ANSWER || ev->kind == ENGINE_THINKING;
        if (text || ev->kind == ENGINE_PREFILL || ev->kind == ENGINE_END)
            s->began[id] = true;
        if (text && id == STREAM) {
            int64_t now_ns = clock_now_ns();
            s->gap_ms = fmax(s->gap_ms, (double)(now_ns - s->last_ns) / 1e6);
            s->last_ns = now_ns;
            s->n_words++;
        }
        if (ev->kind == ENGINE_END) {
            s->ended[id] = true;
            s->report[id] = ev->report;
            ev->report = NULL;
        }
    }
    engine_events_free(list);
}

static void wait_until(struct engine *e, struct seen *s, const bool *what)
{
    int64_t end_ns = clock_now_ns() + (int64_t)LIMIT_MS * 1000000;
    while (!*what) {
        take(e, s);
        if (clock_now_ns() > end_ns)
            fail_msg("nothing came for %d s", LIMIT_MS / 1000);
    }
}

static void begin_gap(struct seen *s)
{
    s->gap_ms = 0;
    s->n_words = 0;
    s->last_ns = clock_now_ns();
}

static void submit(struct engine *e, uint64_t id, struct engine_request r)
{
    struct error err = {0};
    r.id = id;
    if (!engine_submit(e, &r, &err))
        fail_msg("%s", err.msg);
}

static struct seen start_stream(struct engine *e)
{
    struct seen s = {0};
    struct engine_request r = demo_request((const char *[]){"Tell me a story.", NULL});
    demo_make_endless(&r);
    submit(e, STREAM, r);
    wait_until(e, &s, &s.began[STREAM]);
    while (s.n_words < 3)
        take(e, &s);
    return s;
}

/* The stream ends too; the seats are left as they are. */
static void stop_stream(struct engine *e, struct seen *s)
{
    engine_cancel_request(e, STREAM);
    wait_until(e, s, &s->ended[STREAM]);
    for (int i = 0; i < 3; i++)
        if (s->report[i])
            demo_report_free(s->report[i]);
}

static struct engine_request short_request(const char *text)
{
    struct engine_request r = demo_request((const char *[]){text, NULL});
    r.max_tok = 2;
    return r;
}

/* Long enough to be worth a file; of each name another one, from the first word on. */
static char *long_text(const char *name, int n_words)
{
    struct strbuf b = {0};
    strbuf_addf(&b, "%s %s %s:", name, name, name);
    for (int i = 0; i < n_words; i++)
        strbuf_addf(&b, " the lighthouse of %s", name);
    return strbuf_take(&b);
}

/* A long conversation that is over. Returns its prompt's tokens. */
static int talk(struct engine *e, const char *text)
{
    struct engine_request r = short_request(text);
    struct engine_turn_report *rep = demo_run(e, &r, NULL, NULL);
    int n = rep->n_prompt_tok;
    demo_report_free(rep);
    assert_true(n > 300 && n < CTX_TOK / 2);
    return n;
}

/* ---- tests ---- */

static void streams_go_on_while_a_state_is_written_and_read(void **state)
{
    char *a = long_text("Ada", 120), *b = long_text("Bob", 120);
    double gap_ms[2] = {INFINITY, INFINITY}, whole_ms = 0;
    for (int k = 0; k < TRIES && fmax(gap_ms[0], gap_ms[1]) > GAP_MS; k++) {
        struct engine *e = open_engine();
        count_files(true);
        talk(e, a);
        struct seen s = start_stream(e);
        /* Another conversation takes its place, and then it comes back. */
        for (int back = 0; back < 2; back++) {
            int64_t begin_ns = clock_now_ns();
            begin_gap(&s);
            s.began[OTHER] = s.ended[OTHER] = false;
            submit(e, OTHER, short_request(back ? a : b));
            wait_until(e, &s, &s.began[OTHER]);
            double ms = (double)(clock_now_ns() - begin_ns) / 1e6;
            whole_ms = fmax(whole_ms, ms);
            gap_ms[back] = fmin(gap_ms[back], s.gap_ms);
            assert_true(s.n_words >= 3);
            wait_until(e, &s, &s.ended[OTHER]);
            assert_true(s.report[OTHER] && s.report[OTHER]->finish == FINISH_LENGTH);
            if (back)
                assert_true(s.report[OTHER] && s.report[OTHER]->n_reused_tok > 300);
            assert_true(count_files(false) >= 1 + back);
            if (s.report[OTHER])
                demo_report_free(s.report[OTHER]);
            s.report[OTHER] = NULL;
        }
        stop_stream(e, &s);
        engine_destroy(e);
    }
    print_message("a state takes %.0f ms, the stream waited %.0f and %.0f ms\n", whole_ms,
                  gap_ms[0], gap_ms[1]);
    assert_true(whole_ms > 3 * PIECE_MS); /* else there was nothing to wait for */
    assert_true(gap_ms[0] <= GAP_MS && gap_ms[1] <= GAP_MS);
    free(a);
    free(b);
}

static double ms_since(int64_t ns)
{
    return (double)(clock_now_ns() - ns) / 1e6;
}

static void who_is_cancelled_while_a_state_is_written_ends_at_once(void **state)
{
    char *a = long_text("Ada", 120), *b = long_text("Bob", 120);
    for (uint64_t id = STREAM; id <= OTHER; id++) {
        double best = INFINITY;
        for (int k = 0; k < TRIES && best > GAP_MS; k++) {
            struct engine *e = open_engine();
            count_files(true);
            int n_tok = talk(e, a);
            struct seen s = start_stream(e);
            submit(e, OTHER, short_request(b));
            usleep(PIECE_MS * 1000 / 2);
            int64_t begin_ns = clock_now_ns();
            engine_cancel_request(e, id);
            wait_until(e, &s, &s.ended[id]);
            best = fmin(best, ms_since(begin_ns));
            assert_true(s.report[id] && s.report[id]->finish == FINISH_CANCELLED);
            if (id == STREAM)
                wait_until(e, &s, &s.ended[OTHER]);
            else
                stop_stream(e, &s);
            /* Nothing is lost: who was to make room is there still, or on the disk. */
            struct engine_request r = short_request(a);
            struct engine_turn_report *rep = demo_run(e, &r, NULL, NULL);
            assert_true(rep->n_reused_tok > n_tok - 100);
            demo_report_free(rep);
            for (int i = 0; id == STREAM && i < 3; i++)
                if (s.report[i])
                    demo_report_free(s.report[i]);
            engine_destroy(e);
        }
        print_message("request %d was over after %.0f ms\n", (int)id, best);
        assert_true(best <= GAP_MS);
    }
    free(a);
    free(b);
}

static void streams_go_on_while_a_long_text_is_tokenised(void **state)
{
    char *text = long_text("Ada", 200000);
    struct message m = {.role = ROLE_USER, .content = text};
    struct error err = {0};
    double gap_ms = INFINITY, alone_ms = 0;
    for (int k = 0; k < TRIES && gap_ms > alone_ms / 3; k++) {
        struct engine *e = open_engine();
        int64_t begin_ns = clock_now_ns();
        assert_true(engine_count_tokens(e, &m, 1, NULL, false, &err) > CTX_TOK);
        alone_ms = ms_since(begin_ns);
        struct seen s = start_stream(e);
        begin_gap(&s);
        submit(e, OTHER, short_request(text));
        wait_until(e, &s, &s.ended[OTHER]);
        assert_true(s.report[OTHER] && s.report[OTHER]->finish == FINISH_CONTEXT);
        gap_ms = fmin(gap_ms, s.gap_ms);
        stop_stream(e, &s);
        engine_destroy(e);
    }
    print_message("%zu bytes take %.0f ms, the stream waited %.0f ms\n", strlen(text),
                  alone_ms, gap_ms);
    assert_true(gap_ms <= alone_ms / 3);
    free(text);
}

int main(void)
{
    if (!demo_pack())
        return 77;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_go_on_while_a_state_is_written_and_read),
        cmocka_unit_test(who_is_cancelled_while_a_state_is_written_ends_at_once),
        cmocka_unit_test(streams_go_on_while_a_long_text_is_tokenised),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
