#pragma once

/* Reads the experts of a model that fits into memory into the page cache, all of them, in the
 * order of the files, and enters them into the page tables: left to their uses the last of
 * them would still be read from the disk after hundreds of tokens. It goes through the page
 * cache by read(2), which makes large pages where the system's read-ahead is large, and has
 * touched every byte before a token waits for it (under a hypervisor the first touch of a page
 * costs ten times what later ones do).
 *
 * A thread of its own, in no hurry: reads that somebody waits for go first. It ends when all is
 * read, when a read fails, which whoever needs the bytes meets himself, or when what it read
 * does not stay, since then there is no room after all. */

struct cache_filler;
struct cache_loader;
struct error;
struct expert_map;
struct pack;

/* All borrowed. */
struct cache_loader *cache_loader_start(const struct pack *pack, struct expert_map *map,
                                        struct cache_filler *filler, struct error *err);
void cache_loader_stop(struct cache_loader *l); /* NULL is fine */
