#pragma once

#include <jansson.h>

/* Transcripts of a reference: [{"prompt_ids": [...], "greedy_ids": [...]}...]. */

/* The file's list; a test failure when it cannot be read or is empty. Owned. */
json_t *transcripts_load(const char *path);

/* What "flashmoe eval PACK --ids IDS OPTIONS" prints. Owned. */
json_t *transcript_eval(const char *pack, const json_t *ids, const char *options);

/* Transcript i is what the pack says, id by id. Where the reference's two likeliest tokens
 * lie closer than 1e-3 either is right, and it is not followed any further. */
void transcript_follow(const char *pack, size_t i, const json_t *transcript);
