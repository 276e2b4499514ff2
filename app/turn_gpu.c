#include "app/turn_gpu.h"

#include <math.h>

static json_t *value(struct measure m)
{
    if (!m.valid || !isfinite(m.v))
        return json_null();
    return fabs(m.v) < 9e15 && m.v == floor(m.v) ? json_integer((json_int_t)m.v)
                                                 : json_real(m.v);
}

json_t *turn_gpu_json(const struct turn_gpu *g)
{
    if (!g->used_bytes.valid)
        return json_null();
    json_t *o = json_object();
    json_object_set_new(o, "used_bytes", value(g->used_bytes));
    json_object_set_new(o, "expert_hits", value(g->expert_hits));
    json_object_set_new(o, "expert_misses", value(g->expert_misses));
    json_object_set_new(o, "expert_beside", value(g->expert_beside));
    json_object_set_new(o, "copied_bytes", value(g->copied_bytes));
    json_object_set_new(o, "copy_bytes_s", value(g->copy_bytes_s));
    json_object_set_new(o, "beside_bytes_s", value(g->beside_bytes_s));
    return o;
}

/* A part that is not known makes the sum so. */
static struct measure added(struct measure a, struct measure b)
{
    return (struct measure){a.v + b.v, a.valid && b.valid};
}

void turn_gpu_add(struct turn_gpu *sum, const struct turn_gpu *turn)
{
    struct turn_gpu all = *turn;
    if (sum->used_bytes.valid && turn->used_bytes.valid) {
        all.expert_hits = added(sum->expert_hits, turn->expert_hits);
        all.expert_misses = added(sum->expert_misses, turn->expert_misses);
        all.expert_beside = added(sum->expert_beside, turn->expert_beside);
        all.copied_bytes = added(sum->copied_bytes, turn->copied_bytes);
    }
    *sum = all;
}
