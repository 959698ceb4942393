#include "promises/moves_words.h"

static const char *const phrases[DRAFT_LANGS][PHRASE_LISTS] = {
    [DRAFT_EN] =
        {
            [PHRASES_LANGUAGE] = "the|and|you|your|we|will|is|are|to|of|for|have|with|this|it|by|"
                                 "our|i|i'll|we'll|thank|please|before|until|today|tomorrow",
            [PHRASES_ACKNOWLEDGE] =
                "thank you for your message|thank you for your email|thank you "
                "for your mail|thank you for your "
                "call|thank you for writing|thank you for contacting|thank you "
                "for getting in touch|thank you for "
                "letting us know|thank you for telling us|thanks for your message|thanks for your "
                "email|thanks for your mail|thanks for your call|thanks for your note|thanks for "
                "letting us know|thanks for "
                "writing|thanks for getting in touch|thanks for contacting|we "
                "have received|i have received|we "
                "received|we have your|i have your|we got your|i got "
                "your|we've got your|i've got your|we've "
                "received|i've received|i have read|i've read|i understand|we "
                "understand|i see that|sorry to hear",
            [PHRASES_WE_WILL] = "i will|we will|i'll|we'll|i shall|we shall|i am going to|we are "
                                "going to|i'm going to|we're going "
                                "to|will be|will come|will call|will send|will visit|will fit|will "
                                "look|will let|will have|will "
                                "get|is coming|is on the way|is on its way|i have ordered|we have "
                                "ordered|i have asked|we have "
                                "asked|i have booked|we have booked|i've ordered|i've asked|i've "
                                "booked|we've ordered|we've "
                                "asked|we've booked|i am sending|we are sending|you will get|you "
                                "will receive|you'll get|you'll "
                                "receive|you will hear|you'll hear|i promise|we promise",
            [PHRASES_EXPLAIN] = "because|so that|this means|that means|which means|the reason|the "
                                "next step|next step|steps are|how it "
                                "works|once|as soon as|after that|first|then|afterwards|in order "
                                "to|here is how|what happens",
            [PHRASES_THANK] = "thank you|thanks|many thanks|we appreciate|i appreciate|grateful",
            [PHRASES_SORRY] = "sorry|apolog*|our mistake|my mistake|our fault|we let you down",
            [PHRASES_LATER] = "instead|later than|delay*|longer than|cannot keep|can't "
                              "keep|will not make|won't make|"
                              "moved to|has moved|postpone*",
            [PHRASES_NEWS] =
                "update|let you know|get back to|be in touch|tell you|hear from|write to you|write "
                "again|call you|ring you|phone you|email you|keep you posted|report "
                "back|inform*|news|answer "
                "you|reply "
                "to you|an answer|a reply",
            [PHRASES_ASKS] = "please|could you|can you|would you|you need to|you have to|you "
                             "must|kindly|send us|let us "
                             "know by|reply by|if you can",
            [PHRASES_NOT] = "cannot|can't|can not|could not|couldn't|won't|will not|unable|not "
                            "able|not possible|not|"
                            "don't|doesn't|didn't|never",
            [PHRASES_HOURS] = "open until|open till|open from|opening hours|office hours|closed "
                              "until|closed on|we are "
                              "open|we close|valid until",
            [PHRASES_REASON] = "because|as the|since the|due to|owing to|the reason is",
            [PHRASES_BY] =
                "by|until|till|no later than|not later than|at the latest by|latest by|by latest",
            [PHRASES_BEFORE] = "before|prior to|ahead of",
            [PHRASES_WITHIN] = "within the next|in the next|within|in",
            [PHRASES_FILLER] =
                "at|on|the|this|coming|next|of|o'clock|at the latest|latest|around|about|end of",
            [PHRASES_TODAY] = "today",
            [PHRASES_TONIGHT] = "tonight|this evening",
            [PHRASES_TOMORROW] = "tomorrow",
            [PHRASES_DAY_AFTER] = "the day after tomorrow|day after tomorrow",
            [PHRASES_NOON] = "noon|midday|lunchtime|lunch",
            [PHRASES_MORNING] = "morning",
            [PHRASES_AFTERNOON] = "afternoon",
            [PHRASES_DAY_END] = "end of the day|end of day|the end of the day|the end of today|end "
                                "of today|close of "
                                "business|end of business|close of play|eod|cob",
            [PHRASES_WEEK_END] = "the end of the week|end of the week|end of week|the end of this "
                                 "week|end of this week|eow",
            [PHRASES_NEXT_WEEK] = "next week|the end of next week|end of next week",
            [PHRASES_WORKING] = "working|business|work",
            [PHRASES_MINUTE] = "minute|minutes|min|mins",
            [PHRASES_HOUR] = "hour|hours|hr|hrs|h",
            [PHRASES_DAY] = "day|days",
            [PHRASES_WEEK] = "week|weeks",
        },
    [DRAFT_DE] =
        {
            [PHRASES_LANGUAGE] = "der|die|das|und|ich|wir|sie|ihre|ihr|ist|nicht|fur|mit|den|dem|"
                                 "ein|eine|bis|uhr|werden|wird|"
                                 "haben|danke|dank|bitte|heute|morgen|uns|mich|zu|auf|von",
            [PHRASES_ACKNOWLEDGE] = "danke fur ihre|danke fur deine|danke fur die|vielen dank fur "
                                    "ihre|vielen dank fur deine|vielen dank fur "
                                    "die|danke fur ihren|vielen dank fur ihren|vielen dank, dass "
                                    "sie|danke, dass sie|danke dass sie|wir haben "
                                    "ihre|ich habe ihre|wir haben ihren|ich habe ihren|ihre "
                                    "nachricht erhalten|ihre anfrage erhalten|ist bei "
                                    "uns eingegangen|ist eingegangen|haben sie sich gemeldet|ich "
                                    "verstehe|wir verstehen|tut mir leid, dass|tut "
                                    "uns leid, dass|es tut mir leid zu horen",
            [PHRASES_WE_WILL] =
                "ich werde|wir werden|werde ich|werden wir|ich melde|wir melden|melde ich|melden "
                "wir|ich schicke|wir "
                "schicken|schicke ich|schicken wir|ich sende|wir senden|ich kummere|wir "
                "kummern|kummere ich|kummern wir|ich "
                "prufe|wir prufen|prufe ich|prufen wir|ich klare|wir klaren|ich gebe|wir "
                "geben|gebe ich|geben wir|ich "
                "rufe|wir rufen|rufe ich|rufen wir|wird|kommt|ich habe bestellt|wir haben "
                "bestellt|ist bestellt|ist "
                "unterwegs|sie erhalten|sie bekommen|erhalten sie|bekommen sie|sie horen|horen "
                "sie|ich verspreche|wir "
                "versprechen|ich erledige|wir erledigen|erledige ich|erledigen wir|haben sie",
            [PHRASES_EXPLAIN] =
                "weil|denn|damit|das bedeutet|das heisst|der grund|nachster schritt|nachste "
                "schritt|zuerst|"
                "zunachst|danach|anschliessend|dann|sobald|nachdem|so geht|so lauft",
            [PHRASES_THANK] = "danke|dank|vielen dank|herzlichen dank|besten dank|bedanken",
            [PHRASES_SORRY] =
                "entschuldig*|tut mir leid|tut uns leid|bedauer*|verzeih*|unser fehler|mein fehler",
            [PHRASES_LATER] = "statt|spater|verzoger*|verschieb*|verschoben|langer als|nicht "
                              "einhalten|dauert langer",
            [PHRASES_NEWS] = "melde*|bescheid|informier*|ruckmeldung|zuruck|auf dem "
                             "laufenden|nachricht von uns|horen sie|"
                             "antwort*|benachrichtig*|stand der dinge|zwischenstand|rufe*",
            [PHRASES_ASKS] = "bitte|konnten sie|konnen sie|wurden sie|mussen sie|sie "
                             "mussen|schicken sie|senden sie|geben sie",
            [PHRASES_NOT] = "nicht|kein|keine|keinen|leider nicht|unmoglich|nie|niemals",
            [PHRASES_HOURS] =
                "geoffnet|offnungszeiten|geschlossen|erreichbar|sprechzeiten|burozeiten|gultig bis",
            [PHRASES_REASON] = "weil|da der|da die|da das|denn|wegen|aufgrund|der grund ist",
            [PHRASES_BY] = "bis spatestens|spatestens bis|spatestens|bis zum|bis zu|bis|gegen",
            [PHRASES_BEFORE] = "noch vor|vor",
            [PHRASES_WITHIN] =
                "innerhalb von|innerhalb der nachsten|in den nachsten|innerhalb|binnen|in",
            [PHRASES_FILLER] = "um|am|an|den|dem|der|die|diesen|dieser|diese|kommenden|kommender|"
                               "nachsten|uhr|gegen|zum|zur|"
                               "etwa|ca|spatestens",
            [PHRASES_TODAY] = "heute",
            [PHRASES_TONIGHT] = "heute abend",
            [PHRASES_TOMORROW] = "morgen",
            [PHRASES_DAY_AFTER] = "ubermorgen",
            [PHRASES_NOON] = "mittag|mittags",
            [PHRASES_MORNING] = "fruh|vormittag|vormittags|morgens",
            [PHRASES_AFTERNOON] = "nachmittag|nachmittags",
            [PHRASES_DAY_END] =
                "ende des tages|tagesende|feierabend|dienstschluss|geschaftsschluss|buroschluss",
            [PHRASES_WEEK_END] = "ende der woche|ende dieser woche|wochenende|freitagabend",
            [PHRASES_NEXT_WEEK] =
                "nachste woche|nachster woche|ende nachster woche|kommende woche|kommender woche",
            [PHRASES_WORKING] = "werktag|werktage|werktagen|arbeitstag|arbeitstage|arbeitstagen",
            [PHRASES_MINUTE] = "minute|minuten|min",
            [PHRASES_HOUR] = "stunde|stunden|std|h",
            [PHRASES_DAY] = "tag|tage|tagen|tages",
            [PHRASES_WEEK] = "woche|wochen",
        },
    [DRAFT_FR] =
        {
            [PHRASES_LANGUAGE] = "le|la|les|et|vous|votre|nous|est|pour|avec|dans|une|un|des|du|de|"
                                 "je|merci|bonjour|avant|demain|"
                                 "aujourd'hui|que|qui|sera|heures",
            [PHRASES_ACKNOWLEDGE] = "merci pour votre|merci de votre|merci de nous|merci "
                                    "d'avoir|nous avons bien recu|j'ai bien "
                                    "recu|nous avons recu|j'ai recu|bien recu|je comprends|nous "
                                    "comprenons|desole d'apprendre",
            [PHRASES_WE_WILL] = "nous allons|je vais|nous vous|je vous|nous "
                                "enverrons|j'enverrai|nous ferons|je ferai|sera|seront|viendra|"
                                "passera|va|vont|vous recevrez|vous aurez|nous avons commande|j'ai "
                                "commande|nous reviendrons|je reviendrai|"
                                "nous rappellerons|je rappellerai|je promets|nous promettons",
            [PHRASES_EXPLAIN] = "parce que|car|afin que|afin de|cela signifie|cela veut "
                                "dire|c'est-a-dire|la raison|prochaine "
                                "etape|d'abord|ensuite|puis|des que|apres cela|voici comment",
            [PHRASES_THANK] = "merci|remerci*|reconnaissant*",
            [PHRASES_SORRY] = "desole*|excuse*|pardon|notre erreur|mon erreur|regrett*",
            [PHRASES_LATER] = "au lieu de|plus tard|retard*|report*|plus longtemps",
            [PHRASES_NEWS] = "tenir au courant|tiendrons au courant|tiens au "
                             "courant|informer*|revien*|reviendr*|nouvelles|"
                             "rappell*|vous dire|vous ecrire|repon*",
            [PHRASES_ASKS] = "s'il vous plait|svp|veuillez|pouvez-vous|pourriez-vous|merci de nous "
                             "envoyer|vous devez",
            [PHRASES_NOT] = "ne|n'|pas|impossible|jamais",
            [PHRASES_HOURS] = "ouvert*|horaires|ferme*|valable",
            [PHRASES_REASON] = "parce que|car|en raison de|a cause de",
            [PHRASES_BY] = "d'ici a|d'ici|au plus tard|jusqu'a|jusqu'au|avant|pour",
            [PHRASES_BEFORE] = "avant",
            [PHRASES_WITHIN] = "dans les prochaines|dans les|dans|sous|d'ici|en moins de",
            [PHRASES_FILLER] =
                "a|le|la|ce|cet|cette|au|prochain|prochaine|vers|plus tard|l'|heures|heure|du|de",
            [PHRASES_TODAY] = "aujourd'hui",
            [PHRASES_TONIGHT] = "ce soir",
            [PHRASES_TOMORROW] = "demain",
            [PHRASES_DAY_AFTER] = "apres-demain",
            [PHRASES_NOON] = "midi",
            [PHRASES_MORNING] = "matin|matinee",
            [PHRASES_AFTERNOON] = "apres-midi",
            [PHRASES_DAY_END] = "la fin de la journee|fin de la journee|fin de journee|ce soir",
            [PHRASES_WEEK_END] = "la fin de la semaine|fin de la semaine|fin de semaine",
            [PHRASES_NEXT_WEEK] = "la semaine prochaine|semaine prochaine",
            [PHRASES_WORKING] = "ouvres|ouvrables|ouvre|ouvrable",
            [PHRASES_MINUTE] = "minute|minutes|min",
            [PHRASES_HOUR] = "heure|heures|h",
            [PHRASES_DAY] = "jour|jours",
            [PHRASES_WEEK] = "semaine|semaines",
        },
    [DRAFT_ES] =
        {
            [PHRASES_LANGUAGE] = "el|los|las|y|usted|su|sus|es|para|con|una|un|del|de|por|que|"
                                 "gracias|antes|hoy|manana|nos|le|"
                                 "estimado|hola|lunes|viernes|sera",
            [PHRASES_ACKNOWLEDGE] =
                "gracias por su|gracias por tu|gracias por escrib*|gracias por contact*|gracias "
                "por avis*|"
                "hemos recibido|he recibido|recibimos su|entiendo|entendemos|lamento saber",
            [PHRASES_WE_WILL] =
                "vamos a|voy a|le "
                "enviaremos|enviaremos|enviare|haremos|hare|sera|seran|llegara|pasara|vendra|"
                "recibira|tendra|"
                "le llamaremos|llamaremos|llamare|le avisaremos|avisaremos|informaremos|hemos "
                "pedido|he pedido|prometemos|"
                "prometo|le escribiremos|responderemos|estara",
            [PHRASES_EXPLAIN] = "porque|ya que|para que|esto significa|eso significa|es decir|el "
                                "motivo|siguiente paso|primero|"
                                "despues|luego|en cuanto|una vez",
            [PHRASES_THANK] = "gracias|agradec*",
            [PHRASES_SORRY] =
                "lo siento|lo sentimos|disculp*|perdon*|lament*|nuestro error|mi error",
            [PHRASES_LATER] = "en lugar de|mas tarde|retras*|aplaz*|mas tiempo",
            [PHRASES_NEWS] = "avisar*|informar*|noticias|le dire|le "
                             "diremos|llamar*|escribir*|responder*|respuesta",
            [PHRASES_ASKS] = "por favor|puede usted|podria|podrian|debe usted|envienos|indiquenos",
            [PHRASES_NOT] = "no|nunca|imposible|tampoco",
            [PHRASES_HOURS] = "abierto*|horario*|cerrado*|valido*",
            [PHRASES_REASON] = "porque|ya que|debido a|por culpa de",
            [PHRASES_BY] = "a mas tardar|como muy tarde|antes de|antes del|hasta|para",
            [PHRASES_BEFORE] = "antes de|antes del",
            [PHRASES_WITHIN] =
                "dentro de|en las proximas|en los proximos|en un plazo de|en menos de|en",
            [PHRASES_FILLER] = "a|las|la|el|los|este|esta|proximo|proxima|del|de|por|sobre|horas",
            [PHRASES_TODAY] = "hoy",
            [PHRASES_TONIGHT] = "esta noche",
            [PHRASES_TOMORROW] = "manana",
            [PHRASES_DAY_AFTER] = "pasado manana",
            [PHRASES_NOON] = "mediodia",
            [PHRASES_MORNING] = "la manana",
            [PHRASES_AFTERNOON] = "la tarde|tarde",
            [PHRASES_DAY_END] = "el final del dia|final del dia|fin del dia|ultima hora",
            [PHRASES_WEEK_END] =
                "el final de la semana|final de la semana|final de semana|finales de semana",
            [PHRASES_NEXT_WEEK] =
                "la proxima semana|proxima semana|la semana que viene|semana que viene",
            [PHRASES_WORKING] = "laborables|habiles|laborable|habil",
            [PHRASES_MINUTE] = "minuto|minutos|min",
            [PHRASES_HOUR] = "hora|horas|h",
            [PHRASES_DAY] = "dia|dias",
            [PHRASES_WEEK] = "semana|semanas",
        },
    [DRAFT_NL] =
        {
            [PHRASES_LANGUAGE] = "de|het|een|en|u|uw|wij|we|ik|is|voor|met|niet|van|op|te|bedankt|"
                                 "beste|vandaag|morgen|uur|tot|"
                                 "zullen|zal|wordt|laten|weten|hebben|naar",
            [PHRASES_ACKNOWLEDGE] = "bedankt voor uw|bedankt voor je|dank voor uw|dank u voor|we "
                                    "hebben uw|wij hebben uw|ik heb "
                                    "uw|uw bericht ontvangen|uw vraag ontvangen|hebben "
                                    "ontvangen|ik begrijp|we begrijpen|wij "
                                    "begrijpen|vervelend om te horen",
            [PHRASES_WE_WILL] = "wij zullen|we zullen|ik zal|zullen we|zullen wij|zal ik|wij "
                                "sturen|we sturen|ik stuur|stuur ik|sturen we|ik "
                                "ga|we gaan|wij gaan|ga ik|gaan we|wordt|worden|komt|u krijgt|u "
                                "ontvangt|krijgt u|ontvangt u|u hoort|hoort "
                                "u|is besteld|is onderweg|ik laat|we laten|wij laten|laat ik|laten "
                                "we|laten wij|ik beloof|we beloven|ik bel|"
                                "bel ik|bellen we|we bellen|zal|zullen",
            [PHRASES_EXPLAIN] = "omdat|want|zodat|dat betekent|dit betekent|de reden|volgende "
                                "stap|eerst|daarna|vervolgens|dan|"
                                "zodra|nadat|zo werkt",
            [PHRASES_THANK] = "bedankt|dank|dankjewel|dank u wel|hartelijk dank",
            [PHRASES_SORRY] = "sorry|excus*|spijt*|het spijt|onze fout|mijn fout|verontschuld*",
            [PHRASES_LATER] = "in plaats van|later dan|vertrag*|uitgesteld|langer dan|verplaats*",
            [PHRASES_NEWS] = "laten weten|laat weten|weten|op de hoogte|bericht|hoort u|u "
                             "hoort|terugbel*|terug|informer*|"
                             "antwoord*|reactie|bel",
            [PHRASES_ASKS] =
                "alstublieft|a.u.b|aub|graag van u|kunt u|wilt u|zou u|u moet|stuurt u",
            [PHRASES_NOT] = "niet|geen|onmogelijk|nooit",
            [PHRASES_HOURS] = "geopend|openingstijden|gesloten|bereikbaar|geldig tot",
            [PHRASES_REASON] = "omdat|want|wegens|door",
            [PHRASES_BY] = "uiterlijk|voor het einde van|tot uiterlijk|tot|tegen|voor",
            [PHRASES_BEFORE] = "voor|nog voor",
            [PHRASES_WITHIN] = "binnen de komende|in de komende|binnen|over",
            [PHRASES_FILLER] =
                "om|op|de|het|komende|aanstaande|volgende|uur|rond|deze|dit|uiterlijk",
            [PHRASES_TODAY] = "vandaag",
            [PHRASES_TONIGHT] = "vanavond",
            [PHRASES_TOMORROW] = "morgen",
            [PHRASES_DAY_AFTER] = "overmorgen",
            [PHRASES_NOON] = "12 uur 's middags|tussen de middag",
            [PHRASES_MORNING] = "ochtend|morgenochtend|vanochtend|vroeg",
            [PHRASES_AFTERNOON] = "middag|vanmiddag|morgenmiddag",
            [PHRASES_DAY_END] = "het einde van de dag|einde van de dag|einde dag|einde werkdag",
            [PHRASES_WEEK_END] =
                "het einde van de week|einde van de week|eind van de week|eind deze week",
            [PHRASES_NEXT_WEEK] = "volgende week|komende week",
            [PHRASES_WORKING] = "werkdag|werkdagen",
            [PHRASES_MINUTE] = "minuut|minuten|min",
            [PHRASES_HOUR] = "uur|uren|u",
            [PHRASES_DAY] = "dag|dagen",
            [PHRASES_WEEK] = "week|weken",
        },
};

/* clang-format off */
static const char *const weekdays[DRAFT_LANGS][7] = {
    {"monday|mon", "tuesday|tue|tues", "wednesday|wed", "thursday|thu|thur|thurs", "friday|fri", "saturday|sat", "sunday|sun"},
    {"montag|mo", "dienstag|di", "mittwoch|mi", "donnerstag|do", "freitag|fr", "samstag|sa|sonnabend", "sonntag"},
    {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"},
    {"lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"},
    {"maandag|ma", "dinsdag|di", "woensdag|wo", "donderdag|do", "vrijdag|vr", "zaterdag|za", "zondag|zo"},
};
static const char *const months[DRAFT_LANGS][12] = {
    {"january|jan", "february|feb", "march|mar", "april|apr", "may", "june|jun", "july|jul", "august|aug", "september|sep|sept", "october|oct", "november|nov", "december|dec"},
    {"januar|jan|janner", "februar|feb", "marz|mar", "april|apr", "mai", "juni|jun", "juli|jul", "august|aug", "september|sep|sept", "oktober|okt", "november|nov", "dezember|dez"},
    {"janvier|janv", "fevrier|fevr", "mars", "avril|avr", "mai", "juin", "juillet|juil", "aout", "septembre|sept", "octobre|oct", "novembre|nov", "decembre|dec"},
    {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre|setiembre", "octubre", "noviembre", "diciembre"},
    {"januari|jan", "februari|feb", "maart|mrt", "april|apr", "mei", "juni|jun", "juli|jul", "augustus|aug", "september|sep", "oktober|okt", "november|nov", "december|dec"},
};
static const char *const numbers[DRAFT_LANGS][12] = {
    {"one|an|a|the", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"},
    {"ein|eine|einer|einem|eines", "zwei|zweier", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwolf"},
    {"un|une|l'", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"},
    {"uno|una|un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"},
    {"een|het", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"},
};
/* clang-format on */

const char *phrases_of(enum draft_lang l, enum phrase_list list)
{
    return phrases[l][list] ? phrases[l][list] : "";
}

static bool is_one(struct str s, const char *words)
{
    struct str rest = str_from(words);
    while (rest.p)
        if (str_eq(str_cut(&rest, '|'), s))
            return true;
    return false;
}

int weekday_word(enum draft_lang l, struct str s)
{
    for (int i = 0; i < 7; i++)
        if (is_one(s, weekdays[l][i]))
            return i;
    return -1;
}

int month_word(enum draft_lang l, struct str s)
{
    for (int i = 0; i < 12; i++)
        if (is_one(s, months[l][i]))
            return i + 1;
    return 0;
}

int number_word(enum draft_lang l, struct str s)
{
    for (int i = 0; i < 12; i++)
        if (is_one(s, numbers[l][i]))
            return i + 1;
    return 0;
}

/* One phrase, word by word. */
static int phrase_matches(struct str phrase, const struct draft_word *list, int n, int i)
{
    int took = 0;
    while (phrase.p) {
        struct str word = str_cut(&phrase, ' ');
        bool goes_on = str_ends(word, S("*"));
        if (word.n && word.p[word.n - 1] == ',')
            word.n--;
        if (i + took >= n || (took && list[i + took - 1].ends))
            return 0;
        struct str said = list[i + took].folded;
        if (goes_on ? !str_starts(said, str_head(word, word.n - 1)) : !str_eq(said, word))
            return 0;
        took++;
    }
    return took;
}

int phrase_at(enum draft_lang l, enum phrase_list which, const struct draft_word *list, int n,
              int i)
{
    struct str rest = str_from(phrases_of(l, which));
    int longest = 0;
    while (rest.p) {
        struct str phrase = str_cut(&rest, '|');
        int took = phrase.n ? phrase_matches(phrase, list, n, i) : 0;
        longest = took > longest ? took : longest;
    }
    return longest;
}
