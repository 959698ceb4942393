/* message_web.c: parts of a message on their own: its frame, its source, its files; and live
 * updates. */
#include "app/file.h"
#include "app/form.h"
#include "app/serve.h"
#include "base/limits.h"
#include "desk/desk.h"
#include "desk/request_acts.h"
#include "http/asset.h"
#include "requests/request.h"
#include "text/sanitize.h"
#include "web_assets.h"

#include <unistd.h>

/* The message whose id the path names, if this actor may read its request. */
static enum err readable_message(struct cx *cx, message_id id, struct message *m)
{
    struct request r;
    TRY(message_get(cx, id, m));
    TRY(request_get(cx, m->request, &r));
    struct object object = request_object(&r);
    return may(cx, MAY_READ_REQUEST, &object)
               ? OK
               : fail(cx, ERR_NOT_FOUND, NULL, "There is no such message");
}

struct frame {
    struct attachment *files;
    int count;
    message_id message;
};

/* A picture that came with the message is shown from its own file. */
static struct str picture_url(void *context, struct arena *a, struct str cid)
{
    const struct frame *f = context;
    for (int i = 0; i < f->count; i++)
        if (f->files[i].message.v == f->message.v && f->files[i].content_id.n &&
            str_eq(f->files[i].content_id, cid))
            return str_fmt(a, "/f/%lld", (long long)f->files[i].id.v);
    return (struct str){0};
}

/* Is there anything to read in this piece of our own, well-formed HTML? */
static bool has_words(struct str html)
{
    bool in_tag = false;
    for (ptrdiff_t i = 0; i < html.n; i++) {
        if (html.p[i] == '<')
            in_tag = true;
        else if (html.p[i] == '>')
            in_tag = false;
        else if (!in_tag && (unsigned char)html.p[i] > ' ')
            return true;
    }
    return false;
}

static ptrdiff_t find_after(struct str s, ptrdiff_t at, struct str what)
{
    ptrdiff_t found = str_find(str_skip(s, at), what);
    return found < 0 ? -1 : at + found;
}

/* Where the last outermost quotation begins and ends, when nothing is said after it: an answer in
 * between the quoted lines stays open. */
static bool last_quote(struct str html, ptrdiff_t *from, ptrdiff_t *to)
{
    const struct str open = S("<blockquote"), close = S("</blockquote>");
    int depth = 0;
    *from = *to = -1;
    for (ptrdiff_t at = 0;;) {
        ptrdiff_t o = find_after(html, at, open), c = find_after(html, at, close);
        if (c < 0)
            break;
        if (o >= 0 && o < c) {
            if (depth++ == 0)
                *from = o;
            at = o + open.n;
        } else {
            depth -= depth > 0;
            at = c + close.n;
            if (depth == 0)
                *to = at;
        }
    }
    return *from >= 0 && *to > *from && !has_words(str_skip(html, *to));
}

/* The history below an answer is folded, never left out. A frame runs no script; this needs none.
 */
static void put_folded(struct cx *cx, const struct message *m, struct str html)
{
    ptrdiff_t from, to;
    struct buf *b = &cx->r->body;
    bool is_quoting = m->visible.n && m->visible.n < m->text.n;
    if (!is_quoting || !last_quote(html, &from, &to) || !has_words(str_head(html, from))) {
        buf_add(b, html);
        return;
    }
    buf_add(b, str_head(html, from));
    buf_addz(b, "<details><summary>");
    buf_add(b, word(cx->lang, "What was quoted"));
    buf_addz(b, "</summary>");
    buf_add(b, str_of(html.p + from, to - from));
    buf_addz(b, "</details>");
    buf_add(b, str_skip(html, to));
}

enum err request_frame_get(struct cx *cx)
{
    message_id id;
    struct message m;
    struct frame f = {0};
    struct sanitize_pictures pictures = {.cid = picture_url, .allow_raster = true, .context = &f};
    TRY(param_id(cx, 0, &id.v));
    TRY(readable_message(cx, id, &m));
    TRY(message_attachments(cx, m.request, &f.files, &f.count));
    f.message = id;
    cx->r->is_frame = true;
    cx->r->type = S("text/html; charset=utf-8");
    buf_addz(&cx->r->body,
             "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><base target=\"_blank\"><title>");
    buf_add(&cx->r->body, word(cx->lang, "Message"));
    buf_addz(&cx->r->body, "</title><style>"); /* a frame loads nothing: its style stands in it */
    buf_add(&cx->r->body, asset_named(&web_assets, S("frame.css"))->bytes);
    buf_addz(&cx->r->body, "</style></head><body>");
    put_folded(cx, &m, sanitize_pictures(cx->arena, m.html, &pictures).html);
    buf_addz(&cx->r->body, "</body></html>");
    return OK;
}

/* A download of stored bytes. Its name is data: it goes into the header encoded, and nowhere else.
 */
static enum err send_file(struct cx *cx, struct str hash, struct str name, struct str type,
                          bool is_inline)
{
    struct buf b;
    struct out o = {.to = &b};
    TRY(file_open(cx, hash, &cx->r->fd, &cx->r->fd_size));
    buf_init(&b, cx->arena, LIMIT_PATH_BYTES * 4);
    buf_addz(&b, is_inline ? "inline" : "attachment; filename*=UTF-8''");
    if (!is_inline)
        out_url_str(&o, name.n ? name : S("file"));
    http_add_header(cx->r, S("Content-Disposition"), buf_str(&b));
    cx->r->type = type;
    return OK;
}

/* The pictures that are shown in a message; anything else is a download of unknown type. */
bool file_is_picture(struct str type)
{
    static const char *const types[] = {"image/png", "image/jpeg", "image/gif", "image/webp"};
    for (int i = 0; i < COUNT(types); i++)
        if (str_eqi(type, str_from(types[i])))
            return true;
    return false;
}

enum err attachment_get_page(struct cx *cx)
{
    attachment_id id;
    struct attachment a;
    struct message m;
    TRY(param_id(cx, 0, &id.v));
    TRY(attachment_get(cx, id, &a));
    TRY(readable_message(cx, a.message, &m));
    bool is_inline = file_is_picture(a.type) && !http_query(cx->q, S("download")).p;
    return send_file(cx, a.hash, a.name, is_inline ? a.type : S("application/octet-stream"),
                     is_inline);
}

/* As it came, every byte of it: to look at, or with ?download=1 to keep. */
enum err message_source_get(struct cx *cx)
{
    message_id id;
    struct message m;
    TRY(param_id(cx, 0, &id.v));
    TRY(readable_message(cx, id, &m));
    if (m.raw_hash.n == 0)
        return fail(cx, ERR_NOT_FOUND, NULL,
                    "This message did not come by mail, so it has no source");
    return send_file(cx, m.raw_hash, str_fmt(cx->arena, "message-%lld.eml", (long long)id.v),
                     S("text/plain; charset=utf-8"), !http_query(cx->q, S("download")).p);
}

/* All of its words and nothing else, for reading aloud, copying, searching. */
enum err message_text_get(struct cx *cx)
{
    message_id id;
    struct message m;
    TRY(param_id(cx, 0, &id.v));
    TRY(readable_message(cx, id, &m));
    cx->r->type = S("text/plain; charset=utf-8");
    buf_add(&cx->r->body, m.text);
    return OK;
}

enum err events_get(struct cx *cx)
{
    struct str *topic = NEW(cx->arena, struct str);
    struct live_topics *live = NEW(cx->arena, struct live_topics);
    *topic = S("requests");
    *live = (struct live_topics){.topics = topic, .count = 1, .key = cx->actor.session};
    cx->r->live = live;
    return OK;
}
