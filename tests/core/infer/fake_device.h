#pragma once

#include "core/infer/backend.h"

/* The CPU back end in the clothes of a device: its memory is not the machine's, it says that
 * it records, and it can be lost. One at a time. It says that it shares so many bytes of the
 * machine's memory. */

enum {
    FAKE_HOST_BYTES = 1 << 20,
};
extern const struct backend_source fake_device;

/* The next wait fails, and so does everything from then on. */
void fake_device_lose(void);
