/* Whole answers as clients build them: what is in sight of each. */
#include "mail/quote_check.h"

/* clang-format off */
static const struct sample clients[] = {
    {"an answer below",
     "On Mon, 4 Mar 2024 at 15:15, Ann <ann@example.com> wrote:\n"
     "> old words\n"
     "> more\n"
     "\n"
     "My answer.\n",
     "My answer."},
    {"point by point",
     "Hi,\n"
     "\n"
     "On Mon, 4 Mar 2024 at 15:15, Ann <ann@example.com> wrote:\n"
     "> Is it red?\n"
     "\n"
     "Yes.\n"
     "\n"
     "> Is it big?\n"
     "\n"
     "No.\n",
     "Hi,\n\n> Is it red?\n\nYes.\n\n> Is it big?\n\nNo."},
    {"a quote in a quote",
     "Ok.\n"
     "\n"
     "On Mon, 4 Mar 2024 at 15:15, Ann <ann@example.com> wrote:\n"
     "> yes\n"
     "> On Sun, 3 Mar 2024 at 10:00, Bob <b@example.com> wrote:\n"
     ">> no\n",
     "Ok."},
    {"iPhone",
     "Yes\n"
     "\n"
     "Sent from my iPhone\n"
     "\n"
     "> On 4 Mar 2024, at 15:15, Ann <ann@example.com> wrote:\n"
     "> \n"
     "> old\n",
     "Yes"},
    {"Outlook on the web",
     "Yes\n"
     "\n"
     "Get Outlook for iOS<https://aka.ms/o0ukef>\n"
     "________________________________\n"
     "From: Ann <ann@example.com>\n"
     "Sent: Monday, March 4, 2024 3:15:10 PM\n"
     "To: H <h@example.org>\n"
     "Subject: Lift\n"
     "\n"
     "old\n",
     "Yes"},
    {"Yahoo, indented",
     "Yes\n"
     "\n"
     "     On Monday, March 4, 2024 at 03:15:10 PM GMT+1, Ann <ann@example.com> wrote:  \n"
     " \n"
     " old words\n"
     " more old\n"
     "  ",
     "Yes"},
    {"Hotmail, quoted",
     "Yes\n"
     "\n"
     "> Date: Mon, 4 Mar 2024 15:15:10 +0100\n"
     "> From: ann@example.com\n"
     "> To: h@example.org\n"
     "> Subject: Lift\n"
     "> \n"
     "> old\n",
     "Yes"},
    {"Hotmail",
     "Yes\n"
     "\n"
     "Date: Mon, 4 Mar 2024 15:15:10 +0100\n"
     "From: ann@example.com\n"
     "To: h@example.org\n"
     "Subject: Lift\n"
     "\n"
     "old\n",
     "Yes"},
    {"Notes, a block",
     "Yes\n"
     "\n"
     "\n"
     "\n"
     "From:\tAnn/Acme\n"
     "To:\tBob/Acme@ACME\n"
     "Date:\t04.03.2024 15:15\n"
     "Subject:\tRe: Lift\n"
     "\n"
     "\n"
     "\n"
     "old\n",
     "Yes"},
    {"Notes, a German block",
     "Ja\n"
     "\n"
     "\n"
     "\n"
     "Von:\tAnn/Acme\n"
     "An:\tBob/Acme@ACME\n"
     "Datum:\t04.03.2024 15:15\n"
     "Betreff:\tRe: Lift\n"
     "\n"
     "\n"
     "\n"
     "old\n",
     "Ja"},
    {"GroupWise",
     "Yes\n"
     "\n"
     ">>> Ann Lee <ann@example.com> 3/4/2024 3:15 PM >>>\n"
     "old words\n"
     "more\n",
     "Yes"},
    {"GroupWise, German",
     "Yes\n"
     "\n"
     ">>> \"Ann Lee\" <ann@example.com> schrieb am 04.03.2024 um 15:15 in Nachricht <1@x>:\n"
     "> old\n",
     "Yes"},
    {"Notes",
     "Yes\n"
     "\n"
     "Ann Lee <ann@example.com> wrote on 03/04/2024 03:15:10 PM:\n"
     "\n"
     "> From: Ann\n"
     "> old\n",
     "Yes"},
    {"Notes, unquoted",
     "Yes\n"
     "\n"
     "Ann Lee/Acme wrote on 03/04/2024 03:15:10 PM:\n"
     "\n"
     "old\n",
     "Yes"},
    {"mutt",
     "Yes\n"
     "\n"
     "On Mon, Mar 04, 2024 at 03:15:10PM +0100, Ann Lee wrote:\n"
     "> old\n",
     "Yes"},
    {"dixit",
     "Yes\n"
     "\n"
     "Ann Lee dixit:\n"
     "\n"
     "> old\n",
     "Yes"},
    {"Gnus",
     "Yes\n"
     "\n"
     "Ann Lee <ann@example.com> writes:\n"
     "\n"
     "> old\n",
     "Yes"},
    {"Evolution",
     "Yes\n"
     "\n"
     "On Mon, 2024-03-04 at 15:15 +0100, Ann Lee wrote:\n"
     "> old\n",
     "Yes"},
    {"Alpine",
     "Yes\n"
     "\n"
     "On Mon, 4 Mar 2024, Ann Lee wrote:\n"
     "\n"
     "> old\n",
     "Yes"},
    {"The Bat",
     "Yes\n"
     "\n"
     "Monday, March 4, 2024, 3:15:10 PM, you wrote:\n"
     "\n"
     "> old\n",
     "Yes"},
    {"The Bat, above and below",
     "Hello Ann,\n"
     "\n"
     "Monday, March 4, 2024, 3:15:10 PM, you wrote:\n"
     "\n"
     "AL> old\n"
     "AL> old2\n"
     "\n"
     "Yes\n"
     "\n"
     "-- \n"
     "Best regards,\n"
     " Bob\n",
     "Hello Ann,\n\nYes"},
    {"KMail",
     "Yes\n"
     "\n"
     "On Monday, 4 March 2024 15:15:10 CET Ann Lee wrote:\n"
     "> old\n",
     "Yes"},
    {"Proton",
     "Yes\n"
     "\n"
     "Sent from Proton Mail mobile\n"
     "\n"
     "-------- Original Message --------\n"
     "On 04/03/2024 15:15, Ann Lee <ann@example.com> wrote:\n"
     "\n"
     "> old\n",
     "Yes"},
    {"Proton, signed",
     "Yes\n"
     "\n"
     "Sent with [Proton Mail](https://proton.me/) secure email.\n"
     "\n"
     "On Monday, March 4th, 2024 at 3:15 PM, Ann <ann@example.com> wrote:\n"
     "\n"
     "> old\n",
     "Yes"},
    {"Tuta",
     "Yes\n"
     "\n"
     "4 Mar 2024, 15:15 by ann@example.com:\n"
     "\n"
     "> old\n",
     "Yes"},
    {"Fastmail",
     "Yes\n"
     "\n"
     "On Mon, 4 Mar 2024, at 3:15 PM, Ann Lee wrote:\n"
     "> old\n",
     "Yes"},
    {"Zoho",
     "Yes\n"
     "\n"
     "---- On Mon, 04 Mar 2024 15:15:10 +0100 Ann Lee <ann@example.com> wrote ----\n"
     "\n"
     "> old\n",
     "Yes"},
    {"Zoho, unquoted",
     "Yes\n"
     "\n"
     "---- On Mon, 04 Mar 2024 15:15:10 +0100 Ann Lee <ann@example.com> wrote ---\n"
     "\n"
     "old\n",
     "Yes"},
    {"Roundcube",
     "Yes\n"
     "\n"
     "On 2024-03-04 15:15, Ann Lee wrote:\n"
     "> old\n",
     "Yes"},
    {"Samsung",
     "Yes\n"
     "\n"
     "Sent from my Galaxy\n"
     "\n"
     "\n"
     "-------- Original message --------\n"
     "From: Ann <ann@example.com>\n"
     "Date: 04/03/2024 15:15 (GMT+01:00)\n"
     "To: h@example.org\n"
     "Subject: Lift\n"
     "\n"
     "old\n",
     "Yes"},
    {"eM Client",
     "Yes\n"
     "\n"
     "------ Original Message ------\n"
     "From: \"Ann Lee\" <ann@example.com>\n"
     "To: \"H\" <h@example.org>\n"
     "Sent: 04/03/2024 15:15:10\n"
     "Subject: Lift\n"
     "\n"
     ">old\n",
     "Yes"},
    {"eM Client, without colons",
     "Yes\n"
     "\n"
     "------ Original Message ------\n"
     "From \"Ann Lee\" <ann@example.com>\n"
     "To \"H\" <h@example.org>\n"
     "Date 04/03/2024 15:15:10\n"
     "Subject Lift\n"
     "\n"
     ">old\n",
     "Yes"},
    {"Mailbird",
     "Yes\n"
     "\n"
     "On 04/03/2024 15:15:10, Ann Lee <ann@example.com> wrote:\n"
     "old\n",
     "Yes"},
    {"Spark",
     "Yes\n"
     "\n"
     "Sent from Spark\n"
     "On 4 Mar 2024 at 15:15 +0100, Ann <ann@example.com>, wrote:\n"
     "> old\n",
     "Yes"},
    {"Airmail",
     "Yes\n"
     "\n"
     "On 4 March 2024 at 15:15:10, Ann (ann@example.com) wrote:\n"
     "\n"
     "old\n",
     "Yes"},
    {"mail.ru",
     "Да\n"
     "\n"
     "-- \n"
     "Анна\n"
     "отправлено из Mail.ru\n"
     "\n"
     "\n"
     "\n"
     ">Понедельник, 4 марта 2024, 15:15 +03:00 от Ann <ann@example.com>:\n"
     ">\n"
     ">old\n",
     "Да"},
    {"Yandex",
     "Да\n"
     "\n"
     "04.03.2024, 15:15, \"Ann\" <ann@example.com>:\n"
     "> old\n"
     "\n"
     "-- \n"
     "Анна\n",
     "Да"},
    {"Rambler",
     "Да\n"
     "\n"
     "04.03.2024, 15:15, от Ann <ann@example.com>:\n"
     "\n"
     "> old\n",
     "Да"},
    {"Seznam",
     "Ano\n"
     "\n"
     "---------- Původní e-mail ----------\n"
     "Od: Ann <ann@example.com>\n"
     "Komu: h@example.org\n"
     "Datum: 4. 3. 2024 15:15:10\n"
     "Předmět: Výtah\n"
     "\"old words\"\n",
     "Ano"},
    {"GMX",
     "Ja\n"
     "\n"
     "> Gesendet: Montag, 04. März 2024 um 15:15 Uhr\n"
     "> Von: \"Ann\" <ann@example.com>\n"
     "> An: h@example.org\n"
     "> Betreff: Aufzug\n"
     ">\n"
     "> alt\n",
     "Ja"},
    {"freenet",
     "Ja\n"
     "\n"
     "------ Original Nachricht ------\n"
     "Von: Ann <ann@example.com>\n"
     "Datum: 04.03.2024 15:15\n"
     "An: h@example.org\n"
     "Betreff: Aufzug\n"
     "\n"
     "alt\n",
     "Ja"},
    {"T-Online",
     "Ja\n"
     "\n"
     "-----Original-Nachricht-----\n"
     "Betreff: Aufzug\n"
     "Datum: 2024-03-04T15:15:10+0100\n"
     "Von: \"Ann\" <ann@example.com>\n"
     "An: h@example.org\n"
     "\n"
     "alt\n",
     "Ja"},
    {"Libero",
     "Sì\n"
     "\n"
     "Il 04/03/2024 15:15 Ann <ann@example.com> ha scritto:\n"
     "\n"
     "> old\n",
     "Sì"},
    {"Libero, with a divider",
     "Sì\n"
     "\n"
     "----Messaggio originale----\n"
     "Da: ann@example.com\n"
     "Data: 04/03/2024 15.15\n"
     "A: <h@example.org>\n"
     "Ogg: Ascensore\n"
     "\n"
     "old\n",
     "Sì"},
    {"Orange",
     "Oui\n"
     "\n"
     "> Message du 04/03/24 15:15\n"
     "> De : \"Ann\" <ann@example.com>\n"
     "> A : h@example.org\n"
     "> Copie à :\n"
     "> Objet : Ascenseur\n"
     ">\n"
     "> old\n",
     "Oui"},
    {"Orange, in small letters",
     "Oui\n"
     "\n"
     "envoyé : 4 mars 2024 à 15:15\n"
     "de : Ann <ann@example.com>\n"
     "à : h@example.org\n"
     "objet : Ascenseur\n"
     "\n"
     "old\n",
     "Oui"},
    {"Free",
     "Oui\n"
     "\n"
     "----- Mail original -----\n"
     "De: \"Ann\" <ann@example.com>\n"
     "À: \"h\" <h@example.org>\n"
     "Envoyé: Lundi 4 Mars 2024 15:15:10\n"
     "Objet: Ascenseur\n"
     "\n"
     "old\n",
     "Oui"},
    {"Wirtualna Polska",
     "Tak\n"
     "\n"
     "Dnia 4 marca 2024 15:15 Ann Lee <ann@example.com> napisał(a):\n"
     "\n"
     "old\n",
     "Tak"},
    {"Onet",
     "Tak\n"
     "\n"
     "W dniu 2024-03-04 15:15:10 użytkownik Ann <ann@example.com> napisał:\n"
     "> old\n",
     "Tak"},
    {"QQ",
     "好的\n"
     "\n"
     "\n"
     "---原始邮件---\n"
     "发件人: \"Ann\"<ann@example.com>\n"
     "发送时间: 2024年3月4日(周一) 下午3:15\n"
     "收件人: \"h\"<h@example.org>;\n"
     "主题: 电梯\n"
     "\n"
     "old\n",
     "好的"},
    {"NetEase",
     "好的\n"
     "\n"
     "\n"
     "\n"
     "\n"
     "\n"
     "\n"
     "\n"
     "\n"
     "\n"
     "\n"
     "在 2024-03-04 15:15:10，\"Ann\" <ann@example.com> 写道：\n"
     "\n"
     "old\n",
     "好的"},
    {"Sina",
     "好的\n"
     "\n"
     "----- 原始邮件 -----\n"
     "发件人：Ann <ann@example.com>\n"
     "收件人：h@example.org\n"
     "主题：电梯\n"
     "日期：2024年03月04日 15点15分\n"
     "\n"
     "old\n",
     "好的"},
    {"Aliyun",
     "好的\n"
     "\n"
     "------------------------------------------------------------------\n"
     "发件人：Ann <ann@example.com>\n"
     "发送时间：2024年3月4日(星期一) 15:15\n"
     "收件人：h <h@example.org>\n"
     "主　题：电梯\n"
     "\n"
     "old\n",
     "好的"},
    {"Naver",
     "네\n"
     "\n"
     "-----Original Message-----\n"
     "From: \"Ann\"<ann@example.com>\n"
     "To: <h@example.org>;\n"
     "Cc:\n"
     "Sent: 2024-03-04 (월) 15:15:10 (GMT+09:00)\n"
     "Subject: 승강기\n"
     "\n"
     "old\n",
     "네"},
    {"Becky",
     "はい\n"
     "\n"
     "On Mon, 4 Mar 2024 15:15:10 +0900\n"
     "Ann <ann@example.com> wrote:\n"
     "\n"
     "> old\n",
     "はい"},
    {"a Japanese carrier",
     "はい\n"
     "\n"
     "---- Ann <ann@example.com> さんは書きました：\n"
     "> old\n",
     "はい"},
    {"Outlook, Japanese",
     "はい\n"
     "\n"
     "差出人: Ann\n"
     "送信日時: 2024年3月4日月曜日 15:15\n"
     "宛先: h\n"
     "件名: エレベーター\n"
     "\n"
     "old\n",
     "はい"},
    {"Polymail", "Yes\n\nOn Tue, Apr 11, 2017 at 10:07 PM Ann Lee\n\n<\n"
                 "mailto:Ann Lee <ann@example.com>\n> wrote:\nold\n", "Yes"},
    {"Avast", "Hallo\n\n---\nDiese E-Mail wurde von Avast Antivirus-Software auf Viren geprüft.\n"
              "https://www.avast.com/antivirus\n", "Hallo"},
    {"Avast in a line", "Oi\n\nLivre de vírus. www.avast.com\n", "Oi"},
};
/* clang-format on */

TEST(what_is_new_is_found_in_the_answers_of_every_client)
{
    check(clients, sizeof clients / sizeof *clients);
}
