/* What models and tools write: made safe, drawn, taken apart. Cutting it anywhere must make
 * no difference. */
#include <stdlib.h>
#include <string.h>

#include "app/tool_text.h"
#include "core/base/strbuf.h"
#include "core/text/reply.h"
#include "tests/fuzz/fuzz.h"
#include "ui/decoder.h"
#include "ui/markdown.h"
#include "ui/sanitize.h"

static const struct theme theme = {.color = true, .blocks = true};

/* No byte of a control character but line ends and tabs, nothing that is no UTF-8. */
static void must_be_safe(const char *text, size_t len, const char *what)
{
    fuzz_check(strlen(text) == len, what);
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        fuzz_check((c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t', what);
        fuzz_check(c != 0xc2 || (unsigned char)text[i + 1] >= 0xa0, what);
        fuzz_check(c != 0xc0 && c != 0xc1 && c < 0xf5, what);
    }
}

static char *sanitize_cut(const char *bytes, size_t len, size_t step)
{
    struct sanitizer s = {0};
    struct strbuf out = {0};
    for (size_t i = 0; i < len; i += step)
        sanitize_feed(&s, bytes + i, len - i < step ? len - i : step, &out);
    sanitize_end(&s, &out);
    return strbuf_take(&out);
}

static void sanitize(const char *bytes, size_t len)
{
    char *whole = sanitize_text(bytes, len);
    must_be_safe(whole, strlen(whole), "sanitized text is safe");
    for (size_t step = 1; step < 4; step++) {
        char *cut = sanitize_cut(bytes, len, step);
        fuzz_check(strcmp(whole, cut) == 0, "sanitizing does not depend on cuts");
        free(cut);
    }
    char *again = sanitize_text(whole, strlen(whole));
    fuzz_check(strcmp(whole, again) == 0, "sanitizing twice changes nothing");
    free(again);
    free(whole);
}

static void clean(const char *bytes, size_t len)
{
    struct strbuf out = {0}, shown = {0};
    tool_text_clean(&out, bytes, len);
    if (out.len) {
        must_be_safe(out.data, out.len, "a tool's output is safe");
        fuzz_check(!strstr(out.data, "<|"), "a tool's output has no marks");
        tool_text_escape(&shown, out.data);
        if (shown.len) {
            must_be_safe(shown.data, shown.len, "an escaped argument is safe");
            fuzz_check(!strchr(shown.data, '\n'), "an escaped argument is one line");
        }
    }
    strbuf_finish(&out);
    strbuf_finish(&shown);
}

static void draw(const char *text, size_t len)
{
    static const int widths[] = {1, 7, 40};
    for (size_t w = 0; w < sizeof(widths) / sizeof(widths[0]); w++) {
        struct lines l = {0};
        markdown_render(&l, text, len, &(struct markdown_opts){&theme, widths[w]});
        if (l.text.len)
            must_be_safe(l.text.data, l.text.len, "what is drawn is safe");
        lines_finish(&l);
    }
    size_t cut = markdown_cut(text, len);
    fuzz_check(cut <= len, "a cut is inside the text");
}

static void on_text(void *ctx, enum reply_part part, const char *text, size_t len)
{
    struct strbuf *b = ctx;
    strbuf_addc(b, part == REPLY_THINKING ? '\1' : '\2');
    strbuf_add(b, text, len);
}

/* The answer as text in which the borders of pieces do not show. */
static char *take_apart(const char *bytes, size_t len, size_t step,
                        enum call_format format, const json_t *tools)
{
    const struct reply_marks marks = {"<think>", "</think>", "<tool_call>",
                                      "</tool_call>", format};
    struct strbuf pieces = {0}, all = {0};
    struct reply *r = reply_create(&marks, false, tools, on_text, &pieces);
    for (size_t i = 0; i < len; i += step)
        reply_feed(r, bytes + i, len - i < step ? len - i : step);
    reply_end(r);
    struct message m = {0};
    reply_message(r, &m);
    strbuf_addf(&all, "%s\n%s\n%d calls\n", m.thinking ? m.thinking : "-",
                m.content ? m.content : "-", m.n_calls);
    for (int i = 0; i < m.n_calls; i++)
        strbuf_addf(&all, "%s %s\n", m.calls[i].name ? m.calls[i].name : "-",
                    m.calls[i].arguments ? m.calls[i].arguments : "-");
    message_finish(&m);
    strbuf_finish(&pieces);
    reply_destroy(r);
    return strbuf_take(&all);
}

static void answer(const char *bytes, size_t len)
{
    json_t *tools =
        json_pack("[{s:{s:s}}, {s:s, s:{s:{s:{s:s}}}}]", "function", "name", "f", "name",
                  "ff", "parameters", "properties", "i", "type", "integer");
    for (int format = CALL_XML; format <= CALL_JSON; format++) {
        char *whole =
            take_apart(bytes, len, len ? len : 1, (enum call_format)format, tools);
        for (size_t step = 1; step < 4; step += 2) {
            char *cut = take_apart(bytes, len, step, (enum call_format)format, tools);
            fuzz_check(strcmp(whole, cut) == 0, "an answer does not depend on cuts");
            free(cut);
        }
        free(whole);
    }
    json_decref(tools);
}

static void on_key(void *ctx, const struct key *key)
{
    size_t *n = ctx;
    *n += key->len + 1;
}

static void keys(const char *bytes, size_t len)
{
    size_t n[3] = {0};
    for (size_t step = 1; step < 4; step++) {
        struct decoder d = {0};
        for (size_t i = 0; i < len; i += step)
            decoder_feed(&d, bytes + i, len - i < step ? len - i : step, on_key,
                         &n[step - 1]);
        decoder_timeout(&d, on_key, &n[step - 1]);
        decoder_finish(&d);
    }
    fuzz_check(n[0] == n[1] && n[1] == n[2], "keys do not depend on cuts");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    if (size >
        4096) /* Markdown of a page at most: it is quick, not linear in everything */
        size = 4096;
    sanitize(bytes, size);
    clean(bytes, size);
    char *safe = sanitize_text(bytes, size); /* as all text that is drawn */
    draw(safe, strlen(safe));
    free(safe);
    answer(bytes, size);
    keys(bytes, size);
    return 0;
}
