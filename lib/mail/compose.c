#include "mail/compose.h"

#include "auth/crypto.h"
#include "auth/encode.h"
#include "base/limits.h"
#include "base/zone.h"
#include "mail/compose_body.h"
#include "mail/compose_field.h"

enum {
    REFERENCES_MOST = 21, /* the first, which names the thread, and the last twenty */
    BOUNDARY_BYTES = 15,
    LINK_BYTES = 900
};

struct writer {
    struct arena *arena;
    const struct compose *mail;
    struct buf *out;
    struct fault *fault;
    int boundaries; /* made so far */
};

/* --- header --------------------------------------------------------------------------------------
 */

static struct str date_words(struct arena *a, instant at, int offset)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int64_t seconds = at / USEC_PER_SEC - (at % USEC_PER_SEC < 0) + offset;
    int64_t day = seconds / 86400 - (seconds % 86400 < 0);
    int of_day = (int)(seconds - day * 86400), year, month, date;
    day_split((day_number)day, &year, &month, &date);
    int minutes = (offset < 0 ? -offset : offset) / 60;
    return str_fmt(a, "%s, %d %s %04d %02d:%02d:%02d %c%02d%02d",
                   days[day_weekday((day_number)day)], date, months[month - 1], year, of_day / 3600,
                   of_day / 60 % 60, of_day % 60, offset < 0 ? '-' : '+', minutes / 60,
                   minutes % 60);
}

/* Says which part it was, over what field_add_address said. */
static enum err add_addresses(struct writer *w, const char *name, const char *part,
                              const struct address *v, int n)
{
    struct field field = field_open(w->arena, w->out, name);
    for (int i = 0; i < n; i++)
        if (field_add_address(&field, &v[i], i + 1 == n, w->fault) != OK) {
            if (w->fault)
                w->fault->field = part;
            return ERR_INVALID;
        }
    field_close(&field);
    return OK;
}

static enum err add_people(struct writer *w)
{
    const struct compose *m = w->mail;
    TRY(add_addresses(w, "From", "from", &m->from, 1));
    if (m->sender.address.n)
        TRY(add_addresses(w, "Sender", "sender", &m->sender, 1));
    if (m->reply_to.address.n)
        TRY(add_addresses(w, "Reply-To", "reply_to", &m->reply_to, 1));
    if (m->to_count + m->cc_count == 0)
        field_line(w->arena, w->out, "To", S("undisclosed-recipients:;"));
    if (m->to_count)
        TRY(add_addresses(w, "To", "to", m->to, m->to_count));
    if (m->cc_count)
        TRY(add_addresses(w, "Cc", "cc", m->cc, m->cc_count));
    return OK;
}

static struct str bracketed(struct arena *a, struct str id)
{
    return str_fmt(a, "<%.*s>", STR_ARG(id));
}

/* What is cited comes from outside: an id that cannot be written is left out. */
static void add_references(struct writer *w)
{
    const struct compose *m = w->mail;
    if (!field_is_id(m->in_reply_to))
        return;
    field_line(w->arena, w->out, "In-Reply-To", bracketed(w->arena, m->in_reply_to));
    struct field field = field_open(w->arena, w->out, "References");
    int first_kept = m->reference_count - (REFERENCES_MOST - 2);
    for (int i = 0; i < m->reference_count; i++) {
        bool is_kept = i == 0 || i >= first_kept;
        bool is_last = str_eq(m->references[i], m->in_reply_to); /* stands at the end */
        if (is_kept && !is_last && field_is_id(m->references[i]))
            field_add(&field, bracketed(w->arena, m->references[i]));
    }
    field_add(&field, bracketed(w->arena, m->in_reply_to));
    field_close(&field);
}

static enum err add_ids(struct writer *w)
{
    struct str id = w->mail->message_id;
    if (!field_is_id(id) || str_chr(id, '@') <= 0)
        return fault_set(w->fault, ERR_INVALID, "message_id", "is no Message-ID");
    field_line(w->arena, w->out, "Message-ID", bracketed(w->arena, id));
    add_references(w);
    return OK;
}

/* RFC 3834, and what Exchange and older vacation programs look for. */
static void add_automatic(struct writer *w)
{
    if (w->mail->automatic == COMPOSE_BY_PERSON)
        return;
    bool is_reply = w->mail->automatic == COMPOSE_AUTO_REPLIED;
    field_line(w->arena, w->out, "Auto-Submitted",
               is_reply ? S("auto-replied") : S("auto-generated"));
    field_line(w->arena, w->out, "X-Auto-Response-Suppress", S("All"));
    field_line(w->arena, w->out, "Precedence", S("bulk"));
}

static bool is_link(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (s.p[i] <= 0x20 || s.p[i] >= 0x7F || strchr("<>,\"", s.p[i]))
            return false;
    return s.n <= LINK_BYTES && (str_startsi(s, S("https://")) || str_startsi(s, S("mailto:")));
}

static enum err add_unsubscribe(struct writer *w)
{
    struct str link = w->mail->unsubscribe;
    if (!link.n)
        return OK;
    if (!is_link(link))
        return fault_set(w->fault, ERR_INVALID, "unsubscribe", "must be an https: or mailto: link");
    field_line(w->arena, w->out, "List-Unsubscribe", bracketed(w->arena, link));
    if (str_startsi(link, S("https://")))
        field_line(w->arena, w->out, "List-Unsubscribe-Post", S("List-Unsubscribe=One-Click"));
    return OK;
}

static enum err add_header(struct writer *w)
{
    const struct compose *m = w->mail;
    field_line(w->arena, w->out, "Date", date_words(w->arena, m->date, m->offset));
    TRY(add_people(w));
    struct field subject = field_open(w->arena, w->out, "Subject");
    field_add_text(&subject, m->subject);
    field_close(&subject);
    TRY(add_ids(w));
    add_automatic(w);
    TRY(add_unsubscribe(w));
    field_line(w->arena, w->out, "MIME-Version", S("1.0"));
    return OK;
}

/* --- body ----------------------------------------------------------------------------------------
 */

/* "=_" can stand in no encoded body (compose_body.c), so no boundary can stand in one. */
static struct str next_boundary(struct writer *w)
{
    struct str seed = str_fmt(w->arena, "%.*s/%d", STR_ARG(w->mail->boundary_seed),
                              w->boundaries++);
    struct crypto_hash h = crypto_sha256(seed);
    struct str letters = encode_base32(w->arena, str_of((const char *)h.bytes, BOUNDARY_BYTES));
    return str_fmt(w->arena, "=_%.*s", STR_ARG(letters));
}

static struct str open_multipart(struct writer *w, const char *type, const char *root)
{
    struct str boundary = next_boundary(w);
    struct field field = field_open(w->arena, w->out, "Content-Type");
    field_add(&field, str_from(type));
    if (root)
        field_add_param(&field, "type", str_from(root));
    field_add_param(&field, "boundary", boundary);
    field_close(&field);
    buf_addz(w->out, "\r\n");
    return boundary;
}

static void next_part(struct writer *w, struct str boundary)
{
    buf_addf(w->out, "--%.*s\r\n", STR_ARG(boundary));
}

static void close_multipart(struct writer *w, struct str boundary)
{
    buf_addf(w->out, "--%.*s--\r\n", STR_ARG(boundary));
}

static void add_text(struct writer *w, const char *type, struct str words)
{
    struct str text = body_text(w->arena, words);
    enum body_encoding encoding = body_encoding(text);
    struct field field = field_open(w->arena, w->out, "Content-Type");
    field_add(&field, str_from(type));
    field_add_param(&field, "charset", S("utf-8"));
    field_close(&field);
    field_line(w->arena, w->out, "Content-Transfer-Encoding",
               str_from(body_encoding_name(encoding)));
    buf_addz(w->out, "\r\n");
    compose_body_add(w->out, text, encoding);
}

static void add_alternative(struct writer *w)
{
    const struct compose *m = w->mail;
    if (!m->html.n) {
        add_text(w, "text/plain", m->text);
        return;
    }
    if (!m->text.n) {
        add_text(w, "text/html", m->html);
        return;
    }
    struct str boundary = open_multipart(w, "multipart/alternative", NULL);
    next_part(w, boundary);
    add_text(w, "text/plain", m->text);
    next_part(w, boundary);
    add_text(w, "text/html", m->html);
    close_multipart(w, boundary);
}

/* --- files ---------------------------------------------------------------------------------------
 */

static bool is_type_word(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!ascii_is_alpha(s.p[i]) && !ascii_is_digit(s.p[i]) && !strchr("!#$&^_.+-", s.p[i]))
            return false;
    return s.n > 0 && s.n < 80;
}

/* What must not be in base64 (RFC 2046, 5.2.1) or would be taken apart goes as plain bytes. */
static struct str safe_type(struct str type)
{
    struct str rest = type, major = str_cut(&rest, '/');
    bool is_safe = is_type_word(major) && is_type_word(rest) && !str_eqi(major, S("message")) &&
                   !str_eqi(major, S("multipart"));
    return is_safe ? type : S("application/octet-stream");
}

/* A picture stands inside only if there is HTML to show it. */
static bool is_inside(const struct compose *m, const struct compose_file *file)
{
    return file->content_id.n && m->html.n;
}

static enum err add_file(struct writer *w, const struct compose_file *file)
{
    bool inside = is_inside(w->mail, file);
    if (inside && !field_is_id(file->content_id))
        return fault_set(w->fault, ERR_INVALID, "files", "has a content id that is none");
    field_line(w->arena, w->out, "Content-Type", safe_type(file->type));
    struct field field = field_open(w->arena, w->out, "Content-Disposition");
    field_add(&field, inside ? S("inline") : S("attachment"));
    if (file->name.n)
        field_add_param(&field, "filename", file->name);
    field_close(&field);
    if (inside)
        field_line(w->arena, w->out, "Content-ID", bracketed(w->arena, file->content_id));
    field_line(w->arena, w->out, "Content-Transfer-Encoding", S("base64"));
    buf_addz(w->out, "\r\n");
    body_add_base64(w->out, file->bytes);
    return OK;
}

static int count_files(const struct compose *m, bool inside)
{
    int n = 0;
    for (int i = 0; i < m->file_count; i++)
        n += is_inside(m, &m->files[i]) == inside;
    return n;
}

static enum err add_files(struct writer *w, struct str boundary, bool inside)
{
    for (int i = 0; i < w->mail->file_count; i++) {
        if (is_inside(w->mail, &w->mail->files[i]) != inside)
            continue;
        next_part(w, boundary);
        TRY(add_file(w, &w->mail->files[i]));
    }
    close_multipart(w, boundary);
    return OK;
}

static enum err add_related(struct writer *w)
{
    if (!count_files(w->mail, true)) {
        add_alternative(w);
        return OK;
    }
    bool is_both = w->mail->text.n > 0;
    struct str boundary = open_multipart(w, "multipart/related",
                                         is_both ? "multipart/alternative" : "text/html");
    next_part(w, boundary);
    add_alternative(w);
    return add_files(w, boundary, true);
}

static enum err add_body(struct writer *w)
{
    if (!count_files(w->mail, false))
        return add_related(w);
    struct str boundary = open_multipart(w, "multipart/mixed", NULL);
    next_part(w, boundary);
    TRY(add_related(w));
    return add_files(w, boundary, false);
}

enum err compose_write(struct arena *a, const struct compose *mail, struct buf *out,
                       struct fault *f)
{
    struct writer w = {.arena = a, .mail = mail, .out = out, .fault = f};
    TRY(add_header(&w));
    TRY(add_body(&w));
    if (out->full)
        return fault_set(f, ERR_TOO_LARGE, "files", "the mail is over %lld MB with its files",
                         (long long)(out->max >> 20));
    return OK;
}
