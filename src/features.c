/* features.c: the one list of features, in the order in which they may know each other. */
#include "kept.h"

#include "app/app_web.h"
#include "app/audit.h"
#include "chain/chain_pages.h"
#include "db/search.h"
#include "desk/desk.h"
#include "desk/readers_page.h"
#include "desk/view_bulk.h"
#include "mailbox/mailbox.h"
#include "mailbox/mail_later.h"
#include "mailbox/mail_pages.h"
#include "mailbox/pages.h"
#include "people/pages.h"
#include "portal/charter.h"
#include "portal/portal.h"
#include "promises/pages.h"
#include "promises/promise.h"
#include "requests/request.h"
#include "review/review.h"
#include "services/pages.h"
#include "setup/setup.h"
#include "today/today.h"

#define MIGRATIONS(feature)                                                                        \
    extern const struct migration feature##_migrations[];                                          \
    extern const int feature##_migration_count
MIGRATIONS(app);
MIGRATIONS(people);
MIGRATIONS(services);
MIGRATIONS(requests);
MIGRATIONS(promises);
MIGRATIONS(mailbox);
MIGRATIONS(chain);
MIGRATIONS(today);
MIGRATIONS(review);
MIGRATIONS(portal);
MIGRATIONS(desk);

static const struct job request_jobs[] = {{"request.wake", 15, request_wake_job}};
static const struct job promise_jobs[] = {{"promise.sweep", 15, promise_sweep}};
static const struct job review_jobs[] = {{"review.read", 30, review_job}};
static const struct job portal_jobs[] = {{"charter.count", 300, charter_job}};
static const struct job mailbox_jobs[] = {{"mail.sort", 5, mail_sort_job},
                                          {"mail.send", 1, mail_send_job},
                                          {"mail.watch", 60, mail_watch_job}};
static const struct job desk_jobs[] = {{"desk.bulk", 5, bulk_job}};

static const struct job chain_jobs[] = {{"chain.look", 20, chain_look},
                                        {"chain.tell", 5, chain_tell}};
static const struct job mail_desk_jobs[] = {{"mail.later", 5, mail_later_job},
                                            {"mail.tidy", 3600, mail_tidy_job}};

int features_get(struct arena *a, const struct feature **out)
{
    const struct feature list[] = {
        {.name = "search",
         .migrations = search_migrations,
         .migration_count = search_migration_count},
        {.name = "app",
         .migrations = app_migrations,
         .migration_count = app_migration_count,
         .routes = app_routes,
         .route_count = app_route_count},
        {.name = "people",
         .migrations = people_migrations,
         .migration_count = people_migration_count,
         .routes = people_routes,
         .route_count = people_route_count,
         .authenticate = people_authenticate,
         .nav = people_nav,
         .check = audit_check},
        {.name = "services",
         .migrations = services_migrations,
         .migration_count = services_migration_count,
         .routes = services_routes,
         .route_count = services_route_count,
         .nav = services_nav,
         .undo = services_undo},
        {.name = "requests",
         .migrations = requests_migrations,
         .migration_count = requests_migration_count,
         .jobs = request_jobs,
         .job_count = COUNT(request_jobs),
         .check = request_check},
        {.name = "promises",
         .migrations = promises_migrations,
         .migration_count = promises_migration_count,
         .routes = promises_routes,
         .route_count = promises_route_count,
         .nav = promises_nav,
         .jobs = promise_jobs,
         .job_count = COUNT(promise_jobs),
         .on_event = promises_on_event},
        {.name = "mailbox",
         .migrations = mailbox_migrations,
         .migration_count = mailbox_migration_count,
         .routes = mailbox_routes,
         .route_count = mailbox_route_count,
         .jobs = mailbox_jobs,
         .job_count = COUNT(mailbox_jobs),
         .nav = mailbox_nav,
         .on_event = mailbox_on_event,
         .check = mailbox_check},
        {.name = "desk",
         .migrations = desk_migrations,
         .migration_count = desk_migration_count,
         .routes = desk_routes,
         .route_count = desk_route_count,
         .jobs = desk_jobs,
         .job_count = COUNT(desk_jobs),
         .nav = desk_nav,
         .undo = desk_undo},
        {.name = "mail_desk",
         .routes = mail_desk_routes,
         .route_count = mail_desk_route_count,
         .jobs = mail_desk_jobs,
         .job_count = COUNT(mail_desk_jobs),
         .nav = mail_desk_nav,
         .on_event = mail_later_on_event,
         .undo = mail_desk_undo},
        {.name = "chain",
         .migrations = chain_migrations,
         .migration_count = chain_migration_count,
         .routes = chain_routes,
         .route_count = chain_route_count,
         .jobs = chain_jobs,
         .job_count = COUNT(chain_jobs),
         .nav = chain_nav,
         .undo = chain_undo,
         .on_event = chain_on_event,
         .check = chain_check},
        {.name = "today",
         .migrations = today_migrations,
         .migration_count = today_migration_count,
         .routes = today_routes,
         .route_count = today_route_count,
         .nav = today_nav},
        {.name = "review",
         .migrations = review_migrations,
         .migration_count = review_migration_count,
         .routes = review_routes,
         .route_count = review_route_count,
         .jobs = review_jobs,
         .job_count = COUNT(review_jobs),
         .nav = review_nav},
        {.name = "portal",
         .migrations = portal_migrations,
         .migration_count = portal_migration_count,
         .routes = portal_routes,
         .route_count = portal_route_count,
         .jobs = portal_jobs,
         .job_count = COUNT(portal_jobs),
         .nav = portal_nav},
        {.name = "readers", .routes = readers_routes, .route_count = readers_route_count},
        {.name = "setup", .routes = setup_routes, .route_count = setup_route_count},
    };
    struct feature *copy = NEWN(a, struct feature, COUNT(list));
    memcpy(copy, list, sizeof list);
    *out = copy;
    return COUNT(list);
}
