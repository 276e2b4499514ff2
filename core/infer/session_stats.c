#include "core/infer/session_impl.h"

#include <string.h>

/* What a session tells of itself. */

struct backend_usage session_usage(const struct session *s)
{
    const struct backend_ops *ops = s->backend->ops;
    return ops->usage ? ops->usage(s->backend) : (struct backend_usage){0};
}

void session_begin_turn(struct session *s)
{
    s->turn_bytes = s->turn_resident_bytes = s->turn_reads = 0;
    s->resident_known = true;
    s->turn_usage = session_usage(s);
}

static struct measure counted(uint64_t now, uint64_t before)
{
    /* Less: another device has taken over. */
    return (struct measure){.v = (double)(now - before), .valid = now >= before};
}

static void fill_usage(const struct session *s, struct stats *out)
{
    const struct measure none = {0};
    struct backend_usage u = session_usage(s);
    const struct backend_usage *turn = &s->turn_usage;
    bool known = s->backend->ops->usage != NULL;
    bool token = known && s->timed && s->decoded;
    out->gpu_used_bytes = known ? counted(u.used_bytes, 0) : none;
    out->gpu_expert_hits = known ? counted(u.n_hit, turn->n_hit) : none;
    out->gpu_expert_misses = known ? counted(u.n_miss, turn->n_miss) : none;
    out->gpu_expert_beside = known ? counted(u.n_beside, turn->n_beside) : none;
    out->gpu_copy_bytes_s = (struct measure){u.copy_bytes_s, u.copy_bytes_s > 0};
    out->gpu_beside_bytes_s = (struct measure){u.beside_bytes_s, u.beside_bytes_s > 0};
    out->gpu_copied_bytes = known ? counted(u.copied_bytes, turn->copied_bytes) : none;
    out->gpu_copied_bytes_token =
        token ? counted(u.copied_bytes, s->token_usage.copied_bytes) : none;
}

void session_fill_stats(const struct session *s, struct stats *out)
{
    const struct model_config *c = &s->pack->config;
    out->n_layer = c->n_layer;
    memcpy(out->layer, s->layer, (size_t)c->n_layer * sizeof(*out->layer));
    out->token_ms = (struct measure){.v = s->token_ms, .valid = s->timed && s->decoded};
    bool phases = s->timed && s->phases_known;
    out->head_ms = (struct measure){.v = s->head_ms, .valid = phases};
    out->embed_ms = (struct measure){.v = s->embed_ms, .valid = phases};

    out->expert_bytes = s->turn_bytes;
    out->expert_resident_bytes = s->turn_resident_bytes;
    out->resident_known = s->resident_known && s->turn_bytes > 0;
    out->n_expert_reads = s->turn_reads;
    out->expert_bytes_token = s->token_bytes;
    out->experts_touched = (struct measure){
        .v = (double)s->n_touched / ((double)c->n_layer * c->n_expert), .valid = true};

    fill_usage(s, out);
    out->dense_bytes = s->plan.dense;
    out->kv_bytes = s->plan.kv;
    out->state_bytes = s->plan.state;
    out->buffer_bytes = s->plan.buffers;
    out->checkpoint_bytes = 0;
    for (int i = 0; i < s->p.n_sequence; i++)
        if (s->timelines[i].checkpoints)
            out->checkpoint_bytes += checkpoint_list_bytes(s->timelines[i].checkpoints);
    out->ctx_used_tok = s->at->n_tok;
    out->ctx_max_tok = s->p.ctx_tok;
}

void session_expert_bytes(const struct session *s, uint64_t *asked, uint64_t *resident)
{
    *asked = s->turn_bytes;
    *resident = s->turn_resident_bytes;
}

void session_step(const struct session *s, struct step *out)
{
    const struct model_config *c = &s->pack->config;
    out->n_layer = c->n_layer;
    out->n_expert = c->n_expert;
    out->layer = s->layer;
    out->expert = s->used;
    out->n_used = s->n_used;
    out->embed_ms = s->phases_known ? (float)s->embed_ms : 0;
    out->head_ms = s->phases_known ? (float)s->head_ms : 0;
    out->total_ms = (float)s->token_ms;
    out->expert_bytes = s->token_bytes;
}
