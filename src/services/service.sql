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
-- migration 2: targets by priority, forms, owners, suppliers, needs, versions
ALTER TABLE service ADD COLUMN owner_id BIGINT;
ALTER TABLE service ADD COLUMN form TEXT NOT NULL DEFAULT '';
ALTER TABLE service ADD COLUMN supplier TEXT NOT NULL DEFAULT '';
ALTER TABLE service ADD COLUMN supplier_address TEXT NOT NULL DEFAULT '';
ALTER TABLE service ADD COLUMN targets TEXT NOT NULL DEFAULT ''; -- seconds, four moves for each of four priorities
CREATE TABLE service_need (
    service_id BIGINT NOT NULL REFERENCES service (id),
    needs_id   BIGINT NOT NULL REFERENCES service (id),
    step       BIGINT NOT NULL, -- those of one step go on together
    is_gate    BIGINT NOT NULL,
    PRIMARY KEY (service_id, needs_id)
);
CREATE INDEX service_need_by_needs ON service_need (needs_id, service_id);
-- every version as it was, append-only
CREATE TABLE service_version (
    service_id BIGINT NOT NULL REFERENCES service (id),
    version    BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    by_id      BIGINT,
    body       TEXT NOT NULL,
    PRIMARY KEY (service_id, version)
);
