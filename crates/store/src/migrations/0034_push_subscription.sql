-- Browsers in which agents are told what is new while no page is open, each with what it is to be told next: so the queue
-- holds at most one thing for each. What is told of customers is not here: it is written when it is sent.
CREATE TABLE push_subscription (
    id {ID},
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    -- Where that browser is signed in: once this ends it is told nothing.
    session_id BIGINT NOT NULL REFERENCES session (id),
    -- The SHA-256 of its address at its push service.
    endpoint_hash TEXT NOT NULL UNIQUE,
    -- That address and the browser's keys, sealed with the key of the server.
    secret TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    -- When its push service last took something.
    told_at BIGINT,
    -- It is to be told what came after the first of these events, up to the second; or a test, where there are none.
    told_after BIGINT,
    told_upto BIGINT,
    tries BIGINT NOT NULL,
    next_at BIGINT,
    trouble TEXT,
    answer TEXT
);
CREATE INDEX push_subscription_agent ON push_subscription (agent_id, id);
CREATE INDEX push_subscription_session ON push_subscription (session_id);
CREATE INDEX push_subscription_next ON push_subscription (next_at) WHERE next_at IS NOT NULL;
