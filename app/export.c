#include "app/export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/text/messages_json.h"

static const char *const headings[] = {
    [ROLE_SYSTEM] = "System",
    [ROLE_USER] = "User",
    [ROLE_ASSISTANT] = "Assistant",
    [ROLE_TOOL] = "Tool",
};

bool export_format_from_name(const char *name, enum export_format *out)
{
    static const char *const names[] = {"md", "json", "txt"};
    for (int i = 0; i < 3; i++)
        if (strcmp(name, names[i]) == 0) {
            *out = (enum export_format)i;
            return true;
        }
    return false;
}

static void created(const struct conversation *c, char *buf, size_t size)
{
    time_t t = (time_t)(conversation_created_ms(c) / 1000);
    struct tm tm;
    buf[0] = '\0';
    if (gmtime_r(&t, &tm))
        strftime(buf, size, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* A fence that nothing inside can close: longer than any run of backticks there. */
static void add_fenced(struct strbuf *b, const char *info, const char *text)
{
    size_t longest = 2, run = 0;
    for (const char *p = text; *p; p++) {
        run = *p == '`' ? run + 1 : 0;
        if (run > longest)
            longest = run;
    }
    for (size_t i = 0; i <= longest; i++)
        strbuf_addc(b, '`');
    strbuf_addf(b, "%s\n%s", info, text);
    if (*text && text[strlen(text) - 1] != '\n')
        strbuf_addc(b, '\n');
    for (size_t i = 0; i <= longest; i++)
        strbuf_addc(b, '`');
    strbuf_adds(b, "\n\n");
}

/* The fence that the text leaves open, as it stands there, and its length; 0: none. An
 * answer that was cut must not swallow what follows it. */
static size_t open_fence(const char *text, const char **fence)
{
    size_t open = 0;
    for (const char *s = text; *s;) {
        size_t len = strcspn(s, "\n"), indent = strspn(s, " ");
        const char *at = s + indent;
        size_t n = *at == '`' || *at == '~' ? strspn(at, *at == '`' ? "`" : "~") : 0;
        bool bare = at[n + strspn(at + n, " \t")] == '\n' || !at[n];
        if (indent < 4 && n >= 3 && !open &&
            (*at == '~' || !memchr(at + n, '`', len - indent - n)))
        {
            open = n;
            *fence = at;
        } else if (open && indent < 4 && n >= open && *at == **fence && bare) {
            open = 0;
        }
        s += len + (s[len] == '\n');
    }
    return open;
}

/* A JSON string is a YAML string, too. */
static void add_field(struct strbuf *b, const char *key, const char *value)
{
    json_t *v = json_string(value);
    char *text = v && *value ? json_dumps(v, JSON_ENCODE_ANY) : NULL;
    if (text)
        strbuf_addf(b, "%s: %s\n", key, text);
    free(text);
    json_decref(v);
}

static void add_message_md(struct strbuf *b, const struct message *m, bool thinking,
                           bool dropped)
{
    strbuf_addf(b, "## %s%s\n\n", headings[m->role], dropped ? " (left out)" : "");
    if (m->thinking && *m->thinking && thinking) {
        strbuf_adds(b, "<details>\n<summary>Thinking</summary>\n\n");
        add_fenced(b, "text", m->thinking);
        strbuf_adds(b, "</details>\n\n");
    }
    if (m->role == ROLE_TOOL)
        add_fenced(b, "text", m->content ? m->content : "");
    else if (m->content && *m->content) {
        const char *fence = "";
        size_t n = open_fence(m->content, &fence);
        bool feed = n && m->content[strlen(m->content) - 1] != '\n';
        strbuf_addf(b, "%s%s%.*s\n\n", m->content, feed ? "\n" : "", (int)n, fence);
    }
    for (int i = 0; i < m->n_calls; i++) {
        strbuf_addf(b, "Tool call `%s`:\n\n", m->calls[i].name);
        add_fenced(b, "json", m->calls[i].arguments ? m->calls[i].arguments : "{}");
    }
}

static void add_message_txt(struct strbuf *b, const struct message *m, bool thinking,
                            bool dropped)
{
    const char *mark = dropped ? " (left out)" : "";
    if (m->thinking && *m->thinking && thinking)
        strbuf_addf(b, "Thinking: %s\n\n", m->thinking);
    strbuf_addf(b, "%s%s: %s\n", headings[m->role], mark, m->content ? m->content : "");
    for (int i = 0; i < m->n_calls; i++)
        strbuf_addf(b, "Tool call: %s %s\n", m->calls[i].name,
                    m->calls[i].arguments ? m->calls[i].arguments : "{}");
    strbuf_addc(b, '\n');
}

/* The branch, and what of it the model reads itself. */
struct branch {
    int *path; /* owned */
    int n;
    int n_summarised; /* turns at its start that a summary stands for */
};

static struct branch branch_of(const struct conversation *c)
{
    struct branch b = {0};
    b.path = conversation_path_turns(c, &b.n);
    for (int i = 0; i < b.n; i++)
        if (conversation_turn(c, b.path[i])->summary)
            b.n_summarised = i + 1;
    return b;
}

static json_t *messages_json(const struct message *all, int n, bool thinking)
{
    json_t *list = json_array();
    for (int i = 0; i < n; i++)
        json_array_append_new(list, message_to_json(&all[i], thinking));
    return list;
}

static void export_json(const struct conversation *c, const struct branch *b,
                        bool thinking, struct strbuf *out)
{
    int n;
    struct message *all = conversation_messages(c, &n);
    json_t *not_read = json_array();
    for (int i = 0; i < b->n; i++) {
        const struct turn *t = conversation_turn(c, b->path[i]);
        if (i < b->n_summarised || t->dropped)
            json_array_append_new(not_read, message_to_json(&t->message, thinking));
    }
    char when[32];
    created(c, when, sizeof(when));
    json_t *o = json_object();
    json_object_set_new(o, "schema", json_integer(1));
    json_object_set_new(o, "id", json_string(conversation_id(c)));
    json_object_set_new(o, "name", json_string(conversation_name(c)));
    json_object_set_new(o, "model", json_string(conversation_model(c)));
    json_object_set_new(o, "template", json_string(conversation_template(c)));
    json_object_set_new(o, "created", json_string(when));
    json_object_set_new(o, "messages", messages_json(all, n, thinking));
    if (json_array_size(not_read))
        json_object_set(o, "not_read", not_read);
    char *text = json_dumps(o, JSON_INDENT(2));
    strbuf_adds(out, text);
    strbuf_addc(out, '\n');
    free(text);
    json_decref(not_read);
    json_decref(o);
    messages_free(all, n);
}

static void add_header_md(struct strbuf *out, const struct conversation *c)
{
    char when[32];
    created(c, when, sizeof(when));
    strbuf_adds(out, "---\n");
    add_field(out, "id", conversation_id(c));
    add_field(out, "name", conversation_name(c));
    add_field(out, "model", conversation_model(c));
    add_field(out, "template", conversation_template(c));
    add_field(out, "created", when);
    strbuf_adds(out, "---\n\n");
}

static void add_summary(struct strbuf *out, const char *text, bool md)
{
    strbuf_addf(out,
                md ? "## Summary, read in place of what is above\n\n%s\n\n"
                   : "Summary, read in place of what is above: %s\n\n",
                text);
}

void export_conversation(const struct conversation *c, enum export_format format,
                         bool thinking, struct strbuf *out)
{
    struct branch b = branch_of(c);
    bool md = format == EXPORT_MD;
    void (*add)(struct strbuf *, const struct message *, bool, bool) =
        md ? add_message_md : add_message_txt;
    if (format == EXPORT_JSON) {
        export_json(c, &b, thinking, out);
        free(b.path);
        return;
    }
    if (md)
        add_header_md(out, c);
    if (*conversation_system(c))
        add(out,
            &(struct message){.role = ROLE_SYSTEM,
                              .content = (char *)conversation_system(c)},
            thinking, false);
    for (int i = 0; i < b.n; i++) {
        const struct turn *t = conversation_turn(c, b.path[i]);
        add(out, &t->message, thinking, t->dropped);
        if (i + 1 == b.n_summarised)
            add_summary(out, t->summary, md);
    }
    free(b.path);
}

bool export_write(const char *path, const struct strbuf *text, bool overwrite,
                  struct error *err)
{
    if (overwrite)
        return file_write_atomic(path, text->data, text->len, 0600, err);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_set(err, errno, "create %s", path);
    bool ok = fd_write_all(fd, text->data, text->len);
    int why = errno;
    if (close(fd) != 0 && ok) {
        ok = false;
        why = errno;
    }
    if (!ok)
        unlink(path); /* half a document is none */
    return ok || err_set(err, why, "write %s", path);
}
