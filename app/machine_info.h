#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The machine a measurement was made on. Strings are "" and numbers 0 (read-ahead -1) when
 * the system does not say. */
struct machine_info {
    char cpu[128];
    char kernel[128]; /* of the operating system */
    char device[64];  /* block device below `path` */
    int n_cores;
    long read_ahead_kb;
    uint64_t memory_bytes;
    uint64_t memory_available_bytes; /* to this process: limits of its groups count */
};

/* `path`: a file or folder on the device of interest. */
void machine_info_get(const char *path, struct machine_info *out);

/* Milliseconds in which a block device has been at work, since the start of the system; for
 * whomever. */
bool machine_device_busy_ms(const char *device, uint64_t *out);
