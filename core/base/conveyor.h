#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Numbered items that a few threads make side by side, each into a slot of bounded memory,
 * and that one consumer takes in order. So that reading, arithmetic and writing overlap.
 * Thread-safety: all calls from one thread, the consumer. */

struct error;
struct conveyor;

/* Makes item i into `slot`, slot_bytes long and aligned to 4096. `i_thread` is from 0 to
 * n_threads - 1. Called from the conveyor's threads, for one item at a time in each, in
 * their order. False + err: the consumer is told so when it comes to that item. */
typedef bool (*conveyor_fn)(void *ctx, int i_thread, uint64_t i, void *slot,
                            struct error *err);

struct conveyor_params {
    uint64_t first, end; /* items first <= i < end */
    int n_threads,
        n_slots; /* at least 1 of each; at most n_slots items wait or are made */
    size_t slot_bytes;
    const char *name; /* of a thread, at most 12 bytes; static */
    conveyor_fn fn;
    void *ctx; /* borrowed until conveyor_destroy */
};

/* NULL + err. */
struct conveyor *conveyor_create(const struct conveyor_params *params, struct error *err);
/* Waits for what is being made, and makes no more. NULL is fine. */
void conveyor_destroy(struct conveyor *c);

/* The next item's slot, valid until conveyor_give_back, which must come before the next
 * take. NULL + err when it could not be made. Only for items before `end`. */
void *conveyor_take(struct conveyor *c, struct error *err);
void conveyor_give_back(struct conveyor *c);
