#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "core/text/message.h"

/* A conversation and its file: a tree of turns, of which one path (from a root to the head)
 * is the conversation as it stands. Nothing is ever deleted: an edited or regenerated turn
 * is a new child of the same parent. The file is append-only JSONL, flashmoe-session(5): a
 * header line, then one record per event; each turn is written with O_APPEND and fdatasync,
 * under flock. A torn last line is kept in "<file>.bad" and dropped; unknown fields and
 * records are preserved. Thread-safety: per object. */

struct error;
struct conversation;

struct turn {
    char id[27];            /* ULID */
    int parent;             /* index of the parent turn, -1 for a root */
    int64_t time_ms;        /* Unix time */
    struct message message; /* owned */
    json_t *meta; /* owned: params, seed, finish, usage, timings, io; may be NULL */
    bool dropped; /* the model does not read it */
    /* Owned, may be NULL: what the model reads in place of the turns from the root down to
     * this one. */
    char *summary;
};

/* A new one in memory; nothing is written before the first turn. `dir` is the sessions
 * folder (NULL: never saved). model and template describe what it is held with. */
struct conversation *conversation_create(const char *dir, const char *model,
                                         const char *template_name);
/* By ULID (or a unique prefix of it), name, or path. While another program has the file
 * open, or when it may not be written, the conversation can be read but turns are not
 * saved: conversation_warning says so. They are, all of them, when the lock
 * is free at the next turn and nobody else has written. */
struct conversation *conversation_load(const char *dir, const char *what,
                                       struct error *err);
/* The same for reading alone: takes no lock, repairs nothing, saves nothing. */
struct conversation *conversation_read(const char *dir, const char *what,
                                       struct error *err);
void conversation_free(struct conversation *c); /* NULL is fine */

const char *conversation_id(const struct conversation *c);
const char *conversation_name(const struct conversation *c);  /* "" when unnamed */
const char *conversation_model(const struct conversation *c); /* as created, or "" */
const char *conversation_template(const struct conversation *c);
int64_t conversation_created_ms(const struct conversation *c);
const char *conversation_path(const struct conversation *c); /* NULL before it is saved */
const char *conversation_warning(const struct conversation *c); /* from loading, or "" */
/* At most 200 bytes, without '/' and control characters; "" takes the name away. */
bool conversation_set_name(struct conversation *c, const char *name, struct error *err);

/* System text of the whole conversation, "" for none; recorded as an event. */
const char *conversation_system(const struct conversation *c);
bool conversation_set_system(struct conversation *c, const char *text, struct error *err);

/* Append a turn below the head and move the head to it. The message's contents are taken
 * (left {0}); meta may be NULL, its reference is taken. Returns the turn's index, or -1 +
 * err when it could not be written (the turn is in memory all the same, and is written
 * with the next one if that succeeds). */
int conversation_append(struct conversation *c, struct message *m, json_t *meta,
                        struct error *err);
/* Move the head (index of a turn, -1 for the empty start); recorded. */
bool conversation_set_head(struct conversation *c, int turn, struct error *err);
int conversation_head(const struct conversation *c);
/* Borrowed until conversation_free. */
const struct turn *conversation_turn(const struct conversation *c, int i);
int conversation_n_turns(const struct conversation *c); /* all branches */

/* Leave turns out of what the model reads, or take them in again; recorded. */
bool conversation_set_dropped(struct conversation *c, const int *turns, int n,
                              bool dropped, struct error *err);
/* The summary that ends with this turn, NULL for none; recorded. */
bool conversation_set_summary(struct conversation *c, int turn, const char *text,
                              struct error *err);

/* The turns from root to head: indices, owned; *n their number. */
int *conversation_path_turns(const struct conversation *c, int *n);
/* What the model reads, as messages: the system text with the last summary on the path (if
 * there is any of them) first, then the turns behind that, without dropped ones. Deep
 * copies, owned. */
struct message *conversation_messages(const struct conversation *c, int *n);
/* The same as if `turn` were the head. */
struct message *conversation_messages_to(const struct conversation *c, int turn, int *n);

/* The tree as text, a line a turn, for `cols` columns: its number (index + 1), role and
 * beginning; branches are indented, the path to the head is marked. Owned. *head_line is
 * the line of the head, from 0, or -1. */
char *conversation_tree(const struct conversation *c, int cols, bool ascii,
                        int *head_line);

/* The saved ones, newest first. A file that cannot be read is in the list too, at its end,
 * with the reason as its title and n_turns -1. An empty list is not NULL. */
struct conversation_entry {
    char *id, *name, *title, *path; /* owned; title: start of the first user turn */
    int64_t mtime_ms;
    int n_turns;
    bool partial; /* only the start of a large file was read: there are more turns */
};
struct conversation_entry *conversation_list(const char *dir, int *n, struct error *err);
void conversation_list_free(struct conversation_entry *list, int n);
/* The file of the saved conversation that `what` means; owned, NULL + err. */
char *conversation_find(const char *dir, const char *what, struct error *err);
/* The same, but never a path: only what is in the folder. */
char *conversation_find_saved(const char *dir, const char *what, struct error *err);
/* Delete the file, its ".bad" and its snapshot. Refused while somebody has it open. */
bool conversation_remove(const char *path, struct error *err);
