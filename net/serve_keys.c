#include "net/serve_keys.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "net/key_file.h"

enum {
    MAX_KEYS = 64,
    KEY_BYTES = 256, /* at most; every comparison looks at all of them */
};

struct serve_keys {
    int n;
    char key[MAX_KEYS][KEY_BYTES]; /* filled up with 0 */
};

static bool add_key(void *ctx, const char *key, size_t len, struct error *err)
{
    struct serve_keys *k = ctx;
    if (k->n == MAX_KEYS)
        return err_set(err, 0, "there are more than %d keys", MAX_KEYS);
    if (len >= KEY_BYTES)
        return err_set(err, 0, "key %d is longer than %d bytes", k->n + 1, KEY_BYTES - 1);
    memcpy(k->key[k->n++], key, len);
    return true;
}

struct serve_keys *serve_keys_load(const char *path, struct error *err)
{
    struct serve_keys *k = xcalloc(1, sizeof(*k));
    if (key_file_read(path, add_key, k, err))
        return k;
    serve_keys_free(k);
    return NULL;
}

void serve_keys_free(struct serve_keys *k)
{
    if (k)
        explicit_bzero(k, sizeof(*k));
    free(k);
}

bool serve_keys_allow(const struct serve_keys *k, const char *authorization)
{
    static const char scheme[] = "Bearer ";
    if (!authorization || strncasecmp(authorization, scheme, sizeof(scheme) - 1) != 0)
        return false;
    const char *given = authorization + sizeof(scheme) - 1;
    given += strspn(given, " ");
    size_t len = strlen(given);
    if (!len || len >= KEY_BYTES)
        return false;
    char padded[KEY_BYTES] = {0};
    stpcpy(padded, given);
    unsigned any = 0;
    for (int i = 0; i < k->n; i++) {
        unsigned different = 0;
        for (int b = 0; b < KEY_BYTES; b++)
            different |= (unsigned)(padded[b] ^ k->key[i][b]);
        any |= different == 0;
    }
    return any != 0;
}
