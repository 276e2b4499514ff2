#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "app/plan_run.h"

enum {
    SCHEMA = 1
};

static const double gib = 1024.0 * 1024 * 1024;

static void print_disk(const struct plan_result *r, FILE *out)
{
    fprintf(out, "disk      %s",
            *r->machine.device ? r->machine.device : "unknown device");
    if (r->disk_free_known)
        fprintf(out, ", %.1f GB free", (double)r->disk_free_bytes / 1e9);
    fprintf(out, "; reads of experts %.2f GB/s, 16 at once (%s)\n",
            plan_read_rate(&r->limits, 16) / 1e9,
            r->limits.disk.n_direct ? "O_DIRECT" : "through the page cache");
}

static void print_head(const struct plan_result *r, FILE *out)
{
    const struct model_config *c = &r->config;
    char when[32] = "?";
    struct tm tm;
    time_t t = (time_t)r->limits.time_s;
    if (localtime_r(&t, &tm))
        strftime(when, sizeof(when), "%Y-%m-%d %H:%M", &tm);
    fprintf(out, "model     %s: %.2f G parameters, %d layers of %d experts, %d a token",
            r->name, (double)r->n_params / 1e9, c->n_layer, c->n_expert,
            c->n_expert_used);
    if (r->dense_bits)
        fprintf(out, "; all but the experts at %d bits", r->dense_bits);
    fputc('\n', out);
    fprintf(out, "machine   %s, %d cores; memory %.1f GiB %s\n",
            *r->machine.cpu ? r->machine.cpu : "unknown processor", r->machine.n_cores,
            (double)r->ram_bytes / gib, r->ram_given ? "as given" : "free");
    print_disk(r, out);
    fprintf(out, "limits    of %s%s: memory %.1f GB/s\n", when,
            !r->measured_now ? " (bench --limits)"
            : r->kept        ? ", measured and kept just now"
                             : ", measured just now",
            limits_memory_rate(&r->limits) / 1e9);
    fprintf(out, "kernels   %s with %d threads, measured just now: ", r->rates.kernel,
            r->rates.n_threads);
    for (int i = DTYPE_Q2, n = 0; i < N_DTYPE; i++)
        if (r->rates.byte_s[PLAN_HIDDEN][i][0] > 0)
            fprintf(out, "%s%s %.1f", n++ ? ", " : "", dtype_name(i),
                    1e-9 / r->rates.byte_s[PLAN_HIDDEN][i][0]);
    fputs(" GB/s\n", out);
    if (r->load_known && r->load > 0.5 * r->machine.n_cores)
        fprintf(out,
                "          other programs keep the machine busy (load %.1f): these "
                "figures are lower than an idle one's\n",
                r->load);
    if (r->zipf > 0)
        fprintf(out, "routing   zipf:%g, each token on its own;", r->zipf);
    else
        fputs("routing   uniform, the worst case (--skew);", out);
    fputs(" the page cache keeps what the engine's policy keeps\n", out);
    if (r->cache_limit_bytes != UINT64_MAX)
        fprintf(out, "          and holds %.2f GiB of experts at most\n",
                (double)r->cache_limit_bytes / gib);
}

static const char *bits_text(int bits, char text[8])
{
    if (bits)
        snprintf(text, 8, "%d", bits);
    else
        snprintf(text, 8, "mixed");
    return text;
}

static void print_rows(const struct plan_result *r, FILE *out)
{
    fprintf(out,
            "\nexperts    disk  memory  cached   hit   decode  of     by      prefill  "
            "first token, s\n"
            "bits   k     GB     GiB       %%     %%    tok/s  limit           tok/s   "
            "  warm   cold\n");
    for (int i = 0; i < r->n_rows; i++) {
        const struct plan_row *row = &r->row[i];
        const struct plan_answer *a = &row->answer;
        double token_s = plan_phases_s(&a->token), prompt_s = plan_phases_s(&a->prompt);
        char bits[8];
        fprintf(out, "%-5s %2d%7.1f %7.2f", bits_text(row->expert_bits, bits), row->k,
                (double)row->disk_bytes / 1e9, (double)row->need_bytes / gib);
        if (!a->fits) {
            fputs("   does not fit the memory\n", out);
            continue;
        }
        fprintf(out, " %7.0f %5.0f %8.2f %4.0f %%  %-6s %9.1f %8.1f %6.1f%s\n",
                100 * a->cached, 100 * a->hit, 1 / token_s, 100 * a->limit_s / token_s,
                a->bound == PLAN_BY_DISK ? "disk" : "memory", r->n_prompt / prompt_s,
                prompt_s, a->cold_s,
                row->k < r->config.n_expert_used ? " (less quality)" : "");
    }
    fprintf(
        out,
        "\nThe prompt has %d tokens, read in chunks of %d; memory is the dense part, "
        "state, buffers,\ncheckpoints and a cache of attention for %d tokens. The page "
        "cache takes what is left.\n",
        r->n_prompt, r->chunk_tok, r->ctx_tok);
}

static void print_contexts(const struct plan_result *r, FILE *out)
{
    char bits[8];
    const struct plan_row *row = &r->row[r->native_row];
    if (!r->n_contexts)
        return;
    fprintf(out,
            "\nexperts of %s bits, %d a token\ncontext  attention cache, GiB  hit, "
            "%%  decode, tok/s\n",
            bits_text(row->expert_bits, bits), row->k);
    for (int i = 0; i < r->n_contexts; i++) {
        const struct plan_context *c = &r->context[i];
        if (c->answer.fits)
            fprintf(out, "%7d %21.3f %7.0f %14.2f\n", c->ctx_tok,
                    (double)c->kv_bytes / gib, 100 * c->answer.hit,
                    1 / plan_phases_s(&c->answer.token));
        else
            fprintf(out, "%7d %21.3f   does not fit the memory\n", c->ctx_tok,
                    (double)c->kv_bytes / gib);
    }
}

static void print_verdict(const struct plan_result *r, FILE *out)
{
    const struct plan_row *row = &r->row[r->native_row];
    char bits[8];
    fprintf(out, "\nAt %s bits ", bits_text(row->expert_bits, bits));
    if (!row->answer.fits)
        fprintf(out, "it does not fit: %.1f GiB of memory are needed, %.1f are free.",
                (double)row->need_bytes / gib, (double)r->ram_bytes / gib);
    else if (row->answer.cached >= 1)
        fputs("it fits, and all experts stay in memory.", out);
    else
        fprintf(out, "it fits; memory is left for %.0f %% of the experts.",
                100 * row->answer.cached);
    if (!r->is_pack && r->disk_free_known && row->disk_bytes > r->disk_free_bytes)
        fprintf(out, " The disk is too small: %.1f GB are needed, %.1f are free.",
                (double)row->disk_bytes / 1e9, (double)r->disk_free_bytes / 1e9);
    fputc('\n', out);
}

void plan_print(const struct plan_result *r, FILE *out)
{
    print_head(r, out);
    print_rows(r, out);
    print_contexts(r, out);
    print_verdict(r, out);
}

/* -- JSON -- */

static json_t *json_of_bytes(uint64_t n, bool known)
{
    return known ? json_integer((json_int_t)n) : json_null();
}

static json_t *json_of_phases(const struct plan_phases *p)
{
    return json_pack("{s:f,s:f,s:f,s:f}", "mixer", 1e3 * p->mixer, "experts",
                     1e3 * p->expert, "io_wait", 1e3 * p->io, "head", 1e3 * p->head);
}

static json_t *json_of_answer(const struct plan_result *r, const struct plan_answer *a)
{
    if (!a->fits)
        return json_pack("{s:b}", "fits", 0);
    double prompt_s = plan_phases_s(&a->prompt);
    return json_pack(
        "{s:b,s:I,s:f,s:f,s:f,s:f,s:f,s:f,s:s,s:f,s:f,s:f,s:o,s:o}", "fits", 1,
        "cache_bytes", (json_int_t)a->cache_bytes, "cached", a->cached, "hit", a->hit,
        "prompt_hit", a->prompt_hit, "let_in", a->let_in, "decode_tok_s",
        1 / plan_phases_s(&a->token), "limit_tok_s", 1 / a->limit_s, "bound",
        a->bound == PLAN_BY_DISK ? "disk" : "memory", "prefill_tok_s",
        r->n_prompt / prompt_s, "first_token_warm_s", prompt_s, "first_token_cold_s",
        a->cold_s, "phases_ms", json_of_phases(&a->token), "prompt_phases_ms",
        json_of_phases(&a->prompt));
}

static json_t *json_of_rows(const struct plan_result *r)
{
    json_t *list = json_array();
    for (int i = 0; i < r->n_rows; i++) {
        const struct plan_row *row = &r->row[i];
        const struct memory_plan *m = &row->memory;
        json_t *o = json_pack(
            "{s:i,s:i,s:I,s:I,s:I,s:{s:I,s:I,s:I,s:I,s:I}}", "expert_bits",
            row->expert_bits, "experts_per_token", row->k, "disk_bytes",
            (json_int_t)row->disk_bytes, "touched_bytes", (json_int_t)row->touched_bytes,
            "memory_bytes", (json_int_t)row->need_bytes, "memory_plan_bytes", "dense",
            (json_int_t)m->dense, "kv", (json_int_t)m->kv, "state", (json_int_t)m->state,
            "buffers", (json_int_t)m->buffers, "checkpoints_max",
            (json_int_t)m->checkpoints_max);
        json_object_update_new(o, json_of_answer(r, &row->answer));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *json_of_contexts(const struct plan_result *r)
{
    json_t *list = json_array();
    for (int i = 0; i < r->n_contexts; i++) {
        json_t *o = json_pack("{s:i,s:I}", "ctx", r->context[i].ctx_tok, "kv_bytes",
                              (json_int_t)r->context[i].kv_bytes);
        json_object_update_new(o, json_of_answer(r, &r->context[i].answer));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *json_of_products(const struct plan_rates *r, enum plan_width width)
{
    json_t *products = json_object();
    for (int i = 0; i < N_DTYPE; i++) {
        const double *s = r->byte_s[width][i];
        json_t *list = json_array();
        for (int j = 0; s[0] > 0 && j < PLAN_N_COUNTS; j++)
            json_array_append_new(list, json_pack("{s:i,s:f}", "tokens", plan_counts[j],
                                                  "bytes_per_s", 1 / s[j]));
        if (s[0] > 0)
            json_object_set_new(products, dtype_name(i), list);
        else
            json_decref(list);
    }
    return products;
}

static json_t *json_of_rates(const struct plan_rates *r)
{
    json_t *o = json_pack(
        "{s:s,s:i,s:I,s:f,s:f,s:f,s:f,s:f}", "kernel", r->kernel, "threads", r->n_threads,
        "buffer_bytes", (json_int_t)r->buffer_bytes, "delta_step_us",
        1e6 * r->delta_step_s, "delta_chunk_us", 1e6 * r->delta_chunk_s, "attend_ns",
        1e9 * r->attend_s, "rows_us", 1e6 * r->rows_s, "region_us", 1e6 * r->region_s);
    json_object_set_new(o, "products", json_of_products(r, PLAN_HIDDEN));
    json_object_set_new(o, "expert_out_products", json_of_products(r, PLAN_EXPERT_FF));
    return o;
}

json_t *plan_json(const struct plan_result *r)
{
    const struct model_config *c = &r->config;
    json_t *model = json_pack(
        "{s:s,s:b,s:I,s:i,s:i,s:i,s:i}", "name", r->name, "pack", (int)r->is_pack,
        "params", (json_int_t)r->n_params, "layers", c->n_layer, "experts", c->n_expert,
        "experts_native", c->n_expert_used, "dense_bits", r->dense_bits);
    json_t *machine = json_pack("{s:s,s:i,s:s,s:I,s:b,s:o,s:o}", "cpu", r->machine.cpu,
                                "cores", r->machine.n_cores, "device", r->machine.device,
                                "memory_bytes", (json_int_t)r->ram_bytes, "memory_given",
                                (int)r->ram_given, "disk_free_bytes",
                                json_of_bytes(r->disk_free_bytes, r->disk_free_known),
                                "load", r->load_known ? json_real(r->load) : json_null());
    return json_pack(
        "{s:i,s:o,s:o,s:o,s:b,s:o,s:f,s:o,s:i,s:i,s:i,s:o,s:o}", "schema", (int)SCHEMA,
        "model", model, "machine", machine, "limits", limits_to_json(&r->limits),
        "limits_measured_now", (int)r->measured_now, "kernels", json_of_rates(&r->rates),
        "zipf", r->zipf, "cache_limit_bytes",
        json_of_bytes(r->cache_limit_bytes, r->cache_limit_bytes != UINT64_MAX), "prompt",
        r->n_prompt, "ctx", r->ctx_tok, "chunk", r->chunk_tok, "rows", json_of_rows(r),
        "contexts", json_of_contexts(r));
}
