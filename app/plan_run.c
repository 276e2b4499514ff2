#include "app/plan_run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>

#include "app/bench_limits.h"
#include "app/limits_cache.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/model/manifest.h"
#include "core/model/synth.h"
#include "core/stream/expert_store.h"

#define LOG_MODULE "plan"

/* What is measured once, and then the predictions one by one. */

enum {
    FRESH_S = 30 * 24 * 3600, /* limits that are kept count as today's */
    MAX_FORMATS = 6,
};

static const int shape_bits[] = {2, 3, 4, 5, 6, 8};
static const int contexts[] = {1024, 8192, 32768, 131072};

/* One format of the model. */
struct format {
    struct manifest m; /* owned */
    struct model_cost cost;
    uint64_t disk_bytes;
};

struct run {
    const struct plan_params *p;
    struct plan_result *r;
    struct format format[MAX_FORMATS];
    int n_formats;
};

static bool add_pack(struct run *run, struct error *err)
{
    struct format *f = &run->format[0];
    struct pack *pack = pack_open(run->p->pack_path, err);
    if (!pack)
        return false;
    run->r->name = xstrdup(pack->name);
    run->r->n_params = pack->n_params;
    run->r->dense_bits = pack->dense_bits;
    f->disk_bytes = pack->dense_bytes + pack->expert_file_bytes;
    bool ok = manifest_load(&f->m, pack->path, err);
    pack_close(pack);
    if (!ok)
        return false;
    run->n_formats = 1;
    model_cost_of(&f->m, &f->cost);
    return true;
}

static bool add_shape(struct run *run, int bits, struct error *err)
{
    const struct plan_params *p = run->p;
    struct format *f = &run->format[run->n_formats];
    struct synth_params s = {.shape = p->shape,
                             .expert_bits = bits,
                             .dense_bits = p->dense_bits,
                             .head_bits = p->head_bits};
    struct synth_sizes sizes;
    if (!synth_shape(p->shape, p->n_layer, p->n_expert, &s.config, err) ||
        !synth_measure(&s, &sizes, err) || !synth_manifest(&s, &f->m, err))
        return false;
    run->n_formats++;
    model_cost_of(&f->m, &f->cost);
    f->disk_bytes = sizes.file_bytes;
    run->r->n_params = sizes.n_params;
    run->r->dense_bits = f->m.dense_bits;
    return true;
}

static bool add_formats(struct run *run, struct error *err)
{
    const struct plan_params *p = run->p;
    run->r->is_pack = p->pack_path != NULL;
    if (p->pack_path)
        return add_pack(run, err);
    run->r->name = xstrdup(p->shape);
    if (p->expert_bits)
        return add_shape(run, p->expert_bits, err);
    for (size_t i = 0; i < sizeof(shape_bits) / sizeof(shape_bits[0]); i++)
        if (!add_shape(run, shape_bits[i], err))
            return false;
    return true;
}

/* Those that are kept, if they are of this machine and disk and not old. */
static bool get_limits(struct run *run, struct error *err)
{
    struct plan_result *r = run->r;
    char why[LIMITS_CACHE_WHY_BYTES];
    struct limits_machine machine = limits_machine_of(&r->machine);
    if (limits_cache_load(&r->machine, &r->limits, why) &&
        limits_are_of(&r->limits, &machine) && limits_memory_rate(&r->limits) > 0 &&
        limits_disk_rate(&r->limits) > 0 && time(NULL) - r->limits.time_s < FRESH_S)
        return true;
    struct bench_limits_params params = {
        .pack_path = run->p->pack_path,
        .folder = run->p->disk        ? run->p->disk
                  : run->p->pack_path ? NULL
                                      : ".",
        .record_bytes = run->format[0].m.expert[0].stride_bytes,
        .progress = run->p->progress,
    };
    r->measured_now = true;
    if (!bench_limits_run(&params, &r->limits, err))
        return false;
    struct error unkept = {0};
    r->kept = bench_limits_keep(&r->limits, &unkept);
    if (!r->kept)
        log_warn("the limits are not kept: %s", unkept.msg);
    if (r->limits.disk.failed)
        return err_set(err, 0, "measure the disk: %s", r->limits.disk.why);
    if (limits_memory_rate(&r->limits) <= 0)
        return err_set(err, 0, "measure the memory: %s", r->limits.memory.why);
    if (limits_disk_rate(&r->limits) <= 0)
        return err_set(err, 0, "measure the disk: %s",
                       *r->limits.disk.why ? r->limits.disk.why : "too little time");
    return true;
}

static bool get_rates(struct run *run, struct error *err)
{
    struct plan_rates_params params = {
        .config = &run->r->config,
        .kernel = run->p->kernel,
        .n_threads = run->p->n_threads,
        .cache_bytes = run->r->limits.memory.cache_bytes,
    };
    for (int i = 0; i < run->n_formats; i++) {
        const struct model_cost *c = &run->format[i].cost;
        for (int type = 0; type < N_DTYPE; type++) {
            if (c->mixer.of[type] || c->shared.of[type] || c->head.of[type] ||
                c->expert_in.of[type])
                params.types[PLAN_HIDDEN][type] = true;
            if (c->expert_out.of[type])
                params.types[PLAN_EXPERT_FF][type] = true;
        }
    }
    if (run->p->progress)
        run->p->progress("kernels");
    return plan_rates_measure(&params, &run->r->rates, err);
}

/* False + err when the engine would refuse such a session. */
static bool predict(const struct run *run, const struct format *f, int k, int ctx_tok,
                    int at_tok, struct plan_row *row, struct error *err)
{
    struct plan_result *r = run->r;
    struct pack pack = {.name = r->name,
                        .config = f->m.config,
                        .expert = f->m.expert,
                        .dense_bytes = f->m.dense_bytes};
    struct session_params session = {
        .n_threads = r->rates.n_threads, .experts_per_token = k, .ctx_tok = ctx_tok};
    struct expert_store_params store = {0};
    if (!session_plan_memory(&pack, &session, &row->memory, err))
        return false;
    expert_store_defaults(&pack, k, &store);
    const struct memory_plan *m = &row->memory;
    row->expert_bits = f->m.expert_bits;
    row->k = k;
    row->disk_bytes = f->disk_bytes;
    row->touched_bytes = model_cost_touched(&f->cost, k);
    row->need_bytes = m->dense + m->kv + m->state + m->buffers + m->checkpoints_max;
    struct plan_machine machine = {.limits = &r->limits,
                                   .rates = &r->rates,
                                   .ram_bytes = r->ram_bytes,
                                   .cache_limit_bytes = r->cache_limit_bytes};
    struct plan_question question = {
        .config = &f->m.config,
        .cost = &f->cost,
        .k = k,
        .zipf = r->zipf,
        .ctx_tok = at_tok,
        .n_prompt = r->n_prompt,
        .chunk_tok = r->chunk_tok,
        .n_buffers = store.n_slots,
        .need_bytes = row->need_bytes,
    };
    plan_predict(&machine, &question, &row->answer);
    return true;
}

/* The native number of experts, half and a quarter of it; or the one that was asked for. */
static int choose_k(const struct run *run, int out[3])
{
    int native = run->r->config.n_expert_used, n = 0;
    if (run->p->k) {
        out[n++] = run->p->k;
        return n;
    }
    for (int k = native; k >= 1 && n < 3; k /= 2)
        out[n++] = k;
    return n;
}

static bool fill_rows(struct run *run, struct error *err)
{
    struct plan_result *r = run->r;
    const struct format *native = &run->format[0];
    int k[3] = {0}, n_k = choose_k(run, k);
    for (int i = 0; i < run->n_formats; i++)
        for (int j = 0; j < n_k; j++) {
            if (j == 0 && (run->n_formats == 1 || run->format[i].m.expert_bits == 4)) {
                r->native_row = r->n_rows;
                native = &run->format[i];
            }
            if (!predict(run, &run->format[i], k[j], r->ctx_tok, r->n_prompt,
                         &r->row[r->n_rows++], err))
                return false;
        }
    for (size_t i = 0; i < sizeof(contexts) / sizeof(contexts[0]); i++) {
        struct plan_row row;
        if (contexts[i] > r->config.max_context_tok)
            break;
        if (!predict(run, native, k[0], contexts[i], contexts[i], &row, err))
            return false;
        r->context[r->n_contexts++] = (struct plan_context){
            .ctx_tok = contexts[i], .kv_bytes = row.memory.kv, .answer = row.answer};
    }
    return true;
}

static bool check(struct run *run, struct error *err)
{
    struct plan_result *r = run->r;
    const struct plan_params *p = run->p;
    const struct model_config *c = &r->config;
    if (p->k > c->n_expert_used)
        return err_set(err, 0, "%d experts per token: %s takes 1 to %d", p->k, r->name,
                       c->n_expert_used);
    if (p->ctx_tok > c->max_context_tok)
        return err_set(err, 0, "a context of %d tokens: %s takes 1 to %d", p->ctx_tok,
                       r->name, c->max_context_tok);
    if (p->n_prompt > r->ctx_tok)
        return err_set(err, 0, "a prompt of %d tokens in a context of %d", p->n_prompt,
                       r->ctx_tok);
    return true;
}

static bool look_at_machine(struct run *run, struct error *err)
{
    struct plan_result *r = run->r;
    const struct plan_params *p = run->p;
    r->folder = xstrdup(p->disk ? p->disk : p->pack_path ? p->pack_path : ".");
    struct statvfs fs;
    if (statvfs(r->folder, &fs) != 0)
        return err_set(err, errno, "look at the disk of %s", r->folder);
    r->disk_free_known = !__builtin_mul_overflow(
        (uint64_t)fs.f_bavail, (uint64_t)fs.f_frsize, &r->disk_free_bytes);
    machine_info_get(r->folder, &r->machine);
    r->ram_given = p->ram_bytes > 0;
    r->ram_bytes = r->ram_given ? p->ram_bytes : r->machine.memory_available_bytes;
    r->cache_limit_bytes = p->cache_limit_bytes;
    r->load_known = getloadavg(&r->load, 1) == 1;
    if (!r->ram_bytes)
        return err_set(err, 0, "how much memory is free is not known here: use --ram");
    return true;
}

bool plan_run(const struct plan_params *params, struct plan_result *out, bool *model_bad,
              struct error *err)
{
    struct run run = {.p = params, .r = out};
    *out = (struct plan_result){.zipf = params->zipf,
                                .n_prompt = params->n_prompt,
                                .chunk_tok = SESSION_CHUNK_TOK};
    bool ok = add_formats(&run, err);
    *model_bad = !ok;
    if (ok) {
        out->config = run.format[0].m.config;
        out->ctx_tok = params->ctx_tok ? params->ctx_tok
                       : out->config.max_context_tok < SESSION_CTX_TOK
                           ? out->config.max_context_tok
                           : SESSION_CTX_TOK;
        ok = check(&run, err) && look_at_machine(&run, err) && get_limits(&run, err) &&
             get_rates(&run, err) && fill_rows(&run, err);
    }
    for (int i = 0; i < MAX_FORMATS; i++)
        manifest_finish(&run.format[i].m);
    return ok;
}

void plan_result_finish(struct plan_result *r)
{
    free(r->name);
    free(r->folder);
}
