#include <stdio.h>

#include "app/exit.h"
#include "app/programs/programs.h"
#include "core/base/alloc.h"

/* flashmoe NAME ...: the subcommand's own parser sees "flashmoe NAME" as argv[0]. */
int main(int argc, char **argv)
{
    const struct program *p = argc > 1 ? program_find(argv[1]) : NULL;
    if (!p) {
        if (argc > 1)
            fprintf(stderr, "flashmoe: no command \"%s\"\n", argv[1]);
        for (p = programs; p->name; p++)
            fprintf(stderr, "  flashmoe %-10s %s\n", p->name, p->summary);
        return EXIT_USAGE;
    }
    argv[1] = xasprintf("flashmoe %s", p->name);
    return p->run(argc - 1, argv + 1);
}
