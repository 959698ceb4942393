#include "text/sanitize_rules.h"

#include "base/utf8.h"
#include "text/css.h"
#include "text/sanitize_url.h"

/* --- elements ------------------------------------------------------------------------------ */

#define KEEP(name)                                                                                 \
    {                                                                                              \
        STR_INIT(name), RULE_KEEP, STR_INIT(name), false                                           \
    }
#define BLOCK(name)                                                                                \
    {                                                                                              \
        STR_INIT(name), RULE_KEEP, STR_INIT(name), true                                            \
    }
#define AS(name, to)                                                                               \
    {                                                                                              \
        STR_INIT(name), RULE_KEEP, STR_INIT(to), true                                              \
    }
#define DROP(name)                                                                                 \
    {                                                                                              \
        STR_INIT(name), RULE_DROP, {0}, false                                                      \
    }
#define EMPTY(name)                                                                                \
    {                                                                                              \
        STR_INIT(name), RULE_VOID, STR_INIT(name), false                                           \
    }
#define PAGE(name)                                                                                 \
    {                                                                                              \
        STR_INIT(name), RULE_PAGE, STR_INIT("div"), true                                           \
    }

/* In the order of strcmp: searched by halves. Elements not here are unwrapped. */
static const struct rule rules[] = {
    KEEP("a"),
    KEEP("abbr"),
    KEEP("acronym"),
    BLOCK("address"),
    BLOCK("article"),
    BLOCK("aside"),
    KEEP("b"),
    DROP("base"),
    KEEP("bdi"),
    KEEP("bdo"),
    KEEP("big"),
    BLOCK("blockquote"),
    PAGE("body"),
    EMPTY("br"),
    BLOCK("caption"),
    BLOCK("center"),
    KEEP("cite"),
    KEEP("code"),
    EMPTY("col"),
    KEEP("colgroup"),
    BLOCK("dd"),
    KEEP("del"),
    AS("details", "div"),
    KEEP("dfn"),
    AS("dialog", "div"),
    AS("dir", "ul"),
    BLOCK("div"),
    BLOCK("dl"),
    BLOCK("dt"),
    KEEP("em"),
    DROP("embed"),
    AS("fieldset", "div"),
    BLOCK("figcaption"),
    BLOCK("figure"),
    KEEP("font"),
    BLOCK("footer"),
    AS("form", "div"),
    DROP("frame"),
    BLOCK("h1"),
    BLOCK("h2"),
    BLOCK("h3"),
    BLOCK("h4"),
    BLOCK("h5"),
    BLOCK("h6"),

    BLOCK("header"),
    AS("hgroup", "div"),
    EMPTY("hr"),
    PAGE("html"),
    KEEP("i"),
    DROP("iframe"),
    EMPTY("img"),
    KEEP("ins"),
    KEEP("kbd"),
    AS("legend", "div"),
    BLOCK("li"),
    DROP("link"),
    AS("listing", "pre"),
    BLOCK("main"),
    KEEP("mark"),
    AS("menu", "ul"),
    DROP("meta"),
    BLOCK("nav"),
    BLOCK("ol"),
    AS("optgroup", "div"),
    AS("option", "div"),
    BLOCK("p"),
    DROP("param"),
    AS("plaintext", "pre"),
    BLOCK("pre"),
    KEEP("q"),
    KEEP("rp"),
    KEEP("rt"),
    KEEP("ruby"),
    KEEP("s"),
    KEEP("samp"),
    DROP("script"),
    BLOCK("section"),
    KEEP("small"),
    KEEP("span"),
    KEEP("strike"),
    KEEP("strong"),
    DROP("style"),
    KEEP("sub"),
    AS("summary", "div"),
    KEEP("sup"),
    BLOCK("table"),
    KEEP("tbody"),
    BLOCK("td"),
    DROP("template"),
    KEEP("tfoot"),
    BLOCK("th"),
    KEEP("thead"),
    KEEP("time"),
    DROP("title"),
    BLOCK("tr"),
    KEEP("tt"),
    KEEP("u"),
    BLOCK("ul"),
    KEEP("var"),
    EMPTY("wbr"),
    AS("xmp", "pre"),
};

const struct rule *rule_of(const struct html_node *n)
{
    static const struct rule unwrap = {STR_INIT(""), RULE_UNWRAP, {0}, false};
    static const struct rule drop = {STR_INIT(""), RULE_DROP, {0}, false};
    size_t low = 0, high = sizeof rules / sizeof *rules;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = str_cmp(n->name, rules[middle].name);
        if (!order)
            return !n->is_foreign                   ? &rules[middle]
                   : rules[middle].act == RULE_DROP ? &drop
                                                    : &unwrap;
        *(order < 0 ? &high : &low) = order < 0 ? middle : middle + 1;
    }
    bool is_note = n->is_foreign && (str_eq(n->name, S("desc")) || str_eq(n->name, S("metadata")));
    return is_note ? &drop : &unwrap;
}

/* --- values of attributes ------------------------------------------------------------------ */

/* How a run of bytes up to the next one that is written otherwise is found. */
static bool is_plain(unsigned char c)
{
    return c >= ' '
               ? c != '&' && c != '<' && c != '>' && c != '"' && c != '\'' && c != '`' && c != 0x7F
               : c == '\n' || c == '\t';
}

static void put_special(struct buf *out, char c)
{
    switch (c) {
    case '&': buf_addz(out, "&amp;"); break;
    case '<': buf_addz(out, "&lt;"); break;
    case '>': buf_addz(out, "&gt;"); break;
    case '"': buf_addz(out, "&quot;"); break;
    case '\'': buf_addz(out, "&#39;"); break;
    case '`': buf_addz(out, "&#96;"); break;
    case '\r': buf_addc(out, '\n'); break;
    case '\f': buf_addc(out, ' '); break;
    default: break;
    }
}

void rule_escape(struct buf *out, struct str s)
{
    while (s.n && !out->full) {
        ptrdiff_t n = 0;
        while (n < s.n && is_plain((unsigned char)s.p[n]))
            n++;
        if (n > out->max - out->n) { /* the beginning of a text is better than none of it */
            buf_add(out, utf8_cut_bytes(s, out->max - out->n));
            out->full = true;
            return;
        }
        buf_add(out, str_head(s, n));
        if (n < s.n)
            put_special(out, s.p[n++]);
        s = str_skip(s, n);
    }
}

/* Words of the lists below stand between spaces. */
static bool is_word_of(struct str s, const char *words)
{
    struct str rest = str_from(words);
    for (struct str w = str_cut(&rest, ' '); rest.p; w = str_cut(&rest, ' '))
        if (w.n && str_eqi(w, s))
            return true;
    return false;
}

/* A whole number up to `most`, "%" after it where that is allowed. */
static bool put_number(struct buf *out, struct str s, int64_t most, bool may_be_percent)
{
    int64_t v;
    s = str_trim(s);
    bool is_percent = str_ends(s, S("%"));
    struct str digits = is_percent ? str_head(s, s.n - 1) : s;
    if (str_endsi(digits, S("px")))
        digits = str_head(digits, digits.n - 2);
    if ((is_percent && !may_be_percent) || !digits.n || !ascii_is_digit(digits.p[0]) ||
        str_to_i64(digits, &v) != OK || v > (is_percent ? 100 : most))
        return false;
    buf_add_i64(out, v);
    if (is_percent)
        buf_addc(out, '%');
    return true;
}

/* Letters, digits and a few marks that mean nothing to anyone: language tags, dates, font names. */
static bool put_simple(struct buf *out, struct str s, const char *marks)
{
    s = str_trim(s);
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!ascii_is_alpha(s.p[i]) && !ascii_is_digit(s.p[i]) &&
            str_chr(str_from(marks), s.p[i]) < 0)
            return false;
    buf_add(out, s);
    return s.n > 0 && s.n <= 100;
}

/* Of <font>: 1 to 7, or -7 to +7 from here; of a rule single pixels. */
static bool put_font_size(struct buf *out, struct str s)
{
    s = str_trim(s);
    bool is_step = s.n == 2 && (s.p[0] == '+' || s.p[0] == '-');
    buf_add(out, s);
    return (s.n == 1 || is_step) && s.p[s.n - 1] >= '0' && s.p[s.n - 1] <= '7';
}

/* --- attributes ---------------------------------------------------------------------------- */

enum value { TEXT, COUNT, SIZE, COLOR, WORD, FLAG, LANGUAGE, DATE, FACE, FONT_SIZE };

struct attribute {
    struct str name;
    const char *of; /* the elements that may have it, between spaces; NULL: all */
    enum value value;
    const char *words; /* of a WORD */
    int64_t most;      /* of a number */
};

#define CELLS " td th "
#define ROWS " tr td th thead tbody tfoot "

/* In the order of strcmp, as they are found and as they are written. */
static const struct attribute attributes[] = {
    {STR_INIT("alt"), " img ", TEXT, "", 0},
    {STR_INIT("bgcolor"), " table " ROWS, COLOR, "", 0},
    {STR_INIT("border"), " table img ", COUNT, "", 100},
    {STR_INIT("cellpadding"), " table ", SIZE, "", 200},
    {STR_INIT("cellspacing"), " table ", SIZE, "", 200},
    {STR_INIT("clear"), " br ", WORD, " left right all none ", 0},
    {STR_INIT("color"), " font hr ", COLOR, "", 0},
    {STR_INIT("colspan"), CELLS, COUNT, "", 100},
    {STR_INIT("datetime"), " time ins del ", DATE, "", 0},
    {STR_INIT("dir"), NULL, WORD, " ltr rtl auto ", 0},
    {STR_INIT("face"), " font ", FACE, "", 0},
    {STR_INIT("frame"), " table ", WORD, " void above below hsides vsides lhs rhs box border ", 0},
    {STR_INIT("height"), " img table td th tr ", SIZE, "", 5000},
    {STR_INIT("hidden"), NULL, FLAG, "", 0},
    {STR_INIT("hspace"), " img ", COUNT, "", 200},
    {STR_INIT("lang"), NULL, LANGUAGE, "", 0},
    {STR_INIT("noshade"), " hr ", FLAG, "", 0},
    {STR_INIT("nowrap"), CELLS, FLAG, "", 0},
    {STR_INIT("reversed"), " ol ", FLAG, "", 0},
    {STR_INIT("rowspan"), CELLS, COUNT, "", 1000},
    {STR_INIT("rules"), " table ", WORD, " none groups rows cols all ", 0},
    {STR_INIT("scope"), CELLS, WORD, " row col rowgroup colgroup ", 0},
    {STR_INIT("size"), " font hr ", FONT_SIZE, "", 0},
    {STR_INIT("span"), " col colgroup ", COUNT, "", 100},
    {STR_INIT("start"), " ol ", COUNT, "", 1000000},
    {STR_INIT("summary"), " table ", TEXT, "", 0},
    {STR_INIT("title"), NULL, TEXT, "", 0},
    {STR_INIT("type"), " ol ul li ", WORD, " 1 a i disc circle square ", 0},
    {STR_INIT("valign"), ROWS " col colgroup ", WORD, " top middle bottom baseline ", 0},
    {STR_INIT("value"), " li ", COUNT, "", 1000000},
    {STR_INIT("vspace"), " img ", COUNT, "", 200},
    {STR_INIT("width"), " img table td th col colgroup hr ", SIZE, "", 5000},
};
enum { attribute_kinds = sizeof attributes / sizeof *attributes };

static int attribute_find(struct str name)
{
    int low = 0, high = attribute_kinds;
    while (low < high) {
        int middle = (low + high) / 2, order = str_cmp(name, attributes[middle].name);
        if (!order)
            return middle;
        *(order < 0 ? &high : &low) = order < 0 ? middle : middle + 1;
    }
    return -1;
}

static bool put_value(struct buf *out, const struct attribute *attribute, struct str s)
{
    switch (attribute->value) {
    case TEXT: rule_escape(out, s); return true;
    case COUNT: return put_number(out, s, attribute->most, false);
    case SIZE: return put_number(out, s, attribute->most, true);
    case COLOR: buf_add(out, str_trim(s)); return css_color(str_trim(s));
    case WORD: buf_add(out, str_trim(s)); return is_word_of(str_trim(s), attribute->words);
    case FLAG: return true;
    case LANGUAGE: return put_simple(out, s, "-_");
    case DATE: return put_simple(out, s, "-:+. ");
    case FACE: return put_simple(out, s, "-_, ");
    case FONT_SIZE: return put_font_size(out, s);
    }
    return false;
}

/* Written, and taken back where the value turns out not to be one. */
static void put_attribute(struct buf *out, const struct attribute *attribute, struct str s)
{
    ptrdiff_t before = out->n;
    buf_addc(out, ' ');
    buf_add(out, attribute->name);
    buf_addz(out, "=\"");
    if (put_value(out, attribute, s))
        buf_addc(out, '"');
    else
        out->n = before;
}

static void put_style(struct arena *a, struct buf *out, const struct html_node *n)
{
    ptrdiff_t before = out->n, start;
    buf_addz(out, " style=\"");
    start = out->n;
    if (str_eq(n->name, S("body"))) {
        struct str back = html_attr(n, S("bgcolor")), text = html_attr(n, S("text"));
        if (css_color(str_trim(back)))
            css_style(out, str_fmt(a, "background-color:%.*s", STR_ARG(back)));
        if (css_color(str_trim(text)))
            css_style(out, str_fmt(a, "color:%.*s", STR_ARG(text)));
    }
    css_style(out, html_attr(n, S("style")));
    if (out->n == start)
        out->n = before;
    else
        buf_addc(out, '"');
}

static void put_link(struct arena *a, struct buf *out, const struct html_node *n)
{
    struct str url;
    enum url_kind kind = url_clean(a, html_attr(n, S("href")), &url);
    if (kind != URL_WEB && kind != URL_CONTACT)
        return;
    buf_addz(out, " href=\"");
    rule_escape(out, url);
    buf_addz(out, "\" target=\"_blank\" rel=\"noopener noreferrer nofollow\"");
}

/* The address of a picture: from src, or from where an earlier sanitising put it. */
static enum url_kind picture_url(struct arena *a, const struct html_node *n, struct str *url)
{
    static const struct str names[] = {STR_INIT("src"), STR_INIT(RULE_REMOTE),
                                       STR_INIT(RULE_RASTER)};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct str value = html_attr(n, names[i]);
        if (value.p)
            return url_clean(a, value, url);
    }
    struct str cid = html_attr(n, S(RULE_CID));
    return cid.p ? url_clean(a, str_cat(a, S("cid:"), cid), url) : URL_NONE;
}

static void put_picture(struct arena *a, struct buf *out, const struct html_node *n)
{
    struct str url;
    switch (picture_url(a, n, &url)) {
    case URL_WEB:
    case URL_RELATIVE: buf_addz(out, " " RULE_REMOTE "=\""); break;
    case URL_CID: buf_addz(out, " " RULE_CID "=\""); break;
    case URL_RASTER: buf_addz(out, " " RULE_RASTER "=\""); break;
    case URL_CONTACT:
    case URL_NONE: return;
    }
    rule_escape(out, url);
    buf_addc(out, '"');
}

void rule_attributes(struct arena *a, struct buf *out, const struct html_node *n)
{
    const struct rule *rule = rule_of(n);
    struct str name = rule->to;
    if (str_eq(name, S("img"))) /* first, where sanitize_pictures looks for it */
        put_picture(a, out, n);
    if (str_eq(name, S("a")))
        put_link(a, out, n);
    if (!n->attr_count)
        return;
    struct str values[attribute_kinds] = {{0}};
    for (int i = 0; i < n->attr_count; i++) {
        int at = attribute_find(n->attrs[i].name);
        if (at >= 0 && (!attributes[at].of || is_word_of(name, attributes[at].of)))
            values[at] = n->attrs[i].value;
    }
    for (int i = 0; i < attribute_kinds; i++)
        if (values[i].p)
            put_attribute(out, &attributes[i], values[i]);
    put_style(a, out, n);
}

/* --- trackers ------------------------------------------------------------------------------ */

static bool is_tiny(struct str value)
{
    int64_t v;
    value = str_trim(value);
    if (str_endsi(value, S("px")))
        value = str_head(value, value.n - 2);
    return str_to_i64(value, &v) == OK && v <= 1;
}

bool rule_is_tracker(struct arena *a, const struct html_node *n)
{
    struct str url;
    return is_tiny(html_attr(n, S("width"))) && is_tiny(html_attr(n, S("height"))) &&
           picture_url(a, n, &url) == URL_WEB;
}
