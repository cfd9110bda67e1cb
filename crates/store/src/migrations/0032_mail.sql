-- Emails that the desk sends: a queue that outlives the server, and for a while what became of each. What an email says of
-- customers is not here: it is written when it is sent.
CREATE TABLE mail (
    id {ID},
    -- The same each time that it is tried: what comes before the @ of its Message-ID.
    key TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL,
    agent_id BIGINT REFERENCES agent (id),
    address TEXT NOT NULL,
    -- It tells what came after the first of these events, up to the second.
    told_after BIGINT,
    told_upto BIGINT,
    -- Sealed with the key of the server; gone once it was sent.
    secret TEXT,
    made_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    next_at BIGINT,
    tried_at BIGINT,
    trouble TEXT,
    answer TEXT
);
CREATE INDEX mail_next ON mail (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX mail_agent ON mail (agent_id, id);
CREATE INDEX mail_tried ON mail (tried_at);
