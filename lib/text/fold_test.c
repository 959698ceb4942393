#include "harness/test.h"

#include "base/limits.h"
#include "text/fold.h"

TEST(folding_takes_case_accents_and_width_off)
{
    static const struct {
        struct str in, out;
    } cases[] = {
        {STR_INIT(""), STR_INIT("")},
        {STR_INIT("  Anna\t\n  SCHMIDT "), STR_INIT("anna schmidt")},
        {STR_INIT("Łódź, Øre, Đà Nẵng, Þór"), STR_INIT("lodz, ore, da nang, thor")},
        {STR_INIT("Straße STRASSE"), STR_INIT("strasse strasse")},
        {STR_INIT("ISTANBUL İstanbul ışık"), STR_INIT("istanbul istanbul isik")},
        {STR_INIT("Ελλάδα ΟΔΟΣ οδός"), STR_INIT("ελλαδα οδοσ οδοσ")},
        {STR_INIT("ЁЛКА й"), STR_INIT("елка и")},
        {STR_INIT("e\xCC\x81t\xC3\xA9"), STR_INIT("ete")}, /* combining, then composed */
        {STR_INIT("\xEF\xBC\xA1\xEF\xBD\x82\xEF\xBC\x91"), STR_INIT("ab1")}, /* full width */
        {STR_INIT("\xEF\xBD\xB6\xEF\xBE\x9E"),
         STR_INIT("ガ")}, /* half width, with its voice mark */
        {STR_INIT("ガ"), STR_INIT("ガ")},
        {STR_INIT("한국어"), STR_INIT("한국어")},
        {STR_INIT("ﬁn Ⅳ m²"), STR_INIT("fin iv m2")},
        {STR_INIT("مُحَمَّد ـــ"), STR_INIT("محمد")},
        {STR_INIT("שָׁלוֹם"), STR_INIT("שלום")},
        {STR_INIT("हिन्दी"), STR_INIT("हिन्दी")}, /* its vowel signs are letters */
        {STR_INIT("٣٤ ۵ ९"), STR_INIT("34 5 9")},
        {STR_INIT("O\xE2\x80\x99"
                  "Brien \xE2\x80\x93 x"),
         STR_INIT("o'brien - x")},
        {STR_INIT("co\xC2\xADoperate"), STR_INIT("cooperate")}, /* a soft hyphen */
        {STR_INIT("Kept\xE2\x84\xA2"), STR_INIT("kept")},
        {STR_INIT("a\xFF"
                  "b"),
         STR_INIT("a\xEF\xBF\xBD"
                  "b")},
        {STR_INIT("a\xC2\xA0\xE3\x80\x80 b"), STR_INIT("a b")},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str got = fold_text(&a, cases[i].in);
        assert_str_equal(got, cases[i].out);
        assert_str_equal(fold_text(&a, got), got);
    }
    arena_release(&a);
}

TEST(words_are_indexed_one_by_one_and_unspaced_scripts_in_pairs)
{
    static const struct {
        struct str in, out;
    } cases[] = {
        {STR_INIT(""), STR_INIT("")},
        {STR_INIT("-- !?"), STR_INIT("")},
        {STR_INIT("Don't e-mail anna@example.com, ref #12.50"),
         STR_INIT("don t e mail anna example com ref 12 50")},
        {STR_INIT("東京都"), STR_INIT("東京 京都 都")},
        {STR_INIT("東"), STR_INIT("東")},
        {STR_INIT("東 京"), STR_INIT("東 京")},
        {STR_INIT("iPhone版です。"), STR_INIT("iphone 版で です す")},
        {STR_INIT("カタカナ"), STR_INIT("カタ タカ カナ ナ")},
        {STR_INIT("안녕 하세요"), STR_INIT("안녕 녕 하세 세요 요")},
        {STR_INIT("ที่นี่"), STR_INIT("ที่นี่ นี่")}, /* a character and its marks are one */
        {STR_INIT("हिन्दी भाषा"), STR_INIT("हिन्दी भाषा")},
        {STR_INIT("naïve café"), STR_INIT("naive cafe")},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_str_equal(fold_words(&a, cases[i].in, 100), cases[i].out);
    assert_str_equal(fold_words(&a, S("one two three"), 2), S("one two"));
    arena_release(&a);
}

TEST(a_query_says_each_run_without_its_lonely_end)
{
    static const struct {
        struct str in, out;
    } cases[] = {
        {STR_INIT("Don't"), STR_INIT("don t")},    {STR_INIT("東京都"), STR_INIT("東京 京都")},
        {STR_INIT("東"), STR_INIT("東*")},         {STR_INIT("東京 abc"), STR_INIT("東京 京 abc")},
        {STR_INIT("abc 東"), STR_INIT("abc 東*")}, {STR_INIT("版 abc"), STR_INIT("版 abc")},
        {STR_INIT("*\"'()"), STR_INIT("")},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fold_word words[8];
        struct buf b;
        buf_init(&b, &a, 100);
        int n = fold_query(&a, cases[i].in, words, 8);
        for (int k = 0; k < n; k++) {
            buf_addz(&b, k ? " " : "");
            buf_add(&b, words[k].text);
            buf_addz(&b, words[k].is_beginning ? "*" : "");
        }
        assert_str_equal(buf_str(&b), cases[i].out);
    }
    arena_release(&a);
}

/* Runs are folded a few hundred bytes at a time: where they are cut must not show. */
TEST(long_runs_fold_as_their_parts_do)
{
    struct arena a = {0};
    for (ptrdiff_t lead = 0; lead < 8; lead++) {
        struct buf in, want;
        buf_init(&in, &a, 1 << 20), buf_init(&want, &a, 1 << 20);
        for (ptrdiff_t i = 0; i < lead; i++)
            buf_addz(&in, "ж"), buf_addz(&want, "ж");
        for (int i = 0; i < 500; i++)
            buf_addz(&in, "ÉＡ\xEF\xBD\xB6\xEF\xBE\x9Eहिन्दी"), buf_addz(&want, "eaガहिन्दी");
        assert_str_equal(fold_text(&a, buf_str(&in)), buf_str(&want));
    }
    arena_release(&a);
}

TEST(hostile_text_folds_too)
{
    struct arena a = {0};
    struct buf b;
    buf_init(&b, &a, 1 << 20);
    for (int i = 0; i < 3000; i++)
        buf_addz(&b, "\xEF\xB7\xBA"); /* U+FDFA: eighteen code points each */
    for (int i = 0; i < 3000; i++)
        buf_addz(&b, "\xE0\xA5\x8D"); /* marks without a letter */
    for (int i = 0; i < 3000; i++)
        buf_addz(&b, "\xCD\x82\xCC\x88"); /* accents that NFKD takes apart */
    assert_true(fold_text(&a, buf_str(&b)).n > 0);
    buf_init(&b, &a, 1 << 20);
    for (int i = 0; i < 10000; i++)
        buf_addz(&b, "QUJD");
    assert_int_equal(fold_words(&a, buf_str(&b), 10).n, LIMIT_SEARCH_WORD);
    arena_release(&a);
}
