#include "mail/quote_check.h"

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
