#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/chat_impl.h"
#include "app/pack_job.h"
#include "app/paths.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "core/model/pack.h"

/* "/model CHECKPOINT": what packing takes is found out and asked about, and the pack is made
 * by a thread while the chat goes on, also with another model. What is on the screen of it is
 * in the header; a few lines tell it to those who hear the screen. */

enum {
    TELL_PERCENT = 25, /* a line each */
};

int chat_pack_fd(const struct chat *c)
{
    return c->pack.job ? pack_job_fd(c->pack.job) : -1;
}

char *chat_pack_text(const struct chat *c)
{
    if (!c->pack.job || c->pack.report.state != PACK_JOB_PACKING)
        return NULL;
    return xasprintf("packing %d %%", c->pack.report.percent);
}

static void drop_job(struct chat *c)
{
    pack_job_destroy(c->pack.job);
    c->pack.job = NULL;
    c->pack.ask = false;
    chat_show_flags(c);
}

void chat_pack_begin(struct chat *c, const char *path)
{
    struct error err = {0};
    if (c->pack.job) {
        chat_say(c, UI_ENTRY_ERROR,
                 "Another checkpoint is being worked on; /model stop ends that.");
        return;
    }
    c->pack.report = (struct pack_job_report){0};
    c->pack.told_percent = 0;
    c->pack.n_turns = conversation_n_turns(c->conv);
    c->pack.job = pack_job_start(path, &err);
    if (c->pack.job)
        chat_say(c, UI_ENTRY_NOTICE, "Looking at %s ...", path);
    else
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
}

/* ---- looked ---- */

static void ask(struct chat *c)
{
    static const struct ui_choice choices[] = {{'y', "pack it"}, {'n', "not now"}, {0}};
    const struct pack_source *s = pack_job_source(c->pack.job);
    struct pack_source_words w;
    pack_source_words(s, pack_job_estimate(c->pack.job), &w);
    const char *const rows[] = {"from",    w.from,
                                "to",      s->dst,
                                "weights", w.weights,
                                "space",   w.space,
                                "time",    w.time ? w.time : "not known",
                                "y",       "pack it now; the chat goes on meanwhile",
                                NULL};
    chat_confirm(c, CONFIRM_PACK,
                 &(struct ui_question){.title = "A checkpoint, of which there is no pack",
                                       .tool = s->path,
                                       .rows = rows,
                                       .choices = choices});
    pack_source_words_finish(&w);
}

/* What /model finds it by: its name among the user's models, else its path; owned. */
static char *name_of(const char *dst)
{
    const char *slash = strrchr(dst, '/'), *base = slash ? slash + 1 : dst;
    char *own = path_own_model(base);
    bool named = strcmp(own, dst) == 0 && access(base, F_OK) != 0;
    free(own);
    return xstrdup(named ? base : dst);
}

static void tell_made(struct chat *c, const char *path, const char *src,
                      const char *choice)
{
    char *name = name_of(path);
    chat_say(c, UI_ENTRY_NOTICE, "%s is the pack of %s; /model %s goes on with it.%s%s",
             path, src, name, choice ? " " : "", choice ? choice : "");
    free(name);
}

/* Goes on with the best pack of the checkpoint, and says there why it is that one. A chat that
 * went on meanwhile is not left. */
static void use_made(struct chat *c)
{
    const struct pack_source *s = pack_job_source(c->pack.job);
    char *path = xstrdup(s->made[0]), *src = xstrdup(s->path);
    char *choice = pack_source_choice(s);
    struct error err = {0};
    drop_job(c);
    struct pack *pack = pack_open(path, &err);
    if (!pack) {
        chat_say(c, UI_ENTRY_ERROR, "%s; %s stays.", err.msg,
                 engine_info(c->engine)->name);
    } else if (strcmp(path, engine_info(c->engine)->pack_path) == 0) {
        chat_say(c, UI_ENTRY_NOTICE, "That is the model of this chat.%s%s",
                 choice ? " " : "", choice ? choice : "");
    } else if (c->pack.n_turns != conversation_n_turns(c->conv)) {
        tell_made(c, path, src, choice);
    } else {
        c->next_note = choice;
        choice = NULL;
        c->next_model = path;
        path = NULL;
        c->quit = true;
    }
    pack_close(pack);
    free(choice);
    free(src);
    free(path);
}

void chat_pack_settle(struct chat *c)
{
    if (!c->pack.ask || c->state != CHAT_IDLE || c->quit)
        return;
    struct error err = {0};
    const struct pack_source *s = pack_job_source(c->pack.job);
    const struct pack_estimate *e = pack_job_estimate(c->pack.job);
    c->pack.ask = false;
    if (s->n_made) {
        use_made(c);
    } else if (e->space.need_bytes > e->space.free_bytes) {
        pack_source_no_room(s, e, &err);
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
        drop_job(c);
    } else {
        ask(c);
    }
}

void chat_pack_answer(struct chat *c, char answer)
{
    struct error err = {0};
    char *command = pack_source_command(pack_job_source(c->pack.job));
    if (answer != 'y') {
        chat_say(c, UI_ENTRY_NOTICE, "Not packed. This makes the pack: %s", command);
        drop_job(c);
    } else if (!pack_job_go(c->pack.job, &err)) {
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
        drop_job(c);
    } else {
        c->pack.report.state = PACK_JOB_PACKING;
        chat_say(c, UI_ENTRY_NOTICE,
                 "It is packed while the chat goes on, which is slower meanwhile. The "
                 "header has how far it is; /model stop ends it, and so does leaving.");
        chat_show_flags(c);
    }
    free(command);
}

/* ---- packing ---- */

static void tell_progress(struct chat *c)
{
    const struct pack_job_report *r = &c->pack.report;
    char left[32];
    chat_show_flags(c);
    if (r->percent < c->pack.told_percent + TELL_PERCENT || r->percent >= 100)
        return;
    c->pack.told_percent = r->percent / TELL_PERCENT * TELL_PERCENT;
    pack_source_duration(r->left_s, left);
    chat_say(c, UI_ENTRY_NOTICE, "Packing: %d %%, about %s left.", r->percent, left);
}

static void tell_done(struct chat *c)
{
    const char *dst = pack_job_source(c->pack.job)->dst;
    char took[32], *name = name_of(dst);
    struct error err = {0};
    pack_source_duration(c->pack.report.took_s, took);
    chat_say(c, UI_ENTRY_NOTICE, "%s is packed, after %s. /model %s goes on with it.",
             dst, took, name);
    struct pack *pack = pack_open(dst, &err);
    for (int i = 0; pack && i < pack_n_notes(pack); i++)
        chat_say(c, UI_ENTRY_NOTICE, "%s", pack_note(pack, i));
    if (!pack)
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
    pack_close(pack);
    free(name);
}

static void tell_failed(struct chat *c, bool was_packing)
{
    const struct pack_job_report *r = &c->pack.report;
    if (r->err.code != ECANCELED) {
        chat_say(c, UI_ENTRY_ERROR, "%s", r->err.msg);
        return;
    }
    char *command =
        was_packing ? pack_source_command(pack_job_source(c->pack.job)) : NULL;
    if (command)
        chat_say(c, UI_ENTRY_NOTICE, "Packing was stopped at %d %%; this goes on: %s",
                 r->percent, command);
    else
        chat_say(c, UI_ENTRY_NOTICE, "Stopped.");
    free(command);
}

void chat_pack_event(struct chat *c)
{
    bool was_packing = c->pack.report.state == PACK_JOB_PACKING;
    pack_job_take(c->pack.job, &c->pack.report);
    switch (c->pack.report.state) {
    case PACK_JOB_LOOKING: break;
    case PACK_JOB_LOOKED: c->pack.ask = true; break;
    case PACK_JOB_PACKING: tell_progress(c); break;
    case PACK_JOB_DONE:
        tell_done(c);
        drop_job(c);
        break;
    case PACK_JOB_FAILED:
        tell_failed(c, was_packing);
        drop_job(c);
        break;
    }
}

bool chat_pack_stop(struct chat *c)
{
    if (!c->pack.job)
        return false;
    if (c->pack.report.state != PACK_JOB_LOOKED) {
        pack_job_cancel(c->pack.job);
        return true;
    }
    /* Nothing runs that would report it. */
    if (c->state == CHAT_CONFIRMING && c->confirmation == CONFIRM_PACK) {
        ui_question_hide(c->ui);
        chat_confirm_answer(c, 'n');
    } else {
        drop_job(c);
        chat_say(c, UI_ENTRY_NOTICE, "Stopped.");
    }
    return true;
}

void chat_pack_inherit(struct chat *c, struct chat *before)
{
    c->pack = before->pack;
    c->pack.n_turns = -1;
    before->pack = (struct chat_pack){0};
}

char *chat_stop_packing(struct chat *c)
{
    if (!c || !c->pack.job)
        return NULL;
    char *text = NULL;
    if (c->pack.report.state == PACK_JOB_PACKING) {
        const struct pack_source *s = pack_job_source(c->pack.job);
        char *command = pack_source_command(s);
        pack_job_cancel(c->pack.job);
        pack_job_wait(c->pack.job, &c->pack.report);
        const struct pack_job_report *r = &c->pack.report;
        if (r->state == PACK_JOB_DONE)
            text = xasprintf("%s is packed", s->dst);
        else if (r->err.code != ECANCELED) /* it had failed before it was to end */
            text = xstrdup(r->err.msg);
        else
            text = xasprintf("packing was stopped at %d %%; this goes on: %s", r->percent,
                             command);
        free(command);
    }
    pack_job_destroy(c->pack.job);
    c->pack = (struct chat_pack){0};
    return text;
}
