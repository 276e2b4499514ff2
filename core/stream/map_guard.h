#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Files that are mapped and computed on may be cut short, or their disk may fail, while
 * they are in use; the processor then finds no page and the system sends SIGBUS, which ends
 * the program without a word. Here such a page is replaced by one of zeros, and remembered:
 * the work goes on to its next check, which throws the result away and makes it an error.
 *
 * A jump out of the signal handler (siglongjmp) would have to leave the kernels of all
 * compute threads at any instruction and end a parallel region half-way; asking for the
 * file's size before each use leaves a gap between the question and the use. The zeros need
 * neither, and cost nothing while all is well.
 *
 * The handler is the process's, set when a guard is added; addresses that are not guarded
 * go to whoever had the signal before. Thread-safe. */

struct error;
struct map_guard;

/* Watch a mapping; it must stay mapped until map_guard_remove. NULL + err when too many are
 * watched already or the handler cannot be set. */
struct map_guard *map_guard_add(void *start, size_t n_bytes, struct error *err);
void map_guard_remove(struct map_guard *g); /* NULL is fine */
/* Was a page missing since the last call? *off is the first one's offset. The zeros stay in
 * the mapping until the caller maps the file again there. */
bool map_guard_hit(struct map_guard *g, size_t *off);
