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
 * What is in the page cache is used where it is, in a mapping of the files. What is not is
 * read past the page cache (O_DIRECT) into slots, and some of it is read into the page
 * cache later, behind the computation's back. Slots are fewer than a long list needs, so
 * reads begin in the order of the list as slots come free; experts are handed out as they
 * are there. A failed or short read fails the request; no expert with missing bytes is ever
 * handed out.
 *
 * Where the system does not say what is in the page cache, or has no O_DIRECT, everything
 * goes through slots: first what preadv2 finds in the page cache, then reads through it. */

struct error;
struct expert_store;

struct expert_store_params {
    int n_readers;      /* threads where there is no io_uring, 0: default */
    size_t piece_bytes; /* one read of a reader, multiple of PACK_ALIGN; 0: default */
    int n_slots;        /* experts read at once; 0: default */
    bool no_probe;      /* leave the page cache alone: all bytes are read */
    bool no_direct;     /* through the page cache, as where there is no O_DIRECT */
    bool no_ring;       /* threads, not io_uring */
};

/* What one request did. */
struct expert_store_stats {
    int n_experts;           /* asked for */
    int n_missed;            /* of them, not wholly resident before the read */
    uint64_t bytes;          /* asked for */
    uint64_t resident_bytes; /* of them, used from the page cache */
    uint64_t n_reads;        /* experts that were read */
    int n_ahead;             /* of them, begun before the request */
    int64_t wait_ns;         /* time that take waited */
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
/* Threads that read; 0: io_uring does without. */
int expert_store_n_readers(const struct expert_store *s);
/* How it reads, for people: "resident in place, others O_DIRECT by io_uring" and the like;
 * static. */
const char *expert_store_method(const struct expert_store *s);

/* Open a request for n different experts of a layer. ids are copied. */
void expert_store_begin(struct expert_store *s, int layer, const int *ids, int n);
/* Begin with the next experts of the list, as far as there are slots. Those in todo[0..n-1]
 * (room for the whole list) must then be started; the others need nothing. Returns n. */
int expert_store_admit(struct expert_store *s, int *todo);
/* Thread-safe for different i. */
void expert_store_start(struct expert_store *s, int i);
/* Up to `max` experts (places in the list) that are present. Waits until there is one. 0
 * when all of the list were taken; -1 + err when a read failed. */
int expert_store_take(struct expert_store *s, int *ready, int max, struct error *err);
/* The record of an expert that was taken; valid until its release. */
const void *expert_store_record(const struct expert_store *s, int i);
void expert_store_release(struct expert_store *s, int i);
/* Close the request, also one that failed or was given up. stats may be NULL. False + err
 * when a file was cut short or could not be read while its experts were in use: what was
 * computed of them is worthless. */
bool expert_store_end(struct expert_store *s, struct expert_store_stats *stats,
                      struct error *err);

/* Read ahead, into slots that are free, experts of the layer that probably comes next:
 * those of a following request on it that are there need not be read again. Its reads, at
 * most n_reads of them, begin when those of the open request have begun, until the next
 * begins. Nothing for the layer of the open request itself. ids are copied. */
void expert_store_ahead(struct expert_store *s, int layer, const int *ids, int n,
                        int n_reads);
/* False: the store has no way to, and expert_store_ahead does nothing. */
bool expert_store_reads_ahead(const struct expert_store *s);

/* Begin to read all experts into the page cache, behind the computation's back; for those
 * who know that it holds them. Nothing where the system does not say what is in it. */
void expert_store_load(struct expert_store *s);

/* Push an expert's bytes out of the page cache, for measurements; not while a request is
 * open. Bytes that another process has mapped stay. */
bool expert_store_evict(struct expert_store *s, int layer, int expert, struct error *err);
