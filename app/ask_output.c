#include "app/ask_output.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "app/shares_json.h"
#include "app/turn_gpu.h"
#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "core/text/messages_json.h"

enum {
    SCHEMA = 1
};

struct ask_output {
    struct ask_output_params params;
    const struct engine_info *info; /* borrowed */
    char id[17];
    bool side; /* thinking, progress and timings go to standard error */
    bool tty_out, tty_err;
    struct strbuf held;      /* text that --no-stream holds back */
    char last_out, last_err; /* last byte written to each, '\n' at first */
    bool progress_shown;

    /* -- of all turns so far */
    int n_turns, n_completion_tok, n_thinking_tok;
    double total_ms, ttft_ms; /* ttft of the first */
    uint64_t expert_bytes, expert_resident_bytes, device_bytes;
    bool resident_known, device_known, uncounted;
    json_t *calls; /* owned array */
    /* -- of the last turn */
    char *content, *thinking; /* owned */
    int n_prompt_tok, n_reused_tok;
    double prefill_tok_s, decode_tok_s;
    enum finish_reason finish;
    uint64_t seed;
    struct shares shares;
    struct turn_gpu gpu;
    char warning[512];
};

struct ask_output *ask_output_create(const struct ask_output_params *params,
                                     const struct engine_info *info)
{
    struct ask_output *o = xcalloc(1, sizeof(*o));
    o->params = *params;
    o->info = info;
    o->tty_out = isatty(STDOUT_FILENO);
    o->tty_err = isatty(STDERR_FILENO);
    o->side = !params->quiet && (params->verbose > 0 || o->tty_err);
    o->last_out = o->last_err = '\n';
    o->calls = json_array();
    o->ttft_ms = o->prefill_tok_s = o->decode_tok_s = NAN;
    o->resident_known = o->device_known = true;
    uint64_t id = 0;
    if (getrandom(&id, sizeof(id), 0) != (ssize_t)sizeof(id))
        id = (uint64_t)getpid();
    snprintf(o->id, sizeof(o->id), "%016" PRIx64, id);
    return o;
}

void ask_output_destroy(struct ask_output *o)
{
    if (!o)
        return;
    json_decref(o->calls);
    strbuf_finish(&o->held);
    free(o->content);
    free(o->thinking);
    free(o);
}

/* What a model writes must not steer a terminal: control characters other than newline and
 * tab are left out there. A pipe gets the text as it is. */
static void add_printable(struct strbuf *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        bool c0 = (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
        bool c1 = c == 0xc2 && i + 1 < len && ((unsigned char)text[i + 1] & 0xe0) == 0x80;
        if (c1)
            i++;
        else if (!c0)
            strbuf_addc(out, text[i]);
    }
}

static bool write_text(int fd, bool tty, const char *text, size_t len, char *last)
{
    if (!len)
        return true;
    struct strbuf safe = {0};
    if (tty) {
        add_printable(&safe, text, len);
        text = safe.data ? safe.data : "";
        len = safe.len;
    }
    bool ok = fd_write_all(fd, text, len);
    int why = errno;
    if (len)
        *last = text[len - 1];
    strbuf_finish(&safe);
    errno = why;
    return ok;
}

static bool put_out(struct ask_output *o, const char *text, size_t len)
{
    if (o->params.no_stream) {
        strbuf_add(&o->held, text, len);
        if (len)
            o->last_out = text[len - 1];
        return true;
    }
    return write_text(STDOUT_FILENO, o->tty_out, text, len, &o->last_out);
}

static void put_err(struct ask_output *o, const char *text, size_t len)
{
    write_text(STDERR_FILENO, o->tty_err, text, len, &o->last_err);
}

static bool put_json(json_t *line)
{
    char *text = json_dumps(line, JSON_COMPACT | JSON_REAL_PRECISION(9));
    json_decref(line);
    char *with_end = xasprintf("%s\n", text);
    free(text);
    bool ok = fd_write_all(STDOUT_FILENO, with_end, strlen(with_end));
    int why = errno;
    free(with_end);
    errno = why;
    return ok;
}

static json_t *event(const char *name)
{
    return json_pack("{s:i, s:s}", "schema", (int)SCHEMA, "event", name);
}

static json_t *number(double v)
{
    return isfinite(v) ? json_real(v) : json_null();
}

static json_t *bytes(uint64_t n, bool known)
{
    return known ? json_integer((json_int_t)n) : json_null();
}

static void end_progress(struct ask_output *o)
{
    if (o->progress_shown && fd_write_all(STDERR_FILENO, "\r\033[K", 4))
        o->progress_shown = false;
}

/* What a server does not tell is null. */
static json_t *count(int n, bool known)
{
    return known ? json_integer(n) : json_null();
}

static void add_model(json_t *obj, const struct engine_info *in)
{
    if (in->url)
        json_object_set_new(obj, "url", json_string(in->url));
    json_object_set_new(obj, "experts_per_token", count(in->experts_per_token, !in->url));
    json_object_set_new(obj, "experts_native", count(in->experts_native, !in->url));
}

bool ask_output_start(struct ask_output *o)
{
    const struct engine_info *in = o->info;
    if (in->experts_per_token != in->experts_native)
        fprintf(stderr,
                "flashmoe: note: %d experts per token, the model was made for %d\n",
                in->experts_per_token, in->experts_native);
    bool tell = o->params.format == ASK_TEXT && o->params.verbose && !o->params.quiet;
    if (tell && in->url)
        fprintf(stderr, "model: %s at %s\n", in->name, in->url);
    else if (tell)
        fprintf(stderr, "model: %s, %s %s, %s activations, %d tokens of context\n",
                in->name, in->backend, in->kernel, in->activations, in->ctx_tok);
    if (o->params.format != ASK_JSON_LINES)
        return true;
    json_t *line = event("start");
    json_object_set_new(line, "id", json_string(o->id));
    json_object_set_new(line, "model", json_string(in->name));
    add_model(line, in);
    return put_json(line);
}

bool ask_output_waiting(struct ask_output *o, const char *text)
{
    if (o->params.format == ASK_JSON_LINES) {
        json_t *line = event("waiting");
        json_object_set_new(line, "text", json_string(text));
        return put_json(line);
    }
    if (o->side && o->tty_err && !o->tty_out) {
        fprintf(stderr, "\r%s\033[K", text);
        o->progress_shown = true;
    }
    return true;
}

bool ask_output_progress(struct ask_output *o, int n_done, int n_total)
{
    if (o->params.format == ASK_JSON_LINES) {
        json_t *line = event("stats");
        json_object_set_new(line, "prompt_done", json_integer(n_done));
        json_object_set_new(line, "prompt_total", json_integer(n_total));
        return put_json(line);
    }
    /* A line that is rewritten needs a terminal, and standard output elsewhere. */
    if (o->side && o->tty_err && !o->tty_out) {
        fprintf(stderr, "\rreading %d/%d", n_done, n_total);
        o->progress_shown = true;
    }
    return true;
}

/* Thinking beside an answer on the same terminal: a line between them. */
static bool text_of_answer(struct ask_output *o, const char *text, size_t len)
{
    if (o->side && o->last_err != '\n' && o->tty_err)
        put_err(o, "\n\n", 2);
    if (o->params.thinking && o->thinking && o->last_out != '\n') {
        if (!put_out(o, "\n\n", 2))
            return false;
    }
    free(o->thinking);
    o->thinking = NULL;
    return put_out(o, text, len);
}

bool ask_output_text(struct ask_output *o, enum engine_event_kind kind, const char *text,
                     size_t len)
{
    end_progress(o);
    bool thinking = kind == ENGINE_THINKING;
    if (o->params.format == ASK_JSON_LINES) {
        json_t *line = event(thinking ? "thinking" : "delta");
        json_object_set_new(line, "text", json_stringn(text, len));
        return put_json(line);
    }
    if (o->params.format == ASK_JSON)
        return true;
    if (!thinking)
        return text_of_answer(o, text, len);
    if (!o->params.thinking) {
        if (o->side)
            put_err(o, text, len);
        return true;
    }
    if (!o->thinking)
        o->thinking = xstrdup(""); /* marks that thinking stands before the answer */
    return put_out(o, text, len);
}

static void keep(char **slot, const char *text)
{
    free(*slot);
    *slot = xstrdup(text ? text : "");
}

bool ask_output_turn(struct ask_output *o, const struct engine_turn_report *r)
{
    end_progress(o);
    if (!o->n_turns++)
        o->ttft_ms = r->ttft_ms;
    o->n_completion_tok += r->n_generated_tok;
    o->n_thinking_tok += r->n_thinking_tok;
    o->uncounted |= r->uncounted;
    o->total_ms += r->total_ms;
    o->expert_bytes += r->expert_bytes;
    o->expert_resident_bytes += r->expert_resident_bytes;
    o->device_bytes += r->device_bytes;
    o->resident_known = o->resident_known && r->resident_known;
    o->device_known = o->device_known && r->device_known;
    o->n_prompt_tok = r->n_prompt_tok;
    o->n_reused_tok = r->n_reused_tok;
    o->prefill_tok_s = r->prefill_tok_s;
    o->decode_tok_s = r->decode_tok_s;
    o->finish = r->finish;
    o->seed = r->seed;
    o->shares = r->shares;
    turn_gpu_add(&o->gpu, &r->gpu);
    snprintf(o->warning, sizeof(o->warning), "%s", r->warning);
    if (*r->warning && o->params.format == ASK_TEXT)
        fprintf(stderr, "flashmoe: %s\n", r->warning);
    keep(&o->content, r->message.content);
    if (o->params.format != ASK_TEXT)
        keep(&o->thinking, r->message.thinking);
    if (o->params.format == ASK_TEXT && o->last_out != '\n')
        return put_out(o, "\n", 1);
    return true;
}

static json_t *call_object(const struct tool_call *call)
{
    json_t *obj = json_object();
    json_object_set_new(obj, "id", json_string(call->id ? call->id : ""));
    json_object_set_new(obj, "name", json_string(call->name));
    json_object_set_new(obj, "arguments", arguments_to_json(call));
    return obj;
}

bool ask_output_call(struct ask_output *o, const struct tool_call *call)
{
    if (o->params.format == ASK_TEXT && o->side)
        fprintf(stderr, "tool: %s\n", call->name);
    if (o->params.format != ASK_JSON_LINES)
        return true;
    json_t *line = event("tool_call"), *obj = call_object(call);
    json_object_update(line, obj);
    json_decref(obj);
    return put_json(line);
}

bool ask_output_result(struct ask_output *o, const struct tool_call *call,
                       const char *status, const char *result)
{
    json_t *obj = call_object(call);
    json_object_set_new(obj, "status", json_string(status));
    json_object_set_new(obj, "result", json_string(result));
    json_array_append_new(o->calls, obj);
    if (o->params.format != ASK_JSON_LINES)
        return true;
    json_t *line = event("tool_result");
    json_object_set_new(line, "id", json_string(call->id ? call->id : ""));
    json_object_set_new(line, "name", json_string(call->name));
    json_object_set_new(line, "status", json_string(status));
    json_object_set_new(line, "result", json_string(result));
    return put_json(line);
}

/* The numbers that `end` of JSON lines and the one JSON object share. */
static void add_numbers(const struct ask_output *o, json_t *obj)
{
    json_t *usage = json_object();
    bool counted = !o->uncounted;
    json_object_set_new(usage, "prompt", count(o->n_prompt_tok, counted));
    json_object_set_new(usage, "reused", count(o->n_reused_tok, counted));
    json_object_set_new(usage, "completion", count(o->n_completion_tok, counted));
    json_object_set_new(usage, "thinking", count(o->n_thinking_tok, counted));
    json_object_set_new(obj, "usage", usage);
    json_t *timings = json_object();
    json_object_set_new(timings, "ttft_ms", number(o->ttft_ms));
    json_object_set_new(timings, "prompt_tok_s", number(o->prefill_tok_s));
    json_object_set_new(timings, "decode_tok_s", number(o->decode_tok_s));
    json_object_set_new(timings, "total_ms", number(o->total_ms));
    json_object_set_new(obj, "timings", timings);
    json_t *io = json_object();
    json_object_set_new(io, "expert_bytes", bytes(o->expert_bytes, !o->info->url));
    json_object_set_new(io, "resident_bytes",
                        bytes(o->expert_resident_bytes, o->resident_known));
    json_object_set_new(io, "device_bytes", bytes(o->device_bytes, o->device_known));
    json_object_set_new(obj, "io", io);
    json_object_set_new(obj, "gpu", turn_gpu_json(&o->gpu));
    json_object_set_new(obj, "limit_share", shares_json(&o->shares));
    add_model(obj, o->info);
    /* Text: a seed has 64 bits, and few readers of JSON keep more than 53 of a number. */
    char seed[24];
    snprintf(seed, sizeof(seed), "%" PRIu64, o->seed);
    /* A server draws its own, and does not tell. */
    json_object_set_new(obj, "seed",
                        o->info->url && !o->seed ? json_null() : json_string(seed));
    if (*o->warning)
        json_object_set_new(obj, "warning", json_string(o->warning));
}

static bool end_json(struct ask_output *o, const char *problem)
{
    json_t *obj = json_object();
    json_object_set_new(obj, "schema", json_integer(SCHEMA));
    json_object_set_new(obj, "id", json_string(o->id));
    json_object_set_new(obj, "model", json_string(o->info->name));
    json_object_set_new(obj, "content", json_string(o->content ? o->content : ""));
    json_object_set_new(obj, "thinking", json_string(o->thinking ? o->thinking : ""));
    json_object_set(obj, "tool_calls", o->calls);
    json_object_set_new(obj, "finish_reason", json_string(finish_reason_name(o->finish)));
    add_numbers(o, obj);
    if (problem)
        json_object_set_new(obj, "error", json_string(problem));
    return put_json(obj);
}

static bool end_json_lines(struct ask_output *o, const char *problem)
{
    if (problem) {
        json_t *line = event("error");
        json_object_set_new(line, "message", json_string(problem));
        if (!put_json(line))
            return false;
    }
    json_t *line = event("end");
    json_object_set_new(line, "id", json_string(o->id));
    json_object_set_new(line, "finish_reason",
                        json_string(finish_reason_name(o->finish)));
    add_numbers(o, line);
    return put_json(line);
}

static void print_rate(const char *label, double v, const char *unit)
{
    if (isfinite(v))
        fprintf(stderr, ", %s %.2f %s", label, v, unit);
    else
        fprintf(stderr, ", %s -", label);
}

static void print_timings(const struct ask_output *o)
{
    if (o->uncounted)
        fprintf(stderr, "tokens n/a");
    else
        fprintf(stderr, "%d prompt tokens (%d reused), %d written (%d thinking)",
                o->n_prompt_tok, o->n_reused_tok, o->n_completion_tok, o->n_thinking_tok);
    print_rate("first after", o->ttft_ms / 1e3, "s");
    print_rate("prefill", o->prefill_tok_s, "tok/s");
    print_rate("decode", o->decode_tok_s, "tok/s");
    if (o->info->url) {
        fputc('\n', stderr);
        return;
    }
    if (o->resident_known && o->expert_bytes)
        fprintf(stderr, ", resident before read %.0f%%",
                100.0 * (double)o->expert_resident_bytes / (double)o->expert_bytes);
    else
        fprintf(stderr, ", resident before read n/a");
    if (o->device_known)
        fprintf(stderr, ", device read %.3f GB", (double)o->device_bytes / 1e9);
    else
        fprintf(stderr, ", device read n/a");
    if (o->shares.memory.valid && !o->shares.fits_cache)
        fprintf(stderr, ", %.0f%% of the memory's limit", 100 * o->shares.memory.v);
    if (o->shares.disk.valid)
        fprintf(stderr, ", %.0f%% of the disk's limit", 100 * o->shares.disk.v);
    if (o->params.verbose)
        fprintf(stderr, ", seed %" PRIu64, o->seed);
    fputc('\n', stderr);
}

bool ask_output_end(struct ask_output *o, const char *problem)
{
    end_progress(o);
    bool ok = true;
    if (o->params.format == ASK_JSON)
        ok = end_json(o, problem);
    else if (o->params.format == ASK_JSON_LINES)
        ok = end_json_lines(o, problem);
    else if (o->held.len)
        ok = write_text(STDOUT_FILENO, o->tty_out, o->held.data, o->held.len,
                        &o->last_out);
    if (o->last_err != '\n')
        put_err(o, "\n", 1);
    if (problem)
        fprintf(stderr, "flashmoe: %s\n", problem);
    if (o->side && o->n_turns && o->params.format == ASK_TEXT)
        print_timings(o);
    return ok;
}
