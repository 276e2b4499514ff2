#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "tests/app/chat_script.h"

/* When the model's state is put on disk beside the conversation. */

static const struct script kept = {.snapshot_bytes_max = 1000};

static void saved_at_once(void)
{
    char *want = xasprintf("save %s.snapshot 0", conversation_path(conv));
    assert_string_equal(fake_engine_snapshot(), want);
    free(want);
}

static void on_leaving_it_is_written_at_once(void **state)
{
    (void)state;
    play_with(&kept, SCRIPT("Hello"), REPLIES({.answer = "Hi"}));
    saved_at_once();
}

static void a_conversation_that_is_loaded_without_one_is_read_again(void **state)
{
    (void)state;
    play_with(&kept, SCRIPT("Hello", "/save a", "/new", "/load a"),
              REPLIES({.answer = "Hi"}));
    contains(fake_ui_screen(), "reads the conversation again");
}

static void context_says_what_is_on_disk(void **state)
{
    (void)state;
    play_with(&kept, SCRIPT("Hello", "/context"), REPLIES({.answer = "Hi"}));
    contains(fake_ui_screen(), "State on disk: none yet");
}

static void without_room_none_is_kept(void **state)
{
    (void)state;
    play(SCRIPT("Hello", "/context"), REPLIES({.answer = "Hi"}));
    assert_string_equal(fake_engine_snapshot(), "");
    contains(fake_ui_screen(), "State on disk: off");
}

static void what_is_saved_during_a_question_is_saved(void **state)
{
    (void)state;
    fake_engine_tell_saves(true);
    play_with(&kept, SCRIPT("Hello", "=n"),
              REPLIES({.answer = "Hi", .finish = FINISH_CONTEXT}));
    assert_int_equal(fake_engine_n_saves(), 1);
    fake_engine_tell_saves(false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(on_leaving_it_is_written_at_once),
        T(a_conversation_that_is_loaded_without_one_is_read_again),
        T(context_says_what_is_on_disk),
        T(without_room_none_is_kept),
        T(what_is_saved_during_a_question_is_saved),
    };
    return cmocka_run_group_tests_name("app/chat_snapshot", tests, NULL, NULL);
}
