/* Addresses on the wire: domains of any script as the ASCII that servers know (IDNA 2008 by UTS 46,
 * RFC 5890). A seam of ICU. */
#include <unicode/uidna.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "mail/address.h"

static bool is_ascii(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

/* The A-labels of a domain; empty when it is none. */
static struct str domain_wire(struct arena *a, struct str domain)
{
    enum { domain_most = 256 }; /* RFC 1035: 255 */
    const uint32_t options = UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
                             UIDNA_NONTRANSITIONAL_TO_ASCII;
    char out[domain_most];
    UErrorCode e = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    if (domain.n >= domain_most)
        return (struct str){0};
    UIDNA *idna = uidna_openUTS46(options, &e);
    int32_t n = U_SUCCESS(e) ? uidna_nameToASCII_UTF8(idna, domain.p, (int32_t)domain.n, out,
                                                      (int32_t)sizeof out, &info, &e)
                             : 0;
    if (idna)
        uidna_close(idna);
    bool is_good = U_SUCCESS(e) && info.errors == 0 && n > 0 && n < domain_most;
    return is_good ? str_dup(a, str_of(out, n)) : (struct str){0};
}

enum err address_wire(struct arena *a, struct str address, struct str *out, struct fault *f)
{
    struct str local = address_local(address), domain = address_domain(address);
    struct str shown = utf8_cut_bytes(address, 80);
    *out = address;
    if (is_ascii(address))
        return OK;
    if (!is_ascii(local))
        return fault_set(f, ERR_INVALID, NULL,
                         "«%.*s» has letters before the @ that most mail servers do not take "
                         "(SMTPUTF8); ask for another address",
                         STR_ARG(shown));
    domain = domain_wire(a, domain);
    if (domain.n == 0)
        return fault_set(f, ERR_INVALID, NULL, "«%.*s»: what stands behind the @ is no domain",
                         STR_ARG(shown));
    *out = str_fmt(a, "%.*s@%.*s", STR_ARG(local), STR_ARG(domain));
    return OK;
}
