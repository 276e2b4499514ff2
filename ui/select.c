/* Select mode (F6): the conversation as plain text on the normal screen of the terminal, in
 * lines that only the terminal wraps, so that its own selection and scrollback copy the
 * source. The program goes on meanwhile and draws nothing. */
#include <string.h>
#include <termios.h>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "ui/state.h"

#include <unistd.h>

static void say(const char *text)
{
    fd_write_all(STDOUT_FILENO, text, strlen(text));
}

static void add_entry(struct strbuf *b, const struct ui *ui, int i)
{
    struct transcript_source s = transcript_source(ui->transcript, i);
    const char *role = transcript_role(s.kind);
    if (*role)
        strbuf_addf(b, "%s%s%s\n", role, *s.label ? "  " : "", s.label);
    if (*s.thinking && transcript_thinking_shown(ui->transcript))
        strbuf_addf(b, "(thinking)\n%s\n(end of thinking)\n", s.thinking);
    if (*s.text) {
        strbuf_adds(b, s.text);
        if (b->data[b->len - 1] != '\n')
            strbuf_addc(b, '\n');
    }
    if (*s.footer)
        strbuf_addf(b, "%s\n", s.footer);
    strbuf_addc(b, '\n');
}

void select_enter(struct ui *ui)
{
    struct strbuf b = {0};
    for (int i = 0; i < transcript_count(ui->transcript); i++)
        add_entry(&b, ui, i);
    if (b.len == 0)
        strbuf_adds(&b, "(nothing was said yet)\n\n");
    strbuf_adds(&b, "-- copy from here; Enter goes back --\n");
    tty_leave(ui->tty);
    ui->selecting = true;
    say(b.data);
    strbuf_finish(&b);
}

void select_leave(struct ui *ui)
{
    tcflush(tty_fd(ui->tty), TCIFLUSH);
    ui->selecting = false;
    tty_enter(ui->tty);
    input_resize(ui->input, ui->layout.rows, ui->layout.cols);
    screen_layout(ui);
    overlay_wait(&ui->overlay, clock_now_ns());
}

void select_question(struct ui *ui)
{
    (void)ui;
    say("-- a question waits on the screen; Enter goes there --\n");
}
