#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The fenced blocks of a Markdown text, line by line: ``` or ~~~, at any depth (in a list,
 * fences stand below the text of their item). An open fence goes to the end. */

struct fence { /* start from {0} */
    bool in;
    char mark;
    size_t n, indent; /* marks of the opening one, and spaces before them */
};

enum fence_line {
    FENCE_OUTSIDE,
    FENCE_OPENS,
    FENCE_INSIDE,
    FENCE_CLOSES,
};

/* What the next line is; it ends at `len` with a line feed or NUL. */
enum fence_line fence_next(struct fence *f, const char *line, size_t len);
