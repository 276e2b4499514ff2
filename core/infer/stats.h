#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the engine knows about itself, published by copy. A field without a source is not
 * valid and is shown as "n/a", never as 0. */

struct measure {
    double v;
    bool valid;
};

enum engine_phase {
    PHASE_IDLE,
    PHASE_PREFILL,
    PHASE_DECODE,
};

/* Wall time of one layer for the last token (or the last prefill chunk); the parts sum to
 * the total. Milliseconds; all 0: not known, as of chunks on a GPU, which computes while
 * others are recorded. */
struct layer_stats {
    float mixer_ms;    /* norm, attention or delta net, residual */
    float route_ms;    /* norm, router, top-k */
    float io_wait_ms;  /* waiting for expert bytes that arithmetic did not hide */
    float expert_ms;   /* routed and shared experts, combine */
    float other_ms;    /* the rest of the layer */
    uint16_t n_used;   /* experts needed */
    uint16_t n_missed; /* of them, not wholly resident before the read */
    bool linear;
};

enum {
    STATS_MAX_LAYERS = 256,
    STATS_WHY_BYTES = 128,
};

struct stats {
    uint64_t seq; /* grows with every publication */
    enum engine_phase phase;
    int64_t time_ns; /* clock_now_ns at publication */

    /* the turn that runs, or the last one */
    struct measure prefill_tok_s;
    struct measure decode_tok_s;      /* over the last 16 tokens */
    struct measure decode_mean_tok_s; /* (n - 1) / (t_n - t_1) over the turn */
    struct measure ttft_ms;           /* from the request to the first token */
    struct measure round_trip_ms; /* to the server that computes; of a remote engine */
    int n_prompt_tok;             /* of the rendered conversation */
    int n_reused_tok;             /* of them, not recomputed */
    int n_prefilled_tok;          /* of the rest, done so far */
    int n_generated_tok;
    int n_thinking_tok;

    /* the turn is a message that is still being written: it is read, nothing is written */
    bool draft;

    /* one token */
    int n_layer;
    struct layer_stats layer[STATS_MAX_LAYERS];
    struct measure token_ms; /* whole decode step */
    struct measure head_ms, sample_ms, embed_ms;

    /* experts: bytes of the running turn, monotonic inside it */
    uint64_t expert_bytes;          /* asked for */
    uint64_t expert_resident_bytes; /* found in the page cache just before the read */
    bool resident_known;            /* false: the kernel cannot tell */
    uint64_t n_expert_reads;
    struct measure experts_touched; /* share of the model's experts this session, 0..1 */
    uint64_t expert_bytes_token;    /* of the last token */

    /* a GPU that computes: bytes of its memory that we take; of this turn, how often an
     * expert was there when it was needed, how often it was not, and how many of those the
     * CPU computed instead, and the bytes of experts copied there, also for the last token.
     * Bytes of experts a second: copied there, computed by the CPU, as measured when it was
     * opened; not valid where they were not needed. Not valid where the CPU computes all. */
    struct measure gpu_used_bytes, gpu_expert_hits, gpu_expert_misses, gpu_expert_beside;
    struct measure gpu_copied_bytes, gpu_copied_bytes_token;
    struct measure gpu_copy_bytes_s, gpu_beside_bytes_s;

    /* device: bytes the block layer read for this process (proc io), monotonic */
    uint64_t device_bytes;
    bool device_known;

    /* memory, bytes */
    uint64_t dense_bytes, kv_bytes, state_bytes, buffer_bytes, checkpoint_bytes;
    uint64_t rss_bytes;
    struct measure page_cache_bytes; /* of the pack's files */

    /* context */
    int ctx_used_tok, ctx_max_tok;

    /* what decoding has reached this turn of the machine's limits, 0..1 (core/measure/
     * shares.h); why not, of what is not valid: a few words without a full stop */
    struct measure memory_share, disk_share;
    char memory_share_why[STATS_WHY_BYTES], disk_share_why[STATS_WHY_BYTES];
};

/* What a GPU did for one turn; the fields of struct stats with gpu_ before their names. */
struct turn_gpu {
    struct measure used_bytes, expert_hits, expert_misses, expert_beside, copied_bytes;
    struct measure copy_bytes_s, beside_bytes_s;
};

/* One step of the model: a token of the answer, or a chunk of the prompt. The steps are a
 * stream of their own beside struct stats, which tells only of the newest. */
struct step_expert {
    uint16_t id;
    uint16_t n_rows; /* tokens of the step that use it */
};

struct step {
    uint64_t i;              /* counts the steps since somebody takes them, from 1 */
    uint64_t n_lost;         /* steps before this one that nobody took in time */
    int64_t time_ns;         /* clock_now_ns at its end */
    enum engine_phase phase; /* PREFILL or DECODE */
    int n_tok;               /* tokens that it read; decode: 1 */
    int i_tok;               /* decode: which token of the answer, from 1 */
    float total_ms;          /* wall time; decode: choosing the token included */
    float embed_ms, head_ms,
        sample_ms;                   /* parts of it outside the layers; or 0, as there */
    uint64_t expert_bytes;           /* that it asked for */
    int n_layer, n_expert;           /* of the model */
    const struct layer_stats *layer; /* [n_layer], borrowed for the call */
    /* The experts that were used, layer after layer as layer[].n_used says, ascending
     * inside a layer; borrowed for the call. */
    const struct step_expert *expert;
    size_t n_used;
};
typedef void (*step_fn)(void *ctx, const struct step *step);
