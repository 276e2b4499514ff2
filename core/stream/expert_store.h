#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/model/pack.h"

/* Makes the bytes of the experts that a layer needs present in memory. One request at a
 * time, of the engine thread:
 *
 *   begin -> { admit -> start (any thread) -> take -> use -> release } ... -> end
 *
 * There are fewer slots than a long list of experts needs, so experts are admitted in the
 * order of the list as slots come free, and handed out in the order of their arrival.
 * Starting an expert first copies what the page cache holds, which counts as resident, and
 * gives the rest to the reader threads in pieces that are read in parallel. A failed or
 * short read fails the request; no expert with missing bytes is ever handed out. */

struct error;
struct expert_store;

struct expert_store_params {
    int n_readers;      /* threads, 0: default */
    size_t piece_bytes; /* one read of a reader, multiple of PACK_ALIGN; 0: default */
    int n_slots;        /* experts in memory at once; 0: default */
    bool no_probe;      /* leave the page cache alone: all bytes go through the readers */
};

/* What one request did. */
struct expert_store_stats {
    int n_experts;           /* started */
    int n_missed;            /* of them, not wholly resident before the read */
    uint64_t bytes;          /* asked for */
    uint64_t resident_bytes; /* of them, in the page cache just before */
    uint64_t n_reads;        /* pieces that readers read */
    int64_t wait_ns;         /* time that take waited */
    int64_t read_ns;         /* time in which a reader had something to read */
    bool resident_known;     /* false: the system cannot tell what is resident */
};

/* Fill in the defaults for a model that uses k experts per token. */
void expert_store_defaults(const struct pack *pack, int k, struct expert_store_params *p);
/* Bytes of staging memory with these (complete) parameters. */
uint64_t expert_store_plan(const struct pack *pack, const struct expert_store_params *p);

/* The pack is borrowed and outlives the store. */
struct expert_store *expert_store_create(const struct pack *pack,
                                         const struct expert_store_params *p,
                                         struct error *err);
void expert_store_destroy(struct expert_store *s); /* NULL is fine */
int expert_store_n_readers(const struct expert_store *s);
int expert_store_n_slots(const struct expert_store *s);

/* Open a request for n different experts of a layer. ids are copied. */
void expert_store_begin(struct expert_store *s, int layer, const int *ids, int n);
/* Give free slots to the next experts of the list. Returns how many, the first in *first;
 * each of them must then be started. */
int expert_store_admit(struct expert_store *s, int *first);
/* Begin to load expert `i` of the list. Thread-safe for different i. */
void expert_store_start(struct expert_store *s, int i);
/* Up to `max` experts (places in the list) that are present, in order of arrival. Waits
 * until there is one. 0 when all of the list were taken; -1 + err when a read failed. */
int expert_store_take(struct expert_store *s, int *ready, int max, struct error *err);
/* The record of an expert that was taken; valid until its release. */
const void *expert_store_record(const struct expert_store *s, int i);
void expert_store_release(struct expert_store *s, int i);
/* Close the request, also one that failed or was given up: waits for reads under way and
 * frees all slots. stats may be NULL. */
void expert_store_end(struct expert_store *s, struct expert_store_stats *stats);

/* Push an expert's bytes out of the page cache, for measurements; not while a request is
 * open. Bytes that another process has mapped stay. */
bool expert_store_evict(struct expert_store *s, int layer, int expert, struct error *err);
