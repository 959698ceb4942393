/* mail_compose.c: an answer or an acknowledgement as the exact bytes that go to one recipient. */
#include "mailbox/mail_read.h"

#include "app/file.h"
#include "app/settings.h"
#include "auth/encode.h"
#include "base/limits.h"
#include "base/rand.h"
#include "mail/compose.h"
#include "mail/reply_token.h"
#include "mailbox/signature.h"
#include "people/person.h"
#include "text/markdown.h"

enum { references_most = 20, files_most = 20 };
static const int64_t files_bytes = 25 << 20; /* what mail servers take in one message */

/* One key for everything that answers; kept for the whole life of the database. */
static struct crypto_key reply_key(struct cx *cx)
{
    return crypto_key_derive(&cx->app->key, S("reply"));
}

request_id mail_token_find(struct cx *cx, struct str text)
{
    struct crypto_key key = reply_key(cx);
    struct reply_keys keys = {&key, 1};
    struct reply_ref ref;
    request_id id = {0};
    struct request r;
    if (reply_address_read(&keys, text, &ref) != OK &&
        reply_message_id_read(&keys, text, &ref) != OK)
        return id;
    struct fault before = cx->fault;
    if (request_get(cx, (request_id){ref.request}, &r) == OK)
        id = r.id;
    cx->fault = before;
    return id;
}

/* Message-IDs of the conversation as the person knows it: theirs and ours, oldest first. */
static enum err load_references(struct cx *cx, const struct mail_out *out, struct compose *c)
{
    struct rows r;
    struct str *ids = NEWN(cx->arena, struct str, references_most);
    db_query(&r, cx->db,
             SQL("SELECT mail_id FROM (SELECT id, mail_id FROM message WHERE request_id = $1 AND "
                 "id < $2 AND mail_id <> ''"
                 " AND kind IN (1, 2, 4) AND unsent_at IS NULL ORDER BY id DESC LIMIT $3) newest "
                 "ORDER BY id"),
             ARGS(DB_I(out->request.v), DB_I(out->message.v), DB_I(references_most)));
    while (c->reference_count < references_most && rows_next(&r))
        ids[c->reference_count++] = rows_text(&r);
    c->references = ids;
    if (c->reference_count)
        c->in_reply_to = ids[c->reference_count - 1];
    return rows_end(&r);
}

static enum err load_files(struct cx *cx, const struct mail_out *out, struct compose *c)
{
    struct attachment *all;
    int count;
    int64_t left = files_bytes;
    struct compose_file *files = NEWN(cx->arena, struct compose_file, files_most);
    TRY(message_attachments(cx, out->request, &all, &count));
    for (int i = 0; i < count && c->file_count < files_most; i++) {
        if (all[i].message.v != out->message.v || all[i].size > left)
            continue;
        struct compose_file *f = &files[c->file_count++];
        *f = (struct compose_file){
            .name = all[i].name, .type = all[i].type, .content_id = all[i].content_id};
        TRY(file_read(cx, all[i].hash, left, &f->bytes));
        left -= all[i].size;
    }
    c->files = files;
    return OK;
}

/* "Maya Ellis, Northgate Homes" <help@…>: a person answers, and everyone sees for whom. */
static enum err fill_sender(struct cx *cx, const struct message *m, const struct mailbox *box,
                            struct compose *c)
{
    c->from = (struct address){.name = box->name.n ? box->name : org(cx->app)->name,
                               .address = box->address};
    if (m->author.v)
        c->from.name = str_fmt(cx->arena, "%.*s, %.*s", STR_ARG(m->author_name),
                               STR_ARG(c->from.name));
    return OK;
}

/* The answer and the lines of who wrote it, as Markdown and as text. */
static enum err words_of(struct cx *cx, const struct message *m, struct str *markdown,
                         struct str *text)
{
    struct str signature;
    TRY(signature_of(cx, m, &signature));
    *markdown = m->text;
    *text = markdown_text(cx->arena, m->text);
    if (signature.n == 0)
        return OK;
    *markdown = str_fmt(cx->arena, "%.*s\n\n--\n%.*s", STR_ARG(m->text), STR_ARG(signature));
    *text = str_fmt(cx->arena, "%.*s\n\n-- \n%.*s", STR_ARG(*text), /* as mail programs know it */
                    STR_ARG(markdown_text(cx->arena, signature)));
    return OK;
}

/* The same words in both forms, and the conversation so far below them, if it is wanted. Pictures
 * of the mail itself are shown where they stand. */
static enum err fill_words(struct cx *cx, const struct mail_out *out, const struct message *m,
                           struct compose *c)
{
    struct str markdown, quote_text, quote_html;
    struct markdown_image *images = NEWN(cx->arena, struct markdown_image, c->file_count);
    struct markdown_images list = {images, 0};
    for (int i = 0; i < c->file_count; i++)
        if (c->files[i].content_id.n)
            images[list.n++] = (struct markdown_image){
                c->files[i].content_id, str_cat(cx->arena, S("cid:"), c->files[i].content_id)};
    TRY(words_of(cx, m, &markdown, &c->text));
    TRY(mail_quote_of(cx, out, m, &quote_text, &quote_html));
    if (quote_text.n)
        c->text = str_fmt(cx->arena, "%.*s\n\n%.*s", STR_ARG(c->text), STR_ARG(quote_text));
    struct safe_html html = markdown_html(cx->arena, markdown, &list);
    c->html = str_fmt(cx->arena,
                      "<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body>%.*s%.*s"
                      "</body></html>",
                      STR_ARG(html.html), STR_ARG(quote_html));
    return OK;
}

static struct str subject_of(struct cx *cx, const struct mail_out *out, const struct request *r)
{
    struct str number = request_number(cx->arena, r->id);
    if (!str_eq(out->kind, S("answer"))) /* no words of the sender's in automatic mail */
        return out->subject.n ? out->subject : number;
    struct str subject = str_startsi(r->subject, S("Re:"))
                             ? r->subject
                             : str_cat(cx->arena, S("Re: "), r->subject);
    return str_has(subject, number)
               ? subject
               : str_fmt(cx->arena, "%.*s [%.*s]", STR_ARG(subject), STR_ARG(number));
}

static enum err fill_ids(struct cx *cx, const struct mail_out *out, const struct mailbox *box,
                         struct compose *c)
{
    unsigned char chance[15];
    struct crypto_key key = reply_key(cx);
    struct reply_keys keys = {&key, 1};
    struct reply_ref ref = {out->request.v, out->person.v ? out->person.v : 1};
    rand_bytes(chance, (ptrdiff_t)sizeof chance);
    struct str nonce = encode_base32(cx->arena, str_of((char *)chance, (ptrdiff_t)sizeof chance));
    c->boundary_seed = nonce;
    TRY(reply_message_id(cx->arena, &keys, ref, nonce, address_domain(box->address), &c->message_id,
                         &cx->fault));
    return reply_address(cx->arena, &keys, ref, box->address, &c->reply_to.address, &cx->fault);
}

enum err mail_compose(struct cx *cx, const struct mail_out *out, const struct mailbox *box,
                      struct str *raw, struct str *mail_id)
{
    struct message m;
    struct request r;
    struct person p = {.name = S("")};
    struct buf b;
    TRY(message_get(cx, out->message, &m));
    TRY(request_get(cx, out->request, &r));
    if (out->person.v)
        TRY(person_get(cx, out->person, &p));
    struct address to = {.name = p.name, .address = out->recipient};
    struct compose c = {.to = &to,
                        .to_count = 1,
                        .date = cx->now,
                        .offset = zone_offset(cx->zone, cx->now) / 60 * 60,
                        .subject = subject_of(cx, out, &r),
                        .automatic = str_eq(out->kind, S("answer")) ? COMPOSE_BY_PERSON
                                                                    : COMPOSE_AUTO_REPLIED};
    TRY(fill_sender(cx, &m, box, &c));
    TRY(fill_ids(cx, out, box, &c));
    TRY(load_references(cx, out, &c));
    TRY(load_files(cx, out, &c));
    TRY(fill_words(cx, out, &m, &c));
    buf_init(&b, cx->arena, LIMIT_MAIL_BYTES);
    TRY(compose_write(cx->arena, &c, &b, &cx->fault));
    *raw = buf_str(&b);
    *mail_id = c.message_id;
    return OK;
}
