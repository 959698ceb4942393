/* Delivery reports: by the standard (RFC 3464, 6522), and by the prose of those that keep none. */
#include "base/limits.h"
#include "mail/auto.h"
#include "mail/charset.h"
#include "mail/name.h"
#include "text/fold.h"

enum {
    report_bytes = 256 * 1024, /* of one delivery-status part; one recipient takes 300 bytes */
    prose_bytes = 16 * 1024    /* what a report says comes before what it returns */
};

/* "rfc822; user@example.com", "RFC822; <user@example.com>" → user@example.com */
static struct str typed_address(struct arena *a, struct str raw)
{
    struct str s = header_unfold(a, raw);
    ptrdiff_t type = str_chr(s, ';');
    s = str_trim(str_skip(s, type + 1));
    if (s.n >= 2 && s.p[0] == '<' && s.p[s.n - 1] == '>')
        s = str_of(s.p + 1, s.n - 2);
    return name_as_token(a, s);
}

static struct str typed_text(struct arena *a, struct str raw)
{
    struct str s = header_text(a, raw, (struct str){0}, NULL);
    ptrdiff_t type = str_chr(s, ';');
    return str_trim(type > 0 && type < 16 ? str_skip(s, type + 1) : s);
}

/* The length of a status code ("5.1.1", RFC 3463) at the front of s, or 0. */
static ptrdiff_t status_length(struct str s)
{
    if (s.n < 5 || (s.p[0] != '2' && s.p[0] != '4' && s.p[0] != '5') || s.p[1] != '.')
        return 0;
    ptrdiff_t i = 2, start = 2;
    while (i < s.n && i - start < 3 && ascii_is_digit(s.p[i]))
        i++;
    if (i == start || i >= s.n || s.p[i] != '.')
        return 0;
    start = ++i;
    while (i < s.n && i - start < 3 && ascii_is_digit(s.p[i]))
        i++;
    bool goes_on = i < s.n && (ascii_is_digit(s.p[i]) ||
                               (s.p[i] == '.' && i + 1 < s.n && ascii_is_digit(s.p[i + 1])));
    return i > start && !goes_on ? i : 0;
}

/* "550 5.1.1" and "550-5.1.1": the code of SMTP before the other one is the best witness. */
static bool follows_smtp_code(struct str s, ptrdiff_t at)
{
    return at >= 4 && (s.p[at - 1] == ' ' || s.p[at - 1] == '-' || s.p[at - 1] == '#') &&
           ascii_is_digit(s.p[at - 2]) && ascii_is_digit(s.p[at - 3]) && s.p[at - 4] == s.p[at];
}

/* The status code in prose; empty if none. */
static struct str status_find(struct str s)
{
    struct str best = {0};
    for (ptrdiff_t i = 0; i < s.n; i++) {
        bool is_start = i == 0 || (!ascii_is_digit(s.p[i - 1]) && s.p[i - 1] != '.');
        ptrdiff_t n = is_start ? status_length(str_skip(s, i)) : 0;
        if (n == 0 || s.p[i] == '2')
            continue;
        if (follows_smtp_code(s, i))
            return str_of(s.p + i, n);
        if (best.n == 0)
            best = str_of(s.p + i, n);
    }
    return best;
}

/* A reply of SMTP without a status says at least whether it is for good. */
static struct str status_from_smtp(struct str s)
{
    for (ptrdiff_t i = 0; i + 3 < s.n; i++) {
        bool is_start = i == 0 || s.p[i - 1] == ' ' || s.p[i - 1] == '\n' || s.p[i - 1] == '(';
        bool is_code = (s.p[i] == '4' || s.p[i] == '5') && s.p[i + 1] >= '0' && s.p[i + 1] <= '5' &&
                       ascii_is_digit(s.p[i + 2]) && (s.p[i + 3] == ' ' || s.p[i + 3] == '-');
        if (is_start && is_code)
            return s.p[i] == '5' ? S("5.0.0") : S("4.0.0");
    }
    return (struct str){0};
}

static enum mail_bounce_action action_read(struct str value, struct str status)
{
    static const struct {
        const char *word;
        enum mail_bounce_action action;
    } words[] = {{"fail", MAIL_ACTION_FAILED},
                 {"delay", MAIL_ACTION_DELAYED},
                 {"deliver", MAIL_ACTION_DELIVERED},
                 {"relay", MAIL_ACTION_RELAYED},
                 {"expand", MAIL_ACTION_EXPANDED}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_startsi(value, str_from(words[i].word)))
            return words[i].action;
    switch (status.n ? status.p[0] : 0) {
    case '2': return MAIL_ACTION_DELIVERED;
    case '4': return MAIL_ACTION_DELAYED;
    case '5': return MAIL_ACTION_FAILED;
    default: return MAIL_ACTION_NONE;
    }
}

static bool delivery_take(struct message *m, const struct header_block *h)
{
    struct arena *a = m->r->a;
    struct str final = header_find(h, S("Final-Recipient"));
    struct str original = header_find(h, S("Original-Recipient"));
    struct str action = header_find(h, S("Action")), status = header_find(h, S("Status"));
    if (!final.p && !original.p && !action.p && !status.p)
        return false;
    struct mail_delivery d = {0};
    struct str code = header_unfold(a, status);
    d.diagnostic = typed_text(a, header_find(h, S("Diagnostic-Code")));
    d.status = str_head(code, status_length(code));
    if (d.status.n == 0)
        d.status = status_find(d.diagnostic);
    d.recipient = typed_address(a, final.p ? final : original);
    d.original = typed_address(a, original);
    d.action = action_read(header_unfold(a, action), d.status);
    *vec_push(a, &m->out->machine.deliveries) = d;
    return true;
}

/* A delivery-status part: blocks of fields, one about the message, one for each recipient. */
static void report_read(struct message *m, int part)
{
    const struct mime_part *p = &m->r->tree->parts.v[part];
    bool was_cut;
    struct str s = transfer_all(m->r->a, p->encoding, p->body, report_bytes, &was_cut);
    while (s.n > 0 && m->out->machine.deliveries.n < LIMIT_MAIL_RECIPIENTS) {
        struct header_block h = header_read(m->r->a, s, false);
        delivery_take(m, &h);
        s = str_skip(s, h.size);
        if (h.size == 0)
            str_line(&s);
    }
}

static void reports_read(struct message *m)
{
    for (ptrdiff_t i = 0; i < m->body.files.n; i++) {
        int part = m->body.files.v[i];
        struct str type = m->r->tree->parts.v[part].content_type.value;
        if (str_eq(type, S("message/delivery-status")) ||
            str_eq(type, S("message/global-delivery-status"))) {
            m->out->machine.is_report = true;
            report_read(m, part);
        }
    }
}

/* The Message-ID in the fields of a returned message that came as text. */
static struct str returned_id_in(struct message *m, struct str text)
{
    struct header_block h = header_read(m->r->a, text, true);
    header_id_list ids = {0};
    (void)!header_ids(m->r->a, header_find(&h, S("Message-ID")), &ids);
    return ids.n ? name_as_token(m->r->a, ids.v[0]) : (struct str){0};
}

/* The returned message in the text itself: after the line that says so. */
static struct str returned_id_in_prose(struct str text)
{
    ptrdiff_t at = str_findi(text, S("\nmessage-id:"));
    struct str rest = str_skip(text, at + 12);
    struct str line = at < 0 ? (struct str){0} : str_line(&rest);
    ptrdiff_t open = str_chr(line, '<'), close = str_chr(line, '>');
    return open >= 0 && close > open ? str_of(line.p + open + 1, close - open - 1)
                                     : (struct str){0};
}

static struct str returned_id(struct message *m)
{
    for (ptrdiff_t i = 0; i < m->out->files.n; i++) {
        const struct mail_file *f = &m->out->files.v[i];
        if (f->message && f->message->message_id.n)
            return f->message->message_id;
    }
    for (ptrdiff_t i = 0; i < m->body.files.n; i++) {
        const struct mime_part *p = &m->r->tree->parts.v[m->body.files.v[i]];
        if (!str_starts(p->content_type.value, S("text/rfc822-headers")))
            continue;
        bool was_cut;
        struct str id = returned_id_in(
            m, transfer_all(m->r->a, p->encoding, p->body, report_bytes, &was_cut));
        if (id.n)
            return id;
    }
    return returned_id_in_prose(m->out->text);
}

static bool is_address_char(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || (unsigned char)c >= 0x80 || c == '.' ||
           c == '_' || c == '-' || c == '+' || c == '=' || c == '&' || c == '%' || c == '~' ||
           c == '#' || c == '/' || c == '!';
}

/* The address around the @ at `at`; empty when it is none. */
static struct str address_around(struct str s, ptrdiff_t at)
{
    ptrdiff_t start = at, end = at + 1;
    while (start > 0 && is_address_char(s.p[start - 1]))
        start--;
    while (end < s.n && is_address_char(s.p[end]))
        end++;
    while (end > at && (s.p[end - 1] == '.' || s.p[end - 1] == '-'))
        end--;
    struct str address = str_of(s.p + start, end - start);
    return address_is_usable(address) ? address : (struct str){0};
}

static bool is_among(const address_list *l, struct str address)
{
    for (ptrdiff_t i = 0; i < l->n; i++)
        if (str_eqi(l->v[i].address, address))
            return true;
    return false;
}

/* How sure one is that the address is the one that failed: alone at the front of its line, in
 * brackets or not, as postfix, qmail, exim and Gmail write it; or in a line that says so. */
static int recipient_rank(struct str text, struct str address)
{
    const char *start = address.p, *end = address.p + address.n;
    while (start > text.p && start[-1] != '\n')
        start--;
    struct str line = str_of(start, text.p + text.n - start);
    line = str_head(line, str_chr(line, '\n') < 0 ? line.n : str_chr(line, '\n'));
    struct str before = str_trim(str_of(start, address.p - start));
    struct str after = str_trim(str_of(end, line.p + line.n - end));
    bool is_first = before.n == 0 || str_eq(before, S("<"));
    bool is_last = after.n == 0 || after.p[0] == '>' || after.p[0] == ':' || after.p[0] == '(';
    if (is_first && is_last)
        return 3;
    if (str_hasi(line, S("recipient")) || str_hasi(line, S("deliver")) ||
        str_hasi(line, S("failed")) || str_hasi(line, S("unknown")))
        return 2;
    return 1;
}

static struct str recipient_find(const struct message *m, struct str text)
{
    struct str best = {0};
    int best_rank = 0;
    for (ptrdiff_t i = 0; i < text.n; i++) {
        if (text.p[i] != '@')
            continue;
        struct str address = address_around(text, i);
        if (address.n == 0 || is_among(&m->out->to, address) || is_among(&m->out->from, address) ||
            str_startsi(address, S("postmaster@")) || str_startsi(address, S("mailer-daemon@")))
            continue;
        int rank = recipient_rank(text, address);
        if (rank > best_rank) {
            best = address;
            best_rank = rank;
        }
    }
    return best;
}

/* The text of a report up to the message it returns. */
static struct str prose_of(struct arena *a, struct str text)
{
    struct str rest = str_head(text, prose_bytes);
    struct str s = rest;
    while (rest.p) {
        struct str line = str_line(&rest);
        struct str folded = fold_text(a, str_head(line, 200));
        ptrdiff_t at = auto_phrase_find(PHRASE_RETURNED, folded);
        if (at >= 0 && at < 12 && folded.n < 80)
            return str_head(s, line.p - s.p);
    }
    return s;
}

struct prose {
    struct str text, folded;
    bool says_failure, says_delay;
};

static struct prose prose_read(struct message *m)
{
    struct arena *a = m->r->a;
    struct prose p = {.text = prose_of(a, m->out->text)};
    p.folded = str_cat(a, str_cat(a, fold_text(a, m->out->subject), S(" \n")),
                       fold_text(a, p.text));
    p.says_failure = auto_phrase_find(PHRASE_BOUNCE, p.folded) >= 0;
    p.says_delay = auto_phrase_find(PHRASE_DELAY, p.folded) >= 0;
    return p;
}

/* X-Failed-Recipients, as exim and Gmail have it: each is one delivery. */
static void failed_recipients_take(struct message *m)
{
    const struct header_block *h = &m->r->tree->parts.v[m->root].headers;
    address_list failed = {0};
    (void)!address_parse(m->r->a, header_find(h, S("X-Failed-Recipients")), (struct str){0},
                         &failed);
    for (ptrdiff_t i = 0; i < failed.n && i < LIMIT_MAIL_RECIPIENTS; i++)
        *vec_push(m->r->a, &m->out->machine.deliveries) = (struct mail_delivery){
            .recipient = failed.v[i].address};
}

/* What the fields left open is looked for in the prose. */
static void deliveries_complete(struct message *m, const struct prose *p)
{
    struct mail_machine *out = &m->out->machine;
    if (out->deliveries.n == 0)
        failed_recipients_take(m);
    if (out->deliveries.n == 0)
        *vec_push(m->r->a, &out->deliveries) = (struct mail_delivery){
            .recipient = recipient_find(m, p->text)};
    struct str status = status_find(p->text);
    if (status.n == 0)
        status = status_from_smtp(p->text);
    for (ptrdiff_t i = 0; i < out->deliveries.n; i++) {
        struct mail_delivery *d = &out->deliveries.v[i];
        if (d->status.n == 0)
            d->status = status;
        if (d->recipient.n == 0)
            d->recipient = d->original;
        if (d->action == MAIL_ACTION_NONE)
            d->action = p->says_delay && !(d->status.n && d->status.p[0] == '5')
                            ? MAIL_ACTION_DELAYED
                            : MAIL_ACTION_FAILED;
    }
}

static bool is_delivery_report(const struct message *m)
{
    const struct mime_part *root = &m->r->tree->parts.v[m->root];
    struct str type = param_find(&root->content_type, S("report-type"));
    return str_eq(root->content_type.value, S("multipart/report")) &&
           (type.n == 0 || str_eqi(type, S("delivery-status")));
}

static bool is_bounce_by_prose(const struct message *m, struct auto_sender sender,
                               const struct prose *p)
{
    const struct header_block *h = &m->r->tree->parts.v[m->root].headers;
    if (header_next(h, S("X-Failed-Recipients"), NULL))
        return true;
    if (!p->says_failure && !p->says_delay)
        return false;
    if (sender.is_daemon || sender.is_null)
        return true;
    return sender.is_marked && auto_phrase_begins(PHRASE_BOUNCE, p->folded) > 0;
}

void bounce_read(struct message *m, struct auto_sender sender)
{
    struct mail_machine *out = &m->out->machine;
    reports_read(m);
    bool is_suspect = out->is_report || is_delivery_report(m) || sender.is_daemon ||
                      sender.is_null || sender.is_marked;
    if (!is_suspect)
        return;
    struct prose p = prose_read(m);
    out->is_report = out->is_report || (is_delivery_report(m) && sender.is_daemon) ||
                     is_bounce_by_prose(m, sender, &p);
    if (!out->is_report)
        return;
    deliveries_complete(m, &p);
    out->returned_id = returned_id(m);
    for (ptrdiff_t i = 0; i < out->deliveries.n; i++)
        out->is_bounce |= out->deliveries.v[i].action == MAIL_ACTION_FAILED;
}
