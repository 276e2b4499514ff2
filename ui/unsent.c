/* What is left in the input when a screen is about to close. */
#include "ui/unsent.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/strbuf.h"
#include "ui/state.h"

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
