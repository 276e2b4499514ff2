#include "core/infer/stats_fields.h"

#include <string.h>

#define FIELD(name, kind)                                                                \
    {                                                                                    \
#name, offsetof(struct stats, name), kind                                        \
    }

const struct stats_field stats_fields[] = {
    FIELD(phase, STATS_PHASE),
    FIELD(prefill_tok_s, STATS_MEASURE),
    FIELD(decode_tok_s, STATS_MEASURE),
    FIELD(decode_mean_tok_s, STATS_MEASURE),
    FIELD(ttft_ms, STATS_MEASURE),
    FIELD(round_trip_ms, STATS_MEASURE),
    FIELD(token_ms, STATS_MEASURE),
    FIELD(embed_ms, STATS_MEASURE),
    FIELD(head_ms, STATS_MEASURE),
    FIELD(sample_ms, STATS_MEASURE),
    FIELD(n_prompt_tok, STATS_INT),
    FIELD(n_reused_tok, STATS_INT),
    FIELD(n_prefilled_tok, STATS_INT),
    FIELD(n_generated_tok, STATS_INT),
    FIELD(n_thinking_tok, STATS_INT),
    FIELD(draft, STATS_BOOL),
    FIELD(expert_bytes, STATS_BYTES),
    FIELD(expert_resident_bytes, STATS_BYTES),
    FIELD(resident_known, STATS_BOOL),
    FIELD(n_expert_reads, STATS_BYTES),
    FIELD(expert_bytes_token, STATS_BYTES),
    FIELD(experts_touched, STATS_SHARE),
    FIELD(gpu_used_bytes, STATS_MEASURE_BYTES),
    FIELD(gpu_expert_hits, STATS_MEASURE_BYTES),
    FIELD(gpu_expert_misses, STATS_MEASURE_BYTES),
    FIELD(gpu_expert_beside, STATS_MEASURE_BYTES),
    FIELD(gpu_copied_bytes, STATS_MEASURE_BYTES),
    FIELD(gpu_copied_bytes_token, STATS_MEASURE_BYTES),
    FIELD(gpu_copy_bytes_s, STATS_MEASURE_BYTES),
    FIELD(gpu_beside_bytes_s, STATS_MEASURE_BYTES),
    FIELD(device_bytes, STATS_BYTES),
    FIELD(device_known, STATS_BOOL),
    FIELD(dense_bytes, STATS_BYTES),
    FIELD(kv_bytes, STATS_BYTES),
    FIELD(state_bytes, STATS_BYTES),
    FIELD(buffer_bytes, STATS_BYTES),
    FIELD(checkpoint_bytes, STATS_BYTES),
    FIELD(rss_bytes, STATS_BYTES),
    FIELD(page_cache_bytes, STATS_MEASURE_BYTES),
    FIELD(ctx_used_tok, STATS_INT),
    FIELD(ctx_max_tok, STATS_INT),
    FIELD(memory_share, STATS_SHARE),
    FIELD(memory_share_why, STATS_WHY),
    FIELD(disk_share, STATS_SHARE),
    FIELD(disk_share_why, STATS_WHY),
    {0},
};

const struct stats_field *stats_field_find(const char *name)
{
    for (const struct stats_field *f = stats_fields; f->name; f++)
        if (strcmp(f->name, name) == 0)
            return f;
    return NULL;
}

/* -1: it is no number. */
static double kind_max(enum stats_kind kind)
{
    switch (kind) {
    case STATS_MEASURE: return 1e9;
    case STATS_SHARE: return 1e4;
    case STATS_MEASURE_BYTES:
    case STATS_BYTES: return (double)STATS_BYTES_MAX;
    case STATS_INT: return STATS_TOKENS_MAX;
    case STATS_BOOL: return 1;
    case STATS_WHY:
    case STATS_PHASE: break;
    }
    return -1;
}

bool stats_kind_can_be(enum stats_kind kind, double v)
{
    return v >= 0 && v <= kind_max(kind);
}

const char *stats_phase_name(enum engine_phase phase)
{
    static const char *const names[] = {"idle", "prefill", "decode"};
    return names[phase];
}
