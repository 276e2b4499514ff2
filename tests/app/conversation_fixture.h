#pragma once

#include "app/conversation.h"

/* A folder of its own for each test, and conversations to put there. */

struct fixture {
    char *root;
    char *dir; /* the sessions folder: does not exist at the start */
};

int fixture_set_up(void **state);
int fixture_tear_down(void **state);

/* Appends a turn of this text; -1, and the reason on the test's output, when it fails. */
int add(struct conversation *c, enum role role, const char *text, json_t *meta);
char *content(const struct conversation *c, int i); /* borrowed */
/* A conversation with everything in it, closed; its id, owned. */
char *write_sample(const char *dir);
char *file_of(const char *dir, const char *id); /* owned */
void write_text(const char *path, const char *text, size_t len);
