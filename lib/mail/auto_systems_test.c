/* Reports as the mail systems of the world write them, and absence notes in their languages. */
#include "harness/test.h"

#include "mail/parse.h"

static struct arena arena;

struct report {
    const char *system, *raw;
    const char
        *verdict; /* a automatic, o out of office, r report, b bounce, + may be acknowledged */
    const char *action, *status, *recipient;
};

/* clang-format off */
static const struct report reports[] = {
    {"Postfix",
     "Return-Path: <>\nFrom: MAILER-DAEMON@mail.example.org (Mail Delivery System)\n"
     "Subject: Undelivered Mail Returned to Sender\nTo: help@example.org\n"
     "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
     "Content-Type: multipart/report; report-type=delivery-status;\n"
     "\tboundary=\"B1.123/mail.example.org\"\n\nThis is a MIME-encapsulated message.\n\n"
     "--B1.123/mail.example.org\nContent-Description: Notification\n"
     "Content-Type: text/plain; charset=us-ascii\n\n"
     "This is the mail system at host mail.example.org.\n\n"
     "<gone@example.net>: host mx.example.net[192.0.2.1] said: 550 5.1.1\n"
     "    <gone@example.net>: Recipient address rejected: User unknown (in reply to\n"
     "    RCPT TO command)\n\n--B1.123/mail.example.org\n"
     "Content-Description: Delivery report\nContent-Type: message/delivery-status\n\n"
     "Reporting-MTA: dns; mail.example.org\nX-Postfix-Queue-ID: 4F2\n"
     "Arrival-Date: Mon,  4 Mar 2024 15:15:10 +0100 (CET)\n\n"
     "Final-Recipient: rfc822; gone@example.net\n"
     "Original-Recipient: rfc822;gone@example.net\nAction: failed\nStatus: 5.1.1\n"
     "Remote-MTA: dns; mx.example.net\n"
     "Diagnostic-Code: smtp; 550 5.1.1 <gone@example.net>: Recipient address\n"
     "    rejected: User unknown\n\n--B1.123/mail.example.org\n"
     "Content-Description: Undelivered Message\nContent-Type: message/rfc822\n\n"
     "Message-ID: <orig@example.org>\nFrom: help@example.org\nTo: gone@example.net\n"
     "Subject: Lift\n\nhi\n--B1.123/mail.example.org--\n",
     "arb", "failed", "5.1.1", "gone@example.net"},
    {"Postfix, delayed",
     "Return-Path: <>\nFrom: MAILER-DAEMON@mail.example.org (Mail Delivery System)\n"
     "Subject: Delayed Mail (still being retried)\nTo: help@example.org\n"
     "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
     "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n--b\n"
     "Content-Type: text/plain\n\n"
     "####################################################################\n"
     "# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n"
     "####################################################################\n\n"
     "Your message could not be delivered for more than 4 hour(s).\n"
     "It will be retried until it is 5 day(s) old.\n\n"
     "<gone@example.net>: connect to mx.example.net[192.0.2.1]:25: Connection timed out\n"
     "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.org\n\n"
     "Final-Recipient: rfc822; gone@example.net\nAction: delayed\nStatus: 4.4.1\n"
     "Diagnostic-Code: X-Postfix; connect to mx.example.net[192.0.2.1]:25: Connection timed out\n"
     "Will-Retry-Until: Sat,  9 Mar 2024 15:15:10 +0100 (CET)\n--b\n"
     "Content-Type: text/rfc822-headers\n\nMessage-ID: <orig@example.org>\n--b--\n",
     "ar", "delayed", "4.4.1", "gone@example.net"},
    {"qmail",
     "Return-Path: <>\nDate: 4 Mar 2024 15:15:10 -0000\n"
     "From: MAILER-DAEMON@mail.example.org\nTo: help@example.org\nSubject: failure notice\n\n"
     "Hi. This is the qmail-send program at mail.example.org.\n"
     "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
     "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
     "<gone@example.net>:\n192.0.2.1 does not like recipient.\n"
     "Remote host said: 550 5.1.1 <gone@example.net> unknown user\nGiving up on 192.0.2.1.\n"
     "\n--- Below this line is a copy of the message.\n\nReturn-Path: <help@example.org>\n"
     "Message-ID: <orig@example.org>\nFrom: help@example.org\nTo: gone@example.net\n"
     "Subject: Lift\n\nhi\n",
     "arb", "failed", "5.1.1", "gone@example.net"},
    {"qmail, its own words",
     "Return-Path: <>\nFrom: MAILER-DAEMON@mail.example.org\nTo: help@example.org\n"
     "Subject: failure notice\n\nHi. This is the qmail-send program at mail.example.org.\n"
     "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
     "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
     "<gone@example.net>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
     "--- Below this line is a copy of the message.\n\nMessage-ID: <orig@example.org>\n"
     "To: gone@example.net\n",
     "arb", "failed", "5.1.1", "gone@example.net"},
    {"Exim",
     "Return-path: <>\nX-Failed-Recipients: gone@example.net\nAuto-Submitted: auto-replied\n"
     "From: Mail Delivery System <Mailer-Daemon@mail.example.org>\nTo: help@example.org\n"
     "Subject: Mail delivery failed: returning message to sender\n"
     "Message-Id: <E1h@mail.example.org>\n\n"
     "This message was created automatically by mail delivery software.\n\n"
     "A message that you sent could not be delivered to one or more of its\n"
     "recipients. This is a permanent error. The following address(es) failed:\n\n"
     "  gone@example.net\n    host mx.example.net [192.0.2.1]\n"
     "    SMTP error from remote mail server after RCPT TO:<gone@example.net>:\n"
     "    550 5.7.1 Relaying denied\n\n"
     "------ This is a copy of the message, including all the headers. ------\n\n"
     "Return-path: <help@example.org>\nMessage-ID: <orig@example.org>\nTo: gone@example.net\n",
     "arb", "failed", "5.7.1", "gone@example.net"},
    {"Exim, delayed",
     "Return-path: <>\nAuto-Submitted: auto-replied\n"
     "From: Mail Delivery System <Mailer-Daemon@mail.example.org>\nTo: help@example.org\n"
     "Subject: Warning: message 1rh6 delayed 24 hours\n\n"
     "This message was created automatically by mail delivery software.\n"
     "A message that you sent has not yet been delivered to one or more of its\n"
     "recipients after more than 24 hours on the queue on mail.example.org.\n\n"
     "The message identifier is:     1rh6\nThe subject of the message is: Lift\n"
     "The date of the message is:    Mon, 4 Mar 2024 15:15:10 +0100\n\n"
     "The address to which the message has not yet been delivered is:\n\n  gone@example.net\n"
     "    Delay reason: retry timeout\n\n"
     "No action is required on your part. Delivery attempts will continue for\n"
     "some time, and this warning may be repeated at intervals if the message\n"
     "remains undelivered.\n",
     "ar", "delayed", "", "gone@example.net"},
    {"Gmail",
     "Return-Path: <>\nFrom: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\n"
     "To: help@example.org\nAuto-Submitted: auto-replied\n"
     "Subject: Delivery Status Notification (Failure)\nReferences: <orig@example.org>\n"
     "In-Reply-To: <orig@example.org>\nX-Failed-Recipients: gone@gmail.com\n"
     "Content-Type: multipart/report; boundary=\"g\"; report-type=delivery-status\n\n--g\n"
     "Content-Type: multipart/related; boundary=\"h\"\n\n--h\n"
     "Content-Type: multipart/alternative; boundary=\"i\"\n\n--i\n"
     "Content-Type: text/plain; charset=\"UTF-8\"\n\n** Address not found **\n\n"
     "Your message wasn't delivered to gone@gmail.com because the address couldn't be found, or is unable to receive mail.\n"
     "\nThe response from the remote server was:\n"
     "550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces. Learn more at https://support.google.com/mail/?p=NoSuchUser x - gsmtp\n"
     "\n--i\nContent-Type: text/html; charset=\"UTF-8\"\n\n"
     "<html><body>Address not found</body></html>\n--i--\n--h\n"
     "Content-Type: image/png; name=\"icon.png\"\n"
     "Content-Disposition: attachment; filename=\"icon.png\"\n"
     "Content-Transfer-Encoding: base64\nContent-ID: <icon.png>\n\naGVsbG8=\n--h--\n--g\n"
     "Content-Type: message/delivery-status\n\nReporting-MTA: dns; googlemail.com\n"
     "Arrival-Date: Mon, 04 Mar 2024 06:15:10 -0800 (PST)\n"
     "X-Original-Message-ID: <orig@example.org>\n\nFinal-Recipient: rfc822; gone@gmail.com\n"
     "Action: failed\nStatus: 5.1.1\n"
     "Remote-MTA: dns; gmail-smtp-in.l.google.com. (192.0.2.2, the server for the domain gmail.com.)\n"
     "Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.\n"
     "Last-Attempt-Date: Mon, 04 Mar 2024 06:15:10 -0800 (PST)\n--g\n"
     "Content-Type: message/rfc822\n\nMessage-ID: <orig@example.org>\nTo: gone@gmail.com\n\n"
     "x\n--g--\n",
     "arb", "failed", "5.1.1", "gone@gmail.com"},
    {"Exchange",
     "From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.com>\n"
     "To: <help@example.org>\nDate: Mon, 4 Mar 2024 15:15:10 +0100\n"
     "Content-Type: multipart/report; report-type=delivery-status; boundary=\"x\"\n"
     "X-MS-Exchange-Message-Is-Ndr:\nContent-Language: en-US\nMessage-ID: <a@example.com>\n"
     "In-Reply-To: <orig@example.org>\nReferences: <orig@example.org>\n"
     "Subject: Undeliverable: Lift\nAuto-Submitted: auto-replied\n\n--x\n"
     "Content-Type: multipart/alternative; differences=Content-Type; boundary=\"y\"\n\n--y\n"
     "Content-Type: text/plain; charset=\"us-ascii\"\n\n"
     "Delivery has failed to these recipients or groups:\n\n"
     "gone@example.com<mailto:gone@example.com>\n"
     "The email address you entered couldn't be found. Please check the recipient's email address and try to resend the message.\n"
     "\nDiagnostic information for administrators:\n\nGenerating server: EX.example.com\n\n"
     "gone@example.com\n"
     "#550 5.1.10 RESOLVER.ADR.ExRecipNotFound; Recipient not found by SMTP address lookup ##rfc822;gone@example.com\n"
     "\n--y--\n--x\nContent-Type: message/delivery-status\n\n"
     "Reporting-MTA: dns;EX.example.com\nReceived-From-MTA: dns;mx.example.org\n"
     "Arrival-Date: Mon, 4 Mar 2024 14:15:10 +0000\n\n"
     "Original-Recipient: rfc822;gone@example.com\nFinal-Recipient: rfc822;gone@example.com\n"
     "Action: failed\nStatus: 5.1.10\n"
     "Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.ExRecipNotFound\n"
     "X-Display-Name: gone@example.com\n--x\nContent-Type: message/rfc822\n\n"
     "Message-ID: <orig@example.org>\n--x--\n",
     "arb", "failed", "5.1.10", "gone@example.com"},
    {"Exchange, German, in prose",
     "From: postmaster@example.com\nTo: help@example.org\nSubject: Unzustellbar: Aufzug\n"
     "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
     "Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:\n\n"
     "gone@example.com\nDie eingegebene E-Mail-Adresse konnte nicht gefunden werden.\n\n"
     "Diagnoseinformationen für Administratoren:\nGenerierender Server: EX.example.com\n"
     "gone@example.com\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n",
     "arb", "failed", "5.1.1", "gone@example.com"},
    {"Amazon SES",
     "Return-Path: <>\nFrom: MAILER-DAEMON@amazonses.com\nTo: help@example.org\n"
     "Subject: Delivery Status Notification (Failure)\n"
     "Message-ID: <0101@us-west-2.amazonses.com>\nMIME-Version: 1.0\n"
     "Content-Type: multipart/report; boundary=\"s\"; report-type=delivery-status\n\n--s\n"
     "Content-Type: text/plain; charset=us-ascii\n\n"
     "An error occurred while trying to deliver the mail to the following recipients:\n"
     "gone@example.com\n--s\nContent-Type: message/delivery-status\n\n"
     "Reporting-MTA: dns; a8-1.smtp-out.amazonses.com\n\nAction: failed\n"
     "Final-Recipient: rfc822; gone@example.com\n"
     "Diagnostic-Code: smtp; 550 5.4.4 Invalid domain\nStatus: 5.4.4\n\n--s\n"
     "Content-Type: message/rfc822\n\nMessage-ID: <orig@example.org>\n--s--\n",
     "arb", "failed", "5.4.4", "gone@example.com"},
    {"Domino",
     "From: Postmaster@example.com\nTo: help@example.org\n"
     "Subject: DELIVERY FAILURE: User gone (gone@example.com) not listed in Domino\n"
     " Directory\nMIME-Version: 1.0\n"
     "Content-Type: multipart/report; report-type=delivery-status; boundary=\"d\"\n\n--d\n"
     "Content-type: text/plain; charset=US-ASCII\n\nYour message\n\n  Subject: Lift\n\n"
     "was not delivered to:\n\n  gone@example.com\n\nbecause:\n\n"
     "  User gone (gone@example.com) not listed in Domino Directory\n\n--d\n"
     "Content-Type: message/delivery-status\n\nReporting-MTA: dns;notes.example.com\n\n"
     "Final-Recipient: rfc822;gone@example.com\nAction: failed\nStatus: 5.1.1\n"
     "Diagnostic-Code: X-Notes; User gone (gone@example.com) not listed in\n"
     " Domino Directory\n--d--\n",
     "arb", "failed", "5.1.1", "gone@example.com"},
    {"sendmail",
     "Return-Path: <MAILER-DAEMON>\n"
     "From: Mail Delivery Subsystem <MAILER-DAEMON@mail.example.org>\n"
     "To: <help@example.org>\nMIME-Version: 1.0\n"
     "Content-Type: multipart/report; report-type=delivery-status;\n\tboundary=\"m/m\"\n"
     "Subject: Returned mail: see transcript for details\n"
     "Auto-Submitted: auto-generated (failure)\n\nThis is a MIME-encapsulated message\n\n"
     "--m/m\n\nThe original message was received at Mon, 4 Mar 2024 15:15:10 +0100\n"
     "from x [192.0.2.1]\n\n"
     "   ----- The following addresses had permanent fatal errors -----\n<gone@example.com>\n"
     "    (reason: 550 5.1.1 <gone@example.com>... User unknown)\n\n"
     "   ----- Transcript of session follows -----\n... while talking to mx.example.com.:\n"
     ">>> DATA\n<<< 550 5.1.1 <gone@example.com>... User unknown\n"
     "550 5.1.1 <gone@example.com>... User unknown\n\n--m/m\n"
     "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.org\n"
     "Arrival-Date: Mon, 4 Mar 2024 15:15:10 +0100\n\n"
     "Final-Recipient: RFC822; gone@example.com\nAction: failed\nStatus: 5.1.1\n"
     "Remote-MTA: DNS; mx.example.com\n"
     "Diagnostic-Code: SMTP; 550 5.1.1 <gone@example.com>... User unknown\n"
     "Last-Attempt-Date: Mon, 4 Mar 2024 15:15:10 +0100\n\n--m/m\n"
     "Content-Type: text/rfc822-headers\n\nMessage-Id: <orig@example.org>\n--m/m--\n",
     "arb", "failed", "5.1.1", "gone@example.com"},
    {"a delivery",
     "Return-Path: <>\nFrom: MAILER-DAEMON@mail.example.org\nTo: help@example.org\n"
     "Subject: Successful Mail Delivery Report\nAuto-Submitted: auto-replied\n"
     "MIME-Version: 1.0\n"
     "Content-Type: multipart/report; report-type=delivery-status; boundary=\"z\"\n\n--z\n"
     "Content-Type: text/plain\n\n"
     "Your message was successfully delivered to the destination(s) listed below.\n"
     "<a@example.net>: delivery via mx: 250 ok\n--z\nContent-Type: message/delivery-status\n"
     "\nReporting-MTA: dns; mail\n\nFinal-Recipient: rfc822; a@example.net\n"
     "Action: delivered\nStatus: 2.0.0\n--z--\n",
     "ar", "delivered", "2.0.0", "a@example.net"},
    {"a full mailbox, given up",
     "Return-Path: <>\nFrom: MAILER-DAEMON@mail.example.org\nTo: help@example.org\n"
     "Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\n"
     "MIME-Version: 1.0\n"
     "Content-Type: multipart/report; report-type=delivery-status; boundary=\"z\"\n\n--z\n"
     "Content-Type: text/plain\n\n<full@example.net>: host mx said: 452 4.2.2 Mailbox full\n"
     "--z\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail\n\n"
     "Final-Recipient: rfc822; full@example.net\nAction: failed\nStatus: 4.2.2\n"
     "Diagnostic-Code: smtp; 452 4.2.2 Mailbox full\n--z--\n",
     "arb", "failed", "4.2.2", "full@example.net"},
    {"a receipt",
     "From: Ann <ann@example.com>\nTo: help@example.org\nSubject: Read: Lift\n"
     "MIME-Version: 1.0\n"
     "Content-Type: multipart/report; report-type=disposition-notification; boundary=\"z\"\n"
     "\n--z\nContent-Type: text/plain\n\nYour message was read.\n--z\n"
     "Content-Type: message/disposition-notification\n\nReporting-UA: x\n"
     "Final-Recipient: rfc822;ann@example.com\nOriginal-Message-ID: <orig@example.org>\n"
     "Disposition: manual-action/MDN-sent-manually; displayed\n--z--\n",
     "a", "none", "", ""},
    {"an abuse report",
     "From: <abuse@isp.example>\nTo: help@example.org\nSubject: FW: Lift\nMIME-Version: 1.0\n"
     "Content-Type: multipart/report; report-type=feedback-report; boundary=\"z\"\n\n--z\n"
     "Content-Type: text/plain\n\nThis is an email abuse report.\n--z\n"
     "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: x/1\n"
     "Version: 1\n--z\nContent-Type: message/rfc822\n\nMessage-ID: <orig@example.org>\n"
     "--z--\n",
     "a", "none", "", ""},
};
/* clang-format on */

static struct mail parsed(struct str raw)
{
    struct mail m;
    assert_int_equal(mail_parse(&arena, raw, NULL, &m, NULL), OK);
    return m;
}

static struct str verdict(const struct mail *m)
{
    const struct mail_machine *v = &m->machine;
    return str_fmt(&arena, "%s%s%s%s%s", v->is_auto ? "a" : "", v->is_out_of_office ? "o" : "",
                   v->is_report ? "r" : "", v->is_bounce ? "b" : "", v->may_acknowledge ? "+" : "");
}

TEST(the_reports_of_every_mail_system_are_read)
{
    static const char *const actions[] = {"none",      "failed",  "delayed",
                                          "delivered", "relayed", "expanded"};
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
        const struct report *r = &reports[i];
        struct mail m = parsed(str_from(r->raw));
        struct mail_delivery none = {0};
        const struct mail_delivery *d = m.machine.deliveries.n ? &m.machine.deliveries.v[0] : &none;
        struct str got = str_fmt(&arena, "%.*s|%s|%.*s|%.*s", STR_ARG(verdict(&m)),
                                 actions[d->action], STR_ARG(d->status), STR_ARG(d->recipient));
        struct str want = str_fmt(&arena, "%s|%s|%s|%s", r->verdict, r->action, r->status,
                                  r->recipient);
        if (!str_eq(got, want))
            fail_msg("%s: %.*s not %.*s", r->system, STR_ARG(got), STR_ARG(want));
    }
    arena_release(&arena);
}

/* clang-format off */
static const char *const absences[] = {
    "Automatic reply: Lift",
    "Automatische Antwort: Aufzug",
    "Réponse automatique : Ascenseur",
    "Respuesta automática: x",
    "Risposta automatica: x",
    "Resposta automática: x",
    "Automatisch antwoord: x",
    "Odpowiedź automatyczna: x",
    "Automatiskt svar: x",
    "Automatisk svar: x",
    "Automatisk svar: x",
    "Automaattinen vastaus: x",
    "Automatická odpověď: x",
    "Otomatik yanıt: x",
    "Автоматический ответ: x",
    "Αυτόματη απάντηση: x",
    "自动答复: x",
    "自動回覆: x",
    "自動応答: x",
    "رد تلقائي: x",
    "תשובה אוטומטית: x",
    "自動返信: x",
    "自动回复：x",
    "自动答复: x",
    "Otomatik Yanıt: x",
    "Automatikus válasz: x",
    "Răspuns automat: x",
    "Автоматична відповідь: x",
    "자동 회신: x",
    "מענה אוטומטי: x",
    "Αυτόματη απάντηση : x",
    "Abwesenheit: Aufzug",
    "Absence du bureau : x",
    "Absent(e) du bureau : x",
    "Fuera de la oficina: x",
    "Fuori sede: x",
    "Ausência temporária: x",
    "Afwezig: x",
    "Afwezigheidsbericht: x",
    "Poza biurem: x",
    "Frånvaro: x",
    "Frånvarande: x",
    "Ikke på kontoret: x",
    "Fraværsassistent: x",
    "Poissa: x",
    "Poissaoloilmoitus: x",
    "Mimo kancelář: x",
    "Ofis dışında: x",
    "Вне офиса: x",
    "不在通知: x"};
/* clang-format on */

TEST(absence_notes_that_say_so_only_in_their_subject_are_known)
{
    int failed = 0;
    for (size_t i = 0; i < sizeof absences / sizeof *absences; i++) {
        struct mail m = parsed(str_fmt(
            &arena, "From: ann@example.org\nSubject: %s\n\nI am back on Monday.\n", absences[i]));
        if (str_eq(verdict(&m), S("ao")))
            continue;
        failed++;
        print_error("%s: %.*s\n", absences[i], STR_ARG(verdict(&m)));
    }
    arena_release(&arena);
    assert_int_equal(failed, 0);
}

/* Words of absence that people write subjects with. */
TEST(people_who_write_of_holidays_are_answered)
{
    static const char *const subjects[] = {"Vacation request for staff",
                                           "Urlaub: kein Schlüssel",
                                           "Urlaub im August",
                                           "Ferienwohnung gesucht",
                                           "In ferie senza acqua",
                                           "Absence of heating",
                                           "Vacances : que faire des clés?",
                                           "Semester fees",
                                           "Automatische Tür defekt",
                                           "休暇のお知らせ",
                                           "不在票が届きません",
                                           "Automatic door broken"};
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        struct mail m = parsed(
            str_fmt(&arena, "From: ann@example.org\nSubject: %s\n\nHello.\n", subjects[i]));
        if (!str_eq(verdict(&m), S("+")))
            fail_msg("%s: %.*s", subjects[i], STR_ARG(m.machine.reason));
    }
    arena_release(&arena);
}
