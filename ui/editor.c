/* The user's editor on a text: a private temporary file, the screen given back meanwhile. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "ui/sanitize.h"
#include "ui/state.h"

enum {
    EDIT_BYTES_MAX = 64 << 20
};

static const char *env(const char *name)
{
    const char *v = getenv(name); // NOLINT(concurrency-mt-unsafe): never set
    return v && *v ? v : NULL;
}

/* The value may hold options, so a shell splits it; the path is an argument, never text. */
static int run_editor(const char *path, struct error *err)
{
    const char *editor = env("VISUAL") ? env("VISUAL") : env("EDITOR");
    if (!editor)
        editor = "vi";
    char *command = xasprintf("exec %s \"$1\"", editor);
    pid_t pid = fork();
    if (pid == 0) {
        const int reset[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTERM,
                             SIGHUP, SIGCONT, SIGWINCH};
        for (size_t i = 0; i < sizeof reset / sizeof *reset; i++)
            signal(reset[i], SIG_DFL);
        execl("/bin/sh", "sh", "-c", command, "sh", path, (char *)NULL);
        _exit(127);
    }
    int status = -1;
    if (pid < 0)
        err_set(err, errno, "start editor %s", editor);
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (pid > 0 && (!WIFEXITED(status) || WEXITSTATUS(status) != 0)) {
        err_set(err, 0, "editor %s failed", editor);
        status = -1;
    }
    free(command);
    return status;
}

char *ui_edit_text(struct ui *ui, const char *text, const char *suffix, struct error *err)
{
    const char *dir = env("TMPDIR") ? env("TMPDIR") : "/tmp";
    if (!suffix || strchr(suffix, '/'))
        suffix = "";
    char *path = xasprintf("%s/flashmoe-XXXXXX%s", dir, suffix);
    int fd = mkostemps(path, (int)strlen(suffix), O_CLOEXEC); /* mode 0600 */
    char *result = NULL;
    if (fd < 0) {
        err_set(err, errno, "make a file to edit in %s", dir);
        free(path);
        return NULL;
    }
    bool ok =
        fd_write_all(fd, text, strlen(text)) || err_set(err, errno, "write %s", path);
    close(fd);
    if (ok) {
        struct sigaction ignore = {.sa_handler = SIG_IGN}, old_int, old_quit;
        sigaction(SIGINT, &ignore, &old_int);
        sigaction(SIGQUIT, &ignore, &old_quit);
        if (ui->plain)
            plain_leave(ui->plain);
        else
            tty_leave(ui->tty);
        int status = run_editor(path, err);
        if (!ui->plain)
            tty_enter(ui->tty);
        sigaction(SIGINT, &old_int, NULL);
        sigaction(SIGQUIT, &old_quit, NULL);
        if (!ui->plain)
            screen_layout(ui);
        size_t len = 0;
        char *bytes = status == 0 ? file_read(path, EDIT_BYTES_MAX, &len, err) : NULL;
        if (bytes) {
            while (len > 0 && bytes[len - 1] == '\n')
                len--; /* editors end a file with one */
            result = sanitize_text(bytes, len);
        }
        free(bytes);
    }
    unlink(path);
    free(path);
    return result;
}

void ui_editor(struct ui *ui)
{
    size_t len;
    const char *line = input_text(ui->input, &len);
    char *text = xstrndup(line, len);
    struct error err = {0};
    char *edited = ui_edit_text(ui, text, ".md", &err);
    if (edited)
        input_set(ui->input, edited);
    else
        ui_hint(ui, err.msg, 4000);
    free(edited);
    free(text);
}
