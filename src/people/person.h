/* person.h: anybody: a customer, a colleague, or both. One table; many addresses each. */
#ifndef KEPT_PEOPLE_PERSON_H
#define KEPT_PEOPLE_PERSON_H

#include "app/app.h"

struct person {
    person_id id;
    struct str name;
    struct str called; /* what they like to be called; empty: the first word of the name */
    struct str lang;   /* tag, empty when unknown */
    struct str note;   /* for the team */
    organisation_id organisation;
    struct str organisation_name;
    person_id champion;
    instant created_at;
    struct str address; /* the first email address, empty when there is none */
};

struct person_address {
    struct str address; /* lower case */
    instant proved_at;  /* they answered from it, or opened a link sent to it; 0: never */
    instant failed_at;  /* mail to it came back for good; 0: never */
};

/* person_get: errors ERR_NOT_FOUND */
enum err person_get(struct cx *cx, person_id id, struct person *out) must_use;
/* person_find_by_address: *out is none (v 0) when nobody has it. */
enum err person_find_by_address(struct cx *cx, struct str address, person_id *out) must_use;
/* person_for_address: the person with this email address, made when nobody has it. Inside a write.
 *   name  as their mail says it; used only for a new person; empty: the part before the @ */
enum err person_for_address(struct cx *cx, struct str address, struct str name,
                            person_id *out) must_use;
enum err person_add(struct cx *cx, const struct person *p, person_id *out) must_use;
enum err person_set(struct cx *cx,
                    const struct person *p) must_use; /* all fields but id and address */
/* person_add_address: ERR_CONFLICT when it belongs to somebody else. */
enum err person_add_address(struct cx *cx, person_id id, struct str address) must_use;
enum err person_addresses(struct cx *cx, person_id id, struct person_address **list,
                          int *count) must_use;
/* person_list: whom we serve, not those who work here; by id from `after`, LIMIT_LIST_ROWS at
 * most. */
enum err person_list(struct cx *cx, person_id after, struct person **list, int *count) must_use;
/* person_called: what to write after "Dear". */
struct str person_called(const struct person *p);
/* person_initials: two letters at most, for the face beside a name. */
struct str person_initials(struct arena *a, struct str name);
/* person_hue: 'a' … 'f', the same for the same person. */
char person_hue(person_id id);

#endif
