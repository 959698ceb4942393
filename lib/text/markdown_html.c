#include "text/markdown.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "text/markdown_walk.h"

struct html_writer {
    struct out out;
    const struct markdown_images *images;
    int links;          /* open ones: of links within links the outer one counts */
    bool is_link_shown; /* the outer one leads where it may */
    /* Pictures within pictures: some that are not shown, one that is, whose words are its alt, and
     * others within it, which are words only. */
    int outer_images, inner_images;
    bool is_image_shown;
};

static void raw(struct html_writer *w, const char *z)
{
    out_raw(&w->out, z, (ptrdiff_t)strlen(z));
}

static const char *open_tag(enum markdown_part part)
{
    switch (part) {
    case MARKDOWN_PARAGRAPH: return "<p>";
    case MARKDOWN_HEADING: return "<p><strong>";
    case MARKDOWN_QUOTE: return "<blockquote>";
    case MARKDOWN_LIST: return "<ul>";
    case MARKDOWN_NUMBERED: return "<ol";
    case MARKDOWN_ITEM: return "<li>";
    case MARKDOWN_CODE_BLOCK: return "<pre><code>";
    case MARKDOWN_RULE: return "<hr>";
    case MARKDOWN_EM: return "<em>";
    case MARKDOWN_STRONG: return "<strong>";
    case MARKDOWN_CODE: return "<code>";
    case MARKDOWN_LINK:
    case MARKDOWN_IMAGE: break;
    }
    return "";
}

static const char *close_tag(enum markdown_part part)
{
    switch (part) {
    case MARKDOWN_PARAGRAPH: return "</p>";
    case MARKDOWN_HEADING: return "</strong></p>";
    case MARKDOWN_QUOTE: return "</blockquote>";
    case MARKDOWN_LIST: return "</ul>";
    case MARKDOWN_NUMBERED: return "</ol>";
    case MARKDOWN_ITEM: return "</li>";
    case MARKDOWN_CODE_BLOCK: return "</code></pre>";
    case MARKDOWN_EM: return "</em>";
    case MARKDOWN_STRONG: return "</strong>";
    case MARKDOWN_CODE: return "</code>";
    case MARKDOWN_RULE:
    case MARKDOWN_LINK:
    case MARKDOWN_IMAGE: break;
    }
    return "";
}

static void begin_link(struct html_writer *w, struct str address)
{
    address = markdown_link_address(address);
    if (w->links++)
        return;
    w->is_link_shown = address.p;
    if (!address.p)
        return;
    raw(w, "<a href=\"");
    out_href_str(&w->out, address);
    raw(w, "\" rel=\"noopener noreferrer nofollow\">");
}

static void end_link(struct html_writer *w)
{
    if (--w->links == 0 && w->is_link_shown)
        raw(w, "</a>");
}

static struct str image_url(const struct html_writer *w, struct str address)
{
    if (!w->images || !str_startsi(address, S("cid:")))
        return (struct str){0};
    for (int i = 0; i < w->images->n; i++)
        if (str_eq(w->images->v[i].cid, str_skip(address, 4)))
            return w->images->v[i].url;
    return (struct str){0};
}

static void begin_image(struct html_writer *w, struct str address)
{
    struct str url = image_url(w, address);
    if (w->is_image_shown) {
        w->inner_images++;
    } else if (!url.p) {
        w->outer_images++;
    } else {
        w->is_image_shown = true;
        raw(w, "<img src=\"");
        if (str_starts(url, S("cid:")))
            out_html_str(&w->out, url);
        else
            out_href_str(&w->out, url);
        raw(w, "\" alt=\"");
    }
}

static void end_image(struct html_writer *w)
{
    if (w->inner_images) {
        w->inner_images--;
    } else if (w->is_image_shown) {
        w->is_image_shown = false;
        raw(w, "\">");
    } else {
        w->outer_images--;
    }
}

static bool begin_part(void *writer, enum markdown_part part, struct str address, unsigned number)
{
    struct html_writer *w = writer;
    if (part == MARKDOWN_IMAGE)
        begin_image(w, address);
    else if (w->is_image_shown)
        return false;
    else if (part == MARKDOWN_LINK)
        begin_link(w, address);
    else
        raw(w, open_tag(part));
    if (part == MARKDOWN_NUMBERED && number != 1)
        buf_addf(w->out.to, " start=\"%u\"", number);
    if (part == MARKDOWN_NUMBERED)
        raw(w, ">");
    return w->out.to->full;
}

static bool end_part(void *writer, enum markdown_part part)
{
    struct html_writer *w = writer;
    if (part == MARKDOWN_IMAGE)
        end_image(w);
    else if (w->is_image_shown)
        return false;
    else if (part == MARKDOWN_LINK)
        end_link(w);
    else
        raw(w, close_tag(part));
    return w->out.to->full;
}

static bool put_text(void *writer, struct str s)
{
    struct html_writer *w = writer;
    out_html_str(&w->out, s);
    return w->out.to->full;
}

static bool put_break(void *writer)
{
    struct html_writer *w = writer;
    raw(w, w->is_image_shown ? " " : "<br>\n");
    return w->out.to->full;
}

/* Half a page of HTML is worse than plain words: these always fit, being six times as long at most.
 */
static struct str plain_paragraph(struct arena *a, struct str s)
{
    struct buf b;
    struct out out = {.to = &b};
    buf_init(&b, a, LIMIT_PAGE_BYTES);
    buf_addz(&b, "<p>");
    s = str_head(s, LIMIT_MESSAGE_BYTES);
    while (s.p) {
        out_html_str(&out, str_line(&s));
        if (s.p)
            buf_addz(&b, "<br>\n");
    }
    buf_addz(&b, "</p>");
    return buf_str(&b);
}

struct safe_html markdown_html(struct arena *a, struct str markdown,
                               const struct markdown_images *images)
{
    static const struct markdown_events events = {begin_part, end_part, put_text, put_break};
    struct buf b;
    struct html_writer w = {.out = {.to = &b}, .images = images};
    buf_init(&b, a, LIMIT_PAGE_BYTES);
    if (markdown_walk(a, markdown, &events, &w) && !b.full)
        return (struct safe_html){buf_str(&b)};
    return (struct safe_html){plain_paragraph(a, utf8_clean(a, markdown))};
}
