#include "core/infer/event_queue.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"

static bool readable(const struct event_queue *q, int timeout_ms)
{
    struct pollfd p = {.fd = event_queue_fd(q), .events = POLLIN};
    return poll(&p, 1, timeout_ms) == 1;
}

static void neighbours_of_one_kind_become_one_event(void **state)
{
    struct event_queue *q = event_queue_create(1 << 20, NULL);
    assert_false(readable(q, 0));
    event_queue_progress(q, 7, 1, 3);
    event_queue_progress(q, 7, 3, 3);
    event_queue_text(q, ENGINE_THINKING, 7, "hm", 2);
    event_queue_text(q, ENGINE_THINKING, 7, "m", 1);
    event_queue_text(q, ENGINE_ANSWER, 7, "yes", 3);
    event_queue_end(q, 7, xcalloc(1, sizeof(struct engine_turn_report)));
    assert_true(readable(q, 0));

    struct engine_event *list = event_queue_take(q), *ev = list;
    assert_false(readable(q, 0));
    assert_int_equal(ev->kind, ENGINE_PREFILL);
    assert_int_equal(ev->n_done, 3);
    ev = ev->next;
    assert_int_equal(ev->kind, ENGINE_THINKING);
    assert_string_equal(ev->text, "hmm");
    assert_int_equal(ev->len, 3);
    ev = ev->next;
    assert_int_equal(ev->kind, ENGINE_ANSWER);
    assert_string_equal(ev->text, "yes");
    assert_int_equal(ev->request_id, 7);
    ev = ev->next;
    assert_int_equal(ev->kind, ENGINE_END);
    assert_non_null(ev->report);
    assert_null(ev->next);
    engine_events_free(list);
    assert_null(event_queue_take(q));
    event_queue_destroy(q);
}

static void events_of_two_requests_stay_apart(void **state)
{
    struct event_queue *q = event_queue_create(1 << 20, NULL);
    event_queue_text(q, ENGINE_ANSWER, 1, "a", 1);
    event_queue_text(q, ENGINE_ANSWER, 2, "b", 1);
    struct engine_event *list = event_queue_take(q);
    assert_string_equal(list->text, "a");
    assert_string_equal(list->next->text, "b");
    engine_events_free(list);
    event_queue_destroy(q);
}

static void a_taken_event_is_not_appended_to(void **state)
{
    struct event_queue *q = event_queue_create(1 << 20, NULL);
    event_queue_text(q, ENGINE_ANSWER, 1, "a", 1);
    struct engine_event *first = event_queue_take(q);
    event_queue_text(q, ENGINE_ANSWER, 1, "b", 1);
    struct engine_event *second = event_queue_take(q);
    assert_string_equal(first->text, "a");
    assert_string_equal(second->text, "b");
    engine_events_free(first);
    engine_events_free(second);
    event_queue_destroy(q);
}

static void a_wake_makes_readable_without_events(void **state)
{
    struct event_queue *q = event_queue_create(1 << 20, NULL);
    event_queue_wake(q);
    event_queue_wake(q);
    assert_true(readable(q, 0));
    assert_null(event_queue_take(q));
    assert_false(readable(q, 0));
    event_queue_destroy(q);
}

enum {
    N_PIECES = 20000,
    SMALL_BYTES = 64,
};

struct writer {
    struct event_queue *q;
    atomic_int n_written;
};

static void *write_pieces(void *arg)
{
    struct writer *w = arg;
    for (int i = 0; i < N_PIECES; i++) {
        char piece[16];
        int len = snprintf(piece, sizeof(piece), "%d,", i);
        event_queue_text(w->q, ENGINE_ANSWER, 1, piece, (size_t)len);
        atomic_fetch_add(&w->n_written, 1);
    }
    event_queue_end(w->q, 1, xcalloc(1, sizeof(struct engine_turn_report)));
    return NULL;
}

static void no_text_is_lost_through_a_small_queue(void **state)
{
    struct writer w = {.q = event_queue_create(SMALL_BYTES, NULL)};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, write_pieces, &w), 0);
    struct strbuf got = {0};
    for (bool end = false; !end;) {
        assert_true(readable(w.q, 10000));
        struct engine_event *list = event_queue_take(w.q);
        for (struct engine_event *ev = list; ev; ev = ev->next) {
            strbuf_add(&got, ev->text ? ev->text : "", ev->len);
            assert_true(ev->len < SMALL_BYTES + 16);
            end = ev->kind == ENGINE_END;
        }
        engine_events_free(list);
    }
    pthread_join(thread, NULL);

    struct strbuf want = {0};
    for (int i = 0; i < N_PIECES; i++)
        strbuf_addf(&want, "%d,", i);
    assert_string_equal(got.data, want.data);
    strbuf_finish(&got);
    strbuf_finish(&want);
    event_queue_destroy(w.q);
}

static void a_full_queue_holds_the_writer_until_it_is_opened(void **state)
{
    struct writer w = {.q = event_queue_create(SMALL_BYTES, NULL)};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, write_pieces, &w), 0);
    assert_true(readable(w.q, 10000));
    usleep(50000);
    assert_true(atomic_load(&w.n_written) < N_PIECES);
    event_queue_set_open(w.q, true);
    pthread_join(thread, NULL);
    assert_int_equal(atomic_load(&w.n_written), N_PIECES);
    event_queue_destroy(w.q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neighbours_of_one_kind_become_one_event),
        cmocka_unit_test(events_of_two_requests_stay_apart),
        cmocka_unit_test(a_taken_event_is_not_appended_to),
        cmocka_unit_test(a_wake_makes_readable_without_events),
        cmocka_unit_test(no_text_is_lost_through_a_small_queue),
        cmocka_unit_test(a_full_queue_holds_the_writer_until_it_is_opened),
    };
    return cmocka_run_group_tests_name("infer/event_queue", tests, NULL, NULL);
}
