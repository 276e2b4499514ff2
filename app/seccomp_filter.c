#include "app/seccomp_filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#endif

#ifdef ARCH

/* Calls that are newer than the headers of the oldest system we build on; the numbers are
 * the same on all machines. */
enum {
    NR_OPEN_TREE = 428,
    NR_MOVE_MOUNT,
    NR_FSOPEN,
    NR_FSCONFIG,
    NR_FSMOUNT,
    NR_FSPICK,
    NR_CLONE3 = 435,
    NR_PIDFD_GETFD = 438,
    NR_MOUNT_SETATTR = 442,
};

enum {
    NEW_NAMESPACES = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                     CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET,
    LINUX_CONSOLE = 0x541c, /* TIOCLINUX: pastes on a virtual console */
};

#define LOAD(field)                                                                      \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
/* The low half of an argument; both machines keep it first. */
#define LOAD_ARG(i) LOAD(args[i])
#define GIVE(what)  BPF_STMT(BPF_RET | BPF_K, (what))
#define REFUSE(why) GIVE(SECCOMP_RET_ERRNO | ((why)&SECCOMP_RET_DATA))
#define DENY(call)  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1), REFUSE(EPERM)
/* `test` is BPF_JEQ or BPF_JSET of the argument with `value`. */
#define DENY_ARG(call, i, test, value)                                                   \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 4), LOAD_ARG(i),                      \
        BPF_JUMP(BPF_JMP | (test) | BPF_K, (value), 0, 1), REFUSE(EPERM), LOAD(nr)

/* Numbers from 0x40000000 are the x32 twins of the x86-64 calls. */
#define PROLOGUE                                                                         \
    LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),                         \
        GIVE(SECCOMP_RET_KILL_PROCESS), LOAD(nr),                                        \
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),                           \
        GIVE(SECCOMP_RET_KILL_PROCESS)

/* clone3 hides its flags behind a pointer; the C library falls back on clone. */
#define DENY_ALWAYS                                                                      \
    DENY(SYS_ptrace), DENY(SYS_process_vm_readv), DENY(SYS_process_vm_writev),           \
        DENY(NR_PIDFD_GETFD), DENY(SYS_kcmp), DENY(SYS_mount), DENY(SYS_umount2),        \
        DENY(SYS_pivot_root), DENY(SYS_chroot), DENY(NR_OPEN_TREE), DENY(NR_MOVE_MOUNT), \
        DENY(NR_FSOPEN), DENY(NR_FSCONFIG), DENY(NR_FSMOUNT), DENY(NR_FSPICK),           \
        DENY(NR_MOUNT_SETATTR), DENY(SYS_unshare), DENY(SYS_setns), DENY(SYS_bpf),       \
        DENY(SYS_keyctl), DENY(SYS_add_key), DENY(SYS_request_key),                      \
        DENY(SYS_perf_event_open), DENY(SYS_userfaultfd), DENY(SYS_io_uring_setup),      \
        DENY(SYS_io_uring_enter), DENY(SYS_io_uring_register), DENY(SYS_kexec_load),     \
        DENY(SYS_init_module), DENY(SYS_finit_module), DENY(SYS_delete_module),          \
        DENY(SYS_open_by_handle_at), DENY(SYS_quotactl), DENY(SYS_swapon),               \
        DENY(SYS_swapoff), DENY(SYS_reboot), DENY(SYS_shmget), DENY(SYS_msgget),         \
        DENY(SYS_semget), DENY(SYS_mq_open),                                             \
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NR_CLONE3, 0, 1), REFUSE(ENOSYS),            \
        DENY_ARG(SYS_clone, 0, BPF_JSET, NEW_NAMESPACES),                                \
        DENY_ARG(SYS_ioctl, 1, BPF_JEQ, TIOCSTI),                                        \
        DENY_ARG(SYS_ioctl, 1, BPF_JEQ, LINUX_CONSOLE)

static const struct sock_filter with_network[] = {
    PROLOGUE,
    DENY_ALWAYS,
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 5),
    LOAD_ARG(0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 3, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 2, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 1, 0), /* which addresses there are */
    REFUSE(EPERM),
    GIVE(SECCOMP_RET_ALLOW)};
static const struct sock_filter without_network[] = {
    PROLOGUE, DENY_ALWAYS, DENY(SYS_socket), GIVE(SECCOMP_RET_ALLOW)};

bool seccomp_filter_available(void)
{
    /* No program: EFAULT where filters are known, EINVAL where they are not. */
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL, 0, 0) < 0 && errno == EFAULT;
}

const void *seccomp_filter_program(bool network, size_t *n_bytes)
{
    *n_bytes = network ? sizeof(with_network) : sizeof(without_network);
    return network ? with_network : without_network;
}

bool seccomp_filter_enter(bool network)
{
    size_t n_bytes;
    const void *filter = seccomp_filter_program(network, &n_bytes);
    /* The kernel only reads the program; its struct lacks the const. */
    struct sock_fprog prog = {.len =
                                  (unsigned short)(n_bytes / sizeof(struct sock_filter)),
                              .filter = (struct sock_filter *)filter};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0) == 0;
}

#else

bool seccomp_filter_available(void)
{
    return false;
}

const void *seccomp_filter_program(bool network, size_t *n_bytes)
{
    *n_bytes = 0;
    return NULL;
}

bool seccomp_filter_enter(bool network)
{
    errno = ENOSYS;
    return false;
}

#endif
