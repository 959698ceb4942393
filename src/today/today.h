/* today.h: the leader's board: what needs somebody now, the promises of the day by the hour, how
 * full each person's day is, and the thanks of today.
 *
 * A day is a day of the reader's zone. Acknowledgements are not counted: machines keep them. People
 * stand in the order of their names: the board shares out work, it ranks nobody. */
#ifndef KEPT_TODAY_TODAY_H
#define KEPT_TODAY_TODAY_H

#include "app/layout.h"
#include "people/team.h"
#include "promises/promise.h"

/* How the promises that fall due in a stretch of time stand. */
struct today_tally {
    int64_t kept, late, risk, open;
};
static inline int64_t today_tally_sum(struct today_tally t)
{
    return t.kept + t.late + t.risk + t.open;
}

struct today_hour {
    int hour;
    struct today_tally tally;
    int tops[4]; /* px of the chart: kept, late, risk, open; see today_chart */
    int heights[4];
};

struct today_need {
    struct request request;
    struct str number, path, name, owner_name;
    struct str risk; /* "", "risk", "broken" */
    bool is_nobodys;
};

struct today_person {
    person_id id;
    struct str name, initials;
    char hue;
    int64_t open;       /* requests of theirs in these teams */
    int64_t due, kept;  /* promises due today that are still to keep; kept today */
    double usual;       /* kept on a day they work, the mean of the last four weeks */
    int64_t usual_days; /* of so many days; under TODAY_USUAL_DAYS nothing is said of it */
    int percent;        /* (due + kept) of usual; -1: not known */
    bool is_full;       /* more than usual, and some of it still to do */
};
enum { TODAY_USUAL_DAYS = 5, TODAY_NEEDS = 12, TODAY_PEOPLE = 60, TODAY_HOURS = 24 };

struct today_thanks {
    struct str from, to, words;
    instant at;
};

struct today_choice {
    struct str name, path;
    bool is_current;
};

struct today_page {
    struct layout layout;
    struct today_choice *choices; /* whose day: all the teams the reader sees, and each */
    int choice_count;
    struct str title;       /* "Repairs", or "All teams" */
    struct today_tally day; /* due today */
    int64_t late_now;       /* requests whose soonest promise has passed */
    int64_t risk_soon;      /* due within two hours */
    int64_t nobodys;
    instant waits_since;       /* the longest wait for an answer; 0: none waits */
    struct today_tally usual;  /* the same weekday, of the last eight weeks */
    int usual_low, usual_high; /* percent kept, its 95 % interval; -1: too few to say */
    int answers;               /* first answers of today */
    int64_t answer_seconds;    /* their median, from asking to answering */
    struct str answer_words;   /* the same as words */
    struct today_hour hours[TODAY_HOURS];
    int hour_count;
    int chart_top; /* promises at the top line of the chart */
    double pace;   /* promises done in an open hour of the last four weeks; 0: not known */
    int pace_y;    /* px of the chart */
    struct today_need needs[TODAY_NEEDS];
    int need_count;
    int64_t need_total;
    struct today_person people[TODAY_PEOPLE];
    int person_count;
    struct str full, roomy; /* who has more than they can keep, and who has room; empty: nobody */
    struct today_thanks *thanks;
    int thanks_count;
    struct member *colleagues; /* whom one may thank */
    int colleague_count;
    struct str thanks_words;
    int64_t thanks_to;
};

/* today_load: everything of the page but its layout, for these teams.
 *   people  all teams' members together, each once */
enum err today_load(struct cx *cx, const struct team *teams, int count,
                    struct today_page *p) must_use;
/* today_draw: places the bars of the chart: `height` px from its base to its top line. */
void today_draw(struct today_page *p, int height);

/* thanks_give: inside a write. errors  ERR_INVALID  "words" empty; "to" oneself or no colleague */
enum err thanks_give(struct cx *cx, person_id to, struct str words) must_use;

extern const struct http_route today_routes[];
extern const int today_route_count;
enum err today_nav(struct cx *cx, struct nav *nav) must_use;

#endif
