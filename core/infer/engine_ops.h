#pragma once

#include "core/infer/engine.h"

/* What an engine is made of: the functions of engine.h of the same names, whose contracts
 * hold. All of them must be there; what one kind of engine cannot do fails with a message
 * that says so. For those who write an engine; who uses one needs engine.h only. */

struct engine_ops {
    void (*destroy)(struct engine *e);
    const struct engine_info *(*info)(const struct engine *e);
    const struct sample_params *(*default_sampling)(const struct engine *e);
    bool (*submit)(struct engine *e, struct engine_request *r, struct error *err);
    void (*cancel)(struct engine *e);
    void (*cancel_request)(struct engine *e, uint64_t id);
    void (*read_draft)(struct engine *e, struct engine_request *r); /* NULL: it cannot */
    bool (*busy)(struct engine *e);
    void (*snapshot_save)(struct engine *e, const char *path, uint64_t bytes_max,
                          int after_ms);
    void (*snapshot_load)(struct engine *e, const char *path, struct engine_request *r);
    int (*fd)(const struct engine *e);
    struct engine_event *(*take_events)(struct engine *e);
    void (*stats)(struct engine *e, struct stats *out);
    void (*take_steps)(struct engine *e, step_fn fn, void *ctx);
    long (*count_tokens)(struct engine *e, const struct message *messages, int n_messages,
                         const json_t *tools, bool thinking, struct error *err);
    char *(*render)(struct engine *e, const struct message *messages, int n_messages,
                    const json_t *tools, bool thinking, struct error *err);
    bool (*set_template)(struct engine *e, const char *path, struct error *err);
    /* Both NULL in an engine that has one model. */
    char **(*models)(struct engine *e);
    bool (*set_model)(struct engine *e, const char *name, struct error *err);
};

/* The first member of every engine. */
struct engine {
    const struct engine_ops *ops;
};
