#include "tplc/json.h"

static bool in_object(const struct json_place *j)
{
    return j->depth > 0 && (j->is_object & 1);
}

static void after_value(struct json_place *j)
{
    j->state = JSON_AFTER;
}

const char *json_describe(const struct json_place *j)
{
    switch (j->state) {
    case JSON_VALUE: return "before a value";
    case JSON_FIRST_ITEM: return "at the start of an array";
    case JSON_FIRST_KEY: return "at the start of an object";
    case JSON_KEY: return "before a member's name";
    case JSON_COLON: return "before a colon";
    case JSON_AFTER: return j->depth ? "after a value" : "after the whole value";
    case JSON_MAYBE: return "after a loop or branch that may have written nothing";
    }
    return "";
}

static enum err fail_at(struct tplc *t, const struct node *literal, ptrdiff_t i, const char *words)
{
    int line = literal->line;
    for (ptrdiff_t k = 0; k < i; k++)
        line += literal->text.p[k] == '\n';
    return tplc_fail(t, line, "%s", words);
}

/* A value may begin, or a name in an object. */
static bool may_begin(const struct json_place *j)
{
    return j->state == JSON_VALUE || j->state == JSON_FIRST_ITEM;
}

static bool may_name(const struct json_place *j)
{
    return j->state == JSON_KEY || j->state == JSON_FIRST_KEY;
}

static const char *open_level(struct json_place *j, char c)
{
    if (!may_begin(j))
        return "no value can begin here: is a comma missing, or one too many?";
    if (j->depth == 60)
        return "nested more than 60 deep";
    j->depth++;
    j->is_object = j->is_object << 1 | (c == '{');
    j->state = c == '{' ? JSON_FIRST_KEY : JSON_FIRST_ITEM;
    return NULL;
}

static const char *close_level(struct json_place *j, char c)
{
    bool may_close = j->state == JSON_AFTER || j->state == JSON_MAYBE ||
                     j->state == (c == '}' ? JSON_FIRST_KEY : JSON_FIRST_ITEM);
    if (!j->depth || in_object(j) != (c == '}'))
        return c == '}' ? "this } closes no object" : "this ] closes no array";
    if (!may_close)
        return "closed too early: a value is missing, or a comma is one too many";
    j->depth--;
    j->is_object >>= 1;
    after_value(j);
    return NULL;
}

static const char *take_sign(struct json_place *j, char c)
{
    switch (c) {
    case '{':
    case '[': return open_level(j, c);
    case '}':
    case ']': return close_level(j, c);
    case ':':
        if (j->state != JSON_COLON)
            return "no colon can stand here";
        j->state = JSON_VALUE;
        return NULL;
    case ',':
        if (j->state == JSON_MAYBE)
            return "a comma after a loop or branch that may have written nothing: put that last, "
                   "or the "
                   "comma inside";
        if (j->state != JSON_AFTER || !j->depth)
            return "no comma can stand here";
        j->state = in_object(j) ? JSON_KEY : JSON_VALUE;
        return NULL;
    default: return "not JSON";
    }
}

/* The length of the string at the start of s, quotes included; 0 when it does not end in s or is
 * none. */
static ptrdiff_t string_length(struct str s)
{
    for (ptrdiff_t i = 1; i < s.n && (unsigned char)s.p[i] >= 0x20; i++) {
        if (s.p[i] == '"')
            return i + 1;
        if (s.p[i] != '\\')
            continue;
        i++;
        if (i >= s.n || !strchr("\"\\/bfnrtu", s.p[i]))
            return 0;
        for (int k = 0; s.p[i] == 'u' && k < 4; k++)
            if (i + 1 + k >= s.n || !strchr("0123456789abcdefABCDEF", s.p[i + 1 + k]))
                return 0;
    }
    return 0;
}

static ptrdiff_t digits(struct str s, ptrdiff_t i)
{
    ptrdiff_t n = 0;
    while (i + n < s.n && ascii_is_digit(s.p[i + n]))
        n++;
    return n;
}

static bool is_number(struct str s)
{
    ptrdiff_t i = str_starts(s, S("-")), n = digits(s, i);
    if (n == 0 || (n > 1 && s.p[i] == '0'))
        return false;
    i += n;
    if (i < s.n && s.p[i] == '.') {
        n = digits(s, i + 1);
        i += n + 1;
        if (!n)
            return false;
    }
    if (i < s.n && (s.p[i] | 32) == 'e') {
        i++;
        i += i < s.n && (s.p[i] == '+' || s.p[i] == '-');
        n = digits(s, i);
        i += n;
        if (!n)
            return false;
    }
    return i == s.n;
}

static bool is_bare(struct str s)
{
    return str_eq(s, S("true")) || str_eq(s, S("false")) || str_eq(s, S("null")) || is_number(s);
}

static ptrdiff_t bare_length(struct str s)
{
    ptrdiff_t n = 0;
    while (n < s.n && (ascii_is_alpha(s.p[n]) || ascii_is_digit(s.p[n]) || strchr("+-.", s.p[n])))
        n++;
    return n;
}

/* A string, number, true, false or null at the start of s; its length, or 0 with what is wrong. */
static ptrdiff_t take_scalar(struct json_place *j, struct str s, const char **wrong)
{
    bool is_string = s.p[0] == '"', is_name = is_string && may_name(j);
    ptrdiff_t n = is_string ? string_length(s) : bare_length(s);
    *wrong = NULL;
    if (is_string && !n)
        *wrong = "this string does not end before the next {{ or line: a value is a whole string "
                 "by itself";
    else if (!is_string && !is_bare(str_head(s, n)))
        *wrong = "not a JSON value";
    else if (!is_name && !may_begin(j))
        *wrong = may_name(j) ? "a member's name in quotes was expected"
                             : "no value can stand here: is a comma missing?";
    j->state = is_name ? JSON_COLON : JSON_AFTER;
    return *wrong ? 0 : n;
}

enum err json_literal(struct tplc *t, struct json_place *j, const struct node *literal,
                      struct buf *to)
{
    struct str s = literal->text;
    for (ptrdiff_t i = 0; i < s.n;) {
        char c = s.p[i];
        const char *wrong = NULL;
        ptrdiff_t n = 1;
        if (ascii_is_space(c)) {
            i++;
            continue;
        }
        if (c == '"' || bare_length(str_skip(s, i)))
            n = take_scalar(j, str_skip(s, i), &wrong);
        else
            wrong = take_sign(j, c);
        if (wrong)
            return fail_at(t, literal, i, wrong);
        buf_add(to, str_of(s.p + i, n));
        i += n;
    }
    return OK;
}

enum err json_value(struct tplc *t, struct json_place *j, const struct node *n,
                    enum place_kind *out)
{
    *out = PLACE_JSON;
    if (may_name(j)) {
        *out = PLACE_JSON_KEY;
        j->state = JSON_COLON;
        return OK;
    }
    if (!may_begin(j))
        return tplc_fail(t, n->line, "no value can stand here (%s): is a comma missing?",
                         json_describe(j));
    after_value(j);
    return OK;
}

static bool is_first(enum json_state s)
{
    return s == JSON_FIRST_ITEM || s == JSON_FIRST_KEY;
}

static bool is_end(enum json_state s)
{
    return is_first(s) || s == JSON_AFTER || s == JSON_MAYBE;
}

bool json_join(struct json_place *j, const struct json_place *other)
{
    if (j->depth != other->depth || j->is_object != other->is_object)
        return false;
    if (j->state == other->state)
        return true;
    bool is_start = is_first(j->state) || is_first(other->state);
    bool is_key = j->state == JSON_KEY || other->state == JSON_KEY;
    bool is_value = j->state == JSON_VALUE || other->state == JSON_VALUE;
    if (is_start && (is_key || is_value)) { /* "first", in one branch only: the next must come */
        j->state = is_key ? JSON_KEY : JSON_VALUE;
        return true;
    }
    if (!is_end(j->state) || !is_end(other->state) || j->depth == 0)
        return false;
    j->state = JSON_MAYBE;
    return true;
}

enum err json_round_begins(struct tplc *t, struct json_place *j, const struct node *n, bool *commas)
{
    *commas = is_first(j->state);
    if (j->state == JSON_MAYBE)
        return tplc_fail(t, n->line,
                         "a second loop in one list: the first may have written nothing");
    if (*commas)
        j->state = j->state == JSON_FIRST_ITEM ? JSON_VALUE : JSON_KEY;
    return OK;
}
