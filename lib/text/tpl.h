/* tpl.h: what compiled templates write to. tools/tplc turns each template into a C function
 *
 *     void request_show_html(struct out *o, const struct request_page *page);
 *
 * and picks the escaping from where the value stands: text, attribute, URL, JSON, plain. */
#ifndef KEPT_TEXT_TPL_H
#define KEPT_TEXT_TPL_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/zone.h"
#include "text/i18n.h"
#include "text/when.h"

/* Where a template writes, and for whom. */
struct out {
    struct buf *to;
    enum lang lang;          /* of the reader */
    const struct zone *zone; /* of the reader */
    const struct zone *home; /* of the organisation: named beside the reader's where their clocks
                                differ; NULL: never */
    instant now;
};

/* HTML that may be written as it is. Only the sanitiser and Markdown make it. */
struct safe_html {
    struct str html;
};

void out_raw_slow(struct out *o, const char *p, ptrdiff_t n);
/* out_raw: the template's own literal bytes; n is not 0. */
static inline void out_raw(struct out *o, const char *p, ptrdiff_t n)
{
    struct buf *b = o->to;
    if (__builtin_expect(n > b->cap - b->n, 0)) {
        out_raw_slow(o, p, n);
        return;
    }
    memcpy(b->p + b->n, p, (size_t)n);
    b->n += n;
}

/* Escapers by place; each takes text or a number (chosen by the value's type with _Generic). */
void out_html_str(struct out *o, struct str s); /* text between tags, and quoted attribute values */
void out_html_z(struct out *o, const char *z);
void out_i64(struct out *o, int64_t v);
void out_u64(struct out *o, uint64_t v);
void out_f64(struct out *o, double v); /* shortest form that reads back the same */
void out_bool(struct out *o, bool v);
void out_json_str(struct out *o, struct str s); /* with its quotes; p NULL gives null */
void out_json_z(struct out *o, const char *z);
void out_json_f64(struct out *o, double v);         /* not finite: null */
void out_json_key_str(struct out *o, struct str s); /* with its quotes; p NULL gives "" */
void out_json_key_z(struct out *o, const char *z);
void out_text_str(struct out *o,
                  struct str s); /* .txt: control characters but LF and TAB dropped */
void out_text_z(struct out *o, const char *z);
void out_url_str(struct out *o,
                 struct str s); /* a part of a URL (path segment or query value): percent-encoded */
void out_url_z(struct out *o, const char *z);
void out_href_str(
    struct out *o,
    struct str s); /* a whole URL: local path, http(s), mailto, tel; anything else becomes "#" */
void out_href_z(struct out *o, const char *z);
void out_base_str(struct out *o,
                  struct str s); /* the same without slashes at its end: one follows */
void out_base_z(struct out *o, const char *z);
void out_safe(struct out *o, struct safe_html h);
void out_json_safe(struct out *o, struct safe_html h);

/* Words with their {names} filled in. */
struct out_arg {
    const char *name;
    enum { OUT_ARG_TEXT, OUT_ARG_I64, OUT_ARG_U64, OUT_ARG_F64, OUT_ARG_COUNT } kind;
    struct str text;
    int64_t i64; /* of OUT_ARG_U64 too, by its bits */
    double f64;
};
struct out_arg out_arg_str(const char *name, struct str v);
struct out_arg out_arg_z(const char *name, const char *v);
struct out_arg out_arg_i64(const char *name, int64_t v);
struct out_arg out_arg_u64(const char *name, uint64_t v);
struct out_arg out_arg_f64(const char *name, double v);
struct out_arg out_arg_count(const char *name, int64_t v); /* written by lang_count */
void out_html_words(struct out *o, struct str words, const struct out_arg *args, int count);
void out_json_words(struct out *o, struct str words, const struct out_arg *args, int count);
void out_text_words(struct out *o, struct str words, const struct out_arg *args, int count);

/* A sentence with markup in it: writes up to the next hole that is one of `names`, and returns
 * which; -1 after the end. */
struct out_walk {
    struct str rest;
};
int out_html_walk(struct out *o, struct out_walk *w, const char *const *names, int count);
int out_text_walk(struct out *o, struct out_walk *w, const char *const *names, int count);

/* Times, numbers, icons. */
void out_html_when(struct out *o, instant t, enum when_form form); /* a <time> element */
void out_attr_when(struct out *o, instant t, enum when_form form); /* the words alone, escaped */
void out_text_when(struct out *o, instant t, enum when_form form);
void out_json_when(struct out *o, instant t); /* RFC 3339, UTC, with its quotes */
void out_count(struct out *o, int64_t n);
void out_icon_str(struct out *o, struct str name, struct str classes);
void out_icon_z(struct out *o, const char *name, struct str classes);

#define OUT_PICK_(x, str_fn, z_fn, f64_fn)                                                         \
    _Generic((x),                                                                                  \
        struct str: str_fn,                                                                        \
        char *: z_fn,                                                                              \
        const char *: z_fn,                                                                        \
        bool: out_bool,                                                                            \
        signed char: out_i64,                                                                      \
        short: out_i64,                                                                            \
        int: out_i64,                                                                              \
        long: out_i64,                                                                             \
        long long: out_i64,                                                                        \
        unsigned char: out_u64,                                                                    \
        unsigned short: out_u64,                                                                   \
        unsigned: out_u64,                                                                         \
        unsigned long: out_u64,                                                                    \
        unsigned long long: out_u64,                                                               \
        float: f64_fn,                                                                             \
        double: f64_fn)
#define OUT_HTML(o, x) OUT_PICK_(x, out_html_str, out_html_z, out_f64)((o), (x))
#define OUT_TEXT(o, x) OUT_PICK_(x, out_text_str, out_text_z, out_f64)((o), (x))
#define OUT_URL(o, x) OUT_PICK_(x, out_url_str, out_url_z, out_f64)((o), (x))
#define OUT_JSON(o, x) OUT_PICK_(x, out_json_str, out_json_z, out_json_f64)((o), (x))
#define OUT_TEXT_ONLY_(x, str_fn, z_fn)                                                            \
    _Generic((x), struct str : str_fn, char * : z_fn, const char * : z_fn)
#define OUT_HREF(o, x) OUT_TEXT_ONLY_(x, out_href_str, out_href_z)((o), (x))
#define OUT_BASE(o, x) OUT_TEXT_ONLY_(x, out_base_str, out_base_z)((o), (x))
#define OUT_JSON_KEY(o, x) OUT_TEXT_ONLY_(x, out_json_key_str, out_json_key_z)((o), (x))
#define OUT_ICON(o, x, classes) OUT_TEXT_ONLY_(x, out_icon_str, out_icon_z)((o), (x), (classes))
#define OUT_ARG(name, x)                                                                           \
    _Generic((x),                                                                                  \
        struct str: out_arg_str,                                                                   \
        char *: out_arg_z,                                                                         \
        const char *: out_arg_z,                                                                   \
        signed char: out_arg_i64,                                                                  \
        short: out_arg_i64,                                                                        \
        int: out_arg_i64,                                                                          \
        long: out_arg_i64,                                                                         \
        long long: out_arg_i64,                                                                    \
        unsigned char: out_arg_u64,                                                                \
        unsigned short: out_arg_u64,                                                               \
        unsigned: out_arg_u64,                                                                     \
        unsigned long: out_arg_u64,                                                                \
        unsigned long long: out_arg_u64,                                                           \
        float: out_arg_f64,                                                                        \
        double: out_arg_f64)((name), (x))

#endif
