#include "mail/wire.h"

#include "base/limits.h"
#include "base/utf8.h"

/* One description of the message serves both directions, so that they cannot differ. */
struct codec {
    struct arena *a;
    struct buf *out; /* encoding; NULL when decoding */
    struct str in;   /* decoding: what is left */
    bool is_bad;
    int depth; /* of messages in messages */
};

enum { magic_bytes = 4, int_bytes = 8 };

#define MAGIC S("KML\x01")

static void integer(struct codec *c, int64_t *v)
{
    uint64_t u = (uint64_t)*v;
    if (c->out) {
        char bytes[int_bytes];
        for (int i = 0; i < int_bytes; i++)
            bytes[i] = (char)(u >> 8 * i & 0xFF);
        buf_add(c->out, str_of(bytes, int_bytes));
        return;
    }
    *v = 0;
    if (c->in.n < int_bytes) {
        c->is_bad = true;
        return;
    }
    u = 0;
    for (int i = 0; i < int_bytes; i++)
        u |= (uint64_t)(unsigned char)c->in.p[i] << 8 * i;
    c->in = str_skip(c->in, int_bytes);
    *v = (int64_t)u;
}

/* A number that must lie in a range. */
static int64_t bounded(struct codec *c, int64_t v, int64_t least, int64_t most)
{
    integer(c, &v);
    if (v < least || v > most) {
        c->is_bad = true;
        return least;
    }
    return v;
}

static void boolean(struct codec *c, bool *v)
{
    *v = bounded(c, *v, 0, 1) != 0;
}

static void text(struct codec *c, struct str *s)
{
    int64_t n = bounded(c, s->n, 0, c->out ? INT64_MAX : c->in.n);
    if (c->out) {
        buf_add(c->out, *s);
        return;
    }
    if (n > c->in.n) /* the number itself took some */
        c->is_bad = true;
    *s = c->is_bad ? (struct str){0} : str_head(c->in, (ptrdiff_t)n);
    c->in = str_skip(c->in, s->n);
    if (!utf8_is_valid(*s) || str_chr(*s, 0) >= 0) {
        c->is_bad = true;
        *s = (struct str){0};
    }
}

/* How many things follow; each takes at least eight bytes, so that no lie costs memory. */
static ptrdiff_t count(struct codec *c, ptrdiff_t n, int64_t most)
{
    n = (ptrdiff_t)bounded(c, n, 0, most);
    if (!c->out && n > c->in.n / int_bytes)
        c->is_bad = true;
    return c->is_bad ? 0 : n;
}

#define LIST(c, list, most, each)                                                                  \
    do {                                                                                           \
        ptrdiff_t n_ = count((c), (list)->n, (most));                                              \
        for (ptrdiff_t i_ = 0; i_ < n_ && !(c)->is_bad; i_++)                                      \
            each((c), (c)->out ? &(list)->v[i_] : vec_push((c)->a, (list)));                       \
    } while (0)

static void address(struct codec *c, struct address *v)
{
    text(c, &v->name);
    text(c, &v->address);
}

static void addresses(struct codec *c, address_list *l)
{
    LIST(c, l, LIMIT_MAIL_ADDRESSES, address);
}

static void date(struct codec *c, struct mail_date *d)
{
    enum { day = 24 * 3600 };
    boolean(c, &d->is_known);
    integer(c, &d->at);
    d->offset = (int)bounded(c, d->offset, -day, day);
    if (d->at < -USEC_PER_DAY * 366 * 2000 || d->at > USEC_PER_DAY * 366 * 9000)
        c->is_bad = true;
}

static void field(struct codec *c, struct mail_field *v)
{
    text(c, &v->name);
    text(c, &v->text);
}

static void invite(struct codec *c, struct mail_invite *v)
{
    struct str *texts[] = {&v->method,      &v->uid,      &v->summary,   &v->location,
                           &v->description, &v->status,   &v->start,     &v->end,
                           &v->start_zone,  &v->end_zone, &v->recurrence};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        text(c, texts[i]);
    address(c, &v->organizer);
    addresses(c, &v->attendees);
}

static void delivery(struct codec *c, struct mail_delivery *v)
{
    v->action = (enum mail_bounce_action)bounded(c, v->action, 0, MAIL_BOUNCE_ACTIONS - 1);
    text(c, &v->status);
    text(c, &v->recipient);
    text(c, &v->original);
    text(c, &v->diagnostic);
}

static void machine(struct codec *c, struct mail_machine *v)
{
    boolean(c, &v->is_auto);
    boolean(c, &v->is_out_of_office);
    boolean(c, &v->is_list);
    boolean(c, &v->is_report);
    boolean(c, &v->is_bounce);
    boolean(c, &v->may_acknowledge);
    text(c, &v->reason);
    LIST(c, &v->deliveries, LIMIT_MAIL_RECIPIENTS, delivery);
    text(c, &v->returned_id);
}

static bool is_hex(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!ascii_is_digit(s.p[i]) && !(s.p[i] >= 'a' && s.p[i] <= 'f'))
            return false;
    return true;
}

static void message(struct codec *c, struct mail *m);

static void inner(struct codec *c, struct mail_file *v)
{
    bool has_message = v->message != NULL;
    boolean(c, &has_message);
    if (!has_message || c->is_bad)
        return;
    if (++c->depth > LIMIT_MAIL_DEPTH) {
        c->is_bad = true;
        return;
    }
    if (!c->out)
        v->message = NEW(c->a, struct mail);
    message(c, v->message);
    c->depth--;
}

static void file(struct codec *c, struct mail_file *v)
{
    enum { parts_most = 4 * LIMIT_MAIL_PARTS };
    v->part = (int)bounded(c, v->part, 0, (int64_t)parts_most * LIMIT_MAIL_PARTS);
    v->kind = (enum mail_file_kind)bounded(c, v->kind, 0, MAIL_FILE_KINDS - 1);
    struct str *texts[] = {&v->name, &v->type, &v->content_id, &v->content_location, &v->sha256};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        text(c, texts[i]);
    v->size = bounded(c, v->size, 0, INT64_MAX / 2);
    v->offset = bounded(c, v->offset, 0, INT64_MAX / 2);
    boolean(c, &v->is_inline);
    inner(c, v);
    if (v->sha256.n != 64 || !is_hex(v->sha256) || str_chr(v->name, '/') >= 0 ||
        str_chr(v->name, '\\') >= 0)
        c->is_bad = true;
}

static void ids(struct codec *c, header_id_list *l)
{
    LIST(c, l, LIMIT_MAIL_REFERENCES, text);
}

static void head(struct codec *c, struct mail *m)
{
    text(c, &m->quarantine);
    text(c, &m->subject);
    address_list *lists[] = {&m->from, &m->sender, &m->reply_to,    &m->to,
                             &m->cc,   &m->bcc,    &m->delivered_to};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        addresses(c, lists[i]);
    text(c, &m->return_path);
    boolean(c, &m->has_return_path);
    text(c, &m->message_id);
    ids(c, &m->in_reply_to);
    ids(c, &m->references);
    date(c, &m->date);
    date(c, &m->received);
    text(c, &m->list_id);
    LIST(c, &m->fields, LIMIT_MAIL_HEADERS, field);
}

static void message(struct codec *c, struct mail *m)
{
    head(c, m);
    text(c, &m->text);
    text(c, &m->html);
    text(c, &m->visible);
    boolean(c, &m->is_text_from_html);
    boolean(c, &m->is_html_reduced);
    m->remote_pictures = (int)bounded(c, m->remote_pictures, 0, INT32_MAX);
    boolean(c, &m->is_charset_guess);
    text(c, &m->charset);
    LIST(c, &m->files, 2 * LIMIT_MAIL_PARTS, file);
    LIST(c, &m->invites, LIMIT_MAIL_PARTS, invite);
    machine(c, &m->machine);
}

void mail_encode(struct buf *out, const struct mail *m)
{
    struct codec c = {.out = out};
    struct mail copy = *m; /* encoding writes back what it read */
    buf_add(out, MAGIC);
    message(&c, &copy);
}

enum err mail_decode(struct arena *a, struct str bytes, struct mail *out, struct fault *f)
{
    struct codec c = {.a = a, .in = str_skip(bytes, magic_bytes)};
    *out = (struct mail){0};
    c.is_bad = !str_starts(bytes, MAGIC);
    if (!c.is_bad)
        message(&c, out);
    if (!c.is_bad && c.in.n == 0)
        return OK;
    *out = (struct mail){0};
    return fault_set(f, ERR_CORRUPT, NULL, "the parser's answer is no message");
}
