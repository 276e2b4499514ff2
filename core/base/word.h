#pragma once

/* Letters to insert, delete or replace to get from one word to the other, for "did you
 * mean"; words of more than WORD_MAX bytes are WORD_MAX apart. */

enum {
    WORD_MAX = 40
};

int word_distance(const char *a, const char *b);
