/* layout.h: what every page of the desk has around it: navigation, who is signed in, what can be
 * undone. Features add to the navigation by their `nav`. */
#ifndef KEPT_APP_LAYOUT_H
#define KEPT_APP_LAYOUT_H

#include "app/app.h"
#include "text/tpl.h"

enum nav_section { NAV_MAIN, NAV_VIEWS, NAV_TEAMS, NAV_SETTINGS };

struct nav_item {
    enum nav_section section;
    struct str key;   /* what `current` names */
    struct str words; /* in the reader's language */
    struct str path;
    struct str icon;
    int64_t count;   /* -1: none shown */
    bool is_warning; /* the count is of things at risk */
    bool is_current;
};

struct nav {
    struct nav_item items[64];
    int count;
};
/* nav_add: one more; beyond the 64 that fit, left out. */
void nav_add(struct nav *nav, struct nav_item item);

struct layout {
    enum lang lang;
    struct str organisation, name, initials, csrf, theme, density, letters;
    char hue;
    person_id person;
    struct nav nav;
    struct str current;
    struct str toast; /* what was just done; empty: nothing */
    struct str undo;  /* path to POST to, to take it back; empty: cannot be */
    struct str query; /* of the search box */
    struct str once;  /* new in every page: a form that carries it is done one time only */
    bool may_change_settings;
    bool is_part; /* only <main> is asked for */
    /* of a form that was refused: shown in the summary and beside the field */
    struct str wrong_field, wrong;
};

/* For the templates: every icon, once a page; the letter of the actor's colour; is it a settings
 * page? */
struct safe_html app_sprite(void);
struct str layout_hue(const struct layout *l);
bool layout_is_settings(const struct layout *l);

/* layout_load: for a page of this actor; current: key of the navigation item it belongs to. */
enum err layout_load(struct cx *cx, struct str current, struct layout *out) must_use;
/* layout_wrong: the fault as the reader is told it; the response becomes its status. */
void layout_wrong(struct cx *cx, struct layout *l, enum err err);
/* fault_words: the fault's message in the reader's language. */
struct str fault_words(struct cx *cx);

#endif
