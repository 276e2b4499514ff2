#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/conversation_impl.h"
#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/text/utf8.h"

/* Records of the file and what they mean. Everything that is read is checked: the file may
 * have been written by anybody. Unknown fields of a turn are kept in its meta, so that they
 * come out again in exports; unknown kinds of records are passed over, and stay in the
 * file since it is only ever appended to. */

enum {
    SCHEMA = 1,
    MAX_CALLS = 1024
};

json_t *record_text(const char *s)
{
    json_t *text = json_string(s);
    if (text)
        return text;
    struct strbuf b = {0};
    size_t len = strlen(s);
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        size_t n = utf8_next(s + i, len - i, &cp);
        if (n == 1 && cp == 0xfffd)
            strbuf_adds(&b, "\xef\xbf\xbd");
        else
            strbuf_add(&b, s + i, n);
        i += n;
    }
    char *valid = strbuf_take(&b);
    text = json_string(valid);
    free(valid);
    return text;
}

json_t *record_header(const struct conversation *c)
{
    return json_pack("{s:i, s:s, s:I, s:{s:o}, s:{s:o}}", "schema", SCHEMA, "id", c->id,
                     "created", (json_int_t)c->created_ms, "model", "name",
                     record_text(c->model), "template", "name",
                     record_text(c->template_name));
}

static json_t *calls_json(const struct message *m)
{
    json_t *calls = json_array();
    for (int i = 0; i < m->n_calls; i++) {
        const struct tool_call *t = &m->calls[i];
        json_array_append_new(calls,
                              json_pack("{s:o, s:s, s:{s:o, s:o}}", "id",
                                        record_text(t->id ? t->id : ""), "type",
                                        "function", "function", "name",
                                        record_text(t->name ? t->name : ""), "arguments",
                                        record_text(t->arguments ? t->arguments : "{}")));
    }
    return calls;
}

json_t *record_turn(const struct turn *t, const char *parent_id)
{
    const struct message *m = &t->message;
    json_t *o = json_object();
    json_object_set_new(o, "id", json_string(t->id));
    json_object_set_new(o, "parent", parent_id ? json_string(parent_id) : json_null());
    json_object_set_new(o, "ts", json_integer(t->time_ms));
    json_object_set_new(o, "role", json_string(role_name(m->role)));
    json_object_set_new(o, "content", m->content ? record_text(m->content) : json_null());
    if (m->thinking)
        json_object_set_new(o, "thinking", record_text(m->thinking));
    if (m->n_calls)
        json_object_set_new(o, "tool_calls", calls_json(m));
    if (m->tool_call_id)
        json_object_set_new(o, "tool_call_id", record_text(m->tool_call_id));
    /* What describes the turn stands beside it, but never in the place of it. */
    if (t->meta)
        json_object_update_missing(o, t->meta);
    json_object_del(o, "type"); /* with one it would not be a turn */
    return o;
}

/* A string, or NULL when it is absent or null. */
static bool take_text(const json_t *o, const char *key, const char **out,
                      struct error *err)
{
    const json_t *v = json_object_get(o, key);
    *out = NULL;
    if (!v || json_is_null(v))
        return true;
    if (!json_is_string(v))
        return err_set(err, 0, "\"%s\" is not a string", key);
    *out = json_string_value(v);
    return true;
}

static bool take_id(const json_t *o, const char *key, const char **out, struct error *err)
{
    if (!take_text(o, key, out, err))
        return false;
    if (!*out || !ulid_valid(*out))
        return err_set(err, 0, "\"%s\" is not an identifier", key);
    return true;
}

static bool take_time(const json_t *o, const char *key, int64_t *out, struct error *err)
{
    const json_t *v = json_object_get(o, key);
    if (!v)
        return true;
    if (!json_is_integer(v) || json_integer_value(v) < 0)
        return err_set(err, 0, "\"%s\" is not a time in milliseconds", key);
    *out = json_integer_value(v);
    return true;
}

static char *copy(const char *s)
{
    return s ? xstrdup(s) : NULL;
}

static bool take_call(const json_t *o, struct tool_call *out, struct error *err)
{
    const char *id, *name, *arguments;
    const json_t *f = json_object_get(o, "function");
    if (!json_is_object(f))
        return err_set(err, 0, "a tool call has no \"function\"");
    if (!take_text(o, "id", &id, err) || !take_text(f, "name", &name, err) ||
        !take_text(f, "arguments", &arguments, err))
        return false;
    if (!name)
        return err_set(err, 0, "a tool call has no name");
    *out = (struct tool_call){copy(id), xstrdup(name),
                              xstrdup(arguments ? arguments : "{}")};
    return true;
}

static bool take_calls(const json_t *o, struct message *m, struct error *err)
{
    const json_t *calls = json_object_get(o, "tool_calls");
    if (!calls || json_is_null(calls))
        return true;
    if (!json_is_array(calls) || json_array_size(calls) > MAX_CALLS)
        return err_set(err, 0, "\"tool_calls\" is not a list of at most %d", MAX_CALLS);
    size_t n = json_array_size(calls);
    if (n == 0)
        return true;
    m->calls = xcalloc(n, sizeof(*m->calls));
    for (size_t i = 0; i < n; i++) {
        if (!take_call(json_array_get(calls, i), &m->calls[i], err))
            return false;
        m->n_calls++;
    }
    return true;
}

static bool take_message(const json_t *o, struct message *m, struct error *err)
{
    const char *role, *content, *thinking, *call_id;
    if (!take_text(o, "role", &role, err) || !take_text(o, "content", &content, err) ||
        !take_text(o, "thinking", &thinking, err) ||
        !take_text(o, "tool_call_id", &call_id, err))
        return false;
    int r = role ? role_from_name(role) : -1;
    if (r < 0)
        return err_set(err, 0, "\"role\" is none of system, user, assistant, tool");
    *m = (struct message){
        .role = (enum role)r,
        .content = copy(content),
        .thinking = copy(thinking),
        .tool_call_id = copy(call_id),
    };
    return take_calls(o, m, err);
}

/* Everything of a turn's record that is not the turn itself. */
static json_t *take_meta(const json_t *o)
{
    static const char *const core[] = {"id",         "parent",      "ts",
                                       "role",       "content",     "thinking",
                                       "tool_calls", "tool_call_id"};
    json_t *meta = json_copy((json_t *)o);
    for (size_t i = 0; i < sizeof(core) / sizeof(core[0]); i++)
        json_object_del(meta, core[i]);
    if (json_object_size(meta))
        return meta;
    json_decref(meta);
    return NULL;
}

/* The index of a turn that must stand before. */
static bool find_turn(const json_t *index, const char *id, int *out, struct error *err)
{
    const json_t *at = json_object_get(index, id);
    if (!at)
        return err_set(err, 0, "there is no turn %s before", id);
    *out = (int)json_integer_value(at);
    return true;
}

static bool apply_turn(struct conversation *c, json_t *index, const json_t *o,
                       struct error *err)
{
    const char *id;
    int parent = -1;
    int64_t time_ms = 0;
    if (c->n_turns >= MAX_TURNS)
        return err_set(err, 0, "more than %d turns", MAX_TURNS);
    if (!take_id(o, "id", &id, err) || !take_time(o, "ts", &time_ms, err))
        return false;
    if (json_object_get(index, id))
        return err_set(err, 0, "turn %s stands there twice", id);
    const json_t *p = json_object_get(o, "parent");
    if (p && !json_is_null(p)) {
        const char *parent_id;
        if (!take_id(o, "parent", &parent_id, err) ||
            !find_turn(index, parent_id, &parent, err))
            return false;
    }

    struct message m = {0};
    if (!take_message(o, &m, err)) {
        message_finish(&m);
        return false;
    }
    int i = conversation_add_turn(c, id, parent, time_ms, &m, take_meta(o));
    json_object_set_new(index, id, json_integer(i));
    return true;
}

static bool apply_head(struct conversation *c, json_t *index, const json_t *o,
                       struct error *err)
{
    const json_t *id = json_object_get(o, "id");
    if (id && json_is_null(id)) {
        c->head = -1;
        return true;
    }
    if (!json_is_string(id))
        return err_set(err, 0, "\"id\" of a head is neither a turn nor null");
    return find_turn(index, json_string_value(id), &c->head, err);
}

static bool apply_text(char **slot, const json_t *o, const char *key, struct error *err)
{
    const char *text;
    if (!take_text(o, key, &text, err))
        return false;
    if (!text)
        return err_set(err, 0, "\"%s\" is missing", key);
    free(*slot);
    *slot = xstrdup(text);
    return true;
}

static bool apply_dropped(struct conversation *c, const json_t *index, const json_t *o,
                          bool dropped, struct error *err)
{
    const json_t *ids = json_object_get(o, "ids");
    if (!json_is_array(ids))
        return err_set(err, 0, "\"ids\" is not a list");
    for (size_t i = 0; i < json_array_size(ids); i++) {
        const char *id = json_string_value(json_array_get(ids, i));
        int turn = -1;
        if (!id)
            return err_set(err, 0, "\"ids\" has something in it that is no identifier");
        if (!find_turn(index, id, &turn, err))
            return false;
        c->turns[turn]->dropped = dropped;
    }
    return true;
}

static bool apply_summary(struct conversation *c, const json_t *index, const json_t *o,
                          struct error *err)
{
    const char *id, *text;
    int turn = -1;
    if (!take_id(o, "id", &id, err) || !take_text(o, "content", &text, err) ||
        !find_turn(index, id, &turn, err))
        return false;
    free(c->turns[turn]->summary);
    c->turns[turn]->summary = copy(text);
    return true;
}

bool record_apply(struct conversation *c, json_t *index, const json_t *o,
                  struct error *err)
{
    const char *type;
    if (!json_is_object(o))
        return err_set(err, 0, "not a JSON object");
    if (!take_text(o, "type", &type, err))
        return false;
    if (!type && json_object_get(o, "role"))
        return apply_turn(c, index, o, err);
    if (!type)
        return err_set(err, 0, "neither a turn nor an event");
    if (strcmp(type, "head") == 0)
        return apply_head(c, index, o, err);
    if (strcmp(type, "drop") == 0 || strcmp(type, "keep") == 0)
        return apply_dropped(c, index, o, *type == 'd', err);
    if (strcmp(type, "summary") == 0)
        return apply_summary(c, index, o, err);
    if (strcmp(type, "system") == 0)
        return apply_text(&c->system, o, "content", err);
    if (strcmp(type, "name") == 0)
        return apply_text(&c->name, o, "name", err) &&
               conversation_name_valid(c->name, err);
    return true;
}

static bool take_name_of(const json_t *o, const char *key, char **slot, struct error *err)
{
    const json_t *v = json_object_get(o, key);
    if (!v || json_is_null(v))
        return true;
    if (!json_is_object(v))
        return err_set(err, 0, "\"%s\" is not an object", key);
    return !json_object_get(v, "name") || apply_text(slot, v, "name", err);
}

bool record_apply_header(struct conversation *c, const json_t *o, struct error *err)
{
    const char *id;
    const json_t *schema = json_is_object(o) ? json_object_get(o, "schema") : NULL;
    if (!json_is_integer(schema))
        return err_set(err, 0, "not a conversation of flashmoe (no \"schema\")");
    if (json_integer_value(schema) != SCHEMA)
        return err_set(err, 0,
                       "schema %lld is not known here (a newer flashmoe wrote it?)",
                       (long long)json_integer_value(schema));
    if (!take_id(o, "id", &id, err) || !take_time(o, "created", &c->created_ms, err) ||
        !take_name_of(o, "model", &c->model, err) ||
        !take_name_of(o, "template", &c->template_name, err))
        return false;
    snprintf(c->id, sizeof(c->id), "%s", id);
    return true;
}
