#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The expert files of a pack in the address space, and what of them is in the page cache.
 * Bytes that are there can be computed on where they are. One thread (the engine thread)
 * asks; expert_map_populate may be called from any thread for different experts. */

struct error;
struct expert_map;
struct pack;

enum expert_place {
    EXPERT_ABSENT,   /* not wholly in the page cache */
    EXPERT_CACHED,   /* in the page cache, not in the page tables: populate before use */
    EXPERT_IN_PLACE, /* both */
};

/* NULL + why when this system does not say, to this user, what is in the page cache, or the
 * files cannot be mapped: there is another way then. The pack is borrowed. */
struct expert_map *expert_map_open(const struct pack *pack, struct error *why);
void expert_map_close(struct expert_map *m); /* NULL is fine */

/* A microsecond for experts that were used in place before, fifteen for others. `lost`
 * says that an expert which had been in the page cache no longer is, `gone` that one is not of
 * which nothing was known: it may have been pushed out, or never came. */
enum expert_place expert_map_find(struct expert_map *m, int layer, int expert, bool *lost,
                                  bool *gone);
/* Was it in the page cache, or asked for, and is gone? Takes as long as a find, and may find one
 * absent; not a word about one that is on its way or leaves. */
bool expert_map_recheck(struct expert_map *m, int layer, int expert);
/* n experts from `first` to `last` are about to be found: where it is cheaper, what is in the page
 * tables of them is asked in one piece, and the next find of each takes that for its answer.
 * look_over ends that, before anything could take long. */
void expert_map_look(struct expert_map *m, int layer, int n, int first, int last);
void expert_map_look_over(struct expert_map *m);
/* Enter a cached expert's pages into the page tables, so that no use takes a fault. */
void expert_map_populate(struct expert_map *m, int layer, int expert);
/* Likewise for one that has just been read, while others may be in use. Any thread. */
void expert_map_enter(struct expert_map *m, int layer, int expert);
const void *expert_map_record(const struct expert_map *m, int layer, int expert);
/* Was a page of the layer missing while it was used, since the last call? The file is
 * mapped anew then. *expert is the one, *off the offset in the file. */
bool expert_map_damaged(struct expert_map *m, int layer, int *expert, uint64_t *off);
/* It will be pushed out: it counts as absent from now on, so that nobody uses it when that
 * happens. Must not be in use. */
void expert_map_note_leaving(struct expert_map *m, int layer, int expert);
/* Are all experts of the layer in the page cache? Any thread. */
bool expert_map_holds_layer(struct expert_map *m, int layer);
/* It was asked for, and will be in the page cache; not a word about one that leaves. Any
 * thread. */
void expert_map_note_cached(struct expert_map *m, int layer, int expert);
/* It could not be read there: the next question asks the system. Likewise. */
void expert_map_note_unknown(struct expert_map *m, int layer, int expert);
/* Push it out of page tables and page cache; not while it is in use. Any thread. */
bool expert_map_evict(struct expert_map *m, int layer, int expert, struct error *err);
