/* person_page.h: the people we serve: the list, and one of them with everything they asked. */
#ifndef KEPT_DESK_PERSON_PAGE_H
#define KEPT_DESK_PERSON_PAGE_H

#include "app/layout.h"
#include "people/pages.h"
#include "requests/request.h"

struct person_row {
    struct person person;
    struct str path, initials;
    char hue;
};

struct people_page {
    struct layout layout;
    struct person_row *rows;
    int count;
    struct str next_path, query;
};

struct person_request {
    struct request request;
    struct str number, path, state_words, state_class;
};

struct person_page {
    struct layout layout;
    struct person person; /* with what was typed, when it was refused */
    struct str initials, path, new_address;
    char hue;
    struct person_address *addresses;
    int address_count;
    struct lang_choice langs[LANG_COUNT];
    struct person_request *requests; /* newest first */
    int request_count;
    int kept, broken;
};

enum err people_get(struct cx *cx) must_use;
enum err person_get_page(struct cx *cx) must_use;
enum err person_post(struct cx *cx) must_use;

#endif
