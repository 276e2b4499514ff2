#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

/* A YAML file as a tree, for the loaders of templates, tools, themes and configuration.
 * One loader so that every file gets the same strictness: UTF-8, one document, size (1 MiB)
 * and depth (32) caps, bounded alias expansion, no tags, duplicate keys refused, YAML 1.2
 * core scalars only ("no" and "on" are strings). Errors read "file:line:column: what".
 * Thread-safety: per object. */

struct error;

enum yaml_kind {
    YAML_SCALAR,
    YAML_SEQ,
    YAML_MAP,
};

struct yaml_node {
    enum yaml_kind kind;
    int line, column; /* from 1 */
    bool plain; /* scalar without quotes or block style: may be a number or a bool */
    char *text; /* scalar: UTF-8, NUL-terminated (no NUL inside) */
    size_t len;
    struct yaml_node **items; /* sequence items, or map values */
    struct yaml_node **keys;  /* map keys (scalars), in file order; NULL otherwise */
    int n_items;
};

struct yaml_doc;

struct yaml_doc *yaml_load_file(const char *path, struct error *err);
struct yaml_doc *yaml_load_text(const char *text, size_t len, const char *name,
                                struct error *err);
/* NULL is fine; nodes are borrowed from the doc. Not "free": libyaml exports that name. */
void yaml_close(struct yaml_doc *doc);
const struct yaml_node *yaml_root(const struct yaml_doc *doc);

/* Value of a key, or NULL; NULL too when `map` is NULL or no map. */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

/* "name:line:column: message" into err; returns false. `at` NULL means the document. */
bool yaml_err(struct error *err, const struct yaml_doc *doc, const struct yaml_node *at,
              const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Refuse keys outside the NULL-terminated list; the error names the nearest allowed key. */
bool yaml_check_keys(const struct yaml_doc *doc, const struct yaml_node *map,
                     const char *const *allowed, struct error *err);

/* Typed access to a key of a map. A missing key leaves *out alone and succeeds unless
 * `required`; a wrong type fails with its place. Strings are borrowed from the doc. */
bool yaml_take_str(const struct yaml_doc *doc, const struct yaml_node *map,
                   const char *key, bool required, const char **out, struct error *err);
bool yaml_take_bool(const struct yaml_doc *doc, const struct yaml_node *map,
                    const char *key, bool required, bool *out, struct error *err);
bool yaml_take_int(const struct yaml_doc *doc, const struct yaml_node *map,
                   const char *key, bool required, int64_t min, int64_t max, int64_t *out,
                   struct error *err);
bool yaml_take_double(const struct yaml_doc *doc, const struct yaml_node *map,
                      const char *key, bool required, double min, double max, double *out,
                      struct error *err);

/* The node as JSON (plain scalars become null, bool, integer or real by the YAML 1.2 core
 * rules; key order is kept). Caller owns the reference; NULL + err on failure. */
json_t *yaml_to_json(const struct yaml_doc *doc, const struct yaml_node *node,
                     struct error *err);
