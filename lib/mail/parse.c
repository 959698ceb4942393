#include "mail/parse.h"

#include "base/limits.h"
#include "mail/auto.h"
#include "mail/charset.h"
#include "mail/name.h"
#include "mail/reading.h"

/* Fields that later stages judge by, or that people ask for. Those that begin with a star stand for
 * all that begin so. */
static const struct str kept_fields[] = {
    STR_INIT("*list-"),
    STR_INIT("*x-spam"),
    STR_INIT("*x-ms-exchange-organization-"),
    STR_INIT("*x-microsoft-antispam"),
    STR_INIT("*x-forefront-antispam-report"),
    STR_INIT("*x-rspamd"),
    STR_INIT("*x-bogosity"),
    STR_INIT("*x-virus"),
    STR_INIT("authentication-results"),
    STR_INIT("arc-authentication-results"),
    STR_INIT("received-spf"),
    STR_INIT("auto-submitted"),
    STR_INIT("precedence"),
    STR_INIT("x-precedence"),
    STR_INIT("x-loop"),
    STR_INIT("x-auto-response-suppress"),
    STR_INIT("x-failed-recipients"),
    STR_INIT("feedback-id"),
    STR_INIT("importance"),
    STR_INIT("priority"),
    STR_INIT("x-priority"),
    STR_INIT("x-mailer"),
    STR_INIT("user-agent"),
    STR_INIT("organization"),
    STR_INIT("content-language"),
    STR_INIT("accept-language"),
    STR_INIT("thread-index"),
    STR_INIT("thread-topic"),
    STR_INIT("comments"),
    STR_INIT("keywords"),
    STR_INIT("disposition-notification-to"),
};

void message_suspect(struct message *m, const char *reason)
{
    if (m->out->quarantine.n == 0)
        m->out->quarantine = str_from(reason);
}

static bool is_kept_field(struct str name)
{
    for (size_t i = 0; i < sizeof kept_fields / sizeof kept_fields[0]; i++) {
        struct str k = kept_fields[i];
        bool is_prefix = k.p[0] == '*';
        if (is_prefix ? str_startsi(name, str_skip(k, 1)) : str_eqi(name, k))
            return true;
    }
    return false;
}

static struct str field_text(struct message *m, const struct header_block *h, struct str name)
{
    return header_text(m->r->a, header_find(h, name), m->hint, &m->out->is_charset_guess);
}

/* All fields called `name` together: mailers that write two To fields mean both. */
static void addresses_take(struct message *m, const struct header_block *h, struct str name,
                           address_list *list)
{
    for (const struct header_field *f = header_next(h, name, NULL); f; f = header_next(h, name, f))
        if (!address_parse(m->r->a, f->value, m->hint, list))
            message_suspect(m, "more addresses than a message may have");
}

static void ids_take(struct message *m, const struct header_block *h, struct str name,
                     header_id_list *ids)
{
    for (const struct header_field *f = header_next(h, name, NULL); f; f = header_next(h, name, f))
        if (!header_ids(m->r->a, f->value, ids))
            message_suspect(m, "more references than a message may have");
    for (ptrdiff_t i = 0; i < ids->n; i++)
        ids->v[i] = name_as_token(m->r->a, ids->v[i]);
}

static void people_take(struct message *m, const struct header_block *h)
{
    struct mail *out = m->out;
    addresses_take(m, h, S("From"), &out->from);
    addresses_take(m, h, S("Sender"), &out->sender);
    addresses_take(m, h, S("Reply-To"), &out->reply_to);
    addresses_take(m, h, S("To"), &out->to);
    addresses_take(m, h, S("Cc"), &out->cc);
    addresses_take(m, h, S("Bcc"), &out->bcc);
    addresses_take(m, h, S("Delivered-To"), &out->delivered_to);
    addresses_take(m, h, S("X-Original-To"), &out->delivered_to);
    addresses_take(m, h, S("Envelope-To"), &out->delivered_to);
    struct str path = header_find(h, S("Return-Path"));
    address_list paths = {0};
    out->has_return_path = path.p && address_parse(m->r->a, path, m->hint, &paths);
    if (paths.n)
        out->return_path = paths.v[0].address;
}

/* "Name of the list <list.example.org>" → list.example.org */
static struct str list_id(struct message *m, const struct header_block *h)
{
    struct str s = field_text(m, h, S("List-Id"));
    ptrdiff_t open = str_rchr(s, '<');
    struct str id = open < 0 ? s : str_skip(s, open + 1);
    ptrdiff_t close = str_chr(id, '>');
    return name_as_token(m->r->a, close < 0 ? id : str_head(id, close));
}

static struct str first_field(const struct header_block *h, struct str name)
{
    const struct header_field *f = header_next(h, name, NULL);
    while (f && str_trim(f->value).n == 0 && header_next(h, name, f))
        f = header_next(h, name, f);
    return f ? f->value : (struct str){0};
}

static void fields_take(struct message *m, const struct header_block *h)
{
    struct arena *a = m->r->a;
    struct mail *out = m->out;
    out->subject = header_text(a, first_field(h, S("Subject")), m->hint, &out->is_charset_guess);
    out->date = date_parse(header_find(h, S("Date")));
    out->received = date_parse(header_find(h, S("Received")));
    header_id_list id = {0};
    ids_take(m, h, S("Message-ID"), &id);
    if (id.n)
        out->message_id = id.v[0];
    ids_take(m, h, S("In-Reply-To"), &out->in_reply_to);
    ids_take(m, h, S("References"), &out->references);
    out->list_id = list_id(m, h);
    for (ptrdiff_t i = 0; i < h->fields.n; i++)
        if (is_kept_field(h->fields.v[i].name))
            *vec_push(a, &out->fields) = (struct mail_field){
                h->fields.v[i].name, header_text(a, h->fields.v[i].value, m->hint, NULL)};
}

/* Raw letters in the fields are most likely in the charset of the text below them. */
static struct str hint_find(const struct message *m)
{
    if (m->r->charset.n)
        return m->r->charset;
    for (ptrdiff_t i = 0; i < m->body.text.n; i++) {
        const struct mime_part *p = &m->r->tree->parts.v[m->body.text.v[i]];
        struct str name = charset_find(param_find(&p->content_type, S("charset")));
        if (name.n && !str_eq(name, S("us-ascii")))
            return name;
    }
    return (struct str){0};
}

enum err message_read(struct reading *r, int root, struct mail *out)
{
    struct message m = {.r = r, .root = root, .out = out};
    const struct header_block *h = &r->tree->parts.v[root].headers;
    m.body = body_select(r->a, r->tree, root);
    m.hint = hint_find(&m);
    people_take(&m, h);
    fields_take(&m, h);
    content_read(&m);
    TRY(files_read(&m));
    content_finish(&m);
    auto_judge(&m);
    return OK;
}

/* Old Macintosh files have CR alone at the ends of their lines. */
static struct str line_ends_mend(struct arena *a, struct str raw)
{
    if (str_chr(raw, '\n') >= 0 || str_chr(raw, '\r') < 0)
        return raw;
    char *p = arena_bytes(a, raw.n);
    for (ptrdiff_t i = 0; i < raw.n; i++)
        p[i] = raw.p[i] == '\r' ? '\n' : raw.p[i];
    return str_of(p, raw.n);
}

static const char *reason_find(const struct mime_tree *t, struct str raw)
{
    if (raw.n > LIMIT_MAIL_BYTES)
        return "larger than a message may be";
    if (str_trim(raw).n == 0)
        return "empty";
    if (!header_is_message(&t->parts.v[0].headers))
        return "no message: it has no header fields that one has";
    return t->over_cap;
}

enum err mail_parse(struct arena *a, struct str raw, struct mail_sink *sink, struct mail *out,
                    struct fault *f)
{
    return mail_parse_as(a, raw, S(""), sink, out, f);
}

enum err mail_parse_as(struct arena *a, struct str raw, struct str charset, struct mail_sink *sink,
                       struct mail *out, struct fault *f)
{
    *out = (struct mail){0};
    struct str bytes = line_ends_mend(a, str_head(raw, LIMIT_MAIL_BYTES));
    struct mime_tree tree = mime_read(a, bytes);
    const char *reason = reason_find(&tree, raw);
    if (reason)
        out->quarantine = str_from(reason);
    struct reading r = {.a = a,
                        .tree = &tree,
                        .sink = sink,
                        .charset = charset,
                        .f = f,
                        .next_part = (int)tree.parts.n};
    return message_read(&r, 0, out);
}

struct str mail_field(const struct mail *m, struct str name)
{
    for (ptrdiff_t i = 0; i < m->fields.n; i++)
        if (str_eqi(m->fields.v[i].name, name))
            return m->fields.v[i].text;
    return (struct str){0};
}

static struct str first_usable(const address_list *l)
{
    for (ptrdiff_t i = 0; i < l->n; i++)
        if (address_is_usable(l->v[i].address))
            return l->v[i].address;
    return (struct str){0};
}

struct str mail_author(const struct mail *m)
{
    const address_list *lists[] = {&m->from, &m->sender, &m->reply_to};
    for (int i = 0; i < 3; i++) {
        struct str address = first_usable(lists[i]);
        if (address.n)
            return address;
    }
    return address_is_usable(m->return_path) ? m->return_path : (struct str){0};
}
