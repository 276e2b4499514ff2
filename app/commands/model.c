#include <stdlib.h>
#include <string.h>

#include "app/chat_impl.h"
#include "app/commands/commands.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "core/model/pack.h"

/* Which model this is, which others are here, how to come to a larger one; and going on
 * with another: the chat ends, and the program opens it again with that one, or with the
 * one before when that one does not start. */

static const char larger[] =
    "\n  A larger one: download a checkpoint (Qwen3.5 MoE, Qwen3-Next, Qwen3 MoE), then\n"
    "    flashmoe plan --shape 397b-a17b     what this machine would make of it\n"
    "    flashmoe pack CHECKPOINT PACK       experts to 4 bits, the rest to 8\n"
    "    flashmoe -m PACK                    or /model PACK here\n"
    "  /model CHECKPOINT packs it from here, after a question, while the chat goes on.\n"
    "  The README says how to run the 397B.\n";

static void show_models(struct chat *c)
{
    const struct engine_info *info = engine_info(c->engine);
    struct strbuf b = {0};
    strbuf_addf(&b, "  now: %s\n       %s\n", info->name, info->pack_path);
    char *packing = chat_pack_text(c);
    if (packing)
        strbuf_addf(&b, "       %s; /model stop ends that\n", packing);
    free(packing);
    char **all = c->params.models ? c->params.models() : NULL;
    int n = 0;
    for (char **path = all; path && *path; path++) {
        if (strcmp(*path, info->pack_path) != 0)
            strbuf_addf(&b, "%s       %s\n", n++ ? "" : "\n  others:\n", *path);
        free(*path);
    }
    free(all);
    if (n)
        strbuf_adds(&b,
                    "\n  /model PATH goes on with another one, in this conversation.\n");
    strbuf_adds(&b, larger);
    ui_page_show(c->ui, "Models", b.data);
    strbuf_finish(&b);
}

/* ---- a server's ---- */

static void show_remote_models(struct chat *c, char **names)
{
    const struct engine_info *info = engine_info(c->engine);
    struct strbuf b = {0};
    strbuf_addf(&b, "  now: %s\n       at %s\n", info->name, info->url);
    int n = 0;
    for (char **name = names; *name; name++)
        if (strcmp(*name, info->name) != 0)
            strbuf_addf(&b, "%s       %s\n", n++ ? "" : "\n  others there:\n", *name);
    if (n)
        strbuf_adds(&b,
                    "\n  /model NAME goes on with another one, in this conversation.\n");
    strbuf_adds(&b, "\n  A model on this machine: start without --remote.\n");
    ui_page_show(c->ui, "Models", b.data);
    strbuf_finish(&b);
}

static bool is_among(char **names, const char *name)
{
    for (; *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

/* A name that the server does not list may be an alias: it says so itself when it is none. */
static void remote_model(struct chat *c, char **names, const char *arg)
{
    struct error err = {0};
    const struct engine_info *info = engine_info(c->engine);
    if (!*arg) {
        show_remote_models(c, names);
    } else if (strcmp(arg, info->name) == 0) {
        chat_say(c, UI_ENTRY_NOTICE, "That is the model of this chat.");
    } else if (c->state != CHAT_IDLE) {
        chat_say(c, UI_ENTRY_ERROR, "An answer is being written; Esc stops it.");
    } else if (!engine_set_model(c->engine, arg, &err)) {
        chat_say(c, UI_ENTRY_ERROR, "%s; %s stays.", err.msg, info->name);
    } else {
        ui_set_model(c->ui, info);
        chat_show_stats(c);
        chat_say(c, UI_ENTRY_NOTICE, "The next answer is from %s.%s", arg,
                 is_among(names, arg) ? "" : " The server does not list this name.");
    }
}

static void free_names(char **names)
{
    for (char **name = names; name && *name; name++)
        free(*name);
    free(names);
}

void command_model(struct chat *c, const char *arg)
{
    struct error err = {0};
    char **remote = engine_models(c->engine);
    if (remote) {
        remote_model(c, remote, arg);
        free_names(remote);
        return;
    }
    if (!*arg) {
        show_models(c);
        return;
    }
    if (strcmp(arg, "stop") == 0 && chat_pack_stop(c))
        return;
    if (c->state != CHAT_IDLE) {
        chat_say(c, UI_ENTRY_ERROR, "An answer is being written; Esc stops it.");
        return;
    }
    if (!c->params.model_path) {
        chat_say(c, UI_ENTRY_ERROR, "The model cannot be changed here.");
        return;
    }
    char *path = c->params.model_path(arg, &err);
    if (path && pack_source_is_one(path)) {
        chat_pack_begin(c, path);
        free(path);
        return;
    }
    struct pack *pack = path ? pack_open(path, &err) : NULL;
    if (!pack) {
        chat_say(c, UI_ENTRY_ERROR, "%s; %s stays.", err.msg,
                 engine_info(c->engine)->name);
        free(path);
        return;
    }
    pack_close(pack);
    if (strcmp(path, engine_info(c->engine)->pack_path) == 0) {
        chat_say(c, UI_ENTRY_NOTICE, "That is the model of this chat.");
        free(path);
        return;
    }
    c->next_model = path;
    c->quit = true;
}

char **command_model_names(struct chat *c)
{
    char **remote = engine_models(c->engine);
    return remote ? remote : c->params.models ? c->params.models() : NULL;
}

void chat_inherit(struct chat *c, const struct chat *before)
{
    const struct sample_params *was = &before->params.sampling, *now = &before->sampling;
    struct sample_params *p = &c->sampling;
    chat_grants_inherit(c, before);
    c->thinking = before->thinking;
    c->show_thinking = before->show_thinking;
    ui_show_thinking(c->ui, c->show_thinking);
    c->max_tok = before->max_tok;
    /* What was set by hand; the rest is as the model's makers want it. */
    p->temperature =
        now->temperature != was->temperature ? now->temperature : p->temperature;
    p->top_k = now->top_k != was->top_k ? now->top_k : p->top_k;
    p->top_p = now->top_p != was->top_p ? now->top_p : p->top_p;
    p->min_p = now->min_p != was->min_p ? now->min_p : p->min_p;
    if (now->presence_penalty != was->presence_penalty)
        p->presence_penalty = now->presence_penalty;
    if (now->frequency_penalty != was->frequency_penalty)
        p->frequency_penalty = now->frequency_penalty;
    if (now->repetition_penalty != was->repetition_penalty)
        p->repetition_penalty = now->repetition_penalty;
    p->seed = now->seed != was->seed ? now->seed : p->seed;
}

void chat_tell_inherited(struct chat *c, const struct chat *before, const char *why_back)
{
    const struct engine_info *info = engine_info(c->engine);
    if (why_back)
        chat_say(c, UI_ENTRY_ERROR, "%s; %s stays.", why_back, info->name);
    else if (before->next_note)
        chat_say(c, UI_ENTRY_NOTICE, "%s", before->next_note);
    if (before->template_chosen)
        chat_say(c, UI_ENTRY_NOTICE,
                 "The template of /template is not kept: %s is in use.",
                 info->template_name);
    if (before->n_grants > c->n_grants)
        chat_say(c, UI_ENTRY_NOTICE,
                 "What was allowed to tools is asked about again; what was denied stays "
                 "so.");
    if (before->edit_turn >= 0)
        command_edit_begin(c, before->edit_turn);
    if (before->save_failed) {
        c->save_failed = true;
        ui_set_saved(c->ui, "NOT SAVED");
    }
}
