/* Words, times, numbers and icons of templates. */
#include "text/tpl.h"

#include "text/json.h"

struct out_arg out_arg_str(const char *name, struct str v)
{
    return (struct out_arg){.name = name, .kind = OUT_ARG_TEXT, .text = v};
}

struct out_arg out_arg_z(const char *name, const char *v)
{
    return out_arg_str(name, str_from(v));
}

struct out_arg out_arg_i64(const char *name, int64_t v)
{
    return (struct out_arg){.name = name, .kind = OUT_ARG_I64, .i64 = v};
}

struct out_arg out_arg_u64(const char *name, uint64_t v)
{
    return (struct out_arg){.name = name, .kind = OUT_ARG_U64, .i64 = (int64_t)v};
}

struct out_arg out_arg_f64(const char *name, double v)
{
    return (struct out_arg){.name = name, .kind = OUT_ARG_F64, .f64 = v};
}

struct out_arg out_arg_count(const char *name, int64_t v)
{
    return (struct out_arg){.name = name, .kind = OUT_ARG_COUNT, .i64 = v};
}

typedef void put_text(struct out *o, struct str s);

static void put_json_part(struct out *o, struct str s)
{
    json_escape(o->to, s);
}

static void put_arg(struct out *o, const struct out_arg *arg, put_text *put)
{
    switch (arg->kind) {
    case OUT_ARG_TEXT: put(o, arg->text); break;
    case OUT_ARG_I64: out_i64(o, arg->i64); break;
    case OUT_ARG_U64: out_u64(o, (uint64_t)arg->i64); break;
    case OUT_ARG_F64: out_f64(o, arg->f64); break;
    case OUT_ARG_COUNT: out_count(o, arg->i64); break;
    }
}

static const struct out_arg *find_arg(struct str name, const struct out_arg *args, int count)
{
    for (int i = 0; i < count; i++)
        if (str_eq(name, str_from(args[i].name)))
            return &args[i];
    return NULL;
}

static void put_words(struct out *o, struct str rest, const struct out_arg *args, int count,
                      put_text *put)
{
    struct str name;
    if (!count) {
        put(o, rest);
        return;
    }
    do {
        struct str before = word_hole(&rest, &name);
        put(o, before);
        const struct out_arg *arg = name.p ? find_arg(name, args, count) : NULL;
        if (arg)
            put_arg(o, arg, put);
        else if (name.p)
            put(o, str_of(name.p - 1, name.n + 2));
    } while (name.p);
}

void out_html_words(struct out *o, struct str words, const struct out_arg *args, int count)
{
    put_words(o, words, args, count, out_html_str);
}

void out_text_words(struct out *o, struct str words, const struct out_arg *args, int count)
{
    put_words(o, words, args, count, out_text_str);
}

void out_json_words(struct out *o, struct str words, const struct out_arg *args, int count)
{
    out_raw(o, "\"", 1);
    put_words(o, words, args, count, put_json_part);
    out_raw(o, "\"", 1);
}

static int walk(struct out *o, struct out_walk *w, const char *const *names, int count,
                put_text *put)
{
    struct str name = {0};
    while (w->rest.p) {
        put(o, word_hole(&w->rest, &name));
        if (!name.p)
            break;
        for (int i = 0; i < count; i++)
            if (str_eq(name, str_from(names[i])))
                return i;
        put(o, str_of(name.p - 1, name.n + 2));
    }
    return -1;
}

int out_html_walk(struct out *o, struct out_walk *w, const char *const *names, int count)
{
    return walk(o, w, names, count, out_html_str);
}

int out_text_walk(struct out *o, struct out_walk *w, const char *const *names, int count)
{
    return walk(o, w, names, count, out_text_str);
}

static struct when_reader reader_of(const struct out *o)
{
    return (struct when_reader){.lang = o->lang, .zone = o->zone, .home = o->home, .now = o->now};
}

/* The words for times hold no character that HTML would take otherwise: they come from lib/text's
 * own tables and from zone names. */
void out_attr_when(struct out *o, instant t, enum when_form form)
{
    struct when_reader r = reader_of(o);
    when_put(o->to, &r, t, form);
}

void out_html_when(struct out *o, instant t, enum when_form form)
{
    out_raw(o, "<time datetime=\"", 16);
    when_put_datetime(o->to, t);
    if (form != WHEN_FULL) {
        out_raw(o, "\" title=\"", 9);
        out_attr_when(o, t, WHEN_FULL);
    }
    out_raw(o, "\">", 2);
    out_attr_when(o, t, form);
    out_raw(o, "</time>", 7);
}

void out_text_when(struct out *o, instant t, enum when_form form)
{
    out_attr_when(o, t, form);
}

void out_json_when(struct out *o, instant t)
{
    out_raw(o, "\"", 1);
    when_put_datetime(o->to, t);
    out_raw(o, "\"", 1);
}

void out_count(struct out *o, int64_t n)
{
    lang_count(o->to, o->lang, n);
}

static bool is_icon_byte(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || c == '-';
}

/* The name is a literal or comes from a table; a byte that could not be one is left out. */
void out_icon_str(struct out *o, struct str name, struct str classes)
{
    out_raw(o, "<svg class=\"i", 13);
    if (classes.n)
        out_raw(o, " ", 1);
    out_html_str(o, classes);
    out_raw(o, "\" aria-hidden=\"true\"><use href=\"#i-", 35);
    for (ptrdiff_t i = 0; i < name.n; i++)
        if (is_icon_byte(name.p[i]))
            out_raw(o, name.p + i, 1);
    out_raw(o, "\"/></svg>", 9);
}

void out_icon_z(struct out *o, const char *name, struct str classes)
{
    out_icon_str(o, str_from(name), classes);
}
