#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/exit.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/npy.h"
#include "tests/app/run_eval.h"
#include "tests/core/infer/fixture.h"

/* The program `flashmoe eval` as it is called from outside. */

static struct fixture f;

static int set_up(void **state)
{
    (void)state;
    fixture_open(&f, "qwen3_5_moe", 16, 16);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(&f);
    return 0;
}

/* A file of the temporary folder, written; the path is owned. */
static char *put(const char *name, const void *bytes, size_t len)
{
    struct error err = {0};
    char *path = path_join(f.dir, name);
    if (!file_write_atomic(path, bytes, len, 0600, &err))
        fail_msg("%s", err.msg);
    return path;
}

static char *put_text(const char *name, const char *text)
{
    return put(name, text, strlen(text));
}

/* A .npy file of n_rows x n_cols items. */
static char *put_npy(const char *name, const char *descr, int n_rows, int n_cols,
                     const void *data, size_t item_bytes)
{
    char file[4096] = "\x93NUMPY\x01";
    int n = snprintf(file + 10, 118,
                     "{'descr': '%s', 'fortran_order': False, 'shape': (%d, %d), }",
                     descr, n_rows, n_cols);
    memset(file + 10 + n, ' ', (size_t)(118 - n));
    file[127] = '\n';
    file[8] = 118;
    size_t bytes = (size_t)n_rows * (size_t)n_cols * item_bytes;
    assert_true(128 + bytes <= sizeof(file));
    memcpy(file + 128, data, bytes);
    return put(name, file, 128 + bytes);
}

static char *prompt_file(const char *case_name)
{
    json_t *o = json_pack("{s:O}", "prompt",
                          json_object_get(fixture_case(&f, case_name), "prompt"));
    char *text = json_dumps(o, 0);
    char *path = put_text("prompt.json", text);
    free(text);
    json_decref(o);
    return path;
}

/* run_eval with printf; the pack comes first. */
static int run(json_t **out, char **message, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
static int run(json_t **out, char **message, const char *fmt, ...)
{
    char args[2048];
    int n = snprintf(args, sizeof(args), "'%s' ", f.pack->path);
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(args + n, sizeof(args) - (size_t)n, fmt, ap);
    va_end(ap);
    return run_eval(args, out, message);
}

static void the_json_has_what_the_reference_says(void **state)
{
    (void)state;
    char *ids = prompt_file("short");
    const json_t *c = fixture_case(&f, "short");
    json_t *o;
    assert_int_equal(run(&o, NULL, "--ids %s --greedy 10 --kernel scalar", ids), EXIT_OK);
    assert_true(json_equal(json_object_get(o, "argmax"), json_object_get(c, "argmax")));
    const json_t *greedy = json_object_get(o, "greedy");
    assert_int_equal(json_array_size(greedy), 10);
    for (size_t i = 0; i < 10; i++)
        assert_true(json_equal(json_array_get(greedy, i),
                               json_array_get(json_object_get(c, "greedy"), i)));

    const json_t *top = json_object_get(o, "top");
    const json_t *want = json_object_get(c, "top3");
    assert_int_equal(json_array_size(json_array_get(top, 0)), 10);
    assert_int_equal(json_array_size(json_array_get(top, 1)), 10);
    for (size_t i = 0; i < 3; i++) {
        assert_true(json_equal(json_array_get(json_array_get(top, 0), i),
                               json_array_get(json_array_get(want, 0), i)));
        double v = json_real_value(json_array_get(json_array_get(top, 1), i));
        assert_true(
            fabs(v - json_real_value(json_array_get(json_array_get(want, 1), i))) < 1e-3);
    }
    assert_string_equal(json_string_value(json_object_get(o, "kernel")), "scalar");
    assert_string_equal(json_string_value(json_object_get(o, "activations")), "f32");
    assert_int_equal(json_integer_value(json_object_get(o, "experts_per_token")),
                     f.pack->config.n_expert_used);
    json_decref(o);

    assert_int_equal(
        run(&o, NULL, "--ids %s --experts-per-token 1 --activations int8", ids), EXIT_OK);
    assert_int_equal(json_integer_value(json_object_get(o, "experts_per_token")), 1);
    assert_string_equal(json_string_value(json_object_get(o, "activations")), "int8");
    assert_int_equal(json_array_size(json_object_get(o, "greedy")), 0);
    json_decref(o);
    free(ids);
}

static void logits_are_written_for_all_or_the_last_positions(void **state)
{
    (void)state;
    struct error err = {0};
    char *ids = prompt_file("long");
    char *out = path_join(f.dir, "out.npy");
    char *want_path = fixture_file(&f, "logits_long.npy");
    struct npy want, all, last;
    assert_true(npy_read(want_path, 1 << 24, &want, &err));
    json_t *o;
    assert_int_equal(run(&o, NULL, "--ids %s --logits %s", ids, out), EXIT_OK);
    assert_true(npy_read(out, 1 << 26, &all, &err));
    assert_int_equal(all.type, NPY_F32);
    assert_int_equal(all.n_rows, json_array_size(json_object_get(o, "argmax")));
    assert_int_equal(all.n_cols, f.pack->config.n_vocab);
    json_decref(o);

    assert_int_equal(run(NULL, NULL, "--ids %s --logits %s --last 4 --chunk 5", ids, out),
                     EXIT_OK);
    assert_true(npy_read(out, 1 << 26, &last, &err));
    assert_int_equal(last.n_rows, 4);
    for (size_t r = 0; r < 4; r++)
        for (size_t i = 0; i < want.n_cols; i++) {
            assert_true(fabs(npy_at(&last, r, i) - npy_at(&want, r, i)) < 1e-3);
            assert_true(fabs(npy_at(&all, all.n_rows - 4 + r, i) - npy_at(&want, r, i)) <
                        1e-3);
        }
    npy_finish(&all);
    npy_finish(&last);

    assert_int_equal(run(NULL, NULL, "--ids %s --logits %s --last 100000", ids, out),
                     EXIT_OK);
    assert_true(npy_read(out, 1 << 26, &all, &err));
    assert_true(all.n_rows > 4);
    npy_finish(&all);
    npy_finish(&want);
    free(ids);
    free(out);
    free(want_path);
}

static double nll(const struct npy *logits, size_t row, int id)
{
    double sum = 0;
    for (size_t i = 0; i < logits->n_cols; i++)
        sum += exp(npy_at(logits, row, i));
    return log(sum) - npy_at(logits, row, (size_t)id);
}

static void the_loss_is_the_mean_over_what_the_mask_selects(void **state)
{
    (void)state;
    enum {
        ROWS = 2,
        COLS = 6
    };
    static const int32_t tokens[ROWS][COLS] = {{5, 9, 200, 31, 7, 7},
                                               {1, 2, 3, 4, 5, 300}};
    /* A mark on a first token counts for nothing. */
    static const uint8_t mask[ROWS][COLS] = {{1, 0, 1, 0, 0, 1}, {0, 0, 0, 0, 1, 0}};
    struct error err = {0};
    double all = 0, masked = 0;
    for (int r = 0; r < ROWS; r++) {
        char text[128];
        snprintf(text, sizeof(text), "{\"prompt\":[%d,%d,%d,%d,%d,%d]}", tokens[r][0],
                 tokens[r][1], tokens[r][2], tokens[r][3], tokens[r][4], tokens[r][5]);
        char *ids = put_text("row.json", text);
        char *out = path_join(f.dir, "row.npy");
        assert_int_equal(run(NULL, NULL, "--ids %s --logits %s", ids, out), EXIT_OK);
        struct npy logits;
        assert_true(npy_read(out, 1 << 24, &logits, &err));
        for (int i = 1; i < COLS; i++) {
            double v = nll(&logits, (size_t)i - 1, tokens[r][i]);
            all += v;
            masked += mask[r][i] ? v : 0;
        }
        npy_finish(&logits);
        free(ids);
        free(out);
    }

    uint16_t narrow[ROWS][COLS];
    int64_t wide[ROWS][COLS];
    for (int r = 0; r < ROWS; r++)
        for (int i = 0; i < COLS; i++) {
            narrow[r][i] = (uint16_t)tokens[r][i];
            wide[r][i] = tokens[r][i];
        }
    char *paths[] = {put_npy("t4.npy", "<i4", ROWS, COLS, tokens, 4),
                     put_npy("t2.npy", "<u2", ROWS, COLS, narrow, 2),
                     put_npy("t8.npy", "<i8", ROWS, COLS, wide, 8)};
    char *mask_path = put_npy("m.npy", "|b1", ROWS, COLS, mask, 1);
    for (int i = 0; i < 3; i++) {
        json_t *o;
        assert_int_equal(run(&o, NULL, "--tokens %s --mask %s", paths[i], mask_path),
                         EXIT_OK);
        assert_int_equal(json_integer_value(json_object_get(o, "tokens")), 10);
        assert_true(fabs(json_real_value(json_object_get(o, "nll_all")) - all / 10) <
                    1e-4);
        assert_true(fabs(json_real_value(json_object_get(o, "nll_masked")) - masked / 3) <
                    1e-4);
        json_decref(o);
        free(paths[i]);
    }
    free(mask_path);
}

/* The message is one line that contains `part`. */
static void check_error(int status, const char *message, int want, const char *part)
{
    if (status != want || !strstr(message, part))
        fail_msg("status %d, not %d: %s (wanted: %s)", status, want, message, part);
    const char *newline = strchr(message, '\n');
    if (want != EXIT_USAGE)
        assert_true(newline && newline[1] == '\0');
}

static void bad_input_gets_one_line_and_its_exit_code(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } files[] = {
        {"{\"prompt\":[1,2,}", "line 1, column"},
        {"{\"prompt\":[1,-2]}", "prompt[1]"},
        {"{\"prompt\":[1,2.5]}", "prompt[1]"},
        {"{\"prompt\":[99999999]}", "prompt[0]"},
        {"{\"prompt\":[]}", "\"prompt\""},
        {"[1]", "\"prompt\""},
        {"{}", "\"prompt\""},
    };
    char *message;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char *path = put_text("bad.json", files[i].text);
        int status = run(NULL, &message, "--ids %s", path);
        check_error(status, message, EXIT_RUNTIME, files[i].part);
        assert_non_null(strstr(message, path));
        free(message);
        free(path);
    }

    int status = run(NULL, &message, "--ids /nowhere/at/all.json");
    check_error(status, message, EXIT_RUNTIME, "/nowhere/at/all.json");
    free(message);
    status = run_eval("/nowhere/pack --ids x.json", NULL, &message);
    check_error(status, message, EXIT_MODEL, "/nowhere/pack");
    free(message);

    static const char *const usage[] = {"",
                                        "--ids a --tokens b --mask c",
                                        "--tokens b",
                                        "--ids a --greedy x",
                                        "--ids a --last 3",
                                        "--ids a --kv f64"};
    for (size_t i = 0; i < sizeof(usage) / sizeof(usage[0]); i++) {
        status = run(NULL, &message, "%s", usage[i]);
        check_error(status, message, EXIT_USAGE, "");
        free(message);
    }
    char *ids = prompt_file("short");
    status = run(NULL, &message, "--ids %s --greedy 100000000", ids);
    check_error(status, message, EXIT_CONTEXT, "context");
    free(message);
    status = run(NULL, &message, "--ids %s --experts-per-token 100", ids);
    check_error(status, message, EXIT_RUNTIME, "experts per token");
    free(message);
    free(ids);
}

static void bad_arrays_are_refused(void **state)
{
    (void)state;
    static const int32_t tokens[2][3] = {{1, 2, 3}, {4, 5, 6}};
    static const int32_t wild[2][3] = {{1, 2, 3}, {4, 1 << 20, 6}};
    static const uint8_t mask[2][3] = {{0, 1, 1}, {0, 1, 1}};
    static const float real[2][3] = {{1, 2, 3}, {4, 5, 6}};
    char *good = put_npy("good.npy", "<i4", 2, 3, tokens, 4);
    char *good_mask = put_npy("mask.npy", "|u1", 2, 3, mask, 1);
    struct {
        char *tokens, *mask;
        const char *part;
    } cases[] = {
        {put_npy("wild.npy", "<i4", 2, 3, wild, 4), xstrdup(good_mask), "[1, 1]"},
        {put_npy("real.npy", "<f4", 2, 3, real, 4), xstrdup(good_mask), "integers"},
        {xstrdup(good), put_npy("shape.npy", "|u1", 3, 2, mask, 1), "3 x 2"},
        {xstrdup(good), put_npy("short.npy", "|u1", 2, 2, mask, 1), "2 x 2"},
        {put_npy("one.npy", "<i4", 3, 1, tokens, 4),
         put_npy("o.npy", "|u1", 3, 1, mask, 1), "no row"},
        {put_text("text.npy", "not an array at all"), xstrdup(good_mask), "not a .npy"},
        {put_npy("big.npy", ">i4", 2, 3, tokens, 4), xstrdup(good_mask), "not a .npy"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *message;
        int status =
            run(NULL, &message, "--tokens %s --mask %s", cases[i].tokens, cases[i].mask);
        check_error(status, message, EXIT_RUNTIME, cases[i].part);
        free(message);
        free(cases[i].tokens);
        free(cases[i].mask);
    }
    free(good);
    free(good_mask);
}

static void a_damaged_expert_file_stops_with_the_code_of_a_bad_model(void **state)
{
    (void)state;
    /* Opening compares lengths, so an unreadable place needs a file that shrinks later; a
     * file that is short from the start is refused as a bad model, too. */
    struct error err = {0};
    size_t len;
    const char *path = f.pack->expert_path[1];
    char *bytes = file_read(path, 1 << 26, &len, &err);
    assert_non_null(bytes);
    assert_int_equal(truncate(path, (off_t)(len / 2)), 0);
    char *ids = prompt_file("short"), *message;
    int status = run(NULL, &message, "--ids %s", ids);
    check_error(status, message, EXIT_MODEL, path);
    free(message);
    assert_true(file_write_atomic(path, bytes, len, 0600, &err));
    assert_int_equal(run(NULL, NULL, "--ids %s", ids), EXIT_OK);
    free(bytes);
    free(ids);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_json_has_what_the_reference_says),
        cmocka_unit_test(logits_are_written_for_all_or_the_last_positions),
        cmocka_unit_test(the_loss_is_the_mean_over_what_the_mask_selects),
        cmocka_unit_test(bad_input_gets_one_line_and_its_exit_code),
        cmocka_unit_test(bad_arrays_are_refused),
        cmocka_unit_test(a_damaged_expert_file_stops_with_the_code_of_a_bad_model),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
