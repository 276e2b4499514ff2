#pragma once

/* Brings the dense part of a pack, which every token needs, into memory in large reads from
 * the moment a session is made: page faults would bring it in piece by piece, in the way of
 * the first token, as fast as the system's read-ahead happens to be set. A thread of its
 * own. */

#include <stdbool.h>

struct dense_warmer;
struct error;
struct pack;

/* The pack is borrowed. */
struct dense_warmer *dense_warmer_start(const struct pack *pack, struct error *err);
/* From now on nobody waits for the disk: what lies in the page cache is moved into large pages
 * (pack_own_dense), by a thread of its own. At most once. */
void dense_warmer_settle(struct dense_warmer *w, bool drop_cached);
/* Ends the threads, done or not. NULL is fine. */
void dense_warmer_stop(struct dense_warmer *w);
