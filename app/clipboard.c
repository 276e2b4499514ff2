#include "app/clipboard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"

static const int64_t limit_ns = 3000000000;

/* The command reads a file without a name: it may read as slowly as it likes, or not at
 * all, and no pipe breaks. */
static pid_t start(const char *command, int in, int errors, struct error *err)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    sigset_t none, all;
    pid_t pid = -1;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, errors, STDERR_FILENO);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                        POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &all);
    char *const argv[] = {(char *)"sh", (char *)"-c", (char *)command, NULL};
    int why = posix_spawn(&pid, "/bin/sh", &files, &attr, argv, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attr);
    if (why != 0) {
        err_set(err, why, "start the clipboard command");
        return -1;
    }
    return pid;
}

static bool finish(pid_t pid, const char *command, FILE *errors, struct error *err)
{
    int status = 0;
    pid_t ended = 0;
    int64_t deadline = clock_now_ns() + limit_ns;
    while ((ended = waitpid(pid, &status, WNOHANG)) == 0 && clock_now_ns() < deadline)
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    if (ended == 0) {
        kill(-pid, SIGKILL);
        waitpid(pid, &status, 0);
        return err_set(err, 0, "the clipboard command '%s' did not end within 3 s",
                       command);
    }
    if (ended == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    char line[200] = "";
    rewind(errors);
    if (!fgets(line, sizeof(line), errors))
        line[0] = '\0';
    line[strcspn(line, "\n")] = '\0';
    return err_set(err, 0, "the clipboard command '%s' failed%s%s", command,
                   *line ? ": " : "", line);
}

bool clipboard_run(const char *command, const char *text, size_t len, struct error *err)
{
    FILE *in = tmpfile(), *errors = tmpfile();
    bool ok = in && errors && fd_write_all(fileno(in), text, len) &&
              lseek(fileno(in), 0, SEEK_SET) == 0;
    if (!ok) {
        err_set(err, errno, "hand the text to the clipboard command");
    } else {
        pid_t pid = start(command, fileno(in), fileno(errors), err);
        ok = pid > 0 && finish(pid, command, errors, err);
    }
    if (in)
        fclose(in);
    if (errors)
        fclose(errors);
    return ok;
}
