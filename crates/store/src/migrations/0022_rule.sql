-- Rules, in their order; what they say is JSON with its version.
CREATE TABLE rule (
    id {ID},
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    position BIGINT NOT NULL,
    is_on BIGINT NOT NULL,
    paused TEXT,
    changed_by BIGINT NOT NULL REFERENCES agent (id),
    since BIGINT NOT NULL,
    removed_at BIGINT
);

-- What they did. A rule runs once for each cause.
CREATE TABLE rule_run (
    id {ID},
    rule_id BIGINT NOT NULL REFERENCES rule (id),
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    cause TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (rule_id, cause)
);
CREATE INDEX rule_run_conversation ON rule_run (conversation_id, at);
CREATE INDEX rule_run_at ON rule_run (at);

-- Events that rules brought about, and after how many rules: what goes on in a circle ends.
CREATE TABLE rule_event (
    event_id BIGINT PRIMARY KEY,
    depth BIGINT NOT NULL
);
