#pragma once

#include <stdbool.h>

#include "core/model/packer.h"

/* Packs for the tests of the packer; failures abort the test. */

/* Packs and gives dst back. */
char *pack_at(const char *src, const char *dst, int expert_bits, int dense_bits);
/* <dir>/<name> packed from a fixture; owned path. */
char *pack_fixture(const char *dir, const char *fixture, const char *name,
                   int expert_bits, int dense_bits);
struct pack *open_ok(const char *path);
/* Of four layers: all files but the manifest. */
bool same_pack(const char *a, const char *b);
/* With an error that has these words, and no pack. */
void pack_fails(const char *src, const char *dst, struct packer_params params,
                const char *why);
