#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/magic.h>
#include <sys/vfs.h>
#endif

#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/thread.h"
#include "core/measure/limits_impl.h"

/* Random reads of one record each, at several depths, through the page cache and past it.
 * The samples go round the ways and depths, so that a disk whose speed drifts does not
 * favour one of them. A sample reads no record twice. */

enum {
    DEFAULT_RECORD_BYTES = 1769472, /* an expert of 35B-A3B at 4 bits */
    MAX_RECORD_BYTES = 1 << 30,
    MIN_RECORDS = 4,
    N_ROUNDS = 3,
    MAX_DEPTH = 16,
};

static const uint64_t default_files_bytes = 1ULL << 30;
static const uint64_t default_scratch_bytes = 2ULL << 30;
static const double write_share = 0.4; /* of the time, for the scratch file */
static const double busy_share = 0.3;  /* of the rest, beside reads of memory */

const int limits_depths[LIMITS_N_DEPTHS] = {1, 2, 4, 8, MAX_DEPTH};

struct disk_file {
    int fd, direct_fd; /* owned, -1: none */
    char *name;        /* owned, for messages */
    uint64_t n_records;
};

struct disk {
    size_t record_bytes;
    int n_files;
    struct disk_file *files; /* [n_files], owned */
    uint64_t n_records;
    uint64_t *order; /* [n_records] owned: a random order of all records */
    uint64_t at;     /* in `order`, where the next sample begins */
    void *buffers;   /* [MAX_DEPTH][record_bytes], owned */
};

/* One sample: readers take record after record until the time is over. */
struct sample {
    const struct disk *disk;
    bool direct;
    int64_t end_ns;
    uint64_t first;
    atomic_uint_fast64_t n_taken, n_read;
    atomic_int fault; /* errno of the first failed read; -1: end of file */
    atomic_uint_fast64_t fault_record;
};

struct reader {
    struct sample *sample;
    void *buffer;
    pthread_t thread;
};

/* Of record `i` of all files; the number inside the file goes to *place. */
static const struct disk_file *find_record(const struct disk *d, uint64_t i,
                                           uint64_t *place)
{
    const struct disk_file *f = d->files;
    for (; i >= f->n_records; f++)
        i -= f->n_records;
    *place = i;
    return f;
}

static int read_record(const struct disk *d, uint64_t i, bool direct, void *buffer)
{
    uint64_t place;
    const struct disk_file *f = find_record(d, i, &place);
    int fd = direct ? f->direct_fd : f->fd;
    bool ok = fd_read_at(fd, buffer, d->record_bytes, place * d->record_bytes);
    return ok ? 0 : errno ? errno : -1;
}

static void *reader_main(void *arg)
{
    struct reader *r = arg;
    struct sample *s = r->sample;
    const struct disk *d = s->disk;
    /* At least one each, however short the time. */
    for (bool first = true; first || clock_now_ns() < s->end_ns; first = false) {
        uint64_t i = atomic_fetch_add(&s->n_taken, 1);
        if (i >= d->n_records || atomic_load(&s->fault))
            break;
        uint64_t record = d->order[(s->first + i) % d->n_records];
        int fault = read_record(d, record, s->direct, r->buffer), none = 0;
        if (fault == 0)
            atomic_fetch_add(&s->n_read, 1);
        else if (atomic_compare_exchange_strong(&s->fault, &none, fault))
            atomic_store(&s->fault_record, record);
    }
    return NULL;
}

static bool sample_fault(const struct disk *d, struct sample *s, struct error *err)
{
    int fault = atomic_load(&s->fault);
    if (!fault)
        return true;
    uint64_t place;
    const struct disk_file *f = find_record(d, atomic_load(&s->fault_record), &place);
    uint64_t offset = place * d->record_bytes;
    return err_set(err, fault > 0 ? fault : 0,
                   "read %zu bytes of %s at offset %" PRIu64 "%s%s", d->record_bytes,
                   f->name, offset, s->direct ? " with O_DIRECT" : "",
                   fault < 0 ? ": end of file" : "");
}

static bool drop_pages(const struct disk *d, struct error *err)
{
#ifdef POSIX_FADV_DONTNEED
    for (int i = 0; i < d->n_files; i++) {
        int rc = posix_fadvise(d->files[i].fd, 0, 0, POSIX_FADV_DONTNEED);
        if (rc)
            return err_set(err, rc, "drop %s from the page cache", d->files[i].name);
    }
    return true;
#else
    return err_set(err, 0, "this system drops no file from the page cache");
#endif
}

static bool take_sample(struct disk *d, bool direct, int depth, double seconds,
                        struct samples *out, struct error *err)
{
    if (!direct && !drop_pages(d, err))
        return false;
    struct sample s = {.disk = d, .direct = direct, .first = d->at};
    struct reader readers[MAX_DEPTH];
    int64_t start = clock_now_ns();
    s.end_ns = start + (int64_t)(seconds * 1e9);
    int n = 0;
    bool ok = true;
    for (; ok && n < depth; n += ok) {
        readers[n] = (struct reader){
            .sample = &s,
            .buffer = (char *)d->buffers + (size_t)n * d->record_bytes,
        };
        ok = thread_start(&readers[n].thread, "fm:limits", reader_main, &readers[n], err);
    }
    for (int i = 0; i < n; i++)
        pthread_join(readers[i].thread, NULL);
    int64_t ns = clock_now_ns() - start;
    if (!ok || !sample_fault(d, &s, err))
        return false;
    uint64_t n_read = atomic_load(&s.n_read);
    d->at = (d->at + n_read) % d->n_records;
    if (n_read)
        samples_add(out, n_read * d->record_bytes, ns);
    return true;
}

static int add_rates(const struct samples *samples, struct limits_rate *out)
{
    int n = 0;
    for (int i = 0; i < LIMITS_N_DEPTHS; i++)
        if (samples[i].n)
            out[n++] = samples_rate(&samples[i], limits_depths[i]);
    return n;
}

/* -- beside reads of memory -- */

struct busy {
    struct disk *disk;
    struct memory_load *load;
    bool direct;
    int depth;
    double seconds; /* of one sample */
};

/* Bytes per second of the disk and of memory, of each if it is wanted. */
static bool busy_sample(struct busy *b, bool disk, bool memory, double *disk_rate,
                        double *memory_rate, struct error *err)
{
    struct samples s = {0};
    uint64_t before = memory_load_bytes(b->load);
    int64_t start = clock_now_ns();
    if (memory)
        memory_load_start(b->load);
    bool ok = true;
    if (disk)
        ok = take_sample(b->disk, b->direct, b->depth, b->seconds, &s, err);
    else
        nanosleep(&(struct timespec){.tv_sec = (time_t)b->seconds,
                                     .tv_nsec = (long)(fmod(b->seconds, 1) * 1e9)},
                  NULL);
    double ns = (double)(clock_now_ns() - start);
    if (memory) {
        *memory_rate = (double)(memory_load_bytes(b->load) - before) * 1e9 / ns;
        memory_load_stop(b->load);
    }
    *disk_rate = s.n ? s.v[0] : 0;
    return ok;
}

static bool run_busy(struct busy *b, struct limits_busy *out, struct error *err)
{
    struct samples disk = {0}, memory = {0}, rate = {0};
    for (int round = 0; round < N_ROUNDS; round++) {
        double none, disk_alone, memory_alone, disk_busy, memory_busy;
        if (!busy_sample(b, false, true, &none, &memory_alone, err) ||
            !busy_sample(b, true, true, &disk_busy, &memory_busy, err) ||
            !busy_sample(b, true, false, &disk_alone, &none, err))
            return false;
        if (disk_alone <= 0 || disk_busy <= 0 || memory_alone <= 0 || memory_busy <= 0)
            continue;
        disk.v[disk.n++] = disk_busy / disk_alone;
        memory.v[memory.n++] = memory_busy / memory_alone;
        rate.v[rate.n++] = disk_busy;
    }
    if (disk.n)
        *out = (struct limits_busy){.n_samples = disk.n,
                                    .disk = samples_rate(&disk, 0).median,
                                    .memory = samples_rate(&memory, 0).median,
                                    .disk_rate = samples_rate(&rate, 0).median};
    return true;
}

static bool measure_busy(const struct limits_params *p, struct disk *d, double seconds,
                         struct limits_disk *out, struct error *err)
{
    uint64_t n_bytes = memory_buffer_bytes(p);
    if (n_bytes == 0)
        return true; /* the part about memory says why */
    struct busy b = {.disk = d, .load = memory_load_create(p, n_bytes, err)};
    if (!b.load)
        return false;
    int n_ways = (out->n_direct > 0) + (out->n_buffered > 0);
    b.seconds = fmax(seconds, 0) / (3 * N_ROUNDS * (n_ways ? n_ways : 1));
    bool ok = true;
    if (out->n_direct > 0) {
        b.direct = true;
        b.depth = MAX_DEPTH;
        ok = run_busy(&b, &out->direct_busy, err);
    }
    if (ok && out->n_buffered > 0) {
        b.direct = false;
        b.depth = 1;
        ok = run_busy(&b, &out->buffered_busy, err);
    }
    memory_load_destroy(b.load);
    return ok;
}

/* A file system may open with O_DIRECT and then refuse to read so. */
static bool can_read_direct(const struct disk *d, char *why)
{
    for (int i = 0; i < d->n_files; i++)
        if (d->files[i].direct_fd < 0)
            return false;
    int rc = read_record(d, d->order[0], true, d->buffers);
    if (rc != EINVAL && rc != EOPNOTSUPP)
        return true;
    snprintf(why, LIMITS_WHY_BYTES, "%s: O_DIRECT reads of %zu bytes are refused",
             d->files[0].name, d->record_bytes);
    return false;
}

static bool run_samples(struct disk *d, double seconds, struct limits_disk *out,
                        struct error *err)
{
    bool direct = !*out->direct_why && can_read_direct(d, out->direct_why);
    struct samples samples[2][LIMITS_N_DEPTHS] = {0};
    int n_left = N_ROUNDS * LIMITS_N_DEPTHS * (direct ? 2 : 1);
    int64_t end = clock_now_ns() + (int64_t)(seconds * 1e9);
    bool ok = true;
    for (int round = 0; ok && round < N_ROUNDS; round++) {
        for (int i = 0; ok && i < LIMITS_N_DEPTHS * 2; i++) {
            if (i % 2 && !direct)
                continue;
            double left = (double)(end - clock_now_ns()) / 1e9;
            /* A slow disk: whole rounds matter less than the time that was given. */
            if (left <= 0 && round)
                break;
            ok =
                take_sample(d, i % 2, limits_depths[i / 2],
                            left > 0 ? left / n_left : 1e-6, &samples[i % 2][i / 2], err);
            n_left--;
        }
    }
    if (!ok)
        return false;
    out->n_buffered = add_rates(samples[0], out->buffered);
    out->n_direct = add_rates(samples[1], out->direct);
    return true;
}

/* Files that are not on a disk say nothing about one. */
static bool in_memory(const char *folder)
{
#ifdef __linux__
    struct statfs fs;
    return statfs(folder, &fs) == 0 &&
           (fs.f_type == TMPFS_MAGIC || (unsigned long)fs.f_type == RAMFS_MAGIC);
#else
    (void)folder;
    return false;
#endif
}

static void advise(int fd)
{
#ifdef POSIX_FADV_RANDOM
    posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM);
#else
    (void)fd;
#endif
}

static bool open_files(const struct limits_params *p, struct disk *d,
                       struct limits_disk *out, struct error *err)
{
    d->files = xcalloc((size_t)p->n_files, sizeof(*d->files));
    for (int i = 0; i < p->n_files; i++) {
        struct disk_file *f = &d->files[d->n_files++];
        *f = (struct disk_file){.direct_fd = -1, .name = xstrdup(p->files[i])};
        f->fd = open(f->name, O_RDONLY | O_CLOEXEC);
        struct stat st;
        if (f->fd < 0 || fstat(f->fd, &st) != 0)
            return err_set(err, errno, "open %s", f->name);
        f->n_records = (uint64_t)st.st_size / d->record_bytes;
        out->file_bytes += (uint64_t)st.st_size;
        if (!p->no_direct && !*out->direct_why)
            f->direct_fd = direct_open(f->name, f->name, out->direct_why);
    }
    return true;
}

static bool open_scratch(const struct limits_params *p, struct disk *d, double seconds,
                         struct limits_disk *out, struct error *err)
{
    uint64_t bytes = p->scratch_bytes ? p->scratch_bytes : default_scratch_bytes;
    bytes = bytes / d->record_bytes * d->record_bytes;
    if (bytes < MIN_RECORDS * d->record_bytes) {
        err_set(err, 0,
                "a scratch file of %" PRIu64 " bytes holds fewer than %d records "
                "of %zu bytes",
                p->scratch_bytes, MIN_RECORDS, d->record_bytes);
        return false;
    }
    struct scratch s;
    if (!scratch_create(p, bytes, seconds, &s, out->direct_why, err))
        return false;
    d->files = xcalloc(1, sizeof(*d->files));
    d->n_files = 1;
    d->files[0] = (struct disk_file){
        .fd = s.fd,
        .direct_fd = s.direct_fd,
        .name = xasprintf("the scratch file in %s", p->folder),
        .n_records = s.n_bytes / d->record_bytes,
    };
    out->scratch = true;
    out->file_bytes = s.n_bytes;
    return true;
}

static uint64_t total_bytes(const struct limits_params *p)
{
    uint64_t total = 0;
    struct stat st;
    for (int i = 0; i < p->n_files; i++)
        if (stat(p->files[i], &st) == 0 && st.st_size > 0)
            total += (uint64_t)st.st_size;
    return total;
}

static bool shuffle_records(struct disk *d, struct error *err)
{
    for (int i = 0; i < d->n_files; i++) {
        d->n_records += d->files[i].n_records;
        advise(d->files[i].fd);
    }
    if (d->n_records < MIN_RECORDS) {
        err_set(err, 0, "%s holds fewer than %d records of %zu bytes", d->files[0].name,
                MIN_RECORDS, d->record_bytes);
        return false;
    }
    d->order = mem_alloc(d->n_records * sizeof(*d->order), "the order of reads", err);
    if (!d->order)
        return false;
    uint64_t state = 0x2545f4914f6cdd1dULL;
    for (uint64_t i = 0; i < d->n_records; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        uint64_t j = state % (i + 1);
        d->order[i] = d->order[j];
        d->order[j] = i;
    }
    return true;
}

static bool measure(const struct limits_params *p, double seconds, struct disk *d,
                    struct limits_disk *out, struct error *err)
{
    int64_t start = clock_now_ns();
    d->buffers = mem_alloc(MAX_DEPTH * d->record_bytes, "the disk measurement", err);
    if (!d->buffers)
        return false;
    uint64_t min = p->files_min_bytes ? p->files_min_bytes : default_files_bytes;
    bool own = p->n_files && total_bytes(p) >= min;
    if (p->progress)
        p->progress(own ? "disk" : "scratch file");
    if (own ? !open_files(p, d, out, err)
            : !open_scratch(p, d, seconds * write_share, out, err))
        return false;
    if (!shuffle_records(d, err))
        return false;
    if (p->progress && !own)
        p->progress("disk");
    double left = seconds - (double)(clock_now_ns() - start) / 1e9;
    double busy = left * busy_share;
    return run_samples(d, left - busy, out, err) && measure_busy(p, d, busy, out, err);
}

void disk_measure(const struct limits_params *p, double seconds, struct limits_disk *out)
{
    uint64_t record = p->record_bytes ? p->record_bytes : DEFAULT_RECORD_BYTES;
    snprintf(out->folder, sizeof(out->folder), "%s", p->folder);
    if (record > MAX_RECORD_BYTES) {
        out->failed = true;
        snprintf(out->why, sizeof(out->why), "records of %llu bytes are too large",
                 (unsigned long long)record);
        return;
    }
    record =
        (record + LIMITS_RECORD_ALIGN - 1) / LIMITS_RECORD_ALIGN * LIMITS_RECORD_ALIGN;
    out->record_bytes = record;
    if (in_memory(p->folder)) {
        snprintf(out->why, sizeof(out->why), "%s lies in memory, not on a disk",
                 p->folder);
        snprintf(out->direct_why, sizeof(out->direct_why), "%s", out->why);
        return;
    }
    if (p->no_direct)
        snprintf(out->direct_why, sizeof(out->direct_why), "O_DIRECT is not wanted");

    struct error err = {0};
    struct disk d = {.record_bytes = (size_t)record};
    if (!measure(p, seconds, &d, out, &err)) {
        out->failed = true;
        snprintf(out->why, sizeof(out->why), "%s", err.msg);
    }
    for (int i = 0; i < d.n_files; i++) {
        if (d.files[i].fd >= 0)
            close(d.files[i].fd);
        if (d.files[i].direct_fd >= 0)
            close(d.files[i].direct_fd);
        free(d.files[i].name);
    }
    free(d.files);
    if (d.order)
        mem_free(d.order, d.n_records * sizeof(*d.order));
    if (d.buffers)
        mem_free(d.buffers, MAX_DEPTH * d.record_bytes);
}
