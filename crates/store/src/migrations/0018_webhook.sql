-- Addresses of other programs that are told what happens, what is told to each, and what came of every try.
CREATE TABLE webhook (
    id {ID},
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    kinds TEXT NOT NULL,
    secret TEXT NOT NULL,
    -- The secret before signs too until then.
    old_secret TEXT,
    old_secret_until BIGINT,
    off_at BIGINT,
    off_reason TEXT,
    failing_since BIGINT,
    taken_at BIGINT,
    made_by BIGINT NOT NULL REFERENCES agent (id),
    made_at BIGINT NOT NULL,
    removed_at BIGINT
);

CREATE TABLE webhook_delivery (
    id {ID},
    webhook_id BIGINT NOT NULL REFERENCES webhook (id),
    key TEXT NOT NULL,
    event_id BIGINT,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    next_at BIGINT,
    -- An event is told once, also where two servers follow the events.
    UNIQUE (webhook_id, event_id)
);
CREATE INDEX webhook_delivery_next ON webhook_delivery (webhook_id, next_at);
CREATE INDEX webhook_delivery_state ON webhook_delivery (webhook_id, state);
CREATE INDEX webhook_delivery_log ON webhook_delivery (webhook_id, id);
CREATE INDEX webhook_delivery_at ON webhook_delivery (at);

CREATE TABLE webhook_attempt (
    id {ID},
    webhook_delivery_id BIGINT NOT NULL REFERENCES webhook_delivery (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    took_ms BIGINT NOT NULL,
    status BIGINT,
    answer TEXT NOT NULL,
    error TEXT
);
CREATE INDEX webhook_attempt_delivery ON webhook_attempt (webhook_delivery_id);
