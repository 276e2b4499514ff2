#include <stdlib.h>
#include <string.h>

#include "app/chat_impl.h"
#include "core/base/alloc.h"

/* What was allowed and denied for this session: calls by their key (which has a line feed),
 * and tools by "allow NAME" and "deny NAME". */

static const char deny[] = "deny ";

static int find(const struct chat *c, const char *key)
{
    for (int i = 0; i < c->n_grants; i++)
        if (strcmp(c->grants[i], key) == 0)
            return i;
    return -1;
}

static void drop(struct chat *c, int i)
{
    free(c->grants[i]);
    c->grants[i] = c->grants[--c->n_grants];
}

bool chat_granted(const struct chat *c, const char *key)
{
    return find(c, key) >= 0;
}

void chat_grant(struct chat *c, const char *key)
{
    if (chat_granted(c, key))
        return;
    c->grants = xreallocarray(c->grants, (size_t)c->n_grants + 1, sizeof(*c->grants));
    c->grants[c->n_grants++] = xstrdup(key);
}

static bool has(const struct chat *c, const char *word, const char *name)
{
    char *key = xasprintf("%s%s", word, name);
    bool there = chat_granted(c, key);
    free(key);
    return there;
}

bool chat_tool_allowed(const struct chat *c, const char *name)
{
    return has(c, "allow ", name);
}

bool chat_tool_denied(const struct chat *c, const char *name)
{
    return has(c, deny, name);
}

void chat_tool_permit(struct chat *c, const char *name, bool allowed)
{
    char *key = xasprintf("%s%s", allowed ? "allow " : deny, name);
    char *other = xasprintf("%s%s", allowed ? deny : "allow ", name);
    int i = find(c, other);
    if (i >= 0)
        drop(c, i);
    chat_grant(c, key);
    free(key);
    free(other);
}

void chat_grants_reset(struct chat *c)
{
    for (int i = c->n_grants - 1; i >= 0; i--)
        if (strncmp(c->grants[i], deny, strlen(deny)) != 0)
            drop(c, i);
}

void chat_grants_inherit(struct chat *c, const struct chat *before)
{
    for (int i = 0; i < before->n_grants; i++)
        if (strncmp(before->grants[i], deny, strlen(deny)) == 0)
            chat_grant(c, before->grants[i]);
}
