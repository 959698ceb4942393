/* pages.h: pages of people: sign-in, first run, the people served, teams, one's own settings. */
#ifndef KEPT_PEOPLE_PAGES_H
#define KEPT_PEOPLE_PAGES_H

#include "app/layout.h"
#include "app/audit.h"
#include "people/account.h"
#include "people/oidc.h"
#include "people/person.h"
#include "people/second_factor.h"
#include "people/team.h"

extern const struct http_route people_routes[];
extern const int people_route_count;
enum err people_nav(struct cx *cx, struct nav *nav) must_use;

/* pages */
enum err signin_get(struct cx *cx) must_use;
/* signin_show: the sign-in page, with what went wrong on the way in. */
enum err signin_show(struct cx *cx, enum err err) must_use;
enum err signin_post(struct cx *cx) must_use;
enum err signout_post(struct cx *cx) must_use;
enum err invitation_get(struct cx *cx) must_use;
enum err invitation_post(struct cx *cx) must_use;
enum err accounts_get(struct cx *cx) must_use;
enum err accounts_post(struct cx *cx) must_use;
enum err account_post(struct cx *cx) must_use;
enum err team_get_page(struct cx *cx) must_use;
enum err team_post(struct cx *cx) must_use;
enum err me_get(struct cx *cx) must_use;
enum err me_post(struct cx *cx) must_use;
enum err look_post(struct cx *cx) must_use; /* theme, density, letters, at once */
enum err token_post(struct cx *cx) must_use;
enum err sessions_post(struct cx *cx) must_use;
enum err second_get(struct cx *cx) must_use;
enum err second_post(struct cx *cx) must_use;
enum err audit_get(struct cx *cx) must_use;

struct signin_page {
    enum lang lang;
    struct str organisation, address, next; /* as typed; where to go then */
    struct str wrong_field, wrong;
    struct str provider; /* who else lets people in; empty: nobody */
    bool is_demo;        /* the demo's sign-ins are shown */
};

struct invitation_page {
    enum lang lang;
    struct str organisation, name, address, token;
    struct str wrong_field, wrong;
};

struct lang_choice {
    struct str tag, name;
    bool is_chosen;
};

struct team_page {
    struct layout layout;
    struct team *teams;
    int team_count;
    struct team team; /* the one that is shown; v 0: a new one */
    struct member *members;
    int member_count;
    struct account *accounts; /* who could join */
    int account_count;
    struct calendar_choice {
        int64_t id;
        struct str name;
        bool is_chosen;
    } * calendars;
    int calendar_count;
};

/* What a token may, of one kind of thing: "", "read", "write". */
struct me_page {
    struct layout layout;
    struct str address;
    struct session_row {
        struct str hash, client, browser;
        instant created_at, seen_at;
        bool is_this;
    } * sessions;
    int session_count;
    struct token_row {
        int64_t id;
        struct str name;
        struct str may; /* in words */
        int scopes;
        instant created_at, used_at, ends_at;
    } * tokens;
    int token_count;
    struct str fresh_token; /* shown once */
    struct lang_choice langs[LANG_COUNT];
    struct second_factor second;
    struct str identities; /* who vouches for them besides the password; empty: nobody */
};

struct code_page {
    enum lang lang;
    struct str organisation, wrong_field, wrong;
};

struct oidc_page {
    struct layout layout;
    struct str issuer, client, label; /* as typed */
    bool has_secret;
    struct str back; /* where the provider sends people back to */
};

struct second_page {
    struct layout layout;
    struct second_factor second;
    struct str *codes; /* shown once */
    int code_count;
};

struct audit_page {
    struct layout layout;
    struct audit_row *rows;
    int count;
    struct str *kind_words; /* of each row, in the reader's language */
    struct str next_path;   /* empty: no more */
    struct audit_choice {
        struct str key, words;
        bool is_chosen;
    } * kinds;
    int kind_count;
    struct str words, from, till; /* of the filter, as typed */
    struct str head_seal;
    int64_t head;
};

struct account_page {
    struct layout layout;
    struct account *accounts;
    int count;
    struct str address, name; /* as typed */
    struct str invite;        /* the link to give to the colleague, shown once */
};

#endif
