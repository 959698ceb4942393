#include "harness/test.h"

#include "mail/auto.h"
#include "mail/parse.h"
#include "text/fold.h"

static struct arena arena;

static struct mail parse(const char *raw)
{
    struct mail m;
    assert_int_equal(mail_parse(&arena, str_from(raw), NULL, &m, NULL), OK);
    return m;
}

/* What is expected of a message, in letters: a automatic, o out of office, l list, r report,
 * b bounce, + may be acknowledged. */
static struct str verdict(const struct mail *m)
{
    const struct mail_machine *v = &m->machine;
    return str_fmt(&arena, "%s%s%s%s%s%s", v->is_auto ? "a" : "", v->is_out_of_office ? "o" : "",
                   v->is_list ? "l" : "", v->is_report ? "r" : "", v->is_bounce ? "b" : "",
                   v->may_acknowledge ? "+" : "");
}

struct row {
    const char *fields, *verdict;
};

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct str raw = str_fmt(&arena, "%s\n\nSome words.\n", rows[i].fields);
        struct mail m = parse(raw.p);
        if (!str_eq(verdict(&m), str_from(rows[i].verdict)))
            fail_msg("«%s» not «%s» for\n%s", verdict(&m).p, rows[i].verdict, rows[i].fields);
        assert_int_equal(m.machine.reason.n > 0, !m.machine.may_acknowledge);
    }
    arena_release(&arena);
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof(rows)[0])
#define ANN "From: Ann <ann@example.org>\n"

TEST(phrases_are_folded_so_that_they_can_be_found)
{
    for (int kind = PHRASE_ABSENCE; kind <= PHRASE_RETURNED; kind++)
        for (const char *const *p = auto_phrases((enum auto_phrase)kind); *p; p++)
            assert_str_equal(fold_text(&arena, str_from(*p)), str_from(*p));
    arena_release(&arena);
}

TEST(people_are_answered)
{
    static const struct row rows[] = {
        {ANN "Subject: Heating", "+"},
        {ANN "Auto-Submitted: no", "+"},
        {ANN "Return-Path: <ann@example.org>\nX-Mailer: Outlook", "+"},
        {ANN "X-MS-Exchange-Inbox-Rules-Loop: a@b.c", "+"},
        {ANN "X-Mailer: Zimbra 7.1.3", "+"},
        {ANN "X-Auto-Response-Suppress:", "+"},
        {ANN "Subject: Re: Automatic reply: Heating", "+"},
        {ANN "Subject: My vacation home", "+"},
        {ANN "Subject: Absences in March", "+"},
        {ANN "Subject: Out of office hours the door stays open", "+"},
        {ANN "Subject: On leave I need a second key", "+"},
        {ANN "Subject: Autoreplies do not work", "+"},
        {ANN "Subject: Vacationers upstairs are loud", "+"},
        {ANN "Subject: Undelivered mail, what now?", "+"},
        {"From: Noreen <noreen@example.org>", "+"},
    };
    CHECK(rows);
}

TEST(programs_are_known_by_what_they_say)
{
    static const struct row rows[] = {
        {ANN "Auto-Submitted: auto-generated", "a"},
        {ANN "Auto-Submitted: auto-replied (something)", "a"},
        {ANN "Auto-Submitted: auto-notified; owner=x", "a"},
        {ANN "Precedence: bulk", "a"},
        {ANN "Precedence: never-bounce\nPrecedence: junk", "a"},
        {ANN "Precedence: auto_reply", "a"},
        {ANN "X-Precedence: bulk", "a"},
        {ANN "X-Auto-Response-Suppress: All", "a"},
        {ANN "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply", "a"},
        {ANN "X-Autoreply: yes", "a"},
        {ANN "X-Autorespond: yes", "a"},
        {ANN "X-Auto-Reply-From: x@y.z", "a"},
        {ANN "X-FC-MachineGenerated: true", "a"},
        {ANN "X-Loop: yes", ""},
        {"From: no-reply@example.org", "a"},
        {"From: NoReply+123@example.org", "a"},
        {"From: do_not_reply@example.org", "a"},
        {"From: shop-noreply@example.org", "a"},
        {"From: MAILER-DAEMON (Mail Delivery System)", "a"},
        {"From: postmaster@example.org", "a"},
        {ANN "Return-Path: <>", "a"},
        {ANN "X-Envelope-From: <>", "a"},
        {ANN "Subject: Read: Heating", "a"},
        {"Subject: nobody wrote this", ""},
    };
    CHECK(rows);
}

TEST(lists_are_known_and_never_answered)
{
    static const struct row rows[] = {
        {ANN "List-Id: <list.example.org>", "l"},
        {ANN "List-Unsubscribe: <mailto:x@y.z>", "l"},
        {ANN "Precedence: list\nList-Post: <mailto:x@y.z>", "l"},
        {ANN "Mailing-List: contact x@y.z", "l"},
        {ANN "Precedence: list", "al"},
        {"From: heating-owner@example.org", "a"},
        {"From: heating-request@example.org", "a"},
    };
    CHECK(rows);
}

TEST(absence_notes_are_known_in_all_their_languages)
{
    static const struct row rows[] = {
        {ANN "Subject: Automatic reply: Heating", "ao"},
        {ANN "Subject: Out of Office Re: Heating", "ao"},
        {ANN "Subject: Out of the office: Heating", "ao"},
        {ANN "Subject: Vacation", "ao"},
        {ANN "Subject: Abwesenheitsnotiz: Heizung", "ao"},
        {ANN "Subject: Automatische Antwort: Heizung", "ao"},
        {ANN "Subject: R=?utf-8?Q?=C3=A9ponse_automatique?= : chauffage", "ao"},
        {ANN "Subject: Respuesta autom=?utf-8?Q?=C3=A1tica?=: x", "ao"},
        {ANN "Subject: Risposta automatica: x", "ao"},
        {ANN "Subject: Fr\xC3\xA5nvaro: x", "ao"},
        {ANN "Subject: Odpowied\xC5\xBA automatyczna: x", "ao"},
        {ANN "Subject: \xE8\x87\xAA\xE5\x8B\x95\xE8\xBF\x94\xE4\xBF\xA1: x", "ao"},
        {ANN "Auto-Submitted: auto-replied (zimbra; vacation)\nPrecedence: bulk", "ao"},
        {ANN "Auto-submitted: auto-replied; owner-email=\"a@b.c\"", "ao"},
        {ANN "Subject: vacation: Heating\nAuto-Submitted: auto-replied\nX-Autoreply: yes", "ao"},
        {ANN "Subject: Acme - vacation response Re: Heating\nAuto-Submitted: auto-replied", "ao"},
        {ANN "X-Auto-Response-Suppress: All\nX-MS-Exchange-Inbox-Rules-Loop: a@b.c", "ao"},
    };
    CHECK(rows);
}

static void check_bounce(const char *raw, const char *want)
{
    struct mail m = parse(raw);
    static const char *const actions[] = {"none",      "failed",  "delayed",
                                          "delivered", "relayed", "expanded"};
    struct str got = verdict(&m);
    for (ptrdiff_t i = 0; i < m.machine.deliveries.n; i++) {
        const struct mail_delivery *d = &m.machine.deliveries.v[i];
        got = str_fmt(&arena, "%.*s|%s %.*s %.*s", STR_ARG(got), actions[d->action],
                      STR_ARG(d->status), STR_ARG(d->recipient));
    }
    assert_str_equal(str_fmt(&arena, "%.*s|%.*s", STR_ARG(got), STR_ARG(m.machine.returned_id)),
                     str_from(want));
    arena_release(&arena);
}

#define DAEMON                                                                                     \
    "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\nTo: "                 \
    "desk@our.example\n"
#define REPORT                                                                                     \
    DAEMON "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n"
#define STATUS "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
#define RETURNED                                                                                   \
    "--b\nContent-Type: message/rfc822\n\nMessage-ID: <7@our.example>\nTo: x\n\nhi\n--b--\n"

TEST(delivery_reports_are_read_by_the_standard)
{
    check_bounce(REPORT "It failed.\n" STATUS
                        "Final-Recipient: rfc822; ann@x.example\nAction: failed\n"
                        "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n" RETURNED,
                 "arb|failed 5.1.1 ann@x.example|7@our.example");
    check_bounce(REPORT "Later.\n" STATUS
                        "Final-Recipient: RFC822; <ann@x.example>\nAction: delayed\n"
                        "Status: 4.4.1 (no answer)\n--b\nContent-Type: text/rfc822-headers\n\n"
                        "Message-ID: <8@our.example>\n--b--\n",
                 "ar|delayed 4.4.1 ann@x.example|8@our.example");
    check_bounce(REPORT
                 "Both.\n" STATUS "Final-Recipient: rfc822;a@x.example\nAction: delivered\nStatus: "
                 "2.0.0\n\nFinal-Recipient: rfc822;b@x.example\nAction: failed\nStatus: "
                 "5.2.2\n\nOriginal-Recipient: rfc822;c@x.example\nAction: relayed\n" RETURNED,
                 "arb|delivered 2.0.0 a@x.example|failed 5.2.2 b@x.example|relayed  c@x.example|"
                 "7@our.example");
    /* no action; a status in the diagnosis only; a report that is the whole message */
    check_bounce(REPORT "x\n" STATUS
                        "Final-Recipient: rfc822; ann@x.example\nStatus: 5.0.0\n" RETURNED,
                 "arb|failed 5.0.0 ann@x.example|7@our.example");
    check_bounce(REPORT "x\n" STATUS "Final-Recipient: rfc822; ann@x.example\nAction: failed\n"
                        "Diagnostic-Code: smtp; 452-4.2.2 full\n" RETURNED,
                 "arb|failed 4.2.2 ann@x.example|7@our.example");
    check_bounce("Content-Type: message/delivery-status\n\nReporting-Mta: dns; x\n\n"
                 "Final-Recipient: RFC822; <demo@x.example>\nAction: failed\nStatus: 4.2.2\n",
                 "arb|failed 4.2.2 demo@x.example|");
    /* an empty report, and none at all: the words have it */
    check_bounce(REPORT "Your message wasn't delivered to ann@x.example because:\n550 5.1.1 none\n"
                        "--b\nContent-Type: message/delivery-status\n\n" RETURNED,
                 "arb|failed 5.1.1 ann@x.example|7@our.example");
    check_bounce(REPORT "Your email bounced\n" RETURNED, "arb|failed  |7@our.example");
}

TEST(delivery_reports_that_keep_no_standard_are_read_by_their_words)
{
    /* qmail */
    check_bounce(DAEMON
                 "Subject: failure notice\n\nHi. This is the qmail-send program at mx.example.\n"
                 "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
                 "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
                 "<ann@x.example>:\n1.2.3.4 does not like recipient.\nRemote host said: 550 "
                 "#5.1.1 no such user\nGiving up on 1.2.3.4.\n\n--- Below this line is a copy of "
                 "the message.\n\nReturn-Path: <desk@our.example>\nMessage-ID: <9@our.example>\n"
                 "From: desk@our.example\n\nhi other@x.example\n",
                 "arb|failed 5.1.1 ann@x.example|9@our.example");
    /* exim */
    check_bounce(DAEMON
                 "X-Failed-Recipients: ann@x.example\nSubject: Mail delivery failed: returning "
                 "message to sender\n\nThis message was created automatically by mail delivery "
                 "software.\n\nA message that you sent could not be delivered to one or more of "
                 "its\nrecipients. This is a permanent error. The following address(es) failed:\n"
                 "\n  ann@x.example\n    host mx.x.example [1.2.3.4]:\n    550 Unknown user\n",
                 "arb|failed 5.0.0 ann@x.example|");
    /* Gmail before it kept the standard */
    check_bounce(DAEMON
                 "X-Failed-Recipients: ann@x.examplee\nSubject: Delivery Status Notification "
                 "(Failure)\n\nDelivery to the following recipient failed permanently:\n\n     "
                 "ann@x.examplee\n\nTechnical details of permanent failure: \nDNS Error: Domain "
                 "name not found\n\n----- Original message -----\n\nMessage-ID: <10@our.example>\n",
                 "arb|failed  ann@x.examplee|10@our.example");
    /* Exchange in its own words */
    check_bounce(
        "From: System Administrator <admin@x.example>\nReturn-Path: <>\nTo: desk@our.example\n"
        "Subject: Undeliverable: Heating\n\nYour message did not reach some or all of the "
        "intended recipients.\n\nThe following recipient(s) could not be reached:\n\n"
        "ann@x.example on 30.01.2026 15:30\nThe e-mail account does not exist\n<mx.x.example "
        "#5.1.1 SMTP; 550>\n",
        "arb|failed 5.1.1 ann@x.example|");
    /* a small one */
    check_bounce("X-Envelope-From: <>\nFrom: \"Postmaster\" <postmaster@x.example>\nTo: "
                 "desk@our.example\nSubject: Undeliverable Mail\n\nDelivery failed 10 attempts: "
                 "info@y.example\n\nOriginal message follows.\n\nFrom: desk@our.example\nTo: "
                 "info@y.example\n",
                 "arb|failed  info@y.example|");
    /* German, and only a delay */
    check_bounce(DAEMON
                 "Subject: Warning: could not send message for past 4 hours\n\n  ann@x.example "
                 "... Deferred: 451 4.7.1 later\n\nWill keep trying until message is 5 days old\n",
                 "ar|delayed 4.7.1 ann@x.example|");
    check_bounce("From: Mail Delivery System <mailer-daemon@x.example>\nSubject: Unzustellbar: "
                 "Heizung\n\nIhre Nachricht an ann@x.example konnte nicht zugestellt werden.\n",
                 "arb|failed  ann@x.example|");
}

TEST(a_person_who_speaks_of_bounces_sends_none)
{
    static const struct row rows[] = {
        {ANN "Subject: Fwd: Undelivered Mail Returned to Sender", "+"},
        {ANN "Subject: delivery failure", "+"},
        {ANN "Subject: Your server says 550 5.1.1 user unknown", "+"},
        {"From: postmaster@example.org\nSubject: Welcome", "a"},
    };
    CHECK(rows);
}

TEST(other_reports_are_no_bounces)
{
    struct mail m = parse(ANN
                          "Content-Type: multipart/report; report-type=disposition-notification; "
                          "boundary=b\n\n--b\n\nYour message was displayed.\n--b\nContent-Type: "
                          "message/disposition-notification\n\nFinal-Recipient: rfc822;a@b.c\n"
                          "Disposition: manual-action/MDN-sent-manually; displayed\n--b--\n");
    assert_str_equal(verdict(&m), S("a"));
    m = parse(ANN
              "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\n"
              "This is a complaint.\n--b\nContent-Type: message/feedback-report\n\n"
              "Feedback-Type: abuse\n--b--\n");
    assert_str_equal(verdict(&m), S("a"));
    arena_release(&arena);
}
