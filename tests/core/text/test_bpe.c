#include "core/text/bpe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/text/tokenizer.h"

/* Against the definition: of all neighbours the pair of lowest rank is merged, the leftmost
 * first, until none is left. */

enum {
    MAX_MERGES = 3000,
    MAX_LEN = 300,
};

struct model {
    int32_t byte_ids[256];
    struct bpe_merge merges[MAX_MERGES];
    int n_merges;
    struct bpe *bpe;
};

static uint32_t state_of_random = 1;

static uint32_t below(uint32_t n)
{
    state_of_random = state_of_random * 1664525 + 1013904223;
    return (uint32_t)((uint64_t)(state_of_random >> 8) * n >> 24);
}

/* Merges of letters and of what came out of earlier ones; some pairs come twice, and the later
 * one counts. */
static void model_init(struct model *m, uint32_t n_letters, int n_merges)
{
    *m = (struct model){.n_merges = n_merges};
    for (int c = 0; c < 256; c++)
        m->byte_ids[c] = 1000 + (c * 37) % 256;
    m->bpe = bpe_create(m->byte_ids, (size_t)n_merges);
    for (int i = 0; i < n_merges; i++) {
        int32_t halves[2];
        for (int k = 0; k < 2; k++)
            halves[k] = i && below(2) ? m->merges[below((uint32_t)i)].result
                                      : m->byte_ids['a' + below(n_letters)];
        m->merges[i] = (struct bpe_merge){halves[0], halves[1], 5000 + i};
    }
    for (int i = 0; i < n_merges;) { /* some at a time, also none */
        int n = (int)below(40);
        n = n > n_merges - i ? n_merges - i : n;
        bpe_add_merges(m->bpe, &m->merges[i], (size_t)n);
        i += n;
    }
}

static int rank_of(const struct model *m, int32_t left, int32_t right)
{
    for (int i = m->n_merges - 1; i >= 0; i--)
        if (m->merges[i].left == left && m->merges[i].right == right)
            return i;
    return -1;
}

static int by_definition(const struct model *m, const char *text, int n, int32_t *ids)
{
    for (int i = 0; i < n; i++)
        ids[i] = m->byte_ids[(unsigned char)text[i]];
    for (;;) {
        int best = -1, at = 0;
        for (int i = 0; i + 1 < n; i++) {
            int rank = rank_of(m, ids[i], ids[i + 1]);
            if (rank >= 0 && (best < 0 || rank < best)) {
                best = rank;
                at = i;
            }
        }
        if (best < 0)
            return n;
        ids[at] = m->merges[best].result;
        n--;
        memmove(ids + at + 1, ids + at + 2, (size_t)(n - at - 1) * sizeof(*ids));
    }
}

static void check(const struct model *m, struct bpe_scratch *s, const char *text, int n)
{
    int32_t want[MAX_LEN];
    int n_want = by_definition(m, text, n, want);
    struct id_list got = {0};
    bpe_encode(m->bpe, s, text, (size_t)n, &got);
    if ((int)got.n != n_want || memcmp(got.ids, want, got.n * sizeof(*want)) != 0)
        fail_msg("wrong ids of %d bytes: %.*s", n, n, text);
    id_list_finish(&got);
}

static void run(uint32_t n_letters, int n_merges, bool remember)
{
    struct model *m = malloc(sizeof(*m));
    struct bpe_scratch s = {0};
    model_init(m, n_letters, n_merges);
    if (remember)
        bpe_scratch_remember(&s);
    for (int k = 0; k < 400; k++) {
        char text[MAX_LEN];
        /* many short words, so that they come again, and some past every border */
        int n = 1 + (int)below(k % 4 ? 6 : k % 8 ? 120 : MAX_LEN);
        for (int i = 0; i < n; i++)
            text[i] = (char)('a' + below(n_letters));
        check(m, &s, text, n);
    }
    for (int n = 1; n < MAX_LEN; n += n < 70 ? 1 : 23) {
        char text[MAX_LEN];
        memset(text, 'a', sizeof(text));
        check(m, &s, text, n);
        check(m, &s, text, n);
    }
    bpe_scratch_finish(&s);
    bpe_free(m->bpe);
    free(m);
}

static void pieces_of_every_length_merge_as_defined(void **state)
{
    run(2, 40, false);
    run(3, 200, false);
    run(20, 1000, false);
}

static void words_that_are_remembered_have_the_same_ids(void **state)
{
    run(2, 40, true);
    run(3, 200, true);
    run(4, 3, true); /* many ids a word */
}

static void without_merges_ids_are_those_of_bytes(void **state)
{
    run(26, 0, false);
    run(26, 0, true);
}

static void nothing_gives_nothing(void **state)
{
    struct model *m = malloc(sizeof(*m));
    struct bpe_scratch s = {0};
    struct id_list ids = {0};
    model_init(m, 2, 4);
    bpe_encode(m->bpe, &s, "", 0, &ids);
    assert_int_equal(ids.n, 0);
    bpe_scratch_finish(&s);
    bpe_free(m->bpe);
    free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_of_every_length_merge_as_defined),
        cmocka_unit_test(words_that_are_remembered_have_the_same_ids),
        cmocka_unit_test(without_merges_ids_are_those_of_bytes),
        cmocka_unit_test(nothing_gives_nothing),
    };
    return cmocka_run_group_tests_name("core/bpe", tests, NULL, NULL);
}
