/* The screen's life, its setters and its loop. Everything runs on the caller's thread;
 * ui_wait draws, sleeps in poll() and turns what happens into events. */
#include "ui/ui.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "ui/sanitize.h"
#include "ui/state.h"

#define NCURSES_NOMACROS
#include <curses.h>

enum {
    WAKE_FDS_MAX = 4,
    READ_BYTES = 65536,
};

static const int64_t ms_ns = 1000000;
static const int64_t frame_ns = 33 * 1000000;
static const int64_t escape_ns = 40 * 1000000;
static const int64_t tick_ns = 250 * 1000000;

struct ui *ui_open(const struct ui_params *params, struct error *err)
{
    struct ui *ui = xcalloc(1, sizeof *ui);
    if (params->plain) {
        ui->plain = plain_open(params, err);
        if (!ui->plain)
            goto fail;
        return ui;
    }
    ui->complete = params->complete;
    ui->complete_ctx = params->complete_ctx;
    ui->drafts = params->drafts;
    if (params->theme)
        ui->theme = *params->theme;
    else if (!theme_load(&ui->theme, NULL, err))
        goto fail;
    ui->tty = tty_open(params->no_alt_screen, err);
    if (!ui->tty)
        goto fail;
    theme_init(&ui->theme, params->color, params->ascii, tty_utf8(ui->tty));
    ui->input = input_create(params->history_path, err);
    if (!ui->input)
        goto fail;
    tty_claim(ui->tty);
    ui->transcript = transcript_create(&ui->theme);
    input_resize(ui->input, LINES, COLS);
    screen_layout(ui);
    return ui;
fail:
    ui_close(ui);
    return NULL;
}

void ui_close(struct ui *ui)
{
    if (!ui)
        return;
    plain_close(ui->plain);
    tty_close(ui->tty); /* also from select mode: it leaves what was left */
    input_destroy(ui->input);
    inputview_finish(&ui->input_view);
    find_stop(&ui->find);
    transcript_destroy(ui->transcript);
    overlay_close(&ui->overlay);
    decoder_finish(&ui->decoder);
    telemetry_finish(&ui->telemetry);
    for (size_t i = 0; i < ui->n_events; i++)
        free(ui->events[i].text);
    free(ui->events);
    char *strings[] = {ui->model_long, ui->model_short, ui->flags, ui->status, ui->saved,
                       ui->welcome,    ui->busy_what,   ui->hint,  ui->player, ui->draft};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        free(strings[i]);
    free(ui);
}

/* ---- setters ---- */

static void set_label(struct ui *ui, char **to, const char *text, unsigned dirty)
{
    char *clean = text ? sanitize_label(text) : NULL;
    if ((clean && *to && strcmp(clean, *to) == 0) || (!clean && !*to)) {
        free(clean);
        return;
    }
    free(*to);
    *to = clean;
    ui->dirty |= dirty;
}

static void bits_text(char *out, size_t size, const struct engine_info *i)
{
    if (i->expert_bits > 0 && i->dense_bits > 0 && i->expert_bits != i->dense_bits)
        snprintf(out, size, "experts %d-bit, rest %d-bit", i->expert_bits, i->dense_bits);
    else if (i->expert_bits > 0 && i->expert_bits == i->dense_bits)
        snprintf(out, size, "%d-bit", i->expert_bits);
    else if (i->expert_bits > 0)
        snprintf(out, size, "experts %d-bit", i->expert_bits);
    else
        snprintf(out, size, "mixed bits");
}

void ui_set_model(struct ui *ui, const struct engine_info *i)
{
    ui_tap(ui, &(struct ui_op){.kind = UI_OP_MODEL, .info = i});
    char bits[64], experts[96];
    bits_text(bits, sizeof bits, i);
    if (i->experts_native > 0 && i->experts_native != i->experts_per_token)
        snprintf(experts, sizeof experts, "k %d of %d (model's own: %d)",
                 i->experts_per_token, i->n_expert, i->experts_native);
    else
        snprintf(experts, sizeof experts, "k %d of %d", i->experts_per_token,
                 i->n_expert);
    const char *name = i->name ? i->name : "model";
    if (i->url) {
        char *where = xasprintf("%s   at %s", name, i->url);
        set_label(ui, &ui->model_long, where, DIRTY_HEADER);
        set_label(ui, &ui->model_short, name, DIRTY_HEADER);
        free(where);
        return;
    }
    char *text = xasprintf("%s   %s   %s   %s%s%s", name, bits, experts,
                           i->backend ? i->backend : "", i->backend ? " " : "",
                           i->kernel ? i->kernel : "?");
    set_label(ui, &ui->model_long, text, DIRTY_HEADER);
    free(text);
    bool fewer = i->experts_native > 0 && i->experts_native != i->experts_per_token;
    char weights[24] = "";
    if (i->expert_bits > 0)
        snprintf(weights, sizeof weights, " %d-bit", i->expert_bits);
    /* Less than the model was made for is said first: the end is what a narrow screen
     * cuts. */
    text = fewer ? xasprintf("REDUCED k %d/%d  %s%s", i->experts_per_token, i->n_expert,
                             name, weights)
                 : xasprintf("%s%s  k %d/%d", name, weights, i->experts_per_token,
                             i->n_expert);
    set_label(ui, &ui->model_short, text, DIRTY_HEADER);
    free(text);
}

void ui_set_flags(struct ui *ui, const char *text)
{
    ui_tap(ui, &(struct ui_op){.kind = UI_OP_FLAGS, .text = text});
    set_label(ui, &ui->flags, text, DIRTY_HEADER);
}

void ui_set_status(struct ui *ui, const char *text)
{
    if (ui->plain) {
        plain_status(ui->plain, text);
        return;
    }
    set_label(ui, &ui->status, text, DIRTY_STATUS);
}

void ui_set_saved(struct ui *ui, const char *text)
{
    set_label(ui, &ui->saved, text, DIRTY_STATUS);
}

void ui_set_context(struct ui *ui, int used_tok, int max_tok)
{
    if (used_tok == ui->ctx_used_tok && max_tok == ui->ctx_max_tok)
        return;
    ui->ctx_used_tok = used_tok;
    ui->ctx_max_tok = max_tok;
    ui_tap(ui, &(struct ui_op){.kind = UI_OP_CONTEXT, .n = used_tok, .max = max_tok});
    ui->dirty |= DIRTY_STATUS;
}

void ui_set_busy(struct ui *ui, bool busy, const char *what)
{
    ui_tap(ui, &(struct ui_op){.kind = UI_OP_BUSY, .on = busy, .text = what});
    if (ui->plain) {
        plain_busy(ui->plain, busy, what);
        return;
    }
    if (busy && !ui->busy) {
        ui->busy_since_ns = clock_now_ns();
        ui->tick_ns = ui->busy_since_ns;
    }
    if (ui->busy && !busy) /* the final values stay on the screen */
        ui->dirty |= DIRTY_PANELS;
    if (ui->busy != busy)
        ui->dirty |= DIRTY_STATUS;
    ui->busy = busy;
    set_label(ui, &ui->busy_what, what, DIRTY_STATUS);
}

void ui_set_stats(struct ui *ui, const struct stats *stats)
{
    ui_tap(ui, &(struct ui_op){.kind = UI_OP_STATS, .stats = stats});
    if (ui->plain)
        return;
    bool first = !ui->telemetry.any;
    telemetry_take(&ui->telemetry, stats);
    draft_stats(ui, stats);
    if (first)
        screen_layout(ui); /* the panels know their size now */
    else if (!ui->busy)
        ui->dirty |= DIRTY_PANELS;
}

void ui_add_step(struct ui *ui, const struct step *step)
{
    ui_tap(ui, &(struct ui_op){.kind = UI_OP_STEP, .step = step});
    telemetry_step(&ui->telemetry, step);
}

void ui_new_conversation(struct ui *ui)
{
    ui_tap(ui, &(struct ui_op){.kind = UI_OP_CONVERSATION});
    telemetry_new_conversation(&ui->telemetry);
    ui->views.pinned = false; /* what it was on is gone */
    ui->dirty |= DIRTY_PANELS;
}

void ui_show_thinking(struct ui *ui, bool show)
{
    if (ui->plain) {
        plain_show_thinking(ui->plain, show);
        return;
    }
    transcript_show_thinking(ui->transcript, show);
    ui->dirty |= DIRTY_CHAT;
}

void ui_set_welcome(struct ui *ui, const char *text)
{
    if (ui->plain) {
        plain_page(ui->plain, "flashmoe", text ? text : "");
        return;
    }
    free(ui->welcome);
    ui->welcome = text ? sanitize_text(text, strlen(text)) : NULL;
    ui->dirty |= DIRTY_CHAT;
}

int ui_entry_add(struct ui *ui, enum ui_entry kind, const char *label)
{
    int entry = ui->plain ? plain_add(ui->plain, kind, label)
                          : transcript_add(ui->transcript, kind, label);
    ui->dirty |= DIRTY_CHAT;
    ui_tap(ui,
           &(struct ui_op){
               .kind = UI_OP_ENTRY, .entry = entry, .entry_kind = kind, .text = label});
    return entry;
}

void ui_entry_text(struct ui *ui, int entry, bool thinking, const char *text, size_t len)
{
    ui_tap(ui, &(struct ui_op){.kind = UI_OP_TEXT,
                               .entry = entry,
                               .on = thinking,
                               .text = text,
                               .len = len});
    if (ui->plain) {
        plain_text(ui->plain, entry, thinking, text, len);
        return;
    }
    transcript_text(ui->transcript, entry, thinking, text, len);
    ui->dirty |= DIRTY_CHAT | (ui->view.scrolled ? DIRTY_STATUS : 0);
}

void ui_entry_end(struct ui *ui, int entry, const char *footer)
{
    ui_tap(ui, &(struct ui_op){.kind = UI_OP_END, .entry = entry, .text = footer});
    if (ui->plain) {
        plain_end(ui->plain, entry, footer);
        return;
    }
    transcript_end(ui->transcript, entry, footer);
    ui->dirty |= DIRTY_CHAT | (ui->view.scrolled ? DIRTY_STATUS : 0);
}

void ui_entry_thought(struct ui *ui, int entry, double seconds, int n_tok)
{
    ui_tap(ui,
           &(struct ui_op){
               .kind = UI_OP_THOUGHT, .entry = entry, .seconds = seconds, .n = n_tok});
    if (ui->plain) {
        plain_thought(ui->plain, entry, seconds, n_tok);
        return;
    }
    transcript_thought(ui->transcript, entry, seconds, n_tok);
    ui->dirty |= DIRTY_CHAT;
}

void ui_entries_clear(struct ui *ui)
{
    ui_tap(ui, &(struct ui_op){.kind = UI_OP_CLEAR});
    if (ui->plain) {
        plain_clear(ui->plain);
        return;
    }
    find_stop(&ui->find);
    transcript_clear(ui->transcript);
    view_follow(&ui->view);
    ui->dirty = DIRTY_ALL;
}

/* The last line in the window. */
static void window_end(struct ui *ui, int *entry, int *line)
{
    int rows = ui->layout.chat.rows;
    if (!view_top(&ui->view, ui->transcript, rows, entry, line))
        *entry = *line = 0;
    for (int i = 1; i < rows && view_next(ui->transcript, entry, line); i++)
        ;
}

int ui_find(struct ui *ui, const char *text)
{
    if (ui->plain)
        return plain_find(ui->plain, text);
    int entry, line, rank, n = 0;
    ui->dirty |= DIRTY_CHAT | DIRTY_STATUS;
    if (*text && !transcript_output_shown(ui->transcript)) /* what is folded counts too */
        transcript_show_output(ui->transcript, true);
    window_end(ui, &entry, &line);
    if (find_start(&ui->find, ui->transcript, text, entry, line)) {
        find_rank(&ui->find, &rank, &n);
        find_place(&ui->find, &entry, &line);
        view_show(&ui->view, ui->transcript, ui->layout.chat.rows, entry, line);
    }
    return n;
}

bool ui_set_panels(struct ui *ui, const char *mode)
{
    if (ui->plain)
        return true; /* there are none */
    static const char *const modes[] = {"auto", "off", "compact", "full"};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (strcmp(mode, modes[i]) == 0) {
            ui->panel_mode = (enum panel_mode)i;
            screen_layout(ui);
            return true;
        }
    return false;
}

void ui_layers_show(struct ui *ui)
{
    if (ui->plain) {
        plain_page(ui->plain, "Layers", "/stats json has them in numbers.");
        return;
    }
    overlay_layers(&ui->overlay);
    ui->dirty = DIRTY_ALL;
}

void ui_input_set(struct ui *ui, const char *text)
{
    if (ui->plain) {
        plain_input(ui->plain, text);
        return;
    }
    input_set(ui->input, text ? text : "");
    draft_told(ui); /* it may stay so: it is of interest when somebody goes on with it */
    ui->dirty |= DIRTY_INPUT;
}

void ui_page_show(struct ui *ui, const char *title, const char *text)
{
    if (ui->plain) {
        plain_page(ui->plain, title, text);
        return;
    }
    overlay_page(&ui->overlay, title, text);
    ui->dirty = DIRTY_ALL;
}

void ui_page_scroll(struct ui *ui, int line)
{
    if (ui->plain)
        return;
    if (ui->overlay.kind == OVERLAY_PAGE)
        ui->overlay.goto_line = line;
    ui->dirty = DIRTY_ALL;
}

void ui_page_form(const struct ui *ui, int *cols, bool *ascii)
{
    if (ui->plain) {
        *cols = 76;
        *ascii = true;
        return;
    }
    *cols = ui->layout.cols > 24 ? ui->layout.cols - 4 : 20;
    *ascii = ui->theme.ascii;
}

void ui_question_show(struct ui *ui, const struct ui_question *q)
{
    if (ui->plain) {
        plain_question(ui->plain, q);
        return;
    }
    tcflush(tty_fd(ui->tty), TCIFLUSH); /* what was typed ahead is no answer */
    overlay_question(&ui->overlay, q, clock_now_ns());
    if (ui->selecting)
        select_question(ui);
    ui->dirty = DIRTY_ALL;
}

void ui_question_hide(struct ui *ui)
{
    if (ui->plain) {
        plain_question_hide(ui->plain);
    } else if (ui->overlay.kind == OVERLAY_QUESTION) {
        overlay_close(&ui->overlay);
        ui->dirty = DIRTY_ALL;
    }
}

/* ---- events ---- */

void ui_push_event(struct ui *ui, struct ui_event ev)
{
    /* Lines may come in faster than they are taken. */
    if (ui->n_events == ui->events_cap) {
        ui->events_cap = ui->events_cap ? ui->events_cap * 2 : 16;
        ui->events = xreallocarray(ui->events, ui->events_cap, sizeof *ui->events);
    }
    ui->events[ui->n_events++] = ev;
}

void ui_hint(struct ui *ui, const char *text, int64_t ms)
{
    free(ui->hint);
    ui->hint = xstrdup(text);
    ui->hint_until_ns = clock_now_ns() + ms * ms_ns;
    ui->dirty |= DIRTY_STATUS;
}

static bool take_event(struct ui *ui, struct ui_event *ev)
{
    if (ui->n_events == 0)
        return false;
    *ev = ui->events[0];
    ui->n_events--;
    memmove(ui->events, ui->events + 1, ui->n_events * sizeof *ui->events);
    return true;
}

/* ---- the loop ---- */

static void handle_signals(struct ui *ui)
{
    struct tty_signals s = tty_take_signals(ui->tty);
    if (s.terminated)
        ui_push_event(ui, (struct ui_event){.kind = UI_EV_QUIT, .exit_code = 143});
    if (ui->selecting && (s.interrupted || s.stop))
        select_leave(ui);
    else if (s.interrupted)
        keys_interrupt(ui);
    if (s.stop)
        tty_suspend(ui->tty);
    if (s.resized || s.continued || s.stop) {
        tty_resize(ui->tty);
        input_resize(ui->input, LINES, COLS);
        screen_layout(ui);
    }
}

static bool read_keys(struct ui *ui, struct error *err)
{
    char buf[READ_BYTES];
    ssize_t n = read(tty_fd(ui->tty), buf, sizeof buf);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return true;
    if (ui->selecting && n >= 0) { /* a line, or Ctrl-D */
        select_leave(ui);
        return true;
    }
    if (n <= 0)
        return err_set(err, n < 0 ? errno : 0, "read keys: the terminal is gone");
    decoder_feed(&ui->decoder, buf, (size_t)n, keys_handle, ui);
    draft_changed(ui);
    ui->escape_deadline_ns =
        decoder_waiting(&ui->decoder) ? clock_now_ns() + escape_ns : 0;
    return true;
}

/* What is due by the clock. */
static void run_timers(struct ui *ui, int64_t now)
{
    if (ui->escape_deadline_ns && now >= ui->escape_deadline_ns) {
        ui->escape_deadline_ns = 0;
        decoder_timeout(&ui->decoder, keys_handle, ui);
        draft_changed(ui);
    }
    draft_timers(ui, now);
    if (ui->hint && now >= ui->hint_until_ns) {
        free(ui->hint);
        ui->hint = NULL;
        ui->dirty |= DIRTY_STATUS;
    }
    if (ui->busy && now >= ui->tick_ns) {
        ui->tick_ns = now + tick_ns;
        ui->dirty |= DIRTY_STATUS | DIRTY_PANELS;
    }
}

static void draw_if_due(struct ui *ui, int64_t now)
{
    if (ui->dirty == 0 || now < ui->next_frame_ns || ui->selecting)
        return;
    screen_draw(ui);
    /* A frame that costs much is drawn less often: a fifth of one core at most. */
    int64_t cost = clock_now_ns() - now;
    ui->next_frame_ns = now + (cost * 5 > frame_ns ? cost * 5 : frame_ns);
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a == 0 || (b != 0 && b < a) ? b : a;
}

static int poll_timeout(const struct ui *ui, int64_t deadline)
{
    int64_t at = deadline;
    if (ui->dirty && !ui->selecting)
        at = sooner(at, ui->next_frame_ns);
    at = sooner(at, ui->escape_deadline_ns);
    at = sooner(at, ui->draft_due_ns);
    at = sooner(at, ui->draft_read_at_ns);
    if (ui->hint)
        at = sooner(at, ui->hint_until_ns);
    if (ui->busy)
        at = sooner(at, ui->tick_ns);
    if (at == 0)
        return -1;
    int64_t left = at - clock_now_ns();
    return left <= 0 ? 0 : (int)((left + ms_ns - 1) / ms_ns);
}

bool ui_wait(struct ui *ui, const int *fds, int n_fds, int timeout_ms,
             struct ui_event *ev, struct error *err)
{
    if (ui->plain)
        return plain_wait(ui->plain, fds, n_fds, timeout_ms, ev, err);
    int64_t deadline = timeout_ms >= 0 ? clock_now_ns() + timeout_ms * ms_ns : 0;
    if (n_fds > WAKE_FDS_MAX)
        n_fds = WAKE_FDS_MAX;
    *ev = (struct ui_event){0};
    for (;;) {
        int64_t now = clock_now_ns();
        run_timers(ui, now);
        if (input_dirty(ui->input))
            ui->dirty |= DIRTY_INPUT;
        draw_if_due(ui, now);
        if (take_event(ui, ev))
            return true;
        if (deadline && now >= deadline) {
            ev->kind = UI_EV_TIMER;
            return true;
        }
        struct pollfd p[2 + WAKE_FDS_MAX] = {{tty_fd(ui->tty), POLLIN, 0},
                                             {tty_signal_fd(ui->tty), POLLIN, 0}};
        for (int i = 0; i < n_fds; i++)
            p[2 + i] = (struct pollfd){fds[i], POLLIN, 0};
        int n = poll(p, 2 + (nfds_t)n_fds, poll_timeout(ui, deadline));
        if (n < 0 && errno != EINTR)
            return err_set(err, errno, "wait for keys");
        if (n <= 0)
            continue;
        if (p[1].revents)
            handle_signals(ui);
        if (p[0].revents && !read_keys(ui, err)) {
            if (take_event(ui, ev)) /* SIGHUP says how to leave */
                return true;
            return false;
        }
        bool wake = false;
        for (int i = 0; i < n_fds; i++)
            wake = wake || p[2 + i].revents;
        if (wake)
            ui_push_event(ui, (struct ui_event){.kind = UI_EV_WAKE});
    }
}
