#include "core/model/calibration.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/tensors.h"
#include "tests/core/model/model_files.h"

/* A small model of one attention layer and one of experts only in name. */
static struct model_config config(void)
{
    return (struct model_config){.n_layer = 2,
                                 .layer = {LAYER_FULL, LAYER_FULL},
                                 .hidden = 64,
                                 .n_vocab = 100,
                                 .n_head = 2,
                                 .n_kv_head = 1,
                                 .head_dim = 32,
                                 .n_expert = 3,
                                 .n_expert_used = 1,
                                 .expert_ff = 32};
}

static int spec_of(const struct model_config *c, const char *want)
{
    int n, found = -1;
    struct tensor_spec *s = tensor_specs(c, &n);
    for (int i = 0; i < n; i++) {
        char name[TENSOR_NAME_MAX];
        tensor_spec_name(&s[i], name);
        if (strcmp(name, want) == 0)
            found = i;
    }
    free(s);
    assert_true(found >= 0);
    return found;
}

/* n tokens whose input i is size * (i + 1). */
static void add(struct calibration_sums *s, int spec, int expert, int n, float size)
{
    float x[64];
    for (int i = 0; i < 64; i++)
        x[i] = size * (float)(i + 1);
    for (int t = 0; t < n; t++)
        if (spec >= 0)
            calibration_add_dense(s, spec, x);
        else
            calibration_add_expert(s, 1, expert, CALIBRATION_IN, x);
}

static struct calibration *kept(struct calibration_sums *s, const char *path,
                                const struct model_config *c)
{
    struct error err = {0};
    if (!calibration_write(s, path, 77, 5, &err))
        fail_msg("%s", err.msg);
    struct calibration *cal = calibration_open(path, c, &err);
    if (!cal)
        fail_msg("%s", err.msg);
    calibration_sums_destroy(s);
    return cal;
}

static void near(float got, double want)
{
    if (!(fabs((double)got - want) < 1e-4 * want))
        fail_msg("%g instead of %g", (double)got, want);
}

static void importance_is_the_mean_square_with_what_is_known_before(void **state)
{
    char *dir = folder_make(), *path = path_join(dir, "cal");
    struct model_config c = config();
    int q = spec_of(&c, "layers.1.q"), k = spec_of(&c, "layers.1.k");
    struct calibration_sums *s = calibration_sums_create(&c, NULL);
    add(s, q, 0, 48, 1);
    add(s, -1, 0, 1000, 1); /* the squares of 1..64 */
    add(s, -1, 1, 8, 2);
    struct calibration *cal = kept(s, path, &c);

    assert_int_equal(calibration_text_xxh3(cal), 77);
    assert_int_equal(calibration_n_tok(cal), 5);
    double mean = 0;
    for (int i = 0; i < 64; i++)
        mean += (i + 1) * (i + 1) / 64.0;
    /* 48 tokens of it, 16 of the mean for every input */
    for (int i = 0; i < 64; i++)
        near(calibration_dense(cal, q)[i], 0.75 * (i + 1) * (i + 1) / mean + 0.25);
    /* Nothing was seen. */
    for (int i = 0; i < 64; i++)
        near(calibration_dense(cal, k)[i], 1);
    /* An expert with many tokens, one with few and one without: ever nearer to the layer's
     * mean, which is a little flatter than what was seen. */
    double layer = (1000 + 8 * 4) / (1000.0 + 8 + 16);
    double flat = 16 * mean * (1000 + 8 * 4) / (1000 + 8) / (1000.0 + 8 + 16);
    const double n[] = {1000, 8 * 4, 0};
    for (int e = 0; e < 3; e++) {
        const float *x = calibration_expert(cal, 1, e, CALIBRATION_IN);
        double total = (n[e] + 64 * layer) * mean + 64 * flat;
        for (int i = 0; i < 64; i++)
            near(x[i], ((n[e] + 64 * layer) * (i + 1) * (i + 1) + 64 * flat) / total);
    }
    near(calibration_expert(cal, 0, 2, CALIBRATION_MID)[31], 1);
    calibration_close(cal);
    free(path);
    folder_remove(dir);
}

static void importance_has_bounds(void **state)
{
    char *dir = folder_make(), *path = path_join(dir, "cal");
    struct model_config c = config();
    int q = spec_of(&c, "layers.0.q"), o = spec_of(&c, "layers.0.o");
    struct calibration_sums *s = calibration_sums_create(&c, NULL);
    float x[64] = {1e3f}, huge[64] = {1e30f, 1e30f};
    for (int t = 0; t < 20000; t++)
        calibration_add_dense(s, q, x);
    calibration_add_dense(s, o, huge); /* whose square is no number any more */
    struct calibration *cal = kept(s, path, &c);
    assert_true(calibration_dense(cal, q)[0] > 60);
    assert_true(calibration_dense(cal, q)[1] == 1e-3f);
    for (int i = 0; i < 64; i++)
        assert_true(calibration_dense(cal, o)[i] >= 1e-3f &&
                    calibration_dense(cal, o)[i] <= 1e3f);
    calibration_close(cal);
    free(path);
    folder_remove(dir);
}

/* The embedding is looked up, unless it is the head as well. */
static void only_what_is_multiplied_has_an_importance(void **state)
{
    char *dir = folder_make(), *path = path_join(dir, "cal");
    struct model_config c = config();
    struct calibration *cal = kept(calibration_sums_create(&c, NULL), path, &c);
    assert_null(calibration_dense(cal, spec_of(&c, "embed")));
    assert_non_null(calibration_dense(cal, spec_of(&c, "head")));
    assert_null(calibration_dense(cal, spec_of(&c, "layers.0.router")));
    calibration_close(cal);
    c.tied_head = true;
    cal = kept(calibration_sums_create(&c, NULL), path, &c);
    assert_non_null(calibration_dense(cal, spec_of(&c, "embed")));
    calibration_close(cal);
    free(path);
    folder_remove(dir);
}

static void refused(const char *path, const struct model_config *c, const char *what)
{
    struct error err = {0};
    assert_null(calibration_open(path, c, &err));
    if (!strstr(err.msg, what))
        fail_msg("\"%s\" is not \"%s\"", err.msg, what);
}

static void other_and_damaged_files_are_refused(void **state)
{
    char *dir = folder_make(), *path = path_join(dir, "cal");
    struct model_config c = config(), other = c;
    size_t len;
    refused(path, &c, "No such file");
    calibration_close(kept(calibration_sums_create(&c, NULL), path, &c));

    other.n_expert = 4;
    refused(path, &other, "of a model of another shape");
    other = c;
    other.hidden = 128;
    refused(path, &other, "of a model of another shape");
    refused(dir, &c, "is no calibration");

    char *bytes = get_file(dir, "cal", &len);
    put_file(dir, "cal", bytes, len - 4);
    refused(path, &c, "bytes long instead of");
    put_file(dir, "cal", bytes, 20);
    refused(path, &c, "is no calibration");
    put_file(dir, "cal", bytes, len);
    damage_file(dir, "cal", len - 30);
    refused(path, &c, "its checksum differs");
    put_file(dir, "cal", bytes, len);
    damage_file(dir, "cal", 0);
    refused(path, &c, "is no calibration");
    free(bytes);
    free(path);
    folder_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(importance_is_the_mean_square_with_what_is_known_before),
        cmocka_unit_test(importance_has_bounds),
        cmocka_unit_test(only_what_is_multiplied_has_an_importance),
        cmocka_unit_test(other_and_damaged_files_are_refused),
    };
    return cmocka_run_group_tests_name("core/model/calibration", tests, NULL, NULL);
}
