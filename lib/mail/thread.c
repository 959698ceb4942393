#include "mail/thread.h"

#include "mail/parse.h"

const char *thread_reason_words(enum thread_reason reason)
{
    static const char *const words[] = {
        [THREAD_NEW] = "It answers nothing that is known here",
        [THREAD_TOKEN] = "It came to the reply address that was given out for this request",
        [THREAD_REPORT] = "It reports on the delivery of a message of this conversation",
        [THREAD_REPEAT] = "The same message was here before",
        [THREAD_REFERENCE] =
            "It answers a message of this conversation, and its sender takes part in it",
        [THREAD_AWAITED] =
            "Messages of this conversation answer it, and its sender takes part in it",
        [THREAD_SUGGESTED] = "It looks like an answer, but nothing proves that it belongs there"};
    return words[reason];
}

/* --- judging
 * -------------------------------------------------------------------------------------- */

struct judging {
    const struct thread_memory *memory;
    const struct thread_mail *mail;
    struct thread_verdict *out;
};

static enum err find(const struct judging *j, struct str id, thread_group *group, bool *is_seen)
{
    *group = 0;
    *is_seen = false;
    return id.n ? j->memory->find(j->memory->context, id, group, is_seen) : OK;
}

/* Does the sender take part in the group? Nobody does with an address that is forged. */
static enum err knows_sender(const struct judging *j, thread_group group, bool *yes)
{
    *yes = false;
    if (!j->mail->from.n || j->mail->alignment == THREAD_FORGED)
        return OK;
    return j->memory->knows(j->memory->context, group, j->mail->from, yes);
}

static void join(const struct judging *j, enum thread_reason reason, thread_group group,
                 struct str cited)
{
    bool is_vouched = j->mail->alignment == THREAD_ALIGNED && reason != THREAD_REPORT;
    *j->out = (struct thread_verdict){.reason = reason,
                                      .group = group,
                                      .cited = cited,
                                      .is_proven = is_vouched || reason == THREAD_TOKEN};
}

static enum err by_token(const struct judging *j)
{
    if (j->mail->token && j->mail->alignment != THREAD_FORGED)
        join(j, THREAD_TOKEN, j->mail->token, (struct str){0});
    else
        j->out->suggested = j->mail->token;
    return OK;
}

/* The ids it cites, the surest first. */
static struct str cited_at(const struct thread_mail *m, ptrdiff_t i)
{
    return i < m->in_reply_to_count
               ? m->in_reply_to[m->in_reply_to_count - 1 - i]
               : m->references[m->reference_count - 1 - (i - m->in_reply_to_count)];
}

static ptrdiff_t cited_count(const struct thread_mail *m)
{
    return m->in_reply_to_count + m->reference_count;
}

/* A report comes from a machine that takes part in nothing; it must name a message that was here.
 * What it says is shown as a report, never as anybody's words. */
static enum err by_report(const struct judging *j)
{
    for (ptrdiff_t i = -1; i < cited_count(j->mail) && j->out->reason == THREAD_NEW; i++) {
        struct str id = i < 0 ? j->mail->returned_id : cited_at(j->mail, i);
        thread_group group;
        bool is_seen;
        TRY(find(j, id, &group, &is_seen));
        if (group && is_seen)
            join(j, THREAD_REPORT, group, id);
    }
    return OK;
}

/* Its own id: the message itself was here, or others cited it. */
static enum err by_own_id(const struct judging *j, bool wants_seen)
{
    thread_group group;
    bool is_seen, yes;
    TRY(find(j, j->mail->message_id, &group, &is_seen));
    if (!group || is_seen != wants_seen)
        return OK;
    TRY(knows_sender(j, group, &yes));
    if (yes)
        join(j, is_seen ? THREAD_REPEAT : THREAD_AWAITED, group, j->mail->message_id);
    else if (!is_seen && !j->out->suggested)
        j->out->suggested = group;
    return OK;
}

static enum err by_citing(const struct judging *j, bool wants_seen)
{
    for (ptrdiff_t i = 0; i < cited_count(j->mail); i++) {
        struct str id = cited_at(j->mail, i);
        thread_group group;
        bool is_seen, yes;
        TRY(find(j, id, &group, &is_seen));
        if (!group || is_seen != wants_seen || str_eq(id, j->mail->message_id))
            continue;
        TRY(knows_sender(j, group, &yes));
        if (yes) {
            join(j, THREAD_REFERENCE, group, id);
            return OK;
        }
        if (!j->out->suggested)
            j->out->suggested = group;
    }
    return OK;
}

static enum err suggest(const struct judging *j)
{
    struct arena a = {0};
    enum err err = OK;
    bool is_answer;
    struct str subject = thread_subject(&a, j->mail->subject, &is_answer);
    if (!j->out->suggested && j->memory->recall && is_answer && subject.n && j->mail->from.n)
        err = j->memory->recall(j->memory->context, subject, j->mail->from, &j->out->suggested);
    arena_release(&a);
    if (err == OK && j->out->suggested)
        j->out->reason = THREAD_SUGGESTED;
    return err;
}

enum err thread_judge(const struct thread_memory *memory, const struct thread_mail *mail,
                      struct thread_verdict *out)
{
    struct judging j = {memory, mail, out};
    *out = (struct thread_verdict){.reason = THREAD_NEW};
    TRY(by_token(&j));
    if (out->reason == THREAD_NEW && mail->is_report)
        TRY(by_report(&j));
    if (out->reason == THREAD_NEW)
        TRY(by_own_id(&j, true));
    if (out->reason == THREAD_NEW)
        TRY(by_citing(&j, true));
    if (out->reason == THREAD_NEW)
        TRY(by_own_id(&j, false));
    if (out->reason == THREAD_NEW)
        TRY(by_citing(&j, false));
    return out->reason == THREAD_NEW ? suggest(&j) : OK;
}

/* --- subjects
 * ------------------------------------------------------------------------------------- */

struct prefix {
    struct str word;
    bool is_answer;
};

/* What clients put before a subject, in their languages; without the colon. */
/* clang-format off */
static const struct prefix prefixes[] = {
    {STR_INIT("re"), true}, {STR_INIT("aw"), true}, {STR_INIT("antw"), true},
    {STR_INIT("antwort"), true}, {STR_INIT("sv"), true}, {STR_INIT("vs"), true},
    {STR_INIT("ref"), true}, {STR_INIT("rif"), true}, {STR_INIT("r"), true},
    {STR_INIT("res"), true}, {STR_INIT("odp"), true}, {STR_INIT("ynt"), true},
    {STR_INIT("yan\xC4\xB1t"), true}, {STR_INIT("bls"), true}, {STR_INIT("ats"), true},
    {STR_INIT("atb"), true}, {STR_INIT("vast"), true}, {STR_INIT("\xCE\x91\xCF\x80"), true},
    {STR_INIT("\xCE\xB1\xCF\x80"), true}, {STR_INIT("\xCE\xA3\xCE\xA7\xCE\x95\xCE\xA4"), true},
    {STR_INIT("\xD0\x9E\xD1\x82\xD0\xB2"), true}, {STR_INIT("\xD0\xBE\xD1\x82\xD0\xB2"), true},
    {STR_INIT("\xE7\xAD\x94\xE5\xA4\x8D"), true}, {STR_INIT("\xE5\x9B\x9E\xE5\xA4\x8D"), true},
    {STR_INIT("\xE5\x9B\x9E\xE8\xA6\x86"), true}, {STR_INIT("\xE7\xAD\x94\xE8\xA6\x86"), true},
    {STR_INIT("\xE8\xBF\x94\xE4\xBF\xA1"), true}, {STR_INIT("\xD7\x94\xD7\xA9\xD7\x91"), true},
    {STR_INIT("\xD8\xB1\xD8\xAF"), true}, {STR_INIT("fw"), false}, {STR_INIT("fwd"), false},
    {STR_INIT("wg"), false}, {STR_INIT("tr"), false}, {STR_INIT("i"), false},
    {STR_INIT("rv"), false}, {STR_INIT("enc"), false}, {STR_INIT("vb"), false},
    {STR_INIT("doorst"), false}, {STR_INIT("pd"), false}, {STR_INIT("vl"), false},
    {STR_INIT("ilt"), false}, {STR_INIT("\xE8\xBD\xAC\xE5\x8F\x91"), false},
    {STR_INIT("\xE8\xBD\x89\xE5\xAF\x84"), false}};
/* clang-format on */

/* "Re:", "RE[2]:", "AW :", "Re^3:", "回复：" at the start; its length, or 0. */
static ptrdiff_t prefix_at(struct str s, bool *is_answer)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        if (!str_startsi(s, prefixes[i].word))
            continue;
        ptrdiff_t n = prefixes[i].word.n;
        while (n < s.n && (ascii_is_digit(s.p[n]) || (s.p[n] && strchr("[]()^* ", s.p[n]))))
            n++;
        struct str rest = str_skip(s, n);
        ptrdiff_t colon = str_starts(rest, S(":"))              ? 1
                          : str_starts(rest, S("\xEF\xBC\x9A")) ? 3
                                                                : 0;
        if (!colon)
            continue;
        *is_answer = *is_answer || prefixes[i].is_answer;
        return n + colon;
    }
    return 0;
}

/* "[list]" before anything else: a mailing list's. Not the whole subject. */
static ptrdiff_t tag_at(struct str s)
{
    ptrdiff_t end = str_starts(s, S("[")) ? str_chr(str_head(s, 60), ']') : -1;
    return end > 0 && str_trim(str_skip(s, end + 1)).n ? end + 1 : 0;
}

struct str thread_subject(struct arena *a, struct str subject, bool *is_answer)
{
    *is_answer = false;
    struct str s = str_trim(subject);
    for (ptrdiff_t n = 1; n && s.n;) {
        n = prefix_at(s, is_answer);
        if (!n)
            n = tag_at(s);
        s = str_trim(str_skip(s, n));
    }
    return str_lower(a, s);
}

/* --- from a message
 * ------------------------------------------------------------------------------- */

struct thread_mail thread_mail_of(struct arena *a, const struct mail *m)
{
    const address_list *lists[] = {&m->from, &m->sender, &m->reply_to, &m->to, &m->cc};
    struct thread_mail out = {.message_id = m->message_id,
                              .from = mail_author(m),
                              .in_reply_to = m->in_reply_to.v,
                              .in_reply_to_count = m->in_reply_to.n,
                              .references = m->references.v,
                              .reference_count = m->references.n,
                              .subject = m->subject,
                              .is_report = m->machine.is_report,
                              .returned_id = m->machine.returned_id};
    VEC(struct str) people = {0};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (ptrdiff_t k = 0; k < lists[i]->n; k++)
            *vec_push(a, &people) = lists[i]->v[k].address;
    out.people = people.v;
    out.people_count = people.n;
    return out;
}
