-- The index of what is searched: a row and its folded words for each message, note and subject, and the words by
-- which each customer is found. {WORDS x} is the dialect's own index of words, by rowid.

-- The id is made of the time, so that the newest lines have the greatest ids, whenever they were added. A line
-- without a message is its conversation's subject.
CREATE TABLE search_line (
    id {ID},
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    message_id BIGINT
);
CREATE INDEX search_line_conversation ON search_line (conversation_id, message_id);
{WORDS line_words};
{WORDS customer_words};

-- What was there before is added by a job, from the newest to the oldest: what has an id below `below` is still
-- to come, out of `total` ids. A row goes when it is done.
CREATE TABLE search_place (
    what TEXT PRIMARY KEY,
    below BIGINT NOT NULL,
    total BIGINT NOT NULL
);
INSERT INTO search_place (what, below, total)
    SELECT 'customers', COALESCE(MAX(id), 0) + 1, COALESCE(MAX(id), 0) FROM customer;
INSERT INTO search_place (what, below, total)
    SELECT 'subjects', COALESCE(MAX(id), 0) + 1, COALESCE(MAX(id), 0) FROM conversation;
INSERT INTO search_place (what, below, total)
    SELECT 'messages', COALESCE(MAX(id), 0) + 1, COALESCE(MAX(id), 0) FROM message;
DELETE FROM search_place WHERE total = 0;
