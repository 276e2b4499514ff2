/* flashmoe serve: the model behind HTTP, for programs that speak the API of OpenAI. */
#include <argp.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "app/exit.h"
#include "app/options.h"
#include "app/paths.h"
#include "app/programs/programs.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "net/serve.h"
#include "net/serve_keys.h"

struct serve_args {
    struct options options;
    const char *host, *cors, *name; /* borrowed from argv */
    int n_parallel;                 /* 0: not given */
    int port, n_queue, n_connections, timeout_s, grace_s;
    uint64_t body_max_bytes;
};

enum {
    PORT_DEFAULT = 8080,
    PARALLEL_DEFAULT = 4,
    QUEUE_DEFAULT = 64,
    CONNECTIONS_DEFAULT = 512,
    TIMEOUT_DEFAULT_S = 60,
    GRACE_DEFAULT_S = 10,
    BODY_DEFAULT_BYTES = 8 << 20,
    MORE_FILES = 512, /* than connections: the pack's, the library's, ours */
};

enum {
    KEY_HOST = 0x700,
    KEY_PORT,
    KEY_CORS,
    KEY_NAME,
    KEY_PARALLEL,
    KEY_QUEUE,
    KEY_CONNECTIONS,
    KEY_TIMEOUT,
    KEY_GRACE,
    KEY_BODY_MAX,
};

static const struct argp_option serve_options[] = {
    {NULL, 0, NULL, 0, "Server:", 1},
    {"host", KEY_HOST, "ADDRESS", 0, "listen there (default: 127.0.0.1)", 0},
    {"port", KEY_PORT, "N", 0, "listen on this port (default: 8080); 0 takes a free one",
     0},
    {"cors", KEY_CORS, "ORIGIN", 0, "let pages of ORIGIN ask; * for all", 0},
    {"model-name", KEY_NAME, "NAME", 0, "what the model is called (default: the pack's)",
     0},
    {"parallel", KEY_PARALLEL, "N", 0,
     "answers written at once (default: 4, fewer where their states would take too much "
     "memory, 1 on a GPU)",
     0},
    {"queue", KEY_QUEUE, "N", 0, "requests that wait for a place (default: 64)", 0},
    {"connections", KEY_CONNECTIONS, "N", 0, "connections at once (default: 512)", 0},
    {"request-timeout", KEY_TIMEOUT, "SECONDS", 0,
     "for a request to arrive (default: 60)", 0},
    {"body-max", KEY_BODY_MAX, "SIZE", 0, "largest request (default: 8MiB)", 0},
    {"grace", KEY_GRACE, "SECONDS", 0, "for answers to end at the end (default: 10)", 0},
    {0},
};

static error_t take_int(struct argp_state *state, const char *arg, int min, int max,
                        const char *what, int *out)
{
    struct error err = {0};
    if (!option_int(arg, min, max, what, out, &err))
        argp_error(state, "%s", err.msg);
    return 0;
}

static error_t take_body_max(struct argp_state *state, const char *arg, uint64_t *out)
{
    struct error err = {0};
    if (!option_bytes(arg, "--body-max", out, &err))
        argp_error(state, "%s", err.msg);
    if (*out < 1024 || *out > (uint64_t)1 << 30)
        argp_error(state, "--body-max: %s is not between 1KiB and 1GiB", arg);
    return 0;
}

static error_t serve_parse(int key, char *arg, struct argp_state *state)
{
    struct serve_args *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->options; return 0;
    case KEY_HOST: a->host = arg; return 0;
    case KEY_CORS: a->cors = arg; return 0;
    case KEY_NAME: a->name = arg; return 0;
    case KEY_PORT: return take_int(state, arg, 0, 65535, "--port", &a->port);
    case KEY_PARALLEL: return take_int(state, arg, 1, 64, "--parallel", &a->n_parallel);
    case KEY_QUEUE: return take_int(state, arg, 0, 100000, "--queue", &a->n_queue);
    case KEY_CONNECTIONS:
        return take_int(state, arg, 8, 100000, "--connections", &a->n_connections);
    case KEY_TIMEOUT:
        return take_int(state, arg, 1, 86400, "--request-timeout", &a->timeout_s);
    case KEY_GRACE: return take_int(state, arg, 0, 86400, "--grace", &a->grace_s);
    case KEY_BODY_MAX: return take_body_max(state, arg, &a->body_max_bytes);
    case ARGP_KEY_ARG: argp_error(state, "what is '%s' for?", arg); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child serve_children[] = {
    {&options_argp, 0, NULL, 10},
    {0},
};

static const struct argp serve_argp = {
    .options = serve_options,
    .parser = serve_parse,
    .doc =
        "Serve a model over HTTP, with the API of OpenAI.\v"
        "Sampling, --think and --max-tokens are for requests that do not say. An address "
        "that other machines can reach needs --api-key-file. SIGINT or SIGTERM lets what "
        "is being answered end, a second one stops it. See flashmoe-serve(1).\n\n"
        "Examples:\n"
        "  flashmoe serve -m ~/models/qwen35\n"
        "  flashmoe serve --host 0.0.0.0 --api-key-file ~/.flashmoe-keys\n"
        "  curl http://127.0.0.1:8080/v1/models",
    .children = serve_children,
};

static int fail(int exit_code, const struct error *err)
{
    fprintf(stderr, "flashmoe: %s\n", err->msg);
    return exit_code;
}

static void log_line(void *ctx, const char *line)
{
    (void)ctx;
    fprintf(stderr, "flashmoe: %s\n", line);
}

/* Each connection is an open file. */
static bool allow_files(int n_connections, struct error *err)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)n_connections + MORE_FILES;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return true;
    if (limit.rlim_max < wanted)
        return err_set(
            err, 0, "--connections: %d need %llu open files, of which %llu are allowed",
            n_connections, (unsigned long long)wanted,
            (unsigned long long)limit.rlim_max);
    limit.rlim_cur = wanted;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0 ||
           err_set(err, errno, "allow %llu open files", (unsigned long long)wanted);
}

/* The first signal lets answers end, the next one does not. */
static void wait_for_end(struct serve *s, int signal_fd, int grace_s)
{
    struct pollfd fds[2] = {{.fd = signal_fd, .events = POLLIN},
                            {.fd = serve_stopped_fd(s), .events = POLLIN}};
    int grace_ms = grace_s > INT32_MAX / 1000 ? INT32_MAX : grace_s * 1000;
    while (!(fds[1].revents & POLLIN)) {
        struct signalfd_siginfo info;
        if (poll(fds, 2, -1) < 0)
            continue;
        if ((fds[0].revents & POLLIN) &&
            read(signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
        {
            serve_stop(s, grace_ms);
            grace_ms = 0;
        }
    }
}

static int run(const struct serve_args *a, const struct serve_params *params,
               const char *url, struct error *err)
{
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    int signal_fd = signalfd(-1, &stop, SFD_CLOEXEC);
    if (signal_fd < 0) {
        close(params->listen_fd);
        err_set(err, errno, "wait for signals");
        return EXIT_RUNTIME;
    }
    struct serve *s = serve_create(params, err);
    if (s) {
        const struct engine_info *info = engine_info(params->engine);
        printf("flashmoe: %s (%d at once) answers on %s\n",
               params->model_name ? params->model_name : info->name, info->n_parallel,
               url);
        fflush(stdout);
        wait_for_end(s, signal_fd, a->grace_s);
    }
    serve_destroy(s);
    close(signal_fd);
    /* States that are still written to disk need not be waited for. */
    pthread_sigmask(SIG_UNBLOCK, &stop, NULL);
    return s ? EXIT_OK : EXIT_RUNTIME;
}

static int serve_with(struct serve_args *a, struct engine *engine,
                      const struct serve_keys *keys, int listen_fd, const char *url)
{
    struct error err = {0};
    struct serve_params params = {
        .engine = engine,
        .max_tok = a->options.max_tok,
        .thinking = a->options.thinking,
        .n_parallel = engine_info(engine)->n_parallel,
        .n_queue = a->n_queue,
        .n_connections = a->n_connections,
        .body_max_bytes = (size_t)a->body_max_bytes,
        .request_timeout_s = a->timeout_s,
        .model_name = a->name,
        .cors_origin = a->cors,
        .keys = keys,
        .listen_fd = listen_fd,
        .log = a->options.verbose ? log_line : NULL,
    };
    if (!options_sampling(&a->options, engine, &params.sampling, &err)) {
        close(listen_fd);
        return fail(EXIT_USAGE, &err);
    }
    int code = run(a, &params, url, &err);
    return code == EXIT_OK ? code : fail(code, &err);
}

/* States of conversations that made room for others. */
static char *states_dir(struct options *o, struct error *err)
{
    char *dir = path_state("serve");
    o->engine.states_dir = dir;
    o->engine.states_bytes_max = o->snapshot_bytes_max;
    if (!o->snapshot_bytes_max || dir_make(dir, err))
        return dir;
    free(dir);
    return NULL;
}

static int serve(struct serve_args *a)
{
    struct error err = {0};
    struct serve_keys *keys = NULL;
    struct engine *engine = NULL;
    char *url = NULL, *dir = NULL;
    int code = EXIT_CONFIG;
    /* What the settings say of another server, its key too, is not for this one. */
    const struct options_remote *remote = &a->options.remote;
    if (remote->key_given && !(keys = serve_keys_load(remote->key_file, &err)))
        return fail(code, &err);
    code = EXIT_RUNTIME;
    /* What is wrong with the address is said before a large model is opened. */
    int listen_fd = allow_files(a->n_connections, &err)
                        ? serve_listen(a->host, a->port, keys != NULL, &url, &err)
                        : -1;
    if (listen_fd >= 0)
        dir = states_dir(&a->options, &err);
    a->options.engine.n_parallel = a->n_parallel ? a->n_parallel : PARALLEL_DEFAULT;
    a->options.engine.parallel_if_room = !a->n_parallel;
    if (dir)
        engine = options_open_local_engine(&a->options, &code, &err);
    if (engine)
        code = serve_with(a, engine, keys, listen_fd, url);
    else
        code = fail(code, &err);
    if (!engine && listen_fd >= 0)
        close(listen_fd);
    engine_destroy(engine);
    serve_keys_free(keys);
    free(dir);
    free(url);
    return code;
}

int program_serve(int argc, char **argv)
{
    struct serve_args a = {
        .host = "127.0.0.1",
        .port = PORT_DEFAULT,
        .n_queue = QUEUE_DEFAULT,
        .n_connections = CONNECTIONS_DEFAULT,
        .timeout_s = TIMEOUT_DEFAULT_S,
        .grace_s = GRACE_DEFAULT_S,
        .body_max_bytes = BODY_DEFAULT_BYTES,
    };
    options_init(&a.options);
    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&serve_argp, argc, argv, 0, NULL, &a);
    signal(SIGPIPE, SIG_IGN);
    int code = serve(&a);
    options_finish(&a.options);
    return code;
}
