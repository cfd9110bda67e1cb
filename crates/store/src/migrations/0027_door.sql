-- Where people may sign in besides here (OpenID Connect): at most one that is in use, and one that is being tried. The
-- secret is sealed with the server's key. joins are domains and addresses, a line each.
CREATE TABLE identity_provider (
    id {ID},
    name TEXT NOT NULL,
    issuer TEXT NOT NULL,
    client_id TEXT NOT NULL,
    secret TEXT NOT NULL,
    joins TEXT NOT NULL,
    joins_as TEXT NOT NULL,
    only_way BIGINT NOT NULL,
    trusts_factor BIGINT NOT NULL,
    -- Whom it took the owner for who tried it, and the address that it has verified.
    tried_as TEXT,
    tried_email TEXT,
    used_since BIGINT
);

-- Accounts there of people here. A subject is somebody for good (OpenID Connect Core, section 2); an address is not.
CREATE TABLE identity (
    id {ID},
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    email TEXT,
    linked_at BIGINT NOT NULL,
    used_at BIGINT,
    UNIQUE (issuer, subject)
);
CREATE INDEX identity_agent ON identity (agent_id);

-- Who is on the way there, and has to come back in the same browser.
CREATE TABLE provider_sign_in (
    state_hash TEXT PRIMARY KEY,
    browser_hash TEXT NOT NULL,
    provider_id BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    agent_id BIGINT REFERENCES agent (id),
    redirect_uri TEXT NOT NULL,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    next TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX provider_sign_in_expires ON provider_sign_in (expires_at);

-- Who came back, and is still to say who they are here.
CREATE TABLE provider_arrival (
    browser_hash TEXT PRIMARY KEY,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    email TEXT,
    name TEXT NOT NULL,
    with_factor BIGINT NOT NULL,
    -- Who began it, being signed in.
    agent_id BIGINT REFERENCES agent (id),
    next TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- How a session was begun that still needs something.
ALTER TABLE session ADD COLUMN proof TEXT;
