#include "net/serve_clients.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    N = 17, /* of 18 places two are kept free */
};

struct pair {
    int here, there;
    struct serve_client *client;
};

static struct pair add(struct serve_clients *c)
{
    int fds[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    return (struct pair){fds[0], fds[1], serve_clients_add(c, fds[0])};
}

static bool hung_up(const struct pair *p)
{
    struct pollfd f = {.fd = p->there, .events = POLLRDHUP};
    return poll(&f, 1, 0) == 1;
}

static void drop(struct serve_clients *c, struct pair *p)
{
    serve_clients_remove(c, p->client);
    close(p->here);
    close(p->there);
}

static void who_takes_too_long_is_hung_up_on(void **state)
{
    struct serve_clients *c = serve_clients_create(100, 1);
    struct pair asks = add(c), waits = add(c), takes = add(c);
    serve_clients_set(c, waits.client, CLIENT_WAITS);
    serve_clients_set(c, takes.client, CLIENT_TAKES);
    serve_clients_sweep(c);
    assert_false(hung_up(&asks) || hung_up(&waits) || hung_up(&takes));
    assert_int_equal(serve_clients_count(c), 3);
    assert_int_equal(serve_clients_count_busy(c), 2);
    usleep(1100000);
    struct pair new = add(c);
    serve_clients_sweep(c);
    assert_true(hung_up(&asks) && hung_up(&takes));
    assert_false(hung_up(&waits) || hung_up(&new));
    drop(c, &asks);
    drop(c, &takes);
    drop(c, &waits);
    assert_int_equal(serve_clients_count_busy(c), 0);
    drop(c, &new);
    serve_clients_destroy(c);
}

static void the_slowest_makes_room(void **state)
{
    struct serve_clients *c = serve_clients_create(N + 1, 100);
    struct pair all[N + 1];
    for (int i = 0; i < N; i++)
        all[i] = add(c);
    for (int i = 0; i < N; i++)
        assert_int_equal(hung_up(&all[i]), i == 0);
    for (int i = 1; i < N; i++)
        serve_clients_set(c, all[i].client, i == 5 ? CLIENT_TAKES : CLIENT_WAITS);
    drop(c, &all[0]);
    all[0] = add(c);
    assert_true(hung_up(&all[5])); /* nobody asks */
    all[N] = add(c);               /* who waits is not hung up on for anybody */
    for (int i = 0; i < N; i++)
        assert_int_equal(hung_up(&all[i]), i == 5 || i == 0);
    for (int i = 0; i <= N; i++)
        drop(c, &all[i]);
    serve_clients_destroy(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_takes_too_long_is_hung_up_on),
        cmocka_unit_test(the_slowest_makes_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
