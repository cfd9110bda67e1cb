-- People, customers, conversations and what is said in them.
-- Times are milliseconds since 1970 in UTC. {ID} is the dialect's own automatic key.

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE event (
    id {ID},
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    conversation_id BIGINT,
    customer_id BIGINT,
    message_id BIGINT,
    agent_id BIGINT
);

CREATE TABLE agent (
    id {ID},
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    away_since BIGINT,
    back_at BIGINT,
    seen_at BIGINT,
    created_at BIGINT NOT NULL,
    deactivated_at BIGINT
);

CREATE TABLE session (
    id {ID},
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    token_hash TEXT NOT NULL UNIQUE,
    browser TEXT NOT NULL,
    ip TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX session_agent ON session (agent_id);

-- A link by which somebody joins; the first one, made at the first start, is for the owner.
CREATE TABLE invitation (
    id {ID},
    token_hash TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    email TEXT,
    invited_by BIGINT REFERENCES agent (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    accepted_at BIGINT,
    revoked_at BIGINT
);

CREATE TABLE password_reset (
    id {ID},
    token_hash TEXT NOT NULL UNIQUE,
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    made_by BIGINT REFERENCES agent (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE failed_sign_in (
    id {ID},
    email TEXT NOT NULL,
    ip TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX failed_sign_in_email ON failed_sign_in (email, at);
CREATE INDEX failed_sign_in_ip ON failed_sign_in (ip, at);

CREATE TABLE team (
    id {ID},
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE team_member (
    team_id BIGINT NOT NULL REFERENCES team (id),
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    PRIMARY KEY (team_id, agent_id)
);

CREATE TABLE customer (
    id {ID},
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    language TEXT,
    time_zone TEXT,
    external_id TEXT UNIQUE,
    created_at BIGINT NOT NULL
);
CREATE INDEX customer_name ON customer (name_folded, id);

CREATE TABLE address (
    id {ID},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    verified_at BIGINT,
    created_at BIGINT NOT NULL,
    UNIQUE (customer_id, kind, value)
);
CREATE INDEX address_value ON address (value);

CREATE TABLE fact (
    id {ID},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT
);
CREATE INDEX fact_customer ON fact (customer_id);

CREATE TABLE inbox (
    id {ID},
    channel TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    identity_secret TEXT NOT NULL,
    greeting TEXT NOT NULL,
    colour TEXT NOT NULL
);

-- One browser in which a customer chats; it proves itself by a secret of its own.
CREATE TABLE visitor (
    id {ID},
    inbox_id BIGINT NOT NULL REFERENCES inbox (id),
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    secret_hash TEXT NOT NULL UNIQUE,
    page_url TEXT,
    page_title TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX visitor_customer ON visitor (customer_id);

-- customer_sequence is the place of the customer's last words; read_by_customer and read_by_agent
-- are the places up to which each side has read.
-- state, waiting_since and snoozed_until repeat the last row of conversation_state, so that the
-- desk's lists are one walk along an index.
CREATE TABLE conversation (
    id {ID},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    inbox_id BIGINT REFERENCES inbox (id),
    channel TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_folded TEXT NOT NULL,
    state TEXT NOT NULL,
    state_since BIGINT NOT NULL,
    waiting_since BIGINT,
    snoozed_until BIGINT,
    assignee_id BIGINT REFERENCES agent (id),
    team_id BIGINT REFERENCES team (id),
    opened_at BIGINT NOT NULL,
    last_message_at BIGINT NOT NULL,
    preview TEXT NOT NULL,
    customer_sequence BIGINT NOT NULL DEFAULT 0,
    read_by_customer BIGINT NOT NULL DEFAULT 0,
    read_by_agent BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX conversation_waiting ON conversation (state, waiting_since, id);
CREATE INDEX conversation_recent ON conversation (state, last_message_at, id);
CREATE INDEX conversation_snoozed ON conversation (snoozed_until);
CREATE INDEX conversation_assignee ON conversation (assignee_id, state, waiting_since);
CREATE INDEX conversation_customer ON conversation (customer_id, last_message_at);

CREATE TABLE conversation_state (
    id {ID},
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    state TEXT NOT NULL,
    waiting_since BIGINT,
    snoozed_until BIGINT,
    agent_id BIGINT REFERENCES agent (id),
    at BIGINT NOT NULL
);
CREATE INDEX conversation_state_conversation ON conversation_state (conversation_id, at);
CREATE INDEX conversation_state_at ON conversation_state (state, at);

CREATE TABLE assignment (
    id {ID},
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    assignee_id BIGINT REFERENCES agent (id),
    team_id BIGINT REFERENCES team (id),
    agent_id BIGINT REFERENCES agent (id),
    at BIGINT NOT NULL
);
CREATE INDEX assignment_conversation ON assignment (conversation_id, at);

CREATE TABLE tag (
    id {ID},
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE conversation_tag (
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    tag_id BIGINT NOT NULL REFERENCES tag (id),
    agent_id BIGINT REFERENCES agent (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, tag_id)
);
CREATE INDEX conversation_tag_tag ON conversation_tag (tag_id);

-- sequence is the id of the event by which both sides could see it: unset for notes, and for a
-- reply that can still be undone.
CREATE TABLE message (
    id {ID},
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    agent_id BIGINT REFERENCES agent (id),
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    sequence BIGINT UNIQUE,
    send_at BIGINT,
    waited_ms BIGINT,
    key TEXT,
    UNIQUE (conversation_id, key)
);
CREATE INDEX message_conversation ON message (conversation_id, at, id);
CREATE INDEX message_send_at ON message (send_at);
CREATE INDEX message_waited ON message (at) WHERE waited_ms IS NOT NULL;
CREATE INDEX message_agent ON message (agent_id, at);

CREATE TABLE mention (
    message_id BIGINT NOT NULL REFERENCES message (id),
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    seen_at BIGINT,
    PRIMARY KEY (message_id, agent_id)
);
CREATE INDEX mention_agent ON mention (agent_id, seen_at);

-- A file belongs to its uploader (an agent's draft, or a visitor) until its message is there.
CREATE TABLE attachment (
    id {ID},
    message_id BIGINT REFERENCES message (id),
    conversation_id BIGINT REFERENCES conversation (id),
    agent_id BIGINT REFERENCES agent (id),
    draft_kind TEXT,
    visitor_hash TEXT,
    key TEXT,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    width BIGINT,
    height BIGINT,
    file TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX attachment_message ON attachment (message_id);
CREATE INDEX attachment_draft ON attachment (conversation_id, agent_id);
CREATE INDEX attachment_visitor ON attachment (visitor_hash);

CREATE TABLE draft (
    conversation_id BIGINT NOT NULL REFERENCES conversation (id),
    agent_id BIGINT NOT NULL REFERENCES agent (id),
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    revision BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, agent_id, kind)
);
