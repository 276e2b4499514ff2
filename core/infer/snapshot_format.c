#include "core/infer/snapshot_format.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <xxhash.h>

#include "core/base/error.h"

static const char magic[8] = {'F', 'L', 'M', 'O', 'E', 'K', 'V', '\n'};

enum {
    BYTE_ORDER_MARK = 0x01020304,
};

static uint64_t header_hash(const struct snapshot_header *h)
{
    return XXH3_64bits(h, offsetof(struct snapshot_header, header_xxh3));
}

static bool add_product(uint64_t *sum, uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t n;
    return !__builtin_mul_overflow(a, b, &n) && !__builtin_mul_overflow(n, c, &n) &&
           !__builtin_add_overflow(*sum, n, sum) && *sum <= INT64_MAX;
}

bool snapshot_sizes(const struct snapshot_header *h, uint64_t *index_bytes,
                    uint64_t *file_bytes)
{
    /* Two 32-bit counts of four bytes each cannot overflow. */
    *index_bytes = ((uint64_t)h->n_states + h->n_tok) * 4;
    *index_bytes = (*index_bytes + 7) / 8 * 8;
    uint64_t n = SNAPSHOT_HEADER_BYTES + *index_bytes;
    bool ok = add_product(&n, h->n_states, h->state_bytes, 1) &&
              add_product(&n, h->n_kv_segments, h->n_tok, h->kv_row_bytes);
    *file_bytes = n;
    return ok;
}

void snapshot_seal(struct snapshot_header *h)
{
    uint64_t index_bytes;
    memcpy(h->magic, magic, sizeof(magic));
    h->byte_order = BYTE_ORDER_MARK;
    h->version = SNAPSHOT_VERSION;
    snapshot_sizes(h, &index_bytes, &h->file_bytes);
    h->header_xxh3 = header_hash(h);
}

bool snapshot_check(const struct snapshot_header *h, uint64_t file_bytes,
                    struct error *err)
{
    uint64_t index_bytes, want_bytes;
    if (memcmp(h->magic, magic, sizeof(magic)) != 0)
        return err_set(err, 0, "it is not a snapshot, or was not finished");
    if (h->byte_order != BYTE_ORDER_MARK)
        return err_set(err, 0, "it was written on a machine with another byte order");
    if (h->version != SNAPSHOT_VERSION)
        return err_set(err, 0, "it has format %u, this program reads %d", h->version,
                       SNAPSHOT_VERSION);
    if (h->header_xxh3 != header_hash(h))
        return err_set(err, 0, "its header is damaged");
    if (h->reserved != 0 || h->n_tok == 0 || h->n_tok > INT32_MAX ||
        h->n_states > SNAPSHOT_MAX_STATES || h->n_kv_segments > INT32_MAX ||
        (h->n_states == 0) != (h->state_bytes == 0) ||
        !snapshot_sizes(h, &index_bytes, &want_bytes) || want_bytes != h->file_bytes)
        return err_set(err, 0, "the numbers in its header contradict each other");
    if (h->file_bytes != file_bytes)
        return err_set(err, 0, "it has %llu bytes instead of %llu",
                       (unsigned long long)file_bytes, (unsigned long long)h->file_bytes);
    return true;
}

/* The name in a file may be anything. */
static const char *printable(const char *name, char out[SNAPSHOT_NAME_BYTES + 1])
{
    memcpy(out, name, SNAPSHOT_NAME_BYTES);
    out[SNAPSHOT_NAME_BYTES] = '\0';
    for (char *p = out; *p; p++)
        if (!isprint((unsigned char)*p))
            *p = '?';
    return out;
}

bool snapshot_fits(const struct snapshot_header *h, const struct snapshot_header *want,
                   struct error *err)
{
    static const char *const kv[] = {"f16", "f32"}, *const activations[] = {"int8",
                                                                            "f32"};
    char name[SNAPSHOT_NAME_BYTES + 1];
    if (h->pack_id != want->pack_id) {
        if (h->expert_bits != want->expert_bits || h->dense_bits != want->dense_bits)
            return err_set(err, 0,
                           "it is of another model (%s, experts %u bits, rest %u)",
                           printable(h->model, name), h->expert_bits, h->dense_bits);
        return err_set(err, 0, "it is of another model (%s) or of other weights",
                       printable(h->model, name));
    }
    if (h->experts_per_token != want->experts_per_token)
        return err_set(err, 0, "it is of %u experts per token, now there are %u",
                       h->experts_per_token, want->experts_per_token);
    if (h->kv_type != want->kv_type)
        return err_set(err, 0, "its attention cache is %s, now it is %s",
                       h->kv_type <= 1 ? kv[h->kv_type] : "of another kind",
                       kv[want->kv_type]);
    if (h->activations != want->activations)
        return err_set(err, 0, "it is of %s activations, now they are %s",
                       h->activations <= 1 ? activations[h->activations] : "other",
                       activations[want->activations]);
    if (h->state_bytes != want->state_bytes || h->n_vocab != want->n_vocab ||
        h->n_kv_segments != want->n_kv_segments || h->kv_row_bytes != want->kv_row_bytes)
        return err_set(err, 0, "its state has another shape");
    return true;
}
