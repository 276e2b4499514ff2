#pragma once

#include <stdbool.h>

/* What the terminal of standard output is, without taking it: for `flashmoe doctor`. */
struct ui_terminal {
    bool is_terminal; /* standard input and output both */
    char type[64];    /* $TERM, "" when it is not set */
    bool known;       /* the system has a description of it */
    bool can_draw;    /* it can place the cursor: the chat's screen works */
    bool alt_screen;  /* leaving the chat gives the old screen back */
    bool utf8;        /* of the locale */
    int colors;       /* 0: none */
    int rows, cols;   /* 0: not known */
};

/* Not while a screen is open. */
void ui_terminal_look(struct ui_terminal *out);
