-- Promises: who stands in, how they came to be known, what time and people did about them, what was noticed
-- in messages, and links by which customers choose when to be called back.

ALTER TABLE promise ADD COLUMN stand_in_id BIGINT REFERENCES agent (id);
ALTER TABLE promise ADD COLUMN message_id BIGINT REFERENCES message (id);
ALTER TABLE promise ADD COLUMN source TEXT NOT NULL DEFAULT 'call back';
ALTER TABLE promise ADD COLUMN due_set_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE promise ADD COLUMN missed_at BIGINT;
-- When time has the next thing to do about it; null once nothing is left.
ALTER TABLE promise ADD COLUMN next_at BIGINT;
UPDATE promise SET due_set_at = made_at;
UPDATE promise SET next_at = made_at WHERE kept_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX promise_next ON promise (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX promise_conversation ON promise (conversation_id, made_at);
CREATE INDEX promise_all_due ON promise (due_at);

CREATE TABLE promise_change (
    id {ID},
    promise_id BIGINT NOT NULL REFERENCES promise (id),
    what TEXT NOT NULL,
    agent_id BIGINT REFERENCES agent (id),
    due_at BIGINT NOT NULL,
    owner_id BIGINT REFERENCES agent (id),
    note TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX promise_change_promise ON promise_change (promise_id, id);

-- A step is taken once for each time at which a promise was due. Without an agent it is for everybody.
CREATE TABLE promise_reminder (
    id {ID},
    promise_id BIGINT NOT NULL REFERENCES promise (id),
    step TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    agent_id BIGINT REFERENCES agent (id),
    at BIGINT NOT NULL,
    UNIQUE (promise_id, due_at, step)
);

-- An agent has seen a reminder and put it away.
CREATE TABLE promise_reminder_seen (
    reminder_id BIGINT NOT NULL REFERENCES promise_reminder (id),
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (reminder_id, agent_id)
);

CREATE TABLE promise_suggestion (
    id {ID},
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    message_id BIGINT NOT NULL REFERENCES message (id),
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    span_from BIGINT NOT NULL,
    span_to BIGINT NOT NULL,
    words TEXT NOT NULL,
    what TEXT NOT NULL,
    due_at BIGINT,
    made_at BIGINT NOT NULL,
    answered_at BIGINT,
    answered_by BIGINT REFERENCES agent (id),
    promise_id BIGINT REFERENCES promise (id),
    UNIQUE (message_id, span_from)
);
CREATE INDEX promise_suggestion_conversation ON promise_suggestion (conversation_id, message_id);

CREATE TABLE call_back_link (
    id {ID},
    token_hash TEXT NOT NULL UNIQUE,
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    promise_id BIGINT REFERENCES promise (id),
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
