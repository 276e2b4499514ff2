#pragma once

#include <stddef.h>
#include <termios.h>

/* A fatal signal gives the terminal back before it ends the program. Who watched for it
 * before is asked first: he may mend what it is about. One terminal at a time; UI thread
 * only, whichever thread the signal comes to. */

void crash_watch(void);
void crash_unwatch(void); /* whoever watched before does again */

/* From now on the terminal is to be as these modes say, and is to be sent these bytes
 * (copied, of more than CRASH_BYTES_MAX the first). */
enum {
    CRASH_BYTES_MAX = 512
};
void crash_hold(const struct termios *modes, const char *bytes, size_t len);
void crash_release(void); /* it is as it was already */
