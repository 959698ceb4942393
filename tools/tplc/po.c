#include "tplc/po.h"

#include "tplc/scan.h"

struct reader {
    struct arena *a;
    struct po *po;
    struct po_entry *entry; /* being read; NULL between entries */
    struct str *field;      /* that a line of its own goes on */
    bool has_string;        /* msgstr was seen: the next msgid begins another entry */
    int line;
    struct fault *f;
};

static enum err fail_read(struct reader *r, const char *words)
{
    return fault_set(r->f, ERR_INVALID, NULL, "%s", words);
}

static struct po_entry *entry_of(struct reader *r)
{
    if (!r->entry || r->has_string) {
        r->entry = vec_push(r->a, &r->po->entries);
        r->entry->line = r->line;
        r->has_string = false;
        r->field = NULL;
    }
    return r->entry;
}

static void add_line(struct reader *r, struct str *to, struct str line)
{
    *to = str_cat(r->a, *to, str_cat(r->a, line, S("\n")));
}

static void read_comment(struct reader *r, struct str line)
{
    struct po_entry *e = entry_of(r);
    if (str_starts(line, S("#:")))
        add_line(r, &e->places, line);
    else if (str_starts(line, S("#,")))
        e->is_fuzzy |= str_has(line, S("fuzzy"));
    else if (!str_starts(line, S("#|")))
        add_line(r, &e->notes, line);
}

static enum err read_text(struct reader *r, struct str line)
{
    struct str text = scan_literal(r->a, &line);
    if (!text.p || line.n)
        return fail_read(r, "a string in quotes was expected");
    if (!r->field)
        return fail_read(r, "this string belongs to nothing");
    *r->field = str_cat(r->a, *r->field, text);
    return OK;
}

/* msgstr or msgstr[n] */
static enum err read_form(struct reader *r, struct str *line)
{
    struct po_entry *e = r->entry;
    int n = 0;
    if (!e)
        return fail_read(r, "msgstr before msgid");
    *line = str_skip(*line, 6);
    if (str_starts(*line, S("["))) {
        if (line->n < 3 || line->p[1] < '0' || line->p[1] >= '0' + PO_FORMS || line->p[2] != ']')
            return fail_read(r, "msgstr[0] to msgstr[5] only");
        n = line->p[1] - '0';
        *line = str_skip(*line, 3);
    }
    if (n >= e->form_count)
        e->form_count = n + 1;
    r->has_string = true;
    r->field = &e->forms[n];
    return OK;
}

static enum err read_line(struct reader *r, struct str line)
{
    bool is_obsolete = str_starts(line, S("#~"));
    if (is_obsolete)
        line = str_trim(str_skip(line, 2));
    if (!line.n)
        return OK;
    if (line.p[0] == '#') {
        read_comment(r, line);
        return OK;
    }
    if (line.p[0] == '"')
        return read_text(r, line);
    if (str_starts(line, S("msgstr"))) {
        TRY(read_form(r, &line));
        return read_text(r, str_trim(line));
    }
    struct po_entry *e = entry_of(r);
    e->is_obsolete = is_obsolete;
    struct str word = str_cut(&line, ' ');
    r->field = str_eq(word, S("msgctxt"))        ? &e->context
               : str_eq(word, S("msgid"))        ? &e->one
               : str_eq(word, S("msgid_plural")) ? &e->many
                                                 : NULL;
    return r->field ? read_text(r, str_trim(line)) : fail_read(r, "no such word in a .po file");
}

enum err po_parse(struct arena *a, struct str text, struct po *out, int *line, struct fault *f)
{
    struct reader r = {.a = a, .po = out, .f = f};
    *out = (struct po){0};
    while (text.p && text.n) {
        r.line = ++*line;
        TRY(read_line(&r, str_trim(str_line(&text))));
    }
    *line = 0;
    return OK;
}

static void put_quoted(struct buf *to, struct str s)
{
    buf_addc(to, '"');
    for (ptrdiff_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\n')
            buf_addz(to, "\\n");
        else if (c == '\t')
            buf_addz(to, "\\t");
        else {
            if (c == '"' || c == '\\')
                buf_addc(to, '\\');
            buf_addc(to, c);
        }
    }
    buf_addz(to, "\"\n");
}

/* word "text", with a line for each line of it where it has several. */
static void put_field(struct buf *to, const char *prefix, const char *word, struct str s)
{
    ptrdiff_t end = str_chr(s, '\n');
    buf_addf(to, "%s%s ", prefix, word);
    if (end < 0 || end == s.n - 1) {
        put_quoted(to, s);
        return;
    }
    buf_addz(to, "\"\"\n");
    while (s.n) {
        end = str_chr(s, '\n');
        struct str one = end < 0 ? s : str_head(s, end + 1);
        buf_addz(to, prefix);
        put_quoted(to, one);
        s = str_skip(s, one.n);
    }
}

static void put_entry(struct buf *to, const struct po_entry *e)
{
    const char *prefix = e->is_obsolete ? "#~ " : "";
    buf_add(to, e->notes);
    if (!e->is_obsolete)
        buf_add(to, e->places);
    if (e->is_fuzzy)
        buf_addz(to, "#, fuzzy\n");
    if (e->is_fuzzy && e->before.p)
        put_field(to, "#| ", "msgid", e->before);
    if (e->context.p)
        put_field(to, prefix, "msgctxt", e->context);
    put_field(to, prefix, "msgid", e->one);
    if (!e->many.p) {
        put_field(to, prefix, "msgstr", e->forms[0]);
        return;
    }
    put_field(to, prefix, "msgid_plural", e->many);
    for (int i = 0; i < e->form_count; i++) {
        char word[24];
        snprintf(word, sizeof word, "msgstr[%d]", i);
        put_field(to, prefix, word, e->forms[i]);
    }
}

void po_format(const struct po *po, struct buf *to)
{
    for (ptrdiff_t i = 0; i < po->entries.n; i++) {
        if (i)
            buf_addc(to, '\n');
        put_entry(to, &po->entries.v[i]);
    }
}

struct po_entry *po_find(const struct po *po, struct str context, struct str one)
{
    for (ptrdiff_t i = 0; i < po->entries.n; i++) {
        struct po_entry *e = &po->entries.v[i];
        if (!e->is_obsolete && str_eq(e->one, one) && str_eq(e->context, context) &&
            !e->context.p == !context.p)
            return e;
    }
    return NULL;
}
