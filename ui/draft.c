#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/strbuf.h"
#include "ui/state.h"

/* The message that is being written is told to the program when its writer pauses, and the
 * status line says when reading it takes long enough to be noticed: no machine should be busy
 * without a word. */

static const int64_t pause_ns = 300 * 1000000;
static const int64_t notice_ns = 400 * 1000000;

/* In the midst of a search it is what was found so far. */
void draft_changed(struct ui *ui)
{
    size_t len;
    ui->draft_due_ns = 0;
    if (!ui->drafts || input_pending(ui->input))
        return;
    bool told = strcmp(input_text(ui->input, &len), ui->draft ? ui->draft : "") == 0;
    if (!told)
        ui->draft_due_ns = clock_now_ns() + pause_ns;
}

void draft_sent(struct ui *ui)
{
    free(ui->draft);
    ui->draft = NULL;
    ui->draft_due_ns = 0;
}

void draft_told(struct ui *ui)
{
    size_t len;
    draft_sent(ui);
    ui->draft = xstrdup(input_text(ui->input, &len));
}

void draft_stats(struct ui *ui, const struct stats *s)
{
    bool reads = !ui->busy && s->phase == PHASE_PREFILL && s->draft;
    int n_tok = s->n_prompt_tok - s->n_reused_tok;
    if (reads && !ui->draft_read && ui->draft_read_at_ns == 0)
        ui->draft_read_at_ns = clock_now_ns() + notice_ns;
    if (!reads)
        ui->draft_read_at_ns = 0;
    if (ui->draft_read && (!reads || n_tok != ui->draft_tok))
        ui->dirty |= DIRTY_STATUS;
    ui->draft_read = ui->draft_read && reads;
    ui->draft_tok = n_tok;
}

void draft_timers(struct ui *ui, int64_t now)
{
    if (ui->draft_read_at_ns && now >= ui->draft_read_at_ns) {
        ui->draft_read_at_ns = 0;
        ui->draft_read = true;
        ui->dirty |= DIRTY_STATUS;
    }
    if (ui->draft_due_ns == 0 || now < ui->draft_due_ns)
        return;
    draft_told(ui);
    ui_push_event(ui, (struct ui_event){.kind = UI_EV_DRAFT, .text = xstrdup(ui->draft)});
}

static void add_line(struct strbuf *b, const char *text, size_t len)
{
    if (b->len > 0 && len > 0)
        strbuf_addc(b, '\n');
    strbuf_add(b, text, len);
}

char *ui_take_unsent(struct ui *ui)
{
    if (ui->plain)
        return plain_take_unsent(ui->plain);
    struct strbuf b = {0};
    size_t len;
    for (size_t i = 0; i < ui->n_events; i++) {
        if (ui->events[i].kind == UI_EV_SUBMIT)
            add_line(&b, ui->events[i].text, strlen(ui->events[i].text));
        free(ui->events[i].text);
    }
    ui->n_events = 0;
    const char *line = input_text(ui->input, &len);
    add_line(&b, line, len);
    input_set(ui->input, "");
    return strbuf_take(&b);
}
