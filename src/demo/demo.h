/* demo.h: a made-up housing association with teams, services, people and three months of history,
 * out of a seed: the same every time, with dates relative to today. */
#ifndef KEPT_DEMO_DEMO_H
#define KEPT_DEMO_DEMO_H

#include "app/app.h"

/* demo_fill: fills an empty database, and prints how to sign in. Does nothing (and prints the
 * sign-ins) when the demo is there already.
 *   errors  ERR_CONFLICT  this Kept is somebody's real one */
enum err demo_fill(struct cx *cx) must_use;

#endif
