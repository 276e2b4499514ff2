#pragma once

#include <stddef.h>

#include "core/model/pack.h"

/* Expert files for tests. The store and the map need only the shape of a pack and open layer files,
 * so a pack is put together here by hand: two layers whose records have different sizes. */

enum {
    N_LAYER = 2,
    N_EXPERT = 24,
};
static const size_t record_bytes[N_LAYER] = {10000, 700000};
static const size_t stride_bytes[N_LAYER] = {12288, 700416};

struct expert_map;

struct fixture {
    struct pack pack;
    struct expert_layout layout[N_LAYER];
    int fd[N_LAYER];
    char *path[N_LAYER];
};

/* Of cmocka: *state is a fixture. */
int expert_files_make(void **state);
int expert_files_remove(void **state);
/* What is written there. */
unsigned char expert_byte_at(int layer, int expert, size_t off);
/* As the kernel reclaims an expert of the second layer, without a word to anybody. */
void expert_files_reclaim(const struct fixture *f, const struct expert_map *m,
                          int expert);
