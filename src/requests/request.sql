-- migration 1: requests, their messages and attachments, drafts, counters
CREATE TABLE request (
    id              $ID,
    subject         TEXT NOT NULL,
    requester_id    BIGINT NOT NULL REFERENCES person (id),
    service_id      BIGINT NOT NULL REFERENCES service (id),
    team_id         BIGINT NOT NULL REFERENCES team (id),
    owner_id        BIGINT REFERENCES person (id),
    state           BIGINT NOT NULL,
    channel         BIGINT NOT NULL,
    moves           BIGINT NOT NULL DEFAULT 0, -- bits: the five moves that were made
    is_unread       BIGINT NOT NULL DEFAULT 0, -- the person wrote last, and nobody has answered
    due_at          BIGINT NOT NULL,           -- of the soonest open promise, kept by promises; none: far away
    due_kind        BIGINT NOT NULL DEFAULT 0,
    risk            BIGINT NOT NULL DEFAULT 0, -- 0 none, 1 due soon, 2 late; kept by promises
    snippet         TEXT NOT NULL DEFAULT '',
    link_nonce      TEXT NOT NULL,             -- the private link is signed over it
    version         BIGINT NOT NULL DEFAULT 1,
    opened_at       BIGINT NOT NULL,
    changed_at      BIGINT NOT NULL,
    solved_at       BIGINT
);
CREATE INDEX request_by_requester ON request (requester_id, id);
-- the inbox: only what is open, ordered as it is shown
CREATE INDEX request_open_owner ON request (owner_id, due_at, id) WHERE state < 10;
CREATE INDEX request_open_team ON request (team_id, due_at, id) WHERE state < 10;
CREATE INDEX request_open_all ON request (due_at, id) WHERE state < 10;
CREATE INDEX request_open_risk ON request (risk, due_at, id) WHERE state < 10 AND risk > 0;
CREATE INDEX request_open_waiting ON request (due_at, id) WHERE state = 2;
CREATE INDEX request_solved ON request (solved_at, id) WHERE solved_at IS NOT NULL;
CREATE TABLE message (
    id           $ID,
    request_id   BIGINT NOT NULL REFERENCES request (id),
    kind         BIGINT NOT NULL,           -- from the person, to the person, note, automatic
    channel      BIGINT NOT NULL,
    author_id    BIGINT REFERENCES person (id),
    at           BIGINT NOT NULL,
    text         TEXT NOT NULL,             -- all of it, as plain text
    visible      TEXT NOT NULL DEFAULT '',  -- what was newly written; empty: all of text
    html         TEXT NOT NULL DEFAULT '',  -- sanitised; empty: there was none
    mail_id      TEXT NOT NULL DEFAULT '',  -- Message-ID, without angle brackets
    raw_hash     TEXT NOT NULL DEFAULT '',  -- the message as it came or went
    remote       BIGINT NOT NULL DEFAULT 0, -- remote pictures: 0 off, 1 shown
    send_after   BIGINT,                    -- set while it can still be taken back
    unsent_at    BIGINT
);
CREATE INDEX message_by_request ON message (request_id, id);
CREATE INDEX message_by_mail_id ON message (mail_id) WHERE mail_id <> '';
CREATE TABLE attachment (
    id         $ID,
    message_id BIGINT NOT NULL REFERENCES message (id),
    name       TEXT NOT NULL,
    type       TEXT NOT NULL,
    size       BIGINT NOT NULL,
    hash       TEXT NOT NULL REFERENCES file (hash),
    content_id TEXT NOT NULL DEFAULT '',
    is_inline  BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX attachment_by_message ON attachment (message_id);
-- who takes part in a conversation by mail, since when
CREATE TABLE participant (
    request_id BIGINT NOT NULL REFERENCES request (id),
    person_id  BIGINT NOT NULL REFERENCES person (id),
    address    TEXT NOT NULL,
    how        BIGINT NOT NULL, -- 1 asked, 2 was in copy and let in, 3 in copy, waits for a yes
    since      BIGINT NOT NULL,
    ended_at   BIGINT,
    PRIMARY KEY (request_id, address)
);
CREATE TABLE draft (
    request_id BIGINT NOT NULL,  -- 0: a new request
    person_id  BIGINT NOT NULL REFERENCES person (id),
    kind       TEXT NOT NULL,    -- reply, note
    text       TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (request_id, person_id, kind)
);
-- what the views show beside their names, kept exact in every transaction
CREATE TABLE counter (
    view TEXT NOT NULL,         -- all, owner, team, nobody, risk, waiting
    id   BIGINT NOT NULL,       -- of the owner or team; 0 otherwise
    n    BIGINT NOT NULL,
    PRIMARY KEY (view, id)
);
-- migration 2: whole and part, sleep, hand-over, copies by mail, uploads, answers, notices
ALTER TABLE request ADD COLUMN merged_into BIGINT;   -- its messages are shown there; the link back is message.home_id
ALTER TABLE request ADD COLUMN merged_state BIGINT;  -- what it was before, for parting again
ALTER TABLE request ADD COLUMN asleep_until BIGINT;  -- not in "mine" and "nobody's" until then; far away: until it is woken
ALTER TABLE request ADD COLUMN asleep_for BIGINT NOT NULL DEFAULT 0; -- 0 awake, 1 a time, 2 their answer, 3 a promise
CREATE INDEX request_asleep ON request (asleep_until) WHERE asleep_until IS NOT NULL;
CREATE INDEX request_merged ON request (merged_into) WHERE merged_into IS NOT NULL;
ALTER TABLE message ADD COLUMN home_id BIGINT; -- the request it was written to, when it is shown in another
CREATE INDEX message_by_home ON message (home_id) WHERE home_id IS NOT NULL;
-- two requests that have to do with each other; the lower id first
CREATE TABLE request_pair (
    a_id   BIGINT NOT NULL REFERENCES request (id),
    b_id   BIGINT NOT NULL REFERENCES request (id),
    kind   BIGINT NOT NULL DEFAULT 1, -- 1 linked, 2 said not to belong together
    at     BIGINT NOT NULL,
    PRIMARY KEY (a_id, b_id)
);
CREATE INDEX request_pair_by_b ON request_pair (b_id);
-- offered to a colleague; the owner stays until they accept
CREATE TABLE handover (
    request_id BIGINT PRIMARY KEY REFERENCES request (id),
    from_id    BIGINT NOT NULL REFERENCES person (id),
    to_id      BIGINT NOT NULL REFERENCES person (id),
    note       TEXT NOT NULL,
    at         BIGINT NOT NULL
);
-- files of an answer that is still being written
CREATE TABLE upload (
    id         $ID,
    request_id BIGINT NOT NULL,
    person_id  BIGINT NOT NULL REFERENCES person (id),
    name       TEXT NOT NULL,
    type       TEXT NOT NULL,
    size       BIGINT NOT NULL,
    hash       TEXT NOT NULL REFERENCES file (hash),
    at         BIGINT NOT NULL
);
CREATE INDEX upload_by_request ON upload (request_id, person_id);
CREATE INDEX upload_by_time ON upload (at);
-- answers to be used again: words with {placeholders}, and what is done besides
CREATE TABLE macro (
    id        $ID,
    name      TEXT NOT NULL,
    text      TEXT NOT NULL,
    kind      TEXT NOT NULL DEFAULT 'reply', -- reply, note
    then_act  TEXT NOT NULL DEFAULT '',      -- keep, wait or nothing
    moves     BIGINT NOT NULL DEFAULT 0,
    lang      TEXT NOT NULL DEFAULT '',      -- empty: any
    owner_id  BIGINT REFERENCES person (id), -- whose alone; none: everybody's
    uses      BIGINT NOT NULL DEFAULT 0,
    ended_at  BIGINT
);
-- what somebody is to know: they were named, something is offered to them, words of theirs did not go
CREATE TABLE notice (
    id         $ID,
    person_id  BIGINT NOT NULL REFERENCES person (id),
    request_id BIGINT NOT NULL REFERENCES request (id),
    message_id BIGINT,
    actor_id   BIGINT,
    kind       BIGINT NOT NULL, -- 1 named in a note, 2 offered to them, 3 accepted, 4 declined, 5 not sent
    at         BIGINT NOT NULL,
    seen_at    BIGINT
);
CREATE INDEX notice_unseen ON notice (person_id, id) WHERE seen_at IS NULL;
-- migration 3: which promises went along with a merge, so that parting brings them back
CREATE TABLE merged_promise (
    request_id BIGINT NOT NULL REFERENCES request (id),
    promise_id BIGINT NOT NULL,
    PRIMARY KEY (request_id, promise_id)
);
