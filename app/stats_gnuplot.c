#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/stats_series.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"

/* Plots by gnuplot. The script is ours and goes through a pipe; of the recording it holds
 * numbers and nothing else but letters and digits of the model's name, and the picture
 * comes back on standard output, so that no name of a file is ever part of a script. */

extern char **environ;

static void add_number(struct strbuf *b, double v)
{
    if (isfinite(v))
        strbuf_addf(b, " %.6g", v);
    else
        strbuf_adds(b, " NaN");
}

static void add_tokens(struct strbuf *b, const struct series *s)
{
    strbuf_adds(b, "$tokens << END\n");
    for (size_t i = 0; i < s->n_answers; i++) {
        for (size_t k = s->answer[i].token_from; k < s->answer[i].token_to; k++) {
            add_number(b, s->token[k].t_s);
            add_number(b, s->token[k].total_ms);
            add_number(b, s->token[k].wait_ms);
            strbuf_addc(b, '\n');
        }
        strbuf_addc(b, '\n'); /* no line from one answer to the next */
    }
    strbuf_adds(b, "END\n");
}

static void add_samples(struct strbuf *b, const struct series *s)
{
    strbuf_adds(b, "$samples << END\n");
    for (size_t i = 0; i < s->n_samples; i++) {
        const struct series_sample *p = &s->sample[i];
        if (p->begins)
            strbuf_addc(b, '\n'); /* no line over a pause */
        add_number(b, p->t_s);
        add_number(b, p->decode_tok_s);
        add_number(b, 100 * p->hit);
        add_number(b, p->device_bytes_s / 1e9);
        add_number(b, p->held_bytes / 1e9);
        strbuf_addc(b, '\n');
    }
    strbuf_adds(b, "END\n");
}

static void add_title(struct strbuf *b, const struct series *s)
{
    for (const char *c = s->model ? s->model : ""; *c && c - s->model < 60; c++)
        strbuf_addc(b, strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "0123456789.-",
                              *c)
                           ? *c
                           : ' ');
}

enum plot_column {
    COLUMN_DECODE = 2, /* of $samples, from 1 */
    COLUMN_HIT,
    COLUMN_DEVICE,
    COLUMN_HELD,
};

/* The largest, or NAN when there is no number at all: gnuplot complains of a plot of which
 * it finds no range. */
static double largest(const struct series *s, enum plot_column column)
{
    double most = NAN; /* fmax passes it over */
    for (size_t i = 0; i < s->n_samples; i++) {
        const struct series_sample *p = &s->sample[i];
        double v = column == COLUMN_DECODE   ? p->decode_tok_s
                   : column == COLUMN_HIT    ? p->hit
                   : column == COLUMN_DEVICE ? p->device_bytes_s
                                             : p->held_bytes;
        if (isfinite(v))
            most = fmax(most, v);
    }
    return most;
}

static double longest_ms(const struct series *s)
{
    double most = NAN;
    for (size_t i = 0; i < s->n_tokens; i++)
        most = fmax(most, fmax(s->token[i].total_ms, s->token[i].wait_ms));
    return most;
}

static void add_range(struct strbuf *b, double most)
{
    strbuf_adds(b, most > 0 ? "set yrange [0:*]\n" : "set yrange [0:1]\n");
}

/* A plot of samples over time, below the one before; an empty frame says what is not known. */
static void add_plot(struct strbuf *b, const struct series *s, enum plot_column column,
                     const char *color, const char *unit, const char *what)
{
    double most = largest(s, column);
    bool any = !isnan(most);
    if (column == COLUMN_HIT)
        strbuf_adds(b, "set yrange [0:100]\n");
    else
        add_range(b, most);
    strbuf_addf(b, "set ylabel '%s'\nset title '%s%s'\n", unit, what, any ? "" : ": n/a");
    if (any)
        strbuf_addf(b,
                    "plot $samples using 1:%d with linespoints pt 7 ps 0.3 lc rgb '%s' "
                    "notitle\n",
                    (int)column, color);
    else
        strbuf_adds(b, "plot -1 notitle\n");
}

static void make_script(struct strbuf *b, const struct series *s, bool svg)
{
    strbuf_adds(b,
                svg ? "set terminal svg size 1000,1100 dynamic background '#ffffff' font "
                      "'sans,12'\n"
                    : "set terminal pngcairo size 1000,1100 font 'sans,10'\n");
    add_tokens(b, s);
    add_samples(b, s);
    strbuf_adds(b, "set multiplot layout 5,1 title 'flashmoe, ");
    add_title(b, s);
    strbuf_addf(b,
                "' noenhanced\n"
                "set xrange [0:%.6g]\nset grid back lt 1 lw 0.5 lc rgb "
                "'#dddddd'\n"
                "set border 3 lc rgb '#808080'\nset tics nomirror tc rgb '#404040'\n"
                "set title offset 0,-0.7\n"
                "set key top left horizontal noenhanced\nset lmargin 10\n"
                "set datafile missing 'NaN'\n",
                fmax(s->length_s, 0.001));
    strbuf_adds(b, "set ylabel 'ms'\nset title 'time of each token'\n");
    add_range(b, longest_ms(s));
    if (s->n_tokens > 0)
        strbuf_adds(b,
                    "plot $tokens using 1:2 with lines lc rgb '#3070b0' title 'wall', "
                    "$tokens using 1:3 with lines lc rgb '#c07020' title 'of it waiting "
                    "for experts'\n");
    else
        strbuf_adds(b, "plot -1 notitle\n");
    add_plot(b, s, COLUMN_DECODE, "#3070b0", "tok/s", "decode, last 16 tokens");
    add_plot(b, s, COLUMN_HIT, "#2f8f5f", "%", "page-cache hit");
    add_plot(b, s, COLUMN_DEVICE, "#c07020", "GB/s", "read from the device");
    strbuf_adds(b, "set xlabel 'seconds'\n");
    add_plot(b, s, COLUMN_HELD, "#808080", "GB", "held by the page cache");
    strbuf_adds(b, "unset multiplot\n");
}

static bool run(const struct strbuf *script, int out, struct error *err)
{
    static char name[] = "gnuplot", no_init[] = "-d";
    char *argv[] = {name, no_init, NULL};
    int in[2];
    pid_t pid;
    if (pipe2(in, O_CLOEXEC) != 0)
        return err_set(err, errno, "make a pipe to gnuplot");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    int code = posix_spawnp(&pid, name, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    if (code != 0) {
        close(in[1]);
        if (code == ENOENT)
            return err_set(
                err, 0,
                "plots are drawn by gnuplot, which is not installed (Debian: apt "
                "install gnuplot-nox)");
        return err_set(err, code, "start gnuplot");
    }
    /* Should it leave early, its exit status says so. */
    struct sigaction ignore = {.sa_handler = SIG_IGN}, old;
    sigaction(SIGPIPE, &ignore, &old);
    bool sent = fd_write_all(in[1], script->data, script->len);
    sigaction(SIGPIPE, &old, NULL);
    close(in[1]);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || !sent)
        return err_set(err, 0, "gnuplot failed with status %d; what it said stands above",
                       WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return true;
}

bool series_plot(const struct series *s, const char *path, struct error *err)
{
    size_t len = strlen(path);
    bool svg = len > 4 && strcmp(path + len - 4, ".svg") == 0;
    bool png = len > 4 && strcmp(path + len - 4, ".png") == 0;
    if (!svg && !png)
        return err_set(err, 0, "%s: a plot's name ends in .svg or .png", path);
    if (s->n_tokens == 0 && s->n_samples == 0)
        return err_set(err, 0, "there is nothing to plot: no answer was recorded");
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return err_set(err, errno, "write %s", path);
    struct strbuf script = {0};
    make_script(&script, s, svg);
    bool ok = run(&script, fd, err);
    strbuf_finish(&script);
    off_t size = lseek(fd, 0, SEEK_END);
    if (close(fd) != 0 && ok)
        ok = err_set(err, errno, "write %s", path);
    if (ok && size <= 0)
        ok = err_set(err, 0, "gnuplot drew nothing; is its %s terminal there?",
                     svg ? "svg" : "pngcairo");
    if (!ok)
        unlink(path);
    return ok;
}
