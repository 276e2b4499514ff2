/* The tree is built from libyaml's events, because that is where limits can be set: the
 * library's own document loader has no cap on depth or on alias expansion. An alias shares
 * the node it names (no copy), and every use counts its whole subtree against a budget, so a
 * small file cannot stand for a huge tree. */
#include "core/base/yaml.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/word.h"

enum {
    MAX_FILE_BYTES = 1 << 20,
    MAX_DEPTH = 32,
    MAX_NODES = 100000,       /* aliases expanded */
    MAX_TEXT_BYTES = 4 << 20, /* likewise */
    MAX_ANCHORS = 256,
};

struct anchor {
    char *name;
    struct yaml_node *node;
    int n_nodes; /* of its subtree; 0 while it is still open */
    int n_text_bytes, height;
};

struct yaml_doc {
    char *name;
    struct yaml_node *root;
    struct yaml_node **all; /* owned, every node once */
    int n_all, cap_all;
    struct anchor anchor[MAX_ANCHORS];
    int n_anchors;
    int n_nodes, n_text_bytes; /* aliases expanded */
    int deepest;               /* level that the present anchor's subtree has reached */
};

static struct yaml_node *node_new(struct yaml_doc *doc, enum yaml_kind kind,
                                  const yaml_mark_t *mark)
{
    struct yaml_node *n = xcalloc(1, sizeof(*n));
    n->kind = kind;
    n->line = (int)mark->line + 1;
    n->column = (int)mark->column + 1;
    if (doc->n_all == doc->cap_all) {
        doc->cap_all = doc->cap_all ? doc->cap_all * 2 : 64;
        doc->all =
            xreallocarray(doc->all, (size_t)doc->cap_all, sizeof(struct yaml_node *));
    }
    doc->all[doc->n_all++] = n;
    return n;
}

bool yaml_err(struct error *err, const struct yaml_doc *doc, const struct yaml_node *at,
              const char *fmt, ...)
{
    char what[400];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof(what), fmt, ap);
    va_end(ap);
    if (at)
        return err_set(err, 0, "%s:%d:%d: %s", doc->name, at->line, at->column, what);
    return err_set(err, 0, "%s: %s", doc->name, what);
}

static bool mark_err(struct error *err, const struct yaml_doc *doc,
                     const yaml_mark_t *mark, const char *what)
{
    return err_set(err, 0, "%s:%zu:%zu: %s", doc->name, mark->line + 1, mark->column + 1,
                   what);
}

/* ---- building ---- */

static bool count_nodes(struct yaml_doc *doc, int n, const yaml_mark_t *mark,
                        struct error *err)
{
    if (n > MAX_NODES - doc->n_nodes)
        return mark_err(err, doc, mark, "too many values (aliases count in full)");
    doc->n_nodes += n;
    return true;
}

static bool count_text(struct yaml_doc *doc, int n_bytes, const yaml_mark_t *mark,
                       struct error *err)
{
    if (n_bytes > MAX_TEXT_BYTES - doc->n_text_bytes)
        return mark_err(err, doc, mark, "too much text (aliases count in full)");
    doc->n_text_bytes += n_bytes;
    return true;
}

/* A node that reaches down to `level` (0 is the root's). */
static bool count_level(struct yaml_doc *doc, int level, const yaml_mark_t *mark,
                        struct error *err)
{
    if (level > MAX_DEPTH)
        return mark_err(err, doc, mark, "too deep");
    if (doc->deepest < level)
        doc->deepest = level;
    return true;
}

/* Returns the anchor's index, -1 when the event has none, -2 + err when there are too
 * many. */
static int anchor_open(struct yaml_doc *doc, const yaml_char_t *name,
                       struct yaml_node *node, const yaml_mark_t *mark, struct error *err)
{
    if (!name)
        return -1;
    if (doc->n_anchors == MAX_ANCHORS) {
        mark_err(err, doc, mark, "too many anchors");
        return -2;
    }
    doc->anchor[doc->n_anchors] =
        (struct anchor){.name = xstrdup((const char *)name), .node = node};
    return doc->n_anchors++;
}

static struct anchor *anchor_find(struct yaml_doc *doc, const char *name)
{
    for (int i = doc->n_anchors - 1; i >= 0; i--)
        if (strcmp(doc->anchor[i].name, name) == 0)
            return &doc->anchor[i];
    return NULL;
}

static bool next_event(yaml_parser_t *parser, struct yaml_doc *doc, yaml_event_t *ev,
                       struct error *err)
{
    if (yaml_parser_parse(parser, ev))
        return true;
    yaml_mark_t mark = parser->problem_mark;
    if (parser->error == YAML_READER_ERROR)
        return err_set(err, 0, "%s: byte %zu: %s", doc->name, parser->problem_offset,
                       parser->problem ? parser->problem : "not UTF-8");
    return mark_err(err, doc, &mark,
                    parser->problem ? parser->problem : "cannot be parsed");
}

static struct yaml_node *build(struct yaml_doc *doc, yaml_parser_t *parser,
                               yaml_event_t *ev, int depth, struct error *err);

static void item_add(struct yaml_node *n, struct yaml_node *key, struct yaml_node *item)
{
    int cap = n->n_items;
    if ((cap & (cap - 1)) == 0) { /* 0 and the powers of two */
        size_t want = cap ? (size_t)cap * 2 : 1;
        n->items = xreallocarray(n->items, want, sizeof(struct yaml_node *));
        if (n->kind == YAML_MAP)
            n->keys = xreallocarray(n->keys, want, sizeof(struct yaml_node *));
    }
    n->items[n->n_items] = item;
    if (n->kind == YAML_MAP)
        n->keys[n->n_items] = key;
    n->n_items++;
}

static struct yaml_node *build_scalar(struct yaml_doc *doc, const yaml_event_t *ev,
                                      struct error *err)
{
    size_t len = ev->data.scalar.length;
    const char *text = (const char *)ev->data.scalar.value;
    if (ev->data.scalar.tag) {
        mark_err(err, doc, &ev->start_mark, "tags are not allowed");
        return NULL;
    }
    if (memchr(text, 0, len)) {
        mark_err(err, doc, &ev->start_mark, "a string holds a NUL");
        return NULL;
    }
    if (!count_text(doc, (int)len, &ev->start_mark, err))
        return NULL;
    struct yaml_node *n = node_new(doc, YAML_SCALAR, &ev->start_mark);
    n->text = xstrndup(text, len);
    n->len = len;
    n->plain = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    int a = anchor_open(doc, ev->data.scalar.anchor, n, &ev->start_mark, err);
    if (a == -2)
        return NULL;
    if (a >= 0) {
        doc->anchor[a].n_nodes = 1;
        doc->anchor[a].n_text_bytes = (int)len;
    }
    return n;
}

static struct yaml_node *build_alias(struct yaml_doc *doc, const yaml_event_t *ev,
                                     int depth, struct error *err)
{
    struct anchor *a = anchor_find(doc, (const char *)ev->data.alias.anchor);
    if (!a || a->n_nodes == 0) {
        mark_err(err, doc, &ev->start_mark,
                 a ? "an alias inside its own anchor" : "an alias without its anchor");
        return NULL;
    }
    /* One was counted by the caller. */
    if (!count_nodes(doc, a->n_nodes - 1, &ev->start_mark, err) ||
        !count_text(doc, a->n_text_bytes, &ev->start_mark, err) ||
        !count_level(doc, depth + a->height, &ev->start_mark, err))
        return NULL;
    return a->node;
}

static int compare_keys(const void *pa, const void *pb)
{
    const struct yaml_node *a = *(struct yaml_node *const *)pa;
    const struct yaml_node *b = *(struct yaml_node *const *)pb;
    int c = strcmp(a->text, b->text);
    if (c)
        return c;
    return a->line != b->line ? a->line - b->line : a->column - b->column;
}

/* By sorting: comparing each with each would take minutes on a hostile file. */
static bool check_duplicates(const struct yaml_doc *doc, const struct yaml_node *map,
                             struct error *err)
{
    size_t n = (size_t)map->n_items;
    if (n < 2)
        return true;
    struct yaml_node **keys = xreallocarray(NULL, n, sizeof(struct yaml_node *));
    memcpy(keys, map->keys, n * sizeof(struct yaml_node *));
    qsort(keys, n, sizeof(struct yaml_node *), compare_keys);
    bool ok = true;
    for (size_t i = 1; i < n && ok; i++)
        if (strcmp(keys[i - 1]->text, keys[i]->text) == 0)
            ok = yaml_err(err, doc, keys[i], "the key \"%s\" appears twice",
                          keys[i]->text);
    free(keys);
    return ok;
}

static struct yaml_node *map_key(struct yaml_doc *doc, yaml_parser_t *parser,
                                 yaml_event_t *ev, int depth, struct error *err)
{
    struct yaml_node *key = build(doc, parser, ev, depth, err);
    if (!key)
        return NULL;
    if (key->kind != YAML_SCALAR) {
        yaml_err(err, doc, key, "a key must be a plain string");
        return NULL;
    }
    return key;
}

static struct yaml_node *build_collection(struct yaml_doc *doc, yaml_parser_t *parser,
                                          const yaml_event_t *ev, int depth,
                                          struct error *err)
{
    bool is_map = ev->type == YAML_MAPPING_START_EVENT;
    const yaml_char_t *anchor =
        is_map ? ev->data.mapping_start.anchor : ev->data.sequence_start.anchor;
    const yaml_char_t *tag =
        is_map ? ev->data.mapping_start.tag : ev->data.sequence_start.tag;
    if (tag) {
        mark_err(err, doc, &ev->start_mark, "tags are not allowed");
        return NULL;
    }

    struct yaml_node *n = node_new(doc, is_map ? YAML_MAP : YAML_SEQ, &ev->start_mark);
    int nodes_before = doc->n_nodes, text_before = doc->n_text_bytes;
    int deepest_before = doc->deepest;
    if (!count_level(doc, depth + 1, &ev->start_mark, err))
        return NULL;
    doc->deepest = depth + 1;
    int a = anchor_open(doc, anchor, n, &ev->start_mark, err);
    if (a == -2)
        return NULL;

    yaml_event_type_t end = is_map ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
    for (;;) {
        yaml_event_t e;
        if (!next_event(parser, doc, &e, err))
            return NULL;
        if (e.type == end) {
            yaml_event_delete(&e);
            break;
        }
        struct yaml_node *key = NULL;
        if (is_map) {
            key = map_key(doc, parser, &e, depth + 1, err);
            yaml_event_delete(&e);
            if (!key || !next_event(parser, doc, &e, err))
                return NULL;
        }
        struct yaml_node *item = build(doc, parser, &e, depth + 1, err);
        yaml_event_delete(&e);
        if (!item)
            return NULL;
        item_add(n, key, item);
    }
    if (is_map && !check_duplicates(doc, n, err))
        return NULL;
    if (a >= 0) {
        doc->anchor[a].n_nodes = doc->n_nodes - nodes_before + 1;
        doc->anchor[a].n_text_bytes = doc->n_text_bytes - text_before;
        doc->anchor[a].height = doc->deepest - depth;
    }
    if (doc->deepest < deepest_before)
        doc->deepest = deepest_before;
    return n;
}

static struct yaml_node *build(struct yaml_doc *doc, yaml_parser_t *parser,
                               yaml_event_t *ev, int depth, struct error *err)
{
    if (!count_nodes(doc, 1, &ev->start_mark, err))
        return NULL;
    switch (ev->type) {
    case YAML_SCALAR_EVENT: return build_scalar(doc, ev, err);
    case YAML_ALIAS_EVENT: return build_alias(doc, ev, depth, err);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT: return build_collection(doc, parser, ev, depth, err);
    default: mark_err(err, doc, &ev->start_mark, "a value is missing"); return NULL;
    }
}

static bool build_document(struct yaml_doc *doc, yaml_parser_t *parser, struct error *err)
{
    for (;;) {
        yaml_event_t ev;
        if (!next_event(parser, doc, &ev, err))
            return false;
        bool ok = true;
        bool end = ev.type == YAML_STREAM_END_EVENT;
        if (ev.type == YAML_DOCUMENT_START_EVENT && doc->root) {
            ok = mark_err(err, doc, &ev.start_mark, "only one document is allowed");
        } else if (ev.type == YAML_DOCUMENT_START_EVENT) {
            yaml_event_delete(&ev);
            if (!next_event(parser, doc, &ev, err))
                return false;
            doc->root = build(doc, parser, &ev, 0, err);
            ok = doc->root != NULL;
        }
        yaml_event_delete(&ev);
        if (!ok)
            return false;
        if (end)
            return doc->root || yaml_err(err, doc, NULL, "the file is empty");
    }
}

struct yaml_doc *yaml_load_text(const char *text, size_t len, const char *name,
                                struct error *err)
{
    if (len > MAX_FILE_BYTES) {
        err_set(err, 0, "%s: larger than %d bytes", name, MAX_FILE_BYTES);
        return NULL;
    }
    struct yaml_doc *doc = xcalloc(1, sizeof(*doc));
    doc->name = xstrdup(name);

    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        err_set(err, ENOMEM, "%s: start the YAML parser", name);
        yaml_close(doc);
        return NULL;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
    bool ok = build_document(doc, &parser, err);
    yaml_parser_delete(&parser);
    if (!ok) {
        yaml_close(doc);
        return NULL;
    }
    return doc;
}

struct yaml_doc *yaml_load_file(const char *path, struct error *err)
{
    size_t len;
    char *text = file_read(path, MAX_FILE_BYTES, &len, err);
    if (!text)
        return NULL;
    struct yaml_doc *doc = yaml_load_text(text, len, path, err);
    free(text);
    return doc;
}

void yaml_close(struct yaml_doc *doc)
{
    if (!doc)
        return;
    for (int i = 0; i < doc->n_all; i++) {
        free(doc->all[i]->text);
        free(doc->all[i]->items);
        free(doc->all[i]->keys);
        free(doc->all[i]);
    }
    for (int i = 0; i < doc->n_anchors; i++)
        free(doc->anchor[i].name);
    free(doc->all);
    free(doc->name);
    free(doc);
}

const struct yaml_node *yaml_root(const struct yaml_doc *doc)
{
    return doc->root;
}

/* ---- reading ---- */

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
    if (!map || map->kind != YAML_MAP)
        return NULL;
    for (int i = 0; i < map->n_items; i++)
        if (strcmp(map->keys[i]->text, key) == 0)
            return map->items[i];
    return NULL;
}

bool yaml_check_keys(const struct yaml_doc *doc, const struct yaml_node *map,
                     const char *const *allowed, struct error *err)
{
    if (map->kind != YAML_MAP)
        return yaml_err(err, doc, map, "expected keys and values");
    for (int i = 0; i < map->n_items; i++) {
        const char *key = map->keys[i]->text;
        const char *nearest = NULL;
        int best = 4;
        bool known = false;
        for (const char *const *a = allowed; *a && !known; a++) {
            int d = word_distance(key, *a);
            known = d == 0;
            if (d < best) {
                best = d;
                nearest = *a;
            }
        }
        if (known)
            continue;
        if (nearest)
            return yaml_err(err, doc, map->keys[i],
                            "unknown key \"%s\" (did you mean \"%s\"?)", key, nearest);
        return yaml_err(err, doc, map->keys[i], "unknown key \"%s\"", key);
    }
    return true;
}

/* The scalar of a key: true with *out NULL when it is absent and may be. */
static bool take_scalar(const struct yaml_doc *doc, const struct yaml_node *map,
                        const char *key, bool required, const struct yaml_node **out,
                        struct error *err)
{
    *out = yaml_get(map, key);
    if (!*out)
        return !required || yaml_err(err, doc, map, "the key \"%s\" is missing", key);
    if ((*out)->kind != YAML_SCALAR)
        return yaml_err(err, doc, *out, "\"%s\" must be a single value", key);
    return true;
}

bool yaml_take_str(const struct yaml_doc *doc, const struct yaml_node *map,
                   const char *key, bool required, const char **out, struct error *err)
{
    const struct yaml_node *n;
    if (!take_scalar(doc, map, key, required, &n, err))
        return false;
    if (n)
        *out = n->text;
    return true;
}

static bool is_word(const struct yaml_node *n, const char *a, const char *b,
                    const char *c)
{
    return n->plain && (strcmp(n->text, a) == 0 || strcmp(n->text, b) == 0 ||
                        strcmp(n->text, c) == 0);
}

static bool scalar_bool(const struct yaml_node *n, bool *out)
{
    *out = is_word(n, "true", "True", "TRUE");
    return *out || is_word(n, "false", "False", "FALSE");
}

static bool scalar_int(const struct yaml_node *n, int64_t *out)
{
    if (!n->plain || n->len == 0)
        return false;
    const char *digits = n->text + (n->text[0] == '-' || n->text[0] == '+');
    int base = 10;
    if (strncmp(digits, "0x", 2) == 0 || strncmp(digits, "0o", 2) == 0) {
        if (digits != n->text)
            return false; /* the core schema has no sign here */
        base = digits[1] == 'x' ? 16 : 8;
        digits += 2;
    }
    const char *set = base == 16  ? "0123456789abcdefABCDEF"
                      : base == 8 ? "01234567"
                                  : "0123456789";
    if (!*digits || digits[strspn(digits, set)])
        return false;
    errno = 0;
    long long v = strtoll(base == 10 ? n->text : digits, NULL, base);
    *out = v;
    return errno == 0;
}

static bool scalar_real(const struct yaml_node *n, double *out)
{
    if (!n->plain || n->len == 0 || !strpbrk(n->text, "0123456789") ||
        n->text[strspn(n->text, "+-.0123456789eE")])
        return false;
    /* In the C locale whatever the program has set: the decimal point is a point. */
    locale_t c = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
    if (!c)
        return false;
    char *end;
    *out = strtod_l(n->text, &end, c);
    freelocale(c);
    return *end == '\0' && isfinite(*out);
}

bool yaml_take_bool(const struct yaml_doc *doc, const struct yaml_node *map,
                    const char *key, bool required, bool *out, struct error *err)
{
    const struct yaml_node *n;
    if (!take_scalar(doc, map, key, required, &n, err))
        return false;
    if (n && !scalar_bool(n, out))
        return yaml_err(err, doc, n, "\"%s\" must be true or false", key);
    return true;
}

bool yaml_take_int(const struct yaml_doc *doc, const struct yaml_node *map,
                   const char *key, bool required, int64_t min, int64_t max, int64_t *out,
                   struct error *err)
{
    const struct yaml_node *n;
    int64_t v;
    if (!take_scalar(doc, map, key, required, &n, err))
        return false;
    if (!n)
        return true;
    if (!scalar_int(n, &v) || v < min || v > max)
        return yaml_err(err, doc, n, "\"%s\" must be a whole number from %lld to %lld",
                        key, (long long)min, (long long)max);
    *out = v;
    return true;
}

bool yaml_take_double(const struct yaml_doc *doc, const struct yaml_node *map,
                      const char *key, bool required, double min, double max, double *out,
                      struct error *err)
{
    const struct yaml_node *n;
    double v;
    if (!take_scalar(doc, map, key, required, &n, err))
        return false;
    if (!n)
        return true;
    if (!scalar_real(n, &v) || v < min || v > max)
        return yaml_err(err, doc, n, "\"%s\" must be a number from %g to %g", key, min,
                        max);
    *out = v;
    return true;
}

static json_t *scalar_to_json(const struct yaml_node *n)
{
    bool b;
    int64_t i;
    double r;
    if (n->plain &&
        (n->len == 0 || strcmp(n->text, "~") == 0 || is_word(n, "null", "Null", "NULL")))
        return json_null();
    if (scalar_bool(n, &b))
        return json_boolean(b);
    if (scalar_int(n, &i))
        return json_integer(i);
    if (scalar_real(n, &r))
        return json_real(r);
    return json_stringn(n->text, n->len);
}

json_t *yaml_to_json(const struct yaml_doc *doc, const struct yaml_node *node,
                     struct error *err)
{
    json_t *out = node->kind == YAML_SCALAR ? scalar_to_json(node)
                  : node->kind == YAML_SEQ  ? json_array()
                                            : json_object();
    if (!out) {
        yaml_err(err, doc, node, "a value cannot be written as JSON");
        return NULL;
    }
    for (int i = 0; i < node->n_items; i++) {
        json_t *item = yaml_to_json(doc, node->items[i], err);
        int failed = !item || (node->kind == YAML_SEQ
                                   ? json_array_append_new(out, item)
                                   : json_object_set_new(out, node->keys[i]->text, item));
        if (failed) {
            json_decref(out);
            return NULL;
        }
    }
    return out;
}
