#pragma once

#include <stdbool.h>

#include "app/conversation.h"
#include "app/options.h"
#include "app/tools.h"
#include "core/infer/engine.h"
#include "ui/ui.h"

/* The conversation on the screen: takes what the user wants from the screen, what the model
 * says from the engine and what tools print, and keeps conversation, screen and engine in
 * step. UI thread only. */

struct error;
struct chat;

struct chat_params {
    struct ui *ui;                     /* borrowed */
    struct engine *engine;             /* borrowed */
    struct conversation *conversation; /* taken */
    const char *sessions_dir;          /* borrowed; NULL: nothing is saved */
    const char *tools_path;            /* borrowed; NULL: no tools */
    const char *clipboard_cmd;         /* borrowed; NULL: the terminal's clipboard */
    enum tools_mode tools_mode;
    struct sample_params sampling;
    bool thinking;
    int max_tok; /* 0: until the context is full */
    uint64_t
        snapshot_bytes_max; /* for the states of all conversations; 0: none is kept */
    /* Borrowed, may be NULL: finds the file of a template ("/template NAME"). Owned
     * result, or NULL + err. */
    char *(*template_path)(const char *name, struct error *err);
    /* Borrowed, may be NULL: the names that /template and Tab offer. Owned,
     * NULL-terminated. */
    char **(*template_names)(void);
    /* Borrowed, may be NULL: the folder of a model by its name or path (owned, or NULL +
     * err), and all that are here (owned, NULL-terminated). */
    char *(*model_path)(const char *name, struct error *err);
    char **(*models)(void);
    /* The chat that this one goes on with: what was chosen and denied in it holds, and what
     * it packs goes on. NULL: none. Its screen and engine may be gone. Used by chat_create
     * alone. */
    struct chat *before;
    const char *why_back; /* why another model was not taken, NULL: it was; likewise */
};

/* NULL + err when the tools cannot be loaded; the conversation is taken all the same. */
struct chat *chat_create(const struct chat_params *params, struct error *err);
void chat_destroy(struct chat *c); /* NULL is fine */

/* Until the user leaves: returns the exit code. -1 + err when the terminal is gone. */
int chat_run(struct chat *c, struct error *err);

/* After chat_run: the model to go on with in the same conversation ("/model PATH"), NULL:
 * the user has left. Borrowed until chat_destroy. */
const char *chat_next_model(const struct chat *c);
/* Then the conversation, saved or not, for the chat with that model; owned, and this one
 * has it no more. */
struct conversation *chat_take_conversation(struct chat *c);

/* Ends the packing of a checkpoint, which would end with the chat. Owned: what to say of it
 * on the terminal; NULL: nothing. NULL is fine. */
char *chat_stop_packing(struct chat *c);

/* A message or a slash command, as if typed. */
void chat_submit(struct chat *c, const char *text);

/* For ui_params.complete. */
char **chat_complete(void *chat, const char *line, size_t *start);
