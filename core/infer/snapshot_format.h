#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The layout of a snapshot file, flashmoe-session(5), and the checks that need nothing but
 * its first bytes. Numbers are little-endian as on every machine that we run on; the order
 * is written down and a file of another one is refused.
 *
 *   header          256 bytes, written last: a file that was not finished has none
 *   positions       u32[n_states], ascending; the last is n_tok
 *   tokens          i32[n_tok]
 *   zeros           up to a multiple of 8
 *   states          n_states times state_bytes
 *   KV cache        n_kv_segments times n_tok rows of kv_row_bytes
 */

struct error;

enum {
    SNAPSHOT_VERSION = 1,
    SNAPSHOT_HEADER_BYTES = 256,
    SNAPSHOT_MAX_STATES = 16,
    SNAPSHOT_NAME_BYTES = 72,
};

struct snapshot_header {
    char magic[8];
    uint32_t byte_order, version;
    uint64_t file_bytes;
    uint64_t pack_id;     /* pack_identity */
    uint64_t state_bytes; /* of one recurrent state, 0: the model has none */
    uint32_t n_tok, n_states;
    uint32_t n_kv_segments, kv_row_bytes;
    uint32_t kv_type;     /* 0: f16, 1: f32 */
    uint32_t activations; /* 0: int8, 1: f32 */
    uint32_t experts_per_token, n_vocab;
    uint32_t expert_bits, dense_bits; /* for people: pack_id decides */
    int64_t saved_ms;                 /* Unix time */
    char model[SNAPSHOT_NAME_BYTES];  /* for people, NUL-padded */
    char template_name[SNAPSHOT_NAME_BYTES];
    uint64_t reserved;    /* 0 */
    uint64_t body_xxh3;   /* of everything behind the header */
    uint64_t header_xxh3; /* of the bytes before it */
};
_Static_assert(sizeof(struct snapshot_header) == SNAPSHOT_HEADER_BYTES,
               "the header has no padding");

/* The bytes behind the header up to the states, and the length of the whole file. False
 * when that does not fit into 63 bits. n_tok, n_states, sizes as in the header. */
bool snapshot_sizes(const struct snapshot_header *h, uint64_t *index_bytes,
                    uint64_t *file_bytes);

/* Fills magic, order, version, file_bytes and header_xxh3 of one that is complete else. */
void snapshot_seal(struct snapshot_header *h);

/* Whether `h` is a header of ours that belongs to a file of that length, unharmed; all its
 * numbers fit each other afterwards. False + err: "not a snapshot", "version 2", ... */
bool snapshot_check(const struct snapshot_header *h, uint64_t file_bytes,
                    struct error *err);

/* Whether the state in the file is one that `want` can go on with: the same model, k, KV
 * cache and arithmetic. False + err says what differs. */
bool snapshot_fits(const struct snapshot_header *h, const struct snapshot_header *want,
                   struct error *err);
