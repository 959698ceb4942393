/* ticker.h: a thread that does one thing once a second, until it is stopped. */
#ifndef KEPT_DB_TICKER_H
#define KEPT_DB_TICKER_H

struct ticker;
struct ticker *ticker_start(void (*tick)(void *arg), void *arg);
void ticker_stop(struct ticker *t); /* after a tick that is under way */

#endif
