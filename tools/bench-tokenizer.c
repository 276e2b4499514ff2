/* How fast a tokenizer is: bench-tokenizer TOKENIZER.json TEXT [ROUNDS]
 *
 * Opening the file, encoding the text as a user's (no added tokens) and as a template's, and taking the
 * pieces of the ids together again. Processor time of this thread, best and median of ROUNDS;
 * the bytes are those of the text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "core/text/tokenizer.h"

enum {
    ROUNDS = 7,
    MAX_ROUNDS = 99,
    MAX_TEXT_BYTES = 1 << 30,
};

static void die(const char *why)
{
    fprintf(stderr, "bench-tokenizer: %s\n", why);
    exit(1); /* NOLINT(concurrency-mt-unsafe) */
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Prints the rounds of one kind; n_bytes 0: times alone. */
static void report(const char *what, double *ms, int rounds, size_t n_bytes)
{
    qsort(ms, (size_t)rounds, sizeof(*ms), ascending);
    double best = ms[0], median = ms[rounds / 2];
    printf("%-16s best %8.2f ms, median %8.2f ms", what, best, median);
    if (n_bytes)
        printf(": %6.1f, %6.1f MB/s", (double)n_bytes / best / 1e3,
               (double)n_bytes / median / 1e3);
    putchar('\n');
}

static void bench_open(const char *path, int rounds)
{
    double ms[MAX_ROUNDS];
    for (int i = 0; i < rounds; i++) {
        struct error err = {0};
        double start = now_ms();
        struct tokenizer *t = tokenizer_open(path, &err);
        ms[i] = now_ms() - start;
        if (!t)
            die(err.msg);
        tokenizer_close(t);
    }
    report("open", ms, rounds, 0);
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    printf("%-16s %.1f MB\n", "most memory", (double)use.ru_maxrss / 1e3);
}

static void bench_encode(const struct tokenizer *t, const char *text, size_t len,
                         bool special, int rounds, struct id_list *ids)
{
    double ms[MAX_ROUNDS];
    struct text_span span = {text, len, special};
    for (int i = 0; i < rounds; i++) {
        struct error err = {0};
        ids->n = 0;
        double start = now_ms();
        if (!tokenizer_encode(t, &span, 1, ids, &err))
            die(err.msg);
        ms[i] = now_ms() - start;
    }
    report(special ? "encode, template" : "encode, user", ms, rounds, len);
}

static void bench_decode(const struct tokenizer *t, const struct id_list *ids, int rounds)
{
    double ms[MAX_ROUNDS];
    struct strbuf out = {0};
    for (int i = 0; i < rounds; i++) {
        strbuf_clear(&out);
        double start = now_ms();
        for (size_t k = 0; k < ids->n; k++) {
            size_t len;
            bool special;
            const char *piece = tokenizer_piece(t, ids->ids[k], &len, &special);
            strbuf_add(&out, piece, len);
        }
        ms[i] = now_ms() - start;
    }
    report("decode", ms, rounds, out.len);
    strbuf_finish(&out);
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc > 4)
        die("usage: bench-tokenizer TOKENIZER.json TEXT [ROUNDS]");
    long rounds = argc > 3 ? strtol(argv[3], NULL, 10) : ROUNDS;
    if (rounds < 1 || rounds > MAX_ROUNDS)
        die("rounds: want 1 to 99");
    struct error err = {0};
    size_t len;
    char *text = file_read(argv[2], MAX_TEXT_BYTES, &len, &err);
    if (!text)
        die(err.msg);
    bench_open(argv[1], (int)rounds);
    struct tokenizer *t = tokenizer_open(argv[1], &err);
    if (!t)
        die(err.msg);
    struct id_list ids = {0};
    bench_encode(t, text, len, false, (int)rounds, &ids);
    bench_encode(t, text, len, true, (int)rounds, &ids);
    printf("%-16s %zu of %zu bytes, %.2f bytes each\n", "ids", ids.n, len,
           (double)len / (double)(ids.n ? ids.n : 1));
    bench_decode(t, &ids, (int)rounds);
    id_list_finish(&ids);
    tokenizer_close(t);
    free(text);
    return 0;
}
