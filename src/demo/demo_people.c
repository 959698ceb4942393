/* demo_people.c: who is there before anything happens: the team's people, and those they serve. */
#include "demo/demo_words.h"

#include "app/settings.h"
#include "mailbox/mailbox.h"
#include "people/account.h"
#include "people/person.h"
#include "people/team.h"
#include "text/json.h"

const struct demo_agent demo_agents[] = {
    {"Maya Ellis", "maya", ROLE_LEADER, of_repairs, true},
    {"Tom Berry", "tom", ROLE_AGENT, of_repairs, false},
    {"Priya Nair", "priya", ROLE_AGENT, of_repairs, false},
    {"Idris Cole", "idris", ROLE_AGENT, of_repairs, false},
    {"Ruth Kaplan", "ruth", ROLE_LEADER, of_rent, true},
    {"Jonas Richter", "jonas", ROLE_AGENT, of_rent, false},
    {"Leila Rahimi", "leila", ROLE_LEADER, of_moving, true},
    {"Emilia Nowak", "emilia", ROLE_AGENT, of_moving, false},
    {"Ada Whyte", "ada", ROLE_ADMIN, -1, false},
    {"Bella Stone", "bella", ROLE_LEADER, of_scheduling, true},
    {"Sunita Rao", "sunita", ROLE_LEADER, of_parts, true},
    {"Viktor Lange", "viktor", ROLE_LEADER, of_finance, true},
};
const int demo_agent_count = COUNT(demo_agents);

const char *const demo_teams[demo_teams_most][2] = {
    {"Repairs", "wrench"},      {"Rent and billing", "tag"}, {"Moving home", "pin"},
    {"Scheduling", "calendar"}, {"Parts desk", "save"},      {"Finance", "building"}};

const struct demo_customer demo_customers[] = {
    {"June Whitfield", "june.whitfield", "en", NULL,
     "Two small children. Rings rather than writes."},
    {"Amira Haddad", "amira.haddad", "en", "a.haddad.work", "Prefers email. Child aged 3 at home."},
    {"Dele Okafor", "dele.okafor", "en", NULL, NULL},
    {"Sofia Lindqvist", "sofia.lindqvist", "en", "sofia.l",
     "Works nights: not before noon, please."},
    {"Kwame Mensah", "kwame.mensah", "en", NULL, NULL},
    {"Pilar Romero", "pilar.romero", "es", NULL, "Reads English well, rings in Spanish."},
    {"Henry Boateng", "henry.boateng", "en", NULL,
     "Uses a wheelchair. Carer on Mondays and Thursdays."},
    {"Linh Nguyen", "linh.nguyen", "en", "linh.nguyen.home", NULL},
    {"Grace Fenwick", "grace.fenwick", "en", "grace.harding", "Was Grace Harding until August."},
    {"Marek Sokol", "marek.sokol", "pl", NULL, NULL},
    {"Tamar Avraham", "tamar.avraham", "en", NULL, "Looks after her mother, 84."},
    {"Ben Carver", "ben.carver", "en", NULL, NULL},
    {"Ilse Yorke", "ilse.yorke", "en", NULL, "Had a fall in spring. Please let it ring for long."},
    {"Rafael Duarte", "rafael.duarte", "en", NULL, NULL},
    {"Aoife Brennan", "aoife.brennan", "en", NULL, NULL},
    {"Yusuf Demir", "yusuf.demir", "en", "y.demir", NULL},
    {"Hannah Weiss", "hannah.weiss", "de", NULL, "Writes in German."},
    {"Samir Patel", "samir.patel", "en", NULL, NULL},
    {"Margaret Hale", "margaret.hale", "en", NULL, "Speaks for the tenants of Elm Court."},
    {"Olu Adeyemi", "olu.adeyemi", "en", NULL, NULL},
    {"Wei Chen", "wei.chen", "zh", NULL, NULL},
    {"Katarzyna Wójcik", "katarzyna.wojcik", "pl", NULL, NULL},
    {"Fatima Al-Sayed", "fatima.alsayed", "ar", NULL, "Her brother Karim may speak for her."},
    {"Lars Friedrich", "lars.friedrich", "de", NULL, NULL},
    {"Carmen Ibáñez", "carmen.ibanez", "es", NULL, NULL},
    {"Oksana Melnyk", "oksana.melnyk", "uk", NULL,
     "Arrived in 2022. Interpreter: Emilia knows whom to ask."},
    {"李 静", "li.jing", "zh", NULL, "Likes to be called Jing."},
    {"Anjali Sharma", "anjali.sharma", "hi", NULL, NULL},
    {"Thandiwe Ndlovu", "thandiwe.ndlovu", "en", NULL, NULL},
    {"Giulia Ferrari", "giulia.ferrari", "en", NULL, NULL},
    {"Patrick O'Sullivan", "patrick.osullivan", "en", "pat.osullivan", NULL},
    {"Siobhán Kelly", "siobhan.kelly", "en", NULL, NULL},
    {"Nikos Papadakis", "nikos.papadakis", "en", NULL, NULL},
    {"Zainab Hussain", "zainab.hussain", "en", NULL, "No visits on Friday afternoons."},
    {"George Abernathy", "george.abernathy", "en", NULL, "Hard of hearing: write, do not ring."},
    {"Chiamaka Eze", "chiamaka.eze", "en", NULL, NULL},
    {"Björn Andersson", "bjorn.andersson", "en", NULL, NULL},
    {"Mei Ling Tan", "meiling.tan", "en", "mltan", NULL},
    {"Hiroshi Tanaka", "hiroshi.tanaka", "en", NULL, NULL},
    {"Ewa Kowalska", "ewa.kowalska", "pl", NULL, NULL},
    {"Mohammed Rahman", "mohammed.rahman", "en", NULL, NULL},
    {"Delphine Moreau", "delphine.moreau", "en", NULL, NULL},
    {"Arjun Reddy", "arjun.reddy", "en", NULL, NULL},
    {"Constance Bell", "constance.bell", "en", NULL, "Tenant since 1978. Knows everybody."},
    {"Kofi Asante", "kofi.asante", "en", NULL, NULL},
    {"Ludmila Novak", "ludmila.novak", "en", NULL, NULL},
    {"Ahmed Farah", "ahmed.farah", "ar", NULL, NULL},
    {"Rosa Martins", "rosa.martins", "en", NULL, NULL},
    {"Jürgen Schäfer", "juergen.schaefer", "de", NULL, "Writes in German, speaks English."},
    {"Noor Van Dijk", "noor.vandijk", "en", NULL, NULL},
    {"Ioana Popescu", "ioana.popescu", "en", NULL, NULL},
    {"Winston Clarke", "winston.clarke", "en", NULL, "Blind: letters as email, please."},
    {"Beatrix Lowe", "beatrix.lowe", "en", NULL, NULL},
    {"Tariq Aziz Khan", "tariq.khan", "en", "tk.home", NULL},
    {"Elif Kaya", "elif.kaya", "en", NULL, NULL},
    {"Sanjay Gupta", "sanjay.gupta", "hi", NULL, NULL},
    {"Blessing Owusu", "blessing.owusu", "en", NULL, NULL},
    {"Duncan MacLeod", "duncan.macleod", "en", NULL, NULL},
    {"Teresa Vargas", "teresa.vargas", "es", NULL, NULL},
    {"Andrii Shevchuk", "andrii.shevchuk", "uk", NULL, NULL},
    {"Precious Moyo", "precious.moyo", "en", NULL, NULL},
    {"Edith Crane", "edith.crane", "en", NULL, "Her daughter Ruth helps with forms."},
};
const int demo_customer_count = COUNT(demo_customers);
_Static_assert(COUNT(demo_customers) <= demo_customers_most, "raise demo_customers_most");
_Static_assert(COUNT(demo_agents) <= demo_agents_most, "raise demo_agents_most");

/* ---- the office's hours ------------------------------------------------------------------------
 */

/* Easter Sunday, Gregorian (Meeus, Jones and Butcher). */
static day_number easter(int year)
{
    int a = year % 19, b = year / 100, c = year % 100;
    int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
    return day_from(year, n / 31, n % 31 + 1);
}

static day_number monday_from(day_number d)
{
    return d + (7 - day_weekday(d)) % 7;
}

/* The next work day when it falls on a weekend. */
static day_number substitute(day_number d)
{
    return day_weekday(d) > 4 ? monday_from(d) : d;
}

static void put_holiday(struct json *j, day_number d, const char *name, struct arena *a)
{
    json_object(j);
    json_key(j, "date");
    json_text(j, day_format(a, d));
    json_key(j, "name");
    json_text(j, str_from(name));
    json_end(j);
}

static void put_year(struct json *j, int year, struct arena *a)
{
    day_number christmas = substitute(day_from(year, 12, 25)),
               boxing = substitute(day_from(year, 12, 26));
    put_holiday(j, substitute(day_from(year, 1, 1)), "New Year's Day", a);
    put_holiday(j, easter(year) - 2, "Good Friday", a);
    put_holiday(j, easter(year) + 1, "Easter Monday", a);
    put_holiday(j, monday_from(day_from(year, 5, 1)), "Early May bank holiday", a);
    put_holiday(j, monday_from(day_from(year, 5, 25)), "Spring bank holiday", a);
    put_holiday(j, monday_from(day_from(year, 8, 25)), "Summer bank holiday", a);
    put_holiday(j, christmas, "Christmas Day", a);
    put_holiday(j, boxing <= christmas ? christmas + 1 : boxing, "Boxing Day", a);
}

struct str demo_hours(struct arena *a, instant now)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri"};
    struct buf b;
    struct json j;
    int year, month, day;
    day_split((day_number)(now / USEC_PER_DAY), &year, &month, &day);
    buf_init(&b, a, 8000);
    json_init(&j, &b);
    json_object(&j);
    json_key(&j, "tz");
    json_text(&j, S("Europe/London"));
    json_key(&j, "week");
    json_object(&j);
    for (int i = 0; i < COUNT(days); i++) {
        json_key(&j, days[i]);
        json_array(&j);
        json_array(&j);
        json_text(&j, S("08:00"));
        json_text(&j, S("18:00"));
        json_end(&j);
        json_end(&j);
    }
    json_end(&j);
    json_key(&j, "holidays");
    json_array(&j);
    for (int y = year - 1; y <= year + 1; y++)
        put_year(&j, y, a);
    json_end(&j);
    json_end(&j);
    return buf_str(&b);
}

/* ---- who is there ------------------------------------------------------------------------------
 */

static enum err set_settings(struct cx *cx, const struct demo *d)
{
    TRY(settings_set(cx, S("name"), S("Northgate Homes")));
    TRY(settings_set(cx, S("zone"), S("Europe/London")));
    TRY(settings_set(cx, S("lang"), S("en")));
    TRY(settings_set(cx, S("is_demo"), S("1")));
    TRY(settings_set(cx, S("demo_password"), d->password));
    TRY(settings_set(cx, S("demo_is_filled"), S("0")));
    return settings_set(cx, S("is_set_up"), S("1"));
}

static enum err add_teams(struct cx *cx, struct demo *d)
{
    calendar_id hours;
    TRY(hours_add(cx, S("Office hours"), demo_hours(cx->arena, d->now), &hours));
    for (int i = 0; i < demo_teams_most; i++) {
        struct team t = {

            .name = str_from(demo_teams[i][0]),
            .icon = str_from(demo_teams[i][1]),
            .calendar = hours};
        TRY(team_add(cx, &t, &d->teams[i]));
    }
    return OK;
}

static enum err add_agents(struct cx *cx, struct demo *d)
{
    for (int i = 0; i < demo_agent_count; i++) {
        const struct demo_agent *g = &demo_agents[i];
        struct str address = str_cat(cx->arena, str_from(g->local), S("@northgate.example"));
        TRY(person_for_address(cx, address, str_from(g->name), &d->agents[i]));
        TRY(account_add(cx, d->agents[i], g->role, d->password_hash));
        if (g->team >= 0)
            TRY(team_add_member(cx, d->teams[g->team], d->agents[i], g->is_leader));
    }
    return OK;
}

static enum err add_services(struct cx *cx, struct demo *d)
{
    for (int i = 0; i < demo_service_count; i++) {
        const struct demo_service *from = &demo_services[i];
        struct service s = {.name = str_from(from->name),
                            .team = d->teams[from->team],
                            .audience = AUDIENCE_OUTSIDE,
                            .steps = str_from(from->steps),
                            .bring = str_from(from->bring),
                            .respond_seconds = from->respond_hours * 3600,
                            .resolve_seconds = from->resolve_hours * 3600,
                            .is_default = i == on_ordinary};
        TRY(service_add(cx, &s, &d->services[i]));
    }
    struct mailbox box = {.name = S("Northgate Homes"),
                          .address = S("help@northgate.example"),
                          .service = d->services[on_ordinary],
                          .smtp_url = S(""),
                          .smtp_user = S(""),
                          .smtp_password = S(""),
                          .may_send = false};
    return mailbox_add(cx, &box, &box.id);
}

static struct str some_home(struct demo *d, struct arena *a)
{
    static const char *const houses[] = {"Birch House",   "Elm Court",    "Cedar House",
                                         "Rowan Terrace", "Station Mews", "Tanner's Yard"};
    int house = (int)prng_below(&d->chance, COUNT(houses)),
        flat = 1 + (int)prng_below(&d->chance, 40);
    return str_fmt(a, "flat %d, %s", flat, houses[house]);
}

static enum err add_customers(struct cx *cx, struct demo *d)
{
    for (int i = 0; i < demo_customer_count; i++) {
        const struct demo_customer *c = &demo_customers[i];
        d->homes[i] = some_home(d, d->arena);
        int64_t since = prng_below(&d->chance, 12 * 365);
        struct str note = str_fmt(cx->arena, "Lives at %.*s.%s%s", STR_ARG(d->homes[i]),
                                  c->note ? " " : "", c->note ? c->note : "");
        struct person p = {.name = str_from(c->name),
                           .called = strcmp(c->local, "li.jing") ? S("") : S("Jing"),
                           .lang = str_from(c->lang),
                           .note = note,
                           .created_at = cx->now - since * USEC_PER_DAY};
        TRY(person_add(cx, &p, &d->customers[i]));
        TRY(person_add_address(cx, d->customers[i],
                               str_cat(cx->arena, str_from(c->local), S("@example.org"))));
        if (c->more)
            TRY(person_add_address(cx, d->customers[i],
                                   str_cat(cx->arena, str_from(c->more), S("@example.net"))));
    }
    return OK;
}

enum err demo_people_add(struct cx *cx, struct demo *d)
{
    TRY(set_settings(cx, d));
    TRY(add_teams(cx, d));
    TRY(add_agents(cx, d));
    TRY(add_services(cx, d));
    TRY(demo_chain_add(cx, d));
    return add_customers(cx, d);
}
