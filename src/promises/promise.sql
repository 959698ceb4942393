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
-- migration 2: due times as they were given, in which hours, and done by whom; who else is waited for
ALTER TABLE promise ADD COLUMN given_at BIGINT NOT NULL DEFAULT 0; -- the due time before any pause
ALTER TABLE promise ADD COLUMN is_automatic BIGINT NOT NULL DEFAULT 0; -- done by a machine
ALTER TABLE promise ADD COLUMN told_at BIGINT;
ALTER TABLE promise ADD COLUMN given_wall TEXT NOT NULL DEFAULT ''; -- given_at on the wall of its zone, as it was told
ALTER TABLE promise ADD COLUMN tz_version TEXT NOT NULL DEFAULT '';
UPDATE promise SET given_at = CASE WHEN replaces_id IS NULL THEN first_due_at ELSE due_at END;
UPDATE promise SET is_automatic = 1 WHERE ended_by IN (SELECT id FROM message WHERE kind = 4);
UPDATE promise SET told_at = made_at WHERE basis <> 1;
-- calendars as they were when promises were given in them: no later change rewrites a promise
CREATE TABLE promise_calendar (
    calendar_id BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    hours       TEXT NOT NULL,
    PRIMARY KEY (calendar_id, version)
);
INSERT INTO promise_calendar (calendar_id, version, hours) SELECT id, version, hours FROM calendar;
-- a colleague's team or a supplier is waited for; no clock stands still for it
CREATE TABLE promise_wait (
    id         $ID,
    request_id BIGINT NOT NULL REFERENCES request (id),
    team_id    BIGINT REFERENCES team (id), -- empty: a supplier
    supplier   TEXT NOT NULL DEFAULT '',
    ask_id     BIGINT NOT NULL DEFAULT 0,   -- what it is known by to whoever asked
    from_at    BIGINT NOT NULL,
    until_at   BIGINT
);
CREATE INDEX promise_wait_by_request ON promise_wait (request_id, from_at);
-- migration 3: comparable past requests of a service
CREATE INDEX request_by_service ON request (service_id, id);
