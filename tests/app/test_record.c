#include "app/record.h"
#include "app/stats_series.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/record_lines.h"
#include "app/replay.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/scratch.h"

static char *folder;

static char *in_folder(const char *name)
{
    return path_join(folder, name);
}

/* Everything that was shown, as text, to compare what went in with what came out. */
static void write_down(struct strbuf *b, const struct ui_op *op)
{
    strbuf_addf(b, "%d", (int)op->kind);
    if (op->kind == UI_OP_TEXT)
        strbuf_addf(b, " %d %d %.*s", op->entry, op->on, (int)op->len, op->text);
    else if (op->text)
        strbuf_addf(b, " %s", op->text);
    if (op->kind == UI_OP_ENTRY)
        strbuf_addf(b, " %d", (int)op->entry_kind);
    if (op->kind == UI_OP_THOUGHT)
        strbuf_addf(b, " %d %g %d", op->entry, op->seconds, op->n);
    if (op->kind == UI_OP_CONTEXT)
        strbuf_addf(b, " %d %d", op->n, op->max);
    if (op->info)
        strbuf_addf(b, " %s %s %s %d %d", op->info->name,
                    op->info->backend ? op->info->backend : "-", op->info->kernel,
                    op->info->n_layer, op->info->experts_per_token);
    if (op->stats)
        strbuf_addf(b, " %d %g%d %llu %d %s %d", (int)op->stats->phase,
                    op->stats->decode_tok_s.v, op->stats->decode_tok_s.valid,
                    (unsigned long long)op->stats->expert_bytes,
                    op->stats->n_generated_tok, op->stats->disk_share_why,
                    op->stats->resident_known);
    if (op->step) {
        strbuf_addf(b, " %d %d %d %.4f", (int)op->step->phase, op->step->n_tok,
                    op->step->i_tok, (double)op->step->total_ms);
        for (int i = 0; i < op->step->n_layer; i++)
            strbuf_addf(b, " %.4f/%d/%d", (double)op->step->layer[i].io_wait_ms,
                        op->step->layer[i].n_missed, op->step->layer[i].linear);
        for (size_t i = 0; i < op->step->n_used; i++)
            strbuf_addf(b, " %d:%d", op->step->expert[i].id, op->step->expert[i].n_rows);
    }
    strbuf_addc(b, '\n');
}

struct shown {
    struct recorder *recorder; /* or NULL */
    struct record_lines lines;
    struct strbuf *file; /* or NULL */
    struct strbuf text;
    int64_t t_ms;
};

static void show(struct shown *s, const struct ui_op *op)
{
    write_down(&s->text, op);
    if (s->recorder)
        assert_null(recorder_take(s->recorder, op));
    if (s->file)
        recording_op(&s->lines, s->file, op, s->t_ms += 10);
}

static void show_step(struct shown *s, int i_tok)
{
    const struct layer_stats layers[2] = {{.io_wait_ms = 1.25f,
                                           .mixer_ms = 0.5f,
                                           .n_used = 2,
                                           .n_missed = 1,
                                           .linear = true},
                                          {.io_wait_ms = 0.0101f, .n_used = 1}};
    const struct step_expert used[] = {{3, 1}, {15, (uint16_t)(i_tok ? 1 : 4)}, {0, 1}};
    struct step step = {.phase = i_tok ? PHASE_DECODE : PHASE_PREFILL,
                        .n_tok = i_tok ? 1 : 4,
                        .i_tok = i_tok,
                        .total_ms = 2.5f,
                        .n_layer = 2,
                        .n_expert = 16,
                        .layer = layers,
                        .expert = used,
                        .n_used = 3};
    show(s, &(struct ui_op){.kind = UI_OP_STEP, .step = &step});
}

/* One short answer, as a chat shows it. */
static void show_talk(struct shown *s)
{
    struct engine_info info = {.name = "tiny \"model\"",
                               .backend = "vulkan",
                               .kernel = "avx512",
                               .n_layer = 2,
                               .n_expert = 16,
                               .experts_per_token = 2};
    struct stats stats = {.seq = 1, .phase = PHASE_PREFILL};
    show(s, &(struct ui_op){.kind = UI_OP_MODEL, .info = &info});
    show(s, &(struct ui_op){.kind = UI_OP_CONTEXT, .n = 3, .max = 100});
    show(s, &(struct ui_op){.kind = UI_OP_ENTRY, .entry_kind = UI_ENTRY_USER});
    show(s,
         &(struct ui_op){.kind = UI_OP_TEXT, .text = "a\nb\x1b[31m\xc3\xa9", .len = 10});
    show(s, &(struct ui_op){.kind = UI_OP_END});
    show(s, &(struct ui_op){.kind = UI_OP_BUSY, .on = true, .text = "reading"});
    show(s, &(struct ui_op){.kind = UI_OP_STATS, .stats = &stats});
    show_step(s, 0);
    show(s, &(struct ui_op){.kind = UI_OP_ENTRY,
                            .entry = 1,
                            .entry_kind = UI_ENTRY_ASSISTANT,
                            .text = "2"});
    show(s, &(struct ui_op){
                .kind = UI_OP_TEXT, .entry = 1, .on = true, .text = "hm", .len = 2});
    show(s, &(struct ui_op){.kind = UI_OP_THOUGHT, .entry = 1, .seconds = 0.5, .n = 2});
    for (int i = 1; i <= 3; i++) {
        show_step(s, i);
        stats.seq++;
        stats.phase = PHASE_DECODE;
        stats.n_generated_tok = i;
        stats.expert_bytes += 1ULL << 40;
        stats.resident_known = true;
        stats.decode_tok_s = (struct measure){3.25 * i, i != 2};
        snprintf(stats.disk_share_why, sizeof(stats.disk_share_why), "why %d", i);
        if (i == 2)
            stats.decode_tok_s.v = 0;
        show(s, &(struct ui_op){.kind = UI_OP_STATS, .stats = &stats});
    }
    show(s, &(struct ui_op){.kind = UI_OP_TEXT, .entry = 1, .text = "yes", .len = 3});
    show(s, &(struct ui_op){.kind = UI_OP_END, .entry = 1, .text = "3 tokens"});
    show(s, &(struct ui_op){.kind = UI_OP_BUSY});
    show(s, &(struct ui_op){.kind = UI_OP_CONVERSATION});
    show(s, &(struct ui_op){.kind = UI_OP_CLEAR});
}

static void see(void *ctx, const struct ui_op *op)
{
    write_down(ctx, op);
}

static void what_was_shown_is_what_is_played(void **state)
{
    struct error err = {0};
    char *path = in_folder("talk.jsonl");
    struct shown s = {.recorder = recorder_start(path, "1.2.3", &err)};
    assert_non_null(s.recorder);
    show_talk(&s);
    assert_true(recorder_stop(s.recorder, &err));
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);

    struct replay *r = replay_open(path, INT64_MAX, &err);
    assert_string_equal(err.msg, "");
    assert_non_null(r);
    assert_false(replay_torn(r));
    assert_true(replay_created_ms(r) > 1500000000000);
    struct strbuf played = {0};
    replay_play(r, INT64_MAX, see, &played);
    assert_string_equal(played.data, s.text.data);
    assert_int_equal(replay_next_ms(r), -1);
    strbuf_clear(&played); /* and again from the start */
    replay_rewind(r);
    replay_play(r, INT64_MAX, see, &played);
    assert_string_equal(played.data, s.text.data);
    replay_close(r);
    strbuf_finish(&played);
    strbuf_finish(&s.text);

    assert_null(recorder_start(path, "1.2.3", &err)); /* never over another */
    assert_non_null(strstr(err.msg, "there already"));
    free(path);
}

static void the_same_thing_said_again_is_not_kept(void **state)
{
    struct strbuf file = {0};
    struct record_lines w = {0};
    struct stats stats = {.seq = 4};
    struct ui_op op = {.kind = UI_OP_STATS, .stats = &stats};
    recording_op(&w, &file, &op, 1);
    size_t len = file.len;
    recording_op(&w, &file, &op, 2);
    assert_int_equal(file.len, len);
    stats.seq++;
    stats.n_generated_tok = 1;
    recording_op(&w, &file, &op, 3);
    assert_string_equal(file.data + len,
                        "{\"t\":3,\"k\":\"stats\",\"v\":{\"n_generated_tok\":1}}\n");
    strbuf_finish(&file);
}

static struct replay *open_text(const char *text, size_t len, int64_t pause_ms,
                                struct error *err)
{
    char *path = in_folder("text.jsonl");
    assert_true(file_write_atomic(path, text, len, 0600, NULL));
    struct replay *r = replay_open(path, pause_ms, err);
    free(path);
    return r;
}

#define HEAD               "{\"flashmoe_recording\":1,\"created_ms\":5}\n"
#define SHAPE              "{\"t\":0,\"k\":\"shape\",\"experts\":4,\"layers\":\"da\"}\n"
#define STATS(name, value) "{\"t\":0,\"k\":\"stats\",\"v\":{\"" name "\":" value "}}\n"
#define TOKEN(used, missed, more)                                                        \
    "{\"t\":1,\"k\":\"token\",\"n\":1,\"total\":1,\"embed\":0,\"head\":0,\"sample\":0,"  \
    "\"bytes\":0,\"mixer\":[1,1],\"route\":[1,1],\"expert\":[1,1],\"io_wait\":[1,1],"    \
    "\"other\":[1,1],\"missed\":" missed ",\"used\":" used more "}\n"

static void hostile_files_are_refused_with_their_line(void **state)
{
    static const char *const bad[][2] = {
        {"", "empty"},
        {"\n", "not a recording"},
        {"{}\n", "not a recording"},
        {"[1]\n", "not a recording"},
        {"{\"flashmoe_recording\":2,\"created_ms\":5}\n", "version 2"},
        {"{\"flashmoe_recording\":\"x\",\"created_ms\":5}\n", "whole number"},
        {HEAD "nonsense\n{\"t\":0,\"k\":\"clear\"}\n", ":2: not JSON"},
        {HEAD "{\"t\":0}\n", "without a kind"},
        {HEAD "{\"t\":-1,\"k\":\"clear\"}\n", "\"t\" is -1"},
        {HEAD "{\"t\":9,\"k\":\"clear\"}\n{\"t\":8,\"k\":\"clear\"}\n",
         ":3: the time runs back"},
        {HEAD "{\"t\":9223372036854775807,\"k\":\"clear\"}\n", "not within"},
        {HEAD "{\"t\":0,\"t\":1,\"k\":\"clear\"}\n", "duplicate"},
        {HEAD "{\"t\":0,\"k\":\"text\",\"e\":-1,\"s\":\"\"}\n", "\"e\" is -1"},
        {HEAD "{\"t\":0,\"k\":\"text\",\"e\":0}\n", "text is missing"},
        {HEAD "{\"t\":0,\"k\":\"text\",\"e\":0,\"s\":\"\\u0000\"}\n", "not JSON"},
        {HEAD "{\"t\":0,\"k\":\"text\",\"e\":0,\"s\":5}\n", "not a string"},
        {HEAD "{\"t\":0,\"k\":\"entry\",\"role\":\"root\"}\n", "no known role"},
        {HEAD "{\"t\":0,\"k\":\"stats\"}\n", "no object"},
        {HEAD "{\"t\":0,\"k\":\"stats\",\"v\":{\"rss_byte\":1}}\n",
         "called \"rss_byte\""},
        {HEAD "{\"t\":0,\"k\":\"stats\",\"v\":{\"rss_bytes\":-1}}\n", "impossible"},
        {HEAD "{\"t\":0,\"k\":\"stats\",\"v\":{\"phase\":\"up\"}}\n", "impossible"},
        {HEAD "{\"t\":0,\"k\":\"stats\",\"v\":{\"n_prompt_tok\":4294967296}}\n",
         "impossible"},
        {HEAD STATS("n_prompt_tok", "2147483647"), "n_prompt_tok has an impossible"},
        {HEAD STATS("expert_bytes", "9223372036854775807"), "impossible"},
        {HEAD STATS("page_cache_bytes", "1e19"), "impossible"},
        {HEAD STATS("memory_share", "1e300"), "memory_share has an impossible"},
        {HEAD STATS("disk_share", "10001"), "impossible"},
        {HEAD STATS("decode_tok_s", "1e10"), "impossible"},
        {HEAD STATS("decode_tok_s", "-1"), "impossible"},
        {HEAD STATS("decode_tok_s", "\"1\""), "impossible"},
        {HEAD "{\"t\":0,\"k\":\"context\",\"used\":2147483647,\"max\":1}\n",
         "\"used\" is 2147483647"},
        {HEAD "{\"t\":0,\"k\":\"context\",\"used\":0,\"max\":2147483647}\n",
         "\"max\" is 2147483647"},
        {HEAD SHAPE TOKEN("[[0],[1]]", "[0,0]", ",\"lost\":9223372036854775807"),
         "\"lost\" is"},
        {HEAD "{\"t\":0,\"k\":\"shape\",\"experts\":4,\"layers\":\"\"}\n", "one letter"},
        {HEAD "{\"t\":0,\"k\":\"shape\",\"experts\":4,\"layers\":\"dx\"}\n",
         "one letter"},
        {HEAD "{\"t\":0,\"k\":\"shape\",\"experts\":9999,\"layers\":\"d\"}\n", "9999"},
        {HEAD TOKEN("[[0],[1]]", "[0,0]", ""), "before the shape"},
        {HEAD SHAPE TOKEN("[[0]]", "[0,0]", ""), "one for each layer"},
        {HEAD SHAPE TOKEN("[[0],[4]]", "[0,0]", ""), "list of experts"},
        {HEAD SHAPE TOKEN("[[0],[-1]]", "[0,0]", ""), "list of experts"},
        {HEAD SHAPE TOKEN("[[1,1],[0]]", "[0,0]", ""), "list of experts"},
        {HEAD SHAPE TOKEN("[[0,1,2,3,3],[0]]", "[0,0]", ""), "do not agree"},
        {HEAD SHAPE TOKEN("[[0],5]", "[0,0]", ""), "do not agree"},
        {HEAD SHAPE TOKEN("[[0],[1]]", "[2,0]", ""), "do not agree"},
        {HEAD SHAPE "{\"t\":1,\"k\":\"token\",\"n\":1}\n", "\"total\""},
        {HEAD "{\"t\":0,\"k\":\"model\",\"layers\":1000}\n", "\"layers\" is 1000"},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct error err = {0};
        struct replay *r = open_text(bad[i][0], strlen(bad[i][0]), INT64_MAX, &err);
        if (r || !strstr(err.msg, bad[i][1]))
            fail_msg("%s: '%s' does not say '%s'", bad[i][0], err.msg, bad[i][1]);
    }
    struct error err = {0};
    static const char good[] =
        HEAD SHAPE TOKEN("[[0,3],[1]]", "[2,0]",
                         ",\"later\":1") "{\"t\":2,\"k\":\"of a later version\"}\n";
    struct replay *r = open_text(good, strlen(good), INT64_MAX, &err);
    assert_string_equal(err.msg, "");
    assert_int_equal(replay_next_token_ms(r), 1);
    replay_close(r);
    assert_null(replay_open("/nonexistent/x", INT64_MAX, &err));
    assert_non_null(strstr(err.msg, "/nonexistent/x"));
}

#define MODEL(backend)                                                                   \
    "{\"t\":0,\"k\":\"model\"," backend "\"name\":\"m\",\"kernel\":\"k\",\"layers\":3,"  \
    "\"experts\":4,\"per_token\":2,\"per_token_native\":2,\"expert_bits\":4,"            \
    "\"dense_bits\":8}\n"

static void what_computed_is_not_guessed(void **state)
{
    static const char text[] = HEAD MODEL("\"backend\":\"vulkan\",") MODEL("");
    struct error err = {0};
    struct replay *r = open_text(text, strlen(text), INT64_MAX, &err);
    assert_string_equal(err.msg, "");
    struct strbuf played = {0};
    replay_play(r, INT64_MAX, see, &played);
    assert_string_equal(played.data, "0 m vulkan k 3 2\n0 m - k 3 2\n");
    strbuf_finish(&played);
    replay_close(r);
    static const char bad[] = HEAD MODEL("\"backend\":5,") "{\"t\":0,\"k\":\"clear\"}\n";
    assert_null(open_text(bad, strlen(bad), INT64_MAX, &err));
    assert_non_null(strstr(err.msg, "\"backend\" is not a string"));
}

static void a_draft_is_no_answer(void **state)
{
    static const char text[] = HEAD MODEL("") //
        "{\"t\":1000,\"k\":\"stats\",\"v\":{\"phase\":\"prefill\"}}\n"
        "{\"t\":2000,\"k\":\"stats\",\"v\":{\"phase\":\"decode\",\"n_prompt_tok\":8,"
        "\"n_generated_tok\":5}}\n"
        "{\"t\":3000,\"k\":\"stats\",\"v\":{\"phase\":\"idle\"}}\n"
        "{\"t\":4000,\"k\":\"stats\",\"v\":{\"phase\":\"prefill\",\"draft\":true,"
        "\"n_generated_tok\":0,\"n_prompt_tok\":99}}\n"
        "{\"t\":5000,\"k\":\"stats\",\"v\":{\"phase\":\"idle\"}}\n"
        "{\"t\":6000,\"k\":\"stats\",\"v\":{\"phase\":\"prefill\"}}\n"
        /* its turn, at once */
        "{\"t\":7000,\"k\":\"stats\",\"v\":{\"draft\":false,\"n_prompt_tok\":7}}\n"
        "{\"t\":8000,\"k\":\"stats\",\"v\":{\"phase\":\"idle\",\"n_generated_tok\":3}}\n";
    struct error err = {0};
    struct series s = {0};
    char *path = in_folder("drafts.jsonl");
    assert_true(file_write_atomic(path, text, strlen(text), 0600, NULL));
    if (!series_read(&s, path, &err))
        fail_msg("%s", err.msg);
    assert_int_equal(s.n_answers, 2);
    assert_int_equal(s.answer[0].n_prompt_tok, 8);
    assert_int_equal(s.answer[0].n_written_tok, 5);
    assert_int_equal(s.answer[1].n_prompt_tok, 7);
    assert_int_equal(s.answer[1].n_written_tok, 3);
    assert_true(s.answer[1].start_s > s.answer[0].start_s + 5);
    series_finish(&s);
    free(path);
}

static void a_torn_last_line_is_left_out(void **state)
{
    static const char text[] = HEAD "{\"t\":5,\"k\":\"clear\"}\n{\"t\":6,\"k\":\"cl";
    struct error err = {0};
    struct replay *r = open_text(text, strlen(text), INT64_MAX, &err);
    assert_non_null(r);
    assert_true(replay_torn(r));
    assert_int_equal(replay_length_ms(r), 5);
    replay_close(r);
}

static void pauses_are_cut_but_not_work(void **state)
{
    static const char text[] = HEAD "{\"t\":100,\"k\":\"clear\"}\n"
                                    "{\"t\":60100,\"k\":\"busy\",\"on\":true}\n"
                                    "{\"t\":90100,\"k\":\"busy\",\"on\":false}\n"
                                    "{\"t\":190100,\"k\":\"clear\"}\n";
    struct error err = {0};
    struct replay *r = open_text(text, strlen(text), 3000, &err);
    assert_int_equal(replay_length_ms(r), 100 + 3000 + 30000 + 3000);
    struct strbuf played = {0};
    replay_play(r, 3100, see, &played);
    assert_int_equal(replay_next_ms(r), 33100);
    strbuf_finish(&played);
    replay_close(r);
}

/* Bytes changed, cut and doubled anywhere: an error or a recording, never more. */
static void damaged_files_do_no_harm(void **state)
{
    struct strbuf file = {0};
    struct shown s = {.file = &file};
    recording_header(&file, "1", 5);
    show_talk(&s);
    strbuf_finish(&s.text);
    uint32_t x = 12345;
    int n_good = 0;
    for (int i = 0; i < 3000; i++) {
        char *copy = xmalloc(file.len);
        memcpy(copy, file.data, file.len);
        size_t len = file.len;
        for (int k = 0; k <= i % 4; k++) {
            x = x * 1664525 + 1013904223;
            size_t at = (x >> 8) % len;
            static const char bytes[] = "0123456789-[]{},:\"\n\0e.\xff";
            copy[at] = bytes[(x >> 3) % (sizeof(bytes) - 1)];
        }
        if (i % 7 == 0)
            len = (x >> 5) % len;
        struct error err = {0};
        struct replay *r = open_text(copy, len, 3000, &err);
        if (r) {
            struct strbuf played = {0};
            replay_play(r, INT64_MAX, see, &played);
            strbuf_finish(&played);
            n_good++;
        } else {
            assert_true(err.msg[0] != 0);
        }
        replay_close(r);
        free(copy);
    }
    assert_true(n_good > 0 && n_good < 3000);
    strbuf_finish(&file);
}

static void a_disk_that_takes_no_more_is_told_once(void **state)
{
    struct error err = {0};
    char *path = in_folder("full.jsonl");
    struct rlimit old, small = {.rlim_cur = 2000, .rlim_max = RLIM_INFINITY};
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small.rlim_max = old.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    struct recorder *r = recorder_start(path, "1", &err);
    assert_non_null(r);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    char text[5000];
    memset(text, 'x', sizeof(text));
    const char *said = NULL;
    struct ui_op op = {.kind = UI_OP_TEXT, .text = text, .len = sizeof(text)};
    for (int i = 0; i < 500 && !said; i++) {
        said = recorder_take(r, &op);
        usleep(10000);
    }
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_non_null(said);
    assert_null(recorder_take(r, &op));
    assert_false(recorder_stop(r, &err));
    assert_non_null(strstr(err.msg, "full.jsonl"));
    free(path);
}

static int make_folder(void **state)
{
    folder = scratch_folder("record");
    return 0;
}

static int remove_folder(void **state)
{
    scratch_remove(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_shown_is_what_is_played),
        cmocka_unit_test(the_same_thing_said_again_is_not_kept),
        cmocka_unit_test(hostile_files_are_refused_with_their_line),
        cmocka_unit_test(what_computed_is_not_guessed),
        cmocka_unit_test(a_draft_is_no_answer),
        cmocka_unit_test(a_torn_last_line_is_left_out),
        cmocka_unit_test(pauses_are_cut_but_not_work),
        cmocka_unit_test(damaged_files_do_no_harm),
        cmocka_unit_test(a_disk_that_takes_no_more_is_told_once),
    };
    return cmocka_run_group_tests_name("app/record", tests, make_folder, remove_folder);
}
