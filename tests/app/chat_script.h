#pragma once

#include "app/chat.h"
#include "tests/app/fakes.h"

/* The controller between a scripted user and a scripted model, with real conversations in
 * a folder of their own. One test at a time. */

struct script {
    enum tools_mode tools;
    const char *tools_folder; /* NULL: the shipped one */
    const char *sessions;     /* NULL: a temporary folder */
    const char *clipboard_cmd;
    uint64_t snapshot_bytes_max; /* 0: no state is kept on disk */
};

extern struct conversation *conv; /* the first one of the script; until the test ends */
extern struct chat *chat;

/* Plays the script and returns the exit code; screen, input and so on are read after. */
int play_with(const struct script *how, const char *const *script,
              const struct fake_reply *replies, int n);
int play(const char *const *script, const struct fake_reply *replies, int n);
const char *script_folder(void); /* for files of the test, made when asked for */
int script_clean(void **state);  /* a teardown */

#define SCRIPT(...) ((const char *const[]){__VA_ARGS__, NULL})
#define REPLIES(...)                                                                     \
    ((const struct fake_reply[]){__VA_ARGS__}),                                          \
        (int)(sizeof((const struct fake_reply[]){__VA_ARGS__}) /                         \
              sizeof(struct fake_reply))
#define T(name) cmocka_unit_test_teardown(name, script_clean)

void contains(const char *text, const char *part);
void lacks(const char *text, const char *part);
