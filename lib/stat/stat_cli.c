#include "stat/stat_cli.h"

#include <math.h>

#include "stat/stat_question.h"

static enum err fail_input(struct question *q, const char *name, const char *what)
{
    return fault_set(q->fault, ERR_UNSUPPORTED, "input", "input.%s is missing: give %s", name,
                     what);
}

bool has(const struct question *q, const char *name)
{
    return json_member(q->input, name) != NULL;
}

enum err ask_number(struct question *q, const char *name, double *out)
{
    const struct json_value *v = json_member(q->input, name);
    if (!v || v->kind != JSON_NUMBER)
        return fail_input(q, name, "a number");
    *out = v->number;
    return OK;
}

enum err ask_whole(struct question *q, const char *name, int64_t *out)
{
    const struct json_value *v = json_member(q->input, name);
    if (!v || v->kind != JSON_NUMBER || !v->is_integer)
        return fail_input(q, name, "a whole number");
    *out = v->integer;
    return OK;
}

double number_or(struct question *q, const char *name, double otherwise)
{
    const struct json_value *v = json_member(q->input, name);
    return v && v->kind == JSON_NUMBER ? v->number : otherwise;
}

static const struct {
    const char *suffix;
    double seconds;
} units[] = {{"s", 1}, {"min", 60}, {"h", 3600}};

static const struct json_value *find_time(const struct question *q, const char *name, double *unit)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct str full = str_fmt(q->arena, "%s_%s", name, units[i].suffix);
        const struct json_value *v = json_member(q->input, full.p);
        *unit = units[i].seconds;
        if (v && v->kind == JSON_NUMBER)
            return v;
    }
    return NULL;
}

bool has_time(const struct question *q, const char *name)
{
    double unit;
    return find_time(q, name, &unit) != NULL;
}

enum err ask_time(struct question *q, const char *name, double *seconds)
{
    double unit;
    const struct json_value *v = find_time(q, name, &unit);
    if (!v)
        return fail_input(q, name, "it with its unit: _s, _min or _h");
    *seconds = v->number * unit;
    return OK;
}

static bool read_numbers(const struct json_value *v, double *out)
{
    for (int i = 0; i < v->count; i++) {
        if (v->items[i].kind != JSON_NUMBER && v->items[i].kind != JSON_NULL)
            return false;
        out[i] = v->items[i].kind == JSON_NULL ? (double)NAN : v->items[i].number;
    }
    return true;
}

enum err ask_list(struct question *q, const char *name, double **out, int *n)
{
    const struct json_value *v = json_member(q->input, name);
    if (!v || v->kind != JSON_ARRAY)
        return fail_input(q, name, "a list of numbers");
    *out = NEWN(q->arena, double, v->count);
    *n = v->count;
    return read_numbers(v, *out) ? OK : fail_input(q, name, "a list of numbers");
}

enum err ask_matrix(struct question *q, const char *name, double **out, int *rows, int *columns)
{
    const struct json_value *v = json_member(q->input, name);
    if (!v || v->kind != JSON_ARRAY || !v->count || v->items[0].kind != JSON_ARRAY)
        return fail_input(q, name, "rows of numbers");
    *rows = v->count;
    *columns = v->items[0].count;
    ptrdiff_t size = (ptrdiff_t)*rows * *columns;
    *out = NEWN(q->arena, double, size);
    for (int i = 0; i < *rows; i++) {
        const struct json_value *row = &v->items[i];
        if (row->kind != JSON_ARRAY || row->count != *columns ||
            !read_numbers(row, *out + (ptrdiff_t)i * *columns))
            return fail_input(q, name, "rows of numbers, all as long as the first");
    }
    return OK;
}

void put_number(struct question *q, const char *name, double v)
{
    json_key(q->answer, name);
    json_f64(q->answer, v);
}

void put_whole(struct question *q, const char *name, int64_t v)
{
    json_key(q->answer, name);
    json_i64(q->answer, v);
}

void put_range(struct question *q, const struct range *r)
{
    put_number(q, "low", r->low);
    put_number(q, "high", r->high);
}

/* ---- which function ------------------------------------------------------------------------- */

static const struct {
    const struct stat_function *list;
    const int *count;
} groups[] = {
    {survey_functions, &survey_function_count},
    {time_functions, &time_function_count},
    {queue_functions, &queue_function_count},
};
enum { group_count = sizeof groups / sizeof *groups };

static const struct stat_function *function_find(struct str name)
{
    for (int g = 0; g < group_count; g++)
        for (int i = 0; i < *groups[g].count; i++)
            if (str_eq(name, str_from(groups[g].list[i].name)))
                return &groups[g].list[i];
    return NULL;
}

static enum err answer_help(struct json *answer)
{
    json_key(answer, "result");
    json_object(answer);
    for (int g = 0; g < group_count; g++)
        for (int i = 0; i < *groups[g].count; i++) {
            json_key(answer, groups[g].list[i].name);
            json_text(answer, str_from(groups[g].list[i].input));
        }
    json_end(answer);
    return OK;
}

/* Runs the function into a buffer of its own: an undefined result is null, not half an object. */
static enum err answer_function(const struct stat_function *function, struct question *q,
                                struct json *answer)
{
    struct buf b;
    struct json j;
    buf_init(&b, q->arena, 256 * 1024);
    json_init(&j, &b);
    json_object(&j);
    json_key(&j, "result");
    q->answer = &j;
    enum err err = function->answer(q);
    if (err == ERR_UNSUPPORTED)
        return err;
    json_key(answer, "result");
    if (err != OK) {
        json_null(answer);
        json_key(answer, "error");
        json_text(answer,
                  err == ERR_TOO_LARGE ? S("too large to compute") : S("undefined for this input"));
        return OK;
    }
    ptrdiff_t head = S("{\"result\":").n;
    buf_add(answer->out, str_skip(buf_str(&b), head));
    return OK;
}

static enum err answer_line(void *context, struct arena *a, struct str line, struct json *answer,
                            struct fault *f)
{
    const struct json_value *v, *name;
    struct question q = {.arena = a, .fault = f};
    (void)context;
    TRY(json_parse(a, line, &v, f));
    name = json_member(v, "fn");
    q.input = json_member(v, "input");
    if (!name || name->kind != JSON_TEXT)
        return fault_set(f, ERR_INVALID, "fn", "fn is missing: {\"fn\":\"help\"} lists them");
    if (str_eq(name->text, S("help")))
        return answer_help(answer);
    const struct stat_function *function = function_find(name->text);
    if (!function)
        return fault_set(f, ERR_INVALID, "fn", "fn is not known: {\"fn\":\"help\"} lists them");
    return answer_function(function, &q, answer);
}

void stat_answer(struct arena *a, struct str line, struct buf *out)
{
    json_line(answer_line, NULL, a, line, out);
}

int stat_cli(int in, int out)
{
    return json_lines(answer_line, NULL, in, out);
}
