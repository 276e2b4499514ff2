#include "app/seccomp_filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#endif

#ifdef ARCH

#define LOAD(field)                                                                      \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define GIVE(what) BPF_STMT(BPF_RET | BPF_K, (what))
#define DENY(nr)                                                                         \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (nr), 0, 1),                                     \
        GIVE(SECCOMP_RET_ERRNO | (EPERM & SECCOMP_RET_DATA))

/* Numbers from 0x40000000 are the x32 twins of the x86-64 calls. */
#define PROLOGUE                                                                         \
    LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),                         \
        GIVE(SECCOMP_RET_KILL_PROCESS), LOAD(nr),                                        \
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),                           \
        GIVE(SECCOMP_RET_KILL_PROCESS)

#define DENY_ALWAYS                                                                      \
    DENY(SYS_ptrace), DENY(SYS_process_vm_readv), DENY(SYS_process_vm_writev),           \
        DENY(SYS_mount), DENY(SYS_umount2), DENY(SYS_pivot_root), DENY(SYS_chroot),      \
        DENY(SYS_unshare), DENY(SYS_setns), DENY(SYS_bpf), DENY(SYS_keyctl),             \
        DENY(SYS_add_key), DENY(SYS_request_key), DENY(SYS_perf_event_open),             \
        DENY(SYS_userfaultfd), DENY(SYS_io_uring_setup), DENY(SYS_io_uring_enter),       \
        DENY(SYS_io_uring_register), DENY(SYS_kexec_load), DENY(SYS_init_module),        \
        DENY(SYS_finit_module), DENY(SYS_delete_module), DENY(SYS_open_by_handle_at)

static const struct sock_filter with_network[] = {PROLOGUE, DENY_ALWAYS,
                                                  GIVE(SECCOMP_RET_ALLOW)};
static const struct sock_filter without_network[] = {
    PROLOGUE, DENY_ALWAYS, DENY(SYS_socket), GIVE(SECCOMP_RET_ALLOW)};

bool seccomp_filter_available(void)
{
    return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
}

bool seccomp_filter_enter(bool network)
{
    const struct sock_filter *filter = network ? with_network : without_network;
    size_t n = (network ? sizeof(with_network) : sizeof(without_network)) /
               sizeof(struct sock_filter);
    /* The kernel only reads the program; its struct lacks the const. */
    struct sock_fprog prog = {.len = (unsigned short)n,
                              .filter = (struct sock_filter *)(void *)filter};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0) == 0;
}

#else

bool seccomp_filter_available(void)
{
    return false;
}

bool seccomp_filter_enter(bool network)
{
    errno = ENOSYS;
    return false;
}

#endif
