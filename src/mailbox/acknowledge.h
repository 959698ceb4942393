/* acknowledge.h: what the acknowledgement says. Nothing in it was written by the sender. */
#ifndef KEPT_MAILBOX_ACKNOWLEDGE_H
#define KEPT_MAILBOX_ACKNOWLEDGE_H

#include "app/app.h"

struct acknowledgement {
    enum lang lang;
    struct str organisation, team, number, link;
    struct str steps, bring; /* of the service, a line each */
    instant answer_by;       /* 0: no time was promised */
};

#endif
