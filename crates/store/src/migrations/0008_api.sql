-- Tokens by which other programs use the interface, the keys under which they asked for something, and who
-- named a moment.

CREATE TABLE api_token (
    id {ID},
    token_hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    made_at BIGINT NOT NULL,
    expires_at BIGINT,
    -- The midnight before the last use: a day is enough to know whether somebody needs it.
    used_on BIGINT,
    revoked_at BIGINT
);

-- What was asked for under a key once is not done again under the same key.
CREATE TABLE call_back_key (
    api_token_id BIGINT NOT NULL REFERENCES api_token (id),
    key TEXT NOT NULL,
    -- Of what was asked for, so that one key is not used for two things.
    asked_hash TEXT NOT NULL,
    promise_id BIGINT NOT NULL REFERENCES promise (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (api_token_id, key)
);

-- Who named a moment, where a person did.
ALTER TABLE moment ADD COLUMN agent_id BIGINT REFERENCES agent (id);
