#include "mail/quote_check.h"

#include <time.h>

#include "base/buf.h"
#include "mail/quote_lines.h"

static const struct sample quotes[] = {
    {"answers between quotes keep their quotes",
     "Hi,\n\nOn 26/02/2026 14:05, Bob wrote:\n> When?\n\nOn Monday.\n\n> Where?\n\nHere.\n\n> "
     "Bye\n",
     "Hi,\n\n> When?\n\nOn Monday.\n\n> Where?\n\nHere."},
    {"without blank lines", "> When?\nOn Monday.\n> Where?\nHere.\n",
     "> When?\nOn Monday.\n> Where?\nHere."},
    {"a quote the person chose", "> the lift is stuck\n\nIt is not.",
     "> the lift is stuck\n\nIt is not."},
    {"a quote below needs no showing", "It is not.\n\n> the lift is stuck\n", "It is not."},
    {"words above and below",
     "Thanks.\n\nOn 26/02/2026 14:05, Bob wrote:\n\n> When?\n\nRegards, Ann\n",
     "Thanks.\n\nRegards, Ann"},
    {"quoted attributions",
     "Yes\n> On 26/02/2026 14:05, Bob <bob@example.org> wrote:\n>\n> When?\n", "Yes"},
    {"bars", "Yes\n\n2026/2/26 Bob <bob@example.org>\n\n| When?\n|\n| Where?\n", "Yes"},
    {"initials", "Bob Lee <bob@example.org> writes:\n\nBL> When?\nBL> Where?\n\nHere.\n", "Here."},
    {"names as marks", "Bob Lee <bob@example.org> writes:\n\nBob> When?\nBob> Where?\n\nHere.\n",
     "Here."},
    {"full-width marks", "はい\n\n2026年2月26日(木) 14:05 Bob <bob@example.org>:\n＞いつ\n",
     "はい"},
    {"a quoted line broken once more",
     "No.\n\nOn 26/02/2026 14:05, Bob wrote:\n> this line was so long that it was broken by a "
     "server on its\nway\n> here\n",
     "No."},
    {"a quote between lines of its own", ">>>> Bob >>>>\nWhen?\n<<<< Bob <<<<\n\nOn Monday.",
     ">>>> Bob >>>>\nWhen?\n<<<< Bob <<<<\n\nOn Monday."},
    {"nothing new shows the quote", "> only this\n> and this", "> only this\n> and this"},
    {"nothing new below an attribution shows what is quoted",
     "On 26/02/2026 14:05, Bob wrote:\n> only this\n", "> only this"},
    {"nothing but attributions", "> On 26/02/2026 14:05, Bob <b@example.org> wrote:\n>\n", ""},
    {"an empty answer from a phone",
     "Sent from my iPhone\n\nOn 26/02/2026 14:05, Bob <b@example.org> wrote:\n\n> When?\n", ""},
    {"windows line ends", "Yes\r\nand no\r\n\r\nOn 26/02/2026 14:05, Bob wrote:\r\n> When?\r\n",
     "Yes\nand no"},
    {"an attribution is not the sentence above it",
     "On your machine you can run\nthe test.\n\nOn 26/02/2026 14:05, Bob wrote:\n> When?\n",
     "On your machine you can run\nthe test."},
    {"a sentence above a quote is the person's",
     "My account was broken into. A day later\nshe wrote:\n\n> I did it\n\nWhat now?\n",
     "My account was broken into. A day later\nshe wrote:\n\n> I did it\n\nWhat now?"},
    {"history within history",
     "Yes\n\nFrom: Ann <a@example.org>\nSent: Monday\nTo: Bob\nSubject: Lift\n\nNo\n\n"
     "On 26/02/2026 14:05, Bob wrote:\n> When?\n\nmore old words\n",
     "Yes"},
    {"nothing", "", ""},
    {"space", " \n\t\n\xC2\xA0\n", ""},
};

TEST(quotes_are_weighed_by_what_stands_around_them)
{
    check(quotes, sizeof quotes / sizeof *quotes);
}

/* --- laws
 * ----------------------------------------------------------------------------------------- */

TEST(the_parts_of_a_text_are_the_text_whatever_it_is)
{
    struct arena a = {0};
    assert_parts_make_the_text(&a, S("a\0b\xFF\xFE\n> c\r\r\n\0"));
    arena_release(&a);
}

TEST(each_part_says_what_it_is)
{
    struct arena a = {0};
    struct quote_parts p = quote_parts(&a, S("Yes.\n\n-- \nAnn\n\nOn 26/02/2026 14:05, Bob "
                                             "wrote:\n> When?\n"));
    assert_int_equal(p.n, 3);
    assert_int_equal(p.v[0].kind, QUOTE_WRITTEN);
    assert_str_equal(p.v[0].text, S("Yes.\n\n"));
    assert_int_equal(p.v[1].kind, QUOTE_SIGNATURE);
    assert_str_equal(p.v[1].text, S("-- \nAnn\n\n"));
    assert_int_equal(p.v[2].kind, QUOTE_HISTORY);
    p = quote_parts(&a, S("> a\nb\n> c\nd\n\nCONFIDENTIALITY NOTICE\n"));
    assert_int_equal(p.n, 5);
    assert_int_equal(p.v[0].kind, QUOTE_CONTEXT);
    assert_int_equal(p.v[1].kind, QUOTE_WRITTEN);
    assert_int_equal(p.v[4].kind, QUOTE_DISCLAIMER);
    arena_release(&a);
}

/* What is visible is what a reader would answer to: reading it again takes nothing more away. */
TEST(reading_what_is_visible_again_changes_nothing)
{
    struct arena a = {0};
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
        struct str once = quote_visible(&a, str_from(quotes[i].text));
        assert_str_equal(quote_visible(&a, once), once);
    }
    arena_release(&a);
}

TEST(folding_makes_spellings_alike)
{
    struct arena a = {0};
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"  De :  Ann\xC2\xA0Lee ", "de : ann lee"},
        {"Ursprüngliche ÀÉÎÕÜ Łódź Şİı", "ursprungliche aeiou lodz sii"},
        {"U\xCC\x88 e\xCC\x81", "u e"}, /* marks of their own */
        {"ΈΓΡΑΨΕ έγραψε Αποστολέας", "εγραψε εγραψε αποστολεασ"},
        {"НАПИСАЛ Ёлка Й", "написал елка и"},
        {"كَتَبَ إلى ٢٠٢٦", "كتب الي 2026"},
        {"\u202Bכָּתַב\u200F ב\u05BEיום", "כתב ב-יום"},
        {"發件人： Ａnn　Ｌee＞", "發件人: ann lee>"},
        {"“quoted” – and—dashed", "\"quoted\" - and-dashed"},
        {"a\xFF\xC0z\x01", "a\xFF\xC0z\x01"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_str_equal(quote_fold(&a, str_from(cases[i].text)), str_from(cases[i].want));
    arena_release(&a);
}

/* Looked up folded, a word that is not folded would never be found. */
static void assert_words_folded(struct arena *a, const char *path)
{
    struct str source = test_file(a, path);
    int words = 0;
    while (source.n) {
        struct str line = str_line(&source);
        for (ptrdiff_t at = str_find(line, S("(\"")); at >= 0; at = str_find(line, S("(\""))) {
            line = str_skip(line, at + 2);
            struct str word = str_head(line, str_chr(line, '"'));
            assert_str_equal(quote_fold(a, word), str_trim(word));
            words++;
        }
    }
    assert_true(words > 100);
}

TEST(every_word_that_is_looked_for_is_folded)
{
    struct arena a = {0};
    static const char *const paths[] = {"lib/mail/quote_words.c", "lib/mail/quote_headers.c",
                                        "lib/mail/signature_words.c"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_words_folded(&a, paths[i]);
    arena_release(&a);
}

/* --- time
 * ------------------------------------------------------------------------------------------ */

static struct str repeated(struct arena *a, const char *piece, ptrdiff_t bytes)
{
    struct buf b;
    buf_init(&b, a, bytes + 4096);
    while (b.n < bytes)
        buf_addz(&b, piece);
    return buf_str(&b);
}

TEST(a_megabyte_of_anything_takes_less_than_a_second)
{
    static const char *const pieces[] = {
        "\n",
        ">",
        "> ",
        ">>>>>>>>>>>>>>\n",
        "wrote:\n",
        "a wrote:\n",
        "On 1/1/2026 10:00 ",
        "On 1/1/2026 10:00 a wrote:\n",
        "On 1/1/2026 10:00 a@b wrote:\n> x\ny\n",
        "From: a@b\n",
        "From: a@b\nTo: c@d\nx\n",
        "From: a@b\nSubject: x\n\n",
        "-----Original Message-----\n",
        "--\n",
        "-- \n",
        "----------\nx\n",
        "-Ann\n\n",
        "Sent from my iPhone\n",
        "Sent from my iPhone\n\n> x\n",
        "This e-mail is\n\n",
        "```\n",
        "| x\n",
        ">>>>\n<<<<\n",
        "-----BEGIN PGP SIGNATURE-----\n",
        "<",
        "<<<<<<<<<<<<",
        "@",
        "a@",
        "2026 ",
        "12:30 ",
        ":",
        "::::::::\n",
        "----",
        "_",
        " ",
        "\xC3\xBC",
        "\xD0\xBF\xD0\xB8\xD1\x88\xD0\xB5\xD1\x82:\n",
        "\xE5\x86\x99\xE9\x81\x93:\n",
        "a b c d e f g h i j k l m n o p q r s t u v w x y z:\n",
        "> a\nb\n",
        "JD> x\n",
        "Le 1/1/2026 10:00, x\n<a@b>\na \xC3\xA9"
        "crit :\n",
        "\xFF",
        "On 1 ",
        "On 1\n",
        "\x1f"
        "0\x1f\n",
    };
    struct arena a = {0};
    double slowest = 0;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct str text = repeated(&a, pieces[i], 1 << 20);
        clock_t start = clock(); /* of the processor: the machine may be busy */
        quote_visible(&a, text);
        double took = (double)(clock() - start) / CLOCKS_PER_SEC;
        if (took > 1)
            fail_msg("«%s» took %.2f s", pieces[i], took);
        slowest = took > slowest ? took : slowest;
        arena_reset(&a);
    }
    arena_release(&a);
    print_message("[          ] the slowest took %.3f s\n", slowest);
}
