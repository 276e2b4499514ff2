/* Text for the clipboard, through the terminal: OSC 52. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "ui/state.h"

static void add_base64(struct strbuf *b, const unsigned char *s, size_t len)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < len; i += 3) {
        size_t n = len - i < 3 ? len - i : 3;
        uint32_t v = (uint32_t)s[i] << 16 | (n > 1 ? (uint32_t)s[i + 1] << 8 : 0) |
                     (n > 2 ? s[i + 2] : 0);
        strbuf_addc(b, digits[v >> 18]);
        strbuf_addc(b, digits[v >> 12 & 63]);
        strbuf_addc(b, n > 1 ? digits[v >> 6 & 63] : '=');
        strbuf_addc(b, n > 2 ? digits[v & 63] : '=');
    }
}

bool ui_copy(struct ui *ui, const char *text, size_t len, struct error *err)
{
    if (ui->plain) /* many such terminals would show the sequence */
        return err_set(err, 0, "without a screen there is no clipboard of the terminal");
    if (len > UI_COPY_MAX)
        return err_set(err, 0,
                       "%zu bytes are more than terminals take for their clipboard (%d)",
                       len, UI_COPY_MAX);
    /* The text is base64: nothing in it can end the sequence. */
    struct strbuf b = {0};
    strbuf_adds(&b, "\x1b]52;c;");
    add_base64(&b, (const unsigned char *)text, len);
    strbuf_adds(&b, "\x1b\\");
    bool ok = fd_write_all(STDOUT_FILENO, b.data, b.len) ||
              err_set(err, errno, "write to the terminal");
    strbuf_finish(&b);
    return ok;
}
