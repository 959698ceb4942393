#include "mail/imap_read.h"

#include "base/buf.h"
#include "base/limits.h"
#include "mail/imap_date.h"

enum { END = -1 };

static enum err bad(struct imap_reader *r, const char *why)
{
    snprintf(r->why, sizeof r->why, "%s", why);
    return ERR_CORRUPT;
}

static enum err too_large(struct imap_reader *r, const char *why)
{
    snprintf(r->why, sizeof r->why, "%s", why);
    return ERR_TOO_LARGE;
}

/* ---- bytes
 * --------------------------------------------------------------------------------------- */

static bool fill(struct imap_reader *r)
{
    if (r->at < r->have)
        return true;
    r->at = 0;
    r->have = r->read(r->from, r->in, (ptrdiff_t)sizeof r->in);
    if (r->have < 0)
        r->have = 0;
    return r->have > 0;
}

static int peek(struct imap_reader *r)
{
    return fill(r) ? (unsigned char)r->in[r->at] : END;
}

static enum err expect(struct imap_reader *r, char c)
{
    int got = peek(r);
    if (got == END)
        return ERR_UNAVAILABLE;
    if (got != c)
        return bad(r, "an answer that is not IMAP");
    r->at++;
    return OK;
}

/* The end of an answer: CR LF; some servers send LF alone. */
static enum err end_of_line(struct imap_reader *r)
{
    if (peek(r) == '\r')
        r->at++;
    return expect(r, '\n');
}

static void skip_blanks(struct imap_reader *r)
{
    while (peek(r) == ' ')
        r->at++;
}

/* To the end of the line, which is taken too. */
static enum err read_text(struct imap_reader *r, struct arena *a, struct str *out)
{
    struct buf b;
    int c;
    buf_init(&b, a, LIMIT_IMAP_TEXT_BYTES);
    while ((c = peek(r)) != '\n') {
        if (c == END)
            return ERR_UNAVAILABLE;
        buf_addc(&b, (char)c);
        r->at++;
        if (b.full)
            return too_large(r, "a line without end");
    }
    r->at++;
    *out = str_trim_end(buf_str(&b));
    return OK;
}

/* ---- words
 * --------------------------------------------------------------------------------------- */

static bool ends_atom(int c)
{
    return c == END || c <= ' ' || c == '(' || c == ')' || c == '"' || c == '{' || c == 127;
}

/* A word. "BODY[HEADER.FIELDS (DATE)]<0>" is one: what stands in brackets belongs to it. */
static enum err read_atom(struct imap_reader *r, struct arena *a, struct str *out)
{
    struct buf b;
    int depth = 0, c;
    buf_init(&b, a, LIMIT_IMAP_ATOM_BYTES);
    for (; (c = peek(r)) != END; r->at++) {
        if (depth == 0 ? ends_atom(c) : (c == '\r' || c == '\n'))
            break;
        depth += (c == '[') - (c == ']' && depth > 0);
        buf_addc(&b, (char)c);
        if (b.full)
            return too_large(r, "a word without end");
    }
    if (c == END)
        return ERR_UNAVAILABLE;
    if (b.n == 0)
        return bad(r, "an answer that is not IMAP");
    *out = buf_str(&b);
    return OK;
}

static enum err read_number(struct imap_reader *r, struct arena *a, int64_t *out)
{
    struct str word;
    TRY(read_atom(r, a, &word));
    if (str_to_i64(word, out) != OK || *out < 0)
        return bad(r, "a word where a number belongs");
    return OK;
}

static enum err read_quoted(struct imap_reader *r, struct buf *to)
{
    TRY(expect(r, '"'));
    for (;;) {
        int c = peek(r);
        if (c == END)
            return ERR_UNAVAILABLE;
        r->at++;
        if (c == '"')
            return OK;
        if (c == '\\') {
            c = peek(r);
            if (c == END)
                return ERR_UNAVAILABLE;
            r->at++;
        }
        if (c == '\r' || c == '\n')
            return bad(r, "a quoted text over the end of its line");
        buf_addc(to, (char)c);
        if (to->full)
            return too_large(r, "a quoted text without end");
    }
}

/* "{310}", also "{310+}" and "~{310}", with its line end: how many bytes follow. */
static enum err read_literal_size(struct imap_reader *r, int64_t *out)
{
    int64_t n = 0;
    int digits = 0, c;
    TRY(expect(r, '{'));
    for (; ascii_is_digit((char)(c = peek(r))); r->at++, digits++) {
        if (n > INT64_C(1) << 40)
            return too_large(r, "a literal of impossible size");
        n = n * 10 + (c - '0');
    }
    if (c == '+')
        r->at++;
    if (digits == 0 && c != END)
        return bad(r, "a literal without size");
    TRY(expect(r, '}'));
    *out = n;
    return end_of_line(r);
}

/* n bytes as they come; into `to`, or to the reader's body when it is NULL. */
static enum err read_bytes(struct imap_reader *r, int64_t n, struct buf *to, bool hand_on)
{
    while (n > 0) {
        if (!fill(r))
            return ERR_UNAVAILABLE;
        ptrdiff_t here = r->have - r->at;
        struct str piece = str_of(r->in + r->at, here < n ? here : (ptrdiff_t)n);
        r->at += piece.n;
        n -= piece.n;
        if (to)
            buf_add(to, piece);
        else if (hand_on && r->body)
            TRY(r->body(r->to, piece));
        if (to && to->full)
            return too_large(r, "a text over its cap");
    }
    return OK;
}

/* A text: word, quoted or literal. NIL gives empty with p NULL. */
static enum err read_string(struct imap_reader *r, struct arena *a, struct str *out)
{
    struct buf b;
    int64_t n;
    buf_init(&b, a, LIMIT_IMAP_TEXT_BYTES);
    switch (peek(r)) {
    case END: return ERR_UNAVAILABLE;
    case '"': TRY(read_quoted(r, &b)); break;
    case '{':
        TRY(read_literal_size(r, &n));
        TRY(read_bytes(r, n, &b, false));
        break;
    default:
        TRY(read_atom(r, a, out));
        if (str_eqi(*out, S("NIL")))
            *out = (struct str){0};
        return OK;
    }
    *out = b.n ? buf_str(&b) : S("");
    return OK;
}

/* Whatever value stands here, passed over. */
static enum err skip_value(struct imap_reader *r, struct arena *a)
{
    int depth = 0;
    do {
        struct buf b;
        struct str word;
        int64_t n;
        skip_blanks(r);
        int c = peek(r);
        buf_init(&b, a, LIMIT_IMAP_TEXT_BYTES);
        if (c == END)
            return ERR_UNAVAILABLE;
        if (c == '(' || c == ')') {
            r->at++;
            depth += c == '(' ? 1 : -1;
            if (depth < 0 || depth > LIMIT_IMAP_DEPTH)
                return bad(r, "lists that do not close");
        } else if (c == '"') {
            TRY(read_quoted(r, &b));
        } else if (c == '{') {
            TRY(read_literal_size(r, &n));
            TRY(read_bytes(r, n, NULL, false));
        } else {
            TRY(read_atom(r, a, &word));
        }
    } while (depth > 0);
    return OK;
}

/* ---- FETCH
 * --------------------------------------------------------------------------------------- */

static enum err read_body(struct imap_reader *r, struct arena *a, struct imap_response *out)
{
    if (peek(r) == '~')
        r->at++;
    if (peek(r) == '{') {
        TRY(read_literal_size(r, &out->body_bytes));
        out->has_body = true;
        return read_bytes(r, out->body_bytes, NULL, true);
    }
    struct str text;
    TRY(read_string(r, a, &text));
    out->has_body = text.p != NULL;
    out->body_bytes = text.n;
    return text.n && r->body ? r->body(r->to, text) : OK;
}

static enum err read_item(struct imap_reader *r, struct arena *a, struct imap_response *out)
{
    struct str name, date;
    TRY(read_atom(r, a, &name));
    skip_blanks(r);
    if (str_eqi(name, S("UID")))
        return read_number(r, a, &out->uid);
    if (str_eqi(name, S("RFC822.SIZE")))
        return read_number(r, a, &out->size);
    if (str_startsi(name, S("BODY[")))
        return read_body(r, a, out);
    if (str_eqi(name, S("INTERNALDATE"))) {
        TRY(read_string(r, a, &date));
        out->internal_date = imap_date(date);
        return OK;
    }
    return skip_value(r, a);
}

static enum err read_fetch(struct imap_reader *r, struct arena *a, struct imap_response *out)
{
    skip_blanks(r);
    TRY(expect(r, '('));
    for (;;) {
        skip_blanks(r);
        if (peek(r) == ')')
            break;
        TRY(read_item(r, a, out));
    }
    r->at++;
    return end_of_line(r);
}

/* ---- LIST
 * ---------------------------------------------------------------------------------------- */

static enum err read_list(struct imap_reader *r, struct arena *a, struct imap_response *out)
{
    struct str word, rest;
    skip_blanks(r);
    TRY(expect(r, '('));
    for (skip_blanks(r); peek(r) != ')'; skip_blanks(r)) {
        TRY(read_atom(r, a, &word));
        out->cannot_hold |= str_eqi(word, S("\\Noselect")) || str_eqi(word, S("\\NonExistent"));
    }
    r->at++;
    skip_blanks(r);
    TRY(read_string(r, a, &word)); /* what stands between levels */
    skip_blanks(r);
    TRY(read_string(r, a, &out->folder));
    return read_text(r, a, &rest); /* LIST-EXTENDED adds things */
}

/* ---- answers
 * ------------------------------------------------------------------------------------- */

static enum imap_status status_of(struct str word)
{
    static const struct {
        struct str word;
        enum imap_status status;
    } known[] = {{STR_INIT("OK"), IMAP_OK},
                 {STR_INIT("NO"), IMAP_NO},
                 {STR_INIT("BAD"), IMAP_BAD},
                 {STR_INIT("BYE"), IMAP_BYE},
                 {STR_INIT("PREAUTH"), IMAP_PREAUTH}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_eqi(word, known[i].word))
            return known[i].status;
    return IMAP_NONE;
}

static enum err read_status(struct imap_reader *r, struct arena *a, struct imap_response *out)
{
    TRY(read_text(r, a, &out->text));
    out->text = str_trim(out->text);
    if (str_starts(out->text, S("["))) {
        ptrdiff_t end = str_chr(out->text, ']');
        if (end > 0) {
            out->code = str_of(out->text.p + 1, end - 1);
            out->text = str_trim(str_skip(out->text, end + 1));
        }
    }
    return OK;
}

static enum err read_untagged(struct imap_reader *r, struct arena *a, struct imap_response *out)
{
    skip_blanks(r);
    TRY(read_atom(r, a, &out->name));
    if (str_to_i64(out->name, &out->number) == OK) {
        skip_blanks(r);
        TRY(read_atom(r, a, &out->name));
    }
    if (str_eqi(out->name, S("FETCH")))
        return read_fetch(r, a, out);
    if (str_eqi(out->name, S("LIST")))
        return read_list(r, a, out);
    out->status = status_of(out->name);
    if (out->status != IMAP_NONE)
        return read_status(r, a, out);
    TRY(read_text(r, a, &out->text));
    out->text = str_trim(out->text);
    return OK;
}

enum err imap_read(struct imap_reader *r, struct arena *a, struct imap_response *out)
{
    struct str status;
    *out = (struct imap_response){0};
    r->why[0] = '\0';
    TRY(read_atom(r, a, &out->tag));
    if (str_eq(out->tag, S("*"))) {
        out->kind = IMAP_UNTAGGED;
        return read_untagged(r, a, out);
    }
    if (str_eq(out->tag, S("+"))) {
        out->kind = IMAP_CONTINUE;
        return read_text(r, a, &out->text);
    }
    out->kind = IMAP_TAGGED;
    skip_blanks(r);
    TRY(read_atom(r, a, &status));
    out->status = status_of(status);
    if (out->status == IMAP_NONE)
        return bad(r, "an answer that is not IMAP");
    return read_status(r, a, out);
}
