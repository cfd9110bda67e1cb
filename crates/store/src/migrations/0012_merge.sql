-- Merges of conversations, and splits. Everything of a merged conversation is in the one that merged_into names.
ALTER TABLE conversation ADD COLUMN merged_into BIGINT REFERENCES conversation (id);
CREATE INDEX conversation_merged_into ON conversation (merged_into) WHERE merged_into IS NOT NULL;

-- How the two stood before, so that it can be undone.
CREATE TABLE conversation_merge (
    id {ID},
    kind TEXT NOT NULL,
    source_id BIGINT NOT NULL REFERENCES conversation (id),
    target_id BIGINT NOT NULL REFERENCES conversation (id),
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    at BIGINT NOT NULL,
    source_state TEXT NOT NULL,
    source_waiting_since BIGINT,
    source_snoozed_until BIGINT,
    source_assignee_id BIGINT REFERENCES agent (id),
    source_team_id BIGINT REFERENCES team (id),
    target_state TEXT NOT NULL,
    target_waiting_since BIGINT,
    target_snoozed_until BIGINT,
    target_assignee_id BIGINT REFERENCES agent (id),
    target_team_id BIGINT REFERENCES team (id),
    undone_at BIGINT,
    undone_by BIGINT REFERENCES agent (id)
);
CREATE INDEX conversation_merge_source ON conversation_merge (source_id, at);
CREATE INDEX conversation_merge_target ON conversation_merge (target_id, at);

-- What went from one to the other: rows of which noun.
CREATE TABLE conversation_merge_row (
    merge_id BIGINT NOT NULL REFERENCES conversation_merge (id),
    noun TEXT NOT NULL,
    row_id BIGINT NOT NULL,
    PRIMARY KEY (merge_id, noun, row_id)
);
