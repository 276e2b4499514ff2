#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the operating system says about this process and about the model's files. Each
 * function returns false when this system has no such source; the number is then "n/a".
 * Everything here that only Linux has is in proc_stats.c. */

/* Resident memory of the process, bytes. Thread-safe. */
bool proc_rss_bytes(uint64_t *out);
/* The part of it that is no file: heap, stacks, buffers, bytes. Thread-safe. */
bool proc_anonymous_bytes(uint64_t *out);
/* The highest that it has been, bytes. Thread-safe. */
bool proc_peak_rss_bytes(uint64_t *out);
/* Bytes that the block layer has read for this process, all threads, read-ahead and page
 * faults included; only grows. Thread-safe. */
bool proc_device_read_bytes(uint64_t *out);

/* The share of files that lies in the page cache. Asking costs time in proportion to the
 * files' size, so each step asks about as much as its budget allows and goes on there at
 * the next step; the sum is known when every file has been asked about once. One thread. */
struct page_cache_probe;

/* `fds` and `fd_bytes` (sizes) are copied; the descriptors are borrowed until destroy. */
struct page_cache_probe *page_cache_probe_create(const int *fds, const uint64_t *fd_bytes,
                                                 int n);
void page_cache_probe_destroy(struct page_cache_probe *p); /* NULL is fine */
void page_cache_probe_step(struct page_cache_probe *p, int64_t budget_ns);
/* Bytes in the page cache as of the last full round. */
bool page_cache_probe_bytes(const struct page_cache_probe *p, uint64_t *out);
