#define LOG_MODULE "app"

#include <stdlib.h>
#include <string.h>

#include "app/exit.h"
#include "app/limits_cache.h"
#include "app/offer_pack.h"
#include "app/options.h"
#include "app/pack_source.h"
#include "app/paths.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/infer/sample.h"
#include "core/kernel/kernel.h"
#include "core/model/pack.h"
#include "core/text/template.h"
#include "core/text/tokenizer.h"
#include "net/remote_engine.h"

/* From options to an engine. The pack is looked into first, so that a wrong model, a wrong
 * template and a wrong option each end with their own message and exit code. */

char *options_template_path(const char *name_or_path, struct error *err)
{
    static const char suffix[] = ".yaml";
    size_t len = strlen(name_or_path);
    bool is_path = strchr(name_or_path, '/') ||
                   (len > sizeof(suffix) - 1 &&
                    strcmp(name_or_path + len - (sizeof(suffix) - 1), suffix) == 0);
    if (is_path)
        return xstrdup(name_or_path);

    char *rel = xasprintf("prompts/templates/%s.yaml", name_or_path);
    char *path = path_data(rel, err);
    free(rel);
    return path;
}

static bool resolve(struct options *o, int *exit_code, struct error *err)
{
    if (o->engine.kernel && !kernels_find(o->engine.kernel)) {
        *exit_code = EXIT_USAGE;
        return err_set(err, 0, "--kernel: no \"%s\" on this machine", o->engine.kernel);
    }
    *exit_code = EXIT_MODEL;
    free(o->model_path);
    free(o->template_path);
    o->template_path = NULL;
    o->model_path = path_model(o->model, &o->model_from, err);
    if (!o->model_path)
        return false;
    if (pack_source_is_one(o->model_path)) {
        char *pack_path = offer_pack(o->model_path, o->yes, exit_code, err);
        free(o->model_path);
        o->model_path = pack_path;
        if (!pack_path)
            return false;
    }
    struct pack *pack = pack_open(o->model_path, err);
    if (!pack)
        return false;

    int native = pack->config.n_expert_used;
    bool ok = true;
    if (o->engine.experts_per_token > native) {
        *exit_code = EXIT_USAGE;
        ok =
            err_set(err, 0, "--experts-per-token: %s uses %d experts for a token, not %d",
                    pack->name, native, o->engine.experts_per_token);
    }
    if (ok) {
        *exit_code = EXIT_CONFIG;
        const char *name = o->template ? o->template : pack->template_name;
        o->template_path = options_template_path(name, err);
        ok = o->template_path != NULL;
    }
    pack_close(pack);
    if (!ok)
        return false;

    struct chat_template *t = template_load(o->template_path, err);
    template_free(t);
    return t != NULL;
}

/* Whether a failure to open the engine was not the tokenizer file's. Asked only then, since
 * reading a large one takes half a second. */
static bool tokenizer_usable(const char *model_path)
{
    char *path = path_join(model_path, "tokenizer.json");
    struct tokenizer *t = tokenizer_open(path, NULL);
    free(path);
    tokenizer_close(t);
    return t != NULL;
}

/* ---- a server ---- */

bool options_is_remote(const struct options *o)
{
    return o->remote.url && *o->remote.url;
}

char *options_model_label(const struct engine_info *info)
{
    return info->url ? xasprintf("%s at %s", info->name, info->url) : xstrdup(info->name);
}

/* What the settings say of one server is not for another: its key least of all. */
static struct remote_params remote_params(const struct options *o)
{
    const struct options_remote *r = &o->remote;
    bool other =
        r->url_given && (!r->settings_url || strcmp(r->url, r->settings_url) != 0);
    return (struct remote_params){
        .url = r->url,
        .model = o->model ? o->model
                 : other  ? NULL
                          : r->model,
        .key_file = other && !r->key_given ? NULL : r->key_file,
        .ca_file = other && !r->ca_given ? NULL : r->ca_file,
        .insecure_http = r->insecure_http,
        .connect_timeout_s = r->connect_timeout_s,
        .idle_timeout_s = r->idle_timeout_s,
    };
}

static struct engine *open_remote(struct options *o, int *exit_code, struct error *err)
{
    struct remote_params p = remote_params(o);
    *exit_code = EXIT_USAGE;
    if (o->local_flag) {
        err_set(err, 0, "--%s is for a model on this machine; %s decides it by itself",
                o->local_flag, o->remote.url);
        return NULL;
    }
    if (!remote_params_check(&p, err))
        return NULL;
    o->model_from = "remote";
    *exit_code = EXIT_RUNTIME;
    return remote_engine_create(&p, err);
}

static struct engine *open_local(struct options *o, int *exit_code, struct error *err)
{
    if (!resolve(o, exit_code, err))
        return NULL;
    o->engine.pack_path = o->model_path;
    o->engine.template_path = o->template_path;
    struct machine_info machine;
    machine_info_get(o->model_path, &machine);
    o->engine.limits = limits_cache_shares(&machine);
    o->engine.memory_free_bytes = machine.memory_available_bytes;
    o->engine.backend = backend_choice_source(&o->backend);
    struct engine *e = engine_create(&o->engine, err);
    if (!e && o->engine.backend && o->backend.kind == BACKEND_AUTO) {
        log_warn("the CPU is used: %s", err ? err->msg : "");
        o->engine.backend = NULL;
        e = engine_create(&o->engine, err);
    }
    if (!e)
        *exit_code = tokenizer_usable(o->model_path) ? EXIT_RUNTIME : EXIT_MODEL;
    return e;
}

struct engine *options_open_engine(struct options *o, int *exit_code, struct error *err)
{
    return options_is_remote(o) ? open_remote(o, exit_code, err)
                                : open_local(o, exit_code, err);
}

struct engine *options_open_local_engine(struct options *o, int *exit_code,
                                         struct error *err)
{
    if (!o->remote.url_given || !options_is_remote(o))
        return open_local(o, exit_code, err);
    *exit_code = EXIT_USAGE;
    err_set(err, 0, "--remote: this command needs a model on this machine");
    return NULL;
}

bool options_sampling(const struct options *o, const struct engine *e,
                      struct sample_params *out, struct error *err)
{
    *out = *engine_default_sampling(e);
    for (int i = 0; i < o->n_sampling; i++)
        if (!sample_params_set(out, o->sampling[i].key, o->sampling[i].value, err))
            return false;
    return true;
}
