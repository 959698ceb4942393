#include "mail/signature_words.h"

#define W(literal) STR_INIT(literal)

/* What must follow the head of a line, because people begin sentences so too: "Sent from my desk,
 * is much easier than my phone." */
enum demand {
    NOTHING,
    DEVICE,         /* the name of a device or a program */
    DEVICE_OR_SHORT /* … or no more than a few words: "Sent from my TI-85" */
};

/* A line that begins with `head` and ends with `tail`. */
struct tagline {
    struct str head, tail;
    enum demand demand;
};

#define SURE(head)                                                                                 \
    {                                                                                              \
        W(head), {0}, NOTHING                                                                      \
    }
#define BOTH(head, tail)                                                                           \
    {                                                                                              \
        W(head), W(tail), NOTHING                                                                  \
    }
#define NAMED(head)                                                                                \
    {                                                                                              \
        W(head), {0}, DEVICE                                                                       \
    }
#define NAMED_BOTH(head, tail)                                                                     \
    {                                                                                              \
        W(head), W(tail), DEVICE                                                                   \
    }
#define LOOSE(head)                                                                                \
    {                                                                                              \
        W(head), {0}, DEVICE_OR_SHORT                                                              \
    }

/* clang-format off */
static const struct tagline taglines[] = {
    /* en */ LOOSE("sent from "), LOOSE("sent via "), LOOSE("sent with "), NAMED("sent by "),
    LOOSE("sent using "), NAMED("from my "), NAMED("sent on "), LOOSE("send from "),
    NAMED("composed on "), NAMED("written on "), NAMED("typed on "), SURE("get outlook for "),
    SURE("download outlook for "), BOTH("", " from mobile"), SURE("sent on the go"),
    SURE("sent while on the move"), NAMED("delivered by "), NAMED("emailed from "),
    SURE("please excuse typos"), SURE("please excuse any typos"), SURE("please excuse my brevity"), SURE("please excuse brevity"),
    SURE("sent from a mobile device"), SURE("virus-free. www.av"), SURE("virus-free.www.av"), BOTH("", "www.avast.com"), BOTH("", "www.avg.com"),
    /* de */ BOTH("von meinem ", "gesendet"), BOTH("von meiner ", "gesendet"),
    NAMED_BOTH("von ", " gesendet"), BOTH("diese nachricht wurde von ", "gesendet"),
    BOTH("diese e-mail wurde von ", "gesendet"), NAMED("gesendet von "), NAMED("gesendet mit "),
    NAMED("gesendet aus "), NAMED("gesendet uber "), LOOSE("gesendet vom "), LOOSE("von meinem "),
    SURE("holen sie sich outlook"), SURE("laden sie outlook"), BOTH("outlook fur ", "beziehen"),
    BOTH("outlook fur ", "herunterladen"), SURE("hol dir outlook"), NAMED("verschickt mit "),
    NAMED("versendet mit "), NAMED("gesendet per "), NAMED_BOTH("mit ", "gesendet"),
    /* fr */ SURE("envoye de mon "), SURE("envoye depuis "), LOOSE("envoye a partir de "),
    NAMED("envoye avec "), NAMED("envoye par "), NAMED("envoye via "), SURE("envoye du "),
    SURE("obtenez outlook pour"), SURE("telecharger outlook pour"), NAMED("provenance : "),
    SURE("telechargez outlook"), SURE("obtenir outlook pour"), NAMED("envoye a partir d'"), NAMED("provenance: "),
    /* es, ca */ SURE("enviado desde mi "), LOOSE("enviado desde "), NAMED("enviado con "),
    NAMED("enviado por "), NAMED("enviado mediante "), SURE("obtener outlook para"),
    SURE("descargar outlook para"), SURE("obten outlook para"), SURE("obtenga outlook para"), NAMED("enviat des de"),
    NAMED("enviado de "),
    /* it */ LOOSE("inviato da "), SURE("inviato dal mio "), LOOSE("inviato dal"),
    NAMED("inviato con "), SURE("ottieni outlook per"), SURE("scarica outlook per"),
    NAMED("inviato tramite "),
    /* pt */ SURE("enviado do meu "), SURE("enviado de meu "), SURE("enviada do meu "),
    LOOSE("enviado do "), NAMED("enviado a partir "), NAMED("enviado via "), NAMED("enviada do "),
    SURE("obter o outlook para"), SURE("obtenha o outlook para"), SURE("baixar o outlook para"),
    /* nl */ LOOSE("verzonden vanaf "), NAMED("verzonden met "), LOOSE("verstuurd vanaf "),
    NAMED("verstuurd met "), NAMED("verzonden via "), NAMED("verstuurd via "),
    NAMED("verzonden vanuit "), NAMED("verstuurd vanuit "), SURE("outlook voor "),
    SURE("download outlook voor"),
    /* pl */ LOOSE("wyslane z "), LOOSE("wyslano z "), NAMED("wyslany z "), NAMED("wyslana z "),
    SURE("pobierz program outlook"), SURE("pobierz aplikacje outlook"), SURE("pobierz outlook"),
    SURE("uzyskaj outlook"), SURE("uzyskaj aplikacje outlook"), SURE("uzyskaj program outlook"),
    /* sv */ LOOSE("skickat fran "), NAMED("skickades fran "), SURE("fran min "),
    NAMED("skickat med "), SURE("hamta outlook for"), SURE("skaffa outlook for"),
    /* da, no */ LOOSE("sendt fra "), SURE("sendt fra min "), NAMED("sendt via "),
    NAMED("sendt med "), SURE("hent outlook"), SURE("skaff deg outlook"), SURE("skaff outlook"), SURE("last ned outlook"), SURE("fa outlook"),
    /* fi */ NAMED("lahetetty "), SURE("hanki outlook"), SURE("hae outlook"), SURE("lataa outlook"),
    /* cs, sk */ LOOSE("odeslano z "), NAMED("poslano z "), NAMED("odeslano ze "),
    NAMED("odoslane z "), SURE("ziskejte outlook"), SURE("ziskat outlook"), SURE("stahnout outlook"), SURE("stahnete si outlook"), NAMED("odoslane zo "),
    NAMED("poslane z "),
    /* tr */ BOTH("iphone", "gonderildi"), BOTH("ipad", "gonderildi"),
    BOTH("android", "gonderildi"), BOTH("samsung", "gonderildi"), BOTH("galaxy", "gonderildi"), BOTH("huawei", "gonderildi"), BOTH("xiaomi", "gonderildi"), BOTH("outlook", "edinin"),
    BOTH("yahoo", "gonderildi"), BOTH("", "mobil cihazimdan gonderildi"), SURE("outlook'u edinin"),
    BOTH("", "telefonumdan gonderildi"), BOTH("windows", "gonderildi"), SURE("ios icin outlook"),
    SURE("android icin outlook"),
    /* ru, uk */ LOOSE("отправлено с "), NAMED("отправлено из "), NAMED("отправлено от "),
    NAMED("отправлено через "), SURE("получить outlook"), SURE("скачать outlook"),
    SURE("скачаите outlook"), NAMED("послано с "), NAMED("надіслано з "), NAMED("відправлено з "),
    NAMED("надіслано із "),
    /* el */ LOOSE("σταλθηκε απο "), NAMED("απεσταλη απο "), NAMED("εσταλη απο "),
    SURE("αποκτηστε το outlook"), SURE("ληψη του outlook"), NAMED("σταλθηκε με "),
    /* hu, ro, hr */ NAMED("elkuldve "), NAMED("kuldve "), SURE("trimis de pe "),
    NAMED("trimis din "), NAMED("trimis de la "), NAMED("poslano s "), NAMED("poslano sa "),
    /* zh */ SURE("发自我的"), SURE("發自我的"), BOTH("从我的", "发送"), BOTH("從我的", "傳送"), BOTH("從我的", "寄出"),
    LOOSE("发送自"), SURE("傳送自"), SURE("来自我的"), SURE("來自我的"), NAMED_BOTH("从", "发送"),
    NAMED_BOTH("從", "傳送"), SURE("获取 outlook"), SURE("取得 outlook"), SURE("獲取 outlook"),
    BOTH("获取", "outlook"), BOTH("取得適用於", "outlook"), SURE("寄件者:windows"), SURE("寄件者: windows"), SURE("发自"), SURE("寄自"),
    BOTH("获取适用于", "outlook"),
    /* ja, ko, vi */ NAMED_BOTH("", "から送信"), NAMED_BOTH("", "で送信"), BOTH("outlook for ", "を入手"),
    BOTH("", "版の outlook を入手"), BOTH("android 版", "outlook を入手"), BOTH("ios 版", "outlook を入手"), BOTH("", "のメールから送信"), NAMED_BOTH("", "から送信されました"), SURE("送信元: "), NAMED_BOTH("", "에서 보냄"),
    BOTH("", "용 outlook 다운로드"), SURE("da gui tu "), SURE("gui tu "), SURE("duoc gui tu "),
    /* ar, he */ SURE("ارسل من "), SURE("ارسلت من "), SURE("مرسل من "), SURE("تم الارسال من "),
    SURE("تم ارسالها من "), SURE("احصل علي outlook"), BOTH("الحصول علي outlook", ""),
    SURE("تم الارسال بواسطه"), SURE("נשלח מה"), SURE("נשלח מ"), SURE("נשלחה מ"),
    SURE("קבל את outlook"), SURE("השג את outlook"), SURE("הורד את outlook")};
/* clang-format on */

/* clang-format off */
static const struct str devices[] = {
    W("iphone"), W("ipad"), W("ipod"), W("android"), W("blackberry"), W("mobil"), W("phone"),
    W("handy"), W("tablet"), W("samsung"), W("galaxy"), W("huawei"), W("xiaomi"), W("redmi"),
    W("nokia"), W("lumia"), W("htc"), W("motorola"), W("pixel"), W("oneplus"), W("windows"),
    W("outlook"), W("mail"), W("gmail"), W("yahoo"), W("aol"), W("ios"), W("mac"), W("thunderbird"),
    W("spark"), W("airmail"), W("hotmail"), W("mobilger"), W("qq"), W("foxmail"), W("icloud"),
    W("postbox"), W("smartphone"), W("telefon"), W("telefoon"), W("portable"), W("device"),
    W("apparaat"), W("gerat"), W("dispositiv"), W("cellular"), W("wireless"), W("verizon"),
    W("t-mobile"), W("treo"), W("palm"), W("sony"), W("xperia"), W("apple"), W("watch"),
    W("surface"), W("chromebook"), W("laptop"), W("computer"), W("zimbra"), W("zoho"), W("proton"),
    W("tutanota"), W("gmx"), W("web.de"), W("inbox"), W("superhuman"), W("front"), W("k-9"),
    W("k9"), W("bluemail"), W("телефон"), W("устроиств"), W("аифон"), W("почт"), W("смартфон"),
    W("планшет"), W("κινητο"), W("συσκευη"), W("puhelim"), W("iphonesta"), W("laitteesta"),
    W("telefonu"), W("zariadeni"), W("zarizeni"), W("matkapuhel"), W("kannyk"), W("celular"),
    W("movil"), W("telemovel"), W("cellulare"), W("telefonin"), W("手机"), W("手機"), W("邮箱"),
    W("postausgang"), W("nexus"), W("lg"), W("unterwegs"), W("courrier"), W("correo"), W("posta"),
    W("e-post"), W("office"), W("app"), W("client"), W("web")};
/* clang-format on */

enum { TAGLINE_BYTES = 160, LOOSE_BYTES = 90, SHORT_BYTES = 45, SHORT_WORDS = 4 };

static int count_words(struct str s)
{
    int words = 0;
    for (struct str rest = str_trim(s); rest.p;)
        words += str_cut(&rest, ' ').n > 0;
    return words;
}

/* What follows "Sent from" up to the end of the clause: "my iPhone", not ", please excuse typos".
 */
static struct str first_clause(struct str s)
{
    for (ptrdiff_t i = 0; i < s.n; i++) {
        bool ends = s.p[i] == ',' || s.p[i] == ';' || s.p[i] == '|';
        bool ends_sentence = s.p[i] == '.' && (i + 1 == s.n || s.p[i + 1] == ' ');
        if (ends || ends_sentence)
            return str_head(s, i);
    }
    return s;
}

/* `what` at the start of a word: "lg", and not "folge". */
static bool has_word(struct str s, struct str what)
{
    while (s.n) {
        ptrdiff_t at = str_find(s, what);
        if (at < 0)
            return false;
        if (at == 0 || !(ascii_is_alpha(s.p[at - 1]) || ascii_is_digit(s.p[at - 1])))
            return true;
        s = str_skip(s, at + 1);
    }
    return false;
}

static bool meets(struct str rest, enum demand demand)
{
    struct str clause = first_clause(rest);
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        if (has_word(clause, devices[i]))
            return clause.n <= LOOSE_BYTES;
    bool is_short = clause.n == rest.n && clause.n <= SHORT_BYTES &&
                    count_words(rest) <= SHORT_WORDS;
    return demand == DEVICE_OR_SHORT && is_short;
}

static struct str without_frame(struct str s)
{
    while (s.n && strchr("([<*_-~ \"'>", s.p[0]))
        s = str_skip(s, 1);
    while (s.n && strchr(")]>*_-~ \"'<!.", s.p[s.n - 1]))
        s.n--;
    return s;
}

bool signature_word_tagline(struct str folded)
{
    if (folded.n > TAGLINE_BYTES)
        return false;
    struct str s = without_frame(folded);
    for (size_t i = 0; i < sizeof taglines / sizeof *taglines; i++) {
        const struct tagline *t = &taglines[i];
        bool fits = str_starts(s, t->head) && s.n > t->tail.n && str_ends(s, t->tail);
        if (!fits || (!t->head.n && count_words(s) > SHORT_WORDS + 2))
            continue;
        if (t->demand == NOTHING || meets(str_skip(s, t->head.n), t->demand))
            return true;
    }
    return false;
}

/* --- notices -------------------------------------------------------------------------------- */

/* A paragraph that begins with `opening` (or holds it in its first line) and holds `inside`. */
struct notice {
    struct str opening, inside;
};

/* clang-format off */
static const struct notice notices[] = {
    /* en */ {W("confidentiality n"), {0}}, {W("confidentiality:"), {0}},
    {W("confidential notice"), {0}}, {W("legal notice"), {0}}, {W("legal disclaimer"), {0}},
    {W("email disclaimer"), {0}}, {W("e-mail disclaimer"), {0}}, {W("disclaimer:"), {0}},
    {W("disclaimer -"), {0}}, {W("important notice"), W("intended")},
    {W("important: the contents of"), {0}}, {W("important: this e"), W("intended")},
    {W("the contents of this message"), W("confidential")}, {W("notice:"), W("intended")},
    {W("privileged and confidential"), {0}}, {W("this e-mail"), W("confidential")},
    {W("this e-mail"), W("intended")}, {W("this email"), W("confidential")},
    {W("this email"), W("intended")}, {W("this message"), W("confidential")},
    {W("this message"), W("intended")}, {W("this communication"), W("confidential")},
    {W("this communication"), W("intended")}, {W("this transmission"), W("confidential")},
    {W("this electronic"), W("confidential")}, {W("this electronic"), W("intended")},
    {W("the information contained in this"), {0}},
    {W("the information in this e"), W("confidential")},
    {W("the information transmitted"), W("intended")},
    {W("the contents of this e"), W("confidential")},
    {W("the content of this e"), W("confidential")}, {W("any views or opinions"), W("author")},
    {W("if you are not the intended recipient"), {0}},
    {W("if you have received this e"), W("error")},
    {W("if you have received this message in error"), {0}},
    {W("please consider the environment"), {0}}, {W("think before you print"), {0}},
    {W("this email has been checked for viruses"), {0}}, {W("this e-mail has been scanned"), {0}},
    {W("this email has been scanned"), {0}},
    /* Avast, in the languages above */ {W("diese e-mail wurde von avast"), {0}},
    {W("l'absence de virus dans ce"), {0}}, {W("el software de antivirus avast"), {0}},
    {W("este correo electronico ha sido comprobado"), W("avast")},
    {W("questa e-mail e stata controllata"), W("avast")}, {W("este e-mail foi verificado"), W("avast")},
    {W("este email foi escaneado"), W("avast")}, {W("deze e-mail is gecontroleerd"), W("avast")},
    {W("ta wiadomosc e-mail zostala sprawdzona"), W("avast")},
    {W("detta e-postmeddelande har sokts"), W("avast")},
    {W("denne e-mail er blevet"), W("avast")}, {W("denne e-posten er sjekket"), W("avast")},
    {W("tama viesti on tarkistettu"), W("avast")}, {W("tento e-mail byl zkontrolovan"), W("avast")},
    {W("bu e-posta"), W("avast")}, {W("это сообщение проверено на вирусы"), {0}},
    {W("данное сообщение проверено на вирусы"), {0}},
    /* de */ {W("vertraulichkeit"), {0}}, {W("diese e-mail"), W("vertraulich")},
    {W("diese email"), W("vertraulich")}, {W("diese nachricht"), W("vertraulich")},
    {W("der inhalt dieser"), W("vertraulich")}, {W("der inhalt dieser"), W("bestimmt")},
    {W("die information in dieser e"), W("vertraulich")},
    {W("die informationen in dieser e"), W("vertraulich")},
    {W("wenn sie nicht der richtige adressat"), {0}}, {W("falls sie nicht der richtige"), {0}},
    {W("sollten sie nicht der"), W("empfanger")}, {W("haftungsausschluss"), {0}},
    {W("rechtlicher hinweis"), {0}}, {W("bitte denken sie an die umwelt"), {0}},
    {W("bitte prufen sie"), W("ausdruck")}, {W("der umwelt zuliebe"), {0}},
    /* fr */ {W("avis de confidentialite"), {0}}, {W("ce message"), W("confidentiel")},
    {W("ce courriel"), W("confidentiel")}, {W("ce mail"), W("confidentiel")},
    {W("cet e-mail"), W("confidentiel")}, {W("les informations contenues dans"), {0}},
    {W("si vous n'etes pas le destinataire"), {0}}, {W("pensez a l'environnement"), {0}},
    {W("afin de preserver l'environnement"), {0}}, {W("merci de penser a l'environnement"), {0}},
    /* es, ca */ {W("aviso legal"), {0}}, {W("aviso de confidencialidad"), {0}},
    {W("este mensaje"), W("confidencial")}, {W("este correo"), W("confidencial")},
    {W("este e-mail"), W("confidencial")}, {W("la informacion contenida en"), {0}},
    {W("antes de imprimir"), {0}}, {W("aquest missatge"), W("confidencial")},
    /* it */ {W("avviso di riservatezza"), {0}}, {W("questo messaggio"), W("riservat")},
    {W("questa e-mail"), W("riservat")}, {W("questa email"), W("riservat")},
    {W("le informazioni contenute"), {0}}, {W("ai sensi del"), W("riservat")},
    {W("prima di stampare"), {0}}, {W("il contenuto di questa"), W("riservat")},
    /* pt */ {W("esta mensagem"), W("confidencia")}, {W("este e-mail"), W("confidencia")},
    {W("aviso de confidencialidade"), {0}}, {W("as informacoes contidas"), {0}},
    {W("a informacao contida"), W("confidencial")},
    /* nl */ {W("dit bericht"), W("vertrouwelijk")}, {W("deze e-mail"), W("vertrouwelijk")},
    {W("deze email"), W("vertrouwelijk")}, {W("dit e-mailbericht"), {0}},
    {W("de informatie in dit"), {0}}, {W("de informatie verzonden"), {0}},
    {W("denk aan het milieu"), {0}},
    /* pl */ {W("niniejsza wiadomosc"), {0}}, {W("ta wiadomosc"), W("poufn")},
    {W("tresc tej wiadomosci"), {0}}, {W("informacje zawarte w"), W("poufn")},
    {W("klauzula poufnosci"), {0}},
    /* sv, da, no, fi */ {W("detta meddelande"), W("konfidentiell")},
    {W("detta e-post"), W("konfidentiell")}, {W("denna e-post"), W("konfidentiell")},
    {W("denne e-mail"), W("fortrolig")}, {W("denne mail"), W("fortrolig")}, {W("denne meddelelse"), W("fortrolig")},
    {W("denne meldingen"), W("fortrolig")}, {W("denne meldingen"), W("konfidensiell")},
    {W("denna mail"), W("konfidentiell")}, {W("detta mail"), W("konfidentiell")},
    {W("detta meddelande"), W("sekretess")}, {W("denne besked"), W("fortrolig")},
    {W("denne e-post"), W("konfidensiell")}, {W("denne e-post"), W("fortrolig")},
    {W("tama viesti"), W("luottamuksel")}, {W("tama sahkoposti"), W("luottamuksel")},
    /* cs, sk */ {W("tato zprava"), W("duvern")}, {W("tento e-mail"), W("duvern")},
    {W("obsah tohoto e"), {0}}, {W("tato sprava"), W("dovern")},
    /* tr */ {W("bu e-posta"), W("gizli")}, {W("bu mesaj"), W("gizli")},
    {W("bu e-posta mesaji"), {0}}, {W("yasal uyari"), {0}},
    /* ru, uk */ {W("это сообщение"), W("конфиденциальн")},
    {W("данное сообщение"), W("конфиденциальн")}, {W("настоящее сообщение"), W("конфиденциальн")},
    {W("настоящее электронное"), {0}}, {W("информация, содержащаяся"), W("конфиденциальн")},
    {W("содержание данного сообщения"), {0}}, {W("це повідомлення"), W("конфіденціин")},
    /* el */ {W("το παρον μηνυμα"), {0}}, {W("αυτο το μηνυμα"), W("εμπιστευτικ")},
    {W("το μηνυμα αυτο"), W("εμπιστευτικ")},
    /* zh, ja, ko */ {W("本邮件"), W("保密")}, {W("本邮件"), W("机密")}, {W("此邮件"), W("保密")},
    {W("此邮件"), W("机密")}, {W("本電子郵件"), W("機密")}, {W("本郵件"), W("機密")}, {W("本メール"), W("秘")},
    {W("このメール"), W("秘")}, {W("このメール"), W("受信された")}, {W("이 메일"), W("비밀")},
    /* ar, he */ {W("هذه الرساله"), W("سري")}, {W("هذا البريد"), W("سري")},
    {W("הודעה זו"), W("חסוי")}, {W("הודעה זו"), W("סודי")}, {W("המידע הכלול"), {0}},
    /* lists and the desks of others */ {W("you received this message because"), {0}},
    {W("you are receiving this because"), {0}}, {W("you're receiving this"), {0}},
    {W("you received this email because"), {0}}, {W("you are receiving this e"), W("subscri")},
    {W("to unsubscribe"), {0}}, {W("unsubscribe: "), {0}}, {W("unsubscribe from"), {0}},
    {W("to stop receiving emails"), {0}}, {W("reply to this email directly or"), {0}},
    {W("to post to this group"), {0}}, {W("for more options, visit this group"), {0}},
    {W("list archives:"), {0}}, {W("sie erhalten diese nachricht, weil"), {0}},
    {W("sie erhalten diese e-mail, weil"), {0}}, {W("vous recevez ce message car"), {0}},
    {W("vous recevez cet e-mail car"), {0}}, {W("has recibido este mensaje porque"), {0}},
    {W("ricevi questo messaggio perche"), {0}}, {W("voce recebeu essa mensagem porque"), {0}},
    {W("je ontvangt dit bericht omdat"), {0}}, {W("otrzymujesz te wiadomosc"), {0}},
    {W("вы получили это сообщение"), {0}}, {W("このメールは google グループ"), {0}}, {W("您收到此邮件是因为"), {0}},
    {W("您收到此郵件"), {0}}};
/* clang-format on */

static struct str without_marks(struct str s)
{
    while (s.n && strchr("*_-#=~>[( ", s.p[0]))
        s = str_skip(s, 1);
    return s;
}

bool signature_word_opens(struct str opening)
{
    struct str head = without_marks(opening);
    for (size_t i = 0; i < sizeof notices / sizeof *notices; i++)
        if (str_starts(head, notices[i].opening))
            return true;
    return false;
}

bool signature_word_notice(struct str opening, struct str all)
{
    struct str head = without_marks(opening);
    for (size_t i = 0; i < sizeof notices / sizeof *notices; i++)
        if (str_starts(head, notices[i].opening) && str_has(all, notices[i].inside))
            return true;
    return false;
}
