#define LOG_MODULE "turns"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/infer/kept_states.h"
#include "core/infer/turn.h"

/* Who runs. Each turn has a seat: a sequence of the session, whose state outlives it. The
 * first to come gets the first seat that is free. A pass takes the next token of everybody
 * who writes and one piece of the prompt of whoever reads and came first; beside others that
 * wait for their next token the piece is short. */

enum {
    SHARE_OF_CHUNK = 4,    /* of a chunk, where others write */
    WORTH_A_FILE_TOK = 64, /* likewise, of a file */
    WORTH_A_COPY_TOK = 16, /* that need not be read again */
    OPENING_TOK = 16,      /* of an answer, which a later prompt may show otherwise */
    SLICE_MIN_MS = 5,      /* of files, between passes of those who run */
    SLICE_MAX_MS = 100,
    MS = 1000000,
};

/* Seats are taken and left under the lock, since others look who is there. */
static void set_turn(struct local_engine *e, int seq, struct turn *t)
{
    pthread_mutex_lock(&e->lock);
    e->seats[seq].turn = t;
    if (t)
        e->coming = NULL;
    e->n_running += t ? 1 : -1;
    pthread_mutex_unlock(&e->lock);
}

static bool any_cancelled(const struct local_engine *e)
{
    for (int i = 0; i < e->n_parallel; i++)
        if (e->seats[i].turn && atomic_load(&e->seats[i].turn->cancel))
            return true;
    return false;
}

/* `n_turns` goes down just before END is queued: whoever has taken it can submit at once. */
static void leave_seat(struct local_engine *e, int seq)
{
    struct turn *t = e->seats[seq].turn;
    uint64_t id = t->r.id;
    struct engine_turn_report *report = turn_report(t);
    if (t->uses_state) {
        e->seats[seq].used_ns = clock_now_ns();
        e->seats[seq].n_prompt_tok = report->n_prompt_tok;
        e->last_seq = seq;
    }
    set_turn(e, seq, NULL);
    turn_destroy(t);

    pthread_mutex_lock(&e->lock);
    local_note_what_computes(e);
    e->n_turns--;
    if (e->n_turns > 0 && !any_cancelled(e))
        event_queue_set_open(e->events, false);
    pthread_mutex_unlock(&e->lock);
    event_queue_end(e->events, id, report);
}

static struct turn *take_waiting(struct local_engine *e)
{
    pthread_mutex_lock(&e->lock);
    struct turn *t = e->quit || !e->waiting || !e->waiting->is_built ? NULL : e->waiting;
    if (t)
        e->waiting = t->next;
    e->coming = t;
    pthread_mutex_unlock(&e->lock);
    return t;
}

/* How much of the prompt a seat's state saves. */
static int reach_of(struct local_engine *e, int seq, const struct prompt *p)
{
    session_select(e->session, seq);
    size_t match = prompt_match(e, p);
    const struct seat *seat = &e->seats[seq];
    bool there = !seat->turn && seat->logits_valid && match == p->ids.n &&
                 match == (size_t)session_n_tok(e->session);
    return session_reach(e->session, (int)(there ? match : prompt_saved(p, match)));
}

/* The seat that saves most, and how much: of all, or of the free ones. -1: there is none. */
static int find_best(struct local_engine *e, const struct prompt *p, bool must_be_free,
                     int *most)
{
    int best = -1;
    *most = -1;
    for (int i = 0; i < e->n_parallel; i++) {
        int reach = must_be_free && e->seats[i].turn ? -1 : reach_of(e, i, p);
        if (reach <= *most)
            continue;
        best = i;
        *most = reach;
    }
    return best;
}

/* The free seat that was not used for the longest time, or never. */
static int find_oldest(const struct local_engine *e)
{
    int oldest = -1;
    for (int i = 0; i < e->n_parallel; i++)
        if (!e->seats[i].turn &&
            (oldest < 0 || e->seats[i].used_ns < e->seats[oldest].used_ns))
            oldest = i;
    return oldest;
}

/* Whether the disk has more of the conversation than the first n_tok tokens. */
static bool disk_has_more(const struct local_engine *e, const struct prompt *p, int n_tok)
{
    return e->kept && kept_states_find(e->kept, e, p, n_tok + WORTH_A_FILE_TOK);
}

/* Whoever was to get the seat was cancelled. At the end of all, what is written now need not
 * be written then. */
static bool nobody_comes(struct local_engine *e)
{
    pthread_mutex_lock(&e->lock);
    bool gone = !e->quit && e->coming && atomic_load(&e->coming->cancel);
    pthread_mutex_unlock(&e->lock);
    return gone;
}

/* The same of what is read, which nobody needs at the end of all. */
static bool is_cancelled(struct local_engine *e)
{
    pthread_mutex_lock(&e->lock);
    bool gone = e->coming && atomic_load(&e->coming->cancel);
    pthread_mutex_unlock(&e->lock);
    return gone;
}

/* Between two pieces of a file those who run go on: files and passes take turns, of the same
 * length, so that nobody waits for the whole of a file. Who is cancelled ends at once. */
static bool go_on_meanwhile(void *ctx)
{
    struct local_engine *e = ctx;
    int seq = session_selected(e->session);
    int64_t pass_ns = e->pass_end_ns - e->pass_ns;
    int64_t slice_ns = pass_ns < (int64_t)SLICE_MIN_MS * MS   ? (int64_t)SLICE_MIN_MS * MS
                       : pass_ns > (int64_t)SLICE_MAX_MS * MS ? (int64_t)SLICE_MAX_MS * MS
                                                              : pass_ns;
    if (e->n_running > 0 &&
        (any_cancelled(e) || clock_now_ns() - e->pass_end_ns >= slice_ns)) {
        turns_pass(e);
        session_select(e->session, seq);
    }
    return nobody_comes(e);
}

static bool go_on_reading(void *ctx)
{
    bool gone = go_on_meanwhile(ctx);
    return gone || is_cancelled(ctx);
}

static void keep(struct local_engine *e, int seq, snapshot_stop_fn stop)
{
    session_select(e->session, seq);
    if (e->kept && session_n_tok(e->session) > 0)
        kept_states_save(e->kept, e->session, template_name(e->template), stop, e);
}

/* Another conversation is going to take the seat, which is selected. False: it is not, since
 * it was cancelled meanwhile, and the seat's state stays. */
static bool make_room(struct local_engine *e, int seq)
{
    keep(e, seq, go_on_meanwhile);
    if (nobody_comes(e))
        return false;
    e->seats[seq].logits_valid = false;
    return true;
}

/* A conversation goes on in the seat where it was. Another one, that shares a beginning with
 * what was read in some seat, gets a copy of that in the seat that is missed least. The seat
 * that is returned is selected; -1: it was cancelled meanwhile. */
static int choose_seat(struct local_engine *e, const struct prompt *p)
{
    int own, most, oldest = find_oldest(e);
    int seat = find_best(e, p, true, &own);
    find_best(e, p, false, &most);
    session_select(e->session, seat);
    if (own == (int)p->ids.n) /* all of it, with what follows */
        return seat;
    bool goes_on = (int)prompt_match(e, p) + OPENING_TOK >= e->seats[seat].n_prompt_tok;
    if (own > 0 && goes_on && own + WORTH_A_COPY_TOK > most)
        return seat;
    session_select(e->session, oldest);
    if (!make_room(e, oldest))
        return -1;
    int best = find_best(e, p, false, &most); /* others went on meanwhile */
    int left = reach_of(e, oldest, p);
    struct error err = {0};
    if (best != oldest && most >= WORTH_A_COPY_TOK && left + WORTH_A_COPY_TOK <= most &&
        !disk_has_more(e, p, most) && !session_fork(e->session, best, most, &err))
        log_warn("%s", err.msg); /* it is read again */
    return oldest;
}

/* Where the disk has more of the conversation than the seat, it comes from there. A copy of
 * another seat's beginning is never overwritten here: of that no state has to be kept. */
static void restore(struct local_engine *e, int seq, const struct prompt *p)
{
    int reach = reach_of(e, seq, p);
    if (disk_has_more(e, p, reach) && make_room(e, seq))
        kept_states_restore(e->kept, e, p, reach + WORTH_A_FILE_TOK, go_on_reading, e);
}

void turns_keep_all(struct local_engine *e)
{
    for (int i = 0; i < e->n_parallel; i++)
        keep(e, i, NULL);
}

/* One that is over before it begins takes a seat for the moment, and nobody's state. */
static void find_seat(struct local_engine *e, struct turn *t)
{
    int seq = -1;
    if (!t->err.msg[0] && turn_fits(t) && !atomic_load(&t->cancel))
        seq = choose_seat(e, &t->prompt);
    if (seq >= 0 && !atomic_load(&t->cancel))
        restore(e, seq, &t->prompt);
    t->uses_state = seq >= 0 && !atomic_load(&t->cancel);
    t->seq = t->uses_state ? seq : find_oldest(e);
}

/* Those that were cancelled end before anybody else sits down. */
void turns_admit(struct local_engine *e)
{
    struct turn *t;
    while (e->n_running < e->n_parallel && !any_cancelled(e) && (t = take_waiting(e))) {
        t->i = ++e->n_begun;
        find_seat(e, t);
        session_select(e->session, t->seq);
        set_turn(e, t->seq, t);
        turn_begin(t);
        if (t->phase == TURN_OVER)
            leave_seat(e, t->seq);
    }
}

/* Brings all turns to where they need the model. */
static void advance_all(struct local_engine *e)
{
    for (int i = 0; i < e->n_parallel; i++) {
        struct turn *t = e->seats[i].turn;
        if (!t)
            continue;
        session_select(e->session, i);
        if (session_left(e->session) == 0)
            turn_advance(t);
        else if (atomic_load(&t->cancel))
            turn_end(t, FINISH_CANCELLED, NULL);
        if (t->phase == TURN_OVER)
            leave_seat(e, i);
    }
}

/* The reader that came first, or NULL; and how many write. */
static struct turn *find_reader(const struct local_engine *e, int *n_writers)
{
    struct turn *reader = NULL;
    *n_writers = 0;
    for (int i = 0; i < e->n_parallel; i++) {
        struct turn *t = e->seats[i].turn;
        *n_writers += t && t->phase == TURN_WRITES;
        if (t && t->phase == TURN_READS && (!reader || t->i < reader->i))
            reader = t;
    }
    return reader;
}

static int choose_parts(struct local_engine *e, struct session_part *parts)
{
    int n = 0, n_writers;
    struct turn *reader = find_reader(e, &n_writers);
    if (reader)
        parts[n++] = (struct session_part){
            .seq = reader->seq,
            .max_tok =
                n_writers > 0 ? session_chunk_tok(e->session) / SHARE_OF_CHUNK : 0};
    for (int i = 0; i < e->n_parallel; i++)
        if (e->seats[i].turn && e->seats[i].turn->phase == TURN_WRITES)
            parts[n++] = (struct session_part){.seq = i};
    return n;
}

/* What a pass read belongs to its rows in equal shares. Returns the whole. */
static uint64_t share_bytes(struct local_engine *e, const struct session_part *parts,
                            int n, const uint64_t before[2])
{
    uint64_t now[2];
    int n_rows = 0;
    session_expert_bytes(e->session, &now[0], &now[1]);
    for (int i = 0; i < n; i++)
        n_rows += parts[i].n_tok;
    for (int i = 0; i < n && n_rows > 0; i++) {
        struct turn *t = e->seats[parts[i].seq].turn;
        uint64_t rows = (uint64_t)parts[i].n_tok, all = (uint64_t)n_rows;
        t->expert_bytes += (now[0] - before[0]) * rows / all;
        t->expert_resident_bytes += (now[1] - before[1]) * rows / all;
    }
    return now[0] - before[0];
}

void turns_pass(struct local_engine *e)
{
    struct error err = {0};
    uint64_t before[2];
    e->pass_ns = clock_now_ns();
    advance_all(e);
    int n = choose_parts(e, e->parts);
    if (n == 0)
        return;
    session_expert_bytes(e->session, &before[0], &before[1]);
    bool ok = session_pass(e->session, e->parts, n, &err);
    uint64_t bytes = share_bytes(e, e->parts, n, before);
    if (ok)
        local_stats_passed(e, e->parts, n, bytes);
    for (int i = 0; i < n; i++) {
        int seq = e->parts[i].seq;
        struct turn *t = e->seats[seq].turn;
        session_select(e->session, seq);
        if (!ok)
            turn_end(t, turn_finish_of(&err), &err);
        else if (e->parts[i].cancelled)
            turn_end(t, FINISH_CANCELLED, NULL);
        else
            turn_ran(t);
        if (t->phase == TURN_OVER)
            leave_seat(e, seq);
    }
    e->pass_end_ns = clock_now_ns();
}
