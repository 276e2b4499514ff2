#pragma once

#include <stdatomic.h>

#include "core/base/error.h"
#include "core/stream/cache_filler.h"
#include "core/stream/cache_loader.h"
#include "core/stream/cache_policy.h"
#include "core/stream/expert_map.h"
#include "core/stream/expert_store.h"
#include "core/stream/read_queue.h"

/* Inside of the expert store, for expert_*.c and their test alone. All of it is the engine
 * thread's, but for expert_store_start, which touches the item that it is given. */

enum item_state {
    ITEM_WAITING,  /* not admitted */
    ITEM_STARTING, /* in expert_store_start */
    ITEM_READING,
    ITEM_READY,
    ITEM_TAKEN,
};

struct item {
    int expert;
    int slot; /* -1: in place */
    enum item_state state;
    size_t resident;     /* by expert_store_start: bytes that were there */
    struct error *error; /* likewise; owned, NULL: none */
};

enum slot_state {
    SLOT_FREE,
    SLOT_READING,
    SLOT_READY, /* read, and used by nobody yet */
    SLOT_USED,
    SLOT_LOST, /* by a read that never ended and may write to it yet */
};

struct slot {
    enum slot_state state;
    int layer, expert;
    int item;           /* of the open request that waits for it or uses it; -1: none */
    bool orphan;        /* of a request that ended: comes free with the read */
    size_t from;        /* where the read begins inside the record */
    struct error error; /* of the read; code 0: none */
};

struct expert_store {
    const struct pack *pack;
    struct expert_store_params params;
    size_t slot_bytes, staging_bytes;
    char *staging;               /* [n_slots][slot_bytes] */
    int *direct_fd;              /* [n_layer] O_DIRECT, or NULL */
    struct expert_map *map;      /* or NULL */
    struct cache_filler *filler; /* with a map */
    struct cache_loader *loader; /* or NULL */
    struct read_queue *queue;
    struct slot *slots;              /* [n_slots] */
    struct read_done *done;          /* [n_slots] */
    int n_free;                      /* slots */
    int *ready_slots, n_ready_slots; /* places in the list whose reads ended, in order */
    int *ready_places, n_ready_places, i_ready_place; /* in place, in order */
    /* the request */
    struct item *items; /* [n_expert] */
    bool open, long_list;
    int layer, n_items, n_taken, n_starting;
    int n_admitted, i_next; /* begun with; and the first to look at next */
    int64_t wait_ns;
    struct error error;
    bool failed;
    struct expert_store_stats stats;
    /* reading ahead */
    int *ahead_ids; /* [n_expert] */
    int ahead_layer, n_ahead, i_ahead;
    int n_ahead_reads; /* that may still begin */
    /* the page cache */
    atomic_bool resident_unknown; /* without a map */
    struct cache_policy *policy;  /* with a map */
    bool rechecked;               /* for this request */
};

/* -- expert_slots.c -- */

char *store_slot_memory(const struct expert_store *s, int slot);
uint64_t store_record_offset(const struct expert_store *s, int layer, int expert);
/* Reads past the page cache are of whole pages. */
size_t store_page_up(size_t n);
/* "read expert E of layer L from FILE at offset N"; code 0: the file ends there. */
void store_read_error(const struct expert_store *s, int layer, int expert, size_t from,
                      size_t got, int code, struct error *e);
/* The request fails; the first reason counts. */
void store_fail(struct expert_store *s, const struct error *e);
/* A free slot, or one that was read ahead; -1: none. The caller fills it. */
int store_spare_slot(struct expert_store *s);
void store_free_slot(struct expert_store *s, int slot);
/* Read for a layer that was not begun yet, or being read. */
bool store_slot_is_ahead(const struct slot *t);
/* Nobody waits for it: it comes free, now or with its read. */
void store_give_up_slot(struct expert_store *s, int slot);
/* Read the slot's record from byte `from` on. */
void store_read(struct expert_store *s, int slot, size_t from);
/* The slot's bytes are there, or the request fails with its error. */
void store_arrive(struct expert_store *s, int slot);
/* Take reads that have ended; with `wait` at least one, if any is under way. */
void store_collect(struct expert_store *s, bool wait);
/* A miss, which the page cache may be made to hold. */
void store_choose_for_cache(struct expert_store *s, int layer, int expert);
/* Once for a request: look for some of what should be in the page cache. Nothing without a map. */
void store_recheck(struct expert_store *s);
enum expert_place store_find(struct expert_store *s, int layer, int expert);
/* Go on with what expert_store_ahead was given. */
void store_read_ahead(struct expert_store *s);
