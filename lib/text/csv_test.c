#include "harness/test.h"

#include "base/limits.h"
#include "base/rand.h"
#include "text/csv.h"

/* All rows as text: fields in « », rows ended by /. */
static struct str shown(struct arena *a, struct str text, char separator)
{
    struct csv c;
    struct str *fields;
    struct fault f;
    struct buf b;
    int n;
    buf_init(&b, a, 1 << 20);
    csv_init(&c, text, separator);
    for (;;) {
        if (csv_row(&c, a, &fields, &n, &f) != OK) {
            buf_addz(&b, f.message);
            break;
        }
        if (!n)
            break;
        for (int i = 0; i < n; i++)
            buf_addf(&b, "«%.*s»", STR_ARG(fields[i]));
        buf_addf(&b, "%d/", (int)c.line);
    }
    return buf_str(&b);
}

TEST(tables_are_read_as_programs_write_them)
{
    static const struct {
        struct str in;
        const char *want;
    } cases[] = {
        {STR_INIT(""), ""},
        {STR_INIT("\n\r\n\n"), ""},
        {STR_INIT("a,b\r\nc,d\r\n"), "«a»«b»1/«c»«d»2/"},
        {STR_INIT("a,b\rc,d"), "«a»«b»1/«c»«d»2/"},
        {STR_INIT("a;b\nc;d\n"), "«a»«b»1/«c»«d»2/"},
        {STR_INIT("a\tb,c\nd\te,f,g\n"), "«a»«b,c»1/«d»«e,f,g»2/"},
        {STR_INIT("Last, First;x\nMeier, Ann;y\nRoe;z\n"),
         "«Last, First»«x»1/«Meier, Ann»«y»2/«Roe»«z»3/"},
        {STR_INIT("\xEF\xBB\xBF\"a\",b"), "«a»«b»1/"},
        {STR_INIT("sep=|\r\na|b,c\n"), "«a»«b,c»2/"},
        {STR_INIT("\"a \"\"b\"\"\",\"c\nd\"\n\n e ,\n"), "«a \"b\"»«c\nd»1/« e »«»4/"},
        {STR_INIT("\"a\" x,5\" pipe,\"\"\n"), "«a x»«5\" pipe»«»1/"},
        {STR_INIT(",\n"), "«»«»1/"},
        {STR_INIT("one\ntwo\n"), "«one»1/«two»2/"},
        {STR_INIT("a,b\n\"c,d\n"), "«a»«b»1/line 2: a quote opens here and never closes"},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_str_equal(shown(&a, cases[i].in, 0), str_from(cases[i].want));
    assert_str_equal(shown(&a, S("a,b;c\n"), ';'), S("«a,b»«c»1/"));
    arena_release(&a);
}

TEST(a_row_without_end_is_refused)
{
    struct arena a = {0};
    struct buf b;
    buf_init(&b, &a, 1 << 20);
    for (int i = 0; i < LIMIT_CSV_FIELDS; i++)
        buf_addc(&b, ',');
    assert_str_equal(shown(&a, buf_str(&b), 0), S("line 1: more than 1000 fields"));
    arena_release(&a);
}

static struct str written(struct arena *a, struct str field)
{
    struct buf b;
    struct csv_out c;
    buf_init(&b, a, 4096);
    csv_out_init(&c, &b);
    csv_put(&c, field);
    return buf_str(&b);
}

TEST(no_cell_is_a_formula)
{
    static const char *const cases[][2] = {
        {"plain", "plain"},
        {"", ""},
        {"a,b", "\"a,b\""},
        {"a\"b", "\"a\"\"b\""},
        {"a\nb", "\"a\nb\""},
        {" a", "\" a\""},
        {"=1+1", "'=1+1"},
        {"+49 30 1234", "'+49 30 1234"},
        {"-5", "-5"},
        {"-5.25", "-5.25"},
        {"-5+A1", "'-5+A1"},
        {"@SUM(A1)", "'@SUM(A1)"},
        {"\t=1", "\"'\t=1\""},
        {"=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""},
        {"'quoted", "'quoted"},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_str_equal(written(&a, str_from(cases[i][0])), str_from(cases[i][1]));
    arena_release(&a);
}

TEST(what_is_written_is_read_back)
{
    static const char letters[] = "ab ,;\"\r\n\t'|ä";
    struct arena a = {0};
    struct prng r;
    prng_init(&r, 11);
    for (int round = 0; round < 2000; round++, arena_reset(&a)) {
        struct str in[4], *back;
        struct buf b;
        struct csv_out out;
        struct csv c;
        int n;
        buf_init(&b, &a, 4096);
        csv_out_init(&out, &b);
        for (int i = 0; i < 4; i++) {
            char *p = arena_bytes(&a, 12);
            ptrdiff_t length = prng_below(&r, 12);
            p[0] = 'x';
            for (ptrdiff_t k = 1; k < length; k++)
                p[k] = letters[prng_below(&r, sizeof letters - 1)];
            in[i] = str_of(p, i ? length : length + !length);
            csv_put(&out, in[i]);
        }
        csv_put_i64(&out, round);
        csv_end_row(&out);
        csv_init(&c, buf_str(&b), ',');
        assert_int_equal(csv_row(&c, &a, &back, &n, NULL), OK);
        assert_int_equal(n, 5);
        for (int i = 0; i < 4; i++)
            assert_str_equal(back[i], in[i]);
        assert_int_equal(csv_row(&c, &a, &back, &n, NULL), OK);
        assert_int_equal(n, 0);
    }
    arena_release(&a);
}
