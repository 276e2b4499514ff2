#pragma once

#include <stdbool.h>

/* `flashmoe doctor`: what this machine, terminal and model have of what the program can
 * use, and what each missing thing costs. Changes nothing; one scratch file, without a
 * name, lies in the temporary folder for a moment. */

enum doctor_mark {
    DOCTOR_OK,
    DOCTOR_COSTS,   /* it works without, at the cost that is told */
    DOCTOR_MISSING, /* something that is wanted does not work */
};

enum {
    DOCTOR_MAX_CHECKS = 48,
};

struct doctor_check {
    const char *group, *name; /* static */
    enum doctor_mark mark;
    char value[200];
    char cost[320]; /* and what mends it; "" when there is nothing to say */
};

struct doctor {
    struct doctor_check v[DOCTOR_MAX_CHECKS];
    int n;
    char model_path[1024]; /* "" while it is not known */
};

/* `model` as with -m, or NULL. */
void doctor_look(const char *model, struct doctor *out);

/* ---- inside ---- */
void doctor_add(struct doctor *d, const char *group, const char *name,
                enum doctor_mark mark, const char *cost, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));
/* doctor_kernel.c: `file` (may be NULL) lies on the model's disk */
void doctor_look_kernel(struct doctor *d, const char *file);
void doctor_look_instruments(struct doctor *d, const char *file, int n_layer, int n_used);
