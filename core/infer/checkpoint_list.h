#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Copies of the recurrent state at token positions, within a byte budget. One thread. */

struct checkpoint_list;

/* state_bytes > 0. Memory is taken as copies are added. */
struct checkpoint_list *checkpoint_list_create(uint64_t state_bytes, uint64_t bytes_max);
void checkpoint_list_destroy(struct checkpoint_list *l); /* NULL is fine */

/* Memory for the state at position n_tok, which must be past all others in the list; the
 * caller fills it before anything is found. When the budget is used up the oldest `minor` one
 * gives way, without any the second oldest: the oldest is the end of the system prompt, which
 * every conversation goes back to. NULL when the budget does not hold one, or memory is out.
 * Borrowed. */
void *checkpoint_list_add(struct checkpoint_list *l, int n_tok, bool minor);
/* The newest at or before at_most and its position, NULL if there is none. Borrowed until
 * the next add. */
const void *checkpoint_list_find(const struct checkpoint_list *l, int at_most,
                                 int *n_tok);
struct checkpoint {
    int n_tok;
    bool minor;
    void *state; /* owned by the list */
};
/* How many there are, and the i-th (ascending positions). Borrowed likewise. */
size_t checkpoint_list_n(const struct checkpoint_list *l);
const struct checkpoint *checkpoint_list_at(const struct checkpoint_list *l, size_t i);
/* Forget those past n_tok. Their memory is kept for later ones. */
void checkpoint_list_cut(struct checkpoint_list *l, int n_tok);
size_t checkpoint_list_n_max(const struct checkpoint_list *l);   /* the budget's */
uint64_t checkpoint_list_bytes(const struct checkpoint_list *l); /* in use */
