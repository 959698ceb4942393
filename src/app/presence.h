/* presence.h: who else looks at a request, and who is writing. Kept in memory only, on each Kept,
 * told to the others by notices; forgotten when a browser has not said so for a while. */
#ifndef KEPT_APP_PRESENCE_H
#define KEPT_APP_PRESENCE_H

#include "app/app.h"

enum presence_state {
    PRESENCE_GONE,
    PRESENCE_AWAY, /* the page is open behind others */
    PRESENCE_READING,
    PRESENCE_WRITING, /* an answer */
    PRESENCE_NOTING
};

#define PRESENCE_SECONDS 75 /* the browser says so again every 30 */

struct presence_entry {
    request_id request;
    person_id person;
    enum presence_state state;
    instant until;
};
struct presence;

struct presence *presence_open(void);
void presence_close(struct presence *p);
/* presence_set: returns whether others see a difference. presence_read: who is there, but for
 * `not`; returns how many, `most` at most. */
bool presence_set(struct presence *p, const struct presence_entry *e, instant now);
int presence_read(struct presence *p, request_id request, person_id not, instant now,
                  struct presence_entry *out, int most);

/* presence_say: this actor does so on this request; every Kept hears of it. */
enum err presence_say(struct cx *cx, request_id request, enum presence_state state) must_use;
/* presence_heard: what another Kept (or this one) said, "here:…". */
void presence_heard(struct app *app, struct str payload);
enum presence_state presence_from(struct str word); /* "reading" …; PRESENCE_GONE for any other */

#endif
