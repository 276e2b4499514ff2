#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "tests/app/fakes.h"

enum {
    MAX_ENTRIES = 400
};

struct entry {
    enum ui_entry kind;
    char *label, *footer;
    struct strbuf text, thinking;
};

struct ui {
    const char *const *script;
    bool busy, asking;
    int n_questions;
    struct entry entries[MAX_ENTRIES];
    int n;
    char *input, *page, *question, *flags, *status, *edited, *copied, *panels;
    int page_line, ctx_used;
    struct strbuf screen;
};

static struct ui the_ui;
static char *edit_with;

static void set(char **to, const char *text)
{
    free(*to);
    *to = xstrdup(text ? text : "");
}

static void clear(void)
{
    for (int i = 0; i < the_ui.n; i++) {
        free(the_ui.entries[i].label);
        free(the_ui.entries[i].footer);
        strbuf_finish(&the_ui.entries[i].text);
        strbuf_finish(&the_ui.entries[i].thinking);
    }
    the_ui.n = 0;
}

void fake_ui_start(const char *const *script)
{
    fake_ui_finish();
    the_ui.script = script;
    set(&the_ui.input, "");
    set(&the_ui.page, "");
    set(&the_ui.question, "");
    set(&the_ui.flags, "");
    set(&the_ui.status, "");
    set(&the_ui.edited, "");
    set(&the_ui.copied, "");
    set(&the_ui.panels, "");
    the_ui.page_line = -1;
}

void fake_ui_finish(void)
{
    clear();
    char **all[] = {&the_ui.input,  &the_ui.page,   &the_ui.question, &the_ui.flags,
                    &the_ui.status, &the_ui.edited, &the_ui.copied,   &the_ui.panels};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        free(*all[i]);
    strbuf_finish(&the_ui.screen);
    the_ui = (struct ui){0};
}

struct ui *fake_ui(void)
{
    return &the_ui;
}

const char *fake_ui_screen(void)
{
    static const char *const names[] = {"user",   "assistant", "call",
                                        "result", "notice",    "error"};
    strbuf_clear(&the_ui.screen);
    strbuf_adds(&the_ui.screen, "");
    for (int i = 0; i < the_ui.n; i++) {
        const struct entry *e = &the_ui.entries[i];
        if (e->thinking.len)
            strbuf_addf(&the_ui.screen, "thinking| %s\n", e->thinking.data);
        const char *label = e->label ? e->label : "";
        if (strspn(label, "0123456789") == strlen(label))
            label = "";
        strbuf_addf(&the_ui.screen, "%s%s%s| %s\n", names[e->kind], *label ? " " : "",
                    label, e->text.len ? e->text.data : "");
        if (e->footer)
            strbuf_addf(&the_ui.screen, "footer| %s\n", e->footer);
    }
    return the_ui.screen.data;
}

const char *fake_ui_input(void)
{
    return the_ui.input;
}
const char *fake_ui_page(void)
{
    return the_ui.page;
}
const char *fake_ui_question(void)
{
    return the_ui.question;
}
const char *fake_ui_flags(void)
{
    return the_ui.flags;
}
const char *fake_ui_status(void)
{
    return the_ui.status;
}
int fake_ui_n_questions(void)
{
    return the_ui.n_questions;
}
void fake_ui_edit_with(const char *text)
{
    free(edit_with);
    edit_with = text ? xstrdup(text) : NULL;
}
const char *fake_ui_edited(void)
{
    return the_ui.edited;
}
const char *fake_ui_copied(void)
{
    return the_ui.copied;
}
const char *fake_ui_panels(void)
{
    return the_ui.panels;
}
int fake_ui_page_line(void)
{
    return the_ui.page_line;
}
int fake_ui_context(void)
{
    return the_ui.ctx_used;
}
const char *fake_ui_labels(void)
{
    strbuf_clear(&the_ui.screen);
    strbuf_adds(&the_ui.screen, "");
    for (int i = 0; i < the_ui.n; i++)
        strbuf_addf(&the_ui.screen, "%s\n",
                    the_ui.entries[i].label ? the_ui.entries[i].label : "");
    return the_ui.screen.data;
}

/* ---- ui.h ---- */

void ui_set_model(struct ui *ui, const struct engine_info *info)
{
}
void ui_set_flags(struct ui *ui, const char *text)
{
    set(&ui->flags, text);
}
void ui_set_status(struct ui *ui, const char *text)
{
    set(&ui->status, text);
}
void ui_set_saved(struct ui *ui, const char *text)
{
}
void ui_set_context(struct ui *ui, int used_tok, int max_tok)
{
    ui->ctx_used = used_tok;
}
void ui_set_busy(struct ui *ui, bool busy, const char *what)
{
    ui->busy = busy;
}
void ui_set_stats(struct ui *ui, const struct stats *stats)
{
}
void ui_add_step(struct ui *ui, const struct step *step)
{
}
void ui_new_conversation(struct ui *ui)
{
}
void ui_show_thinking(struct ui *ui, bool show)
{
}
void ui_set_welcome(struct ui *ui, const char *text)
{
}

int ui_entry_add(struct ui *ui, enum ui_entry kind, const char *label)
{
    if (ui->n == MAX_ENTRIES)
        abort();
    ui->entries[ui->n] =
        (struct entry){.kind = kind, .label = label ? xstrdup(label) : NULL};
    return ui->n++;
}
void ui_entry_text(struct ui *ui, int entry, bool thinking, const char *text, size_t len)
{
    struct entry *e = &ui->entries[entry];
    strbuf_add(thinking ? &e->thinking : &e->text, text, len);
}
void ui_entry_end(struct ui *ui, int entry, const char *footer)
{
    if (footer)
        set(&ui->entries[entry].footer, footer);
}
void ui_entry_thought(struct ui *ui, int entry, double seconds, int n_tok)
{
}
void ui_entries_clear(struct ui *ui)
{
    clear();
}
int ui_find(struct ui *ui, const char *text)
{
    return *text && strstr(fake_ui_screen(), text) ? 1 : 0;
}
bool ui_set_panels(struct ui *ui, const char *mode)
{
    set(&ui->panels, mode);
    return strcmp(mode, "full") == 0 || strcmp(mode, "off") == 0;
}
void ui_layers_show(struct ui *ui)
{
    ui_page_show(ui, "Layers", "");
}
void ui_input_set(struct ui *ui, const char *text)
{
    set(&ui->input, text);
}
char *ui_edit_text(struct ui *ui, const char *text, const char *suffix, struct error *err)
{
    set(&ui->edited, text);
    if (edit_with)
        return xstrdup(edit_with);
    err_set(err, 0, "no editor");
    return NULL;
}
void ui_page_show(struct ui *ui, const char *title, const char *text)
{
    free(ui->page);
    ui->page = xasprintf("%s\n%s", title, text);
}
void ui_page_scroll(struct ui *ui, int line)
{
    ui->page_line = line;
}
void ui_page_form(const struct ui *ui, int *cols, bool *ascii)
{
    *cols = 76;
    *ascii = true;
}
bool ui_copy(struct ui *ui, const char *text, size_t len, struct error *err)
{
    if (len > UI_COPY_MAX)
        return err_set(err, 0, "too much for the terminal");
    free(ui->copied);
    ui->copied = xstrndup(text, len);
    return true;
}
void ui_question_hide(struct ui *ui)
{
    ui->asking = false;
}
void ui_question_show(struct ui *ui, const struct ui_question *q)
{
    struct strbuf b = {0};
    strbuf_addf(&b, "%s\n", q->tool);
    for (const char *const *r = q->rows; *r; r += 2)
        strbuf_addf(&b, "%s=%s\n", r[0], r[1]);
    if (q->choices) {
        strbuf_adds(&b, "choices=");
        for (const struct ui_choice *c = q->choices; c->key; c++)
            strbuf_addc(&b, c->key);
        strbuf_addc(&b, '\n');
    }
    free(ui->question);
    ui->question = strbuf_take(&b);
    ui->asking = true;
    ui->n_questions++;
}
const struct ui_key_help *ui_key_table(void)
{
    static const struct ui_key_help keys[] = {{"Esc", "stop"}, {NULL, NULL}};
    return keys;
}

static bool may_send(const struct ui *ui, const char *action)
{
    if (!action || action[0] == '=')
        return action ? ui->asking : !ui->busy;
    if (action[0] == '~')
        return true;
    if (action[0] == '!' || action[0] == '<')
        return ui->busy || strcmp(action, "<quit>") == 0;
    return !ui->busy;
}

static void take_action(struct ui *ui, struct ui_event *ev)
{
    const char *a = *ui->script;
    if (!a) {
        ev->kind = UI_EV_QUIT;
        return;
    }
    ui->script++;
    if (a[0] == '=') {
        ui->asking = false;
        *ev = (struct ui_event){.kind = UI_EV_ANSWER, .answer = a[1]};
    } else if (a[0] == '~') {
        *ev = (struct ui_event){.kind = UI_EV_DRAFT, .text = xstrdup(a + 1)};
    } else if (strcmp(a, "<cancel>") == 0) {
        ui->asking = false;
        ev->kind = UI_EV_CANCEL;
    } else if (strcmp(a, "<quit>") == 0) {
        *ev = (struct ui_event){.kind = UI_EV_QUIT, .exit_code = 143};
    } else {
        *ev = (struct ui_event){.kind = UI_EV_SUBMIT,
                                .text = xstrdup(a[0] == '!' ? a + 1 : a)};
    }
}

bool ui_wait(struct ui *ui, const int *fds, int n_fds, int timeout_ms,
             struct ui_event *ev, struct error *err)
{
    struct pollfd p[4];
    for (int i = 0; i < n_fds; i++)
        p[i] = (struct pollfd){fds[i], POLLIN, 0};
    bool can = may_send(ui, *ui->script);
    int n = poll(p, (nfds_t)n_fds, can ? 0 : 10000);
    if (n > 0) {
        ev->kind = UI_EV_WAKE;
        return true;
    }
    if (!can)
        return err_set(err, 0, "nothing happens, and the script waits at '%s'",
                       *ui->script ? *ui->script : "its end");
    take_action(ui, ev);
    return true;
}
