#pragma once

#include <stdbool.h>

/* The slash commands: one row each in commands.c. The table feeds the dispatcher, /help,
 * completion and the manual. */

struct chat;

struct command {
    const char *name;                             /* without the slash */
    const char *aliases;                          /* separated by spaces, "" for none */
    const char *args;                             /* as shown in the help: "[name]" */
    const char *help;                             /* one line */
    bool while_busy;                              /* may run while an answer comes in */
    void (*run)(struct chat *c, const char *arg); /* arg: trimmed, "" when absent */
    /* Candidates for the argument: owned, NULL-terminated; NULL when there are none. */
    char **(*complete)(struct chat *c);
};

extern const struct command commands[]; /* ends with name NULL */

const struct command *command_find(const char *name, int len); /* or by an alias */
/* The most similar name, or NULL when none is similar. */
const char *command_nearest(const char *name);

/* Runs "/name argument"; unknown names are told, never sent to the model. */
void command_run(struct chat *c, const char *line);

/* help.c */
void command_help(struct chat *c, const char *arg);
void command_quit(struct chat *c, const char *arg);
/* conversations.c */
void command_new(struct chat *c, const char *arg);
void command_save(struct chat *c, const char *arg);
void command_load(struct chat *c, const char *arg);
void command_rm(struct chat *c, const char *arg);
/* The answer to its question. */
void command_rm_answer(struct chat *c, char answer);
void command_sessions(struct chat *c, const char *arg);
char **command_session_names(struct chat *c);
/* commands.c: owned copy of a list for `complete`. */
char **command_copy_names(const char *const *names);
/* tree.c */
void command_tree(struct chat *c, const char *arg);
void command_goto(struct chat *c, const char *arg);
void command_branch(struct chat *c, const char *arg);
void command_edit(struct chat *c, const char *arg);
/* The next text goes in the place of this turn, and the status line says so. */
void command_edit_begin(struct chat *c, int turn);
char **command_goto_names(struct chat *c);
/* context.c */
void command_drop(struct chat *c, const char *arg);
void command_keep(struct chat *c, const char *arg);
void command_compact(struct chat *c, const char *arg);
/* output.c */
void command_read(struct chat *c, const char *arg);
void command_copy(struct chat *c, const char *arg);
void command_export(struct chat *c, const char *arg);
char **command_copy_words(struct chat *c);
char **command_export_words(struct chat *c);
/* turns.c */
void command_regen(struct chat *c, const char *arg);
void command_continue(struct chat *c, const char *arg);
void command_undo(struct chat *c, const char *arg);
/* settings.c */
void command_system(struct chat *c, const char *arg);
void command_set(struct chat *c, const char *arg);
void command_think(struct chat *c, const char *arg);
void command_template(struct chat *c, const char *arg);
void command_reload(struct chat *c, const char *arg);
char **command_set_names(struct chat *c);
char *chat_sampling_text(const struct chat *c); /* "temperature 0.7, ..."; owned */
char **command_think_names(struct chat *c);
char **command_template_names(struct chat *c);
/* What is behind "edit", NULL when it is another word. */
const char *command_edit_what(const char *arg);
/* tools.c */
void command_tools(struct chat *c, const char *arg);
void command_allow(struct chat *c, const char *arg);
void command_deny(struct chat *c, const char *arg);
char **command_tools_names(struct chat *c);
char **command_tool_names(struct chat *c); /* of the tools themselves */
/* edit_files.c: the file of this name, "" for the one in use */
void command_template_edit(struct chat *c, const char *name);
void command_tools_edit(struct chat *c, const char *name);
/* model.c */
void command_model(struct chat *c, const char *arg);
char **command_model_names(struct chat *c);
/* view.c */
void command_find_text(struct chat *c, const char *arg);
void command_layers(struct chat *c, const char *arg);
void command_telemetry(struct chat *c, const char *arg);
char **command_telemetry_names(struct chat *c);
/* report.c */
void command_info(struct chat *c, const char *arg);
void command_stats(struct chat *c, const char *arg);
void command_context(struct chat *c, const char *arg);
void command_tokens(struct chat *c, const char *arg);
