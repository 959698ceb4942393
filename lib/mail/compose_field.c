#include "mail/compose_field.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "mail/compose_body.h"

enum {
    COLUMNS = 76,
    WORD_BYTES = 75,  /* an encoded word, RFC 2047, 2 */
    WORD_FRAME = 12,  /* =?UTF-8?Q?…?= */
    LEAST_WORD = 24,  /* with less room the word begins on the next line */
    PLAIN_BYTES = 60, /* a word of people that is longer is broken as an encoded word */
    PARAM_BYTES = 60,
    ID_BYTES = 512
};

static const char hex[] = "0123456789ABCDEF";

struct field field_open(struct arena *a, struct buf *out, const char *name)
{
    buf_addz(out, name);
    buf_addc(out, ':');
    return (struct field){a, out, (ptrdiff_t)strlen(name) + 1};
}

void field_close(struct field *f)
{
    buf_addz(f->out, "\r\n");
}

static void fold(struct field *f)
{
    buf_addz(f->out, "\r\n");
    f->column = 0;
}

void field_add(struct field *f, struct str piece)
{
    if (f->column + 1 + piece.n > COLUMNS && f->column > 1)
        fold(f);
    buf_addc(f->out, ' ');
    buf_add(f->out, piece);
    f->column += 1 + piece.n;
}

void field_line(struct arena *a, struct buf *out, const char *name, struct str value)
{
    struct field f = field_open(a, out, name);
    field_add(&f, value);
    field_close(&f);
}

/* --- words of people ------------------------------------------------------------------------- */

/* Valid UTF-8 on one line: what is no letter (control characters, line ends) becomes one space. */
static struct str one_line(struct arena *a, struct str words)
{
    struct buf b;
    words = utf8_clean(a, words);
    buf_init(&b, a, words.n + 1);
    bool wants_space = false;
    while (words.n) {
        struct str rest = words;
        int32_t c = utf8_next(&rest);
        bool is_space = c <= 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
        if (!is_space) {
            if (wants_space && b.n)
                buf_addc(&b, ' ');
            buf_add(&b, str_head(words, words.n - rest.n));
        }
        wants_space = is_space;
        words = rest;
    }
    return buf_str(&b);
}

static bool is_plain(struct str s)
{
    ptrdiff_t run = 0;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        run = s.p[i] == ' ' ? 0 : run + 1;
        if ((unsigned char)s.p[i] >= 0x7F || run > PLAIN_BYTES)
            return false;
    }
    return !str_has(s, S("=?")); /* would be read as an encoded word */
}

static bool is_safe_in_q(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || c == '!' || c == '*' || c == '+' || c == '-' ||
           c == '/';
}

static ptrdiff_t q_length(struct str s)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < s.n; i++)
        n += is_safe_in_q(s.p[i]) || s.p[i] == ' ' ? 1 : 3;
    return n;
}

static ptrdiff_t b_length(struct str s)
{
    return (s.n + 2) / 3 * 4;
}

static void put_q(struct buf *out, struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == ' ') {
            buf_addc(out, '_');
        } else if (is_safe_in_q(s.p[i])) {
            buf_addc(out, s.p[i]);
        } else {
            buf_addc(out, '=');
            buf_addc(out, hex[c >> 4]);
            buf_addc(out, hex[c & 15]);
        }
    }
}

/* As many whole characters as give at most `room` encoded letters; at least one. */
static struct str take_chunk(struct str *words, bool is_b, ptrdiff_t room)
{
    struct str all = *words;
    ptrdiff_t n = 0;
    while (words->n) {
        struct str rest = *words;
        utf8_next(&rest);
        struct str chunk = str_head(all, all.n - rest.n);
        if (n && (is_b ? b_length(chunk) : q_length(chunk)) > room)
            break;
        n = chunk.n;
        *words = rest;
    }
    return str_head(all, n);
}

static void add_encoded(struct field *f, struct str words)
{
    bool is_b = 5 * b_length(words) < 4 * q_length(words); /* Q can be read by people */
    while (words.n) {
        ptrdiff_t room = COLUMNS - f->column - 1;
        if (room < LEAST_WORD) {
            fold(f);
            room = COLUMNS - 1;
        }
        room = (room > WORD_BYTES ? WORD_BYTES : room) - WORD_FRAME;
        struct str chunk = take_chunk(&words, is_b, room);
        ptrdiff_t before = f->out->n;
        buf_addz(f->out, is_b ? " =?UTF-8?B?" : " =?UTF-8?Q?");
        (is_b ? body_put_base64 : put_q)(f->out, chunk);
        buf_addz(f->out, "?=");
        f->column += f->out->n - before;
    }
}

void field_add_text(struct field *f, struct str words)
{
    words = one_line(f->arena, words);
    if (!is_plain(words)) {
        add_encoded(f, words);
        return;
    }
    while (words.p) {
        struct str word = str_cut(&words, ' ');
        if (word.n)
            field_add(f, word);
    }
}

/* --- addresses ----------------------------------------------------------------------------------
 */

static bool is_atom(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool is_dot_atom(struct str s)
{
    bool after_dot = true;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        bool is_dot = s.p[i] == '.';
        if (is_dot ? after_dot : !is_atom(s.p[i]))
            return false;
        after_dot = is_dot;
    }
    return s.n > 0 && !after_dot;
}

static bool is_visible_ascii(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (s.p[i] < 0x20 || s.p[i] >= 0x7F)
            return false;
    return true;
}

/* "[192.0.2.1]" is a domain too. */
static bool is_domain(struct str s)
{
    if (str_starts(s, S("[")) && str_ends(s, S("]")) && s.n > 2) {
        for (ptrdiff_t i = 1; i + 1 < s.n; i++)
            if (!ascii_is_alpha(s.p[i]) && !ascii_is_digit(s.p[i]) && s.p[i] != '.' &&
                s.p[i] != ':')
                return false;
        return true;
    }
    return is_dot_atom(s);
}

static struct str quoted(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a, 2 * s.n + 2);
    buf_addc(&b, '"');
    for (ptrdiff_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\')
            buf_addc(&b, '\\');
        buf_addc(&b, s.p[i]);
    }
    buf_addc(&b, '"');
    return buf_str(&b);
}

static bool has_one_of(struct str s, const char *chars)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (s.p[i] && strchr(chars, s.p[i]))
            return true;
    return false;
}

static enum err address_spec(struct arena *a, struct str address, struct str *out, struct fault *f)
{
    TRY(address_wire(a, address, &address, f));
    ptrdiff_t at = str_rchr(address, '@');
    struct str local = str_head(address, at < 0 ? 0 : at), domain = str_skip(address, at + 1);
    bool is_written_quoted = local.n > 1 && local.p[0] == '"' && local.p[local.n - 1] == '"';
    bool is_good = at > 0 && is_visible_ascii(address) && is_domain(domain) &&
                   address.n <= LIMIT_ADDRESS_BYTES;
    if (!is_good)
        return fault_set(f, ERR_INVALID, NULL, "«%.*s» is no address that can be written to",
                         STR_ARG(utf8_cut_bytes(address, 80)));
    if (is_written_quoted)
        local = str_head(str_skip(local, 1), local.n - 2);
    if (has_one_of(local, "\"\\<>()[],;:@"))
        return fault_set(f, ERR_INVALID, NULL, "«%.*s» is no address that can be written to",
                         STR_ARG(utf8_cut_bytes(address, 80)));
    if (is_written_quoted || !is_dot_atom(local))
        local = quoted(a, local);
    *out = str_fmt(a, "%.*s@%.*s", STR_ARG(local), STR_ARG(domain));
    return OK;
}

static void add_name(struct field *f, struct str name)
{
    bool is_phrase = is_plain(name);
    for (ptrdiff_t i = 0; i < name.n; i++)
        is_phrase = is_phrase && (is_atom(name.p[i]) || name.p[i] == ' ');
    if (is_phrase)
        field_add_text(f, name);
    else if (is_plain(name) && name.n <= PLAIN_BYTES)
        field_add(f, quoted(f->arena, name));
    else
        add_encoded(f, name);
}

enum err field_add_address(struct field *f, const struct address *address, bool is_last,
                           struct fault *fault)
{
    struct str spec = {0}, name = one_line(f->arena, address->name);
    const char *comma = is_last ? "" : ",";
    TRY(address_spec(f->arena, address->address, &spec, fault));
    if (!name.n) {
        field_add(f, str_fmt(f->arena, "%.*s%s", STR_ARG(spec), comma));
        return OK;
    }
    add_name(f, utf8_cut_bytes(name, LIMIT_NAME_BYTES));
    field_add(f, str_fmt(f->arena, "<%.*s>%s", STR_ARG(spec), comma));
    return OK;
}

/* --- parameters ---------------------------------------------------------------------------------
 */

/* RFC 2045, 5.1: an atom without "/", "?" and "=". */
static bool is_token(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if ((!is_atom(s.p[i]) && s.p[i] != '.') || strchr("/?=", s.p[i]))
            return false;
    return s.n > 0;
}

/* RFC 2231, 7: attribute-char. */
static bool is_attribute(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || (c && strchr("!#$&+-.^_`{|}~", c));
}

static ptrdiff_t percent_length(struct str s)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < s.n; i++)
        n += is_attribute(s.p[i]) ? 1 : 3;
    return n;
}

static void put_percent(struct buf *out, struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (is_attribute(s.p[i])) {
            buf_addc(out, s.p[i]);
            continue;
        }
        buf_addc(out, '%');
        buf_addc(out, hex[c >> 4]);
        buf_addc(out, hex[c & 15]);
    }
}

/* name*0*=UTF-8''…; name*1*=…: whole characters in each. */
static void add_sections(struct field *f, const char *name, struct str value)
{
    bool is_one = percent_length(value) <= PARAM_BYTES - 7;
    for (int section = 0; value.n; section++) {
        ptrdiff_t room = PARAM_BYTES - (section ? 0 : 7);
        struct str all = value, chunk = {0};
        while (value.n) {
            struct str rest = value;
            utf8_next(&rest);
            struct str more = str_head(all, all.n - rest.n);
            if (chunk.n && percent_length(more) > room)
                break;
            chunk = more;
            value = rest;
        }
        struct buf b;
        buf_init(&b, f->arena, 4 * PARAM_BYTES);
        buf_addf(&b, is_one ? "%s*=" : "%s*%d*=", name, section);
        buf_addz(&b, section ? "" : "UTF-8''");
        put_percent(&b, chunk);
        buf_addz(f->out, ";");
        f->column++;
        field_add(f, buf_str(&b));
    }
}

void field_add_param(struct field *f, const char *name, struct str value)
{
    value = one_line(f->arena, value);
    if (!is_visible_ascii(value) || value.n > PARAM_BYTES || str_has(value, S("=?"))) {
        add_sections(f, name, value);
        return;
    }
    struct str v = is_token(value) ? value : quoted(f->arena, value);
    buf_addz(f->out, ";");
    f->column++;
    field_add(f, str_fmt(f->arena, "%s=%.*s", name, STR_ARG(v)));
}

bool field_is_id(struct str id)
{
    for (ptrdiff_t i = 0; i < id.n; i++)
        if (id.p[i] <= 0x20 || id.p[i] >= 0x7F || id.p[i] == '<' || id.p[i] == '>')
            return false;
    return id.n > 0 && id.n <= ID_BYTES;
}
