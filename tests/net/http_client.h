#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The least of an HTTP client, with every step by itself, so that a test can stop between
 * any two. */

struct reply_text {
    char *all; /* owned: head and body, as they came */
    size_t len;
    int status;       /* 0: there was none */
    const char *body; /* in all; of chunked ones with their marks; never NULL */
};

int client_connect(int port);
/* As many bytes as the server takes; false: it hung up. */
bool client_send(int fd, const char *text);
/* A POST of this body to path; one connection for one request. */
void client_post(int fd, const char *path, const char *body);
void client_ask(int fd, const char *message, bool stream);
/* All there is until the server hangs up or timeout_ms have passed without a byte. */
struct reply_text client_read(int fd, int timeout_ms);
/* Until `words` have come. False: they did not. */
bool client_wait_for(int fd, const char *words, int timeout_ms);
void reply_text_free(struct reply_text *r);
