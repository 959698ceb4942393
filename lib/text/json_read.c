/* The seam to jansson: nothing else includes it. Its names that are also ours get others here. */
#define json_object jansson_object
#define json_array jansson_array
#define json_null jansson_null
#define JSON_OBJECT JANSSON_OBJECT
#define JSON_ARRAY JANSSON_ARRAY
#define JSON_NULL JANSSON_NULL
#include <jansson.h>
#undef json_object
#undef json_array
#undef json_null
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_NULL

#include "text/json.h"

#include <math.h>

#include "base/limits.h"
#include "base/utf8.h"

/* Whole numbers up to here are exact in a double, so 3600.0 may count as 3600. */
static const double largest_exact = 9007199254740992.0;

static struct json_value read_value(struct arena *a, const json_t *from);

static void read_items(struct arena *a, const json_t *from, struct json_value *v)
{
    v->kind = JSON_ARRAY;
    v->count = (int)json_array_size(from);
    struct json_value *items = NEWN(a, struct json_value, v->count);
    for (int i = 0; i < v->count; i++)
        items[i] = read_value(a, json_array_get(from, (size_t)i));
    v->items = items;
}

static void read_members(struct arena *a, json_t *from, struct json_value *v)
{
    v->kind = JSON_OBJECT;
    v->count = (int)json_object_size(from);
    struct json_value *items = NEWN(a, struct json_value, v->count);
    struct str *names = NEWN(a, struct str, v->count);
    void *at = json_object_iter(from);
    for (int i = 0; i < v->count; i++, at = json_object_iter_next(from, at)) {
        names[i] = str_dup(a, str_from(json_object_iter_key(at)));
        items[i] = read_value(a, json_object_iter_value(at));
    }
    v->items = items;
    v->names = names;
}

static struct json_value read_real(double x)
{
    struct json_value v = {.kind = JSON_NUMBER, .number = x};
    v.is_integer = fabs(x) <= largest_exact && !(trunc(x) < x || trunc(x) > x);
    if (v.is_integer)
        v.integer = (int64_t)x;
    return v;
}

/* Goes as deep as check_depth allowed. */
static struct json_value read_value(struct arena *a, const json_t *from)
{
    struct json_value v = {.kind = JSON_NULL};
    switch (json_typeof(from)) {
    case JANSSON_OBJECT: read_members(a, (json_t *)(uintptr_t)from, &v); break;
    case JANSSON_ARRAY: read_items(a, from, &v); break;
    case JSON_STRING:
        v.kind = JSON_TEXT;
        v.text = str_dup(a, str_of(json_string_value(from), (ptrdiff_t)json_string_length(from)));
        break;
    case JSON_INTEGER:
        v = (struct json_value){.kind = JSON_NUMBER,
                                .is_integer = true,
                                .integer = json_integer_value(from),
                                .number = (double)json_integer_value(from)};
        break;
    case JSON_REAL: v = read_real(json_real_value(from)); break;
    case JSON_TRUE:
    case JSON_FALSE:
        v.kind = JSON_BOOL;
        v.boolean = json_is_true(from);
        break;
    case JANSSON_NULL: break;
    }
    return v;
}

static enum err fail_deep(struct str s, ptrdiff_t at, struct fault *f)
{
    struct str before = str_head(s, at), line = before;
    int lines = 1;
    for (ptrdiff_t i; (i = str_chr(line, '\n')) >= 0; lines++)
        line = str_skip(line, i + 1);
    return fault_set(f, ERR_INVALID, NULL, "line %d, column %d: nested more than %d deep", lines,
                     (int)utf8_count(line) + 1, LIMIT_JSON_DEPTH);
}

/* Counts brackets outside strings, before the library, which recurses, sees them. */
static enum err check_depth(struct str s, struct fault *f)
{
    int depth = 0;
    bool in_text = false;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (in_text && c == '\\')
            i++;
        else if (c == '"')
            in_text = !in_text;
        else if (!in_text && (c == '{' || c == '['))
            depth++;
        else if (!in_text && (c == '}' || c == ']'))
            depth--;
        if (depth > LIMIT_JSON_DEPTH)
            return fail_deep(s, i, f);
    }
    return OK;
}

enum err json_parse(struct arena *a, struct str s, const struct json_value **out, struct fault *f)
{
    json_error_t error;
    if (s.n > LIMIT_JSON_BYTES)
        return fault_set(f, ERR_TOO_LARGE, NULL, "JSON of more than %d MB",
                         (int)(LIMIT_JSON_BYTES >> 20));
    if (str_trim(s).n == 0)
        return fault_set(f, ERR_INVALID, NULL, "line 1, column 1: JSON expected, nothing found");
    TRY(check_depth(s, f));
    json_t *tree = json_loadb(s.p, (size_t)s.n,
                              JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (!tree)
        return fault_set(f, ERR_INVALID, NULL, "line %d, column %d: %s", error.line, error.column,
                         error.text);
    struct json_value *v = NEW(a, struct json_value);
    *v = read_value(a, tree);
    json_decref(tree);
    *out = v;
    return OK;
}

const struct json_value *json_member(const struct json_value *v, const char *name)
{
    if (!v || v->kind != JSON_OBJECT)
        return NULL;
    struct str wanted = str_from(name);
    for (int i = 0; i < v->count; i++)
        if (str_eq(v->names[i], wanted))
            return &v->items[i];
    return NULL;
}
