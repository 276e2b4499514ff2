/* What is shown goes to a recording, and comes back from one. */
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "ui/sanitize.h"
#include "ui/state.h"

void ui_set_tap(struct ui *ui, ui_tap_fn fn, void *ctx)
{
    ui->tap = fn;
    ui->tap_ctx = ctx;
}

void ui_tap(struct ui *ui, const struct ui_op *op)
{
    const char *said = ui->tap ? ui->tap(ui->tap_ctx, op) : NULL;
    if (said)
        ui_hint(ui, said, 10000);
}

void ui_show_op(struct ui *ui, const struct ui_op *op)
{
    switch (op->kind) {
    case UI_OP_MODEL: ui_set_model(ui, op->info); break;
    case UI_OP_FLAGS: ui_set_flags(ui, op->text); break;
    case UI_OP_CONTEXT: ui_set_context(ui, op->n, op->max); break;
    case UI_OP_STATS: ui_set_stats(ui, op->stats); break;
    case UI_OP_STEP: ui_add_step(ui, op->step); break;
    case UI_OP_CONVERSATION: ui_new_conversation(ui); break;
    case UI_OP_CLEAR: ui_entries_clear(ui); break;
    case UI_OP_ENTRY: ui_entry_add(ui, op->entry_kind, op->text); break;
    case UI_OP_TEXT: ui_entry_text(ui, op->entry, op->on, op->text, op->len); break;
    case UI_OP_END: ui_entry_end(ui, op->entry, op->text); break;
    case UI_OP_THOUGHT: ui_entry_thought(ui, op->entry, op->seconds, op->n); break;
    default: break;
    }
}

void ui_set_player(struct ui *ui, const char *line)
{
    free(ui->player);
    ui->player = sanitize_label(line);
    ui->dirty |= DIRTY_INPUT;
}

void ui_clear(struct ui *ui)
{
    telemetry_finish(&ui->telemetry);
    ui->views.pinned = false;
    ui_entries_clear(ui);
    screen_layout(ui);
}

/* The keys of a player; everything else is as in a chat. */
bool ui_player_key(struct ui *ui, const struct key *key)
{
    char c = 0;
    bool text = key->code == KEY_TEXT;
    if (text && key->len == 1)
        c = key->text[0];
    else if (text && key->len == 3 && memcmp(key->text, "\x1b[C", 3) == 0)
        c = '>';
    else if (text && key->len == 3 && memcmp(key->text, "\x1b[D", 3) == 0)
        c = '<';
    else if (key->code == KEY_TOP || key->code == KEY_BOTTOM)
        c = key->code == KEY_TOP ? '^' : '$';
    else if (key->code == KEY_ARROW_UP || key->code == KEY_ARROW_DOWN)
        c = key->code == KEY_ARROW_UP ? '+' : '-';
    else if (key->code == KEY_ESCAPE ||
             (key->code == KEY_CONTROL && (key->byte == 3 || key->byte == 4)))
        c = 'q';
    if (c)
        ui_push_event(ui, (struct ui_event){.kind = UI_EV_PLAYER, .answer = c});
    return c || text || key->code == KEY_PASTE || key->code == KEY_SUBMIT ||
           key->code == KEY_LINE || key->code == KEY_TAB;
}
