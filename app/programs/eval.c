/* flashmoe eval PACK: the model's own numbers, for comparing with a reference. */
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "app/backend_choice.h"
#include "app/exit.h"
#include "app/programs/eval_chats.h"
#include "app/programs/programs.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/npy.h"
#include "core/infer/session.h"
#include "core/model/pack.h"

enum {
    KEY_IDS = 256,
    KEY_GREEDY,
    KEY_LOGITS,
    KEY_LAST,
    KEY_TOKENS,
    KEY_MASK,
    KEY_CHATS,
    KEY_KERNEL,
    KEY_ACTIVATIONS,
    KEY_CHUNK,
    KEY_EXPERTS,
    KEY_KV,
    KEY_READERS,
    KEY_BACKEND,
    KEY_GPU,
    N_TOP = 10,
    MAX_FILE_BYTES = 1 << 30,
};

/* Logits of a piece of the prompt at most, so that a large vocabulary does not need
 * gigabytes. */
static const size_t piece_bytes = (size_t)64 << 20;

struct args {
    const char *pack;
    const char *ids, *logits, *tokens, *mask, *chats;
    int n_greedy;
    int last; /* 0: all positions */
    struct session_params params;
    bool activations_set, kv_set;
    struct backend_choice backend;
};

struct eval {
    const struct args *a;
    struct pack *pack;
    struct session *session;
    int n_vocab;
    size_t piece_tok;
    float *piece; /* [piece_tok][n_vocab] */
    int exit_code;
};

static const struct argp_option eval_options[] = {
    {"ids", KEY_IDS, "FILE.json", 0, "Run the token ids of {\"prompt\":[...]}", 0},
    {"greedy", KEY_GREEDY, "N", 0, "Go on with the likeliest token, N times", 0},
    {"logits", KEY_LOGITS, "OUT.npy", 0,
     "Write the logits of the prompt, float32 [positions, vocabulary]", 0},
    {"last", KEY_LAST, "K", 0, "Only the last K positions of them", 0},
    {"tokens", KEY_TOKENS, "T.npy", 0,
     "Measure the loss on these rows of token ids, each a sequence of its own", 0},
    {"mask", KEY_MASK, "M.npy", 0, "Which of those tokens count in nll_masked", 0},
    {"chats", KEY_CHATS, "CASES.jsonl", 0,
     "Hold these conversations and write what the model answers", 0},
    {"kernel", KEY_KERNEL, "NAME", 0, "scalar, avx2 or avx512 (default: the best here)",
     0},
    {"activations", KEY_ACTIVATIONS, "TYPE", 0,
     "f32 or int8 (default here: f32, because eval compares with a reference; "
     "everything else and --chats use int8)",
     0},
    {"kv", KEY_KV, "TYPE", 0, "f32 or f16 (default here: f32; with --chats f16)", 0},
    {"threads", 'j', "N", 0, "Compute threads (default: all cores)", 0},
    {"readers", KEY_READERS, "N", 0, "Threads that read experts", 0},
    {"backend", KEY_BACKEND, "NAME", 0, "cpu (default), vulkan, or auto", 0},
    {"gpu", KEY_GPU, "N", 0, "This one of flashmoe info --gpu", 0},
    {"chunk", KEY_CHUNK, "N", 0, "Tokens of a prompt that are computed together", 0},
    {"experts-per-token", KEY_EXPERTS, "N", 0,
     "Use fewer experts than the model's own number", 0},
    {0},
};

static int parse_count(struct argp_state *state, const char *arg, int min)
{
    char *end;
    errno = 0;
    long n = strtol(arg, &end, 10);
    if (end == arg || *end || errno != 0 || n < min || n > INT_MAX)
        argp_error(state, "\"%s\" is not a whole number from %d on", arg, min);
    return (int)n;
}

/* 0 for the first word, 1 for the second. */
static int parse_choice(struct argp_state *state, const char *arg, const char *first,
                        const char *second)
{
    if (strcmp(arg, first) != 0 && strcmp(arg, second) != 0)
        argp_error(state, "\"%s\" is neither %s nor %s", arg ? arg : "", first, second);
    return strcmp(arg, second) == 0;
}

static void check_args(struct argp_state *state, const struct args *a)
{
    if (!a->pack)
        argp_error(state, "PACK is needed");
    if (!!a->ids + !!a->tokens + !!a->chats != 1)
        argp_error(state, "either --ids, --tokens with --mask, or --chats is needed");
    if (!a->tokens != !a->mask)
        argp_error(state, "--tokens and --mask belong together");
    if (a->chats && a->params.chunk_tok)
        argp_error(state, "--chunk does not belong to --chats");
    if (!a->ids && (a->n_greedy || a->logits))
        argp_error(state, "--greedy and --logits belong to --ids");
    if (a->last && !a->logits)
        argp_error(state, "--last belongs to --logits");
}

static error_t eval_parse(int key, char *arg, struct argp_state *state)
{
    struct args *a = state->input;
    struct error err = {0};
    switch (key) {
    case KEY_IDS: a->ids = arg; return 0;
    case KEY_GREEDY: a->n_greedy = parse_count(state, arg, 0); return 0;
    case KEY_LOGITS: a->logits = arg; return 0;
    case KEY_LAST: a->last = parse_count(state, arg, 1); return 0;
    case KEY_TOKENS: a->tokens = arg; return 0;
    case KEY_MASK: a->mask = arg; return 0;
    case KEY_CHATS: a->chats = arg; return 0;
    case KEY_KERNEL: a->params.kernel = arg; return 0;
    case KEY_BACKEND:
        if (!backend_choice_set_kind(&a->backend, arg, "--backend", &err))
            argp_error(state, "%s", err.msg);
        return 0;
    case KEY_GPU:
        if (!backend_choice_set_gpu(&a->backend, arg, "--gpu", &err))
            argp_error(state, "%s", err.msg);
        return 0;
    case KEY_ACTIVATIONS:
        a->params.f32_activations = parse_choice(state, arg, "int8", "f32");
        a->activations_set = true;
        return 0;
    case KEY_KV:
        a->params.kv =
            parse_choice(state, arg, "f16", "f32") ? KV_CHOICE_F32 : KV_CHOICE_F16;
        a->kv_set = true;
        return 0;
    case 'j': a->params.n_threads = parse_count(state, arg, 1); return 0;
    case KEY_READERS: a->params.n_readers = parse_count(state, arg, 1); return 0;
    case KEY_CHUNK: a->params.chunk_tok = parse_count(state, arg, 1); return 0;
    case KEY_EXPERTS: a->params.experts_per_token = parse_count(state, arg, 1); return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            argp_error(state, "too many arguments");
        a->pack = arg;
        return 0;
    case ARGP_KEY_END: check_args(state, a); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* Everything but the input files; a context that just holds n_tok. */
static bool open_model(struct eval *e, size_t n_tok, struct error *err)
{
    int max = e->pack->config.max_context_tok;
    if (n_tok > (size_t)max) {
        e->exit_code = EXIT_CONTEXT;
        return err_set(err, 0, "%zu tokens do not fit into %s's context of %d", n_tok,
                       e->pack->name, max);
    }
    struct session_params p = e->a->params;
    p.ctx_tok = (int)n_tok;
    e->session = session_create(e->pack, &p, err);
    if (!e->session)
        return false;
    e->n_vocab = e->pack->config.n_vocab;
    size_t row = (size_t)e->n_vocab * sizeof(float);
    e->piece_tok = row < piece_bytes ? piece_bytes / row : 1;
    if (e->piece_tok > n_tok)
        e->piece_tok = n_tok;
    e->piece = mem_alloc(e->piece_tok * row, "logits", err);
    return e->piece != NULL;
}

static void close_model(struct eval *e)
{
    if (e->piece)
        mem_free(e->piece, e->piece_tok * (size_t)e->n_vocab * sizeof(float));
    session_destroy(e->session);
    pack_close(e->pack);
}

/* Called with the logits after each token of a sequence. */
typedef bool (*row_fn)(void *ctx, size_t pos, const float *logits, struct error *err);

static bool run_sequence(struct eval *e, const int32_t *ids, size_t n, row_fn fn,
                         void *ctx, struct error *err)
{
    for (size_t at = 0; at < n;) {
        size_t m = n - at < e->piece_tok ? n - at : e->piece_tok;
        struct session_run run = {.ids = ids + at, .n = m, .all_logits = e->piece};
        if (!session_run(e->session, &run, err))
            return false;
        for (size_t i = 0; i < m; i++)
            if (!fn(ctx, at + i, e->piece + i * (size_t)e->n_vocab, err))
                return false;
        at += m;
    }
    return true;
}

/* The likeliest token, lowest id first; -1 when an output is no number. */
static int likeliest(const float *logits, int n)
{
    int best = 0;
    for (int i = 0; i < n; i++) {
        if (!isfinite(logits[i]))
            return -1;
        if (logits[i] > logits[best])
            best = i;
    }
    return best;
}

/* -- --ids */

struct prompt {
    struct eval *e;
    int32_t *ids; /* owned */
    size_t n;
    struct npy_writer *out; /* owned, or NULL */
    size_t first_row;       /* of those that are written */
    json_t *argmax;         /* owned */
};

static bool read_ids(const char *path, int n_vocab, struct prompt *p, struct error *err)
{
    json_t *root = json_file_read(path, MAX_FILE_BYTES, err);
    if (!root)
        return false;

    const json_t *list = json_object_get(root, "prompt");
    bool ok = true;
    p->n = json_array_size(list);
    if (p->n == 0)
        ok = err_set(err, 0, "read %s: \"prompt\" is not a list of token ids", path);
    p->ids = ok ? xcalloc(p->n, sizeof(*p->ids)) : NULL;
    for (size_t i = 0; ok && i < p->n; i++) {
        const json_t *id = json_array_get(list, i);
        json_int_t v = json_integer_value(id);
        if (!json_is_integer(id) || v < 0 || v >= n_vocab)
            ok = err_set(err, 0, "read %s: prompt[%zu] is not an id from 0 to %d", path,
                         i, n_vocab - 1);
        else
            p->ids[i] = (int32_t)v;
    }
    json_decref(root);
    return ok;
}

static bool not_a_number(size_t pos, struct error *err)
{
    return err_set(err, 0, "the model's output at position %zu is not a number", pos);
}

static bool take_prompt_row(void *ctx, size_t pos, const float *logits, struct error *err)
{
    struct prompt *p = ctx;
    int id = likeliest(logits, p->e->n_vocab);
    if (id < 0)
        return not_a_number(pos, err);
    json_array_append_new(p->argmax, json_integer(id));
    if (p->out && pos >= p->first_row)
        return npy_writer_add(p->out, logits, 1, err);
    return true;
}

/* [[ids], [values]] of the largest, largest first. */
static json_t *top_of(const float *logits, int n)
{
    int ids[N_TOP];
    int have = 0;
    for (int id = 0; id < n; id++) {
        if (have == N_TOP && !(logits[id] > logits[ids[N_TOP - 1]]))
            continue;
        int i = have < N_TOP ? have++ : N_TOP - 1;
        for (; i > 0 && logits[id] > logits[ids[i - 1]]; i--)
            ids[i] = ids[i - 1];
        ids[i] = id;
    }
    json_t *list = json_array(), *values = json_array();
    for (int i = 0; i < have; i++) {
        json_array_append_new(list, json_integer(ids[i]));
        json_array_append_new(values, json_real((double)logits[ids[i]]));
    }
    return json_pack("[o,o]", list, values);
}

static bool go_on(struct prompt *p, json_t *greedy, struct error *err)
{
    for (int i = 0; i < p->e->a->n_greedy; i++) {
        int id = likeliest(session_logits(p->e->session), p->e->n_vocab);
        if (id < 0)
            return not_a_number((size_t)session_n_tok(p->e->session) - 1, err);
        json_array_append_new(greedy, json_integer(id));
        /* The last one's own logits are nobody's business. */
        if (i + 1 < p->e->a->n_greedy && !session_decode(p->e->session, id, NULL, err))
            return false;
    }
    return true;
}

/* Prints and releases the result. */
static bool print_json(struct eval *e, json_t *o, struct error *err)
{
    json_object_set_new(o, "backend", json_string(session_backend(e->session)));
    json_object_set_new(o, "kernel", json_string(session_kernel(e->session)));
    json_object_set_new(o, "activations", json_string(session_activations(e->session)));
    json_object_set_new(o, "experts_per_token",
                        json_integer(session_experts_per_token(e->session)));
    char *text = json_dumps(o, JSON_COMPACT | JSON_REAL_PRECISION(9));
    json_decref(o);
    bool ok = text && puts(text) >= 0 && fflush(stdout) == 0;
    if (!ok)
        err_set(err, errno, "write the result");
    free(text);
    return ok;
}

static bool eval_ids(struct eval *e, struct error *err)
{
    const struct args *a = e->a;
    struct prompt p = {.e = e};
    json_t *greedy = json_array();
    p.argmax = json_array();
    bool ok = read_ids(a->ids, e->pack->config.n_vocab, &p, err) &&
              open_model(e, p.n + (size_t)(a->n_greedy ? a->n_greedy - 1 : 0), err);
    if (ok && a->logits) {
        size_t n_rows = a->last && (size_t)a->last < p.n ? (size_t)a->last : p.n;
        p.first_row = p.n - n_rows;
        p.out = npy_writer_open(a->logits, n_rows, (size_t)e->n_vocab, err);
        ok = p.out != NULL;
    }
    json_t *top = NULL;
    ok = ok && run_sequence(e, p.ids, p.n, take_prompt_row, &p, err);
    if (ok) {
        top = top_of(session_logits(e->session), e->n_vocab);
        ok = go_on(&p, greedy, err);
    }
    if (ok && p.out) {
        ok = npy_writer_close(p.out, err);
        p.out = NULL;
    }
    if (ok)
        ok = print_json(
            e,
            json_pack("{s:O,s:O,s:O}", "argmax", p.argmax, "greedy", greedy, "top", top),
            err);
    npy_writer_abandon(p.out);
    json_decref(p.argmax);
    json_decref(greedy);
    json_decref(top);
    free(p.ids);
    return ok;
}

/* -- --tokens, --mask */

struct loss {
    struct eval *e;
    const int32_t *ids;
    const struct npy *mask;
    size_t row, n_cols;
    double sum, masked_sum;
    size_t n, n_masked;
};

static bool take_loss_row(void *ctx, size_t pos, const float *logits, struct error *err)
{
    struct loss *l = ctx;
    if (pos + 1 == l->n_cols)
        return true; /* nothing follows */
    double max = -INFINITY, sum = 0;
    for (int i = 0; i < l->e->n_vocab; i++)
        max = fmax(max, (double)logits[i]);
    for (int i = 0; i < l->e->n_vocab; i++)
        sum += exp((double)logits[i] - max);
    double nll = max + log(sum) - (double)logits[l->ids[pos + 1]];
    if (!isfinite(nll))
        return not_a_number(pos, err);
    l->sum += nll;
    l->n++;
    if (npy_at(l->mask, l->row, pos + 1) != 0) {
        l->masked_sum += nll;
        l->n_masked++;
    }
    return true;
}

static bool check_tokens(const struct args *a, const struct npy *tokens,
                         const struct npy *mask, int n_vocab, struct error *err)
{
    if (tokens->type == NPY_F32 || tokens->type == NPY_F64 || tokens->type == NPY_BOOL)
        return err_set(err, 0, "read %s: token ids must be integers", a->tokens);
    if (tokens->n_rows != mask->n_rows || tokens->n_cols != mask->n_cols)
        return err_set(err, 0, "%s is %zu x %zu, but %s is %zu x %zu", a->tokens,
                       tokens->n_rows, tokens->n_cols, a->mask, mask->n_rows,
                       mask->n_cols);
    if (tokens->n_rows == 0 || tokens->n_cols < 2)
        return err_set(err, 0, "read %s: no row has a token to predict", a->tokens);
    for (size_t r = 0; r < tokens->n_rows; r++)
        for (size_t i = 0; i < tokens->n_cols; i++) {
            double v = npy_at(tokens, r, i);
            if (!(v >= 0 && v < n_vocab))
                return err_set(err, 0, "read %s: [%zu, %zu] is not an id from 0 to %d",
                               a->tokens, r, i, n_vocab - 1);
        }
    return true;
}

static bool eval_tokens(struct eval *e, struct error *err)
{
    const struct args *a = e->a;
    struct npy tokens = {0}, mask = {0};
    int32_t *ids = NULL;
    bool ok = npy_read(a->tokens, MAX_FILE_BYTES, &tokens, err) &&
              npy_read(a->mask, MAX_FILE_BYTES, &mask, err) &&
              check_tokens(a, &tokens, &mask, e->pack->config.n_vocab, err) &&
              open_model(e, tokens.n_cols, err);
    struct loss l = {.e = e, .mask = &mask, .n_cols = tokens.n_cols};
    if (ok)
        ids = xcalloc(tokens.n_cols, sizeof(*ids));
    for (l.row = 0; ok && l.row < tokens.n_rows; l.row++) {
        for (size_t i = 0; i < tokens.n_cols; i++)
            ids[i] = (int32_t)npy_at(&tokens, l.row, i);
        l.ids = ids;
        session_reset(e->session);
        ok = run_sequence(e, ids, tokens.n_cols, take_loss_row, &l, err);
    }
    if (ok)
        ok = print_json(
            e,
            json_pack("{s:o,s:f,s:I,s:I}", "nll_masked",
                      l.n_masked ? json_real(l.masked_sum / (double)l.n_masked)
                                 : json_null(),
                      "nll_all", l.sum / (double)l.n, "tokens", (json_int_t)l.n,
                      "tokens_masked", (json_int_t)l.n_masked),
            err);
    free(ids);
    npy_finish(&tokens);
    npy_finish(&mask);
    return ok;
}

/* -- --chats */

/* With the defaults of the chat, because its answers are what is measured. */
static int eval_as_chat(const struct args *a)
{
    const struct session_params *p = &a->params;
    struct engine_params engine = {
        .kernel = p->kernel,
        .f32_activations = a->activations_set && p->f32_activations,
        .n_threads = p->n_threads,
        .n_readers = p->n_readers,
        .experts_per_token = p->experts_per_token,
        .kv = a->kv_set ? p->kv : KV_CHOICE_F16,
        .backend = p->backend,
    };
    struct eval_chats_params chats = {
        .pack = a->pack, .cases = a->chats, .engine = &engine};
    return eval_chats(&chats);
}

int program_eval(int argc, char **argv)
{
    static const struct argp argp = {
        .options = eval_options,
        .parser = eval_parse,
        .args_doc = "PACK --ids FILE.json\nPACK --tokens T.npy --mask M.npy\n"
                    "PACK --chats CASES.jsonl",
        .doc = "Run token ids or conversations through a model and print what comes "
               "out as JSON."
               "\vWith --ids: the likeliest token after every position (argmax), the "
               "tokens of --greedy, and the ten largest logits after the prompt (top). "
               "With --tokens: the mean loss in nats over all predicted tokens and over "
               "those in the mask; the first token of a row is not predicted. With "
               "--chats: every line of the file is an object with id, messages and, if "
               "need be, tools (names), thinking, system and max_tokens; the model "
               "answers at temperature 0 wherever it is its turn, and each line of the "
               "output has the answers of one.\n\n"
               "Examples:\n"
               "  flashmoe eval PACK --ids prompts.json --greedy 32\n"
               "  flashmoe eval PACK --tokens heldout.npy --mask mask.npy\n"
               "  flashmoe eval PACK --chats cases.jsonl >answers.jsonl\n",
    };
    struct args a = {.params = {.f32_activations = true, .kv = KV_CHOICE_F32}};
    struct eval e = {.a = &a, .exit_code = EXIT_RUNTIME};
    struct error err = {0};
    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &a);
    a.params.backend = backend_choice_source(&a.backend);
    if (a.chats) {
        int code = eval_as_chat(&a);
        backend_choice_finish(&a.backend);
        return code;
    }

    e.pack = pack_open(a.pack, &err);
    if (!e.pack)
        e.exit_code = EXIT_MODEL;
    bool ok = e.pack && (a.ids ? eval_ids(&e, &err) : eval_tokens(&e, &err));
    close_model(&e);
    backend_choice_finish(&a.backend);
    if (ok)
        return EXIT_OK;
    fprintf(stderr, "flashmoe: %s\n", err.msg);
    /* An expert that could not be read whole: the pack is damaged. */
    return err.code == EIO ? EXIT_MODEL : e.exit_code;
}
