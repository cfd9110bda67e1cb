-- What was noticed in conversations, what people say of it, and what each agent chose to see.

CREATE TABLE moment (
    id {ID},
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    message_id BIGINT NOT NULL REFERENCES message (id),
    side TEXT NOT NULL,
    what TEXT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    confidence_thousandths BIGINT NOT NULL,
    source TEXT NOT NULL,
    reason TEXT NOT NULL,
    noticed_at BIGINT NOT NULL,
    UNIQUE (message_id, what, span_start, span_end)
);
CREATE INDEX moment_conversation ON moment (conversation_id, message_id);

-- A person's word is about what was noticed where, and outlives the row that said so.
CREATE TABLE moment_ruling (
    id {ID},
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    message_id BIGINT NOT NULL REFERENCES message (id),
    what TEXT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    at BIGINT NOT NULL,
    withdrawn_at BIGINT
);
CREATE INDEX moment_ruling_conversation ON moment_ruling (conversation_id, id);

-- How each message was read. What is `foreign_language` was judged by nobody.
CREATE TABLE moment_reading (
    message_id BIGINT PRIMARY KEY REFERENCES message (id),
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    foreign_language TEXT,
    upset_hundredths BIGINT,
    upset_low_hundredths BIGINT,
    upset_high_hundredths BIGINT
);
CREATE INDEX moment_reading_conversation ON moment_reading (conversation_id, message_id);

-- Up to which event conversations have been read.
CREATE TABLE moment_cursor (
    id BIGINT PRIMARY KEY,
    event_id BIGINT NOT NULL
);

CREATE TABLE preference (
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (agent_id, name)
);
