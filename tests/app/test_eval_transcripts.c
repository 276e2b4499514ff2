#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/base/file.h"
#include "tests/app/transcripts.h"
#include "tests/core/infer/fixture.h"

/* For developers who have an unquantised checkpoint with transcripts: with FLASHMOE_DEMO_HF
 * naming its folder, all transcripts in transcripts.json beside that folder are reproduced by
 * the exact kernels, id by id. */

static void every_transcript_is_reproduced_at_16_bits(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open_path(&f, getenv("FLASHMOE_DEMO_HF"), 16, 16);
    char *path = path_join(getenv("FLASHMOE_DEMO_HF"), "../transcripts.json");
    json_t *list = transcripts_load(path);
    size_t i;
    json_t *t;
    json_array_foreach(list, i, t)
    {
        transcript_follow(f.pack->path, i, t);
    }
    json_decref(list);
    free(path);
    fixture_close(&f);
}

int main(void)
{
    if (!getenv("FLASHMOE_DEMO_HF"))
        return 77; /* skipped */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_transcript_is_reproduced_at_16_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
