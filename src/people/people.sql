-- migration 1: persons, their addresses, organisations, accounts, teams, sessions
CREATE TABLE organisation (
    id         $ID,
    name       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE person (
    id              $ID,
    name            TEXT NOT NULL,
    called          TEXT NOT NULL DEFAULT '',
    lang            TEXT NOT NULL DEFAULT '',
    note            TEXT NOT NULL DEFAULT '',
    organisation_id BIGINT REFERENCES organisation (id),
    champion_id     BIGINT REFERENCES person (id),
    created_at      BIGINT NOT NULL
);
CREATE TABLE address (
    id        $ID,
    person_id BIGINT NOT NULL REFERENCES person (id),
    kind      TEXT NOT NULL,
    address   TEXT NOT NULL,
    proved_at BIGINT,
    failed_at BIGINT,
    UNIQUE (kind, address)
);
CREATE INDEX address_by_person ON address (person_id);
CREATE TABLE account (
    person_id     BIGINT PRIMARY KEY REFERENCES person (id),
    role          BIGINT NOT NULL,
    password_hash TEXT NOT NULL,
    theme         TEXT NOT NULL DEFAULT '',
    density       TEXT NOT NULL DEFAULT '',
    letters       TEXT NOT NULL DEFAULT '',
    disabled_at   BIGINT,
    created_at    BIGINT NOT NULL
);
CREATE TABLE team (
    id          $ID,
    name        TEXT NOT NULL UNIQUE,
    icon        TEXT NOT NULL DEFAULT 'people',
    calendar_id BIGINT,
    created_at  BIGINT NOT NULL
);
CREATE TABLE team_member (
    team_id   BIGINT NOT NULL REFERENCES team (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    is_leader BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (person_id, team_id)
);
CREATE INDEX team_member_by_team ON team_member (team_id, person_id);
CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    person_id  BIGINT NOT NULL REFERENCES person (id),
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    client     TEXT NOT NULL DEFAULT '',
    browser    TEXT NOT NULL DEFAULT ''
);
CREATE INDEX session_by_person ON session (person_id);
CREATE TABLE api_token (
    id           $ID,
    token_hash   TEXT NOT NULL UNIQUE,
    person_id    BIGINT NOT NULL REFERENCES person (id),
    name         TEXT NOT NULL,
    may_write    BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    used_at      BIGINT,
    revoked_at   BIGINT
);
CREATE TABLE invitation (
    token_hash TEXT PRIMARY KEY,
    person_id  BIGINT NOT NULL REFERENCES person (id),
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);
