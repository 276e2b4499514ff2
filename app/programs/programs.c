#include "app/programs/programs.h"

#include <stddef.h>
#include <string.h>

const struct program programs[] = {
    {"eval", "run token ids through a model, for comparisons", program_eval},
    {"pack", "make a pack from a checkpoint", program_pack},
    {"verify", "compare all checksums of a pack", program_verify},
    {"info", "the shape and sizes of a pack or a checkpoint", program_info},
    {NULL, NULL, NULL},
};

const struct program *program_find(const char *name)
{
    for (const struct program *p = programs; p->name; p++)
        if (strcmp(p->name, name) == 0)
            return p;
    return NULL;
}
