-- Tags have a colour, can be put away, and can become one; what was so before is kept, so that it can be undone.
ALTER TABLE tag ADD COLUMN colour BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tag ADD COLUMN archived_at BIGINT;

CREATE TABLE tag_change (
    id {ID},
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    colour BIGINT NOT NULL,
    target TEXT,
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    at BIGINT NOT NULL,
    undone_at BIGINT
);

-- Which conversations had it, who had put it there and when, and whether they had the other one already.
CREATE TABLE tag_change_row (
    tag_change_id BIGINT NOT NULL REFERENCES tag_change (id),
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    agent_id BIGINT REFERENCES agent (id),
    at BIGINT NOT NULL,
    had_target BIGINT NOT NULL,
    PRIMARY KEY (tag_change_id, conversation_id)
);
