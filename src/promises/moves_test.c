#include "harness/test.h"
#undef fail /* the app has one of its own */

#include "promises/moves.h"

#define MONDAY INT64_C(1772445600000000) /* 2 March 2026, 10:00 in London */
#define A MOVE_ACKNOWLEDGE
#define W MOVE_WHAT
#define B MOVE_BY_WHEN
#define E MOVE_EXPLAIN
#define T MOVE_THANK

struct desk {
    struct arena arena;
    struct draft_clock clock;
};

static void desk_open(struct desk *d)
{
    struct fault f = {0};
    *d = (struct desk){.clock = {.now = MONDAY, .otherwise = DRAFT_EN}};
    assert_int_equal(zone_open(&d->arena, ZONE_DIR, S("Europe/London"), &d->clock.zone, &f), OK);
    struct calendar *c = NEW(&d->arena, struct calendar);
    struct calendar_span *span = NEW(&d->arena, struct calendar_span);
    *span = (struct calendar_span){9 * 3600, 17 * 3600};
    c->zone = d->clock.zone;
    for (int day = 0; day < 5; day++)
        c->week[day] = (struct calendar_hours){span, 1};
    assert_int_equal(calendar_init(&d->arena, c, &f), OK);
    d->clock.calendar = c;
}

static const struct {
    const char *text, *due, *said; /* due "": no time; in the wall time of London */
    enum promise_kind kind;
} times[] = {
    {"We will fit the valve by 16:30 today.", "2026-03-02T16:30", "by 16:30 today",
     PROMISE_RESOLVE},
    {"I will let you know by 4pm.", "2026-03-02T16:00", "by 4pm", PROMISE_UPDATE},
    {"I'll get back to you by 4:15 p.m. Thanks!", "2026-03-02T16:15", NULL, PROMISE_UPDATE},
    {"It will be done before Friday.", "2026-03-05T17:00", "before Friday", PROMISE_RESOLVE},
    {"It will be done by Friday.", "2026-03-06T17:00", NULL, PROMISE_RESOLVE},
    {"We will send it no later than Thursday at 10:00.", "2026-03-05T10:00", NULL, PROMISE_RESOLVE},
    {"We'll be with you tomorrow at 9.", "2026-03-03T09:00", NULL, PROMISE_RESOLVE},
    {"An engineer will come on Wednesday.", "2026-03-04T17:00", NULL, PROMISE_RESOLVE},
    {"We'll have it fixed within 2 hours.", "2026-03-02T12:00", "within 2 hours", PROMISE_RESOLVE},
    {"You will get an answer in two working days.", "2026-03-04T17:00", NULL, PROMISE_UPDATE},
    {"I will call you within the hour.", "2026-03-02T11:00", NULL, PROMISE_UPDATE},
    {"I'll write again by the end of the day.", "2026-03-02T17:00", NULL, PROMISE_UPDATE},
    {"It will be there by noon tomorrow.", "2026-03-03T12:00", NULL, PROMISE_RESOLVE},
    {"The part will be here by 3 December.", "2026-12-03T17:00", NULL, PROMISE_RESOLVE},
    {"We will finish it by March 5th, 14:00.", "2026-03-05T14:00", NULL, PROMISE_RESOLVE},
    {"We will finish it by 2026-03-05.", "2026-03-05T17:00", NULL, PROMISE_RESOLVE},
    {"We will update you by the end of the week.", "2026-03-06T17:00", NULL, PROMISE_UPDATE},
    {"By Monday it will be done.", "2026-03-09T17:00", NULL, PROMISE_RESOLVE},
    /* none of these is a promise of ours */
    {"Please send us the form by Friday.", "", NULL, 0},
    {"Could you call us before 16:00?", "", NULL, 0},
    {"We cannot do it by Friday.", "", NULL, 0},
    {"You wrote to us on Monday.", "", NULL, 0},
    {"We are open until 18:00.", "", NULL, 0},
    {"Call me on 020 7946 0018 or write to room 4.", "", NULL, 0},
    {"The invoice over 16.30 was paid.", "", NULL, 0},
    {"> I will pay by Friday.\nThank you.", "", NULL, 0},
    {"It was promised by 9:00 on 1 March 2020.", "", NULL, 0},
    /* Deutsch */
    {"Wir melden uns bis morgen 12 Uhr.", "2026-03-03T12:00", "bis morgen 12 Uhr", PROMISE_UPDATE},
    {"Wir melden uns heute bis 16:30 Uhr bei Ihnen.", "2026-03-02T16:30", NULL, PROMISE_UPDATE},
    {"Der Techniker kommt am Donnerstag um 9 Uhr.", "2026-03-05T09:00", NULL, PROMISE_RESOLVE},
    {"Wir erledigen das vor Freitag.", "2026-03-05T17:00", "vor Freitag", PROMISE_RESOLVE},
    {"Sie erhalten das Ersatzteil bis zum 3. Dezember.", "2026-12-03T17:00", NULL, PROMISE_RESOLVE},
    {"Das wird bis 5.3. erledigt.", "2026-03-05T17:00", NULL, PROMISE_RESOLVE},
    {"Ich gebe Ihnen innerhalb von zwei Stunden Bescheid.", "2026-03-02T12:00", NULL,
     PROMISE_UPDATE},
    {"Wir prüfen das in zwei Werktagen.", "2026-03-04T17:00", NULL, PROMISE_RESOLVE},
    {"Ich melde mich übermorgen bei Ihnen.", "2026-03-04T17:00", NULL, PROMISE_UPDATE},
    {"Wir schicken es bis spätestens Freitag Mittag.", "2026-03-06T12:00", NULL, PROMISE_RESOLVE},
    {"Bitte schicken Sie uns das Formular bis Freitag.", "", NULL, 0},
    {"Wir schaffen es leider nicht bis Freitag.", "", NULL, 0},
    {"Wir haben bis 18 Uhr geöffnet.", "", NULL, 0},
    /* français, español, Nederlands */
    {"Nous vous rappellerons demain avant 16h30.", "2026-03-03T16:30", NULL, PROMISE_UPDATE},
    {"La pièce sera là au plus tard vendredi.", "2026-03-06T17:00", NULL, PROMISE_RESOLVE},
    {"Je vais vous répondre dans 2 heures.", "2026-03-02T12:00", NULL, PROMISE_UPDATE},
    {"Merci de nous envoyer le formulaire avant vendredi.", "", NULL, 0},
    {"Le enviaremos la pieza antes del viernes.", "2026-03-05T17:00", NULL, PROMISE_RESOLVE},
    {"Vamos a responderle mañana a las 11:00.", "2026-03-03T11:00", NULL, PROMISE_UPDATE},
    {"Por favor envíenos el formulario antes del viernes.", "", NULL, 0},
    {"We laten u uiterlijk morgen om 15:00 uur weten hoe het staat.", "2026-03-03T15:00", NULL,
     PROMISE_UPDATE},
    {"Wij sturen het onderdeel voor vrijdag.", "2026-03-05T17:00", NULL, PROMISE_RESOLVE},
};

static struct str wall_text(struct arena *a, const struct zone *z, instant t)
{
    struct wall w = zone_wall(z, t);
    return str_fmt(a, "%04d-%02d-%02dT%02d:%02d", w.year, w.month, w.day, w.hour, w.minute);
}

TEST(a_time_in_a_draft_is_offered_as_what_it_means)
{
    struct desk d;
    int wrong = 0;
    desk_open(&d);
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        struct draft_reading r;
        draft_read(&d.arena, str_from(times[i].text), &d.clock, &r);
        struct str due = r.time_count ? wall_text(&d.arena, d.clock.zone, r.times[0].due) : S("");
        bool is_right = str_eq(due, str_from(times[i].due)) && r.time_count <= 1;
        if (is_right && r.time_count)
            is_right = r.times[0].kind == times[i].kind;
        if (is_right && times[i].said)
            is_right = str_eq(r.times[0].said, str_from(times[i].said));
        if (!is_right)
            print_error("%s\n  read %.*s \"%.*s\" kind %d lang %d of %d, not %s\n", times[i].text,
                        STR_ARG(due), STR_ARG(r.time_count ? r.times[0].said : S("")),
                        (int)r.times[0].kind, (int)r.lang, r.time_count, times[i].due);
        wrong += !is_right;
    }
    assert_int_equal(wrong, 0);
    arena_release(&d.arena);
}

static const struct {
    const char *text;
    int moves;
    bool is_sorry;
} moves[] = {
    {"", 0, false},
    {"Dear Amira,\n\nThank you for your message. We will send an engineer by 16:30 today, because "
     "the "
     "valve has to be changed.\n\nMaya",
     A | W | B | E | T, false},
    {"Hello June, I have received your letter.", A, false},
    {"The lift is broken.", 0, false},
    {"I'll look at it now.", W, false},
    {"We are sorry that we did not keep our promise.", 0, true},
    {"Many thanks for your patience.", T, false},
    {"First we order the part, then an engineer comes to you.", E, false},
    {"Guten Tag Frau Haddad, vielen Dank für Ihre Nachricht. Wir schicken heute bis 16:30 Uhr "
     "einen "
     "Techniker, weil das Ventil getauscht werden muss.",
     A | W | B | E | T, false},
    {"Bitte entschuldigen Sie, dass es länger dauert.", 0, true},
    {"Merci pour votre message. Nous allons vérifier cela, car le compteur est ancien.",
     A | W | E | T, false},
    {"Gracias por su mensaje. Vamos a revisarlo porque el contador es antiguo.", A | W | E | T,
     false},
    {"Bedankt voor uw bericht. Wij zullen het nakijken, omdat de meter oud is.", A | W | E | T,
     false},
};

TEST(the_moves_that_a_draft_makes_are_seen)
{
    struct desk d;
    int wrong = 0;
    desk_open(&d);
    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        struct draft_reading r;
        draft_read(&d.arena, str_from(moves[i].text), &d.clock, &r);
        bool is_right = r.moves == moves[i].moves && r.is_sorry == moves[i].is_sorry;
        if (!is_right)
            print_error("%s\n  moves %d, not %d; sorry %d\n", moves[i].text, r.moves,
                        moves[i].moves, r.is_sorry);
        wrong += !is_right;
    }
    assert_int_equal(wrong, 0);
    arena_release(&d.arena);
}

TEST(the_reason_is_the_part_that_says_why)
{
    struct desk d;
    struct draft_reading r;
    desk_open(&d);
    draft_read(
        &d.arena,
        S("I am afraid it will be Thursday at 10:00 instead, because the part is not here yet."),
        &d.clock, &r);
    assert_true(r.is_late_news);
    assert_str_equal(r.reason, S("because the part is not here yet"));
    assert_int_equal(r.time_count, 1);
    arena_release(&d.arena);
}

TEST(a_very_long_draft_is_read_to_its_limit_and_no_further)
{
    struct desk d;
    struct draft_reading r;
    struct buf b;
    desk_open(&d);
    buf_init(&b, &d.arena, 1 << 20);
    for (int i = 0; i < 20000; i++)
        buf_add(&b, S("by Friday we will. "));
    draft_read(&d.arena, buf_str(&b), &d.clock, &r);
    assert_int_equal(r.time_count, 1);
    arena_release(&d.arena);
}
