/* Folding: so that "À :", "À:" and "A :" are one word, and so are "Ursprüngliche" typed in any way,
 * Greek with and without accents, Hebrew and Arabic with and without points and directions. */
#include "base/utf8.h"
#include "mail/quote_lines.h"

enum { DROP = 0 };

/* The plain letter below each of U+00C0 … U+017F. */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo*ouuuuyts"
                            "aaaaaaaceeeeiiiidnooooo*ouuuuyty"
                            "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
                            "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
_Static_assert(sizeof latin == 0x180 - 0xC0 + 1, "one letter for each");

struct span {
    int32_t first, last;
    int32_t to;   /* a character for all of them, or DROP */
    bool is_step; /* `to` is for the first, and the others follow in order */
};

static const struct span spans[] = {
    {0x00AD, 0x00AD, DROP, false},  {0x00AB, 0x00AB, '"', false},   {0x00BB, 0x00BB, '"', false},
    {0x01A0, 0x01A1, 'o', false},   {0x01AF, 0x01B0, 'u', false},   {0x0218, 0x0219, 's', false},
    {0x021A, 0x021B, 't', false},   {0x0300, 0x036F, DROP, false},  {0x0386, 0x0386, 0x3B1, false},
    {0x0388, 0x0388, 0x3B5, false}, {0x0389, 0x0389, 0x3B7, false}, {0x038A, 0x038A, 0x3B9, false},
    {0x038C, 0x038C, 0x3BF, false}, {0x038E, 0x038E, 0x3C5, false}, {0x038F, 0x038F, 0x3C9, false},
    {0x0390, 0x0390, 0x3B9, false}, {0x0391, 0x03A9, 0x3B1, true},  {0x03AA, 0x03AA, 0x3B9, false},
    {0x03AB, 0x03AB, 0x3C5, false}, {0x03AC, 0x03AC, 0x3B1, false}, {0x03AD, 0x03AD, 0x3B5, false},
    {0x03AE, 0x03AE, 0x3B7, false}, {0x03AF, 0x03AF, 0x3B9, false}, {0x03B0, 0x03B0, 0x3C5, false},
    {0x03C2, 0x03C2, 0x3C3, false}, {0x03CA, 0x03CA, 0x3B9, false}, {0x03CB, 0x03CB, 0x3C5, false},
    {0x03CC, 0x03CC, 0x3BF, false}, {0x03CD, 0x03CD, 0x3C5, false}, {0x03CE, 0x03CE, 0x3C9, false},
    {0x0400, 0x0400, 0x435, false}, {0x0401, 0x0401, 0x435, false}, {0x0402, 0x040F, 0x452, true},
    {0x0419, 0x0419, 0x438, false}, {0x0410, 0x042F, 0x430, true},  {0x0439, 0x0439, 0x438, false},
    {0x0451, 0x0451, 0x435, false}, {0x0591, 0x05BD, DROP, false},  {0x05BE, 0x05BE, '-', false},
    {0x05BF, 0x05C7, DROP, false},  {0x05F3, 0x05F3, '\'', false},  {0x05F4, 0x05F4, '"', false},
    {0x060C, 0x060C, ',', false},   {0x0610, 0x061A, DROP, false},  {0x061C, 0x061C, DROP, false},
    {0x0622, 0x0623, 0x627, false}, {0x0625, 0x0625, 0x627, false}, {0x0629, 0x0629, 0x647, false},
    {0x0640, 0x0640, DROP, false},  {0x0649, 0x0649, 0x64A, false}, {0x064B, 0x065F, DROP, false},
    {0x0660, 0x0669, '0', true},    {0x0670, 0x0670, DROP, false},  {0x06F0, 0x06F9, '0', true},
    {0x1EA0, 0x1EB7, 'a', false},   {0x1EB8, 0x1EC7, 'e', false},   {0x1EC8, 0x1ECB, 'i', false},
    {0x1ECC, 0x1EE3, 'o', false},   {0x1EE4, 0x1EF1, 'u', false},   {0x1EF2, 0x1EF9, 'y', false},
    {0x2000, 0x200A, ' ', false},   {0x200B, 0x200F, DROP, false},  {0x2010, 0x2015, '-', false},
    {0x2018, 0x201B, '\'', false},  {0x201C, 0x201F, '"', false},   {0x202A, 0x202E, DROP, false},
    {0x202F, 0x202F, ' ', false},   {0x2039, 0x203A, '\'', false},  {0x205F, 0x205F, ' ', false},
    {0x2060, 0x2069, DROP, false},  {0x2212, 0x2212, '-', false},   {0x3000, 0x3000, ' ', false},
    {0x3001, 0x3001, ',', false},   {0x300C, 0x300F, '"', false},   {0xFE00, 0xFE0F, DROP, false},
    {0xFEFF, 0xFEFF, DROP, false},  {0xFF01, 0xFF20, 0x21, true},   {0xFF21, 0xFF3A, 'a', true},
    {0xFF3B, 0xFF5E, 0x5B, true},
};

static int32_t fold_far(int32_t c)
{
    /* Few, and most text never comes here: a walk is as quick as anything. */
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        if (c >= spans[i].first && c <= spans[i].last)
            return spans[i].is_step ? spans[i].to + (c - spans[i].first) : spans[i].to;
    return c;
}

static int32_t fold_one(int32_t c)
{
    if (c < 0x80)
        return ascii_is_space((char)c) ? ' ' : ascii_lower((char)c);
    if (c >= 0xC0 && c < 0x180)
        return latin[c - 0xC0];
    if (c == 0xA0)
        return ' ';
    bool is_plain = c > 0x3001 && c < 0xFE00 && !(c >= 0x300C && c <= 0x300F);
    return is_plain ? c : fold_far(c);
}

struct str quote_fold(struct arena *a, struct str text)
{
    struct buf b;
    buf_init(&b, a, text.n + 1);
    bool wants_space = false;
    while (text.n) {
        struct str rest = text;
        int32_t c = utf8_next(&rest);
        struct str bytes = str_head(text, text.n - rest.n);
        text = rest;
        int32_t folded = c == UTF8_BAD ? UTF8_BAD : fold_one(c);
        if (folded == DROP)
            continue;
        if (folded == ' ') {
            wants_space = b.n > 0;
            continue;
        }
        if (wants_space)
            buf_addc(&b, ' ');
        wants_space = false;
        if (folded == c || folded == UTF8_BAD)
            buf_add(&b, bytes);
        else
            utf8_put(&b, folded);
    }
    return buf_str(&b);
}
