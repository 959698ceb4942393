-- migration 1: views of one's own, how a list looks to whom, work on many at once
CREATE TABLE saved_view (
    id         $ID,
    name       TEXT NOT NULL,
    owner_id   BIGINT NOT NULL REFERENCES person (id),
    shared     BIGINT NOT NULL DEFAULT 0, -- 0 only its owner's, 1 everybody's, 2 of the people of team_id
    team_id    BIGINT REFERENCES team (id),
    filter     TEXT NOT NULL,             -- words, as filter.h has them
    sort       BIGINT NOT NULL DEFAULT 0,
    columns    BIGINT NOT NULL,
    version    BIGINT NOT NULL DEFAULT 1,
    changed_at BIGINT NOT NULL
);
CREATE INDEX saved_view_by_owner ON saved_view (owner_id, id);
CREATE TABLE view_look (
    person_id BIGINT NOT NULL REFERENCES person (id),
    view      TEXT NOT NULL,
    sort      BIGINT NOT NULL,
    columns   BIGINT NOT NULL,
    PRIMARY KEY (person_id, view)
);
-- an act on many requests, done piece by piece; each item remembers what was before
CREATE TABLE bulk (
    id         $ID,
    person_id  BIGINT NOT NULL REFERENCES person (id),
    act        BIGINT NOT NULL,
    value      BIGINT NOT NULL,   -- the new owner, team, service or state
    path       TEXT NOT NULL,     -- of the list it was begun from
    state      BIGINT NOT NULL,   -- 1 shown beforehand, 2 being done, 3 done, 4 being taken back, 5 taken back
    total      BIGINT NOT NULL,
    made_at    BIGINT NOT NULL,
    begun_at   BIGINT
);
CREATE INDEX bulk_at_work ON bulk (state, id) WHERE state = 2 OR state = 4;
CREATE TABLE bulk_item (
    bulk_id    BIGINT NOT NULL REFERENCES bulk (id),
    request_id BIGINT NOT NULL REFERENCES request (id),
    version    BIGINT NOT NULL,   -- as it was shown beforehand
    was        BIGINT NOT NULL DEFAULT 0,
    state      BIGINT NOT NULL DEFAULT 0, -- 0 to be done, 1 done, 2 left alone, 3 taken back, 4 not taken back: changed since
    why        TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (bulk_id, request_id)
);
CREATE INDEX bulk_item_left ON bulk_item (bulk_id, state, request_id);
CREATE INDEX request_by_change ON request (changed_at, id);
CREATE INDEX request_open_by_number ON request (id) WHERE state < 10;
CREATE INDEX request_solved_by_owner ON request (owner_id, solved_at) WHERE solved_at IS NOT NULL;
CREATE INDEX promise_given_open ON promise (giver_id, request_id) WHERE state = 1 AND giver_id IS NOT NULL;
INSERT INTO counter (view, id, n) SELECT 'kept', solved_at / 900000000, count(*) FROM request
    WHERE solved_at IS NOT NULL GROUP BY solved_at / 900000000 ON CONFLICT (view, id) DO NOTHING;
