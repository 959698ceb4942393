#include "mail/charset_icu.h"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include "base/utf8.h"

/* A converter in the middle of a text, and the half of a character that the last chunk ended with.
 */
struct reader {
    struct buf *out;
    UChar lead;
    ptrdiff_t bad;
};

static void put_units(struct reader *r, const UChar *units, ptrdiff_t n)
{
    for (ptrdiff_t i = 0; i < n; i++) {
        UChar u = units[i];
        if (U16_IS_LEAD(u)) {
            r->lead = u;
        } else if (U16_IS_TRAIL(u) && r->lead) {
            utf8_put(r->out, U16_GET_SUPPLEMENTARY(r->lead, u));
            r->lead = 0;
        } else if (u != 0) {
            r->bad += u == 0xFFFD;
            utf8_put(r->out, u);
        }
    }
}

ptrdiff_t charset_icu_convert(struct buf *out, const char *name, struct str bytes)
{
    UErrorCode e = U_ZERO_ERROR;
    UConverter *c = ucnv_open(name, &e);
    if (!c || U_FAILURE(e))
        return -1;
    struct reader r = {.out = out};
    const char *from = bytes.p, *end = bytes.p + bytes.n;
    do {
        UChar units[1024];
        UChar *to = units;
        e = U_ZERO_ERROR;
        ucnv_toUnicode(c, &to, units + 1024, &from, end, NULL, true, &e);
        put_units(&r, units, to - units);
    } while (e == U_BUFFER_OVERFLOW_ERROR);
    ucnv_close(c);
    return r.bad;
}

const char *charset_icu_detect(struct str bytes, int *confidence)
{
    UErrorCode e = U_ZERO_ERROR;
    const char *name = NULL;
    *confidence = 0;
    UCharsetDetector *d = ucsdet_open(&e);
    ucsdet_setText(d, bytes.p, (int32_t)bytes.n, &e);
    const UCharsetMatch *best = ucsdet_detect(d, &e);
    if (best && U_SUCCESS(e)) {
        name = ucsdet_getName(best, &e); /* a literal of the library */
        *confidence = ucsdet_getConfidence(best, &e);
    }
    ucsdet_close(d);
    return U_SUCCESS(e) ? name : NULL;
}
