#include <stdlib.h>
#include <string.h>

#include "app/chat_impl.h"
#include "app/snapshot.h"
#include "core/base/alloc.h"
#include "core/base/file.h"

/* When the state of the model is written beside the conversation, and when it is taken from
 * there. It is written once the user pauses, by the engine's thread, and before another
 * conversation takes its place; a conversation that lies elsewhere than in the folder of
 * sessions has none, so that the folder's bounds hold for all of them. */

enum {
    PAUSE_MS = 1500, /* a tool or the next message often follows at once */
};

/* Where the state of the present conversation belongs; owned. NULL: nowhere. */
static char *place(const struct chat *c)
{
    const char *path = conversation_path(c->conv), *dir = c->params.sessions_dir;
    size_t len = dir ? strlen(dir) : 0;
    if (!path || !dir || c->params.snapshot_bytes_max == 0 || c->save_failed ||
        strncmp(path, dir, len) != 0 || path[len] != '/' || strchr(path + len + 1, '/'))
        return NULL;
    return snapshot_path(path);
}

void chat_snapshot_changed(struct chat *c)
{
    c->snapshot.was_dirty = c->snapshot.dirty;
    c->snapshot.dirty = true;
}

void chat_snapshot_unchanged(struct chat *c)
{
    c->snapshot.dirty = c->snapshot.was_dirty;
}

static void save(struct chat *c, int after_ms)
{
    char *path = c->snapshot.dirty ? place(c) : NULL;
    if (path)
        engine_snapshot_save(c->engine, path, c->params.snapshot_bytes_max, after_ms);
    free(path);
}

void chat_snapshot_idle(struct chat *c)
{
    save(c, PAUSE_MS);
}

void chat_snapshot_leave(struct chat *c)
{
    save(c, 0);
    c->snapshot = (struct chat_snapshot){.told = c->snapshot.told};
}

bool chat_snapshot_enter(struct chat *c)
{
    char *path = conversation_n_turns(c->conv) ? place(c) : NULL;
    bool there = path && file_exists(path);
    if (there) {
        struct engine_request r = {0};
        r.messages = conversation_messages(c->conv, &r.n_messages);
        chat_fill_request(c, &r);
        engine_snapshot_load(c->engine, path, &r);
    }
    free(path);
    return there;
}

static void restored(struct chat *c, const struct engine_snapshot_report *r)
{
    char *part =
        r->n_match_tok < r->n_tok ? xasprintf("%d of ", r->n_match_tok) : xstrdup("");
    char *text = xasprintf("state restored: %s%d tokens in %.0f ms (%.1f MB)", part,
                           r->n_tok, r->ms, (double)r->bytes / 1e6);
    c->read_head = conversation_head(c->conv);
    if (c->state == CHAT_IDLE && c->edit_turn < 0) /* which is said there, too */
        ui_set_status(c->ui, text);
    free(part);
    free(text);
}

static void saved(struct chat *c, const char *path)
{
    /* What is being answered now came after it. */
    if (c->state != CHAT_ANSWERING)
        c->snapshot.dirty = false;
    snapshot_evict(c->params.sessions_dir, c->params.snapshot_bytes_max, path);
}

static void not_saved(struct chat *c, const struct engine_snapshot_report *r)
{
    if (!c->snapshot.told)
        chat_say(c, UI_ENTRY_NOTICE,
                 "The model's state could not be kept (%s). The conversation itself is "
                 "saved; when you come back the model reads it again. The setting "
                 "'snapshots' is the room for such states.",
                 r->why);
    c->snapshot.told = true;
}

void chat_snapshot_event(struct chat *c, const struct engine_event *ev)
{
    const struct engine_snapshot_report *r = ev->snapshot;
    char *here = place(c);
    /* An event may be of the conversation before. */
    bool ours = here && strcmp(here, ev->text) == 0;
    if (ours && (r->kind == SNAPSHOT_SAVED || r->kind == SNAPSHOT_RESTORED)) {
        c->snapshot.last = *r;
        c->snapshot.known = true;
    }
    switch (r->kind) {
    case SNAPSHOT_SAVED:
        if (ours)
            saved(c, ev->text);
        break;
    case SNAPSHOT_NOT_SAVED: not_saved(c, r); break;
    case SNAPSHOT_RESTORED:
        if (ours)
            restored(c, r);
        break;
    case SNAPSHOT_REFUSED:
        if (ours)
            chat_say(
                c, UI_ENTRY_NOTICE,
                "The model's state that was kept for this conversation is discarded: "
                "%s. The model reads the conversation again with your next message.",
                r->why);
        break;
    case SNAPSHOT_MISSING: break;
    }
    free(here);
}

char *chat_snapshot_text(const struct chat *c)
{
    const struct engine_snapshot_report *r = &c->snapshot.last;
    if (c->params.snapshot_bytes_max == 0)
        return xstrdup("off");
    if (!c->snapshot.known)
        return xstrdup("none yet");
    return xasprintf("%d tokens, %.1f MB, %s in %.1f ms%s", r->n_tok,
                     (double)r->bytes / 1e6,
                     r->kind == SNAPSHOT_SAVED ? "written" : "restored", r->ms,
                     c->snapshot.dirty ? "; there is more since" : "");
}
