#pragma once

struct error;
struct options;

/* The system prompt a conversation starts with: what --system gave ("" for none), else the
 * `text` of prompts/system/default.yaml. Owned; NULL + err when that file is invalid. */
char *system_prompt_load(const struct options *o, struct error *err);
