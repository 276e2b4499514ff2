#include "app/programs/programs.h"

#include <stddef.h>
#include <string.h>

#include "core/base/word.h"

const struct program programs[] = {
    {"chat", "the chat on the terminal", program_chat},
    {"ask", "one answer, for pipes", program_ask},
    {"eval", "run token ids or conversations, for comparisons", program_eval},
    {"pack", "make a pack from a checkpoint", program_pack},
    {"synth", "make a pack of a real shape with random weights", program_synth},
    {"verify", "compare all checksums of a pack", program_verify},
    {"tokenize", "the token ids of text, or the text of ids", program_tokenize},
    {"info", "the shape and sizes of a pack or a checkpoint", program_info},
    {"bench", "measure speed, and where the time goes", program_bench},
    {"plan", "predict speed and memory before a download", program_plan},
    {"serve", "the model over HTTP, with the API of OpenAI", program_serve},
    {"tools", "list, check or run the tools a model is offered", program_tools},
    {"replay", "play a recording of a chat on the terminal", program_replay},
    {"stats", "a recording as a table, or as plots", program_stats},
    {"sessions", "list, show, search, export, copy or delete conversations",
     program_sessions},
    {"templates", "list, check or render chat templates", program_templates},
    {"doctor", "what this machine has, and what is missing", program_doctor},
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

const char *program_nearest(const char *name)
{
    const char *best = NULL;
    int best_distance = 3;
    for (const struct program *p = programs; p->name; p++) {
        int d = word_distance(name, p->name);
        if (d < best_distance) {
            best_distance = d;
            best = p->name;
        }
    }
    return best;
}
