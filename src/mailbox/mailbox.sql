-- migration 1: mailboxes, the ledger of what came, the outbox of what goes
CREATE TABLE mailbox (
    id          $ID,
    name        TEXT NOT NULL,
    address     TEXT NOT NULL UNIQUE,
    service_id  BIGINT NOT NULL REFERENCES service (id), -- what its mail asks for, unless said otherwise
    smtp_url    TEXT NOT NULL DEFAULT '',  -- smtp://host:port or smtps://host:port
    smtp_user   TEXT NOT NULL DEFAULT '',
    smtp_secret TEXT NOT NULL DEFAULT '',  -- sealed
    may_send    BIGINT NOT NULL DEFAULT 0, -- 0: listens only, and shows what it would send
    created_at  BIGINT NOT NULL
);
-- one row for every message that was taken: nothing comes in without one
CREATE TABLE mail_in (
    id           $ID,
    mailbox_id   BIGINT NOT NULL REFERENCES mailbox (id),
    source       TEXT NOT NULL,    -- lmtp, import
    envelope_from TEXT NOT NULL DEFAULT '',
    envelope_to  TEXT NOT NULL DEFAULT '',
    hash         TEXT NOT NULL REFERENCES file (hash),
    mail_id      TEXT NOT NULL DEFAULT '',
    from_address TEXT NOT NULL DEFAULT '',
    subject      TEXT NOT NULL DEFAULT '',
    state        BIGINT NOT NULL,  -- 1 stored, 2 request, 3 reply, 4 ignored, 5 quarantined
    reason       TEXT NOT NULL DEFAULT '',
    request_id   BIGINT,
    message_id   BIGINT,
    tries        BIGINT NOT NULL DEFAULT 0,
    received_at  BIGINT NOT NULL,
    done_at      BIGINT,
    UNIQUE (mailbox_id, hash)
);
CREATE INDEX mail_in_waiting ON mail_in (id) WHERE state = 1;
CREATE INDEX mail_in_by_state ON mail_in (state, id);
CREATE INDEX mail_in_by_mail_id ON mail_in (mail_id) WHERE mail_id <> '';
-- one row for every message and recipient
CREATE TABLE mail_out (
    id            $ID,
    mailbox_id    BIGINT NOT NULL REFERENCES mailbox (id),
    request_id    BIGINT NOT NULL REFERENCES request (id),
    message_id    BIGINT NOT NULL REFERENCES message (id),
    person_id     BIGINT REFERENCES person (id),
    recipient     TEXT NOT NULL,
    kind          TEXT NOT NULL,    -- answer, acknowledgement, notice
    state         BIGINT NOT NULL,  -- 1 waiting, 2 sending, 3 sent, 4 failed, 5 unknown, 6 taken back, 7 shown only
    send_after    BIGINT NOT NULL,
    tries         BIGINT NOT NULL DEFAULT 0,
    mail_id       TEXT NOT NULL DEFAULT '',
    raw_hash      TEXT NOT NULL DEFAULT '',
    reply         TEXT NOT NULL DEFAULT '', -- what the server said last
    created_at    BIGINT NOT NULL,
    ended_at      BIGINT
);
CREATE INDEX mail_out_waiting ON mail_out (send_after, id) WHERE state = 1;
CREATE INDEX mail_out_by_state ON mail_out (state, id);
CREATE INDEX mail_out_by_message ON mail_out (message_id);
CREATE INDEX mail_out_by_mail_id ON mail_out (mail_id) WHERE mail_id <> '';
-- automatic mail: at most once per address, kind and day
CREATE TABLE mail_auto (
    address TEXT NOT NULL,
    kind    TEXT NOT NULL,
    day     BIGINT NOT NULL,
    sent    BIGINT NOT NULL,
    PRIMARY KEY (address, kind, day)
);
-- migration 2: mail fetched by IMAP, its ledger by UID, access by OAuth 2, alarms
ALTER TABLE mailbox ADD COLUMN imap_host TEXT NOT NULL DEFAULT ''; -- empty: nothing is fetched
ALTER TABLE mailbox ADD COLUMN imap_port BIGINT NOT NULL DEFAULT 993;
ALTER TABLE mailbox ADD COLUMN imap_tls BIGINT NOT NULL DEFAULT 1; -- 1 from the start, 2 STARTTLS, 3 none
ALTER TABLE mailbox ADD COLUMN imap_auth BIGINT NOT NULL DEFAULT 1; -- 1 password, 2 OAuth 2
ALTER TABLE mailbox ADD COLUMN imap_user TEXT NOT NULL DEFAULT '';
ALTER TABLE mailbox ADD COLUMN imap_secret TEXT NOT NULL DEFAULT ''; -- sealed
ALTER TABLE mailbox ADD COLUMN imap_folder TEXT NOT NULL DEFAULT 'INBOX';
ALTER TABLE mailbox ADD COLUMN imap_begin BIGINT NOT NULL DEFAULT 1; -- 1 with what comes, 2 with all that is there, as history
ALTER TABLE mailbox ADD COLUMN server_ca TEXT NOT NULL DEFAULT ''; -- PEM, of a house's own authority
-- where fetching stands: kept in the transaction that stores what was fetched
ALTER TABLE mailbox ADD COLUMN imap_era BIGINT NOT NULL DEFAULT 0; -- counts the numberings (UIDVALIDITY) of the folder
ALTER TABLE mailbox ADD COLUMN imap_validity BIGINT NOT NULL DEFAULT 0; -- UIDVALIDITY; 0: not known yet
ALTER TABLE mailbox ADD COLUMN imap_first BIGINT NOT NULL DEFAULT 0; -- every UID from this on is accounted for
ALTER TABLE mailbox ADD COLUMN imap_uid BIGINT NOT NULL DEFAULT 0; -- the last UID that is
ALTER TABLE mailbox ADD COLUMN imap_history BIGINT NOT NULL DEFAULT 0; -- UIDs up to this one are history: nothing is sent for them
ALTER TABLE mailbox ADD COLUMN imap_since BIGINT NOT NULL DEFAULT 0; -- when Kept began to listen here
ALTER TABLE mailbox ADD COLUMN imap_good_at BIGINT NOT NULL DEFAULT 0; -- when the server was last heard
ALTER TABLE mailbox ADD COLUMN imap_failed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mailbox ADD COLUMN imap_fails BIGINT NOT NULL DEFAULT 0; -- in a row
ALTER TABLE mailbox ADD COLUMN imap_next_at BIGINT NOT NULL DEFAULT 0; -- not tried before this
ALTER TABLE mailbox ADD COLUMN imap_trouble BIGINT NOT NULL DEFAULT 0; -- what kind of failure; 0: none
ALTER TABLE mailbox ADD COLUMN imap_error TEXT NOT NULL DEFAULT ''; -- what the server said
ALTER TABLE mailbox ADD COLUMN compared_at BIGINT NOT NULL DEFAULT 0; -- the last reconcile
-- one row for every UID of a folder that was seen: with mail_in_id it is stored
CREATE TABLE mail_uid (
    mailbox_id BIGINT NOT NULL REFERENCES mailbox (id),
    era        BIGINT NOT NULL,
    uid        BIGINT NOT NULL,
    kind       BIGINT NOT NULL, -- 1 taken, 2 its bytes were here already, 3 older than Kept's listening, 4 gone before it could be read
    mail_in_id BIGINT REFERENCES mail_in (id),
    bytes      BIGINT NOT NULL,
    arrived_at BIGINT NOT NULL, -- at the server; 0: it does not say
    seen_at    BIGINT NOT NULL,
    gone_at    BIGINT, -- no longer on the server
    PRIMARY KEY (mailbox_id, era, uid)
);
CREATE INDEX mail_uid_by_mail ON mail_uid (mail_in_id);
CREATE INDEX mail_uid_not_stored ON mail_uid (mailbox_id) WHERE mail_in_id IS NULL;
CREATE INDEX mail_in_by_mailbox ON mail_in (mailbox_id, id);
CREATE TABLE mail_reconcile (
    id         $ID,
    mailbox_id BIGINT NOT NULL REFERENCES mailbox (id),
    at         BIGINT NOT NULL,
    on_server  BIGINT NOT NULL, -- messages from the first UID on
    accounted  BIGINT NOT NULL, -- of those, in the ledger before
    fetched    BIGINT NOT NULL, -- of those that were not, now taken
    gone       BIGINT NOT NULL  -- in the ledger, and newly deleted on the server
);
CREATE INDEX mail_reconcile_by_mailbox ON mail_reconcile (mailbox_id, id);
CREATE TABLE mail_alarm (
    id         $ID,
    mailbox_id BIGINT NOT NULL REFERENCES mailbox (id),
    kind       BIGINT NOT NULL, -- 1 does not add up, 2 silent, 3 cannot fetch, 4 access ends soon, 5 mail was missed
    since      BIGINT NOT NULL,
    note       TEXT NOT NULL DEFAULT '',
    ended_at   BIGINT
);
CREATE UNIQUE INDEX mail_alarm_open ON mail_alarm (mailbox_id, kind) WHERE ended_at IS NULL;
CREATE TABLE mailbox_oauth (
    mailbox_id    BIGINT PRIMARY KEY REFERENCES mailbox (id),
    provider      BIGINT NOT NULL, -- 1 Google, 2 Microsoft, 3 another
    client        TEXT NOT NULL,
    client_secret TEXT NOT NULL DEFAULT '', -- sealed
    secret_until  BIGINT NOT NULL DEFAULT 0, -- when the client secret ends; 0: not said
    tenant        TEXT NOT NULL DEFAULT '',  -- of Microsoft
    auth_url      TEXT NOT NULL DEFAULT '',  -- of another
    token_url     TEXT NOT NULL DEFAULT '',
    scope         TEXT NOT NULL DEFAULT '',
    refresh       TEXT NOT NULL DEFAULT '', -- sealed; empty: not connected
    access        TEXT NOT NULL DEFAULT '', -- sealed
    access_until  BIGINT NOT NULL DEFAULT 0,
    refresh_until BIGINT NOT NULL DEFAULT 0, -- 0: not said
    connected_at  BIGINT NOT NULL DEFAULT 0,
    failed_at     BIGINT NOT NULL DEFAULT 0,
    fails         BIGINT NOT NULL DEFAULT 0, -- in a row
    is_ended      BIGINT NOT NULL DEFAULT 0, -- the provider lets Kept in no more: a person must connect anew
    error         TEXT NOT NULL DEFAULT ''
);
