#include "mail/address.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "mail/header.h"
#include "mail/name.h"

/* One address on its way: the words of its name, or the address itself when no brackets come. */
struct parser {
    struct arena *a;
    struct str s;
    ptrdiff_t i;
    struct str hint;
    address_list *list;
    struct buf phrase;  /* words and quoted strings, raw */
    struct buf comment; /* what stands in parentheses: the name, in the oldest style */
    struct buf spec;    /* what stands in angle brackets */
    bool has_spec;
    ptrdiff_t name_size; /* of the phrase, what stood before the brackets */
    struct str pending;  /* "Doe" of an unquoted "Doe, John <…>", until it is clear what it was */
    bool has_more_quotes; /* false once a quote was found to be the last */
    bool fits;
    int depth; /* 1 inside an encoded word that held a whole address */
};

enum { QUOTED_AT = 1 }; /* a control character, which no phrase has otherwise */

static void list_read(struct parser *p);

static bool is_ascii_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void space_add(struct buf *b)
{
    if (b->n && b->p[b->n - 1] != ' ')
        buf_addc(b, ' ');
}

/* The offset of the quote that closes the one at i, or -1. */
static ptrdiff_t quote_end(struct str s, ptrdiff_t i)
{
    for (i++; i < s.n; i++) {
        if (s.p[i] == '\\')
            i++;
        else if (s.p[i] == '"')
            return i;
    }
    return -1;
}

/* The same where quotes may stand unescaped inside ("Company "Test"" <…>): one that letters or
 * quotes follow closes nothing, if one that does comes before the bracket. */
static ptrdiff_t quote_end_of_name(struct str s, ptrdiff_t i)
{
    enum { quotes_most = 8 };
    ptrdiff_t first = quote_end(s, i);
    for (ptrdiff_t at = first, tries = 0; at >= 0 && tries < quotes_most; tries++) {
        char next = at + 1 < s.n ? s.p[at + 1] : ' ';
        if (!ascii_is_alpha(next) && !ascii_is_digit(next) && next != '"')
            return at;
        ptrdiff_t after = quote_end(s, at);
        if (after >= 0 && str_chr(str_of(s.p + at, after - at), '<') >= 0)
            return first;
        at = after;
    }
    return first;
}

/* Quoted words go into the phrase without their quotes. An @ among them makes no address ("\"ceo@
 * example.com\" <x@y>"), so something else stands for it until the name is read. */
static void unescape_add(struct buf *b, struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\\' && i + 1 < s.n)
            i++;
        buf_addc(b, s.p[i] == '@' ? QUOTED_AT : s.p[i]);
    }
}

/* A quoted string: words of a name without their quotes, or a local part that needs them. */
static void quoted_read(struct parser *p)
{
    ptrdiff_t end = p->has_more_quotes ? quote_end_of_name(p->s, p->i) : -1;
    if (end < 0) {
        p->has_more_quotes = false;
        p->i++;
        return;
    }
    struct str inside = str_of(p->s.p + p->i + 1, end - p->i - 1);
    ptrdiff_t next = end + 1;
    bool is_local = next < p->s.n && (p->s.p[next] == '@' || p->s.p[next] == '.');
    if (is_local)
        buf_add(&p->phrase, str_of(p->s.p + p->i, end - p->i + 1));
    else
        unescape_add(&p->phrase, inside);
    p->i = end + 1;
}

/* A comment at *i, which moves to its end; its words go with the others. */
static void comment_take(struct parser *p, struct str s, ptrdiff_t *i)
{
    int depth = 0;
    space_add(&p->comment);
    for (; *i < s.n; ++*i) {
        char c = s.p[*i];
        if (c == '\\' && *i + 1 < s.n) {
            buf_addc(&p->comment, s.p[++*i]);
            continue;
        }
        depth += c == '(';
        depth -= c == ')';
        if (depth == 0)
            return;
        if (c != '(' || depth > 1)
            buf_addc(&p->comment, c);
    }
}

static void comment_read(struct parser *p)
{
    comment_take(p, p->s, &p->i);
    p->i += p->i < p->s.n;
    space_add(&p->phrase);
}

/* Where a bracket that never closes must end: before what begins the next address. */
static ptrdiff_t spec_end(struct str s, ptrdiff_t i)
{
    for (; i < s.n; i++) {
        char c = s.p[i];
        if (c == '>' || c == '<')
            return i;
        if (c == '"') {
            ptrdiff_t end = quote_end(s, i);
            i = end < 0 ? i : end;
        }
    }
    return -1;
}

/* What stands between the brackets, without blanks, comments, route and "mailto:". */
static void spec_add(struct parser *p, struct str inside)
{
    ptrdiff_t at = str_chr(inside, '@'), colon = str_chr(inside, ':');
    if (at == 0 && colon > 0)
        inside = str_skip(inside, colon + 1);
    if (str_startsi(str_trim(inside), S("mailto:")))
        inside = str_skip(str_trim(inside), 7);
    for (ptrdiff_t i = 0; i < inside.n; i++) {
        char c = inside.p[i];
        ptrdiff_t end = c == '"' ? quote_end(inside, i) : -1;
        if (end >= 0) {
            buf_add(&p->spec, str_of(inside.p + i, end - i + 1));
            i = end;
        } else if (c == '(') {
            comment_take(p, inside, &i);
        } else if (!is_ascii_space(c) && c != '"') {
            buf_addc(&p->spec, c);
        }
    }
}

static void address_end(struct parser *p, bool is_comma);

static void spec_read(struct parser *p)
{
    if (p->has_spec && p->spec.n) { /* two in a row: somebody forgot the comma */
        struct str next = str_dup(p->a, str_skip(buf_str(&p->phrase), p->name_size));
        p->phrase.n = p->name_size;
        address_end(p, false);
        buf_add(&p->phrase, next);
    }
    while (p->i < p->s.n && (p->s.p[p->i] == '<' || is_ascii_space(p->s.p[p->i])))
        p->i++;
    ptrdiff_t end = spec_end(p->s, p->i);
    if (end < 0 || p->s.p[end] == '<') { /* never closed */
        struct str rest = str_skip(p->s, p->i);
        rest = str_head(rest, end < 0 ? rest.n : end - p->i);
        ptrdiff_t comma = str_chr(rest, ',');
        rest = comma < 0 ? rest : str_head(rest, comma);
        ptrdiff_t semicolon = str_chr(rest, ';');
        end = p->i + (semicolon < 0 ? rest.n : semicolon);
    }
    spec_add(p, str_of(p->s.p + p->i, end - p->i));
    p->has_spec = true;
    p->name_size = p->phrase.n;
    p->i = end;
    while (p->i < p->s.n && p->s.p[p->i] == '>')
        p->i++;
}

static struct str display(struct parser *p, const struct buf *b)
{
    for (ptrdiff_t i = 0; i < b->n; i++)
        if (b->p[i] == QUOTED_AT)
            b->p[i] = '@';
    return name_for_display(p->a, header_text(p->a, buf_str(b), p->hint, NULL));
}

/* "Ann (Sales)": the words of the name, and what was said in parentheses beside them; that alone
 * when there are no others. */
static struct str name_text(struct parser *p, const struct buf *words)
{
    struct str name = display(p, words), aside = display(p, &p->comment);
    if (name.n == 0 || aside.n == 0)
        return name.n ? name : aside;
    return str_fmt(p->a, "%.*s (%.*s)", STR_ARG(name), STR_ARG(aside));
}

static void address_add(struct parser *p, struct str name, struct str address)
{
    if (p->pending.n) {
        struct str before = p->pending;
        p->pending = (struct str){0};
        if (p->has_spec && address.n)
            name = name.n ? str_fmt(p->a, "%.*s, %.*s", STR_ARG(before), STR_ARG(name)) : before;
        else
            address_add(p, before, (struct str){0});
    }
    if (name.n == 0 && address.n == 0)
        return;
    if (p->list->n >= LIMIT_MAIL_ADDRESSES) {
        p->fits = false;
        return;
    }
    if (address.n > LIMIT_ADDRESS_BYTES) { /* no address: keep what it says as a name */
        name = utf8_cut_bytes(name.n ? name : address, LIMIT_NAME_BYTES);
        address = (struct str){0};
    }
    *vec_push(p->a, p->list) = (struct address){name, address};
}

/* Blanks around the dots and the @ of an address are none of it (RFC 5322, 4.4). */
static struct str spec_squeeze(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a, s.n + 1);
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (s.p[i] != ' ') {
            buf_addc(&b, s.p[i]);
            continue;
        }
        char before = b.n ? b.p[b.n - 1] : '.', after = i + 1 < s.n ? s.p[i + 1] : '.';
        bool is_around = before == '.' || before == '@' || after == '.' || after == '@';
        if (!is_around && before != ' ')
            buf_addc(&b, ' ');
    }
    return buf_str(&b);
}

/* The end of the word at i; blanks in quotes do not end it. */
static ptrdiff_t word_end(struct str s, ptrdiff_t i)
{
    while (i < s.n && s.p[i] != ' ') {
        ptrdiff_t end = s.p[i] == '"' ? quote_end(s, i) : -1;
        i = end >= 0 ? end + 1 : i + 1;
    }
    return i;
}

/* An address among words, without what was put around it. */
static struct str word_trim(struct str s)
{
    if (str_startsi(s, S("mailto:")))
        s = str_skip(s, 7);
    while (s.n > 1 && (s.p[s.n - 1] == '>' || s.p[s.n - 1] == '\''))
        s.n--;
    while (s.n > 1 && s.p[0] == '\'')
        s = str_skip(s, 1);
    return s;
}

/* "John Doe john@example.com": the word with the @ is the address, those before it are the name;
 * of one address alone, those after it too. */
static void bare_add(struct parser *p, struct str s)
{
    struct buf name;
    buf_init(&name, p->a, s.n + p->comment.n + 2);
    struct str address = {0};
    s = spec_squeeze(p->a, s);
    for (ptrdiff_t i = 0, end; i < s.n; i = end + 1) {
        end = word_end(s, i);
        struct str word = str_of(s.p + i, end - i);
        if (str_chr(word, '@') < 0) {
            space_add(&name);
            buf_add(&name, word);
            continue;
        }
        if (address.n) { /* no comma between two */
            address_add(p, name_text(p, &name), address);
            name.n = 0;
        }
        address = name_as_token(p->a, word_trim(word));
    }
    address_add(p, name_text(p, &name), address);
}

/* "merwok wok @example.com": all words before the @ are the local part. */
static bool is_spaced_local(struct str s, ptrdiff_t at)
{
    return at > 0 && s.p[at - 1] == ' ' && str_chr(s, '@') == at && str_chr(s, '"') < 0 &&
           str_chr(str_trim(str_head(s, at)), ' ') > 0;
}

static void spaced_add(struct parser *p, struct str s, ptrdiff_t at)
{
    struct str local = spec_squeeze(p->a, str_trim(str_head(s, at)));
    struct str domain = spec_squeeze(p->a, str_trim(str_skip(s, at + 1)));
    struct str address = str_fmt(p->a, "\"%.*s\"@%.*s", STR_ARG(local), STR_ARG(domain));
    address_add(p, display(p, &p->comment), name_as_token(p->a, address));
}

/* An encoded word may hold a whole address, brackets and all. */
static bool encoded_add(struct parser *p, struct str text)
{
    struct str decoded = header_text(p->a, text, p->hint, NULL);
    if (p->depth > 0 || str_find(text, S("=?")) < 0 || str_chr(decoded, '@') < 0)
        return false;
    struct parser inner = {
        .a = p->a, .s = decoded, .hint = S("utf-8"), .list = p->list, .fits = true, .depth = 1};
    list_read(&inner);
    p->fits = p->fits && inner.fits;
    return true;
}

/* Words without an address before a comma: a name of its own, or the first half of one. */
static void pending_set(struct parser *p)
{
    struct str name = name_text(p, &p->phrase);
    if (p->pending.n)
        name = str_fmt(p->a, "%.*s, %.*s", STR_ARG(p->pending), STR_ARG(name));
    p->pending = name;
}

static void bare_end(struct parser *p, struct str text, bool is_comma)
{
    ptrdiff_t at = str_rchr(text, '@');
    if (encoded_add(p, text))
        return;
    if (at < 0 && is_comma)
        pending_set(p);
    else if (at < 0)
        address_add(p, name_text(p, &p->phrase), (struct str){0});
    else if (is_spaced_local(text, at))
        spaced_add(p, text, at);
    else
        bare_add(p, text);
}

/* What came so far is one address; `is_comma` when a comma ended it. */
static void address_end(struct parser *p, bool is_comma)
{
    struct str text = str_trim(buf_str(&p->phrase));
    if (p->has_spec) {
        if (str_trim(str_head(text, p->name_size)).n)
            p->phrase.n = p->name_size;
        struct str name = name_text(p, &p->phrase);
        struct str spec = buf_str(&p->spec);
        if (str_has(spec, S("=?")))
            spec = header_text(p->a, spec, p->hint, NULL);
        address_add(p, name, name_as_token(p->a, spec));
    } else if (text.n) {
        bare_end(p, text, is_comma);
    }
    p->phrase.n = p->comment.n = p->spec.n = 0;
    p->has_spec = false;
}

/* A colon ends the name of a group, unless it stands in an address or after "mailto". */
static bool is_group_name(struct parser *p)
{
    struct str text = str_trim(buf_str(&p->phrase));
    return !p->has_spec && text.n && str_chr(text, '@') < 0 && !str_eqi(text, S("mailto"));
}

static void sign_read(struct parser *p, char c)
{
    if (c == ',' || c == ';') {
        address_end(p, c == ',');
        p->i++;
    } else if (c == ':' && (is_group_name(p) || p->phrase.n == 0)) {
        p->phrase.n = p->comment.n = 0;
        p->i++;
    } else if (c == '"') {
        quoted_read(p);
    } else if (c == '(') {
        comment_read(p);
    } else if (c == '<') {
        spec_read(p);
    } else {
        if (c != QUOTED_AT)
            buf_addc(&p->phrase, c);
        p->i++;
    }
}

/* An encoded word as it stands: commas and semicolons in it separate nothing. */
static bool word_copy(struct parser *p)
{
    enum { word_most = 4096, charset_most = 64 };
    struct str rest = str_head(str_skip(p->s, p->i), word_most);
    if (!str_starts(rest, S("=?")))
        return false;
    ptrdiff_t charset = str_chr(str_head(str_skip(rest, 2), charset_most), '?');
    if (charset < 0)
        return false;
    ptrdiff_t end = str_find(str_skip(rest, charset + 5), S("?="));
    struct str word = str_head(rest, end < 0 ? 0 : charset + 5 + end + 2);
    if (word.n == 0 || str_chr(word, '<') >= 0 || str_chr(word, '"') >= 0 ||
        str_find(str_skip(word, 2), S("=?")) >= 0)
        return false;
    buf_add(&p->phrase, word);
    p->i += word.n;
    return true;
}

static void list_read(struct parser *p)
{
    ptrdiff_t room = p->s.n * 4 + 64;
    buf_init(&p->phrase, p->a, room);
    buf_init(&p->comment, p->a, room);
    buf_init(&p->spec, p->a, room);
    p->has_more_quotes = true;
    while (p->i < p->s.n && p->fits) {
        char c = p->s.p[p->i];
        if (is_ascii_space(c)) {
            space_add(&p->phrase);
            p->i++;
        } else if (c != '=' || !word_copy(p)) {
            sign_read(p, c);
        }
    }
    address_end(p, false);
    address_add(p, (struct str){0}, (struct str){0}); /* what is still pending */
}

bool address_parse(struct arena *a, struct str value, struct str hint, address_list *list)
{
    struct parser p = {.a = a, .s = value, .hint = hint, .list = list, .fits = true};
    list_read(&p);
    return p.fits;
}

struct str address_local(struct str address)
{
    ptrdiff_t at = str_rchr(address, '@');
    return at < 0 ? (struct str){0} : str_head(address, at);
}

struct str address_domain(struct str address)
{
    ptrdiff_t at = str_rchr(address, '@');
    return at < 0 ? (struct str){0} : str_skip(address, at + 1);
}

bool address_is_usable(struct str address)
{
    struct str local = address_local(address), domain = address_domain(address);
    if (local.n == 0 || domain.n == 0 || address.n > LIMIT_ADDRESS_BYTES)
        return false;
    bool is_quoted = local.n >= 2 && local.p[0] == '"' && local.p[local.n - 1] == '"';
    for (ptrdiff_t i = 0; i < address.n; i++) {
        char c = address.p[i];
        bool is_in_quotes = is_quoted && i < local.n;
        if ((c >= 0 && c < ' ') || c == 127 || c == '<' || c == '>' || c == ',' ||
            (!is_in_quotes && (c == ' ' || c == '"' || c == '@') && i != local.n))
            return false;
    }
    return domain.p[0] != '.' && domain.p[domain.n - 1] != '.';
}
