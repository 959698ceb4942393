/* filter_sql.c: a filter as a condition of SQL; every value is an argument. */
#include "requests/filter.h"

#include "requests/filter_time.h"
#include "requests/request.h"
#include "requests/request_row.h"

static instant day_at(struct cx *cx, int days)
{
    struct wall w = zone_wall(cx->zone, cx->now);
    return zone_instant(cx->zone, day_from(w.year, w.month, w.day) + days, 0, ZONE_FIRST);
}

instant request_day_start(struct cx *cx)
{
    return day_at(cx, 0);
}

/* "+2d", "-3h": hours are hours, days and weeks keep the time of day only roughly: 24 hours each.
 */
static bool read_step(struct cx *cx, struct str s, instant *out)
{
    int64_t n;
    if (s.n < 3 || s.n > 8 || (*s.p != '+' && *s.p != '-') || !ascii_is_digit(s.p[1]))
        return false;
    char unit = s.p[s.n - 1];
    int64_t us = unit == 'h'   ? USEC_PER_HOUR
                 : unit == 'd' ? USEC_PER_DAY
                 : unit == 'w' ? 7 * USEC_PER_DAY
                 : unit == 'm' ? 60 * USEC_PER_SEC
                               : 0;
    if (us == 0 || str_to_i64(str_head(str_skip(s, 1), s.n - 2), &n) != OK || n > 10000)
        return false;
    *out = cx->now + (*s.p == '-' ? -n : n) * us;
    return true;
}

static bool read_date(struct cx *cx, struct str s, instant *out)
{
    int64_t y, m, d;
    struct str rest = s, year = str_cut(&rest, '-'), month = str_cut(&rest, '-');
    if (s.n != 10 || str_to_i64(year, &y) != OK || str_to_i64(month, &m) != OK ||
        str_to_i64(rest, &d) != OK || y < 1970 || y > 2200 || m < 1 || m > 12 || d < 1 || d > 31)
        return false;
    *out = zone_instant(cx->zone, day_from((int)y, (int)m, (int)d), 0, ZONE_FIRST);
    return true;
}

bool filter_time(struct cx *cx, struct str s, instant *out)
{
    static const struct {
        struct str name;
        int days;
    } days[] = {{STR_INIT("today"), 0}, {STR_INIT("tomorrow"), 1}, {STR_INIT("yesterday"), -1}};
    if (str_eq(s, S("now")))
        return *out = cx->now, true;
    for (int i = 0; i < COUNT(days); i++)
        if (str_eq(s, days[i].name))
            return *out = day_at(cx, days[i].days), true;
    return read_step(cx, s, out) || read_date(cx, s, out);
}

/* ---- conditions --------------------------------------------------------------------------------
 */

static void put_not(struct sql_builder *b, const struct filter_condition *c)
{
    if (c->op == OP_NOT || c->op == OP_LACKS)
        sql_add(b, SQL("NOT "));
}

static void put_state(struct sql_builder *b, struct str v)
{
    if (str_eq(v, S("active")))
        sql_add(b, SQL("r.state < 10"));
    else if (str_eq(v, S("closed")))
        sql_add(b, SQL("r.state >= 10"));
    else if (str_eq(v, S("open")))
        sql_add(b, SQL("r.state = 1"));
    else if (str_eq(v, S("waiting")))
        sql_add(b, SQL("r.state = 2"));
    else if (str_eq(v, S("kept")))
        sql_add(b, SQL("r.state = 10"));
    else
        sql_add(b, str_eq(v, S("withdrawn")) ? SQL("r.state = 11") : SQL("r.state = 12"));
}

static void put_risk(struct sql_builder *b, struct str v)
{
    if (str_eq(v, S("none")))
        sql_add(b, SQL("r.risk = 0"));
    else
        sql_add(b, str_eq(v, S("soon")) ? SQL("r.risk > 0 AND r.risk = 1")
                                        : SQL("r.risk > 0 AND r.risk = 2"));
}

static void put_owner(struct cx *cx, struct sql_builder *b, struct str v)
{
    int64_t id = 0;
    if (str_eq(v, S("nobody"))) {
        sql_add(b, SQL("r.owner_id IS NULL"));
        return;
    }
    if (str_eq(v, S("me")) || str_to_i64(v, &id) != OK)
        id = cx->actor.person.v;
    sql_add(b, SQL("r.owner_id IS NOT NULL AND r.owner_id = "));
    sql_add_arg(b, DB_I(id));
}

static void put_team(struct cx *cx, struct sql_builder *b, struct str v)
{
    int64_t id = 0;
    if (str_to_i64(v, &id) == OK) {
        sql_add(b, SQL("r.team_id = "));
        sql_add_arg(b, DB_I(id));
        return;
    }
    sql_add(b, SQL("r.team_id IN (SELECT team_id FROM team_member WHERE person_id = "));
    sql_add_arg(b, DB_I(cx->actor.person.v));
    sql_add(b, SQL(")"));
}

static void put_number(struct sql_builder *b, struct sql column, struct str v)
{
    int64_t id = 0;
    sql_add(b, column);
    sql_add(b, SQL(" = "));
    sql_add_arg(b, DB_I(str_to_i64(v, &id) == OK ? id : 0));
}

static int64_t channel_of(struct str v)
{
    const struct filter_choice *all = filter_choices(FIELD_CHANNEL);
    for (int i = 0; all[i].name; i++)
        if (str_eq(v, str_from(all[i].name)))
            return i + CHANNEL_MAIL;
    return 0;
}

static void put_text(struct cx *cx, struct sql_builder *b, struct str v)
{
    struct buf like;
    buf_init(&like, cx->arena, v.n * 2 + 2);
    buf_addc(&like, '%');
    for (ptrdiff_t i = 0; i < v.n; i++) {
        if (v.p[i] == '%' || v.p[i] == '_' || v.p[i] == '\\')
            buf_addc(&like, '\\');
        buf_addc(&like, ascii_lower(v.p[i]));
    }
    buf_addc(&like, '%');
    sql_add(b, SQL("lower(r.subject) LIKE "));
    sql_add_arg(b, DB_T(buf_str(&like)));
    sql_add(b, SQL(" ESCAPE '\\'"));
}

static struct sql time_column(enum filter_field f)
{
    switch ((int)f) {
    case FIELD_DUE: return SQL("r.due_at");
    case FIELD_OPENED: return SQL("r.opened_at");
    case FIELD_CHANGED: return SQL("r.changed_at");
    default: return SQL("r.solved_at");
    }
}

static void put_time(struct cx *cx, struct sql_builder *b, const struct filter_condition *c)
{
    instant at = 0;
    bool is_due = c->field == FIELD_DUE;
    if (c->op == OP_SET || c->op == OP_UNSET) {
        sql_add(b, is_due ? SQL("r.due_at") : SQL("r.solved_at"));
        if (is_due) { /* none is stored as far away */
            sql_add(b, c->op == OP_SET ? SQL(" < ") : SQL(" = "));
            sql_add_arg(b, DB_I(NO_DUE));
        } else {
            sql_add(b, c->op == OP_SET ? SQL(" IS NOT NULL") : SQL(" IS NULL"));
        }
        return;
    }
    if (!filter_time(cx, c->value, &at))
        at = cx->now;
    if (c->field == FIELD_SOLVED)
        sql_add(b, SQL("r.solved_at IS NOT NULL AND "));
    sql_add(b, time_column(c->field));
    sql_add(b, c->op == OP_BEFORE ? SQL(" < ") : SQL(" >= "));
    sql_add_arg(b, DB_I(at));
    if (is_due && c->op == OP_AFTER) {
        sql_add(b, SQL(" AND r.due_at < "));
        sql_add_arg(b, DB_I(NO_DUE));
    }
}

static void put_condition(struct cx *cx, struct sql_builder *b, const struct filter_condition *c)
{
    put_not(b, c);
    sql_add(b, SQL("("));
    switch (c->field) {
    case FIELD_STATE: put_state(b, c->value); break;
    case FIELD_OWNER: put_owner(cx, b, c->value); break;
    case FIELD_TEAM: put_team(cx, b, c->value); break;
    case FIELD_SERVICE: put_number(b, SQL("r.service_id"), c->value); break;
    case FIELD_FROM: put_number(b, SQL("r.requester_id"), c->value); break;
    case FIELD_CHANNEL:
        sql_add(b, SQL("r.channel = "));
        sql_add_arg(b, DB_I(channel_of(c->value)));
        break;
    case FIELD_RISK: put_risk(b, c->value); break;
    case FIELD_UNREAD:
        sql_add(b, str_eq(c->value, S("yes")) ? SQL("r.is_unread = 1") : SQL("r.is_unread = 0"));
        break;
    case FIELD_DUE:
    case FIELD_OPENED:
    case FIELD_CHANGED:
    case FIELD_SOLVED: put_time(cx, b, c); break;
    case FIELD_SUBJECT: put_text(cx, b, c->value); break;
    case FIELD_FILES:
        sql_add(b, str_eq(c->value, S("yes")) ? SQL("EXISTS") : SQL("NOT EXISTS"));
        sql_add(b, SQL(" (SELECT 1 FROM message m JOIN attachment a ON a.message_id = m.id"
                       " WHERE m.request_id = r.id)"));
        break;
    case FILTER_FIELDS: break;
    }
    sql_add(b, SQL(")"));
}

static void put_node(struct cx *cx, struct sql_builder *b, const struct filter *f, int at)
{
    const struct filter_node *n = &f->nodes[at];
    if (n->kind == FILTER_CONDITION) {
        put_condition(cx, b, &n->condition);
        return;
    }
    if (n->first < 0) {
        sql_add(b, n->kind == FILTER_ALL ? SQL("1 = 1") : SQL("1 = 0"));
        return;
    }
    sql_add(b, SQL("("));
    for (int i = n->first; i >= 0; i = f->nodes[i].next) {
        if (i != n->first)
            sql_add(b, n->kind == FILTER_ALL ? SQL(" AND ") : SQL(" OR "));
        put_node(cx, b, f, i);
    }
    sql_add(b, SQL(")"));
}

void filter_sql(struct cx *cx, const struct filter *f, struct sql_builder *b)
{
    if (filter_is_open(f))
        sql_add(b, SQL("r.state < 10 AND "));
    if (f->root >= 0)
        put_node(cx, b, f, f->root);
    else
        sql_add(b, SQL("1 = 1"));
}

/* ---- what it asks for --------------------------------------------------------------------------
 */

static bool is_open_state(const struct filter_condition *c)
{
    return c->field == FIELD_STATE && c->op == OP_IS &&
           (str_eq(c->value, S("active")) || str_eq(c->value, S("open")) ||
            str_eq(c->value, S("waiting")));
}

/* Brackets of one, and rows of "and" within "and", are looked through. */
static bool demands_open(const struct filter *f, int at)
{
    const struct filter_node *n = &f->nodes[at];
    if (n->kind == FILTER_CONDITION)
        return is_open_state(&n->condition);
    bool is_all = n->kind == FILTER_ALL, any = false, every = n->first >= 0;
    for (int i = n->first; i >= 0; i = f->nodes[i].next) {
        bool here = demands_open(f, i);
        any |= here;
        every &= here;
    }
    return is_all ? any : every;
}

bool filter_is_open(const struct filter *f)
{
    bool says = false;
    for (int i = 0; i < f->count; i++)
        if (f->nodes[i].kind == FILTER_CONDITION)
            says |= f->nodes[i].condition.field == FIELD_STATE ||
                    f->nodes[i].condition.field == FIELD_SOLVED;
    return !says || f->root < 0 || demands_open(f, f->root);
}

bool filter_is_timeless(const struct filter *f)
{
    for (int i = 0; i < f->count; i++)
        if (f->nodes[i].kind == FILTER_CONDITION &&
            filter_type_of(f->nodes[i].condition.field) == TYPE_TIME &&
            filter_op_has_value(f->nodes[i].condition.op))
            return false;
    return true;
}
