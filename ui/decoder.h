#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/strbuf.h"

/* Bytes of the terminal -> keys. Characters and escape sequences come out whole, however
 * the reads cut them; what the line editor would misread (mouse, focus, unknown control
 * sequences) is dropped. A lone Esc cannot be told from the start of a sequence: while
 * decoder_waiting, the caller calls decoder_timeout if 40 ms pass without a byte. */

enum key_code {
    KEY_TEXT,    /* bytes for the line editor: a character or a sequence it knows */
    KEY_PASTE,   /* text of a bracketed paste: sanitized */
    KEY_CONTROL, /* a control character: byte */
    KEY_ESCAPE,
    KEY_SUBMIT,
    KEY_LINE, /* a new line in the text: Ctrl-J, Alt-Enter, Shift-Enter */
    KEY_TAB,
    KEY_TAB_BACK,
    KEY_ARROW_UP,
    KEY_ARROW_DOWN,
    KEY_TOP,
    KEY_BOTTOM,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_ALT_PAGE_UP,
    KEY_ALT_PAGE_DOWN,
    KEY_FUNCTION, /* byte: 1..12 */
};

struct key {
    enum key_code code;
    unsigned char byte; /* CONTROL, FUNCTION */
    const char *text;   /* TEXT, PASTE: borrowed for the call */
    size_t len;
};

typedef void (*key_fn)(void *ctx, const struct key *key);

struct decoder {
    int state;
    bool meta;     /* ESC came before the character that is being collected */
    int skip;      /* bytes of an old mouse report still to be dropped */
    int n;         /* bytes in seq */
    bool overlong; /* the sequence is longer than any that is known */
    char seq[64];
    struct strbuf paste;
};

/* Start from {0}. */
void decoder_feed(struct decoder *d, const char *bytes, size_t len, key_fn fn, void *ctx);
bool decoder_waiting(const struct decoder *d);
void decoder_timeout(struct decoder *d, key_fn fn, void *ctx);
void decoder_finish(struct decoder *d);
