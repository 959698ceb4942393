#include "text/css.h"

/* Declarations are cut at semicolons outside quotes and brackets, values into tokens, and each
 * token is held against the line of its property in the table. What is written is made from the
 * tokens, never copied from the source. */

enum {
    style_most = 8192, /* bytes of one style attribute */
    value_tokens = 32, /* a font with many fallbacks has 20 */
    family_name_most = 64,
    fraction = 10000 /* numbers are kept with four decimals */
};

enum takes {
    COLOR = 1,   /* #hex, rgb(), hsl(), a name */
    LENGTH = 2,  /* with unit; not negative */
    SIGNED = 4,  /* a length that may be a little negative */
    NUMBER = 8,  /* without unit */
    FAMILY = 16, /* names of fonts: any words, strings, commas */
    SLASH = 32,
    ONLY_COLOR = 64 /* the first colour of the value, as background-color */
};

struct property {
    struct str name;
    unsigned takes;
    const char *words; /* each between spaces */
};

#define BORDER_STYLES " none hidden dotted dashed solid double groove ridge inset outset "
#define BORDER_WORDS BORDER_STYLES "thin medium thick "
#define FONT_STYLES " normal italic oblique bold bolder lighter small-caps "

/* In the order of strcmp: searched by halves. */
static const struct property properties[] = {
    {STR_INIT("background"), ONLY_COLOR, ""},
    {STR_INIT("background-color"), COLOR, ""},
    {STR_INIT("border"), COLOR | LENGTH, BORDER_WORDS},
    {STR_INIT("border-bottom"), COLOR | LENGTH, BORDER_WORDS},
    {STR_INIT("border-bottom-color"), COLOR, ""},
    {STR_INIT("border-bottom-left-radius"), LENGTH, ""},
    {STR_INIT("border-bottom-right-radius"), LENGTH, ""},
    {STR_INIT("border-bottom-style"), 0, BORDER_STYLES},
    {STR_INIT("border-bottom-width"), LENGTH, " thin medium thick "},
    {STR_INIT("border-collapse"), 0, " collapse separate "},
    {STR_INIT("border-color"), COLOR, ""},
    {STR_INIT("border-left"), COLOR | LENGTH, BORDER_WORDS},
    {STR_INIT("border-left-color"), COLOR, ""},
    {STR_INIT("border-left-style"), 0, BORDER_STYLES},
    {STR_INIT("border-left-width"), LENGTH, " thin medium thick "},
    {STR_INIT("border-radius"), LENGTH, ""},
    {STR_INIT("border-right"), COLOR | LENGTH, BORDER_WORDS},
    {STR_INIT("border-right-color"), COLOR, ""},
    {STR_INIT("border-right-style"), 0, BORDER_STYLES},
    {STR_INIT("border-right-width"), LENGTH, " thin medium thick "},
    {STR_INIT("border-spacing"), LENGTH, ""},
    {STR_INIT("border-style"), 0, BORDER_STYLES},
    {STR_INIT("border-top"), COLOR | LENGTH, BORDER_WORDS},
    {STR_INIT("border-top-color"), COLOR, ""},
    {STR_INIT("border-top-left-radius"), LENGTH, ""},
    {STR_INIT("border-top-right-radius"), LENGTH, ""},
    {STR_INIT("border-top-style"), 0, BORDER_STYLES},
    {STR_INIT("border-top-width"), LENGTH, " thin medium thick "},
    {STR_INIT("border-width"), LENGTH, " thin medium thick "},
    {STR_INIT("box-sizing"), 0, " border-box content-box "},
    {STR_INIT("caption-side"), 0, " top bottom "},
    {STR_INIT("clear"), 0, " none left right both "},
    {STR_INIT("color"), COLOR, ""},
    {STR_INIT("direction"), 0, " ltr rtl "},
    {STR_INIT("display"), 0,
     " none block inline inline-block list-item table inline-table table-row table-cell "
     "table-row-group table-header-group table-footer-group table-column table-column-group "
     "table-caption "},
    {STR_INIT("empty-cells"), 0, " show hide "},
    {STR_INIT("float"), 0, " none left right "},
    {STR_INIT("font"), LENGTH | NUMBER | FAMILY | SLASH, ""},
    {STR_INIT("font-family"), FAMILY, ""},
    {STR_INIT("font-size"), LENGTH,
     " xx-small x-small small medium large x-large xx-large smaller larger "},
    {STR_INIT("font-style"), 0, FONT_STYLES},
    {STR_INIT("font-variant"), 0, FONT_STYLES},
    {STR_INIT("font-weight"), NUMBER, FONT_STYLES},
    {STR_INIT("height"), LENGTH, " auto "},
    {STR_INIT("hyphens"), 0, " none manual auto "},
    {STR_INIT("letter-spacing"), SIGNED, " normal "},
    {STR_INIT("line-height"), LENGTH | NUMBER, " normal "},
    {STR_INIT("list-style"), 0,
     " none disc circle square decimal decimal-leading-zero lower-alpha upper-alpha lower-latin "
     "upper-latin lower-roman upper-roman lower-greek inside outside "},
    {STR_INIT("list-style-position"), 0, " inside outside "},
    {STR_INIT("list-style-type"), 0,
     " none disc circle square decimal decimal-leading-zero lower-alpha upper-alpha lower-latin "
     "upper-latin lower-roman upper-roman lower-greek "},
    {STR_INIT("margin"), LENGTH, " auto "},
    {STR_INIT("margin-bottom"), LENGTH, " auto "},
    {STR_INIT("margin-left"), LENGTH, " auto "},
    {STR_INIT("margin-right"), LENGTH, " auto "},
    {STR_INIT("margin-top"), LENGTH, " auto "},
    {STR_INIT("max-height"), LENGTH, " none "},
    {STR_INIT("max-width"), LENGTH, " none "},
    {STR_INIT("min-height"), LENGTH, " auto "},
    {STR_INIT("min-width"), LENGTH, " auto "},
    {STR_INIT("opacity"), NUMBER, ""},
    {STR_INIT("overflow"), 0, " visible hidden auto "},
    {STR_INIT("overflow-wrap"), 0, " normal break-word anywhere "},
    {STR_INIT("padding"), LENGTH, ""},
    {STR_INIT("padding-bottom"), LENGTH, ""},
    {STR_INIT("padding-left"), LENGTH, ""},
    {STR_INIT("padding-right"), LENGTH, ""},
    {STR_INIT("padding-top"), LENGTH, ""},
    {STR_INIT("tab-size"), NUMBER, ""},
    {STR_INIT("table-layout"), 0, " auto fixed "},
    {STR_INIT("text-align"), 0, " left right center justify start end "},
    {STR_INIT("text-decoration"), COLOR,
     " none underline overline line-through solid double dotted dashed wavy "},
    {STR_INIT("text-decoration-color"), COLOR, ""},
    {STR_INIT("text-decoration-line"), 0, " none underline overline line-through "},
    {STR_INIT("text-decoration-style"), 0, " solid double dotted dashed wavy "},
    {STR_INIT("text-indent"), LENGTH, ""},
    {STR_INIT("text-overflow"), 0, " clip ellipsis "},
    {STR_INIT("text-transform"), 0, " none capitalize uppercase lowercase "},
    {STR_INIT("unicode-bidi"), 0, " normal embed isolate plaintext "},
    {STR_INIT("vertical-align"), LENGTH,
     " baseline sub super top text-top middle bottom text-bottom "},
    {STR_INIT("visibility"), 0, " visible hidden collapse "},
    {STR_INIT("white-space"), 0, " normal nowrap pre pre-wrap pre-line break-spaces "},
    {STR_INIT("width"), LENGTH, " auto "},
    {STR_INIT("word-break"), 0, " normal break-all keep-all break-word "},
    {STR_INIT("word-spacing"), SIGNED, " normal "},
    {STR_INIT("word-wrap"), 0, " normal break-word "},
};

/* Names are short; anything longer than a buffer for them is none. */
static const struct property *property_find(struct str name)
{
    char lower[32];
    if (name.n > (ptrdiff_t)sizeof lower)
        return NULL;
    for (ptrdiff_t i = 0; i < name.n; i++)
        lower[i] = ascii_lower(name.p[i]);
    size_t low = 0, high = sizeof properties / sizeof *properties;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = str_cmp(str_of(lower, name.n), properties[middle].name);
        if (!order)
            return &properties[middle];
        *(order < 0 ? &high : &low) = order < 0 ? middle : middle + 1;
    }
    return NULL;
}

/* Whether `word` stands in the list " a b c ", in any case. */
static bool word_in(struct str word, const char *list)
{
    struct str rest = str_from(list);
    for (struct str w = str_cut(&rest, ' '); rest.p; w = str_cut(&rest, ' '))
        if (w.n && str_eqi(w, word))
            return true;
    return false;
}

/* --- tokens -------------------------------------------------------------------------------- */

enum token_kind { WORD, QUANTITY, HASH, STRING, COMMA, SOLIDUS, COLOR_FUNCTION, OTHER };

struct token {
    enum token_kind kind;
    struct str text; /* a word, the inside of a string, the digits of a hash, a function's inside */
    struct str unit; /* of a quantity; of a function its name */
    int64_t quantity; /* times `fraction` */
};

static bool is_word_char(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == '_';
}

static bool is_hex(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!ascii_is_digit(s.p[i]) && !(ascii_lower(s.p[i]) >= 'a' && ascii_lower(s.p[i]) <= 'f'))
            return false;
    return s.n == 3 || s.n == 4 || s.n == 6 || s.n == 8;
}

static struct str take_while(struct str *s, bool (*is)(char))
{
    ptrdiff_t n = 0;
    while (n < s->n && is(s->p[n]))
        n++;
    struct str taken = str_head(*s, n);
    *s = str_skip(*s, n);
    return taken;
}

/* A number of at most seven digits before the point; of those after it four count. */
static bool take_number(struct str *s, int64_t *out)
{
    bool is_negative = s->n && s->p[0] == '-';
    if (s->n && (s->p[0] == '-' || s->p[0] == '+'))
        *s = str_skip(*s, 1);
    struct str whole = take_while(s, ascii_is_digit), part = {0};
    if (s->n > 1 && s->p[0] == '.' && ascii_is_digit(s->p[1])) {
        *s = str_skip(*s, 1);
        part = take_while(s, ascii_is_digit);
    }
    if (whole.n > 7 || whole.n + part.n == 0)
        return false;
    int64_t v = 0;
    for (ptrdiff_t i = 0; i < whole.n; i++)
        v = v * 10 + (whole.p[i] - '0');
    for (int i = 0; i < 4; i++)
        v = v * 10 + (i < part.n ? part.p[i] - '0' : 0);
    *out = is_negative ? -v : v;
    return true;
}

static bool take_string(struct str *s, struct token *t)
{
    char quote = s->p[0];
    *s = str_skip(*s, 1);
    ptrdiff_t end = str_chr(*s, quote);
    if (end < 0)
        return false;
    *t = (struct token){.kind = STRING, .text = str_head(*s, end)};
    *s = str_skip(*s, end + 1);
    return true;
}

static bool take_word(struct str *s, struct token *t)
{
    *t = (struct token){.kind = WORD, .text = take_while(s, is_word_char)};
    if (!s->n || s->p[0] != '(')
        return true;
    ptrdiff_t end = str_chr(*s, ')');
    if (end < 0)
        return false;
    t->unit = t->text;
    t->text = str_head(str_skip(*s, 1), end - 1);
    t->kind = word_in(t->unit, " rgb rgba hsl hsla ") ? COLOR_FUNCTION : OTHER;
    *s = str_skip(*s, end + 1);
    return true;
}

/* One token from the front of s, which does not start with a space. */
static bool take_token(struct str *s, struct token *t)
{
    char c = s->p[0], d = s->n > 1 ? s->p[1] : 0;
    *t = (struct token){0};
    if (c == ',' || c == '/') {
        t->kind = c == ',' ? COMMA : SOLIDUS;
        *s = str_skip(*s, 1);
        return true;
    }
    if (c == '"' || c == '\'')
        return take_string(s, t);
    if (c == '#') {
        *s = str_skip(*s, 1);
        t->kind = HASH;
        t->text = take_while(s, is_word_char);
        return true;
    }
    if (ascii_is_digit(c) || c == '+' || c == '.' ||
        (c == '-' && (ascii_is_digit(d) || d == '.'))) {
        t->kind = QUANTITY;
        if (!take_number(s, &t->quantity))
            return false;
        t->unit = s->n && s->p[0] == '%' ? str_head(*s, 1) : take_while(s, is_word_char);
        if (str_eq(t->unit, S("%")))
            *s = str_skip(*s, 1);
        return true;
    }
    return is_word_char(c) && take_word(s, t);
}

/* --- what a token may be ------------------------------------------------------------------- */

/* The most of a unit that still makes sense in a letter; 0 for a unit that is not taken. Those of
 * the window are not: the frame's height follows its content. */
static int64_t unit_most(struct str unit)
{
    if (!unit.n || word_in(unit, " px pt "))
        return 5000;
    if (word_in(unit, " em rem ex ch pc cm mm in q "))
        return 200;
    return str_eq(unit, S("%")) ? 1000 : 0;
}

static bool quantity_fits(const struct token *t, unsigned takes)
{
    int64_t most = unit_most(t->unit) * fraction;
    bool is_plain = !t->unit.n && t->quantity != 0;
    if (is_plain && (takes & NUMBER))
        return t->quantity >= 0 && t->quantity <= most;
    if (takes & SIGNED)
        return most && t->quantity >= -10 * fraction && t->quantity <= most;
    return (takes & (LENGTH | (t->unit.n ? 0 : NUMBER))) && t->quantity >= 0 && t->quantity <= most;
}

static bool is_color_inside(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!ascii_is_digit(s.p[i]) && !ascii_is_space(s.p[i]) && str_chr(S(".,%/-"), s.p[i]) < 0)
            return false;
    return s.n && s.n <= 64;
}

static bool is_plain_word(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!ascii_is_alpha(s.p[i]))
            return false;
    return s.n && s.n <= 24;
}

static bool is_color(const struct token *t)
{
    return (t->kind == HASH && is_hex(t->text)) ||
           (t->kind == COLOR_FUNCTION && is_color_inside(t->text)) ||
           (t->kind == WORD && is_plain_word(t->text));
}

static bool is_family_name(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!is_word_char(s.p[i]) && (unsigned char)s.p[i] < 0x80 && str_chr(S(" .+"), s.p[i]) < 0)
            return false;
    return s.n && s.n <= family_name_most;
}

static bool token_fits(const struct token *t, const struct property *p)
{
    switch (t->kind) {
    case WORD:
        return word_in(t->text, " inherit initial unset ") || word_in(t->text, p->words) ||
               ((p->takes & COLOR) && is_color(t)) ||
               ((p->takes & FAMILY) && is_family_name(t->text));
    case QUANTITY: return quantity_fits(t, p->takes);
    case HASH:
    case COLOR_FUNCTION: return (p->takes & COLOR) && is_color(t);
    case STRING: return (p->takes & FAMILY) && is_family_name(t->text);
    case COMMA: return p->takes & FAMILY;
    case SOLIDUS: return p->takes & SLASH;
    case OTHER: return false;
    }
    return false;
}

/* --- writing ------------------------------------------------------------------------------- */

static void put_lower(struct buf *out, struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        buf_addc(out, ascii_lower(s.p[i]));
}

static void put_quantity(struct buf *out, const struct token *t, const struct property *p)
{
    int64_t v = t->quantity < 0 ? -t->quantity : t->quantity;
    if (t->quantity < 0)
        buf_addc(out, '-');
    buf_add_i64(out, v / fraction);
    int64_t part = v % fraction;
    for (int64_t place = fraction / 10; part; part %= place, place /= 10) {
        if (place == fraction / 10)
            buf_addc(out, '.');
        buf_addc(out, (char)('0' + part / place));
    }
    if (t->unit.n)
        put_lower(out, t->unit);
    else if (v && !(p->takes & NUMBER))
        buf_addz(out, "px"); /* what browsers make of it in old pages */
}

static void put_function(struct buf *out, const struct token *t)
{
    put_lower(out, t->unit);
    buf_addc(out, '(');
    for (ptrdiff_t i = 0; i < t->text.n; i++)
        buf_addc(out, ascii_is_space(t->text.p[i]) ? ' ' : t->text.p[i]);
    buf_addc(out, ')');
}

static void put_token(struct buf *out, const struct token *t, const struct property *p)
{
    switch (t->kind) {
    case WORD: put_lower(out, t->text); break;
    case QUANTITY: put_quantity(out, t, p); break;
    case HASH:
        buf_addc(out, '#');
        put_lower(out, t->text);
        break;
    case STRING:
        buf_addc(out, '\'');
        buf_add(out, t->text);
        buf_addc(out, '\'');
        break;
    case COMMA: buf_addc(out, ','); break;
    case SOLIDUS: buf_addc(out, '/'); break;
    case COLOR_FUNCTION: put_function(out, t); break;
    case OTHER: break;
    }
}

static bool is_tight(enum token_kind kind)
{
    return kind == COMMA || kind == SOLIDUS;
}

static void put_declaration(struct buf *out, const struct property *p, const struct token *t, int n)
{
    if (out->n && out->p[out->n - 1] != '"')
        buf_addc(out, ';');
    buf_add(out, p->name);
    buf_addc(out, ':');
    for (int i = 0; i < n; i++) {
        if (i && !is_tight(t[i].kind) && !is_tight(t[i - 1].kind))
            buf_addc(out, ' ');
        put_token(out, &t[i], p);
    }
}

/* --- declarations -------------------------------------------------------------------------- */

/* The length of the declaration at the front of s: up to a semicolon outside quotes and brackets.
 */
static ptrdiff_t declaration_length(struct str s)
{
    char quote = 0;
    int brackets = 0;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '(')
            brackets++;
        else if (c == ')' && brackets)
            brackets--;
        else if (c == ';' && !brackets)
            return i;
    }
    return s.n;
}

static struct str without_importance(struct str value)
{
    ptrdiff_t at = str_rchr(value, '!');
    bool is_important = at >= 0 && str_eqi(str_trim(str_skip(value, at + 1)), S("important"));
    return is_important ? str_trim(str_head(value, at)) : value;
}

/* The tokens of a value; -1 when one cannot be understood. */
static int value_split(struct str value, struct token *tokens)
{
    int n = 0;
    for (value = str_trim(value); value.n; value = str_trim(value))
        if (n == value_tokens || !take_token(&value, &tokens[n++]))
            return -1;
    return n;
}

static void declaration_put(struct buf *out, struct str name, struct str value)
{
    static const struct property background_color = {STR_INIT("background-color"), COLOR, ""};
    struct token t[value_tokens];
    const struct property *p = property_find(str_trim(name));
    int n = p ? value_split(without_importance(value), t) : 0;
    if (n <= 0)
        return;
    for (int i = 0; (p->takes & ONLY_COLOR) && i < n; i++)
        if (is_color(&t[i]) && !word_in(t[i].text, " none repeat scroll fixed local left right top "
                                                   "bottom center cover contain ")) {
            put_declaration(out, &background_color, &t[i], 1);
            return;
        }
    for (int i = 0; i < n; i++)
        if (!token_fits(&t[i], p))
            return;
    put_declaration(out, p, t, n);
}

/* Comments count as a space; an unclosed one ends the style. */
static struct str without_comments(struct str style, char *to)
{
    ptrdiff_t n = 0;
    while (style.n) {
        ptrdiff_t at = str_find(style, S("/*"));
        struct str plain = str_head(style, at < 0 ? style.n : at);
        memcpy(to + n, plain.p, (size_t)plain.n);
        n += plain.n;
        if (at < 0)
            break;
        to[n++] = ' ';
        style = str_skip(style, at + 2);
        ptrdiff_t end = str_find(style, S("*/"));
        style = end < 0 ? S("") : str_skip(style, end + 2);
    }
    return str_of(to, n);
}

void css_style(struct buf *out, struct str style)
{
    char plain[style_most];
    if (style.n > style_most)
        return;
    struct str rest = without_comments(style, plain);
    while (rest.n) {
        ptrdiff_t n = declaration_length(rest);
        struct str value = str_head(rest, n);
        struct str name = str_cut(&value, ':');
        if (value.p)
            declaration_put(out, name, value);
        rest = str_skip(rest, n + 1);
    }
}

bool css_color(struct str s)
{
    struct token t;
    struct str rest = s;
    return s.n && take_token(&rest, &t) && !rest.n && is_color(&t) && t.kind != COLOR_FUNCTION;
}
