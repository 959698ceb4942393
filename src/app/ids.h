/* ids.h: a type for the id of each entity, so that mixing them up does not compile. v 0: none. */
#ifndef KEPT_APP_IDS_H
#define KEPT_APP_IDS_H

#include <stdint.h>

typedef struct {
    int64_t v;
} person_id;
typedef struct {
    int64_t v;
} organisation_id;
typedef struct {
    int64_t v;
} team_id;
typedef struct {
    int64_t v;
} calendar_id;
typedef struct {
    int64_t v;
} service_id;
typedef struct {
    int64_t v;
} request_id;
typedef struct {
    int64_t v;
} message_id;
typedef struct {
    int64_t v;
} attachment_id;
typedef struct {
    int64_t v;
} promise_id;
typedef struct {
    int64_t v;
} mailbox_id;
typedef struct {
    int64_t v;
} mail_in_id;
typedef struct {
    int64_t v;
} mail_out_id;

#endif
