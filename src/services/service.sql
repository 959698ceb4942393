-- migration 1: calendars and the catalogue
CREATE TABLE calendar (
    id         $ID,
    name       TEXT NOT NULL UNIQUE,
    hours      TEXT NOT NULL, -- JSON as calendar_json.h has it
    version    BIGINT NOT NULL DEFAULT 1,
    changed_at BIGINT NOT NULL
);
CREATE TABLE service (
    id              $ID,
    name            TEXT NOT NULL UNIQUE,
    team_id         BIGINT NOT NULL REFERENCES team (id),
    audience        BIGINT NOT NULL,  -- 1 outside, 2 inside, 3 both
    steps           TEXT NOT NULL DEFAULT '', -- plain words, a step a line
    bring           TEXT NOT NULL DEFAULT '',
    respond_seconds BIGINT NOT NULL,
    resolve_seconds BIGINT NOT NULL,
    is_default      BIGINT NOT NULL DEFAULT 0,
    retired_at      BIGINT,
    version         BIGINT NOT NULL DEFAULT 1,
    changed_at      BIGINT NOT NULL
);
