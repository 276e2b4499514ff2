#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

/* What a piece of UTF-8 takes on the screen. The painter, the wrapper and the input line
 * all measure with this, so that the cursor is where the text is. Pure; thread-safe.
 *
 * Terminals and ncurses disagree about emoji sequences, so a cluster is shown by an image
 * on which all agree: a joined or modified emoji as its first emoji, a variation selector
 * not at all, a flag as its two letters. The source text is never changed. */

enum {
    GLYPH_IMAGE_MAX = 12
};

struct glyph {
    size_t n_bytes; /* of the source, at least 1 */
    int cols;       /* 0 for what has no image */
    wchar_t image[GLYPH_IMAGE_MAX];
    int n_image;
};

/* One grapheme cluster from s[0..len), len > 0. Bytes that are no UTF-8 give U+FFFD;
 * control characters give no image (cols 0). */
void glyph_next(const char *s, size_t len, struct glyph *g);

/* Columns of a whole string. */
int glyph_cols(const char *s, size_t len);

/* Bytes of the longest prefix that fits into `cols` columns; *used (may be NULL) gets its
 * columns. */
size_t glyph_fit(const char *s, size_t len, int cols, int *used);

/* One code point: bytes consumed (at least 1), U+FFFD for what is no UTF-8. */
size_t glyph_decode(const char *s, size_t len, uint32_t *cp);

/* Appends UTF-8 of a code point to buf (4 bytes), returns the count. */
int glyph_encode(uint32_t cp, char *buf);
