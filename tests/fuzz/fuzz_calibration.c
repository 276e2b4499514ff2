/* A file of `flashmoe pack --calibrate`, as it is and with the checksum that its numbers want:
 * no chance finds that one. */
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/model/calibration.h"
#include "core/model/tensors.h"
#include "tests/fuzz/fuzz.h"

static const struct model_config config = {.n_layer = 1,
                                           .layer = {LAYER_FULL},
                                           .hidden = 32,
                                           .n_vocab = 16,
                                           .n_head = 2,
                                           .n_kv_head = 1,
                                           .head_dim = 16,
                                           .n_expert = 2,
                                           .n_expert_used = 1,
                                           .expert_ff = 16};

static void check_numbers(const float *x, int n)
{
    for (int i = 0; x && i < n; i++)
        fuzz_check(x[i] >= 1e-3f && x[i] <= 1e3f, "accepted numbers are bounded");
}

static void play(const uint8_t *data, size_t size)
{
    struct error err = {0};
    const char *path = fuzz_file("calibration", data, size);
    struct calibration *cal = calibration_open(path, &config, &err);
    if (!cal) {
        fuzz_check(err.msg[0], "a file that is refused has a reason");
        return;
    }
    int n_spec;
    struct tensor_spec *spec = tensor_specs(&config, &n_spec);
    for (int i = 0; i < n_spec; i++)
        check_numbers(calibration_dense(cal, i), spec[i].n_in);
    for (int e = 0; e < config.n_expert; e++) {
        check_numbers(calibration_expert(cal, 0, e, CALIBRATION_IN), config.hidden);
        check_numbers(calibration_expert(cal, 0, e, CALIBRATION_MID), config.expert_ff);
    }
    free(spec);
    calibration_close(cal);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum {
        SUM_AT = 6 * 8, /* of the header's seven numbers the last */
        HEADER_BYTES = 7 * 8,
    };
    play(data, size);
    if (size <= HEADER_BYTES)
        return 0;
    uint8_t *mended = xmalloc(size);
    memcpy(mended, data, size);
    uint64_t sum = XXH3_64bits(data + HEADER_BYTES, size - HEADER_BYTES);
    memcpy(mended + SUM_AT, &sum, sizeof(sum));
    play(mended, size);
    free(mended);
    return 0;
}
