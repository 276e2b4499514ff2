#include "ui/telemetry_steps.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"

static bool possible(const struct step *s)
{
    if (s->n_layer < 1 || s->n_layer > STATS_MAX_LAYERS || s->n_expert < 1 ||
        s->n_expert > STEP_EXPERTS_MAX || s->n_tok < 1)
        return false;
    size_t used = 0;
    for (int l = 0; l < s->n_layer; l++)
        used += s->layer[l].n_used;
    if (used != s->n_used)
        return false;
    for (size_t i = 0; i < used; i++)
        if (s->expert[i].id >= s->n_expert)
            return false;
    return true;
}

static void begin(struct step_history *h, const struct step *s)
{
    steps_finish(h);
    h->n_layer = s->n_layer;
    h->n_expert = s->n_expert;
    h->row = xcalloc(STEP_ROWS_MAX, sizeof *h->row);
    h->layer = xcalloc((size_t)STEP_ROWS_MAX * (size_t)s->n_layer, sizeof *h->layer);
    h->uses = xcalloc((size_t)s->n_layer * (size_t)s->n_expert, sizeof *h->uses);
}

static void add_row(struct step_history *h, const struct step *s)
{
    size_t at = h->n_rows % STEP_ROWS_MAX;
    if (s->i_tok <= 1 || h->n_turns == 0)
        h->n_turns++;
    h->row[at] = (struct step_row){.turn = h->n_turns,
                                   .i_tok = s->i_tok,
                                   .total_ms = s->total_ms,
                                   .embed_ms = s->embed_ms,
                                   .head_ms = s->head_ms,
                                   .sample_ms = s->sample_ms};
    memcpy(h->layer + at * (size_t)h->n_layer, s->layer,
           (size_t)h->n_layer * sizeof *h->layer);
    h->n_rows++;
}

static void add_uses(struct step_history *h, const struct step *s)
{
    const struct step_expert *e = s->expert;
    for (int l = 0; l < s->n_layer; l++) {
        uint32_t *uses = h->uses + (size_t)l * (size_t)h->n_expert;
        for (int i = 0; i < s->layer[l].n_used; i++, e++) {
            bool first = uses[e->id] == 0 && e->n_rows > 0;
            h->layer_touched[l] += first;
            h->n_touched += first;
            h->layer_uses[l] += e->n_rows;
            uses[e->id] += UINT32_MAX - uses[e->id] > e->n_rows ? e->n_rows : 0;
        }
    }
}

bool steps_add(struct step_history *h, const struct step *s)
{
    if (!possible(s))
        return false;
    if (h->n_layer != s->n_layer || h->n_expert != s->n_expert)
        begin(h, s);
    add_uses(h, s);
    h->n_lost += s->n_lost;
    if (s->phase == PHASE_DECODE) {
        add_row(h, s);
        h->n_written_tok++;
    } else {
        h->n_read_tok += (uint64_t)s->n_tok;
    }
    return true;
}

void steps_clear(struct step_history *h)
{
    if (h->uses)
        memset(h->uses, 0, (size_t)h->n_layer * (size_t)h->n_expert * sizeof *h->uses);
    memset(h->layer_touched, 0, sizeof h->layer_touched);
    memset(h->layer_uses, 0, sizeof h->layer_uses);
    h->n_touched = h->n_read_tok = h->n_written_tok = h->n_lost = h->n_rows = 0;
    h->n_turns = 0;
}

void steps_finish(struct step_history *h)
{
    free(h->row);
    free(h->layer);
    free(h->uses);
    *h = (struct step_history){0};
}

uint64_t steps_first(const struct step_history *h)
{
    return h->n_rows > STEP_ROWS_MAX ? h->n_rows - STEP_ROWS_MAX : 0;
}

const struct step_row *steps_row(const struct step_history *h, uint64_t n)
{
    return &h->row[n % STEP_ROWS_MAX];
}

const struct layer_stats *steps_layers(const struct step_history *h, uint64_t n)
{
    return h->layer + n % STEP_ROWS_MAX * (size_t)h->n_layer;
}

struct measure steps_touched(const struct step_history *h)
{
    if (h->n_layer == 0)
        return (struct measure){0};
    return (struct measure){(double)h->n_touched / ((double)h->n_layer * h->n_expert),
                            true};
}

struct use {
    uint32_t n;
    uint16_t id;
};

static int more_first(const void *a, const void *b)
{
    const struct use *x = a, *y = b;
    if (x->n != y->n)
        return x->n < y->n ? 1 : -1;
    return (x->id > y->id) - (x->id < y->id);
}

int steps_hottest(const struct step_history *h, int layer, uint16_t *out)
{
    struct use all[STEP_EXPERTS_MAX];
    const uint32_t *uses = h->uses + (size_t)layer * (size_t)h->n_expert;
    int n = 0;
    for (int i = 0; i < h->n_expert; i++)
        if (uses[i] > 0)
            all[n++] = (struct use){uses[i], (uint16_t)i};
    qsort(all, (size_t)n, sizeof *all, more_first);
    for (int i = 0; i < n; i++)
        out[i] = all[i].id;
    return n;
}

static int more_than(const uint32_t *v, int n, uint32_t than)
{
    int count = 0;
    for (int i = 0; i < n; i++)
        count += v[i] > than;
    return count;
}

/* Asked for all layers in every frame: the sum of the largest tenth is found by bisection of
 * its smallest member, for a fiftieth of what sorting takes. */
struct measure steps_skew(const struct step_history *h, int layer)
{
    if (h->n_layer == 0 || h->layer_uses[layer] == 0)
        return (struct measure){0};
    const uint32_t *uses = h->uses + (size_t)layer * (size_t)h->n_expert;
    int tenth = (h->n_expert + 9) / 10;
    uint32_t low = 0,
             high = UINT32_MAX; /* the smallest with no more than a tenth above */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (more_than(uses, h->n_expert, middle) <= tenth)
            high = middle;
        else
            low = middle + 1;
    }
    uint64_t sum = 0;
    int n = 0;
    for (int i = 0; i < h->n_expert; i++) {
        sum += uses[i] > low ? uses[i] : 0;
        n += uses[i] > low;
    }
    sum += (uint64_t)(tenth - n) * low;
    return (struct measure){(double)sum / (double)h->layer_uses[layer], true};
}
