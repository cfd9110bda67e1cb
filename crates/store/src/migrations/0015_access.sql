-- Who came in and how, and what was done to the desk itself. Rows are added, and go when they are old; none is
-- changed. event_id is the event of the same change, which is then not told of twice.
CREATE TABLE audit_entry (
    id {ID},
    at BIGINT NOT NULL,
    action TEXT NOT NULL,
    agent_id BIGINT REFERENCES agent (id),
    about_id BIGINT REFERENCES agent (id),
    detail TEXT NOT NULL,
    ip TEXT,
    browser TEXT,
    event_id BIGINT
);
CREATE INDEX audit_entry_at ON audit_entry (at, id);
CREATE INDEX audit_entry_event ON audit_entry (event_id);
CREATE INDEX event_of_desk ON event (at, id)
    WHERE conversation_id IS NULL
    AND kind IN ('settings.changed', 'standards.changed', 'canned-replies.changed');

-- What is asked for besides the password. The secret is sealed with the server's key; it counts once it is
-- confirmed. last_step is the newest step of thirty seconds of which a code was taken: none is taken twice.
CREATE TABLE second_factor (
    agent_id BIGINT PRIMARY KEY REFERENCES agent (id),
    secret TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    last_step BIGINT
);

CREATE TABLE recovery_code (
    id {ID},
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    code_hash TEXT NOT NULL,
    used_at BIGINT
);
CREATE INDEX recovery_code_agent ON recovery_code (agent_id);

-- A second factor that somebody else took away, until its owner was told.
CREATE TABLE second_factor_reset (
    agent_id BIGINT PRIMARY KEY REFERENCES agent (id),
    reset_by BIGINT REFERENCES agent (id),
    at BIGINT NOT NULL
);

-- What is still to be proved before the session opens anything.
ALTER TABLE session ADD COLUMN needs TEXT;
