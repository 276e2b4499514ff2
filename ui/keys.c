/* What a key does: the screen's own keys here, everything else is readline's. */
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/strbuf.h"
#include "ui/state.h"

static const struct ui_key_help key_table[] = {
    {"Enter", "send"},
    {"Ctrl-J, Alt-Enter, Shift-Enter", "new line in the message"},
    {"Ctrl-C", "stop the answer; clear the line; twice: leave"},
    {"Esc", "stop the answer, close a page"},
    {"Ctrl-D", "leave, on an empty line"},
    {"Up, Down", "by row, then through the history"},
    {"Ctrl-P, Ctrl-N", "through the history"},
    {"Ctrl-R", "search the history"},
    {"Tab", "complete a /command or an @file"},
    {"Ctrl-X Ctrl-E, Ctrl-G", "write the message in $VISUAL or $EDITOR"},
    {"PgUp, PgDn", "scroll the conversation"},
    {"Home, End", "on an empty line: top, and follow"},
    {"Alt-PgUp, Alt-PgDn", "scroll the panels"},
    {"Ctrl-T", "unfold or fold thinking"},
    {"Ctrl-O", "unfold or fold long messages and the output of tools"},
    {"Ctrl-L", "draw the screen again"},
    {"Ctrl-Z", "suspend"},
    {"F1", "this page"},
    {"F2", "panels: off, compact, full"},
    {"F3", "tokens by layers; again: experts, time"},
    {"F4", "conversations"},
    {"F6", "plain text to select and copy from; Enter goes back"},
    {"F7", "look for a text; then n and N, as in a page after /"},
    {"F10", "leave"},
    {NULL, NULL},
};

const struct ui_key_help *ui_key_table(void)
{
    return key_table;
}

static void show_help(struct ui *ui)
{
    struct strbuf text = {0};
    bool narrow = ui->layout.cols < 76;
    for (const struct ui_key_help *k = key_table; k->key; k++)
        if (narrow)
            strbuf_addf(&text, "%s\n    %s\n", k->key, k->what);
        else
            strbuf_addf(&text, "%-32s %s\n", k->key, k->what);
    strbuf_adds(&text, "\n/help lists the commands. Editing keys are readline's "
                       "(~/.inputrc, $if flashmoe).\n");
    overlay_page(&ui->overlay, "Keys", text.data);
    strbuf_finish(&text);
}

static void quit(struct ui *ui, int code)
{
    ui_push_event(ui, (struct ui_event){.kind = UI_EV_QUIT, .exit_code = code});
}

static int page_rows(const struct ui *ui)
{
    int rows = ui->layout.chat.rows;
    return rows > 3 ? rows - 2 : 1;
}

static int overlay_rows(const struct ui *ui)
{
    return ui->layout.rows > 5 ? ui->layout.rows - 5 : 1;
}

static void close_overlay(struct ui *ui)
{
    overlay_close(&ui->overlay);
    ui->dirty = DIRTY_ALL;
}

static void answer(struct ui *ui, char c)
{
    close_overlay(ui);
    ui_push_event(ui, (struct ui_event){.kind = UI_EV_ANSWER, .answer = c});
}

/* Keys while a page or a question is open. */
static void overlay_key(struct ui *ui, const struct key *key)
{
    struct overlay *o = &ui->overlay;
    bool question = o->kind == OVERLAY_QUESTION;
    char c = key->code == KEY_TEXT && key->len == 1 ? key->text[0] : 0;
    int rows = overlay_rows(ui);
    ui->dirty = DIRTY_ALL;
    if (key->code == KEY_CONTROL && key->byte == 'L' - '@') {
        tty_resize(ui->tty);
        return;
    }
    if (o->kind == OVERLAY_LAYERS && views_key(&ui->views, &ui->telemetry, key))
        return;
    if (question && overlay_is_deaf(o, c, clock_now_ns()))
        return;
    if (overlay_find_key(o, key, rows))
        return;
    if (key->code == KEY_PAGE_DOWN || c == ' ')
        overlay_scroll(o, rows, rows - 1);
    else if (key->code == KEY_PAGE_UP)
        overlay_scroll(o, rows, -(rows - 1));
    else if (key->code == KEY_ARROW_DOWN || c == 'j')
        overlay_scroll(o, rows, 1);
    else if (key->code == KEY_ARROW_UP || c == 'k')
        overlay_scroll(o, rows, -1);
    else if (key->code == KEY_TOP)
        overlay_scroll(o, rows, -(1 << 20));
    else if (key->code == KEY_BOTTOM)
        overlay_scroll(o, rows, 1 << 20);
    else if (question && c && overlay_is_choice(o, c))
        answer(ui, c);
    else if (question && c == '?') {
        o->show_details = !o->show_details;
        o->scroll = o->show_details ? 1 << 20 : 0; /* they stand at the end */
        o->cols = 0;                               /* lay out again */
    } else if (key->code == KEY_ESCAPE || key->code == KEY_SUBMIT ||
               (key->code == KEY_CONTROL && (key->byte == 3 || key->byte == 4)))
    {
        if (question)
            answer(ui, overlay_default(o));
        else
            close_overlay(ui);
    } else if (!question && (c == 'q' || key->code == KEY_FUNCTION)) {
        bool leave = key->code == KEY_FUNCTION && key->byte == 10;
        close_overlay(ui);
        if (leave)
            quit(ui, 0);
    }
}

void keys_interrupt(struct ui *ui)
{
    int64_t now = clock_now_ns();
    if (ui->overlay.kind == OVERLAY_QUESTION) {
        answer(ui, overlay_default(&ui->overlay));
    } else if (ui->busy) {
        ui_push_event(ui, (struct ui_event){.kind = UI_EV_CANCEL});
    } else if (!input_empty(ui->input) || input_pending(ui->input)) {
        input_clear(ui->input, true);
        ui->n_pasted_lines = 0;
        draft_changed(ui); /* a signal is no key */
    } else if (now < ui->quit_armed_until_ns) {
        quit(ui, 130);
    } else {
        ui->quit_armed_until_ns = now + 1000000000LL;
        ui_hint(ui, "Ctrl-C again leaves; so does Ctrl-D", 1000);
    }
}

/* Sending while an answer runs would be refused by the engine: the text stays where it
 * is. Commands may be meant for just that moment. */
static void submit(struct ui *ui)
{
    size_t len;
    const char *text = input_text(ui->input, &len);
    bool command = len > 0 && text[0] == '/' && !(len > 1 && text[1] == '/');
    if (ui->busy && !command && !input_pending(ui->input) && len > 0) {
        ui_hint(ui, "an answer is being written: Esc stops it, then Enter sends", 4000);
        return;
    }
    input_feed(ui->input, "\r", 1);
    char *line = input_take_line(ui->input);
    if (!line)
        return;
    ui->n_pasted_lines = 0;
    draft_sent(ui);
    view_follow(&ui->view);
    ui->dirty |= DIRTY_ALL;
    ui_push_event(ui, (struct ui_event){.kind = UI_EV_SUBMIT, .text = line});
}

static void escape(struct ui *ui)
{
    if (ui->busy)
        ui_push_event(ui, (struct ui_event){.kind = UI_EV_CANCEL});
    else if (input_vi(ui->input) || input_pending(ui->input))
        input_feed(ui->input, "\x1b", 1);
}

static void control(struct ui *ui, unsigned char c)
{
    char text = (char)c;
    switch (c) {
    case 'C' - '@': keys_interrupt(ui); return;
    case 'D' - '@':
        if (input_empty(ui->input) && !input_pending(ui->input)) {
            quit(ui, 0);
            return;
        }
        break;
    case 'G' - '@':
        if (!input_pending(ui->input)) {
            ui_editor(ui);
            return;
        }
        break;
    case 'L' - '@':
        tty_resize(ui->tty);
        ui->dirty = DIRTY_ALL;
        return;
    case 'O' - '@':
        transcript_show_output(ui->transcript, !transcript_output_shown(ui->transcript));
        ui->dirty |= DIRTY_CHAT;
        return;
    case 'T' - '@':
        transcript_show_thinking(ui->transcript,
                                 !transcript_thinking_shown(ui->transcript));
        ui->dirty |= DIRTY_CHAT;
        return;
    case 'Z' - '@':
        tty_suspend(ui->tty);
        screen_layout(ui);
        return;
    default: break;
    }
    input_feed(ui->input, &text, 1);
}

static void function(struct ui *ui, int n)
{
    ui->dirty = DIRTY_ALL;
    if (n == 1) {
        show_help(ui);
    } else if (n == 2) {
        ui->panel_mode = screen_next_mode(ui);
        screen_layout(ui);
    } else if (n == 3) {
        overlay_layers(&ui->overlay);
    } else if (n == 4) {
        ui_push_event(ui, (struct ui_event){.kind = UI_EV_SESSIONS});
    } else if (n == 6) {
        select_enter(ui);
    } else if (n == 7) {
        input_set(ui->input, "/find ");
    } else if (n == 10) {
        quit(ui, 0);
    }
}

static void scroll(struct ui *ui, int by)
{
    view_scroll(&ui->view, ui->transcript, ui->layout.chat.rows, by);
    ui->dirty |= DIRTY_CHAT | DIRTY_STATUS;
}

static void edge(struct ui *ui, bool top)
{
    if (!input_empty(ui->input) || input_pending(ui->input)) {
        input_feed(ui->input, top ? "\x1b[H" : "\x1b[F", 3);
        return;
    }
    if (top)
        view_home(&ui->view, ui->transcript, ui->layout.chat.rows);
    else
        view_follow(&ui->view);
    ui->dirty |= DIRTY_CHAT | DIRTY_STATUS;
}

static void paste(struct ui *ui, const struct key *key)
{
    input_insert(ui->input, key->text, key->len);
    int n = key->len > 0 && key->text[key->len - 1] != '\n';
    for (size_t i = 0; i < key->len; i++)
        n += key->text[i] == '\n';
    ui->n_pasted_lines = n > 20 ? n : 0;
    ui->dirty |= DIRTY_STATUS;
}

static void arrow(struct ui *ui, int dir)
{
    if (input_pending(ui->input))
        input_feed(ui->input, dir < 0 ? "\x1b[A" : "\x1b[B", 3);
    else
        input_move_row(ui->input, dir, ui->layout.input.cols);
}

static void newline(struct ui *ui)
{
    if (input_pending(ui->input)) /* ends a search, keeping what it found */
        input_feed(ui->input, "\n", 1);
    else
        input_insert(ui->input, "\n", 1);
}

static void input_key(struct ui *ui, const struct key *key)
{
    switch (key->code) {
    case KEY_TEXT: input_feed(ui->input, key->text, key->len); break;
    case KEY_PASTE: paste(ui, key); break;
    case KEY_CONTROL: control(ui, key->byte); break;
    case KEY_ESCAPE: escape(ui); break;
    case KEY_SUBMIT: submit(ui); break;
    case KEY_LINE: newline(ui); break;
    case KEY_TAB:
    case KEY_TAB_BACK:
        if (!input_pending(ui->input))
            input_complete(ui->input, ui->complete, ui->complete_ctx,
                           key->code == KEY_TAB ? 1 : -1);
        break;
    case KEY_ARROW_UP:
    case KEY_ARROW_DOWN: arrow(ui, key->code == KEY_ARROW_UP ? -1 : 1); break;
    case KEY_TOP:
    case KEY_BOTTOM: edge(ui, key->code == KEY_TOP); break;
    case KEY_PAGE_UP:
    case KEY_PAGE_DOWN:
        scroll(ui, key->code == KEY_PAGE_UP ? -page_rows(ui) : page_rows(ui));
        break;
    case KEY_ALT_PAGE_UP:
    case KEY_ALT_PAGE_DOWN:
        ui->panel_scroll += key->code == KEY_ALT_PAGE_UP ? -4 : 4;
        ui->dirty |= DIRTY_PANELS;
        break;
    case KEY_FUNCTION: function(ui, key->byte); break;
    }
}

static void find_go(struct ui *ui, int dir)
{
    int entry, line;
    find_step(&ui->find, ui->transcript, dir);
    if (find_place(&ui->find, &entry, &line))
        view_show(&ui->view, ui->transcript, ui->layout.chat.rows, entry, line);
    ui->dirty |= DIRTY_CHAT | DIRTY_STATUS;
}

/* While a text is looked for and nothing is being written: n, N and Esc. Whoever begins to
 * write something else is done with it. True: the key is used up. */
static bool find_key(struct ui *ui, const struct key *key)
{
    if (!ui->find.text || !input_empty(ui->input) || input_pending(ui->input))
        return false;
    char c = key->code == KEY_TEXT && key->len == 1 ? key->text[0] : '\0';
    if (c == 'n' || c == 'N') {
        find_go(ui, c == 'n' ? -1 : 1);
        return true;
    }
    if (key->code != KEY_TEXT && key->code != KEY_PASTE && key->code != KEY_ESCAPE)
        return false;
    find_stop(&ui->find);
    ui->dirty |= DIRTY_CHAT | DIRTY_STATUS;
    return key->code == KEY_ESCAPE;
}

void keys_handle(void *ctx, const struct key *key)
{
    struct ui *ui = ctx;
    if (ui->selecting)
        return; /* in the same read as F6 */
    if (ui->overlay.kind != OVERLAY_NONE) {
        overlay_key(ui, key);
        return;
    }
    if (find_key(ui, key) || (ui->player && ui_player_key(ui, key)))
        return;
    bool had_menu = input_menu(ui->input)->n > 0;
    bool tab = key->code == KEY_TAB || key->code == KEY_TAB_BACK;
    if (had_menu && !tab) {
        input_menu_close(ui->input);
        if (key->code == KEY_ESCAPE && !ui->busy)
            return;
    }
    input_key(ui, key);
    const char *trouble = input_take_trouble(ui->input);
    if (trouble) {
        char *said = xasprintf("the history is not kept: %s", trouble);
        ui_hint(ui, said, 4000);
        free(said);
    }
    if (input_take_editor(ui->input))
        ui_editor(ui);
    if (input_empty(ui->input))
        ui->n_pasted_lines = 0;
}
