-- migration 1: settings, secrets, events, undo, files
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE TABLE secret (
    name  TEXT PRIMARY KEY,
    value $BLOB NOT NULL
);
-- append-only: audit, undo, live updates and reports read it
CREATE TABLE event (
    id         $ID,
    at         BIGINT NOT NULL,
    kind       BIGINT NOT NULL,
    actor_id   BIGINT,
    request_id BIGINT,
    object_id  BIGINT,
    note       TEXT NOT NULL DEFAULT ''
);
CREATE INDEX event_by_request ON event (request_id, id);
CREATE TABLE undo (
    token_hash TEXT PRIMARY KEY,
    person_id  BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    data       TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
-- bytes by their SHA-256 (hex), in pieces, so that no large one is ever held whole
CREATE TABLE file (
    hash       TEXT PRIMARY KEY,
    size       BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE file_piece (
    hash   TEXT NOT NULL REFERENCES file (hash),
    number BIGINT NOT NULL,
    bytes  $BLOB NOT NULL,
    PRIMARY KEY (hash, number)
);
-- migration 2: what was done once, so that a form sent again after an interruption does nothing twice
CREATE TABLE once (
    hash       TEXT PRIMARY KEY, -- of person, path and key
    body       TEXT NOT NULL,    -- hash of what was sent
    location   TEXT NOT NULL DEFAULT '',
    toast      TEXT NOT NULL DEFAULT '',
    expires_at BIGINT NOT NULL
);
CREATE INDEX once_by_expiry ON once (expires_at);
