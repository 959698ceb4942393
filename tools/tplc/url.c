/* URLs in attributes. The scheme and the host are the template's own, or the whole URL is a value,
 * which out_href judges while running. A later value is percent-encoded, so it cannot hold a colon
 * or a slash; what is left is to see that literal text does not complete what a value began. */
#include "tplc/html.h"

static const char bad_scheme[] =
    "a URL here is a path, or starts with http:, https:, mailto: or tel:";

static const char *end_scheme(struct html_place *h)
{
    struct str s = str_from(h->scheme);
    bool is_web = str_eqi(s, S("http")) || str_eqi(s, S("https"));
    if (!is_web && !str_eqi(s, S("mailto")) && !str_eqi(s, S("tel")))
        return bad_scheme;
    h->url = is_web ? URL_WEB : URL_REST;
    return NULL;
}

static const char *start_char(struct html_place *h, char c)
{
    size_t n = h->url == URL_SCHEME ? strlen(h->scheme) : 0;
    if (c == '/')
        h->url = h->url == URL_START ? URL_SLASH : URL_REST;
    else if (c == '?' || c == '#')
        h->url = URL_REST;
    else if (c == ':')
        return n ? end_scheme(h) : bad_scheme;
    else if (c == '&' || c == '\\' || (unsigned char)c <= ' ')
        return "no & or \\ or blank at the start of a URL";
    else if (n + 1 < sizeof h->scheme) {
        h->url = URL_SCHEME;
        h->scheme[n] = c;
        h->scheme[n + 1] = 0;
    } else {
        h->url = URL_UNSURE;
    }
    return NULL;
}

const char *url_literal(struct html_place *h, char c)
{
    bool ends_path = c == '/' || c == '?' || c == '#';
    switch (h->url) {
    case URL_START:
    case URL_SCHEME: return start_char(h, c);
    case URL_SLASH: h->url = c == '/' || c == '\\' ? URL_HOST : URL_REST; break;
    case URL_UNSURE:
    case URL_MIXED:
        if (c == ':' || c == '&' || c == '\\')
            return "the scheme of a URL would be put together from data";
        if (c == '/' && h->url == URL_MIXED)
            return "the slash could be a second one, and the URL another host's: put it into each "
                   "branch";
        if (c == '/' && h->whole)
            h->whole->place = PLACE_BASE;
        h->whole = NULL;
        h->url = ends_path ? URL_REST : URL_UNSURE;
        break;
    case URL_WEB:
    case URL_WEB_SLASH:
        if (c != '/')
            return bad_scheme;
        h->url = h->url == URL_WEB ? URL_WEB_SLASH : URL_HOST;
        break;
    case URL_HOST: h->url = ends_path ? URL_REST : URL_HOST; break;
    case URL_REST: break;
    }
    return NULL;
}

const char *url_value(struct html_place *h, struct node *n, enum place_kind *out)
{
    *out = h->url == URL_START ? PLACE_HREF : PLACE_URL;
    h->whole = h->url == URL_START ? n : NULL;
    switch (h->url) {
    case URL_START:
    case URL_SCHEME:
    case URL_UNSURE: h->url = URL_UNSURE; break;
    case URL_MIXED:
        return "whether this is a whole URL or a part depends on the branch before: "
               "put it into each branch";
    case URL_WEB:
    case URL_WEB_SLASH:
    case URL_HOST: return "the host of a URL would come from data: give the whole URL as one value";
    case URL_SLASH:
    case URL_REST: h->url = URL_REST; break;
    }
    return NULL;
}

static bool is_host(enum url_state s)
{
    return s == URL_WEB || s == URL_WEB_SLASH || s == URL_HOST;
}

static enum url_state join_states(const struct html_place *a, const struct html_place *b)
{
    if (a->url == b->url && a->whole == b->whole &&
        (a->url != URL_SCHEME || strcmp(a->scheme, b->scheme) == 0))
        return a->url;
    if (a->url == URL_START || b->url == URL_START || a->url == URL_MIXED || b->url == URL_MIXED)
        return URL_MIXED;
    if (a->whole != b->whole)
        return URL_MIXED;
    if (is_host(a->url) || is_host(b->url))
        return URL_HOST;
    bool has_slash = a->url == URL_SLASH || b->url == URL_SLASH;
    bool has_rest = a->url == URL_REST || b->url == URL_REST;
    return has_slash && has_rest ? URL_SLASH : URL_UNSURE;
}

void url_join(struct html_place *h, const struct html_place *other)
{
    h->url = join_states(h, other);
    if (h->url == URL_MIXED)
        h->whole = NULL;
}
