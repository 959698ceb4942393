/* json.h: JSON written piece by piece, and read into a tree (RFC 8259, I-JSON: no duplicate names,
 * valid UTF-8). Only json_read.c knows the library that reads. */
#ifndef KEPT_TEXT_JSON_H
#define KEPT_TEXT_JSON_H

#include "base/buf.h"

/* Writing: commas and escapes are seen to; nesting is the caller's.
 *     json_object(&j); json_key(&j, "id"); json_i64(&j, 7); json_end(&j);               {"id":7} */
struct json {
    struct buf *out;
    uint64_t is_object; /* one bit a level, lowest is innermost */
    uint64_t has_items;
    int depth; /* at most 60 */
};
void json_init(struct json *j, struct buf *out);
/* The library that reads has functions of three of these names; ours are called otherwise for the
 * linker, so that neither can be taken for the other. */
void json_object(struct json *j) __asm__("kept_json_object");
void json_array(struct json *j) __asm__("kept_json_array");
void json_end(struct json *j); /* closes the innermost object or array */
void json_key(struct json *j, const char *name);
void json_text(struct json *j, struct str s); /* bad UTF-8 becomes U+FFFD; NUL becomes \u0000 */
void json_i64(struct json *j, int64_t v);
void json_f64(struct json *j,
              double v); /* shortest form that reads back the same; not finite: null */
void json_bool(struct json *j, bool v);
void json_null(struct json *j) __asm__("kept_json_null");
/* json_escape: the inside of a JSON string, without its quotes; also safe inside <script>. */
void json_escape(struct buf *out, struct str s);

/* Reading. A value is valid as long as the arena. */
enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_ARRAY, JSON_OBJECT };
struct json_value {
    enum json_kind kind;
    bool boolean;
    bool is_integer; /* also 3600.0 and 1e3, up to 2^53: a peer may write whole numbers so */
    int64_t integer; /* when is_integer */
    double number;
    struct str text;
    int count; /* items of an array or members of an object */
    const struct json_value *items;
    const struct str *names; /* of an object, beside items */
};
/* json_parse: the one value that `s` holds.
 *   errors  ERR_INVALID    the message says where (line, column) and what
 *           ERR_TOO_LARGE  over LIMIT_JSON_BYTES */
enum err json_parse(struct arena *a, struct str s, const struct json_value **out,
                    struct fault *f) must_use;
/* json_member: a member by name, or NULL (also when v is NULL or no object). */
const struct json_value *json_member(const struct json_value *v, const char *name);

#endif
