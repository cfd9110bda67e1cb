-- What each agent is to be told. While it is unseen there is one row for each kind of thing and what it is about: more of
-- the same adds to its count. place is the last event that added to it.
CREATE TABLE notification_seeing (
    id {ID},
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    at BIGINT NOT NULL
);

CREATE TABLE notification (
    id {ID},
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    kind TEXT NOT NULL,
    about BIGINT NOT NULL,
    conversation_id BIGINT REFERENCES conversation (id),
    by_id BIGINT REFERENCES agent (id),
    count BIGINT NOT NULL,
    place BIGINT NOT NULL,
    at BIGINT NOT NULL,
    seen_at BIGINT,
    seeing_id BIGINT REFERENCES notification_seeing (id)
);
CREATE UNIQUE INDEX notification_unseen ON notification (agent_id, kind, about) WHERE seen_at IS NULL;
CREATE INDEX notification_agent ON notification (agent_id, at);
CREATE INDEX notification_conversation ON notification (conversation_id) WHERE seen_at IS NULL;

-- Nothing is told twice: each cause is there once for each agent.
CREATE TABLE notification_cause (
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    cause TEXT NOT NULL,
    notification_id BIGINT NOT NULL REFERENCES notification (id) ON DELETE CASCADE,
    -- The conversation that waits, where it is told that one does.
    waiting_id BIGINT REFERENCES conversation (id),
    -- 0 once an agent has looked at it, while others that are told of in the same row still wait.
    counts BIGINT NOT NULL,
    PRIMARY KEY (agent_id, cause)
);
CREATE INDEX notification_cause_waiting ON notification_cause (waiting_id) WHERE waiting_id IS NOT NULL;
CREATE INDEX notification_cause_notification ON notification_cause (notification_id);

-- How far each agent was told, each way: the last bundle, and when the next is looked at.
CREATE TABLE notification_bundle (
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    way TEXT NOT NULL,
    next_at BIGINT,
    told_at BIGINT,
    told_to BIGINT NOT NULL,
    PRIMARY KEY (agent_id, way)
);
CREATE INDEX notification_bundle_next ON notification_bundle (next_at) WHERE next_at IS NOT NULL;
