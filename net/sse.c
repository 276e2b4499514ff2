#include "net/sse.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"

struct sse {
    sse_event_fn on_event;
    void *ctx;
    struct strbuf line, data;
    char name[32];
    bool has_data;  /* also of an empty data line */
    bool after_cr;  /* a LF that comes next belongs to the line before */
    bool begun;     /* the byte order mark was looked for */
    size_t n_bytes; /* since the last event */
};

struct sse *sse_create(sse_event_fn on_event, void *ctx)
{
    struct sse *s = xcalloc(1, sizeof(*s));
    s->on_event = on_event;
    s->ctx = ctx;
    return s;
}

void sse_destroy(struct sse *s)
{
    if (!s)
        return;
    strbuf_finish(&s->line);
    strbuf_finish(&s->data);
    free(s);
}

bool sse_is_inside(const struct sse *s)
{
    return s->line.len > 0 || s->has_data;
}

static bool end_event(struct sse *s)
{
    bool go_on = true;
    if (s->has_data) {
        strbuf_addc(&s->data, '\0'); /* so that there is a string, of nothing too */
        go_on = s->on_event(s->ctx, *s->name ? s->name : "message", s->data.data,
                            s->data.len - 1);
    }
    strbuf_clear(&s->data);
    s->name[0] = '\0';
    s->has_data = false;
    s->n_bytes = 0;
    return go_on;
}

static void add_data(struct sse *s, const char *value, size_t len)
{
    if (s->has_data)
        strbuf_addc(&s->data, '\n');
    strbuf_add(&s->data, value, len);
    s->has_data = true;
}

static void set_name(struct sse *s, const char *value, size_t len)
{
    size_t n = len < sizeof(s->name) ? len : sizeof(s->name) - 1;
    memcpy(s->name, value, n);
    s->name[n] = '\0';
}

static bool is_field(const char *line, size_t len, const char *name)
{
    return len == strlen(name) && memcmp(line, name, len) == 0;
}

static void take_field(struct sse *s, const char *line, size_t len)
{
    const char *colon = memchr(line, ':', len);
    size_t n = colon ? (size_t)(colon - line) : len;
    const char *value = colon ? colon + 1 : line + len;
    size_t n_value = colon ? len - n - 1 : 0;
    if (n_value && *value == ' ') {
        value++;
        n_value--;
    }
    if (is_field(line, n, "data")) {
        add_data(s, value, n_value);
    } else if (is_field(line, n, "event")) {
        set_name(s, value, n_value);
    } else if (is_field(line, n, "error")) {
        set_name(s, "error", 5);
        add_data(s, value, n_value);
    }
}

static bool end_line(struct sse *s)
{
    static const char mark[] = "\xef\xbb\xbf";
    const char *line = s->line.data ? s->line.data : "";
    size_t len = s->line.len;
    if (!s->begun && len >= 3 && memcmp(line, mark, 3) == 0) {
        line += 3;
        len -= 3;
    }
    s->begun = true;
    bool go_on = true;
    if (len == 0)
        go_on = end_event(s);
    else if (*line != ':')
        take_field(s, line, len);
    strbuf_clear(&s->line);
    return go_on;
}

static size_t line_len(const char *bytes, size_t len)
{
    size_t n = 0;
    while (n < len && bytes[n] != '\n' && bytes[n] != '\r')
        n++;
    return n;
}

bool sse_feed(struct sse *s, const char *bytes, size_t len, struct error *err)
{
    while (len > 0) {
        if (s->after_cr && *bytes == '\n') {
            bytes++;
            len--;
            s->after_cr = false;
            continue;
        }
        s->after_cr = false;
        size_t n = line_len(bytes, len);
        s->n_bytes += n + 1;
        if (s->n_bytes > SSE_MAX_BYTES)
            return err_set(err, 0, "an event of the stream is longer than %d MiB",
                           SSE_MAX_BYTES >> 20);
        strbuf_add(&s->line, bytes, n);
        bytes += n;
        len -= n;
        if (len == 0)
            break;
        s->after_cr = *bytes == '\r';
        bytes++;
        len--;
        if (!end_line(s))
            return false;
    }
    return true;
}
