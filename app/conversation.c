#include "app/conversation.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/conversation_impl.h"
#include "core/base/alloc.h"
#include "core/base/error.h"

/* The tree of turns. Indices are the order in which turns came, so a parent always stands
 * before its children and a path to the root always ends. */

static int64_t now_ms(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void replace(char **slot, const char *value)
{
    char *copy = xstrdup(value);
    free(*slot);
    *slot = copy;
}

struct conversation *conversation_new(void)
{
    struct conversation *c = xcalloc(1, sizeof(*c));
    c->name = xstrdup("");
    c->system = xstrdup("");
    c->model = xstrdup("");
    c->template_name = xstrdup("");
    c->warning = xstrdup("");
    c->head = -1;
    c->fd = -1;
    return c;
}

struct conversation *conversation_create(const char *dir, const char *model,
                                         const char *template_name)
{
    struct error err = {0};
    struct conversation *c = conversation_new();
    c->created_ms = now_ms();
    c->dir = dir ? xstrdup(dir) : NULL;
    replace(&c->model, model ? model : "");
    replace(&c->template_name, template_name ? template_name : "");
    if (!ulid_make(c->id, c->created_ms, &err)) {
        /* Without an identifier there is no file name: hold it in memory and say so. */
        conversation_warn(c, "this conversation is not saved: %s", err.msg);
        free(c->dir);
        c->dir = NULL;
        memset(c->id, '0', ULID_LEN);
    }
    conversation_queue(c, record_header(c));
    return c;
}

static void turn_free(struct turn *t)
{
    message_finish(&t->message);
    json_decref(t->meta);
    free(t->summary);
    free(t);
}

void conversation_free(struct conversation *c)
{
    if (!c)
        return;
    for (int i = 0; i < c->n_turns; i++)
        turn_free(c->turns[i]);
    struct stat st;
    if (c->fd >= 0 && !c->read_only && fstat(c->fd, &st) == 0 && st.st_size == 0)
        unlink(c->path); /* made for a first turn that could not be written */
    if (c->fd >= 0)
        close(c->fd); /* and with it goes the lock */
    strbuf_finish(&c->pending);
    free((void *)c->turns);
    free(c->dir);
    free(c->path);
    free(c->name);
    free(c->system);
    free(c->model);
    free(c->template_name);
    free(c->warning);
    free(c->read_only_why);
    free(c);
}

void conversation_warn(struct conversation *c, const char *fmt, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    char *all = xasprintf("%s%s%s", c->warning, *c->warning ? "; " : "", text);
    free(c->warning);
    c->warning = all;
}

const char *conversation_id(const struct conversation *c)
{
    return c->id;
}

const char *conversation_name(const struct conversation *c)
{
    return c->name;
}

const char *conversation_model(const struct conversation *c)
{
    return c->model;
}

const char *conversation_template(const struct conversation *c)
{
    return c->template_name;
}

int64_t conversation_created_ms(const struct conversation *c)
{
    return c->created_ms;
}

const char *conversation_path(const struct conversation *c)
{
    return c->path;
}

const char *conversation_warning(const struct conversation *c)
{
    return c->warning;
}

const char *conversation_system(const struct conversation *c)
{
    return c->system;
}

int conversation_head(const struct conversation *c)
{
    return c->head;
}

int conversation_n_turns(const struct conversation *c)
{
    return c->n_turns;
}

const struct turn *conversation_turn(const struct conversation *c, int i)
{
    return i >= 0 && i < c->n_turns ? c->turns[i] : NULL;
}

bool conversation_name_valid(const char *name, struct error *err)
{
    size_t len = strlen(name);
    if (len > MAX_NAME_BYTES)
        return err_set(err, 0, "name a conversation: more than %d bytes", MAX_NAME_BYTES);
    for (size_t i = 0; i < len; i++)
        if (iscntrl((unsigned char)name[i]))
            return err_set(err, 0, "name a conversation: control character at offset %zu",
                           i);
    if (strchr(name, '/'))
        return err_set(err, 0, "name a conversation: '%s' has a '/' in it", name);
    return true;
}

/* Events before the first turn wait for it: nothing is written for an empty chat. */
static bool record_event(struct conversation *c, json_t *record, struct error *err)
{
    conversation_queue(c, record);
    return (!c->path && !c->n_turns) || conversation_flush(c, err);
}

bool conversation_set_name(struct conversation *c, const char *name, struct error *err)
{
    if (!conversation_name_valid(name, err))
        return false;
    replace(&c->name, name);
    return record_event(c,
                        json_pack("{s:s, s:I, s:o}", "type", "name", "ts",
                                  (json_int_t)now_ms(), "name", record_text(name)),
                        err);
}

bool conversation_set_system(struct conversation *c, const char *text, struct error *err)
{
    if (strcmp(c->system, text) == 0)
        return true;
    replace(&c->system, text);
    return record_event(c,
                        json_pack("{s:s, s:I, s:o}", "type", "system", "ts",
                                  (json_int_t)now_ms(), "content", record_text(text)),
                        err);
}

int conversation_add_turn(struct conversation *c, const char *id, int parent,
                          int64_t time_ms, struct message *m, json_t *meta)
{
    struct turn *t = xcalloc(1, sizeof(*t));
    memcpy(t->id, id, ULID_LEN);
    t->parent = parent;
    t->time_ms = time_ms;
    t->message = *m;
    t->meta = meta;
    *m = (struct message){0};

    /* Grows in steps that double, at the powers of two. */
    if ((c->n_turns & (c->n_turns - 1)) == 0) {
        size_t cap = c->n_turns ? (size_t)c->n_turns * 2 : 1;
        c->turns =
            (struct turn **)xreallocarray((void *)c->turns, cap, sizeof(struct turn *));
    }
    c->turns[c->n_turns] = t;
    c->head = c->n_turns;
    return c->n_turns++;
}

int conversation_append(struct conversation *c, struct message *m, json_t *meta,
                        struct error *err)
{
    char id[ULID_LEN + 1] = "";
    int64_t time_ms = now_ms();
    bool ok = ulid_make(id, time_ms, err);
    int parent = c->head;
    int i = conversation_add_turn(c, id, parent, time_ms, m, meta);
    if (!ok)
        return -1;
    conversation_queue(
        c, record_turn(c->turns[i], parent < 0 ? NULL : c->turns[parent]->id));
    return conversation_flush(c, err) ? i : -1;
}

bool conversation_set_head(struct conversation *c, int turn, struct error *err)
{
    if (turn < -1 || turn >= c->n_turns)
        return err_set(err, 0, "go to turn %d: there are %d", turn, c->n_turns);
    if (turn == c->head)
        return true;
    c->head = turn;
    json_t *id = turn < 0 ? json_null() : json_string(c->turns[turn]->id);
    return record_event(c,
                        json_pack("{s:s, s:I, s:o}", "type", "head", "ts",
                                  (json_int_t)now_ms(), "id", id),
                        err);
}

bool conversation_set_dropped(struct conversation *c, const int *turns, int n,
                              bool dropped, struct error *err)
{
    json_t *ids = json_array();
    for (int i = 0; i < n; i++) {
        struct turn *t = c->turns[turns[i]];
        if (t->dropped != dropped)
            json_array_append_new(ids, json_string(t->id));
        t->dropped = dropped;
    }
    if (json_array_size(ids) == 0) {
        json_decref(ids);
        return true;
    }
    return record_event(c,
                        json_pack("{s:s, s:I, s:o}", "type", dropped ? "drop" : "keep",
                                  "ts", (json_int_t)now_ms(), "ids", ids),
                        err);
}

bool conversation_set_summary(struct conversation *c, int turn, const char *text,
                              struct error *err)
{
    struct turn *t = c->turns[turn];
    free(t->summary);
    t->summary = text ? xstrdup(text) : NULL;
    return record_event(c,
                        json_pack("{s:s, s:I, s:s, s:o}", "type", "summary", "ts",
                                  (json_int_t)now_ms(), "id", t->id, "content",
                                  text ? record_text(text) : json_null()),
                        err);
}

static int *path_to(const struct conversation *c, int turn, int *n)
{
    *n = 0;
    for (int i = turn; i >= 0; i = c->turns[i]->parent)
        ++*n;
    int *path = xcalloc((size_t)*n, sizeof(*path));
    int at = *n;
    for (int i = turn; i >= 0; i = c->turns[i]->parent)
        path[--at] = i;
    return path;
}

int *conversation_path_turns(const struct conversation *c, int *n)
{
    return path_to(c, c->head, n);
}

/* A summary stands in the system text: in a turn of its own it would break the order in
 * which user and assistant speak. */
static char *system_text(const struct conversation *c, const char *summary)
{
    if (!summary)
        return xstrdup(c->system);
    return xasprintf("%s%sSummary of the conversation so far:\n%s", c->system,
                     *c->system ? "\n\n" : "", summary);
}

struct message *conversation_messages_to(const struct conversation *c, int turn, int *n)
{
    int n_path, first = 0, at = 0;
    int *path = path_to(c, turn, &n_path);
    struct message *all = xcalloc((size_t)n_path + 1, sizeof(*all));
    for (int i = 0; i < n_path; i++)
        if (c->turns[path[i]]->summary)
            first = i + 1;
    char *system = system_text(c, first ? c->turns[path[first - 1]]->summary : NULL);
    if (*system)
        all[at++] = (struct message){.role = ROLE_SYSTEM, .content = xstrdup(system)};
    free(system);
    for (int i = first; i < n_path; i++)
        if (!c->turns[path[i]]->dropped)
            message_copy(&all[at++], &c->turns[path[i]]->message);
    free(path);
    *n = at;
    return all;
}

struct message *conversation_messages(const struct conversation *c, int *n)
{
    return conversation_messages_to(c, c->head, n);
}
