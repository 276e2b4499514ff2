#pragma once

#include <stdbool.h>

#include <jansson.h>

#include "core/text/message.h"
#include "core/text/trim.h"

/* The inside of a tool call, in either form:
 *   <function=NAME> <parameter=KEY>\nVALUE\n</parameter> ... </function>
 *   {"name": NAME, "arguments": {...}}      (arguments may be a string of JSON) */

#define CALL_FUNCTION_OPEN  "<function="
#define CALL_FUNCTION_CLOSE "</function>"

/* The name of a tool, a function object with or without {"function": ...} around it; "" when
 * it has none. */
const char *call_tool_name(const json_t *tool);

/* Whether text after the opening mark can be the beginning of a call; undecided while
 * there is too little of it. */
enum call_start {
    CALL_START_NO,
    CALL_START_YES,
    CALL_START_UNDECIDED,
};
enum call_start call_start(struct slice body);

/* Whether the body ends as a call does; cheap. */
bool call_looks_finished(struct slice body);

/* Valid UTF-8 to a call (owned by the caller, id NULL). `tools` (may be NULL) is the array
 * of function objects that says the types of XML values. False: *why (static) says what is
 * wrong. */
bool call_parse(struct slice body, const json_t *tools, struct tool_call *out,
                const char **why);
