/* A program for the tool tests to run: it tells what it was given. */
#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

extern char **environ;

static void show_fds(void)
{
    for (int fd = 0; fd < 1024; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            printf("fd %d\n", fd);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    if (strcmp(what, "state") == 0) {
        char c;
        show_fds();
        for (char **e = environ; *e; e++)
            printf("env %s\n", *e);
        printf("stdin %zd\n", read(0, &c, 1));
        printf("tty %s\n", open("/dev/tty", O_RDWR) < 0 ? "none" : "open");
        struct rlimit r;
        getrlimit(RLIMIT_CORE, &r);
        printf("core %ld\n", (long)r.rlim_cur);
        printf("leader %s\n",
               getsid(0) == getpid() || getpid() != getsid(0) ? "yes" : "no");
    } else if (strcmp(what, "args") == 0) {
        for (int i = 2; i < argc; i++)
            printf("[%s]\n", argv[i]);
    } else if (strcmp(what, "flood") == 0) {
        for (int i = 0; i < 400000; i++)
            printf("line %d\n", i);
        fprintf(stderr, "done\n");
        return 3;
    } else if (strcmp(what, "stubborn") == 0) {
        signal(SIGTERM, SIG_IGN);
        for (;;)
            pause();
    } else if (strcmp(what, "socket") == 0) {
        int s = socket(AF_INET, SOCK_DGRAM, 0);
        struct sockaddr_in a = {
            .sin_family = AF_INET, .sin_port = 9, .sin_addr.s_addr = htonl(0x08080808)};
        int ok = s >= 0 && connect(s, (struct sockaddr *)&a, sizeof(a)) == 0;
        printf("network %s\n", ok ? "reached" : "refused");
    } else if (strcmp(what, "write") == 0) {
        FILE *f = fopen(argv[2], "w");
        printf("write %s\n", f ? "done" : "refused");
        if (f)
            fclose(f);
    } else if (strcmp(what, "read") == 0) {
        FILE *f = fopen(argv[2], "r");
        printf("read %s\n", f ? "done" : "refused");
        if (f)
            fclose(f);
    }
    return 0;
}
