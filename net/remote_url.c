#include "net/remote_url.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/error.h"

static bool is_loopback(const char *host)
{
    struct in_addr v4;
    struct in6_addr v6;
    size_t len = strlen(host);
    if (strcmp(host, "localhost") == 0)
        return true;
    if (inet_pton(AF_INET, host, &v4) == 1)
        return (ntohl(v4.s_addr) >> 24) == 127;
    if (len > 2 && host[0] == '[') {
        char *inner = xstrndup(host + 1, len - 2);
        bool yes = inet_pton(AF_INET6, inner, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
        free(inner);
        return yes;
    }
    return false;
}

/* The words before the first '/' that may be a host, for a guess at the scheme. */
static bool guess_loopback(const char *text)
{
    size_t len = strcspn(text, "/");
    char *host = xstrndup(text, len);
    char *colon = *host == '[' ? strchr(host, ']') : strchr(host, ':');
    if (colon)
        colon[*host == '[' ? 1 : 0] = '\0';
    bool yes = is_loopback(host);
    free(host);
    return yes;
}

static char *part(CURLU *u, CURLUPart what)
{
    char *text = NULL;
    if (curl_url_get(u, what, &text, 0) != CURLUE_OK)
        return NULL;
    char *copy = xstrdup(text);
    curl_free(text);
    return copy;
}

static bool has_part(CURLU *u, CURLUPart what)
{
    char *text = part(u, what);
    free(text);
    return text != NULL;
}

static void fill(struct remote_url *out, CURLU *u)
{
    char *scheme = part(u, CURLUPART_SCHEME), *host = part(u, CURLUPART_HOST);
    char *port = part(u, CURLUPART_PORT), *path = part(u, CURLUPART_PATH);
    size_t len = path ? strlen(path) : 0;
    while (len > 0 && path[len - 1] == '/')
        path[--len] = '\0';
    const char *base = len ? path : "/v1";
    out->encrypted = strcmp(scheme, "https") == 0;
    out->loopback = is_loopback(host);
    out->host = xasprintf("%s%s%s", host, port ? ":" : "", port ? port : "");
    out->base = xasprintf("%s://%s%s", scheme, out->host, base);
    out->root = xstrdup(out->base);
    size_t n = strlen(out->root);
    if (n > 3 && strcmp(out->root + n - 3, "/v1") == 0)
        out->root[n - 3] = '\0';
    free(scheme);
    free(host);
    free(port);
    free(path);
}

bool remote_url_parse(struct remote_url *out, const char *text, struct error *err)
{
    *out = (struct remote_url){0};
    bool has_scheme = strstr(text, "://") != NULL;
    char *whole = xasprintf("%s%s",
                            has_scheme             ? ""
                            : guess_loopback(text) ? "http://"
                                                   : "https://",
                            text);
    CURLU *u = curl_url();
    CURLUcode rc = u ? curl_url_set(u, CURLUPART_URL, whole, CURLU_NON_SUPPORT_SCHEME)
                     : CURLUE_OUT_OF_MEMORY;
    free(whole);
    bool ok = false;
    char *scheme = rc == CURLUE_OK ? part(u, CURLUPART_SCHEME) : NULL;
    if (rc != CURLUE_OK)
        err_set(err, 0, "'%s' is no address of a server", text);
    else if (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)
        err_set(err, 0, "'%s' is neither http:// nor https://", text);
    /* Not with the text: it would show the password. */
    else if (has_part(u, CURLUPART_USER) || has_part(u, CURLUPART_PASSWORD))
        err_set(err, 0,
                "the address of a server has no user and no password in it; a key "
                "comes from a file");
    else if (has_part(u, CURLUPART_QUERY) || has_part(u, CURLUPART_FRAGMENT))
        err_set(err, 0,
                "'%s' has a query or a fragment; the address of a server ends "
                "with its path",
                text);
    else
        ok = true;
    if (ok)
        fill(out, u);
    free(scheme);
    curl_url_cleanup(u);
    return ok;
}

void remote_url_finish(struct remote_url *u)
{
    free(u->base);
    free(u->root);
    free(u->host);
    *u = (struct remote_url){0};
}
