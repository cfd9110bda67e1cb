-- What is one agent's alone: sealed to a public key of theirs, so that nobody else can read it.
-- Sealed bytes and public keys are kept as base64url text.

-- A corner is a pair of keys. The secret one is only here sealed: with a key made from the password,
-- with the recovery key if there is one, and, for a corner that was replaced and opened again, to the
-- corner of that time. The one in use has no replaced_at.
CREATE TABLE corner (
    id {ID},
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    public_key TEXT NOT NULL,
    secret_by_password TEXT NOT NULL,
    password_salt TEXT NOT NULL,
    secret_by_recovery TEXT,
    recovery_made_at BIGINT,
    secret_by_corner TEXT,
    kept_in BIGINT REFERENCES corner (id),
    created_at BIGINT NOT NULL,
    replaced_at BIGINT
);
CREATE INDEX corner_agent ON corner (agent_id, id);
CREATE UNIQUE INDEX corner_in_use ON corner (agent_id) WHERE replaced_at IS NULL;

-- Something short that was put into a corner, such as a reflection.
CREATE TABLE corner_note (
    id {ID},
    corner_id BIGINT NOT NULL REFERENCES corner (id),
    kind TEXT NOT NULL,
    sealed TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX corner_note_kind ON corner_note (corner_id, kind, id);

-- The corner that a session opens, and its secret key, sealed with a key that follows from the
-- session's token. Here is only the token's hash, from which that key does not follow.
ALTER TABLE session ADD COLUMN corner_id BIGINT REFERENCES corner (id);
ALTER TABLE session ADD COLUMN corner TEXT;
