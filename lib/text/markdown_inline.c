/* The text of a paragraph: emphasis, code, links, pictures. The text becomes tokens; emphasis is
 * then matched by CommonMark's rules (chapter "Inlines", its delimiter algorithm), with one change:
 * what it cannot match is text, and nothing is read twice more than a bounded number of times. */
#include "text/markdown_walk.h"

#include "base/utf8.h"
#include "base/vec.h"

enum token_kind {
    TOKEN_TEXT,
    TOKEN_BREAK,
    TOKEN_CODE,
    TOKEN_ADDRESS, /* a link that is its own words */
    TOKEN_RUN,     /* of * or _ */
    TOKEN_OPEN,    /* [ or ![, text until its ] was found */
    TOKEN_BEGIN,   /* of a link or picture */
    TOKEN_END
};

enum {
    MOST_BACKTICKS = 32, /* longer rows are text */
    MOST_ADDRESS = 2000, /* bytes between the brackets after a link's words */
    MOST_NESTING = 32,   /* emphasis within emphasis; deeper is not marked */
    MOST_TOKENS = 50000, /* of one paragraph; the rest is text */
    MARKS_SEARCHED = 256 /* openers looked at for one closer */
};

struct mark {
    enum markdown_part part;
    struct mark *next;
};

struct token {
    enum token_kind kind;
    struct str text;
    enum markdown_part part;       /* begin, end: link or picture */
    struct str address;            /* begin, address */
    char c;                        /* run */
    ptrdiff_t left, length;        /* run: not yet matched, of all */
    bool can_open, can_close;      /* run */
    struct mark *ends, *ends_last; /* run: what ends here, in order; then what is left; */
    struct mark *begins;           /* then what begins, outermost first */
    bool is_image, is_dead;        /* open: a [ within which a link has ended */
};

struct inliner {
    const struct markdown_walk *w;
    struct str s;
    ptrdiff_t i;
    VEC(struct token) tokens;
    VEC(ptrdiff_t) runs;   /* tokens that may still be matched */
    VEC(ptrdiff_t) opens;  /* tokens of brackets that may still be closed */
    VEC(ptrdiff_t) floors; /* of each open bracket: how many runs there were before it */
    ptrdiff_t dead;        /* of the open brackets below this one all but pictures are dead */
    uint32_t unmatched;    /* a bit for each length of backticks that has no closer further on */
    int depth;             /* while writing: emphasis within emphasis */
};

static struct token *add(struct inliner *in, enum token_kind kind, ptrdiff_t n)
{
    struct token *t = vec_push(in->w->scratch, &in->tokens);
    t->kind = kind;
    t->text = str_head(str_skip(in->s, in->i), n);
    in->i += n;
    return t;
}

/* The next n bytes are text; one token with the text before them. */
static void add_text(struct inliner *in, ptrdiff_t n)
{
    struct token *last = in->tokens.n ? &in->tokens.v[in->tokens.n - 1] : NULL;
    if (last && last->kind == TOKEN_TEXT && last->text.p + last->text.n == in->s.p + in->i) {
        last->text.n += n;
        in->i += n;
    } else {
        add(in, TOKEN_TEXT, n);
    }
}

static char byte_at(const struct inliner *in, ptrdiff_t i)
{
    return i >= 0 && i < in->s.n ? in->s.p[i] : ' ';
}

static bool is_punctuation(char c)
{
    return (unsigned char)c > ' ' && (unsigned char)c < 0x7f && !ascii_is_alpha(c) &&
           !ascii_is_digit(c);
}

static bool is_word(char c)
{
    return !ascii_is_space(c) && !is_punctuation(c);
}

/* ---- tokens --------------------------------------------------------------------------------- */

static void take_run(struct inliner *in)
{
    char c = in->s.p[in->i], before = byte_at(in, in->i - 1);
    ptrdiff_t n = 0;
    while (in->i + n < in->s.n && in->s.p[in->i + n] == c)
        n++;
    char after = byte_at(in, in->i + n);
    bool left = !ascii_is_space(after) &&
                (!is_punctuation(after) || ascii_is_space(before) || is_punctuation(before));
    bool right = !ascii_is_space(before) &&
                 (!is_punctuation(before) || ascii_is_space(after) || is_punctuation(after));
    ptrdiff_t at = in->tokens.n;
    struct token *t = add(in, TOKEN_RUN, n);
    t->c = c;
    t->left = t->length = n;
    t->can_open = left && (c == '*' || !right || is_punctuation(before));
    t->can_close = right && (c == '*' || !left || is_punctuation(after));
    if (t->can_open || t->can_close)
        *vec_push(in->w->scratch, &in->runs) = at;
}

static ptrdiff_t count_backticks(struct str s)
{
    ptrdiff_t n = 0;
    while (n < s.n && s.p[n] == '`')
        n++;
    return n;
}

/* Where the row of n backticks is that closes the code which begins at s; -1 if none. */
static ptrdiff_t find_backticks(struct str s, ptrdiff_t n)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        ptrdiff_t k = s.p[i] == '`' ? count_backticks(str_skip(s, i)) : 0;
        if (k == n)
            return i;
        i += k;
    }
    return -1;
}

static void take_code(struct inliner *in)
{
    struct str s = str_skip(in->s, in->i);
    ptrdiff_t n = count_backticks(s);
    bool is_tried = n < MOST_BACKTICKS && !(in->unmatched & UINT32_C(1) << n);
    ptrdiff_t end = is_tried ? find_backticks(str_skip(s, n), n) : -1;
    if (end < 0) {
        if (n < MOST_BACKTICKS)
            in->unmatched |= UINT32_C(1) << n;
        add_text(in, n);
        return;
    }
    struct str code = str_of(s.p + n, end);
    bool is_padded = code.n > 2 && code.p[0] == ' ' && code.p[code.n - 1] == ' ' &&
                     str_trim(code).n > 0;
    struct token *t = add(in, TOKEN_CODE, end + 2 * n);
    t->text = is_padded ? str_of(code.p + 1, code.n - 2) : code;
}

static void take_backslash(struct inliner *in)
{
    char next = byte_at(in, in->i + 1);
    if (in->i + 1 < in->s.n && next == '\n') {
        in->i++;
        add(in, TOKEN_BREAK, 1);
    } else if (in->i + 1 < in->s.n && is_punctuation(next)) {
        in->i++;
        add_text(in, 1);
    } else {
        add_text(in, 1);
    }
}

static void take_entity(struct inliner *in)
{
    struct buf b;
    buf_init(&b, in->w->scratch, 16);
    ptrdiff_t n = markdown_entity(str_skip(in->s, in->i), &b);
    if (n)
        add(in, TOKEN_TEXT, n)->text = buf_str(&b);
    else
        add_text(in, 1);
}

/* <https://…> and <name@host>; any other < is text. */
static void take_angle(struct inliner *in)
{
    struct str s = str_head(str_skip(in->s, in->i + 1), MOST_ADDRESS);
    ptrdiff_t end = str_chr(s, '>'), length;
    struct str inside = str_head(s, end < 0 ? 0 : end);
    bool is_mail = markdown_find_mail(inside, &length) == 0 && length == inside.n;
    bool is_web = markdown_link_address(inside).p && markdown_web_length(inside) == inside.n;
    if (!is_mail && !is_web) {
        add_text(in, 1);
        return;
    }
    struct token *t = add(in, TOKEN_ADDRESS, end + 2);
    t->text = inside;
    t->address = is_mail ? str_cat(in->w->scratch, S("mailto:"), inside) : inside;
}

static void take_open(struct inliner *in, bool is_image)
{
    *vec_push(in->w->scratch, &in->opens) = in->tokens.n;
    *vec_push(in->w->scratch, &in->floors) = in->runs.n;
    add(in, TOKEN_OPEN, is_image ? 2 : 1)->is_image = is_image;
}

/* ---- emphasis ------------------------------------------------------------------------------- */

static struct mark *new_mark(struct inliner *in, enum markdown_part part, struct mark *next)
{
    struct mark *m = NEW(in->w->scratch, struct mark);
    *m = (struct mark){part, next};
    return m;
}

static void match(struct inliner *in, struct token *opener, struct token *closer)
{
    ptrdiff_t n = opener->left >= 2 && closer->left >= 2 ? 2 : 1;
    enum markdown_part part = n == 2 ? MARKDOWN_STRONG : MARKDOWN_EM;
    struct mark *end = new_mark(in, part, NULL);
    opener->begins = new_mark(in, part, opener->begins);
    if (closer->ends_last)
        closer->ends_last->next = end;
    else
        closer->ends = end;
    closer->ends_last = end;
    opener->left -= n;
    closer->left -= n;
}

/* "Rule of three": a run that could do both does not match one with which it makes three. */
static bool may_match(const struct token *opener, const struct token *closer)
{
    bool both = opener->can_close || closer->can_open;
    return opener->c == closer->c && opener->can_open && opener->left > 0 &&
           !(both && (opener->length + closer->length) % 3 == 0 &&
             (opener->length % 3 != 0 || closer->length % 3 != 0));
}

/* Matches the runs from `floor` on, and forgets them. Open ones are kept on top of the others. */
static void match_runs(struct inliner *in, ptrdiff_t floor)
{
    ptrdiff_t open = floor; /* runs[floor … open - 1] wait for a closer */
    for (ptrdiff_t k = floor; k < in->runs.n; k++) {
        ptrdiff_t at = in->runs.v[k];
        struct token *closer = &in->tokens.v[at];
        ptrdiff_t lowest = open - MARKS_SEARCHED > floor ? open - MARKS_SEARCHED : floor;
        for (ptrdiff_t j = open - 1; closer->can_close && closer->left > 0 && j >= lowest; j--) {
            struct token *opener = &in->tokens.v[in->runs.v[j]];
            while (closer->left > 0 && may_match(opener, closer)) {
                match(in, opener, closer);
                open = j + 1;
            }
        }
        if (closer->can_open && closer->left > 0)
            in->runs.v[open++] = at;
    }
    in->runs.n = floor;
}

/* ---- links ---------------------------------------------------------------------------------- */

/* The address after a "(": <in angles> or without blanks, its brackets closed; its length, -1 if
 * none. */
static ptrdiff_t address_length(struct str s)
{
    int open = 0;
    ptrdiff_t i = 0;
    if (str_starts(s, S("<"))) {
        for (i = 1; i < s.n && s.p[i] != '>'; i++)
            if (s.p[i] == '\n' || s.p[i] == '<')
                return -1;
        return i < s.n ? i + 1 : -1;
    }
    for (; i < s.n && (unsigned char)s.p[i] > ' '; i++) {
        if (s.p[i] == ')' && open == 0)
            break;
        open += (s.p[i] == '(') - (s.p[i] == ')');
        if (open > MOST_NESTING)
            return -1;
        i += s.p[i] == '\\' && i + 1 < s.n && is_punctuation(s.p[i + 1]);
    }
    return open == 0 && i <= s.n ? i : -1;
}

/* A title in quotes, which nobody is shown; its length, 0 if none. */
static ptrdiff_t title_length(struct str s)
{
    char quote = s.n ? s.p[0] : 0;
    if (quote != '"' && quote != '\'')
        return 0;
    for (ptrdiff_t i = 1; i < s.n && s.p[i] != '\n'; i++)
        if (s.p[i] == quote)
            return i + 1;
    return 0;
}

/* "(address "title")" at the start of s: its length, 0 if it is none; *address as it is meant. */
static ptrdiff_t target_length(struct inliner *in, struct str s, struct str *address)
{
    s = str_head(s, MOST_ADDRESS);
    if (!str_starts(s, S("(")))
        return 0;
    struct str rest = str_skip(s, 1);
    while (rest.n && rest.p[0] == ' ')
        rest = str_skip(rest, 1);
    ptrdiff_t n = address_length(rest);
    if (n < 0)
        return 0;
    struct str inside = str_head(rest, n);
    if (str_starts(inside, S("<")))
        inside = str_of(inside.p + 1, inside.n - 2);
    rest = str_skip(rest, n);
    bool has_blank = rest.n && rest.p[0] == ' ';
    while (rest.n && rest.p[0] == ' ')
        rest = str_skip(rest, 1);
    rest = str_skip(rest, has_blank ? title_length(rest) : 0);
    while (rest.n && rest.p[0] == ' ')
        rest = str_skip(rest, 1);
    if (!str_starts(rest, S(")")))
        return 0;
    *address = markdown_unescape(in->w->scratch, inside);
    return rest.p + 1 - s.p;
}

/* A link holds no link: the brackets still open around this one begin none. */
static void end_outer(struct inliner *in)
{
    if (in->dead > in->opens.n)
        in->dead = in->opens.n;
    for (; in->dead < in->opens.n; in->dead++) {
        struct token *outer = &in->tokens.v[in->opens.v[in->dead]];
        outer->is_dead = !outer->is_image;
    }
}

static void take_close(struct inliner *in)
{
    struct str address = {0};
    ptrdiff_t n = 0, at = -1, floor = 0;
    if (in->opens.n) {
        at = in->opens.v[--in->opens.n];
        floor = in->floors.v[--in->floors.n];
        if (!in->tokens.v[at].is_dead)
            n = target_length(in, str_skip(in->s, in->i + 1), &address);
    }
    if (!n) {
        add_text(in, 1);
        return;
    }
    match_runs(in, floor);
    struct token *open = &in->tokens.v[at];
    enum markdown_part part = open->is_image ? MARKDOWN_IMAGE : MARKDOWN_LINK;
    open->kind = TOKEN_BEGIN;
    open->part = part;
    open->address = address.p ? address : S("");
    add(in, TOKEN_END, n + 1)->part = part;
    if (part == MARKDOWN_LINK)
        end_outer(in);
}

/* ---- reading -------------------------------------------------------------------------------- */

static void take_text(struct inliner *in)
{
    ptrdiff_t start = in->i, i = start;
    while (i < in->s.n && !strchr("\\`*_[]!<&\n", in->s.p[i])) {
        bool may_link = (in->s.p[i] | 32) == 'h' && (i == 0 || !is_word(in->s.p[i - 1]));
        ptrdiff_t n = may_link ? markdown_web_length(str_skip(in->s, i)) : 0;
        if (n) {
            add_text(in, i - start);
            struct token *t = add(in, TOKEN_ADDRESS, n);
            t->address = t->text;
            return;
        }
        i++;
    }
    add_text(in, i > start ? i - start : 1);
}

static void take_token(struct inliner *in)
{
    if (in->tokens.n > MOST_TOKENS) {
        add_text(in, in->s.n - in->i);
        return;
    }
    switch (in->s.p[in->i]) {
    case '\\': take_backslash(in); break;
    case '`': take_code(in); break;
    case '*':
    case '_': take_run(in); break;
    case '[': take_open(in, false); break;
    case ']': take_close(in); break;
    case '<': take_angle(in); break;
    case '&': take_entity(in); break;
    case '\n': add(in, TOKEN_BREAK, 1); break;
    case '!':
        if (byte_at(in, in->i + 1) == '[')
            take_open(in, true);
        else
            add_text(in, 1);
        break;
    default: take_text(in); break;
    }
}

/* ---- writing -------------------------------------------------------------------------------- */

static bool put_link(struct inliner *in, struct str words, struct str address)
{
    const struct markdown_events *e = in->w->events;
    return e->begin(in->w->writer, MARKDOWN_LINK, address, 0) || e->text(in->w->writer, words) ||
           e->end(in->w->writer, MARKDOWN_LINK);
}

/* Plain text, with the mail addresses in it as links. */
static bool put_text(struct inliner *in, struct str s)
{
    const struct markdown_events *e = in->w->events;
    ptrdiff_t length, at;
    while ((at = markdown_find_mail(s, &length)) >= 0) {
        struct str words = str_of(s.p + at, length);
        if ((at && e->text(in->w->writer, str_head(s, at))) ||
            put_link(in, words, str_cat(in->w->scratch, S("mailto:"), words)))
            return true;
        s = str_skip(s, at + length);
    }
    return s.n && e->text(in->w->writer, s);
}

static bool put_begin(struct inliner *in, enum markdown_part part)
{
    return in->depth++ < MOST_NESTING &&
           in->w->events->begin(in->w->writer, part, (struct str){0}, 0);
}

static bool put_end(struct inliner *in, enum markdown_part part)
{
    return --in->depth < MOST_NESTING && in->w->events->end(in->w->writer, part);
}

static bool put_run(struct inliner *in, const struct token *t)
{
    bool ends = false;
    for (const struct mark *m = t->ends; m && !ends; m = m->next)
        ends = put_end(in, m->part);
    if (t->left && !ends)
        ends = put_text(in, str_head(t->text, t->left));
    for (const struct mark *m = t->begins; m && !ends; m = m->next)
        ends = put_begin(in, m->part);
    return ends;
}

static bool put_code(struct inliner *in, struct str s)
{
    const struct markdown_events *e = in->w->events;
    char *p = arena_bytes(in->w->scratch, s.n ? s.n : 1);
    for (ptrdiff_t i = 0; i < s.n; i++)
        p[i] = s.p[i] == '\n' ? ' ' : s.p[i];
    return e->begin(in->w->writer, MARKDOWN_CODE, (struct str){0}, 0) ||
           e->text(in->w->writer, str_of(p, s.n)) || e->end(in->w->writer, MARKDOWN_CODE);
}

static bool put_token(struct inliner *in, const struct token *t)
{
    const struct markdown_events *e = in->w->events;
    switch (t->kind) {
    case TOKEN_TEXT:
    case TOKEN_OPEN: return put_text(in, t->text);
    case TOKEN_BREAK: return e->line_break(in->w->writer);
    case TOKEN_CODE: return put_code(in, t->text);
    case TOKEN_ADDRESS: return put_link(in, t->text, t->address);
    case TOKEN_RUN: return put_run(in, t);
    case TOKEN_BEGIN: return e->begin(in->w->writer, t->part, t->address, 0);
    case TOKEN_END: return e->end(in->w->writer, t->part);
    }
    return false;
}

/* Text that stands together, so that an address is seen whole: "a_b@host" is three tokens. */
static bool is_plain(const struct token *t)
{
    return t->kind == TOKEN_TEXT || t->kind == TOKEN_OPEN ||
           (t->kind == TOKEN_RUN && t->left == t->length);
}

static ptrdiff_t join_plain(struct inliner *in, ptrdiff_t k, struct token *joined)
{
    *joined = in->tokens.v[k++];
    joined->kind = TOKEN_TEXT;
    while (k < in->tokens.n && is_plain(&in->tokens.v[k]) &&
           in->tokens.v[k].text.p == joined->text.p + joined->text.n)
        joined->text.n += in->tokens.v[k++].text.n;
    return k;
}

bool markdown_inline(const struct markdown_walk *w, struct str s)
{
    struct inliner in = {.w = w, .s = s};
    while (in.i < in.s.n)
        take_token(&in);
    match_runs(&in, 0);
    for (ptrdiff_t k = 0; k < in.tokens.n;) {
        struct token joined, *t = &in.tokens.v[k];
        if (is_plain(t)) {
            k = join_plain(&in, k, &joined);
            t = &joined;
        } else {
            k++;
        }
        if (put_token(&in, t))
            return true;
    }
    return false;
}
