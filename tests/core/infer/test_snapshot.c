#include "core/infer/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <xxhash.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/infer/snapshot_format.h"
#include "tests/core/infer/fixture.h"
#include "tests/scratch.h"

/* One pack with recurrent layers, other weights of the same shape, and one without
 * recurrence. */
static struct fixture hybrid, other_bits, full;
static char *dir, *path, *temporary;

enum {
    N_IDS = 90,
    N_READ = 70, /* then decoded one by one */
    MAX_BYTES = 64 << 20,
};
static int32_t ids[N_IDS];
static const size_t bounds[] = {20, 33, 60};

static int set_up(void **state)
{
    (void)state;
    fixture_open(&hybrid, "qwen3_5_moe", 16, 16);
    fixture_open(&other_bits, "qwen3_5_moe", 4, 8);
    fixture_open(&full, "qwen3_moe", 16, 16);
    for (int i = 0; i < N_IDS; i++)
        ids[i] = (i * 7919 + 13) % 400;
    dir = scratch_folder("snapshot");
    path = xasprintf("%s/a.snapshot", dir);
    temporary = xasprintf("%s.tmp", path);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    scratch_remove(dir);
    free(path);
    free(temporary);
    fixture_close(&hybrid);
    fixture_close(&other_bits);
    fixture_close(&full);
    return 0;
}

/* N_READ tokens with checkpoints at the bounds. */
static struct session *read_session(const struct fixture *f,
                                    const struct session_params *p)
{
    struct error err = {0};
    struct session *s = fixture_session(f, p);
    struct session_run run = {.ids = ids, .n = N_READ, .bounds = bounds, .n_bounds = 3};
    if (!session_run(s, &run, &err))
        fail_msg("%s", err.msg);
    return s;
}

static struct snapshot_info save(struct session *s)
{
    struct error err = {0};
    struct snapshot_info info;
    struct snapshot_save p = {.path = path, .template_name = "qwen3.5"};
    if (!snapshot_save(s, &p, &info, &err))
        fail_msg("%s", err.msg);
    return info;
}

static void load(struct session *s)
{
    struct error err = {0};
    struct snapshot_info info;
    if (!snapshot_load(s, path, &info, &err))
        fail_msg("%s", err.msg);
}

/* The reason contains `why`; the session is empty, or as it was when the header is enough
 * to see it. */
static void refused(struct session *s, const char *why, int n_tok)
{
    struct error err = {0};
    struct snapshot_info info;
    assert_false(snapshot_load(s, path, &info, &err));
    if (!strstr(err.msg, why))
        fail_msg("\"%s\" does not say \"%s\"", err.msg, why);
    assert_int_equal(session_n_tok(s), n_tok);
}

static void same_logits(const struct session *a, const struct session *b,
                        const struct fixture *f)
{
    assert_memory_equal(session_logits(a), session_logits(b),
                        (size_t)f->pack->config.n_vocab * sizeof(float));
}

static void decode(struct session *s, int32_t id)
{
    struct error err = {0};
    if (!session_decode(s, id, NULL, &err))
        fail_msg("%s", err.msg);
}

static char *file_bytes(size_t *len)
{
    struct error err = {0};
    char *bytes = file_read(path, MAX_BYTES, len, &err);
    if (!bytes)
        fail_msg("%s", err.msg);
    return bytes;
}

static void put_file(const void *bytes, size_t len)
{
    struct error err = {0};
    if (!file_write_atomic(path, bytes, len, 0600, &err))
        fail_msg("%s", err.msg);
}

/* ---- what it is for ---- */

static void after_a_restore_every_bit_is_as_after_reading(void **state)
{
    (void)state;
    const struct fixture *const packs[] = {&hybrid, &other_bits, &full};
    for (size_t i = 0; i < 3; i++)
        for (int kv = 0; kv < 2; kv++) {
            struct session_params p = fixture_params();
            p.kv = kv ? KV_CHOICE_F32 : KV_CHOICE_F16;
            struct session *s = read_session(packs[i], &p);
            struct snapshot_info info = save(s);
            assert_int_equal(info.n_tok, N_READ);
            assert_int_equal(info.n_states, packs[i] == &full ? 0 : 4);

            /* Another process, that has read something else, with another context, which
             * changes where the rows of the cache lie. */
            p.ctx_tok = 200;
            struct session *r = fixture_session(packs[i], &p);
            fixture_run(r, ids + 40, 30, NULL);
            load(r);
            assert_int_equal(session_n_tok(r), N_READ);
            assert_memory_equal(session_tokens(r), ids, N_READ * sizeof(ids[0]));
            struct session *again = read_session(packs[i], &p);
            for (int t = N_READ; t < N_IDS; t++) {
                decode(s, ids[t]);
                decode(r, ids[t]);
                decode(again, ids[t]);
                same_logits(r, s, packs[i]);
                same_logits(r, again, packs[i]);
            }
            session_destroy(s);
            session_destroy(r);
            session_destroy(again);
        }
}

static void a_restored_session_is_saved_as_the_same_bytes(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    struct session *s = read_session(&hybrid, &p);
    save(s);
    size_t len, len2;
    char *first = file_bytes(&len);
    struct session *r = fixture_session(&hybrid, &p);
    load(r);
    save(r);
    char *second = file_bytes(&len2);
    assert_int_equal(len, len2);
    assert_memory_equal(first + SNAPSHOT_HEADER_BYTES, second + SNAPSHOT_HEADER_BYTES,
                        len - SNAPSHOT_HEADER_BYTES);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_false(file_exists(temporary));
    free(first);
    free(second);
    session_destroy(s);
    session_destroy(r);
}

static void an_edit_after_a_restore_goes_back_to_a_checkpoint(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    struct session *s = read_session(&hybrid, &p);
    save(s);
    struct session *r = fixture_session(&hybrid, &p);
    load(r);
    int32_t edited[N_IDS];
    memcpy(edited, ids, sizeof(ids));
    edited[65] = 1;
    assert_int_equal(session_rewind_to_prefix(r, edited, N_READ), 60);
    assert_int_equal(session_rewind_to_prefix(s, edited, N_READ), 60);
    fixture_run(r, edited + 60, 15, NULL);
    fixture_run(s, edited + 60, 15, NULL);
    same_logits(r, s, &hybrid);
    edited[22] = 1;
    assert_int_equal(session_rewind_to_prefix(r, edited, N_READ), 20);
    edited[3] = 1;
    assert_int_equal(session_rewind_to_prefix(r, edited, N_READ), 0);
    session_destroy(s);
    session_destroy(r);
}

static void a_small_limit_keeps_fewer_checkpoints_and_then_nothing(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    struct session *s = read_session(&hybrid, &p);
    uint64_t whole = save(s).bytes, one = session_plan(s)->state / 2;
    struct error err = {0};
    struct snapshot_info info;
    struct snapshot_save o = {
        .path = path, .template_name = "", .bytes_max = whole - one / 2};
    assert_true(snapshot_save(s, &o, &info, &err));
    assert_int_equal(info.n_states, 3);
    assert_true(info.bytes <= o.bytes_max);
    struct session *r = fixture_session(&hybrid, &p);
    load(r);
    int32_t edited[N_IDS];
    memcpy(edited, ids, sizeof(ids));
    edited[35] = 1; /* 33 gave way, the first did not */
    assert_int_equal(session_rewind_to_prefix(r, edited, N_READ), 20);
    session_destroy(r);

    size_t len, len2;
    char *before = file_bytes(&len);
    o.bytes_max = one;
    assert_false(snapshot_save(s, &o, &info, &err));
    assert_int_equal(err.code, EFBIG);
    char *after = file_bytes(&len2);
    assert_int_equal(len, len2);
    assert_memory_equal(before, after, len);
    free(before);
    free(after);

    /* A session with room for no checkpoint takes the present state alone. */
    save(s);
    p.checkpoint_bytes_max = 1;
    r = fixture_session(&hybrid, &p);
    load(r);
    decode(r, ids[N_READ]);
    decode(s, ids[N_READ]);
    same_logits(r, s, &hybrid);
    session_destroy(r);
    session_destroy(s);
}

static bool stop_at_once(void *ctx)
{
    ++*(int *)ctx;
    return true;
}

static void a_stopped_save_leaves_the_old_file(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    struct session *s = read_session(&hybrid, &p);
    save(s);
    size_t len, len2;
    char *before = file_bytes(&len);
    int n = 0;
    struct error err = {0};
    struct snapshot_info info;
    struct snapshot_save o = {
        .path = path, .template_name = "", .stop = stop_at_once, .ctx = &n};
    decode(s, 1);
    assert_false(snapshot_save(s, &o, &info, &err));
    assert_int_equal(err.code, ECANCELED);
    assert_int_equal(n, 1);
    char *after = file_bytes(&len2);
    assert_int_equal(len, len2);
    assert_memory_equal(before, after, len);
    assert_false(file_exists(temporary));
    free(before);
    free(after);
    session_reset(s);
    err = (struct error){0};
    assert_false(snapshot_save(s, &o, &info, &err));
    assert_int_equal(err.code, ENODATA);
    session_destroy(s);
}

/* ---- what it must not be used for ---- */

static void another_model_k_cache_or_context_is_refused_by_name(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    struct session *s = read_session(&hybrid, &p);
    save(s);
    session_destroy(s);

    struct session_params q = p;
    q.kv = p.kv == KV_CHOICE_F16 ? KV_CHOICE_F32 : KV_CHOICE_F16;
    s = read_session(&hybrid, &q);
    refused(s, "attention cache", N_READ);
    session_destroy(s);
    q = p;
    q.experts_per_token = hybrid.pack->config.n_expert_used - 1;
    s = read_session(&hybrid, &q);
    refused(s, "experts per token", N_READ);
    session_destroy(s);
    q = p;
    q.f32_activations = !p.f32_activations;
    s = read_session(&hybrid, &q);
    refused(s, "activations", N_READ);
    session_destroy(s);
    q = p;
    q.ctx_tok = N_READ - 1;
    s = fixture_session(&hybrid, &q);
    refused(s, "room for 69", 0);
    session_destroy(s);
    s = read_session(&other_bits, &p);
    refused(s, "another model", N_READ);
    refused(s, "experts 16 bits", N_READ);
    session_destroy(s);
    s = read_session(&full, &p);
    refused(s, "another model", N_READ);
    session_destroy(s);
}

static void a_copy_of_the_pack_is_the_same_model(void **state)
{
    (void)state;
    struct fixture copy;
    fixture_open(&copy, "qwen3_5_moe", 16, 16);
    assert_string_not_equal(copy.dir, hybrid.dir);
    assert_true(pack_identity(copy.pack) == pack_identity(hybrid.pack));
    assert_true(pack_identity(copy.pack) != pack_identity(other_bits.pack));
    fixture_close(&copy);
}

/* Which of its bytes are wrong does not matter: none of them is trusted. */
static void every_damaged_or_missing_byte_is_noticed(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    struct session *s = read_session(&hybrid, &p);
    save(s);
    size_t len;
    char *bytes = file_bytes(&len);
    struct error err = {0};
    struct snapshot_info info;
    srand(7);
    for (int i = 0; i < 600; i++) {
        /* The header and the tokens byte for byte, the rest by chance. */
        size_t at = i < 400 ? (size_t)i : (size_t)rand() % len;
        bytes[at] ^= (char)(1 << (i % 8));
        put_file(bytes, len);
        bytes[at] ^= (char)(1 << (i % 8));
        if (snapshot_load(s, path, &info, &err))
            fail_msg("a wrong byte at %zu was not noticed", at);
    }
    assert_int_equal(session_n_tok(s), 0);
    for (int i = 0; i < 300; i++) {
        size_t n = i < 260 ? (size_t)i : (size_t)rand() % len;
        put_file(bytes, n);
        assert_false(snapshot_load(s, path, &info, &err));
    }
    char *longer = xcalloc(len + 8, 1);
    memcpy(longer, bytes, len);
    put_file(longer, len + 8);
    refused(s, "bytes instead of", 0);
    put_file(bytes, len);
    load(s);
    decode(s, ids[N_READ]);
    free(longer);
    free(bytes);
    session_destroy(s);
}

/* With checksums that are right, as somebody would write it who means harm. */
static void forge(char *bytes, size_t len, const struct snapshot_header *h)
{
    struct snapshot_header f = *h;
    f.body_xxh3 = XXH3_64bits(bytes + SNAPSHOT_HEADER_BYTES, len - SNAPSHOT_HEADER_BYTES);
    f.header_xxh3 = XXH3_64bits(&f, offsetof(struct snapshot_header, header_xxh3));
    char *all = xmalloc(len);
    memcpy(all, bytes, len);
    memcpy(all, &f, sizeof(f));
    put_file(all, len);
    free(all);
}

static void forged_numbers_are_refused(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    struct session *s = read_session(&hybrid, &p);
    save(s);
    size_t len;
    char *bytes = file_bytes(&len);
    struct snapshot_header good, h;
    memcpy(&good, bytes, sizeof(good));
    forge(bytes, len, &good);
    load(s);

    static const uint32_t huge[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff};
    for (size_t i = 0; i < sizeof(huge) / sizeof(huge[0]); i++) {
        const size_t fields[] = {offsetof(struct snapshot_header, n_tok),
                                 offsetof(struct snapshot_header, n_states),
                                 offsetof(struct snapshot_header, n_kv_segments),
                                 offsetof(struct snapshot_header, kv_row_bytes),
                                 offsetof(struct snapshot_header, version),
                                 offsetof(struct snapshot_header, byte_order)};
        for (size_t k = 0; k < sizeof(fields) / sizeof(fields[0]); k++) {
            h = good;
            if (k == 4 && huge[i] == SNAPSHOT_VERSION)
                continue;
            memcpy((char *)&h + fields[k], &huge[i], sizeof(huge[i]));
            forge(bytes, len, &h);
            struct error err = {0};
            struct snapshot_info info;
            assert_false(snapshot_load(s, path, &info, &err));
        }
    }
    h = good;
    h.state_bytes = UINT64_MAX / 4;
    forge(bytes, len, &h);
    refused(s, "contradict", N_READ);
    h = good;
    h.pack_id++;
    memset(h.model, '\033', sizeof(h.model));
    forge(bytes, len, &h);
    refused(s, "another model (????", N_READ);

    /* Positions and tokens index memory. */
    char *at = bytes + SNAPSHOT_HEADER_BYTES;
    const uint32_t positions[][4] = {{0, 33, 60, 70},  {20, 20, 60, 70},
                                     {33, 20, 60, 70}, {20, 33, 60, 71},
                                     {20, 33, 70, 71}, {20, 33, 60, 69}};
    for (size_t i = 0; i < sizeof(positions) / sizeof(positions[0]); i++) {
        memcpy(at, positions[i], sizeof(positions[i]));
        forge(bytes, len, &good);
        refused(s, "positions", 0);
    }
    const uint32_t right[] = {20, 33, 60, 70};
    memcpy(at, right, sizeof(right));
    const int32_t bad[] = {-1, hybrid.pack->config.n_vocab, INT32_MAX};
    for (size_t i = 0; i < 3; i++) {
        memcpy(at + sizeof(right) + 4 * 7, &bad[i], sizeof(bad[i]));
        forge(bytes, len, &good);
        refused(s, "token 8", 0);
    }
    free(bytes);
    session_destroy(s);
}

static void what_is_no_file_of_ours_is_refused(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    struct session *s = read_session(&hybrid, &p);
    char text[1000];
    memset(text, 'x', sizeof(text));
    put_file(text, sizeof(text));
    refused(s, "not a snapshot", N_READ);
    put_file("", 0);
    refused(s, "not a snapshot", N_READ);

    unlink(path);
    struct error err = {0};
    struct snapshot_info info;
    assert_false(snapshot_load(s, path, &info, &err));
    assert_int_equal(err.code, ENOENT);
    assert_int_equal(mkfifo(path, 0600), 0); /* must not hold the program up */
    refused(s, "not a file", N_READ);
    unlink(path);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    refused(s, "open", N_READ);
    unlink(path);

    /* Nor is one written through a link, or over something else. */
    struct snapshot_save o = {.path = path, .template_name = ""};
    char *never = path_join(dir, "never");
    assert_int_equal(symlink(never, temporary), 0);
    assert_false(snapshot_save(s, &o, &info, &err));
    assert_false(file_exists(never));
    free(never);
    unlink(temporary);
    assert_int_equal(mkdir(temporary, 0700), 0);
    assert_false(snapshot_save(s, &o, &info, &err));
    rmdir(temporary);
    session_destroy(s);
}

/* A process writes snapshots, of changing lengths, until it is killed in the midst of it. */
static void a_killed_writer_leaves_a_whole_snapshot_or_none(void **state)
{
    (void)state;
    struct session_params p = fixture_params();
    struct session *reader = fixture_session(&hybrid, &p);
    int n_found = 0;
    unlink(path);
    srand(11);
    for (int round = 0; round < 40; round++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            /* The pools' threads are not here: a session of its own. */
            p.n_threads = 1;
            struct session *s = fixture_session(&hybrid, &p);
            struct error err = {0};
            struct snapshot_info info;
            struct snapshot_save o = {.path = path, .template_name = ""};
            for (int i = 0;; i++) {
                session_reset(s);
                fixture_run(s, ids, (size_t)(1 + i % N_READ), NULL);
                if (!snapshot_save(s, &o, &info, &err))
                    _exit(3);
            }
        }
        usleep((useconds_t)(rand() % 30000));
        kill(child, SIGKILL);
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        struct error err = {0};
        struct snapshot_info info;
        if (snapshot_load(reader, path, &info, &err)) {
            n_found++;
            assert_memory_equal(session_tokens(reader), ids,
                                (size_t)info.n_tok * sizeof(ids[0]));
        } else {
            assert_int_equal(err.code, ENOENT);
        }
    }
    assert_true(n_found > 0);
    session_destroy(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(after_a_restore_every_bit_is_as_after_reading),
        cmocka_unit_test(a_restored_session_is_saved_as_the_same_bytes),
        cmocka_unit_test(an_edit_after_a_restore_goes_back_to_a_checkpoint),
        cmocka_unit_test(a_small_limit_keeps_fewer_checkpoints_and_then_nothing),
        cmocka_unit_test(a_stopped_save_leaves_the_old_file),
        cmocka_unit_test(another_model_k_cache_or_context_is_refused_by_name),
        cmocka_unit_test(a_copy_of_the_pack_is_the_same_model),
        cmocka_unit_test(every_damaged_or_missing_byte_is_noticed),
        cmocka_unit_test(forged_numbers_are_refused),
        cmocka_unit_test(what_is_no_file_of_ours_is_refused),
        cmocka_unit_test(a_killed_writer_leaves_a_whole_snapshot_or_none),
    };
    return cmocka_run_group_tests_name("infer/snapshot", tests, set_up, tear_down);
}
