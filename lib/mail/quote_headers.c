/* Header blocks: the From:, Sent:, To: and Subject: that clients put above what they quote whole.
 */
#include "base/utf8.h"
#include "mail/quote_lines.h"
#include "mail/quote_words.h"

enum {
    LABEL_BYTES = 40,
    BLOCK_LINES = 60, /* a To: with a hundred names is one */
    GAP_LINES = 4,    /* between two headers: the rest of a long one */
    SUBJECT_BYTES = 60
};

struct label {
    struct str word;
    enum quote_field field;
};

#define F(literal)                                                                                 \
    {                                                                                              \
        STR_INIT(literal), FIELD_FROM                                                              \
    }
#define S_(literal)                                                                                \
    {                                                                                              \
        STR_INIT(literal), FIELD_SENT                                                              \
    }
#define D(literal)                                                                                 \
    {                                                                                              \
        STR_INIT(literal), FIELD_DATE                                                              \
    }
#define T(literal)                                                                                 \
    {                                                                                              \
        STR_INIT(literal), FIELD_TO                                                                \
    }
#define J(literal)                                                                                 \
    {                                                                                              \
        STR_INIT(literal), FIELD_SUBJECT                                                           \
    }
#define O(literal)                                                                                 \
    {                                                                                              \
        STR_INIT(literal), FIELD_OTHER                                                             \
    }

/* clang-format off */
static const struct label labels[] = {
    /* en */ F("from"), F("sender"), S_("sent"), S_("date sent"), S_("sent at"), S_("sent on"),
    D("date"), T("to"), J("subject"), O("cc"), O("c.c."), O("bcc"), O("reply-to"), O("reply to"),
    O("importance"), O("attachments"), O("attachment"), O("priority"), O("organization"),
    O("resent-from"), O("resent-to"), O("when"), O("where"), O("message-id"), O("x-mailer"),
    O("list-id"), O("sensitivity"), O("categories"),
    /* de */ F("von"), F("absender"), S_("gesendet"), S_("gesendet am"), D("datum"), T("an"),
    J("betreff"), O("kopie"), O("antwort an"), O("wichtigkeit"), O("anlagen"), O("prioritat"),
    O("blindkopie"),
    /* fr */ F("de"), F("expediteur"), F("de la part de"), S_("envoye"), S_("envoye le"),
    S_("date d'envoi"), D("le"), T("a"), T("destinataire"), T("pour"), J("objet"), J("sujet"),
    O("copie a"), O("repondre a"), O("pieces jointes"), O("pj"), O("copie"),
    /* es, ca */ F("remitente"), S_("enviado"), S_("enviado el"), S_("enviat"), S_("enviat el"),
    D("fecha"), D("data"), T("para"), T("destinatario"), T("per a"), J("asunto"), J("assumpte"),
    O("responder a"), O("adjuntos"), O("con copia"),
    /* it */ F("da"), F("mittente"), S_("inviato"), S_("inviato il"), S_("data invio"), T("per"),
    J("oggetto"), O("rispondi a"), O("risposta"), O("allegati"),
    /* pt */ F("remetente"), S_("enviada em"), S_("enviado em"), S_("enviada"), S_("data de envio"),
    J("assunto"), O("anexos"), O("com copia"),
    /* nl */ F("van"), F("afzender"), S_("verzonden"), S_("verzonden op"), S_("verstuurd"),
    T("aan"), J("onderwerp"), O("beantwoorden - aan"), O("antwoord aan"), O("bijlagen"),
    /* pl */ F("od"), F("nadawca"), S_("wyslano"), S_("data wyslania"), S_("wyslane"), T("do"),
    T("adresat"), J("temat"), O("dw"), O("do wiadomosci"), O("odpowiedz do"), O("zalaczniki"),
    /* sv */ F("fran"), F("avsandare"), S_("skickat"), S_("skickades"), T("till"), J("amne"),
    O("kopia"), O("svara till"), O("bilagor"), O("bifogade filer"),
    /* da, no */ F("fra"), F("afsender"), F("avsender"), S_("sendt"), S_("dato sendt"), D("dato"),
    T("til"), J("emne"), O("kopi"), O("svar til"), O("vedlegg"), O("vedhaeftede"), O("vedhaftede"),
    /* fi */ F("lahettaja"), F("lahettanyt"), S_("lahetetty"), D("paivays"), D("paivamaara"),
    D("pvm"), T("vastaanottaja"), T("kenelle"), J("aihe"), O("kopio"), O("vastausosoite"),
    O("liitteet"),
    /* cs, sk */ F("odesilatel"), F("odosielatel"), S_("odeslano"), S_("odoslane"), T("komu"),
    T("pro"), T("prijemce"), T("prijemca"), T("adresat"), J("predmet"), O("kopie:"), O("prilohy"),
    /* tr */ F("kimden"), F("gonderen"), F("gonderen kisi"), S_("gonderildi"),
    S_("gonderilme tarihi"), S_("gonderme tarihi"), S_("gonderim tarihi"), S_("gonderilen"),
    D("tarih"), T("kime"), T("alici"), J("konu"), O("bilgi"), O("ekler"),
    /* ru, uk, bg */ F("от"), F("от кого"), F("отправитель"), F("від"), F("від кого"),
    S_("отправлено"), S_("отправленo"), S_("дата отправки"), S_("надіслано"), S_("изпратено"),
    D("дата"), D("когда"), T("кому"), T("получатель"), T("до"), J("тема"), J("относно"), O("копия"),
    O("копія"), O("важность"), O("вложения"), O("куда"),
    /* el */ F("απο"), F("αποστολεασ"), S_("σταλθηκε"), S_("εσταλη"), S_("απεσταλη"),
    S_("ημερομηνια αποστολησ"), D("ημερομηνια"), T("προσ"), T("παραληπτησ"), J("θεμα"), O("κοιν."),
    O("κοιν"), O("κοινοποιηση"),
    /* hu, ro, hr */ F("felado"), F("kuldo"), S_("elkuldve"), S_("kuldve"), D("datum"),
    T("cimzett"), J("targy"), F("expeditor"), F("de la"), S_("trimis"), T("catre"), J("subiect"),
    S_("poslano"), T("prima"), T("za"), O("masolatot kap"),
    /* zh */ F("发件人"), F("寄件者"), F("寄件人"), F("發件人"), S_("发送时间"), S_("發送時間"), S_("寄件日期"), S_("傳送時間"),
    S_("傳送日期"), S_("发送日期"), S_("发件时间"), S_("已傳送"), S_("发送"), D("日期"), D("时间"), D("時間"), T("收件人"),
    T("收件者"), J("主题"), J("主旨"), J("主題"), O("抄送"), O("副本"), O("抄送人"), O("附件"), O("密送"),
    /* ja, ko, vi */ F("差出人"), F("送信者"), F("送信元"), S_("送信日時"), S_("送信日"), D("日時"), D("日付"), T("宛先"),
    T("受信者"), T("送信先"), J("件名"), J("題名"), F("보낸 사람"), F("보낸사람"), F("발신"), S_("보낸 날짜"), S_("보낸날짜"),
    D("날짜"), T("받는 사람"), T("받는사람"), T("수신"), J("제목"), O("참조"), F("tu"), S_("da gui"),
    S_("ngay gui"), D("ngay"), T("den"), T("toi"), J("chu de"), J("tieu de"),
    /* ar */ F("من"), F("المرسل"), S_("تم الارسال"), S_("تاريخ الارسال"), S_("ارسلت"),
    S_("تم ارساله"), D("التاريخ"), D("تاريخ"), T("الي"), T("المستلم"), J("الموضوع"), J("موضوع"),
    O("نسخه"), O("نسخه الي"),
    /* he */ F("מאת"), F("השולח"), S_("נשלח"), S_("נשלח ב"), D("תאריך"), T("אל"), T("לכבוד"),
    J("נושא"), J("הנדון"), O("עותק"), O("העתק")};
/* clang-format on */

enum quote_field quote_word_field(struct str folded)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (str_eq(labels[i].word, folded))
            return labels[i].field;
    return FIELD_NONE;
}

static bool is_bold(char c)
{
    return c == '*' || c == '_' || c == ' ' || c == '|';
}

/* "*From:* Ann", "De : Ann", "发件人： Ann"; *value is what follows. */
static enum quote_field field_of(const struct quote_line *line, struct str *value)
{
    struct str key = line->key;
    while (key.n && is_bold(key.p[0]))
        key = str_skip(key, 1);
    ptrdiff_t colon = str_chr(str_head(key, LABEL_BYTES), ':');
    if (colon <= 0)
        return FIELD_NONE;
    struct str label = str_head(key, colon);
    while (label.n && is_bold(label.p[label.n - 1]))
        label.n--;
    *value = str_skip(key, colon + 1);
    return quote_word_field(label);
}

/* "10:30", "10.30" */
static bool has_clock(struct str s)
{
    for (ptrdiff_t i = 1; i + 2 < s.n; i++)
        if ((s.p[i] == ':' || s.p[i] == '.') && ascii_is_digit(s.p[i - 1]) &&
            ascii_is_digit(s.p[i + 1]) && ascii_is_digit(s.p[i + 2]))
            return true;
    return false;
}

/* Some programs put all headers in one line: "From: Ann Date: Monday Subject: Lift". */
static unsigned fields_within(struct str value)
{
    unsigned fields = 0;
    for (ptrdiff_t i = 1; i < value.n; i++) {
        if (value.p[i] != ':')
            continue;
        struct str before = str_head(value, i);
        fields |= quote_word_field(str_skip(before, str_rchr(before, ' ') + 1));
    }
    return fields;
}

struct block {
    unsigned fields; /* of enum quote_field */
    bool has_address, has_clock;
    ptrdiff_t last; /* line of the last header */
};

static bool takes_headers(const struct quote_line *line)
{
    return line->mark == MARK_TEXT && !line->depth && !line->is_code && !line->is_block;
}

/* From line i on, all headers that stand together. Blank lines between headers are allowed (some
 * clients set each as a paragraph), and the rest of a header on lines of its own. */
static struct block read_block(const struct quote_lines *lines, ptrdiff_t i)
{
    struct block block = {.last = i - 1};
    ptrdiff_t end = i + BLOCK_LINES < lines->n ? i + BLOCK_LINES : lines->n;
    int gap = 0;
    for (; i < end && gap <= GAP_LINES; i++) {
        const struct quote_line *line = &lines->v[i];
        struct str value = {0};
        enum quote_field field = takes_headers(line) ? field_of(line, &value) : FIELD_NONE;
        bool is_list = takes_headers(line) &&
                       (str_has(line->key, S("@")) || str_has(line->key, S(";")));
        if (!takes_headers(line) && !quote_line_is_blank(line))
            break;
        block.has_address |= is_list && str_has(line->key, S("@"));
        bool is_new = field && (field == FIELD_OTHER || !(block.fields & field));
        if (is_new) {
            block.fields |= field | fields_within(value);
            block.has_clock |= field & (FIELD_SENT | FIELD_DATE) && has_clock(value);
            block.last = i;
            gap = 0;
        } else if (field) {
            break; /* a second From: begins another block */
        } else {
            gap += !is_list;
        }
    }
    return block;
}

/* Is it the head of a mail? People write "From: Berlin", "To: Munich", "Date: 5 May" too, so there
 * must be something only mail has: a subject, an address, or the word "sent". */
static bool is_mail_head(const struct block *b)
{
    bool has_from = b->fields & FIELD_FROM, has_to = b->fields & FIELD_TO;
    bool has_sent = b->fields & FIELD_SENT, has_subject = b->fields & FIELD_SUBJECT;
    bool has_date = has_sent || b->fields & FIELD_DATE;
    if (has_from)
        return (has_subject && (has_date || has_to || b->has_address)) ||
               (has_date && (b->has_address || has_sent)) || (has_to && b->has_address);
    return has_date && has_to && (has_subject || (b->has_address && b->has_clock));
}

/* A long subject may go on in the line below the last header. */
static ptrdiff_t block_end(const struct quote_lines *lines, ptrdiff_t last)
{
    struct str value;
    const struct quote_line *v = lines->v;
    bool is_subject = field_of(&v[last], &value) == FIELD_SUBJECT &&
                      v[last].body.n >= SUBJECT_BYTES;
    bool goes_on = is_subject && last + 2 < lines->n && takes_headers(&v[last + 1]) &&
                   quote_line_is_blank(&v[last + 2]);
    return goes_on ? last + 2 : last + 1;
}

void quote_mark_headers(struct quote_lines *lines)
{
    for (ptrdiff_t i = 0; i < lines->n; i++) {
        struct str value;
        if (!takes_headers(&lines->v[i]) || !field_of(&lines->v[i], &value))
            continue;
        struct block block = read_block(lines, i);
        if (!is_mail_head(&block))
            continue;
        ptrdiff_t end = block_end(lines, block.last);
        for (; i < end; i++)
            if (!quote_line_is_blank(&lines->v[i]))
                lines->v[i].mark = MARK_HEADER;
        i--;
    }
}
