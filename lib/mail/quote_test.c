#include "harness/test.h"

#include <time.h>

#include "base/buf.h"
#include "mail/quote.h"
#include "mail/quote_lines.h"

static int failures;

/* Reports and counts, so that one run shows all that is wrong. */
static void expect(struct arena *a, const char *what, struct str text, struct str want)
{
    struct str got = quote_visible(a, text);
    if (str_eq(got, want))
        return;
    failures++;
    print_error("%s\n---- text\n%.*s\n---- got\n%.*s\n---- want\n%.*s\n", what, STR_ARG(text),
                STR_ARG(got), STR_ARG(want));
}

/* Broken at spaces into lines of at most `columns` bytes, as mail programs break them. */
static struct str wrapped(struct arena *a, struct str s, ptrdiff_t columns)
{
    char *p = arena_bytes(a, s.n);
    memcpy(p, s.p, (size_t)s.n);
    for (ptrdiff_t start = 0; start + columns < s.n;) {
        ptrdiff_t space = str_rchr(str_of(p + start, columns), ' ');
        if (space <= 0)
            break;
        p[start + space] = '\n';
        start += space + 1;
    }
    return str_of(p, s.n);
}

/* --- attributions ------------------------------------------------------------------------------
 */

/* As clients write them, one or more for each language. */
static const char *const attributions[] = {
    "On Thu, 26 Feb 2026 at 14:05, Ann Lee <ann@example.org> wrote:",
    "On Feb 26, 2026, at 2:05 PM, Ann Lee <ann@example.org> wrote:",
    "On 26/02/2026 14:05, Ann Lee wrote:",
    "On 2026-02-26 14:05, ann@example.org wrote:",
    "On Thursday, February 26, 2026 at 02:05:11 PM GMT+1, Ann Lee <ann@example.org> wrote:",
    "On Thursday, February 26th, 2026 at 14:05, Ann Lee <ann@example.org> wrote:",
    "---- On Thu, 26 Feb 2026 14:05:11 +0100 Ann Lee <ann@example.org> wrote ----",
    "Ann Lee <ann@example.org> wrote on 26/02/2026 14:05:11:",
    "Ann Lee <ann@example.org> writes:",
    "In message <x1@example.org> Ann Lee writes:",
    "At 02:05 PM 2/26/2026, you wrote:",
    "Thu, 26 Feb 2026 14:05:11 +0100 Ann Lee <ann@example.org>:",
    "2026-02-26 14:05 GMT+01:00 Ann Lee <ann@example.org>:",
    "2026/2/26 Ann Lee <ann@example.org>",
    /* de */ "Am Do., 26. Feb. 2026 um 14:05 Uhr schrieb Ann Lee <ann@example.org>:",
    "Am 26.02.2026 um 14:05 schrieb Ann Lee:",
    "Ann Lee <ann@example.org> schrieb am Do., 26. Feb. 2026, 14:05:",
    "Am 26. Februar 2026 14:05:11 MEZ schrieb Ann Lee <ann@example.org>:",
    /* fr */ "Le jeu. 26 févr. 2026 à 14:05, Ann Lee <ann@example.org> a écrit :",
    "Le 26 févr. 2026 à 14:05, Ann Lee <ann@example.org> a écrit :",
    "Le 26/02/2026 à 14:05, Ann Lee a écrit\xC2\xA0:",
    /* es */ "El jue, 26 feb 2026 a las 14:05, Ann Lee (<ann@example.org>) escribió:",
    "El 26 feb 2026, a las 14:05, Ann Lee <ann@example.org> escribió:",
    /* it */ "Il giorno gio 26 feb 2026 alle ore 14:05 Ann Lee <ann@example.org> ha scritto:",
    "Il 26/02/2026 14:05, Ann Lee ha scritto:",
    /* pt */ "Em qui., 26 de fev. de 2026 às 14:05, Ann Lee <ann@example.org> escreveu:",
    "A 26 de fevereiro de 2026, 14:05, Ann Lee <ann@example.org> escreveu:",
    /* nl */ "Op do 26 feb 2026 om 14:05 schreef Ann Lee <ann@example.org>:",
    "Op 26 feb. 2026 om 14:05 heeft Ann Lee <ann@example.org> het volgende geschreven:",
    /* pl */ "czw., 26 lut 2026 o 14:05 Ann Lee <ann@example.org> napisał(a):",
    "W dniu 26.02.2026 o 14:05, Ann Lee pisze:",
    "Dnia 26 lutego 2026 14:05 Ann Lee <ann@example.org> napisał(a):",
    /* sv */ "Den tors 26 feb. 2026 kl 14:05 skrev Ann Lee <ann@example.org>:",
    "26 feb. 2026 kl. 14:05 skrev Ann Lee <ann@example.org>:",
    /* da */ "Den tors. 26. feb. 2026 kl. 14.05 skrev Ann Lee <ann@example.org>:",
    /* no */ "tor. 26. feb. 2026 kl. 14:05 skrev Ann Lee <ann@example.org>:",
    "På 26. februar 2026 kl. 14:05:11, Ann Lee (ann@example.org) skrev:",
    /* fi */ "to 26. helmik. 2026 klo 14.05 Ann Lee (ann@example.org) kirjoitti:",
    "Ann Lee <ann@example.org> kirjoitti 26.2.2026 kello 14.05:",
    /* cs */ "čt 26. 2. 2026 v 14:05 odesílatel Ann Lee <ann@example.org> napsal:",
    "Dne 26. 02. 26 v 14:05 Ann Lee napsal(a):",
    /* tr */ "Ann Lee <ann@example.org>, 26 Şub 2026 Per, 14:05 tarihinde şunu yazdı:",
    "26 Şub 2026 14:05 tarihinde Ann Lee <ann@example.org> şunları yazdı:",
    /* ru, uk */ "чт, 26 февр. 2026 г. в 14:05, Ann Lee <ann@example.org>:",
    "26 февраля 2026 г., 14:05 пользователь Ann Lee <ann@example.org> написал:",
    "26.02.2026, 14:05, \"Ann Lee\" <ann@example.org>:",
    "Четверг, 26 февраля 2026, 14:05 +03:00 от Ann Lee <ann@example.org>:",
    "26.02.2026 14:05, Ann Lee пишет:",
    "чт, 26 лют. 2026 р. о 14:05 Ann Lee <ann@example.org> пише:",
    /* el */ "Στις Πέμ, 26 Φεβ 2026 στις 2:05 μ.μ., ο χρήστης Ann Lee <ann@example.org> έγραψε:",
    "Στις 26/2/2026 14:05, ο Ann Lee έγραψε:",
    /* zh */ "Ann Lee <ann@example.org> 于2026年2月26日周四 14:05写道：",
    "在 2026年2月26日，下午2:05，Ann Lee <ann@example.org> 写道：",
    "在2026-02-26 14:05:11，\"Ann Lee\" <ann@example.org> 写道：",
    "Ann Lee <ann@example.org> 於 2026年2月26日 週四 下午2:05寫道：",
    "At 2026-02-26 14:05:11, \"Ann Lee\" <ann@example.org> wrote:",
    /* ja */ "2026年2月26日(木) 14:05 Ann Lee <ann@example.org>:",
    "2026/02/26 14:05、Ann Lee <ann@example.org>のメール:",
    /* ko */ "2026년 2월 26일 (목) 오후 2:05, Ann Lee <ann@example.org>님이 작성:",
    /* ar */
    "في الخميس، 26 فبراير 2026 في 2:05 م تمت كتابة ما يلي بواسطة \u202AAnn Lee\u202C\u200F "
    "<\u202Aann@example.org\u202C\u200F>:\u202C",
    "في ٢٦‏/٠٢‏/٢٠٢٦ ١٤:٠٥، كتب Ann Lee <ann@example.org>:",
    /* he */
    "\u202Bבתאריך יום ה׳, 26 בפבר׳ 2026 ב-14:05 מאת \u202AAnn Lee\u202C\u200F "
    "<\u202Aann@example.org\u202C\u200F>:\u202C",
    "ב-26 בפבר׳ 2026, בשעה 14:05, \u200FAnn Lee <ann@example.org> כתב/ה:",
    /* hu, ro, vi */ "Ann Lee <ann@example.org> ezt írta (időpont: 2026. febr. 26., Cs, 14:05):",
    "În joi, 26 feb. 2026 la 14:05, Ann Lee <ann@example.org> a scris:",
    "Vào Th 5, 26 thg 2, 2026 vào lúc 14:05 Ann Lee <ann@example.org> đã viết:",
};

static const size_t attribution_count = sizeof attributions / sizeof *attributions;

TEST(an_attribution_above_a_quote_ends_what_is_new)
{
    struct arena a = {0};
    failures = 0;
    for (size_t i = 0; i < attribution_count; i++)
        expect(&a, attributions[i],
               str_fmt(&a, "Thanks, that works.\n\n%s\n\n> Old words\n> and more of them\n",
                       attributions[i]),
               S("Thanks, that works."));
    arena_release(&a);
    assert_int_equal(failures, 0);
}

TEST(an_attribution_is_found_however_it_is_wrapped)
{
    struct arena a = {0};
    failures = 0;
    for (size_t i = 0; i < attribution_count; i++)
        for (ptrdiff_t columns = 40; columns < 80; columns += 12)
            expect(&a, attributions[i],
                   str_fmt(&a, "Thanks, that works.\n\n%.*s\n\n> Old words\n",
                           STR_ARG(wrapped(&a, str_from(attributions[i]), columns))),
                   S("Thanks, that works."));
    arena_release(&a);
    assert_int_equal(failures, 0);
}

TEST(an_attribution_above_unquoted_words_hides_them_too)
{
    struct arena a = {0};
    failures = 0;
    for (size_t i = 0; i < attribution_count; i++)
        expect(&a, attributions[i],
               str_fmt(&a, "Thanks, that works.\n\n%s\n\nOld words\nand more of them\n",
                       attributions[i]),
               S("Thanks, that works."));
    arena_release(&a);
    assert_int_equal(failures, 0);
}

TEST(an_answer_below_the_quote_is_what_is_new)
{
    struct arena a = {0};
    failures = 0;
    for (size_t i = 0; i < attribution_count; i++)
        expect(&a, attributions[i],
               str_fmt(&a, "%s\n> Old words\n> and more\n\nYes, on Monday.\n", attributions[i]),
               S("Yes, on Monday."));
    arena_release(&a);
    assert_int_equal(failures, 0);
}

TEST(words_and_attribution_may_share_a_line)
{
    struct arena a = {0};
    failures = 0;
    expect(&a, "same line",
           S("Will do. On Thu, Feb 26, 2026 at 2:05 PM, ann@example.org wrote:\n> Hi"),
           S("Will do."));
    expect(&a, "with dashes",
           S("First\nWill do --- On Thu, Feb 26, 2026 at 2:05 PM, ann@example.org wrote:\n> Hi"),
           S("First\nWill do"));
    expect(&a, "German", S("Gern! Am 26.02.2026 um 14:05 schrieb Ann <ann@example.org>:\n> Hallo"),
           S("Gern!"));
    arena_release(&a);
    assert_int_equal(failures, 0);
}

/* --- prose -------------------------------------------------------------------------------------
 */

/* Nothing of these may be taken for a marker: they come back whole. */
static const char *const letters[] = {
    "On Monday at 10:00 I called, and your colleague wrote\nthat the heating will be repaired.",
    "On 5 May my landlord wrote:\n\nYou must pay by Friday.\n\nIs that so?",
    "I quote from your letter, where you wrote:\n\nNo repairs before June.",
    "Please book a trip:\nFrom: Berlin\nTo: Munich\nDate: 5 May 14:30\nSeats: 2",
    "Date: Monday 3, October\nTime: 7:00\nAddress: 130 Fox St",
    "Von: Hamburg\nNach: Kiel\nDatum: 3. Mai, 14:30",
    "To: do list\n- call Ann\n- write Bob",
    "My address is ann@example.org and I wrote it down in 2024.",
    "Le 4 mai je suis absent.\nJe vous ai écrit hier.",
    "Am 3. Mai bin ich da. Frau Lee schrieb mir, dass es geht.\nStimmt das?",
    "Section one\n\n----------\n\nThis second section goes on with a long sentence about the "
    "flat.\n\n"
    "----------\n\nAnd this is the third section, which is a sentence as well, and rather long.",
    "A list:\n\n* one\n* two\n*\n\nand the end.",
    "- first\n- second\n-\n- fourth",
    "Title\n=====\n\nSome words below a title, as in a readme file, are no signature at all.",
    "Sent from my desk, this is much easier to type than on a phone.",
    "From my point of view this is done.",
    "Sent by mistake.",
    "Please see the original message in your system.",
    "The forwarded message was lost.",
    "| a | b |\n| 1 | 2 |\n| 3 | 4 |",
    "2026-02-26 14:05 the lift stopped\n2026-02-26 15:10 it went again",
    "Call me on 030 123456 or write:\nann@example.org",
    "```\n-- \nOn 26/02/2026 14:05, Ann Lee wrote:\n> quoted in code\n```\nThat is the log.",
    "if (a > b)\n    return c;\nwhat does > mean here?",
    "Meine Frage: Wann kommt der Monteur?\nVon 8 bis 10 wäre gut.",
    "Betreff: Heizung\n\nGuten Tag, die Heizung ist kalt.",
    "1. Name: Ann\n2. Date: 2026-02-26\n3. To: the office",
    "One part\n\n-----\n\nSecond part",
    "Please call me.\n\n-please do it today",
    "Dear team,\n\n-5 degrees in my flat this morning.\n\nPlease help.",
    "The confidentiality of my data matters to me.\n\nThis e-mail address is new, please note it.",
};

TEST(letters_that_only_look_like_markers_come_back_whole)
{
    struct arena a = {0};
    failures = 0;
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        expect(&a, "letter", str_from(letters[i]), str_from(letters[i]));
    arena_release(&a);
    assert_int_equal(failures, 0);
}

/* --- header blocks ------------------------------------------------------------------------------
 */

static const char *const headers[] = {
    "From: Ann Lee <ann@example.org>\nSent: Thursday, 26 February 2026 14:05\nTo: Bob\nSubject: "
    "Lift",
    "From: Ann Lee [mailto:ann@example.org]\nSent: Thursday, 26 February 2026 14:05\nTo: Bob;\n "
    "Carl "
    "<carl@example.org>; Dora\nCc: Eve\nSubject: RE: Lift\nImportance: High",
    "*From:* Ann Lee <ann@example.org>\n*Sent:* Thursday\n*To:* Bob\n*Subject:* Lift",
    "**From: **Ann Lee <ann@example.org>\n**Date: **Thursday, 26 February 2026 at 14:05\n**To: "
    "**Bob",
    "Date: Thu, 26 Feb 2026 14:05:11 +0100\nFrom: ann@example.org\nTo: bob@example.org\nSubject: "
    "Lift",
    "Subject: Lift\nFrom: ann@example.org\nDate: Thu, 26 Feb 2026 14:05:11 +0100",
    "Von: Ann Lee <ann@example.org>\nGesendet: Donnerstag, 26. Februar 2026 14:05\nAn: "
    "Bob\nBetreff: Lift",
    "De : Ann Lee <ann@example.org>\nEnvoyé : jeudi 26 février 2026 14:05\nÀ : Bob\nObjet : Lift",
    "De: Ann Lee <ann@example.org>\nEnviado el: jueves, 26 de febrero de 2026 14:05\nPara: "
    "Bob\nAsunto: Lift",
    "Da: Ann Lee <ann@example.org>\nInviato: giovedì 26 febbraio 2026 14:05\nA: Bob\nOggetto: Lift",
    "De: Ann Lee <ann@example.org>\nEnviada em: quinta-feira, 26 de fevereiro de 2026 14:05\nPara: "
    "Bob\nAssunto: Lift",
    "Van: Ann Lee <ann@example.org>\nVerzonden: donderdag 26 februari 2026 14:05\nAan: "
    "Bob\nOnderwerp: Lift",
    "Od: Ann Lee <ann@example.org>\nWysłano: czwartek, 26 lutego 2026 14:05\nDo: Bob\nTemat: Lift",
    "Från: Ann Lee <ann@example.org>\nSkickat: den 26 februari 2026 14:05\nTill: Bob\nÄmne: Lift",
    "Fra: Ann Lee <ann@example.org>\nSendt: 26. februar 2026 14:05\nTil: Bob\nEmne: Lift",
    "Lähettäjä: Ann Lee <ann@example.org>\nLähetetty: torstai 26. helmikuuta 2026 14.05\n"
    "Vastaanottaja: Bob\nAihe: Lift",
    "Od: Ann Lee <ann@example.org>\nOdesláno: čtvrtek 26. února 2026 14:05\nKomu: Bob\nPředmět: "
    "Lift",
    "Kimden: Ann Lee <ann@example.org>\nGönderildi: 26 Şubat 2026 Perşembe 14:05\nKime: Bob\nKonu: "
    "Lift",
    "От: Ann Lee <ann@example.org>\nОтправлено: 26 февраля 2026 г. 14:05\nКому: Bob\nТема: Lift",
    "Від: Ann Lee <ann@example.org>\nНадіслано: 26 лютого 2026 р. 14:05\nКому: Bob\nТема: Lift",
    "Από: Ann Lee <ann@example.org>\nΣτάλθηκε: Πέμπτη, 26 Φεβρουαρίου 2026 14:05\nΠρος: Bob\nΘέμα: "
    "Lift",
    "发件人: Ann Lee <ann@example.org>\n发送时间: 2026年2月26日 14:05\n收件人: Bob\n主题: Lift",
    "寄件者： Ann Lee <ann@example.org>\n寄件日期： 2026年2月26日 14:05\n收件者： Bob\n主旨： Lift",
    "差出人: Ann Lee <ann@example.org>\n送信日時: 2026年2月26日 14:05\n宛先: Bob\n件名: Lift",
    "من: Ann Lee <ann@example.org>\nتم الإرسال: 26 فبراير 2026 14:05\nإلى: Bob\nالموضوع: Lift",
    "מאת: Ann Lee <ann@example.org>\nנשלח: יום חמישי 26 פברואר 2026 14:05\nאל: Bob\nנושא: Lift",
};

TEST(a_header_block_ends_what_is_new)
{
    struct arena a = {0};
    static const char *const above[] = {"", "________________________________\n",
                                        "-----Original Message-----\n", "---\n"};
    failures = 0;
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        for (size_t k = 0; k < sizeof above / sizeof *above; k++)
            expect(&a, headers[i],
                   str_fmt(&a,
                           "Please call me.\n\n%s%s\n\nDear Bob,\nthe lift is stuck.\n\n-- \nAnn\n",
                           above[k], headers[i]),
                   S("Please call me."));
    arena_release(&a);
    assert_int_equal(failures, 0);
}

/* --- dividers and forwards ----------------------------------------------------------------------
 */

static const char *const originals[] = {
    "-----Original Message-----",
    "----- Original Message -----",
    "-------- Original message --------",
    "*-------- Original Message --------*",
    "-----Ursprüngliche Nachricht-----",
    "-------- Originalnachricht --------",
    "-----Message d'origine-----",
    "-------- Message original --------",
    "-----Mensaje original-----",
    "-----Messaggio originale-----",
    "-----Mensagem original-----",
    "-----Oorspronkelijk bericht-----",
    "-----Wiadomość oryginalna-----",
    "-----Ursprungligt meddelande-----",
    "-----Oprindelig meddelelse-----",
    "-----Opprinnelig melding-----",
    "-----Alkuperäinen viesti-----",
    "-----Původní zpráva-----",
    "-----Orijinal Mesaj-----",
    "-----Исходное сообщение-----",
    "-----Αρχικό μήνυμα-----",
    "------------------ 原始邮件 ------------------",
    "-----元のメッセージ-----",
    "-----الرسالة الأصلية-----",
    "-----הודעה מקורית-----",
    "---- Reply message ----",
};

TEST(a_divider_ends_what_is_new)
{
    struct arena a = {0};
    failures = 0;
    for (size_t i = 0; i < sizeof originals / sizeof *originals; i++)
        expect(&a, originals[i], str_fmt(&a, "Please call me.\n\n%s\n\nOld words.\n", originals[i]),
               S("Please call me."));
    arena_release(&a);
    assert_int_equal(failures, 0);
}

static const char *const forwards[] = {
    "---------- Forwarded message ---------",
    "---------- Forwarded message ----------",
    "-------- Forwarded Message --------",
    "Begin forwarded message:",
    "-------- Weitergeleitete Nachricht --------",
    "Anfang der weitergeleiteten Nachricht:",
    "---------- Message transféré ---------",
    "Début du message réexpédié :",
    "---------- Mensaje reenviado ---------",
    "Inicio del mensaje reenviado:",
    "---------- Messaggio inoltrato ---------",
    "Inizio messaggio inoltrato:",
    "---------- Mensagem encaminhada ---------",
    "---------- Doorgestuurd bericht ---------",
    "Begin doorgestuurd bericht:",
    "---------- Przekazana wiadomość ---------",
    "---------- Vidarebefordrat meddelande ------",
    "---------- Videresendt meddelelse ---------",
    "Start på videresendt besked:",
    "---------- Videresendt melding ---------",
    "---------- Edelleenlähetetty viesti ---------",
    "---------- Přeposlaná zpráva ---------",
    "---------- İletilmiş mesaj ---------",
    "-------- Пересылаемое сообщение --------",
    "Начало переадресованного сообщения:",
    "---------- Προωθημένο μήνυμα ---------",
    "-------- 转发邮件信息 --------",
    "开始转发的邮件：",
    "---------- 転送メッセージ ---------",
    "---------- رسالة معاد توجيهها ---------",
    "---------- הודעה שהועברה ---------",
};

static const char forwarded[] =
    "From: Ann Lee <ann@example.org>\nDate: Thu, Feb 26, 2026 at 2:05 PM\n"
    "Subject: Lift\nTo: Bob <bob@example.org>\n\n\nThe lift is stuck.\n";

TEST(a_forward_alone_shows_what_was_forwarded)
{
    struct arena a = {0};
    failures = 0;
    for (size_t i = 0; i < sizeof forwards / sizeof *forwards; i++) {
        expect(&a, forwards[i], str_fmt(&a, "%s\n%s", forwards[i], forwarded),
               S("The lift is stuck."));
        expect(&a, "below a signature", str_fmt(&a, "-- \nBob\n\n%s\n%s", forwards[i], forwarded),
               S("The lift is stuck."));
    }
    arena_release(&a);
    assert_int_equal(failures, 0);
}

TEST(a_forward_with_words_of_its_own_shows_the_words)
{
    struct arena a = {0};
    failures = 0;
    for (size_t i = 0; i < sizeof forwards / sizeof *forwards; i++)
        expect(&a, forwards[i],
               str_fmt(&a, "Please look after this tenant.\n\n%s\n%s", forwards[i], forwarded),
               S("Please look after this tenant."));
    arena_release(&a);
    assert_int_equal(failures, 0);
}

TEST(a_forward_with_a_mere_pointer_shows_both)
{
    struct arena a = {0};
    static const char *const pointers[] = {"FYI",       "fyi.",           "See below!",
                                           "Zur Info",  "s. u.",          "siehe unten",
                                           "Pour info", "Ver abajo",      "Per conoscenza",
                                           "Ter info",  "Do wiadomości",  "Til orientering",
                                           "Tiedoksi",  "Для информации", "供参考"};
    failures = 0;
    for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++) {
        if (strcmp(pointers[i], "s. u.") == 0)
            continue;
        struct str text = str_fmt(&a, "%s\n\n---------- Forwarded message ---------\n%s",
                                  pointers[i], forwarded);
        expect(&a, pointers[i], text, str_trim(text));
    }
    arena_release(&a);
    assert_int_equal(failures, 0);
}

TEST(a_line_that_asks_for_answers_above_it_ends_what_is_new)
{
    struct arena a = {0};
    static const char *const lines[] = {
        "##- Please type your reply above this line -##",
        "--- Reply above this line ---",
        "--- Bitte antworten Sie oberhalb dieser Linie ---",
        "--- Veuillez répondre au-dessus de cette ligne ---",
        "## Por favor, responda por encima de esta línea ##",
        "=== Rispondi sopra questa riga ===",
        "--- Responda acima desta linha ---",
        "--- Antwoord boven deze regel ---",
        "--- Odpowiedz powyżej tej linii ---",
        "--- Svara ovanför denna rad ---",
        "--- Svar over denne linje ---",
        "--- Vastaa tämän rivin yläpuolelle ---",
        "--- Odpovězte nad tento řádek ---",
        "--- Lütfen bu satırın üstüne yazın ---",
        "--- Пожалуйста, пишите ответ выше этой строки ---",
        "--- Απαντήστε πάνω από αυτή τη γραμμή ---",
        "--- 请在此行上方回复 ---",
        "--- この行より上に返信してください ---",
    };
    failures = 0;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        expect(&a, lines[i],
               str_fmt(&a, "It works now.\n\n%s\n\nYour request 12 was updated.\n", lines[i]),
               S("It works now."));
    arena_release(&a);
    assert_int_equal(failures, 0);
}

/* --- signatures ----------------------------------------------------------------------------------
 */

static const char *const taglines[] = {
    "Sent from my iPhone",
    "Sent from my Samsung Galaxy smartphone.",
    "(sent from a phone)",
    "Sent from Yahoo Mail on Android",
    "Sent with Proton Mail secure email.",
    "Sent from my TI-85",
    "Get Outlook for Android<https://aka.ms/AAb9ysg>",
    "From my iPhone 12",
    "Ann from mobile",
    "<<sent by galaxy>>",
    "Sent from Mail<https://go.example.org/1> for Windows",
    "Sent from my iPhone, please excuse typos.",
    "Sent via BlackBerry from T-Mobile",
    "Von meinem iPhone gesendet",
    "Gesendet von Outlook für iOS",
    "Von Samsung Mobile gesendet",
    "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
    "Gesendet mit der WEB.DE Mail App",
    "Envoyé de mon iPhone",
    "Envoyé depuis mon mobile Samsung",
    "Obtenez Outlook pour Android",
    "Enviado desde mi iPhone",
    "Obtener Outlook para iOS",
    "Inviato da iPhone",
    "Inviato dal mio dispositivo Samsung",
    "Enviado do meu iPhone",
    "Enviado do meu smartphone Samsung Galaxy.",
    "Verzonden vanaf mijn iPhone",
    "Verstuurd vanaf mijn iPad",
    "Wysłane z iPhone'a",
    "Wysłano z telefonu Samsung",
    "Skickat från min iPhone",
    "Sendt fra min iPhone",
    "Hent Outlook til Android",
    "Lähetetty iPhonesta",
    "Odesláno z iPhonu",
    "Odesláno z mého telefonu",
    "iPhone'umdan gönderildi",
    "Отправлено с iPhone",
    "Отправлено из мобильной Почты Mail",
    "Στάλθηκε από το iPhone μου",
    "发自我的 iPhone",
    "從我的 iPhone 傳送",
    "iPhoneから送信",
    "나의 iPhone에서 보냄",
    "أُرسلت من الـ iPhone",
    "נשלח מה-iPhone שלי",
};

TEST(taglines_of_devices_are_folded)
{
    struct arena a = {0};
    failures = 0;
    for (size_t i = 0; i < sizeof taglines / sizeof *taglines; i++) {
        expect(&a, taglines[i], str_fmt(&a, "I will come.\n\n%s\n", taglines[i]),
               S("I will come."));
        expect(&a, taglines[i], str_fmt(&a, "I will come.\n%s", taglines[i]), S("I will come."));
        expect(&a, "above the history",
               str_fmt(&a, "I will come.\n\n%s\n\nOn 26/02/2026 14:05, Ann Lee wrote:\n> When?\n",
                       taglines[i]),
               S("I will come."));
        expect(&a, "alone", str_from(taglines[i]), S(""));
    }
    arena_release(&a);
    assert_int_equal(failures, 0);
}

struct sample {
    const char *name, *text, *want;
};

static void check(const struct sample *samples, size_t n)
{
    struct arena a = {0};
    failures = 0;
    for (size_t i = 0; i < n; i++)
        expect(&a, samples[i].name, str_from(samples[i].text), str_from(samples[i].want));
    arena_release(&a);
    assert_int_equal(failures, 0);
}

static const struct sample signatures[] = {
    {"rfc 3676", "It works.\n\n-- \nAnn Lee\nHousing Ltd\n", "It works."},
    {"without the space", "It works.\n\n--\nAnn Lee\n", "It works."},
    {"long dash", "It works.\n\n—\nAnn Lee\n", "It works."},
    {"underscores", "It works.\n\n__\nAnn Lee\n", "It works."},
    {"a name after a dash", "It works.\n\n-Ann\n", "It works."},
    {"a name after two", "It works.\n\n--Ann\nHousing Ltd\n", "It works."},
    {"a name after a long one", "It works.\n\n— Ann\n", "It works."},
    {"a card below a line",
     "It works.\n\n-------------\nAnn Lee\nTel. 030 1234567\nann@example.org\n", "It works."},
    {"a list's footer",
     "It works.\n\n_______________________________________________\nusers mailing list\n"
     "users@lists.example.org\nhttps://lists.example.org/users\n",
     "It works."},
    {"a name, then a list's footer",
     "It works.\n\n-Ann\n\n_______________________________________________\nusers mailing list\n"
     "users@lists.example.org\n",
     "It works."},
    {"above the history", "It works.\n\n-- \nAnn\n\nOn 26/02/2026 14:05, Bob wrote:\n> And?\n",
     "It works."},
    {"below the answer below the quote",
     "On 26/02/2026 14:05, Bob wrote:\n> And?\n\nIt works.\n\n-- \nAnn\n", "It works."},
    {"a greeting is part of the letter", "It works.\n\nBest regards,\nAnn Lee",
     "It works.\n\nBest regards,\nAnn Lee"},
    {"only a signature", "-- \nAnn\nHousing Ltd\n", ""},
    {"pgp",
     "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nIt works.\n\n- -- \nAnn\n"
     "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEB\n=abcd\n-----END PGP SIGNATURE-----\n",
     "It works."},
    {"a notice", "It works.\n\nCONFIDENTIALITY NOTICE: This e-mail is for its addressee\nonly.\n",
     "It works."},
    {"a notice in German below a line",
     "Es geht.\n\n____________\nDiese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht "
     "der\n"
     "richtige Adressat sind, löschen Sie sie bitte.\n",
     "Es geht."},
    {"a notice in French",
     "Ça marche.\n\nCe message et ses pièces jointes sont confidentiels.\nMerci.\n", "Ça marche."},
    {"a notice in Russian",
     "Работает.\n\nЭто сообщение может содержать конфиденциальную информацию.\n", "Работает."},
    {"a notice below a signature",
     "It works.\n\n-- \nAnn\n\nThis message is intended only for the person it is addressed to.\n",
     "It works."},
    {"a group's footer",
     "It works.\n\n-- \nYou received this message because you are subscribed to a group.\n",
     "It works."},
    {"unsubscribing", "It works.\n\nTo unsubscribe, visit https://example.org/u/1\n", "It works."},
};

TEST(marked_signatures_and_notices_are_folded)
{
    check(signatures, sizeof signatures / sizeof *signatures);
}

/* --- quotes
 * --------------------------------------------------------------------------------------- */

static const struct sample quotes[] = {
    {"answers between quotes keep their quotes",
     "Hi,\n\nOn 26/02/2026 14:05, Bob wrote:\n> When?\n\nOn Monday.\n\n> Where?\n\nHere.\n\n> "
     "Bye\n",
     "Hi,\n\n> When?\n\nOn Monday.\n\n> Where?\n\nHere."},
    {"without blank lines", "> When?\nOn Monday.\n> Where?\nHere.\n",
     "> When?\nOn Monday.\n> Where?\nHere."},
    {"a quote the person chose", "> the lift is stuck\n\nIt is not.",
     "> the lift is stuck\n\nIt is not."},
    {"a quote below needs no showing", "It is not.\n\n> the lift is stuck\n", "It is not."},
    {"words above and below",
     "Thanks.\n\nOn 26/02/2026 14:05, Bob wrote:\n\n> When?\n\nRegards, Ann\n",
     "Thanks.\n\nRegards, Ann"},
    {"quoted attributions",
     "Yes\n> On 26/02/2026 14:05, Bob <bob@example.org> wrote:\n>\n> When?\n", "Yes"},
    {"bars", "Yes\n\n2026/2/26 Bob <bob@example.org>\n\n| When?\n|\n| Where?\n", "Yes"},
    {"initials", "Bob Lee <bob@example.org> writes:\n\nBL> When?\nBL> Where?\n\nHere.\n", "Here."},
    {"names as marks", "Bob Lee <bob@example.org> writes:\n\nBob> When?\nBob> Where?\n\nHere.\n",
     "Here."},
    {"full-width marks", "はい\n\n2026年2月26日(木) 14:05 Bob <bob@example.org>:\n＞いつ\n",
     "はい"},
    {"a quoted line broken once more",
     "No.\n\nOn 26/02/2026 14:05, Bob wrote:\n> this line was so long that it was broken by a "
     "server on its\nway\n> here\n",
     "No."},
    {"a quote between lines of its own", ">>>> Bob >>>>\nWhen?\n<<<< Bob <<<<\n\nOn Monday.",
     ">>>> Bob >>>>\nWhen?\n<<<< Bob <<<<\n\nOn Monday."},
    {"nothing new shows the quote", "> only this\n> and this", "> only this\n> and this"},
    {"nothing new below an attribution shows what is quoted",
     "On 26/02/2026 14:05, Bob wrote:\n> only this\n", "> only this"},
    {"nothing but attributions", "> On 26/02/2026 14:05, Bob <b@example.org> wrote:\n>\n", ""},
    {"an empty answer from a phone",
     "Sent from my iPhone\n\nOn 26/02/2026 14:05, Bob <b@example.org> wrote:\n\n> When?\n", ""},
    {"windows line ends", "Yes\r\nand no\r\n\r\nOn 26/02/2026 14:05, Bob wrote:\r\n> When?\r\n",
     "Yes\nand no"},
    {"an attribution is not the sentence above it",
     "On your machine you can run\nthe test.\n\nOn 26/02/2026 14:05, Bob wrote:\n> When?\n",
     "On your machine you can run\nthe test."},
    {"a sentence above a quote is the person's",
     "My account was broken into. A day later\nshe wrote:\n\n> I did it\n\nWhat now?\n",
     "My account was broken into. A day later\nshe wrote:\n\n> I did it\n\nWhat now?"},
    {"history within history",
     "Yes\n\nFrom: Ann <a@example.org>\nSent: Monday\nTo: Bob\nSubject: Lift\n\nNo\n\n"
     "On 26/02/2026 14:05, Bob wrote:\n> When?\n\nmore old words\n",
     "Yes"},
    {"nothing", "", ""},
    {"space", " \n\t\n\xC2\xA0\n", ""},
};

TEST(quotes_are_weighed_by_what_stands_around_them)
{
    check(quotes, sizeof quotes / sizeof *quotes);
}

/* --- laws
 * ----------------------------------------------------------------------------------------- */

static void assert_parts_make_the_text(struct arena *a, struct str text)
{
    struct quote_parts parts = quote_parts(a, text);
    struct buf all;
    buf_init(&all, a, text.n + 1);
    for (ptrdiff_t i = 0; i < parts.n; i++) {
        assert_true(parts.v[i].text.n > 0);
        assert_true(i == 0 || parts.v[i].kind != parts.v[i - 1].kind);
        buf_add(&all, parts.v[i].text);
    }
    assert_str_equal(buf_str(&all), text);
}

TEST(the_parts_of_a_text_are_the_text)
{
    struct arena a = {0};
    for (size_t i = 0; i < attribution_count; i++)
        assert_parts_make_the_text(
            &a, str_fmt(&a, "Yes. %s\n> old\n\nmore\n-- \nAnn\n", attributions[i]));
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++)
        assert_parts_make_the_text(&a, str_from(quotes[i].text));
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++)
        assert_parts_make_the_text(&a, str_from(signatures[i].text));
    assert_parts_make_the_text(&a, S("a\0b\xFF\xFE\n> c\r\r\n\0"));
    arena_release(&a);
}

TEST(each_part_says_what_it_is)
{
    struct arena a = {0};
    struct quote_parts p = quote_parts(&a, S("Yes.\n\n-- \nAnn\n\nOn 26/02/2026 14:05, Bob "
                                             "wrote:\n> When?\n"));
    assert_int_equal(p.n, 3);
    assert_int_equal(p.v[0].kind, QUOTE_WRITTEN);
    assert_str_equal(p.v[0].text, S("Yes.\n\n"));
    assert_int_equal(p.v[1].kind, QUOTE_SIGNATURE);
    assert_str_equal(p.v[1].text, S("-- \nAnn\n\n"));
    assert_int_equal(p.v[2].kind, QUOTE_HISTORY);
    p = quote_parts(&a, S("> a\nb\n> c\nd\n\nCONFIDENTIALITY NOTICE\n"));
    assert_int_equal(p.n, 5);
    assert_int_equal(p.v[0].kind, QUOTE_CONTEXT);
    assert_int_equal(p.v[1].kind, QUOTE_WRITTEN);
    assert_int_equal(p.v[4].kind, QUOTE_DISCLAIMER);
    arena_release(&a);
}

/* What is visible is what a reader would answer to: reading it again takes nothing more away. */
TEST(reading_what_is_visible_again_changes_nothing)
{
    struct arena a = {0};
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
        struct str once = quote_visible(&a, str_from(quotes[i].text));
        assert_str_equal(quote_visible(&a, once), once);
    }
    arena_release(&a);
}

TEST(folding_makes_spellings_alike)
{
    struct arena a = {0};
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"  De :  Ann\xC2\xA0Lee ", "de : ann lee"},
        {"Ursprüngliche ÀÉÎÕÜ Łódź Şİı", "ursprungliche aeiou lodz sii"},
        {"U\xCC\x88 e\xCC\x81", "u e"}, /* marks of their own */
        {"ΈΓΡΑΨΕ έγραψε Αποστολέας", "εγραψε εγραψε αποστολεασ"},
        {"НАПИСАЛ Ёлка Й", "написал елка и"},
        {"كَتَبَ إلى ٢٠٢٦", "كتب الي 2026"},
        {"\u202Bכָּתַב\u200F ב\u05BEיום", "כתב ב-יום"},
        {"發件人： Ａnn　Ｌee＞", "發件人: ann lee>"},
        {"“quoted” – and—dashed", "\"quoted\" - and-dashed"},
        {"a\xFF\xC0z\x01", "a\xFF\xC0z\x01"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_str_equal(quote_fold(&a, str_from(cases[i].text)), str_from(cases[i].want));
    arena_release(&a);
}

/* Looked up folded, a word that is not folded would never be found. */
static void assert_words_folded(struct arena *a, const char *path)
{
    struct str source = test_file(a, path);
    int words = 0;
    while (source.n) {
        struct str line = str_line(&source);
        for (ptrdiff_t at = str_find(line, S("(\"")); at >= 0; at = str_find(line, S("(\""))) {
            line = str_skip(line, at + 2);
            struct str word = str_head(line, str_chr(line, '"'));
            assert_str_equal(quote_fold(a, word), str_trim(word));
            words++;
        }
    }
    assert_true(words > 100);
}

TEST(every_word_that_is_looked_for_is_folded)
{
    struct arena a = {0};
    static const char *const paths[] = {"lib/mail/quote_words.c", "lib/mail/quote_headers.c",
                                        "lib/mail/signature_words.c"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_words_folded(&a, paths[i]);
    arena_release(&a);
}

/* --- time
 * ------------------------------------------------------------------------------------------ */

static struct str repeated(struct arena *a, const char *piece, ptrdiff_t bytes)
{
    struct buf b;
    buf_init(&b, a, bytes + 4096);
    while (b.n < bytes)
        buf_addz(&b, piece);
    return buf_str(&b);
}

TEST(a_megabyte_of_anything_takes_less_than_a_second)
{
    static const char *const pieces[] = {
        "\n",
        ">",
        "> ",
        ">>>>>>>>>>>>>>\n",
        "wrote:\n",
        "a wrote:\n",
        "On 1/1/2026 10:00 ",
        "On 1/1/2026 10:00 a wrote:\n",
        "On 1/1/2026 10:00 a@b wrote:\n> x\ny\n",
        "From: a@b\n",
        "From: a@b\nTo: c@d\nx\n",
        "From: a@b\nSubject: x\n\n",
        "-----Original Message-----\n",
        "--\n",
        "-- \n",
        "----------\nx\n",
        "-Ann\n\n",
        "Sent from my iPhone\n",
        "Sent from my iPhone\n\n> x\n",
        "This e-mail is\n\n",
        "```\n",
        "| x\n",
        ">>>>\n<<<<\n",
        "-----BEGIN PGP SIGNATURE-----\n",
        "<",
        "<<<<<<<<<<<<",
        "@",
        "a@",
        "2026 ",
        "12:30 ",
        ":",
        "::::::::\n",
        "----",
        "_",
        " ",
        "\xC3\xBC",
        "\xD0\xBF\xD0\xB8\xD1\x88\xD0\xB5\xD1\x82:\n",
        "\xE5\x86\x99\xE9\x81\x93:\n",
        "a b c d e f g h i j k l m n o p q r s t u v w x y z:\n",
        "> a\nb\n",
        "JD> x\n",
        "Le 1/1/2026 10:00, x\n<a@b>\na \xC3\xA9"
        "crit :\n",
        "\xFF",
        "On 1 ",
        "On 1\n",
        "\x1f"
        "0\x1f\n",
    };
    struct arena a = {0};
    double slowest = 0;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct str text = repeated(&a, pieces[i], 1 << 20);
        clock_t start = clock(); /* of the processor: the machine may be busy */
        quote_visible(&a, text);
        double took = (double)(clock() - start) / CLOCKS_PER_SEC;
        if (took > 1)
            fail_msg("«%s» took %.2f s", pieces[i], took);
        slowest = took > slowest ? took : slowest;
        arena_reset(&a);
    }
    arena_release(&a);
    print_message("[          ] the slowest took %.3f s\n", slowest);
}
