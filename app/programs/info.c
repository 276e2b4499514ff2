/* flashmoe info: what a pack or a checkpoint is, and what it will cost. Everything is
 * collected as JSON; the text is printed from that, so that both say the same. */
#include <argp.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "app/exit.h"
#include "app/programs/info_formats.h"
#include "app/programs/info_gpu.h"
#include "app/programs/programs.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "core/model/checkpoint.h"
#include "core/model/pack.h"
#include "core/model/pack_plan.h"
#include "core/text/utf8.h"

enum {
    KEY_GPU = 256
};

struct args {
    const char *path;
    bool gpu;
    bool json;
};

static error_t info_parse(int key, char *arg, struct argp_state *state)
{
    struct args *a = state->input;
    switch (key) {
    case 'j': a->json = true; return 0;
    case KEY_GPU: a->gpu = true; return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            argp_error(state, "too many arguments");
        a->path = arg;
        return 0;
    case ARGP_KEY_END:
        if (!a->path && !a->gpu)
            argp_error(state, "PACK or CHECKPOINT is needed");
        if (a->path && a->gpu)
            argp_error(state, "--gpu is about this machine, not about a model");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* A path need not be UTF-8, JSON must be: what is not becomes U+FFFD. */
static json_t *path_json(const char *path)
{
    struct strbuf b = {0};
    uint32_t cp;
    for (size_t left = strlen(path); left;) {
        size_t n = utf8_next(path, left, &cp);
        if (cp == 0xfffd)
            strbuf_adds(&b, "\xef\xbf\xbd");
        else
            strbuf_add(&b, path, n);
        path += n;
        left -= n;
    }
    json_t *s = json_string(b.data ? b.data : "");
    strbuf_finish(&b);
    return s;
}

static int n_full(const struct model_config *c)
{
    int n = 0;
    for (int i = 0; i < c->n_layer; i++)
        n += c->layer[i] == LAYER_FULL;
    return n;
}

static json_int_t expert_params(const struct model_config *c, int n)
{
    return 3 * (json_int_t)c->n_layer * n * c->expert_ff * c->hidden;
}

/* Parameters that one token passes through: not the unchosen experts, and of the embedding
 * nothing that is not also the head. `n_dense` are all but the experts'. */
static json_int_t active_params(const struct model_config *c, json_int_t n_dense)
{
    json_int_t embed = c->tied_head ? 0 : (json_int_t)c->n_vocab * c->hidden;
    return n_dense - embed + expert_params(c, c->n_expert_used);
}

static json_t *shape_json(const struct model_config *c)
{
    json_t *o =
        json_pack("{s:s, s:i, s:i, s:i, s:i, s:i, s:i}", "family", family_name(c->family),
                  "layers", c->n_layer, "full_attention_layers", n_full(c),
                  "linear_attention_layers", c->n_layer - n_full(c), "hidden", c->hidden,
                  "vocabulary", c->n_vocab, "context_tok", c->max_context_tok);
    json_object_set_new(o, "attention",
                        json_pack("{s:i, s:i, s:i, s:i, s:f, s:b}", "heads", c->n_head,
                                  "kv_heads", c->n_kv_head, "head_dim", c->head_dim,
                                  "rotary_dim", c->rotary_dim, "rope_theta",
                                  c->rope_theta, "gated", c->attn_gate));
    if (c->n_k_head)
        json_object_set_new(o, "delta_net",
                            json_pack("{s:i, s:i, s:i, s:i, s:i}", "key_heads",
                                      c->n_k_head, "value_heads", c->n_v_head, "key_dim",
                                      c->k_dim, "value_dim", c->v_dim, "conv_width",
                                      c->conv_width));
    json_object_set_new(o, "experts",
                        json_pack("{s:i, s:i, s:i, s:i, s:b}", "count", c->n_expert,
                                  "per_token", c->n_expert_used, "width", c->expert_ff,
                                  "shared_width", c->shared_ff, "renormalised",
                                  c->norm_topk));
    return o;
}

/* Counts of matrices per storage format. */
static void count_type(json_t *counts, enum dtype type, enum scale_type scale_type,
                       int group)
{
    char key[INFO_FORMAT_MAX];
    info_format_name(
        &(struct matrix){.type = type, .scale_type = scale_type, .group = group}, key);
    json_int_t n = json_integer_value(json_object_get(counts, key));
    json_object_set_new(counts, key, json_integer(n + 1));
}

static json_t *pack_json(const struct pack *pack)
{
    const struct model_config *c = &pack->config;
    json_t *o = shape_json(c), *dense = json_object(), *experts = json_object();
    json_t *notes = json_array();
    char name[64];
    for (int i = 0; i < pack_n_tensors(pack); i++) {
        struct matrix w = pack_tensor(pack, i, name);
        count_type(dense, w.type, w.scale_type, w.group);
    }
    for (int i = 0; i < c->n_layer; i++) {
        const struct expert_layout *l = &pack->expert[i];
        count_type(experts, l->gate.type, l->gate.scale_type, l->gate.group);
        count_type(experts, l->up.type, l->up.scale_type, l->up.group);
        count_type(experts, l->down.type, l->down.scale_type, l->down.group);
    }
    for (int i = 0; i < pack_n_notes(pack); i++)
        json_array_append_new(notes, json_string(pack_note(pack, i)));

    json_int_t kv = 2 * (json_int_t)n_full(c) * c->n_kv_head * c->head_dim * 2 * 1024;
    json_int_t state =
        4 * (json_int_t)(c->n_layer - n_full(c)) *
        ((json_int_t)c->n_v_head * c->k_dim * c->v_dim +
         (json_int_t)(c->conv_width ? c->conv_width - 1 : 0) * conv_channels(c));
    json_int_t total = (json_int_t)pack->n_params;
    json_t *more = json_pack(
        "{s:s, s:o, s:s, s:s, s:I, s:I, s:{s:i, s:i}, s:o, s:o, s:{s:I, s:I},"
        " s:{s:I, s:I, s:I}, s:{s:I, s:I, s:I}, s:o}",
        "kind", "pack", "path", path_json(pack->path), "name", pack->name, "template",
        pack->template_name, "parameters", total, "parameters_active",
        active_params(c, total - expert_params(c, c->n_expert)), "bits", "experts",
        pack->expert_bits, "dense", pack->dense_bits, "dense_tensors", dense,
        "expert_matrices", experts, "disk_bytes", "experts",
        (json_int_t)pack->expert_file_bytes, "dense", (json_int_t)pack->dense_bytes,
        "memory_bytes", "dense", (json_int_t)pack->dense_bytes, "kv_f16_per_1024_tok", kv,
        "state", state, "token_bytes", "dense",
        (json_int_t)pack_dense_bytes_per_token(pack), "experts",
        (json_int_t)pack_expert_bytes_per_token(pack, c->n_expert_used), "one_expert",
        (json_int_t)pack->expert[0].record_bytes, "notes", notes);
    json_object_update_new(o, more);
    json_object_set_new(o, "formats", info_formats(pack));
    return o;
}

static void count_source(json_t *counts, const struct source *s)
{
    char key[32];
    if (s->block)
        snprintf(key, sizeof(key), "%s", block_name(s->block));
    else if (s->fp8.rows)
        snprintf(key, sizeof(key), "f8_e4m3/%dx%d", s->fp8.rows, s->fp8.cols);
    else {
        count_type(counts, s->type, s->scale_type, s->group);
        return;
    }
    json_int_t n = json_integer_value(json_object_get(counts, key));
    json_object_set_new(counts, key, json_integer(n + 1));
}

static json_t *checkpoint_json(const struct checkpoint *ck)
{
    const struct model_config *c = &ck->config;
    json_t *o = shape_json(c), *dense = json_object(), *experts = json_object();
    json_int_t n_dense = 0, bytes = 0;
    for (int i = 0; i < ck->n_spec; i++) {
        count_source(dense, &ck->dense[i]);
        n_dense += (json_int_t)ck->spec[i].n_out * ck->spec[i].n_in;
    }
    for (int i = 0; i < c->n_layer * c->n_expert; i++) {
        const struct expert_source *x = &ck->expert[i];
        count_source(experts, &x->gate);
        count_source(experts, &x->up);
        count_source(experts, &x->down);
    }
    for (int i = 0; i < st_n_tensors(ck->st); i++)
        bytes += (json_int_t)st_tensor_at(ck->st, i)->n_bytes;
    struct skipped skipped = checkpoint_skipped(ck);
    json_t *more = json_pack(
        "{s:s, s:s, s:o, s:I, s:I, s:o, s:o, s:b, s:b, s:{s:I}, s:{s:i, s:I}}", "kind",
        "checkpoint", "format", checkpoint_kind(ck), "path", path_json(ck->path),
        "parameters", n_dense + expert_params(c, c->n_expert), "parameters_active",
        active_params(c, n_dense), "dense_tensors", dense, "expert_matrices", experts,
        "quantised", ck->quantised, "norms_converted", ck->norms_done, "disk_bytes",
        "tensors", bytes, "skipped", "tensors", skipped.n_tensors, "bytes",
        (json_int_t)skipped.n_bytes);
    json_object_update_new(o, more);
    char *risk = pack_plan_risk(ck);
    json_object_set_new(o, "risk", risk ? json_string(risk) : json_null());
    free(risk);
    char *left_out = checkpoint_skipped_note(ck);
    json_object_set_new(o, "left_out", left_out ? json_string(left_out) : json_null());
    free(left_out);
    return o;
}

static json_int_t num(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

static const char *str(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

static void print_bytes(const char *label, json_int_t n)
{
    double x = (double)n;
    if (x >= 1e9)
        printf("  %-28s %8.2f GB\n", label, x / 1e9);
    else if (x >= 1e5)
        printf("  %-28s %8.2f MB\n", label, x / 1e6);
    else
        printf("  %-28s %8.2f kB\n", label, x / 1e3);
}

static void print_counts(const char *label, const json_t *counts)
{
    const char *key, *sep = "";
    json_t *v;
    printf("%s: ", label);
    json_object_foreach((json_t *)counts, key, v)
    {
        printf("%s%" JSON_INTEGER_FORMAT " x %s", sep, json_integer_value(v), key);
        sep = ", ";
    }
    putchar('\n');
}

static void print_shape(const json_t *o)
{
    const json_t *a = json_object_get(o, "attention"),
                 *d = json_object_get(o, "delta_net");
    const json_t *x = json_object_get(o, "experts");
    double total = (double)num(o, "parameters") / 1e6;
    double active = (double)num(o, "parameters_active") / 1e6;
    if (total >= 1000)
        printf("%s, %.2f billion parameters, %.2f billion active\n", str(o, "family"),
               total / 1e3, active / 1e3);
    else
        printf("%s, %.2f million parameters, %.2f million active\n", str(o, "family"),
               total, active);
    printf("layers: %d (%d full attention, %d delta net), hidden %d, vocabulary %d, "
           "context %d\n",
           (int)num(o, "layers"), (int)num(o, "full_attention_layers"),
           (int)num(o, "linear_attention_layers"), (int)num(o, "hidden"),
           (int)num(o, "vocabulary"), (int)num(o, "context_tok"));
    printf("attention: %d heads, %d kv heads of %d%s, rotary %d, theta %g\n",
           (int)num(a, "heads"), (int)num(a, "kv_heads"), (int)num(a, "head_dim"),
           json_is_true(json_object_get(a, "gated")) ? ", gated" : "",
           (int)num(a, "rotary_dim"), json_real_value(json_object_get(a, "rope_theta")));
    if (d)
        printf("delta net: %d key heads of %d, %d value heads of %d, convolution %d\n",
               (int)num(d, "key_heads"), (int)num(d, "key_dim"),
               (int)num(d, "value_heads"), (int)num(d, "value_dim"),
               (int)num(d, "conv_width"));
    printf("experts: %d of %d per token, width %d", (int)num(x, "per_token"),
           (int)num(x, "count"), (int)num(x, "width"));
    if (num(x, "shared_width"))
        printf(", shared expert %d", (int)num(x, "shared_width"));
    putchar('\n');
    print_counts("expert matrices", json_object_get(o, "expert_matrices"));
    print_counts("dense tensors", json_object_get(o, "dense_tensors"));
}

static void print_pack(const json_t *o)
{
    const json_t *disk = json_object_get(o, "disk_bytes"), *note;
    const json_t *memory = json_object_get(o, "memory_bytes");
    const json_t *token = json_object_get(o, "token_bytes");
    size_t i;
    printf("%s: pack \"%s\", template %s\n", str(o, "path"), str(o, "name"),
           str(o, "template"));
    print_shape(o);
    printf("on disk\n");
    print_bytes("experts", num(disk, "experts"));
    print_bytes("dense part", num(disk, "dense"));
    printf("in memory\n");
    print_bytes("dense part", num(memory, "dense"));
    print_bytes("KV per 1024 tokens (f16)", num(memory, "kv_f16_per_1024_tok"));
    print_bytes("recurrent state", num(memory, "state"));
    printf("read per token\n");
    print_bytes("dense part", num(token, "dense"));
    print_bytes("experts", num(token, "experts"));
    print_bytes("one expert", num(token, "one_expert"));
    /* Where the counts above do not say it all. */
    if (num(json_object_get(o, "bits"), "experts") == 0)
        info_formats_print(json_object_get(o, "formats"));
    json_array_foreach(json_object_get(o, "notes"), i, note)
        printf("note: %s\n", json_string_value(note));
}

static void print_checkpoint(const json_t *o)
{
    const json_t *skipped = json_object_get(o, "skipped");
    printf("%s: checkpoint, %s\n", str(o, "path"), str(o, "format"));
    print_shape(o);
    printf("on disk\n");
    print_bytes("tensors", num(json_object_get(o, "disk_bytes"), "tensors"));
    printf("unused tensors: %d\n", (int)num(skipped, "tensors"));
    if (num(skipped, "tensors"))
        print_bytes("skipped", num(skipped, "bytes"));
    if (str(o, "left_out"))
        printf("note: %s\n", str(o, "left_out"));
    if (str(o, "risk"))
        printf("note: %s\n", str(o, "risk"));
}

/* NULL + err when the folder is neither. */
static json_t *describe(const char *path, struct error *err)
{
    char *manifest = path_join(path, "manifest.json");
    bool packed = file_exists(manifest);
    json_t *o = NULL;
    free(manifest);
    if (packed) {
        struct pack *pack = pack_open(path, err);
        if (pack)
            o = pack_json(pack);
        pack_close(pack);
    } else {
        struct checkpoint *ck = checkpoint_open(path, err);
        if (ck)
            o = checkpoint_json(ck);
        checkpoint_close(ck);
    }
    return o;
}

int program_info(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"json", 'j', NULL, 0, "Print JSON", 0},
        {"gpu", KEY_GPU, NULL, 0, "List this machine's GPUs", 0},
        {0},
    };
    static const struct argp argp = {
        .options = options,
        .parser = info_parse,
        .args_doc = "PACK|CHECKPOINT\n--gpu",
        .doc =
            "Show the shape of a model, what it takes on disk and in memory, and what is "
            "read for every token.\v"
            "Examples:\n"
            "  flashmoe info ~/packs/qwen35\n"
            "  flashmoe info --json ~/models/Qwen3.5-35B-A3B\n"
            "  flashmoe info ~/models/Qwen3.5-35B-A3B-Q4_K_M.gguf\n",
    };
    struct args a = {0};
    struct error err = {0};
    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &a);

    if (a.gpu)
        return info_gpu(a.json);

    json_t *o = describe(a.path, &err);
    if (!o) {
        fprintf(stderr, "flashmoe: %s\n", err.msg);
        return EXIT_MODEL;
    }
    if (a.json) {
        json_dumpf(o, stdout, JSON_INDENT(2));
        putchar('\n');
    } else if (json_object_get(o, "notes")) {
        print_pack(o);
    } else {
        print_checkpoint(o);
    }
    json_decref(o);
    return EXIT_OK;
}
