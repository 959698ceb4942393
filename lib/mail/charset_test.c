#include "harness/test.h"

#include "base/utf8.h"
#include "mail/charset.h"

struct row {
    const char *label;
    const char *hint;
    struct str bytes;
    const char *text;
    const char *charset;
    bool is_guess;
};

#define ROW(label, bytes, text, charset, is_guess)                                                 \
    {                                                                                              \
        label, "", STR_INIT(bytes), text, charset, is_guess                                        \
    }

static void check(const struct row *rows, size_t count)
{
    struct arena a = {0};
    for (size_t i = 0; i < count; i++) {
        const struct row *r = &rows[i];
        struct charset_text t = charset_decode(&a, r->bytes, str_from(r->label), str_from(r->hint));
        assert_str_equal(t.text, str_from(r->text));
        assert_str_equal(t.charset, str_from(r->charset));
        if (t.is_guess != r->is_guess)
            fail_msg("row %d: guess is %d", (int)i, t.is_guess);
    }
    arena_release(&a);
}

TEST(a_label_is_known_in_every_spelling)
{
    static const char *const rows[][2] = {
        {"UTF-8", "utf-8"},
        {"utf8", "utf-8"},
        {" \"Utf_8\" ", "utf-8"},
        {"US-ASCII*EN", "us-ascii"},
        {"ISO_8859-1:1987", "windows-1252"},
        {"latin1", "windows-1252"},
        {"Windows-1252", "windows-1252"},
        {"ISO-8859-11", "windows-874"},
        {"iso-8859-1", "windows-1252"},
        {"ks_c_5601-1987", "euc-kr"},
        {"KS_C_5601-1987", "euc-kr"},
        {"gb2312", "gb18030"},
        {"GBK", "gb18030"},
        {"big5-hkscs", "big5"},
        {"shift-jis", "shift_jis"},
        {"x-sjis", "shift_jis"},
        {"ISO-2022-JP", "iso-2022-jp"},
        {"iso-8859-8-i", "iso-8859-8"},
        {"unicode-1-1-utf-7", "utf-7"},
        {"koi8-ru", "koi8-u"},
        {"cp-850", "ibm850"},
        {"GB2312_CHARSET", "gb18030"},
        {"ms936", "gb18030"},
        {"big5-eten", "big5"},
        {"ms949", "euc-kr"},
        {"bogus", ""},
        {"", ""},
        {"--", ""},
        {"a-label-that-is-much-longer-than-any-label-has-ever-been-in-all-of-mail-utf-8", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_str_equal(charset_find(str_from(rows[i][0])), str_from(rows[i][1]));
}

TEST(a_true_label_is_followed)
{
    static const struct row rows[] = {
        ROW("utf-8", "Fr\xC3\xB6sche", "Frösche", "utf-8", false),
        ROW("iso-8859-1", "Fr\xF6sche \x80", "Frösche €", "windows-1252", false),
        ROW("iso-8859-2",
            "\xA3\xF3"
            "d\xBC",
            "Łódź", "iso-8859-2", false),
        ROW("iso-8859-7", "\xE3\xE5\xE9\xDC", "γειά", "iso-8859-7", false),
        ROW("iso-8859-15", "\xA4", "€", "iso-8859-15", false),
        ROW("iso-8859-16", "\xAA\xDE\xA4", "ȘȚ€", "iso-8859-16", false),
        ROW("koi8-r", "\xF0\xD2\xC9\xD7\xC5\xD4", "Привет", "koi8-r", false),
        ROW("windows-1251", "\xCF\xF0\xE8", "При", "windows-1251", false),
        ROW("windows-1255", "\xF9\xEC\xE5\xED", "שלום", "windows-1255", false),
        ROW("iso-2022-jp", "\x1B$B\x46\x7C\x4B\x5C\x2D\x21\x1B(B!", "日本①!", "iso-2022-jp", false),
        ROW("shift_jis", "\x93\xFA\x96\x7B", "日本", "shift_jis", false),
        ROW("euc-jp", "\xC6\xFC\xCB\xDC", "日本", "euc-jp", false),
        ROW("gb2312", "\xCD\xF2", "万", "gb18030", false),
        ROW("big5", "\xA4\xA4\xA4\xE5", "中文", "big5", false),
        ROW("ks_c_5601-1987", "\xB0\xA1", "가", "euc-kr", false),
        ROW("utf-7", "Fr+APY-sche", "Frösche", "utf-7", false),
        ROW("utf-16le", "a\0\xF6\0", "aö", "utf-16le", false),
        ROW("utf-16", "\xFE\xFF\0a\xD8\x3D\xDE\x00", "a😀", "utf-16", false),
        ROW("utf-8", "plain", "plain", "", false),
    };
    check(rows, sizeof rows / sizeof rows[0]);
}

TEST(a_label_that_is_wrong_or_missing_is_answered_by_a_guess_that_says_so)
{
    static const struct row rows[] = {
        ROW("", "Fr\xC3\xB6sche", "Frösche", "utf-8", true),
        ROW("us-ascii", "Fr\xF6sche", "Frösche", "windows-1252", true),
        ROW("bogus", "Fr\xF6sche", "Frösche", "windows-1252", true),
        ROW("utf-8", "Fr\xF6sche", "Frösche", "windows-1252", true),
        ROW("big5", "Gr\xC3\xBC\xC3\x9F", "Grüß", "utf-8", true),
        ROW("", "\x1B$B\x46\x7C\x4B\x5C\x1B(B", "日本", "iso-2022-jp", false),
        ROW("utf-16", "said so, but is not", "said so, but is not", "", false),
        {"", "koi8-r", STR_INIT("\xF0\xD2\xC9\xD7\xC5\xD4"), "Привет", "koi8-r", true},
        {"", "bogus", STR_INIT("na\xEFve"), "naïve", "windows-1252", true},
        ROW("",
            "\xCC\xED\xEE\xE3\xEE \xEB\xFE\xE4\xE5\xE9 \xEF\xE8\xF8\xF3\xF2 \xED\xE0\xEC "
            "\xEF\xE8\xF1\xFC\xEC\xE0, \xEA\xEE\xF2\xEE\xF0\xFB\xE5 \xED\xE8\xEA\xF2\xEE "
            "\xED\xE5 \xF7\xE8\xF2\xE0\xE5\xF2",
            "Много людей пишут нам письма, которые никто не читает", "windows-1251", true),
    };
    check(rows, sizeof rows / sizeof rows[0]);
}

TEST(a_few_wounds_do_not_make_utf8_something_else)
{
    static const struct row rows[] = {
        ROW("utf-8",
            "Gr\xC3\xBC\xC3\x9F"
            "e \xC3",
            "Grüße \xEF\xBF\xBD", "utf-8", false),
        ROW("", "\xE2\x82\xAC\xE2\x82\xAC \xFF", "€€ \xEF\xBF\xBD", "utf-8", true),
    };
    check(rows, sizeof rows / sizeof rows[0]);
}

TEST(marks_of_order_and_nul_bytes_are_left_out)
{
    static const struct row rows[] = {
        ROW("iso-8859-1", "\xEF\xBB\xBF\xC3\xA4", "ä", "utf-8", false),
        ROW("", "a\0b", "ab", "", false),
        ROW("utf-8", "a\0\xC3\xA4", "aä", "utf-8", false),
        ROW("iso-8859-1", "a\0\xE4", "aä", "windows-1252", false),
    };
    check(rows, sizeof rows / sizeof rows[0]);
}

/* The law of this file: whatever comes in, valid UTF-8 without NUL comes out. */
TEST(any_bytes_by_any_label_become_clean_utf8)
{
    static const char *const labels[] = {
        "",       "utf-8",     "utf-16",      "utf-7",      "gb18030",
        "big5",   "shift_jis", "iso-2022-jp", "euc-kr",     "hz",
        "utf-32", "koi8-u",    "iso-2022-kr", "iso8859-16", "euc-tw"};
    struct arena a = {0};
    unsigned seed = 12345;
    char bytes[96];
    for (int round = 0; round < 3000; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525u + 1013904223u;
            bytes[i] = (char)(seed >> 24);
        }
        const char *label = labels[(unsigned)round % (sizeof labels / sizeof labels[0])];
        struct charset_text t = charset_decode(&a, str_of(bytes, (ptrdiff_t)(seed >> 8) % 97),
                                               str_from(label), S("x"));
        assert_true(utf8_is_valid(t.text));
        assert_int_equal(str_chr(t.text, 0), -1);
        arena_reset(&a);
    }
    arena_release(&a);
}

TEST(utf8_is_read_as_such_under_the_label_of_single_bytes)
{
    static const struct row rows[] = {
        ROW("iso-8859-1",
            "Gr\xC3\xBC\xC3\x9F"
            "e",
            "Gr\u00FC\u00DFe", "utf-8", true),
        ROW("windows-1251", "\xE2\x82\xAC 5", "\u20AC 5", "utf-8", true),
        /* one character of two bytes may be two of one */
        ROW("iso-8859-1", "a\xC3\xA9", "a\u00C3\u00A9", "windows-1252", false),
        ROW("iso-8859-1", "\xC3\xBC\xC3\xBC\xFC", "\u00C3\u00BC\u00C3\u00BC\u00FC", "windows-1252",
            false),
        /* two bytes for each: they may well be what they say */
        ROW("gb2312", "\xC4\xAA\xC4\xAA", "\u83AB\u83AB", "gb18030", false),
    };
    check(rows, sizeof rows / sizeof rows[0]);
}

TEST(short_texts_are_guessed_by_their_letters)
{
    static const struct row rows[] = {
        ROW("", "art\xFDk \xDDstanbul", "art\u0131k \u0130stanbul", "windows-1254", true),
        ROW("",
            "dzia\xB3"
            "a",
            "dzia\u0142a", "windows-1250", true),
        ROW("", "wi\xB1zka", "wi\u0105zka", "iso-8859-2", true),
        /* Czech and Icelandic need what Turkish has not */
        ROW("", "\xFEj\xF3\xF0in \xFE\xFD", "\u00FEj\u00F3\u00F0in \u00FE\u00FD", "windows-1252",
            true),
        ROW("", "5 m\xB3, caf\xE9", "5 m\u00B3, caf\u00E9", "windows-1252", true),
    };
    check(rows, sizeof rows / sizeof rows[0]);
}
