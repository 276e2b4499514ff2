#pragma once

#include <jansson.h>

struct strbuf;

/* JSON as the models' templates write it, that is as Python does; the models were trained
 * on these very bytes. */

/* json.dumps(v, ensure_ascii=False): ", " and ": ", keys in order, floats by repr. */
void pyjson_add(struct strbuf *out, const json_t *v);

/* str(v) of a scalar: True, False, None, 3, 0.5, and a string as it is. */
void pystr_add(struct strbuf *out, const json_t *v);
