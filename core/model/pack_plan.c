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
#include "core/model/quantize.h"
#include "core/model/requantize_note.h"
#include "core/model/template_identity.h"

enum {
    PACK_GROUP = 64,
    FORMAT_BYTES = 32,
};

struct planner {
    const struct checkpoint *ck;
    const char *dst; /* for messages */
    struct manifest *m;
    struct error *err;
};

static bool affine_bits(const struct planner *p, const struct source *s, int bits)
{
    if (bits == 16 || bits == dtype_bits(s->type))
        return true;
    return err_set(p->err, 0,
                   "tensor %.200s is stored with %d bits; a quantised checkpoint is not "
                   "requantised to %d (leave the bits out to keep it as stored)",
                   s->weight->name, dtype_bits(s->type), bits);
}

/* Blocks become what they map onto, unless fewer bits are asked for: more would take memory
 * and lose a little. */
static bool block_stays(const struct source *s, int bits)
{
    return bits == 16 || s->n_in % PACK_GROUP ||
           (bits < 16 && dtype_bits(s->type) <= bits);
}

/* The type of a source in the pack at `bits`. 16 means unquantised: a float type stays what
 * it is, since rounding f32 to 16 bits moves logits by whole units. */
static bool choose_type(struct planner *p, const struct source *s, int bits,
                        enum dtype *type, enum scale_type *scale_type, int *group)
{
    *type = s->type;
    *scale_type = s->scale_type;
    *group = s->group;
    if (s->block ? block_stays(s, bits) : dtype_is_affine(s->type))
        return s->block || affine_bits(p, s, bits);
    *group = 0;
    *scale_type = SCALE_BF16;
    if (bits == 32) {
        *type = DTYPE_F32;
    } else if (bits < 16 && s->n_in % PACK_GROUP == 0) {
        *group = PACK_GROUP;
        dtype_affine(bits, type);
    }
    return true;
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
                   "tensor %.200s is %s, but the layer's first expert has its %s "
                   "projection as %s",
                   s->weight->name, is, part, wanted);
}

static bool choose_expert_types(struct planner *p, int bits)
{
    static const char *const part_name[] = {"gate", "up", "down"};
    const struct model_config *c = &p->ck->config;
    for (int i = 0; i < c->n_layer; i++) {
        struct expert_layout *l = &p->m->expert[i];
        struct expert_part *part[] = {&l->gate, &l->up, &l->down};
        const struct expert_source *x = p->ck->expert + (size_t)i * (size_t)c->n_expert;
        const struct source *first[] = {&x->gate, &x->up, &x->down};
        for (int k = 0; k < 3; k++)
            if (!choose_type(p, first[k], bits, &part[k]->type, &part[k]->scale_type,
                             &part[k]->group))
                return false;
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

/* Which matrices could not be quantised, in one line each kind. */
static void note_unquantised(struct planner *p, int expert_bits, int dense_bits)
{
    const struct model_config *c = &p->ck->config;
    int n = 0, n_in = 0;
    for (int i = 0; i < p->m->n_spec && dense_bits < 16; i++)
        if (p->m->spec[i].slot->form == TENSOR_MATRIX &&
            !dtype_is_affine(p->m->tensor[i].type)) {
            n++;
            n_in = p->m->spec[i].n_in;
        }
    if (n)
        manifest_add_note(
            p->m, xasprintf("%d dense matrices are unquantised: their inputs (%d) are "
                            "no multiple of %d",
                            n, n_in, PACK_GROUP));
    const struct expert_layout *l = &p->m->expert[0];
    if (expert_bits < 16 && !dtype_is_affine(l->gate.type))
        manifest_add_note(p->m, xasprintf("the experts' gate and up projections are "
                                          "unquantised: %d inputs are no multiple of %d",
                                          c->hidden, PACK_GROUP));
    if (expert_bits < 16 && !dtype_is_affine(l->down.type))
        manifest_add_note(p->m,
                          xasprintf("the experts' down projections are unquantised: "
                                    "%d inputs are no multiple of %d",
                                    c->expert_ff, PACK_GROUP));
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

bool pack_plan(const struct checkpoint *ck, const struct packer_params *params,
               const char *dst, struct manifest *m, struct error *err)
{
    struct planner p = {ck, dst, m, err};
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
    for (int i = 0; i < m->n_spec; i++) {
        struct manifest_tensor *t = &m->tensor[i];
        enum tensor_form form = m->spec[i].slot->form;
        t->type = DTYPE_F32;
        /* Routers and gates are small and decide: they keep the source's precision. */
        if (form != TENSOR_F32 &&
            !choose_type(&p, &ck->dense[i], form == TENSOR_KEEP ? 16 : dense, &t->type,
                         &t->scale_type, &t->group))
            return false;
    }
    if (!choose_expert_types(&p, experts))
        return false;
    m->expert_bits = stored && experts == 16 ? 0 : experts;
    m->dense_bits = stored && dense == 16 ? 0 : dense;
    note_unquantised(&p, experts, dense);
    if (ck->gguf && !requantize_note(ck, m, err))
        return false;

    const char *family = family_name(ck->config.family);
    char *real = realpath(ck->path, NULL); /* "." has a name, too */
    const char *base = real ? strrchr(real, '/') + 1 : ck->path;
    m->name = params->name ? xstrdup(params->name) : gguf_plain_name(base);
    free(real);
    if (!choose_template(&p, params->template_name))
        return false;
    m->source = xasprintf("%s, %s", family, checkpoint_kind(ck));
    if (ck->expert_folder && !refer_to_experts(&p))
        return false;
    manifest_place(m);
    return check_text(&p, "name", m->name) &&
           check_text(&p, "template's name", m->template_name);
}
