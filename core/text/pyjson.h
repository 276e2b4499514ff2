#pragma once

#include <jansson.h>

struct strbuf;

/* JSON as the models' templates write it, that is as Python does; the models were trained
 * on these very bytes. */

/* json.dumps(v, ensure_ascii=False): ", " and ": ", keys in order, floats by repr. */
void pyjson_add(struct strbuf *out, const json_t *v);

/* str(v): True, False, None, 3, 0.5, a string as it is, and lists and maps with the repr()
 * of what they hold: ['string', 'null']. */
void pystr_add(struct strbuf *out, const json_t *v);
