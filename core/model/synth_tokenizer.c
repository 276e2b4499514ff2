#include "core/model/synth_tokenizer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "core/base/alloc.h"
#include "core/base/file.h"

static const struct {
    const char *text;
    bool special;
} controls[] = {
    {"<|endoftext|>", true},     {"<|im_start|>", true},  {"<|im_end|>", true},
    {"<tool_call>", false},      {"</tool_call>", false}, {"<tool_response>", false},
    {"</tool_response>", false}, {"<think>", false},      {"</think>", false},
};

enum {
    N_CONTROLS = sizeof(controls) / sizeof(controls[0]),
    END_OF_TEXT = 0, /* in the table */
    IM_END = 2,
    SPACE = 0x120, /* the letter of the byte ' ' */
};
_Static_assert(SYNTH_MIN_VOCAB == 256 + N_CONTROLS, "bytes and control tokens");

/* The expression of the Qwen3.5 tokenizer. */
static const char split[] =
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}|"
    " ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/* A letter of the byte-level alphabet: two bytes of UTF-8 from U+0080 on. */
static char *put_letter(char *at, unsigned cp)
{
    if (cp >= 0x80) {
        *at++ = (char)(0xc0 | cp >> 6);
        *at++ = (char)(0x80 | (cp & 0x3f));
    } else {
        *at++ = (char)cp;
    }
    *at = '\0';
    return at;
}

/* Printable Latin-1 bytes stand for themselves, the others for U+0100 onwards. */
static void add_bytes(json_t *vocab)
{
    unsigned n_other = 0;
    for (unsigned c = 0; c < 256; c++) {
        bool itself = (c >= '!' && c <= '~') || (c >= 0xa1 && c <= 0xac) || c >= 0xae;
        char letter[3];
        put_letter(letter, itself ? c : 0x100 + n_other++);
        json_object_set_new(vocab, letter, json_integer((int)c));
    }
}

/* The n-th word: a space and at least two syllables. Its number is its digits to the base of
 * 100 syllables, so no word comes twice. */
static void add_word(json_t *vocab, int n, int id)
{
    static const char consonants[] = "bcdfghjklmnprstvwxyz", vowels[] = "aeiou";
    char word[32], *at = put_letter(word, SPACE);
    for (int left = n, k = 0; left || k < 2; left /= 100, k++) {
        *at++ = consonants[left % 100 / 5];
        *at++ = vowels[left % 5];
    }
    *at = '\0';
    json_object_set_new(vocab, word, json_integer(id));
}

static json_t *tokenizer_json(int n_vocab)
{
    json_t *vocab = json_object(), *added = json_array();
    int first = n_vocab - N_CONTROLS;
    add_bytes(vocab);
    for (int id = 256; id < first; id++)
        add_word(vocab, id - 256, id);
    for (int i = 0; i < N_CONTROLS; i++)
        json_array_append_new(added, json_pack("{s:i, s:s, s:b, s:b, s:b, s:b, s:b}",
                                               "id", first + i, "content",
                                               controls[i].text, "single_word", 0,
                                               "lstrip", 0, "rstrip", 0, "normalized", 0,
                                               "special", (int)controls[i].special));
    return json_pack(
        "{s:s, s:o, s:{s:s}, s:{s:s, s:[{s:s, s:{s:s}, s:s, s:b}, {s:s, s:b, s:b}]},"
        " s:{s:s}, s:{s:s, s:o, s:[]}}",
        "version", "1.0", "added_tokens", added, "normalizer", "type", "NFC",
        "pre_tokenizer", "type", "Sequence", "pretokenizers", "type", "Split", "pattern",
        "Regex", split, "behavior", "Isolated", "invert", 0, "type", "ByteLevel",
        "add_prefix_space", 0, "use_regex", 0, "decoder", "type", "ByteLevel", "model",
        "type", "BPE", "vocab", vocab, "merges");
}

/* Takes the reference. */
static bool write_json(const char *folder, const char *name, json_t *o, struct error *err)
{
    char *path = path_join(folder, name), *text = json_dumps(o, JSON_COMPACT);
    assert(text);
    bool ok = file_write_atomic(path, text, strlen(text), 0644, err);
    free(text);
    free(path);
    json_decref(o);
    return ok;
}

bool synth_tokenizer_write(const char *folder, int n_vocab, struct error *err)
{
    int first = n_vocab - N_CONTROLS;
    assert(n_vocab >= SYNTH_MIN_VOCAB);
    return write_json(folder, "tokenizer.json", tokenizer_json(n_vocab), err) &&
           write_json(folder, "generation.json",
                      json_pack("{s:b, s:f, s:f, s:i, s:[i,i]}", "do_sample", 1,
                                "temperature", 1.0, "top_p", 0.95, "top_k", 20,
                                "eos_token_id", first + IM_END, first + END_OF_TEXT),
                      err);
}
