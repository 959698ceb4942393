#include "mail/quote_check.h"

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
