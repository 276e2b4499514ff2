#include "net/sse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/error.h"
#include "core/base/strbuf.h"

/* What was seen, as "name|data;" for every event. */
static bool note(void *ctx, const char *name, const char *data, size_t len)
{
    struct strbuf *seen = ctx;
    assert_int_equal(data[len], '\0');
    strbuf_addf(seen, "%s|", name);
    strbuf_add(seen, data, len);
    strbuf_addc(seen, ';');
    return strcmp(data, "stop") != 0;
}

/* Fed in pieces of every size: the same comes out. */
static void gives(const char *bytes, size_t len, const char *want, bool inside)
{
    for (size_t piece = 1; piece <= len; piece++) {
        struct strbuf seen = {0};
        struct error err = {0};
        struct sse *s = sse_create(note, &seen);
        for (size_t at = 0; at < len; at += piece)
            assert_true(
                sse_feed(s, bytes + at, len - at < piece ? len - at : piece, &err));
        assert_string_equal(seen.data ? seen.data : "", want);
        assert_int_equal(sse_is_inside(s), inside);
        sse_destroy(s);
        strbuf_finish(&seen);
    }
}

#define GIVES(bytes, want, inside) gives(bytes, sizeof(bytes) - 1, want, inside)

static void lines_end_in_three_ways(void **state)
{
    GIVES("data: a\n\ndata: b\n\n", "message|a;message|b;", false);
    GIVES("data: a\r\n\r\ndata: b\r\n\r\n", "message|a;message|b;", false);
    GIVES("data: a\r\rdata: b\r\r", "message|a;message|b;", false);
    GIVES("data: a\r\n\ndata: b\n\r\n", "message|a;message|b;", false);
}

static void fields_are_as_the_standard_has_them(void **state)
{
    GIVES("data\n\n", "message|;", false);
    GIVES("data:\n\n", "message|;", false);
    GIVES("data:x\n\n", "message|x;", false);
    GIVES("data:  x \n\n", "message| x ;", false);
    GIVES("data: a\ndata: b\ndata:\n\n", "message|a\nb\n;", false);
    GIVES("event: ping\ndata: 1\n\ndata: 2\n\n", "ping|1;message|2;", false);
    GIVES("event: lost\n\ndata: 2\n\n", "message|2;", false);
    GIVES("id: 3\nretry: 10\ndatax: 1\nDATA: 2\n\n", "", false);
    GIVES(": a comment\n\n:\n\ndata: x\n: within\ndata: y\n\n", "message|x\ny;", false);
    GIVES("\xef\xbb\xbf"
          "data: x\n\n",
          "message|x;", false);
    GIVES("data: \xef\xbb\xbfx\n\n", "message|\xef\xbb\xbfx;", false);
    GIVES("error: {\"a\":1}\n\n", "error|{\"a\":1};", false);
}

static void bytes_of_zero_are_data(void **state)
{
    static const char bytes[] = "data: a\0b\n\n";
    struct strbuf seen = {0};
    struct sse *s = sse_create(note, &seen);
    assert_true(sse_feed(s, bytes, sizeof(bytes) - 1, NULL));
    assert_int_equal(seen.len, strlen("message|") + 4);
    sse_destroy(s);
    strbuf_finish(&seen);
}

static void what_has_no_end_never_happened(void **state)
{
    GIVES("data: a\n\ndata: b\n", "message|a;", true);
    GIVES("data: a\n\ndata: b", "message|a;", true);
    GIVES("data: a\n\n", "message|a;", false);
}

static void the_taker_may_end_it(void **state)
{
    static const char bytes[] = "data: stop\n\ndata: more\n\n";
    struct strbuf seen = {0};
    struct error err = {0};
    struct sse *s = sse_create(note, &seen);
    assert_false(sse_feed(s, bytes, sizeof(bytes) - 1, &err));
    assert_string_equal(seen.data, "message|stop;");
    assert_string_equal(err.msg, "");
    sse_destroy(s);
    strbuf_finish(&seen);
}

static void an_endless_event_is_refused(void **state)
{
    static const char *const starts[] = {"data: ", "", ": ", "data: a\n"};
    for (int i = 0; i < 4; i++) {
        struct strbuf seen = {0};
        struct error err = {0};
        struct sse *s = sse_create(note, &seen);
        char block[4096];
        memset(block, 'x', sizeof(block));
        if (i == 3) { /* without end in lines, too */
            static const char line[8] = {'d', 'a', 't', 'a', ':', ' ', 'a', '\n'};
            for (size_t k = 0; k < sizeof(block); k += sizeof(line))
                memcpy(block + k, line, sizeof(line));
        }
        assert_true(sse_feed(s, starts[i], strlen(starts[i]), &err));
        size_t n = 0;
        while (sse_feed(s, block, sizeof(block), &err))
            assert_true((n += sizeof(block)) <= SSE_MAX_BYTES);
        assert_non_null(strstr(err.msg, "longer than 8 MiB"));
        sse_destroy(s);
        strbuf_finish(&seen);
    }
}

static void a_stream_may_be_longer_than_an_event(void **state)
{
    struct strbuf seen = {0};
    struct error err = {0};
    struct sse *s = sse_create(note, &seen);
    char event[4096];
    memset(event, 'x', sizeof(event));
    static const char field[6] = {'d', 'a', 't', 'a', ':', ' '};
    memcpy(event, field, sizeof(field));
    event[sizeof(event) - 2] = event[sizeof(event) - 1] = '\n';
    for (int i = 0; i < 2 * SSE_MAX_BYTES / (int)sizeof(event); i++) {
        assert_true(sse_feed(s, event, sizeof(event), &err));
        strbuf_clear(&seen);
    }
    sse_destroy(s);
    strbuf_finish(&seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_in_three_ways),
        cmocka_unit_test(fields_are_as_the_standard_has_them),
        cmocka_unit_test(bytes_of_zero_are_data),
        cmocka_unit_test(what_has_no_end_never_happened),
        cmocka_unit_test(the_taker_may_end_it),
        cmocka_unit_test(an_endless_event_is_refused),
        cmocka_unit_test(a_stream_may_be_longer_than_an_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
