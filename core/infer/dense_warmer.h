#pragma once

/* Brings the dense part of a pack, which every token needs, into memory in large reads from
 * the moment a session is made: page faults would bring it in piece by piece, in the way of
 * the first token, as fast as the system's read-ahead happens to be set. Later, where there is
 * memory for it, has it copied into large pages (pack_own_dense). A thread of its own for
 * each. */

struct dense_warmer;
struct error;
struct pack;

/* The pack is borrowed. */
struct dense_warmer *dense_warmer_start(const struct pack *pack, struct error *err);
/* Begins to copy, at a time when nobody waits for the disk. A second call does nothing. */
void dense_warmer_own(struct dense_warmer *w);
/* Returns when what was begun to be copied is. */
void dense_warmer_await_own(struct dense_warmer *w);
/* Ends the threads, done or not. NULL is fine. */
void dense_warmer_stop(struct dense_warmer *w);
