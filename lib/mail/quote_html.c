/* HTML: clients mark what they quote in the tree. Those elements are taken out of a copy of the
 * tree and stand in it as one line each; then the text is read as any other, so that what no
 * element marks is found too. */
#include "base/buf.h"
#include "base/limits.h"
#include "base/vec.h"
#include "mail/quote_lines.h"
#include "mail/quote_words.h"
#include "text/html.h"

enum { FIRST_WORDS_NODES = 40, ANSWER_NODES = 400, STYLE_BYTES = 400 };

enum role {
    ROLE_NONE,
    ROLE_QUOTE,
    ROLE_LEAD, /* the attribution above a quote */
    ROLE_REST, /* a divider: from here to the end of the page all is quoted */
    ROLE_SIGNATURE
};

struct block {
    enum role role;
    struct html_node *node;
};

struct pages {
    struct arena *arena;
    struct html_node *root; /* of the copy */
    VEC(struct block) blocks;
};

/* --- how clients mark --------------------------------------------------------------------------
 */

struct mark {
    const char *attr;
    struct str value; /* lower case; of a class: one of its words */
    enum role role;
    bool is_prefix;
};

/* clang-format off */
static const struct mark marks[] = {
    {"class", STR_INIT("gmail_quote"), ROLE_QUOTE, true},          /* Gmail, and many after it */
    {"class", STR_INIT("gmail_attr"), ROLE_LEAD, false},
    {"class", STR_INIT("yahoo_quoted"), ROLE_QUOTE, true},         /* Yahoo */
    {"class", STR_INIT("yahoo-quoted"), ROLE_QUOTE, true},
    {"id", STR_INIT("yahoo_quoted"), ROLE_QUOTE, true},
    {"class", STR_INIT("moz-cite-prefix"), ROLE_LEAD, false},     /* Thunderbird */
    {"class", STR_INIT("outlookmessageheader"), ROLE_REST, false}, /* Outlook */
    {"id", STR_INIT("divrplyfwdmsg"), ROLE_REST, false},
    {"id", STR_INIT("appendonsend"), ROLE_REST, false},
    {"id", STR_INIT("olk_src_body_section"), ROLE_QUOTE, false},
    {"id", STR_INIT("mail-editor-reference-message-container"), ROLE_QUOTE, false},
    {"class", STR_INIT("ms-outlook-mobile-reference-message"), ROLE_QUOTE, false},
    {"id", STR_INIT("stopspelling"), ROLE_REST, false},            /* Hotmail */
    {"id", STR_INIT("appleoriginalcontents"), ROLE_QUOTE, false},  /* Apple */
    {"class", STR_INIT("zmail_extra"), ROLE_QUOTE, false},         /* Zoho */
    {"class", STR_INIT("protonmail_quote"), ROLE_QUOTE, false},
    {"class", STR_INIT("tutanota_quote"), ROLE_QUOTE, false},
    {"id", STR_INIT("zwchr"), ROLE_REST, false},                   /* Zimbra */
    {"data-marker", STR_INIT("__divider__"), ROLE_REST, false},
    {"data-marker", STR_INIT("__quoted_text__"), ROLE_QUOTE, false},
    {"name", STR_INIT("quote"), ROLE_QUOTE, false},                /* GMX, web.de, mail.com */
    {"name", STR_INIT("messagereplysection"), ROLE_QUOTE, false},  /* Spark */
    {"class", STR_INIT("mail-quote"), ROLE_QUOTE, true},           /* mail.ru, Yandex */
    {"class", STR_INIT("mailru-blockquote"), ROLE_QUOTE, false},
    {"id", STR_INIT("isreplycontent"), ROLE_QUOTE, false},         /* NetEase */
    {"class", STR_INIT("netease_mail_quote"), ROLE_QUOTE, false},
    {"id", STR_INIT("reply-intro"), ROLE_LEAD, false},            /* Roundcube */
    {"class", STR_INIT("airmail_on"), ROLE_QUOTE, false},          /* Airmail */
    {"class", STR_INIT("clean_bq"), ROLE_QUOTE, false},
    {"class", STR_INIT("sh-quoted-content"), ROLE_QUOTE, false},   /* Superhuman */
    {"class", STR_INIT("front-blockquote"), ROLE_QUOTE, false},    /* Front */
    {"class", STR_INIT("freshdesk_quote"), ROLE_QUOTE, false},
    {"class", STR_INIT("hs_reply"), ROLE_QUOTE, false},            /* Help Scout */
    {"class", STR_INIT("replyheader"), ROLE_REST, false},
    {"class", STR_INIT("gmail_signature"), ROLE_SIGNATURE, true},
    {"data-smartmail", STR_INIT("gmail_signature"), ROLE_SIGNATURE, false},
    {"class", STR_INIT("moz-signature"), ROLE_SIGNATURE, false},
    {"class", STR_INIT("k9mail-signature"), ROLE_SIGNATURE, false},
    {"class", STR_INIT("protonmail_signature_block"), ROLE_SIGNATURE, true},
    {"id", STR_INIT("applemailsignature"), ROLE_SIGNATURE, false},
    {"id", STR_INIT("ms-outlook-mobile-signature"), ROLE_SIGNATURE, false},
    {"id", STR_INIT("signature"), ROLE_SIGNATURE, false},
    {"class", STR_INIT("signature"), ROLE_SIGNATURE, false},
    {"id", STR_INIT("composer_signature"), ROLE_SIGNATURE, false}, /* Samsung */
    {"data-signatureblock", STR_INIT("true"), ROLE_SIGNATURE, false},
    {"name", STR_INIT("messagesignaturesection"), ROLE_SIGNATURE, false},
    {"class", STR_INIT("front-signature"), ROLE_SIGNATURE, false},
    {"class", STR_INIT("cm_signature"), ROLE_SIGNATURE, false},    /* Newton */
    {"class", STR_INIT("cm_quote"), ROLE_QUOTE, false},
    {"class", STR_INIT("yahoo-signature"), ROLE_SIGNATURE, false},
    {"data-signature-widget", STR_INIT("container"), ROLE_SIGNATURE, false},
    {"data-marker", STR_INIT("__sig_"), ROLE_SIGNATURE, true},
    {"id", STR_INIT("divneteasemailcard"), ROLE_SIGNATURE, false},
    {"id", STR_INIT("bloop_sign"), ROLE_SIGNATURE, true},
    {"class", STR_INIT("bloop_sign"), ROLE_SIGNATURE, true},
};
/* clang-format on */

/* Programs that show a mail again put their own letters before its names: "x_gmail_quote". */
static struct str without_prefix(struct str s)
{
    for (int i = 0; i < 8; i++) {
        if (str_startsi(s, S("x_")))
            s = str_skip(s, 2);
        else if (str_startsi(s, S("ecx")))
            s = str_skip(s, 3);
    }
    /* Yahoo scrambles the start of its names: "ydp1a2b3cyahoo_quoted". */
    ptrdiff_t yahoo = str_startsi(s, S("ydp")) ? str_findi(s, S("yahoo_quoted")) : -1;
    return yahoo > 0 ? str_skip(s, yahoo) : s;
}

static bool fits(const struct mark *mark, struct str word)
{
    word = without_prefix(word);
    return mark->is_prefix ? str_startsi(word, mark->value) : str_eqi(word, mark->value);
}

static enum role role_by_attr(const struct html_attr *attr)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (!str_eq(attr->name, str_from(marks[i].attr)))
            continue;
        for (struct str rest = str_head(attr->value, STYLE_BYTES); rest.p;)
            if (fits(&marks[i], str_cut(&rest, ' ')))
                return marks[i].role;
    }
    return ROLE_NONE;
}

/* --- words of an element ---------------------------------------------------------------------- */

/* The first words in it, folded: one run of text. */
static struct str first_words(struct arena *a, const struct html_node *within)
{
    const struct html_node *n = within;
    for (int i = 0; n && i < FIRST_WORDS_NODES; i++, n = html_next(n, within)) {
        struct str words = n->kind == HTML_TEXT ? str_trim(n->text) : (struct str){0};
        if (words.n)
            return quote_fold(a, str_head(words, 200));
    }
    return (struct str){0};
}

static bool starts_with_header(struct arena *a, const struct html_node *n)
{
    struct str words = first_words(a, n);
    ptrdiff_t colon = str_chr(words, ':');
    struct str label = str_trim(colon < 0 ? words : str_head(words, colon));
    return quote_word_field(label) != FIELD_NONE;
}

static bool starts_with_forward(struct arena *a, const struct html_node *n)
{
    struct str words = first_words(a, n);
    while (words.n && strchr("-_= ", words.p[0]))
        words = str_skip(words, 1);
    while (words.n && strchr("-_=: ", words.p[words.n - 1]))
        words.n--;
    return quote_word_is_forward(words) || quote_word_begins_forward(words);
}

/* A style without space, in lower case. */
static struct str plain_style(struct arena *a, const struct html_node *n)
{
    struct str style = str_head(html_attr(n, S("style")), STYLE_BYTES);
    char *p = arena_bytes(a, style.n);
    ptrdiff_t count = 0;
    for (ptrdiff_t i = 0; i < style.n; i++)
        if (!ascii_is_space(style.p[i]))
            p[count++] = ascii_lower(style.p[i]);
    return str_of(p, count);
}

/* Word and Windows Mail draw a line above the header of what they quote. Letters have lines too,
 * so there must be a header below it. */
static bool is_drawn_divider(struct arena *a, const struct html_node *n)
{
    if (!str_eq(n->name, S("div")))
        return false;
    struct str style = plain_style(a, n);
    bool has_line = str_has(style, S("border-top:solid")) || str_has(style, S("border-top:1")) ||
                    str_has(style, S("border-top-style:solid"));
    return has_line && starts_with_header(a, n);
}

/* Gmail and Outlook indent paragraphs with a blockquote without a line at its side. */
static bool is_indent(struct arena *a, const struct html_node *n)
{
    if (!str_eq(n->name, S("blockquote")))
        return false;
    struct str style = plain_style(a, n);
    return str_has(style, S("border:none")) || str_has(style, S("margin:00040px")) ||
           str_has(style, S("border:0"));
}

/* The node after n that is not in it. */
static const struct html_node *next_outside(const struct html_node *n,
                                            const struct html_node *within)
{
    while (n != within && !n->next)
        n = n->parent;
    return n == within ? NULL : n->next;
}

/* Gmail lets people answer point by point inside the element that holds the quotes: words after a
 * quote, which are in none. Then only the quotes themselves are set aside. */
static bool holds_answers(const struct html_node *box)
{
    bool had_quote = false;
    const struct html_node *n = box->first;
    for (int i = 0; n && i < ANSWER_NODES; i++) {
        bool is_quote = n->kind == HTML_ELEMENT && str_eq(n->name, S("blockquote"));
        had_quote |= is_quote;
        if (had_quote && n->kind == HTML_TEXT && str_trim(n->text).n)
            return true;
        n = is_quote ? next_outside(n, box) : html_next(n, box);
    }
    return false;
}

static enum role role_of(struct arena *a, const struct html_node *n)
{
    if (n->kind != HTML_ELEMENT)
        return ROLE_NONE;
    enum role role = ROLE_NONE;
    for (int i = 0; i < n->attr_count && role == ROLE_NONE; i++)
        role = role_by_attr(&n->attrs[i]);
    bool is_blockquote = str_eq(n->name, S("blockquote"));
    bool is_cited = is_blockquote && str_eqi(html_attr(n, S("type")), S("cite"));
    if (role == ROLE_NONE && is_blockquote && (is_cited || !is_indent(a, n)))
        role = ROLE_QUOTE;
    if (role == ROLE_NONE && html_attr(n, S("style")).n && is_drawn_divider(a, n))
        role = ROLE_REST;
    if (role == ROLE_QUOTE && !is_blockquote && holds_answers(n))
        return ROLE_NONE;
    bool may_forward = (role == ROLE_QUOTE || role == ROLE_LEAD) && !is_cited;
    return may_forward && starts_with_forward(a, n) ? ROLE_NONE : role;
}

/* --- the copy ----------------------------------------------------------------------------------
 */

static struct html_node *copy_node(struct arena *a, const struct html_node *n,
                                   struct html_node *parent)
{
    struct html_node *copy = NEW(a, struct html_node);
    *copy = *n;
    copy->parent = parent;
    copy->first = copy->last = copy->prev = copy->next = NULL;
    if (parent) {
        copy->prev = parent->last;
        if (parent->last)
            parent->last->next = copy;
        else
            parent->first = copy;
        parent->last = copy;
    }
    return copy;
}

static struct html_node *copy_tree(struct arena *a, const struct html_node *root)
{
    struct html_node *top = copy_node(a, root, NULL), *to = top;
    for (const struct html_node *n = root;;) {
        if (n->first) {
            n = n->first;
            to = copy_node(a, n, to);
            continue;
        }
        while (n != root && !n->next) {
            n = n->parent;
            to = to->parent;
        }
        if (n == root)
            return top;
        n = n->next;
        to = copy_node(a, n, to->parent);
    }
}

static void append(struct html_node *parent, struct html_node *n)
{
    html_remove(n);
    n->parent = parent;
    n->prev = parent->last;
    n->next = NULL;
    if (parent->last)
        parent->last->next = n;
    else
        parent->first = n;
    parent->last = n;
}

static void insert_before(struct html_node *n, struct html_node *at)
{
    n->parent = at->parent;
    n->next = at;
    n->prev = at->prev;
    if (at->prev)
        at->prev->next = n;
    else
        at->parent->first = n;
    at->prev = n;
}

static struct html_node *new_element(struct arena *a, struct str name)
{
    struct html_node *n = NEW(a, struct html_node);
    *n = (struct html_node){.kind = HTML_ELEMENT, .name = name};
    return n;
}

/* --- blocks ------------------------------------------------------------------------------------
 */

/* What stands for block i in the text: no letter a person can type. */
static struct str block_word(struct arena *a, ptrdiff_t i)
{
    return str_fmt(a, "\x1f%td\x1f", i);
}

/* The block that a line stands for, or -1. It may stand in a list: "- ", "1. ". */
static ptrdiff_t block_index(const struct pages *pages, struct str body)
{
    ptrdiff_t start = str_chr(str_head(body, 16), '\x1f');
    for (ptrdiff_t i = 0; i < start; i++)
        if (!ascii_is_digit(body.p[i]) && !strchr("-. ", body.p[i]))
            return -1;
    struct str word = str_skip(body, start + 1);
    int64_t i;
    bool is_word = start >= 0 && word.n > 1 && word.p[word.n - 1] == '\x1f';
    if (!is_word || str_to_i64(str_head(word, word.n - 1), &i) != OK)
        return -1;
    return i >= 0 && i < pages->blocks.n ? (ptrdiff_t)i : -1;
}

/* n is taken out, and a line stands where it was. */
static struct html_node *set_aside(struct pages *pages, struct html_node *n, enum role role)
{
    bool is_paragraph = str_eq(n->name, S("blockquote"));
    struct html_node *stand_in = new_element(pages->arena, is_paragraph ? S("p") : S("div"));
    struct html_node *text = NEW(pages->arena, struct html_node);
    *text = (struct html_node){.kind = HTML_TEXT,
                               .text = block_word(pages->arena, pages->blocks.n)};
    append(stand_in, text);
    insert_before(stand_in, n);
    html_remove(n);
    *vec_push(pages->arena, &pages->blocks) = (struct block){role, n};
    return stand_in;
}

/* All that follows n on the page, with it. */
static struct html_node *set_rest_aside(struct pages *pages, struct html_node *n)
{
    struct html_node *rest = new_element(pages->arena, S("div"));
    struct html_node *above = n->parent, *next = n->next;
    insert_before(rest, n);
    append(rest, n);
    while (above && !str_eq(above->name, S("html"))) {
        while (next) {
            struct html_node *after = next->next;
            append(rest, next);
            next = after;
        }
        if (above == pages->root)
            break;
        next = above->next;
        above = above->parent;
    }
    return set_aside(pages, rest, ROLE_QUOTE);
}

static void find_blocks(struct pages *pages)
{
    struct html_node *n = pages->root;
    while (n) {
        enum role role = n == pages->root ? ROLE_NONE : role_of(pages->arena, n);
        if (role == ROLE_NONE && is_indent(pages->arena, n))
            n->name = S("dl"); /* a paragraph too, and one without quote marks in the text */
        if (role == ROLE_REST)
            n = set_rest_aside(pages, n);
        else if (role != ROLE_NONE)
            n = set_aside(pages, n, role);
        if (role == ROLE_NONE) {
            n = html_next(n, pages->root);
            continue;
        }
        /* past the line that stands in for it: its only child is the text */
        n = html_next(n->first, pages->root);
    }
}

/* --- parts -------------------------------------------------------------------------------------
 */

static void set_blocks(const struct pages *pages, struct quote_lines *lines)
{
    for (ptrdiff_t i = 0; i < lines->n; i++) {
        struct quote_line *line = &lines->v[i];
        ptrdiff_t block = block_index(pages, line->body);
        if (block < 0)
            continue;
        line->is_block = true;
        line->mark = MARK_TEXT;
        line->depth = 0;
        line->is_attribution = pages->blocks.v[block].role == ROLE_LEAD;
        line->is_bare = pages->blocks.v[block].node->attr_count == 0;
        if (pages->blocks.v[block].role == ROLE_SIGNATURE)
            line->kind = QUOTE_SIGNATURE;
    }
}

/* Parts under way: their texts stand one after the other in one buffer, which may move. */
struct gathering {
    struct buf text;
    VEC(struct quote_part) parts; /* text.n only */
};

static void gather(struct gathering *g, enum quote_kind kind, struct str text)
{
    if (!text.n)
        return;
    struct quote_part *last = g->parts.n ? &g->parts.v[g->parts.n - 1] : NULL;
    ptrdiff_t before = g->text.n;
    buf_add(&g->text, text);
    if (text.p[text.n - 1] != '\n')
        buf_addc(&g->text, '\n');
    if (!last || last->kind != kind)
        last = vec_push(g->text.arena, &g->parts);
    last->kind = kind;
    last->text.n += g->text.n - before;
}

static void gather_line(struct gathering *g, const struct pages *pages,
                        const struct quote_line *line)
{
    if (line->is_block) {
        const struct block *block = &pages->blocks.v[block_index(pages, line->body)];
        if (line->is_alone) /* nobody is quoted where nobody answers */
            block->node->name = S("div");
        gather(g, line->kind, html_to_text(pages->arena, block->node));
        return;
    }
    gather(g, QUOTE_WRITTEN, str_head(line->raw, line->head));
    gather(g, line->kind, str_skip(line->raw, line->head));
}

struct quote_parts quote_parts_html(struct arena *a, const struct html_node *root)
{
    struct pages pages = {.arena = a, .root = copy_tree(a, root)};
    find_blocks(&pages);
    struct quote_lines lines = quote_lines(a, html_to_text(a, pages.root));
    lines.is_html = true;
    set_blocks(&pages, &lines);
    quote_read(&lines);
    struct gathering g = {0};
    buf_init(&g.text, a, 2 * (ptrdiff_t)LIMIT_MAIL_TEXT_BYTES);
    for (ptrdiff_t i = 0; i < lines.n; i++)
        gather_line(&g, &pages, &lines.v[i]);
    const char *p = g.text.p;
    for (ptrdiff_t i = 0; i < g.parts.n; p += g.parts.v[i].text.n, i++)
        g.parts.v[i].text.p = p;
    return (struct quote_parts){g.parts.v, g.parts.n};
}

struct str quote_visible_html(struct arena *a, const struct html_node *root)
{
    struct quote_parts parts = quote_parts_html(a, root);
    const char *p = parts.n ? parts.v[0].text.p : "";
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < parts.n; i++)
        n += parts.v[i].text.n; /* they stand one after the other */
    return quote_join(a, &parts, str_of(p, n));
}
