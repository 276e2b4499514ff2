#include "tests/net/http_client.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/strbuf.h"

int client_connect(int port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0) {
        perror("connect");
        abort();
    }
    return fd;
}

bool client_send(int fd, const char *text)
{
    size_t len = strlen(text);
    while (len) {
        ssize_t n = send(fd, text, len, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        text += n;
        len -= (size_t)n;
    }
    return true;
}

void client_post(int fd, const char *path, const char *body)
{
    char *text =
        xasprintf("POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                  "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                  path, strlen(body), body);
    client_send(fd, text);
    free(text);
}

void client_ask(int fd, const char *message, bool stream)
{
    char *body = xasprintf("{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}],"
                           "\"stream\":%s}",
                           message, stream ? "true" : "false");
    client_post(fd, "/v1/chat/completions", body);
    free(body);
}

/* False: nothing came any more. */
static bool read_some(int fd, struct strbuf *out, int timeout_ms)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    char buf[4096];
    if (poll(&p, 1, timeout_ms) != 1)
        return false;
    ssize_t n = recv(fd, buf, sizeof(buf), 0);
    if (n > 0)
        strbuf_add(out, buf, (size_t)n);
    return n > 0;
}

struct reply_text client_read(int fd, int timeout_ms)
{
    struct strbuf all = {0};
    while (read_some(fd, &all, timeout_ms)) {
    }
    struct reply_text r = {.len = all.len};
    r.all = strbuf_take(&all);
    if (strncmp(r.all, "HTTP/1.1 ", 9) == 0)
        r.status = (int)strtol(r.all + 9, NULL, 10);
    const char *blank = strstr(r.all, "\r\n\r\n");
    r.body = blank ? blank + 4 : r.all + r.len;
    return r;
}

bool client_wait_for(int fd, const char *words, int timeout_ms)
{
    struct strbuf all = {0};
    bool found = false;
    while (!found && read_some(fd, &all, timeout_ms))
        found = strstr(all.data, words) != NULL;
    strbuf_finish(&all);
    return found;
}

void reply_text_free(struct reply_text *r)
{
    free(r->all);
    *r = (struct reply_text){0};
}
