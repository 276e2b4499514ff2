#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/chat_impl.h"
#include "app/ulid.h"
#include "core/base/alloc.h"
#include "core/base/error.h"

/* Places in the tree of turns. Turns have the numbers of /tree everywhere: in the order in
 * which they came, from 1, so that a number never means another turn later. */

enum {
    MIN_ID = 4, /* letters of an id that stand for it */
};

static int by_number(const struct chat *c, const char *word, struct error *err)
{
    int n = conversation_n_turns(c->conv);
    errno = 0;
    long k = strtol(word, NULL, 10);
    if (!errno && k >= 1 && k <= n)
        return (int)k - 1;
    err_set(err, 0, "There is no turn %.20s; there %s %d.", word, n == 1 ? "is" : "are",
            n);
    return -1;
}

int chat_find_turn(const struct chat *c, const char *word, struct error *err)
{
    if (*word == '#')
        word++;
    size_t len = strlen(word);
    if (len && *word != '0' && strspn(word, "0123456789") == len)
        return by_number(c, word, err);
    int found = -1;
    for (int i = 0; len >= MIN_ID && i < conversation_n_turns(c->conv); i++) {
        if (strncasecmp(conversation_turn(c->conv, i)->id, word, len) != 0)
            continue;
        if (found >= 0) {
            err_set(err, 0, "More than one turn has an id that begins with %s.", word);
            return -1;
        }
        found = i;
    }
    if (found < 0)
        err_set(err, 0, "There is no turn '%.40s'; /tree has their numbers.", word);
    return found;
}

static int newest_result(const struct chat *c, int turn)
{
    for (int i = conversation_n_turns(c->conv) - 1; i > turn; i--) {
        const struct turn *t = conversation_turn(c->conv, i);
        if (t->parent == turn && t->message.role == ROLE_TOOL)
            return i;
    }
    return -1;
}

int chat_settled(const struct chat *c, int turn)
{
    int n = 0, asked = turn;
    while (asked >= 0 && conversation_turn(c->conv, asked)->message.role == ROLE_TOOL) {
        asked = conversation_turn(c->conv, asked)->parent;
        n++;
    }
    int n_calls = asked < 0 ? 0 : conversation_turn(c->conv, asked)->message.n_calls;
    for (int next; n < n_calls && (next = newest_result(c, turn)) >= 0; n++)
        turn = next;
    return turn;
}

int chat_newest_below(const struct chat *c, int turn)
{
    int n = conversation_n_turns(c->conv), newest = turn;
    bool *below = xcalloc((size_t)n + 1, sizeof(*below));
    below[turn + 1] = true; /* [0] is the empty start */
    for (int i = turn + 1; i < n; i++)
        if (below[conversation_turn(c->conv, i)->parent + 1]) {
            below[i + 1] = true;
            newest = i;
        }
    free(below);
    return newest;
}

void chat_rank(const struct chat *c, int turn, int *rank, int *of)
{
    int parent = conversation_turn(c->conv, turn)->parent;
    *rank = *of = 0;
    /* A child comes after its parent. */
    for (int i = parent + 1; i < conversation_n_turns(c->conv); i++) {
        if (conversation_turn(c->conv, i)->parent != parent)
            continue;
        ++*of;
        if (i <= turn)
            ++*rank;
    }
}

static int nth_child(const struct chat *c, int parent, int rank)
{
    for (int i = parent + 1; i < conversation_n_turns(c->conv); i++)
        if (conversation_turn(c->conv, i)->parent == parent && --rank == 0)
            return i;
    return -1;
}

int chat_sibling(const struct chat *c, int step)
{
    for (int i = conversation_head(c->conv); i >= 0;
         i = conversation_turn(c->conv, i)->parent)
    {
        int rank, of;
        chat_rank(c, i, &rank, &of);
        if (of < 2)
            continue;
        rank = (rank - 1 + step + of) % of + 1;
        return nth_child(c, conversation_turn(c->conv, i)->parent, rank);
    }
    return -1;
}
