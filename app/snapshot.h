#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The files in which the model's state lies beside conversations: "ID.jsonl.snapshot".
 * Losing one costs time and nothing else. The engine writes and reads them. */

struct error;

enum {
    SNAPSHOT_FILES_MAX = 64,
};
#define SNAPSHOT_BYTES_DEFAULT ((uint64_t)2 << 30) /* of all of them together */

/* Of the conversation at this path; owned. */
char *snapshot_path(const char *conversation_path);

/* Delete the snapshot of a conversation, and what a killed writer left. That there is none
 * is fine. */
bool snapshot_remove(const char *conversation_path, struct error *err);

/* Delete the oldest snapshots in the folder until at most SNAPSHOT_FILES_MAX of together
 * bytes_max bytes are left, but `keep` (a path, may be NULL) last of all; those whose
 * conversation is gone, and leftovers of killed writers, at once. Only files named as ours
 * are looked at. Returns how many snapshots went. What cannot be deleted stays. */
int snapshot_evict(const char *dir, uint64_t bytes_max, const char *keep);
