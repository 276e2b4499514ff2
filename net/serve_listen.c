#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "net/serve.h"

/* Where the server listens. The address itself decides whether it is loopback, not the name
 * that led to it. */

static bool is_loopback(const struct sockaddr *a)
{
    if (a->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)a;
        return ntohl(in->sin_addr.s_addr) >> 24 == 127;
    }
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)(const void *)a;
    return a->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
}

static int bind_socket(const struct addrinfo *a, const char *host, int port,
                       struct error *err)
{
    int one = 1;
    int fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        err_set(err, errno, "create a socket for %s", host);
        return -1;
    }
    /* A server that was just stopped does not keep the next from starting. */
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (bind(fd, a->ai_addr, a->ai_addrlen) != 0) {
        err_set(err, errno, "listen on %s, port %d", host, port);
        close(fd);
        return -1;
    }
    return fd;
}

static char *show(int fd)
{
    struct sockaddr_storage a = {0};
    socklen_t len = sizeof(a);
    char host[NI_MAXHOST], port[NI_MAXSERV];
    if (getsockname(fd, (struct sockaddr *)&a, &len) != 0 ||
        getnameinfo((struct sockaddr *)&a, len, host, sizeof(host), port, sizeof(port),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return xstrdup("http://?");
    return a.ss_family == AF_INET6 ? xasprintf("http://[%s]:%s", host, port)
                                   : xasprintf("http://%s:%s", host, port);
}

int serve_listen(const char *host, int port, bool any, char **shown, struct error *err)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICSERV | AI_PASSIVE};
    struct addrinfo *found = NULL;
    char service[16];
    snprintf(service, sizeof(service), "%d", port);
    int status = getaddrinfo(host, service, &hints, &found);
    if (status != 0 || !found) {
        err_set(err, status == EAI_SYSTEM ? errno : 0, "find the address %s: %s", host,
                gai_strerror(status));
        return -1;
    }
    int fd = -1;
    if (any || is_loopback(found->ai_addr))
        fd = bind_socket(found, host, port, err);
    else
        err_set(err, 0,
                "%s can be reached from other machines: that needs --api-key-file (or "
                "--host 127.0.0.1)",
                host);
    freeaddrinfo(found);
    if (fd >= 0)
        *shown = show(fd);
    return fd;
}
