#include "ui/markdown.h"

#include <stdlib.h>
#include <string.h>

#include <md4c.h>

#include "core/base/alloc.h"
#include "ui/glyph.h"
#include "ui/sanitize.h"

enum {
    NESTING_MAX = 16, /* deeper containers are shown at this depth */
};

struct level {
    size_t prefix_len, prefix_runs; /* of the prefix outside */
    uint32_t last_run_len;
    bool list, ordered, loose;
    unsigned number;
};

struct render {
    struct lines *out;
    const struct markdown_opts *o;
    struct flow text;   /* of the block that is open */
    struct flow prefix; /* of every line inside the open containers */
    struct flow first;  /* of the next line, when a list item begins there */
    bool has_first;
    bool gap; /* a blank line belongs before the next block */
    struct level levels[NESTING_MAX];
    int depth, too_deep;
    int bold, italic, code, strike, link;
    uint32_t base; /* style of the open block */
    bool in_code, in_table;
    char *language; /* of the open code block */
    struct mdtable table;
    struct flow *cell; /* borrowed: of the open table cell */
    struct strbuf url;
};

/* ---- output ---- */

static void blank_if_due(struct render *r)
{
    if (r->gap && r->out->n > 0) {
        struct flow none = {0};
        lines_wrap(r->out, &none, &(struct wrap){r->o->cols, &r->prefix, NULL, false});
    }
    r->gap = false;
}

static int text_cols(const struct render *r)
{
    int least = flow_cols(&r->prefix) + 8;
    return r->o->cols > least ? r->o->cols : least;
}

static void write_flow(struct render *r, const struct flow *f, bool anywhere)
{
    blank_if_due(r);
    struct wrap w = {text_cols(r), r->has_first ? &r->first : &r->prefix, &r->prefix,
                     anywhere};
    lines_wrap(r->out, f, &w);
    r->has_first = false;
}

static void flush_text(struct render *r)
{
    if (r->text.text.len > 0 && !r->in_code)
        write_flow(r, &r->text, false);
    flow_clear(&r->text);
}

static void append_flow(struct flow *to, const struct flow *from)
{
    const char *text = from->text.data;
    for (size_t i = 0; i < from->n_runs; i++) {
        flow_add(to, text, from->runs[i].len, from->runs[i].style);
        text += from->runs[i].len;
    }
}

static void push(struct render *r, struct level level, const char *more, uint32_t style)
{
    if (r->depth == NESTING_MAX) {
        r->too_deep++;
        return;
    }
    level.prefix_len = r->prefix.text.len;
    level.prefix_runs = r->prefix.n_runs;
    if (r->prefix.n_runs > 0)
        level.last_run_len = r->prefix.runs[r->prefix.n_runs - 1].len;
    r->levels[r->depth++] = level;
    flow_adds(&r->prefix, more, style);
}

static void pop(struct render *r)
{
    if (r->too_deep > 0) {
        r->too_deep--;
        return;
    }
    const struct level *l = &r->levels[--r->depth];
    r->prefix.text.len = l->prefix_len;
    r->prefix.n_runs = l->prefix_runs;
    if (l->prefix_runs > 0)
        r->prefix.runs[l->prefix_runs - 1].len = l->last_run_len;
}

static struct level *innermost_list(struct render *r)
{
    for (int i = r->depth; i-- > 0;)
        if (r->levels[i].list)
            return &r->levels[i];
    return NULL;
}

/* ---- blocks ---- */

static void enter_item(struct render *r, const MD_BLOCK_LI_DETAIL *d)
{
    struct level *list = innermost_list(r);
    char number[16];
    const char *marker = theme_sym(r->o->theme, SYM_BULLET);
    if (list && list->ordered) {
        snprintf(number, sizeof number, "%u.", list->number++);
        marker = number;
    }
    if (!r->has_first) {
        flow_clear(&r->first);
        append_flow(&r->first, &r->prefix);
        r->has_first = true;
    }
    flow_adds(&r->first, marker, THEME_DIM);
    flow_adds(&r->first, " ", THEME_TEXT);
    char spaces[32] = "";
    int n = glyph_cols(marker, strlen(marker)) + 1;
    snprintf(spaces, sizeof spaces, "%*s", n, "");
    push(r, (struct level){0}, spaces, THEME_TEXT);
    if (d->is_task)
        flow_adds(&r->text, d->task_mark == ' ' ? "[ ] " : "[x] ", THEME_TEXT);
}

static void leave_item(struct render *r)
{
    flush_text(r);
    if (r->has_first) { /* nothing in it: the marker alone */
        struct flow none = {0};
        write_flow(r, &none, false);
    }
    pop(r);
    struct level *list = innermost_list(r);
    r->gap = list && list->loose;
}

static void enter_code(struct render *r, const MD_BLOCK_CODE_DETAIL *d)
{
    r->in_code = true;
    free(r->language);
    r->language = xstrndup(d->lang.text ? d->lang.text : "", d->lang.size);
}

static void leave_code(struct render *r)
{
    const struct theme *t = r->o->theme;
    struct flow outer = {0};
    append_flow(&outer, r->has_first ? &r->first : &r->prefix);
    struct level here = {0};
    push(r, here, "  ", THEME_TEXT);
    if (*r->language) {
        struct flow top = {0};
        flow_adds(&top, "  ", THEME_TEXT);
        flow_adds(&top, theme_sym(t, SYM_CORNER_UL), THEME_RULE);
        flow_adds(&top, " ", THEME_RULE);
        size_t fit = glyph_fit(r->language, strlen(r->language), 24, NULL);
        flow_add(&top, r->language, fit, THEME_DIM);
        flow_adds(&top, " ", THEME_RULE);
        int left = text_cols(r) - flow_cols(&outer) - flow_cols(&top) - 1;
        for (int i = 0; i < left; i++)
            flow_adds(&top, theme_sym(t, SYM_HLINE), THEME_RULE);
        pop(r);
        write_flow(r, &top, true);
        push(r, here, "  ", THEME_TEXT);
        flow_finish(&top);
    } else if (r->has_first) {
        flow_adds(&r->first, "  ", THEME_TEXT);
        flow_adds(&r->first, theme_sym(t, SYM_VLINE), THEME_RULE);
        flow_adds(&r->first, " ", THEME_TEXT);
    }
    flow_adds(&r->prefix, theme_sym(t, SYM_VLINE), THEME_RULE);
    flow_adds(&r->prefix, " ", THEME_TEXT);
    size_t len = r->text.text.len;
    if (len > 0 && r->text.text.data[len - 1] == '\n') {
        r->text.text.len--;
        r->text.runs[r->text.n_runs - 1].len--;
    }
    r->in_code = false;
    write_flow(r, &r->text, true);
    flow_clear(&r->text);
    pop(r);
    flow_finish(&outer);
    r->gap = true;
}

static void write_rule(struct render *r)
{
    struct flow f = {0};
    int cols = text_cols(r) - flow_cols(&r->prefix);
    for (int i = 0; i < cols; i++)
        flow_adds(&f, theme_sym(r->o->theme, SYM_HLINE), THEME_RULE);
    write_flow(r, &f, true);
    flow_finish(&f);
    r->gap = true;
}

static void enter_table(struct render *r, const MD_BLOCK_TABLE_DETAIL *d)
{
    r->in_table = true;
    mdtable_finish(&r->table);
    r->table.n_cols = (int)d->col_count;
    r->table.align = xcalloc(d->col_count + 1, 1);
    memset(r->table.align, 'l', d->col_count);
}

static void enter_cell(struct render *r, const MD_BLOCK_TD_DETAIL *d, bool head)
{
    int col = r->table.n_cells % r->table.n_cols;
    if (d->align == MD_ALIGN_RIGHT || d->align == MD_ALIGN_CENTER)
        r->table.align[col] = d->align == MD_ALIGN_RIGHT ? 'r' : 'c';
    r->cell = mdtable_cell(&r->table);
    r->base = head ? (THEME_TEXT | STYLE_BOLD) : THEME_TEXT;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
    struct render *r = ctx;
    if (type != MD_BLOCK_THEAD && type != MD_BLOCK_TBODY && type != MD_BLOCK_TR &&
        type != MD_BLOCK_TH && type != MD_BLOCK_TD)
        flush_text(r);
    switch (type) {
    case MD_BLOCK_QUOTE:
        blank_if_due(r);
        push(r, (struct level){0}, theme_sym(r->o->theme, SYM_VLINE), THEME_RULE);
        if (r->too_deep == 0)
            flow_adds(&r->prefix, " ", THEME_TEXT);
        break;
    case MD_BLOCK_UL:
        push(r,
             (struct level){.list = true,
                            .loose = !((MD_BLOCK_UL_DETAIL *)detail)->is_tight},
             "", THEME_TEXT);
        break;
    case MD_BLOCK_OL: {
        const MD_BLOCK_OL_DETAIL *d = detail;
        push(
            r,
            (struct level){
                .list = true, .ordered = true, .loose = !d->is_tight, .number = d->start},
            "", THEME_TEXT);
        break;
    }
    case MD_BLOCK_LI: enter_item(r, detail); break;
    case MD_BLOCK_HR: write_rule(r); break;
    case MD_BLOCK_H:
        r->base = THEME_HEADING |
                  (((MD_BLOCK_H_DETAIL *)detail)->level == 1 ? STYLE_UNDERLINE : 0);
        break;
    case MD_BLOCK_CODE: enter_code(r, detail); break;
    case MD_BLOCK_TABLE: enter_table(r, detail); break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD: enter_cell(r, detail, type == MD_BLOCK_TH); break;
    default: break;
    }
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
    (void)detail;
    struct render *r = ctx;
    switch (type) {
    case MD_BLOCK_QUOTE:
        flush_text(r);
        pop(r);
        r->gap = true;
        break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL: {
        pop(r);
        struct level *outer = innermost_list(r);
        r->gap = !outer || outer->loose;
        break;
    }
    case MD_BLOCK_LI: leave_item(r); break;
    case MD_BLOCK_H:
    case MD_BLOCK_P:
        flush_text(r);
        r->base = THEME_TEXT;
        r->gap = true;
        break;
    case MD_BLOCK_CODE: leave_code(r); break;
    case MD_BLOCK_TABLE:
        r->in_table = false;
        blank_if_due(r);
        mdtable_render(&r->table, r->out, r->o, r->has_first ? &r->first : &r->prefix,
                       &r->prefix);
        r->has_first = false;
        r->gap = true;
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        r->cell = NULL;
        r->base = THEME_TEXT;
        break;
    default: break;
    }
    return 0;
}

/* ---- spans and text ---- */

static uint32_t style_now(const struct render *r)
{
    uint32_t s = r->base;
    if (r->code)
        s = THEME_CODE | (s & ~(uint32_t)STYLE_ROLE_MASK);
    else if (r->link)
        s = THEME_LINK | (s & ~(uint32_t)STYLE_ROLE_MASK);
    if (r->bold)
        s |= STYLE_BOLD;
    if (r->italic)
        s |= STYLE_ITALIC;
    return s;
}

static void put(struct render *r, const char *text, size_t len, uint32_t style)
{
    flow_add(r->cell ? r->cell : &r->text, text, len, style);
}

/* Where text and style alone would lose the mark: without colours code keeps its
 * backticks, and struck text keeps its tildes everywhere. */
static void span_mark(struct render *r, MD_SPANTYPE type)
{
    if (type == MD_SPAN_CODE && !r->o->theme->color)
        put(r, "`", 1, style_now(r));
    else if (type == MD_SPAN_DEL)
        put(r, "~~", 2, style_now(r));
}

static int enter_span(MD_SPANTYPE type, void *detail, void *ctx)
{
    struct render *r = ctx;
    r->bold += type == MD_SPAN_STRONG;
    r->italic += type == MD_SPAN_EM;
    r->code += type == MD_SPAN_CODE;
    span_mark(r, type);
    if (type == MD_SPAN_A || type == MD_SPAN_IMG) {
        const MD_ATTRIBUTE *url = type == MD_SPAN_A
                                      ? &((MD_SPAN_A_DETAIL *)detail)->href
                                      : &((MD_SPAN_IMG_DETAIL *)detail)->src;
        strbuf_clear(&r->url);
        if (url->text)
            strbuf_add(&r->url, url->text, url->size);
        r->link++;
    }
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *ctx)
{
    (void)detail;
    struct render *r = ctx;
    span_mark(r, type);
    r->bold -= type == MD_SPAN_STRONG;
    r->italic -= type == MD_SPAN_EM;
    r->code -= type == MD_SPAN_CODE;
    if (type == MD_SPAN_A || type == MD_SPAN_IMG) {
        r->link--;
        const struct strbuf *shown = r->cell ? &r->cell->text : &r->text.text;
        bool same =
            r->url.len <= shown->len && r->url.len > 0 &&
            memcmp(shown->data + shown->len - r->url.len, r->url.data, r->url.len) == 0;
        if (r->url.len > 0 && !same) { /* text the reader can check and copy */
            put(r, " (", 2, THEME_DIM);
            put(r, r->url.data, r->url.len, THEME_DIM);
            put(r, ")", 1, THEME_DIM);
        }
    }
    return 0;
}

static void put_entity(struct render *r, const char *text, size_t len)
{
    static const struct {
        const char *name, *text;
    } known[] = {{"&amp;", "&"},   {"&lt;", "<"},   {"&gt;", ">"},
                 {"&quot;", "\""}, {"&apos;", "'"}, {"&nbsp;", "\u00a0"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (len == strlen(known[i].name) && memcmp(text, known[i].name, len) == 0) {
            put(r, known[i].text, strlen(known[i].text), style_now(r));
            return;
        }
    unsigned long cp = 0;
    if (len > 3 && len < 12 && text[1] == '#')
        cp = text[2] == 'x' || text[2] == 'X' ? strtoul(text + 3, NULL, 16)
                                              : strtoul(text + 2, NULL, 10);
    if (cp >= 0x20 && cp <= 0x10ffff && !(cp >= 0xd800 && cp <= 0xdfff)) {
        char buf[4];
        int n = glyph_encode((uint32_t)cp, buf);
        char *clean = sanitize_text(buf, (size_t)n); /* it may name a control character */
        put(r, clean, strlen(clean), style_now(r));
        free(clean);
        return;
    }
    put(r, text, len, style_now(r));
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE len, void *ctx)
{
    struct render *r = ctx;
    if (r->in_code) {
        flow_add(&r->text, text, len, THEME_CODE);
        return 0;
    }
    switch (type) {
    case MD_TEXT_BR:
    case MD_TEXT_SOFTBR: /* a line end that the model wrote is meant */
        put(r, r->in_table ? " " : "\n", 1, style_now(r));
        break;
    case MD_TEXT_ENTITY: put_entity(r, text, len); break;
    case MD_TEXT_NULLCHAR: put(r, "\ufffd", 3, style_now(r)); break;
    default: put(r, text, len, style_now(r)); break;
    }
    return 0;
}

void markdown_render(struct lines *out, const char *text, size_t len,
                     const struct markdown_opts *o)
{
    struct lines own = {0};
    struct render r = {.out = &own, .o = o};
    MD_PARSER parser = {
        .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS |
                 MD_FLAG_PERMISSIVEURLAUTOLINKS | MD_FLAG_NOHTML,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = on_text,
    };
    if (md_parse(text, (MD_SIZE)len, &parser, &r) != 0) { /* out of memory only */
        flow_clear(&r.text);
        flow_add(&r.text, text, len, THEME_TEXT);
        lines_clear(&own);
        lines_wrap(&own, &r.text, &(struct wrap){.cols = o->cols});
    }
    for (size_t i = 0; i < own.n; i++) {
        lines_open(out);
        lines_append(out, &own, i);
    }
    lines_finish(&own);
    flow_finish(&r.text);
    flow_finish(&r.prefix);
    flow_finish(&r.first);
    mdtable_finish(&r.table);
    strbuf_finish(&r.url);
    free(r.language);
}

/* ---- where a stream may be cut ---- */

/* How a line begins decides; a list marker needs at most this many bytes. */
enum {
    ENOUGH = 16
};

struct scan_line {
    size_t len;    /* with its line feed */
    size_t indent; /* columns of spaces, tabs count 4 */
    bool whole, blank, marker;
    char fence; /* '`' or '~' when it may open or close a fence */
    size_t fence_len;
    bool fence_bare; /* nothing behind the fence */
};

static bool list_marker(const char *s, size_t len)
{
    size_t i = 0;
    if (len == 0)
        return false;
    if (*s == '-' || *s == '*' || *s == '+')
        i = 1;
    else
        while (i < len && i < 9 && s[i] >= '0' && s[i] <= '9')
            i++;
    if (i == 0 || i == len)
        return false;
    if (*s >= '0' && *s <= '9') {
        if (s[i] != '.' && s[i] != ')')
            return false;
        i++;
    }
    return i == len || s[i] == ' ' || s[i] == '\t' || s[i] == '\n';
}

static struct scan_line scan(const char *s, size_t len)
{
    struct scan_line l = {0};
    const char *end = memchr(s, '\n', len);
    l.whole = end != NULL;
    l.len = end ? (size_t)(end - s) + 1 : len;
    size_t text_len = l.len - l.whole;
    size_t i = 0;
    while (i < text_len && (s[i] == ' ' || s[i] == '\t'))
        l.indent += s[i++] == '\t' ? 4 : 1;
    l.blank = i == text_len;
    l.marker = list_marker(s + i, text_len - i);
    if (i < text_len && (s[i] == '`' || s[i] == '~')) {
        size_t from = i;
        while (i < text_len && s[i] == s[from])
            i++;
        bool info_ok = s[from] == '~' || !memchr(s + i, '`', text_len - i);
        if (i - from >= 3 && info_ok) {
            l.fence = s[from];
            l.fence_len = i - from;
            while (i < text_len && (s[i] == ' ' || s[i] == '\t'))
                i++;
            l.fence_bare = i == text_len;
        }
    }
    return l;
}

size_t markdown_cut(const char *text, size_t len)
{
    bool in_list = false, after_blank = false, any = false;
    char fence = 0;
    size_t fence_len = 0;
    for (size_t at = 0; at < len;) {
        struct scan_line l = scan(text + at, len - at);
        if (!fence && after_blank && any && !l.blank) {
            if (!l.whole && l.len < ENOUGH)
                return 0; /* too little of it is known */
            if (l.indent == 0 && !(in_list && l.marker))
                return at;
        }
        if (!l.whole)
            return 0;
        if (fence) {
            if (l.fence == fence && l.fence_len >= fence_len && l.fence_bare)
                fence = 0;
        } else if (l.fence && (l.indent < 4 || in_list)) {
            fence = l.fence;
            fence_len = l.fence_len;
        }
        if (!any && !l.blank)
            in_list = l.marker;
        after_blank = l.blank;
        any = any || !l.blank;
        at += l.len;
    }
    return 0;
}
