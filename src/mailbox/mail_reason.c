/* mail_reason.c: what mail servers mean by their numbers (RFC 3463, RFC 5321) and by the words that
 * many of them use instead. */
#include "mailbox/outbox.h"

static const struct {
    const char *status; /* of RFC 3463, any class: "1.1"; NULL: judged by `said` alone */
    const char *said;   /* in the server's words, lower case; NULL: the status is enough */
    const char *words;
} reasons[] = {
    {"7.26", NULL,
     WORD("Their server could not see that our mail is ours. Look at SPF and DKIM of our domain")},
    {"7.23", NULL,
     WORD("Their server could not see that our mail is ours. Look at SPF and DKIM of our domain")},
    {"7.20", NULL,
     WORD("Their server could not see that our mail is ours. Look at SPF and DKIM of our domain")},
    {"1.1", NULL, WORD("Nobody has this address there. Ask them for another, or correct it")},
    {"1.10", NULL, WORD("Nobody has this address there. Ask them for another, or correct it")},
    {"1.0", NULL, WORD("Nobody has this address there. Ask them for another, or correct it")},
    {"1.6", NULL, WORD("Nobody has this address there. Ask them for another, or correct it")},
    {"1.3", NULL, WORD("The address is not written as addresses are. Correct it")},
    {"1.2", NULL, WORD("No mail server is known for this address. Look for a slip after the @")},
    {"4.4", NULL, WORD("No mail server is known for this address. Look for a slip after the @")},
    {"2.1", NULL, WORD("Their mailbox is closed. Ask them for another address")},
    {"2.2", NULL, WORD("Their mailbox is full. Try again in some days, or call them")},
    {"2.3", NULL, WORD("The mail is too large for their server. Send it with fewer files")},
    {"3.4", NULL, WORD("The mail is too large for their server. Send it with fewer files")},
    {"4.7", NULL, WORD("Their server could not be reached for days. Try again, or call them")},
    {"4.1", NULL, WORD("Their server does not answer. It is tried again")},
    {"7.8", NULL,
     WORD("The mail server does not take our password. Look at the mailbox’s settings")},
    {NULL, "authentic",
     WORD("The mail server does not take our password. Look at the mailbox’s settings")},
    {NULL, "login denied",
     WORD("The mail server does not take our password. Look at the mailbox’s settings")},
    {NULL, "no mail server to send by",
     WORD("This mailbox has no mail server to send by. Set one in its settings")},
    {NULL, "user unknown",
     WORD("Nobody has this address there. Ask them for another, or correct it")},
    {NULL, "no such user",
     WORD("Nobody has this address there. Ask them for another, or correct it")},
    {NULL, "does not exist",
     WORD("Nobody has this address there. Ask them for another, or correct it")},
    {NULL, "unknown recipient",
     WORD("Nobody has this address there. Ask them for another, or correct it")},
    {NULL, "mailbox full", WORD("Their mailbox is full. Try again in some days, or call them")},
    {NULL, "quota", WORD("Their mailbox is full. Try again in some days, or call them")},
    {NULL, "too large", WORD("The mail is too large for their server. Send it with fewer files")},
    {NULL, "size limit", WORD("The mail is too large for their server. Send it with fewer files")},
    {NULL, "greylist", WORD("Their server asks us to wait. It is tried again")},
    {NULL, "try again later", WORD("Their server asks us to wait. It is tried again")},
    {NULL, "spam",
     WORD("Their server takes our mail for spam. Ask them to look there, or call them")},
    {NULL, "blocked",
     WORD("Their server takes our mail for spam. Ask them to look there, or call them")},
    {NULL, "blacklist",
     WORD("Their server takes our mail for spam. Ask them to look there, or call them")},
    {"7.1", NULL,
     WORD("Their server does not take mail from us. Call them, or use another address")},
    {NULL, "couldn't resolve",
     WORD("Our mail server’s name is not known. Look at the mailbox’s settings")},
    {NULL, "could not resolve",
     WORD("Our mail server’s name is not known. Look at the mailbox’s settings")},
    {NULL, "couldn't connect", WORD("Our mail server does not answer. It is tried again")},
    {NULL, "could not connect", WORD("Our mail server does not answer. It is tried again")},
    {NULL, "timeout", WORD("Our mail server does not answer. It is tried again")},
    {NULL, "timed out", WORD("Our mail server does not answer. It is tried again")},
};

/* "550 5.1.1 no such user": "1.1"; empty when there is no such number. */
static struct str status_of(struct str reply)
{
    for (ptrdiff_t i = 0; i + 4 < reply.n; i++) {
        bool begins = i == 0 || !(ascii_is_digit(reply.p[i - 1]) || reply.p[i - 1] == '.');
        char c = reply.p[i];
        if (!begins || (c != '4' && c != '5') || reply.p[i + 1] != '.')
            continue;
        ptrdiff_t end = i + 2, dots = 0;
        while (end < reply.n &&
               (ascii_is_digit(reply.p[end]) || (reply.p[end] == '.' && dots == 0)))
            dots += reply.p[end++] == '.';
        struct str status = str_head(str_skip(reply, i + 2), end - i - 2);
        if (dots == 1 && ascii_is_digit(status.p[0]) && ascii_is_digit(status.p[status.n - 1]))
            return status;
    }
    return S("");
}

static const char *reason_of(struct str reply)
{
    struct str status = status_of(reply);
    for (int i = 0; i < COUNT(reasons); i++) {
        if (reasons[i].status ? str_eq(status, str_from(reasons[i].status))
                              : str_hasi(reply, str_from(reasons[i].said)))
            return reasons[i].words;
    }
    return str_starts(status, S("7.")) ? WORD("Their server does not take mail from us. Call them, "
                                              "or use another address")
                                       : NULL;
}

struct str mail_reason(enum lang lang, const struct mail_out *m)
{
    const char *known = m->reply.n ? reason_of(m->reply) : NULL;
    switch (m->state) {
    case OUT_UNKNOWN:
        return word(lang,
                    "All of it was handed over, and then no answer came. It may have arrived");
    case OUT_FAILED:
    case OUT_SETTLED:
        if (known)
            return word(lang, known);
        return str_starts(m->reply, S("4")) ? word(lang, "Their server asked us to wait, too often")
                                            : word(lang, "Their server said no");
    case OUT_WAITING:
        if (m->tries == 0)
            return S("");
        return known ? word(lang, known) : word(lang, "It did not go yet. It is tried again");
    case OUT_SHOWN:
        return m->reply.n ? word(lang, "Automatic mail was stopped when this would have gone")
                          : word(lang, "This mailbox only listened when this would have gone");
    case OUT_SENDING:
    case OUT_SENT:
    case OUT_TAKEN_BACK: break;
    }
    return S("");
}
