#include "core/model/template_identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/pack.h"
#include "core/model/packer.h"
#include "tests/core/model/model_files.h"

/* Pieces of templates: the words by which each format is known, in code of our own. */
#define TURNS "{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}"
#define XML                                                                              \
    TURNS "{{ '<tool_call>\\n<function=' + c.name + '>\\n<parameter=' + k + '>' }}"      \
          "{{ '<tool_response>' }}"
#define HERMES                                                                           \
    TURNS "{{ '<tool_call>\\n{\"name\": <function-name>, \"arguments\": "                \
          "<args-json-object>}\\n</tool_call>' }}{{ '<tool_response>' }}"
#define FUNCTIONS "{{ 'You have access to the following functions:\\n\\n<tools>' }}"
#define TOOLS     "{{ 'You have access to the following tools:\\n\\n' }}{{ '<tools>' }}"
#define LIST      "{{ '<function>\\n<name>' ~ tool.name ~ '</name>' }}"
#define THINK     "{{ '<think>\\n' + r + '\\n</think>\\n\\n' }}"
#define SWITCH                                                                           \
    "{% if enable_thinking is false %}{{ '<think>\\n\\n</think>\\n\\n' }}{% endif %}"
#define ALWAYS "{{ '<|im_start|>assistant\\n<think>\\n' }}"

static void each_format_is_known_by_its_marks(void **state)
{
    const struct {
        const char *jinja, *name;
    } cases[] = {
        {XML FUNCTIONS THINK SWITCH, "qwen3.5"},
        {XML FUNCTIONS THINK SWITCH "{% if preserve_thinking %}", "qwen3.6"},
        {XML FUNCTIONS LIST, "qwen3-coder"},
        {XML TOOLS LIST, "qwen3-coder-tools"},
        {HERMES THINK SWITCH, "qwen3"},
        {HERMES THINK ALWAYS, "qwen3-thinking"},
        {HERMES, "qwen3-instruct"},
        {TURNS, "chatml"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        /* The text decides, whatever the model is. */
        const char *types[] = {NULL, "qwen3_5_moe", "qwen3moe", "llama"};
        for (int t = 0; t < 4; t++) {
            struct template_identity id = template_identify(cases[i].jinja, types[t]);
            assert_string_equal(id.name, cases[i].name);
            assert_int_equal(id.match, TEMPLATE_MARKS);
            assert_null(id.why);
        }
    }
}

static void what_is_not_known_gets_the_usual_one_with_the_reason(void **state)
{
    const struct {
        const char *jinja, *type, *name, *why;
    } cases[] = {
        {"{{ '[INST]' + m.content }}", "qwen3_moe", "qwen3",
         "not marked by <|im_start|>"},
        {"", "qwen3_next", "qwen3", "not marked by <|im_start|>"},
        {"<|im_start|>", "qwen3_5_moe", "qwen3.5", "not marked by <|im_start|>"},
        {TURNS "{{ '<tool_call>' + c.code }}", "qwen35moe", "qwen3.5", "calling tools"},
        {XML FUNCTIONS LIST THINK, "qwen3_5_moe_text", "qwen3.5", "calling tools"},
        {HERMES THINK, "qwen3moe", "qwen3", "calling tools"},
        {HERMES "You are Qwen, created by Alibaba Cloud.", "qwen3_moe", "qwen3",
         "calling tools"},
        {TURNS THINK, "qwen3next", "qwen3", "what stands in them is not"},
        {TURNS "<think>", "qwen3_6_moe", "qwen3.6", "what stands in them is not"},
        {"x", "mixtral", "chatml", "not marked"},
        {"x", NULL, "chatml", "not marked"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct template_identity id = template_identify(cases[i].jinja, cases[i].type);
        assert_int_equal(id.match, TEMPLATE_UNKNOWN);
        assert_string_equal(id.name, cases[i].name);
        assert_non_null(strstr(id.why, cases[i].why));
    }
    struct template_identity none = template_identify(NULL, "qwen3_next");
    assert_int_equal(none.match, TEMPLATE_ABSENT);
    assert_string_equal(none.name, "qwen3");
}

static void notes_name_the_choice_its_source_and_the_way_out(void **state)
{
    struct template_identity id = template_identify(HERMES, NULL);
    char *note = template_identity_note(&id, "tokenizer_config.json");
    assert_non_null(strstr(note, "chat template qwen3-instruct: "));
    assert_non_null(strstr(note, "(tokenizer_config.json)"));
    assert_non_null(strstr(note, "--template NAME"));
    free(note);
    id = template_identify("", "qwen3_5_moe");
    note = template_identity_note(&id, "chat_template.jinja");
    assert_non_null(strstr(note, "chat template qwen3.5, the usual one"));
    assert_non_null(
        strstr(note, "(chat_template.jinja) is not known, its turns are not"));
    assert_non_null(strstr(note, "miss their tool calls"));
    free(note);
    id = template_identify(NULL, "qwen3_moe");
    note = template_identity_note(&id, NULL);
    assert_non_null(strstr(note, "chat template qwen3, the usual one"));
    assert_non_null(strstr(note, "carries none"));
    free(note);
    id = (struct template_identity){"qwen3", TEMPLATE_EXACT, NULL};
    assert_null(template_identity_note(&id, "x"));
}

static void put(const char *dir, const char *name, const char *text)
{
    put_file(dir, name, text, strlen(text));
}

static void assert_found(const char *dir, const char *text, const char *where)
{
    struct error err = {0};
    char *got;
    const char *from;
    if (!template_of_folder(dir, &got, &from, &err))
        fail_msg("%s", err.msg);
    if (!text) {
        assert_null(got);
        return;
    }
    assert_non_null(got);
    assert_string_equal(got, text);
    assert_string_equal(from, where);
    free(got);
}

static void a_folder_is_searched_in_the_order_of_its_files(void **state)
{
    char *dir = folder_make();
    assert_found(dir, NULL, NULL);
    put(dir, "chat_template.json", "{\"chat_template\": \"processor\"}");
    assert_found(dir, "processor", "chat_template.json");
    put(dir, "tokenizer_config.json", "{\"eos_token\": null}");
    assert_found(dir, "processor", "chat_template.json");
    put(dir, "tokenizer_config.json", "{\"chat_template\": \"one\\n\"}");
    assert_found(dir, "one\n", "tokenizer_config.json");
    put(dir, "tokenizer_config.json",
        "{\"chat_template\": [7, {\"name\": \"rag\", \"template\": \"r\"}, {\"name\": "
        "\"default\", \"template\": \"d\"}]}");
    assert_found(dir, "d", "tokenizer_config.json");
    put(dir, "tokenizer_config.json",
        "{\"chat_template\": [{\"name\": \"rag\", \"template\": \"r\"}]}");
    assert_found(dir, "r", "tokenizer_config.json");
    put(dir, "chat_template.jinja", "own file");
    assert_found(dir, "own file", "chat_template.jinja");
    folder_remove(dir);
}

static void unreadable_files_are_errors_with_their_names(void **state)
{
    char *dir = folder_make(), *text;
    const char *where;
    static const char *const bad[] = {"{", "[]", "", "{\"chat_template\": \"\xff\"}"};
    for (int i = 0; i < 4; i++) {
        struct error err = {0};
        put(dir, "tokenizer_config.json", bad[i]);
        assert_false(template_of_folder(dir, &text, &where, &err));
        assert_non_null(strstr(err.msg, "/tokenizer_config.json: "));
        assert_null(text);
    }
    folder_remove(dir);
}

/* The name and the only note of a pack made from src, "" without one. */
static void assert_packed(const char *src, const char *asked, const char *name,
                          const char *note)
{
    char *dir = folder_make(), *dst = path_join(dir, "p");
    struct packer_params params = {.template_name = asked};
    struct error err = {0};
    if (!pack_write(src, dst, &params, &err))
        fail_msg("%s", err.msg);
    struct pack *pack = pack_open(dst, &err);
    assert_non_null(pack);
    assert_string_equal(pack->template_name, name);
    assert_int_equal(pack_n_notes(pack), *note ? 1 : 0);
    if (*note && !strstr(pack_note(pack, 0), note))
        fail_msg("%s", pack_note(pack, 0));
    pack_close(pack);
    free(dst);
    folder_remove(dir);
}

static void a_pack_has_the_template_of_its_checkpoint(void **state)
{
    char *src = fixture_copy("qwen3_moe"), *dir = folder_make();
    char *dst = path_join(dir, "p");
    assert_packed(src, NULL, "qwen3", "the checkpoint carries none");
    put(src, "chat_template.jinja", XML FUNCTIONS LIST);
    assert_packed(src, NULL, "qwen3-coder", "(chat_template.jinja) has its marks");
    assert_packed(src, "mine", "mine", "");
    put(src, "chat_template.jinja", "{{ '[INST]' }}");
    assert_packed(src, NULL, "qwen3", "(chat_template.jinja) is not known");

    struct error err = {0};
    put(src, "chat_template.jinja", "");
    put(src, "tokenizer_config.json", "{");
    assert_packed(src, NULL, "qwen3", "is not known"); /* an empty one is one */
    char *jinja = path_join(src, "chat_template.jinja");
    assert_int_equal(unlink(jinja), 0);
    assert_false(pack_write(src, dst, &(struct packer_params){0}, &err));
    assert_non_null(strstr(err.msg, "/tokenizer_config.json: "));
    assert_non_null(strstr(err.msg, "--template"));
    assert_false(file_exists(dst));
    assert_packed(src, "mine", "mine", "");
    free(jinja);
    free(dst);
    folder_remove(dir);
    folder_remove(src);
}

/* The files themselves are not ours to keep: with FLASHMOE_TEMPLATE_ORIGINALS naming a folder
 * of NAME.jinja (tests/data/README.md says where they come from), each is known. */
static void originals_are_known_to_the_byte(void **state)
{
    static const char *const names[] = {
        "qwen3",          "qwen3.5", "qwen3-coder",   "qwen3-coder-tools",
        "qwen3-thinking", "qwen3.6", "qwen3-instruct"};
    const char *dir = getenv("FLASHMOE_TEMPLATE_ORIGINALS");
    if (!dir)
        skip();
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char *file = xasprintf("%s.jinja", names[i]);
        size_t len;
        char *text = get_file(dir, file, &len);
        char *ends = xasprintf("\n%s\r\n", text), *other = xasprintf("%s{# #}", text);
        const char *const same[] = {text, ends};
        for (int k = 0; k < 2; k++) {
            struct template_identity id = template_identify(same[k], NULL);
            assert_string_equal(id.name, names[i]);
            assert_int_equal(id.match, TEMPLATE_EXACT);
        }
        struct template_identity id = template_identify(other, NULL);
        assert_string_equal(id.name, names[i]);
        assert_int_equal(id.match, TEMPLATE_MARKS);
        free(text);
        free(ends);
        free(other);
        free(file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_format_is_known_by_its_marks),
        cmocka_unit_test(what_is_not_known_gets_the_usual_one_with_the_reason),
        cmocka_unit_test(notes_name_the_choice_its_source_and_the_way_out),
        cmocka_unit_test(a_pack_has_the_template_of_its_checkpoint),
        cmocka_unit_test(originals_are_known_to_the_byte),
        cmocka_unit_test(a_folder_is_searched_in_the_order_of_its_files),
        cmocka_unit_test(unreadable_files_are_errors_with_their_names),
    };
    return cmocka_run_group_tests_name("model/template_identity", tests, NULL, NULL);
}
