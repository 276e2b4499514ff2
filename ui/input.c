/* Readline without its terminal: bytes come from a queue, redisplay only sets a flag, and
 * nothing is ever read when the queue is empty, because readline takes an end of file in
 * the middle of a line for Enter. Its callbacks carry no context, hence one file-scope
 * pointer. */
#include "ui/input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "ui/histfile.h"
#include "ui/inputview.h"
#include "ui/sanitize.h"

struct input {
    struct histfile *file; /* owned */
    FILE *null_in, *null_out;
    const char *queue; /* borrowed while a key is fed */
    size_t queue_len;
    char *line; /* accepted, not yet taken */
    bool dirty, editor;
    struct error trouble; /* the first with the history file; "" none */
    bool trouble_told;
    int goal_col; /* of a walk over rows; -1: none */
    struct inputview view;
    struct input_menu menu;
};

static struct input *active;

/* ---- readline's callbacks ---- */

static int queue_getc(FILE *unused)
{
    (void)unused;
    if (active->queue_len == 0)
        return EOF;
    active->queue_len--;
    return (unsigned char)*active->queue++;
}

static int queue_available(void)
{
    return active->queue_len > 0;
}

static void mark_dirty(void)
{
    active->dirty = true;
}

static bool is_blank(const char *s)
{
    return s[strspn(s, " \t\r\n")] == '\0';
}

static void on_line(char *line)
{
    if (line && !is_blank(line)) {
        free(active->line);
        active->line = line;
        return;
    }
    free(line);
}

static int want_editor(int count, int key)
{
    (void)count;
    (void)key;
    active->editor = true;
    return 0;
}

static int do_nothing(int count, int key)
{
    (void)count;
    (void)key;
    return 0;
}

static char *no_filenames(const char *text, int state)
{
    (void)text;
    (void)state;
    return NULL;
}

static void bind_keys(void)
{
    rl_bind_keyseq("\\C-x\\C-e", want_editor);
    /* Whatever an inputrc says: completion lists would go to the terminal. */
    rl_bind_key('\t', do_nothing);
    rl_bind_keyseq("\\e?", do_nothing);
    rl_bind_keyseq("\\e*", do_nothing);
    rl_bind_keyseq("\\e=", do_nothing);
    rl_variable_bind("bell-style", "none");
    rl_variable_bind("completion-query-items", "0");
    rl_variable_bind("enable-bracketed-paste", "off");
    rl_variable_bind("horizontal-scroll-mode", "off");
    rl_variable_bind("show-mode-in-prompt", "off");
    rl_variable_bind("blink-matching-paren", "off");

    /* Where convert-meta is off, "\M-x" names the byte with the high bit, which is part of
     * a UTF-8 character here. An inputrc that says so must not take characters apart. */
    for (int c = 0x80; c <= 0xff; c++) {
        KEYMAP_ENTRY insert = {.type = ISFUNC, .function = rl_insert};
        emacs_standard_keymap[c] = vi_insertion_keymap[c] = insert;
    }
}

static void add_to_readline(const char *text)
{
    for (int i = history_length; i-- > 0;) {
        HIST_ENTRY *e = history_get(history_base + i);
        if (e && strcmp(e->line, text) == 0) {
            free_history_entry(remove_history(i));
            break;
        }
    }
    add_history(text);
}

struct input *input_create(const char *history_path, struct error *err)
{
    struct input *in = xcalloc(1, sizeof *in);
    in->goal_col = -1;
    in->menu.chosen = -1;
    in->null_in = fopen("/dev/null", "re");
    in->null_out = fopen("/dev/null", "we");
    if (!in->null_in || !in->null_out || active) {
        err_set(err, 0, "set up the input line: %s",
                active ? "there is one already" : "/dev/null cannot be opened");
        if (in->null_in)
            fclose(in->null_in);
        if (in->null_out)
            fclose(in->null_out);
        free(in);
        return NULL;
    }
    active = in;
    rl_readline_name = "flashmoe";
    rl_instream = in->null_in;
    rl_outstream = in->null_out;
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_change_environment = 0; /* LINES and COLUMNS would freeze ncurses' size */
    rl_prep_term_function = NULL;
    rl_deprep_term_function = NULL;
    rl_getc_function = queue_getc;
    rl_input_available_hook = queue_available;
    rl_redisplay_function = mark_dirty;
    rl_completion_entry_function = no_filenames;
    rl_callback_handler_install("> ", on_line);
    bind_keys();
    using_history();
    stifle_history(HISTFILE_MAX);
    in->file = histfile_open(history_path, &in->trouble);
    for (size_t i = 0; i < histfile_count(in->file); i++)
        add_history(histfile_get(in->file, i));
    using_history();
    in->dirty = true;
    return in;
}

void input_destroy(struct input *in)
{
    if (!in)
        return;
    rl_callback_handler_remove();
    clear_history();
    rl_instream = NULL;
    rl_outstream = NULL;
    input_menu_close(in);
    inputview_finish(&in->view);
    histfile_close(in->file);
    fclose(in->null_in);
    fclose(in->null_out);
    free(in->line);
    free(in);
    active = NULL;
}

/* ---- keys ---- */

/* Into the history file. Only the first failure is kept: it will not be the last, and one
 * word about it is enough. */
static void remember(struct input *in, const char *text, bool keep)
{
    struct error err = {0};
    if (!histfile_add(in->file, text, keep, &err) && !in->trouble.msg[0])
        in->trouble = err;
}

void input_feed(struct input *in, const char *bytes, size_t len)
{
    in->queue = bytes;
    in->queue_len = len;
    in->goal_col = -1;
    in->dirty = true;
    while (in->queue_len > 0)
        rl_callback_read_char();
    if (in->line) {
        remember(in, in->line, true);
        add_to_readline(in->line);
        using_history();
    }
}

/* Ends a search or a count so that the text may be changed from outside. */
static void settle(struct input *in)
{
    if (input_pending(in))
        rl_callback_sigcleanup();
}

void input_insert(struct input *in, const char *text, size_t len)
{
    settle(in);
    char *copy = xstrndup(text, len);
    rl_begin_undo_group();
    rl_insert_text(copy);
    rl_end_undo_group();
    free(copy);
    in->goal_col = -1;
    in->dirty = true;
}

void input_set(struct input *in, const char *text)
{
    settle(in);
    char *clean = sanitize_text(text, strlen(text));
    rl_replace_line(clean, 1);
    free(clean);
    rl_point = rl_end;
    rl_mark = 0;
    in->goal_col = -1;
    in->dirty = true;
}

void input_clear(struct input *in, bool draft)
{
    char *text = draft && !is_blank(rl_line_buffer) ? xstrdup(rl_line_buffer) : NULL;
    rl_callback_sigcleanup();
    rl_replace_line("", 1);
    rl_point = rl_mark = 0;
    if (text) {
        remember(in, text, false);
        add_to_readline(text);
    }
    using_history();
    free(text);
    in->goal_col = -1;
    in->dirty = true;
}

void input_move_row(struct input *in, int dir, int cols)
{
    struct inputview *v = &in->view;
    inputview_layout(v, rl_line_buffer, (size_t)rl_end, (size_t)rl_point, INPUT_INDENT,
                     cols);
    int row = v->cursor_row + dir;
    in->dirty = true;
    if (row >= 0 && row < v->n) {
        if (in->goal_col < 0)
            in->goal_col = v->cursor_col;
        rl_point = (int)inputview_at(v, rl_line_buffer, row, in->goal_col);
        return;
    }
    in->goal_col = -1;
    if (dir < 0)
        rl_get_previous_history(1, 0);
    else
        rl_get_next_history(1, 0);
    rl_point = rl_end;
}

/* ---- state ---- */

const char *input_text(const struct input *in, size_t *len)
{
    (void)in;
    *len = (size_t)rl_end;
    return rl_line_buffer ? rl_line_buffer : "";
}

size_t input_point(const struct input *in)
{
    (void)in;
    return (size_t)rl_point;
}

void input_set_point(struct input *in, size_t point)
{
    rl_point = point > (size_t)rl_end ? rl_end : (int)point;
    in->dirty = true;
}

const char *input_prompt(const struct input *in)
{
    (void)in;
    return rl_display_prompt ? rl_display_prompt : "> ";
}

bool input_empty(const struct input *in)
{
    (void)in;
    return rl_end == 0;
}

bool input_pending(const struct input *in)
{
    (void)in;
    return RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG |
                      RL_STATE_MULTIKEY | RL_STATE_METANEXT | RL_STATE_VIMOTION |
                      RL_STATE_CHARSEARCH) != 0;
}

bool input_vi(const struct input *in)
{
    (void)in;
    return rl_editing_mode == 0;
}

char *input_take_line(struct input *in)
{
    char *line = in->line;
    in->line = NULL;
    return line;
}

const char *input_take_trouble(struct input *in)
{
    if (!in->trouble.msg[0] || in->trouble_told)
        return NULL;
    in->trouble_told = true;
    return in->trouble.msg;
}

bool input_take_editor(struct input *in)
{
    bool was = in->editor;
    in->editor = false;
    return was;
}

bool input_dirty(const struct input *in)
{
    return in->dirty;
}

bool input_take_dirty(struct input *in)
{
    bool was = in->dirty;
    in->dirty = false;
    return was;
}

void input_resize(struct input *in, int rows, int cols)
{
    rl_set_screen_size(rows, cols);
    in->goal_col = -1;
    in->dirty = true;
}

/* ---- Tab ---- */

void input_menu_close(struct input *in)
{
    for (int i = 0; i < in->menu.n; i++)
        free(in->menu.items[i]);
    free(in->menu.items);
    in->menu = (struct input_menu){.chosen = -1};
    in->dirty = true;
}

const struct input_menu *input_menu(const struct input *in)
{
    return &in->menu;
}

static void replace_word(size_t start, const char *word, size_t len)
{
    char *copy = xstrndup(word, len);
    rl_begin_undo_group();
    rl_delete_text((int)start, rl_point);
    rl_point = (int)start;
    rl_insert_text(copy);
    rl_end_undo_group();
    free(copy);
}

static size_t common_prefix(char *const *items, int n)
{
    size_t len = strlen(items[0]);
    for (int i = 1; i < n; i++) {
        size_t k = 0;
        while (k < len && items[i][k] == items[0][k])
            k++;
        len = k;
    }
    while (len > 0 && ((unsigned char)items[0][len] & 0xc0) == 0x80)
        len--; /* not within a character */
    return len;
}

static void go_round(struct input_menu *m, int dir)
{
    if (m->chosen < 0)
        m->chosen = dir > 0 ? 0 : m->n - 1;
    else
        m->chosen = (m->chosen + dir + m->n) % m->n;
    replace_word(m->start, m->items[m->chosen], strlen(m->items[m->chosen]));
}

void input_complete(struct input *in, ui_complete_fn fn, void *ctx, int dir)
{
    struct input_menu *m = &in->menu;
    in->dirty = true;
    if (m->n > 0) {
        go_round(m, dir);
        return;
    }
    if (!fn)
        return;
    char *before = xstrndup(rl_line_buffer, (size_t)rl_point);
    size_t start = 0;
    char **items = fn(ctx, before, &start);
    free(before);
    int n = 0;
    while (items && items[n])
        n++;
    if (n == 0 || start > (size_t)rl_point) {
        for (int i = 0; i < n; i++)
            free(items[i]);
        free(items);
        return;
    }
    m->items = items;
    m->n = n;
    m->start = start;
    size_t len = common_prefix(items, n);
    if (len > (size_t)rl_point - start || n == 1)
        replace_word(start, items[0], n == 1 ? strlen(items[0]) : len);
    if (n == 1) {
        if (rl_point == rl_end)
            rl_insert_text(" ");
        input_menu_close(in);
    }
}
