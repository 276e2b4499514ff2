/* The header of a safetensors file. */
#include "core/base/error.h"
#include "core/model/safetensors.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    fuzz_file("model.safetensors", data, size);
    struct stored_tensors *st = safetensors_open(fuzz_folder(), &err);
    if (!st) {
        fuzz_check(err.msg[0], "a file that is refused has a reason");
        return 0;
    }
    for (int i = 0; i < st_n_tensors(st); i++) {
        const struct st_tensor *t = st_tensor_at(st, i);
        char text[160], byte[1];
        st_shape_text(t, text);
        fuzz_check(st_find(st, t->name) == t, "a tensor is found by its name");
        if (t->n_bytes > 0)
            fuzz_check(st_read(st, t, t->n_bytes - 1, byte, 1, &err),
                       "the last byte of an accepted tensor is in the file");
    }
    st_fingerprint(st);
    st_close(st);
    return 0;
}
