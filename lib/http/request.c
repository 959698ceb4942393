#include "http/request.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "http/guard.h"

struct str pair_find(const struct http_pair *pairs, int count, struct str name, bool any_case)
{
    for (int i = 0; i < count; i++)
        if (any_case ? str_eqi(pairs[i].name, name) : str_eq(pairs[i].name, name))
            return pairs[i].value;
    return (struct str){0};
}

struct str http_header(const struct http_request *r, struct str name)
{
    return pair_find(r->headers, r->header_count, name, true);
}

struct str http_query(const struct http_request *r, struct str name)
{
    return pair_find(r->query, r->query_count, name, false);
}

struct str http_form(const struct http_request *r, struct str name)
{
    return pair_find(r->form, r->form_count, name, false);
}

/* By https only the name that the browser itself guards is believed (RFC 6265bis): a neighbour on
 * a subdomain can set any other. */
struct str http_cookie(const struct http_request *r, struct str name)
{
    for (int i = 0; i < r->cookie_count; i++) {
        struct str has = r->cookies[i].name;
        if (r->is_https && !str_starts(has, S("__Host-")))
            continue;
        if (str_eq(r->is_https ? str_skip(has, 7) : has, name))
            return r->cookies[i].value;
    }
    return (struct str){0};
}

const struct http_file *http_file(const struct http_request *r, struct str field, int nth)
{
    for (int i = 0; i < r->file_count; i++)
        if (str_eq(r->files[i].field, field) && nth-- == 0)
            return &r->files[i];
    return NULL;
}

bool is_token(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!ascii_is_alpha(c) && !ascii_is_digit(c) && str_chr(S("!#$%&'*+-.^_`|~"), c) < 0)
            return false;
    }
    return s.n > 0;
}

static bool is_control(char c)
{
    return (unsigned char)c < ' ' || c == 127;
}

static bool is_dots(struct str segment)
{
    return str_eq(segment, S(".")) || str_eq(segment, S(".."));
}

/* One segment, decoded behind what is there already; its place is where a slash separates, so a
 * slash that was encoded may not appear in it. */
static const char *add_segment(struct str segment, char *to, ptrdiff_t *n)
{
    ptrdiff_t size = percent_decode(segment, to + *n, true, false);
    if (size < 0)
        return "The address has a percent sign without two hexadecimal digits after it";
    struct str plain = str_of(to + *n, size);
    if (is_dots(plain))
        return "The address has a segment of dots";
    for (ptrdiff_t i = 0; i < size; i++) {
        if (is_control(plain.p[i]))
            return "The address holds a control character";
        if (plain.p[i] == '/' || plain.p[i] == '\\')
            return "The address holds an encoded slash or a backslash";
    }
    *n += size;
    return NULL;
}

static const char *decode_path(struct arena *a, struct str raw, struct str *out)
{
    char *to = arena_bytes(a, raw.n);
    ptrdiff_t n = 0;
    struct str rest = str_skip(raw, 1);
    if (raw.n == 0 || raw.p[0] != '/')
        return "The address does not start with a slash";
    for (;;) {
        struct str segment = str_cut(&rest, '/');
        to[n++] = '/';
        if (segment.n == 0 && rest.p)
            return "The address has two slashes in a row";
        const char *why = add_segment(segment, to, &n);
        if (why)
            return why;
        if (!rest.p)
            break;
    }
    *out = str_of(to, n);
    return utf8_is_valid(*out) ? NULL : "The address is not UTF-8";
}

/* "http://host/path", which RFC 9112 has servers accept: the host in it counts. */
static bool take_authority(struct http_request *q, struct str *target)
{
    ptrdiff_t skip = str_startsi(*target, S("http://"))    ? 7
                     : str_startsi(*target, S("https://")) ? 8
                                                           : 0;
    if (!skip)
        return true;
    struct str rest = str_skip(*target, skip);
    ptrdiff_t end = 0;
    while (end < rest.n && rest.p[end] != '/' && rest.p[end] != '?')
        end++;
    q->host = str_head(rest, end);
    *target = str_skip(rest, end);
    if (target->n == 0 || target->p[0] == '?')
        *target = str_cat(q->arena, S("/"), *target);
    return is_host(q->host);
}

static const char *read_target(struct http_request *q, struct str target)
{
    for (ptrdiff_t i = 0; i < target.n; i++)
        if (is_control(target.p[i]) || target.p[i] == ' ' || target.p[i] == '#')
            return "The address holds a space, a control character or a fragment";
    if (!take_authority(q, &target))
        return "The address names no host";
    q->target = target;
    struct str query = target;
    struct str path = str_cut(&query, '?');
    const char *why = decode_path(q->arena, path, &q->path);
    if (why)
        return why;
    enum err err = form_decode(q->arena, query, LIMIT_FORM_FIELDS, &q->query, &q->query_count);
    if (err == ERR_TOO_LARGE)
        return "The address has too many parameters";
    return err == OK ? NULL : "The parameters of the address are not UTF-8";
}

enum err request_target(struct http_request *q, struct str target, const char **why)
{
    q->target = S("/");
    *why = read_target(q, target);
    if (!*why)
        return OK;
    q->path = S("/");
    q->query_count = 0;
    return ERR_INVALID;
}

/* RFC 6265 cookie-octet, and what browsers send besides: blanks and commas inside. */
static bool is_cookie_value(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (is_control(s.p[i]) || (unsigned char)s.p[i] > 126)
            return false;
    return true;
}

static int count_cookies(const struct http_request *q)
{
    int n = 0;
    for (int i = 0; i < q->header_count; i++) {
        struct str s = q->headers[i].value;
        if (!str_eqi(q->headers[i].name, S("Cookie")))
            continue;
        while (s.p && n < LIMIT_COOKIES) {
            str_cut(&s, ';');
            n++;
        }
    }
    return n;
}

void request_cookies(struct http_request *q)
{
    int most = count_cookies(q), n = 0;
    struct http_pair *cookies = NEWN(q->arena, struct http_pair, most);
    for (int i = 0; i < q->header_count; i++) {
        struct str s = q->headers[i].value;
        while (str_eqi(q->headers[i].name, S("Cookie")) && s.p && n < most) {
            struct str value = str_trim(str_cut(&s, ';'));
            struct str name = str_cut(&value, '=');
            if (value.p && is_token(name) && is_cookie_value(value))
                cookies[n++] = (struct http_pair){name, value};
        }
    }
    q->cookies = cookies;
    q->cookie_count = n;
}
