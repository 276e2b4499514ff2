#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/conversation.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "tests/app/fakes.h"

enum {
    MAX_SAVED = 16
};

struct conversation {
    struct turn *turns;
    int n, head;
    char *name, *system;
    char id[27];
    bool freed;
};

static struct conversation *saved[MAX_SAVED];
static int n_saved;
static bool failing;

void fake_conversation_fail(bool fail)
{
    failing = fail;
}

static void destroy(struct conversation *c)
{
    for (int i = 0; i < c->n; i++) {
        message_finish(&c->turns[i].message);
        json_decref(c->turns[i].meta);
    }
    free(c->turns);
    free(c->name);
    free(c->system);
    free(c);
}

void fake_conversation_finish(void)
{
    for (int i = 0; i < n_saved; i++)
        destroy(saved[i]);
    n_saved = 0;
    failing = false;
}

struct conversation *conversation_create(const char *dir, const char *model,
                                         const char *template_name)
{
    struct conversation *c = xcalloc(1, sizeof(*c));
    c->head = -1;
    c->name = xstrdup("");
    c->system = xstrdup("");
    if (n_saved == MAX_SAVED)
        abort();
    snprintf(c->id, sizeof(c->id), "ID%d", n_saved);
    saved[n_saved++] = c;
    return c;
}

struct conversation *conversation_load(const char *dir, const char *what,
                                       struct error *err)
{
    for (int i = 0; i < n_saved; i++)
        if (strcmp(saved[i]->id, what) == 0 || strcmp(saved[i]->name, what) == 0)
            return saved[i];
    err_set(err, 0, "no conversation '%s'", what);
    return NULL;
}

void conversation_free(struct conversation *c)
{
}
const char *conversation_id(const struct conversation *c)
{
    return c->id;
}
const char *conversation_name(const struct conversation *c)
{
    return c->name;
}
const char *conversation_path(const struct conversation *c)
{
    return c->n ? "/fake/path.jsonl" : NULL;
}
const char *conversation_warning(const struct conversation *c)
{
    return "";
}
bool conversation_set_name(struct conversation *c, const char *name, struct error *err)
{
    free(c->name);
    c->name = xstrdup(name);
    return true;
}
const char *conversation_system(const struct conversation *c)
{
    return c->system;
}
bool conversation_set_system(struct conversation *c, const char *text, struct error *err)
{
    char *copy = xstrdup(text);
    free(c->system);
    c->system = copy;
    return true;
}

int conversation_append(struct conversation *c, struct message *m, json_t *meta,
                        struct error *err)
{
    c->turns = xreallocarray(c->turns, (size_t)c->n + 1, sizeof(*c->turns));
    c->turns[c->n] = (struct turn){.parent = c->head, .message = *m, .meta = meta};
    *m = (struct message){0};
    c->head = c->n++;
    if (!failing)
        return c->head;
    err_set(err, ENOSPC, "write /fake/path.jsonl");
    return -1;
}

bool conversation_set_head(struct conversation *c, int turn, struct error *err)
{
    c->head = turn;
    return true;
}
int conversation_head(const struct conversation *c)
{
    return c->head;
}
const struct turn *conversation_turn(const struct conversation *c, int i)
{
    return &c->turns[i];
}
int conversation_n_turns(const struct conversation *c)
{
    return c->n;
}

int *conversation_path_turns(const struct conversation *c, int *n)
{
    int *path = xcalloc((size_t)c->n + 1, sizeof(*path));
    int k = 0;
    for (int i = c->head; i >= 0; i = c->turns[i].parent)
        path[k++] = i;
    for (int i = 0; i < k / 2; i++) {
        int t = path[i];
        path[i] = path[k - 1 - i];
        path[k - 1 - i] = t;
    }
    *n = k;
    return path;
}

struct message *conversation_messages(const struct conversation *c, int *n)
{
    int n_path, k = 0;
    int *path = conversation_path_turns(c, &n_path);
    struct message *m = xcalloc((size_t)n_path + 1, sizeof(*m));
    if (*c->system)
        m[k++] = (struct message){.role = ROLE_SYSTEM, .content = xstrdup(c->system)};
    for (int i = 0; i < n_path; i++)
        message_copy(&m[k++], &c->turns[path[i]].message);
    free(path);
    *n = k;
    return m;
}

struct conversation_entry *conversation_list(const char *dir, int *n, struct error *err)
{
    struct conversation_entry *l = xcalloc((size_t)n_saved + 1, sizeof(*l));
    for (int i = 0; i < n_saved; i++)
        l[i] = (struct conversation_entry){.id = xstrdup(saved[i]->id),
                                           .name = xstrdup(saved[i]->name),
                                           .title = xstrdup(""),
                                           .path = xstrdup(""),
                                           .n_turns = saved[i]->n};
    *n = n_saved;
    return l;
}

void conversation_list_free(struct conversation_entry *list, int n)
{
    for (int i = 0; i < n; i++) {
        free(list[i].id);
        free(list[i].name);
        free(list[i].title);
        free(list[i].path);
    }
    free(list);
}
