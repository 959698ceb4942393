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
-- migration 2: scopes of tokens, second factors, sign-on by others, the audit log, restrictions
ALTER TABLE api_token ADD COLUMN scopes BIGINT NOT NULL DEFAULT 0; -- enum scope, or-ed
ALTER TABLE api_token ADD COLUMN ends_at BIGINT;
UPDATE api_token SET scopes = CASE WHEN may_write = 1 THEN 63 ELSE 21 END;
CREATE INDEX session_by_end ON session (expires_at);
-- TOTP (RFC 6238): the secret is sealed; the last step that was used is used no more
CREATE TABLE second_factor (
    person_id    BIGINT PRIMARY KEY REFERENCES person (id),
    secret       TEXT NOT NULL,
    confirmed_at BIGINT,
    last_step    BIGINT NOT NULL DEFAULT 0,
    created_at   BIGINT NOT NULL
);
CREATE TABLE recovery_code (
    person_id BIGINT NOT NULL REFERENCES person (id),
    code_hash TEXT NOT NULL,
    used_at   BIGINT,
    PRIMARY KEY (person_id, code_hash)
);
-- half of a sign-in: the password was right, or another house is asked
CREATE TABLE sign_in_step (
    token_hash TEXT PRIMARY KEY,
    person_id  BIGINT REFERENCES person (id), -- whose code is waited for
    verifier   TEXT NOT NULL DEFAULT '',      -- OIDC: PKCE, sealed
    nonce      TEXT NOT NULL DEFAULT '',
    next       TEXT NOT NULL DEFAULT '',
    expires_at BIGINT NOT NULL
);
-- who a provider of OIDC says somebody is
CREATE TABLE identity (
    issuer     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    person_id  BIGINT NOT NULL REFERENCES person (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX identity_by_person ON identity (person_id);
-- what was done to accounts and settings: each row is hashed with the hash of the one before
CREATE TABLE audit (
    id        $ID,
    at        BIGINT NOT NULL,
    kind      TEXT NOT NULL,    -- account.role, token.made …
    actor_id  BIGINT,           -- none: at the machine, or nobody who is known
    actor     TEXT NOT NULL,    -- their name then
    object    TEXT NOT NULL,    -- what it was done to, in words
    object_id BIGINT,
    note      TEXT NOT NULL,
    client    TEXT NOT NULL,
    hash      TEXT NOT NULL
);
CREATE INDEX audit_by_actor ON audit (actor_id, id);
CREATE INDEX audit_by_kind ON audit (kind, id);
-- teams whose requests are for their own people
ALTER TABLE team ADD COLUMN is_closed BIGINT NOT NULL DEFAULT 0;
-- migration 3: requests that only the people named for them see
CREATE TABLE restriction (
    request_id BIGINT PRIMARY KEY,
    by_id      BIGINT REFERENCES person (id),
    at         BIGINT NOT NULL
);
CREATE TABLE request_reader (
    request_id BIGINT NOT NULL,
    person_id  BIGINT NOT NULL REFERENCES person (id),
    at         BIGINT NOT NULL,
    PRIMARY KEY (request_id, person_id)
);
