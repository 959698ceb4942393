#include "text/i18n.h"

#include <math.h>

#include "base/map.h"

/* What Kept knows of a language beside its words. */
struct language {
    const char *tag, *name;
    bool is_rtl;
    int plurals;
    struct str thousands, decimal;
};

static const struct language languages[LANG_COUNT] = {
    [LANG_EN] = {"en", "English", false, 2, STR_INIT(","), STR_INIT(".")},
    [LANG_DE] = {"de", "Deutsch", false, 2, STR_INIT("."), STR_INIT(",")},
};

const char *lang_tag(enum lang l)
{
    return languages[l].tag;
}

const char *lang_name(enum lang l)
{
    return languages[l].name;
}

bool lang_is_rtl(enum lang l)
{
    return languages[l].is_rtl;
}

int lang_plurals(enum lang l)
{
    return languages[l].plurals;
}

int lang_plural(enum lang l, int64_t n)
{
    switch (l) {
    case LANG_EN:
    case LANG_DE: return n == 1 || n == -1 ? 0 : 1;
    case LANG_COUNT: break;
    }
    return 0;
}

/* The language of one tag, by its first part; LANG_COUNT for one Kept does not speak. */
static enum lang lang_of_tag(struct str tag)
{
    ptrdiff_t n = 0;
    while (n < tag.n && ascii_is_alpha(tag.p[n]))
        n++;
    for (int l = 0; l < LANG_COUNT; l++)
        if (str_eqi(str_head(tag, n), str_from(languages[l].tag)))
            return (enum lang)l;
    return LANG_COUNT;
}

/* The weight of one entry of Accept-Language (RFC 9110, 12.4.2): 1 unless it says q=. */
static double weight_of(struct str parameters)
{
    while (parameters.p) {
        struct str one = str_trim(str_cut(&parameters, ';'));
        double q;
        if (str_startsi(one, S("q=")))
            return str_to_f64(str_skip(one, 2), &q) == OK && q >= 0 && q <= 1 ? q : 0;
    }
    return 1;
}

enum lang lang_from(struct str tags)
{
    enum lang best = LANG_EN;
    double best_weight = 0;
    while (tags.p) {
        struct str parameters = str_cut(&tags, ',');
        struct str tag = str_trim(str_cut(&parameters, ';'));
        enum lang l = lang_of_tag(tag);
        double weight = weight_of(parameters);
        if (l != LANG_COUNT && weight > best_weight) {
            best = l;
            best_weight = weight;
        }
    }
    return best;
}

/* Digits with a mark before each group of three. */
static void put_grouped(struct buf *to, struct str digits, struct str mark)
{
    for (ptrdiff_t i = 0; i < digits.n; i++) {
        if (i && (digits.n - i) % 3 == 0)
            buf_add(to, mark);
        buf_addc(to, digits.p[i]);
    }
}

void lang_count(struct buf *to, enum lang l, int64_t n)
{
    char digits[20];
    int at = (int)sizeof digits;
    uint64_t u = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    do
        digits[--at] = (char)('0' + u % 10);
    while (u /= 10);
    struct str s = str_of(digits + at, (ptrdiff_t)sizeof digits - at);
    if (n < 0)
        buf_addc(to, '-');
    if (s.n <= 3)
        buf_add(to, s);
    else
        put_grouped(to, s, languages[l].thousands);
}

void lang_decimal(struct buf *to, enum lang l, double v, int places)
{
    char digits[400];
    if (!isfinite(v))
        return;
    places = places < 0 ? 0 : places > 6 ? 6 : places;
    double scale = pow(10, places);
    if (fabs(v) < 1e9)
        v = round(v * scale) / scale;
    int length = snprintf(digits, sizeof digits, "%.*f", places, fabs(v));
    struct str fraction = str_of(digits, length);
    struct str whole = str_cut(&fraction, '.');
    if (v < 0)
        buf_addc(to, '-');
    put_grouped(to, whole, languages[l].thousands);
    if (fraction.n) {
        buf_add(to, languages[l].decimal);
        buf_add(to, fraction);
    }
}

static const struct str *find_forms(enum lang l, uint64_t hash, struct str key)
{
    if (l == LANG_EN || !word_catalogues || !word_catalogues[l].slots)
        return NULL;
    const struct word_catalogue *c = &word_catalogues[l];
    for (uint64_t i = hash & c->mask; c->slots[i].forms; i = (i + 1) & c->mask)
        if (c->slots[i].hash == hash && str_eq(c->slots[i].key, key))
            return c->slots[i].forms;
    return NULL;
}

struct str word_at(enum lang l, uint64_t hash, struct str key, ptrdiff_t context)
{
    const struct str *forms = find_forms(l, hash, key);
    return forms ? forms[0] : str_skip(key, context);
}

struct str word_n_at(enum lang l, uint64_t hash, struct str one, struct str many, int64_t n)
{
    const struct str *forms = find_forms(l, hash, one);
    if (forms)
        return forms[lang_plural(l, n)];
    return lang_plural(LANG_EN, n) == 0 ? one : many;
}

struct str word(enum lang l, const char *english)
{
    struct str key = str_from(english);
    return l == LANG_EN ? key : word_at(l, str_hash(key), key, 0);
}

struct str word_in(enum lang l, const char *context, const char *english)
{
    char key[256];
    int n = snprintf(key, sizeof key, "%s\004%s", context, english);
    if (l == LANG_EN || n < 0 || n >= (int)sizeof key)
        return str_from(english);
    struct str whole = str_of(key, n);
    const struct str *forms = find_forms(l, str_hash(whole), whole);
    return forms ? forms[0] : str_from(english);
}

struct str word_n(enum lang l, const char *one, const char *many, int64_t n)
{
    struct str key = str_from(one);
    return word_n_at(l, str_hash(key), key, str_from(many), n);
}

static bool is_name_byte(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || c == '_';
}

/* How long the name is that starts at s: an optional /, then letters, digits, _; 0 if none. */
static ptrdiff_t name_length(struct str s)
{
    ptrdiff_t start = s.n && s.p[0] == '/', i = start;
    while (i < s.n && is_name_byte(s.p[i]))
        i++;
    return i > start && i < s.n && s.p[i] == '}' ? i : 0;
}

struct str word_hole(struct str *rest, struct str *name)
{
    struct str s = *rest;
    *name = (struct str){0};
    for (ptrdiff_t i = 0; i < s.n; i++) {
        const char *brace = memchr(s.p + i, '{', (size_t)(s.n - i));
        if (!brace)
            break;
        i = brace - s.p;
        ptrdiff_t n = name_length(str_skip(s, i + 1));
        if (n) {
            *name = str_of(s.p + i + 1, n);
            *rest = str_skip(s, i + n + 2);
            return str_head(s, i);
        }
    }
    *rest = (struct str){0};
    return s;
}

struct str word_fill(struct arena *a, struct str sentence, const struct word_arg *args, int count)
{
    struct buf b;
    struct str name;
    buf_init(&b, a, PTRDIFF_MAX);
    do {
        buf_add(&b, word_hole(&sentence, &name));
        int i = 0;
        while (name.p && i < count && !str_eq(name, str_from(args[i].name)))
            i++;
        if (name.p)
            buf_add(&b, i < count ? args[i].value : str_of(name.p - 1, name.n + 2));
    } while (name.p);
    return buf_str(&b);
}
