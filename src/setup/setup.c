#include "setup/setup.h"

#include "app/settings.h"
#include "mailbox/mailbox.h"
#include "people/account.h"
#include "people/person.h"
#include "people/team.h"
#include "services/service.h"
#include "text/json.h"

enum { respond_seconds = 4 * 3600, resolve_seconds = 24 * 3600 };

static struct str office_hours(struct cx *cx, struct str zone)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri"};
    struct buf b;
    struct json j;
    buf_init(&b, cx->arena, 2000);
    json_init(&j, &b);
    json_object(&j);
    json_key(&j, "tz");
    json_text(&j, zone);
    json_key(&j, "week");
    json_object(&j);
    for (int i = 0; i < COUNT(days); i++) {
        json_key(&j, days[i]);
        json_array(&j);
        json_array(&j);
        json_text(&j, S("09:00"));
        json_text(&j, S("17:00"));
        json_end(&j);
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
    return buf_str(&b);
}

static enum err check_first(struct cx *cx)
{
    int64_t accounts;
    TRY(db_get_i64(cx->db, SQL("SELECT count(*) FROM account"), NO_ARGS, &accounts));
    if (accounts || org(cx->app)->is_set_up)
        return fail(cx, ERR_CONFLICT, NULL, "Kept is set up already. Sign in");
    return OK;
}

static enum err set_organisation(struct cx *cx, const struct setup *s)
{
    TRY(settings_set(cx, S("name"), s->organisation));
    TRY(settings_set(cx, S("zone"), s->zone));
    TRY(settings_set(cx, S("base_url"), s->base_url));
    TRY(settings_set(cx, S("lang"), s->lang));
    return settings_set(cx, S("is_set_up"), S("1"));
}

enum err setup_run(struct cx *cx, struct setup *s)
{
    calendar_id hours;
    struct team team = {.name = word(cx->lang, "Front desk"), .icon = S("people")};
    struct service service = {
        .name = word(cx->lang, "A question"),
        .audience = AUDIENCE_OUTSIDE,
        .bring = S(""),
        .steps = word(cx->lang, "A person reads your message\nYou hear what we will do, and by "
                                "when\nWe do it, and tell you"),
        .respond_seconds = respond_seconds,
        .resolve_seconds = resolve_seconds,
        .is_default = true};
    TRY(check_first(cx));
    TRY(set_organisation(cx, s));
    TRY(person_for_address(cx, s->address, s->name, &s->person));
    TRY(account_add(cx, s->person, ROLE_ADMIN, s->password_hash));
    TRY(hours_add(cx, word(cx->lang, "Office hours"), office_hours(cx, s->zone), &hours));
    team.calendar = hours;
    TRY(team_add(cx, &team, &team.id));
    TRY(team_add_member(cx, team.id, s->person, true));
    service.team = team.id;
    TRY(service_add(cx, &service, &service.id));
    if (s->mailbox.n == 0)
        return OK;
    struct mailbox box = {.name = s->organisation,
                          .address = s->mailbox,
                          .service = service.id,
                          .smtp_url = S(""),
                          .smtp_user = S(""),
                          .smtp_password = S(""),
                          .may_send = false};
    return mailbox_add(cx, &box, &box.id);
}
