/* What going on with a conversation costs: bench-resume PACK TEMPLATE [TOKENS...]
 *
 * First the time to the first token after the last of ten turns was edited, near its end and
 * at its very beginning, and likewise when its writer paused before sending it, so that it
 * was read as a draft, beside reading everything in the same program: with short and with long
 * messages that are answered shortly, and with short ones that are answered at length, as in
 * most chats. Then, for conversations of about so many tokens, the time to take the state
 * from disk, beside reading them. Medians of RUNS. */
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strbuf.h"
#include "core/infer/engine.h"

enum {
    RUNS = 9,
    TURNS = 10,
    ANSWER_TOK = 128,
    MAX_MESSAGES = 2 * TURNS + 1,
    DRAFT_MS = 60000,
};

static const char *pack, *template;
static const char sentence[] =
    "There was a fox that lived near a river, and each day it went to the village to "
    "look at the bread in the window of the baker, who had a dog and two children. ";

static void die(const struct error *err)
{
    fprintf(stderr, "bench-resume: %s\n", err->msg);
    exit(1); /* NOLINT(concurrency-mt-unsafe) */
}

static struct engine *open_engine(void)
{
    struct error err = {0};
    struct engine_params p = {.pack_path = pack, .template_path = template};
    struct engine *e = engine_create(&p, &err);
    if (!e)
        die(&err);
    return e;
}

/* The next event of the kind, owned by the caller like the list it heads. */
static struct engine_event *wait_for(struct engine *e, enum engine_event_kind kind)
{
    for (;;) {
        struct pollfd p = {.fd = engine_fd(e), .events = POLLIN};
        poll(&p, 1, -1);
        struct engine_event *list = engine_take_events(e);
        for (struct engine_event *ev = list, *before = NULL; ev;
             before = ev, ev = ev->next)
            if (ev->kind == kind) {
                if (before) {
                    before->next = NULL;
                    engine_events_free(list);
                }
                return ev;
            }
        engine_events_free(list);
    }
}

static void add(struct engine_request *r, enum role role, const char *text)
{
    struct message *m = &r->messages[r->n_messages++];
    m->role = role;
    m->content = xstrdup(text);
}

static struct engine_request request(const struct message *from, int n)
{
    struct engine_request r = {.id = 1, .max_tok = ANSWER_TOK};
    sample_params_default(&r.sampling);
    r.sampling.temperature = 0;
    r.messages = xcalloc(MAX_MESSAGES, sizeof(*r.messages));
    for (int i = 0; i < n; i++)
        message_copy(&r.messages[r.n_messages++], &from[i]);
    return r;
}

/* The answer is added to `talk` when that is not NULL. Returns the time to the first token,
 * ms; *read the tokens that were read for it. */
static double answer(struct engine *e, struct engine_request *r, struct message *talk,
                     int *n, int *read)
{
    struct error err = {0};
    if (!engine_submit(e, r, &err))
        die(&err);
    struct engine_event *ev = wait_for(e, ENGINE_END);
    struct engine_turn_report *rep = ev->report;
    if (rep->finish == FINISH_ERROR || rep->finish == FINISH_CONTEXT) {
        snprintf(err.msg, sizeof(err.msg), "%s", rep->error);
        die(&err);
    }
    double ms = rep->ttft_ms;
    *read = rep->n_prompt_tok - rep->n_reused_tok;
    if (talk)
        message_copy(&talk[(*n)++], &rep->message);
    engine_events_free(ev);
    return ms;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *v, int n)
{
    qsort(v, (size_t)n, sizeof(*v), ascending);
    return v[n / 2];
}

/* A kind of conversation. */
struct talk_form {
    const char *question; /* before its last word */
    int n_sentences;      /* before the question */
};

static struct message user(const struct talk_form *f, const char *first_word,
                           const char *last_word)
{
    struct strbuf b = {0};
    strbuf_addf(&b, "%s: ", first_word);
    for (int k = 0; k < f->n_sentences; k++)
        strbuf_adds(&b, sentence);
    strbuf_addf(&b, "%s %s?", f->question, last_word);
    return (struct message){.role = ROLE_USER, .content = strbuf_take(&b)};
}

/* The first token of an answer to a conversation that ends with `last`, taken. */
static double first_token(struct engine *e, const struct message *talk, int n,
                          struct message last, bool thinking, int *read)
{
    struct engine_request r = request(talk, n);
    r.messages[r.n_messages++] = last;
    r.thinking = thinking;
    r.max_tok = 1;
    return answer(e, &r, NULL, NULL, read);
}

/* The conversation with the last message as a draft, until it is read. */
static void write_draft(struct engine *e, const struct message *talk, int n,
                        struct message last, bool thinking)
{
    struct engine_request r = request(talk, n);
    struct stats s;
    r.messages[r.n_messages++] = last;
    r.thinking = thinking;
    engine_read_draft(e, &r);
    for (int ms = 0; ms < DRAFT_MS; ms++) {
        usleep(1000);
        engine_stats(e, &s);
        if (s.draft && s.phase == PHASE_IDLE &&
            s.n_reused_tok + s.n_prefilled_tok == s.n_prompt_tok)
            return;
    }
    struct error err = {0};
    err_set(&err, 0, "read a draft: it was not done after %d s", DRAFT_MS / 1000);
    die(&err);
}

static void print_edit(const char *what, double *ms, int read, double all_ms, int all)
{
    double m = median(ms, RUNS);
    printf("; %s: %.1f ms (%d), %.1f %% (%.1f %%)", what, m, read, 100 * m / all_ms,
           100.0 * read / all);
}

static void edit_last_of_ten(const struct talk_form *f, bool thinking)
{
    static const char *const words[RUNS + 1] = {"dog",    "river", "house", "bridge",
                                                "tree",   "fish",  "king",  "song",
                                                "garden", "lamp"};
    struct message talk[MAX_MESSAGES] = {{0}};
    int n = 0, read = 0, read_last = 0, read_first = 0, read_drafted = 0, read_all = 0;
    struct engine *e = open_engine();
    for (int i = 0; i < TURNS; i++) {
        talk[n++] = user(f, "First", words[i % RUNS]);
        struct engine_request r = request(talk, n);
        r.thinking = thinking;
        answer(e, &r, talk, &n, &read);
    }
    n -= 2; /* the last message, and what was said to it */
    message_finish(&talk[n + 1]);
    message_finish(&talk[n]);
    double last[RUNS], first[RUNS], drafted[RUNS], all[RUNS];
    for (int i = 0; i < RUNS; i++) {
        const char *a = words[i], *b = words[i + 1];
        last[i] = first_token(e, talk, n, user(f, "First", b), thinking, &read_last);
        first[i] = first_token(e, talk, n, user(f, a, b), thinking, &read_first);
        write_draft(e, talk, n, user(f, b, a), thinking);
        drafted[i] = first_token(e, talk, n, user(f, b, a), thinking, &read_drafted);
        first_token(e, NULL, 0, user(f, "Other", a), thinking, &read);
        all[i] = first_token(e, talk, n, user(f, "First", a), thinking, &read_all);
    }
    double ms = median(all, RUNS);
    printf("edit of the last of %d turns, \"%s\" behind %d sentences, thinking %s: "
           "everything anew %.1f ms (%d tokens)",
           TURNS, f->question, f->n_sentences, thinking ? "on" : "off", ms, read_all);
    print_edit("its last word", last, read_last, ms, read_all);
    print_edit("its first word", first, read_first, ms, read_all);
    print_edit("the same, after a pause", drafted, read_drafted, ms, read_all);
    putchar('\n');
    for (int i = 0; i < n; i++)
        message_finish(&talk[i]);
    engine_destroy(e);
}

static struct engine_request long_talk(int n_tok)
{
    struct engine_request r = request(NULL, 0);
    struct strbuf b = {0};
    int n_sentences = (int)(n_tok / 36.5 / TURNS) + 1; /* tokens of a sentence */
    for (int i = 0; i < n_sentences; i++)
        strbuf_adds(&b, sentence);
    for (int i = 0; i < TURNS; i++)
        add(&r, i % 2 ? ROLE_ASSISTANT : ROLE_USER, b.data);
    add(&r, ROLE_USER, "What is a dog?");
    r.max_tok = 1;
    strbuf_finish(&b);
    return r;
}

static void resume(int n_tok)
{
    const char *tmp = getenv("TMPDIR");
    char *path = path_join(tmp && *tmp ? tmp : "/tmp", "bench-resume-XXXXXX");
    int fd = mkstemp(path);
    double replay[RUNS], restore[RUNS], first[RUNS], save[RUNS];
    struct engine_snapshot_report rep = {0};
    int read = 0;
    for (int i = 0; i < RUNS; i++) {
        struct engine *e = open_engine();
        struct engine_request r = long_talk(n_tok);
        replay[i] = answer(e, &r, NULL, NULL, &read);
        engine_snapshot_save(e, path, 0, 0);
        struct engine_event *ev = wait_for(e, ENGINE_SNAPSHOT);
        save[i] = ev->snapshot->ms;
        engine_events_free(ev);
        engine_destroy(e);

        e = open_engine();
        r = long_talk(n_tok);
        engine_snapshot_load(e, path, &r);
        ev = wait_for(e, ENGINE_SNAPSHOT);
        rep = *ev->snapshot;
        if (rep.kind != SNAPSHOT_RESTORED)
            die(&(struct error){.msg = "the snapshot was not restored"});
        restore[i] = rep.ms;
        engine_events_free(ev);
        r = long_talk(n_tok);
        first[i] = answer(e, &r, NULL, NULL, &read);
        engine_destroy(e);
    }
    close(fd);
    unlink(path);
    free(path);
    printf("%6d tokens: restored in %.1f ms (%.1f MB, written in %.1f ms), first token "
           "%.1f ms later; read anew %.0f ms\n",
           rep.n_tok, median(restore, RUNS), (double)rep.bytes / 1e6, median(save, RUNS),
           median(first, RUNS), median(replay, RUNS));
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: bench-resume PACK TEMPLATE [TOKENS...]\n", stderr);
        return 2;
    }
    pack = argv[1];
    template = argv[2];
    static const struct talk_form forms[] = {{"What is a", 0},
                                             {"What is a", 1},
                                             {"What is a", 4},
                                             {"Can you tell me a story about a", 0}};
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        edit_last_of_ten(&forms[i], false);
        edit_last_of_ten(&forms[i], true);
    }
    for (int i = 3; i < argc; i++)
        resume((int)strtol(argv[i], NULL, 10));
    return 0;
}
