#pragma once

#include <jansson.h>

#include "core/infer/session.h"
#include "core/model/pack.h"

/* Packs made of the checkpoints under tests/data/fixtures for one test. All of it fails
 * the running test when something goes wrong. */

extern const char *const fixture_names[]; /* NULL-terminated */

struct fixture {
    char *dir; /* owned: temporary folder */
    struct pack *pack;
    json_t *golden; /* or NULL */
    char *source;
};

/* bits 0: the packer's defaults */
void fixture_open(struct fixture *f, const char *name, int expert_bits, int dense_bits);
/* Likewise with all of the packer's parameters. */
struct packer_params;
void fixture_open_packed(struct fixture *f, const char *name,
                         const struct packer_params *params);
/* As fixture_open, from any checkpoint folder. */
void fixture_open_path(struct fixture *f, const char *path, int expert_bits,
                       int dense_bits);
void fixture_close(struct fixture *f);

/* Golden case by name ("short", "long"). Ids are owned by the caller. */
const json_t *fixture_case(const struct fixture *f, const char *name);
int32_t *fixture_ids(const json_t *array, size_t *n);
char *fixture_file(const struct fixture *f, const char *name); /* path, owned */

/* Exact parameters: f32 everywhere. */
struct session_params fixture_params(void);
struct session *fixture_session(const struct fixture *f, const struct session_params *p);
void fixture_run(struct session *s, const int32_t *ids, size_t n, float *all_logits);
