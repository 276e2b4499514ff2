/* The header of a snapshot. */
#include <stddef.h>
#include <string.h>

#include <xxhash.h>

#include "core/base/error.h"
#include "core/infer/snapshot_format.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct snapshot_header h = {0}, sealed;
    struct error err = {0};
    memcpy(&h, data, size < sizeof(h) ? size : sizeof(h));
    uint64_t file_bytes = size > sizeof(h) ? size : h.file_bytes, index_bytes, want;
    snapshot_check(&h, file_bytes, &err);

    /* A checksum is easily made: what it covers is checked all the same. */
    h.header_xxh3 = XXH3_64bits(&h, offsetof(struct snapshot_header, header_xxh3));
    if (snapshot_check(&h, file_bytes, &err)) {
        fuzz_check(snapshot_sizes(&h, &index_bytes, &want) && want == file_bytes,
                   "what is accepted has the size that its numbers say");
        fuzz_check(index_bytes + SNAPSHOT_HEADER_BYTES <= file_bytes, "the index fits");
        fuzz_check(h.n_states <= SNAPSHOT_MAX_STATES, "states are counted");
        fuzz_check(snapshot_fits(&h, &h, &err), "it fits itself");
    }
    sealed = h;
    snapshot_seal(&sealed);
    snapshot_check(&sealed, sealed.file_bytes, &err);
    return 0;
}
