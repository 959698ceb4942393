-- migration 3: suspected spam, block rules, automatic mail and its breaker, signatures, answers sent later
ALTER TABLE mail_in ADD COLUMN charset TEXT NOT NULL DEFAULT '';  -- the one a person asked for; empty: as it says
ALTER TABLE mail_in ADD COLUMN is_freed BIGINT NOT NULL DEFAULT 0; -- a person said that it is to be taken
ALTER TABLE mail_out ADD COLUMN subject TEXT NOT NULL DEFAULT ''; -- of automatic mail
ALTER TABLE mail_out ADD COLUMN instead_of BIGINT;                -- the failed one that this is sent for
-- what of an incoming mail's header is believed: nothing where there is no row
CREATE TABLE mail_trust (
    mailbox_id  BIGINT PRIMARY KEY REFERENCES mailbox (id),
    spam_flags  BIGINT NOT NULL DEFAULT 0,  -- X-Spam-Flag, X-Spam-Status
    spam_level  BIGINT NOT NULL DEFAULT 0,  -- stars of X-Spam-Level; 0: not looked at
    auth_server TEXT NOT NULL DEFAULT ''    -- whose Authentication-Results
);
CREATE TABLE mail_rule (
    id         $ID,
    kind       TEXT NOT NULL,               -- address, domain, words
    value      TEXT NOT NULL,
    author_id  BIGINT REFERENCES person (id),
    created_at BIGINT NOT NULL,
    hits       BIGINT NOT NULL DEFAULT 0,
    hit_at     BIGINT,
    UNIQUE (kind, value)
);
-- when automatic mail of a kind last went to an address
CREATE TABLE mail_auto_last (
    address TEXT NOT NULL,
    kind    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (address, kind)
);
CREATE INDEX mail_auto_last_at ON mail_auto_last (at);
-- at most one row: while it is there no automatic mail goes
CREATE TABLE mail_breaker (
    id         BIGINT PRIMARY KEY,
    tripped_at BIGINT NOT NULL,
    reason     TEXT NOT NULL,
    held       BIGINT NOT NULL DEFAULT 0
);
-- words of automatic mail that were changed; without a row the original stands
CREATE TABLE mail_template (
    kind       TEXT NOT NULL,
    lang       TEXT NOT NULL,
    subject    TEXT NOT NULL,
    text       TEXT NOT NULL,
    author_id  BIGINT REFERENCES person (id),
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (kind, lang)
);
CREATE TABLE signature (
    owner      TEXT NOT NULL,               -- team, person
    owner_id   BIGINT NOT NULL,
    text       TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (owner, owner_id)
);
-- answers that carry the conversation below them
CREATE TABLE mail_quote (
    message_id BIGINT PRIMARY KEY REFERENCES message (id)
);
-- answers that wait for their time; until then they are no messages
CREATE TABLE mail_later (
    id           $ID,
    request_id   BIGINT NOT NULL REFERENCES request (id),
    author_id    BIGINT NOT NULL REFERENCES person (id),
    text         TEXT NOT NULL,
    moves        BIGINT NOT NULL DEFAULT 0,
    then_do      TEXT NOT NULL DEFAULT '',
    send_at      BIGINT NOT NULL,
    unless_reply BIGINT NOT NULL DEFAULT 0, -- 1: not if they write first
    has_quote    BIGINT NOT NULL DEFAULT 0,
    state        BIGINT NOT NULL,           -- 1 waiting, 2 sent, 3 they wrote first, 4 taken back
    message_id   BIGINT,
    created_at   BIGINT NOT NULL,
    ended_at     BIGINT
);
CREATE INDEX mail_later_waiting ON mail_later (send_at, id) WHERE state = 1;
CREATE INDEX mail_later_by_request ON mail_later (request_id, id);
CREATE TABLE mail_later_file (
    later_id BIGINT NOT NULL REFERENCES mail_later (id),
    number   BIGINT NOT NULL,
    name     TEXT NOT NULL,
    type     TEXT NOT NULL,
    size     BIGINT NOT NULL,
    hash     TEXT NOT NULL REFERENCES file (hash),
    PRIMARY KEY (later_id, number)
);
