-- Keys that stay on people's devices. What is kept is the public half, as the device told it (COSE, base64url). One is
-- good for one name of the desk alone, its rp_id. sign_count is where its counter stood when it was last used.
CREATE TABLE passkey (
    id {ID},
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    credential_id TEXT NOT NULL UNIQUE,
    public_key TEXT NOT NULL,
    rp_id TEXT NOT NULL,
    name TEXT NOT NULL,
    -- How browsers reach the device, as they said it: words, with spaces between.
    transports TEXT NOT NULL,
    sign_count BIGINT NOT NULL,
    backed_up BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX passkey_agent ON passkey (agent_id);

-- By what devices know a person: random, and the same for all of their passkeys.
CREATE TABLE passkey_handle (
    agent_id BIGINT PRIMARY KEY REFERENCES agent (id),
    handle TEXT NOT NULL UNIQUE
);

-- What a device is asked to sign, by its hash, until it is answered. Nobody is named who is still to say who they are.
CREATE TABLE passkey_challenge (
    challenge_hash TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    agent_id BIGINT REFERENCES agent (id),
    expires_at BIGINT NOT NULL
);
CREATE INDEX passkey_challenge_expires ON passkey_challenge (expires_at);
