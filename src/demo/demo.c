#include "demo/demo_plan.h"

#include <stdio.h>

#include "app/settings.h"
#include "people/account.h"
#include "services/calendar_json.h"

enum { seed = 20401 };

/* A password that can be read out and typed: 59 bits of chance, no letter that looks like another.
 */
static struct str new_password(struct arena *a)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    enum { group = 4, groups = 3 };
    struct buf b;
    buf_init(&b, a, 40);
    for (int n = 0; n < group * groups;) {
        unsigned char byte;
        rand_bytes(&byte, 1);
        if (byte >= 248) /* 8 × 31: the rest would favour some */
            continue;
        if (n && n % group == 0)
            buf_addc(&b, '-');
        buf_addc(&b, letters[byte % 31]);
        n++;
    }
    return buf_str(&b);
}

static enum err setting(struct cx *cx, struct str name, struct str *value)
{
    struct rows r;
    *value = S("");
    db_query(&r, cx->db, SQL("SELECT value FROM setting WHERE name = $1"), ARGS(DB_T(name)));
    if (rows_next(&r))
        *value = str_dup(cx->arena, rows_text(&r));
    return rows_end(&r);
}

static enum err print_sign_ins(struct cx *cx)
{
    static const char *const roles[] = {"", "agent", "leader", "administrator"};
    struct str password;
    TRY(setting(cx, S("demo_password"), &password));
    printf("Northgate Homes is made up. Sign in with any of these, and the password %.*s\n\n",
           STR_ARG(password));
    for (int i = 0; i < demo_agent_count; i++) {
        const struct demo_agent *g = &demo_agents[i];
        printf("  %s@northgate.example%*s%s, %s%s%s\n", g->local, (int)(8 - strlen(g->local)), "",
               g->name, roles[g->role], g->team >= 0 ? " in " : "",
               g->team >= 0 ? demo_teams[g->team][0] : "");
    }
    printf("\nNo mail leaves: what would be sent is shown.\n");
    fflush(stdout);
    return OK;
}

/* Is the demo there, or somebody's real Kept, or nothing yet? */
static enum err look(struct cx *cx, bool *is_there)
{
    struct str demo, filled, set_up;
    int64_t people;
    TRY(setting(cx, S("is_demo"), &demo));
    TRY(setting(cx, S("demo_is_filled"), &filled));
    TRY(setting(cx, S("is_set_up"), &set_up));
    TRY(db_get_i64(cx->db, SQL("SELECT count(*) FROM person"), NO_ARGS, &people));
    *is_there = str_eq(demo, S("1"));
    if (*is_there && !str_eq(filled, S("1")))
        return fail(cx, ERR_CONFLICT, NULL,
                    "Making the demo was interrupted. Empty this database, then try again");
    if (!*is_there && (people || str_eq(set_up, S("1"))))
        return fail(cx, ERR_CONFLICT, NULL,
                    "This Kept belongs to an organisation already. The demo needs an empty "
                    "database: give it another --data");
    return OK;
}

static enum err add_people(struct cx *cx, void *arg)
{
    struct demo *d = arg;
    cx->now = d->now - (demo_days + 14) * USEC_PER_DAY;
    prng_init(&d->chance, seed); /* a write may run twice */
    return demo_people_add(cx, d);
}

static enum err end_filling(struct cx *cx, void *arg)
{
    (void)arg;
    return settings_set(cx, S("demo_is_filled"), S("1"));
}

static enum err fill(struct cx *cx, struct demo *d)
{
    struct calendar *hours;
    struct demo_play play = {0};
    d->now = cx->now;
    d->password = new_password(cx->arena);
    TRY(account_hash(cx, d->password, &d->password_hash));
    TRY(calendar_parse(d->arena, cx->app->zones, demo_hours(d->arena, d->now), &hours, &cx->fault));
    d->hours = hours;
    TRY(cx_write(cx, add_people, d));
    TRY(settings_load(cx));
    demo_plan(d, &play);
    TRY(demo_replay(cx, d, &play));
    int swept;
    while ((swept = promise_sweep(cx)) > 0)
        ;
    if (swept < 0)
        return ERR_IO;
    return cx_write(cx, end_filling, NULL);
}

enum err demo_fill(struct cx *cx)
{
    struct demo *d = NEW(cx->arena, struct demo);
    bool is_there;
    d->arena = cx->arena;
    TRY(look(cx, &is_there));
    if (!is_there)
        TRY(fill(cx, d));
    return print_sign_ins(cx);
}
