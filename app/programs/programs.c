#include "app/programs/programs.h"

#include <stddef.h>
#include <string.h>

const struct program programs[] = {
    {NULL, NULL, NULL},
};

const struct program *program_find(const char *name)
{
    for (const struct program *p = programs; p->name; p++)
        if (strcmp(p->name, name) == 0)
            return p;
    return NULL;
}
