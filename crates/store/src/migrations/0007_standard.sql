-- Standards with all their versions, the contacts that they are about, and whether each was met.

CREATE TABLE standard (
    id {ID},
    created_at BIGINT NOT NULL
);

-- A version without a title retires its standard. No version is ever changed; one that has not begun can be
-- withdrawn.
CREATE TABLE standard_version (
    id {ID},
    standard_id BIGINT NOT NULL REFERENCES standard (id),
    number BIGINT NOT NULL,
    title TEXT,
    words TEXT NOT NULL,
    stage TEXT NOT NULL,
    theme TEXT NOT NULL,
    reach TEXT NOT NULL,
    role TEXT NOT NULL,
    check_words TEXT NOT NULL,
    effective_at BIGINT NOT NULL,
    made_by BIGINT NOT NULL REFERENCES agent (id),
    made_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    UNIQUE (standard_id, number)
);

-- A call, or what was written in a conversation from when it was opened until it was closed. How long the
-- customer waited is kept once our first words have come, so that other hours do not change it afterwards.
CREATE TABLE contact (
    id {ID},
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    call_id BIGINT REFERENCES call (id),
    channel TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    ended_at BIGINT,
    waited_seconds BIGINT,
    waited_open_seconds BIGINT
);
CREATE UNIQUE INDEX contact_call ON contact (call_id) WHERE call_id IS NOT NULL;
CREATE UNIQUE INDEX contact_written ON contact (conversation_id, began_at) WHERE call_id IS NULL;
CREATE INDEX contact_began ON contact (began_at);

-- What is heard in a voice is judged nowhere here: it is its agent's alone.
CREATE TABLE standard_outcome (
    version_id BIGINT NOT NULL REFERENCES standard_version (id),
    contact_id BIGINT NOT NULL REFERENCES contact (id),
    outcome TEXT NOT NULL,
    why TEXT NOT NULL,
    message_id BIGINT REFERENCES message (id),
    span_start BIGINT,
    span_end BIGINT,
    settled BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (version_id, contact_id)
);
CREATE INDEX standard_outcome_contact ON standard_outcome (contact_id);
-- What may still change is judged anew as time goes by.
CREATE INDEX standard_outcome_open ON standard_outcome (version_id) WHERE settled = 0;

-- A person's word is about a standard in a contact, and outlives the row that was judged.
CREATE TABLE standard_ruling (
    id {ID},
    standard_id BIGINT NOT NULL REFERENCES standard (id),
    contact_id BIGINT NOT NULL REFERENCES contact (id),
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    at BIGINT NOT NULL,
    withdrawn_at BIGINT
);
CREATE INDEX standard_ruling_contact ON standard_ruling (contact_id, id);
