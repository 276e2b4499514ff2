#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "app/conversation.h"
#include "app/ulid.h"
#include "core/base/strbuf.h"

/* Shared by conversation.c (the tree), conversation_file.c (the file) and
 * conversation_record.c (turns as JSON); nobody else includes this. */

enum {
    MAX_FILE_BYTES = 1 << 30,
    MAX_SKIM_BYTES = 8 << 20, /* of a file that is listed */
    MAX_LINE_BYTES = 16 << 20,
    MAX_TURNS = 1 << 20,
    MAX_NAME_BYTES = 200,
};

struct conversation {
    char id[ULID_LEN + 1];
    int64_t created_ms;
    char *dir;                                   /* owned; NULL: never saved */
    char *path;                                  /* owned; NULL before it is saved */
    char *name, *system, *model, *template_name; /* owned, never NULL */
    char *warning;                               /* owned, never NULL */
    struct turn **turns; /* owned, each of its own, so that pointers stay valid */
    int n_turns;
    int head;
    /* The file. Records wait in `pending` until the first turn, and after a write that
     * failed until the next one. */
    int fd;                /* -1: closed */
    bool read_only;        /* somebody else writes it, or it may not be written */
    bool locked_out;       /* read_only, and that because somebody else has the lock */
    int64_t read_bytes;    /* its size when it was read; -1: a torn line was left out */
    bool too_large;        /* a record could not be kept in a way that loads again */
    char *read_only_why;   /* owned, NULL when it can be written */
    bool ends_in_the_line; /* the last line lacks its newline */
    struct strbuf pending;
};

/* ---- conversation.c ---- */
struct conversation *conversation_new(void);
/* Adds a turn as it was read or given; takes message and meta. Returns its index. */
int conversation_add_turn(struct conversation *c, const char *id, int parent,
                          int64_t time_ms, struct message *m, json_t *meta);
void conversation_warn(struct conversation *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
bool conversation_name_valid(const char *name, struct error *err);

/* ---- conversation_record.c ---- */
json_t *record_header(const struct conversation *c);
json_t *record_turn(const struct turn *t, const char *parent_id); /* NULL: a root */
/* A string of JSON; what is no UTF-8 becomes U+FFFD. */
json_t *record_text(const char *s);

/* Applies a line of the file. `index` maps ids of turns to indices; it is kept by the
 * caller over all lines. Errors do not name the place. */
bool record_apply_header(struct conversation *c, const json_t *o, struct error *err);
bool record_apply(struct conversation *c, json_t *index, const json_t *o,
                  struct error *err);

/* ---- conversation_file.c ---- */
/* Write `pending`: the first time the file is created. On failure it stays pending and the
 * file is as it was. */
bool conversation_flush(struct conversation *c, struct error *err);
/* Add a record to `pending`; takes the reference. */
void conversation_queue(struct conversation *c, json_t *record);

/* Only the start of a large file, for lists; *partial says that there is more. */
struct conversation *conversation_skim_file(const char *path, bool *partial,
                                            struct error *err);
/* Open for writing (lock, cut off a torn line), or just read. */
struct conversation *conversation_open_file(const char *path, bool for_writing,
                                            struct error *err);
