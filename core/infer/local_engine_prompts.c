#include "core/base/error.h"
#include "core/base/thread.h"
#include "core/infer/turn.h"

/* From requests to prompts, in the order in which they came, beside the engine thread: to
 * render and tokenise a megabyte takes as long as several tokens of somebody else's answer.
 * The turn stays in the queue meanwhile, and gets its seat when it is built. */

/* Under the lock. */
static struct turn *find_unbuilt(const struct local_engine *e)
{
    struct turn *t = e->waiting;
    while (t && t->is_built)
        t = t->next;
    return t;
}

/* Under the lock: takes one out of the queue that was cancelled meanwhile. */
static void unlink_turn(struct local_engine *e, const struct turn *t)
{
    struct turn **at = &e->waiting;
    while (*at != t)
        at = &(*at)->next;
    *at = t->next;
    e->n_turns--;
}

/* Under the lock, which is let go meanwhile. */
static void build(struct local_engine *e, struct turn *t)
{
    t->is_building = true;
    pthread_mutex_unlock(&e->lock);
    if (!atomic_load(&t->cancel))
        prompt_build(e, e->template, &t->r, &t->prompt, &t->err);
    pthread_mutex_lock(&e->lock);
    t->is_building = false;
    t->is_built = true;
    local_stop_draft(e, &t->prompt);
    if (e->quit || !atomic_load(&t->cancel)) {
        pthread_cond_signal(&e->submitted);
        return;
    }
    unlink_turn(e, t);
    pthread_mutex_unlock(&e->lock);
    event_queue_end(e->events, t->r.id, turn_report_unbegun(t));
    turn_destroy(t);
    pthread_mutex_lock(&e->lock);
    pthread_cond_signal(&e->submitted); /* there may be nothing to wait for any more */
}

static void *prompts_main(void *arg)
{
    struct local_engine *e = arg;
    pthread_mutex_lock(&e->lock);
    while (!e->quit) {
        struct turn *t = find_unbuilt(e);
        if (t)
            build(e, t);
        else if (e->draft)
            local_build_draft(e);
        else
            pthread_cond_wait(&e->unbuilt, &e->lock);
    }
    pthread_mutex_unlock(&e->lock);
    return NULL;
}

bool local_prompts_start(struct local_engine *e, struct error *err)
{
    e->has_prompt_thread =
        thread_start(&e->prompt_thread, "fm:prompts", prompts_main, e, err);
    return e->has_prompt_thread;
}

void local_prompts_join(struct local_engine *e)
{
    if (e->has_prompt_thread)
        pthread_join(e->prompt_thread, NULL);
}
