/* enter.h: between the password and the session: a second factor, where there is one. */
#ifndef KEPT_PEOPLE_ENTER_H
#define KEPT_PEOPLE_ENTER_H

#include "app/app.h"

/* enter: who somebody is has been shown: opens a session, or asks for the second factor first.
 * Inside a write.
 *   how   for the audit log: "password", "invitation", the provider's address
 *   next  a path of ours
 *   *to   where the browser goes */
enum err enter(struct cx *cx, person_id person, struct str how, struct str next,
               struct str *to) must_use;

/* enter_next: `next` when it is a path of ours, else the start. */
struct str enter_next(struct str next);

/* pages: the second factor is asked for */
enum err code_get(struct cx *cx) must_use;
enum err code_post(struct cx *cx) must_use;

#endif
