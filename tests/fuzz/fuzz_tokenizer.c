/* tokenizer.json, and text for it. What is read as one must be JSON to another, stricter parser
 * too. */
#include <string.h>

#include <jansson.h>

#include "core/base/error.h"
#include "core/text/tokenizer.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char text[] =
        "Hello <|im_end|> w\xc3\xb6rld 123\n\t\xe6\xbc\xa2\xe5\xad\x97";
    struct error err = {0};
    struct tokenizer *t = tokenizer_open(fuzz_file("tokenizer.json", data, size), &err);
    if (!t) {
        fuzz_check(err.msg[0], "a tokenizer that is refused has a reason");
        return 0;
    }
    json_t *root = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
    fuzz_check(root, "a tokenizer is JSON");
    json_decref(root);
    struct id_list ids = {0};
    struct text_span spans[] = {{text, sizeof(text) - 1, true},
                                {text, sizeof(text) - 1, false}};
    if (tokenizer_encode(t, spans, 2, &ids, &err))
        for (size_t i = 0; i < ids.n; i++) {
            size_t len;
            bool special;
            fuzz_check(ids.ids[i] >= 0 && ids.ids[i] < tokenizer_n_ids(t),
                       "ids are in range");
            const char *piece = tokenizer_piece(t, ids.ids[i], &len, &special);
            fuzz_check(len == 0 || memchr(piece, 0, len) != piece + len, "it is there");
        }
    id_list_finish(&ids);
    tokenizer_close(t);
    return 0;
}
