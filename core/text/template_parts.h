#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/text/template.h"

/* What template.c loads and template_render.c uses; for these two alone. */

struct yaml_doc;

/* What stands in braces in a pattern. */
enum slot {
    SLOT_NONE, /* literal text */
    SLOT_CONTENT,
    SLOT_THINKING,   /* the thinking pattern, or nothing */
    SLOT_REASONING,  /* the thinking itself */
    SLOT_CALLS,      /* all calls of a turn */
    SLOT_NAME,       /* of a function or a parameter */
    SLOT_PARAMETERS, /* the parameter pattern for each argument */
    SLOT_VALUE,
    SLOT_ARGUMENTS, /* JSON object */
    SLOT_TOOLS,     /* the tool pattern for each tool */
    SLOT_TOOL,      /* JSON object */
    SLOT_RESULTS,   /* the result pattern for each tool message of a turn */
    N_SLOTS,
};

/* Literal text (the template's own words: added tokens count in it) and slots, in turn. */
struct pattern {
    struct part {
        enum slot slot;
        const char *text; /* borrowed from the document */
        size_t len;
    } * parts; /* owned */
    int n_parts;
};

enum keep_thinking {
    KEEP_AFTER_LAST_QUERY,
    KEEP_ALL,
    KEEP_NONE,
};

enum empty_thinking { /* whether a kept block without text is written */
    EMPTY_ALWAYS,
    EMPTY_LAST, /* in the last message only */
    EMPTY_NEVER,
};

/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): in the order of the file */
struct chat_template {
    struct yaml_doc *doc;
    const char *name;
    const char *bos;
    bool trim;            /* contents lose white space at both ends */
    bool system_anywhere; /* system messages after the first are turns of their own */
    bool require_user;
    struct pattern system, user, assistant;
    struct pattern tools, tool; /* the block in front of the system text, one tool */
    bool tools_xml;             /* tool_xml.h, in place of the pattern of one tool */
    bool system_before_tools;
    const char *system_separator;           /* between tools block and system text */
    bool separate_blank;                    /* also for a system text without a word */
    const char *no_system;                  /* text beside tools when none is given */
    struct pattern results, result;         /* a turn of tool messages, one of them */
    const char *result_open, *result_close; /* what makes a user message a result */
    struct pattern thinking;
    enum keep_thinking keep;
    enum empty_thinking empty;
    bool trim_reasoning_newlines; /* newlines alone, not all white space */
    struct pattern call, parameter;
    bool trim_before_calls;        /* content of a turn with calls */
    const char *before_first_call; /* when there is content */
    const char *between_calls;
    bool python_values; /* scalars by str(), not as JSON */
    const char *generation, *generation_thinking, *generation_no_thinking;
    struct reply_marks marks;
};
