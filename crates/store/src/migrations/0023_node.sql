-- The servers that have this desk open, where several do. One that died is taken off by the others.
CREATE TABLE node (
    id {ID},
    name TEXT NOT NULL,
    began_at BIGINT NOT NULL
);

-- At which of them a call's line is.
ALTER TABLE call ADD COLUMN node_id BIGINT;
