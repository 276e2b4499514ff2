/* What each tensor of a pack is stored as: the bits that were asked for, what the source has
 * and what the shapes allow; and which chat template it names. No I/O but the folder's own
 * name, its chat template, and rows of what is requantised. */
#include "core/model/pack_plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/model/flash_moe.h"
#include "core/model/gguf_names.h"
#include "core/model/pack_rules.h"
#include "core/model/quantize.h"
#include "core/model/requantize_note.h"
#include "core/model/template_identity.h"

enum {
    PACK_GROUP = 64,
    FORMAT_BYTES = 32,
    RISKY_BITS = 4, /* of a router: 8, which MLX's own recipes give it, do no harm */
};

struct planner {
    const struct checkpoint *ck;
    const char *dst; /* for messages */
    struct manifest *m;
    struct pack_rules *rules; /* owned, or NULL */
    bool mixed;               /* some rule changed what it met */
    int n_odd, odd_in;        /* dense matrices that no group divides */
    bool odd_in_experts, odd_mid_experts;
    struct error *err;
};

/* What a matrix is stored as. */
struct format {
    enum dtype type;
    enum scale_type scale_type;
    int group;
    bool odd; /* unquantised because no group divides its inputs */
};

static bool affine_bits(const struct planner *p, const struct source *s, int bits)
{
    if (bits == 16 || bits == dtype_bits(s->type))
        return true;
    return err_set(p->err, 0,
                   "%s: tensor %.200s is stored with %d bits; a quantised checkpoint is "
                   "not requantised to %d (leave the bits out to keep it as stored)",
                   st_path(p->ck->st, s->weight), s->weight->name, dtype_bits(s->type),
                   bits);
}

/* Blocks become what they map onto, unless fewer bits are asked for: more would take memory
 * and lose a little. */
static bool block_stays(const struct source *s, int bits, int group)
{
    return bits == 16 || s->n_in % group || (bits < 16 && dtype_bits(s->type) <= bits);
}

/* The format of a source in the pack at `bits` in groups of `group` inputs. 16 means
 * unquantised: a float type stays what it is, since rounding f32 to 16 bits moves logits by
 * whole units. */
static bool choose_format(struct planner *p, const struct source *s, int bits, int group,
                          struct format *out)
{
    *out = (struct format){s->type, s->scale_type, s->group, false};
    if (s->block && block_stays(s, bits, group))
        return true;
    if (!s->block && dtype_is_affine(s->type))
        return affine_bits(p, s, bits);
    out->group = 0;
    out->scale_type = SCALE_BF16;
    if (bits == 32) {
        out->type = DTYPE_F32;
    } else if (bits < 16 && s->n_in % group == 0) {
        out->group = group;
        dtype_affine(bits, &out->type);
    } else {
        out->odd = bits < 16;
    }
    return true;
}

/* Whether a rule holds for what it was found for: it is no limit that stops short of what is
 * stored, as the bits for the whole pack are. */
static bool check_rule(struct planner *p, const struct source *s,
                       const struct pack_rule *rule, const struct format *f)
{
    const char *path = pack_rules_path(p->rules);
    if (rule->group && (f->odd || s->n_in % rule->group))
        return err_set(p->err, 0,
                       "%s:%d: tensor %.200s has %d inputs, no multiple of the group %d",
                       path, rule->line, s->weight->name, s->n_in, rule->group);
    if (s->block && rule->bits < 16 && dtype_bits(f->type) != rule->bits)
        return err_set(
            p->err, 0,
            "%s:%d: tensor %.200s is stored as %s, which takes %d bits, and is "
            "not requantised to %d (16 keeps it as stored)",
            path, rule->line, s->weight->name, block_name(s->block), dtype_bits(s->type),
            rule->bits);
    if (rule->group && dtype_is_affine(s->type) && f->group != rule->group)
        return err_set(p->err, 0,
                       "%s:%d: tensor %.200s is stored in groups of %d; %s not "
                       "requantised to groups of %d",
                       path, rule->line, s->weight->name, f->group,
                       s->block ? "at its own bits it is" : "a quantised checkpoint is",
                       rule->group);
    return true;
}

/* Likewise at what the rules say of it, or else at `bits`. */
static bool choose_by_rule(struct planner *p, const struct source *s, const char *tensor,
                           int layer, int bits, struct format *out)
{
    const struct pack_rule *rule =
        p->rules ? pack_rules_find(p->rules, tensor, layer) : NULL;
    if (!rule)
        return choose_format(p, s, bits, PACK_GROUP, out);
    int group = rule->group ? rule->group : PACK_GROUP;
    if (!choose_format(p, s, rule->bits, group, out))
        return err_prefix(p->err, "%s:%d", pack_rules_path(p->rules), rule->line);
    p->mixed = p->mixed || rule->bits != bits || group != PACK_GROUP;
    return check_rule(p, s, rule, out);
}

/* "q4/64 (f16 scales)" */
static void source_format(const struct source *s, char out[FORMAT_BYTES])
{
    if (dtype_is_affine(s->type))
        snprintf(out, FORMAT_BYTES, "%s/%d (%s scales)", dtype_name(s->type), s->group,
                 scale_type_name(s->scale_type));
    else
        snprintf(out, FORMAT_BYTES, "%s", dtype_name(s->type));
}

static bool unlike_first(struct planner *p, const struct source *s,
                         const struct source *first, const char *part)
{
    char is[FORMAT_BYTES], wanted[FORMAT_BYTES];
    source_format(s, is);
    source_format(first, wanted);
    return err_set(p->err, 0,
                   "%s: tensor %.200s is %s, but the layer's first expert has its %s "
                   "projection as %s",
                   st_path(p->ck->st, s->weight), s->weight->name, is, part, wanted);
}

static bool choose_expert_types(struct planner *p, int bits)
{
    static const char *const part_name[] = {"gate", "up", "down"};
    static const char *const tensor[] = {"experts.gate", "experts.up", "experts.down"};
    const struct model_config *c = &p->ck->config;
    for (int i = 0; i < c->n_layer; i++) {
        struct expert_layout *l = &p->m->expert[i];
        struct expert_part *part[] = {&l->gate, &l->up, &l->down};
        const struct expert_source *x = p->ck->expert + (size_t)i * (size_t)c->n_expert;
        const struct source *first[] = {&x->gate, &x->up, &x->down};
        for (int k = 0; k < 3; k++) {
            struct format f;
            if (!choose_by_rule(p, first[k], tensor[k], i, bits, &f))
                return false;
            part[k]->type = f.type;
            part[k]->scale_type = f.scale_type;
            part[k]->group = f.group;
            *(k < 2 ? &p->odd_in_experts : &p->odd_mid_experts) |= f.odd;
        }
        for (int e = 1; e < c->n_expert; e++) {
            const struct source *s[] = {&x[e].gate, &x[e].up, &x[e].down};
            for (int k = 0; k < 3; k++)
                if (s[k]->type != first[k]->type || s[k]->group != first[k]->group ||
                    s[k]->scale_type != first[k]->scale_type)
                    return unlike_first(p, s[k], first[k], part_name[k]);
        }
    }
    return true;
}

static bool choose_dense_types(struct planner *p, int bits)
{
    for (int i = 0; i < p->m->n_spec; i++) {
        struct manifest_tensor *t = &p->m->tensor[i];
        const struct tensor_spec *spec = &p->m->spec[i];
        const struct source *s = &p->ck->dense[i];
        struct format f = {.type = DTYPE_F32};
        /* Routers and gates are small and decide: they keep the source's precision. */
        if (spec->slot->form == TENSOR_KEEP && !choose_format(p, s, 16, PACK_GROUP, &f))
            return false;
        if (spec->slot->form == TENSOR_MATRIX &&
            !choose_by_rule(p, s, spec->slot->name, spec->layer, bits, &f))
            return false;
        t->type = f.type;
        t->scale_type = f.scale_type;
        t->group = f.group;
        p->n_odd += f.odd;
        p->odd_in = f.odd ? spec->n_in : p->odd_in;
    }
    return true;
}

/* Which matrices could not be quantised, in one line each kind. */
static void note_unquantised(struct planner *p)
{
    const struct model_config *c = &p->ck->config;
    if (p->n_odd)
        manifest_add_note(
            p->m, xasprintf("%d dense matrices are unquantised: their inputs (%d) are "
                            "no multiple of %d",
                            p->n_odd, p->odd_in, PACK_GROUP));
    if (p->odd_in_experts)
        manifest_add_note(p->m, xasprintf("the experts' gate and up projections are "
                                          "unquantised: %d inputs are no multiple of %d",
                                          c->hidden, PACK_GROUP));
    if (p->odd_mid_experts)
        manifest_add_note(p->m,
                          xasprintf("the experts' down projections are unquantised: "
                                    "%d inputs are no multiple of %d",
                                    c->expert_ff, PACK_GROUP));
}

char *pack_plan_risk(const struct checkpoint *ck)
{
    static const char *const names[] = {"router", "shared_expert_gate"};
    int n[2] = {0}, least[2] = {0};
    for (int i = 0; i < ck->n_spec; i++)
        for (int k = 0; k < 2; k++) {
            int bits = dtype_bits(ck->dense[i].type);
            if (strcmp(ck->spec[i].slot->name, names[k]) != 0 ||
                !dtype_is_affine(ck->dense[i].type) || bits > RISKY_BITS)
                continue;
            least[k] = n[k]++ && least[k] < bits ? least[k] : bits;
        }
    if (n[0] && n[1])
        return xasprintf("quality risk: %d routers have only %d bits in the source, and "
                         "%d gates of shared experts %d: they decide which experts a "
                         "token gets",
                         n[0], least[0], n[1], least[1]);
    if (n[0])
        return xasprintf("quality risk: %d routers have only %d bits in the source: they "
                         "decide which experts a token gets",
                         n[0], least[0]);
    return n[1] ? xasprintf("quality risk: %d gates of shared experts have only %d bits "
                            "in the source",
                            n[1], least[1])
                : NULL;
}

/* The template that was asked for, or the one that writes as the checkpoint's own does; a
 * choice that is not certain is noted in the manifest. */
static bool choose_template(struct planner *p, const char *asked)
{
    const char *where;
    char *text;
    if (asked) {
        p->m->template_name = xstrdup(asked);
        return true;
    }
    if (p->ck->gguf) {
        size_t len = 0;
        const char *own = gguf_text(p->ck->gguf, "tokenizer.chat_template", &len);
        text = own ? xstrndup(own, len) : NULL;
        where = "tokenizer.chat_template";
    } else if (!template_of_folder(p->ck->path, &text, &where, p->err)) {
        return false;
    }
    struct template_identity id =
        template_identify(text, family_name(p->ck->config.family));
    char *note = template_identity_note(&id, where);
    free(text);
    p->m->template_name = xstrdup(id.name);
    if (note)
        manifest_add_note(p->m, note);
    return true;
}

/* What goes into the manifest must be read back from it. */
static bool check_text(struct planner *p, const char *what, const char *text)
{
    json_t *s = json_string(text);
    bool utf8 = s != NULL;
    json_decref(s);
    if (!utf8)
        return err_set(p->err, EINVAL, "pack %s: its %s is not valid UTF-8", p->dst,
                       what);
    return strlen(text) <= MANIFEST_MAX_TEXT ||
           err_set(p->err, EINVAL, "pack %s: its %s is longer than %d bytes", p->dst,
                   what, MANIFEST_MAX_TEXT);
}

/* The folder that a path is in, resolved; owned. NULL: errno. */
static char *parent_of(const char *path)
{
    char *dir = xstrdup(path), *slash = strrchr(dir, '/'), *real;
    if (slash)
        slash[slash == dir] = '\0';
    real = realpath(slash ? dir : ".", NULL);
    free(dir);
    return real;
}

/* From inside a pack in folder `at` to `to`: so many "../" when the pack is below the folder
 * that `to` is in, so that both can be moved together, else `to` itself. Owned. */
static char *way_to(const char *at, const char *to)
{
    size_t n = (size_t)(strrchr(to, '/') - to);
    if (strncmp(at, to, n) != 0 || (at[n] != '/' && at[n] != '\0'))
        return xstrdup(to);
    char *way = xstrdup("..");
    for (const char *s = at + n; *s; s++)
        if (*s == '/') {
            char *longer = xasprintf("../%s", way);
            free(way);
            way = longer;
        }
    char *whole = xasprintf("%s/%s", way, to + n + 1);
    free(way);
    return whole;
}

/* The pack uses the source's files of experts where they are. */
static bool refer_to_experts(struct planner *p)
{
    int n_layer = p->ck->config.n_layer;
    char *to = realpath(p->ck->expert_folder, NULL), *at = parent_of(p->dst), *way = NULL;
    bool ok = to && at;
    if (!ok)
        err_set(p->err, errno, "resolve %s", to ? p->dst : p->ck->expert_folder);
    if (ok) {
        way = way_to(at, to);
        ok = check_text(p, "folder of experts", way);
    }
    if (ok) {
        p->m->expert_file = xcalloc((size_t)n_layer, sizeof(*p->m->expert_file));
        for (int i = 0; i < n_layer; i++)
            p->m->expert_file[i] = flash_moe_layer_path(way, i);
        manifest_add_note(p->m, xasprintf("experts are used in place, from %s: the pack "
                                          "needs them there",
                                          way));
    }
    free(way);
    free(at);
    free(to);
    return ok;
}

static bool name_pack(struct planner *p, const struct packer_params *params)
{
    const struct checkpoint *ck = p->ck;
    p->m->name = params->name ? xstrdup(params->name) : checkpoint_name(ck->path);
    if (!choose_template(p, params->template_name))
        return false;
    p->m->source =
        xasprintf("%s, %s", family_name(ck->config.family), checkpoint_kind(ck));
    p->m->source_xxh3 = st_fingerprint(ck->st);
    return check_text(p, "name", p->m->name) &&
           check_text(p, "template's name", p->m->template_name);
}

bool pack_plan(const struct checkpoint *ck, const struct packer_params *params,
               const char *dst, struct manifest *m, struct error *err)
{
    struct planner p = {.ck = ck, .dst = dst, .m = m, .err = err};
    bool stored = ck->quantised;
    int experts = params->expert_bits, dense = params->dense_bits;
    enum dtype type;
    if (experts && experts != 16 && !dtype_affine(experts, &type))
        return err_set(err, EINVAL, "pack: expert bits %d (2, 3, 4, 5, 6, 8 or 16)",
                       experts);
    if (dense && (dense < 4 || !dtype_affine(dense, &type)) && dense != 16 && dense != 32)
        return err_set(err, EINVAL, "pack: dense bits %d (4, 5, 6, 8, 16 or 32)", dense);
    experts = experts ? experts : stored ? 16 : 4;
    dense = dense ? dense : stored ? 16 : 8;

    manifest_init(m, &ck->config);
    if (params->rules && !(p.rules = pack_rules_load(params->rules, &ck->config, err)))
        return false;
    bool ok = choose_dense_types(&p, dense) && choose_expert_types(&p, experts);
    pack_rules_destroy(p.rules);
    if (!ok)
        return false;
    /* Under rules no one number is true of all. */
    m->expert_bits = p.mixed || (stored && experts == 16) ? 0 : experts;
    m->dense_bits = p.mixed || (stored && dense == 16) ? 0 : dense;
    note_unquantised(&p);
    char *risk = pack_plan_risk(ck);
    if (risk)
        manifest_add_note(m, risk);
    char *skipped = checkpoint_skipped_note(ck);
    if (skipped)
        manifest_add_note(m, skipped);
    if ((ck->gguf && !requantize_note(ck, m, err)) || !name_pack(&p, params) ||
        (ck->expert_folder && !refer_to_experts(&p)))
        return false;
    manifest_place(m);
    return true;
}
