#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Byte-level BPE from a hub tokenizer.json: NFC, the file's own split expression, merges by
 * rank, added tokens. Immutable after open; encode and decode are thread-safe (per-call
 * scratch). Encoding time is linear (times a logarithm) in the length of the text. */

struct error;
struct tokenizer;

struct id_list {
    int32_t *ids; /* owned */
    size_t n;
    size_t cap;
};
void id_list_add(struct id_list *l, int32_t id);
void id_list_add_all(struct id_list *l, const int32_t *ids, size_t n);
void id_list_finish(struct id_list *l);

struct tokenizer *tokenizer_open(const char *path, struct error *err);
void tokenizer_close(struct tokenizer *t); /* NULL is fine */

/* Text to encode comes in spans: inside a span with `special` set, added tokens are
 * recognised (the template's own words); elsewhere they are ordinary text, so a user cannot
 * forge a turn. Ordinary text that meets across a border is encoded as one. */
struct text_span {
    const char *text; /* borrowed */
    size_t len;
    bool special;
};

/* Appends to out. Fails on invalid UTF-8 (names the offset). */
bool tokenizer_encode(const struct tokenizer *t, const struct text_span *spans,
                      int n_spans, struct id_list *out, struct error *err);

/* Bytes of one id (may be part of a character); "" for an id without text. Borrowed from
 * the tokenizer. *special says that it is a control token, not text. */
const char *tokenizer_piece(const struct tokenizer *t, int32_t id, size_t *len,
                            bool *special);

int32_t tokenizer_id(const struct tokenizer *t,
                     const char *token); /* added token or -1 */
int tokenizer_n_ids(
    const struct tokenizer *t); /* highest id + 1; rows past it are unused */
bool tokenizer_id_used(const struct tokenizer *t, int32_t id);
