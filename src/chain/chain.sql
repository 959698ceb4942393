-- migration 1: asks between teams, what was sent back, how long things took, and the odds
CREATE TABLE ask (
    id              $ID,
    outer_id        BIGINT NOT NULL REFERENCES request (id), -- the request that waits
    inner_id        BIGINT NOT NULL UNIQUE REFERENCES request (id), -- what was asked for
    asker_id        BIGINT NOT NULL REFERENCES person (id),
    asker_team_id   BIGINT NOT NULL REFERENCES team (id),
    service_id      BIGINT NOT NULL REFERENCES service (id),
    service_version BIGINT NOT NULL,
    needed_at       BIGINT,
    is_gate         BIGINT NOT NULL, -- the outer one is not solved while it is open
    supplier        TEXT NOT NULL DEFAULT '', -- the address of who is asked outside
    answers         TEXT NOT NULL DEFAULT '', -- the fields of the form, as JSON
    state           BIGINT NOT NULL, -- open, done, withdrawn
    asked_at        BIGINT NOT NULL,
    ended_at        BIGINT
);
CREATE INDEX ask_by_outer ON ask (outer_id, id);
CREATE INDEX ask_open_by_asker ON ask (asker_team_id, id) WHERE state = 1;
CREATE INDEX ask_by_service ON ask (service_id, asked_at);
-- an ask that cannot be done as it is: counts for who asked
CREATE TABLE ask_return (
    id          $ID,
    ask_id      BIGINT NOT NULL REFERENCES ask (id),
    reason      BIGINT NOT NULL, -- enum ask_reason
    words       TEXT NOT NULL,
    by_id       BIGINT REFERENCES person (id),
    at          BIGINT NOT NULL,
    answered_at BIGINT
);
CREATE INDEX ask_return_by_ask ON ask_return (ask_id, id);
-- how long each solved request took, in open time of its team, pauses aside
CREATE TABLE chain_time (
    request_id BIGINT PRIMARY KEY REFERENCES request (id),
    service_id BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    total      BIGINT NOT NULL, -- µs from its opening
    after      BIGINT,          -- µs from the end of the last thing it waited for; none: it waited for nothing
    outer_service_id BIGINT,    -- of the request that waited for it; none: a person outside did
    is_kept    BIGINT,          -- its promise; none: nothing was promised
    slip       BIGINT           -- µs from the due time a person said, below 0 before it; none: nobody said one
);
CREATE INDEX chain_time_by_service ON chain_time (service_id, ended_at);
-- the odds of each request that waits for another, as judged last
CREATE TABLE chain_risk (
    request_id BIGINT PRIMARY KEY REFERENCES request (id),
    promise_id BIGINT NOT NULL,
    chance     DOUBLE PRECISION NOT NULL, -- that its promise is broken; below 0: only the promises are known
    likely_at  BIGINT NOT NULL, -- done by then 8 times in 10
    ask_id     BIGINT,          -- the link that puts it there; none: its own work
    helped     DOUBLE PRECISION NOT NULL, -- the chance if that link were done now
    judged_at  BIGINT NOT NULL,
    look_at    BIGINT,          -- when time alone may have changed it
    tell_at    BIGINT,          -- when its holder is told, in their hours
    told_for   BIGINT           -- the promise of which its holder was told: once
);
CREATE INDEX chain_risk_look ON chain_risk (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX chain_risk_tell ON chain_risk (tell_at) WHERE tell_at IS NOT NULL;
-- what was foretold, to be held against what came of it
CREATE TABLE chain_forecast (
    id         $ID,
    promise_id BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    chance     DOUBLE PRECISION NOT NULL,
    is_warning BIGINT NOT NULL
);
CREATE INDEX chain_forecast_by_promise ON chain_forecast (promise_id, id);
