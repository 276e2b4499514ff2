#include "net/serve_clients.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"

/* Hanging up is a shutdown of the socket: the library then finds it closed, and closes it in
 * its own thread. Removing comes before the close, and takes the lock: a descriptor on the
 * list is always still that connection's. */

struct serve_client {
    int fd;
    int64_t since_ns;
    enum serve_client_does does;
    bool hung_up;
    struct serve_client *prev, *next;
};

struct serve_clients {
    /* -- immutable */
    int max;
    int64_t timeout_ns;
    pthread_mutex_t lock;
    /* -- protected by lock */
    struct serve_client *first;
    int n, n_busy;
};

struct serve_clients *serve_clients_create(int max, int timeout_s)
{
    struct serve_clients *c = xcalloc(1, sizeof(*c));
    c->max = max;
    c->timeout_ns = (int64_t)timeout_s * 1000000000;
    pthread_mutex_init(&c->lock, NULL);
    return c;
}

void serve_clients_destroy(struct serve_clients *c)
{
    if (!c)
        return;
    pthread_mutex_destroy(&c->lock);
    free(c);
}

static void hang_up(struct serve_client *client)
{
    client->hung_up = true;
    shutdown(client->fd, SHUT_RDWR);
}

static struct serve_client *oldest(struct serve_clients *c, enum serve_client_does does)
{
    struct serve_client *found = NULL;
    for (struct serve_client *p = c->first; p; p = p->next)
        if (p->does == does && !p->hung_up && (!found || p->since_ns < found->since_ns))
            found = p;
    return found;
}

/* A few places are kept free, so that there is one for who comes while others are being
 * closed. */
static void make_room(struct serve_clients *c)
{
    int reserve = c->max / 16 + 1;
    if (c->n < c->max - reserve)
        return;
    struct serve_client *asks = oldest(c, CLIENT_ASKS);
    struct serve_client *out = asks ? asks : oldest(c, CLIENT_TAKES);
    if (out)
        hang_up(out);
}

struct serve_client *serve_clients_add(struct serve_clients *c, int fd)
{
    struct serve_client *client = xcalloc(1, sizeof(*client));
    client->fd = fd;
    client->since_ns = clock_now_ns();
    pthread_mutex_lock(&c->lock);
    make_room(c);
    client->next = c->first;
    if (c->first)
        c->first->prev = client;
    c->first = client;
    c->n++;
    pthread_mutex_unlock(&c->lock);
    return client;
}

void serve_clients_remove(struct serve_clients *c, struct serve_client *client)
{
    pthread_mutex_lock(&c->lock);
    if (client->prev)
        client->prev->next = client->next;
    else
        c->first = client->next;
    if (client->next)
        client->next->prev = client->prev;
    c->n--;
    c->n_busy -= client->does != CLIENT_ASKS;
    pthread_mutex_unlock(&c->lock);
    free(client);
}

void serve_clients_set(struct serve_clients *c, struct serve_client *client,
                       enum serve_client_does does)
{
    pthread_mutex_lock(&c->lock);
    c->n_busy += (does != CLIENT_ASKS) - (client->does != CLIENT_ASKS);
    client->does = does;
    client->since_ns = clock_now_ns();
    pthread_mutex_unlock(&c->lock);
}

void serve_clients_sweep(struct serve_clients *c)
{
    int64_t now_ns = clock_now_ns();
    pthread_mutex_lock(&c->lock);
    for (struct serve_client *p = c->first; p; p = p->next)
        if (p->does != CLIENT_WAITS && !p->hung_up &&
            now_ns - p->since_ns > c->timeout_ns)
            hang_up(p);
    pthread_mutex_unlock(&c->lock);
}

int serve_clients_count(struct serve_clients *c)
{
    pthread_mutex_lock(&c->lock);
    int n = c->n;
    pthread_mutex_unlock(&c->lock);
    return n;
}

int serve_clients_count_busy(struct serve_clients *c)
{
    pthread_mutex_lock(&c->lock);
    int n = c->n_busy;
    pthread_mutex_unlock(&c->lock);
    return n;
}
