#pragma once

#include <stdbool.h>

/* The address of a server that speaks the OpenAI API, checked and in one form. */

struct error;

struct remote_url {
    char *base;     /* owned: "http://host:8080/v1", without a slash at the end */
    char *root;     /* owned: the same without "/v1" */
    char *host;     /* owned: "host:8080" */
    bool encrypted; /* https */
    bool loopback;  /* of this machine: nobody on a network reads along */
};

/* "http://HOST[:PORT]", with "/v1" put behind it; or the whole base when it is another one
 * ("https://HOST/openai/v1"). Without a scheme it is http for this machine, https for others.
 * A user, a password, a query and a fragment are refused: the address is shown and saved. */
bool remote_url_parse(struct remote_url *out, const char *text, struct error *err);
void remote_url_finish(struct remote_url *u);
