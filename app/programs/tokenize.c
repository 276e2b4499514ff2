/* flashmoe tokenize: the ids of text, or the text of ids, for scripts and comparisons. As in
 * the reference, added tokens in the input count unless --no-special. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "app/exit.h"
#include "app/paths.h"
#include "app/programs/programs.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "core/text/tokenizer.h"
#include "core/text/utf8.h"

enum {
    OPT_TOKENIZER = 256,
    OPT_JSONL,
    OPT_DECODE,
    OPT_NO_SPECIAL,
    MAX_INPUT_BYTES = 1 << 30,
};

struct args {
    const char *model, *tokenizer;
    bool jsonl, decode, no_special;
};

static error_t tokenize_parse(int key, char *arg, struct argp_state *state)
{
    struct args *a = state->input;
    switch (key) {
    case 'm': a->model = arg; return 0;
    case OPT_TOKENIZER: a->tokenizer = arg; return 0;
    case OPT_JSONL: a->jsonl = true; return 0;
    case OPT_DECODE: a->decode = true; return 0;
    case OPT_NO_SPECIAL: a->no_special = true; return 0;
    case ARGP_KEY_ARG: argp_error(state, "the text comes on standard input"); return 0;
    case ARGP_KEY_END:
        if (a->model && a->tokenizer)
            argp_error(state, "-m and --tokenizer exclude each other");
        if (a->decode && a->no_special)
            argp_error(state, "--no-special has no meaning with --decode");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static struct tokenizer *open_tokenizer(const struct args *a, struct error *err)
{
    if (a->tokenizer)
        return tokenizer_open(a->tokenizer, err);
    const char *from;
    char *model = path_model(a->model, &from, err);
    if (!model)
        return NULL;
    char *path = path_join(model, "tokenizer.json");
    struct tokenizer *t = tokenizer_open(path, err);
    free(path);
    free(model);
    return t;
}

static bool encode(const struct tokenizer *t, const struct args *a, const char *text,
                   size_t len, struct strbuf *out, struct error *err)
{
    struct id_list ids = {0};
    struct text_span span = {text, len, !a->no_special};
    bool ok = tokenizer_encode(t, &span, 1, &ids, err);
    if (ok) {
        strbuf_addc(out, '[');
        for (size_t i = 0; i < ids.n; i++)
            strbuf_addf(out, i ? ", %d" : "%d", ids.ids[i]);
        strbuf_adds(out, "]\n");
    }
    id_list_finish(&ids);
    return ok;
}

static bool decode(const struct tokenizer *t, const json_t *ids, struct strbuf *out,
                   struct error *err)
{
    if (!json_is_array(ids))
        return err_set(err, 0, "expected a JSON array of ids");
    for (size_t i = 0; i < json_array_size(ids); i++) {
        const json_t *v = json_array_get(ids, i);
        json_int_t id = json_integer_value(v);
        if (!json_is_integer(v))
            return err_set(err, 0, "item %zu is no integer", i);
        if (id < 0 || id >= tokenizer_n_ids(t) || !tokenizer_id_used(t, (int32_t)id))
            return err_set(err, 0, "item %zu: the tokenizer has no id %lld", i,
                           (long long)id);
        size_t len;
        bool special;
        const char *piece = tokenizer_piece(t, (int32_t)id, &len, &special);
        strbuf_add(out, piece, len);
    }
    return true;
}

/* Ids may stop within a character; a JSON string cannot. Each beginning of a character that
 * does not go on, and each byte that begins none, becomes one U+FFFD. */
static void add_valid(struct strbuf *out, const char *s, size_t len)
{
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        size_t n = utf8_next(s + i, len - i, &cp);
        if (n > 1 || (unsigned char)s[i] < 0x80) {
            strbuf_add(out, s + i, n);
        } else {
            for (size_t k = 3; k > 1; k--)
                if (k <= len - i && utf8_incomplete_tail(s + i, k) == k) {
                    n = k;
                    break;
                }
            strbuf_adds(out, "\xef\xbf\xbd");
        }
        i += n;
    }
}

static bool decode_line(const struct tokenizer *t, const json_t *ids, struct strbuf *out,
                        struct error *err)
{
    struct strbuf bytes = {0}, text = {0};
    strbuf_adds(&bytes, "");
    strbuf_adds(&text, "");
    bool ok = decode(t, ids, &bytes, err);
    if (ok) {
        add_valid(&text, bytes.data, bytes.len);
        json_t *v = json_stringn(text.data, text.len);
        char *line = json_dumps(v, JSON_ENCODE_ANY);
        strbuf_adds(out, line);
        strbuf_addc(out, '\n');
        free(line);
        json_decref(v);
    }
    strbuf_finish(&bytes);
    strbuf_finish(&text);
    return ok;
}

static json_t *parse(const char *text, size_t len, struct error *err)
{
    json_error_t why;
    json_t *v = json_loadb(text, len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);
    if (!v)
        err_set(err, 0, "not JSON: line %d, column %d: %s", why.line, why.column,
                why.text);
    return v;
}

static bool run_line(const struct tokenizer *t, const struct args *a, const char *line,
                     size_t len, struct strbuf *out, struct error *err)
{
    json_t *v = parse(line, len, err);
    if (!v)
        return false;
    bool ok;
    if (a->decode)
        ok = decode_line(t, v, out, err);
    else if (json_is_string(v))
        ok = encode(t, a, json_string_value(v), json_string_length(v), out, err);
    else
        ok = err_set(err, 0, "expected a JSON string");
    json_decref(v);
    return ok;
}

static bool run_lines(const struct tokenizer *t, const struct args *a,
                      const struct strbuf *in, struct strbuf *out, struct error *err)
{
    size_t n_line = 0;
    for (size_t at = 0; at < in->len; at++) {
        const char *line = in->data + at;
        const char *end = memchr(line, '\n', in->len - at);
        size_t len = end ? (size_t)(end - line) : in->len - at;
        n_line++;
        if (!run_line(t, a, line, len, out, err))
            return err_prefix(err, "standard input, line %zu", n_line);
        at += len;
    }
    return true;
}

static bool run_whole(const struct tokenizer *t, const struct args *a,
                      const struct strbuf *in, struct strbuf *out, struct error *err)
{
    bool ok;
    if (a->decode) {
        json_t *v = parse(in->data ? in->data : "", in->len, err);
        ok = v && decode(t, v, out, err);
        json_decref(v);
    } else {
        ok = encode(t, a, in->data, in->len, out, err);
    }
    return ok || err_prefix(err, "standard input");
}

int program_tokenize(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"model", 'm', "PACK", 0, "The tokenizer of this pack", 0},
        {"tokenizer", OPT_TOKENIZER, "FILE", 0, "This tokenizer.json", 0},
        {"jsonl", OPT_JSONL, NULL, 0, "JSON strings in, one a line; arrays of ids out",
         0},
        {"decode", OPT_DECODE, NULL, 0,
         "Ids in, text out (with --jsonl: arrays in, JSON strings out)", 0},
        {"no-special", OPT_NO_SPECIAL, NULL, 0,
         "Take words such as <|im_end|> for ordinary text", 0},
        {0},
    };
    static const struct argp argp = {
        .options = options,
        .parser = tokenize_parse,
        .doc =
            "Print the token ids of standard input as a JSON array, or the text of ids.\v"
            "Examples:\n"
            "  echo -n 'A text' | flashmoe tokenize --tokenizer tokenizer.json\n"
            "  echo '[32, 1467]' | flashmoe tokenize --tokenizer tokenizer.json "
            "--decode\n",
    };
    struct args a = {0};
    struct error err = {0};
    struct strbuf in = {0}, out = {0};
    int code = EXIT_RUNTIME;
    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &a);

    struct tokenizer *t = open_tokenizer(&a, &err);
    if (!t) {
        code = EXIT_MODEL;
    } else if (fd_read_all(STDIN_FILENO, "standard input", MAX_INPUT_BYTES, &in, &err)) {
        bool ok = a.jsonl ? run_lines(t, &a, &in, &out, &err)
                          : run_whole(t, &a, &in, &out, &err);
        bool written = fd_write_all(STDOUT_FILENO, out.data, out.len);
        if (ok && !written)
            err_set(&err, errno, "write standard output");
        code = ok && written ? EXIT_OK : EXIT_RUNTIME;
    }
    if (code != EXIT_OK)
        fprintf(stderr, "flashmoe: %s\n", err.msg);
    tokenizer_close(t);
    strbuf_finish(&in);
    strbuf_finish(&out);
    return code;
}
