#include "mail/lzfu.h"

#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "mail/charset.h"
#include "mail/hex.h"

/* What the dictionary begins with, so that even a short text finds its commonest pieces in it
 * (MS-OXRTFCP 2.1.2.1). */
static const char dictionary_start[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

enum { dictionary_size = 4096, header_size = 16 };

struct inflater {
    char dictionary[dictionary_size];
    unsigned at;
    struct buf out;
};

static uint32_t le32(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return (uint32_t)u[0] | (uint32_t)u[1] << 8 | (uint32_t)u[2] << 16 | (uint32_t)u[3] << 24;
}

static void inflater_put(struct inflater *f, char c)
{
    f->dictionary[f->at] = c;
    f->at = (f->at + 1) % dictionary_size;
    buf_addc(&f->out, c);
}

/* Eight tokens for each byte of flags: a letter, or a piece of what was there before. Returns false
 * at the end mark. */
static bool inflater_token(struct inflater *f, struct str *s, bool is_reference)
{
    if (!is_reference) {
        inflater_put(f, s->p[0]);
        *s = str_skip(*s, 1);
        return true;
    }
    if (s->n < 2)
        return false;
    unsigned high = (unsigned char)s->p[0], low = (unsigned char)s->p[1];
    unsigned offset = high << 4 | low >> 4, length = (low & 0xF) + 2;
    *s = str_skip(*s, 2);
    if (offset == f->at)
        return false;
    for (unsigned i = 0; i < length; i++)
        inflater_put(f, f->dictionary[(offset + i) % dictionary_size]);
    return true;
}

struct str lzfu_read(struct arena *a, struct str s)
{
    if (s.n < header_size)
        return (struct str){0};
    struct str kind = str_of(s.p + 8, 4);
    uint32_t raw_size = le32(s.p + 4);
    s = str_skip(s, header_size);
    if (str_eq(kind, S("MELA"))) /* not compressed */
        return str_head(s, raw_size);
    if (!str_eq(kind, S("LZFu")))
        return (struct str){0};
    struct inflater *f = NEW(a, struct inflater);
    f->at = sizeof dictionary_start - 1;
    memcpy(f->dictionary, dictionary_start, f->at);
    buf_init(&f->out, a, LIMIT_MAIL_TEXT_BYTES);
    while (s.n > 0 && !f->out.full) {
        unsigned flags = (unsigned char)s.p[0];
        s = str_skip(s, 1);
        for (int i = 0; i < 8 && s.n > 0; i++, flags >>= 1)
            if (!inflater_token(f, &s, flags & 1))
                return buf_str(&f->out);
    }
    return buf_str(&f->out);
}

struct rtf {
    struct arena *a;
    struct str s;
    struct buf out;
    struct buf bytes; /* letters of the document's code page, not yet decoded */
    struct str charset;
    int depth;
    int skip_depth; /* groups from this depth on say nothing to a reader; 0: all do */
    int fallback;   /* letters to leave out after \u, which stand for what cannot read it */
    bool is_html, is_html_off; /* \htmlrtf: this is for readers of RTF, not of the HTML in it */
};

static void rtf_flush(struct rtf *r)
{
    if (r->bytes.n)
        buf_add(&r->out, charset_decode(r->a, buf_str(&r->bytes), r->charset, S("")).text);
    r->bytes.n = 0;
}

static bool rtf_is_shown(const struct rtf *r)
{
    return r->skip_depth == 0 && !r->is_html_off;
}

static void rtf_letter(struct rtf *r, char c)
{
    if (r->fallback > 0)
        r->fallback--;
    else if (rtf_is_shown(r))
        buf_addc(&r->bytes, c);
}

static void rtf_put(struct rtf *r, const char *z)
{
    if (rtf_is_shown(r))
        buf_addz(&r->bytes, z);
}

static bool is_silent(struct str word)
{
    static const char *const words[] = {"fonttbl",
                                        "colortbl",
                                        "stylesheet",
                                        "info",
                                        "pict",
                                        "object",
                                        "header",
                                        "footer",
                                        "listtable",
                                        "generator",
                                        "listoverridetable",
                                        "themedata",
                                        "datastore",
                                        "latentstyles"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_eq(word, str_from(words[i])))
            return true;
    return false;
}

static void rtf_unicode(struct rtf *r, int64_t number)
{
    if (rtf_is_shown(r)) {
        rtf_flush(r);
        utf8_put(&r->out, (int32_t)(number < 0 ? number + 65536 : number));
    }
    r->fallback = 1;
}

static void rtf_word(struct rtf *r, struct str word, int64_t number, bool has_number)
{
    if (str_eq(word, S("par")) || str_eq(word, S("line")))
        rtf_put(r, "\n");
    else if (str_eq(word, S("tab")))
        rtf_put(r, "\t");
    else if (str_eq(word, S("u")))
        rtf_unicode(r, number);
    else if (str_eq(word, S("ansicpg")) && has_number)
        r->charset = str_fmt(r->a, "windows-%d", (int)number);
    else if (str_eq(word, S("fromhtml")))
        r->is_html = true;
    else if (str_eq(word, S("htmlrtf")))
        r->is_html_off = r->is_html && (!has_number || number != 0);
    else if (is_silent(word) && r->skip_depth == 0)
        r->skip_depth = r->depth;
}

/* After a backslash: a word with a number, or one sign. */
static void rtf_control(struct rtf *r)
{
    struct str s = r->s;
    ptrdiff_t n = 0;
    while (n < s.n && ascii_is_alpha(s.p[n]))
        n++;
    struct str word = str_head(s, n);
    ptrdiff_t end = n + (n < s.n && s.p[n] == '-' && n > 0);
    int64_t number = 0;
    while (n > 0 && end < s.n && ascii_is_digit(s.p[end]) && number < 1000000)
        number = number * 10 + (s.p[end++] - '0');
    bool has_number = end > n && ascii_is_digit(s.p[end - 1]);
    if (n > 0) {
        if (has_number && s.p[n] == '-')
            number = -number;
        end += end < s.n && s.p[end] == ' ';
        rtf_word(r, word, number, has_number);
    } else if (s.n >= 3 && s.p[0] == '\'' && hex_value(s.p[1]) >= 0 && hex_value(s.p[2]) >= 0) {
        rtf_letter(r, (char)(hex_value(s.p[1]) << 4 | hex_value(s.p[2])));
        end = 3;
    } else if (s.n) {
        if (s.p[0] == '*' && r->skip_depth == 0 && !str_starts(s, S("*\\htmltag")))
            r->skip_depth = r->depth;
        else if (s.p[0] == '{' || s.p[0] == '}' || s.p[0] == '\\')
            rtf_letter(r, s.p[0]);
        else if (s.p[0] == '~')
            rtf_letter(r, ' ');
        end = 1;
    }
    r->s = str_skip(s, end);
}

struct str rtf_text(struct arena *a, struct str rtf, bool *html)
{
    struct rtf r = {.a = a, .s = rtf, .charset = S("windows-1252")};
    buf_init(&r.out, a, rtf.n * 4 + 16);
    buf_init(&r.bytes, a, rtf.n + 16);
    while (r.s.n > 0) {
        char c = r.s.p[0];
        r.s = str_skip(r.s, 1);
        if (c == '{') {
            r.depth++;
        } else if (c == '}') {
            if (r.depth == r.skip_depth)
                r.skip_depth = 0;
            r.depth -= r.depth > 0;
        } else if (c == '\\') {
            rtf_control(&r);
        } else if (c != '\r' && c != '\n' && c != 0) {
            rtf_letter(&r, c);
        }
    }
    rtf_flush(&r);
    *html = r.is_html;
    return buf_str(&r.out);
}
