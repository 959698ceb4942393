/* bench_fill: many requests in a data directory that is set up, quickly: rows written in large
 * batches, with what Kept keeps beside them (counters, search, promises, events). A tenth are open.
 *
 *     bench_fill URL N        for example sqlite:/tmp/x/kept.db 100000
 *
 * The texts are made of 20,000 words as uneven as those of a language; the words everyone uses are
 * word0, word1 …; "kingfisher" is in the subjects of 50 requests, however many there are. `kept
 * check` afterwards finds nothing wrong. */
#include <math.h>

#include "app/search_kind.h"
#include "base/clock.h"
#include "base/rand.h"
#include "db/search.h"
#include "promises/promise.h"
#include "requests/request_row.h"

enum { vocabulary = 20000, batch = 1000, per_person = 5, per_open = 10, rare = 50 };

struct fill {
    struct prng chance;
    int64_t from, to, all;
    int64_t team, service, owner, calendar;
    int64_t first_person, next_request, next_message;
    instant now, began; /* the first request was opened at `began`, the last just now */
};

static struct str words(struct arena *a, struct prng *r, int n)
{
    struct buf b;
    buf_init(&b, a, n * 12);
    for (int i = 0; i < n; i++)
        buf_addf(&b, "%sword%d", i ? " " : "", (int)pow(vocabulary, prng_unit(r)) - 1);
    return buf_str(&b);
}

static enum err add_person(struct tx *tx, int64_t id, instant at)
{
    struct str name = str_fmt(tx_arena(tx), "Anna Number%lld", (long long)id);
    struct str address = str_fmt(tx_arena(tx), "anna%lld@example.org", (long long)id);
    struct search_doc doc = {.kind = SEARCH_PERSON, .id = id, .title = name, .body = address};
    TRY(db_run(tx, SQL("INSERT INTO person (id, name, created_at) VALUES ($1, $2, $3)"),
               ARGS(DB_I(id), DB_T(name), DB_I(at)), NULL));
    TRY(db_run(tx, SQL("INSERT INTO address (person_id, kind, address) VALUES ($1, 'email', $2)"),
               ARGS(DB_I(id), DB_T(address)), NULL));
    return search_put(tx, &doc);
}

struct one {
    int64_t id, person;
    instant at;
    bool is_open, is_rare;
};

static enum err add_message(struct fill *f, struct tx *tx, const struct one *q, enum message_kind k)
{
    struct str text = words(tx_arena(tx), &f->chance, 60);
    int64_t id = f->next_message++, author = k == MESSAGE_IN ? q->person : f->owner;
    instant at = q->at + (k == MESSAGE_IN ? 0 : USEC_PER_HOUR);
    struct search_doc doc = {
        .kind = SEARCH_MESSAGE, .id = id, .group = q->id, .at = at, .title = S(""), .body = text};
    TRY(db_run(
        tx,
        SQL("INSERT INTO message (id, request_id, kind, channel, author_id, at, text, mail_id)"
            " VALUES ($1, $2, $3, 1, $4, $5, $6, $7)"),
        ARGS(DB_I(id), DB_I(q->id), DB_I(k), DB_I(author), DB_I(at), DB_T(text),
             DB_T(str_fmt(tx_arena(tx), "m%lld@example.org", (long long)id))),
        NULL));
    TRY(db_run(tx,
               SQL("INSERT INTO event (at, kind, actor_id, request_id, object_id)"
                   " VALUES ($1, $2, $3, $4, $5)"),
               ARGS(DB_I(at), DB_I(k == MESSAGE_IN ? EVENT_MESSAGE_RECEIVED : EVENT_MESSAGE_SENT),
                    DB_I(author), DB_I(q->id), DB_I(id)),
               NULL));
    return search_put(tx, &doc);
}

/* Due far from now, so that nothing happens to it while it is measured. */
static instant due_of(const struct fill *f, const struct one *q)
{
    return f->now + 30 * USEC_PER_DAY + q->id * USEC_PER_SEC;
}

static enum err add_promise(struct fill *f, struct tx *tx, const struct one *q)
{
    instant due = q->is_open ? due_of(f, q) : q->at + USEC_PER_DAY;
    return db_run(
        tx,
        SQL("INSERT INTO promise (request_id, kind, team_id, to_id, basis, calendar_id, made_at,"
            " amount, due_at, first_due_at, state, ended_at, done_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $11)"),
        ARGS(DB_I(q->id), DB_I(PROMISE_RESOLVE), DB_I(f->team), DB_I(q->person), DB_I(BASIS_POLICY),
             DB_ID(f->calendar), DB_I(q->at), DB_I(8 * USEC_PER_HOUR), DB_I(due),
             DB_I(q->is_open ? PROMISE_OPEN : PROMISE_KEPT),
             DB_TIME(q->is_open ? 0 : q->at + USEC_PER_HOUR)),
        NULL);
}

static enum err add_request(struct fill *f, struct tx *tx, const struct one *q)
{
    struct str subject = words(tx_arena(tx), &f->chance, 6);
    if (q->is_rare)
        subject = str_cat(tx_arena(tx), subject, S(" kingfisher"));
    struct search_doc doc = {
        .kind = SEARCH_REQUEST, .id = q->id, .group = q->id, .title = subject, .body = S("")};
    TRY(db_run(
        tx,
        SQL("INSERT INTO request (id, subject, requester_id, service_id, team_id, owner_id, state,"
            " channel, due_at, due_kind, snippet, link_nonce, opened_at, changed_at, solved_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $2, 'bench', $10, $10, $11)"),
        ARGS(DB_I(q->id), DB_T(subject), DB_I(q->person), DB_I(f->service), DB_I(f->team),
             DB_ID(q->id % 3 ? f->owner : 0), DB_I(q->is_open ? REQUEST_OPEN : REQUEST_SOLVED),
             DB_I(q->is_open ? due_of(f, q) : NO_DUE), DB_I(q->is_open ? PROMISE_RESOLVE : 0),
             DB_I(q->at), DB_TIME(q->is_open ? 0 : q->at + USEC_PER_HOUR)),
        NULL));
    TRY(search_put(tx, &doc));
    TRY(add_message(f, tx, q, MESSAGE_IN));
    TRY(add_message(f, tx, q, MESSAGE_OUT));
    return add_promise(f, tx, q);
}

static enum err add_some(struct tx *tx, void *arg)
{
    struct fill *f = arg;
    for (int64_t i = f->from; i < f->to; i++) {
        struct one q = {.id = f->next_request + i,
                        .person = f->first_person + i / per_person,
                        .at = f->began + (f->now - f->began) / f->all * i,
                        .is_open = i % per_open == 0,
                        .is_rare = f->all >= rare && i % (f->all / rare) == 0};
        if (i % per_person == 0)
            TRY(add_person(tx, q.person, q.at));
        TRY(add_request(f, tx, &q));
    }
    return OK;
}

/* What counter.c keeps, request by request, counted once at the end. */
static enum err count_all(struct tx *tx, void *arg)
{
    (void)arg;
    TRY(db_run(tx, SQL("DELETE FROM counter"), NO_ARGS, NULL));
    return db_run(
        tx,
        SQL("INSERT INTO counter (view, id, n)"
            " SELECT 'all', 0, count(*) FROM request WHERE state < 10"
            " UNION ALL SELECT 'team', team_id, count(*) FROM request WHERE state < 10 GROUP BY 2"
            " UNION ALL SELECT 'owner', owner_id, count(*) FROM request"
            "  WHERE state < 10 AND owner_id IS NOT NULL GROUP BY 2"
            " UNION ALL SELECT 'nobody', 0, count(*) FROM request"
            "  WHERE state < 10 AND owner_id IS NULL"
            " UNION ALL SELECT 'risk', 0, count(*) FROM request WHERE state < 10 AND risk > 0"
            " UNION ALL SELECT 'kept', solved_at / 900000000, count(*) FROM request"
            "  WHERE solved_at IS NOT NULL GROUP BY 2"
            " UNION ALL SELECT 'waiting', 0, count(*) FROM request WHERE state = 2"),
        NO_ARGS, NULL);
}

static enum err find_start(struct fill *f, struct tx *tx)
{
    TRY(db_get_i64(tx, SQL("SELECT min(id) FROM team"), NO_ARGS, &f->team));
    TRY(db_get_i64(tx, SQL("SELECT coalesce(min(calendar_id), 0) FROM team"), NO_ARGS,
                   &f->calendar));
    TRY(db_get_i64(tx, SQL("SELECT min(id) FROM service"), NO_ARGS, &f->service));
    TRY(db_get_i64(tx, SQL("SELECT min(person_id) FROM account"), NO_ARGS, &f->owner));
    TRY(db_get_i64(tx, SQL("SELECT max(id) + 1 FROM person"), NO_ARGS, &f->first_person));
    TRY(db_get_i64(tx, SQL("SELECT coalesce(max(id), 0) + 1 FROM message"), NO_ARGS,
                   &f->next_message));
    return db_get_i64(tx, SQL("SELECT coalesce(max(id), 0) + 1 FROM request"), NO_ARGS,
                      &f->next_request);
}

static enum err fill(struct db *db, struct arena *a, struct fill *f, struct fault *fault)
{
    struct tx *tx = NULL;
    TRY(db_reader(db, a, &tx, fault));
    enum err err = find_start(f, tx);
    db_reader_done(tx);
    for (; err == OK && f->from < f->all; f->from = f->to) {
        struct arena once = {0};
        struct fill again = *f; /* message numbers go on only when the batch was kept */
        again.to = f->from + batch < f->all ? f->from + batch : f->all;
        err = db_write(db, &once, add_some, &again, fault);
        *f = again;
        arena_release(&once);
    }
    return err == OK ? db_write(db, a, count_all, NULL, fault) : err;
}

int main(int argc, char **argv)
{
    struct arena a = {0};
    struct fault fault = {0};
    struct db *db = NULL;
    struct clock clock = {0};
    struct fill f = {0};
    if (argc != 3 || str_to_i64(str_from(argv[2]), &f.all) != OK || f.all < 1)
        return fputs("bench_fill URL N\n", stderr), 2;
    prng_init(&f.chance, 1);
    f.now = clock_now(&clock);
    f.began = f.now - 365 * USEC_PER_DAY;
    enum err err = db_open(&(struct db_config){.url = str_from(argv[1])}, &db, &fault);
    if (err == OK)
        err = fill(db, &a, &f, &fault);
    if (err != OK)
        fprintf(stderr, "bench_fill: %s\n", fault.message);
    if (db)
        db_close(db);
    arena_release(&a);
    return err == OK ? 0 : 1;
}
