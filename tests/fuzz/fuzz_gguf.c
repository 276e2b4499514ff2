/* The headers of GGUF files. */
#include "core/base/error.h"
#include "core/model/gguf.h"
#include "tests/fuzz/fuzz.h"

static volatile size_t sum; /* every byte is looked at */

static void read_metadata(const struct gguf *g, const char *key)
{
    struct gguf_value v;
    const char *text;
    size_t at = 0, len;
    int64_t n;
    double x;
    bool b;
    if (!gguf_find(g, key, &v))
        return;
    while (gguf_next_text(&v, &at, &text, &len))
        for (size_t i = 0; i < len; i++)
            sum += (unsigned char)text[i];
    for (uint64_t i = 0; i < v.n && gguf_item_int(&v, i, &n); i++)
        sum += (size_t)n;
    gguf_int(g, key, &n);
    gguf_real(g, key, &x);
    gguf_bool(g, key, &b);
    gguf_text(g, key, &len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    struct gguf *g = gguf_open(fuzz_file("model.gguf", data, size), &err);
    if (!g) {
        fuzz_check(err.msg[0], "a file that is refused has a reason");
        return 0;
    }
    const struct stored_tensors *st = gguf_tensors(g);
    for (int i = 0; i < st_n_tensors(st); i++) {
        const struct st_tensor *t = st_tensor_at(st, i);
        char text[160], byte[1];
        st_shape_text(t, text);
        fuzz_check(st_find(st, t->name) == t, "a tensor is found by its name");
        fuzz_check(t->n_bytes > 0 && st_read(st, t, t->n_bytes - 1, byte, 1, &err),
                   "the last byte of an accepted tensor is in the file");
    }
    static const char *const keys[] = {"general.architecture", "general.alignment",
                                       "tokenizer.ggml.tokens", "split.count", "a"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        read_metadata(g, keys[i]);
    gguf_close(g);
    return 0;
}
