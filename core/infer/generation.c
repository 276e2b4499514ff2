#include "core/infer/generation.h"

#include <stddef.h>
#include <stdlib.h>

#include <jansson.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json_file.h"
#include "core/text/tokenizer.h"

enum {
    MAX_FILE_BYTES = 1 << 20
};

static bool add_stop(struct generation *g, json_int_t id, int n_vocab, struct error *err)
{
    if (id < 0 || id >= n_vocab)
        return err_set(err, 0,
                       "eos_token_id %" JSON_INTEGER_FORMAT
                       " is outside the vocabulary of %d",
                       id, n_vocab);
    if (generation_is_stop(g, (int32_t)id))
        return true;
    if (g->n_stop == MAX_STOP_IDS)
        return err_set(err, 0, "eos_token_id lists more than %d ids", MAX_STOP_IDS);
    g->stop[g->n_stop++] = (int32_t)id;
    return true;
}

static bool read_stop(const json_t *eos, int n_vocab, struct generation *g,
                      struct error *err)
{
    if (!eos || json_is_null(eos))
        return true;
    if (json_is_integer(eos))
        return add_stop(g, json_integer_value(eos), n_vocab, err);
    if (!json_is_array(eos))
        return err_set(err, 0, "eos_token_id is neither an id nor a list of ids");
    size_t i;
    json_t *id;
    json_array_foreach(eos, i, id)
    {
        if (!json_is_integer(id))
            return err_set(err, 0, "eos_token_id[%zu] is not an id", i);
        if (!add_stop(g, json_integer_value(id), n_vocab, err))
            return false;
    }
    return true;
}

static bool read_file(const char *path, int n_vocab, struct generation *g,
                      struct error *err)
{
    json_t *root = json_file_read(path, MAX_FILE_BYTES, err);
    if (!root)
        return false;
    bool ok = true;
    if (!json_is_object(root))
        ok = err_set(err, 0, "read %s: not a JSON object", path);
    else if (!sample_params_from_json(root, &g->sampling, err) ||
             !read_stop(json_object_get(root, "eos_token_id"), n_vocab, g, err))
        ok = err_prefix(err, "read %s", path);
    json_decref(root);
    return ok;
}

bool generation_load(const char *path, const struct tokenizer *tok, int n_vocab,
                     struct generation *out, struct error *err)
{
    *out = (struct generation){0};
    sample_params_default(&out->sampling);
    if (file_exists(path) && !read_file(path, n_vocab, out, err))
        return false;
    if (out->n_stop)
        return true;

    static const char *const usual[] = {"<|im_end|>", "<|endoftext|>"};
    for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
        int32_t id = tokenizer_id(tok, usual[i]);
        if (id >= 0 && !add_stop(out, id, n_vocab, err))
            return err_prefix(err, "token %s", usual[i]);
    }
    if (!out->n_stop)
        return err_set(
            err, 0,
            "%s names no eos_token_id and the tokenizer has neither <|im_end|> "
            "nor <|endoftext|>: no answer would ever end",
            path);
    return true;
}

bool generation_is_stop(const struct generation *g, int32_t id)
{
    for (int i = 0; i < g->n_stop; i++)
        if (g->stop[i] == id)
            return true;
    return false;
}
