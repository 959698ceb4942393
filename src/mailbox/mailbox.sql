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
