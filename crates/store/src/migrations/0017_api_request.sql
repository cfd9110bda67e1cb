-- What other programs asked for under a key, with what they were answered, so that asking again within a day does
-- nothing again; and the files that they brought for messages.

CREATE TABLE api_request (
    api_token_id BIGINT NOT NULL REFERENCES api_token (id),
    key TEXT NOT NULL,
    -- Of what was asked for, so that one key is not used for two things.
    asked_hash TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- What was answered; nothing while it is being done.
    status BIGINT,
    location TEXT,
    body TEXT,
    PRIMARY KEY (api_token_id, key)
);
CREATE INDEX api_request_at ON api_request (at);

ALTER TABLE attachment ADD COLUMN api_token_id BIGINT REFERENCES api_token (id);

-- Calls are gone through in the order of their times.
CREATE INDEX call_asked ON call (asked_at, id);
