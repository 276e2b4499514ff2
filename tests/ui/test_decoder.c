#include "ui/decoder.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/strbuf.h"

/* Keys as text: "T<bytes>" for the editor, names for the rest. */
static void note(void *ctx, const struct key *k)
{
    static const char *const names[] = {
        [KEY_CONTROL] = "ctrl",      [KEY_ESCAPE] = "esc",
        [KEY_SUBMIT] = "enter",      [KEY_LINE] = "line",
        [KEY_TAB] = "tab",           [KEY_TAB_BACK] = "backtab",
        [KEY_ARROW_UP] = "up",       [KEY_ARROW_DOWN] = "down",
        [KEY_TOP] = "home",          [KEY_BOTTOM] = "end",
        [KEY_PAGE_UP] = "pgup",      [KEY_PAGE_DOWN] = "pgdn",
        [KEY_ALT_PAGE_UP] = "apgup", [KEY_ALT_PAGE_DOWN] = "apgdn",
        [KEY_FUNCTION] = "f",
    };
    struct strbuf *out = ctx;
    if (k->code == KEY_TEXT || k->code == KEY_PASTE) {
        strbuf_adds(out, k->code == KEY_TEXT ? "<" : "<paste:");
        for (size_t i = 0; i < k->len; i++)
            if (k->text[i] == 0x1b)
                strbuf_adds(out, "\\e");
            else
                strbuf_addc(out, k->text[i]);
        strbuf_addc(out, '>');
        return;
    }
    strbuf_addf(out, "<%s", names[k->code]);
    if (k->code == KEY_CONTROL || k->code == KEY_FUNCTION)
        strbuf_addf(out, "%d", k->byte);
    strbuf_addc(out, '>');
}

static void expect(const char *bytes, size_t len, const char *want)
{
    for (size_t chunk = 1; chunk <= len; chunk = chunk < 4 ? chunk + 1 : chunk + len) {
        struct decoder d = {0};
        struct strbuf out = {0};
        for (size_t i = 0; i < len; i += chunk)
            decoder_feed(&d, bytes + i, len - i < chunk ? len - i : chunk, note, &out);
        if (decoder_waiting(&d))
            decoder_timeout(&d, note, &out);
        assert_string_equal(out.data ? out.data : "", want);
        strbuf_finish(&out);
        decoder_finish(&d);
    }
}
#define EXPECT(in, want) expect(in, sizeof(in) - 1, want)

static void characters_come_whole(void **state)
{
    EXPECT("aé漢👩", "<a><é><漢><👩>");
    EXPECT("\xc3"
           "a",
           "<a>"); /* cut character */
    EXPECT("\xff\x80"
           "b",
           "<b>");                  /* no UTF-8 */
    EXPECT("\xed\xa0\x80z", "<z>"); /* surrogate */
}

static void enter_and_newline_differ(void **state)
{
    EXPECT("\r", "<enter>");
    EXPECT("\n", "<line>");
    EXPECT("\x1b\r", "<line>");        /* Alt-Enter */
    EXPECT("\x1b[13;2u", "<line>");    /* Shift-Enter, CSI-u */
    EXPECT("\x1b[27;2;13~", "<line>"); /* the same, modifyOtherKeys */
    EXPECT("\x1b[13u", "<enter>");
    EXPECT("\x1bOM", "<enter>");
}

static void a_lone_escape_is_a_key_after_the_wait(void **state)
{
    struct decoder d = {0};
    struct strbuf out = {0};
    decoder_feed(&d, "\x1b", 1, note, &out);
    assert_true(decoder_waiting(&d));
    assert_int_equal(out.len, 0);
    decoder_timeout(&d, note, &out);
    decoder_feed(&d, "x", 1, note, &out);
    assert_string_equal(out.data, "<esc><x>");
    strbuf_finish(&out);
    EXPECT("\x1b\x1b[A", "<esc><up>");
    EXPECT("\x1b"
           "f",
           "<\\ef>");
    EXPECT("\x1b"
           "é",
           "<\\eé>");
}

static void known_sequences_are_keys(void **state)
{
    EXPECT("\x1b[A\x1bOB\x1b[C\x1bOD", "<up><down><\\e[C><\\e[D>");
    EXPECT("\x1b[5~\x1b[6~\x1b[5;3~\x1b[6;3~", "<pgup><pgdn><apgup><apgdn>");
    EXPECT("\x1b[H\x1b[F\x1b[1~\x1b[4~\x1bOH\x1b[7~\x1b[8~",
           "<home><end><home><end><home><home><end>");
    EXPECT("\x1bOP\x1b[12~\x1b[[C\x1bOS\x1b[15~\x1b[21~\x1b[24~",
           "<f1><f2><f3><f4><f5><f10><f12>");
    EXPECT("\x1b[Z\t", "<backtab><tab>");
    EXPECT("\x1b[1;5C\x1b[1;3D\x1b[3~", "<\\ef><\\eb><\\e[3~>");
    EXPECT("\x03\x04\x12", "<ctrl3><ctrl4><ctrl18>");
    EXPECT("\x1b[99;5u\x1b[233u", "<ctrl3><é>");
}

static void unknown_sequences_leave_nothing_behind(void **state)
{
    EXPECT("\x1b[<0;10;20M\x1b[<0;10;20mx", "<x>"); /* mouse */
    EXPECT("\x1b[M !\"x", "<x>");                   /* old mouse */
    EXPECT("\x1b[I\x1b[Ox", "<x>");                 /* focus */
    EXPECT("\x1b[999~x", "<x>");
    EXPECT("\x1b[?1;2cx", "<x>");
    EXPECT("\x1b[57441;2ux", "<x>"); /* a modifier key alone */
    EXPECT(
        "\x1b[111111111111111111111111111111111111111111111111111111111111111111111111~x",
        "<x>");
    EXPECT("\x1b[201~x", "<x>");
    EXPECT("\x1b[12\x1b[Ax", "<up><x>"); /* broken off */
}

static void a_paste_is_one_clean_text(void **state)
{
    EXPECT("\x1b[200~a\r\nb\rc\x1b[31md\x1b[0m\x07\te\x1b[201~x",
           "<paste:a\nb\ncd\te><x>");
    EXPECT("\x1b[200~\x1b[201~x", "<paste:><x>");
    EXPECT("\x1b[200~~~\x1b[20~\x1b[201~", "<paste:~~>");
}

static void a_megabyte_is_pasted_at_once(void **state)
{
    size_t len = 1 << 20;
    char *text = malloc(len);
    memset(text, 'x', len);
    struct decoder d = {0};
    struct strbuf out = {0};
    decoder_feed(&d, "\x1b[200~", 6, note, &out);
    decoder_feed(&d, text, len, note, &out);
    assert_int_equal(out.len, 0);
    decoder_feed(&d, "\x1b[201~", 6, note, &out);
    assert_int_equal(out.len, len + strlen("<paste:>"));
    strbuf_finish(&out);
    decoder_finish(&d);
    free(text);
}

/* Whatever comes in, what goes to the editor is whole characters or short sequences. */
static void check_text(void *ctx, const struct key *k)
{
    (void)ctx;
    if (k->code == KEY_TEXT) {
        assert_in_range(k->len, 1, 5);
        assert_true(k->len == 1 || (unsigned char)k->text[k->len - 1] < 0xc0);
    } else if (k->code == KEY_PASTE) {
        assert_null(strchr(k->text, 0x1b));
    }
}

static void random_bytes_do_no_harm(void **state)
{
    static const char some[] = "\x1b\x1b\x1b[[[OO;;019~~uMA\xc3\xa9\xff\r\n";
    uint32_t seed = 7;
    struct decoder d = {0};
    for (int i = 0; i < 200000; i++) {
        seed = seed * 1664525 + 1013904223;
        char c =
            (seed >> 8) % 2 ? (char)(seed >> 24) : some[(seed >> 16) % (sizeof some - 1)];
        decoder_feed(&d, &c, 1, check_text, NULL);
        if (i % 1000 == 0) {
            decoder_feed(&d, "\x1b[201~", 6, check_text, NULL);
            decoder_timeout(&d, check_text, NULL);
        }
    }
    decoder_finish(&d);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_come_whole),
        cmocka_unit_test(enter_and_newline_differ),
        cmocka_unit_test(a_lone_escape_is_a_key_after_the_wait),
        cmocka_unit_test(known_sequences_are_keys),
        cmocka_unit_test(unknown_sequences_leave_nothing_behind),
        cmocka_unit_test(a_paste_is_one_clean_text),
        cmocka_unit_test(a_megabyte_is_pasted_at_once),
        cmocka_unit_test(random_bytes_do_no_harm),
    };
    return cmocka_run_group_tests_name("ui/decoder", tests, NULL, NULL);
}
