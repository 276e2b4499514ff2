#include "app/shares_json.h"

static json_t *value(const struct share *s)
{
    return s->valid ? json_real(s->v) : json_null();
}

static json_t *why(const struct share *s)
{
    return s->valid ? json_null() : json_string(s->why);
}

json_t *shares_json(const struct shares *s)
{
    return json_pack("{s:o,s:o,s:o,s:o,s:b}", "memory", value(&s->memory), "memory_why",
                     why(&s->memory), "disk", value(&s->disk), "disk_why", why(&s->disk),
                     "fits_cache", (int)s->fits_cache);
}
