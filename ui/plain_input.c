/* Lines for the plain chat, by readline as it comes: it reads and echoes on the terminal
 * itself, and only while a line is wanted, so that nothing is ever written into one. The
 * terminal is in its modes from the first such line until there is something to wait for. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "ui/crash.h"
#include "ui/plain_impl.h"

static struct plain *active; /* readline's callbacks carry no context */

/* ---- signals ---- */

static const int watched[] = {SIGINT, SIGTERM, SIGHUP, SIGCONT};
enum {
    N_WATCHED = sizeof watched / sizeof *watched
};
static volatile sig_atomic_t came_in[N_WATCHED];
static struct sigaction before[N_WATCHED];
static int wake_fd;

static void on_signal(int sig)
{
    int saved = errno;
    for (int i = 0; i < N_WATCHED; i++)
        if (watched[i] == sig)
            came_in[i] = 1;
    ssize_t n = write(wake_fd, "", 1);
    (void)n;
    errno = saved;
}

struct plain_signals plain_take_signals(struct plain *p)
{
    char drain[64];
    bool got[N_WATCHED];
    while (read(p->wake[0], drain, sizeof drain) > 0)
        ;
    for (int i = 0; i < N_WATCHED; i++) {
        got[i] = came_in[i];
        came_in[i] = 0;
    }
    return (struct plain_signals){got[0], got[1] || got[2], got[3]};
}

/* ---- the terminal's modes ---- */

/* Readline would give the terminal back with every line and every note between two prompts.
 * A Ctrl-D typed in that moment would be taken as the end of the terminal's own line and come
 * as a byte 0: readline's modes stay until plain_release(), or until a crash. */
static void hold_terminal(int meta)
{
    static const char paste_off[] = "\x1b[?2004l";
    struct termios modes;
    if (active->holding)
        return;
    const char *paste = rl_variable_value("enable-bracketed-paste");
    if (tcgetattr(STDIN_FILENO, &modes) == 0)
        crash_hold(&modes, paste_off,
                   paste && strcmp(paste, "on") == 0 ? strlen(paste_off) : 0);
    rl_prep_terminal(meta);
    active->holding = true;
}

void plain_release(struct plain *p)
{
    plain_unprompt(p);
    if (!p->holding)
        return;
    rl_deprep_terminal();
    crash_release();
    p->holding = false;
}

/* ---- lines ---- */

static void on_line(char *line)
{
    struct plain *p = active;
    rl_callback_handler_remove();
    p->prompting = false;
    p->mid_line = false;
    if (!line) {
        p->eof = true;
        plain_release(p); /* readline ends the line */
    }
    free(p->line);
    p->line = line;
}

static char **attempt(const char *text, int start, int end)
{
    struct plain *p = active;
    size_t from = 0;
    (void)text;
    rl_attempted_completion_over = 1; /* no file names instead */
    if (!p->complete || p->choice_text)
        return NULL;
    char *line = xstrndup(rl_line_buffer, (size_t)end);
    char **items = p->complete(p->complete_ctx, line, &from);
    int n = 0;
    while (items && items[n])
        n++;
    if (n == 0 || from < (size_t)start) {
        for (int i = 0; i < n; i++)
            free(items[i]);
        free(items);
        free(line);
        return NULL;
    }
    /* readline's word may begin before ours: at the @ of a file. */
    for (int i = 0; from > (size_t)start && i < n; i++) {
        char *whole =
            xasprintf("%.*s%s", (int)(from - (size_t)start), line + start, items[i]);
        free(items[i]);
        items[i] = whole;
    }
    free(line);
    size_t len = strlen(items[0]);
    for (int i = 1; i < n; i++) {
        size_t k = 0;
        while (k < len && items[i][k] == items[0][k])
            k++;
        len = k;
    }
    /* The path goes on behind a folder. */
    rl_completion_suppress_append = len > 0 && items[0][len - 1] == '/';
    char **out = xcalloc((size_t)n + 2, sizeof *out);
    out[0] = xstrndup(items[0], len);
    memcpy(out + 1, items, (size_t)n * sizeof *out);
    free(items);
    return out;
}

static char *no_more(const char *text, int state)
{
    (void)text;
    (void)state;
    return NULL;
}

bool plain_input_open(struct plain *p, const struct ui_params *params, struct error *err)
{
    if (pipe2(p->wake, O_CLOEXEC | O_NONBLOCK) != 0) {
        p->wake[0] = p->wake[1] = -1;
        return err_set(err, errno, "make a pipe");
    }
    active = p;
    wake_fd = p->wake[1];
    struct sigaction sa = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    for (int i = 0; i < N_WATCHED; i++)
        sigaction(watched[i], &sa, &before[i]);
    crash_watch();
    p->complete = params->complete;
    p->complete_ctx = params->complete_ctx;
    rl_readline_name = "flashmoe";
    rl_catch_signals = 0;
    rl_prep_term_function = hold_terminal;
    rl_deprep_term_function = NULL;
    rl_change_environment = 0;
    rl_attempted_completion_function = attempt;
    rl_completion_entry_function = no_more;
    rl_completer_word_break_characters = " ";
    rl_variable_bind("bell-style", "none");
    using_history();
    stifle_history(HISTFILE_MAX);
    struct error trouble = {0};
    p->history = histfile_open(params->history_path, &trouble);
    for (size_t i = 0; i < histfile_count(p->history); i++)
        add_history(histfile_get(p->history, i));
    if (trouble.msg[0])
        plain_say(p, trouble.msg);
    return true;
}

void plain_input_close(struct plain *p)
{
    if (active != p)
        return;
    plain_release(p);
    clear_history();
    histfile_close(p->history);
    for (int i = 0; i < N_WATCHED; i++)
        sigaction(watched[i], &before[i], NULL);
    crash_unwatch();
    close(p->wake[0]);
    close(p->wake[1]);
    active = NULL;
}

void plain_prompt(struct plain *p)
{
    if (p->prompting)
        return;
    const char *prompt = p->choice_text ? "Answer: " : p->in_block ? "" : "User: ";
    rl_callback_handler_install(prompt, on_line);
    p->prompting = p->mid_line = true;
    if (p->prefill) {
        rl_insert_text(p->prefill);
        rl_redisplay();
        free(p->prefill);
        p->prefill = NULL;
    }
}

void plain_unprompt(struct plain *p)
{
    if (!p->prompting)
        return;
    if (!p->prefill && rl_end > 0)
        p->prefill = xstrndup(rl_line_buffer, (size_t)rl_end);
    rl_callback_handler_remove();
    p->prompting = false;
}

bool plain_drop_line(struct plain *p)
{
    if (!p->prompting)
        return false;
    bool any = rl_end > 0 || p->in_block;
    if (rl_end > 0)
        add_history(rl_line_buffer);
    rl_callback_sigcleanup();
    rl_replace_line("", 1);
    plain_unprompt(p);
    p->in_block = false;
    strbuf_clear(&p->block);
    return any;
}

void plain_read(struct plain *p)
{
    if (p->prompting)
        rl_callback_read_char();
}
