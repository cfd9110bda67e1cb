-- Merges of customers. Nothing moves: every row keeps the customer as whom it came, and that one says where they went
-- on. merged_into is the customer into whom they were merged; kept_id the one who has all that is theirs after all
-- merges, null while they are by themselves.
ALTER TABLE customer ADD COLUMN merged_into BIGINT REFERENCES customer (id);
ALTER TABLE customer ADD COLUMN kept_id BIGINT REFERENCES customer (id);
CREATE INDEX customer_merged_into ON customer (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX customer_kept ON customer (kept_id) WHERE kept_id IS NOT NULL;
CREATE INDEX customer_external_folded ON customer (LOWER(external_id)) WHERE external_id IS NOT NULL;

-- customer_id is whose a conversation is, and follows merges; origin_id is as whom they came, and does not: a browser
-- reads what is of its own origin. A message has one where it came from a conversation of another origin.
ALTER TABLE conversation ADD COLUMN origin_id BIGINT REFERENCES customer (id);
UPDATE conversation SET origin_id = customer_id;
CREATE INDEX conversation_origin ON conversation (origin_id, last_message_at);
ALTER TABLE message ADD COLUMN origin_id BIGINT REFERENCES customer (id);

-- An address as it is compared with others: small letters, and numbers without the marks between their digits.
ALTER TABLE address ADD COLUMN compared TEXT NOT NULL DEFAULT '';
UPDATE address SET compared = LOWER(value) WHERE kind = 'email';
UPDATE address SET compared = REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(value, ' ', ''), '-', ''), '.', ''),
    '(', ''), ')', ''), '/', '') WHERE kind = 'phone';
UPDATE address SET compared = '+' || SUBSTR(compared, 3) WHERE kind = 'phone' AND compared LIKE '00%';
CREATE INDEX address_compared ON address (compared);

CREATE TABLE customer_merge (
    id {ID},
    gone_id BIGINT NOT NULL REFERENCES customer (id),
    kept_id BIGINT NOT NULL REFERENCES customer (id),
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    at BIGINT NOT NULL,
    undone_at BIGINT,
    undone_by BIGINT REFERENCES agent (id)
);
CREATE INDEX customer_merge_gone ON customer_merge (gone_id, at);
CREATE INDEX customer_merge_kept ON customer_merge (kept_id, at);

-- What the kept one took over from the other: a field, what it said before, and what it said then.
CREATE TABLE customer_merge_value (
    merge_id BIGINT NOT NULL REFERENCES customer_merge (id),
    field TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    PRIMARY KEY (merge_id, field)
);
