/* manifest.json of a pack. */
#include "core/base/error.h"
#include "core/model/manifest.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    struct manifest m = {0};
    fuzz_file("manifest.json", data, size);
    if (manifest_load(&m, fuzz_folder(), &err))
        json_decref(manifest_to_json(&m));
    else
        fuzz_check(err.msg[0], "a manifest that is refused has a reason");
    manifest_finish(&m);
    return 0;
}
