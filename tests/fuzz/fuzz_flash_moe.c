/* model_weights.json of a flash-moe folder, whose other files are there: zeros, with layers of
 * the size that the corpus asks for. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/checkpoint.h"
#include "tests/fuzz/fuzz.h"

enum {
    WEIGHTS_BYTES = 64 << 10,
    LAYER_BYTES = 2 * 3 * (64 * 64 / 2 + 2 * 64 * 2), /* two experts of 64 x 64, 4 bits */
};

static char *experts; /* owned: the folder of the layer files */

static void remove_experts(void)
{
    char *layer = path_join(experts, "layer_00.bin");
    unlink(layer);
    rmdir(experts);
    free(layer);
    free(experts);
}

static void make_files(void)
{
    static const uint8_t zeros[WEIGHTS_BYTES];
    if (experts)
        return;
    fuzz_file("model_weights.bin", zeros, WEIGHTS_BYTES);
    experts = path_join(fuzz_folder(), "packed_experts");
    if (mkdir(experts, 0700) != 0)
        fuzz_fail("the folder of experts cannot be made");
    atexit(remove_experts); /* before the folder's own, which came earlier */
    char *layer = path_join(experts, "layer_00.bin");
    FILE *f = fopen(layer, "w");
    if (!f || fwrite(zeros, LAYER_BYTES, 1, f) != 1 || fclose(f) != 0)
        fuzz_fail("the layer cannot be written");
    free(layer);
}

/* Into blocks of exactly the size that is promised. */
static void read_last_row(const struct checkpoint *ck, const struct source *s)
{
    struct error err = {0};
    size_t groups = s->group && s->scales ? (size_t)(s->n_in / s->group) : 0;
    char *data = xmalloc(source_row_bytes(s));
    uint16_t *scales = groups ? xmalloc(groups * 2) : NULL;
    uint16_t *biases = groups ? xmalloc(groups * 2) : NULL;
    if (!checkpoint_read_rows(ck, s, s->n_out - 1, 1, data, scales, biases, &err))
        fuzz_fail(err.msg);
    free(data);
    free(scales);
    free(biases);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    make_files();
    fuzz_file("model_weights.json", data, size);
    struct checkpoint *ck = checkpoint_open(fuzz_folder(), &err);
    if (!ck) {
        fuzz_check(err.msg[0], "a folder that is refused has a reason");
        return 0;
    }
    for (int i = 0; i < ck->n_spec; i++)
        read_last_row(ck, &ck->dense[i]);
    for (int i = 0; i < ck->config.n_layer * ck->config.n_expert; i++) {
        read_last_row(ck, &ck->expert[i].gate);
        read_last_row(ck, &ck->expert[i].up);
        read_last_row(ck, &ck->expert[i].down);
    }
    checkpoint_close(ck);
    return 0;
}
