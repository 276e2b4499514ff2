#include <argp.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/exit.h"
#include "app/options.h"
#include "app/programs/programs.h"
#include "app/replay.h"
#include "core/base/alloc.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/strbuf.h"
#include "ui/theme.h"

/* flashmoe replay: a recording on the screen that it was recorded from, as fast as wanted.
 * The place is a time of the recording and the moment when it was that time; both move
 * when the speed changes, and while it is paused only the first counts. */

enum {
    JUMP_MS = 5000,
    TOP_SPEED = 1000,
    CELLS_MIN = 4, /* of the bar */
    CELLS_MAX = 24,
};

struct args {
    struct options options;
    const char *path;
    double speed, pause_s;
};

struct player {
    struct ui *ui;
    struct replay *replay;
    double speed;
    bool paused;
    int64_t place_ms, since_ns;
    bool busy; /* the engine was working */
};

static const struct argp_option options[] = {
    {"speed", 'x', "X", 0, "X times as fast (1); + and - change it", 0},
    {"max-pause", 'P', "SECONDS", 0, "longest pause between answers (3); 0: as it was",
     0},
    {"theme", 'T', "NAME", 0, "colours: terminal, dark, light or a YAML file", 0},
    {"ascii", 'A', NULL, 0, "draw with ASCII alone", 0},
    {"no-color", 'C', NULL, 0, "no colours", 0},
    {0},
};

static double parse_number(struct argp_state *state, const char *arg, double min,
                           double max, const char *what)
{
    char *end;
    double v = strtod(arg, &end);
    if (end == arg || *end || !isfinite(v) || v < min || v > max)
        argp_error(state, "%s: '%s' is not a number from %g to %g", what, arg, min, max);
    return v;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct args *a = state->input;
    struct error err = {0};
    switch (key) {
    case 'T':
        if (!option_theme(arg, "--theme", &a->options.theme, &err))
            argp_error(state, "%s", err.msg);
        return 0;
    case 'A': a->options.ascii = true; return 0;
    case 'C': a->options.color = UI_COLOR_NEVER; return 0;
    case 'x': a->speed = parse_number(state, arg, 0.01, TOP_SPEED, "--speed"); return 0;
    case 'P': a->pause_s = parse_number(state, arg, 0, 1e6, "--max-pause"); return 0;
    default: return program_parse_recording(key, arg, state, &a->path);
    }
}

static const struct argp argp = {
    options,
    parse,
    "FILE",
    "Play a recording of 'flashmoe chat --record FILE' on the terminal.\v"
    "Keys: Space pauses, Left and Right jump 5 s, Home and End, + and - change the\n"
    "speed, . goes to the next token, F3 and the other pages as in the chat, q "
    "leaves.\n\n"
    "Examples:\n"
    "  flashmoe replay talk.jsonl           as it was\n"
    "  flashmoe replay talk.jsonl -x 8      eight times as fast\n",
    NULL,
    NULL,
    NULL};

static int64_t place(const struct player *p)
{
    if (p->paused)
        return p->place_ms;
    double ms = (double)(clock_now_ns() - p->since_ns) / 1e6 * p->speed;
    int64_t length = replay_length_ms(p->replay);
    double at = (double)p->place_ms + ms;
    return at < (double)length ? (int64_t)at : length;
}

static void set_place(struct player *p, int64_t ms)
{
    int64_t length = replay_length_ms(p->replay);
    p->place_ms = ms < 0 ? 0 : ms > length ? length : ms;
    p->since_ns = clock_now_ns();
}

static void show(void *ctx, const struct ui_op *op)
{
    struct player *p = ctx;
    if (op->kind == UI_OP_BUSY)
        p->busy = op->on;
    else
        ui_show_op(p->ui, op);
}

static void add_time(struct strbuf *b, int64_t ms)
{
    int64_t s = ms / 1000;
    if (s >= 3600)
        strbuf_addf(b, "%lld:%02d:%02d", (long long)(s / 3600), (int)(s / 60 % 60),
                    (int)(s % 60));
    else
        strbuf_addf(b, "%d:%02d", (int)(s / 60), (int)(s % 60));
}

/* The bar takes what the rest leaves of `room`, and goes where that is not worth it. */
static void add_bar(struct strbuf *b, int room, int64_t at, int64_t length)
{
    int cells = room < CELLS_MAX ? room : CELLS_MAX;
    if (cells < CELLS_MIN) {
        strbuf_adds(b, "of ");
        return;
    }
    int done = length > 0 ? (int)(at * cells / length) : cells;
    strbuf_addc(b, '[');
    for (int i = 0; i < cells; i++)
        strbuf_addc(b, i < done ? '=' : ' ');
    strbuf_adds(b, "] ");
}

/* What is played now; length and speed stand there at every width. */
static void show_line(struct player *p, int64_t at)
{
    int64_t length = replay_length_ms(p->replay);
    struct strbuf line = {0}, behind = {0};
    bool over = at >= length, ascii;
    int cols;
    ui_page_form(p->ui, &cols, &ascii);
    const char *gap = cols >= 60 ? "   " : " ";
    add_time(&behind, length);
    strbuf_addf(&behind, "%sx%g", gap, p->speed);
    strbuf_addf(&line, cols >= 30 ? "%-7s " : "%s ",
                over        ? "end"
                : p->paused ? "paused"
                            : "playing");
    add_time(&line, at);
    strbuf_addc(&line, ' ');
    add_bar(&line, cols - (int)(line.len + behind.len) - 3, at, length);
    strbuf_adds(&line, behind.data);
    if (p->busy)
        strbuf_addf(&line, "%sworking", gap);
    if (over && replay_torn(p->replay))
        strbuf_addf(&line, "%sthe last line was torn", gap);
    ui_set_player(p->ui, line.data);
    strbuf_finish(&line);
    strbuf_finish(&behind);
}

static void jump(struct player *p, int64_t ms)
{
    int64_t now = place(p);
    if (ms < now) {
        replay_rewind(p->replay);
        ui_clear(p->ui);
        p->busy = false;
    }
    set_place(p, ms);
}

static void faster(struct player *p, double factor)
{
    set_place(p, place(p));
    double speed = p->speed * factor;
    p->speed = speed < 0.0625 ? 0.0625 : speed > TOP_SPEED ? TOP_SPEED : speed;
}

/* False: leave. */
static bool on_key(struct player *p, char c)
{
    int64_t now = place(p), next;
    switch (c) {
    case 'q': return false;
    case ' ':
        if (p->paused || now < replay_length_ms(p->replay)) {
            set_place(p, now);
            p->paused = !p->paused;
        }
        return true;
    case '<': jump(p, now - JUMP_MS); return true;
    case '>': jump(p, now + JUMP_MS); return true;
    case '^': jump(p, 0); return true;
    case '$': jump(p, replay_length_ms(p->replay)); return true;
    case '+':
    case '-': faster(p, c == '+' ? 2 : 0.5); return true;
    case '.':
        next = replay_next_token_ms(p->replay);
        p->paused = true;
        set_place(p, next >= 0 ? next : now);
        return true;
    default: return true;
    }
}

/* Until the next op, or until the clock in the line changes. Nothing is to come: the line
 * is fitted to the screen once a second. */
static int wait_ms(const struct player *p, int64_t at)
{
    int64_t next = replay_next_ms(p->replay);
    if (p->paused || (next < 0 && at >= replay_length_ms(p->replay)))
        return 1000;
    double ms = next >= 0 ? (double)(next - at) / p->speed : 250;
    return ms > 250 ? 250 : ms < 10 ? 10 : (int)ceil(ms);
}

static int play(struct player *p, struct error *err)
{
    for (;;) {
        int64_t at = place(p);
        replay_play(p->replay, at, show, p);
        show_line(p, at);
        struct ui_event ev;
        if (!ui_wait(p->ui, NULL, 0, wait_ms(p, at), &ev, err))
            return -1;
        free(ev.text);
        if (ev.kind == UI_EV_QUIT)
            return ev.exit_code;
        if (ev.kind == UI_EV_PLAYER && !on_key(p, ev.answer))
            return EXIT_OK;
    }
}

static int fail(const char *message, int code)
{
    fprintf(stderr, "flashmoe: %s\n", message);
    return code;
}

static int run(const struct args *a, struct error *err)
{
    struct player p = {.speed = a->speed};
    struct theme theme;
    if (!theme_load(&theme, a->options.theme, err)) /* as the chat, before all else */
        return fail(err->msg, EXIT_CONFIG);
    int64_t pause_ms = a->pause_s > 0 ? (int64_t)(a->pause_s * 1000) : INT64_MAX;
    p.replay = replay_open(a->path, pause_ms, err);
    if (!p.replay)
        return fail(err->msg, EXIT_RUNTIME);
    const struct options *o = &a->options;
    struct ui_params params = {.no_alt_screen = o->no_alt_screen,
                               .color = (enum ui_color)o->color,
                               .theme = &theme,
                               .ascii = o->ascii};
    int code = -1;
    p.ui = ui_open(&params, err);
    if (p.ui) {
        ui_set_status(
            p.ui, "q leaves  Space pauses  Left Right 5 s  + - speed  . token  F3 views");
        set_place(&p, 0);
        code = play(&p, err);
    }
    ui_close(p.ui);
    replay_close(p.replay);
    return code < 0 ? fail(err->msg, EXIT_RUNTIME) : code;
}

int program_replay(int argc, char **argv)
{
    struct args a = {.speed = 1, .pause_s = 3};
    struct error err = {0};
    options_init(&a.options);
    int code = EXIT_USAGE;
    if (!options_apply_config(&a.options, &err))
        code = fail(err.msg, EXIT_CONFIG);
    else if (argp_parse(&argp, argc, argv, 0, NULL, &a) != 0)
        code = EXIT_USAGE;
    else if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        code = fail("playing needs a terminal; 'flashmoe stats FILE' works in pipes",
                    EXIT_USAGE);
    else
        code = run(&a, &err);
    options_finish(&a.options);
    return code;
}
