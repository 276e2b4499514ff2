/* A conversation's JSONL: read, drawn, exported. */
#include <stdlib.h>

#include "app/conversation.h"
#include "app/export.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    const char *path = fuzz_file("01ARZ3NDEKTSV4RRFFQ69G5FAV.jsonl", data, size);
    struct conversation *c = conversation_read(fuzz_folder(), path, &err);
    if (!c) {
        fuzz_check(err.msg[0], "a conversation that is refused has a reason");
        return 0;
    }
    for (int i = 0; i < conversation_n_turns(c); i++) {
        int parent = conversation_turn(c, i)->parent;
        fuzz_check(parent >= -1 && parent < i, "parents come before their children");
    }
    int n;
    struct message *m = conversation_messages(c, &n);
    for (int i = 0; i < n; i++)
        message_finish(&m[i]);
    free(m);
    free(conversation_tree(c, 60, false, &n));
    for (int format = EXPORT_MD; format <= EXPORT_TXT; format++) {
        struct strbuf out = {0};
        export_conversation(c, (enum export_format)format, true, &out);
        strbuf_finish(&out);
    }
    conversation_free(c);
    return 0;
}
