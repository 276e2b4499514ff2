#include "app/commands/commands.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/chat_impl.h"
#include "app/stats_json.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"

/* Pages of numbers. A number without a source is "n/a", never 0. */

static void row(struct strbuf *b, const char *label, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void row(struct strbuf *b, const char *label, const char *fmt, ...)
{
    va_list ap;
    char text[256];
    va_start(ap, fmt);
    /* The analyser loses sight of va_start when it inlines a variadic function. */
    vsnprintf(text, sizeof(text), fmt, ap); /* NOLINT(clang-analyzer-valist*) */
    va_end(ap);
    strbuf_addf(b, "  %-24s %s\n", label, text);
}

static void stat_row(struct strbuf *b, const char *label, struct measure v,
                     const char *unit)
{
    if (v.valid)
        row(b, label, "%.4g %s", v.v, unit);
    else
        row(b, label, "n/a");
}

static void share_row(struct strbuf *b, const char *label, struct measure v,
                      const char *why)
{
    if (v.valid)
        row(b, label, "%.0f %%", 100 * v.v);
    else if (*why)
        row(b, label, "n/a: %s", why);
    else
        row(b, label, "n/a");
}

/* A size in a unit in which it can be read, binary as memory is. */
static void size_row(struct strbuf *b, const char *label, uint64_t n)
{
    if (n < (uint64_t)1 << 30)
        row(b, label, "%.1f MiB", (double)n / (1 << 20));
    else
        row(b, label, "%.2f GiB", (double)n / (1 << 30));
}

/* What this program's own engine knows of its model. */
static void local_rows(struct strbuf *b, const struct engine_info *i)
{
    row(b, "model", "%s (%s)", i->name, i->family);
    row(b, "pack", "%s", i->pack_path);
    bool large = i->n_params >= 1000000000;
    row(b, "parameters", "%.3g %s", (double)i->n_params / (large ? 1e9 : 1e6),
        large ? "billion" : "million");
    row(b, "layers", "%d", i->n_layer);
    row(b, "experts per token", "%d of %d%s", i->experts_per_token, i->n_expert,
        i->experts_per_token < i->experts_native ? "  REDUCED" : "");
    if (i->experts_per_token < i->experts_native)
        row(b, "", "the model was made for %d", i->experts_native);
    if (i->expert_bits)
        row(b, "bits", "experts %d, rest %d", i->expert_bits, i->dense_bits);
    row(b, "kernel", "%s, activations %s", i->kernel, i->activations);
    if (i->n_readers > 0)
        row(b, "threads", "%d compute, %d readers", i->n_threads, i->n_readers);
    else
        row(b, "threads", "%d compute", i->n_threads);
    row(b, "context", "%d tokens", i->ctx_tok);
    row(b, "template", "%s", i->template_name);
    size_row(b, "dense part in memory", i->dense_bytes);
    size_row(b, "KV cache", i->kv_bytes);
    size_row(b, "recurrent state", i->state_bytes);
    size_row(b, "buffers", i->buffer_bytes);
    size_row(b, "experts on disk", i->expert_file_bytes);
}

static void remote_rows(struct strbuf *b, const struct engine_info *i)
{
    row(b, "model", "%s", i->name);
    row(b, "server", "%s", i->url);
    if (i->ctx_tok > 0)
        row(b, "context", "%d tokens", i->ctx_tok);
    else
        row(b, "context", "n/a: the server does not tell");
    row(b, "template", "%s", i->template_name);
    row(b, "layers, experts, memory", "n/a: the server's");
}

void command_info(struct chat *c, const char *arg)
{
    const struct engine_info *i = engine_info(c->engine);
    struct strbuf b = {0};
    if (i->url)
        remote_rows(&b, i);
    else
        local_rows(&b, i);
    char *sampling = chat_sampling_text(c);
    row(&b, "sampling", "%s", sampling);
    free(sampling);
    const char *path = conversation_path(c->conv);
    row(&b, "conversation", "%s", path ? path : "not saved yet");
    char *snapshot = chat_snapshot_text(c);
    row(&b, "state on disk", "%s", i->url ? "n/a: the server's" : snapshot);
    free(snapshot);
    ui_page_show(c->ui, "Model", b.data);
    strbuf_finish(&b);
}

/* A server that counts nothing leaves the prompt at 0, which no prompt is; what it wrote was
 * counted here, in pieces. */
static bool is_uncounted(const struct chat *c, const struct stats *s)
{
    return engine_info(c->engine)->url && s->n_prompt_tok == 0;
}

static char *stats_page(const struct chat *c, const struct stats *s)
{
    static const char *const counts[] = {"n_prompt_tok", "n_reused_tok",
                                         "n_prefilled_tok", "n_generated_tok",
                                         "n_thinking_tok"};
    json_t *o = json_object();
    json_object_set_new(o, "schema", json_integer(1));
    json_t *all = stats_to_json(s, NULL);
    json_object_update(o, all);
    json_decref(all);
    for (size_t i = 0; is_uncounted(c, s) && i < sizeof(counts) / sizeof(counts[0]); i++)
        json_object_set_new(o, counts[i], json_null());
    json_object_set_new(o, "layers", stats_layers_json(s));
    char *text = json_dumps(o, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
    json_decref(o);
    return text;
}

/* Of a GPU that computes; of none there is nothing to tell. */
static void gpu_rows(struct strbuf *b, const struct stats *s)
{
    double hits = s->gpu_expert_hits.v, misses = s->gpu_expert_misses.v;
    if (!s->gpu_used_bytes.valid)
        return;
    size_row(b, "memory of the GPU", (uint64_t)s->gpu_used_bytes.v);
    if (s->gpu_expert_hits.valid && s->gpu_expert_misses.valid && hits + misses > 0)
        row(b, "experts there already", "%.1f %%", 100 * hits / (hits + misses));
    else
        row(b, "experts there already", "n/a");
    if (s->gpu_copied_bytes.valid)
        row(b, "copied to the GPU", "%.1f MB", s->gpu_copied_bytes.v / 1e6);
    else
        row(b, "copied to the GPU", "n/a");
    if (s->gpu_copy_bytes_s.valid)
        row(b, "copying there", "%.1f GB/s", s->gpu_copy_bytes_s.v / 1e9);
    if (s->gpu_beside_bytes_s.valid && hits + misses > 0)
        row(b, "computed by the CPU", "%.1f %%, at %.1f GB/s",
            100 * s->gpu_expert_beside.v / (hits + misses),
            s->gpu_beside_bytes_s.v / 1e9);
}

static void token_rows(struct strbuf *b, const struct chat *c, const struct stats *s)
{
    if (is_uncounted(c, s)) {
        row(b, "prompt", "n/a");
        row(b, "written", "n/a");
        return;
    }
    row(b, "prompt", "%d tokens, %d of them reused", s->n_prompt_tok, s->n_reused_tok);
    row(b, "written", "%d tokens, %d of them thinking", s->n_generated_tok,
        s->n_thinking_tok);
}

void command_stats(struct chat *c, const char *arg)
{
    struct stats s;
    chat_turn_stats(c, &s);
    if (strcmp(arg, "json") == 0) {
        char *text = stats_page(c, &s);
        ui_page_show(c->ui, "Numbers of the last turn", text);
        free(text);
        return;
    }
    if (*arg) {
        chat_say(c, UI_ENTRY_ERROR, "/stats takes nothing or: json");
        return;
    }
    struct strbuf b = {0};
    stat_row(&b, "decode, last 16", s.decode_tok_s, "tok/s");
    stat_row(&b, "decode, whole turn", s.decode_mean_tok_s, "tok/s");
    stat_row(&b, "prefill", s.prefill_tok_s, "tok/s");
    stat_row(&b, "first token after", s.ttft_ms, "ms");
    if (engine_info(c->engine)->url)
        stat_row(&b, "round trip", s.round_trip_ms, "ms");
    stat_row(&b, "last token", s.token_ms, "ms");
    token_rows(&b, c, &s);
    if (s.expert_bytes || !engine_info(c->engine)->url)
        row(&b, "expert bytes", "%.1f MB", (double)s.expert_bytes / 1e6);
    else
        row(&b, "expert bytes", "n/a");
    if (s.resident_known && s.expert_bytes)
        row(&b, "page-cache hit", "%.1f %%",
            100.0 * (double)s.expert_resident_bytes / (double)s.expert_bytes);
    else
        row(&b, "page-cache hit", "n/a");
    if (s.device_known)
        row(&b, "read from the device", "%.1f MB", (double)s.device_bytes / 1e6);
    else
        row(&b, "read from the device", "n/a");
    gpu_rows(&b, &s);
    share_row(&b, "of the memory's limit", s.memory_share, s.memory_share_why);
    share_row(&b, "of the disk's limit", s.disk_share, s.disk_share_why);
    if (s.rss_bytes || !engine_info(c->engine)->url)
        size_row(&b, "resident memory", s.rss_bytes);
    else
        row(&b, "resident memory", "n/a");
    ui_page_show(c->ui, "Numbers of the last turn", b.data);
    strbuf_finish(&b);
}

static long count(struct chat *c, struct error *err)
{
    int n;
    struct message *m = conversation_messages(c->conv, &n);
    long tok = chat_count(c, m, n, err);
    for (int i = 0; i < n; i++)
        message_finish(&m[i]);
    free(m);
    return tok;
}

/* As the server counted the last answer. */
static void remote_context(struct chat *c, int max)
{
    chat_count_context(c);
    char *used = c->ctx_tok > 0 ? xasprintf("%d", c->ctx_tok) : xstrdup("n/a");
    char *of = max > 0 ? xasprintf("%d", max) : xstrdup("n/a");
    chat_say(c, UI_ENTRY_NOTICE,
             "%s of %s tokens, as the server counted with its last answer.", used, of);
    free(used);
    free(of);
}

void command_context(struct chat *c, const char *arg)
{
    struct error err = {0};
    int max = engine_info(c->engine)->ctx_tok;
    if (engine_info(c->engine)->url) {
        remote_context(c, max);
        return;
    }
    if (conversation_head(c->conv) < 0) {
        chat_say(c, UI_ENTRY_NOTICE, "The context is empty, there is room for %d tokens.",
                 max);
        return;
    }
    long n = count(c, &err);
    if (n < 0)
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
    else {
        char *snapshot = chat_snapshot_text(c);
        chat_say(c, UI_ENTRY_NOTICE,
                 "%ld of %d tokens (%.1f %%), %ld left. State on disk: %s.", n, max,
                 100.0 * (double)n / max, n < max ? max - n : 0, snapshot);
        free(snapshot);
    }
}

void command_tokens(struct chat *c, const char *arg)
{
    struct error err = {0};
    int n;
    struct message *m = conversation_messages(c->conv, &n);
    if (chat_last_turn(c, ROLE_USER) < 0) {
        err_set(&err, 0, "There is no message yet.");
    } else {
        char *text = engine_render(c->engine, m, n, chat_functions(c), c->thinking, &err);
        long n_tok = text ? engine_count_tokens(c->engine, m, n, chat_functions(c),
                                                c->thinking, &err)
                          : -1;
        if (n_tok >= 0) {
            char *title = xasprintf("What the model reads: %ld tokens", n_tok);
            ui_page_show(c->ui, title, text);
            free(title);
        }
        free(text);
    }
    if (err.msg[0])
        chat_say(c, UI_ENTRY_ERROR, "%s", err.msg);
    for (int i = 0; i < n; i++)
        message_finish(&m[i]);
    free(m);
}
