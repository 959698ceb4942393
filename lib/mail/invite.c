#include "mail/invite.h"

#include "base/buf.h"
#include "base/limits.h"
#include "mail/name.h"

/* A line of iCalendar: NAME;PARAM=VALUE;…:value */
struct content_line {
    struct str name, params, value;
};

/* Lines folded by a line end and a blank are one (RFC 5545, 3.1). */
static struct str unfold(struct arena *a, struct str s)
{
    struct buf out;
    buf_init(&out, a, s.n + 1);
    for (ptrdiff_t i = 0; i < s.n; i++) {
        bool is_fold = s.p[i] == '\n' && i + 1 < s.n && (s.p[i + 1] == ' ' || s.p[i + 1] == '\t');
        if (is_fold)
            i++;
        else if (s.p[i] != '\r')
            buf_addc(&out, s.p[i]);
    }
    return buf_str(&out);
}

static bool line_read(struct str line, struct content_line *l)
{
    bool is_quoted = false;
    ptrdiff_t name = -1;
    for (ptrdiff_t i = 0; i < line.n; i++) {
        char c = line.p[i];
        if (c == '"')
            is_quoted = !is_quoted;
        if (name < 0 && (c == ';' || c == ':'))
            name = i;
        if (c == ':' && !is_quoted) {
            l->name = str_head(line, name);
            l->params = str_of(line.p + name, i - name);
            l->value = str_skip(line, i + 1);
            return name > 0;
        }
    }
    return false;
}

static struct str param(struct str params, struct str name)
{
    ptrdiff_t at = str_findi(params, name);
    if (at <= 0 || params.p[at - 1] != ';' || at + name.n >= params.n ||
        params.p[at + name.n] != '=')
        return (struct str){0};
    struct str s = str_skip(params, at + name.n + 1);
    if (s.n && s.p[0] == '"') {
        s = str_skip(s, 1);
        ptrdiff_t end = str_chr(s, '"');
        return end < 0 ? s : str_head(s, end);
    }
    ptrdiff_t end = str_chr(s, ';');
    return end < 0 ? s : str_head(s, end);
}

/* Text with its escapes undone: \n \, \; \\ */
static struct str unescape(struct arena *a, struct str s)
{
    struct buf out;
    buf_init(&out, a, s.n + 1);
    for (ptrdiff_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\\' && i + 1 < s.n) {
            c = s.p[++i];
            c = c == 'n' || c == 'N' ? '\n' : c;
        }
        buf_addc(&out, c);
    }
    return buf_str(&out);
}

/* "20260130T153000Z" → "2026-01-30T15:30:00Z"; a date alone stays one. */
static struct str time_format(struct arena *a, struct str s)
{
    if (s.n < 8)
        return (struct str){0};
    for (ptrdiff_t i = 0; i < s.n; i++)
        if (!ascii_is_digit(s.p[i]) && !(i == 8 && s.p[i] == 'T') && !(i == 15 && s.p[i] == 'Z'))
            return (struct str){0};
    struct str date = str_fmt(a, "%.4s-%.2s-%.2s", s.p, s.p + 4, s.p + 6);
    if (s.n < 15)
        return date;
    return str_fmt(a, "%.*sT%.2s:%.2s:%.2s%s", STR_ARG(date), s.p + 9, s.p + 11, s.p + 13,
                   s.n > 15 ? "Z" : "");
}

static struct address person(struct arena *a, const struct content_line *l)
{
    struct str address = str_trim(l->value);
    if (str_startsi(address, S("mailto:")))
        address = str_skip(address, 7);
    return (struct address){name_for_display(a, param(l->params, S("CN"))),
                            name_as_token(a, address)};
}

static struct str upper(struct arena *a, struct str s)
{
    struct buf out;
    buf_init(&out, a, s.n + 1);
    for (ptrdiff_t i = 0; i < s.n; i++)
        buf_addc(&out, s.p[i] >= 'a' && s.p[i] <= 'z' ? (char)(s.p[i] - 32) : s.p[i]);
    return buf_str(&out);
}

static void times_take(struct arena *a, struct mail_invite *v, const struct content_line *l)
{
    struct str zone = name_as_token(a, param(l->params, S("TZID")));
    if (str_eqi(l->name, S("DTSTART"))) {
        v->start = time_format(a, str_trim(l->value));
        v->start_zone = zone;
    } else if (str_eqi(l->name, S("DTEND"))) {
        v->end = time_format(a, str_trim(l->value));
        v->end_zone = zone;
    }
}

static void line_take(struct arena *a, struct mail_invite *v, const struct content_line *l)
{
    if (str_eqi(l->name, S("SUMMARY")))
        v->summary = name_for_display(a, unescape(a, l->value));
    else if (str_eqi(l->name, S("LOCATION")))
        v->location = name_for_display(a, unescape(a, l->value));
    else if (str_eqi(l->name, S("DESCRIPTION")))
        v->description = unescape(a, l->value);
    else if (str_eqi(l->name, S("UID")))
        v->uid = name_as_token(a, l->value);
    else if (str_eqi(l->name, S("STATUS")))
        v->status = upper(a, name_as_token(a, l->value));
    else if (str_eqi(l->name, S("RRULE")))
        v->recurrence = name_as_token(a, l->value);
    else if (str_eqi(l->name, S("ORGANIZER")))
        v->organizer = person(a, l);
    else if (str_eqi(l->name, S("ATTENDEE")) && v->attendees.n < LIMIT_MAIL_RECIPIENTS)
        *vec_push(a, &v->attendees) = person(a, l);
    else
        times_take(a, v, l);
}

bool invite_read(struct arena *a, struct str text, struct mail_invite *out)
{
    *out = (struct mail_invite){0};
    struct str rest = unfold(a, text);
    int inside = 0; /* 1 in the event, more in alarms and the like within it */
    while (rest.p) {
        struct content_line l;
        if (!line_read(str_line(&rest), &l))
            continue;
        bool is_event = str_eqi(str_trim(l.value), S("VEVENT"));
        if (str_eqi(l.name, S("BEGIN")))
            inside += is_event || inside > 0;
        else if (str_eqi(l.name, S("END")) && inside > 0 && --inside == 0)
            return true;
        else if (str_eqi(l.name, S("METHOD")) && inside == 0)
            out->method = upper(a, name_as_token(a, l.value));
        else if (inside == 1)
            line_take(a, out, &l);
    }
    return inside > 0;
}

static void line_add(struct buf *out, struct str s)
{
    if (s.n == 0)
        return;
    buf_add(out, s);
    buf_addc(out, '\n');
}

static struct str time_words(struct arena *a, struct str time, struct str zone)
{
    return zone.n ? str_fmt(a, "%.*s (%.*s)", STR_ARG(time), STR_ARG(zone)) : time;
}

struct str invite_text(struct arena *a, const struct mail_invite *v)
{
    struct buf out;
    buf_init(&out, a, LIMIT_MAIL_TEXT_BYTES);
    struct str start = time_words(a, v->start, v->start_zone);
    struct str end = time_words(a, v->end, v->end_zone);
    line_add(&out, v->summary);
    line_add(&out, end.n ? str_fmt(a, "%.*s – %.*s", STR_ARG(start), STR_ARG(end)) : start);
    line_add(&out, v->location);
    line_add(&out, v->description);
    return buf_str(&out);
}
