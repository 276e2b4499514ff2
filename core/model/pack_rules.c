/* Rules are kept as a table: which names, which layers, what. A rule that can never match,
 * and a name that has none, are mistakes of the file and said with their place. */
#include "core/model/pack_rules.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/yaml.h"
#include "core/model/quantize.h"

enum {
    N_NAMES = 15
};

static const char *const names[N_NAMES] = {"experts.gate",
                                           "experts.up",
                                           "experts.down",
                                           "shared_gate",
                                           "shared_up",
                                           "shared_down",
                                           "q",
                                           "k",
                                           "v",
                                           "o",
                                           "qkv",
                                           "z",
                                           "out",
                                           "embed",
                                           "head"};

/* Ranges of names. */
static const struct {
    const char *name;
    int first, n;
} sets[] = {{"experts", 0, 3},
            {"shared", 3, 3},
            {"attention", 6, 4},
            {"delta", 10, 3},
            {"dense", 3, 12}};

struct rule {
    bool name[N_NAMES];
    bool layer[MAX_LAYERS];
    bool all_layers; /* and tensors that are of none */
    struct pack_rule says;
};

struct pack_rules {
    char *path; /* owned */
    struct rule *rule;
    int n_rules;
};

struct loader {
    const struct yaml_doc *doc;
    const struct model_config *c;
    struct error *err;
};

static bool take_name(const struct loader *l, const struct yaml_node *at, struct rule *r)
{
    if (at->kind != YAML_SCALAR)
        return yaml_err(l->err, l->doc, at, "tensors: a name, or a list of names");
    for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
        if (strcmp(at->text, sets[i].name) == 0) {
            for (int k = 0; k < sets[i].n; k++)
                r->name[sets[i].first + k] = true;
            return true;
        }
    for (int i = 0; i < N_NAMES; i++)
        if (strcmp(at->text, names[i]) == 0) {
            r->name[i] = true;
            return true;
        }
    static const char *const kept[] = {"router", "shared_expert_gate", "a", "b"};
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        if (strcmp(at->text, kept[i]) == 0)
            return yaml_err(l->err, l->doc, at,
                            "%s is small and decides much: it always keeps the source's "
                            "precision",
                            at->text);
    return yaml_err(l->err, l->doc, at,
                    "no tensors called \"%s\" (experts, experts.gate, experts.up, "
                    "experts.down, dense, attention, delta, shared, or a tensor's name)",
                    at->text);
}

/* Digits at *s, which goes behind them; -1 when there are none, or too many. */
static int take_number(const char **s)
{
    int n = 0, n_digits = 0;
    for (; **s >= '0' && **s <= '9' && n_digits < 5; ++*s, n_digits++)
        n = n * 10 + (**s - '0');
    return n_digits > 0 && n_digits < 5 ? n : -1;
}

/* "3", "0-7", "first 2", "last 2" */
static bool take_layers(const struct loader *l, const struct yaml_node *at,
                        struct rule *r)
{
    const char *text = at->kind == YAML_SCALAR ? at->text : "", *s = text;
    int n = l->c->n_layer, a, b;
    if (strncmp(s, "first ", 6) == 0) {
        s += 6;
        a = 0;
        b = take_number(&s) - 1;
    } else if (strncmp(s, "last ", 5) == 0) {
        s += 5;
        a = n - take_number(&s);
        b = n - 1;
    } else {
        a = b = take_number(&s);
        if (a >= 0 && *s == '-') {
            s++;
            b = take_number(&s);
        }
    }
    if (s == text || *s)
        return yaml_err(l->err, l->doc, at,
                        "layers: a number, a range as 0-3, \"first N\", \"last N\", or a "
                        "list of these");
    if (a < 0 || b < a || b >= n)
        return yaml_err(l->err, l->doc, at, "layers: \"%s\" of layers 0 to %d", text,
                        n - 1);
    for (int i = a; i <= b; i++)
        r->layer[i] = true;
    return true;
}

typedef bool (*take_fn)(const struct loader *l, const struct yaml_node *at,
                        struct rule *r);

/* One, or a list of them. */
static bool take_each(const struct loader *l, const struct yaml_node *node, take_fn take,
                      struct rule *r)
{
    if (node->kind != YAML_SEQ)
        return take(l, node, r);
    if (node->n_items == 0)
        return yaml_err(l->err, l->doc, node, "an empty list");
    for (int i = 0; i < node->n_items; i++)
        if (!take(l, node->items[i], r))
            return false;
    return true;
}

static bool take_format(const struct loader *l, const struct yaml_node *node,
                        struct rule *r)
{
    int64_t bits = 0, group = 0;
    enum dtype type;
    if (!yaml_take_int(l->doc, node, "bits", true, 2, 32, &bits, l->err) ||
        !yaml_take_int(l->doc, node, "group", false, 32, 128, &group, l->err))
        return false;
    if (bits != 16 && bits != 32 && !dtype_affine((int)bits, &type))
        return yaml_err(l->err, l->doc, yaml_get(node, "bits"),
                        "bits: %d (2, 3, 4, 5, 6, 8, 16 for the source's own, or 32)",
                        (int)bits);
    if (group != 0 && group != 32 && group != 64 && group != 128)
        return yaml_err(l->err, l->doc, yaml_get(node, "group"),
                        "group: %d (32, 64 or 128)", (int)group);
    if (group != 0 && bits >= 16)
        return yaml_err(l->err, l->doc, yaml_get(node, "group"),
                        "group: floats of %d bits have none", (int)bits);
    r->says =
        (struct pack_rule){.bits = (int)bits, .group = (int)group, .line = node->line};
    return true;
}

static bool take_rule(const struct loader *l, const struct yaml_node *node,
                      struct rule *r)
{
    static const char *const keys[] = {"tensors", "layers", "bits", "group", NULL};
    if (node->kind != YAML_MAP)
        return yaml_err(l->err, l->doc, node, "a rule is a map of tensors and bits");
    if (!yaml_check_keys(l->doc, node, keys, l->err))
        return false;
    const struct yaml_node *tensors = yaml_get(node, "tensors");
    const struct yaml_node *layers = yaml_get(node, "layers");
    if (!tensors)
        return yaml_err(l->err, l->doc, node, "a rule needs tensors");
    r->all_layers = !layers;
    if (!take_each(l, tensors, take_name, r) ||
        (layers && !take_each(l, layers, take_layers, r)) || !take_format(l, node, r))
        return false;
    for (int i = 0; i < N_NAMES - 2; i++)
        if (r->name[i])
            return true;
    return r->all_layers ||
           yaml_err(l->err, l->doc, layers, "layers: embed and head are of no layer");
}

static bool load(const struct loader *l, const struct yaml_node *root,
                 struct pack_rules *r)
{
    static const char *const keys[] = {"rules", NULL};
    if (!root || root->kind != YAML_MAP)
        return yaml_err(l->err, l->doc, root, "a plan is a map with the key rules");
    if (!yaml_check_keys(l->doc, root, keys, l->err))
        return false;
    const struct yaml_node *rules = yaml_get(root, "rules");
    if (!rules || rules->kind != YAML_SEQ || rules->n_items == 0)
        return yaml_err(l->err, l->doc, rules ? rules : root,
                        "rules: a list of at least one");
    r->rule = xcalloc((size_t)rules->n_items, sizeof(*r->rule));
    r->n_rules = rules->n_items;
    for (int i = 0; i < rules->n_items; i++)
        if (!take_rule(l, rules->items[i], &r->rule[i]))
            return false;
    return true;
}

struct pack_rules *pack_rules_load(const char *path, const struct model_config *c,
                                   struct error *err)
{
    struct yaml_doc *doc = yaml_load_file(path, err);
    if (!doc)
        return NULL;
    struct pack_rules *r = xcalloc(1, sizeof(*r));
    const struct loader l = {doc, c, err};
    r->path = xstrdup(path);
    bool ok = load(&l, yaml_root(doc), r);
    yaml_close(doc);
    if (ok)
        return r;
    pack_rules_destroy(r);
    return NULL;
}

void pack_rules_destroy(struct pack_rules *r)
{
    if (!r)
        return;
    free(r->path);
    free(r->rule);
    free(r);
}

const char *pack_rules_path(const struct pack_rules *r)
{
    return r->path;
}

const struct pack_rule *pack_rules_find(const struct pack_rules *r, const char *tensor,
                                        int layer)
{
    int name = 0;
    while (name < N_NAMES && strcmp(names[name], tensor) != 0)
        name++;
    for (int i = r->n_rules - 1; i >= 0 && name < N_NAMES; i--) {
        const struct rule *x = &r->rule[i];
        if (x->name[name] && (x->all_layers || (layer >= 0 && x->layer[layer])))
            return &x->says;
    }
    return NULL;
}
