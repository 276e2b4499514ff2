#include "app/bench_start.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <jansson.h>

#include "app/bench.h"
#include "app/machine_info.h"
#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "core/infer/proc_stats.h"

/* The program that is measured is the one that users run, so it is run: `flashmoe ask` with
 * one token to write, whose object is written when that token is there. */

enum {
    MAX_FILES = 1024, /* layers, and the few files beside them */
    MAX_ANSWER_BYTES = 1 << 20,
    MAX_ARGS = 64,
    SCHEMA = 1,
};
static const int64_t whole_round_ns = INT64_MAX / 4;

struct files {
    int fd[MAX_FILES];
    uint64_t size[MAX_FILES];
    int n;
};

/* The regular files of a folder. */
static bool add_folder(struct files *f, const char *path, struct error *err)
{
    DIR *d = opendir(path);
    if (!d)
        return err_set(err, errno, "open %s", path);
    struct dirent *e;
    bool ok = true;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is ours alone
    while (ok && (e = readdir(d)) != NULL) {
        struct stat st;
        int fd = openat(dirfd(d), e->d_name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
            if (fd >= 0)
                close(fd);
            continue; /* what ask cannot read either will be its error */
        }
        if (f->n == MAX_FILES) {
            close(fd);
            ok = err_set(err, 0, "%s has more than %d files", path, (int)MAX_FILES);
            continue;
        }
        f->fd[f->n] = fd;
        f->size[f->n++] = (uint64_t)st.st_size;
    }
    closedir(d);
    return ok;
}

static void close_files(struct files *f)
{
    for (int i = 0; i < f->n; i++)
        close(f->fd[i]);
    free(f);
}

/* Everything of the pack: experts, dense part, tokenizer. */
static bool drop_pack(const struct bench_start_params *p, struct bench_start *out,
                      struct error *err)
{
    struct files *f = xcalloc(1, sizeof(*f));
    char *experts = path_join(p->pack_path, "experts");
    bool ok = add_folder(f, p->pack_path, err) && add_folder(f, experts, err);
    free(experts);
    for (int i = 0; ok && i < f->n; i++) {
        int rc = posix_fadvise(f->fd[i], 0, 0, POSIX_FADV_DONTNEED);
        if (rc)
            ok = err_set(err, rc, "drop %s from the page cache", p->pack_path);
    }
    if (ok) {
        struct page_cache_probe *probe = page_cache_probe_create(f->fd, f->size, f->n);
        uint64_t left = 0;
        page_cache_probe_step(probe, whole_round_ns);
        out->left_known = page_cache_probe_bytes(probe, &left);
        if (left > out->left_bytes)
            out->left_bytes = left;
        page_cache_probe_destroy(probe);
    }
    close_files(f);
    return ok;
}

/* A child that writes to the pipe; -1 + err. */
static pid_t spawn(const char **argv, int *out_fd, struct error *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        err_set(err, errno, "make a pipe");
        return -1;
    }
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_RDONLY);
        if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
            dup2(ends[1], STDOUT_FILENO) >= 0)
            execv("/proc/self/exe", (char *const *)argv);
        _exit(127);
    }
    close(ends[1]);
    if (pid < 0) {
        err_set(err, errno, "start a process");
        close(ends[0]);
        return -1;
    }
    *out_fd = ends[0];
    return pid;
}

/* Milliseconds to the first byte; the rest goes into `answer`. */
static bool read_answer(int fd, int64_t begin, double *ms, struct strbuf *answer,
                        struct error *err)
{
    char first;
    ssize_t n;
    do
        n = read(fd, &first, 1);
    while (n < 0 && errno == EINTR);
    *ms = (double)(clock_now_ns() - begin) / 1e6;
    if (n < 0)
        return err_set(err, errno, "read what flashmoe ask writes");
    if (n == 0)
        return true; /* its exit status says more */
    strbuf_addc(answer, first);
    return fd_read_all(fd, "what flashmoe ask writes", MAX_ANSWER_BYTES, answer, err);
}

static double number_at(json_t *root, const char *object, const char *key)
{
    json_t *v = json_object_get(json_object_get(root, object), key);
    return json_is_number(v) ? json_number_value(v) : NAN;
}

static bool take_answer(struct bench_start *out, int i, const struct strbuf *answer,
                        struct error *err)
{
    json_t *root = json_loads(answer->data ? answer->data : "", 0, NULL);
    double prompt = number_at(root, "usage", "prompt");
    out->request_ms[i] = number_at(root, "timings", "ttft_ms");
    double device = number_at(root, "io", "device_bytes");
    json_decref(root);
    if (isnan(prompt) || isnan(out->request_ms[i]))
        return err_set(err, 0, "flashmoe ask wrote no object with timings");
    out->n_prompt_tok = (int)prompt;
    out->read_mb[i] = device / 1e6;
    out->read_known = out->read_known && !isnan(device);
    return true;
}

static bool run_one(const struct bench_start_params *p, struct bench_start *out, int i,
                    struct error *err)
{
    const char *argv[MAX_ARGS] = {
        "flashmoe",    "ask",      "--json",    "--quiet", "--max-tokens=1",
        "--think=off", "--temp=0", "--system=", "--model", p->pack_path};
    int n = 10;
    for (int k = 0; p->ask_options[k] && n < MAX_ARGS - 3; k++)
        argv[n++] = p->ask_options[k];
    if (p->text_path) {
        argv[n++] = "--file";
        argv[n++] = p->text_path;
    } else {
        argv[n++] = "Hi";
    }
    if (!drop_pack(p, out, err))
        return false;

    int fd, status = 0;
    struct strbuf answer = {0};
    int64_t begin = clock_now_ns();
    pid_t pid = spawn(argv, &fd, err);
    if (pid < 0)
        return false;
    bool ok = read_answer(fd, begin, &out->start_ms[i], &answer, err);
    close(fd);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (ok && (!WIFEXITED(status) || WEXITSTATUS(status) != 0))
        ok = err_set(err, 0, "flashmoe ask ended with status %d",
                     WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    ok = ok && take_answer(out, i, &answer, err);
    strbuf_finish(&answer);
    return ok;
}

bool bench_start_run(const struct bench_start_params *p,
                     void (*progress)(int i_run, int n_runs), struct bench_start *out,
                     struct error *err)
{
    size_t n = (size_t)p->n_repeat;
    *out = (struct bench_start){
        .pack_path = xstrdup(p->pack_path), .n_repeat = p->n_repeat, .read_known = true};
    out->start_ms = xcalloc(n, sizeof(double));
    out->request_ms = xcalloc(n, sizeof(double));
    out->read_mb = xcalloc(n, sizeof(double));
    for (int i = 0; i < p->n_repeat; i++) {
        if (!run_one(p, out, i, err))
            return false;
        if (progress)
            progress(i + 1, p->n_repeat);
    }
    return true;
}

void bench_start_finish(struct bench_start *s)
{
    free(s->pack_path);
    free(s->start_ms);
    free(s->request_ms);
    free(s->read_mb);
    *s = (struct bench_start){0};
}

static void print_seconds(const char *name, const double *ms, int n, FILE *out)
{
    struct bench_spread s = bench_spread(ms, n);
    fprintf(out, "%-21s %8.3f s   median of %d, %.3f to %.3f\n", name, s.median / 1e3, n,
            s.min / 1e3, s.max / 1e3);
}

void bench_start_print(const struct bench_start *s, FILE *out)
{
    fprintf(out, "model    %s\n", s->pack_path);
    fprintf(out, "runs     cold: all files of the model dropped from the page cache; ");
    if (s->left_known)
        fprintf(out, "at most %.1f MB of them stayed\n", (double)s->left_bytes / 1e6);
    else
        fputs("what stayed is not known\n", out);
    fprintf(out, "prompt   %d tokens with the chat template\n\n", s->n_prompt_tok);
    print_seconds("start to first token", s->start_ms, s->n_repeat, out);
    print_seconds("  of it the request", s->request_ms, s->n_repeat, out);
    if (s->read_known) {
        struct bench_spread mb = bench_spread(s->read_mb, s->n_repeat);
        fprintf(out, "device read           %8.1f MB  median, %.1f to %.1f\n", mb.median,
                mb.min, mb.max);
    } else {
        fputs("device read                n/a\n", out);
    }
}

static json_t *json_of_spread(const double *v, int n)
{
    struct bench_spread s = bench_spread(v, n);
    json_t *runs = json_array();
    for (int i = 0; i < n; i++)
        json_array_append_new(runs, json_real(v[i]));
    return json_pack("{s:f,s:f,s:f,s:o}", "median", s.median, "min", s.min, "max", s.max,
                     "runs", runs);
}

void bench_start_print_json(const struct bench_start *s, FILE *out)
{
    struct machine_info machine;
    machine_info_get(s->pack_path, &machine);
    json_t *root =
        json_pack("{s:i,s:s,s:s,s:{s:s,s:i},s:i,s:i,s:o,s:o,s:o,s:o}", "schema",
                  (int)SCHEMA, "mode", "start", "path", s->pack_path, "machine", "cpu",
                  machine.cpu, "cores", machine.n_cores, "repeat", s->n_repeat, "prompt",
                  s->n_prompt_tok, "start_ms", json_of_spread(s->start_ms, s->n_repeat),
                  "request_ms", json_of_spread(s->request_ms, s->n_repeat), "device_mb",
                  s->read_known ? json_of_spread(s->read_mb, s->n_repeat) : json_null(),
                  "left_bytes",
                  s->left_known ? json_integer((json_int_t)s->left_bytes) : json_null());
    json_dumpf(root, out, JSON_INDENT(1) | JSON_REAL_PRECISION(7));
    fputc('\n', out);
    json_decref(root);
}
