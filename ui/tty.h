#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The terminal as a device: modes, signals, leaving and coming back. What it changed is
 * undone on close, on suspend, while an editor runs, and by a fatal signal. One at a time;
 * UI thread only. */

struct error;
struct tty;

struct tty *tty_open(bool no_alt_screen, struct error *err);
void tty_close(struct tty *t); /* NULL is fine */
/* Readline loads a description of the terminal of its own when it starts and makes it the
 * current one; this makes the screen's current again. */
void tty_claim(struct tty *t);
int tty_fd(const struct tty *t); /* to read keys from */
bool tty_utf8(const struct tty *t);

/* Readable when a signal came in. */
int tty_signal_fd(const struct tty *t);

struct tty_signals {
    bool resized, interrupted, terminated, continued, stop;
};
/* Takes what came in since the last call. */
struct tty_signals tty_take_signals(struct tty *t);

/* Tells curses the size of the window as it is now. */
void tty_resize(struct tty *t);
/* Stops the program until it is continued (Ctrl-Z). */
void tty_suspend(struct tty *t);
/* Gives the terminal back for a while, and takes it again. */
void tty_leave(struct tty *t);
void tty_enter(struct tty *t);
