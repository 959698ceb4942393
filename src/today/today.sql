-- migration 1: what the board of the day looks up, and the thanks that colleagues give
CREATE INDEX promise_of_team_due ON promise (team_id, due_at);
CREATE INDEX promise_of_team_done ON promise (team_id, done_at) WHERE done_at IS NOT NULL;
CREATE INDEX request_unread_of_team ON request (team_id, changed_at) WHERE is_unread = 1 AND state < 10;
CREATE TABLE thanks (
    id         $ID,
    from_id    BIGINT NOT NULL REFERENCES person (id),
    to_id      BIGINT NOT NULL REFERENCES person (id),
    words      TEXT NOT NULL,
    at         BIGINT NOT NULL
);
CREATE INDEX thanks_by_time ON thanks (at);
