/* quote_check.h: for the tests of quote.h: a text, and what of it is in sight. */
#ifndef KEPT_MAIL_QUOTE_CHECK_H
#define KEPT_MAIL_QUOTE_CHECK_H

#include "harness/test.h"

#include "mail/quote.h"

static int failures;

/* The parts of a text, one after the other, are the text. */
static inline void assert_parts_make_the_text(struct arena *a, struct str text)
{
    struct quote_parts parts = quote_parts(a, text);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < parts.n; n += parts.v[i].text.n, i++) {
        assert_true(parts.v[i].text.n > 0);
        assert_true(i == 0 || parts.v[i].kind != parts.v[i - 1].kind);
        assert_str_equal(parts.v[i].text, str_of(text.p + n, parts.v[i].text.n));
    }
    assert_int_equal(n, text.n);
}

/* Reports and counts, so that one run shows all that is wrong. */
static inline void expect(struct arena *a, const char *what, struct str text, struct str want)
{
    struct str got = quote_visible(a, text);
    assert_parts_make_the_text(a, text);
    if (str_eq(got, want))
        return;
    failures++;
    print_error("%s\n---- text\n%.*s\n---- got\n%.*s\n---- want\n%.*s\n", what, STR_ARG(text),
                STR_ARG(got), STR_ARG(want));
}

struct sample {
    const char *name, *text, *want;
};

static inline void check(const struct sample *samples, size_t n)
{
    struct arena a = {0};
    failures = 0;
    for (size_t i = 0; i < n; i++)
        expect(&a, samples[i].name, str_from(samples[i].text), str_from(samples[i].want));
    arena_release(&a);
    assert_int_equal(failures, 0);
}

#endif
