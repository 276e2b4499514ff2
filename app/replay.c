#include "app/replay.h"

#include <stdlib.h>
#include <string.h>

#include "app/record_lines.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"

static const size_t file_bytes_max = (size_t)1 << 30;

struct line {
    size_t at;
    uint32_t len;
    bool token;
    int64_t at_ms;
};

struct replay {
    char *text; /* owned */
    struct line *line;
    size_t n, cap, next;
    int64_t created_ms;
    bool torn;
    struct replay_lines state;
};

/* What the checking of all lines carries along. */
struct check {
    int64_t t_ms, at_ms, pause_ms;
    bool busy;
};

static bool add_line(struct replay *r, struct check *c, size_t at, size_t len,
                     struct error *err)
{
    struct ui_op op;
    int64_t t_ms;
    bool known;
    if (!replay_line(&r->state, r->text + at, len, &op, &t_ms, &known, err))
        return false;
    if (t_ms < c->t_ms)
        return err_set(err, 0, "the time runs back");
    int64_t gap = t_ms - c->t_ms;
    c->at_ms += !c->busy && gap > c->pause_ms ? c->pause_ms : gap;
    c->t_ms = t_ms;
    if (op.kind == UI_OP_BUSY)
        c->busy = op.on;
    if (r->n == r->cap) {
        r->cap = r->cap ? r->cap * 2 : 1024;
        r->line = xreallocarray(r->line, r->cap, sizeof(*r->line));
    }
    bool token = op.kind == UI_OP_STEP && op.step->phase == PHASE_DECODE;
    r->line[r->n++] = (struct line){at, (uint32_t)len, token, c->at_ms};
    return true;
}

static bool add_lines(struct replay *r, size_t len, int64_t pause_ms, const char *path,
                      struct error *err)
{
    struct check c = {.pause_ms = pause_ms};
    size_t number = 1;
    for (size_t at = 0; at < len; number++) {
        const char *feed = memchr(r->text + at, '\n', len - at);
        size_t n = feed ? (size_t)(feed - (r->text + at)) : len - at;
        struct error why = {0};
        bool ok = number == 1 ? replay_header(r->text + at, n, &r->created_ms, &why)
                              : add_line(r, &c, at, n, &why);
        if (!ok && !feed && number > 1) {
            r->torn = true;
            return true;
        }
        if (!ok)
            return err_set(err, 0, "%s:%zu: %s", path, number, why.msg);
        at += n + 1;
    }
    return number > 1 ? true : err_set(err, 0, "%s is empty", path);
}

struct replay *replay_open(const char *path, int64_t pause_ms, struct error *err)
{
    struct replay *r = xcalloc(1, sizeof(*r));
    size_t len;
    r->text = file_read(path, file_bytes_max, &len, err);
    if (r->text && add_lines(r, len, pause_ms, path, err)) {
        replay_rewind(r);
        return r;
    }
    replay_close(r);
    return NULL;
}

void replay_close(struct replay *r)
{
    if (!r)
        return;
    replay_lines_finish(&r->state);
    free(r->text);
    free(r->line);
    free(r);
}

int64_t replay_length_ms(const struct replay *r)
{
    return r->n > 0 ? r->line[r->n - 1].at_ms : 0;
}

int64_t replay_created_ms(const struct replay *r)
{
    return r->created_ms;
}

bool replay_torn(const struct replay *r)
{
    return r->torn;
}

void replay_rewind(struct replay *r)
{
    replay_lines_finish(&r->state);
    r->next = 0;
}

void replay_play(struct replay *r, int64_t at_ms, replay_fn fn, void *ctx)
{
    for (; r->next < r->n && r->line[r->next].at_ms <= at_ms; r->next++) {
        const struct line *l = &r->line[r->next];
        struct ui_op op;
        int64_t t_ms;
        bool known;
        if (replay_line(&r->state, r->text + l->at, l->len, &op, &t_ms, &known, NULL) &&
            known)
            fn(ctx, &op);
    }
}

int64_t replay_next_ms(const struct replay *r)
{
    return r->next < r->n ? r->line[r->next].at_ms : -1;
}

int64_t replay_next_token_ms(const struct replay *r)
{
    for (size_t i = r->next; i < r->n; i++)
        if (r->line[i].token)
            return r->line[i].at_ms;
    return -1;
}
