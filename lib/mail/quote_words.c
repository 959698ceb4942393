#include "mail/quote_words.h"

/* Each list ends with an empty one. */
#define W(literal) STR_INIT(literal)

static bool is_among(const struct str *words, struct str s)
{
    for (; words->n; words++)
        if (str_eq(*words, s))
            return true;
    return false;
}

static bool holds_one_of(const struct str *words, struct str s)
{
    for (; words->n; words++)
        if (str_has(s, *words))
            return true;
    return false;
}

/* clang-format off */
static const struct str originals[] = {
    W("original message"), W("original email"), W("original e-mail"), W("original appointment"),
    W("reply message"), W("reply"), W("original mail"), W("mail original"),
    /* de */ W("ursprungliche nachricht"), W("urspruengliche nachricht"), W("originalnachricht"),
    W("original-nachricht"), W("originale nachricht"), W("antwort nachricht"),
    W("ursprunglicher termin"), W("ursprungliche mail"), W("original nachricht"),
    /* fr */ W("message d'origine"), W("message original"), W("message initial"),
    W("message d origine"), W("mail d'origine"), W("courrier original"), W("courriel original"), W("rendez-vous d'origine"), W("courriel d'origine"),
    /* es */ W("mensaje original"), W("correo original"), W("mensaje de respuesta"),
    /* it */ W("messaggio originale"), W("messaggio di risposta"),
    /* pt */ W("mensagem original"), W("mensagem de resposta"),
    /* nl */ W("oorspronkelijk bericht"), W("oorspronkelijke bericht"), W("origineel bericht"),
    W("originele bericht"),
    /* pl */ W("wiadomosc oryginalna"), W("oryginalna wiadomosc"), W("wiadomosc pierwotna"),
    W("tresc oryginalnej wiadomosci"),
    /* sv */ W("ursprungligt meddelande"), W("originalmeddelande"), W("ursprungligt mail"),
    /* da */ W("oprindelig meddelelse"), W("original meddelelse"), W("oprindelig besked"),
    W("oprindelig mail"), W("oprindelig e-mail"),
    /* no */ W("opprinnelig melding"), W("original melding"), W("opprinnelig e-post"),
    /* fi */ W("alkuperainen viesti"), W("alkuperainen sahkoposti"),
    /* cs, sk */ W("puvodni zprava"), W("puvodni e-mail"), W("povodna sprava"),
    /* tr */ W("orijinal mesaj"), W("orjinal mesaj"), W("ozgun ileti"), W("asil ileti"),
    W("orijinal ileti"), W("ozgun mesaj"),
    /* ru, uk */ W("исходное сообщение"), W("оригинальное сообщение"),
    W("первоначальное сообщение"), W("исходное письмо"), W("оригінальне повідомлення"),
    W("початкове повідомлення"),
    /* el */ W("αρχικο μηνυμα"), W("πρωτοτυπο μηνυμα"),
    /* hu, ro, hr */ W("eredeti uzenet"), W("mesaj original"), W("mesajul original"),
    W("izvorna poruka"),
    /* zh */ W("原始邮件"), W("原始郵件"), W("原邮件"), W("原郵件"), W("原件"), W("原始信件"), W("原始訊息"), W("原始消息"),
    W("邮件原件"), W("回复的原邮件"), W("回复的原邮件信息"),
    /* ja, ko, vi */ W("元のメッセージ"), W("元のメール"), W("オリジナルメッセージ"), W("original message(原文)"),
    W("원본 메시지"), W("원본 이메일"), W("tin nhan goc"),
    /* ar, he */ W("الرساله الاصليه"), W("رساله اصليه"), W("ההודעה המקורית"), W("הודעה מקורית"), {0}};
/* clang-format on */

/* clang-format off */
static const struct str forwards[] = {
    W("forwarded message"), W("forwarded by"), W("forwarded email"), W("forwarded mail"),
    W("start of forwarded message"), W("forwarded letter"),
    /* de */ W("weitergeleitete nachricht"), W("weitergeleitete mail"), W("weitergeleitete e-mail"),
    W("anfang der weitergeleiteten nachricht"),
    /* fr */ W("message transfere"), W("message reexpedie"), W("courriel transfere"),
    /* es */ W("mensaje reenviado"), W("mensaje enviado"), W("forwarded message / mensaje"),
    /* it */ W("messaggio inoltrato"), W("forwarded message / messaggio"),
    /* pt */ W("mensagem encaminhada"), W("mensagem reencaminhada"), W("mensagem enviada"),
    /* nl */ W("doorgestuurd bericht"), W("doorgestuurde bericht"), W("doorgestuurde mail"),
    /* pl */ W("przekazana wiadomosc"), W("wiadomosc przekazana"), W("wiadomosc przekazana dalej"),
    W("tresc przekazanej wiadomosci"),
    /* sv */ W("vidarebefordrat meddelande"), W("vidarebefordrat mail"),
    /* da */ W("videresendt meddelelse"), W("videresendt besked"), W("videresendt mail"),
    /* no */ W("videresendt melding"), W("videresendt e-post"),
    /* fi */ W("edelleenlahetetty viesti"), W("valitetty viesti"),
    /* cs, sk */ W("preposlana zprava"), W("preposlany e-mail"), W("preposlana sprava"),
    /* tr */ W("iletilmis mesaj"), W("yonlendirilmis ileti"), W("iletilen mesaj"),
    W("iletilmis ileti"), W("yonlendirilen mesaj"),
    /* ru, uk */ W("пересланное сообщение"), W("пересылаемое сообщение"), W("пересланное письмо"),
    W("пересылаемое письмо"), W("пересланная почта"), W("переслане повідомлення"),
    W("пересылаемое сообщение"), W("начало переадресованного сообщения"),
    /* el */ W("προωθημενο μηνυμα"),
    /* hu, ro, hr */ W("tovabbitott uzenet"), W("mesaj redirectionat"), W("proslijedena poruka"),
    /* zh */ W("转发的邮件"), W("轉寄的郵件"), W("转发邮件信息"), W("转发邮件"), W("轉寄郵件"), W("轉發的郵件"), W("已转发邮件"),
    W("已轉寄郵件"), W("转发信息"),
    /* ja, ko, vi */ W("転送メッセージ"), W("転送されたメッセージ"), W("転送メール"), W("전달된 메시지"), W("전달된 메일"),
    W("tin nhan da chuyen tiep"), W("thu da chuyen tiep"),
    /* ar, he */ W("رساله معاد توجيهها"), W("الرساله المعاد توجيهها"), W("رساله محوله"),
    W("הודעה שהועברה"), W("ההודעה שהועברה"), W("הודעה מועברת"), {0}};
/* clang-format on */

/* clang-format off */
static const struct str begins[] = {
    W("begin forwarded message"), W("begin forwarded text"), W("start of forwarded message"), W("begin forwarded email"),
    /* de */ W("anfang der weitergeleiteten nachricht"), W("anfang der weitergeleiteten e-mail"),
    W("beginn der weitergeleiteten nachricht"),
    /* fr */ W("debut du message transfere"), W("debut du message reexpedie"),
    W("debut du message"),
    /* es */ W("inicio del mensaje reenviado"), W("comienzo del mensaje reenviado"),
    /* it */ W("inizio messaggio inoltrato"), W("inizio del messaggio inoltrato"),
    /* pt */ W("inicio da mensagem encaminhada"), W("inicio da mensagem reencaminhada"),
    /* nl */ W("begin doorgestuurd bericht"), W("begin van doorgestuurd bericht"),
    /* pl */ W("poczatek przekazywanej wiadomosci"), W("rozpoczecie przekazanej wiadomosci"),
    /* sv */ W("vidarebefordrat brev"), W("borjan pa vidarebefordrat meddelande"),
    /* da */ W("start pa videresendt besked"), W("videresendt e-mail"),
    W("start videresendt besked"),
    /* no */ W("start pa videresendt melding"), W("videresendt melding"),
    /* fi */ W("valitetty viesti alkaa"), W("edelleenlahetetty viesti alkaa"),
    /* cs */ W("zacatek preposilane zpravy"), W("zacatek preposlane zpravy"),
    /* tr */ W("iletilen mesajin baslangici"), W("yonlendirilen ileti baslangici"),
    W("iletilmis iletinin baslangici"),
    /* ru, uk */ W("начало переадресованного сообщения"), W("начало пересылаемого сообщения"),
    W("начало пересланного сообщения"), W("початок переспрямованого повідомлення"),
    /* el */ W("αρχη προωθημενου μηνυματοσ"), W("εναρξη προωθημενου μηνυματοσ"),
    /* zh */ W("下面是被转发的邮件"), W("开始转发的邮件"), W("開始轉寄郵件"), W("轉寄的郵件開始"), W("以下是轉寄的郵件"), W("以下是转发的邮件"),
    /* ja, ko */ W("転送されたメッセージ"), W("転送メッセージ"), W("전달된 메시지 시작"),
    /* ar, he */ W("بدايه الرساله المعاد توجيهها"), W("بدء الرساله المعاد توجيهها"),
    W("תחילת ההודעה שהועברה"), W("להלן הודעה שהועברה"), {0}};
/* clang-format on */

/* clang-format off */
static const struct str aboves[] = {
    W("reply above this line"), W("reply above the line"), W("response above this line"),
    W("write above this line"), W("type above this line"), W("answer above this line"),
    W("do not write below this line"), W("do not edit below this line"),
    W("do not remove this line"), W("reply above this text"), W("respond above this line"),
    W("your reply above this"), W("please reply above"), W("comment above this line"),
    /* de */ W("oberhalb dieser linie"), W("oberhalb dieser zeile"), W("uber dieser linie"),
    W("uber dieser zeile"), W("uber diese zeile"), W("uber diese linie"),
    /* fr */ W("au-dessus de cette ligne"), W("au dessus de cette ligne"),
    /* es */ W("encima de esta linea"), W("arriba de esta linea"), W("sobre esta linea"),
    /* it */ W("sopra questa riga"), W("sopra questa linea"), W("sopra a questa riga"),
    /* pt */ W("acima desta linha"), W("acima dessa linha"),
    /* nl */ W("boven deze regel"), W("boven deze lijn"),
    /* pl */ W("powyzej tej linii"), W("nad ta linia"), W("powyzej tego wiersza"),
    /* sv */ W("ovanfor denna rad"), W("ovanfor denna linje"), W("ovanfor den har raden"),
    W("over denna rad"),
    /* da, no */ W("over denne linje"), W("over denne linjen"), W("ovenfor denne linje"),
    /* fi */ W("taman rivin ylapuolelle"), W("taman viivan ylapuolelle"),
    /* cs */ W("nad tento radek"), W("nad touto carou"), W("nad tuto caru"),
    /* tr */ W("bu satirin ustun"), W("bu cizginin ustun"),
    /* ru, uk */ W("выше этои строки"), W("выше этои линии"), W("над этои строкои"),
    W("над этои чертои"), W("вище цього рядка"), W("вище цієї лінії"),
    /* el */ W("πανω απο αυτη τη γραμμη"), W("πανω απο αυτην τη γραμμη"),
    /* zh */ W("在此行上方"), W("在这行上方"), W("在這行上方"), W("请在此行以上"), W("此线以上"), W("請在此行以上"), W("此線以上"),
    /* ja, ko */ W("この行より上"), W("この線より上"), W("この行の上"), W("이 줄 위"),
    /* ar, he */ W("فوق هذا السطر"), W("اعلي هذا السطر"), W("מעל שורה זו"), W("מעל לשורה זו"), {0}};
/* clang-format on */

/* clang-format off */
static const struct str pointers[] = {
    W("fyi"), W("f.y.i"), W("fw"), W("fwd"), W("see below"), W("please see below"), W("below"),
    W("for your information"), W("as discussed"), W("forwarding"), W("see attached"),
    W("see forwarded message"), W("for info"), W("pls see below"), W("as below"),
    /* de */ W("zur info"), W("zur information"), W("zur kenntnis"), W("z.k"), W("zk"), W("s.u"),
    W("siehe unten"), W("zu ihrer information"), W("z.i"), W("zur kenntnisnahme"), W("wg"),
    /* fr */ W("pour info"), W("pour information"), W("voir ci-dessous"), W("cf ci-dessous"),
    W("pour votre information"), W("tr"),
    /* es */ W("para su informacion"), W("ver abajo"), W("para tu informacion"), W("rv"),
    /* it */ W("per conoscenza"), W("vedi sotto"), W("per informazione"), W("pc"),
    /* pt */ W("para informacao"), W("para conhecimento"), W("ver abaixo"), W("segue abaixo"),
    /* nl */ W("ter info"), W("ter informatie"), W("zie onder"), W("zie hieronder"),
    /* pl */ W("do wiadomosci"), W("fyi"), W("patrz nizej"), W("jak nizej"),
    /* sv, da, no, fi */ W("for kannedom"), W("se nedan"), W("til orientering"), W("se nedenfor"),
    W("til info"), W("tiedoksi"), W("ks alla"), W("vb"), W("vs"),
    /* cs, tr */ W("pro informaci"), W("viz nize"), W("bilginize"), W("bilgi icin"),
    W("bilgilerinize"),
    /* ru, uk, el */ W("для информации"), W("к сведению"), W("см. ниже"), W("для інформації"),
    W("προσ ενημερωση"), W("για ενημερωση"),
    /* zh, ja, ko */ W("供参考"), W("供參考"), W("请看下面"), W("见下"), W("如下"), W("参考まで"), W("ご参考まで"),
    W("下記参照"), W("참고하세요"),
    /* ar, he */ W("للعلم"), W("للاطلاع"), W("לידיעתך"), W("לידיעתכם"), {0}};
/* clang-format on */

bool quote_word_is_original(struct str folded)
{
    return is_among(originals, folded);
}

bool quote_word_is_forward(struct str folded)
{
    return is_among(forwards, folded);
}

bool quote_word_begins_forward(struct str folded)
{
    return is_among(begins, folded);
}

bool quote_word_asks_above(struct str folded)
{
    return holds_one_of(aboves, folded);
}

bool quote_word_points(struct str folded)
{
    return is_among(pointers, folded);
}

/* --- attributions --------------------------------------------------------------------------- */

/* clang-format off */
static const struct str verbs[] = {
    W("wrote"), W("writes"), W("said"), W("says"), W("dixit"),
    /* de */ W("schrieb"), W("schrieben"), W("geschrieben"), W("schreibt"),
    /* fr, es, it, pt, ca */ W("ecrit"), W("ecrivait"), W("escribio"), W("escribia"), W("escrito"),
    W("scritto"), W("scrisse"), W("scrive"), W("escreveu"), W("escreveram"), W("escrit"),
    W("escriure"),
    /* nl */ W("schreef"), W("geschreven"), W("verzond"),
    /* pl, cs, sk */ W("napisal"), W("napisala"), W("napisana"), W("pisze"), W("napsal"), W("napsala"),
    W("napise"),
    /* sv, da, no, fi */ W("skrev"), W("skreiv"), W("kirjoitti"),
    /* tr */ W("yazdi"), W("yazmis"), W("yazmisti"),
    /* ru, uk, bg */ W("написал"), W("написала"), W("пишет"), W("писал"), W("писала"), W("писали"), W("написали"), W("сообщил"),
    W("написав"), W("пише"), W("писав"), W("написа"),
    /* el */ W("εγραψε"), W("εγραψαν"),
    /* hu, ro, hr */ W("irta"), W("ezt irta"), W("scris"), W("napisao"), W("napisala"), W("pise"),
    /* vi */ W("viet"),
    /* ar, he */ W("كتب"), W("كتبت"), W("كتابه"), W("כתב"), W("כתבה"), {0}};
/* clang-format on */

/* clang-format off */
static const struct str joined_verbs[] = {
    W("写道"), W("寫道"), W("写到"), W("寫到"), W("來信"), W("来信"), W("写信"), W("书写"), W("撰寫"), W("のメッセージ"),
    W("書きまし"), W("書き込み"), W("のメール"), W("작성"), W("님이 쓴"), {0}};
/* clang-format on */

/* clang-format off */
static const struct str intros[] = {
    W("on "), W("at "), W("in message "), W("in article "), W("in a message "),
    /* de */ W("am "), W("vom "),
    /* fr, es, it, pt, ca */ W("le "), W("el "), W("il "), W("em "), W("dia "), W("no dia "),
    W("il giorno "), W("en "),
    /* nl */ W("op "),
    /* pl, cs, sk */ W("dnia "), W("w dniu "), W("dne "), W("dna "),
    /* sv, da, no */ W("den "), W("pa "),
    /* ru, el, hu, ro, vi */ W("в "), W("στισ "), W("στο "), W("στην "), W("a "), W("pe "),
    W("vao "), W("ngay "), W("luc "), W("u "), W("dana "),
    /* zh */ W("在 "), W("在"), W("于 "), W("于"), W("於 "), W("於"),
    /* ar, he */ W("في "), W("بتاريخ "), W("בתאריך "), W("ב-"), W("ביום "), {0}};
/* clang-format on */

/* clang-format off */
static const struct str quotings[] = {
    W("quoting "), W("zitat von "), W("zitiere "), W("citation de "), W("citando a "),
    W("citando "), W("cita de "), W("citeren "), W("citaat van "), W("cytowanie "), W("cytuje "),
    W("citerar "), W("citerer "), W("citat fra "), W("citat af "), W("citat "), W("sitat fra "),
    W("siterer "), W("lainaus "), W("lainaten "), W("citace "), W("citovani "), W("alinti "),
    W("цитирование "), W("цитирую "), W("παραθεση απο "), W("idezet "), W("引用 "), W("引言 "),
    W("اقتباس "), W("ציטוט "), {0}};
/* clang-format on */

bool quote_word_quotes(struct str folded)
{
    for (const struct str *w = quotings; w->n; w++)
        if (str_starts(folded, *w))
            return true;
    return false;
}

bool quote_word_is_verb(struct str word)
{
    return is_among(verbs, word);
}

bool quote_word_has_verb(struct str folded)
{
    return holds_one_of(joined_verbs, folded);
}

ptrdiff_t quote_word_intro(struct str folded)
{
    ptrdiff_t longest = 0;
    for (const struct str *w = intros; w->n; w++)
        if (str_starts(folded, *w) && w->n > longest)
            longest = w->n;
    return longest;
}
