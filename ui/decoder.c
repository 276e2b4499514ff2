#include "ui/decoder.h"

#include <stdlib.h>
#include <string.h>

#include "ui/glyph.h"
#include "ui/sanitize.h"

enum {
    GROUND,
    CHARACTER, /* inside a UTF-8 character */
    ESCAPE,    /* after ESC: alone, or the start of something */
    CSI,
    CSI_LINUX, /* CSI [ and one letter: function keys of the Linux console */
    SS3,
    MOUSE, /* three bytes of an old mouse report */
    PASTE,
};

static const char paste_end[] = "\x1b[201~";

static void emit(key_fn fn, void *ctx, enum key_code code, unsigned char byte)
{
    struct key key = {.code = code, .byte = byte};
    fn(ctx, &key);
}

static void emit_text(key_fn fn, void *ctx, const char *text, size_t len)
{
    struct key key = {.code = KEY_TEXT, .text = text, .len = len};
    fn(ctx, &key);
}

/* ---- control sequences ---- */

static void function_key(int n, int mod, key_fn fn, void *ctx)
{
    if (mod <= 1 && n >= 1 && n <= 12)
        emit(fn, ctx, KEY_FUNCTION, (unsigned char)n);
}

/* A key told by its code point (CSI-u and xterm's modifyOtherKeys). Modifier bits as sent:
 * 1 + shift 1, alt 2, ctrl 4. */
static void coded_key(long code, int mod, key_fn fn, void *ctx)
{
    int bits = mod > 0 ? (mod - 1) & 7 : 0;
    char text[8];
    int n = 0;
    if (code == 13) {
        emit(fn, ctx, bits == 0 ? KEY_SUBMIT : KEY_LINE, 0);
    } else if (code == 27) {
        emit(fn, ctx, KEY_ESCAPE, 0);
    } else if (code == 9) {
        emit(fn, ctx, bits & 1 ? KEY_TAB_BACK : KEY_TAB, 0);
    } else if (code == 127) {
        emit_text(fn, ctx, bits & 2 ? "\x1b\x7f" : "\x7f", bits & 2 ? 2 : 1);
    } else if (bits & 4 && ((code >= 'a' && code <= 'z') || (code >= '@' && code <= '_')))
    {
        unsigned char c = (unsigned char)(code & 0x1f);
        if (c == '\n')
            emit(fn, ctx, KEY_LINE, 0);
        else if (bits & 2)
            emit_text(fn, ctx, (char[]){0x1b, (char)c}, 2);
        else
            emit(fn, ctx, KEY_CONTROL, c);
    } else if (!(bits & 4) && code >= 0x20 && code <= 0x10ffff &&
               !(code >= 0xd800 && code <= 0xdfff) && !(code >= 0x7f && code < 0xa0) &&
               !(code >= 0xe000 && code <= 0xf8ff))
    { /* private use: modifier keys */
        if (bits & 2)
            text[n++] = 0x1b;
        n += glyph_encode((uint32_t)code, text + n);
        emit_text(fn, ctx, text, (size_t)n);
    }
}

/* Keys with a letter: arrows, Home, End, F1 to F4. */
static void letter_key(char letter, int mod, key_fn fn, void *ctx)
{
    bool plain = mod <= 1;
    switch (letter) {
    case 'A':
    case 'B':
        if (plain)
            emit(fn, ctx, letter == 'A' ? KEY_ARROW_UP : KEY_ARROW_DOWN, 0);
        break;
    case 'C':
        emit_text(fn, ctx,
                  plain ? "\x1b[C"
                        : "\x1b"
                          "f",
                  plain ? 3 : 2);
        break;
    case 'D':
        emit_text(fn, ctx,
                  plain ? "\x1b[D"
                        : "\x1b"
                          "b",
                  plain ? 3 : 2);
        break;
    case 'H': emit(fn, ctx, KEY_TOP, 0); break;
    case 'F': emit(fn, ctx, KEY_BOTTOM, 0); break;
    case 'P':
    case 'Q':
    case 'R':
    case 'S': function_key(letter - 'P' + 1, mod, fn, ctx); break;
    case 'Z': emit(fn, ctx, KEY_TAB_BACK, 0); break;
    default: break;
    }
}

/* Keys with a number and a tilde. */
static void tilde_key(long n, int mod, key_fn fn, void *ctx)
{
    bool alt = mod > 1 && (mod - 1) & 2;
    if (n == 1 || n == 7)
        emit(fn, ctx, KEY_TOP, 0);
    else if (n == 4 || n == 8)
        emit(fn, ctx, KEY_BOTTOM, 0);
    else if (n == 3)
        emit_text(fn, ctx,
                  mod > 1 ? "\x1b"
                            "d"
                          : "\x1b[3~",
                  mod > 1 ? 2 : 4);
    else if (n == 5)
        emit(fn, ctx, alt ? KEY_ALT_PAGE_UP : KEY_PAGE_UP, 0);
    else if (n == 6)
        emit(fn, ctx, alt ? KEY_ALT_PAGE_DOWN : KEY_PAGE_DOWN, 0);
    else if (n >= 11 && n <= 15)
        function_key((int)n - 10, mod, fn, ctx);
    else if (n >= 17 && n <= 21)
        function_key((int)n - 11, mod, fn, ctx);
    else if (n == 23 || n == 24)
        function_key((int)n - 12, mod, fn, ctx);
}

/* d->seq holds the parameters and the final byte. */
static void control_sequence(struct decoder *d, key_fn fn, void *ctx)
{
    char final = d->seq[d->n - 1];
    d->state = GROUND;
    if (final == 'M' && d->n == 1) {
        d->state = MOUSE;
        d->skip = 3;
        return;
    }
    for (int i = 0; i < d->n - 1; i++) /* private or intermediate bytes: no key */
        if (!strchr("0123456789;:", d->seq[i]))
            return;
    if (d->overlong)
        return;
    d->seq[d->n - 1] = '\0';
    char *p = d->seq;
    long arg[3] = {0};
    for (int i = 0; i < 3 && *p; i++) {
        arg[i] = strtol(p, &p, 10);
        p += strcspn(p, ";"); /* sub-parameters behind a colon do not matter here */
        p += *p == ';';
    }
    int mod = arg[1] > 0 && arg[1] < 256 ? (int)arg[1] : 1;
    if (final == '~' && arg[0] == 200) {
        d->state = PASTE;
        strbuf_clear(&d->paste);
    } else if (final == '~' && arg[0] == 27) {
        coded_key(arg[2], mod, fn, ctx);
    } else if (final == '~') {
        tilde_key(arg[0], mod, fn, ctx);
    } else if (final == 'u') {
        coded_key(arg[0], mod, fn, ctx);
    } else {
        letter_key(final, mod, fn, ctx);
    }
}

/* ---- bytes ---- */

static void finish_paste(struct decoder *d, key_fn fn, void *ctx)
{
    d->state = GROUND;
    size_t len = d->paste.len - (sizeof paste_end - 1);
    char *clean = sanitize_text(d->paste.data, len);
    strbuf_finish(&d->paste);
    struct key key = {.code = KEY_PASTE, .text = clean, .len = strlen(clean)};
    fn(ctx, &key);
    free(clean);
}

/* Takes bytes of a paste up to its end marker; returns how many. */
static size_t paste_bytes(struct decoder *d, const char *bytes, size_t len, key_fn fn,
                          void *ctx)
{
    size_t mark = sizeof paste_end - 1;
    for (size_t i = 0; i < len;) {
        const char *tilde = memchr(bytes + i, '~', len - i);
        size_t n = tilde ? (size_t)(tilde - (bytes + i)) + 1 : len - i;
        strbuf_add(&d->paste, bytes + i, n);
        i += n;
        if (d->paste.len >= mark &&
            memcmp(d->paste.data + d->paste.len - mark, paste_end, mark) == 0)
        {
            finish_paste(d, fn, ctx);
            return i;
        }
    }
    return len;
}

static void ground_byte(struct decoder *d, unsigned char c, key_fn fn, void *ctx)
{
    d->n = 0;
    d->overlong = false;
    d->state = GROUND;
    if (c == 0x1b) {
        d->state = ESCAPE;
        d->meta = false;
    } else if (c == '\r') {
        emit(fn, ctx, d->meta ? KEY_LINE : KEY_SUBMIT, 0);
    } else if (c == '\n') {
        emit(fn, ctx, KEY_LINE, 0);
    } else if (c == '\t' && !d->meta) {
        emit(fn, ctx, KEY_TAB, 0);
    } else if (c >= 0xc2 && c <= 0xf4) {
        d->seq[d->n++] = (char)c;
        d->state = CHARACTER;
        return; /* keeps meta */
    } else if (c < 0x80) {
        char both[2] = {0x1b, (char)c};
        if (d->meta)
            emit_text(fn, ctx, both, 2);
        else if (c < 0x20)
            emit(fn, ctx, KEY_CONTROL, c);
        else
            emit_text(fn, ctx, both + 1, 1);
    } /* other bytes are no UTF-8: nothing was typed */
    d->meta = false;
}

static void character_byte(struct decoder *d, unsigned char c, key_fn fn, void *ctx)
{
    if ((c & 0xc0) != 0x80) { /* cut short: forget it, this byte begins anew */
        d->meta = false;
        ground_byte(d, c, fn, ctx);
        return;
    }
    d->seq[d->n++] = (char)c;
    unsigned char lead = (unsigned char)d->seq[0];
    int want = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (d->n < want)
        return;
    uint32_t cp;
    if (glyph_decode(d->seq, (size_t)d->n, &cp) == (size_t)want && cp >= 0xa0) {
        char text[5] = {0x1b};
        memcpy(text + 1, d->seq, (size_t)want);
        emit_text(fn, ctx, d->meta ? text : text + 1, (size_t)want + d->meta);
    }
    d->meta = false;
    d->state = GROUND;
}

static void escape_byte(struct decoder *d, unsigned char c, key_fn fn, void *ctx)
{
    if (c == '[') {
        d->state = CSI;
    } else if (c == 'O') {
        d->state = SS3;
    } else if (c == 0x1b) { /* the first one was a key of its own */
        emit(fn, ctx, KEY_ESCAPE, 0);
    } else {
        d->meta = true;
        ground_byte(d, c, fn, ctx);
    }
}

static void csi_byte(struct decoder *d, unsigned char c, key_fn fn, void *ctx)
{
    if (c < 0x20 || c >= 0x7f) { /* broken off: what follows is not part of it */
        ground_byte(d, c, fn, ctx);
        return;
    }
    if (c == '[' && d->n == 0) {
        d->state = CSI_LINUX;
        return;
    }
    if (d->n < (int)sizeof d->seq) {
        d->seq[d->n++] = (char)c;
    } else {
        d->overlong = true;
        d->seq[d->n - 1] = (char)c;
    }
    if (c >= 0x40)
        control_sequence(d, fn, ctx);
}

static void byte(struct decoder *d, unsigned char c, key_fn fn, void *ctx)
{
    switch (d->state) {
    case CHARACTER: character_byte(d, c, fn, ctx); break;
    case ESCAPE: escape_byte(d, c, fn, ctx); break;
    case CSI: csi_byte(d, c, fn, ctx); break;
    case CSI_LINUX:
        d->state = GROUND;
        if (c >= 'A' && c <= 'E')
            function_key(c - 'A' + 1, 1, fn, ctx);
        break;
    case SS3:
        d->state = GROUND;
        if (c < 0x20 || c >= 0x7f)
            ground_byte(d, c, fn, ctx);
        else if (c == 'M')
            emit(fn, ctx, KEY_SUBMIT, 0); /* Enter of the keypad */
        else
            letter_key((char)c, 1, fn, ctx);
        break;
    case MOUSE:
        if (--d->skip == 0)
            d->state = GROUND;
        break;
    default: ground_byte(d, c, fn, ctx); break;
    }
}

void decoder_feed(struct decoder *d, const char *bytes, size_t len, key_fn fn, void *ctx)
{
    for (size_t i = 0; i < len;) {
        if (d->state == PASTE)
            i += paste_bytes(d, bytes + i, len - i, fn, ctx);
        else
            byte(d, (unsigned char)bytes[i++], fn, ctx);
    }
}

bool decoder_waiting(const struct decoder *d)
{
    return d->state == ESCAPE;
}

void decoder_timeout(struct decoder *d, key_fn fn, void *ctx)
{
    if (d->state != ESCAPE)
        return;
    d->state = GROUND;
    emit(fn, ctx, KEY_ESCAPE, 0);
}

void decoder_finish(struct decoder *d)
{
    strbuf_finish(&d->paste);
    *d = (struct decoder){0};
}
