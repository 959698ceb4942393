#include "text/csv.h"

#include "base/limits.h"
#include "base/vec.h"

static const char candidates[] = {',', ';', '\t', '|'};
enum { candidate_count = sizeof candidates, rows_to_guess = 20 };

/* Counts each candidate outside quotes, up to the end of the row; moves past it. */
static void count_row(struct str *s, int count[candidate_count])
{
    bool is_quoted = false;
    ptrdiff_t i = 0;
    memset(count, 0, candidate_count * sizeof *count);
    for (; i < s->n; i++) {
        char c = s->p[i];
        is_quoted ^= c == '"';
        if (!is_quoted && (c == '\n' || c == '\r'))
            break;
        for (int k = 0; !is_quoted && k < candidate_count; k++)
            count[k] += c == candidates[k];
    }
    *s = str_skip(*s, i + 1);
}

/* The candidate that stands as often in most rows as in the first, and there most often. */
static char guess(struct str text)
{
    int first[candidate_count], same[candidate_count] = {0}, row[candidate_count], best = 0;
    count_row(&text, first);
    for (int i = 1; i < rows_to_guess && text.n; i++) {
        count_row(&text, row);
        for (int k = 0; k < candidate_count; k++)
            same[k] += first[k] && row[k] == first[k];
    }
    for (int k = 1; k < candidate_count; k++) {
        bool is_better = same[k] != same[best] ? same[k] > same[best] : first[k] > first[best];
        if (first[k] && (!first[best] || is_better))
            best = k;
    }
    return candidates[best];
}

void csv_init(struct csv *c, struct str text, char separator)
{
    *c = (struct csv){.rest = text, .separator = separator, .next_line = 1};
    if (str_starts(c->rest, S("\xEF\xBB\xBF")))
        c->rest = str_skip(c->rest, 3);
    if (str_startsi(c->rest, S("sep=")) && c->rest.n > 5 &&
        (c->rest.p[5] == '\n' || c->rest.p[5] == '\r')) {
        c->separator = separator ? separator : c->rest.p[4];
        str_line(&c->rest);
        c->next_line = 2;
    }
    if (!c->separator)
        c->separator = guess(c->rest);
}

static bool ends_row(const struct csv *c, ptrdiff_t i)
{
    return i >= c->rest.n || c->rest.p[i] == '\n' || c->rest.p[i] == '\r';
}

static bool ends_field(const struct csv *c, ptrdiff_t i)
{
    return ends_row(c, i) || c->rest.p[i] == c->separator;
}

/* Past the end of the row: LF, CR LF or CR. */
static void skip_row_end(struct csv *c)
{
    bool is_pair = str_starts(c->rest, S("\r\n"));
    if (c->rest.n)
        c->next_line++;
    c->rest = str_skip(c->rest, is_pair ? 2 : 1);
}

static struct str plain_field(struct csv *c)
{
    ptrdiff_t n = 0;
    while (!ends_field(c, n))
        n++;
    struct str field = str_head(c->rest, n);
    c->rest = str_skip(c->rest, n);
    return field;
}

/* A field that begins with a quote: pairs of quotes are one; the rest after the closing one stays.
 */
static enum err quoted_field(struct csv *c, struct arena *a, struct str *field, struct fault *f)
{
    struct buf b;
    int64_t line = c->next_line;
    ptrdiff_t quote;
    c->rest = str_skip(c->rest, 1);
    buf_init(&b, a, c->rest.n + 1);
    while ((quote = str_chr(c->rest, '"')) >= 0) {
        struct str part = str_head(c->rest, quote);
        for (ptrdiff_t i = 0; i < part.n; i++)
            c->next_line += part.p[i] == '\n';
        if (part.n)
            buf_add(&b, part);
        c->rest = str_skip(c->rest, quote + 1);
        if (!str_starts(c->rest, S("\"")))
            break;
        buf_addc(&b, '"');
        c->rest = str_skip(c->rest, 1);
    }
    if (quote < 0)
        return fault_set(f, ERR_INVALID, "file", "line %lld: a quote opens here and never closes",
                         (long long)line);
    struct str tail = plain_field(c);
    if (tail.n)
        buf_add(&b, tail);
    *field = b.n ? buf_str(&b) : S("");
    return OK;
}

enum err csv_row(struct csv *c, struct arena *a, struct str **fields, int *count, struct fault *f)
{
    VEC(struct str) row = {0};
    while (c->rest.n && ends_row(c, 0))
        skip_row_end(c);
    c->line = c->next_line;
    *count = 0;
    if (!c->rest.n)
        return OK;
    for (;;) {
        if (row.n == LIMIT_CSV_FIELDS)
            return fault_set(f, ERR_TOO_LARGE, "file", "line %lld: more than %d fields",
                             (long long)c->line, LIMIT_CSV_FIELDS);
        struct str field = {0};
        if (str_starts(c->rest, S("\"")))
            TRY(quoted_field(c, a, &field, f));
        else
            field = plain_field(c);
        *vec_push(a, &row) = field;
        if (ends_row(c, 0))
            break;
        c->rest = str_skip(c->rest, 1); /* the separator */
    }
    skip_row_end(c);
    *fields = row.v;
    *count = (int)row.n;
    return OK;
}

/* ---- writing -------------------------------------------------------------------------------- */

void csv_out_init(struct csv_out *c, struct buf *out)
{
    *c = (struct csv_out){.out = out};
}

static bool looks_like_formula(struct str s)
{
    static const char openers[] = "=+-@\t\r";
    double number;
    return s.n && memchr(openers, s.p[0], sizeof openers - 1) && str_to_f64(s, &number) != OK;
}

static bool needs_quotes(struct str s)
{
    if (s.n && (ascii_is_space(s.p[0]) || ascii_is_space(s.p[s.n - 1])))
        return true;
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (s.p[i] == '"' || s.p[i] == ',' || s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == ';')
            return true;
    return false;
}

void csv_put(struct csv_out *c, struct str field)
{
    bool is_formula = looks_like_formula(field), is_quoted = needs_quotes(field);
    if (c->has_fields)
        buf_addc(c->out, ',');
    c->has_fields = true;
    if (is_quoted)
        buf_addc(c->out, '"');
    if (is_formula)
        buf_addc(c->out, '\'');
    for (ptrdiff_t quote; (quote = str_chr(field, '"')) >= 0; field = str_skip(field, quote + 1)) {
        buf_add(c->out, str_head(field, quote + 1));
        buf_addc(c->out, '"');
    }
    buf_add(c->out, field);
    if (is_quoted)
        buf_addc(c->out, '"');
}

void csv_put_i64(struct csv_out *c, int64_t v)
{
    if (c->has_fields)
        buf_addc(c->out, ',');
    c->has_fields = true;
    buf_add_i64(c->out, v);
}

void csv_end_row(struct csv_out *c)
{
    buf_add(c->out, S("\r\n"));
    c->has_fields = false;
}
