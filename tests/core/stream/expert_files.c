#include "tests/core/stream/expert_files.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/stream/expert_map.h"
#include "tests/scratch.h"

unsigned char expert_byte_at(int layer, int expert, size_t off)
{
    return (unsigned char)((off * 31 + (off >> 12) * 7 + (size_t)expert * 13 +
                            (size_t)layer) &
                           0xff);
}

int expert_files_make(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    f->pack.config.n_layer = N_LAYER;
    f->pack.config.n_expert = N_EXPERT;
    f->pack.config.n_expert_used = 4;
    f->pack.expert = f->layout;
    f->pack.expert_fd = f->fd;
    f->pack.expert_path = f->path;
    for (int l = 0; l < N_LAYER; l++) {
        f->layout[l].record_bytes = record_bytes[l];
        f->layout[l].stride_bytes = stride_bytes[l];
        f->path[l] = scratch_file("experts", &f->fd[l]);
        unsigned char *rec = malloc(stride_bytes[l]);
        for (int e = 0; e < N_EXPERT; e++) {
            for (size_t i = 0; i < stride_bytes[l]; i++)
                rec[i] = expert_byte_at(l, e, i);
            assert_int_equal(write(f->fd[l], rec, stride_bytes[l]), stride_bytes[l]);
        }
        free(rec);
        assert_int_equal(fsync(f->fd[l]), 0); /* dirty pages cannot be dropped */
    }
    *state = f;
    return 0;
}

int expert_files_remove(void **state)
{
    struct fixture *f = *state;
    for (int l = 0; l < N_LAYER; l++) {
        close(f->fd[l]);
        scratch_remove(f->path[l]);
    }
    free(f);
    return 0;
}

void expert_files_reclaim(const struct fixture *f, const struct expert_map *m, int expert)
{
    void *record = (void *)expert_map_record(m, 1, expert);
    assert_int_equal(madvise(record, stride_bytes[1], MADV_DONTNEED), 0);
    assert_int_equal(posix_fadvise(f->fd[1], (off_t)((size_t)expert * stride_bytes[1]),
                                   (off_t)stride_bytes[1], POSIX_FADV_DONTNEED),
                     0);
}
