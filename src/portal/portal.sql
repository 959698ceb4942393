-- migration 1: the charter: whether it is public, its words, its figures, what was changed
CREATE TABLE charter (
    id         BIGINT PRIMARY KEY, -- 1: there is one
    is_on      BIGINT NOT NULL,
    words      TEXT NOT NULL,
    counted_at BIGINT NOT NULL     -- 0: not yet
);
CREATE TABLE charter_figure (
    service_id BIGINT NOT NULL REFERENCES service (id),
    kind       BIGINT NOT NULL, -- of promise: respond, update, resolve
    kept       BIGINT NOT NULL,
    broken     BIGINT NOT NULL,
    late       BIGINT NOT NULL, -- of the broken ones: done after all
    late_half  BIGINT NOT NULL, -- seconds by which half of those were late, and nine of ten
    late_most  BIGINT NOT NULL,
    PRIMARY KEY (service_id, kind)
);
CREATE TABLE charter_change (
    id       $ID,
    words    TEXT NOT NULL, -- what people said, and what was changed because of it
    at       BIGINT NOT NULL
);
CREATE INDEX promise_by_due ON promise (due_at, state);
