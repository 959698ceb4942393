#include "mail/mail_json.h"

#include "base/limits.h"

/* Text, or null where there is none. */
static void member(struct json *j, const char *key, struct str s)
{
    json_key(j, key);
    if (s.n)
        json_text(j, s);
    else
        json_null(j);
}

static void member_bool(struct json *j, const char *key, bool v)
{
    json_key(j, key);
    json_bool(j, v);
}

static void address_put(struct json *j, const struct address *v)
{
    json_object(j);
    member(j, "name", v->name);
    member(j, "address", v->address);
    json_end(j);
}

static void addresses_put(struct json *j, const char *key, const address_list *l)
{
    json_key(j, key);
    json_array(j);
    for (ptrdiff_t i = 0; i < l->n; i++)
        address_put(j, &l->v[i]);
    json_end(j);
}

/* In-Reply-To names one message; mailers that write "Message from … of … <id>" put it last. */
static struct str in_reply_to(const struct mail *m)
{
    const header_id_list *ids = &m->in_reply_to;
    for (ptrdiff_t i = ids->n - 1; i >= 0; i--)
        for (ptrdiff_t k = 0; k < m->references.n; k++)
            if (str_eq(ids->v[i], m->references.v[k]))
                return ids->v[i];
    return ids->n ? ids->v[ids->n - 1] : (struct str){0};
}

static void fields_put(struct arena *a, struct json *j, const struct mail *m)
{
    static const struct address nobody;
    member(j, "subject", m->subject);
    json_key(j, "from");
    address_put(j, m->from.n ? &m->from.v[0] : &nobody);
    addresses_put(j, "to", &m->to);
    addresses_put(j, "cc", &m->cc);
    addresses_put(j, "reply_to", &m->reply_to);
    member(j, "message_id", m->message_id);
    member(j, "in_reply_to", in_reply_to(m));
    json_key(j, "references");
    json_array(j);
    for (ptrdiff_t i = 0; i < m->references.n; i++)
        json_text(j, m->references.v[i]);
    json_end(j);
    member(j, "date", date_format(a, m->date));
}

static void text_put(struct json *j, const char *key, struct str s)
{
    json_key(j, key);
    json_text(j, s);
}

static void message_put(struct arena *a, struct json *j, const struct mail *m);

static void file_put(struct arena *a, struct json *j, const struct mail_file *f)
{
    enum { depth_most = 16 }; /* of messages in messages; json.h has room for 60 levels */
    json_object(j);
    member(j, "name", f->name);
    member(j, "type", f->type);
    json_key(j, "size");
    json_i64(j, f->size);
    member(j, "sha256", f->sha256);
    member(j, "content_id", f->content_id);
    member_bool(j, "inline", f->is_inline);
    if (f->message && j->depth < 3 * depth_most) {
        json_key(j, "message");
        json_object(j);
        message_put(a, j, f->message);
        json_end(j);
    }
    json_end(j);
}

static void message_put(struct arena *a, struct json *j, const struct mail *m)
{
    fields_put(a, j, m);
    text_put(j, "text", m->text);
    member(j, "html_sanitised", m->html);
    text_put(j, "visible_reply_text", m->visible);
    json_key(j, "attachments");
    json_array(j);
    for (ptrdiff_t i = 0; i < m->files.n; i++)
        file_put(a, j, &m->files.v[i]);
    json_end(j);
}

/* Of several deliveries the one that failed, then the first. */
static const struct mail_delivery *delivery_of(const struct mail *m)
{
    static const struct mail_delivery none;
    const struct mail_delivery *d = m->machine.deliveries.n ? &m->machine.deliveries.v[0] : &none;
    for (ptrdiff_t i = m->machine.deliveries.n - 1; i >= 0; i--)
        if (m->machine.deliveries.v[i].action == MAIL_ACTION_FAILED)
            d = &m->machine.deliveries.v[i];
    return d;
}

static void machine_put(struct json *j, const struct mail *m)
{
    static const char *const actions[MAIL_BOUNCE_ACTIONS] = {"",          "failed",  "delayed",
                                                             "delivered", "relayed", "expanded"};
    const struct mail_delivery *d = delivery_of(m);
    member_bool(j, "auto_generated", m->machine.is_auto);
    member_bool(j, "out_of_office", m->machine.is_out_of_office);
    member_bool(j, "is_bounce", m->machine.is_bounce);
    member_bool(j, "is_dsn", m->machine.is_report);
    member(j, "bounce_status", d->status);
    member(j, "bounce_action", str_from(actions[d->action]));
    member(j, "final_recipient", d->recipient);
    member_bool(j, "send_autoreply", m->machine.may_acknowledge);
    member(j, "list_id", m->list_id);
}

static void guess_put(struct json *j, const struct mail *m)
{
    member(j, "charset", m->charset);
    member_bool(j, "charset_guessed", m->is_charset_guess);
    member(j, "quarantine", m->quarantine);
}

void mail_json(struct arena *a, struct buf *out, struct str file, const struct mail *m)
{
    struct json j;
    json_init(&j, out);
    json_object(&j);
    text_put(&j, "file", file);
    message_put(a, &j, m);
    machine_put(&j, m);
    guess_put(&j, m);
    json_end(&j);
}
