#include "core/infer/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <xxhash.h>

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/infer/session_impl.h"
#include "core/infer/snapshot_format.h"

/* Writing and reading in pieces of a megabyte, with a running checksum. A large snapshot is
 * kept out of the page cache, which belongs to the experts. */

enum {
    PIECE_BYTES = 1 << 20,
    LARGE_BYTES = 64 << 20,
    SPARE_BYTES = 256 << 20, /* left free on the disk */
    KEEP_BYTES = 4 << 20,    /* checkpoints may take that much, or as much as the rest */
};

struct body {
    int fd;
    const char *path; /* for messages */
    uint64_t at, dropped;
    bool large;
    XXH3_state_t *hash;
    char *piece; /* [piece_bytes] */
    size_t piece_bytes;
    snapshot_stop_fn stop;
    void *ctx;
};

static bool body_open(struct body *b, const struct session *s, struct error *err)
{
    size_t row = s->backend->caps.kv_row_bytes;
    b->piece_bytes = row > PIECE_BYTES ? row : PIECE_BYTES;
    b->piece = mem_alloc(b->piece_bytes, "a piece of a snapshot", err);
    b->hash = b->piece ? XXH3_createState() : NULL;
    if (!b->hash || XXH3_64bits_reset(b->hash) != XXH_OK)
        return err && err->msg[0] ? false
                                  : err_set(err, ENOMEM, "create a checksum state");
    b->at = SNAPSHOT_HEADER_BYTES;
    return true;
}

static void body_close(struct body *b)
{
    mem_free(b->piece, b->piece ? b->piece_bytes : 0);
    XXH3_freeState(b->hash);
    if (b->fd >= 0)
        close(b->fd);
}

/* Others may run in between; one of them may lose the device, and with it all states. */
static bool stopped(const struct body *b, const struct session *s, struct error *err)
{
    const struct backend *before = s->backend;
    if (!b->stop || (!b->stop(b->ctx) && s->backend == before))
        return false;
    err_set(err, 0, "%s: there is something more urgent", b->path);
    if (err)
        err->code = ECANCELED;
    return true;
}

/* Give back the page cache of what lies behind, a few pieces later, when the disk has it. */
static void drop_behind(struct body *b, bool written)
{
    enum {
        WINDOW_BYTES = 16 << 20
    };
    if (!b->large || b->at - b->dropped < 2 * WINDOW_BYTES)
        return;
#ifdef __linux__
    if (written) {
        sync_file_range(b->fd, (off_t)b->dropped, WINDOW_BYTES,
                        SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE |
                            SYNC_FILE_RANGE_WAIT_AFTER);
        sync_file_range(b->fd, (off_t)(b->dropped + WINDOW_BYTES), WINDOW_BYTES,
                        SYNC_FILE_RANGE_WRITE);
    }
#endif
    posix_fadvise(b->fd, (off_t)b->dropped, WINDOW_BYTES, POSIX_FADV_DONTNEED);
    b->dropped += WINDOW_BYTES;
}

/* ---- what is in it ---- */

/* The header that the present session and nothing else goes with. */
static struct snapshot_header header_of(const struct session *s)
{
    const struct backend_caps *caps = &s->backend->caps;
    const struct pack *pack = s->pack;
    struct snapshot_header h = {
        .pack_id = pack_identity(pack),
        .state_bytes = caps->state_bytes,
        .n_tok = (uint32_t)s->at->n_tok,
        .n_kv_segments = (uint32_t)caps->n_kv_segments,
        .kv_row_bytes = (uint32_t)caps->kv_row_bytes,
        .kv_type = s->p.kv == KV_CHOICE_F32,
        .activations = s->p.f32_activations,
        .experts_per_token = (uint32_t)s->p.experts_per_token,
        .n_vocab = (uint32_t)pack->config.n_vocab,
        .expert_bits = (uint32_t)pack->expert_bits,
        .dense_bits = (uint32_t)pack->dense_bits,
    };
    /* Of a longer name the start will do. */
    snprintf(h.model, sizeof(h.model), "%s", pack->name);
    return h;
}

/* The states that go into a file, ascending; `state` NULL: the present one. */
struct kept {
    uint32_t at[SNAPSHOT_MAX_STATES];
    const void *state[SNAPSHOT_MAX_STATES];
    uint32_t n;
};

static bool is_kept(const struct session *s, size_t i)
{
    const struct checkpoint *c = checkpoint_list_at(s->at->checkpoints, i);
    return !c->minor && c->n_tok < s->at->n_tok;
}

/* The present state, the checkpoint that every conversation goes back to, and the newest
 * ones, where an edit of the last turns goes on: as many as the limits allow. Those inside
 * a message are left out: there are few, and turns begin elsewhere. */
static void choose_states(const struct session *s, const struct snapshot_header *h,
                          uint64_t bytes_max, struct kept *k)
{
    k->n = 0;
    if (!s->at->checkpoints)
        return;
    struct snapshot_header one = *h;
    uint64_t index_bytes, bytes;
    one.n_states = 1;
    if (!snapshot_sizes(&one, &index_bytes, &bytes))
        return;
    uint64_t room = bytes > KEEP_BYTES ? bytes : KEEP_BYTES;
    if (bytes_max && (bytes > bytes_max || bytes_max - bytes < room))
        room = bytes > bytes_max ? 0 : bytes_max - bytes;
    uint64_t n_more = room / (h->state_bytes + sizeof(uint32_t) * 2);
    if (n_more > SNAPSHOT_MAX_STATES - 1)
        n_more = SNAPSHOT_MAX_STATES - 1;

    size_t n_have = 0, n_all = checkpoint_list_n(s->at->checkpoints);
    for (size_t i = 0; i < n_all; i++)
        n_have += is_kept(s, i);
    size_t n = n_more < n_have ? (size_t)n_more : n_have;
    size_t left_out = n_have - n; /* behind the first */
    for (size_t i = 0; i < n_all && k->n < n; i++) {
        if (!is_kept(s, i) || (k->n > 0 && left_out > 0 && left_out--))
            continue;
        const struct checkpoint *c = checkpoint_list_at(s->at->checkpoints, i);
        k->state[k->n] = c->state;
        k->at[k->n++] = (uint32_t)c->n_tok;
    }
    k->at[k->n] = (uint32_t)s->at->n_tok;
    k->state[k->n++] = NULL;
}

/* A copy of the present state, where "before the last prompt" was kept: the newest position
 * is the better one to go back to. */
static const void *present_state(struct session *s, struct error *err)
{
    if (s->at->undo_tok != s->at->n_tok) {
        s->at->undo_tok = -1;
        if (!s->backend->ops->state_save(s->backend, s->seq, s->at->undo, err))
            return NULL;
        s->at->undo_tok = s->at->n_tok;
    }
    return s->at->undo;
}

/* ---- writing ---- */

static bool put(struct body *b, const void *bytes, size_t n, struct error *err)
{
    if (!fd_write_at(b->fd, bytes, n, b->at))
        return err_set(err, errno, "write %s", b->path);
    XXH3_64bits_update(b->hash, bytes, n);
    b->at += n;
    drop_behind(b, true);
    return true;
}

static bool put_state(struct body *b, const struct session *s, const void *state,
                      struct error *err)
{
    uint64_t n_bytes = s->backend->caps.state_bytes;
    for (uint64_t done = 0; done < n_bytes;) {
        size_t n = n_bytes - done < PIECE_BYTES ? (size_t)(n_bytes - done) : PIECE_BYTES;
        if (stopped(b, s, err) || !put(b, (const char *)state + done, n, err))
            return false;
        done += n;
    }
    return true;
}

static bool put_kv(struct body *b, struct session *s, struct error *err)
{
    const struct backend_caps *caps = &s->backend->caps;
    int n_rows = (int)(b->piece_bytes / caps->kv_row_bytes);
    for (int segment = 0; segment < caps->n_kv_segments; segment++)
        for (int first = 0, n; first < s->at->n_tok; first += n) {
            n = s->at->n_tok - first < n_rows ? s->at->n_tok - first : n_rows;
            if (stopped(b, s, err) ||
                !s->backend->ops->kv_save(s->backend, s->seq, segment, first, n, b->piece,
                                          err) ||
                !put(b, b->piece, (size_t)n * caps->kv_row_bytes, err))
                return false;
        }
    return true;
}

static bool put_body(struct body *b, struct session *s, const struct kept *k,
                     struct error *err)
{
    static const char zeros[8];
    size_t n_index = ((size_t)k->n + (size_t)s->at->n_tok) * 4;
    if (!put(b, k->at, k->n * sizeof(k->at[0]), err) ||
        !put(b, s->at->tokens, (size_t)s->at->n_tok * sizeof(s->at->tokens[0]), err) ||
        !put(b, zeros, (8 - n_index % 8) % 8, err))
        return false;
    for (uint32_t i = 0; i < k->n; i++) {
        const void *state = k->state[i] ? k->state[i] : present_state(s, err);
        if (!state || !put_state(b, s, state, err))
            return false;
    }
    return put_kv(b, s, err);
}

/* The temporary file, locked against another program that writes the same one, and empty.
 * The lock is of the file and not of its name: the other may have renamed it meanwhile. */
static int open_temporary(const char *path, struct error *err)
{
    struct stat named, mine;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (fd < 0) {
        err_set(err, errno, "create %s", path);
        return -1;
    }
    bool ours = flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &mine) == 0 &&
                lstat(path, &named) == 0 && mine.st_ino == named.st_ino &&
                mine.st_dev == named.st_dev;
    if (!ours)
        err_set(err, EBUSY, "write %s", path);
    else if (!S_ISREG(mine.st_mode))
        err_set(err, 0, "write %s: not a file", path);
    else if (fchmod(fd, 0600) != 0 || ftruncate(fd, 0) != 0)
        err_set(err, errno, "write %s", path);
    else
        return fd;
    close(fd);
    return -1;
}

/* A full disk would keep the conversation itself from being saved. */
static bool has_room(int fd, const char *path, uint64_t bytes, struct error *err)
{
    struct statvfs v;
    if (fstatvfs(fd, &v) != 0)
        return err_set(err, errno, "write %s", path);
    uint64_t left = (uint64_t)v.f_bavail * v.f_frsize;
    if (left >= bytes && left - bytes >= SPARE_BYTES)
        return true;
    err_set(err, ENOSPC, "write %s (%.1f MB)", path, (double)bytes / 1e6);
    return false;
}

static bool write_file(struct body *b, struct session *s, struct snapshot_header *h,
                       const struct kept *k, const struct snapshot_save *p,
                       struct error *err)
{
    uint64_t index_bytes, file_bytes = 0;
    snapshot_sizes(h, &index_bytes, &file_bytes);
    b->large = file_bytes > LARGE_BYTES;
    if (!has_room(b->fd, b->path, file_bytes, err) || !put_body(b, s, k, err))
        return false;
    h->saved_ms = clock_unix_ms();
    h->body_xxh3 = XXH3_64bits_digest(b->hash);
    snapshot_seal(h);
    if (!fd_write_at(b->fd, h, sizeof(*h), 0))
        return err_set(err, errno, "write %s", b->path);
    if (rename(b->path, p->path) != 0)
        return err_set(err, errno, "rename %s to %s", b->path, p->path);
    return true;
}

bool snapshot_save(struct session *s, const struct snapshot_save *p,
                   struct snapshot_info *out, struct error *err)
{
    int64_t begin = clock_now_ns();
    *out = (struct snapshot_info){0};
    if (s->at->n_tok == 0) {
        err_set(err, 0, "write %s: nothing was read yet", p->path);
        if (err)
            err->code = ENODATA;
        return false;
    }
    struct snapshot_header h = header_of(s);
    snprintf(h.template_name, sizeof(h.template_name), "%s", p->template_name);
    struct kept k;
    choose_states(s, &h, p->bytes_max, &k);
    h.n_states = k.n;
    uint64_t index_bytes, bytes;
    if (!snapshot_sizes(&h, &index_bytes, &bytes) ||
        (p->bytes_max && bytes > p->bytes_max)) {
        err_set(err, 0, "write %s: it takes %.1f MB, the limit is %.1f MB", p->path,
                (double)bytes / 1e6, (double)p->bytes_max / 1e6);
        if (err)
            err->code = EFBIG;
        return false;
    }

    char *temporary = xasprintf("%s.tmp", p->path);
    struct body b = {.fd = open_temporary(temporary, err),
                     .path = temporary,
                     .stop = p->stop,
                     .ctx = p->ctx};
    bool ok = b.fd >= 0 && body_open(&b, s, err) && write_file(&b, s, &h, &k, p, err);
    if (!ok && b.fd >= 0)
        unlink(temporary);
    body_close(&b);
    free(temporary);
    *out = (struct snapshot_info){.n_tok = s->at->n_tok,
                                  .n_states = (int)k.n,
                                  .bytes = bytes,
                                  .ms = (double)(clock_now_ns() - begin) / 1e6};
    return ok;
}

/* ---- reading ---- */

static bool get_at(const struct body *b, void *out, size_t n, uint64_t at,
                   struct error *err)
{
    if (fd_read_at(b->fd, out, n, at))
        return true;
    if (errno)
        return err_set(err, errno, "read %s", b->path);
    return err_set(err, 0, "it ends too early");
}

static bool get(struct body *b, void *out, size_t n, struct error *err)
{
    if (!get_at(b, out, n, b->at, err))
        return false;
    XXH3_64bits_update(b->hash, out, n);
    b->at += n;
    drop_behind(b, false);
    return true;
}

/* Positions and tokens: those are looked at one by one, since they index memory. */
static bool get_index(struct body *b, struct session *s, const struct snapshot_header *h,
                      uint32_t at[SNAPSHOT_MAX_STATES], struct error *err)
{
    char zeros[8];
    size_t n_index = ((size_t)h->n_states + h->n_tok) * 4;
    if (!get(b, at, h->n_states * sizeof(at[0]), err) ||
        !get(b, s->at->tokens, h->n_tok * sizeof(s->at->tokens[0]), err) ||
        !get(b, zeros, (8 - n_index % 8) % 8, err))
        return false;
    for (uint32_t i = 0; i < h->n_states; i++) {
        bool last = i + 1 == h->n_states;
        if (at[i] == 0 || (i > 0 && at[i] <= at[i - 1]) || at[i] > h->n_tok ||
            last != (at[i] == h->n_tok))
            return err_set(err, 0, "the positions of its states are wrong");
    }
    for (uint32_t i = 0; i < h->n_tok; i++)
        if (s->at->tokens[i] < 0 || s->at->tokens[i] >= s->pack->config.n_vocab)
            return err_set(err, 0, "token %u of it is none", i + 1);
    return true;
}

/* A state that this session has no room for is passed over, but for the checksum. */
static bool get_state(struct body *b, const struct session *s, void *out,
                      uint64_t n_bytes, struct error *err)
{
    for (uint64_t done = 0; done < n_bytes;) {
        size_t n = n_bytes - done < PIECE_BYTES ? (size_t)(n_bytes - done) : PIECE_BYTES;
        if (stopped(b, s, err) || !get(b, out ? (char *)out + done : b->piece, n, err))
            return false;
        done += n;
    }
    return true;
}

static bool get_kv(struct body *b, struct session *s, int n_tok, struct error *err)
{
    const struct backend_caps *caps = &s->backend->caps;
    int n_rows = (int)(b->piece_bytes / caps->kv_row_bytes);
    for (int segment = 0; segment < caps->n_kv_segments; segment++)
        for (int first = 0, n; first < n_tok; first += n) {
            n = n_tok - first < n_rows ? n_tok - first : n_rows;
            if (stopped(b, s, err) ||
                !get(b, b->piece, (size_t)n * caps->kv_row_bytes, err) ||
                !s->backend->ops->kv_load(s->backend, s->seq, segment, first, n, b->piece,
                                          err))
                return false;
        }
    return true;
}

/* Straight into the memory of the session, which is empty until all of it is there and the
 * checksum was right: positions past the present one are never read. */
static bool get_body(struct body *b, struct session *s, const struct snapshot_header *h,
                     struct error *err)
{
    uint32_t at[SNAPSHOT_MAX_STATES] = {0};
    if (!get_index(b, s, h, at, err))
        return false;
    for (uint32_t i = 0; i < h->n_states; i++) {
        void *state = i + 1 == h->n_states
                          ? s->at->undo
                          : checkpoint_list_add(s->at->checkpoints, (int)at[i], false);
        if (!get_state(b, s, state, h->state_bytes, err))
            return false;
    }
    if (!get_kv(b, s, (int)h->n_tok, err))
        return false;
    if (XXH3_64bits_digest(b->hash) != h->body_xxh3)
        return err_set(err, 0, "its checksum is wrong");
    return true;
}

/* The file, a header that fits, and nothing done yet. */
static bool open_snapshot(struct body *b, const struct session *s,
                          struct snapshot_header *h, struct error *err)
{
    struct stat st;
    b->fd = open(b->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (b->fd < 0 || fstat(b->fd, &st) != 0)
        return err_set(err, errno, "open %s", b->path);
    if (!S_ISREG(st.st_mode))
        return err_set(err, 0, "it is not a file");
    if (st.st_size < SNAPSHOT_HEADER_BYTES)
        return err_set(err, 0, "it is not a snapshot, or was not finished");
    struct snapshot_header want = header_of(s);
    if (!get_at(b, h, sizeof(*h), 0, err) ||
        !snapshot_check(h, (uint64_t)st.st_size, err) || !snapshot_fits(h, &want, err))
        return false;
    if (h->n_tok > (uint32_t)s->p.ctx_tok)
        return err_set(err, 0, "it has %u tokens, the context has room for %d", h->n_tok,
                       s->p.ctx_tok);
    b->large = h->file_bytes > LARGE_BYTES;
    return true;
}

bool snapshot_load(struct session *s, const char *path, struct snapshot_info *out,
                   struct error *err)
{
    return snapshot_load_until(s, path, NULL, NULL, out, err);
}

bool snapshot_load_until(struct session *s, const char *path, snapshot_stop_fn stop,
                         void *ctx, struct snapshot_info *out, struct error *err)
{
    int64_t begin = clock_now_ns();
    struct snapshot_header h = {0};
    struct body b = {.fd = -1, .path = path, .stop = stop, .ctx = ctx};
    *out = (struct snapshot_info){0};
    if (!open_snapshot(&b, s, &h, err) || !body_open(&b, s, err)) {
        body_close(&b);
        return false;
    }
    session_reset(s);
    bool ok = get_body(&b, s, &h, err) &&
              (!h.n_states ||
               s->backend->ops->state_load(s->backend, s->seq, s->at->undo, err));
    body_close(&b);
    if (!ok) {
        session_reset(s);
        return false;
    }
    s->at->n_tok = (int)h.n_tok;
    s->at->undo_tok = h.n_states ? s->at->n_tok : -1;
    s->timed = false;
    *out = (struct snapshot_info){.n_tok = s->at->n_tok,
                                  .n_states = (int)h.n_states,
                                  .bytes = h.file_bytes,
                                  .ms = (double)(clock_now_ns() - begin) / 1e6};
    return true;
}

uint64_t snapshot_bytes(const struct session *s, uint64_t bytes_max)
{
    struct snapshot_header h = header_of(s);
    struct kept k;
    uint64_t index_bytes, bytes;
    choose_states(s, &h, bytes_max, &k);
    h.n_states = k.n;
    return snapshot_sizes(&h, &index_bytes, &bytes) ? bytes : UINT64_MAX;
}

uint64_t snapshot_key(const struct session *s)
{
    struct snapshot_header h = header_of(s); /* without padding */
    uint64_t model = XXH3_64bits(&h, sizeof(h));
    return XXH3_64bits_withSeed(s->at->tokens,
                                (size_t)s->at->n_tok * sizeof(s->at->tokens[0]), model);
}

void snapshot_index_finish(struct snapshot_index *x)
{
    free(x->tokens);
    free(x->states);
    *x = (struct snapshot_index){0};
}

bool snapshot_peek(const struct session *s, const char *path, struct snapshot_index *out,
                   struct error *err)
{
    struct snapshot_header h = {0};
    struct body b = {.fd = -1, .path = path};
    uint32_t at[SNAPSHOT_MAX_STATES] = {0};
    *out = (struct snapshot_index){0};
    bool ok = open_snapshot(&b, s, &h, err) &&
              get_at(&b, at, h.n_states * sizeof(at[0]), SNAPSHOT_HEADER_BYTES, err);
    if (ok) {
        out->n_tok = (int)h.n_tok;
        out->n_states = (int)h.n_states;
        out->bytes = h.file_bytes;
        out->tokens = xcalloc(h.n_tok, sizeof(*out->tokens));
        out->states = xcalloc((size_t)h.n_states + 1, sizeof(*out->states));
        for (uint32_t i = 0; i < h.n_states; i++)
            out->states[i] = at[i] <= h.n_tok ? (int)at[i] : 0;
        ok = get_at(&b, out->tokens, h.n_tok * sizeof(*out->tokens),
                    SNAPSHOT_HEADER_BYTES + h.n_states * sizeof(at[0]), err);
    }
    body_close(&b);
    if (!ok)
        snapshot_index_finish(out);
    return ok;
}
