-- migration 1: promises and the times they stood still
CREATE TABLE promise (
    id          $ID,
    request_id  BIGINT NOT NULL REFERENCES request (id),
    kind        BIGINT NOT NULL, -- acknowledge, respond, update, resolve
    words       TEXT NOT NULL DEFAULT '',
    giver_id    BIGINT REFERENCES person (id), -- empty: the team by policy
    team_id     BIGINT NOT NULL REFERENCES team (id),
    to_id       BIGINT NOT NULL REFERENCES person (id),
    basis       BIGINT NOT NULL, -- policy, a person's word, an estimate
    calendar_id BIGINT,
    calendar_version BIGINT NOT NULL DEFAULT 0,
    made_at     BIGINT NOT NULL,
    amount      BIGINT NOT NULL, -- µs of open time from made_at to the due time, pauses aside
    due_at      BIGINT NOT NULL,
    first_due_at BIGINT NOT NULL,
    state       BIGINT NOT NULL, -- open, kept, renegotiated, broken, withdrawn
    ended_at    BIGINT,
    done_at     BIGINT,          -- a broken one: when it was done after all
    ended_by    BIGINT,          -- the message that kept it, should it be taken back
    replaces_id BIGINT REFERENCES promise (id),
    reason      TEXT NOT NULL DEFAULT ''
);
CREATE INDEX promise_by_request ON promise (request_id, id);
-- to be done: open, or broken and not done yet
CREATE INDEX promise_open ON promise (due_at, id) WHERE state = 1;
-- the clock stands still while the person who asked has to answer
CREATE TABLE promise_pause (
    id         $ID,
    request_id BIGINT NOT NULL REFERENCES request (id),
    from_at    BIGINT NOT NULL,
    until_at   BIGINT
);
CREATE INDEX promise_pause_by_request ON promise_pause (request_id, from_at);
