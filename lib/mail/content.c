/* The words of a message: text, HTML, and what of them is new. */
#include "base/limits.h"
#include "base/map.h"
#include "base/utf8.h"
#include "mail/charset.h"
#include "mail/flowed.h"
#include "mail/hex.h"
#include "mail/invite.h"
#include "mail/lzfu.h"
#include "mail/quote.h"
#include "mail/reading.h"
#include "mail/tnef.h"
#include "mail/uu.h"
#include "text/html.h"
#include "text/sanitize.h"

/* Line ends as LF, whatever they were. */
static struct str lines_even(struct arena *a, struct str s)
{
    if (str_chr(s, '\r') < 0)
        return s;
    struct buf out;
    buf_init(&out, a, s.n + 1);
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (s.p[i] != '\r')
            buf_addc(&out, s.p[i]);
        else if (i + 1 >= s.n || s.p[i + 1] != '\n')
            buf_addc(&out, '\n');
    }
    return buf_str(&out);
}

/* The charset an HTML document gives itself, for when its part says nothing. */
static struct str charset_of_html(struct str html)
{
    enum { look = 2048 };
    struct str head = str_head(html, look);
    ptrdiff_t at = str_findi(head, S("charset="));
    if (at < 0)
        return (struct str){0};
    struct str s = str_skip(head, at + 8);
    ptrdiff_t i = 0, start = s.n && (s.p[0] == '"' || s.p[0] == '\'') ? 1 : 0;
    for (i = start; i < s.n && (ascii_is_alpha(s.p[i]) || ascii_is_digit(s.p[i]) || s.p[i] == '-' ||
                                s.p[i] == '_' || s.p[i] == ':');)
        i++;
    return str_of(s.p + start, i - start);
}

static struct str charset_label(const struct mime_part *p, struct str bytes)
{
    struct str label = param_find(&p->content_type, S("charset"));
    if (charset_find(label).n == 0 && body_is_html(p)) {
        struct str own = charset_of_html(bytes);
        if (charset_find(own).n && !str_starts(charset_find(own), S("utf-16")))
            return own;
    }
    return label;
}

/* Files written into the text by uuencode become files; what is left is the text. */
static struct str text_without_files(struct message *m, struct str bytes)
{
    struct uu_file f;
    struct buf out;
    struct str rest = bytes;
    buf_init(&out, m->r->a, bytes.n + 1);
    while (m->found.n < LIMIT_MAIL_PARTS && uu_cut(&rest, &f)) {
        buf_add(&out, f.before);
        *vec_push(m->r->a, &m->found) = (struct found_file){.name = f.name,
                                                            .type = S("application/octet-stream"),
                                                            .encoding = TRANSFER_UU,
                                                            .bytes = f.block};
    }
    if (rest.n == bytes.n)
        return bytes;
    buf_add(&out, rest);
    return buf_str(&out);
}

/* What one text part says, decoded all the way. */
static struct str part_text(struct message *m, int part)
{
    struct arena *a = m->r->a;
    const struct mime_part *p = &m->r->tree->parts.v[part];
    bool was_cut;
    struct str bytes = transfer_all(a, p->encoding, p->body, LIMIT_MAIL_TEXT_BYTES, &was_cut);
    if (was_cut)
        message_suspect(m, "a text longer than one may be");
    if (!body_is_html(p))
        bytes = text_without_files(m, bytes);
    struct str label = m->r->charset.n ? m->r->charset : charset_label(p, bytes);
    struct charset_text t = charset_decode(a, bytes, label, (struct str){0});
    m->out->is_charset_guess |= t.is_guess;
    if (m->out->charset.n == 0)
        m->out->charset = t.charset;
    struct str text = lines_even(a, t.text);
    bool is_flowed = str_eqi(param_find(&p->content_type, S("format")), S("flowed"));
    if (!is_flowed || body_is_html(p))
        return text;
    return flowed_join(a, text, str_eqi(param_find(&p->content_type, S("delsp")), S("yes")));
}

/* Texts one below another, with an empty line between; of one too long its beginning. */
static void text_append(struct buf *out, struct str text)
{
    if (out->n && text.n)
        buf_addz(out, out->p[out->n - 1] == '\n' ? "\n" : "\n\n");
    out->full |= text.n > out->max - out->n;
    buf_add(out, utf8_cut_bytes(text, out->max - out->n));
}

static void html_escape(struct buf *out, struct str text)
{
    buf_addz(out, "<p>");
    for (ptrdiff_t i = 0; i < text.n; i++) {
        switch (text.p[i]) {
        case '<': buf_addz(out, "&lt;"); break;
        case '>': buf_addz(out, "&gt;"); break;
        case '&': buf_addz(out, "&amp;"); break;
        case '\n': buf_addz(out, "<br>\n"); break;
        default: buf_addc(out, text.p[i]);
        }
    }
    buf_addz(out, "</p>\n");
}

struct words {
    struct str *by_part; /* each part's text once, by its number; p NULL until it was read */
    struct buf text, html;
    bool has_plain, has_html;
};

static struct str word_text(struct message *m, struct words *w, int part)
{
    if (!w->by_part[part].p) {
        struct str text = part_text(m, part);
        w->by_part[part] = text.p ? text : S("");
    }
    return w->by_part[part];
}

static struct html_node *html_tree(struct arena *a, struct str html)
{
    struct html_node *root;
    return html_parse(a, html, &root, NULL) == OK ? root : html_parse_flat(a, html);
}

static void text_add(struct message *m, struct words *w, int part)
{
    struct str text = word_text(m, w, part);
    if (body_is_html(&m->r->tree->parts.v[part]))
        text = html_to_text(m->r->a, html_tree(m->r->a, text));
    else
        w->has_plain |= str_trim(text).n > 0;
    text_append(&w->text, text);
}

static void html_collect(struct message *m, struct words *w)
{
    for (ptrdiff_t i = 0; i < m->body.html.n; i++)
        w->has_html |= body_is_html(&m->r->tree->parts.v[m->body.html.v[i]]);
    for (ptrdiff_t i = 0; w->has_html && i < m->body.html.n; i++) {
        struct str text = word_text(m, w, m->body.html.v[i]);
        if (body_is_html(&m->r->tree->parts.v[m->body.html.v[i]])) {
            buf_add(&w->html, text);
            buf_addc(&w->html, '\n');
        } else if (str_trim(text).n) {
            html_escape(&w->html, text);
        }
    }
}

/* Nothing to read so far: a nameless text of some other kind, or one that could not be decoded or
 * taken apart, is better than none. */
static void other_text_collect(struct message *m, struct words *w)
{
    for (ptrdiff_t i = 0; i < m->body.files.n; i++) {
        const struct mime_part *p = &m->r->tree->parts.v[m->body.files.v[i]];
        struct str type = p->content_type.value;
        bool is_words = p->is_unsplit ||
                        (str_starts(type, S("text/")) && !str_eq(type, S("text/calendar")) &&
                         !str_eq(type, S("text/rfc822-headers")));
        if (is_words && !mime_is_attachment(p) && mime_name(m->r->a, p).n == 0)
            text_add(m, w, m->body.files.v[i]);
    }
}

static void html_finish(struct message *m, struct str html, bool has_plain)
{
    struct arena *a = m->r->a;
    struct mail *out = m->out;
    struct sanitized clean = sanitize_html(a, html);
    out->html = clean.html;
    out->is_html_reduced = clean.is_reduced;
    out->remote_pictures = clean.remote_pictures;
    if (has_plain)
        return;
    struct html_node *root = html_tree(a, html);
    out->text = html_to_text(a, root);
    out->is_text_from_html = true;
    out->visible = quote_visible_html(a, root);
}

void content_read(struct message *m)
{
    struct arena *a = m->r->a;
    struct words w = {.by_part = NEWN(a, struct str, m->r->tree->parts.n)};
    buf_init(&w.text, a, LIMIT_MAIL_TEXT_BYTES);
    buf_init(&w.html, a, 2 * LIMIT_MAIL_TEXT_BYTES);
    for (ptrdiff_t i = 0; i < m->body.text.n; i++)
        text_add(m, &w, m->body.text.v[i]);
    html_collect(m, &w);
    if (!w.has_html && str_trim(buf_str(&w.text)).n == 0)
        other_text_collect(m, &w);
    if (w.text.full || w.html.full)
        message_suspect(m, "more text than a message may have");
    m->out->text = buf_str(&w.text);
    if (w.has_html)
        html_finish(m, buf_str(&w.html), w.has_plain);
    if (!m->out->visible.p)
        m->out->visible = quote_visible(a, m->out->text);
}

static bool has_words(const struct mail *m)
{
    return str_trim(m->text).n > 0 || m->html.n > 0;
}

static void text_set(struct message *m, struct str text)
{
    m->out->text = utf8_cut_bytes(lines_even(m->r->a, text), LIMIT_MAIL_TEXT_BYTES);
    m->out->visible = quote_visible(m->r->a, m->out->text);
}

void content_add_pack(struct message *m, const struct tnef *pack)
{
    struct arena *a = m->r->a;
    if (has_words(m->out))
        return;
    struct str own = charset_of_html(pack->html);
    struct str label = charset_find(own).n ? own : pack->charset;
    struct str html = charset_decode(a, pack->html, label, (struct str){0}).text;
    struct str text = charset_decode(a, pack->text, pack->charset, (struct str){0}).text;
    if (html.n == 0 && pack->rtf.n) {
        bool is_html;
        struct str words = rtf_text(a, pack->rtf, &is_html);
        if (is_html)
            html = words;
        else if (text.n == 0)
            text = words;
    }
    if (html.n)
        html_finish(m, html, false);
    else if (text.n)
        text_set(m, text);
}

/* A value of an attribute as it was before it was escaped for HTML and for an address. */
static struct str reference_text(struct arena *a, struct str raw)
{
    struct buf out;
    buf_init(&out, a, raw.n + 1);
    for (ptrdiff_t i = 0; i < raw.n; i++) {
        bool is_escape = raw.p[i] == '%' && i + 2 < raw.n && hex_value(raw.p[i + 1]) >= 0 &&
                         hex_value(raw.p[i + 2]) >= 0;
        if (is_escape) {
            buf_addc(&out, (char)(hex_value(raw.p[i + 1]) << 4 | hex_value(raw.p[i + 2])));
            i += 2;
        } else {
            buf_addc(&out, raw.p[i]);
            i += str_starts(str_skip(raw, i), S("&amp;")) ? 4 : 0;
        }
    }
    return str_lower(a, buf_str(&out));
}

/* The values of one attribute in a sanitised fragment, as keys of `refs`. */
static void references_collect(struct arena *a, struct str html, struct str attribute,
                               struct map *refs)
{
    enum { references_most = 5000 };
    for (ptrdiff_t at = str_find(html, attribute); at >= 0 && refs->n < references_most;
         at = str_find(html, attribute)) {
        html = str_skip(html, at + attribute.n);
        ptrdiff_t end = str_chr(html, '"');
        map_set(a, refs, reference_text(a, str_head(html, end < 0 ? 0 : end)), refs);
    }
}

static bool is_referred(struct arena *a, const struct map *refs, struct str name)
{
    return name.n && map_find(refs, str_lower(a, name));
}

/* The last step of a place: a page names pictures beside it so ("p.png" at "http://x/p.png"). */
static struct str last_step(struct str place)
{
    return str_skip(place, str_rchr(place, '/') + 1);
}

void content_finish(struct message *m)
{
    struct arena *a = m->r->a;
    struct mail *out = m->out;
    struct map cids = {0}, places = {0};
    references_collect(a, out->html, S("data-cid=\""), &cids);
    references_collect(a, out->html, S("data-remote-src=\""), &places);
    for (ptrdiff_t i = 0; i < out->files.n; i++) {
        struct mail_file *f = &out->files.v[i];
        f->is_inline = is_referred(a, &cids, f->content_id) ||
                       (f->content_id.n == 0 && is_referred(a, &cids, f->name)) ||
                       is_referred(a, &places, f->content_location) ||
                       is_referred(a, &places, last_step(f->content_location));
    }
    if (!has_words(out) && out->invites.n)
        text_set(m, invite_text(a, &out->invites.v[0]));
}
