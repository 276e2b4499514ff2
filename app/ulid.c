#include "app/ulid.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "core/base/error.h"

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

bool ulid_make(char out[ULID_LEN + 1], int64_t time_ms, struct error *err)
{
    unsigned char random[10];
    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
        return err_set(err, errno ? errno : EIO, "get random bytes for an identifier");

    uint64_t t = (uint64_t)time_ms;
    for (int i = 9; i >= 0; i--, t >>= 5)
        out[i] = digits[t & 31];

    /* 80 bits are 16 digits of 5. */
    unsigned bits = 0;
    int n_bits = 0, n = 10;
    for (size_t i = 0; i < sizeof(random); i++) {
        bits = (bits << 8 | random[i]) & 0xfff;
        n_bits += 8;
        while (n_bits >= 5) {
            n_bits -= 5;
            out[n++] = digits[bits >> n_bits & 31];
        }
    }
    out[ULID_LEN] = '\0';
    return true;
}

bool ulid_valid(const char *s)
{
    return strlen(s) == ULID_LEN && strspn(s, digits) == ULID_LEN && s[0] <= '7';
}

bool ulid_prefix_valid(const char *s)
{
    size_t n = 0;
    for (; s[n]; n++)
        if (n >= ULID_LEN || !strchr(digits, toupper((unsigned char)s[n])))
            return false;
    return n > 0;
}
