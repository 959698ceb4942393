/* notify.h: short texts to every Kept that shares the database, from a thread of its own. Nobody
 * who writes waits for who listens, and no commit waits for another because of a notice (PostgreSQL
 * commits one at a time what was notified inside a transaction: so it is sent after the commit). */
#ifndef KEPT_DB_NOTIFY_H
#define KEPT_DB_NOTIFY_H

#include "db/driver.h"

struct notifier *notifier_start(struct db *db);
/* notifier_send: after the commit, in the order of commits. */
void notifier_send(struct notifier *n, struct str payload);
void notifier_listen(struct notifier *n, void (*fn)(void *arg, struct str payload), void *arg);
/* notifier_deliver: calls every listener; by the drivers' channels, on the notifier's thread. */
void notifier_deliver(struct notifier *n, struct str payload);
/* notifier_stop: sends what waits, if that goes at once. */
void notifier_stop(struct notifier *n);

#endif
