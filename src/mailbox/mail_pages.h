/* mail_pages.h: mail that a person looks at: what waits to come in, the outbox, and what is set
 * about spam, automatic mail and signatures. */
#ifndef KEPT_MAILBOX_MAIL_PAGES_H
#define KEPT_MAILBOX_MAIL_PAGES_H

#include "app/layout.h"
#include "mailbox/automatic.h"
#include "mailbox/mail_desk.h"
#include "mailbox/mail_later.h"
#include "mailbox/mail_template.h"
#include "mailbox/outbox.h"
#include "mailbox/spam.h"

extern const struct http_route mail_desk_routes[];
extern const int mail_desk_route_count;
enum err mail_desk_nav(struct cx *cx, struct nav *nav) must_use;
enum err mail_desk_undo(struct cx *cx, struct str kind, struct str data, bool *done) must_use;

/* Across the head of each: the views, with how much is in them. */
struct mail_tab {
    struct str words, path;
    int64_t count; /* -1: not shown */
    bool is_current;
};
struct mail_tabs {
    struct mail_tab in[2], out[OUTBOX_VIEWS];
};
enum err mail_tabs_load(struct cx *cx, struct str current, struct mail_tabs *out) must_use;

/* ---- what waits to come in ----------------------------------------------------------------------
 */

struct letter {
    struct mail_in mail;
    struct str reason, mailbox_name, path;
};
struct letters_page {
    struct layout layout;
    struct mail_tabs tabs;
    struct str title, empty;
    bool is_spam;
    struct letter *letters;
    int count;
    struct str older; /* path of the next page; empty: this is the last */
    struct mail_breaker breaker;
};

struct charset_choice {
    struct str name;
    bool is_chosen;
};
struct letter_page {
    struct layout layout;
    struct letter letter;
    struct mail_look look;
    struct str title, charset; /* asked for now; empty: as it says itself */
    struct charset_choice *charsets;
    int charset_count;
    bool is_waiting; /* in quarantine or suspected: something can be done */
    struct str back;
};

enum err quarantine_get(struct cx *cx) must_use;
enum err spam_get(struct cx *cx) must_use;
enum err letter_get(struct cx *cx) must_use;
enum err letter_post(struct cx *cx) must_use;

/* ---- the outbox ---------------------------------------------------------------------------------
 */

struct outbox_row {
    struct outbox_mail o;
    struct str path, request_path, kind_words;
    bool may_edit; /* an answer: others are not edited */
};
struct later_row {
    struct mail_later later;
    struct str request_path;
};
struct outbox_page {
    struct layout layout;
    struct mail_tabs tabs;
    struct str title, empty;
    enum outbox_view view;
    struct outbox_row *rows;
    int count;
    struct later_row *later;
    int later_count;
    struct str older;
    struct mail_breaker breaker;
};
struct outbox_one {
    struct layout layout;
    struct outbox_row row;
    struct str title, back, address, text; /* as typed, or as they were */
    bool is_open;                          /* failed or held: to be dealt with */
};

enum err outbox_list_get(struct cx *cx) must_use;
enum err outbox_one_get(struct cx *cx) must_use;
enum err outbox_one_post(struct cx *cx) must_use;
enum err outbox_source_get(struct cx *cx) must_use;
enum err later_post(struct cx *cx) must_use;

/* ---- settings -----------------------------------------------------------------------------------
 */

struct trust_row {
    struct mailbox box;
    struct mail_trust trust;
};
struct rule_row {
    struct mail_rule rule;
    struct str kind_words;
};
struct automatic_page {
    struct layout layout;
    struct mail_breaker breaker;
    struct trust_row *boxes;
    int box_count;
    struct rule_row *rules;
    int rule_count;
    struct str kind, value; /* of the rule, as typed */
};

struct place_row {
    struct str name, words;
};
struct template_choice {
    struct str path, words, lang_name;
    bool is_current, is_changed;
};
struct template_page {
    struct layout layout;
    struct mail_template t;
    struct str path, title;
    struct place_row *places;
    int place_count;
    struct template_choice *choices;
    int choice_count;
    bool has_preview;
    struct str number, subject, text; /* of the request it is shown on; and the mail it would be */
};

struct signature_row {
    int64_t id;
    struct str name, text;
    bool may_change;
};
struct signature_page {
    struct layout layout;
    struct str own;
    struct signature_row *teams;
    int team_count;
    struct str wrong_of; /* "person" or the id of the team whose words were refused */
};

enum err automatic_get(struct cx *cx) must_use;
enum err automatic_post(struct cx *cx) must_use;
enum err template_get_page(struct cx *cx) must_use;
enum err template_post(struct cx *cx) must_use;
enum err signatures_get(struct cx *cx) must_use;
enum err signatures_post(struct cx *cx) must_use;
enum err settings_undo(struct cx *cx, struct str kind, struct str data, bool *done) must_use;

#endif
