/* The screen with a scripted engine: a program for the screen tests. What it is told to do
 * comes as commands in the input line; every event is written to the log.
 *
 * fake_chat [--ascii] [--mono] [--theme NAME] [--plain] [--step MS] [--normal-screen]
 * [--history FILE] [--log FILE] */
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "ui/theme.h"
#include "ui/ui.h"

enum {
    N_LAYER = 60,
    STEP_MS = 10,
    CHUNK = 7
};

static const char answer[] =
    "Reversing UTF-8 means reversing *code points*, not bytes: reverse the bytes of "
    "every "
    "code point, then the **bytes of the whole**. Use `utf8_next` to find them.\n\n"
    "```c\nvoid utf8_reverse(char *s)\n{\n    for (char *e = s; *e; ) {\n"
    "        char *n = utf8_next(e);\n        reverse_bytes(e, n);\n        e = n;\n    "
    "}\n"
    "    reverse_bytes(s, s + strlen(s));\n}\n```\n\n"
    "## What to watch\n\n"
    "1. invalid input: keep it as it is\n2. wide text: 漢字かな交じり文 and e\u0301 and "
    "👩‍💻\n   - a nested item\n   - another\n3. the end\n\n"
    "| format | bytes | share |\n|---|---:|---:|\n| ASCII | 1 | 71 % |\n| CJK | 3 | 29 % "
    "|\n\nThe last paragraph, with a [link](https://example.org/a).\n";

static const char thought[] =
    "The user wants a function in C.\nI should think about combining marks.\nThey are "
    "code "
    "points too.\nA grapheme is more than that, but was not asked for.\n";

struct fake {
    struct ui *ui;
    FILE *log;
    struct stats stats;
    int entry;                     /* that streams; -1: none */
    size_t at;                     /* in thought, then in answer */
    bool gpu;                      /* one computes */
    bool endless, unknown, silent; /* silent: no numbers are published */
    bool open;                     /* in a block of code, without end */
    bool slow;                     /* one token of /steps is */
    bool other_model; /* of other dimensions, late in an answer, with long numbers */
    int n_notes;      /* that are still to come while nothing else happens */
    char *ask_file;   /* owned: once it is there something is asked; NULL: none */
    int n_steps, step_ms;
    int64_t time_ns; /* of the numbers, 0: now */
};

static void make_layers(struct fake *f)
{
    struct stats *s = &f->stats;
    s->n_layer = N_LAYER;
    double total = 0;
    for (int i = 0; i < N_LAYER; i++) {
        double slow = i == 20 ? 3 : i % 13 == 6 ? 1.8 : 1;
        s->layer[i] = (struct layer_stats){
            .mixer_ms = 0.85f,
            .route_ms = 0.05f,
            .expert_ms = 1.1f,
            .io_wait_ms = (float)(1.9 * slow * (1 + 0.2 * sin(f->n_steps * 0.3 + i))),
            .other_ms = f->other_model ? 0.012f : 0.1f,
            .n_used = 10,
            .n_missed = (uint16_t)(i % 7 == 0 ? 3 : i % 4),
            .linear = i % 4 != 3};
        total += 2.1 + s->layer[i].io_wait_ms;
    }
    s->token_ms = (struct measure){total, true};
}

/* Numbers that move a little and add up. */
static void publish(struct fake *f, enum engine_phase phase)
{
    struct stats *s = &f->stats;
    const struct measure none = {0};
    f->n_steps++;
    s->seq++;
    s->phase = phase;
    s->time_ns = f->time_ns ? f->time_ns : clock_now_ns();
    s->n_prompt_tok = 412;
    s->n_generated_tok++;
    if (f->unknown) {
        uint64_t seq = s->seq;
        *s = (struct stats){.seq = seq, .phase = phase, .time_ns = clock_now_ns()};
        ui_set_stats(f->ui, s);
        return;
    }
    s->decode_tok_s = phase == PHASE_DECODE
                          ? (struct measure){3.6 + 0.6 * sin(f->n_steps * 0.1), true}
                          : none;
    s->prefill_tok_s = (struct measure){41.0, true};
    s->ttft_ms = (struct measure){2310, true};
    make_layers(f);
    s->expert_bytes += 42500000;
    s->expert_resident_bytes += 30000000 + (uint64_t)(3e6 * sin(f->n_steps * 0.05));
    s->resident_known = s->device_known = true;
    s->device_bytes += 12500000;
    s->expert_bytes_token = 4250000000;
    s->experts_touched = (struct measure){0.184, true};
    s->dense_bytes = 6335076761;
    s->state_bytes = 429496729;
    s->kv_bytes = 1503238553;
    s->buffer_bytes = 214748364;
    s->rss_bytes = 7086696038;
    s->page_cache_bytes = (struct measure){36614594560.0, true};
    s->ctx_used_tok = 4213;
    s->ctx_max_tok = 32768;
    s->disk_share = (struct measure){0.86, true};
    s->memory_share = (struct measure){0.21, true};
    if (f->gpu) {
        s->gpu_used_bytes = (struct measure){8589934592.0, true};
        s->gpu_expert_hits = (struct measure){4715, true};
        s->gpu_expert_misses = (struct measure){85, true};
        s->gpu_copied_bytes = (struct measure){34e8, true};
        s->gpu_copied_bytes_token = (struct measure){75.2e6, true};
        s->gpu_expert_beside = (struct measure){60, true};
        s->gpu_copy_bytes_s = (struct measure){22.4e9, true};
        s->gpu_beside_bytes_s = (struct measure){61.3e9, true};
    }
    ui_set_stats(f->ui, s);
}

enum {
    N_EXPERT = 512,
    K = 10
};

static uint32_t scramble(uint32_t x)
{
    x = (x ^ 61) ^ (x >> 16);
    x *= 9;
    x ^= x >> 4;
    x *= 0x27d4eb2d;
    return x ^ (x >> 15);
}

/* K different experts of a layer, ascending; low ones more often. */
static void choose(struct step_expert *e, uint32_t seed)
{
    int n = 0;
    while (n < K) {
        uint32_t r = scramble(seed++);
        int id = (int)(r % N_EXPERT * (r / N_EXPERT % 64) / 64), i = n;
        bool there = false;
        for (int k = 0; k < n; k++)
            there = there || e[k].id == id;
        if (there)
            continue;
        for (; i > 0 && e[i - 1].id > id; i--)
            e[i] = e[i - 1];
        e[i] = (struct step_expert){(uint16_t)id, 1};
        n++;
    }
}

/* A decoded token for the views, the same at every run. */
static void add_step(struct fake *f, int i_tok)
{
    struct step_expert used[N_LAYER * K];
    struct stats *s = &f->stats;
    make_layers(f);
    for (int l = 0; l < N_LAYER && f->slow && i_tok == 195; l++)
        s->layer[l].io_wait_ms *= 20;
    for (int l = 0; l < N_LAYER; l++)
        choose(used + (size_t)l * K, (uint32_t)(l * 7919 + f->n_steps * 104729));
    struct step step = {.i = (uint64_t)f->n_steps,
                        .time_ns = s->time_ns,
                        .phase = PHASE_DECODE,
                        .n_tok = 1,
                        .i_tok = i_tok,
                        .total_ms = (float)s->token_ms.v + 3.5f,
                        .embed_ms = 0.004f,
                        .head_ms = 3.1f,
                        .sample_ms = 0.21f,
                        .n_layer = N_LAYER,
                        .n_expert = N_EXPERT + f->other_model,
                        .layer = s->layer,
                        .expert = used,
                        .n_used = N_LAYER * K};
    ui_add_step(f->ui, &step);
}

static void publish(struct fake *f, enum engine_phase phase);

/* A short conversation's numbers at once, for pictures of the views. */
static void add_steps(struct fake *f, int n_steps)
{
    for (int i = 1; i <= n_steps; i++) {
        f->time_ns = i * 250000000LL;
        publish(f, PHASE_DECODE);
        add_step(f, f->other_model ? 99997 + i : i);
    }
    f->time_ns = 0;
    f->stats.seq++;
    f->stats.phase = PHASE_IDLE;
    ui_set_stats(f->ui, &f->stats);
}

static void start(struct fake *f)
{
    f->entry = ui_entry_add(f->ui, UI_ENTRY_ASSISTANT, NULL);
    f->at = 0;
    ui_set_busy(f->ui, true, "answering");
}

static void stop(struct fake *f, const char *footer)
{
    ui_entry_end(f->ui, f->entry, footer);
    f->entry = -1;
    ui_set_busy(f->ui, false, NULL);
}

static void step(struct fake *f)
{
    if (!f->silent) {
        publish(f, PHASE_DECODE);
        add_step(f, f->stats.n_generated_tok);
    }
    if (f->open) {
        ui_entry_text(f->ui, f->entry, false, "x = y;\n", CHUNK);
        return;
    }
    size_t n_thought = sizeof thought - 1, n_answer = sizeof answer - 1;
    bool thinking = f->at < n_thought;
    const char *text =
        thinking ? thought + f->at : answer + (f->at - n_thought) % n_answer;
    size_t left =
        thinking ? n_thought - f->at : n_answer - (f->at - n_thought) % n_answer;
    size_t n = left < CHUNK ? left : CHUNK;
    ui_entry_text(f->ui, f->entry, thinking, text, n);
    f->at += n;
    if (f->at == n_thought)
        ui_entry_thought(f->ui, f->entry, 12.4, 340);
    if (!f->endless && f->at == n_thought + n_answer)
        stop(f, "214 tokens, 3.91 tok/s");
}

static void say(struct fake *f, const char *text)
{
    int e = ui_entry_add(f->ui, UI_ENTRY_ASSISTANT, NULL);
    ui_entry_text(f->ui, e, false, text, strlen(text));
    ui_entry_end(f->ui, e, NULL);
}

/* A note while an answer is written, which then goes on. */
static void say_amid(struct fake *f)
{
    int e = ui_entry_add(f->ui, UI_ENTRY_ASSISTANT, NULL);
    ui_entry_text(f->ui, e, false, "One. Two", 8);
    int note = ui_entry_add(f->ui, UI_ENTRY_NOTICE, NULL);
    ui_entry_text(f->ui, note, false, "Between.", 8);
    ui_entry_end(f->ui, note, NULL);
    ui_set_status(f->ui, "noted");
    ui_entry_text(f->ui, e, false, " and three.", 11);
    ui_entry_end(f->ui, e, NULL);
}

static void note(struct fake *f)
{
    char text[32];
    int e = ui_entry_add(f->ui, UI_ENTRY_NOTICE, NULL);
    int n = snprintf(text, sizeof text, "%d more", --f->n_notes);
    ui_entry_text(f->ui, e, false, text, (size_t)n);
    ui_entry_end(f->ui, e, NULL);
}

static void ask(struct fake *f)
{
    static const char *const rows[] = {"command", "df -h /home\x1b[31m",
                                       "in",      "~/src/project",
                                       "sandbox", "bubblewrap: read-only, no network",
                                       "limit",   "30 s, 64 KiB of output",
                                       NULL};
    ui_question_show(f->ui,
                     &(struct ui_question){"The model wants to run a tool", "run_command",
                                           rows, "argv: df, -h, /home"});
}

static void tick(struct fake *f)
{
    if (f->entry >= 0) {
        step(f);
    } else if (f->n_notes) {
        note(f);
    } else if (f->ask_file && access(f->ask_file, F_OK) == 0) {
        free(f->ask_file);
        f->ask_file = NULL;
        ask(f);
    }
}

static void tools(struct fake *f)
{
    int e = ui_entry_add(f->ui, UI_ENTRY_TOOL_CALL, "calculate");
    ui_entry_text(f->ui, e, false, "expression  12 * 34", 19);
    ui_entry_end(f->ui, e, NULL);
    e = ui_entry_add(f->ui, UI_ENTRY_TOOL_RESULT, "calculate");
    for (int i = 1; i <= 30; i++) {
        char line[32];
        int n = snprintf(line, sizeof line, "row %d\n", i);
        ui_entry_text(f->ui, e, false, line, (size_t)n);
    }
    ui_entry_end(f->ui, e, NULL);
    e = ui_entry_add(f->ui, UI_ENTRY_NOTICE, NULL);
    ui_entry_text(f->ui, e, false, "a notice from the program", 25);
    ui_entry_end(f->ui, e, NULL);
    e = ui_entry_add(f->ui, UI_ENTRY_ERROR, NULL);
    ui_entry_text(f->ui, e, false, "read layer-07.bin: Input/output error", 37);
    ui_entry_end(f->ui, e, NULL);
}

static void show_message(struct fake *f, const char *text)
{
    int e = ui_entry_add(f->ui, UI_ENTRY_USER, NULL);
    ui_entry_text(f->ui, e, false, text, strlen(text));
    ui_entry_end(f->ui, e, NULL);
}

static void page(struct fake *f)
{
    struct strbuf b = {0};
    for (int i = 1; i <= 100; i++)
        strbuf_addf(&b, "row %d%s\n", i, i % 40 == 0 ? " has a Fox" : "");
    ui_page_show(f->ui, "Rows", b.data);
    strbuf_finish(&b);
}

/* A conversation of a hundred thousand lines. */
static void long_conversation(struct fake *f)
{
    for (int i = 0; i < 1000; i++) {
        struct strbuf b = {0};
        for (int k = 1; k <= 98; k++)
            strbuf_addf(&b, "- row %d of **answer** %d\n", k, i);
        say(f, b.data);
        strbuf_finish(&b);
    }
}

/* An answer that streams in a block of code, of 500 lines so far. */
static void open_block(struct fake *f)
{
    start(f);
    f->open = true;
    ui_entry_text(f->ui, f->entry, false, "```\n", 4);
    for (int i = 0; i < 500; i++) {
        char line[64];
        int n = snprintf(line, sizeof line, "    row_%d(a, b, c);\n", i);
        ui_entry_text(f->ui, f->entry, false, line, (size_t)n);
    }
}

/* Another view of the conversation: the same beginning, another end. */
static void again(struct fake *f)
{
    ui_entries_clear(f->ui);
    show_message(f, "hello");
    say(f, "hello");
    show_message(f, "something new");
}

/* A hundred thousand short lines, and one long one. */
static void many_rows(struct fake *f)
{
    struct strbuf b = {0};
    for (int i = 0; i < 100000; i++)
        strbuf_adds(&b, "row\n");
    strbuf_adds(&b, "x");
    for (int i = 0; i < 200; i++)
        strbuf_adds(&b, "\xc3\xa9");
    strbuf_adds(&b, " needle\n");
    say(f, b.data);
    strbuf_finish(&b);
}

static void submit(struct fake *f, const char *text)
{
    if (strncmp(text, "/find", 5) != 0 && strcmp(text, "/page") != 0 &&
        strcmp(text, "/again") != 0)
        show_message(f, text);
    if (strcmp(text, "/stream") == 0 || strcmp(text, "/endless") == 0 ||
        strcmp(text, "/silent") == 0)
    {
        f->endless = text[1] == 'e';
        f->silent = strcmp(text, "/silent") == 0;
        start(f);
    } else if (strcmp(text, "/goon") == 0) {
        f->entry = ui_entry_add(f->ui, UI_ENTRY_ASSISTANT, NULL);
        ui_entry_text(f->ui, f->entry, false, "Begun. ", 7);
        f->at = sizeof thought - 1;
        ui_set_busy(f->ui, true, "answering");
    } else if (strcmp(text, "/gpu") == 0) {
        f->gpu = true;
        publish(f, PHASE_DECODE);
    } else if (strcmp(text, "/unknown") == 0) {
        f->unknown = true;
        publish(f, PHASE_DECODE);
    } else if (strcmp(text, "/steps") == 0 || strcmp(text, "/slow") == 0) {
        f->slow = text[2] == 'l';
        add_steps(f, 200);
    } else if (strcmp(text, "/new") == 0) {
        ui_new_conversation(f->ui);
        ui_entries_clear(f->ui);
    } else if (strcmp(text, "/few") == 0 || strcmp(text, "/other") == 0) {
        f->other_model = text[1] == 'o';
        add_steps(f, 3);
    } else if (strcmp(text, "/amid") == 0) {
        say_amid(f);
    } else if (strcmp(text, "/notes") == 0) {
        f->n_notes = 100000;
    } else if (strcmp(text, "/ask") == 0) {
        ask(f);
    } else if (strncmp(text, "/askwhen ", 9) == 0) {
        f->ask_file = xstrdup(text + 9);
    } else if (strcmp(text, "/abort") == 0) {
        abort();
    } else if (strcmp(text, "/tools") == 0) {
        tools(f);
    } else if (strcmp(text, "/hostile") == 0) {
        say(f, "a\x1b[31mred\x1b]0;title\x07 b\x9bxx c\xc2\x9b"
               "1m d\xff\xfe &#27;[2J e\n");
    } else if (strcmp(text, "/lines") == 0) {
        for (int i = 0; i < 100; i++) {
            char line[40];
            snprintf(line, sizeof line, "line number %d", i);
            say(f, line);
        }
    } else if (strcmp(text, "/find") == 0) {
        fprintf(f->log, "found %d\n", ui_find(f->ui, ""));
    } else if (strncmp(text, "/find ", 6) == 0) {
        fprintf(f->log, "found %d\n", ui_find(f->ui, text + 6));
    } else if (strcmp(text, "/page") == 0) {
        page(f);
    } else if (strcmp(text, "/again") == 0) {
        again(f);
    } else if (strcmp(text, "/long") == 0) {
        long_conversation(f);
    } else if (strcmp(text, "/rows") == 0) {
        many_rows(f);
    } else if (strcmp(text, "/open") == 0) {
        open_block(f);
    } else if (strcmp(text, "/prefill") == 0) {
        ui_input_set(f->ui, "to be changed");
    } else if (strcmp(text, "/abort") == 0) {
        abort();
    } else {
        say(f, text);
    }
}

static char **complete(void *ctx, const char *line, size_t *start)
{
    static const char *const words[] = {"/help", "/history", "/stream", "/sessions"};
    (void)ctx;
    *start = 0;
    char **out = xcalloc(5, sizeof *out);
    int n = 0;
    const char *at = strrchr(line, '@');
    if (at) {
        const char *file = strchr(at, '/') ? "src/main.c" : "src/";
        *start = (size_t)(at - line) + 1;
        if (strstr(file, at + 1) == file)
            out[n++] = xstrdup(file);
        return out;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (*line == '/' && strncmp(words[i], line, strlen(line)) == 0)
            out[n++] = xstrdup(words[i]);
    return out;
}

static void log_text(FILE *log, const char *text)
{
    for (; *text; text++)
        if (*text == '\n')
            fputs("\\n", log);
        else
            fputc(*text, log);
    fputc('\n', log);
}

/* A model that reads any text for ever. */
static void read_draft(struct fake *f, const char *text)
{
    f->stats.phase = *text ? PHASE_PREFILL : PHASE_IDLE;
    f->stats.draft = *text;
    f->stats.n_prompt_tok = f->stats.draft ? 54 : 0;
    f->stats.n_reused_tok = f->stats.draft ? 20 : 0;
    ui_set_stats(f->ui, &f->stats);
}

/* False: leave. */
static bool handle(struct fake *f, struct ui_event *ev, int *code)
{
    switch (ev->kind) {
    case UI_EV_SUBMIT:
        fputs("submit ", f->log);
        log_text(f->log, ev->text);
        if (f->stats.draft)
            read_draft(f, "");
        submit(f, ev->text);
        free(ev->text);
        break;
    case UI_EV_DRAFT:
        fputs("draft ", f->log);
        log_text(f->log, ev->text);
        read_draft(f, ev->text);
        free(ev->text);
        break;
    case UI_EV_CANCEL:
        fputs("cancel\n", f->log);
        if (f->entry >= 0)
            stop(f, "stopped");
        break;
    case UI_EV_QUIT:
        fprintf(f->log, "quit %d\n", ev->exit_code);
        *code = ev->exit_code;
        return false;
    case UI_EV_ANSWER: fprintf(f->log, "answer %c\n", ev->answer); break;
    case UI_EV_SESSIONS:
        fputs("sessions\n", f->log);
        ui_page_show(f->ui, "Conversations", "one\ntwo\n");
        break;
    case UI_EV_TIMER: tick(f); break;
    default: break;
    }
    fflush(f->log);
    return true;
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, ""); // NOLINT(concurrency-mt-unsafe): one thread
    struct ui_params p = {.complete = complete};
    struct theme theme;
    const char *theme_name = NULL;
    struct fake f = {.entry = -1, .step_ms = STEP_MS, .log = fopen("/dev/null", "we")};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--ascii") == 0)
            p.ascii = true;
        else if (strcmp(argv[i], "--mono") == 0)
            p.color = UI_COLOR_NEVER;
        else if (strcmp(argv[i], "--plain") == 0)
            p.plain = true;
        else if (strcmp(argv[i], "--drafts") == 0)
            p.drafts = true;
        else if (strcmp(argv[i], "--theme") == 0 && i + 1 < argc)
            theme_name = argv[++i];
        else if (strcmp(argv[i], "--normal-screen") == 0)
            p.no_alt_screen = true;
        else if (strcmp(argv[i], "--history") == 0 && i + 1 < argc)
            p.history_path = argv[++i];
        else if (strcmp(argv[i], "--step") == 0 && i + 1 < argc)
            f.step_ms = atoi(argv[++i]); /* NOLINT(cert-err34-c): a test's own */
        else if (strcmp(argv[i], "--log") == 0 && i + 1 < argc)
            f.log = fopen(argv[++i], "ae");
    }
    struct error err = {0};
    if (theme_load(&theme, theme_name, &err)) {
        p.theme = &theme;
        f.ui = ui_open(&p, &err);
    }
    if (!f.ui) {
        fprintf(stderr, "fake_chat: %s\n", err.msg);
        return 1;
    }
    ui_set_model(f.ui, &(struct engine_info){.name = "Qwen3.5-397B-A17B",
                                             .backend = "cpu",
                                             .kernel = "avx512",
                                             .n_layer = N_LAYER,
                                             .n_expert = 512,
                                             .experts_per_token = 10,
                                             .experts_native = 10,
                                             .expert_bits = 4,
                                             .dense_bits = 8});
    ui_set_flags(f.ui, "think on   tools 5");
    ui_set_context(f.ui, 4213, 32768);
    ui_set_saved(f.ui, "saved 14:02:11");
    ui_set_welcome(f.ui, "A chat with mixture-of-experts models larger than memory.\n\n"
                         "Try    What is a lighthouse?\n");
    int code = 0;
    struct ui_event ev;
    bool ok = true;
    while ((ok = ui_wait(f.ui, NULL, 0,
                         f.entry >= 0 || f.n_notes || f.ask_file ? f.step_ms : -1, &ev,
                         &err)))
        if (!handle(&f, &ev, &code))
            break;
    ui_close(f.ui);
    if (!ok)
        fprintf(stderr, "fake_chat: %s\n", err.msg);
    fclose(f.log);
    return ok ? code : 1;
}
