#pragma once

/* Exit codes of every command; EXIT STATUS in flashmoe(1). */
enum exit_code {
    EXIT_OK = 0,
    EXIT_RUNTIME = 1,
    EXIT_USAGE = 2,
    EXIT_CONFIG = 3,  /* configuration, template, tool or theme file is invalid */
    EXIT_MODEL = 4,   /* model files are missing or corrupt */
    EXIT_CONTEXT = 5, /* the context would overflow */
    EXIT_TOOL_DENIED = 6,
    EXIT_TIMEOUT = 124,
    EXIT_SIGINT = 130,
    EXIT_SIGTERM = 143,
};
