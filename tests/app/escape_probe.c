/* A program that tries to leave its sandbox: escape_probe WHAT [ARGUMENT...]. It prints
 * "done: ..." for what it could do and "refused: ..." for what it could not. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

static void say(const char *what, int ok)
{
    printf("%s: %s\n", ok ? "done" : "refused", what);
}

static void try_open(const char *what, const char *path, int flags)
{
    int fd = open(path, flags, 0600);
    char bytes[256];
    ssize_t n = fd < 0 ? -1 : flags == O_RDONLY ? read(fd, bytes, sizeof(bytes)) : 0;
    say(what, n >= 0);
    if (flags == O_RDONLY && n > 0)
        printf("%.*s\n", (int)n, bytes);
    if (fd >= 0)
        close(fd);
}

static int reach_unix(const char *name, int abstract)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    size_t n = strlen(name);
    memcpy(a.sun_path + abstract, name, n);
    int s = socket(AF_UNIX, SOCK_STREAM, 0);
    socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n + 1);
    return s >= 0 && connect(s, (struct sockaddr *)&a, len) == 0;
}

/* A socket with data on its way to an address of this machine. */
static int reach_inet(int family)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(9)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int s = socket(family, SOCK_DGRAM, 0);
    if (s < 0)
        return 0;
    return family != AF_INET ||
           sendto(s, "x", 1, 0, (struct sockaddr *)&a, sizeof(a)) == 1;
}

static void sockets(char **argv)
{
    say("inet", reach_inet(AF_INET));
    say("inet6", reach_inet(AF_INET6));
    say("unix file", reach_unix(argv[0], 0));
    say("unix abstract", reach_unix(argv[1], 1));
    say("netlink", socket(AF_NETLINK, SOCK_RAW, 0) >= 0);
    say("packet", socket(AF_PACKET, SOCK_RAW, 0) >= 0);
    say("io_uring", syscall(SYS_io_uring_setup, 1, NULL) >= 0 || errno == EFAULT);
}

/* What the process argv[0] has: its environment, its memory, its file argv[1]. */
static void spy(char **argv)
{
    char path[128];
    pid_t pid = (pid_t)atoi(argv[0]);
    static const char *const files[] = {"environ", "mem", "maps", "auxv"};
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        snprintf(path, sizeof(path), "/proc/%d/%s", pid, files[i]);
        int fd = open(path, O_RDONLY);
        char byte;
        say(files[i],
            fd >= 0 && (strcmp(files[i], "mem") == 0 || read(fd, &byte, 1) > 0));
    }
    snprintf(path, sizeof(path), "/proc/%d/fd/%s", pid, argv[1]);
    try_open("descriptor", path, O_RDONLY);
    snprintf(path, sizeof(path), "/proc/%d/root/etc/passwd", pid);
    say("root", access(path, R_OK) == 0);
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    say("pidfd_getfd", fd >= 0 && syscall(438, fd, atoi(argv[1]), 0) >= 0);
    char here[8];
    struct iovec own = {here, 8}, other = {(void *)argv, 8};
    say("process_vm_readv",
        process_vm_readv(pid, &own, 1, &other, 1, 0) >= 0 || errno == EFAULT);
    say("ptrace", ptrace(PTRACE_SEIZE, pid, NULL, NULL) == 0);
    say("signal", kill(pid, 0) == 0);
}

static void powers(void)
{
    say("mount", mount("none", "/tmp", "tmpfs", 0, NULL) == 0 || errno != EPERM);
    say("remount /usr",
        mount(NULL, "/usr", NULL, MS_REMOUNT | MS_BIND, NULL) == 0 || errno != EPERM);
    say("unshare", unshare(CLONE_NEWUSER) == 0 || errno != EPERM);
    say("clone", syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0) >= 0);
    say("clone3", syscall(SYS_clone3, NULL, 0) >= 0 || errno != ENOSYS);
    say("shared memory", shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600) >= 0);
    say("chroot", chroot("/") == 0);
    say("setgroups", syscall(SYS_setgroups, 0, NULL) == 0);
}

/* Types a character into every terminal that can be found, and into the one given. */
static void type(char **argv)
{
    say("the call itself", ioctl(-1, TIOCSTI, "x") == 0 || errno != EPERM);
    char path[64] = "/dev/tty";
    for (int i = 0; i < 64; i++) {
        int fd = open(path, O_RDWR | O_NOCTTY);
        if (fd >= 0 && ioctl(fd, TIOCSTI, "x") == 0)
            say("type", 1);
        if (fd >= 0)
            close(fd);
        snprintf(path, sizeof(path), "/dev/pts/%d", i);
    }
    int fd = open(argv[0], O_RDWR | O_NOCTTY);
    if (fd >= 0)
        ioctl(fd, TIOCSCTTY, 1);
    say("given terminal", fd >= 0 && ioctl(fd, TIOCSTI, "x") == 0);
}

/* Forks until it cannot, every child too; says how many worked, at most 10000. */
static void bomb(void)
{
    int n = 0;
    while (n < 10000) {
        pid_t pid = fork();
        if (pid < 0)
            break;
        if (pid == 0) {
            for (;;)
                pause();
        }
        n++;
    }
    printf("forked %d\n", n);
}

static void bomb_without_end(void)
{
    setsid();
    for (;;)
        if (fork() < 0)
            usleep(1000);
}

/* A daemon as the book has it: two forks, a session, no parent, nothing held open. Its name
 * for the one who looks for it is in argv. `hold`: it keeps the output. */
static void leave(int hold)
{
    signal(SIGHUP, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    if (fork() > 0)
        return;
    setsid();
    if (fork() > 0)
        _exit(0);
    setsid();
    if (!hold)
        for (int fd = 0; fd < 3; fd++)
            close(fd);
    for (;;)
        pause();
}

static void fill(const char *folder, int n_files, long n_bytes)
{
    static char block[1 << 16];
    signal(SIGXFSZ, SIG_IGN);
    for (int i = 0; i < n_files; i++) {
        char path[512];
        snprintf(path, sizeof(path), "%s/fill-%d", folder, i);
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        long n = 0;
        while (fd >= 0 && n < n_bytes) {
            ssize_t w = write(fd, block, sizeof(block));
            if (w <= 0)
                break;
            n += w;
        }
        if (fd >= 0)
            close(fd);
        if (i == 0)
            printf("first file %ld\n", n);
        if (n_files > 1 && n == 0)
            usleep(10000); /* full: it waits for room */
    }
    printf("filled\n");
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    const char *what = argc > 1 ? argv[1] : "";
    if (strcmp(what, "read") == 0)
        for (int i = 2; i < argc; i++)
            try_open(argv[i], argv[i], O_RDONLY);
    else if (strcmp(what, "write") == 0)
        for (int i = 2; i < argc; i++)
            try_open(argv[i], argv[i], O_WRONLY | O_CREAT);
    else if (strcmp(what, "sockets") == 0)
        sockets(argv + 2);
    else if (strcmp(what, "spy") == 0)
        spy(argv + 2);
    else if (strcmp(what, "powers") == 0)
        powers();
    else if (strcmp(what, "type") == 0)
        type(argv + 2);
    else if (strcmp(what, "bomb") == 0)
        bomb();
    else if (strcmp(what, "endless-bomb") == 0)
        bomb_without_end();
    else if (strcmp(what, "daemon") == 0)
        leave(strcmp(argv[2], "hold") == 0);
    else if (strcmp(what, "daemon-and-stay") == 0) {
        leave(0);
        for (;;)
            pause();
    } else if (strcmp(what, "fill") == 0)
        fill(argv[2], atoi(argv[3]), atol(argv[4]));
    return 0;
}
