-- migration 1: what was learnt of each request when it was solved, and marks of what was changed
CREATE TABLE review_request (
    request_id BIGINT PRIMARY KEY REFERENCES request (id),
    service_id BIGINT NOT NULL,
    solved_at  BIGINT NOT NULL,
    wall       BIGINT NOT NULL, -- µs from asking to the end
    late       BIGINT NOT NULL, -- µs past the promise to resolve; 0: in time, or none was given
    contacts   BIGINT NOT NULL, -- messages of the person
    hand_offs  BIGINT NOT NULL, -- from team to team
    bounces    BIGINT NOT NULL, -- of those: back to a team that had it before
    reopened   BIGINT NOT NULL
);
CREATE INDEX review_by_time ON review_request (solved_at, service_id, wall);
CREATE INDEX review_by_service ON review_request (service_id, solved_at, wall);
CREATE TABLE review_share (
    request_id BIGINT NOT NULL REFERENCES review_request (request_id),
    kind       BIGINT NOT NULL, -- enum share_kind
    id         BIGINT NOT NULL, -- of the team
    name       TEXT NOT NULL,   -- of a supplier
    amount     BIGINT NOT NULL, -- µs
    late       BIGINT NOT NULL, -- µs of the lateness that falls to it
    service_id BIGINT NOT NULL,
    solved_at  BIGINT NOT NULL,
    PRIMARY KEY (request_id, kind, id, name)
);
CREATE INDEX review_share_by_service ON review_share (service_id, solved_at, kind, id, name, amount, late);
CREATE TABLE review_cursor (
    id         BIGINT PRIMARY KEY, -- 1: there is one
    solved_at  BIGINT NOT NULL,
    request_id BIGINT NOT NULL
);
CREATE TABLE review_mark (
    id         $ID,
    service_id BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    words      TEXT NOT NULL
);
CREATE INDEX review_mark_by_service ON review_mark (service_id, at);
