-- Erasures of customers. What was erased says so; its rows stay where figures are made of them, without a word in
-- them.
CREATE TABLE erasure (
    id {ID},
    customer_id BIGINT REFERENCES customer (id),
    agent_id BIGINT REFERENCES agent (id),
    at BIGINT NOT NULL,
    -- When no file of theirs was left, and no trace in the database's own files.
    cleared_at BIGINT
);
CREATE INDEX erasure_customer ON erasure (customer_id);

-- Files that are still to be deleted, and in which place they are.
CREATE TABLE erased_file (
    erasure_id BIGINT NOT NULL REFERENCES erasure (id),
    place TEXT NOT NULL,
    file TEXT NOT NULL,
    PRIMARY KEY (place, file)
);

ALTER TABLE customer ADD COLUMN erasure_id BIGINT REFERENCES erasure (id);
ALTER TABLE conversation ADD COLUMN erasure_id BIGINT REFERENCES erasure (id);
CREATE INDEX conversation_erasure ON conversation (erasure_id) WHERE erasure_id IS NOT NULL;
CREATE INDEX contact_conversation ON contact (conversation_id);
