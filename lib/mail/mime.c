#include "mail/mime.h"

#include <string.h>

#include "base/limits.h"
#include "mail/name.h"
#include "mail/smime.h"

enum {
    boundary_guesses_most = 4, /* a message broken more often than this is not worth the time */
    boundary_guess_bytes = 1 << 20
};

struct walker {
    struct arena *a;
    struct mime_tree *tree;
    struct str s;
    ptrdiff_t at;
    struct str open[LIMIT_MAIL_DEPTH + 1]; /* boundaries, outermost first */
    int open_count;
    int *guesses_left;
};

struct delimiter {
    ptrdiff_t start, end; /* of its line, with its end; both s.n when there is none */
    int level;            /* whose it is; -1 when there is none */
    bool is_close;
};

static void entity_walk(struct walker *w, int parent, bool is_message);

static bool is_rest_blank(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!ascii_is_space(s.p[i]))
            return false;
    return true;
}

/* Is the line, which begins with "--", one of the open boundaries? The innermost wins. */
static bool delimiter_match(const struct walker *w, struct str line, struct delimiter *d)
{
    struct str text = str_skip(line, 2);
    for (int level = w->open_count - 1; level >= 0; level--) {
        if (!str_starts(text, w->open[level]))
            continue;
        struct str rest = str_skip(text, w->open[level].n);
        d->level = level;
        d->is_close = false;
        if (is_rest_blank(rest))
            return true;
        d->is_close = true;
        if (str_starts(rest, S("--")) && is_rest_blank(str_skip(rest, 2)))
            return true;
    }
    return false;
}

static ptrdiff_t line_end(struct str s, ptrdiff_t at)
{
    const char *end = memchr(s.p + at, '\n', (size_t)(s.n - at));
    return end ? end - s.p + 1 : s.n;
}

/* The next boundary at or after `at`, which is the beginning of a line. */
static struct delimiter delimiter_next(const struct walker *w, ptrdiff_t at)
{
    struct delimiter d = {w->s.n, w->s.n, -1, false};
    while (w->open_count > 0 && at + 2 < w->s.n) {
        if (w->s.p[at] == '-' && w->s.p[at + 1] == '-') {
            ptrdiff_t end = line_end(w->s, at);
            if (delimiter_match(w, str_of(w->s.p + at, end - at), &d)) {
                d.start = at;
                d.end = end;
                return d;
            }
        }
        const char *next = memmem(w->s.p + at, (size_t)(w->s.n - at), "\n--", 3);
        if (!next)
            break;
        at = next - w->s.p + 1;
    }
    d.level = -1;
    return d;
}

/* Where the fields that begin at w->at must end at the latest: at the empty line, or at a
 * boundary that came before it. */
static ptrdiff_t fields_end(const struct walker *w, bool is_message)
{
    ptrdiff_t at = w->at;
    bool any = false;
    while (at < w->s.n) {
        ptrdiff_t end = line_end(w->s, at);
        struct str line = str_of(w->s.p + at, end - at);
        struct delimiter d;
        if (str_starts(line, S("--")) && delimiter_match(w, line, &d))
            return at;
        bool is_empty = line.p[0] == '\n' || (line.p[0] == '\r' && is_rest_blank(line));
        if (is_empty && (any || !is_message))
            return end;
        any |= !is_empty;
        at = end;
    }
    return at;
}

/* Bytes without the line end that belongs to the boundary after them. */
static struct str without_last_line_end(struct str s)
{
    if (s.n && s.p[s.n - 1] == '\n')
        s.n--;
    if (s.n && s.p[s.n - 1] == '\r')
        s.n--;
    return s;
}

static struct str body_until(const struct walker *w, ptrdiff_t start, const struct delimiter *d)
{
    struct str body = str_of(w->s.p + start, d->start > start ? d->start - start : 0);
    return d->level >= 0 ? without_last_line_end(body) : body;
}

/* A type is two words with a stroke between; anything else says nothing. */
static bool is_type(struct str s)
{
    ptrdiff_t stroke = str_chr(s, '/');
    if (stroke <= 0 || stroke + 1 >= s.n)
        return false;
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (s.p[i] == '<' || s.p[i] == '>' || s.p[i] == '"' || s.p[i] == ';' || s.p[i] <= ' ')
            return false;
    return true;
}

static void type_read(struct walker *w, struct mime_part *p, bool is_in_digest)
{
    const struct header_field *f = NULL;
    while ((f = header_next(&p->headers, S("Content-Type"), f))) {
        p->content_type = param_parse(w->a, f->value, (struct str){0});
        if (is_type(p->content_type.value))
            return;
    }
    bool has_boundary = param_find(&p->content_type, S("boundary")).n > 0;
    bool is_file = mime_is_attachment(p) || param_find(&p->disposition, S("filename")).n > 0;
    p->is_defaulted = true;
    p->content_type.value = has_boundary   ? S("multipart/mixed")
                            : is_in_digest ? S("message/rfc822")
                            : is_file      ? S("application/octet-stream")
                                           : S("text/plain");
}

static bool is_message_type(struct str type)
{
    return str_eq(type, S("message/rfc822")) || str_eq(type, S("message/global")) ||
           str_eq(type, S("message/news"));
}

static bool is_envelope_type(struct str type)
{
    return str_eq(type, S("application/pkcs7-mime")) || str_eq(type, S("application/x-pkcs7-mime"));
}

static enum mime_kind kind_find(const struct mime_part *p)
{
    struct str type = p->content_type.value;
    if (str_starts(type, S("multipart/")))
        return MIME_MULTIPART;
    if (is_message_type(type))
        return MIME_MESSAGE;
    return is_envelope_type(type) ? MIME_SIGNED : MIME_LEAF;
}

/* A new part at the end of the list, its fields read. NULL when there are too many. */
static struct mime_part *part_begin(struct walker *w, int parent, bool is_message)
{
    if (w->tree->parts.n >= LIMIT_MAIL_PARTS) {
        w->tree->over_cap = "more parts than a message may have";
        return NULL;
    }
    bool is_in_digest = parent >= 0 &&
                        str_eq(w->tree->parts.v[parent].content_type.value, S("multipart/digest"));
    int depth = parent < 0 ? 0 : w->tree->parts.v[parent].depth + 1;
    struct mime_part *p = vec_push(w->a, &w->tree->parts);
    p->parent = parent;
    p->depth = depth;
    ptrdiff_t end = fields_end(w, is_message);
    p->headers = header_read(w->a, str_of(w->s.p + w->at, end - w->at), is_message);
    if (p->headers.is_over_cap)
        w->tree->over_cap = "more or longer header fields than a message may have";
    w->at += p->headers.size;
    p->disposition = param_parse(w->a, mime_header(p, S("Content-Disposition")), (struct str){0});
    type_read(w, p, is_in_digest);
    p->encoding = transfer_encoding_find(mime_header(p, S("Content-Transfer-Encoding")));
    p->kind = kind_find(p);
    p->messages = parent < 0 ? 0 : w->tree->parts.v[parent].messages;
    p->messages += p->kind == MIME_MESSAGE || p->kind == MIME_SIGNED;
    bool is_too_deep = depth >= LIMIT_MAIL_DEPTH || p->messages > LIMIT_MAIL_MESSAGES_DEEP;
    if (p->kind != MIME_LEAF && is_too_deep) {
        w->tree->over_cap = "parts nested deeper than a message may have";
        p->kind = MIME_LEAF;
    }
    return p;
}

/* The children of `parent`, up to its closing boundary, the boundary of a part around it, or the
 * end. Returns how many there were. */
static int children_walk(struct walker *w, int parent, struct str boundary)
{
    int level = w->open_count, count = 0;
    w->open[w->open_count++] = boundary;
    struct delimiter d = delimiter_next(w, w->at);
    while (d.level == level && !d.is_close) {
        w->at = d.end;
        entity_walk(w, parent, false);
        count++;
        d = delimiter_next(w, w->at);
    }
    w->open_count--;
    if (d.level == level) {
        w->at = d.end;
        d = delimiter_next(w, w->at);
    }
    w->at = d.start;
    return count;
}

/* What could be the boundary when the right one never comes: a line of "--" and more, with a field
 * or an empty line under it. */
static struct str boundary_guess(struct str body)
{
    body = str_head(body, boundary_guess_bytes);
    for (struct str rest = body; rest.n;) {
        struct str line = str_trim_end(str_line(&rest));
        struct str next = rest;
        struct str below = str_line(&next);
        bool is_start = str_startsi(below, S("content-"));
        if (str_starts(line, S("--")) && line.n > 6 && is_start)
            return str_skip(line, 2);
    }
    return (struct str){0};
}

/* No boundary at all: what stands there is text, whatever it was called. */
static void unsplit_end(struct walker *w, int index, struct str body)
{
    struct mime_part *p = &w->tree->parts.v[index];
    p->kind = MIME_LEAF;
    p->is_unsplit = true;
    p->encoding = TRANSFER_IDENTITY;
    p->body = body;
}

/* Nothing but the closing boundary: a part that encloses nothing. */
static bool is_only_closed(struct str body, struct str boundary)
{
    struct str s = str_trim(body);
    return boundary.n && s.n == boundary.n + 4 && str_starts(s, S("--")) && str_ends(s, S("--")) &&
           str_starts(str_skip(s, 2), boundary);
}

static void multipart_walk(struct walker *w, int index)
{
    ptrdiff_t start = w->at;
    struct str boundary = str_trim_end(
        param_find(&w->tree->parts.v[index].content_type, S("boundary")));
    int count = boundary.n ? children_walk(w, index, boundary) : 0;
    if (count == 0) {
        struct delimiter d = delimiter_next(w, start);
        struct str body = body_until(w, start, &d);
        struct str guess = *w->guesses_left > 0 ? boundary_guess(body) : (struct str){0};
        if (guess.n == 0) {
            w->at = d.start;
            if (!is_only_closed(body, boundary))
                unsplit_end(w, index, body);
            return;
        }
        --*w->guesses_left;
        w->at = start;
        children_walk(w, index, guess);
    }
    w->tree->parts.v[index].body = str_of(w->s.p + start, w->at - start);
}

/* A message or envelope that is encoded: its bytes are walked on their own. */
static void decoded_walk(struct walker *w, int index, struct str bytes, bool is_message)
{
    struct walker *inner = NEW(w->a, struct walker);
    inner->a = w->a;
    inner->tree = w->tree;
    inner->s = bytes;
    inner->guesses_left = w->guesses_left;
    entity_walk(inner, index, is_message);
}

static void encoded_message_walk(struct walker *w, int index)
{
    struct mime_part *p = &w->tree->parts.v[index];
    bool was_cut;
    struct str bytes = transfer_all(w->a, p->encoding, p->body, LIMIT_MAIL_BYTES, &was_cut);
    bool is_signed = p->kind == MIME_SIGNED;
    struct str inside = is_signed ? smime_content(w->a, bytes) : bytes;
    if (inside.n == 0) { /* encrypted, or empty */
        p->kind = MIME_LEAF;
        return;
    }
    decoded_walk(w, index, inside, !is_signed);
}

static void leaf_end(struct walker *w, int index, ptrdiff_t start)
{
    struct delimiter d = delimiter_next(w, start);
    struct mime_part *p = &w->tree->parts.v[index];
    p->body = body_until(w, start, &d);
    w->at = d.start;
    if (p->encoding != TRANSFER_IDENTITY && !transfer_is_plausible(p->encoding, p->body)) {
        p->is_undecodable = true;
        p->encoding = TRANSFER_IDENTITY;
    }
}

static void message_walk(struct walker *w, int index)
{
    ptrdiff_t start = w->at;
    entity_walk(w, index, true);
    struct delimiter d = delimiter_next(w, w->at);
    w->at = d.start;
    w->tree->parts.v[index].body = body_until(w, start, &d);
}

/* One part with all that is in it. Leaves w->at at the boundary that ended it, or at the end. */
static void entity_walk(struct walker *w, int parent, bool is_message)
{
    const struct mime_part *p = part_begin(w, parent, is_message);
    if (!p) {
        w->at = w->s.n;
        return;
    }
    int index = (int)(w->tree->parts.n - 1);
    enum mime_kind kind = p->kind;
    if (kind == MIME_MULTIPART) {
        multipart_walk(w, index);
    } else if (kind == MIME_MESSAGE && p->encoding == TRANSFER_IDENTITY) {
        message_walk(w, index);
    } else {
        leaf_end(w, index, w->at);
        if (kind != MIME_LEAF)
            encoded_message_walk(w, index);
    }
}

struct mime_tree mime_read(struct arena *a, struct str raw)
{
    struct mime_tree t = {0};
    int guesses = boundary_guesses_most;
    struct walker *w = NEW(a, struct walker);
    w->a = a;
    w->tree = &t;
    w->s = raw;
    w->guesses_left = &guesses;
    entity_walk(w, -1, true);
    return t;
}

int mime_next_child(const struct mime_tree *t, int parent, int previous)
{
    for (int i = previous < 0 ? parent + 1 : previous + 1; i < t->parts.n; i++)
        if (t->parts.v[i].parent == parent)
            return i;
    return -1;
}

struct str mime_header(const struct mime_part *p, struct str name)
{
    return header_find(&p->headers, name);
}

bool mime_is_attachment(const struct mime_part *p)
{
    return str_starts(p->disposition.value, S("attachment"));
}

struct str mime_name(struct arena *a, const struct mime_part *p)
{
    struct str name = param_find(&p->disposition, S("filename"));
    if (name.n == 0)
        name = param_find(&p->disposition, S("name"));
    if (name.n == 0)
        name = param_find(&p->content_type, S("name"));
    if (name.n == 0)
        name = param_find(&p->content_type, S("filename"));
    return name_of_file(a, name);
}
