#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A stream of server-sent events, as it comes from a connection: cut anywhere, with lines
 * that end in LF, CR or CRLF, comments, data over several lines, a byte order mark. An
 * event without its empty line at the end never happened. Thread-safety: per object. */

struct error;
struct sse;

enum {
    SSE_MAX_BYTES = 8 << 20 /* of one event, its lines and comments included */
};

/* One event: `name` is "message" unless the server says otherwise. Not "error" alone: a line
 * "error: TEXT", which some servers write in place of data, is data of an event of that
 * name. Both are NUL-terminated and borrowed for the call; data may have bytes 0 inside.
 * False ends the feeding. */
typedef bool (*sse_event_fn)(void *ctx, const char *name, const char *data, size_t len);

struct sse *sse_create(sse_event_fn on_event, void *ctx);
void sse_destroy(struct sse *s); /* NULL is fine */
/* False + err: an event is longer than SSE_MAX_BYTES, or (no err) on_event ended it; nothing
 * may be fed after that. */
bool sse_feed(struct sse *s, const char *bytes, size_t len, struct error *err);
/* Bytes of an event that has begun and not ended: the stream was cut. */
bool sse_is_inside(const struct sse *s);
