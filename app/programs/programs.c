#include "app/programs/programs.h"

#include <stddef.h>
#include <string.h>

const struct program programs[] = {
    {"chat", "the chat on the terminal", program_chat},
    {"ask", "one answer, for pipes", program_ask},
    {"eval", "run token ids through a model, for comparisons", program_eval},
    {"pack", "make a pack from a checkpoint", program_pack},
    {"verify", "compare all checksums of a pack", program_verify},
    {"tokenize", "the token ids of text, or the text of ids", program_tokenize},
    {"info", "the shape and sizes of a pack or a checkpoint", program_info},
    {"bench", "measure speed, and where the time goes", program_bench},
    {"tools", "list, check or run the tools a model is offered", program_tools},
    {"sessions", "list, show, search, export or delete conversations", program_sessions},
    {"templates", "list, check or render chat templates", program_templates},
    {"config", "the settings files: path, show, check", program_config},
    {NULL, NULL, NULL},
};

const struct program *program_find(const char *name)
{
    for (const struct program *p = programs; p->name; p++)
        if (strcmp(p->name, name) == 0)
            return p;
    return NULL;
}

/* Edit distance of two short words; words longer than the table count as far apart. */
static int distance(const char *a, const char *b)
{
    enum {
        MAX_LEN = 32
    };
    size_t n = strlen(a), m = strlen(b);
    if (n >= MAX_LEN || m >= MAX_LEN)
        return MAX_LEN;

    int row[MAX_LEN];
    for (size_t j = 0; j <= m; j++)
        row[j] = (int)j;
    for (size_t i = 1; i <= n; i++) {
        int diagonal = row[0];
        row[0] = (int)i;
        for (size_t j = 1; j <= m; j++) {
            int best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[m];
}

const char *program_nearest(const char *name)
{
    const char *best = NULL;
    int best_distance = 3;
    for (const struct program *p = programs; p->name; p++) {
        int d = distance(name, p->name);
        if (d < best_distance) {
            best_distance = d;
            best = p->name;
        }
    }
    return best;
}
