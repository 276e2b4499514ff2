#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/exit.h"
#include "app/option_table.h"
#include "app/programs/programs.h"
#include "app/version.h"
#include "core/base/alloc.h"

/* The door: help, version, and which program a command line means. The first word that is
 * no option names a program. Without one (or when it has a space in it, or stands behind
 * "--") the line is a chat on a terminal and one question otherwise, or when -p is there. A
 * single unknown word is refused rather than sent to the model: it is most likely a mistyped command. */

static const char help_head[] =
    "Usage: flashmoe [OPTION...] [PROMPT]\n"
    "  or:  flashmoe COMMAND [OPTION...]\n"
    "Chat with a mixture-of-experts model larger than memory.\n\n"
    "Without a command: a chat on a terminal, one answer in a pipe.\n\nCommands:\n";

static const char help_tail[] =
    "\n  -h, --help             this text; flashmoe COMMAND --help for its options\n"
    "  -V, --version          version and build; with --json for programs\n"
    "\nExamples:\n"
    "  flashmoe                              chat with the bundled model\n"
    "  flashmoe -m ~/models/qwen35           chat with another\n"
    "  flashmoe ask 'Why is the sky blue?'   one answer\n"
    "  flashmoe ask 'Summarise:' <notes.txt  after what standard input says\n"
    "  flashmoe -- help                      'help' as a message, not as a command\n"
    "\nThe manual is flashmoe(1).\n";

static int print_help(void)
{
    fputs(help_head, stdout);
    for (const struct program *p = programs; p->name; p++)
        printf("  %-12s %s\n", p->name, p->summary);
    fputs(help_tail, stdout);
    return fflush(stdout) == 0 ? EXIT_OK : EXIT_RUNTIME;
}

static int try_help(void)
{
    fputs("Try 'flashmoe --help'.\n", stderr);
    return EXIT_USAGE;
}

/* Whether a leading option of the shared set takes the next word as its value: 1 or 0; -1
 * for an option that only a program knows. */
static int takes_next(const char *arg)
{
    const char *name = arg + (arg[1] == '-' ? 2 : 1);
    const char *equals = strchr(name, '=');
    size_t len = equals ? (size_t)(equals - name) : strlen(name);
    for (const struct argp_option *o = option_table; option_row(o); o++) {
        if (arg[1] == '-' && o->name && strlen(o->name) == len &&
            strncmp(o->name, name, len) == 0)
            return o->arg && !equals;
        if (arg[1] != '-' && o->key == name[0])
            return o->arg && !name[1];
    }
    return -1;
}

static int run(const struct program *p, int n_lead, int skip, int argc, char **argv)
{
    char *name = xasprintf("flashmoe %s", p->name);
    char **args = xcalloc((size_t)argc + 1, sizeof(*args));
    int n = 0;
    args[n++] = name;
    for (int i = 1; i < argc; i++)
        if (!(skip && i == n_lead + 1))
            args[n++] = argv[i];
    /* Every program has --help from argp; -h is the same for all. */
    static char help[] = "--help";
    if (n == 2 && strcmp(args[1], "-h") == 0)
        args[1] = help;
    int code = p->run(n, args);
    free((void *)args);
    free(name);
    return code;
}

static void print_version(FILE *stream, struct argp_state *state)
{
    version_print(false);
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    /* Numbers in files and options have a point whatever the user's language. */
    setlocale(LC_NUMERIC, "C");
    argp_err_exit_status = EXIT_USAGE;
    argp_program_version_hook = print_version;

    bool json = false, version = false, ask = false;
    int first = 1;
    for (; first < argc && argv[first][0] == '-' && argv[first][1]; first++) {
        const char *a = argv[first];
        if (strcmp(a, "--") == 0)
            break;
        if (strcmp(a, "-h") == 0 || strcmp(a, "--help") == 0 || strcmp(a, "-?") == 0)
            return print_help();
        if (strcmp(a, "-V") == 0 || strcmp(a, "--version") == 0)
            version = true;
        else if (strcmp(a, "--json") == 0)
            json = true;
        int next = takes_next(a);
        if (strcmp(a, "-p") == 0 || strncmp(a, "--prompt", 8) == 0)
            ask = true;
        if (next < 0 && !version && !json)
            break;
        first += next > 0;
    }
    if (version)
        return version_print(json);

    const char *word = first < argc ? argv[first] : NULL;
    const struct program *p = NULL;
    if (word && word[0] != '-' && !strpbrk(word, " \t\n")) {
        p = program_find(word);
        if (!p) {
            const char *near = program_nearest(word);
            fprintf(stderr,
                    "flashmoe: no command '%s'%s%s%s (a prompt: flashmoe -- %s)\n", word,
                    near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "",
                    word);
            return try_help();
        }
        return run(p, first - 1, true, argc, argv);
    }

    const char *name =
        !ask && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) ? "chat" : "ask";
    p = program_find(name);
    if (!p) {
        fprintf(stderr, "flashmoe: this build has no command '%s'\n", name);
        return EXIT_RUNTIME;
    }
    return run(p, 0, false, argc, argv);
}
