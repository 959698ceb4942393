#include "tplc/place.h"

struct place place_start(enum tpl_kind kind, bool is_title)
{
    struct place p = {.kind = kind};
    p.html.after_line = true;
    if (is_title) {
        p.html.state = HTML_WORDS;
        memcpy(p.html.element, "title", 6);
    }
    return p;
}

bool place_is_end(const struct place *p, bool is_title)
{
    switch (p->kind) {
    case TPL_HTML: return p->html.state == (is_title ? HTML_WORDS : HTML_TEXT) && p->html.pre == 0;
    case TPL_JSON: return p->json.state == JSON_AFTER && p->json.depth == 0;
    case TPL_TXT: break;
    }
    return true;
}

bool place_is_text(const struct place *p)
{
    return p->kind == TPL_TXT || (p->kind == TPL_HTML && p->html.state == HTML_TEXT);
}

bool place_join(struct place *p, const struct place *other)
{
    switch (p->kind) {
    case TPL_HTML: return html_join(&p->html, &other->html);
    case TPL_JSON: return json_join(&p->json, &other->json);
    case TPL_TXT: break;
    }
    return true;
}

const char *place_describe(const struct place *p)
{
    return p->kind == TPL_HTML   ? html_describe(&p->html)
           : p->kind == TPL_JSON ? json_describe(&p->json)
                                 : "in the text";
}

enum err place_literal(struct tplc *t, struct place *p, struct node *n)
{
    struct buf b;
    if (p->kind == TPL_TXT || n->text.n == 0)
        return OK;
    buf_init(&b, t->arena, n->text.n * 2 + 16);
    if (p->kind == TPL_HTML)
        TRY(html_literal(t, &p->html, n, &b));
    else
        TRY(json_literal(t, &p->json, n, &b));
    n->text = buf_str(&b);
    return OK;
}

/* Which words may stand where. */
static const char *refuse(enum node_kind kind, enum place_kind place)
{
    bool is_url = place == PLACE_HREF || place == PLACE_BASE || place == PLACE_URL;
    bool is_json = place == PLACE_JSON || place == PLACE_JSON_KEY;
    if (place == PLACE_JSON_KEY && kind != NODE_VALUE)
        return "a member's name is text: a plain value";
    if (kind == NODE_ICON && place != PLACE_TEXT)
        return "an icon stands between tags, in .html";
    if (kind == NODE_SAFE && place != PLACE_TEXT && place != PLACE_JSON)
        return "HTML stands between tags in .html, or as a string in .json";
    if (kind == NODE_COUNT && is_json)
        return "a number in .json is a plain value";
    if (is_url && kind != NODE_VALUE)
        return "in a URL only plain values";
    return NULL;
}

enum err place_value(struct tplc *t, struct place *p, struct node *n)
{
    n->place = PLACE_PLAIN;
    if (p->kind == TPL_HTML)
        TRY(html_value(t, &p->html, n, &n->place));
    else if (p->kind == TPL_JSON)
        TRY(json_value(t, &p->json, n, &n->place));
    const char *wrong = refuse(n->kind, n->place);
    return wrong ? tplc_fail(t, n->line, "%s", wrong) : OK;
}
