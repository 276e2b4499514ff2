#include "app/terminal_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "core/text/utf8.h"

void terminal_put(FILE *out, const char *text)
{
    if (!isatty(fileno(out))) {
        fputs(text, out);
        return;
    }
    size_t len = strlen(text);
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        size_t n = utf8_next(text + i, len - i, &cp);
        /* U+202A.. and U+2066.. reorder what stands around them. */
        bool control = (cp < ' ' && cp != '\n' && cp != '\t') ||
                       (cp >= 0x7f && cp < 0xa0) || (cp >= 0x202a && cp <= 0x202e) ||
                       (cp >= 0x2066 && cp <= 0x2069) || (cp == 0xfffd && n == 1);
        if (control)
            fputc('?', out);
        else
            fwrite(text + i, 1, n, out);
        i += n;
    }
}
