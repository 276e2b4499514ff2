/* The engine's door under use from the other thread while it works; for the thread
 * sanitizer as much as for the asserts. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/infer/engine.h"
#include "engine_demo.h"

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void asking_about_a_running_turn_disturbs_nothing(void **state)
{
    struct engine *e = demo_open(512);
    struct engine_request r = demo_request(TEXTS("Tell me a story about a fox."));
    struct engine_request same = demo_request(TEXTS("Tell me a story about a fox."));
    demo_make_endless(&r);
    r.max_tok = 200;
    assert_true(engine_submit(e, &r, NULL));
    uint64_t seq = 0;
    while (engine_busy(e)) {
        struct stats s;
        engine_stats(e, &s);
        assert_true(s.seq >= seq);
        seq = s.seq;
        struct error err = {0};
        assert_true(engine_count_tokens(e, same.messages, same.n_messages, NULL, false,
                                        &err) > 0);
        char *text = engine_render(e, same.messages, same.n_messages, NULL, true, &err);
        assert_non_null(text);
        free(text);
        usleep(2000);
    }
    struct engine_turn_report *rep = demo_wait(e, NULL, NULL);
    assert_int_equal(rep->finish, FINISH_LENGTH);
    demo_report_free(rep);
    engine_request_finish(&same);
    engine_destroy(e);
}

static void cancels_at_any_moment_leave_a_usable_engine(void **state)
{
    struct engine *e = demo_open(0);
    for (int i = 0; i < 12; i++) {
        struct engine_request r = demo_request(TEXTS("Tell me a story about a fox."));
        demo_make_endless(&r);
        assert_true(engine_submit(e, &r, NULL));
        usleep((useconds_t)(i * i) * 700);
        engine_cancel(e);
        struct engine_turn_report *rep = demo_wait(e, NULL, NULL);
        assert_int_equal(rep->finish, FINISH_CANCELLED);
        demo_report_free(rep);
    }
    engine_cancel(e); /* idle: nothing to cancel, and the next turn is not */
    struct engine_request r = demo_request(TEXTS("Hello"));
    struct engine_turn_report *rep = demo_run(e, &r, NULL, NULL);
    assert_int_equal(rep->finish, FINISH_STOP);
    demo_report_free(rep);
    engine_destroy(e);
}

static void destroying_a_busy_engine_takes_no_time(void **state)
{
    for (int i = 0; i < 4; i++) {
        struct engine *e = demo_open(4096);
        struct engine_request r = demo_request(TEXTS("Tell me a story about a fox."));
        demo_make_endless(&r);
        assert_true(engine_submit(e, &r, NULL));
        usleep((useconds_t)i * 5000);
        int64_t start = clock_now_ns();
        engine_destroy(e);
        assert_true(clock_now_ns() - start < 2 * (int64_t)1000000000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asking_about_a_running_turn_disturbs_nothing),
        cmocka_unit_test(cancels_at_any_moment_leave_a_usable_engine),
        cmocka_unit_test(destroying_a_busy_engine_takes_no_time),
    };
    if (!demo_pack() || !demo_template())
        return 77;
    return cmocka_run_group_tests_name("infer/engine_threads", tests, NULL, NULL);
}
