/* What is known of attributes by their names. */
#include "tplc/html.h"

static const struct str url_attrs[] = {
    STR_INIT("href"),      STR_INIT("src"),        STR_INIT("action"),     STR_INIT("formaction"),
    STR_INIT("poster"),    STR_INIT("cite"),       STR_INIT("xlink:href"), STR_INIT("data"),
    STR_INIT("ping"),      STR_INIT("background"), STR_INIT("manifest"),   STR_INIT("longdesc"),
    STR_INIT("usemap"),    STR_INIT("profile"),    STR_INIT("icon"),       STR_INIT("codebase"),
    STR_INIT("data-href"), STR_INIT("data-src"),   STR_INIT("data-url"),   STR_INIT("data-action"),
};

/* Lists of URLs, or words that change what a page may do: theirs is literal text only. */
static const struct str literal_attrs[] = {
    STR_INIT("srcset"),      STR_INIT("imagesrcset"),   STR_INIT("archive"), STR_INIT("http-equiv"),
    STR_INIT("sandbox"),     STR_INIT("allow"),         STR_INIT("csp"),     STR_INIT("integrity"),
    STR_INIT("crossorigin"), STR_INIT("attributename"), STR_INIT("xmlns"),   STR_INIT("is"),
};

static bool is_among(struct str name, const struct str *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(name, list[i]))
            return true;
    return false;
}

#define IS_AMONG(name, list) is_among((name), (list), sizeof(list) / sizeof *(list))

/* SVG can set an attribute, a link's too, from an element beside it. */
static bool is_animation(struct str element)
{
    return str_starts(element, S("animate")) || str_eq(element, S("set"));
}

const char *attr_check(struct html_place *h)
{
    struct str name = str_from(h->attr);
    if (str_starts(name, S("on")))
        return "no on… attributes: the pages' policy refuses inline script; listen in web/js";
    if (str_eq(name, S("style")))
        return "no style attribute: the pages' policy refuses inline style; use a class";
    if (str_eq(name, S("srcdoc")))
        return "no srcdoc: a frame shows a page of its own";
    h->attr_kind = ATTR_PLAIN;
    if (IS_AMONG(name, url_attrs) || (str_starts(name, S("data-")) && str_ends(name, S("-url"))))
        h->attr_kind = ATTR_URL;
    if (IS_AMONG(name, literal_attrs) || is_animation(str_from(h->element)))
        h->attr_kind = ATTR_LITERAL;
    h->url = URL_START;
    h->scheme[0] = 0;
    h->whole = NULL;
    return NULL;
}
