#include "harness/test.h"

#include "base/map.h"
#include "base/vec.h"
#include "text/i18n.h"

/* A catalogue as tools/tplc makes them, small enough to write by hand: every slot is tried. */
static const struct str hello[] = {STR_INIT("Guten Tag, {name}")};
static const struct str promises[] = {STR_INIT("{n} Zusage"), STR_INIT("{n} Zusagen")};
static const struct str open_verb[] = {STR_INIT("Öffnen")};
static const struct str least[] = {STR_INIT("Schreiben Sie mindestens %d Zeichen")};
static const struct str named[] = {STR_INIT("%s fehlt: eine Zahl bis %d")};
static struct word_entry slots[16];
const struct word_catalogue word_catalogues[LANG_COUNT] = {[LANG_DE] = {slots, 15}};

static void put(struct str key, const struct str *forms)
{
    uint64_t hash = str_hash(key), at = hash & 15;
    while (slots[at].forms)
        at = (at + 1) & 15;
    slots[at] = (struct word_entry){hash, key, forms};
}

__attribute__((constructor)) static void fill_catalogue(void)
{
    put(S("Hello {name}"), hello);
    put(S("{n} promise"), promises);
    put(S("verb\004Open"), open_verb);
    put(S("Write at least %d characters"), least);
    put(S("%s is missing: a number up to %d"), named);
}

TEST(the_language_is_the_best_that_kept_speaks)
{
    static const struct {
        struct str tags;
        enum lang want;
    } cases[] = {
        {STR_INIT("de"), LANG_DE},
        {STR_INIT("DE-at"), LANG_DE},
        {STR_INIT("en-GB"), LANG_EN},
        {STR_INIT("fr"), LANG_EN},
        {STR_INIT(""), LANG_EN},
        {STR_INIT("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5"), LANG_EN},
        {STR_INIT("fr, de;q=0.7, en;q=0.3"), LANG_DE},
        {STR_INIT("en;q=0.5,de;q=0.9"), LANG_DE},
        {STR_INIT("de;q=0,en;q=0.1"), LANG_EN},
        {STR_INIT("de;q=nonsense, en;q=0.1"), LANG_EN},
        {STR_INIT("den, deu"), LANG_EN},
        {STR_INIT(",,;;q,=,"), LANG_EN},
        {STR_INIT("de_DE.UTF-8"), LANG_DE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(lang_from(cases[i].tags), cases[i].want);
}

TEST(words_come_from_the_catalogue_or_stay_english)
{
    assert_str_equal(word(LANG_DE, "Hello {name}"), S("Guten Tag, {name}"));
    assert_str_equal(word(LANG_EN, "Hello {name}"), S("Hello {name}"));
    assert_str_equal(word(LANG_DE, "Not translated"), S("Not translated"));
    assert_str_equal(word_in(LANG_DE, "verb", "Open"), S("Öffnen"));
    assert_str_equal(word_in(LANG_DE, "adjective", "Open"), S("Open"));
    assert_str_equal(word_in(LANG_EN, "verb", "Open"), S("Open"));
    assert_str_equal(word(LANG_DE, "Open"), S("Open"));
}

TEST(the_form_follows_the_count)
{
    assert_str_equal(word_n(LANG_DE, "{n} promise", "{n} promises", 1), S("{n} Zusage"));
    assert_str_equal(word_n(LANG_DE, "{n} promise", "{n} promises", 0), S("{n} Zusagen"));
    assert_str_equal(word_n(LANG_EN, "{n} promise", "{n} promises", 1), S("{n} promise"));
    assert_str_equal(word_n(LANG_EN, "{n} promise", "{n} promises", 21), S("{n} promises"));
    assert_str_equal(word_n(LANG_DE, "{n} dog", "{n} dogs", 2), S("{n} dogs"));
}

TEST(counts_and_decimals_are_written_as_the_language_does)
{
    static const struct {
        int64_t n;
        const char *en, *de;
    } counts[] = {
        {0, "0", "0"},
        {-1, "-1", "-1"},
        {999, "999", "999"},
        {1000, "1,000", "1.000"},
        {-1234567, "-1,234,567", "-1.234.567"},
        {INT64_MIN, "-9,223,372,036,854,775,808", "-9.223.372.036.854.775.808"},
    };
    static const struct {
        double v;
        int places;
        const char *en, *de;
    } decimals[] = {
        {4.25, 1, "4.3", "4,3"},
        {0, 2, "0.00", "0,00"},
        {-1234.5, 1, "-1,234.5", "-1.234,5"},
        {99.95, 1, "100.0", "100,0"},
        {2.5, 0, "3", "3"},
        {1e15, 0, "1,000,000,000,000,000", NULL},
        {1.0 / 0.0, 1, "", ""},
        {0.125, 9, "0.125000", NULL},
    };
    struct arena a = {0};
    struct buf b;
    buf_init(&b, &a, 1000);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        b.n = 0, lang_count(&b, LANG_EN, counts[i].n);
        assert_str_equal(buf_str(&b), str_from(counts[i].en));
        b.n = 0, lang_count(&b, LANG_DE, counts[i].n);
        assert_str_equal(buf_str(&b), str_from(counts[i].de));
    }
    for (size_t i = 0; i < sizeof decimals / sizeof *decimals; i++) {
        b.n = 0, lang_decimal(&b, LANG_EN, decimals[i].v, decimals[i].places);
        assert_str_equal(buf_str(&b), str_from(decimals[i].en));
        b.n = 0, lang_decimal(&b, LANG_DE, decimals[i].v, decimals[i].places);
        if (decimals[i].de)
            assert_str_equal(buf_str(&b), str_from(decimals[i].de));
    }
    arena_release(&a);
}

TEST(sentences_are_filled_by_name)
{
    struct arena a = {0};
    const struct word_arg args[] = {{"name", S("Amira {n}")}, {"n", S("3")}};
    assert_str_equal(word_fill(&a, S("{n} for {name}, {other} {n"), args, 2),
                     S("3 for Amira {n}, {other} {n"));
    assert_str_equal(word_fill(&a, S(""), args, 2), S(""));
    assert_str_equal(word_fill(&a, S("{}{ }{n}}"), args, 2), S("{}{ }3}"));
    arena_release(&a);
}

TEST(a_fault_is_put_into_words_by_the_format_it_was_made_with)
{
    static const struct {
        struct str in, out;
    } cases[] = {
        {STR_INIT("Write at least 12 characters"), STR_INIT("Schreiben Sie mindestens 12 Zeichen")},
        {STR_INIT("n is missing: a number up to 7"), STR_INIT("n fehlt: eine Zahl bis 7")},
        {STR_INIT("the % is missing: a number up to 7"), STR_INIT("the % fehlt: eine Zahl bis 7")},
        {STR_INIT("Hello {name}"), STR_INIT("Guten Tag, {name}")},
        {STR_INIT("Write at least 12"), STR_INIT("Write at least 12")},
        {STR_INIT("no such thing"), STR_INIT("no such thing")},
        {STR_INIT(""), STR_INIT("")},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_str_equal(word_message(&a, LANG_DE, cases[i].in), cases[i].out);
        assert_str_equal(word_message(&a, LANG_EN, cases[i].in), cases[i].in);
    }
    arena_release(&a);
}

TEST(directives_of_formats_are_found)
{
    struct str rest = S("100%% of %.*s and %lld, %"), directive;
    assert_str_equal(word_directive(&rest, &directive), S("100%% of "));
    assert_str_equal(directive, S("%.*s"));
    assert_str_equal(word_directive(&rest, &directive), S(" and "));
    assert_str_equal(directive, S("%lld"));
    assert_str_equal(word_directive(&rest, &directive), S(", %"));
    assert_null(directive.p);
}
