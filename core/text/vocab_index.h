#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Finds the tokens of a tokenizer.json by their text, while it is loaded. */

struct error;
struct tokenizer_file;

/* Start from {0}. */
struct vocab_index {
    const struct tokenizer_file *f; /* borrowed */
    struct vocab_slot *slots;       /* [mask + 1], owned */
    size_t mask;
};

/* Fails when a token comes twice. */
bool vocab_index_build(struct vocab_index *v, const struct tokenizer_file *f,
                       struct error *err);
void vocab_index_finish(struct vocab_index *v);

struct vocab_query {
    const char *text; /* borrowed */
    size_t len;
    uint64_t hash; /* for the index alone */
    int32_t id;    /* the answer: -1 if there is no such token */
};

/* Many at once are several times faster: the memory of all is fetched side by side. */
void vocab_index_find(const struct vocab_index *v, struct vocab_query *q, size_t n);
