#include "mail/charset.h"

#include <string.h>

#include "base/utf8.h"
#include "mail/charset_icu.h"

/* How the bytes below 0x80 are to be taken. */
enum low_half {
    LOW_ASCII, /* they are ASCII, so text of nothing else needs no conversion */
    LOW_SHIFT  /* they may be part of something else: escape sequences, 16-bit units */
};

struct charset {
    const char *name;
    const char *converter; /* ICU's name; NULL for what is read here */
    enum low_half low;
    const char *labels; /* letters and digits only, in lower case, between blanks */
};

/* The labels of the WHATWG Encoding Standard (whatwg.org, 4.2), and after them what only mail has.
 * Labels are compared without their signs, so "ISO_8859-1:1987" stands here as "iso885911987". */
static const struct charset charsets[] = {
    {"utf-8", NULL, LOW_ASCII,
     " utf8 unicode11utf8 unicode20utf8 xunicode20utf8 utf8mb4 utf8mb3 cp65001 windows65001 "},
    {"us-ascii", NULL, LOW_ASCII,
     " usascii ascii ansix341968 ansix341986 iso646us iso646irv1991 us ascii7bit 7bit none "
     "isoir6 cp367 ibm367 unknown8bit unknown xunknown default "},
    {"windows-1252", "ibm-5348_P100-1997", LOW_ASCII,
     " cp1252 cp819 csisolatin1 ibm819 iso88591 iso885911987 isoir100 l1 latin1 windows1252 "
     "xcp1252 ansi "},
    {"ibm866", "ibm-866_P100-1995", LOW_ASCII, " 866 cp866 csibm866 ibm866 "},
    {"iso-8859-2", "ISO-8859-2", LOW_ASCII,
     " csisolatin2 iso88592 iso885921987 isoir101 l2 latin2 "},
    {"iso-8859-3", "ISO-8859-3", LOW_ASCII,
     " csisolatin3 iso88593 iso885931988 isoir109 l3 latin3 "},
    {"iso-8859-4", "ISO-8859-4", LOW_ASCII,
     " csisolatin4 iso88594 iso885941988 isoir110 l4 latin4 "},
    {"iso-8859-5", "ISO-8859-5", LOW_ASCII,
     " csisolatincyrillic cyrillic iso88595 iso885951988 isoir144 "},
    {"iso-8859-6", "ISO-8859-6", LOW_ASCII,
     " arabic asmo708 csiso88596e csiso88596i csisolatinarabic ecma114 iso88596 iso885961987 "
     "iso88596e iso88596i isoir127 "},
    {"iso-8859-7", "ISO-8859-7", LOW_ASCII,
     " csisolatingreek ecma118 elot928 greek greek8 iso88597 iso885971987 isoir126 suneugreek "},
    {"iso-8859-8", "ISO-8859-8", LOW_ASCII,
     " csiso88598e csisolatinhebrew hebrew iso88598 iso885981988 iso88598e isoir138 visual "
     "csiso88598i iso88598i logical "},
    {"iso-8859-10", "ISO-8859-10", LOW_ASCII, " csisolatin6 iso885910 isoir157 l6 latin6 "},
    {"iso-8859-13", "ISO-8859-13", LOW_ASCII, " iso885913 latin7 l7 "},
    {"iso-8859-14", "ISO-8859-14", LOW_ASCII, " iso885914 latin8 l8 "},
    {"iso-8859-15", "ISO-8859-15", LOW_ASCII, " csisolatin9 iso885915 l9 latin9 latin0 "},
    {"iso-8859-16", NULL, LOW_ASCII, " iso885916 latin10 l10 "},
    {"koi8-r", "KOI8-R", LOW_ASCII, " cskoi8r koi koi8 koi8r cp878 "},
    {"koi8-u", "KOI8-U", LOW_ASCII, " koi8ru koi8u "},
    {"macintosh", "macintosh", LOW_ASCII, " csmacintosh mac macintosh xmacroman macroman "},
    {"windows-874", "windows-874-2000", LOW_ASCII, " dos874 iso885911 tis620 windows874 cp874 "},
    {"windows-1250", "ibm-5346_P100-1998", LOW_ASCII, " cp1250 windows1250 xcp1250 "},
    {"windows-1251", "ibm-5347_P100-1998", LOW_ASCII, " cp1251 windows1251 xcp1251 win1251 "},
    {"windows-1253", "ibm-5349_P100-1998", LOW_ASCII, " cp1253 windows1253 xcp1253 "},
    {"windows-1254", "ibm-5350_P100-1998", LOW_ASCII,
     " cp1254 csisolatin5 iso88599 iso885991989 isoir148 l5 latin5 windows1254 xcp1254 "},
    {"windows-1255", "ibm-9447_P100-2002", LOW_ASCII, " cp1255 windows1255 xcp1255 "},
    {"windows-1256", "ibm-9448_X100-2005", LOW_ASCII, " cp1256 windows1256 xcp1256 "},
    {"windows-1257", "ibm-9449_P100-2002", LOW_ASCII, " cp1257 windows1257 xcp1257 "},
    {"windows-1258", "ibm-5354_P100-1998", LOW_ASCII, " cp1258 windows1258 xcp1258 "},
    {"x-mac-cyrillic", "x-mac-cyrillic", LOW_ASCII, " xmaccyrillic xmacukrainian "},
    {"gb18030", "gb18030", LOW_ASCII,
     " chinese csgb2312 csiso58gb231280 gb2312 gb231280 gbk isoir58 xgbk gb18030 cp936 936 euccn "
     "windows936 xeuccn ms936 gb2312charset xgb2312 gb180302000 gb180302005 "},
    {"big5", "ibm-1375_P100-2008", LOW_ASCII,
     " big5 big5hkscs cnbig5 csbig5 xxbig5 cp950 950 windows950 big5hkscs2004 "
     "ms950 big5eten xbig5 "},
    {"euc-jp", "EUC-JP", LOW_ASCII,
     " cseucpkdfmtjapanese eucjp xeucjp ujis eucjpms cp51932 eucjpwin "},
    {"iso-2022-jp", "ISO_2022,locale=ja,version=4", LOW_SHIFT,
     " csiso2022jp iso2022jp iso2022jpms iso2022jp1 iso2022jp2 iso2022jp2004 iso2022jp3 cp50220 "
     "cp50221 cp50222 jis jis7 "},
    {"shift_jis", "ibm-943_P15A-2003", LOW_ASCII,
     " csshiftjis ms932 mskanji shiftjis sjis windows31j xsjis cp932 932 sjiswin cswindows31j "},
    {"euc-kr", "windows-949-2000", LOW_ASCII,
     " cseuckr csksc56011987 euckr isoir149 korean ksc56011987 ksc56011989 ksc5601 windows949 "
     "cp949 949 uhc xwindows949 ms949 xuhc xksc5601 "},
    {"utf-16be", "UTF-16BE", LOW_SHIFT, " unicodefffe utf16be ucs2be "},
    {"utf-16le", "UTF-16LE", LOW_SHIFT,
     " csunicode iso10646ucs2 ucs2 unicode unicodefeff utf16le "},
    {"utf-16", "UTF-16", LOW_SHIFT, " utf16 "},
    {"utf-32", "UTF-32", LOW_SHIFT, " utf32 ucs4 "},
    {"utf-32le", "UTF-32LE", LOW_SHIFT, " utf32le "},
    {"utf-32be", "UTF-32BE", LOW_SHIFT, " utf32be "},
    {"utf-7", "UTF-7", LOW_SHIFT, " utf7 unicode11utf7 csunicode11utf7 xunicode20utf7 cp65000 "},
    {"hz-gb-2312", "HZ", LOW_SHIFT, " hzgb2312 hz "},
    {"iso-2022-kr", "ISO-2022-KR", LOW_SHIFT, " csiso2022kr iso2022kr "},
    {"iso-2022-cn", "ISO-2022-CN", LOW_SHIFT, " iso2022cn iso2022cnext "},
    {"euc-tw", "EUC-TW", LOW_ASCII, " euctw xeuctw cns11643 "},
    {"ibm437", "ibm-437_P100-1995", LOW_ASCII, " ibm437 cp437 437 cspc8codepage437 "},
    {"ibm850", "ibm-850_P100-1995", LOW_ASCII, " ibm850 cp850 850 cspc850multilingual "},
    {"ibm852", "ibm-852_P100-1995", LOW_ASCII, " ibm852 cp852 852 "},
    {"ibm855", "ibm-855_P100-1995", LOW_ASCII, " ibm855 cp855 855 "},
    {"ibm857", "ibm-857_P100-1995", LOW_ASCII, " ibm857 cp857 857 "},
    {"ibm862", "ibm-862_P100-1995", LOW_ASCII, " ibm862 cp862 862 dos862 "},
    {"ibm864", "ibm-864_X110-1999", LOW_ASCII, " ibm864 cp864 864 "},
};

enum {
    UTF8_AT = 0,
    ASCII_AT = 1,
    WESTERN_AT = 2,
    label_most = 40,       /* the longest label has 20 letters and digits */
    detect_bytes = 1024,   /* enough for the statistics, little enough for a thousand parts */
    detect_least = 12,     /* bytes over 0x7F below which the statistics say nothing */
    detect_confidence = 30 /* of 100 */
};

static const struct charset *find(struct str label)
{
    char key[label_most + 3] = " ";
    ptrdiff_t n = 1;
    for (ptrdiff_t i = 0; i < label.n && n <= label_most; i++) {
        char c = ascii_lower(label.p[i]);
        if (c == '*' && n > 1)
            break; /* RFC 2231: a language follows */
        if (ascii_is_alpha(c) || ascii_is_digit(c))
            key[n++] = c;
    }
    key[n] = ' ';
    for (size_t i = 0; n > 1 && i < sizeof charsets / sizeof charsets[0]; i++)
        if (strstr(charsets[i].labels, key))
            return &charsets[i];
    return NULL;
}

struct str charset_find(struct str label)
{
    const struct charset *c = find(label);
    return str_from(c ? c->name : "");
}

/* Latin-10, of which ICU knows nothing: 0xA0 to 0xFF. */
static const uint16_t latin10[96] = {
    0x00A0, 0x0104, 0x0105, 0x0141, 0x20AC, 0x201E, 0x0160, 0x00A7, 0x0161, 0x00A9, 0x0218, 0x00AB,
    0x0179, 0x00AD, 0x017A, 0x017B, 0x00B0, 0x00B1, 0x010C, 0x0142, 0x017D, 0x201D, 0x00B6, 0x00B7,
    0x017E, 0x010D, 0x0219, 0x00BB, 0x0152, 0x0153, 0x0178, 0x017C, 0x00C0, 0x00C1, 0x00C2, 0x0102,
    0x00C4, 0x0106, 0x00C6, 0x00C7, 0x00C8, 0x00C9, 0x00CA, 0x00CB, 0x00CC, 0x00CD, 0x00CE, 0x00CF,
    0x0110, 0x0143, 0x00D2, 0x00D3, 0x00D4, 0x0150, 0x00D6, 0x015A, 0x0170, 0x00D9, 0x00DA, 0x00DB,
    0x00DC, 0x0118, 0x021A, 0x00DF, 0x00E0, 0x00E1, 0x00E2, 0x0103, 0x00E4, 0x0107, 0x00E6, 0x00E7,
    0x00E8, 0x00E9, 0x00EA, 0x00EB, 0x00EC, 0x00ED, 0x00EE, 0x00EF, 0x0111, 0x0144, 0x00F2, 0x00F3,
    0x00F4, 0x0151, 0x00F6, 0x015B, 0x0171, 0x00F9, 0x00FA, 0x00FB, 0x00FC, 0x0119, 0x021B, 0x00FF,
};

static void put_latin10(struct buf *out, struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c != 0)
            utf8_put(out, c < 0xA0 ? c : latin10[c - 0xA0]);
    }
}

/* `bytes` by one charset; *bad says how many characters it could not be read as. */
static struct str convert(struct arena *a, const struct charset *c, struct str bytes,
                          ptrdiff_t *bad)
{
    struct buf out;
    buf_init(&out, a, bytes.n * 4 + 16); /* no converter makes more than four bytes of one */
    *bad = 0;
    if (c->converter)
        *bad = charset_icu_convert(&out, c->converter, bytes);
    else
        put_latin10(&out, bytes);
    return buf_str(&out);
}

struct byte_kinds {
    bool has_high, has_escape, has_nul;
};

static struct byte_kinds look(struct str s)
{
    struct byte_kinds k = {0};
    for (ptrdiff_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        k.has_high |= c >= 0x80;
        k.has_escape |= c == 0x1B;
        k.has_nul |= c == 0;
    }
    return k;
}

/* Charsets of one byte for each character. */
static bool is_single(const struct charset *c)
{
    struct str name = str_from(c->name);
    return c->low == LOW_ASCII &&
           (str_starts(name, S("windows-")) || str_starts(name, S("iso-8859-")) ||
            str_starts(name, S("koi8")) || str_starts(name, S("mac")) ||
            str_starts(name, S("ibm")));
}

/* Whole UTF-8, and enough of it that no charset of single bytes makes it by chance: two characters
 * of two bytes, or one of three. */
static bool is_surely_utf8(struct str s)
{
    ptrdiff_t weight = 0;
    while (s.n) {
        struct str rest = s;
        if (utf8_next(&rest) == UTF8_BAD)
            return false;
        ptrdiff_t size = s.n - rest.n;
        weight += size > 2 ? 2 : size - 1;
        s = rest;
    }
    return weight >= 2;
}

/* Is this UTF-8 with a few wounds, rather than something else? A wound is forgiven when there are
 * at least as many whole characters. */
static bool looks_utf8(struct str s, bool *is_whole)
{
    ptrdiff_t good = 0, bad = 0;
    while (s.n) {
        if ((unsigned char)s.p[0] < 0x80) {
            s = str_skip(s, 1);
            continue;
        }
        if (utf8_next(&s) == UTF8_BAD)
            bad++;
        else
            good++;
    }
    *is_whole = bad == 0;
    return bad == 0 || (good > 0 && good >= bad);
}

static struct charset_text result(struct str text, const struct charset *c, bool is_guess)
{
    return (struct charset_text){text, str_from(c->name), is_guess};
}

/* Which charset has these escape sequences, if any. */
static const struct charset *find_by_escape(struct str s)
{
    if (str_has(s, S("\x1b$)C")))
        return find(S("iso-2022-kr"));
    if (str_has(s, S("\x1b$)A")) || str_has(s, S("\x1b$)G")))
        return find(S("iso-2022-cn"));
    if (str_has(s, S("\x1b$B")) || str_has(s, S("\x1b$@")) || str_has(s, S("\x1b(I")))
        return find(S("iso-2022-jp"));
    return NULL;
}

/* The statistics decide only when there is something to count. */
static const struct charset *find_by_statistics(struct str s)
{
    s = str_head(s, detect_bytes);
    ptrdiff_t high = 0;
    for (ptrdiff_t i = 0; i < s.n; i++)
        high += (unsigned char)s.p[i] >= 0x80;
    if (high < detect_least)
        return NULL;
    int confidence;
    const char *name = charset_icu_detect(s, &confidence);
    return name && confidence >= detect_confidence ? find(str_from(name)) : NULL;
}

/* Turkish has six letters where the western charset has Icelandic ones, and none of those that
 * Icelandic, Czech and French cannot do without. */
static bool is_turkish(struct str s)
{
    static const char turkish[] = "\xFD\xDD\xFE\xDE\xF0\xD0";
    static const char other[] = "\xE1\xE6\xE8\xE9\xED\xF3\xFA\xC1\xC9\xCD\xD3\xDA";
    int found = 0;
    for (ptrdiff_t i = 0; i < s.n; i++) {
        bool is_high = (unsigned char)s.p[i] >= 0x80;
        if (is_high && strchr(other, s.p[i]))
            return false;
        found += is_high && strchr(turkish, s.p[i]);
    }
    return found >= 2;
}

/* Letters of Polish, Czech and Hungarian that are signs in the western charset, and stand in a word
 * ("dzia³a"). Two charsets share most of them; NULL when there are none. */
static const struct charset *find_eastern(struct str s)
{
    static const char both[] = "\xB3\xBF\xBE", latin2[] = "\xB1\xB6\xBC", windows[] = "\xB9\x9F";
    bool is_latin2 = false, is_windows = false, is_eastern = false;
    for (ptrdiff_t i = 1; i + 1 < s.n; i++) {
        bool is_inside = ascii_is_alpha(s.p[i - 1]) && ascii_is_alpha(s.p[i + 1]);
        if ((unsigned char)s.p[i] < 0x80 || !is_inside)
            continue;
        is_latin2 |= strchr(latin2, s.p[i]) != NULL;
        is_windows |= strchr(windows, s.p[i]) != NULL;
        is_eastern |= strchr(both, s.p[i]) != NULL;
    }
    if (!is_latin2 && !is_windows && !is_eastern)
        return NULL;
    return find(is_latin2 && !is_windows ? S("iso-8859-2") : S("windows-1250"));
}

/* What is likelier than the western charset, for texts too short for statistics. */
static const struct charset *find_by_letters(struct str s)
{
    const struct charset *eastern = find_eastern(s);
    if (eastern)
        return eastern;
    return is_turkish(s) ? find(S("windows-1254")) : &charsets[WESTERN_AT];
}

static struct charset_text guess(struct arena *a, struct str s, struct str hint)
{
    bool is_whole;
    if (looks_utf8(s, &is_whole))
        return result(utf8_clean(a, s), &charsets[UTF8_AT], true);
    const struct charset *tries[] = {find(hint), find_by_statistics(s)};
    for (int i = 0; i < 2; i++) {
        ptrdiff_t bad;
        const struct charset *c = tries[i];
        if (!c || c == &charsets[UTF8_AT] || c == &charsets[ASCII_AT] || c->low != LOW_ASCII)
            continue;
        struct str text = convert(a, c, s, &bad);
        if (bad == 0 && !(c == &charsets[WESTERN_AT] && is_turkish(s)))
            return result(text, c, true);
    }
    ptrdiff_t bad;
    const struct charset *last = find_by_letters(s);
    return result(convert(a, last, s, &bad), last, true);
}

/* The label says UTF-16 or UTF-32 and every byte is text: such labels come from programs that say
 * what they use inside, not what they sent. */
static bool is_wide_in_name_only(const struct charset *c, struct str s, struct byte_kinds kinds)
{
    return str_starts(str_from(c->name), S("utf-16")) && !kinds.has_nul && s.n > 0 &&
           !kinds.has_high;
}

static struct charset_text decode_as(struct arena *a, const struct charset *c, struct str s,
                                     struct str hint)
{
    bool is_whole;
    bool is_utf8 = looks_utf8(s, &is_whole);
    if (c == &charsets[UTF8_AT])
        return is_utf8 ? result(utf8_clean(a, s), c, false) : guess(a, s, hint);
    if (is_single(c) && is_surely_utf8(s))
        return result(utf8_clean(a, s), &charsets[UTF8_AT], true);
    ptrdiff_t bad;
    struct str text = convert(a, c, s, &bad);
    if (bad < 0 || (bad > 0 && c->low == LOW_ASCII && is_whole))
        return guess(a, s, hint);
    return result(text, c, false);
}

struct charset_text charset_decode(struct arena *a, struct str bytes, struct str label,
                                   struct str hint)
{
    if (str_starts(bytes, S("\xEF\xBB\xBF")))
        bytes = str_skip(bytes, 3), label = S("utf-8");
    else if (bytes.n % 2 == 0 &&
             (str_starts(bytes, S("\xFF\xFE")) || str_starts(bytes, S("\xFE\xFF"))))
        label = S("utf-16");
    struct byte_kinds kinds = look(bytes);
    const struct charset *c = find(label);
    if (c == &charsets[ASCII_AT])
        c = NULL;
    if (!c && kinds.has_escape)
        c = find_by_escape(bytes);
    if (c && is_wide_in_name_only(c, bytes, kinds))
        c = NULL;
    if (!kinds.has_high && (!c || c->low == LOW_ASCII))
        return (struct charset_text){kinds.has_nul ? utf8_clean(a, bytes) : bytes, {0}, false};
    if (!c)
        return guess(a, bytes, hint);
    return decode_as(a, c, bytes, hint);
}
