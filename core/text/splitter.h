#pragma once

#include <stdbool.h>
#include <stddef.h>

struct error;
struct splitter;

/* Cuts text into the pieces inside which a tokenizer may merge: the matches of its regular
 * expression, and what lies between them. Immutable, thread-safe. */

/* The expression is written for Oniguruma. NULL + err for one that does not compile or
 * that uses what PCRE2 understands differently. */
struct splitter *splitter_create(const char *expression, struct error *err);
void splitter_free(struct splitter *s); /* NULL is fine */

typedef void (*split_fn)(void *ctx, const char *piece, size_t len);

/* Calls fn for every piece in order; text must be valid UTF-8. Fails when the expression
 * needs more than a bounded number of steps at one place. */
bool splitter_run(const struct splitter *s, const char *text, size_t len, split_fn fn,
                  void *ctx, struct error *err);
